/// \file
/// The tables, and how an older store becomes the present one.
///
/// Errors:   throws Failure.
#pragma once

#include "database.hpp"
#include "vault.hpp"

#include <memory>

namespace meldbrug::store {

/// Brings an empty or older file up to date, each step in a transaction. Refuses a newer one, and a
/// database that is not ours, and a key that does not fit; then nothing was changed.
std::shared_ptr<const Vault> migrate(Database& database, const KeySource& key);

}  // namespace meldbrug::store
