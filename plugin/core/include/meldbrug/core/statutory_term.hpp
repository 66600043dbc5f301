/// \file
/// The last day of a term that the law gives.
///
/// Units:    calendar days; counting starts on the day after `from`.
/// Errors:   none.
/// Threads:  a pure function.
/// Source:   Algemene termijnenwet (Atw) art. 1 (not ending on a day off), art. 2 (two ordinary days
///           in a term of three days or more), art. 3 (which days are off; those equated by decree
///           too), art. 4 (to which terms it does not apply: `statutory_days`, `statutory_months`).
#pragma once

#include "meldbrug/core/school_calendar.hpp"

namespace meldbrug::core {

/// The longest terms that the Atw extends; none in years is.
inline constexpr int statutory_days = 90;
inline constexpr int statutory_months = 3;

/// \param last  the last day by counting from the day after `from`
/// Terms that people agree never come here: they end on their day.
[[nodiscard]] Date statutory_end(const SchoolCalendar& calendar, Date from, Date last);

}  // namespace meldbrug::core
