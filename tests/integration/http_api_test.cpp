// The API as the board and a pushing program use it, over a real socket on a real store.
#include "integration/http_support.hpp"

#include "meldbrug/http/api.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

/// A body that every check but that of the right would pass.
Json sound_body(std::string_view target) {
    if (target == "/v1/badges") {
        return {{"pupils", {"2150"}}};
    }
    if (target == "/v1/dossier" || target == "/v1/audit") {
        return {{"pupil", "2150"}};
    }
    if (target == "/v1/read") {
        return {{"text", "Gesprek gevoerd met moeder."}, {"date", today}};
    }
    if (target == "/v1/misfiled/seen") {
        return {{"key", "00"}};
    }
    if (target == "/v1/confirm") {
        return {{"does", "add"},
                {"pupil", "2150"},
                {"what", {{"action", "ouders_ingelicht"}}},
                {"day", "2026-03-02"},
                {"why", "telefonisch"}};
    }
    return target == "/v1/notes" ? Json::array() : Json::object();
}

/// A bridge that holds the notes of one pupil.
class Filled : public RunningBridge {
public:
    Filled() {
        token_ = token("ib");
        const Response pushed = client().call(token_, "/v1/notes", some_notes());
        REQUIRE(pushed.status == 200);
    }
    [[nodiscard]] const std::string& ib() const { return token_; }

private:
    std::string token_;
};

struct Session {
    std::string cookie;  ///< "name=value"
    std::string key;
};

Session pair_board(RunningBridge& running, std::string_view role) {
    const Response response = running.client().post(
        "/v1/pair",
        Json{{"code", running.code_for(running.person(role).id)}, {"device", "bord"}}.dump());
    REQUIRE(response.status == 200);
    const std::string cookie = response.header("Set-Cookie");
    return {cookie.substr(0, cookie.find(';')), response.json().at("key").get<std::string>()};
}

}  // namespace

TEST_CASE("nobody gets an answer without being paired") {
    RunningBridge running;
    const Client client = running.client();
    for (const http::Endpoint& endpoint : http::Api::endpoints()) {
        if (endpoint.access == http::Access::anyone) {
            continue;
        }
        const std::string target(endpoint.target);
        CAPTURE(target);
        const std::string body = sound_body(target).dump();
        CHECK(client.post(target, body).status == 401);
        CHECK(client.post(target, body, {{"Authorization", "Bearer 0000"}}).status == 401);
        CHECK(client.post(target, body, {{"Authorization", "Basic 0000"}}).status == 401);
        CHECK(client.post(target, body, {{"Authorization", ""}}).status == 401);
    }
}

TEST_CASE("the director sees the route and not what teachers wrote") {
    Filled running;
    const Client client = running.client();
    const Response response =
        client.call(running.token("directie"), "/v1/dossier", {{"pupil", "2150"}});
    REQUIRE(response.status == 200);
    CHECK(response.json().at("notes").is_null());
    CHECK(response.body.find("zonder eten") == std::string::npos);
    const Response full = client.call(running.ib(), "/v1/dossier", {{"pupil", "2150"}});
    CHECK(full.body.find("zonder eten") != std::string::npos);
}

TEST_CASE(
    "a pairing code gives the board half a token in a cookie no script reads, and works once") {
    RunningBridge running;
    const Client client = running.client();
    const std::string body =
        Json{{"code", running.code_for(running.person("ib").id)}, {"device", "bord"}}.dump();
    const Response response = client.post("/v1/pair", body);
    REQUIRE(response.status == 200);
    CHECK_FALSE(response.json().contains("token"));
    CHECK(response.json().at("person").at("role") == "ib");
    const std::string cookie = response.header("Set-Cookie");
    for (const std::string_view part :
         {"; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age="}) {
        CAPTURE(part);
        CHECK(cookie.find(part) != std::string::npos);
    }
    CHECK(cookie.find("Domain") == std::string::npos);
    CHECK(client.post("/v1/pair", body).status == 403);
}

TEST_CASE("the session is good only whole, and only from the board itself") {
    http::ServerSettings settings;
    const std::string extension = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    settings.extension_origins = {extension};
    RunningBridge running(settings);
    const Client client = running.client();
    const Session session = pair_board(running, "ib");
    const auto with = [&](const Client::Headers& headers) {
        return client.post("/v1/session", "{}", headers).status;
    };
    CHECK(with({{"Cookie", session.cookie}, {"Authorization", "Board " + session.key}}) == 200);
    CHECK(with({{"Cookie", "theme=x; " + session.cookie + "; other=y"},
                {"Authorization", "Board " + session.key}}) == 200);
    CHECK(with({{"Cookie", session.cookie}}) == 401);
    CHECK(with({{"Authorization", "Board " + session.key}}) == 401);
    CHECK(with({{"Authorization", "Bearer " + session.key}}) == 401);
    CHECK(with({{"Cookie", "x" + session.cookie}, {"Authorization", "Board " + session.key}}) ==
          401);

    const std::string foreign =
        "POST /v1/session HTTP/1.1\r\nHost: " + client.host() + "\r\nOrigin: " + extension +
        "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nCookie: " + session.cookie +
        "\r\nAuthorization: Board " + session.key + "\r\n\r\n{}";
    CHECK(Client::parse(client.exchange(foreign)).status == 401);
}

TEST_CASE("an extension or a program gets the token itself when it asks, and no cookie") {
    RunningBridge running;
    const Client client = running.client();
    const Response response =
        client.post("/v1/pair", Json{{"code", running.code_for(running.person("ib").id)},
                                     {"device", "extensie"},
                                     {"want", "token"}}
                                    .dump());
    REQUIRE(response.status == 200);
    CHECK(response.header("Set-Cookie").empty());
    CHECK_FALSE(response.json().contains("key"));
    CHECK(client.call(response.json().at("token").get<std::string>(), "/v1/session", Json::object())
              .status == 200);
}

TEST_CASE("signing out takes the cookie away and ends the token") {
    RunningBridge running;
    const Session session = pair_board(running, "ib");
    const Response response = running.client().post(
        "/v1/sign-out", "{}",
        {{"Cookie", session.cookie}, {"Authorization", "Board " + session.key}});
    REQUIRE(response.status == 200);
    const std::string name = session.cookie.substr(0, session.cookie.find('='));
    CHECK(response.header("Set-Cookie").rfind(name + "=;", 0) == 0);
    CHECK(response.header("Set-Cookie").find("Max-Age=0") != std::string::npos);
    // Whoever kept both halves gets no further with them.
    CHECK(running.client()
              .post("/v1/session", "{}",
                    {{"Cookie", session.cookie}, {"Authorization", "Board " + session.key}})
              .status == 401);
}

TEST_CASE("somebody who is revoked is out at the next call") {
    RunningBridge running;
    const bridge::Person person = running.person("ib");
    const std::string token =
        expect(running.bridge().pair(running.code_for(person.id), "test")).reveal();
    REQUIRE(running.client().call(token, "/v1/session", Json::object()).status == 200);
    expect(running.bridge().revoke_person(person.id));
    CHECK(running.client().call(token, "/v1/session", Json::object()).status == 401);
}

TEST_CASE("a push takes what is sound, names what is not, and does nothing twice") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    Json items = some_notes();
    items.push_back(
        {{"id", "n3"}, {"pupil", "2150"}, {"date", "31-02-2026"}, {"text", "Geheime tekst"}});
    items.push_back("geen notitie");
    const Json first = client.call(token, "/v1/notes", items).json();
    CHECK(first.at("added") == 2);
    CHECK(first.at("pupils") == 1);
    REQUIRE(first.at("refused").size() == 2);
    CHECK(first.at("refused").at(0).at("index") == 3);
    CHECK(first.at("refused").at(0).at("reason").get<std::string>().find("date") !=
          std::string::npos);
    CHECK(first.at("refused").at(1).at("index") == 4);
    CHECK(first.dump().find("Geheime tekst") == std::string::npos);

    const Json again = client.call(token, "/v1/notes", some_notes()).json();
    CHECK(again.at("added") == 0);
    CHECK(again.at("unchanged") == 2);
    CHECK(again.at("withdrawn") == 0);
}

TEST_CASE("what was pushed shows: overview, dossier, badge and marks agree") {
    Filled running;
    const Client client = running.client();
    const Json overview = client.call(running.ib(), "/v1/dossiers", Json::object()).json();
    CHECK(overview.at("as_of") == today);
    REQUIRE(overview.at("pupils").size() == 1);
    const Json row = overview.at("pupils").at(0);
    CHECK(row.at("name") == "Sem Verzonnen");
    CHECK(row.at("group") == "5");

    const Json dossier = client.call(running.ib(), "/v1/dossier", {{"pupil", "2150"}}).json();
    CHECK(dossier.at("badge") == row.at("badge"));
    REQUIRE(dossier.at("notes").size() == 2);
    CHECK(dossier.at("notes").at(0).at("note").at("id") == "n1");

    const Json badges =
        client.call(running.ib(), "/v1/badges", {{"pupils", {"2150", "9999"}}}).json().at("badges");
    REQUIRE(badges.size() == 1);
    CHECK(badges.at(0).at("pupil") == "2150");
    CHECK(badges.at(0).at("level") == row.at("badge").at("level"));

    const auto verdict_of = [&dossier](std::string_view step) {
        for (const Json& candidate : dossier.at("dossiers").at(0).at("steps")) {
            if (candidate.at("id") == step) {
                return candidate.at("verdict").get<std::string>();
            }
        }
        return std::string("absent");
    };
    CHECK(verdict_of("signaleren") == "met");
    CHECK(verdict_of("consulteren") != "met");  // planned is not done

    const Json marks = dossier.at("notes").at(0).at("marks");
    const bool shown = std::any_of(marks.begin(), marks.end(), [](const Json& mark) {
        return mark.at("id") == "signalen_vastgelegd" && mark.at("state") == "done" &&
               mark.at("end") > mark.at("start");
    });
    CHECK(shown);
}

TEST_CASE("the overview of another day or class shows that day and class") {
    Filled running;
    const Client client = running.client();
    CHECK(client.call(running.ib(), "/v1/dossiers", {{"as_of", "2026-03-01"}})
              .json()
              .at("pupils")
              .empty());
    CHECK(client.call(running.ib(), "/v1/dossiers", {{"group", "8"}}).json().at("pupils").empty());
    CHECK(client.call(running.ib(), "/v1/dossiers", {{"group", "5"}}).json().at("pupils").size() ==
          1);
    const Json early =
        client.call(running.ib(), "/v1/dossier", {{"pupil", "2150"}, {"as_of", "2026-03-05"}})
            .json();
    CHECK(early.at("notes").size() == 1);
    CHECK(client.call(running.ib(), "/v1/dossier", {{"pupil", "2150"}, {"as_of", "2026-03-01"}})
              .status == 404);
}

TEST_CASE("a draft is read and not stored") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("leerkracht");
    const Json read = client
                          .call(token, "/v1/read",
                                {{"text", "Signalen in kaart gebracht en vastgelegd."},
                                 {"title", "Signalen"},
                                 {"date", today}})
                          .json();
    const Json steps = read.at("reading").at("steps");
    CHECK(std::find(steps.begin(), steps.end(), "signaleren") != steps.end());
    CHECK(client.call(running.token("ib"), "/v1/dossiers", Json::object())
              .json()
              .at("pupils")
              .empty());
}

TEST_CASE("bodies that do not fit are refused with the field") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    const auto detail = [&](const std::string& target, const Json& body) {
        const Response response = client.call(token, target, body);
        CHECK(response.status == 422);
        return response.json().at("detail").get<std::string>();
    };
    CHECK(detail("/v1/badges", Json::object()).find("pupils") != std::string::npos);
    CHECK(detail("/v1/badges", {{"pupils", {1, 2}}}).find("pupils") != std::string::npos);
    CHECK(detail("/v1/badges", {{"pupils", std::vector<std::string>(2001, "x")}}).find("2000") !=
          std::string::npos);
    CHECK(detail("/v1/dossier", Json::object()).find("pupil") != std::string::npos);
    CHECK(detail("/v1/dossiers", {{"as_of", "gisteren"}}).find("as_of") != std::string::npos);
    CHECK(detail("/v1/dossiers", {{"group", 5}}).find("group") != std::string::npos);
    CHECK(detail("/v1/terms", {{"within_days", -1}}).find("within_days") != std::string::npos);
    CHECK(detail("/v1/terms", {{"within_days", 1e9}}).find("within_days") != std::string::npos);
    CHECK(client.call(token, "/v1/notes", Json::object()).status == 422);
    CHECK(client.call(token, "/v1/badges", Json::array()).status == 422);
    CHECK(client.call(token, "/v1/nothing", Json::object()).status == 404);
}

TEST_CASE("a misfiled note is pointed out to who may know, and one click puts it away") {
    Filled running;
    const Client client = running.client();
    Json note = some_notes().at(1);
    note["id"] = "elsewhere";
    note["category"] = "Oudergesprek";
    note["text"] = "Met Veilig Thuis gebeld, casus anoniem voorgelegd. Zeldzaamwoord.";
    const auto pointed_out = [&](const std::string& token) {
        const Response response = client.call(token, "/v1/misfiled", Json::object());
        REQUIRE(response.status == 200);
        CHECK(response.body.find("eldzaamwoord") == std::string::npos);
        return response.json().at("misfiled");
    };
    const Json before = client.call(running.ib(), "/v1/dossiers", Json::object()).json();
    REQUIRE(client.call(running.ib(), "/v1/notes", Json::array({note})).status == 200);
    const Json list = pointed_out(running.token("aandachtsfunctionaris"));
    REQUIRE(list.size() == 1);
    CHECK(list[0].at("note") == "elsewhere");
    CHECK(list[0].at("name") == "Sem Verzonnen");
    CHECK(list[0].at("category") == "Oudergesprek");
    CHECK(list[0].at("shows").at(0).at("id") == "advies_veilig_thuis");
    // It counts in no route.
    CHECK(client.call(running.ib(), "/v1/dossiers", Json::object()).json() == before);
    CHECK(client.call(running.ib(), "/v1/dossier", {{"pupil", "2150"}}).body.find("eldzaamwoord") ==
          std::string::npos);

    const Json seen = {{"key", list[0].at("key")}};
    for (const std::string role : {"directie", "leerkracht", "bestuur", "smw", "beheer"}) {
        CAPTURE(role);
        const std::string token = running.token(role);
        CHECK(client.call(token, "/v1/misfiled", Json::object()).status == 403);
        CHECK(client.call(token, "/v1/misfiled/seen", seen).status == 403);
    }
    CHECK(client.call(running.ib(), "/v1/misfiled/seen", Json::object()).status == 422);
    CHECK(client.call(running.ib(), "/v1/misfiled/seen", {{"key", "nonsense"}}).json() ==
          Json{{"seen", false}});
    CHECK(pointed_out(running.ib()).size() == 1);
    CHECK(client.call(running.ib(), "/v1/misfiled/seen", seen).json() == Json{{"seen", true}});
    CHECK(pointed_out(running.ib()).empty());
    REQUIRE(client.call(running.ib(), "/v1/notes", Json::array({note})).status == 200);
    CHECK(pointed_out(running.ib()).empty());
    note["text"] = "Melding gedaan bij Veilig Thuis.";
    REQUIRE(client.call(running.ib(), "/v1/notes", Json::array({note})).status == 200);
    CHECK(pointed_out(running.ib()).size() == 1);
}

TEST_CASE("an IB corrects what was read, and who may not read notes does not see why") {
    Filled running;
    const Client client = running.client();
    const auto dossier = [&](const std::string& token) {
        const Response response = client.call(token, "/v1/dossier", {{"pupil", "2150"}});
        REQUIRE(response.status == 200);
        return response.json();
    };
    const auto first_step = [](const Json& answer) {
        return answer.at("dossiers").at(0).at("steps").at(0);
    };
    Json mail = some_notes().at(1);
    mail["id"] = "mail";
    mail["date"] = "2026-03-03";
    mail["text"] = "Van: Kirsten Bos\nWij hebben een melding gedaan bij Veilig Thuis.";
    REQUIRE(client.call(running.ib(), "/v1/notes", Json::array({mail})).status == 200);

    // What is in doubt is asked for in the very words that answer it.
    const Json before = dossier(running.ib());
    Json doubt;
    for (const Json& finding : before.at("dossiers").at(0).at("findings")) {
        if (finding.at("about") == "melden") {
            doubt = finding.at("doubt");
        }
    }
    REQUIRE(doubt.is_object());
    const Json confirmed = {{"does", "confirm"},
                            {"pupil", "2150"},
                            {"note", doubt.at("note")},
                            {"what", doubt.at("what")},
                            {"why", "zeldzaamwoord"}};
    for (const std::string role : {"directie", "leerkracht", "bestuur", "smw", "beheer"}) {
        CAPTURE(role);
        CHECK(client.call(running.token(role), "/v1/confirm", confirmed).status == 403);
    }
    CHECK(dossier(running.ib()) == before);
    CHECK(before.at("corrections").empty());
    const Response kept =
        client.call(running.token("aandachtsfunctionaris"), "/v1/confirm", confirmed);
    REQUIRE(kept.status == 200);
    CHECK(kept.json().at("role") == "aandachtsfunctionaris");

    const Json seen = dossier(running.ib());
    REQUIRE(seen.at("corrections").size() == 1);
    CHECK(seen.at("corrections").at(0).at("standing") == "in_effect");
    CHECK(seen.at("corrections").at(0).at("why") == "zeldzaamwoord");
    CHECK(seen.at("dossiers").at(0).dump().find("zeldzaamwoord") != std::string::npos);
    const Json director = dossier(running.token("directie"));
    CHECK(director.at("corrections").is_null());
    CHECK(director.dump().find("zeldzaamwoord") == std::string::npos);
    CHECK(director.at("dossiers").at(0).dump().find("corrected") != std::string::npos);

    // The whole route can be rejected, and be had back from the same page.
    const Json rejected = {{"does", "reject"},
                           {"pupil", "2150"},
                           {"note", {{"source", "test"}, {"id", "n1"}}},
                           {"what", {{"action", "signalen_vastgelegd"}}},
                           {"why", "verkeerde leerling"}};
    REQUIRE(client.call(running.ib(), "/v1/confirm", rejected).status == 200);
    CHECK(first_step(dossier(running.ib())).at("verdict") != "met");
    const Json id = dossier(running.ib()).at("corrections").at(1).at("id");
    REQUIRE(client.call(running.ib(), "/v1/confirm", {{"undo", id}, {"why", "toch"}}).status ==
            200);
    CHECK(first_step(dossier(running.ib())).at("verdict") == "met");

    for (const Json& wrong :
         {Json{{"undo", id}, {"why", ""}}, Json{{"undo", "een"}, {"why", "x"}},
          Json{{"undo", id}, {"why", "x"}, {"pupil", "2150"}}, Json{{"does", "confirm"}}}) {
        CAPTURE(wrong.dump());
        CHECK(client.call(running.ib(), "/v1/confirm", wrong).status == 422);
    }
    CHECK(client.call(running.ib(), "/v1/confirm", {{"undo", id}, {"why", "nog eens"}}).status ==
          404);
}

TEST_CASE(
    "a suspicion of a member of staff ends the route on the board, and why is not for a director") {
    Filled running;
    const Client client = running.client();
    const auto first = [&](const std::string& token) {
        return client.call(token, "/v1/dossier", {{"pupil", "2150"}}).json().at("dossiers").at(0);
    };
    REQUIRE_FALSE(first(running.ib()).contains("other_route"));
    const Json suspected = {{"does", "add"},
                            {"pupil", "2150"},
                            {"what", {{"action", "vermoeden_medewerker"}}},
                            {"day", "2026-03-10"},
                            {"why", "zeldzaamwoord"}};
    REQUIRE(client.call(running.ib(), "/v1/confirm", suspected).status == 200);
    const Json seen = first(running.ib());
    CHECK(seen.at("other_route").at("corrected").at("why") == "zeldzaamwoord");
    CHECK(seen.at("badge").at("level") == "urgent");  // until the board of the school was told
    for (const Json& finding : seen.at("findings")) {
        CHECK(finding.at("about") == "bestuur_geinformeerd");
    }
    const Json director = first(running.token("directie"));
    CHECK(director.at("other_route").at("text") == seen.at("other_route").at("text"));
    CHECK(director.dump().find("zeldzaamwoord") == std::string::npos);
}

TEST_CASE("whatever shows a dossier says so in the audit, by whom and by which right") {
    Filled running;
    const Client client = running.client();
    const bridge::Person person = running.person("ib");
    const std::string token =
        expect(running.bridge().pair(running.code_for(person.id), "test")).reveal();
    const auto looks = [&] {
        std::vector<std::string> whats;
        const Json answer = client.call(running.ib(), "/v1/audit", {{"pupil", "2150"}}).json();
        for (const Json& entry : answer.at("entries")) {
            if (entry.at("person") == person.id) {
                CHECK(entry.at("act") == "view");
                CHECK(entry.at("role") == "ib");
                CHECK(entry.at("name") == person.name);
                CHECK(entry.at("dossiers") == Json::array({"2026-0001"}));
                whats.push_back(entry.at("what").get<std::string>() + " " +
                                entry.at("ground").get<std::string>());
            }
        }
        return whats;
    };
    REQUIRE(looks().empty());
    for (const std::string target : {"/v1/badges", "/v1/dossiers", "/v1/dossier", "/v1/audit"}) {
        REQUIRE(client.call(token, target, sound_body(target)).status == 200);
        REQUIRE(client.call(token, target, sound_body(target)).status == 200);  // the same look
    }
    CHECK(looks() == std::vector<std::string>{"badges right:badges", "dossiers right:routes",
                                              "dossier right:routes", "audit right:audit"});
}

TEST_CASE("what shows a dossier is recorded or changes one: no target is forgotten") {
    for (const http::Endpoint& endpoint : http::Api::endpoints()) {
        CAPTURE(endpoint.target);
        // These show nothing of a pupil that is not in the request itself, or write with their change.
        const bool changes =
            endpoint.target == "/v1/notes" || endpoint.target == "/v1/confirm" ||
            endpoint.target == "/v1/misfiled/seen" || endpoint.target == "/v1/invite" ||
            endpoint.target == "/v1/invite/end" || endpoint.target == "/v1/hide" ||
            endpoint.target == "/v1/notices/ack" || endpoint.target == "/v1/hide/end" ||
            endpoint.target == "/v1/duties/done" || endpoint.target == "/v1/duties/undo";
        const bool shows_nothing =
            endpoint.access != http::Access::by_right || endpoint.target == "/v1/read" ||
            endpoint.target == "/v1/duties" || endpoint.target == "/v1/weighing";
        CHECK(endpoint.look.empty() == (changes || shows_nothing));
    }
}

TEST_CASE("who is refused stands in the audit, once for a thousand tries") {
    Filled running;
    const Client client = running.client();
    const bridge::Person admin = running.person("beheer");
    const std::string token =
        expect(running.bridge().pair(running.code_for(admin.id), "test")).reveal();
    for (int i = 0; i < 20; ++i) {
        CHECK(client.call(token, "/v1/dossier", {{"pupil", "2150"}}).status == 403);
        CHECK(client.call("0000", "/v1/dossier", {{"pupil", "2150"}}).status == 401);
        CHECK(client.exchange("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n").find(" 421 ") !=
              std::string::npos);
        CHECK(client.post("/v1/pair", R"({"code":"00000000","device":"x"})").status == 403);
    }
    std::vector<std::string> refusals;
    for (const auto& entry : expect(running.bridge().audit({}))) {
        if (entry.act == "refusal") {
            refusals.push_back(entry.person + " " + entry.what + " " + entry.ground);
        }
    }
    CHECK(refusals == std::vector<std::string>{
                          admin.id + " /v1/dossier role", "127.0.0.1 /v1/dossier not paired",
                          "127.0.0.1 request gate", "127.0.0.1 /v1/pair code"});
}

TEST_CASE("what cannot be recorded is not shown") {
    Filled running;
    const Client client = running.client();
    REQUIRE(client.call(running.ib(), "/v1/dossier", {{"pupil", "2150"}}).status == 200);
    const std::string other = running.token("ib");
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open((running.folder() / "store" / "meldbrug.db").c_str(), &database) ==
            SQLITE_OK);
    // As a disk that takes no row any more.
    REQUIRE(sqlite3_exec(database,
                         "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, "
                         "'full'); END",
                         nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    const Response response = client.call(other, "/v1/dossier", {{"pupil", "2150"}});
    CHECK(response.status >= 500);
    CHECK(response.body.find("2026-0001") == std::string::npos);
    CHECK(response.body.find("zonder eten") == std::string::npos);
}

TEST_CASE("many clients at once all get their answer while notes come in") {
    Filled running;
    const Client client = running.client();
    std::vector<std::thread> clients;
    std::atomic<int> answered = 0;
    for (int i = 0; i < 16; ++i) {
        clients.emplace_back([&] {
            for (int call = 0; call < 10; ++call) {
                if (client.call(running.ib(), "/v1/badges", {{"pupils", {"2150"}}}).status == 200) {
                    ++answered;
                }
            }
        });
    }
    for (int i = 0; i < 5; ++i) {
        Json items = some_notes();
        items.at(1)["text"] =
            "Signalen in kaart gebracht en vastgelegd, aanvulling " + std::to_string(i);
        CHECK(client.call(running.ib(), "/v1/notes", items).status == 200);
    }
    for (std::thread& thread : clients) {
        thread.join();
    }
    CHECK(answered == 160);
}

TEST_CASE(
    "a brother's route is a hint beside the dossier, for who sees both, and nothing is copied") {
    RunningBridge running;
    const Client client = running.client();
    const auto note = [](const char* id, const char* pupil, const char* text) {
        return Json{{"source", "test"},
                    {"id", id},
                    {"pupil", pupil},
                    {"date", "2026-03-02"},
                    {"category", "Meldcode en Verwijsindex"},
                    {"text", text}};
    };
    const bridge::Person ib = running.person("ib");
    const std::string token = running.token_of(ib);
    REQUIRE(
        client
            .call(token, "/v1/notes",
                  Json::array(
                      {Json{{"pupil", "2150"},
                            {"name", "Sem Verzonnen"},
                            {"group", "5"},
                            {"siblings", {"2151", "2152", "2150"}}},
                       Json{{"pupil", "2151"}, {"name", "Noor Verzonnen"}, {"group", "7"}},
                       note("n1", "2150", "Signalen in kaart gebracht en vastgelegd."),
                       note("n2", "2151", "Signalen in kaart gebracht: zeldzaamwoord gezien.")}))
            .status == 200);
    const auto dossier = [&](const std::string& by) {
        return client.call(by, "/v1/dossier", {{"pupil", "2150"}}).json();
    };
    const Json seen = dossier(token);
    REQUIRE(seen.at("siblings").size() == 1);
    const Json sibling = seen.at("siblings").at(0);
    CHECK(sibling.at("pupil") == "2151");
    CHECK(sibling.at("state") == "open");
    CHECK(seen.dump().find("zeldzaamwoord") == std::string::npos);
    CHECK(seen.at("dossiers").size() == 1);

    // Who is invited to one sees no hint of the other, and who may not see the other neither.
    const bridge::Person smw = running.person("smw");
    const auto number = seen.at("dossiers").at(0).at("dossier").get<std::string>();
    expect(running.bridge().invite(smw.id, number, core::parse_date("2026-06-30").value(), ib.id));
    CHECK(dossier(running.token_of(smw)).at("siblings").empty());
    const bridge::Person other = running.person("aandachtsfunctionaris");
    expect(running.bridge().hide("2151", other.id, "verwant", ib.id));
    CHECK(dossier(running.token_of(other)).at("siblings").empty());
    // The other way the roll says nothing of it.
    CHECK(client.call(token, "/v1/dossier", {{"pupil", "2151"}}).json().at("siblings").empty());
}
