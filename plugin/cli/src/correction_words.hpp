/// \file
/// A correction in a person's words, for `status` and `corrections list`.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/notes/correction.hpp"

#include <string>

namespace meldbrug::cli {

/// "bevestigd door intern begeleider op 13 maart 2026: ...", and that the note has changed since.
[[nodiscard]] std::string correction_words(const notes::Correction& correction,
                                           const core::Catalogue& catalogue,
                                           const core::Texts& texts);
/// What it speaks of: "gesprek met ouders", or a waiver's rule.
[[nodiscard]] std::string matter_words(const notes::Correction& correction,
                                       const core::Catalogue& catalogue);

}  // namespace meldbrug::cli
