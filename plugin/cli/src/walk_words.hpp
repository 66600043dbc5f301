/// \file
/// A rule's walk over dossiers, as people read it: what it asks, what was looked at, what it came
/// to.
#pragma once

#include "meldbrug/core/texts.hpp"
#include "meldbrug/route/explain.hpp"

#include <iosfwd>
#include <vector>

namespace meldbrug::cli {

void write_walks(std::ostream& out, const std::vector<route::DossierWalk>& walks,
                 const core::Texts& texts);
/// The route has no rule of the name that was given.
[[nodiscard]] core::Error no_such_rule();

}  // namespace meldbrug::cli
