// The description that is served holds for what is answered.
#include "integration/http_support.hpp"

#include "meldbrug/http/api.hpp"

#include <catch2/catch.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

Json description() {
    return expect(core::read_json_file(board_folder / "openapi.json"));
}

/// What does not fit, one a line; empty when everything does.
std::string misfits(const Json& schema_of_answer, const Json& answer) {
    // References point into the document, so the schema is put where they hold.
    Json root = schema_of_answer;
    root["components"] = description().at("components");
    if (root.contains("$ref")) {
        root["allOf"] = Json::array({{{"$ref", root.at("$ref")}}});
        root.erase("$ref");
    }
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(root), schema);
    valijson::Validator validator;
    valijson::ValidationResults results;
    std::string found;
    if (!validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(answer), &results)) {
        for (valijson::ValidationResults::Error error; results.popError(error);) {
            for (const std::string& step : error.context) {
                found += step;
            }
            found += ": " + error.description + "\n";
        }
    }
    return found;
}

Json schema_of(const std::string& target, const std::string& method, int status,
               const std::string& type) {
    return description()
        .at("paths")
        .at(target)
        .at(method)
        .at("responses")
        .at(std::to_string(status))
        .at("content")
        .at(type)
        .at("schema");
}

}  // namespace

TEST_CASE("the description names exactly the targets there are") {
    std::set<std::string> described;
    const Json document = description();
    for (const auto& [target, methods] : document.at("paths").items()) {
        described.insert(target);
    }
    std::set<std::string> present = {"/health"};
    for (const http::Endpoint& endpoint : http::Api::endpoints()) {
        present.insert(std::string(endpoint.target));
    }
    CHECK(described == present);
    CHECK(document.at("openapi") == "3.1.0");
}

TEST_CASE("the description is served") {
    RunningBridge running;
    const Response response = running.client().get("/openapi.json");
    CHECK(response.status == 200);
    CHECK(response.json() == description());
}

TEST_CASE("an answer that does not fit its description is noticed") {
    const Json schema = schema_of("/v1/sign-out", "post", 200, "application/json");
    CHECK(misfits(schema, {{"signed_out", true}}).empty());
    CHECK_FALSE(misfits(schema, {{"signed_out", "yes"}}).empty());
    CHECK_FALSE(misfits(schema, {{"signed_out", true}, {"more", 1}}).empty());
}

TEST_CASE("what each target answers fits its description") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    const auto check = [&](const std::string& target, const Json& body) {
        CAPTURE(target);
        const Response response = client.call(token, target, body);
        REQUIRE(response.status == 200);
        CHECK(misfits(schema_of(target, "post", 200, "application/json"), response.json()) == "");
    };
    CHECK(misfits(schema_of("/health", "get", 200, "application/json"),
                  client.get("/health").json()) == "");
    check("/v1/notes", some_notes());
    check("/v1/notes", Json::array({"geen notitie"}));
    Json misfiled = some_notes().at(1);
    misfiled["id"] = "elsewhere";
    misfiled["category"] = "Oudergesprek";
    misfiled["text"] = "Stap 2 gezet. Met Veilig Thuis gebeld: acuut gevaar, vader slaat haar.";
    check("/v1/notes", Json::array({misfiled}));
    check("/v1/misfiled", Json::object());
    REQUIRE(client.call(token, "/v1/misfiled", Json::object()).json().at("misfiled").size() == 1);
    check("/v1/misfiled/seen", {{"key", "00"}});
    check("/v1/session", Json::object());
    check("/v1/badges", {{"pupils", {"2150"}}});
    check("/v1/dossiers", Json::object());
    check("/v1/dossier", {{"pupil", "2150"}});
    const Json rejection = {{"does", "reject"},
                            {"pupil", "2150"},
                            {"note", {{"source", "test"}, {"id", "n1"}}},
                            {"what", {{"action", "signalen_vastgelegd"}}},
                            {"why", "zo was het niet"}};
    check("/v1/confirm", rejection);
    check("/v1/dossier", {{"pupil", "2150"}});  // nothing of the route is left
    check("/v1/confirm", {{"undo", 1}, {"why", "toch wel"}});
    check("/v1/confirm", {{"does", "add"},
                          {"pupil", "2150"},
                          {"what", {{"action", "gesprek_ouder"}}},
                          {"day", "2026-03-05"},
                          {"why", "telefonisch"}});
    check("/v1/confirm", {{"does", "waive"},
                          {"pupil", "2150"},
                          {"rule", "R054"},
                          {"grounds", {"grond_contactbreuk"}},
                          {"day", "2026-03-06"},
                          {"why", "onvindbaar"}});
    Json mail = some_notes().at(1);
    mail["id"] = "mail";
    mail["text"] = "Van: Kirsten Bos\nWij hebben een melding gedaan bij Veilig Thuis.";
    check("/v1/notes", Json::array({mail}));
    check("/v1/dossier", {{"pupil", "2150"}});  // with a step in doubt
    check("/v1/terms", {{"within_days", 731}});
    check("/v1/audit", {{"pupil", "2150"}});
    check("/v1/counts", Json::object());
    bridge::Person teacher;
    teacher.name = "Leerkracht (fictief)";
    teacher.role = "leerkracht";
    teacher.author = "t1";
    const std::string guest = running.token_of(expect(running.bridge().add_person(teacher)));
    const Response own = client.call(guest, "/v1/own-notes", Json::object());
    CHECK(own.json().at("notes").size() == 3);
    CHECK(misfits(schema_of("/v1/own-notes", "post", 200, "application/json"), own.json()) == "");
    check("/v1/own-notes", Json::object());
    const std::string invited = running.person("smw").id;
    check("/v1/invite", {{"person", invited}, {"dossier", "2026-0001"}, {"until", today}});
    check("/v1/invitations", Json::object());
    check("/v1/invite/end", {{"id", 1}});
    check("/v1/weighing", Json::object());
    check("/v1/weighing", {{"fields", {{"datum", today}, {"door", "ib"}, {"gewogen", "ja"}}}});
    check("/v1/notices", Json::object());
    check("/v1/hide", {{"pupil", "2150"}, {"person", invited}, {"why", "verwant"}});
    check("/v1/hidings", {{"pupil", "2150"}});
    check("/v1/hide/end", {{"id", 1}, {"why", "niet meer nodig"}});
    check("/v1/hidings", {{"pupil", "2150"}});
    check("/v1/read", {{"text", "Gesprek gevoerd met moeder. Over 6 weken evalueren we de hulp."},
                       {"date", today}});
    check("/v1/pair", {{"code", running.code_for(running.person("ib").id)}, {"device", "x"}});
    check(
        "/v1/pair",
        {{"code", running.code_for(running.person("ib").id)}, {"device", "x"}, {"want", "token"}});
    check("/v1/sign-out", Json::object());
}

TEST_CASE("what each target refuses fits its description") {
    RunningBridge running;
    const Client client = running.client();
    const std::string token = running.token("ib");
    const std::string without_rights = running.token("smw");
    for (const http::Endpoint& endpoint : http::Api::endpoints()) {
        const std::string target(endpoint.target);
        CAPTURE(target);
        const auto bearer = Client::Headers{{"Authorization", "Bearer " + token}};
        for (const Response& response :
             {client.post(target, "{", bearer), client.post(target, "1", bearer),
              client.post(target, "{}"),
              client.call(without_rights, target,
                          endpoint.takes_array ? Json::array() : Json::object())}) {
            if (response.status == 200) {
                continue;
            }
            CAPTURE(response.status);
            CHECK(misfits(schema_of(target, "post", response.status, "application/problem+json"),
                          response.json()) == "");
        }
    }
}
