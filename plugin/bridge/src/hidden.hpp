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
[[nodiscard]] core::Result<HiddenPupils> hidden_pupils(store::View& view, std::string_view person);

}  // namespace meldbrug::bridge
