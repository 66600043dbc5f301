/// \file
/// Tells one version of a note from another.
#pragma once

#include "meldbrug/notes/note.hpp"

#include <array>
#include <cstdint>

namespace meldbrug::store {

/// 128 bits tell any two versions of a note apart; it is no boundary against an attacker, who could
/// write the note itself.
using ContentHash = std::array<std::uint8_t, 16>;

[[nodiscard]] ContentHash content_hash(const notes::Note& note);
/// As `content_hash`, of this very note: two notes with one content differ.
[[nodiscard]] ContentHash fingerprint_of(const notes::Note& note);

/// Of what a person reads in a note, and nothing beside it: a category or a moment that an export
/// gives only later changes nothing that was read.
[[nodiscard]] ContentHash hash_of_words(const notes::Note& note);

}  // namespace meldbrug::store
