// What the gate lets through is what stands between a page on the web and the notes of a school.
#include "meldbrug/http/request_gate.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace meldbrug::http;

namespace {

constexpr std::size_t limit = 1000;
const std::string extension = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

GateSettings settings() {
    GateSettings made;
    made.hosts =
        host_values(std::vector<std::string>{"127.0.0.1", "localhost", "[::1]"}, 8470, "http");
    made.extension_origins = {extension};
    return made;
}

using Headers = std::vector<HeaderField>;

/// What the board itself sends.
Headers board_post() {
    return {{"Host", "127.0.0.1:8470"},
            {"Origin", "http://127.0.0.1:8470"},
            {"Content-Type", "application/json"},
            {"Content-Length", "2"},
            {"Sec-Fetch-Site", "same-origin"}};
}

Headers without(Headers headers, std::string_view name) {
    std::erase_if(headers, [name](const HeaderField& header) { return header.name == name; });
    return headers;
}

Headers with(Headers headers, std::string_view name, std::string_view value) {
    headers = without(std::move(headers), name);
    headers.push_back({name, value});
    return headers;
}

Headers twice(Headers headers, std::string_view name, std::string_view value) {
    headers.push_back({name, value});
    return headers;
}

GateVerdict post(const Headers& headers) {
    return admit({"POST", "/v1/badges", headers, true}, limit, settings());
}
GateVerdict get(const Headers& headers) {
    return admit({"GET", "/", headers, true}, limit, settings());
}

/// 200 when admitted.
int status(const GateVerdict& verdict) {
    const auto* refused = std::get_if<Refused>(&verdict);
    return refused == nullptr ? 200 : refused->status;
}

}  // namespace

TEST_CASE("what the board sends passes, with the length of its body") {
    const auto verdict = post(board_post());
    REQUIRE(status(verdict) == 200);
    CHECK(std::get<Admitted>(verdict).caller == Caller::own_page);
    CHECK(std::get<Admitted>(verdict).body_length == 2);
}

TEST_CASE("each of the names of this server passes, with its own origin") {
    for (const std::string host : {"127.0.0.1:8470", "localhost:8470", "[::1]:8470"}) {
        const std::string origin = "http://" + host;
        CAPTURE(host);
        CHECK(status(post(with(with(board_post(), "Host", host), "Origin", origin))) == 200);
    }
}

TEST_CASE("a wrong Host is refused: it is all that tells a rebound name apart") {
    for (const std::string_view host :
         {"evil.test:8470", "127.0.0.1", "127.0.0.1:8471", "127.0.0.1:8470.evil.test",
          "LOCALHOST:8470", "", "127.0.0.1:8470 ", "user@127.0.0.1:8470"}) {
        CAPTURE(host);
        CHECK(status(post(with(board_post(), "Host", host))) == 421);
        CHECK(status(get({{"Host", host}})) == 421);
    }
    CHECK(status(post(without(board_post(), "Host"))) == 421);
    CHECK(status(get({})) == 421);
}

TEST_CASE("a call without an Origin or with another one is refused") {
    CHECK(status(post(without(board_post(), "Origin"))) == 403);
    for (const std::string_view origin :
         {"http://evil.test", "null", "", "https://127.0.0.1:8470", "http://127.0.0.1:8471",
          "http://127.0.0.1", "http://localhost:8470",
          "chrome-extension://zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}) {
        CAPTURE(origin);
        CHECK(status(post(with(board_post(), "Origin", origin))) == 403);
    }
}

TEST_CASE("a listed extension may call, and is told apart from the board") {
    const auto verdict =
        post(with(with(board_post(), "Origin", extension), "Sec-Fetch-Site", "none"));
    REQUIRE(status(verdict) == 200);
    CHECK(std::get<Admitted>(verdict).caller == Caller::extension);
}

TEST_CASE("no extension may call unless it is on the list") {
    GateSettings bare = settings();
    bare.extension_origins.clear();
    const Headers headers = with(with(board_post(), "Origin", extension), "Sec-Fetch-Site", "none");
    CHECK(status(admit({"POST", "/v1/badges", headers, true}, limit, bare)) == 403);
}

TEST_CASE("a browser that says the call is cross-site is believed") {
    CHECK(status(post(with(board_post(), "Sec-Fetch-Site", "cross-site"))) == 403);
    CHECK(status(post(with(board_post(), "Sec-Fetch-Site", "same-site"))) == 403);
    CHECK(status(post(without(board_post(), "Sec-Fetch-Site"))) == 200);
}

TEST_CASE("what a form can send is refused") {
    for (const std::string_view type :
         {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "",
          "application/jsonp", "text/plain;application/json"}) {
        CAPTURE(type);
        CHECK(status(post(with(board_post(), "Content-Type", type))) == 415);
    }
    CHECK(status(post(without(board_post(), "Content-Type"))) == 415);
    CHECK(status(post(with(board_post(), "Content-Type", "Application/JSON; charset=utf-8"))) ==
          200);
}

TEST_CASE("a body has a stated length within the limit") {
    CHECK(status(post(without(board_post(), "Content-Length"))) == 411);
    for (const std::string_view length :
         {"-5", "+2", " 2", "2 ", "2,2", "0x2", "two", "", "99999999999999999999"}) {
        CAPTURE(length);
        CHECK(status(post(with(board_post(), "Content-Length", length))) == 400);
    }
    CHECK(status(post(with(board_post(), "Content-Length", "0"))) == 200);
    CHECK(status(post(with(board_post(), "Content-Length", "1000"))) == 200);
    CHECK(status(post(with(board_post(), "Content-Length", "1001"))) == 413);
}

TEST_CASE("Transfer-Encoding is refused, beside a length too") {
    CHECK(status(post(with(board_post(), "Transfer-Encoding", "chunked"))) == 411);
    CHECK(status(post(with(without(board_post(), "Content-Length"), "Transfer-Encoding",
                           "chunked"))) == 411);
    CHECK(status(get({{"Host", "127.0.0.1:8470"}, {"transfer-encoding", "identity"}})) == 411);
}

TEST_CASE("a header that decides may not occur twice, however it is written") {
    for (const std::string_view name :
         {"Host", "origin", "CONTENT-LENGTH", "Authorization", "Transfer-Encoding", "Cookie",
          "Content-Type", "Sec-Fetch-Site"}) {
        CAPTURE(name);
        const Headers headers = twice(twice(without(board_post(), name), name, "x"), name, "x");
        CHECK(status(post(headers)) == 400);
    }
}

TEST_CASE("only POST reaches the API and only GET the files") {
    for (const std::string_view method :
         {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "post", "CONNECT"}) {
        CAPTURE(method);
        CHECK(status(admit({method, "/v1/badges", board_post(), true}, limit, settings())) == 405);
    }
    for (const std::string_view method : {"POST", "HEAD", "OPTIONS", "get"}) {
        CAPTURE(method);
        CHECK(status(admit({method, "/", board_post(), true}, limit, settings())) == 405);
    }
}

TEST_CASE("the board's files are for anyone who names this server, but not for a page elsewhere") {
    const auto verdict = get({{"Host", "127.0.0.1:8470"}});
    REQUIRE(status(verdict) == 200);
    CHECK(std::get<Admitted>(verdict).caller == Caller::visitor);
    CHECK(status(get({{"Host", "127.0.0.1:8470"}, {"Origin", "http://evil.test"}})) == 403);
    CHECK(status(get({{"Host", "127.0.0.1:8470"}, {"Origin", extension}})) == 403);
    CHECK(status(get({{"Host", "127.0.0.1:8470"}, {"Content-Length", "3"}})) == 400);
}

TEST_CASE("a server on the loopback answers its own machine only") {
    CHECK(status(admit({"POST", "/v1/badges", board_post(), false}, limit, settings())) == 403);
    GateSettings school = settings();
    school.loopback_only = false;
    CHECK(status(admit({"POST", "/v1/badges", board_post(), false}, limit, school)) == 200);
}

TEST_CASE("the scheme's own port may be left out, another may not") {
    const std::vector<std::string> names = {"brug.school.test"};
    CHECK(host_values(names, 443, "https") ==
          std::vector<std::string>{"brug.school.test:443", "brug.school.test"});
    CHECK(host_values(names, 443, "http") == std::vector<std::string>{"brug.school.test:443"});
    CHECK(host_values(names, 8470, "https") == std::vector<std::string>{"brug.school.test:8470"});
}

TEST_CASE("a refusal repeats nothing of the request") {
    const std::string secret = "leerling-2150";
    const auto verdict = post(with(board_post(), "Host", secret));
    REQUIRE(status(verdict) == 421);
    CHECK(std::get<Refused>(verdict).reason.find(secret) == std::string_view::npos);
}
