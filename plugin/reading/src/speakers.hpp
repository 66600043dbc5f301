/// \file
/// Who acts in a clause, whose words it is, and what it hangs on.
///
/// Errors:   none; total over any clauses, linear in their words.
/// Threads:  changes the analysis it is given; nothing shared.
#pragma once

#include "clauses.hpp"

namespace meldbrug::reading {

/// Resolves pronouns and sets of each clause the subject, the doer, the voice and the conditions.
void place_scopes(Analysis& analysis, const Vocabulary::Compiled& vocabulary);

}  // namespace meldbrug::reading
