/// \file
/// Values as exports write them: days, moments, yes and no, functions of staff, encodings.
///
/// Errors:   nothing for what does not hold; never a guess between two readings.
/// Threads:  pure functions.
#pragma once

#include "meldbrug/core/date.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace meldbrug::adapters::folder {

/// Lower-case letters and digits of a header or function, without spaces, dots, dashes and the
/// like; `ö` and `é` stay as they are.
[[nodiscard]] std::string plain_word(std::string_view text);

/// Whether a date format names a day, a month and a year once each.
[[nodiscard]] bool is_date_format(std::string_view format);
/// \param format  "d-m-Y" and the like; empty takes 2026-03-12, 12-3-2026, 12/03/2026
/// and 12.03.2026. A time behind it is ignored.
[[nodiscard]] std::optional<core::Date> day_from(std::string_view text, std::string_view format);
/// RFC 3339, or a day and a time of the wall clock in Amsterdam ("12-3-2026 14:05").
[[nodiscard]] std::optional<core::Instant> moment_from(std::string_view text,
                                                       std::string_view format);
/// ja, nee, true, false, 1, 0, x or empty.
[[nodiscard]] std::optional<bool> flag_from(std::string_view text);
/// The role of a function ("Intern begeleider" → ib): the school's own map first. Nothing when
/// nobody knows it.
[[nodiscard]] std::optional<std::string> role_from(std::string_view function,
                                                   const std::map<std::string, std::string>& own);
/// UTF-8 as it is; other bytes are read as Windows-1252, unless the file says it is UTF-8. Nothing
/// when they are neither.
[[nodiscard]] std::optional<std::string> text_from(std::string bytes, bool declared_utf8);

}  // namespace meldbrug::adapters::folder
