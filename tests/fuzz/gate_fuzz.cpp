// Any head of a request: the gate decides without crashing, and never admits what it promises to
// refuse.
#include "fuzz/require.hpp"

#include "meldbrug/http/request_gate.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

using meldbrug::test::require;

namespace {

using namespace meldbrug::http;

std::string_view next_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

}  // namespace

/// First line: method, space, target. Each further line: a header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t limit = 4096;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const std::string_view first = next_line(rest);
    const std::string_view method = first.substr(0, first.find(' '));
    const std::string_view target = first.substr(std::min(first.size(), method.size() + 1));
    std::vector<HeaderField> headers;
    while (!rest.empty()) {
        const std::string_view line = next_line(rest);
        const std::size_t colon = std::min(line.find(':'), line.size());
        headers.push_back({line.substr(0, colon), line.substr(std::min(line.size(), colon + 1))});
    }
    const GateSettings settings{{"127.0.0.1:8470"}, "http", {"chrome-extension://a"}, true};
    const GateVerdict verdict = admit({method, target, headers, true}, limit, settings);
    if (const auto* admitted = std::get_if<Admitted>(&verdict)) {
        require(header_value(headers, "Host") == "127.0.0.1:8470");
        require(header_value(headers, "Transfer-Encoding").empty());
        require(admitted->body_length <= limit);
        require(method == "GET" || admitted->caller != Caller::visitor);
        require(method == "GET" || method == "POST");
    }
    return 0;
}
