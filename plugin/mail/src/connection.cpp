#include "connection.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>

#include <algorithm>
#include <array>
#include <functional>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace meldbrug::mail {
namespace {

using Clock = std::chrono::steady_clock;

Poco::Timespan timespan(std::chrono::milliseconds duration) {
    return Poco::Timespan(duration.count() * Poco::Timespan::MILLISECONDS);
}

core::Error unreachable(std::string message) {
    return {core::ErrorCode::unreachable, std::move(message), "mail"};
}
core::Error invalid_config(std::string message) {
    return {core::ErrorCode::invalid_config, std::move(message), "mail"};
}

/// Verifies the chain as OpenSSL does, and keeps what it found for the error line.
int verify_and_remember(X509_STORE_CTX* store, void* found) {
    const int ok = X509_verify_cert(store);
    *static_cast<int*>(found) = X509_STORE_CTX_get_error(store);
    return ok;
}

/// \param verdict  where OpenSSL's verdict on the certificate goes; lives as long as the context
Poco::Net::Context::Ptr tls_context(const SmtpSettings& settings, int& verdict) {
    using Poco::Net::Context;
    Context::Params params;
    params.verificationMode = Context::VERIFY_STRICT;
    params.loadDefaultCAs = true;
    params.caLocation = settings.ca_file ? settings.ca_file->string() : std::string();
    params.cipherList = "HIGH:!aNULL:!MD5";
    Context::Ptr context = new Context(Context::TLS_CLIENT_USE, params);
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    // Poco compares names only after the handshake, and resolves names of a certificate to compare
    // addresses; OpenSSL's own check refuses within the handshake, by name only (RFC 6125).
    X509_VERIFY_PARAM* verification = SSL_CTX_get0_param(context->sslContext());
    X509_VERIFY_PARAM_set_hostflags(verification, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(verification, settings.host.c_str(), settings.host.size());
    SSL_CTX_set_cert_verify_callback(context->sslContext(), verify_and_remember, &verdict);
    return context;
}

core::Result<std::vector<Poco::Net::IPAddress>> resolve(const std::string& host) {
    try {
        Poco::Net::IPAddress literal;
        if (Poco::Net::IPAddress::tryParse(host, literal)) {
            return std::vector{literal};
        }
        std::vector<Poco::Net::IPAddress> addresses = Poco::Net::DNS::hostByName(host).addresses();
        // The resolver names an address once for each kind of socket.
        std::sort(addresses.begin(), addresses.end());
        addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
        return addresses;
    } catch (const Poco::Exception&) {
        return unreachable(
            "the name of the mail server is not found; check mail.host and the network");
    }
}

/// Waits in short slices, so that a stop is noticed while an address does not answer.
bool connect(Poco::Net::StreamSocket& socket, const Poco::Net::SocketAddress& address,
             std::chrono::seconds timeout, const std::stop_token& stop) {
    constexpr std::chrono::milliseconds slice{100};
    const Clock::time_point deadline = Clock::now() + timeout;
    socket.connectNB(address);
    while (!socket.poll(timespan(slice),
                        Poco::Net::Socket::SELECT_WRITE | Poco::Net::Socket::SELECT_ERROR)) {
        if (stop.stop_requested() || Clock::now() >= deadline) {
            return false;
        }
    }
    if (socket.impl()->socketError() != 0) {
        return false;
    }
    socket.setBlocking(true);
    return true;
}

}  // namespace

struct Connection::Parts {
    Parts(const SmtpSettings& smtp, const std::stop_token& stop_token)
        : settings(smtp), stop(stop_token) {}

    const SmtpSettings& settings;
    std::stop_token stop;
    int verdict = X509_V_OK;
    Poco::Net::Context::Ptr context;
    Poco::Net::StreamSocket plain;   ///< kept beside the secure one, which shares its connection
    Poco::Net::StreamSocket socket;  ///< what is read and written
    bool secured = false;
    std::string unread;
    /// Last, so that it is gone before the socket is: ends every wait on the connection.
    std::optional<std::stop_callback<std::function<void()>>> on_stop;

    [[nodiscard]] core::Error stopped() const {
        return unreachable("broken off because the bridge ends");
    }
};

Connection::Connection(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Connection::~Connection() = default;

core::Result<std::unique_ptr<Connection>> Connection::open(const SmtpSettings& settings,
                                                           const std::stop_token& stop) {
    core::Result<std::vector<Poco::Net::IPAddress>> addresses = resolve(settings.host);
    if (!addresses.ok()) {
        return addresses.error();
    }
    const bool loopback =
        std::all_of(addresses->begin(), addresses->end(),
                    [](const Poco::Net::IPAddress& address) { return address.isLoopback(); });
    if (settings.security == Security::plain && !loopback) {
        return invalid_config(
            "mail.security is plain, and the mail server is another machine; use starttls or tls");
    }
    Poco::Net::IPAddress literal;
    if (settings.security != Security::plain &&
        Poco::Net::IPAddress::tryParse(settings.host, literal)) {
        return invalid_config(
            "mail.host is an address; TLS needs the server's name, which its certificate holds");
    }
    for (const Poco::Net::IPAddress& address : *addresses) {
        try {
            Poco::Net::StreamSocket socket;
            if (!connect(socket, {address, settings.port}, settings.timeout, stop)) {
                continue;
            }
            socket.setSendTimeout(timespan(settings.timeout));
            socket.setReceiveTimeout(timespan(settings.timeout));
            auto parts = std::make_unique<Parts>(settings, stop);
            parts->plain = socket;
            parts->socket = socket;
            parts->on_stop.emplace(stop,
                                   [fd = socket.impl()->sockfd()] { ::shutdown(fd, SHUT_RDWR); });
            std::unique_ptr<Connection> connection(new Connection(std::move(parts)));
            if (settings.security == Security::tls) {
                if (const core::Status status = connection->secure(); !status.ok()) {
                    return status.error();
                }
            }
            return connection;
        } catch (const Poco::Exception&) {
            // The next address may answer; when none does, that is said below.
        }
    }
    return unreachable("the mail server does not answer; check mail.host and mail.port");
}

core::Status Connection::secure() {
    Parts& parts = *parts_;
    // What came in before the handshake could have been put there by anyone (RFC 3207 6).
    if (!parts.unread.empty()) {
        return unreachable(
            "the mail server sent something before TLS began; the connection is not trusted");
    }
    try {
        parts.context = tls_context(parts.settings, parts.verdict);
    } catch (const Poco::Exception&) {
        return invalid_config("mail.ca_file cannot be read as certificates (PEM)");
    }
    try {
        parts.socket =
            Poco::Net::SecureStreamSocket::attach(parts.plain, parts.settings.host, parts.context);
        parts.secured = true;
        return core::Done{};
    } catch (const Poco::TimeoutException&) {
        return unreachable("the mail server does not answer in time");
    } catch (const Poco::Exception&) {
        if (parts.stop.stop_requested()) {
            return parts.stopped();
        }
        if (parts.verdict != X509_V_OK) {
            return invalid_config(
                std::string("the certificate of the mail server does not hold (") +
                X509_verify_cert_error_string(parts.verdict) +
                "); check mail.host and mail.ca_file");
        }
        return unreachable(
            "no TLS 1.2 connection with the mail server; check mail.port and mail.security");
    }
}

core::Status Connection::write(std::string_view bytes) {
    try {
        while (!bytes.empty()) {
            // Small enough for an int and for a send buffer.
            constexpr std::size_t piece = 65536;
            const int sent = parts_->socket.sendBytes(
                bytes.data(), static_cast<int>(std::min(piece, bytes.size())));
            if (sent <= 0) {
                return unreachable("the mail server closed the connection");
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return core::Done{};
    } catch (const Poco::Exception&) {
        return parts_->stop.stop_requested()
                   ? parts_->stopped()
                   : unreachable("the connection with the mail server broke");
    }
}

core::Result<Reply> Connection::read(std::chrono::seconds timeout) {
    const Clock::time_point deadline = Clock::now() + timeout;
    ReplyParser parser;
    try {
        for (;;) {
            core::Result<std::optional<Reply>> reply = parser.take(parts_->unread);
            if (!reply.ok()) {
                return reply.error();
            }
            if (reply->has_value()) {
                return std::move(**reply);
            }
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
            if (left.count() <= 0) {
                return unreachable("the mail server does not answer in time");
            }
            parts_->socket.setReceiveTimeout(timespan(left));
            std::array<char, 1024> buffer{};
            const int count =
                parts_->socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
            if (parts_->stop.stop_requested()) {
                return parts_->stopped();
            }
            if (count <= 0) {
                return unreachable("the mail server closed the connection");
            }
            parts_->unread.append(buffer.data(), static_cast<std::size_t>(count));
        }
    } catch (const Poco::TimeoutException&) {
        return unreachable("the mail server does not answer in time");
    } catch (const Poco::Exception&) {
        return parts_->stop.stop_requested()
                   ? parts_->stopped()
                   : unreachable("the connection with the mail server broke");
    }
}

}  // namespace meldbrug::mail
