/// \file
/// Hands one message to a mail server.
///
/// Errors:   unreachable when the server does not answer, refuses for now (4xx) or offers no TLS
///           where it is required: try again later. invalid_config when it refuses what a setting
///           says (5xx on login or sender, certificate not valid for the host name). invalid_input,
///           and permanent, when it refuses this recipient or this message for good. Never a
///           password, an address or a word of the server's answer in an error.
/// Threads:  one call, one connection; may run concurrently.
/// Source:   RFC 5321; RFC 3207 (STARTTLS); RFC 4616 (AUTH PLAIN); house.md 3.2: pitfalls of Poco
///           1.11's SMTP client, each a test. Poco's SMTPClientSession is not used at all: it sends
///           a password in clear when STARTTLS is not offered, repeats the server's words in its
///           exceptions and has no limit on an answer; the dialogue itself is short.
#pragma once

#include "meldbrug/core/result.hpp"
#include "meldbrug/core/secret.hpp"
#include "meldbrug/mail/message.hpp"
#include "meldbrug/mail/reply.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace meldbrug::mail {

enum class Security {
    starttls,  ///< TLS or nothing is sent
    tls,       ///< TLS from the first byte (465)
    plain,     ///< only to a loopback address
};

struct SmtpSettings {
    std::string host;
    std::uint16_t port = 587;
    Security security = Security::starttls;
    std::string user;  ///< empty: no login
    core::Secret password;
    std::string from;  ///< address of the sender
    std::optional<std::filesystem::path>
        ca_file;  ///< the school's own certificate authority, beside the system's
    std::chrono::seconds timeout{20};  ///< for each answer
    /// For the answer to the message itself, which a server may first look through. Giving up too
    /// soon sends it twice (RFC 5321 4.5.3.2.6: at least 10 minutes).
    std::chrono::seconds content_timeout{600};
};

/// Nothing when the server took the message. \param stop  breaks the connection off, so that the
/// bridge can end at any moment
[[nodiscard]] std::optional<Refused> send(const Message& message, const SmtpSettings& settings,
                                          const std::stop_token& stop = {});

}  // namespace meldbrug::mail
