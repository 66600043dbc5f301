/// \file
/// The answers to the five questions of the afwegingskader, in any layout.
///
/// Errors:   none. Threads: pure function.
/// Source:   design/domain.md 1, "Afwegingskader": the letters turn round, for questions 1 to 5 A
/// is "no" and B is "yes".
#pragma once

#include "clauses.hpp"

namespace meldbrug::reading {

[[nodiscard]] std::array<std::optional<notes::Answer>, 5> weighing_answers(const Analysis& analysis,
                                                                           bool framework_in_title);

}  // namespace meldbrug::reading
