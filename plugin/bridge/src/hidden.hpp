/// \file
/// What is hidden from a person, asked inside the transaction that shows or changes something.
///
/// Errors:   those of the store.
#pragma once

#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/store/store.hpp"

#include <string_view>

namespace meldbrug::bridge {

/// What is hidden is answered as what is not there.
[[nodiscard]] core::Error no_such_pupil();

[[nodiscard]] core::Result<bool> hidden_from(store::View& view, std::string_view person,
                                             std::string_view pupil);
/// Whether somebody but that person sees that pupil: a dossier that nobody sees hides a child.
[[nodiscard]] core::Result<bool> somebody_is_left(store::View& view, std::string_view pupil,
                                                  std::string_view without);
/// How many pupils are hidden from all who still see the school: whoever did see them was revoked.
[[nodiscard]] core::Result<std::size_t> seen_by_nobody(store::View& view);
[[nodiscard]] core::Result<HiddenPupils> hidden_pupils(store::View& view, std::string_view person);

}  // namespace meldbrug::bridge
