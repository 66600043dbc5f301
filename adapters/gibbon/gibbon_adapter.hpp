/// \file
/// Reads the notes of one category of Gibbon through the views of views.sql.
///
/// Errors:   retry_later when the database does not answer; needs_person for the password, rights (also too many), a view or column that
///           is missing, and when more notes are gone than the configuration lets go by themselves.
/// Privacy:  errors name views, columns and numbers of errors; the database's own words, which may quote a row, are never passed on.
#pragma once

#include "adapters/adapter.hpp"

#include <memory>

namespace meldbrug::adapters::gibbon {

[[nodiscard]] std::unique_ptr<Adapter> make_adapter();

}  // namespace meldbrug::adapters::gibbon
