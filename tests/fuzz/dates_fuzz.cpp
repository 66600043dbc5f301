// Any bytes as a note's text: no crash, and every span lies in the text, in order.

#include "meldbrug/core/json.hpp"
#include "meldbrug/reading/date_expression.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace meldbrug;

const reading::DateWords& words() {
    static const reading::DateWords loaded = [] {
        auto json = core::read_json_file(std::string(MELDBRUG_SOURCE_DIR) +
                                         "/notes-schema/vocabulary/nl/dates.json");
        return reading::DateWords::from_json(json.value(), "dates.json").value();
    }();
    return loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const core::SchoolCalendar calendar;
    // The first two bytes choose the note's day, within 180 years.
    const std::size_t shift = size >= 2 ? data[0] * 256U + data[1] : 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    reading::DateContext context;
    context.reference = core::Date{} + std::chrono::days{static_cast<int>(shift)};
    context.calendar = &calendar;
    context.vacations_known = size % 2 == 0;
    context.words = &words();
    std::size_t previous = 0;
    for (const auto& expression : reading::find_dates(text, context)) {
        if (expression.byte_start < previous || expression.byte_end <= expression.byte_start ||
            expression.byte_end > size) {
            std::abort();
        }
        previous = expression.byte_end;
        static_cast<void>(reading::to_json(expression, text).dump());
    }
    return 0;
}
