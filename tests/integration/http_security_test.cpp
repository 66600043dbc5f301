// What must not get through, sent as raw bytes to a real server (house.md 2.5 and 4.5).
#include "integration/http_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <map>
#include <sys/resource.h>
#include <thread>

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

TEST_CASE("four hundred silent connections and half heads keep nobody out") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    std::vector<Poco::Net::StreamSocket> silent;
    for (int i = 0; i < 400; ++i) {
        silent.push_back(client.connect());
        if (i % 2 == 0) {
            silent.back().sendBytes("POST /v1/ba", 11);
        }
    }
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) {
        CHECK(client.call(token, "/v1/badges", {{"pupils", core::Json::array()}}).status == 200);
    }
    // Twenty answers; tests/bench measures one.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
}

TEST_CASE(
    "when more wait than can be kept, those that waited longest go and a new one is answered") {
    RunningBridge running;
    const Client client = running.client();
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit wide = before;
    wide.rlim_cur = std::min<rlim_t>(before.rlim_max, 8192);
    REQUIRE(setrlimit(RLIMIT_NOFILE, &wide) == 0);
    {
        std::vector<Poco::Net::StreamSocket> silent;
        for (int i = 0; i < 1800; ++i) {
            silent.push_back(client.connect());
        }
        CHECK(client.get("/health").status == 200);
        // The first was let go; the last is still waited for.
        CHECK(Client::read_all(silent.front()).empty());
        const std::string request = "GET /health HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n";
        silent.back().sendBytes(request.data(), static_cast<int>(request.size()));
        CHECK(Client::parse(Client::read_all(silent.back())).status == 200);
    }
    REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
}

TEST_CASE("256 clients at once each get their answer") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    std::vector<Poco::Net::StreamSocket> open;
    const std::string body = R"({"pupils":[]})";
    const std::string request =
        board_head(client, "Authorization: Bearer " + token +
                               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
        body;
    for (int i = 0; i < 256; ++i) {
        open.push_back(client.connect());
    }
    for (auto& socket : open) {
        socket.sendBytes(request.data(), static_cast<int>(request.size()));
    }
    int answered = 0;
    for (auto& socket : open) {
        answered += Client::parse(Client::read_all(socket)).status == 200 ? 1 : 0;
    }
    CHECK(answered == 256);
}

TEST_CASE("clients that send a byte now and then do not keep the workers") {
    RunningBridge running;
    const Client client = running.client();
    // Heads that are in order and a body that never ends, of people nobody knows: one for each
    // worker and as many again.
    std::vector<Poco::Net::StreamSocket> slow;
    for (int i = 0; i < 16; ++i) {
        slow.push_back(client.connect());
        const std::string head = board_head(client, "Content-Length: 100000\r\n");
        slow.back().sendBytes(head.data(), static_cast<int>(head.size()));
    }
    std::atomic<bool> stop{false};
    std::jthread dripping([&] {
        while (!stop) {
            for (auto& socket : slow) {
                try {
                    socket.sendBytes("x", 1);
                } catch (const Poco::Exception&) {
                    continue;  // let go: what this test wants
                }
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    });
    const auto start = std::chrono::steady_clock::now();
    CHECK(client.get("/health").status == 200);
    // Two rounds of eight workers, each gives a stranger's body a second.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(6));
    stop = true;
}

TEST_CASE("bad requests in bulk change nothing and are not written down one by one") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    const auto entries = expect(running.bridge().audit({})).size();
    const std::vector<std::string> bad = {
        "\r\n\r\n",
        std::string(300, 'A') + "\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n",
        "POST /v1/badges HTTP/1.1\r\nHost: evil.test\r\n\r\n",
        board_head(client, "Content-Length: 2\r\n") + "{}",
        board_head(client, "Authorization: Bearer " + token + "\r\nContent-Length: 3\r\n") + "{]]",
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\r\n\r\n", 14)};
    for (int i = 0; i < 400; ++i) {
        (void)client.exchange(bad[static_cast<std::size_t>(i) % bad.size()]);
    }
    CHECK(client.call(token, "/v1/badges", {{"pupils", core::Json::array()}}).status == 200);
    CHECK(expect(running.bridge().audit({})).size() <= entries + 5);
    CHECK(expect(running.bridge().verify_audit()).holds());
}

TEST_CASE(
    "a stranger who tries too often is told so, and a known device is answered all the same") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    std::map<int, int> statuses;
    for (int i = 0; i < 400; ++i) {
        ++statuses[client.call("0000", "/v1/badges", {{"pupils", core::Json::array()}}).status];
    }
    CHECK(statuses[401] >= 200);
    CHECK(statuses[429] > 0);
    CHECK(statuses[401] + statuses[429] == 400);
    CHECK(client.post("/v1/pair", R"({"code":"00000000","device":"x"})").status == 429);
    CHECK(client.call(token, "/v1/badges", {{"pupils", core::Json::array()}}).status == 200);
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
