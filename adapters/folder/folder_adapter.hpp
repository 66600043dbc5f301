/// \file
/// Notes from a folder (or one file): CSV exports of any LVS, and JSON Lines of the contract's
/// notes and facts.
///
/// What it reads, how it maps columns, when it withdraws and what it refuses: README.md beside this
/// file.
///
/// Errors:   as adapter.hpp says; a file that a person has to look at does not hold up the others.
/// Threads:  one instance, one thread.
/// Privacy:  refusals name file, line and field. A column's name is shown only when the first row
/// is surely a header.
#pragma once

#include "adapters/adapter.hpp"

#include <memory>

namespace meldbrug::adapters::folder {

[[nodiscard]] std::unique_ptr<Adapter> make_adapter();

}  // namespace meldbrug::adapters::folder
