// Any text reads without a crash, every span lies in it, and it can be held against the signs of a
// misfiled note.
#include "unit/reading/reading_fixture.hpp"

#include "meldbrug/core/utf8.hpp"
#include "meldbrug/reading/misfiled.hpp"

#include <cstdlib>

using meldbrug::reading::MisfiledSigns;
using meldbrug::reading::test::Fixture;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    static const MisfiledSigns signs =
        MisfiledSigns::from_json(Fixture::file("misfiled.json"), Fixture::get().catalogue(), "file")
            .value();
    auto note = Fixture::note(text);
    note.category = text;
    const auto context = Fixture::get().context();
    const auto reading = meldbrug::reading::read(note, context);
    static_cast<void>(signs.find(note, reading, context));
    const std::size_t length = meldbrug::core::code_points(meldbrug::core::to_valid_utf8(text));
    for (const auto& action : reading.actions) {
        if (action.span.start > action.span.end ||
            (meldbrug::core::is_valid_utf8(text) && action.span.end > length)) {
            std::abort();
        }
    }
    return 0;
}
