// Starting and stopping the server: ports, addresses, TLS.
#include "integration/http_support.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <catch2/catch.hpp>

#include <future>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

namespace net = Poco::Net;

http::ServerSettings settings(std::uint16_t port) {
    http::ServerSettings made;
    made.port = port;
    made.board_folder = board_folder;
    return made;
}

/// A certificate of this test's own, for 127.0.0.1, valid for a day.
std::pair<std::filesystem::path, std::filesystem::path> make_certificate(
    const std::filesystem::path& folder) {
    const auto certificate = folder / "certificate.pem";
    const auto key = folder / "key.pem";
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -out '" +
        certificate.string() + "' -keyout '" + key.string() + "' 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    return {certificate, key};
}

}  // namespace

TEST_CASE("a second server takes the next free port and each answers for itself") {
    RunningBridge running;
    const std::uint16_t taken = running.server().port();
    const auto second = expect(http::Server::start(running.bridge(), settings(taken)));
    CHECK(second->port() > taken);
    CHECK(second->port() <= taken + 20);
    CHECK(second->url() == "http://127.0.0.1:" + std::to_string(second->port()) + "/");
    CHECK(Client(taken).get("/health").status == 200);
    CHECK(Client(second->port()).get("/health").status == 200);
}

TEST_CASE("a port that another program listens on is not shared") {
    RunningBridge running;
    net::ServerSocket other;
    other.bind(net::SocketAddress("127.0.0.1", 0), /*reuseAddress=*/true, /*reusePort=*/true);
    other.listen();
    const auto server =
        expect(http::Server::start(running.bridge(), settings(other.address().port())));
    CHECK(server->port() != other.address().port());
}

TEST_CASE("an address beyond this machine needs a certificate") {
    RunningBridge running;
    http::ServerSettings open = settings(0);
    open.host = "0.0.0.0";
    open.names = {"brug.school.test"};
    const auto refused = http::Server::start(running.bridge(), open);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == core::ErrorCode::invalid_config);
    CHECK(refused.error().where == "tls_certificate");
}

TEST_CASE("an address that means every address needs a name to be opened under") {
    RunningBridge running;
    http::ServerSettings open = settings(0);
    open.host = "0.0.0.0";
    const auto refused = http::Server::start(running.bridge(), open);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().where == "names");
}

TEST_CASE("settings that do not hold are named") {
    RunningBridge running;
    http::ServerSettings unknown_host = settings(0);
    unknown_host.host = "brug.school.test";
    http::ServerSettings no_board = settings(0);
    no_board.board_folder = running.folder() / "nothing";
    http::ServerSettings no_key = settings(0);
    no_key.tls_certificate = running.folder() / "certificate.pem";
    http::ServerSettings bad_certificate = no_key;
    bad_certificate.tls_key = running.folder() / "key.pem";
    for (const auto& [broken, where] : std::vector<std::pair<http::ServerSettings, std::string>>{
             {unknown_host, "host"},
             {no_board, no_board.board_folder.string()},
             {no_key, "tls_key"},
             {bad_certificate, "tls_certificate"}}) {
        const auto refused = http::Server::start(running.bridge(), broken);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == core::ErrorCode::invalid_config);
        CHECK(refused.error().where == where);
    }
}

TEST_CASE("over TLS the board is served and its cookie never goes over a plain line") {
    TempFolder folder;
    const auto [certificate, key] = make_certificate(folder.path());
    http::ServerSettings secure;
    secure.tls_certificate = certificate;
    secure.tls_key = key;
    RunningBridge running(secure);
    const std::uint16_t port = running.server().port();
    CHECK(running.server().url() == "https://127.0.0.1:" + std::to_string(port) + "/");

    const net::Context::Ptr context =
        new net::Context(net::Context::TLS_CLIENT_USE, "", net::Context::VERIFY_NONE);
    net::HTTPSClientSession session("127.0.0.1", port, context);
    net::HTTPRequest request("POST", "/v1/pair", "HTTP/1.1");
    const std::string body =
        core::Json{{"code", running.code_for(running.person("ib").id)}, {"device", "test"}}.dump();
    request.set("Origin", "https://127.0.0.1:" + std::to_string(port));
    request.setContentType("application/json");
    request.setContentLength(static_cast<int>(body.size()));
    session.sendRequest(request) << body;
    net::HTTPResponse response;
    session.receiveResponse(response);
    CHECK(response.getStatus() == 200);
    CHECK(response.get("Set-Cookie", "").find("; Secure") != std::string::npos);

    // The same request in the clear is no request here.
    CHECK(Client(port).get("/").status == 0);
}

TEST_CASE("stopping ends at once, also with a client that says nothing") {
    RunningBridge running;
    const Client client = running.client();
    Poco::Net::StreamSocket silent = client.connect();
    REQUIRE(client.get("/health").status == 200);
    const auto start = std::chrono::steady_clock::now();
    running.server().stop();
    running.server().stop();
    // The silent connection ends at its own timeout of 5 seconds at the latest.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(7));
    CHECK_THROWS_AS(client.connect(), Poco::Exception);
}
