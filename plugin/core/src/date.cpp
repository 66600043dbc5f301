#include "meldbrug/core/date.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace meldbrug::core {

namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

/// Reads exactly `count` digits at `at`; -1 when there are none.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

Date clamped(year_month_day wanted) {
    if (!wanted.ok()) {
        return sys_days{wanted.year() / wanted.month() / std::chrono::last};
    }
    return sys_days{wanted};
}

/// The last Sunday of a month, 01:00 UTC: when summer time begins and ends (Directive 2000/84/EC).
Instant clock_change(year y, month m) {
    const sys_days last{y / m / std::chrono::last};
    const std::chrono::weekday weekday{last};
    return last - days{weekday.c_encoding()} + hours{1};
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const int y = digits(text, 0, 4);
    const int m = digits(text, 5, 2);
    const int d = digits(text, 8, 2);
    if (y < 1 || m < 1 || d < 1) {
        return std::nullopt;
    }
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                              day{static_cast<unsigned>(d)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return sys_days{date};
}

std::string format_date(Date date) {
    const year_month_day parts{date};
    std::array<char, 24> buffer{};
    const int length = std::snprintf(
        buffer.data(), buffer.size(), "%04d-%02u-%02u", static_cast<int>(parts.year()),
        static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
    return {buffer.data(), static_cast<std::size_t>(length)};
}

std::optional<Instant> parse_instant(std::string_view text) {
    // 2026-03-12T14:05:00 and then [.fraction](Z|+hh:mm|-hh:mm)
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
        text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const auto date = parse_date(text.substr(0, 10));
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    // RFC 3339 allows second 60 (a leap second); it is counted as 59.
    if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
        return std::nullopt;
    }
    std::size_t at = 19;
    if (at < text.size() && text[at] == '.') {
        ++at;
        const std::size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            ++at;
        }
        if (at == first) {
            return std::nullopt;
        }
    }
    seconds offset{0};
    if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) {
        offset = seconds{0};
    } else if (at + 6 == text.size() && (text[at] == '+' || text[at] == '-') &&
               text[at + 3] == ':') {
        const int offset_hours = digits(text, at + 1, 2);
        const int offset_minutes = digits(text, at + 4, 2);
        if (offset_hours < 0 || offset_hours > 23 || offset_minutes < 0 || offset_minutes > 59) {
            return std::nullopt;
        }
        offset = seconds{(offset_hours * 60 + offset_minutes) * 60};
        if (text[at] == '-') {
            offset = -offset;
        }
    } else {
        return std::nullopt;
    }
    const Instant instant =
        Instant{*date} + seconds{(hour * 60 + minute) * 60 + std::min(second, 59)} - offset;
    // An offset may lead out of the years that can be written: it could not be read back.
    const year shown = year_month_day{amsterdam_date(instant)}.year();
    return shown < year{1} || shown > year{9999} ? std::nullopt : std::optional(instant);
}

std::string format_instant(Instant instant) {
    const seconds offset = amsterdam_offset(instant);
    const Instant local = instant + offset;
    const Date date = std::chrono::floor<days>(local);
    const auto time = (local - Instant{date}).count();
    std::array<char, 32> buffer{};
    const int length =
        std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d:%02d+%02d:00",
                      static_cast<int>(time / 3600), static_cast<int>(time / 60 % 60),
                      static_cast<int>(time % 60), static_cast<int>(offset.count() / 3600));
    return format_date(date) + std::string(buffer.data(), static_cast<std::size_t>(length));
}

seconds amsterdam_offset(Instant instant) {
    const year y = year_month_day{std::chrono::floor<days>(instant)}.year();
    const bool summer = instant >= clock_change(y, std::chrono::March) &&
                        instant < clock_change(y, std::chrono::October);
    return hours{summer ? 2 : 1};
}

Date amsterdam_date(Instant instant) {
    return std::chrono::floor<days>(instant + amsterdam_offset(instant));
}

Instant amsterdam_time(Date date, int hour, int minute) {
    const Instant local = Instant{date} + hours{hour} + std::chrono::minutes{minute};
    // Read the wall clock as winter time first; if that moment is in summer time, the summer
    // reading holds, unless it falls before the change (the hour that is skipped), where the winter
    // reading is the moment after it.
    const Instant winter = local - hours{1};
    const Instant summer = local - hours{2};
    return amsterdam_offset(summer) == seconds{hours{2}} ? summer : winter;
}

Date add_months(Date date, int months) {
    const year_month_day parts{date};
    return clamped(parts + std::chrono::months{months});
}

Date add_years(Date date, int years) {
    return clamped(year_month_day{date} + std::chrono::years{years});
}

int age_on(Date birth, Date on) {
    const year_month_day born{birth};
    const year_month_day now{on};
    const int years = static_cast<int>(now.year()) - static_cast<int>(born.year());
    return add_years(birth, years) <= on ? years : years - 1;
}

int iso_weekday(Date date) {
    return static_cast<int>(std::chrono::weekday{date}.iso_encoding());
}

Date monday_of(Date date) {
    return date - days{iso_weekday(date) - 1};
}

Date last_of_month(Date date) {
    const year_month_day parts{date};
    return sys_days{parts.year() / parts.month() / std::chrono::last};
}

IsoWeek iso_week(Date date) {
    // The ISO year of a week is the year of its Thursday.
    const Date thursday = monday_of(date) + days{3};
    const year y = year_month_day{thursday}.year();
    const auto day_of_year = (thursday - Date{y / std::chrono::January / 1}).count();
    return {static_cast<int>(y), static_cast<int>(day_of_year / 7 + 1)};
}

std::optional<Date> monday_of_iso_week(int iso_year, int week) {
    if (week < 1 || week > 53) {
        return std::nullopt;
    }
    // 4 January is always in week 1.
    const Date monday =
        monday_of(Date{year{iso_year} / std::chrono::January / 4}) + days{7 * (week - 1)};
    if (iso_week(monday).year != iso_year) {
        return std::nullopt;
    }
    return monday;
}

}  // namespace meldbrug::core
