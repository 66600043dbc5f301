// What must not get through, sent as raw bytes to a real server (house.md 2.5 and 4.5).
#include "integration/http_support.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos;
         at = text.find(part, at + part.size())) {
        ++count;
    }
    return count;
}

/// The status of the one answer to those bytes, given within two seconds: nothing waits for bytes
/// that never come.
int status_of(const Client& client, const std::string& bytes) {
    const auto start = std::chrono::steady_clock::now();
    const std::string answer = client.exchange(bytes);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
    CHECK(count_of(answer, "HTTP/1.1 ") == 1);
    return Client::parse(answer).status;
}

/// A call whose headers are all in order, but for what the test adds.
std::string board_head(const Client& client, const std::string& more) {
    return "POST /v1/badges HTTP/1.1\r\nHost: " + client.host() + "\r\nOrigin: " + client.origin() +
           "\r\nContent-Type: application/json\r\n" + more + "\r\n";
}

}  // namespace

TEST_CASE("a second request in the body of a refused one is never seen") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    const std::string body = R"({"pupils":[]})";
    const std::string second =
        board_head(client, "Authorization: Bearer " + token +
                               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
        body;
    REQUIRE(status_of(client, second) == 200);  // it would have been answered by itself

    const std::string first =
        "POST /v1/badges HTTP/1.1\r\nHost: " + client.host() +
        "\r\nOrigin: http://evil.test\r\nContent-Type: text/plain\r\nContent-Length: " +
        std::to_string(second.size()) + "\r\nConnection: keep-alive\r\n\r\n";
    const std::string answer = client.exchange(first + second);
    CHECK(count_of(answer, "HTTP/1.1 ") == 1);
    CHECK(Client::parse(answer).status == 403);
}

TEST_CASE("two requests on one connection get one answer") {
    RunningBridge running;
    const Client client = running.client();
    const std::string request =
        "GET /health HTTP/1.1\r\nHost: " + client.host() + "\r\nConnection: keep-alive\r\n\r\n";
    CHECK(count_of(client.exchange(request + request), "HTTP/1.1 ") == 1);
}

TEST_CASE("another Host is refused on files and on the API") {
    RunningBridge running;
    const Client client = running.client();
    CHECK(status_of(client, "GET / HTTP/1.1\r\nHost: evil.test:" +
                                std::to_string(running.server().port()) + "\r\n\r\n") == 421);
    CHECK(status_of(client, "GET / HTTP/1.1\r\n\r\n") == 421);
    CHECK(status_of(client,
                    "POST /v1/badges HTTP/1.1\r\nHost: evil.test\r\nOrigin: "
                    "http://evil.test\r\nContent-Type: "
                    "application/json\r\nContent-Length: 2\r\n\r\n{}") == 421);
}

TEST_CASE("a call without an Origin or with a foreign one is refused, with a good token too") {
    RunningBridge running;
    const Client client = running.client();
    const std::string rest =
        "Host: " + client.host() + "\r\nAuthorization: Bearer " + running.token("ib") +
        "\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"pupils\":[]}";
    CHECK(status_of(client, "POST /v1/badges HTTP/1.1\r\n" + rest) == 403);
    CHECK(status_of(client, "POST /v1/badges HTTP/1.1\r\nOrigin: http://evil.test\r\n" + rest) ==
          403);
    CHECK(status_of(client, "POST /v1/badges HTTP/1.1\r\nOrigin: null\r\n" + rest) == 403);
    CHECK(status_of(client,
                    "POST /v1/badges HTTP/1.1\r\nOrigin: "
                    "chrome-extension://abcdefghijklmnopabcdefghijklmnop\r\n" +
                        rest) == 403);
}

TEST_CASE("a form is refused") {
    RunningBridge running;
    const Client client = running.client();
    CHECK(status_of(client,
                    "POST /v1/pair HTTP/1.1\r\nHost: " + client.host() +
                        "\r\nOrigin: " + client.origin() +
                        "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                        "13\r\n\r\ncode=12345678") == 415);
}

TEST_CASE("lengths that are missing, negative, double or beside chunks are refused at once") {
    RunningBridge running;
    const Client client = running.client();
    CHECK(status_of(client, board_head(client, "")) == 411);
    CHECK(status_of(client, board_head(client, "Content-Length: -5\r\n")) == 400);
    CHECK(status_of(client, board_head(client, "Content-Length: 2\r\nContent-Length: 60\r\n") +
                                "{}") == 400);
    CHECK(status_of(client, board_head(client, "Transfer-Encoding: chunked\r\n") +
                                "2\r\n{}\r\n0\r\n\r\n") == 411);
    CHECK(status_of(client,
                    board_head(client, "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n") +
                        "{}") == 411);
    CHECK(status_of(client, board_head(client, "Content-Length: 1048577\r\n")) == 413);
}

TEST_CASE("a body that ends early gets an answer, not a half-read call") {
    RunningBridge running;
    const Client client = running.client();
    Poco::Net::StreamSocket socket = client.connect();
    const std::string bytes = board_head(client, "Authorization: Bearer " + running.token("ib") +
                                                     "\r\nContent-Length: 100\r\n") +
                              R"({"pupils":[]})";
    socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    socket.shutdownSend();
    CHECK(Client::parse(Client::read_all(socket)).status == 408);
}

TEST_CASE("eight silent connections do not keep the ninth out") {
    RunningBridge running;
    const Client client = running.client();
    std::vector<Poco::Net::StreamSocket> silent;
    for (int i = 0; i < 8; ++i) {
        silent.push_back(client.connect());
    }
    const auto start = std::chrono::steady_clock::now();
    CHECK(client.get("/health").status == 200);
    // The silent ones are dropped after the socket timeout of 5 seconds.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(8));
}

TEST_CASE("a body of two hundred thousand brackets is refused and the server goes on") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    CHECK(
        client.post("/v1/badges", std::string(200'000, '['), {{"Authorization", "Bearer " + token}})
            .status == 400);
    CHECK(
        client.post("/v1/notes", std::string(200'000, '['), {{"Authorization", "Bearer " + token}})
            .status == 400);
    CHECK(client.call(token, "/v1/badges", {{"pupils", core::Json::array()}}).status == 200);
}

TEST_CASE("no path leads out of the board's folder") {
    RunningBridge running;
    const Client client = running.client();
    REQUIRE(client.get("/board.css").status == 200);
    for (const std::string target :
         {"/../http/CMakeLists.txt", "/texts/../../../CMakeLists.txt", "/%2e%2e/CMakeLists.txt",
          "/..%2fCMakeLists.txt", "//etc/passwd", "/etc/passwd", "/board.css/", "/board.css?x=1",
          "/texts", "/.git/config", "/index.html"}) {
        CAPTURE(target);
        CHECK(client.get(target).status == 404);
    }
}

TEST_CASE("every answer forbids what a browser could do with it") {
    RunningBridge running;
    const Client client = running.client();
    for (const Response& response :
         {client.get("/"), client.get("/app.js"), client.get("/health"), client.get("/nothing"),
          client.post("/v1/badges", "{}"),
          client.call(running.token("ib"), "/v1/session", core::Json::object())}) {
        CAPTURE(response.head);
        CHECK(response.header("X-Content-Type-Options") == "nosniff");
        CHECK(response.header("Referrer-Policy") == "no-referrer");
        CHECK(response.header("Cache-Control") == "no-store");
        CHECK(response.header("Cross-Origin-Opener-Policy") == "same-origin");
        const std::string policy = response.header("Content-Security-Policy");
        CHECK(policy.find("default-src 'none'") != std::string::npos);
        CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
        CHECK(policy.find("unsafe") == std::string::npos);
        CHECK(response.head.find("Access-Control-") == std::string::npos);
        CHECK(response.header("Connection") == "Close");
    }
}

TEST_CASE("a browser's question whether another page may call gets no leave") {
    RunningBridge running;
    const Client client = running.client();
    const Response response = Client::parse(client.exchange(
        "OPTIONS /v1/badges HTTP/1.1\r\nHost: " + client.host() +
        "\r\nOrigin: http://evil.test\r\nAccess-Control-Request-Method: POST\r\n\r\n"));
    CHECK(response.status == 405);
    CHECK(response.head.find("Access-Control-") == std::string::npos);
}

TEST_CASE("without a token health says that the bridge answers and nothing else") {
    RunningBridge running;
    const Response response = running.client().get("/health");
    CHECK(response.status == 200);
    CHECK(response.json() == core::Json{{"status", "ok"}});
}

TEST_CASE("problems repeat nothing of what was sent") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    const std::string secret = "GEHEIM-2150";
    const auto bearer = Client::Headers{{"Authorization", "Bearer " + token}};
    for (const Response& response :
         {client.call(token, "/v1/dossier", {{"pupil", secret}}),
          client.call(token, "/v1/dossiers", {{"as_of", secret}}),
          client.post("/v1/badges", "{\"pupils\":[\"" + secret + "\"", bearer),
          client.post("/v1/badges", secret, bearer),
          client.post("/v1/pair", R"({"code":")" + secret + R"(","device":"x"})"),
          client.call(token, "/v1/" + secret, core::Json::object()),
          client.call(secret, "/v1/badges", {{"pupils", {secret}}}),
          client.call(token, "/v1/read", {{"text", secret}, {"date", secret}})}) {
        CAPTURE(response.status);
        CHECK(response.status >= 400);
        CHECK(response.header("Content-Type") == "application/problem+json");
        CHECK(response.body.find(secret) == std::string::npos);
        CHECK(response.json().at("status") == response.status);
    }
}
