/// \file
/// The answers to the five questions of the afwegingskader, in any layout.
///
/// Errors:   none. Threads: pure function.
/// Source:   design/domain.md 1, "Afwegingskader": the letters turn round, for questions 1 to 5 A
/// is "no" and B is "yes".
#pragma once

#include "clauses.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace meldbrug::reading {

/// An answer, and the tokens that it was read from: its question's number and its own word.
struct WeighingAnswer {
    notes::Answer answer = notes::Answer::no;
    std::size_t question = 0, word = 0;
};

/// By question, 1 to 5 at index 0 to 4.
[[nodiscard]] std::array<std::optional<WeighingAnswer>, 5> weighing_answers(
    const Analysis& analysis, bool framework_in_title);

}  // namespace meldbrug::reading
