/// \file
/// The key of a store that is still to be made.
///
/// Errors:   `store`, saying what to do.
/// Privacy:  the key goes into the file and nowhere else.
#pragma once

#include "meldbrug/core/result.hpp"

#include <filesystem>

namespace meldbrug::bridge {

/// Makes one there, closed to others. Refuses a name that is taken.
core::Status make_key(const std::filesystem::path& file);

}  // namespace meldbrug::bridge
