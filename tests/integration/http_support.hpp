/// \file
/// A real bridge on a real store behind a real server on a free port, and a client that sends
/// exactly the bytes it is told to.
#pragma once

#include "support/temp_folder.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/core/clock.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/http/server.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace meldbrug::test {

inline const std::filesystem::path source_folder = MELDBRUG_SOURCE_DIR;
inline const std::filesystem::path board_folder = source_folder / "plugin" / "board";

/// Noon on a fixed day.
class FixedClock final : public core::Clock {
public:
    explicit FixedClock(std::string_view date)
        : now_(core::amsterdam_time(core::parse_date(date).value(), 12, 0)) {}
    [[nodiscard]] core::Instant now() const override { return now_; }

private:
    core::Instant now_;
};

template <class T>
T expect(core::Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().line());
    }
    return std::move(result).value();
}

struct Response {
    int status = 0;
    std::string head;
    std::string body;

    [[nodiscard]] core::Json json() const { return expect(core::parse_json(body, "response")); }
    /// Value of a header, empty when absent.
    [[nodiscard]] std::string header(std::string_view name) const {
        const std::string key = "\r\n" + std::string(name) + ": ";
        const std::size_t start = head.find(key);
        if (start == std::string::npos) {
            return "";
        }
        return head.substr(start + key.size(), head.find("\r\n", start + 2) - start - key.size());
    }
};

class Client {
public:
    explicit Client(std::uint16_t port) : port_(port) {}

    /// A connection on which nothing has been sent yet.
    [[nodiscard]] Poco::Net::StreamSocket connect() const {
        Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", port_));
        socket.setReceiveTimeout(Poco::Timespan(20, 0));
        return socket;
    }

    /// Everything the server sends until it closes.
    [[nodiscard]] static std::string read_all(Poco::Net::StreamSocket& socket) {
        std::string received;
        char chunk[4096];
        try {
            for (int count = socket.receiveBytes(chunk, sizeof chunk); count > 0;
                 count = socket.receiveBytes(chunk, sizeof chunk)) {
                received.append(chunk, static_cast<std::size_t>(count));
            }
        } catch (const Poco::Net::ConnectionResetException&) {
            // the server closed while bytes of ours were under way: what came before it stands
        }
        return received;
    }

    [[nodiscard]] std::string exchange(std::string_view bytes) const {
        Poco::Net::StreamSocket socket = connect();
        socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
        return read_all(socket);
    }

    [[nodiscard]] static Response parse(const std::string& bytes) {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == std::string::npos || bytes.size() < 12) {
            return {};
        }
        return {std::stoi(bytes.substr(9, 3)), bytes.substr(0, end + 2), bytes.substr(end + 4)};
    }

    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string origin() const { return "http://" + host(); }

    using Headers = std::vector<std::pair<std::string, std::string>>;

    [[nodiscard]] Response get(const std::string& target) const {
        return parse(exchange("GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n"));
    }

    /// As the board posts; `headers` come on top.
    [[nodiscard]] Response post(const std::string& target, const std::string& body,
                                const Headers& headers = {}) const {
        std::string request =
            "POST " + target + " HTTP/1.1\r\nHost: " + host() + "\r\nOrigin: " + origin() +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n";
        for (const auto& [name, value] : headers) {
            request.append(name).append(": ").append(value).append("\r\n");
        }
        return parse(exchange(request + "\r\n" + body));
    }

    [[nodiscard]] Response call(const std::string& token, const std::string& target,
                                const core::Json& body) const {
        return post(target, body.dump(), {{"Authorization", "Bearer " + token}});
    }

private:
    std::uint16_t port_;
};

/// The day on which these tests take place.
inline constexpr std::string_view today = "2026-05-01";

class RunningBridge {
public:
    RunningBridge() : RunningBridge(http::ServerSettings{}) {}
    explicit RunningBridge(http::ServerSettings settings, bool teachers_see_own_group = false,
                           const std::string& route = "basismodel")
        : clock_(today),
          knowledge_(expect(bridge::load_knowledge(
              {source_folder / "notes-schema", std::nullopt, "noord", "nl"}))) {
        bridge::Config config;
        config.school = "00AA";
        config.school_name = "De Regenboog (fictief)";
        config.store = folder_.path() / "store" / "meldbrug.db";
        config.route = route;
        config.other_categories = {"Oudergesprek"};
        config.teachers_see_own_group = teachers_see_own_group;
        bridge_ = expect(bridge::Bridge::open(config, knowledge_, clock_));
        settings.port = 0;
        settings.board_folder = board_folder;
        server_ = expect(http::Server::start(*bridge_, std::move(settings)));
    }

    [[nodiscard]] bridge::Bridge& bridge() { return *bridge_; }
    [[nodiscard]] http::Server& server() { return *server_; }
    [[nodiscard]] Client client() const { return Client(server_->port()); }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

    [[nodiscard]] std::string code_for(const std::string& person_id) {
        return expect(bridge_->new_pairing_code(person_id)).reveal();
    }
    [[nodiscard]] bridge::Person person(std::string_view role) {
        return expect(bridge_->add_person("Persoon met rol " + std::string(role), role,
                                          "persoon@school.test"));
    }
    [[nodiscard]] std::string token_of(const bridge::Person& person) {
        return expect(bridge_->pair(code_for(person.id), "test")).reveal();
    }
    /// A device token of somebody with that role.
    [[nodiscard]] std::string token(std::string_view role) {
        return expect(bridge_->pair(code_for(person(role).id), "test")).reveal();
    }

private:
    TempFolder folder_;
    FixedClock clock_;
    bridge::Knowledge knowledge_;
    std::unique_ptr<bridge::Bridge> bridge_;
    std::unique_ptr<http::Server> server_;
};

/// What the school's notes say of one pupil: signals, and a talk with a colleague that is planned
/// only.
inline core::Json some_notes() {
    const auto note = [](std::string_view id, std::string_view date, std::string_view title,
                         std::string_view text) {
        return core::Json{{"source", "test"}, {"id", id},
                          {"pupil", "2150"},  {"category", "Meldcode en Verwijsindex"},
                          {"title", title},   {"text", text},
                          {"date", date},     {"author", {{"id", "t1"}, {"role", "leerkracht"}}},
                          {"deleted", false}};
    };
    return core::Json::array(
        {{{"pupil", "2150"}, {"name", "Sem Verzonnen"}, {"group", "5"}},
         note("n1", "2026-03-02", "Signalen",
              "Signalen in kaart gebracht en vastgelegd: komt vaak zonder eten op school."),
         note("n2", "2026-03-09", "Vervolg",
              "Volgende week bespreken we de signalen met de ib'er.")});
}

}  // namespace meldbrug::test
