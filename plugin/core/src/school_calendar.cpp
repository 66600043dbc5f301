#include "meldbrug/core/school_calendar.hpp"

#include "meldbrug/core/json.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace meldbrug::core {
namespace {

using std::chrono::days;
using std::chrono::year;
using std::chrono::year_month_day;

Date day_of(int y, unsigned month, unsigned day) {
    return Date{year_month_day{year{y}, std::chrono::month{month}, std::chrono::day{day}}};
}

bool is_weekend(Date day) {
    return iso_weekday(day) >= 6;
}

/// 27 April, or the 26th when that is a Sunday (since 2014).
Date kings_day(int y) {
    const Date day = day_of(y, 4, 27);
    return iso_weekday(day) == 7 ? day - days{1} : day;
}

/// Distances to Easter Sunday of the feast days that move with it (Atw art. 3).
constexpr days easter_monday{1};
constexpr days ascension{39};
constexpr days whit_monday{50};
constexpr days good_friday{-2};
/// Whit Monday is the last of them; before 20 March and after 14 June none can fall.
constexpr unsigned first_movable_month = 3;
constexpr unsigned last_movable_month = 6;

bool is_fixed_feast(year_month_day day, WorkingDayPolicy policy) {
    const auto month = static_cast<unsigned>(day.month());
    const auto number = static_cast<unsigned>(day.day());
    if (month == 1) {
        return number == 1;
    }
    if (month == 12) {
        return number == 25 || number == 26;
    }
    if (month == 5 && number == 5) {
        // Offices and schools close on Liberation Day once in five years only.
        return policy != WorkingDayPolicy::office || static_cast<int>(day.year()) % 5 == 0;
    }
    return false;
}

bool is_movable_feast(Date day, year_month_day parts, WorkingDayPolicy policy) {
    const auto month = static_cast<unsigned>(parts.month());
    if (month < first_movable_month || month > last_movable_month) {
        return false;
    }
    const int y = static_cast<int>(parts.year());
    const days distance = day - easter_sunday(y);
    // Easter Sunday and Whit Sunday are Sundays already.
    return distance == easter_monday || distance == ascension || distance == whit_monday ||
           (distance == good_friday && policy != WorkingDayPolicy::office) || day == kings_day(y);
}

Error config_error(std::string_view where, const std::string& field, std::string_view reason) {
    return Error{ErrorCode::invalid_config, field + ": " + std::string(reason), std::string(where)};
}

std::string element(std::string_view list, std::size_t index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
}

/// A list of ISO days; absent is empty.
Result<std::vector<Date>> read_days(const Json& json, std::string_view key,
                                    std::string_view where) {
    std::vector<Date> result;
    const Json* list = find(json, key);
    if (list == nullptr) {
        return result;
    }
    if (!list->is_array()) {
        return config_error(where, std::string(key), "must be a list of days like \"2026-01-02\"");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& entry = (*list)[i];
        const auto day = entry.is_string() ? parse_date(entry.get_ref<const std::string&>())
                                           : std::optional<Date>{};
        if (!day) {
            return config_error(where, element(key, i), "must be a day like \"2026-01-02\"");
        }
        result.push_back(*day);
    }
    return result;
}

constexpr std::array<std::string_view, 4> calendar_parts{"about", "decree_days", "vacations",
                                                         "extra_days"};
constexpr std::array<std::string_view, 4> vacation_parts{"id", "region", "first", "last"};

Result<Vacation> read_vacation(const Json& json, const std::string& field, std::string_view where) {
    if (!json.is_object()) {
        return config_error(where, field, "must be an object with id, first and last");
    }
    if (const auto unknown = unknown_member(json, vacation_parts)) {
        return config_error(where, field + "." + unknown->name, unknown->reason);
    }
    const std::string_view id = text_or_empty(json, "id");
    const auto first = parse_date(text_or_empty(json, "first"));
    const auto last = parse_date(text_or_empty(json, "last"));
    if (id.empty()) {
        return config_error(where, field + ".id",
                            "must name the vacation, like \"herfstvakantie\"");
    }
    if (!first || !last) {
        return config_error(where, field + (first ? ".last" : ".first"),
                            "must be a day like \"2026-01-02\"");
    }
    if (*last < *first) {
        return config_error(where, field, "ends before it begins");
    }
    return Vacation{std::string(id), *first, *last};
}

/// The vacations of `region` and those of every region.
Result<std::vector<Vacation>> read_vacations(const Json& json, std::string_view region,
                                             std::string_view where) {
    std::vector<Vacation> result;
    const Json* list = find(json, "vacations");
    if (list == nullptr) {
        return result;
    }
    if (!list->is_array()) {
        return config_error(where, "vacations", "must be a list");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& entry = (*list)[i];
        auto vacation = read_vacation(entry, element("vacations", i), where);
        if (!vacation) {
            return vacation.error();
        }
        const std::string_view its_region = text_or_empty(entry, "region");
        if (find(entry, "region") != nullptr &&
            std::find(school_regions.begin(), school_regions.end(), its_region) ==
                school_regions.end()) {
            return config_error(where, element("vacations", i) + ".region",
                                "must be noord, midden or zuid; left out for all of them");
        }
        if (its_region.empty() || its_region == region) {
            result.push_back(std::move(*vacation));
        }
    }
    return result;
}

/// How a single free day of the school is kept among the vacations.
constexpr std::string_view free_day_id = "vrije_dag";

}  // namespace

std::optional<WorkingDayPolicy> parse_working_day_policy(std::string_view name) {
    if (name == "atw") {
        return WorkingDayPolicy::atw;
    }
    if (name == "atw_kb") {
        return WorkingDayPolicy::atw_kb;
    }
    if (name == "office") {
        return WorkingDayPolicy::office;
    }
    return std::nullopt;
}

Result<SchoolCalendar> SchoolCalendar::from_json(const nlohmann::json& json,
                                                 std::string_view region, std::string_view where) {
    if (!json.is_object()) {
        return Error{ErrorCode::invalid_config, "a calendar must be an object", std::string(where)};
    }
    if (const auto unknown = unknown_member(json, calendar_parts)) {
        return config_error(where, unknown->name, unknown->reason);
    }
    auto decree_days = read_days(json, "decree_days", where);
    if (!decree_days) {
        return decree_days.error();
    }
    auto vacations = read_vacations(json, region, where);
    if (!vacations) {
        return vacations.error();
    }
    auto extra_days = read_days(json, "extra_days", where);
    if (!extra_days) {
        return extra_days.error();
    }
    SchoolCalendar calendar;
    calendar.decree_days_ = std::move(*decree_days);
    std::sort(calendar.decree_days_.begin(), calendar.decree_days_.end());
    calendar.vacations_ = std::move(*vacations);
    for (const Date day : *extra_days) {
        calendar.vacations_.push_back(Vacation{std::string(free_day_id), day, day});
    }
    std::stable_sort(calendar.vacations_.begin(), calendar.vacations_.end(),
                     [](const Vacation& a, const Vacation& b) { return a.first < b.first; });
    return calendar;
}

bool SchoolCalendar::is_feast_day(Date day, WorkingDayPolicy policy) const {
    const year_month_day parts{day};
    return is_fixed_feast(parts, policy) || is_movable_feast(day, parts, policy) ||
           (policy == WorkingDayPolicy::atw_kb &&
            std::binary_search(decree_days_.begin(), decree_days_.end(), day));
}

bool SchoolCalendar::is_working_day(Date day, WorkingDayPolicy policy) const {
    return !is_weekend(day) && !is_feast_day(day, policy);
}

Date SchoolCalendar::add_working_days(Date from, int count, WorkingDayPolicy policy) const {
    const days step{count < 0 ? -1 : 1};
    Date day = from;
    for (long left = std::labs(count); left > 0;) {
        day += step;
        if (is_working_day(day, policy)) {
            --left;
        }
    }
    return day;
}

const Vacation* SchoolCalendar::next_vacation(std::string_view id, Date day) const {
    for (const Vacation& vacation : vacations_) {
        if (vacation.id == id && vacation.last >= day) {
            return &vacation;
        }
    }
    return nullptr;
}

bool SchoolCalendar::is_school_day(Date day) const {
    if (is_weekend(day) || is_feast_day(day, WorkingDayPolicy::office)) {
        return false;
    }
    return std::none_of(vacations_.begin(), vacations_.end(), [day](const Vacation& vacation) {
        return vacation.first <= day && day <= vacation.last;
    });
}

Date easter_sunday(int y) {
    // Meeus, Astronomical Algorithms, ch. 8; the letters are the book's.
    const int a = y % 19;
    const int b = y / 100;
    const int c = y % 100;
    const int d = b / 4;
    const int e = b % 4;
    const int f = (b + 8) / 25;
    const int g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4;
    const int k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int month = (h + l - 7 * m + 114) / 31;
    const int day = (h + l - 7 * m + 114) % 31 + 1;
    return day_of(y, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

}  // namespace meldbrug::core
