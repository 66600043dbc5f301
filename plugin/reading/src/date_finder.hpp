/// \file
/// The dates in tokens that are there already, so that a note is cut into tokens once.
///
/// Units:    bytes; `start` and `end` in code points stay 0, `find_dates` fills them in.
/// Errors:   none; linear in the number of tokens.
/// Threads:  pure function.
#pragma once

#include "tokens.hpp"

#include "meldbrug/reading/date_expression.hpp"

#include <vector>

namespace meldbrug::reading {

[[nodiscard]] std::vector<DateExpression> dates_in(const Tokens& tokens,
                                                   const DateContext& context);

}  // namespace meldbrug::reading
