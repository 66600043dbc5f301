/// \file
/// The HTTP server: the gate, the board's files and the API on a socket.
///
/// Loopback by default. On any other address TLS (1.2 or newer) is required, never optional: names
/// and notes cross that wire.
///
/// Errors:   `start`: invalid_config for an address, certificate or board folder that does not
///           hold, unreachable when no port is free.
/// Threads:  8 workers of its own; `stop` waits for them. Handlers use the bridge concurrently.
/// Privacy:  no request, header or body is logged; no secret is ever part of a URL.
#pragma once

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meldbrug::http {

struct ServerSettings {
    std::string host = "127.0.0.1";  ///< a numeric address, or "localhost"
    std::uint16_t port = 8470;       ///< one of the 20 after it when taken; 0: any
    std::filesystem::path board_folder;
    std::optional<std::filesystem::path> tls_certificate,
        tls_key;  ///< PEM; the key without a passphrase
    std::vector<std::string>
        names;  ///< further host names the board is opened under (a certificate's name)
    std::vector<std::string>
        extension_origins;  ///< extensions that may call: "chrome-extension://<id>"
};

class Server {
public:
    /// Answers from the moment it returns. \pre the bridge outlives the server
    static core::Result<std::unique_ptr<Server>> start(bridge::Bridge& bridge,
                                                       ServerSettings settings);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// Where the board is opened: "http://127.0.0.1:8470/".
    [[nodiscard]] std::string url() const;
    /// Ends at once; requests under way are cut off. Calling it again does nothing.
    void stop();

private:
    struct Parts;
    explicit Server(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace meldbrug::http
