/// \file
/// Calendar days and moments, without a clock.
///
/// Units:    `Date` is a calendar day in the school's zone (Europe/Amsterdam); `Instant` is a UTC
///           moment, whole seconds.
/// Errors:   parsing returns nothing for what is not exactly a date; never a guess.
/// Threads:  pure functions.
/// Source:   ISO 8601 dates; RFC 3339 instants; summer time: Directive 2000/84/EC (last Sunday of
///           March and October, 01:00 UTC); months and years clamp to the end of the month
///           (contract.md 12).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace meldbrug::core {

using Date = std::chrono::sys_days;
using Instant = std::chrono::sys_seconds;

/// "2026-03-12" → that day; nothing for any other form and for days that do not exist.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string format_date(Date date);

/// "2026-03-12T14:05:00+01:00" or "...Z", fractions of a second are dropped.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
/// RFC 3339 with the offset that Amsterdam has at that moment.
[[nodiscard]] std::string format_instant(Instant instant);

/// Offset of Europe/Amsterdam from UTC at that moment: one or two hours.
[[nodiscard]] std::chrono::seconds amsterdam_offset(Instant instant);
/// The calendar day in Amsterdam at that moment.
[[nodiscard]] Date amsterdam_date(Instant instant);
/// The moment at which it is `hour:minute` in Amsterdam on that day; a time that summer time skips
/// moves forward.
[[nodiscard]] Instant amsterdam_time(Date date, int hour, int minute);

/// 31 January + 1 month = 28 (29) February.
[[nodiscard]] Date add_months(Date date, int months);
[[nodiscard]] Date add_years(Date date, int years);
/// Whole years from `birth` on `day`; someone born on 29 February has a birthday on 28 February
/// otherwise.
[[nodiscard]] int age_on(Date birth, Date day);

/// Monday = 1 ... Sunday = 7.
[[nodiscard]] int iso_weekday(Date date);
[[nodiscard]] Date monday_of(Date date);
[[nodiscard]] Date last_of_month(Date date);

struct IsoWeek {
    int year;
    int week;
};
[[nodiscard]] IsoWeek iso_week(Date date);
/// Monday of that ISO week; nothing when the year has no such week.
[[nodiscard]] std::optional<Date> monday_of_iso_week(int year, int week);

}  // namespace meldbrug::core
