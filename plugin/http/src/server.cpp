#include "meldbrug/http/server.hpp"

#include "waiting_room.hpp"

#include "meldbrug/core/log.hpp"
#include "meldbrug/http/api.hpp"
#include "meldbrug/http/board_files.hpp"
#include "meldbrug/http/request_gate.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

#include <array>
#include <chrono>
#include <exception>
#include <istream>
#include <utility>

namespace meldbrug::http {
namespace {

namespace net = Poco::Net;
using core::Error;
using core::ErrorCode;
using core::Result;

// One thread serves one request; who has not asked yet waits without one (waiting_room.hpp).
constexpr int worker_threads = 8;
// Requests that wait for a worker: a school's browsers all asking at once.
constexpr int waiting_connections = 512;
// No client on this machine or in the building needs longer for one read or write.
constexpr int socket_timeout_s = 5;
// For a whole body, so that a client that sends a byte now and then does not keep a worker.
constexpr auto body_deadline = std::chrono::seconds(15);
// For the body of a request that is refused anyway: nobody waits for a stranger.
constexpr auto refused_body_deadline = std::chrono::seconds(1);
// contract: "the next free one, printed"; twenty programs in a row on one machine have not been
// seen.
constexpr std::uint16_t ports_tried = 20;
// For a target that does not exist, so that it is "not found" rather than "too long".
constexpr std::size_t default_max_body = std::size_t{1024} * 1024;
// What is still read of a refused request, so that closing does not reset the connection under the
// answer.
constexpr std::size_t drained_bytes = std::size_t{1024} * 1024;

struct Shared {
    GateSettings gate;
    Api api;
    BoardFiles board;
};

/// Scripts, styles and connections of our own only, nothing inline, no frame around it, and no way
/// to turn text into markup.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> security_headers = {{
    {"Content-Security-Policy", content_security_policy},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
}};

void send(net::HTTPServerResponse& response, const Answer& answer) {
    response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
    response.setContentType(answer.content_type);
    for (const auto& [name, value] : security_headers) {
        response.set(std::string(name), std::string(value));
    }
    if (!answer.set_cookie.empty()) {
        response.set("Set-Cookie", answer.set_cookie);
    }
    response.sendBuffer(answer.body.data(), answer.body.size());
}

/// Exactly `length` bytes, or nothing when they do not come in time.
std::optional<std::string> read_body(std::istream& stream, std::size_t length,
                                     std::chrono::seconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    std::string body;
    std::array<char, 16384> chunk{};
    while (body.size() < length) {
        // What is there and no more: `read` would wait for a whole chunk, past any deadline.
        if (stream.peek() == std::istream::traits_type::eof()) {
            return std::nullopt;
        }
        const auto count = stream.readsome(chunk.data(), static_cast<std::streamsize>(std::min(
                                                             chunk.size(), length - body.size())));
        if (count <= 0 || std::chrono::steady_clock::now() > deadline) {
            return std::nullopt;
        }
        body.append(chunk.data(), static_cast<std::size_t>(count));
    }
    return body;
}

class Handler final : public net::HTTPRequestHandler {
public:
    explicit Handler(const Shared& shared) : shared_(shared) {}

    /// Nothing may leave this function but an answer: the library closes the connection without one
    /// on any exception but its own.
    void handleRequest(net::HTTPServerRequest& request,
                       net::HTTPServerResponse& response) override {
        Answer result;
        try {
            result = answer_to(request);
        } catch (const std::exception&) {
            // Not the exception's own words: they may quote what was being worked on.
            core::log(core::LogLevel::error, "http_handler_failed");
            result = problem(500, "The bridge could not do this.");
        }
        try {
            send(response, result);
        } catch (const std::exception&) {
            core::log(core::LogLevel::info, "http_client_gone");
        }
    }

private:
    [[nodiscard]] Answer answer_to(net::HTTPServerRequest& request) const {
        std::vector<HeaderField> headers;
        headers.reserve(request.size());
        for (const auto& [name, value] : request) {
            headers.push_back({name, value});
        }
        const RequestHead head{request.getMethod(), request.getURI(), headers,
                               request.clientAddress().host().isLoopback()};
        const Endpoint* endpoint = Api::find(head.target);
        const std::string address = request.clientAddress().host().toString();
        const GateVerdict verdict =
            admit(head, endpoint == nullptr ? default_max_body : endpoint->max_body, shared_.gate);
        if (const auto* refused = std::get_if<Refused>(&verdict)) {
            shared_.api.refused(address);
            return problem(refused->status, refused->reason);
        }
        const Admitted admitted = std::get<Admitted>(verdict);
        if (head.method == "GET") {
            return public_file(head.target, address);
        }
        return endpoint == nullptr
                   ? problem(404, "No such target.")
                   : api_answer(*endpoint, admitted, headers, address, request.stream());
    }

    [[nodiscard]] Answer public_file(std::string_view target, std::string_view address) const {
        if (target == "/health") {
            return shared_.api.health();
        }
        if (const BoardFile* file = shared_.board.find(target)) {
            return {200, file->content_type, file->content};
        }
        return shared_.api.calendar(target, address);
    }

    [[nodiscard]] Answer api_answer(const Endpoint& endpoint, const Admitted& admitted,
                                    std::span<const HeaderField> headers, std::string_view address,
                                    std::istream& stream) const {
        const auto permitted =
            shared_.api.permit(endpoint, admitted.caller, header_value(headers, "Authorization"),
                               header_value(headers, "Cookie"), address);
        if (const auto* refused = std::get_if<Answer>(&permitted)) {
            [[maybe_unused]] const auto unused = read_body(
                stream, std::min(admitted.body_length, drained_bytes), refused_body_deadline);
            return *refused;
        }
        const auto body = read_body(stream, admitted.body_length, body_deadline);
        if (!body) {
            return problem(408, "The body did not come in time.");
        }
        return shared_.api.answer(endpoint, std::get<Permit>(permitted), admitted.caller, *body);
    }

    const Shared& shared_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
public:
    explicit Factory(const Shared& shared) : shared_(shared) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
        return new Handler(shared_);
    }

private:
    const Shared& shared_;
};

Error bad_setting(std::string_view field, std::string_view reason) {
    return Error{ErrorCode::invalid_config, std::string(reason), std::string(field)};
}

Result<net::IPAddress> address_of(const std::string& host) {
    net::IPAddress address;
    if (host == "localhost") {
        return net::IPAddress("127.0.0.1");
    }
    return net::IPAddress::tryParse(host, address)
               ? Result<net::IPAddress>(address)
               : Result<net::IPAddress>(bad_setting("host",
                                                    "not a numeric address; use 127.0.0.1, or the "
                                                    "address of this machine in the school"));
}

/// The names under which a browser reaches that address, the one to print first.
std::vector<std::string> names_of(const net::IPAddress& address,
                                  const std::vector<std::string>& further) {
    std::vector<std::string> names = further;
    if (!address.isWildcard()) {
        names.push_back(address.family() == net::IPAddress::IPv6 ? "[" + address.toString() + "]"
                                                                 : address.toString());
    }
    if (address.isLoopback()) {
        names.insert(names.end(), {"127.0.0.1", "localhost", "[::1]"});
    }
    return names;
}

Result<net::Context::Ptr> tls_context(const std::filesystem::path& certificate,
                                      const std::filesystem::path& key) {
    try {
        net::Context::Params params;
        params.certificateFile = certificate.string();
        params.privateKeyFile = key.string();
        params.verificationMode =
            net::Context::VERIFY_NONE;  // of clients: they show a token, not a certificate
        params.cipherList = "HIGH:!aNULL:!MD5";
        net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, params);
        context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
        return context;
    } catch (const Poco::Exception&) {
        return bad_setting("tls_certificate",
                           "the certificate or its key cannot be used; both must be PEM, the key "
                           "without a passphrase");
    }
}

/// Binds without SO_REUSEPORT, which the library's shorter ways set: with it a second program could
/// take half of our requests.
void bind_to(net::ServerSocket& socket, const net::IPAddress& address, std::uint16_t port) {
    const net::SocketAddress where(address, port);
    if (address.family() == net::IPAddress::IPv6) {
        socket.bind6(where, /*reuseAddress=*/true, /*reusePort=*/false, /*ipV6Only=*/true);
    } else {
        socket.bind(where, /*reuseAddress=*/true, /*reusePort=*/false);
    }
    socket.listen(waiting_connections);
}

/// The library passes sockets by value and keeps what they are in what they point to.
class Listening final : public net::ServerSocket {
public:
    explicit Listening(const net::Context::Ptr& tls)
        : ServerSocket(new WaitingRoom(tls), /*ignore=*/true) {}
};

net::ServerSocket new_socket(const net::Context::Ptr& tls) {
    const Listening listening(tls);
    const net::ServerSocket& as_passed = listening;
    return as_passed;
}

Result<net::ServerSocket> listen_on(const net::IPAddress& address, std::uint16_t port,
                                    const net::Context::Ptr& tls) {
    for (std::uint16_t offset = 0; offset <= ports_tried; ++offset) {
        if (port > 65535 - offset) {
            break;
        }
        try {
            net::ServerSocket socket = new_socket(tls);
            bind_to(socket, address, static_cast<std::uint16_t>(port + offset));
            return socket;
        } catch (const Poco::Exception&) {
            continue;  // taken: the next one
        }
    }
    return Error{ErrorCode::unreachable,
                 "no free port from " + std::to_string(port) +
                     " on at this address; stop the other program or set another port",
                 "port"};
}

/// What the settings ask for, checked.
struct Plan {
    net::IPAddress address;
    net::Context::Ptr tls;  // null: in the clear, on the loopback
    std::vector<std::string> names;
    [[nodiscard]] std::string scheme() const { return tls.isNull() ? "http" : "https"; }
};

Result<Plan> plan_of(const ServerSettings& settings) {
    const auto address = address_of(settings.host);
    if (!address) {
        return address.error();
    }
    Plan plan{*address, nullptr, names_of(*address, settings.names)};
    if (plan.names.empty()) {
        return bad_setting(
            "names",
            "an address that means every address needs the name the board is opened under");
    }
    if (settings.tls_certificate.has_value() != settings.tls_key.has_value()) {
        return bad_setting("tls_key", "a certificate and its key are set together");
    }
    if (settings.tls_certificate) {
        auto context = tls_context(*settings.tls_certificate, *settings.tls_key);
        if (!context) {
            return context.error();
        }
        plan.tls = *context;
    } else if (!address->isLoopback()) {
        return bad_setting("tls_certificate",
                           "an address beyond this machine needs a certificate and its key: names "
                           "and notes cross the network");
    }
    return plan;
}

}  // namespace

struct Server::Parts {
    Parts(Shared shared_parts, const net::ServerSocket& listening, const std::string& origin)
        : shared(std::move(shared_parts)),
          pool(/*minCapacity=*/worker_threads, /*maxCapacity=*/worker_threads),
          socket(listening),
          http(new Factory(shared), pool, socket, parameters()),
          port(socket.address().port()),
          url(origin + ":" + std::to_string(port) + "/") {}

    static net::HTTPServerParams::Ptr parameters() {
        net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
        // A body that a refusing handler leaves unread would be read as the next request on this
        // connection.
        params->setKeepAlive(false);
        params->setTimeout(Poco::Timespan(socket_timeout_s, 0));
        params->setMaxThreads(worker_threads);
        params->setMaxQueued(waiting_connections);
        return params;
    }

    Shared shared;
    Poco::ThreadPool pool;  // its own: the default pool is everybody's
    net::ServerSocket socket;
    net::HTTPServer http;
    std::uint16_t port;
    std::string url;
    bool stopped = false;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() {
    stop();
}

Result<std::unique_ptr<Server>> Server::start(bridge::Bridge& bridge, ServerSettings settings) {
    auto plan = plan_of(settings);
    auto board = BoardFiles::load(settings.board_folder);
    if (!plan || !board) {
        return !plan ? plan.error() : board.error();
    }
    try {
        auto socket = listen_on(plan->address, settings.port, plan->tls);
        if (!socket) {
            return socket.error();
        }
        const std::uint16_t port = socket->address().port();
        GateSettings gate{host_values(plan->names, port, plan->scheme()), plan->scheme(),
                          std::move(settings.extension_origins), plan->address.isLoopback()};
        // Cookies are shared between the ports of a machine: each server gets a name of its own.
        Api api(bridge, ApiSettings{"meldbrug_" + std::to_string(port), !plan->tls.isNull()});
        auto parts = std::make_unique<Parts>(
            Shared{std::move(gate), std::move(api), std::move(board).value()}, *socket,
            plan->scheme() + "://" + plan->names.front());
        parts->http.start();
        return std::unique_ptr<Server>(new Server(std::move(parts)));
    } catch (const Poco::Exception&) {
        return Error{ErrorCode::unreachable, "the server could not be started at this address",
                     "host"};
    }
}

std::uint16_t Server::port() const {
    return parts_->port;
}

std::string Server::url() const {
    return parts_->url;
}

void Server::stop() {
    if (parts_->stopped) {
        return;
    }
    parts_->stopped = true;
    parts_->http.stopAll(/*abortCurrent=*/true);
    parts_->pool.joinAll();
    // The library only stops accepting: until the socket closes, clients would still connect, and
    // wait.
    parts_->socket.close();
}

}  // namespace meldbrug::http
