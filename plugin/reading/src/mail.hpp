/// \file
/// A note that holds a mail thread: which part of it who wrote.
///
/// Units:    tokens by index.
/// Errors:   none; total over any text, linear in its tokens. What looks like no mail has no parts.
/// Threads:  pure functions.
#pragma once

#include "compiled_vocabulary.hpp"
#include "tokens.hpp"

#include "meldbrug/reading/date_expression.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

/// From a token on, up to the next part: one sender's words.
struct MailPart {
    std::uint32_t first_token = 0;
    Concepts sender;        ///< what the heading says of him; empty for the note's own writer
    bool nameless = false;  ///< by a name alone: a colleague's or a parent's, a person knows
    std::optional<core::Date> sent;
    /// The line that says when: it tells of the mail, not of the case.
    std::uint32_t first_sent = 0, end_sent = 0;
    [[nodiscard]] bool own() const { return sender.empty(); }
};

/// \param dates  the text's dates, in order of their start
[[nodiscard]] std::vector<MailPart> mail_parts(std::string_view text, const Tokens& tokens,
                                               const Vocabulary::Compiled& vocabulary,
                                               const std::vector<DateExpression>& dates);

/// The text's dates, those of a mail as seen from the day it was sent.
/// \param context  as seen from the note's day
/// \param mails    gets the text's mails
[[nodiscard]] std::vector<DateExpression> dates_told(std::string_view text, const Tokens& tokens,
                                                     const Vocabulary::Compiled& vocabulary,
                                                     const DateContext& context,
                                                     std::vector<MailPart>& mails);

}  // namespace meldbrug::reading
