/// \file
/// Hands one message to a mail server.
///
/// Errors:   unreachable when the server does not answer, refuses for now (4xx) or offers no TLS where it is required: try again later.
///           invalid_config when it refuses for good (5xx on login, certificate not valid for the host name). Never a password in a message.
/// Threads:  one call, one connection; may run concurrently.
/// Source:   house.md 3.2: pitfalls of Poco 1.11's SMTP client, each a test.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "meldbrug/core/result.hpp"
#include "meldbrug/core/secret.hpp"
#include "meldbrug/mail/message.hpp"

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
    std::string user;       ///< empty: no login
    core::Secret password;
    std::string from;       ///< address of the sender
    std::optional<std::filesystem::path> ca_file;  ///< the school's own certificate authority, beside the system's
    std::chrono::seconds timeout{20};              ///< for each answer
};

/// Whether the message was taken, and if not, whether trying again can help.
struct Refused {
    core::Error error;
    bool permanent = false;  ///< the server refused this message for good (5xx): do not retry
};

[[nodiscard]] std::optional<Refused> send(const Message& message, const SmtpSettings& settings);

}  // namespace meldbrug::mail
