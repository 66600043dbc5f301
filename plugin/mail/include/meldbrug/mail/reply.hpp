/// \file
/// What a mail server answers, and what that means for the message.
///
/// Errors:   unreachable when the answer is not SMTP or has no end; the text of an answer is never
///           repeated, since servers put addresses in it.
/// Threads:  values and pure functions.
/// Source:   RFC 5321 4.2 (reply codes), 4.5.3.1.5 (length of a line), RFC 2034 and RFC 3463
///           (enhanced status codes).
#pragma once

#include "meldbrug/core/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::mail {

struct Reply {
    int code = 0;
    std::string status;  ///< enhanced status code such as "5.1.1"; empty when the server gives none
    std::vector<std::string> lines;  ///< texts behind the codes, for EHLO's keywords

    [[nodiscard]] bool positive() const { return code / 100 == 2; }
    [[nodiscard]] bool intermediate() const { return code / 100 == 3; }
    /// "550 5.1.1", or the code alone.
    [[nodiscard]] std::string codes() const {
        return std::to_string(code) + (status.empty() ? "" : " ") + status;
    }
};

/// Puts one reply together from bytes as they come in.
class ReplyParser {
public:
    /// Takes bytes off the front of `bytes` up to the end of the reply; nothing while the reply
    /// goes on.
    [[nodiscard]] core::Result<std::optional<Reply>> take(std::string& bytes);

private:
    Reply reply_;
    std::size_t size_ = 0;
};

/// The word behind `keyword` in an EHLO reply ("AUTH" → "PLAIN LOGIN"), or nothing when it is not
/// offered.
[[nodiscard]] std::optional<std::string> offered(const Reply& hello, std::string_view keyword);

/// How far the conversation was.
enum class Stage { greeting, hello, starttls, login, sender, recipient, data, content };

/// Whether the message was taken, and if not, whether trying again can help.
struct Refused {
    core::Error error;
    bool permanent = false;  ///< the server refused this message for good (5xx): do not retry
};

/// What a reply other than the hoped-for one means.
/// Only a refusal that is about this recipient or this message is permanent. One about the sender,
/// the login or the server's policy (5.7.x: no relaying, not authorised) is a setting that somebody
/// can mend, so the message has to wait for that.
[[nodiscard]] Refused refusal(Stage stage, const Reply& reply);

}  // namespace meldbrug::mail
