// Any bytes as the folder adapter's cursor (a store of another version, or one that was touched):
// what is understood of it stays the same when kept, and polling from it ends with all files taken.
#include "fuzz/require.hpp"
#include "support/temp_folder.hpp"

#include "adapters/folder/cursor.hpp"
#include "adapters/folder/folder_adapter.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

using namespace meldbrug;
using adapters::folder::Cursor;

using test::require;

namespace {

/// A full export and a log of changes: both ways to read a file.
class Folder {
public:
    Folder() {
        folder_.write("a.csv",
                      "id;leerlingnummer;datum;notitie\n1;p1;12-03-2026;Een.\n2;p1;13-03-2026;"
                      "Twee.\n3;p1;14-03-2026;Drie.\n");
        folder_.write("b.jsonl", R"({"id":"4","pupil":"p1","date":"2026-03-12","text":"Vier."})");
    }
    [[nodiscard]] std::unique_ptr<adapters::Adapter> adapter() const {
        auto adapter = adapters::folder::make_adapter();
        require(adapter->configure({{"path", folder_.path().string()}, {"once", true}}).ok());
        return adapter;
    }

private:
    test::TempFolder folder_;
};

adapters::Batch poll(adapters::Adapter& adapter, std::string_view cursor) {
    auto result = adapter.poll(cursor, std::chrono::steady_clock::now() + std::chrono::seconds{60});
    require(!result.error);
    return std::move(result.batch);
}

void poll_from(std::string_view bytes) {
    static const Folder folder;
    const auto adapter = folder.adapter();
    std::string cursor(bytes);
    bool more = true;
    for (int files = 0; more; ++files) {
        require(files <= 2);
        const adapters::Batch batch = poll(*adapter, cursor);
        more = batch.more;
        cursor = batch.cursor;
    }
    const adapters::Batch nothing = poll(*folder.adapter(), cursor);
    require(nothing.items.empty() && nothing.refused.empty() && nothing.complete_sources.empty());
    require(!nothing.more && nothing.cursor == cursor);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const Cursor cursor = Cursor::parse(bytes);
    const std::string text = cursor.text();
    require(core::parse_json(text, "cursor").ok());
    require(Cursor::parse(text).text() == text);
    for (const auto& [source, last] : cursor.exports) {
        const auto sample = adapters::folder::sample_of(last.sample);
        require(std::is_sorted(sample.begin(), sample.end()));
        require(adapters::folder::shares_notes(sample, last.sample) == !last.sample.empty());
    }
    poll_from(bytes);
    return 0;
}
