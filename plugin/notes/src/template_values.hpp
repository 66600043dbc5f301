/// \file
/// What stands in a field of a template: the one form that is kept, and the words that people and
/// programs write for it.
///
/// Errors:   none; nothing where a value does not fit.
/// Threads:  pure functions.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/notes/template.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace meldbrug::notes {

inline constexpr std::string_view yes = "ja";
inline constexpr std::string_view no = "nee";
inline constexpr std::string_view hard_space = "\xC2\xA0";

/// Without white space at its ends; a space that does not break is one.
[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::string_view without_trailing_space(std::string_view text);

/// For comparing: lower case without diacritics, one plain space for any white space, plain quotes
/// and dashes for those that Word makes of them, nothing for signs that nobody sees.
[[nodiscard]] std::string folded(std::string_view text);

/// Whether the field's value may run over several lines.
[[nodiscard]] bool takes_lines(const TemplateField& field);

/// The value in the one form that `StructuredNote` holds, or nothing when it does not fit.
[[nodiscard]] std::optional<std::string> fitting(const TemplateField& field, std::string_view raw);

/// Whether the field, of one line, was left as it was printed: nothing, dots, an open box, "ja / nee".
[[nodiscard]] bool is_unanswered(const TemplateField& field, std::string_view raw);

/// A day as it is composed: 12-03-2026.
[[nodiscard]] std::string written_day(core::Date date);

}  // namespace meldbrug::notes
