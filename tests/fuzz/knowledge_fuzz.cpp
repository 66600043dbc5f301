// What a school lays beside our data (names, holidays, texts, words, forms) is written by hand:
// whatever a file holds, it loads, or an error says what is wrong with it.
#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/school_calendar.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/notes/template.hpp"
#include "meldbrug/reading/date_expression.hpp"
#include "meldbrug/reading/misfiled.hpp"
#include "meldbrug/reading/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace meldbrug;

namespace {

const core::Catalogue& ours() {
    static const core::Catalogue loaded =
        core::Catalogue::from_json(
            core::read_json_file(MELDBRUG_SOURCE_DIR "/notes-schema/vocabulary/nl/catalogue.json")
                .value(),
            "catalogue")
            .value();
    return loaded;
}

template <class T>
void loads_or_says_why(const core::Result<T>& result) {
    if (!result.ok() && result.error().message.empty()) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto json = core::parse_json(text, "file");
    loads_or_says_why(json);
    if (!json) {
        return 0;
    }
    loads_or_says_why(core::Catalogue::from_json(*json, "file"));
    loads_or_says_why(core::SchoolCalendar::from_json(*json, "noord", "file"));
    loads_or_says_why(core::Texts::from_json(*json, "file"));
    loads_or_says_why(reading::DateWords::from_json(*json, "file"));
    loads_or_says_why(reading::Vocabulary::from_json({{"file", *json}}, ours()));
    loads_or_says_why(notes::Templates::from_json({{"file", *json}}, ours()));
    loads_or_says_why(reading::MisfiledSigns::from_json(*json, ours(), "file"));
    return 0;
}
