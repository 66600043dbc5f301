/// \file
/// A note as a person would underline it, and below it why each thing was read.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/reading/explain.hpp"

#include <iosfwd>

namespace meldbrug::cli {

void write_explanation(std::ostream& out, const notes::Note& note,
                       const reading::Explanation& explanation, const core::Catalogue& catalogue,
                       const core::Texts& texts);

}  // namespace meldbrug::cli
