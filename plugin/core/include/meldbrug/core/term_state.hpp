/// \file
/// The one function that decides the state of a term, for every screen, list, mail, feed and
/// export.
///
/// Units:    calendar days in the school's zone.
/// Errors:   none; total over its inputs.
/// Source:   contract.md "Term state" and 12: due on the day itself is `due`, from the next day
/// `overdue`; `due_soon` starts 14 days before.
#pragma once

#include "meldbrug/core/date.hpp"

#include <string_view>

namespace meldbrug::core {

enum class TermState { running, due_soon, due, overdue, met, withdrawn };

/// \param due_soon_days  how many calendar days before `due` a term counts as soon
[[nodiscard]] constexpr TermState term_state(Date due, Date today, int due_soon_days, bool met,
                                             bool withdrawn) {
    if (withdrawn) {
        return TermState::withdrawn;
    }
    if (met) {
        return TermState::met;
    }
    if (today > due) {
        return TermState::overdue;
    }
    if (today == due) {
        return TermState::due;
    }
    return due - today <= std::chrono::days{due_soon_days} ? TermState::due_soon
                                                           : TermState::running;
}

/// The word of the contract: running due_soon due overdue met withdrawn.
[[nodiscard]] constexpr std::string_view name_of(TermState state) {
    switch (state) {
        case TermState::running:
            return "running";
        case TermState::due_soon:
            return "due_soon";
        case TermState::due:
            return "due";
        case TermState::overdue:
            return "overdue";
        case TermState::met:
            return "met";
        case TermState::withdrawn:
            return "withdrawn";
    }
    return "running";
}

}  // namespace meldbrug::core
