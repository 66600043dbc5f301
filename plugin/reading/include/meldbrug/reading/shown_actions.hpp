/// \file
/// Which actions a vocabulary has words for.
///
/// Errors:   none.
/// Threads:  a pure function.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/reading/reader.hpp"

#include <set>

namespace meldbrug::reading {

/// Those that some pattern shows, in whatever state.
[[nodiscard]] std::set<core::ActionId> shown_actions(const Vocabulary& vocabulary);

}  // namespace meldbrug::reading
