/// \file
/// What stands behind the labels of a form: "Directie ingelicht: nee" tells that it was not done, and
/// "Directie ingelicht:" with nothing behind it tells nothing yet.
///
/// Errors:   none; total over any clauses, linear in their words.
/// Threads:  changes the analysis it is given; nothing shared.
#pragma once

#include "clauses.hpp"

namespace meldbrug::reading {

/// Sets the answer of each clause that is a label with one.
/// \pre its scopes and dates were placed
void place_answers(Analysis& analysis);

}  // namespace meldbrug::reading
