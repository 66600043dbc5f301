#include "meldbrug/http/request_gate.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace meldbrug::http {
namespace {

constexpr std::string_view api_prefix = "/v1/";

// Where one reader takes the first and another the last of two, a request can mean two things.
constexpr std::array single_headers = {
    std::string_view("Host"),           std::string_view("Origin"),
    std::string_view("Content-Length"), std::string_view("Content-Type"),
    std::string_view("Authorization"),  std::string_view("Cookie"),
    std::string_view("Sec-Fetch-Site"), std::string_view("Transfer-Encoding")};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t count_of(std::span<const HeaderField> headers, std::string_view name) {
    return static_cast<std::size_t>(std::count_if(
        headers.begin(), headers.end(),
        [name](const HeaderField& header) { return same_header(header.name, name); }));
}

bool has(std::span<const HeaderField> headers, std::string_view name) {
    return count_of(headers, name) > 0;
}

bool listed(const std::vector<std::string>& values, std::string_view value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

/// "application/json", with or without parameters: a type that no form can send and no page may
/// send without asking.
bool is_json(std::string_view content_type) {
    const std::string_view type = content_type.substr(0, content_type.find(';'));
    const std::string_view trimmed = type.substr(0, type.find_last_not_of(" \t") + 1);
    return same_header(trimmed, "application/json");
}

/// Digits and nothing else: a sign, a space or a list is another reader's chance to see another
/// length.
std::optional<std::size_t> parse_length(std::string_view text) {
    constexpr std::size_t max_digits = 12;  // far above any limit here, far below overflow
    if (text.empty() || text.size() > max_digits ||
        !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    std::size_t length = 0;
    std::from_chars(text.data(), text.data() + text.size(), length);
    return length;
}

std::optional<Refused> check_framing(const RequestHead& head) {
    for (const std::string_view name : single_headers) {
        if (count_of(head.headers, name) > 1) {
            return Refused{400, "a header occurs twice"};
        }
    }
    if (has(head.headers, "Transfer-Encoding")) {
        return Refused{411, "send the body with a Content-Length"};
    }
    if (has(head.headers, "Content-Length") &&
        !parse_length(header_value(head.headers, "Content-Length"))) {
        return Refused{400, "Content-Length is not a number"};
    }
    return std::nullopt;
}

std::optional<Refused> check_address(const RequestHead& head, const GateSettings& settings) {
    if (settings.loopback_only && !head.peer_is_loopback) {
        return Refused{403, "this server answers its own machine only"};
    }
    if (!listed(settings.hosts, header_value(head.headers, "Host"))) {
        return Refused{421, "not the name of this server"};
    }
    return std::nullopt;
}

std::optional<Caller> caller_of(const RequestHead& head, const GateSettings& settings) {
    if (!has(head.headers, "Origin")) {
        return Caller::visitor;
    }
    const std::string_view origin = header_value(head.headers, "Origin");
    if (origin == settings.scheme + "://" + std::string(header_value(head.headers, "Host"))) {
        return Caller::own_page;
    }
    return listed(settings.extension_origins, origin) ? std::optional(Caller::extension)
                                                      : std::nullopt;
}

GateVerdict admit_get(const RequestHead& head, const GateSettings& settings) {
    const auto caller = caller_of(head, settings);
    if (!caller || *caller == Caller::extension) {
        return Refused{403, "not from this origin"};
    }
    if (header_value(head.headers, "Content-Length").find_first_not_of('0') !=
        std::string_view::npos) {
        return Refused{400, "a GET has no body"};
    }
    // The board's files and the health line are the same for everyone, so where a GET comes from
    // decides nothing.
    return Admitted{Caller::visitor, 0};
}

GateVerdict admit_post(const RequestHead& head, std::size_t max_body,
                       const GateSettings& settings) {
    const auto caller = caller_of(head, settings);
    if (!caller || *caller == Caller::visitor) {
        return Refused{403, "not from a known origin"};
    }
    // Programs other than browsers send none; a browser that sends it must agree with the Origin.
    const std::string_view site = header_value(head.headers, "Sec-Fetch-Site");
    const std::string_view expected = *caller == Caller::own_page ? "same-origin" : "none";
    if (!site.empty() && site != expected) {
        return Refused{403, "not from a known origin"};
    }
    if (!is_json(header_value(head.headers, "Content-Type"))) {
        return Refused{415, "send application/json"};
    }
    if (!has(head.headers, "Content-Length")) {
        return Refused{411, "send the body with a Content-Length"};
    }
    const auto length = parse_length(header_value(head.headers, "Content-Length"));
    if (!length || *length > max_body) {
        return Refused{413, "the body is too long"};
    }
    return Admitted{*caller, *length};
}

}  // namespace

GateVerdict admit(const RequestHead& head, std::size_t max_body, const GateSettings& settings) {
    if (const auto refused = check_framing(head)) {
        return *refused;
    }
    if (const auto refused = check_address(head, settings)) {
        return *refused;
    }
    const bool api = head.target.starts_with(api_prefix);
    if (head.method == "GET" && !api) {
        return admit_get(head, settings);
    }
    if (head.method == "POST" && api) {
        return admit_post(head, max_body, settings);
    }
    return Refused{405, "GET for the board's files, POST for the API"};
}

std::vector<std::string> host_values(std::span<const std::string> names, std::uint16_t port,
                                     std::string_view scheme) {
    // RFC 3986 6.2.3: browsers leave the scheme's own port out.
    const std::uint16_t own_port = scheme == "https" ? 443 : 80;
    std::vector<std::string> values;
    for (const std::string& name : names) {
        values.push_back(name + ":" + std::to_string(port));
        if (port == own_port) {
            values.push_back(name);
        }
    }
    return values;
}

bool same_header(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view header_value(std::span<const HeaderField> headers, std::string_view name) {
    const auto header =
        std::find_if(headers.begin(), headers.end(),
                     [name](const HeaderField& field) { return same_header(field.name, name); });
    return header == headers.end() ? std::string_view{} : header->value;
}

}  // namespace meldbrug::http
