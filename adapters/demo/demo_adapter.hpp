/// \file
/// The fictive demo school: notes and pupils from one file, with days relative to today, so that
/// the demo is always alive.
///
/// Shape:    README.md beside this file. The adapter has no clock: today comes with the
///           configuration.
/// Errors:   as adapter.hpp says.
/// Threads:  one instance, one thread.
#pragma once

#include "adapters/adapter.hpp"

#include <memory>

namespace meldbrug::adapters::demo {

[[nodiscard]] std::unique_ptr<Adapter> make_adapter();

}  // namespace meldbrug::adapters::demo
