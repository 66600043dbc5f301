/// \file
/// `find_dates` over tokens that are there already, so that a note is cut into tokens once.
///
/// Errors:   none; linear in the number of tokens.
/// Threads:  pure function.
#pragma once

#include "tokens.hpp"

#include "meldbrug/reading/date_expression.hpp"

#include <string_view>
#include <vector>

namespace meldbrug::reading {

/// \param tokens  of `text`
[[nodiscard]] std::vector<DateExpression> find_dates(std::string_view text, const Tokens& tokens,
                                                     const DateContext& context);

}  // namespace meldbrug::reading
