/// \file
/// In which state a clause tells an act: done, or still planned, denied, failed, conditional, or
/// somebody else's words.
///
/// Errors:   none.
/// Threads:  pure functions.
/// Source:   design/domain.md 5 ("Must not count").
#pragma once

#include "clauses.hpp"

#include <optional>

namespace meldbrug::reading {

/// The words of a clause that meet a pattern's needs.
struct Match {
    std::array<std::uint32_t, most_needs> items{};  ///< by index, one for each need
    std::size_t count = 0;
    std::uint32_t first_token = 0, last_token = 0;
    Concepts all;
    [[nodiscard]] bool holds(std::uint32_t item) const {
        for (std::size_t i = 0; i < count; ++i) {
            if (items[i] == item) {
                return true;
            }
        }
        return false;
    }
};

/// The words of the clause that meet the pattern, its neighbourhood included.
[[nodiscard]] std::optional<Match> match(const Pattern& pattern, const Clause& clause,
                                         const Analysis& analysis, const Concepts& note);

/// Nothing: the words are there but tell of no act.
[[nodiscard]] std::optional<notes::ActionState> state_of(const Pattern& pattern, const Match& match,
                                                         const Clause& clause,
                                                         const Analysis& analysis);

/// Whether the words of the match are denied in their clause.
[[nodiscard]] bool is_denied(const Match& match, const Clause& clause, const Analysis& analysis);

}  // namespace meldbrug::reading
