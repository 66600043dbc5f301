// Any bytes as an export: reading ends, what comes out is valid, and small changes of how it is
// read change nothing.
#include "fuzz/require.hpp"

#include "adapters/folder/note_file.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <sstream>

using namespace meldbrug;
using namespace meldbrug::adapters::folder;

using test::require;

namespace {

FileResult read_as(std::string_view bytes, bool csv) {
    Settings settings;
    settings.pupil = "p";
    auto input = std::make_unique<std::istringstream>(std::string(bytes));
    const auto file = csv ? NoteFile::open_csv(std::move(input), "f", settings)
                          : NoteFile::open_lines(std::move(input), "f", settings);
    // A deadline that passed makes it come back after every few rows.
    while (!file->advance({})) {
    }
    return file->take();
}

void check(const FileResult& result) {
    for (const auto& item : result.items) {
        if (const auto* note = std::get_if<notes::Note>(&item)) {
            require(!notes::find_fault(*note));
        }
    }
    require(result.note_keys.size() == result.notes);
    require(result.refused_rows <= 1000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check(read_as(bytes, true));
    check(read_as(bytes, false));
    // Under a good header as well, so that rows are reached.
    check(read_as("id;datum;notitie;functie;groep\n" + std::string(bytes), true));
    return 0;
}
