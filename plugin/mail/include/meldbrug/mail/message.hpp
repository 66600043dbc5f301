/// \file
/// Builds a plain-text mail message, purely.
///
/// Errors:   invalid_input for addresses and header values that could inject a header or a
///           recipient (CR, LF, NUL, other control characters, non-address characters) and for text
///           that is not UTF-8. The error names the field, never its value.
/// Source:   RFC 5322 (format, 2.1.1 line lengths, 3.6 fields), RFC 2047 (encoded subject), RFC
///           2045 6.7 (quoted-printable), RFC 3834 5 (Auto-Submitted), RFC 5321 4.5.3.1 (lengths of
///           addresses). Dot stuffing (RFC 5321 4.5.2) is the sender's.
/// Threads:  pure functions.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

#include <string>
#include <string_view>

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
/// What stands behind the @ of an address; empty when there is none.
[[nodiscard]] std::string_view domain_of(std::string_view address);
/// The whole message as it goes over the wire: headers, blank line, quoted-printable body, every
/// line ended by CRLF.
[[nodiscard]] core::Result<std::string> compose(const Message& message);

}  // namespace meldbrug::mail
