/// \file
/// Rows as they lie in the tables: what of them is sealed, and how. For the files that write them and
/// for those that bring them over from elsewhere.
#pragma once

#include "sealing.hpp"
#include "vault.hpp"

#include "meldbrug/notes/note.hpp"
#include "meldbrug/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace meldbrug::store {

[[nodiscard]] Blob seal_note(Files& files, std::int64_t file, const Mark& mark,
                             const notes::Note& note);
/// Into `note` what was sealed of it.
void open_note(Files& files, std::int64_t file, Bytes mark, Bytes sealed, notes::Note& note);

/// True when something changed.
bool write_facts(Database& database, Files& files, std::string_view school,
                 const notes::PupilFacts& facts);
[[nodiscard]] std::optional<notes::PupilFacts> facts_in(Database& database, Files& files,
                                                        std::string_view school, std::int64_t file);

/// Of id, name, role, email, whether revoked, author, group, in this order.
[[nodiscard]] PersonRow person_of(const Query& row);

[[nodiscard]] Blob seal_term(Files& files, std::int64_t file, const Mark& mark,
                             std::string_view term_id, std::string_view note);

}  // namespace meldbrug::store
