#include "date_value.hpp"

#include <algorithm>

namespace meldbrug::reading::dating {
namespace {

using core::Date;
using std::chrono::days;
using std::chrono::year_month_day;

constexpr int first_year = 1900;
constexpr int last_year = 2200;

/// Beyond this an amount is no term of anybody: 99 years, and the sums stay far from overflow.
constexpr std::int32_t largest_amount = 9900;

/// How long ago a day without a year may be and still be meant, when the words give no direction: a
/// note looks back at what was since the last one, six weeks at most.
constexpr days recent{45};
/// Week numbers are used to look back within the half year.
constexpr days recent_week{130};
/// A weekday beside a day and month must be right, so it may point further back.
constexpr days recent_with_weekday{183};

/// Leap days come back after eight years at the latest (1896-1904).
constexpr int search_years = 9;
/// "vrijdag 31" comes back within three years.
constexpr int search_months = 36;

std::string decimal(std::int32_t hundredths) {
    std::string text = std::to_string(hundredths / 100);
    if (const std::int32_t rest = hundredths % 100; rest != 0) {
        text += rest % 10 == 0 ? "." + std::to_string(rest / 10)
                               : (rest < 10 ? ".0" : ".") + std::to_string(rest);
    }
    return text;
}

std::string part(std::int32_t hundredths, const char* unit) {
    return hundredths == 0 ? std::string() : decimal(hundredths) + unit;
}

days rounded_up(std::int32_t hundredths) {
    return days{(hundredths + 99) / 100};
}

Date add_school_days(Date from, int count, bool back, const core::SchoolCalendar& calendar) {
    Date day = from;
    // Two years hold every vacation of a calendar; a count that finds no school day ends there.
    for (int steps = 0; count > 0 && steps < 731; ++steps) {
        day += days{back ? -1 : 1};
        if (calendar.is_school_day(day)) {
            --count;
        }
    }
    return day;
}

std::optional<Period> day_period(std::optional<Date> day) {
    return day ? std::optional<Period>(Period{*day, *day}) : std::nullopt;
}

Period week_of_month(Date in_week) {
    return week_period(in_week);
}

std::optional<Period> nth_week(const Pattern& pattern, int year) {
    const Period month = month_period(year, pattern.month);
    // A week belongs to the month that most of its school days are in, so that its Wednesday is;
    // the last week is the last that lies in the month as a whole.
    if (pattern.nth == 0) {
        const auto sunday = nth_weekday_in(month, 7, 0);
        return sunday ? std::optional<Period>(week_of_month(*sunday)) : std::nullopt;
    }
    const auto monday = nth_weekday_in(month, 1, pattern.nth);
    return monday ? std::optional<Period>(week_of_month(*monday)) : std::nullopt;
}

std::optional<Period> season(const Pattern& pattern, int year) {
    const auto start = make_day(year, pattern.month, pattern.day);
    if (!start) {
        return std::nullopt;
    }
    return Period{*start, core::add_months(*start, 3) - days{1}};
}

/// The pattern in the month that is `index` months after January of year 0.
std::optional<Period> in_month(const Pattern& pattern, int index) {
    const auto day = make_day(index / 12, static_cast<unsigned>(index % 12) + 1, pattern.day);
    if (!day || (pattern.kind == Pattern::Kind::weekday_day &&
                 core::iso_weekday(*day) != pattern.weekday)) {
        return std::nullopt;
    }
    return Period{*day, *day};
}

bool is_monthly(const Pattern& pattern) {
    return pattern.kind == Pattern::Kind::day_of_month ||
           pattern.kind == Pattern::Kind::weekday_day;
}

std::optional<Period> occurrence(const Pattern& pattern, int index) {
    return is_monthly(pattern) ? in_month(pattern, index) : in_year(pattern, index);
}

std::optional<Period> search(const Pattern& pattern, Date day, bool forward) {
    const bool monthly = is_monthly(pattern);
    const int now =
        monthly ? year_of(day) * 12 + static_cast<int>(month_of(day)) - 1 : year_of(day);
    const int reach = monthly ? search_months : search_years;
    for (int step = -1; step <= reach; ++step) {
        const auto period = occurrence(pattern, forward ? now + step : now - step);
        if (period && (forward ? period->to >= day : period->from <= day)) {
            return period;
        }
    }
    return std::nullopt;
}

Period weekday_near(int weekday, Date day, bool forward, bool same_day) {
    int distance = (weekday - core::iso_weekday(day) + 7) % 7;
    if (!forward) {
        distance -= distance == 0 && same_day ? 0 : 7;
    } else if (distance == 0 && !same_day) {
        distance = 7;
    }
    const Date found = day + days{distance};
    return Period{found, found};
}

days looks_back(const Pattern& pattern) {
    switch (pattern.kind) {
        case Pattern::Kind::feast:
        case Pattern::Kind::season:
        case Pattern::Kind::day_of_month:
        case Pattern::Kind::weekday:
        case Pattern::Kind::weekend:
            return days{0};  // the coming one is meant, unless the words say otherwise
        case Pattern::Kind::week:
            return recent_week;
        case Pattern::Kind::weekday_day:
            return recent_with_weekday;
        default:
            return recent;
    }
}

/// "dinsdag 3 maart": the year in which 3 March is a Tuesday, where that settles it.
bool weekday_prefers_past(const Pattern& pattern, Period last, Period next) {
    return pattern.kind == Pattern::Kind::month_day && pattern.weekday != 0 &&
           core::iso_weekday(last.from) == pattern.weekday &&
           core::iso_weekday(next.from) != pattern.weekday;
}

}  // namespace

void Amount::add(Unit unit, std::int32_t hundredths) {
    const std::int32_t bounded = std::min(hundredths, largest_amount * 100);
    switch (unit) {
        case Unit::day:
            days += bounded;
            break;
        case Unit::workday:
            workdays += bounded;
            break;
        case Unit::schoolday:
            schooldays += bounded;
            break;
        case Unit::week:
            weeks += bounded;
            break;
        case Unit::month:
            months += bounded;
            break;
        case Unit::quarter:
            months += bounded * 3;
            break;
        case Unit::halfyear:
            months += bounded * 6;
            break;
        case Unit::year:
            years += bounded;
            break;
        case Unit::hour:
            minutes += bounded * 60;
            break;
        case Unit::halfhour:
            minutes += bounded * 30;
            break;
        case Unit::quarterhour:
            minutes += bounded * 15;
            break;
        case Unit::minute:
            minutes += bounded;
            break;
        case Unit::none:
            break;
    }
}

std::string Amount::iso() const {
    std::int32_t whole_years = years;
    std::int32_t all_months = months;
    if (years % 100 != 0) {  // half a year is six months
        whole_years = years / 100 * 100;
        all_months += years % 100 * 12;
    }
    std::string text = "P" + part(whole_years, "Y") + part(all_months, "M") + part(weeks, "W") +
                       part(days, "D") + part(workdays + schooldays, "WD");
    if (minutes != 0) {
        text += minutes % 6000 == 0 ? "T" + part(minutes / 60, "H") : "T" + part(minutes, "M");
    }
    return text == "P" ? "P0D" : text;
}

core::Date add(Date from, const Amount& amount, bool back, const DayCounting& counting) {
    const int sign = back ? -1 : 1;
    const std::int32_t months = std::min(amount.years * 12, largest_amount * 1200) + amount.months;
    Date day = core::add_months(from, sign * (months / 100));
    constexpr std::int32_t days_in_ten_months = 304;
    day += sign * days{(months % 100 * days_in_ten_months + 999) / 1000};
    day += sign * rounded_up(amount.weeks * 7 + amount.days);
    int workdays = static_cast<int>(rounded_up(amount.workdays).count());
    int schooldays = static_cast<int>(rounded_up(amount.schooldays).count());
    if (!counting.vacations_known) {
        workdays += schooldays;  // the earliest day it can be
        schooldays = 0;
    }
    if (counting.calendar != nullptr) {
        day = counting.calendar->add_working_days(day, sign * workdays, counting.policy);
        day = add_school_days(day, schooldays, back, *counting.calendar);
    } else {
        day = core::SchoolCalendar().add_working_days(day, sign * (workdays + schooldays),
                                                      counting.policy);
    }
    return day;
}

int year_of(Date date) {
    return static_cast<int>(year_month_day{date}.year());
}
unsigned month_of(Date date) {
    return static_cast<unsigned>(year_month_day{date}.month());
}
unsigned day_of(Date date) {
    return static_cast<unsigned>(year_month_day{date}.day());
}

std::optional<Date> make_day(int year, unsigned month, unsigned day) {
    const year_month_day parts{std::chrono::year{year}, std::chrono::month{month},
                               std::chrono::day{day}};
    if (year < first_year || year > last_year || !parts.ok()) {
        return std::nullopt;
    }
    return Date{parts};
}

Period month_period(int year, unsigned month) {
    const Date first{
        year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{1}}};
    return Period{first, core::last_of_month(first)};
}

Period year_period(int year) {
    return Period{month_period(year, 1).from, month_period(year, 12).to};
}

Period school_year_period(int year) {
    return Period{month_period(year, 8).from, month_period(year + 1, 7).to};
}

Period week_period(Date day) {
    const Date monday = core::monday_of(day);
    return Period{monday, monday + days{6}};
}

Period quarter_period(int year, int quarter) {
    const auto first = static_cast<unsigned>(quarter * 3 - 2);
    return Period{month_period(year, first).from, month_period(year, first + 2).to};
}

std::optional<Date> nth_weekday_in(Period period, int weekday, int nth) {
    if (nth == 0) {
        return period.to - days{(core::iso_weekday(period.to) - weekday + 7) % 7};
    }
    const Date first = period.from + days{(weekday - core::iso_weekday(period.from) + 7) % 7};
    const Date found = first + days{7 * (nth - 1)};
    return found <= period.to ? std::optional<Date>(found) : std::nullopt;
}

Period part_of(Period period, Part which) {
    const days length = period.to - period.from + days{1};
    if (which == Part::none || length < days{5}) {
        return period;
    }
    if (which == Part::first_half || which == Part::second_half) {
        // The first half of a month ends on the 15th, of a year with June.
        const days half{length > days{7} && length <= days{31} ? 15 : length.count() / 2};
        return which == Part::first_half ? Period{period.from, period.from + half - days{1}}
                                         : Period{period.from + half, period.to};
    }
    if (length <= days{7}) {  // a week: Monday and Tuesday, Wednesday, Thursday and Friday
        const Date monday = period.from;
        switch (which) {
            case Part::begin:
                return Period{monday, monday + days{1}};
            case Part::middle:
                return Period{monday + days{2}, monday + days{2}};
            default:
                return Period{monday + days{3}, monday + days{4}};
        }
    }
    if (length <= days{31}) {  // a month in tens: 1-10, 11-20, 21-end
        switch (which) {
            case Part::begin:
                return Period{period.from, period.from + days{9}};
            case Part::middle:
                return Period{period.from + days{10}, period.from + days{19}};
            default:
                return Period{period.from + days{20}, period.to};
        }
    }
    // Longer: the first or last quarter, or the half in between.
    const int quarter = std::max(1, static_cast<int>(length.count()) / 91);
    const Date last_part = core::add_months(period.from, 3 * (quarter - 1));
    const Date first_end = core::add_months(period.from, quarter > 1 ? 3 : 1) - days{1};
    switch (which) {
        case Part::begin:
            return Period{period.from, first_end};
        case Part::middle:
            return Period{first_end + days{1}, quarter > 1 ? last_part - days{1} : period.to};
        default:
            return Period{quarter > 1 ? last_part : core::add_months(period.from, 2), period.to};
    }
}

std::optional<Period> in_year(const Pattern& pattern, int year) {
    if (year < first_year || year > last_year) {
        return std::nullopt;
    }
    switch (pattern.kind) {
        case Pattern::Kind::month_day:
            return day_period(make_day(year, pattern.month, pattern.day));
        case Pattern::Kind::month:
            return part_of(month_period(year, pattern.month), pattern.part);
        case Pattern::Kind::feast:
            return day_period(pattern.feast->in(year));
        case Pattern::Kind::season:
            return season(pattern, year);
        case Pattern::Kind::quarter:
            return part_of(quarter_period(year, pattern.nth), pattern.part);
        case Pattern::Kind::week: {
            const auto monday = core::monday_of_iso_week(year, pattern.nth);
            return monday ? std::optional<Period>(part_of(week_period(*monday), pattern.part))
                          : std::nullopt;
        }
        case Pattern::Kind::nth_weekday:
            return day_period(
                nth_weekday_in(month_period(year, pattern.month), pattern.weekday, pattern.nth));
        case Pattern::Kind::nth_week:
            return nth_week(pattern, year);
        case Pattern::Kind::day_of_month:
        case Pattern::Kind::weekday_day:
        case Pattern::Kind::weekday:
        case Pattern::Kind::weekend:
            return std::nullopt;  // no one of them belongs to a year
    }
    return std::nullopt;
}

std::optional<Period> choose(const Pattern& pattern, Date day, Direction direction, bool same_day) {
    if (pattern.kind == Pattern::Kind::weekday) {
        return weekday_near(pattern.weekday, day, direction != Direction::past, same_day);
    }
    if (pattern.kind == Pattern::Kind::weekend) {
        const Date saturday = weekday_near(6, day, direction != Direction::past, same_day).from;
        return Period{saturday, saturday + days{1}};
    }
    if (direction != Direction::nearest) {
        return search(pattern, day, direction == Direction::future);
    }
    const auto next = search(pattern, day, true);
    const auto last = search(pattern, day - days{1}, false);
    if (!next || !last) {
        return next ? next : last;
    }
    if (next->from <= day || last->to >= day) {
        return next;  // it is going on
    }
    const days ago = day - last->to;
    if (pattern.kind == Pattern::Kind::weekday_day) {
        return ago < next->from - day ? last : next;
    }
    const bool meant_last =
        ago <= looks_back(pattern) ||
        (ago <= recent_with_weekday && weekday_prefers_past(pattern, *last, *next));
    return meant_last ? last : next;
}

}  // namespace meldbrug::reading::dating
