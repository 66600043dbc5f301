/// \file
/// One connection to a mail server: plain or TLS, with a limit on every wait.
///
/// Errors:   unreachable for the network, invalid_config for names and certificates that do not
/// hold; Poco's and OpenSSL's exceptions end here. Threads:  one thread; `stop` may come from
/// another. Source:   house.md 3.2.
#pragma once

#include "meldbrug/mail/reply.hpp"
#include "meldbrug/mail/smtp.hpp"

#include <chrono>
#include <csignal>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace meldbrug::mail {

/// Writing to a connection that the other side has closed raises SIGPIPE, which ends the process;
/// Poco masks it in its own threads only. While this lives the calling thread gets an error
/// instead.
class SigpipeBlock {
public:
    SigpipeBlock();
    ~SigpipeBlock();
    SigpipeBlock(const SigpipeBlock&) = delete;
    SigpipeBlock& operator=(const SigpipeBlock&) = delete;

private:
    sigset_t before_{};
    bool was_pending_ = false;
};

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
