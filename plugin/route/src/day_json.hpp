/// \file
/// A day in JSON.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"

#include <optional>

namespace meldbrug::route {

[[nodiscard]] inline core::Json day_or_null(const std::optional<core::Date>& date) {
    return date ? core::Json(core::format_date(*date)) : core::Json(nullptr);
}

}  // namespace meldbrug::route
