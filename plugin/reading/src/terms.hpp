/// \file
/// Which day a sentence sets as a term: of the days it names the one that holds.
///
/// Units:    days; a duration runs from a start that the note dates ("loopt vanaf 26-1", or the act
///           itself), else it sets no term.
/// Errors:   none.
/// Threads:  pure functions.
/// Source:   corpus/LABELS.md (`help_term.due`).
#pragma once

#include "clauses.hpp"
#include "scopes.hpp"

#include "meldbrug/core/school_calendar.hpp"

#include <optional>
#include <vector>

namespace meldbrug::reading {

struct Term {
    core::Date due;
    const DateExpression* said = nullptr;
};

/// What a term is read against.
struct TermContext {
    const Analysis& text;
    const std::vector<DateExpression>& dates;  ///< of the text, in order of their start
    core::Date note_date;
    std::optional<core::Date>
        help_start;  ///< `told_start`, else the day of the act that started it
    bool start_told = false;
    const Vocabulary::Compiled& vocabulary;
    const core::SchoolCalendar& calendar;
    core::WorkingDayPolicy policy = core::WorkingDayPolicy::atw;
};

/// The day on which the text says that the help starts ("loopt vanaf 26-1"); once for a text.
[[nodiscard]] std::optional<core::Date> told_start(const TermContext& context);

/// \param pattern, match, clause  the words that speak of a term
[[nodiscard]] std::optional<Term> set_term(const Pattern& pattern, const Match& match,
                                           const Clause& clause, const TermContext& context);

}  // namespace meldbrug::reading
