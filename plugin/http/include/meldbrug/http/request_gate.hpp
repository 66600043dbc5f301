/// \file
/// Which requests are looked at at all: decided from the head of a request, before a byte of its
/// body is read.
///
/// A page on the web can make a browser send requests to the loopback; what it cannot do is choose
/// the Host and Origin that the browser writes, or send JSON without asking first. So only an exact
/// Host, a known Origin and a JSON body of a stated length pass. What passes is still nobody: the
/// token decides who it is.
///
/// Errors:   `Refused` with the HTTP status and a reason from the code, never a piece of the
///           request.
/// Threads:  pure functions.
/// Source:   house.md 3.1 (what the server library lets through) and 4.3 (what Chromium sends); RFC
///           9112 6.1-6.3, 11.2 (smuggling).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace meldbrug::http {

struct HeaderField {
    std::string_view name;
    std::string_view value;
};

/// A request without its body, as the server library gives it. Header values have been RFC
/// 2047-decoded by that library.
struct RequestHead {
    std::string_view method;
    std::string_view target;
    std::span<const HeaderField> headers;
    bool peer_is_loopback = false;
};

struct GateSettings {
    std::vector<std::string> hosts;              ///< the exact values of Host: "127.0.0.1:8470"
    std::string scheme = "http";                 ///< of our own origin: "http" or "https"
    std::vector<std::string> extension_origins;  ///< "chrome-extension://<id>", exactly
    bool loopback_only = true;                   ///< refuse peers beyond this machine
};

/// From where a request says to come. Pages cannot lie about it, programs can.
enum class Caller : std::uint8_t {
    visitor,    ///< no Origin: a GET of what is public anyway
    own_page,   ///< the board
    extension,  ///< an extension that is on the list
};

struct Admitted {
    Caller caller = Caller::visitor;
    std::size_t body_length = 0;
};

struct Refused {
    int status = 400;
    std::string_view reason;  ///< content-free, from the code
};

using GateVerdict = std::variant<Admitted, Refused>;

/// \param max_body  the longest body that the target takes, in bytes
[[nodiscard]] GateVerdict admit(const RequestHead& head, std::size_t max_body,
                                const GateSettings& settings);

/// The values of Host under which a server on that address is reached: its address or name with its
/// port, and without the port where the port is the scheme's own.
[[nodiscard]] std::vector<std::string> host_values(std::span<const std::string> names,
                                                   std::uint16_t port, std::string_view scheme);

/// Whether two header names are the same (ASCII case does not count).
[[nodiscard]] bool same_header(std::string_view a, std::string_view b);

/// The value of the one header of that name, empty when absent. \pre the gate passed: the headers
/// that matter occur once
[[nodiscard]] std::string_view header_value(std::span<const HeaderField> headers,
                                            std::string_view name);

}  // namespace meldbrug::http
