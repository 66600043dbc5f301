/// \file
/// What is read at a place in a text: a day or period, an amount, a range.
///
/// Errors:   none.
/// Threads:  values; nothing shared.
#pragma once

#include "date_value.hpp"
#include "date_words.hpp"

#include "meldbrug/core/date.hpp"

#include <cstddef>
#include <optional>

namespace meldbrug::reading::dating {

/// A day or period as read, placed in time or still a pattern.
struct DateValue {
    std::optional<Period> period;    ///< placed
    std::optional<Pattern> pattern;  ///< to be placed by `DateParser::place`
    bool is_day = true;              ///< one day, not a period
    bool needs_calendar = false;     ///< neither: the school's calendar is not known
    bool vacation = false;           ///< before and after it count in school days
    bool is_now = false;             ///< "nu": only the end of a range
    bool weekday_only = false;       ///< a bare weekday
    std::optional<Direction> said;   ///< the words say which way: "vorige", "a.s."
};

struct ReadDate {
    DateValue value;
    std::size_t end = 0;  ///< token after it
};

struct ReadAmount {
    Amount amount;
    std::size_t end = 0;
};

struct ReadRange {
    DateValue left;
    DateValue right;
    std::size_t end = 0;
};

[[nodiscard]] ReadDate placed_day(core::Date day, std::size_t end);
[[nodiscard]] ReadDate placed(Period period, std::size_t end);
/// Something that only the school's calendar knows.
[[nodiscard]] ReadDate unknown(std::size_t end);
[[nodiscard]] ReadDate as_pattern(const Pattern& pattern, bool is_day, std::size_t end);
[[nodiscard]] Pattern month_day_pattern(int month, int day);
[[nodiscard]] Pattern month_pattern(int month, Part part = Part::none);
[[nodiscard]] Pattern weekday_pattern(int weekday);

/// Whether that month has such a day in some year.
[[nodiscard]] bool can_be_day(int month, int day);
/// 26 → 2026, 85 → 1985.
[[nodiscard]] int full_year(int two_digits);
/// Whether a note that writes this number may mean a year.
[[nodiscard]] bool is_year(int value);

/// "volgende" is 1, "vorige" -1, "deze" 0.
[[nodiscard]] int shift_of(Which which);
[[nodiscard]] std::optional<Direction> direction_of(Which which);

}  // namespace meldbrug::reading::dating
