// Every role at every target, and every field that may not be among what it gets.
#include "integration/http_support.hpp"

#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/http/api.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

const std::vector<std::string> roles = {
    "leerkracht", "ib", "aandachtsfunctionaris", "directie", "bestuur", "smw", "beheer"};
const std::set<std::string> coordinators = {"ib", "aandachtsfunctionaris"};

std::set<std::string> with_coordinators(std::set<std::string> more) {
    more.insert(coordinators.begin(), coordinators.end());
    return more;
}

/// Who is answered at all. A target that is not here fails the test: nobody may be forgotten.
const std::map<std::string, std::set<std::string>>& answered() {
    static const std::set<std::string> everybody(roles.begin(), roles.end());
    static const std::map<std::string, std::set<std::string>> table = {
        {"/v1/session", everybody},
        {"/v1/sign-out", everybody},
        {"/v1/badges", with_coordinators({"directie", "leerkracht", "smw"})},
        {"/v1/dossiers", with_coordinators({"directie", "leerkracht", "smw"})},
        {"/v1/dossier", with_coordinators({"directie", "leerkracht", "smw"})},
        {"/v1/terms", with_coordinators({"directie", "leerkracht", "smw"})},
        {"/v1/read", with_coordinators({"directie", "leerkracht"})},
        {"/v1/own-notes", with_coordinators({"directie", "leerkracht"})},
        {"/v1/notes", with_coordinators({"beheer"})},
        {"/v1/weighing", with_coordinators({"directie", "leerkracht"})},
        {"/v1/confirm", coordinators},
        {"/v1/misfiled", coordinators},
        {"/v1/misfiled/seen", coordinators},
        {"/v1/audit", coordinators},
        {"/v1/invitations", coordinators},
        {"/v1/invite", coordinators},
        {"/v1/invite/end", coordinators},
        {"/v1/notices", with_coordinators({"directie", "bestuur"})},
        {"/v1/notices/ack", with_coordinators({"directie", "bestuur"})},
        {"/v1/hidings", with_coordinators({"directie"})},
        {"/v1/hide", with_coordinators({"directie"})},
        {"/v1/hide/end", with_coordinators({"directie"})},
        {"/v1/counts", with_coordinators({"directie", "bestuur"})},
        {"/v1/duties", with_coordinators({"directie", "bestuur"})},
        {"/v1/duties/done", with_coordinators({"directie", "bestuur"})},
        {"/v1/duties/undo", with_coordinators({"directie", "bestuur"})},
    };
    return table;
}

/// A school with two pupils, a note of another category, a correction, and one person of each role.
class School : public RunningBridge {
public:
    explicit School(bool teachers_see_own_group = false)
        // A protocol that asks something of the school itself too.
        : RunningBridge(http::ServerSettings{}, teachers_see_own_group, "open-kring") {
        for (const std::string& role : roles) {
            bridge::Person person;
            person.name = "Persoon met rol " + role;
            person.role = role;
            // Only the teacher wrote anything, and only a teacher has a class.
            person.author = role == "leerkracht" ? "t1" : "nobody-" + role;
            person.group = role == "leerkracht" ? "5" : "";
            people_[role] = expect(bridge().add_person(person));
        }
        Json notes = some_notes();
        notes.push_back({{"pupil", "2151"}, {"name", "Noor Verzonnen"}, {"group", "6"}});
        Json other = some_notes().at(1);
        other["id"] = "o1";
        other["pupil"] = "2151";
        other["author"] = {{"id", "t2"}, {"role", "leerkracht"}};
        other["text"] = "Signalen in kaart gebracht en vastgelegd: huilt vaak op het plein.";
        notes.push_back(other);
        Json elsewhere = other;
        elsewhere["id"] = "elsewhere";
        elsewhere["category"] = "Oudergesprek";
        elsewhere["text"] = "Met Veilig Thuis gebeld: acuut gevaar, vader slaat haar.";
        notes.push_back(elsewhere);
        REQUIRE(client().call(token_of(person_of("ib")), "/v1/notes", notes).status == 200);
        const Json correction = {{"does", "confirm"},
                                 {"pupil", "2150"},
                                 {"note", {{"source", "test"}, {"id", "n1"}}},
                                 {"what", {{"action", "signalen_vastgelegd"}}},
                                 {"why", "Zeldzaamwoord"}};
        REQUIRE(client().call(token_of(person_of("ib")), "/v1/confirm", correction).status == 200);
    }
    [[nodiscard]] const bridge::Person& person_of(const std::string& role) const {
        return people_.at(role);
    }
    /// With a device of its own, so that signing out ends nothing else.
    [[nodiscard]] Response ask(const std::string& role, const std::string& target,
                               const Json& body) {
        return client().call(token_of(person_of(role)), target, body);
    }

    /// A body that every check but that of the right would pass.
    [[nodiscard]] Json body_for(const std::string& target) const {
        if (target == "/v1/badges") {
            return {{"pupils", {"2150", "2151"}}};
        }
        if (target == "/v1/dossier" || target == "/v1/audit" || target == "/v1/hidings") {
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
        if (target == "/v1/invite") {
            // To another dossier than those that the other cases look at.
            return {{"person", person_of("smw").id}, {"dossier", "2026-0002"}, {"until", today}};
        }
        if (target == "/v1/invite/end") {
            return {{"id", 1}};
        }
        if (target == "/v1/notices/ack") {
            return {{"id", "2026-0001:R000:"}};  // there is none of that id
        }
        if (target == "/v1/hide") {
            return {{"pupil", "2151"}, {"person", person_of("smw").id}, {"why", "bezwaar"}};
        }
        if (target == "/v1/hide/end") {
            return {{"id", 1}, {"why", "afgehandeld"}};
        }
        if (target == "/v1/duties/done") {
            return {{"duty", "R155"}, {"done_on", today}, {"evidence", "notulen"}};
        }
        if (target == "/v1/duties/undo") {
            return {{"id", 1}};
        }
        return target == "/v1/notes" ? Json::array() : Json::object();
    }

private:
    std::map<std::string, bridge::Person> people_;
};

bool holds(const Response& response, const std::string& word) {
    return response.body.find(word) != std::string::npos;
}

/// Everything that says which children there are, or what was written or said of one.
const std::vector<std::string> of_a_child = {
    "2150",      "2151",        "Sem",          "Noor",          "2026-0001",
    "2026-0002", "zonder eten", "op het plein", "Zeldzaamwoord", "signalen_vastgelegd"};

}  // namespace

TEST_CASE("every role is answered at the targets of its rights, and refused at every other") {
    for (const std::string& role : roles) {
        School school;
        // So that there is one to end.
        expect(school.bridge().invite(school.person_of("smw").id, "2026-0002",
                                      core::parse_date(today).value(), school.person_of("ib").id));
        route::DutyRecord discussed;
        discussed.duty = "R155";
        discussed.done_on = core::parse_date(today).value();
        discussed.evidence = "notulen";
        expect(school.bridge().record_duty(discussed, school.person_of("ib").id));
        for (const http::Endpoint& endpoint : http::Api::endpoints()) {
            if (endpoint.access == http::Access::anyone) {
                continue;
            }
            const std::string target(endpoint.target);
            CAPTURE(role, target);
            REQUIRE(answered().count(target) == 1);
            const int status = school.ask(role, target, school.body_for(target)).status;
            const bool may = answered().at(target).count(role) == 1;
            // Somebody who was not invited is told of no dossier, as if there were none.
            const bool sees_none = role == "leerkracht" || role == "smw";
            const bool none = (target == "/v1/dossier" && sees_none) || target == "/v1/notices/ack";
            CHECK(status == (!may ? 403 : none ? 404 : 200));
            if (endpoint.access == http::Access::by_right) {
                CHECK(bridge::may(role, endpoint.resource) == may);
            }
        }
    }
}

TEST_CASE("no answer tells a role of a child that is none of its business") {
    School school;
    for (const http::Endpoint& endpoint : http::Api::endpoints()) {
        if (endpoint.access == http::Access::anyone) {
            continue;
        }
        const std::string target(endpoint.target);
        for (const std::string role : {"bestuur", "beheer", "smw", "leerkracht"}) {
            const Response response = school.ask(role, target, school.body_for(target));
            for (const std::string& word : of_a_child) {
                CAPTURE(role, target, word);
                // A teacher's own note is the teacher's; a draft names the actions that are read.
                const bool own = role == "leerkracht" && target == "/v1/own-notes" &&
                                 word != "2151" && word != "Noor" && word != "op het plein" &&
                                 word != "Zeldzaamwoord";
                CHECK((own || !holds(response, word)));
            }
        }
        const Response director = school.ask("directie", target, school.body_for(target));
        for (const std::string word : {"zonder eten", "op het plein", "Zeldzaamwoord"}) {
            CAPTURE(target, word);
            CHECK_FALSE(holds(director, word));
        }
    }
}

TEST_CASE("the director sees steps, findings and terms, and no field with words of a note") {
    School school;
    const Json answer = school.ask("directie", "/v1/dossier", {{"pupil", "2150"}}).json();
    CHECK(answer.at("notes").is_null());
    CHECK(answer.at("corrections").is_null());
    CHECK_FALSE(answer.at("dossiers").at(0).at("steps").empty());
    CHECK(answer.at("dossiers").at(0).contains("findings"));
    CHECK(answer.at("dossiers").at(0).contains("terms"));
    for (const char* list : {"steps", "findings"}) {
        for (const Json& row : answer.at("dossiers").at(0).at(list)) {
            if (row.contains("corrected")) {
                CHECK_FALSE(row.at("corrected").contains("why"));
            }
        }
    }
    const Response whole = school.ask("ib", "/v1/dossier", {{"pupil", "2150"}});
    CHECK(holds(whole, "zonder eten"));
    CHECK(holds(whole, "Zeldzaamwoord"));
}

TEST_CASE("who is invited sees that dossier as the director would, and no other") {
    School school;
    const bridge::Person& guest = school.person_of("smw");
    REQUIRE(school
                .ask("ib", "/v1/invite",
                     {{"person", guest.id}, {"dossier", "2026-0001"}, {"until", today}})
                .status == 200);
    const Response dossier = school.ask("smw", "/v1/dossier", {{"pupil", "2150"}});
    REQUIRE(dossier.status == 200);
    CHECK(dossier.json().at("notes").is_null());
    CHECK(dossier.json().at("corrections").is_null());
    CHECK_FALSE(holds(dossier, "zonder eten"));
    CHECK_FALSE(holds(dossier, "Zeldzaamwoord"));
    CHECK(school.ask("smw", "/v1/dossier", {{"pupil", "2151"}}).status == 404);
    // Another child's refusal is word for word that of one who does not exist.
    CHECK(school.ask("smw", "/v1/dossier", {{"pupil", "2151"}}).body ==
          school.ask("smw", "/v1/dossier", {{"pupil", "nobody"}}).body);
    const Json overview = school.ask("smw", "/v1/dossiers", Json::object()).json();
    REQUIRE(overview.at("pupils").size() == 1);
    CHECK(overview.at("pupils").at(0).at("pupil") == "2150");
    const Json badges = school.ask("smw", "/v1/badges", {{"pupils", {"2150", "2151"}}}).json();
    CHECK(badges.at("badges").size() == 1);
    // What the guest saw is in the audit of that dossier.
    CHECK(holds(school.ask("ib", "/v1/audit", {{"pupil", "2150"}}), guest.id));
    REQUIRE(school.ask("ib", "/v1/invite/end", {{"id", 1}}).status == 200);
    CHECK(school.ask("smw", "/v1/dossier", {{"pupil", "2150"}}).status == 404);
}

TEST_CASE("a teacher sees the route of the own class where the school says so") {
    School school(/*teachers_see_own_group=*/true);
    const Response dossier = school.ask("leerkracht", "/v1/dossier", {{"pupil", "2150"}});
    REQUIRE(dossier.status == 200);
    CHECK(dossier.json().at("notes").is_null());
    CHECK_FALSE(holds(dossier, "Zeldzaamwoord"));
    CHECK(school.ask("leerkracht", "/v1/dossier", {{"pupil", "2151"}}).status == 404);
    const Response own = school.ask("leerkracht", "/v1/own-notes", Json::object());
    CHECK(own.json().at("notes").size() == 2);
    CHECK(holds(own, "zonder eten"));
    CHECK_FALSE(holds(own, "op het plein"));
}

TEST_CASE(
    "the session names the rights that the table gives, so that the board asks nothing else") {
    School school;
    for (const std::string& role : roles) {
        CAPTURE(role);
        std::set<std::string> named;
        const Json session = school.ask(role, "/v1/session", Json::object()).json();
        for (const Json& right : session.at("may")) {
            named.insert(right.get<std::string>());
        }
        std::set<std::string> expected;
        for (std::size_t i = 0; i < bridge::resource_count; ++i) {
            const auto resource = static_cast<bridge::Resource>(i);
            if (bridge::may(role, resource)) {
                expected.insert(std::string(bridge::name_of(resource)));
            }
        }
        CHECK(named == expected);
    }
}

TEST_CASE("to whom a pupil is hidden from, that pupil is not there, whatever is asked") {
    School school;
    const std::string director = school.person_of("directie").id;
    bridge::Person second;
    second.name = "Tweede IB";
    second.role = "ib";
    const bridge::Person suspect = expect(school.bridge().add_person(second));
    REQUIRE(school
                .ask("ib", "/v1/invite",
                     {{"person", school.person_of("smw").id},
                      {"dossier", "2026-0001"},
                      {"until", today}})
                .status == 200);
    const auto as_suspect = [&](const std::string& target, const Json& body) {
        return school.client().call(school.token_of(suspect), target, body);
    };
    const Response before = as_suspect("/v1/counts", Json::object());
    REQUIRE(as_suspect("/v1/dossier", {{"pupil", "2150"}}).status == 200);

    const Json made = school
                          .ask("aandachtsfunctionaris", "/v1/hide",
                               {{"pupil", "2150"}, {"person", suspect.id}, {"why", "Zwijgwoord"}})
                          .json();
    CHECK(made.at("person") == suspect.id);

    const std::vector<std::string> of_the_pupil = {"2150",        "Sem",           "2026-0001",
                                                   "zonder eten", "Zeldzaamwoord", "Zwijgwoord"};
    for (const http::Endpoint& endpoint : http::Api::endpoints()) {
        if (endpoint.access == http::Access::anyone || endpoint.target == "/v1/sign-out") {
            continue;
        }
        const std::string target(endpoint.target);
        Json body = school.body_for(target);
        if (target == "/v1/hide") {
            body["pupil"] = "2150";
        }
        const Response response = as_suspect(target, body);
        for (const std::string& word : of_the_pupil) {
            CAPTURE(target, word);
            CHECK_FALSE(holds(response, word));
        }
    }
    // Word for word what is said of a pupil who does not exist.
    for (const std::string target : {"/v1/dossier", "/v1/audit", "/v1/hidings"}) {
        CAPTURE(target);
        const Response hidden = as_suspect(target, {{"pupil", "2150"}});
        const Response nobody = as_suspect(target, {{"pupil", "9999"}});
        CHECK(hidden.status == nobody.status);
        CHECK(hidden.body == nobody.body);
    }
    Json correction = school.body_for("/v1/confirm");
    const Response refused = as_suspect("/v1/confirm", correction);
    correction["pupil"] = "9999";
    CHECK(refused.status == 404);
    CHECK(refused.body == as_suspect("/v1/confirm", correction).body);
    CHECK(as_suspect("/v1/confirm", {{"undo", 1}, {"why", "x"}}).status == 404);
    CHECK(as_suspect("/v1/invite/end", {{"id", 1}}).status == 404);
    CHECK(as_suspect(
              "/v1/invite",
              {{"person", school.person_of("smw").id}, {"dossier", "2026-0001"}, {"until", today}})
              .status == 404);
    CHECK(as_suspect("/v1/hide/end", {{"id", made.at("id")}, {"why", "x"}}).status == 404);
    CHECK(as_suspect("/v1/hide", {{"pupil", "2150"}, {"person", director}, {"why", "x"}}).status ==
          404);
    CHECK(as_suspect("/v1/counts", Json::object()).json().at("open") ==
          before.json().at("open").get<int>() - 1);

    // The others see what they saw, and that it was hidden; the director not why.
    CHECK(holds(school.ask("ib", "/v1/dossier", {{"pupil", "2150"}}), "zonder eten"));
    CHECK(holds(school.ask("ib", "/v1/hidings", {{"pupil", "2150"}}), "Zwijgwoord"));
    const Response told = school.ask("directie", "/v1/hidings", {{"pupil", "2150"}});
    CHECK(told.json().at("hidings").at(0).at("person") == suspect.id);
    CHECK_FALSE(holds(told, "Zwijgwoord"));
    const Response audit = school.ask("ib", "/v1/audit", {{"pupil", "2150"}});
    CHECK(holds(audit, "hiding.made"));

    REQUIRE(
        school.ask("ib", "/v1/hide/end", {{"id", made.at("id")}, {"why", "onterecht"}}).status ==
        200);
    CHECK(as_suspect("/v1/dossier", {{"pupil", "2150"}}).status == 200);
}

TEST_CASE(
    "a teacher from whom a pupil is hidden keeps the own note, and sees nothing of the route") {
    School school(true);
    const bridge::Person& teacher = school.person_of("leerkracht");
    REQUIRE(school.ask("leerkracht", "/v1/dossier", {{"pupil", "2150"}}).status == 200);
    REQUIRE(school
                .ask("ib", "/v1/hide",
                     {{"pupil", "2150"}, {"person", teacher.id}, {"why", "vermoeden"}})
                .status == 200);
    CHECK(school.ask("leerkracht", "/v1/dossier", {{"pupil", "2150"}}).status == 404);
    CHECK(
        school.ask("leerkracht", "/v1/badges", {{"pupils", {"2150"}}}).json().at("badges").empty());
    const Response own = school.ask("leerkracht", "/v1/own-notes", Json::object());
    CHECK(holds(own, "zonder eten"));
    CHECK_FALSE(holds(own, "2026-0001"));
}

TEST_CASE("a pupil is never hidden from the last one who sees the whole school") {
    School school;
    const auto hide = [&](const std::string& role) {
        return school.ask("ib", "/v1/hide",
                          {{"pupil", "2150"}, {"person", school.person_of(role).id}, {"why", "x"}});
    };
    CHECK(hide("aandachtsfunctionaris").status == 200);
    CHECK(hide("directie").status == 200);
    const Response last = hide("ib");
    CHECK(last.status == 422);
    CHECK(holds(last, "nobody who sees all dossiers"));
    CHECK(school.ask("ib", "/v1/dossier", {{"pupil", "2150"}}).status == 200);
    // Twice is once; without a reason not at all.
    CHECK(hide("directie").status == 422);
    CHECK(school
              .ask("ib", "/v1/hide",
                   {{"pupil", "2151"}, {"person", school.person_of("smw").id}, {"why", "  "}})
              .status == 422);
}
