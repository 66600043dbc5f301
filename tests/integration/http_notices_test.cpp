// A director is told after each step, clicks "gezien", and that is the record.
#include "http_support.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

Json a_note(const char* id, const char* date, const char* text) {
    return {{"source", "test"}, {"id", id},     {"pupil", "2150"},
            {"date", date},     {"text", text}, {"category", "Meldcode en Verwijsindex"}};
}

class NoticedSchool : public RunningBridge {
public:
    explicit NoticedSchool(const std::string& route, const Json& notes)
        : RunningBridge(http::ServerSettings{}, false, route) {
        for (const std::string role : {"ib", "directie", "bestuur", "smw"}) {
            people_[role] = person(role);
        }
        Json all = notes;
        all.push_back({{"pupil", "2150"}, {"name", "Sem Verzonnen"}, {"group", "5"}});
        REQUIRE(ask("ib", "/v1/notes", all).status == 200);
    }
    [[nodiscard]] Response ask(const std::string& role, const std::string& target,
                               const Json& body = Json::object()) {
        return client().call(token_of(people_.at(role)), target, body);
    }
    [[nodiscard]] Json notices(const std::string& role) {
        const Response answer = ask(role, "/v1/notices");
        REQUIRE(answer.status == 200);
        return answer.json().at("notices");
    }
    [[nodiscard]] const bridge::Person& of(const std::string& role) const {
        return people_.at(role);
    }
    [[nodiscard]] std::size_t asked_of(const std::string& action) {
        std::size_t count = 0;
        const Json dossier = ask("ib", "/v1/dossier", {{"pupil", "2150"}}).json();
        for (const Json& finding : dossier.at("dossiers").at(0).at("findings")) {
            const auto verdict = finding.at("verdict").get<std::string>();
            count += finding.at("about") == action && verdict != "met" ? 1U : 0U;
        }
        return count;
    }

private:
    std::map<std::string, bridge::Person> people_;
};

const Json two_steps = Json::array(
    {a_note("n1", "2026-03-02", "Signalen in kaart gebracht en vastgelegd: zonder eten op school."),
     a_note("n2", "2026-03-05", "Overleg met de ib gehad over de zorgen om dit kind.")});

}  // namespace

TEST_CASE("a director sees what the route asks to be told, and 'gezien' settles it") {
    NoticedSchool school("twente", two_steps);
    const Json open = school.notices("directie");
    REQUIRE(open.size() == 2);  // a notice for each step
    CHECK(open.at(0).at("since") == "2026-03-05");
    CHECK(open.at(0).at("about") == "directie_geinformeerd");
    CHECK(open.at(0).at("name") == "Sem Verzonnen");
    CHECK(open.at(0).at("seen").is_null());
    CHECK(school.asked_of("directie_geinformeerd") == 2);
    // The director sees what is asked, and no word of a note.
    CHECK(open.dump().find("zonder eten") == std::string::npos);

    const Json id = open.at(0).at("id");
    CHECK(school.ask("ib", "/v1/notices/ack", {{"id", id}}).status == 403);
    CHECK(school.ask("smw", "/v1/notices/ack", {{"id", id}}).status == 403);
    CHECK(school.ask("bestuur", "/v1/notices/ack", {{"id", id}}).status == 403);
    CHECK(school.ask("directie", "/v1/notices/ack", {{"id", "2026-0001:R999:"}}).status == 404);
    CHECK(school.ask("directie", "/v1/notices/ack", {{"id", "2026-9999:R136:"}}).status == 404);

    const Response seen = school.ask("directie", "/v1/notices/ack", {{"id", id}});
    REQUIRE(seen.status == 200);
    CHECK(seen.json().at("seen").at("by") == school.of("directie").id);
    // It is about that step and no other.
    CHECK(school.asked_of("directie_geinformeerd") == 1);
    REQUIRE(school.notices("directie").size() == 2);
    CHECK(school.notices("directie").at(0).at("id") == open.at(1).at("id"));
    CHECK(school.ask("directie", "/v1/notices/ack", {{"id", id}}).json() == seen.json());

    REQUIRE(school.ask("directie", "/v1/notices/ack", {{"id", open.at(1).at("id")}}).status == 200);
    CHECK(school.asked_of("directie_geinformeerd") == 0);

    const Json after = school.notices("ib");
    REQUIRE(after.size() == 2);
    CHECK(after.at(0).at("seen").at("by") == school.of("directie").id);
    CHECK_FALSE(after.at(0).at("seen").at("name").get<std::string>().empty());

    // It stands among the corrections with who and when, and is undone there as any other.
    const Json corrections =
        school.ask("ib", "/v1/dossier", {{"pupil", "2150"}}).json().at("corrections");
    REQUIRE(corrections.size() == 2);
    CHECK(corrections.at(0).at("role") == "directie");
    CHECK(corrections.at(0).at("about") == Json::array({open.at(0).at("step")}));
    REQUIRE(school
                .ask("ib", "/v1/confirm",
                     {{"undo", corrections.at(0).at("id")}, {"why", "per ongeluk"}})
                .status == 200);
    CHECK(school.notices("directie").at(0).at("id") == id);
    CHECK(school.asked_of("directie_geinformeerd") == 1);
}

TEST_CASE("what was seen says nothing of a step that is written down later") {
    NoticedSchool school("twente", two_steps);
    for (const Json& notice : school.notices("directie")) {
        REQUIRE(school.ask("directie", "/v1/notices/ack", {{"id", notice.at("id")}}).status == 200);
    }
    REQUIRE(school.asked_of("directie_geinformeerd") == 0);
    // Its day is before the click; the director could not have known of it.
    REQUIRE(school
                .ask("ib", "/v1/notes",
                     Json::array({a_note("n3", "2026-03-09",
                                         "Gesproken met moeder over de zorgen thuis.")}))
                .status == 200);
    const Json open = school.notices("directie");
    REQUIRE(school.asked_of("directie_geinformeerd") == 1);
    CHECK(open.at(0).at("seen").is_null());
    CHECK(open.at(0).at("step") == "gesprek");
}

TEST_CASE("a note that says that the director was told settles the notice too") {
    NoticedSchool school("twente", two_steps);
    REQUIRE(school.notices("directie").size() == 2);
    REQUIRE(school
                .ask("ib", "/v1/notes",
                     Json::array({a_note("n3", "2026-03-06",
                                         "Directie is ingelicht over stap 1 en stap 2.")}))
                .status == 200);
    CHECK(school.notices("directie").empty());
}

TEST_CASE("the board of the school hears of a report, and of no child") {
    NoticedSchool school(
        "open-kring",
        Json::array({a_note("n1", "2026-03-02", "Signalen in kaart gebracht en vastgelegd."),
                     a_note("n2", "2026-03-09",
                            "Melding gedaan bij Veilig Thuis door de directie "
                            "en de ib.")}));
    const Response answer = school.ask("bestuur", "/v1/notices");
    const Json notices = answer.json().at("notices");
    REQUIRE(notices.size() == 1);
    CHECK(notices.at(0).at("about") == "bestuur_geinformeerd");
    for (const char* word : {"2150", "Sem", "\"group\""}) {
        CHECK(answer.body.find(word) == std::string::npos);
    }
    CHECK(school.notices("directie").empty());
    CHECK(school.ask("directie", "/v1/notices/ack", {{"id", notices.at(0).at("id")}}).status ==
          403);
    REQUIRE(school.ask("bestuur", "/v1/notices/ack", {{"id", notices.at(0).at("id")}}).status ==
            200);
    CHECK(school.asked_of("bestuur_geinformeerd") == 0);
}

TEST_CASE("to a director from whom the pupil is hidden there is no notice") {
    NoticedSchool school("twente", two_steps);
    const Json id = school.notices("directie").at(0).at("id");
    REQUIRE(school
                .ask("ib", "/v1/hide",
                     {{"pupil", "2150"}, {"person", school.of("directie").id}, {"why", "verwant"}})
                .status == 200);
    CHECK(school.notices("directie").empty());
    CHECK(school.ask("directie", "/v1/notices/ack", {{"id", id}}).status == 404);
    CHECK(school.asked_of("directie_geinformeerd") == 2);
}
