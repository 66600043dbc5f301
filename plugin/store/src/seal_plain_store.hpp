/// \file
/// How a store from before there was a vault becomes a sealed one.
///
/// Errors:   throws Failure; the transaction around it then leaves the plain store as it was.
#pragma once

#include "database.hpp"
#include "vault.hpp"

#include <memory>

namespace meldbrug::store {

/// From each table plain_* into the one of its name, and drops it.
/// \pre within a transaction
void seal_plain_store(Database& database, const std::shared_ptr<const Vault>& vault);

/// Writes the file anew, so that no page of it and of its log holds what once stood plain. Does
/// nothing when that was done; tries again at the next start when another process reads just then.
void scrub(Database& database);

}  // namespace meldbrug::store
