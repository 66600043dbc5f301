/// \file
/// A phrase of the vocabulary as a person writes it: "{kreeg|kregen} ... {bericht|een mail}".
///
/// Shapes:   braces hold alternatives, one of which may be empty ("{het|}"); they do not nest.
///           Three dots stand for a few words in between, once, with words on both sides.
/// Errors:   the reason, in words for the person who wrote the file.
/// Threads:  pure.
#pragma once

#include "meldbrug/core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

/// Every phrase that the braces stand for; the text itself where it has none.
[[nodiscard]] core::Result<std::vector<std::string>> written_out(std::string_view phrase);

/// A phrase around its three dots; `tail` is empty where it has none.
struct Halves {
    std::string_view head, tail;
};
[[nodiscard]] core::Result<Halves> halves_of(std::string_view phrase);

}  // namespace meldbrug::reading
