#include "commands.hpp"
#include "wiring.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/reading/date_expression.hpp"

#include <ostream>

namespace meldbrug::cli {

namespace {

struct DatesLine {
    core::Json id;
    std::string text;
    core::Date reference{};
    std::optional<core::SchoolCalendar> calendar;  ///< the line's own
};

core::Error wrong(std::string_view field, std::string_view reason) {
    return {core::ErrorCode::invalid_input,
            "field '" + std::string(field) + "': " + std::string(reason)};
}

/// {"name":"…","herfstvakantie":["2025-10-18","2025-10-26"], …}: the school holidays that the line
/// wants to be read with.
core::Result<core::SchoolCalendar> calendar_of(const core::Json& json) {
    core::Json vacations = core::Json::array();
    for (const auto& [name, days] : json.items()) {
        if (days.is_array() && days.size() == 2) {
            vacations.push_back({{"id", name}, {"first", days[0]}, {"last", days[1]}});
        }
    }
    return core::SchoolCalendar::from_json({{"vacations", std::move(vacations)}}, "",
                                           "field 'calendar'");
}

core::Result<DatesLine> parse(std::string_view line) {
    auto json = core::parse_json(line, "");
    if (!json) {
        return json.error();
    }
    DatesLine result;
    const core::Json* id = core::find(*json, "id");
    const core::Json* text = core::find(*json, "text");
    const std::string_view reference = core::text_or_empty(*json, "ref");
    if (id == nullptr) {
        return wrong("id", "is missing");
    }
    if (text == nullptr || !text->is_string()) {
        return wrong("text", "is missing or not a text");
    }
    const auto day = core::parse_date(reference.substr(0, 10));
    if (!day) {
        return wrong("ref", "is not a day (YYYY-MM-DD)");
    }
    result.id = *id;
    result.text = text->get_ref<const std::string&>();
    result.reference = *day;
    if (const core::Json* calendar = core::find(*json, "calendar");
        calendar != nullptr && calendar->is_object()) {
        auto parsed = calendar_of(*calendar);
        if (!parsed) {
            return wrong("calendar", parsed.error().message);
        }
        result.calendar = std::move(parsed).value();
    }
    return result;
}

}  // namespace

int run(const DatesOptions& options, const CommonOptions& common, Console console) {
    auto knowledge = load_knowledge(common);
    if (!knowledge) {
        return fail(knowledge.error(), console);
    }
    auto input = Input::open(options.file, console);
    if (!input) {
        return fail(input.error(), console);
    }
    int status = 0;
    std::string line;
    while (input->next(line)) {
        if (line.empty()) {
            continue;
        }
        const auto parsed = parse(line);
        if (!parsed) {
            console.err << "meldbrug: " << input->where() << ": " << parsed.error().line() << "\n";
            status = core::exit_status(core::ErrorCode::invalid_input);
            continue;
        }
        reading::DateContext context;
        context.reference = parsed->reference;
        context.calendar = parsed->calendar ? &*parsed->calendar : &knowledge->calendar;
        context.words = &knowledge->date_words;
        context.vacations_known = parsed->calendar.has_value();
        core::Json expressions = core::Json::array();
        for (const auto& expression : reading::find_dates(parsed->text, context)) {
            expressions.push_back(reading::to_json(expression, parsed->text));
        }
        console.out
            << core::Json{{"id", parsed->id}, {"expressions", std::move(expressions)}}.dump()
            << "\n";
    }
    return status;
}

}  // namespace meldbrug::cli
