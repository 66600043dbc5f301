// A person's calendar by its secret address: who knows it reads days, and nothing else.
#include "http_support.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

const Json help_note = {{"source", "test"},
                        {"id", "n1"},
                        {"pupil", "leerling-2150"},
                        {"date", "2026-04-20"},
                        {"category", "Meldcode en Verwijsindex"},
                        {"text",
                         "Hulp georganiseerd: aanmelding SMW is gedaan. Over 6 weken kijken "
                         "we of er effect is."}};

class SchoolWithTerm : public RunningBridge {
public:
    SchoolWithTerm() : RunningBridge(http::ServerSettings{}, false, "twente"), ib_(person("ib")) {
        push(Json::array(
            {{{"pupil", "leerling-2150"}, {"name", "Sem Verzonnen"}, {"group", "5"}}, help_note}));
    }
    void push(const Json& notes) {
        REQUIRE(client().call(token_of(ib_), "/v1/notes", notes).status == 200);
    }
    [[nodiscard]] const bridge::Person& ib() const { return ib_; }
    [[nodiscard]] std::string secret_for(const bridge::Person& person) {
        return expect(bridge().begin_calendar(person.id)).reveal();
    }
    [[nodiscard]] Response calendar(const std::string& secret) const {
        return client().get("/calendar/" + secret + ".ics");
    }

private:
    bridge::Person ib_;
};

std::size_t count(const std::string& text, const std::string& words) {
    std::size_t found = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
        ++found;
    }
    return found;
}

std::string line_of(const std::string& text, const std::string& name) {
    const auto begin = text.find("\r\n" + name) + 2;
    return text.substr(begin, text.find("\r\n", begin) - begin);
}

}  // namespace

TEST_CASE("a calendar tells on which day something is open, and nothing of any child") {
    SchoolWithTerm school;
    const Response answer = school.calendar(school.secret_for(school.ib()));
    REQUIRE(answer.status == 200);
    CHECK(answer.header("Content-Type") == "text/calendar; charset=utf-8");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(count(answer.body, "BEGIN:VEVENT") == 1);
    CHECK(answer.body.find("DTSTART;VALUE=DATE:20260601") != std::string::npos);
    CHECK(answer.body.find("TRIGGER") != std::string::npos);
    for (const std::string told : {"2150", "Sem", "Verzonnen", "2026-0001", "hulp", "Hulp", "SMW",
                                   "effect", "n1", "twente", school.ib().name.c_str()}) {
        CAPTURE(told);
        CHECK(answer.body.find(told) == std::string::npos);
    }
}

TEST_CASE("a term that was settled is cancelled under the same uid with a higher sequence") {
    SchoolWithTerm school;
    const std::string secret = school.secret_for(school.ib());
    const std::string open = school.calendar(secret).body;
    school.push(
        Json::array({{{"source", "test"},
                      {"id", "n2"},
                      {"pupil", "leerling-2150"},
                      {"date", "2026-04-28"},
                      {"category", "Meldcode en Verwijsindex"},
                      {"text", "Het effect van de hulp is geëvalueerd met ouders en SMW."}}}));
    const std::string settled = school.calendar(secret).body;
    CHECK(line_of(settled, "UID:") == line_of(open, "UID:"));
    CHECK(line_of(open, "STATUS:") == "STATUS:CONFIRMED");
    CHECK(line_of(settled, "STATUS:") == "STATUS:CANCELLED");
    const auto sequence = [](const std::string& text) {
        return std::stoll(line_of(text, "SEQUENCE:").substr(9));
    };
    CHECK(sequence(settled) > sequence(open));
    // Asked again without a change it is the same to the byte.
    CHECK(school.calendar(secret).body == settled);
}

TEST_CASE("without its secret a calendar is not there, before, between and after") {
    SchoolWithTerm school;
    const auto absent = [&](const std::string& secret) {
        const Response answer = school.calendar(secret);
        const Response nothing = school.client().get("/no/such/page");
        CHECK(answer.status == 404);
        CHECK(answer.body == nothing.body);
    };
    absent(std::string(43, 'A'));
    absent("");
    absent("../health");
    const std::string first = school.secret_for(school.ib());
    CHECK(school.calendar(first).status == 200);
    absent(first.substr(1));
    absent(first + "A");
    const std::string second = school.secret_for(school.ib());
    absent(first);  // a new one ends it
    CHECK(school.calendar(second).status == 200);
    REQUIRE(school.bridge().end_calendar(school.ib().id));
    absent(second);
    const std::string third = school.secret_for(school.ib());
    REQUIRE(school.bridge().revoke_person(school.ib().id));
    absent(third);
    // It is a page to read, and no part of the API.
    CHECK(school.client().post("/calendar/" + third + ".ics", "{}").status == 405);
}

TEST_CASE("a calendar holds what its person may see, and who sees no routes has none") {
    SchoolWithTerm school;
    const bridge::Person smw = school.person("smw");
    const std::string invited = school.secret_for(smw);
    CHECK(count(school.calendar(invited).body, "BEGIN:VEVENT") == 0);
    const auto number = expect(school.bridge().status({})).at(0).dossiers.at(0).dossier;
    expect(school.bridge().invite(smw.id, number, core::parse_date("2026-06-30").value(),
                                  school.ib().id));
    CHECK(count(school.calendar(invited).body, "BEGIN:VEVENT") == 1);

    const bridge::Person other = school.person("aandachtsfunctionaris");
    const std::string hidden = school.secret_for(other);
    CHECK(count(school.calendar(hidden).body, "BEGIN:VEVENT") == 1);
    expect(school.bridge().hide("leerling-2150", other.id, "verwant", school.ib().id));
    CHECK(count(school.calendar(hidden).body, "BEGIN:VEVENT") == 0);

    for (const std::string role : {"beheer", "bestuur"}) {
        CAPTURE(role);
        CHECK_FALSE(school.bridge().begin_calendar(school.person(role).id));
    }
}
