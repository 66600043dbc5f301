/// \file
/// Builds a plain-text mail message, purely.
///
/// Errors:   invalid_input for addresses and header values that could inject a header or a recipient (CR, LF, NUL, non-address characters).
/// Source:   RFC 5322 (format), RFC 2047 (encoded subject), RFC 2045 (quoted-printable), RFC 5321 4.5.2 (dot stuffing is the sender's).
/// Threads:  pure functions.
#pragma once

#include <string>
#include <string_view>

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

namespace meldbrug::mail {

struct Message {
    std::string from;        ///< address only
    std::string to;          ///< address only
    std::string subject;     ///< UTF-8
    std::string text;        ///< UTF-8, lines ended by \n
    std::string message_id;  ///< without angle brackets, stable over retries
    core::Instant date{};
};

/// A single mailbox address (local@domain, ASCII), nothing else.
[[nodiscard]] bool is_address(std::string_view text);
/// The whole message as it goes over the wire: headers, blank line, quoted-printable body, every line ended by CRLF.
[[nodiscard]] core::Result<std::string> compose(const Message& message);

}  // namespace meldbrug::mail
