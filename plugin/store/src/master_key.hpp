/// \file
/// Reads the master key from where it is, and makes one.
#pragma once

#include "sealing.hpp"
#include "vault.hpp"

#include "meldbrug/core/result.hpp"
#include "meldbrug/core/secret.hpp"
#include "meldbrug/store/key.hpp"

#include <filesystem>

namespace meldbrug::store {

/// What stands in the file, without the line's end; of one that is missing, what `ask` gives.
[[nodiscard]] core::Result<core::Secret> read_key_material(const KeySource& source);
/// How a store with that key material is opened from now on: a new salt for a passphrase.
[[nodiscard]] Recipe recipe_for(const core::Secret& material);
/// \pre recipe is of the store, or `recipe_for` made it
[[nodiscard]] core::Result<Key> make_master(const core::Secret& material, const Recipe& recipe,
                                            const std::filesystem::path& where);

}  // namespace meldbrug::store
