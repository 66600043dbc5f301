#include "date_words.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>

namespace meldbrug::reading::dating {
namespace {

using core::Error;
using core::ErrorCode;
using core::Json;
using core::Result;
using core::Status;

using Compiled = DateWords::Compiled;

Error config_error(std::string_view where, const std::string& field, std::string_view reason) {
    return Error{ErrorCode::invalid_config, field + ": " + std::string(reason), std::string(where)};
}

template <class Value>
using Names = std::vector<std::pair<std::string_view, Value>>;

template <class Value>
std::optional<Value> look_up(const Names<Value>& names, std::string_view name) {
    for (const auto& [known, value] : names) {
        if (known == name) {
            return value;
        }
    }
    return std::nullopt;
}

const Names<Unit>& unit_names() {
    static const Names<Unit> names{{"day", Unit::day},
                                   {"workday", Unit::workday},
                                   {"schoolday", Unit::schoolday},
                                   {"week", Unit::week},
                                   {"month", Unit::month},
                                   {"quarter", Unit::quarter},
                                   {"halfyear", Unit::halfyear},
                                   {"year", Unit::year},
                                   {"hour", Unit::hour},
                                   {"halfhour", Unit::halfhour},
                                   {"minute", Unit::minute},
                                   {"quarterhour", Unit::quarterhour}};
    return names;
}

const Names<PeriodKind>& period_names() {
    static const Names<PeriodKind> names{{"day", PeriodKind::day},
                                         {"week", PeriodKind::week},
                                         {"workweek", PeriodKind::workweek},
                                         {"weekend", PeriodKind::weekend},
                                         {"month", PeriodKind::month},
                                         {"quarter", PeriodKind::quarter},
                                         {"year", PeriodKind::year},
                                         {"schoolyear", PeriodKind::schoolyear},
                                         {"workday", PeriodKind::workday},
                                         {"schoolhalf", PeriodKind::schoolhalf},
                                         {"schoolday", PeriodKind::schoolday}};
    return names;
}

const Names<Which>& which_names() {
    static const Names<Which> names{{"this", Which::current},
                                    {"next", Which::next},
                                    {"coming", Which::coming},
                                    {"previous", Which::previous},
                                    {"past", Which::past}};
    return names;
}

const Names<Part>& part_names() {
    static const Names<Part> names{
        {"begin", Part::begin}, {"middle", Part::middle}, {"end", Part::end}};
    return names;
}

const Names<Lead>& lead_names() {
    static const Names<Lead> names{
        {"on", Lead::on},       {"by", Lead::by},         {"before", Lead::before},
        {"until", Lead::until}, {"from", Lead::from},     {"since", Lead::since},
        {"after", Lead::after}, {"over", Lead::over},     {"within", Lead::within},
        {"in", Lead::in},       {"during", Lead::during}, {"between", Lead::between},
        {"of", Lead::of},       {"each", Lead::each}};
    return names;
}

const Names<Connector>& connector_names() {
    static const Names<Connector> names{{"until", Connector::until},
                                        {"through", Connector::through},
                                        {"and", Connector::conjunction},
                                        {"or", Connector::choice}};
    return names;
}

const Names<Cue>& cue_names() {
    static const Names<Cue> names{{"negation", Cue::negation},
                                  {"need", Cue::need},
                                  {"condition", Cue::condition},
                                  {"past", Cue::past},
                                  {"future", Cue::future},
                                  {"lasting", Cue::lasting},
                                  {"wish", Cue::wish},
                                  {"wisher", Cue::wisher},
                                  {"agreement", Cue::agreement},
                                  {"schedule", Cue::schedule},
                                  {"for_noun", Cue::for_noun},
                                  {"must", Cue::must},
                                  {"today_anchor", Cue::today_anchor},
                                  {"article", Cue::article},
                                  {"age_verb", Cue::age_verb},
                                  {"birthday", Cue::birthday},
                                  {"greeting", Cue::greeting},
                                  {"not_a_date_before", Cue::not_a_date_before},
                                  {"after_day", Cue::after_day},
                                  {"clock_before", Cue::clock_before}};
    return names;
}

constexpr std::array<std::string_view, 40> sections{"about",
                                                    "months",
                                                    "months_short",
                                                    "weekdays",
                                                    "weekdays_short",
                                                    "parts_of_day",
                                                    "relative_days",
                                                    "now",
                                                    "numbers",
                                                    "ordinals",
                                                    "ordinal_endings",
                                                    "halves",
                                                    "half_endings",
                                                    "vague",
                                                    "units",
                                                    "units_short",
                                                    "periods",
                                                    "week_number",
                                                    "parts",
                                                    "which",
                                                    "after_date",
                                                    "seasons",
                                                    "vacations",
                                                    "school_events",
                                                    "feasts",
                                                    "leads",
                                                    "hedges",
                                                    "connectors",
                                                    "anchors_after",
                                                    "anchors_before",
                                                    "ago",
                                                    "later",
                                                    "half_of",
                                                    "not_dates",
                                                    "whole",
                                                    "number_links",
                                                    "age_after",
                                                    "frequency_after",
                                                    "observation_after",
                                                    "cues"};
constexpr std::array<std::string_view, 2> season_parts{"start", "vacation"};
constexpr std::array<std::string_view, 8> feast_parts{"names", "month",  "day",           "weekday",
                                                      "nth",   "easter", "not_on_sunday", "days"};

/// Reads the file's keys one after the other; the first that does not hold ends it.
class Loader {
public:
    Loader(const Json& json, std::string_view where, Compiled& out)
        : json_(json), where_(where), out_(out) {
        out_.words.resize(1);
    }

    Status load() {
        using Step = Status (Loader::*)();
        constexpr std::array<Step, 8> steps{
            &Loader::calendar_words, &Loader::numbers, &Loader::units,   &Loader::simple_words,
            &Loader::names,          &Loader::feasts,  &Loader::phrases, &Loader::cues};
        if (Status status = only(json_, "", sections); !status) {
            return status;
        }
        for (const Step step : steps) {
            if (auto status = (this->*step)(); !status) {
                return status;
            }
        }
        mark_starters();
        return core::Done{};
    }

private:
    /// Members that nobody reads are none.
    /// \param field  of the object, with a dot behind it; empty for the file
    [[nodiscard]] Status only(const Json& json, const std::string& field,
                              std::span<const std::string_view> known) const {
        if (const auto unknown = core::unknown_member(json, known)) {
            return config_error(where_, field + unknown->name, unknown->reason);
        }
        return core::Done{};
    }

    std::vector<WordId> phrase(std::string_view text) {
        std::vector<WordId> ids;
        for (const Token& token : Tokens(text)) {
            const WordId id = out_.index.intern(token.folded);
            if (out_.words.size() <= id) {
                out_.words.resize(std::size_t{id} + 1);
            }
            ids.push_back(id);
        }
        return ids;
    }

    /// A list entry that must be one word.
    Result<Word*> word(std::string_view text, const std::string& field) {
        const auto ids = phrase(text);
        if (ids.size() != 1) {
            return config_error(where_, field, "must be a single word");
        }
        return &out_.words[ids.front()];
    }

    /// Calls `each(text, value)` for the members of an object.
    template <class Each>
    Status object(std::string_view key, Each each) {
        const Json* members = core::find(json_, key);
        if (members == nullptr || !members->is_object()) {
            return config_error(where_, std::string(key), "must be an object of words");
        }
        for (const auto& [text, value] : members->items()) {
            const std::string field = std::string(key) + "." + text;
            if (text.empty()) {
                return config_error(where_, field, "a word may not be empty");
            }
            if (Status status = each(text, value, field); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    template <class Each>
    Status list_of(const Json& parent, std::string_view key, const std::string& field, Each each) {
        const Json* entries = core::find(parent, key);
        if (entries == nullptr || !entries->is_array()) {
            return config_error(where_, field, "must be a list of words");
        }
        for (std::size_t i = 0; i < entries->size(); ++i) {
            const Json& entry = (*entries)[i];
            const std::string at = field + "[" + std::to_string(i) + "]";
            if (!entry.is_string() || entry.get_ref<const std::string&>().empty()) {
                return config_error(where_, at, "must be a word");
            }
            if (Status status = each(entry.get_ref<const std::string&>(), at); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    template <class Each>
    Status list(std::string_view key, Each each) {
        return list_of(json_, key, std::string(key), each);
    }

    /// Numbers from `low` to `high`, set by `set(word, number)`.
    template <class Set>
    Status numbered(std::string_view key, int low, int high, Set set) {
        return object(
            key,
            [&](const std::string& text, const Json& value, const std::string& field) -> Status {
                if (!value.is_number_integer() || value.get<std::int64_t>() < low ||
                    value.get<std::int64_t>() > high) {
                    return config_error(where_, field,
                                        "must be a number from " + std::to_string(low) + " to " +
                                            std::to_string(high));
                }
                auto found = word(text, field);
                if (!found) {
                    return found.error();
                }
                set(**found, value.get<int>());
                return core::Done{};
            });
    }

    template <class Value, class Set>
    Status named(std::string_view key, const Names<Value>& values, Set set) {
        return object(
            key,
            [&](const std::string& text, const Json& value, const std::string& field) -> Status {
                const auto known = value.is_string()
                                       ? look_up(values, value.get_ref<const std::string&>())
                                       : std::optional<Value>{};
                if (!known) {
                    return config_error(where_, field, "names no known value");
                }
                return set(text, *known, field);
            });
    }

    template <class Set>
    Status words(std::string_view key, Set set) {
        return list(key, [&](const std::string& text, const std::string& field) -> Status {
            auto found = word(text, field);
            if (!found) {
                return found.error();
            }
            set(**found);
            return core::Done{};
        });
    }

    Status calendar_words() {
        const auto set_month = [](bool short_form) {
            return [short_form](Word& word, int month) {
                word.month = static_cast<std::uint8_t>(month);
                word.short_form = short_form;
            };
        };
        const auto set_weekday = [](bool short_form) {
            return [short_form](Word& word, int weekday) {
                word.weekday = static_cast<std::uint8_t>(weekday);
                word.short_form = short_form;
            };
        };
        if (auto s = numbered("months", 1, 12, set_month(false)); !s) {
            return s;
        }
        if (auto s = numbered("months_short", 1, 12, set_month(true)); !s) {
            return s;
        }
        if (auto s = numbered("weekdays_short", 1, 7, set_weekday(true)); !s) {
            return s;
        }
        if (auto s = numbered("weekdays", 1, 7, set_weekday(false)); !s) {
            return s;
        }
        return weekday_parts();
    }

    /// "dinsdagochtend": every weekday with every part of the day.
    Status weekday_parts() {
        const Json* weekdays = core::find(json_, "weekdays");
        return list("parts_of_day", [&](const std::string& part, const std::string&) -> Status {
            for (const auto& [name, number] : weekdays->items()) {
                out_.words[phrase(name + part).front()].weekday =
                    static_cast<std::uint8_t>(number.get<int>());
            }
            return core::Done{};
        });
    }

    Status numbers() {
        std::vector<std::pair<std::string, int>> known;
        constexpr int largest_word = 1000;
        if (auto s = object("numbers",
                            [&](const std::string& text, const Json& value,
                                const std::string& field) -> Status {
                                if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
                                    value.get<std::int64_t>() > largest_word) {
                                    return config_error(where_, field,
                                                        "must be a number up to 1000");
                                }
                                known.emplace_back(text, value.get<int>());
                                return core::Done{};
                            });
            !s) {
            return s;
        }
        compound_numbers(known);
        for (const auto& [text, value] : known) {
            auto found = word(text, "numbers." + text);
            if (!found) {
                return found.error();
            }
            (*found)->number = static_cast<std::int16_t>(value);
        }
        if (auto s = half_numbers(known); !s) {
            return s;
        }
        return ordinals(known);
    }

    /// 21 to 99: "een" + "en" + "twintig".
    static void compound_numbers(std::vector<std::pair<std::string, int>>& known) {
        std::vector<std::pair<std::string, int>> compounds;
        for (const auto& [unit, unit_value] : known) {
            for (const auto& [ten, ten_value] : known) {
                if (unit_value >= 1 && unit_value <= 9 && ten_value >= 20 && ten_value <= 90) {
                    std::string joined = unit;
                    joined += "en";
                    joined += ten;
                    compounds.emplace_back(std::move(joined), unit_value + ten_value);
                }
            }
        }
        known.insert(known.end(), compounds.begin(), compounds.end());
    }

    Status half_numbers(const std::vector<std::pair<std::string, int>>& known) {
        if (auto s = object("halves",
                            [&](const std::string& text, const Json& value,
                                const std::string& field) -> Status {
                                const double number = value.is_number() ? value.get<double>() : 0.0;
                                if (number <= 0 || number > 10) {
                                    return config_error(where_, field, "must be between 0 and 10");
                                }
                                auto found = word(text, field);
                                if (!found) {
                                    return found.error();
                                }
                                (*found)->hundredths =
                                    static_cast<std::int16_t>(std::lround(number * 100));
                                return core::Done{};
                            });
            !s) {
            return s;
        }
        return list("half_endings", [&](const std::string& ending, const std::string&) -> Status {
            for (const auto& [text, value] : known) {
                if (value <= 12) {  // "twaalfenhalf" is the most anyone writes
                    out_.words[phrase(text + ending).front()].hundredths =
                        static_cast<std::int16_t>(value * 100 + 50);
                }
            }
            return core::Done{};
        });
    }

    Status ordinals(const std::vector<std::pair<std::string, int>>& known) {
        for (const auto& [text, value] : known) {
            if (value > 20) {
                out_.words[phrase(text + "ste").front()].ordinal = static_cast<std::int16_t>(value);
            }
        }
        if (auto s = numbered(
                "ordinals", 1, 100,
                [](Word& word, int value) { word.ordinal = static_cast<std::int16_t>(value); });
            !s) {
            return s;
        }
        return words("ordinal_endings", [](Word& word) { word.ordinal_ending = true; });
    }

    Status units() {
        if (auto s =
                named("units", unit_names(),
                      [&](const std::string& text, Unit unit, const std::string& field) -> Status {
                          auto found = word(text, field);
                          if (!found) {
                              return found.error();
                          }
                          (*found)->unit = unit;
                          return core::Done{};
                      });
            !s) {
            return s;
        }
        if (auto s =
                named("units_short", unit_names(),
                      [&](const std::string& text, Unit unit, const std::string& field) -> Status {
                          auto found = word(text, field);
                          if (!found) {
                              return found.error();
                          }
                          (*found)->short_unit = unit;
                          return core::Done{};
                      });
            !s) {
            return s;
        }
        return named(
            "periods", period_names(),
            [&](const std::string& text, PeriodKind kind, const std::string& field) -> Status {
                auto found = word(text, field);
                if (!found) {
                    return found.error();
                }
                (*found)->period = kind;
                return core::Done{};
            });
    }

    Status simple_words() {
        if (auto s =
                named("parts", part_names(),
                      [&](const std::string& text, Part part, const std::string& field) -> Status {
                          auto found = word(text, field);
                          if (!found) {
                              return found.error();
                          }
                          (*found)->part = part;
                          return core::Done{};
                      });
            !s) {
            return s;
        }
        if (auto s = numbered(
                "vague", 1, 10,
                [](Word& word, int value) { word.vague = static_cast<std::int16_t>(value); });
            !s) {
            return s;
        }
        if (auto s = words("week_number", [](Word& word) { word.week_number = true; }); !s) {
            return s;
        }
        if (auto s = words("whole", [](Word& word) { word.whole = true; }); !s) {
            return s;
        }
        if (auto s = words("half_of", [](Word& word) { word.half_of = true; }); !s) {
            return s;
        }
        if (auto s = words("now", [](Word& word) { word.cues |= bit(Cue::now); }); !s) {
            return s;
        }
        return list("number_links", [&](const std::string& text, const std::string&) -> Status {
            out_.words[phrase(text).front()].number_link = true;
            return core::Done{};
        });
    }

    void add_name(std::string_view text, Name::Kind kind, std::size_t value) {
        auto ids = phrase(text);
        if (!ids.empty()) {
            out_.words[ids.front()].starts_name = true;
            out_.names.add(std::move(ids), Name{kind, static_cast<std::int16_t>(value)}, false);
        }
    }

    std::size_t vacation_index(const std::string& id) {
        const auto at = std::find(out_.vacations.begin(), out_.vacations.end(), id);
        if (at != out_.vacations.end()) {
            return static_cast<std::size_t>(at - out_.vacations.begin());
        }
        out_.vacations.push_back(id);
        return out_.vacations.size() - 1;
    }

    Status names() {
        if (auto s = object("relative_days",
                            [&](const std::string& text, const Json& value,
                                const std::string& field) -> Status {
                                if (!value.is_number_integer() || value.get<std::int64_t>() < -7 ||
                                    value.get<std::int64_t>() > 7) {
                                    return config_error(where_, field, "must be days from -7 to 7");
                                }
                                auto ids = phrase(text);
                                out_.words[ids.front()].starts_name = true;
                                out_.names.add(std::move(ids),
                                               Name{Name::Kind::relative_day,
                                                    static_cast<std::int16_t>(value.get<int>())},
                                               false);
                                return core::Done{};
                            });
            !s) {
            return s;
        }
        if (auto s = named("which", which_names(),
                           [&](const std::string& text, Which which, const std::string&) -> Status {
                               add_name(text, Name::Kind::which, static_cast<std::size_t>(which));
                               return core::Done{};
                           });
            !s) {
            return s;
        }
        if (auto s = object("vacations",
                            [&](const std::string& text, const Json& value,
                                const std::string& field) -> Status {
                                if (!value.is_string()) {
                                    return config_error(where_, field, "must name a vacation");
                                }
                                add_name(text, Name::Kind::vacation,
                                         vacation_index(value.get<std::string>()));
                                return core::Done{};
                            });
            !s) {
            return s;
        }
        if (auto s = list("school_events",
                          [&](const std::string& text, const std::string&) -> Status {
                              add_name(text, Name::Kind::event, 0);
                              return core::Done{};
                          });
            !s) {
            return s;
        }
        return seasons();
    }

    Status seasons() {
        return object(
            "seasons",
            [&](const std::string& text, const Json& value, const std::string& field) -> Status {
                if (Status status = only(value, field + ".", season_parts); !status) {
                    return status;
                }
                const std::string_view start = core::text_or_empty(value, "start");
                const auto day = core::parse_date("2000-" + std::string(start));
                if (!day) {
                    return config_error(where_, field + ".start", "must be a day like \"06-21\"");
                }
                const std::chrono::year_month_day parts{*day};
                add_name(text, Name::Kind::season, out_.seasons.size());
                out_.seasons.push_back(
                    Season{static_cast<std::uint8_t>(static_cast<unsigned>(parts.month())),
                           static_cast<std::uint8_t>(static_cast<unsigned>(parts.day())),
                           std::string(core::text_or_empty(value, "vacation"))});
                return core::Done{};
            });
    }

    /// A small number of an object; 0 when absent, nothing when it does not hold.
    static std::optional<int> small(const Json& json, std::string_view key, int low, int high) {
        const Json* value = core::find(json, key);
        if (value == nullptr) {
            return 0;
        }
        if (!value->is_number_integer() || value->get<std::int64_t>() < low ||
            value->get<std::int64_t>() > high) {
            return std::nullopt;
        }
        return value->get<int>();
    }

    Result<Feast> feast(const Json& json, const std::string& field) const {
        if (Status status = only(json, field + ".", feast_parts); !status) {
            return status.error();
        }
        constexpr int longest_distance = 100;  // Carnival to Whit Monday, with room
        const auto month = small(json, "month", 1, 12);
        const auto day = small(json, "day", 1, 31);
        const auto weekday = small(json, "weekday", 1, 7);
        const auto nth = small(json, "nth", 1, 5);
        const auto easter = small(json, "easter", -longest_distance, longest_distance);
        if (!month || !day || !weekday || !nth || !easter) {
            return config_error(where_, field,
                                "month, day, weekday, nth or easter is out of range");
        }
        Feast result;
        result.month = static_cast<std::uint8_t>(*month);
        result.day = static_cast<std::uint8_t>(*day);
        result.weekday = static_cast<std::uint8_t>(*weekday);
        result.nth = static_cast<std::uint8_t>(*nth);
        if (core::find(json, "easter") != nullptr) {
            result.easter = *easter;
        }
        const Json* moves = core::find(json, "not_on_sunday");
        if (moves != nullptr && !moves->is_boolean()) {
            return config_error(where_, field + ".not_on_sunday", "must be true or false");
        }
        result.not_on_sunday = moves != nullptr && moves->get<bool>();
        if (const Json* days = core::find(json, "days"); days != nullptr) {
            if (!days->is_array()) {
                return config_error(where_, field + ".days", "must be a list of days");
            }
            for (const Json& entry : *days) {
                const auto parsed = entry.is_string()
                                        ? core::parse_date(entry.get_ref<const std::string&>())
                                        : std::optional<core::Date>{};
                if (!parsed) {
                    return config_error(where_, field + ".days",
                                        "must be days like \"2026-01-02\"");
                }
                result.days.push_back(*parsed);
            }
        }
        if (result.month == 0 && !result.easter && result.days.empty()) {
            return config_error(where_, field, "needs month and day, easter, or days");
        }
        return result;
    }

    Status feasts() {
        const Json* entries = core::find(json_, "feasts");
        if (entries == nullptr || !entries->is_array()) {
            return config_error(where_, "feasts", "must be a list");
        }
        for (std::size_t i = 0; i < entries->size(); ++i) {
            const std::string field = "feasts[" + std::to_string(i) + "]";
            auto read = feast((*entries)[i], field);
            if (!read) {
                return read.error();
            }
            const std::size_t number = out_.feasts.size();
            out_.feasts.push_back(std::move(*read));
            if (auto s = list_of((*entries)[i], "names", field + ".names",
                                 [&](const std::string& text, const std::string&) -> Status {
                                     add_name(text, Name::Kind::feast, number);
                                     return core::Done{};
                                 });
                !s) {
                return s;
            }
        }
        return core::Done{};
    }

    template <class Value>
    Status table(std::string_view key, const Names<Value>& values, PhraseTable<Value>& out,
                 bool keyed_by_last) {
        return named(key, values,
                     [&](const std::string& text, Value value, const std::string&) -> Status {
                         out.add(phrase(text), value, keyed_by_last);
                         return core::Done{};
                     });
    }

    Status flags(std::string_view key, PhraseTable<bool>& out, bool value, bool keyed_by_last) {
        return list(key, [&](const std::string& text, const std::string&) -> Status {
            out.add(phrase(text), value, keyed_by_last);
            return core::Done{};
        });
    }

    Status phrases() {
        if (auto s = table("after_date", which_names(), out_.after_date, false); !s) {
            return s;
        }
        if (auto s = table("leads", lead_names(), out_.leads, true); !s) {
            return s;
        }
        if (auto s = table("connectors", connector_names(), out_.connectors, false); !s) {
            return s;
        }
        if (auto s = flags("hedges", out_.hedges, true, true); !s) {
            return s;
        }
        if (auto s = flags("anchors_after", out_.anchors, false, false); !s) {
            return s;
        }
        if (auto s = flags("anchors_before", out_.anchors, true, false); !s) {
            return s;
        }
        if (auto s = flags("ago", out_.ago, true, false); !s) {
            return s;
        }
        if (auto s = flags("later", out_.later, true, false); !s) {
            return s;
        }
        if (auto s = flags("frequency_after", out_.frequency, true, false); !s) {
            return s;
        }
        if (auto s = flags("observation_after", out_.observation, true, false); !s) {
            return s;
        }
        if (auto s = flags("not_dates", out_.not_dates, true, false); !s) {
            return s;
        }
        return flags("age_after", out_.age, true, false);
    }

    Status cues() {
        const Json* groups = core::find(json_, "cues");
        if (groups == nullptr || !groups->is_object()) {
            return config_error(where_, "cues", "must be an object of lists");
        }
        std::vector<std::string_view> known;
        for (const auto& [name, cue] : cue_names()) {
            known.push_back(name);
        }
        if (Status status = only(*groups, "cues.", known); !status) {
            return status;
        }
        for (const auto& [name, cue] : cue_names()) {
            const CueSet flag = bit(cue);
            if (auto s = list_of(*groups, name, "cues." + std::string(name),
                                 [&](const std::string& text, const std::string& field) -> Status {
                                     auto found = word(text, field);
                                     if (!found) {
                                         return found.error();
                                     }
                                     (*found)->cues |= flag;
                                     return core::Done{};
                                 });
                !s) {
                return s;
            }
        }
        return core::Done{};
    }

    void mark_starters() {
        for (Word& word : out_.words) {
            word.starter = word.month != 0 || word.weekday != 0 || word.number >= 0 ||
                           word.ordinal >= 0 || word.hundredths >= 0 || word.vague >= 0 ||
                           word.part != Part::none || word.week_number || word.whole ||
                           word.starts_name || word.period != PeriodKind::none ||
                           word.unit != Unit::none || word.has(Cue::now);
        }
    }

    const Json& json_;
    std::string_view where_;
    Compiled& out_;
};

}  // namespace

static core::Status load(const Json& json, std::string_view where, Compiled& out) {
    return Loader(json, where, out).load();
}

std::optional<core::Date> Feast::in(int year) const {
    using std::chrono::year_month_day;
    if (!days.empty()) {
        for (const core::Date listed : days) {
            if (static_cast<int>(year_month_day{listed}.year()) == year) {
                return listed;
            }
        }
        return std::nullopt;
    }
    if (easter) {
        return core::easter_sunday(year) + std::chrono::days{*easter};
    }
    const std::chrono::year_month first{std::chrono::year{year}, std::chrono::month{month}};
    if (weekday != 0) {
        return core::Date{first / std::chrono::weekday{weekday}[nth]};
    }
    const year_month_day fixed = first / std::chrono::day{day};
    if (!fixed.ok()) {
        return std::nullopt;
    }
    const core::Date date{fixed};
    return not_on_sunday && core::iso_weekday(date) == 7 ? date - std::chrono::days{1} : date;
}

}  // namespace meldbrug::reading::dating

namespace meldbrug::reading {

DateWords::DateWords(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

core::Result<DateWords> DateWords::from_json(const core::Json& json, std::string_view where) {
    auto compiled = std::make_shared<Compiled>();
    if (auto status = dating::load(json, where, *compiled); !status) {
        return status.error();
    }
    return DateWords(std::move(compiled));
}

}  // namespace meldbrug::reading
