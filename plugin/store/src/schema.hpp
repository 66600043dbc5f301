/// \file
/// The tables, and how an older store becomes the present one.
///
/// Errors:   throws Failure.
#pragma once

#include "database.hpp"

namespace meldbrug::store {

/// Brings an empty or older file up to date, each step in a transaction. Refuses a newer one, and a
/// database that is not ours.
void migrate(Database& database);

}  // namespace meldbrug::store
