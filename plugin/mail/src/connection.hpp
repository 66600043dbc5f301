/// \file
/// One connection to a mail server: plain or TLS, with a limit on every wait.
///
/// Errors:   unreachable for the network, invalid_config for names and certificates that do not
///           hold; Poco's and OpenSSL's exceptions end here.
/// Threads:  one thread; `stop` may come from another. Writing to a broken connection raises no
///           SIGPIPE: Poco blocks it in the main thread before `main`, and every thread inherits
///           that.
/// Source:   house.md 3.2.
#pragma once

#include "meldbrug/mail/reply.hpp"
#include "meldbrug/mail/smtp.hpp"

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace meldbrug::mail {

class Connection {
public:
    /// Connects, and with `Security::tls` shakes hands before the first byte.
    static core::Result<std::unique_ptr<Connection>> open(const SmtpSettings& settings,
                                                          const std::stop_token& stop);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// TLS from here on, with the certificate checked for the host's name.
    core::Status secure();
    core::Status write(std::string_view bytes);
    /// \param timeout  for the whole reply, so that a server that drips bytes cannot hold us
    core::Result<Reply> read(std::chrono::seconds timeout);

private:
    struct Parts;
    explicit Connection(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace meldbrug::mail
