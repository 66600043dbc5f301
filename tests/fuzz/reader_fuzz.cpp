// Any text reads without a crash, and every span lies in it.
#include "unit/reading/reading_fixture.hpp"

#include "meldbrug/core/utf8.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto reading = meldbrug::reading::test::Fixture::get().read(text);
    const std::size_t length = meldbrug::core::code_points(meldbrug::core::to_valid_utf8(text));
    for (const auto& action : reading.actions) {
        if (action.span.start > action.span.end ||
            (meldbrug::core::is_valid_utf8(text) && action.span.end > length)) {
            std::abort();
        }
    }
    return 0;
}
