/// \file
/// Days, periods and amounts of time as a text means them, before and after they are placed in
/// time.
///
/// Units:    hundredths of a unit for amounts ("anderhalf jaar"); periods inclusive.
/// Errors:   none. Years outside 1900..2200 give nothing: no note means them.
/// Threads:  pure functions.
#pragma once

#include "date_words.hpp"

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/school_calendar.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace meldbrug::reading::dating {

struct Period {
    core::Date from;
    core::Date to;
    friend bool operator==(const Period&, const Period&) = default;
};

/// "1 jaar, 2 maanden en 3 weken"; every field in hundredths.
struct Amount {
    std::int32_t years = 0;
    std::int32_t months = 0;
    std::int32_t weeks = 0;
    std::int32_t days = 0;
    std::int32_t workdays = 0;
    std::int32_t schooldays = 0;
    std::int32_t minutes = 0;
    bool vague = false;  ///< "een paar"

    void add(Unit unit, std::int32_t hundredths);
    /// Shorter than a day: it moves no date.
    [[nodiscard]] bool only_time() const {
        return minutes != 0 && years == 0 && months == 0 && weeks == 0 && days == 0 &&
               workdays == 0 && schooldays == 0;
    }
    /// ISO 8601, with WD for working days.
    [[nodiscard]] std::string iso() const;
};

/// Which days count, for amounts of working days and school days.
struct DayCounting {
    const core::SchoolCalendar* calendar = nullptr;
    bool vacations_known = false;
    core::WorkingDayPolicy policy = core::WorkingDayPolicy::atw;
};

/// `from` plus (or, when `back`, minus) the amount; parts of days round up.
[[nodiscard]] core::Date add(core::Date from, const Amount& amount, bool back,
                             const DayCounting& counting);

/// Something that comes back every year, month or week, of which the text left out which one.
struct Pattern {
    enum class Kind : std::uint8_t {
        month_day,     ///< 3 maart
        month,         ///< maart, begin maart
        feast,         ///< Kerst
        season,        ///< de zomer
        quarter,       ///< het derde kwartaal
        week,          ///< week 14
        nth_weekday,   ///< de tweede dinsdag van maart; nth 0 is the last
        nth_week,      ///< de eerste week van maart
        day_of_month,  ///< de 26e
        weekday_day,   ///< dinsdag de 26e
        weekday,       ///< dinsdag
        weekend        ///< het weekend
    };
    Kind kind = Kind::month_day;
    std::uint8_t month = 0;
    std::uint8_t day = 0;
    std::uint8_t weekday = 0;
    std::uint8_t nth = 0;  ///< also the number of a quarter or week
    Part part = Part::none;
    const Feast* feast = nullptr;
};

enum class Direction : std::uint8_t {
    nearest,  ///< the coming one, unless the last one was only just (see `recent`)
    future,   ///< ends on or after the day
    past      ///< begins on or before the day
};

/// The occurrence in a year (for patterns of a month or a week: the one that `year` and its number
/// give).
[[nodiscard]] std::optional<Period> in_year(const Pattern& pattern, int year);
/// The occurrence that is meant, seen from `day`. A weekday is never the day itself, unless
/// `same_day`.
[[nodiscard]] std::optional<Period> choose(const Pattern& pattern, core::Date day,
                                           Direction direction, bool same_day);

/// A part of a month, week, quarter or year: its beginning, middle or end.
[[nodiscard]] Period part_of(Period period, Part part);

[[nodiscard]] int year_of(core::Date date);
[[nodiscard]] unsigned month_of(core::Date date);
[[nodiscard]] unsigned day_of(core::Date date);
/// Nothing for a day that does not exist or lies outside the years a note can mean.
[[nodiscard]] std::optional<core::Date> make_day(int year, unsigned month, unsigned day);
[[nodiscard]] Period month_period(int year, unsigned month);
[[nodiscard]] Period year_period(int year);
/// 1 August to 31 July (Wet op het primair onderwijs art. 1).
[[nodiscard]] Period school_year_period(int first_year);
[[nodiscard]] Period week_period(core::Date day);
[[nodiscard]] Period quarter_period(int year, int quarter);
/// The n-th Monday..Sunday week of a period by the day in it that counts; 0 is the last whole one.
[[nodiscard]] std::optional<core::Date> nth_weekday_in(Period period, int weekday, int nth);

}  // namespace meldbrug::reading::dating
