// People, invitations and devices, as beheer types them.
#include "support/program.hpp"

#include "meldbrug/core/clock.hpp"
#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

class SchoolWithPeople {
public:
    SchoolWithPeople() {
        folder_.write("note.jsonl",
                      R"({"id":"n1","pupil":"2150","date":"2026-03-02","text":"Signalen in kaart )"
                      R"(gebracht en vastgelegd."})"
                      "\n");
        REQUIRE(run({"import", (folder_.path() / "note.jsonl").string()}).status == 0);
        REQUIRE(run({"user", "add", "Ilse", "--role", "ib"}).status == 0);
        REQUIRE(run({"user", "add", "Sanne", "--role", "smw"}).status == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--store", (folder_.path() / "s" / "m.db").string()});
        return run_program(arguments);
    }

private:
    TempFolder folder_;
};

core::Json json_of(const Ran& ran) {
    REQUIRE(ran.status == 0);
    return core::parse_json(ran.out, "line").value();
}

}  // namespace

TEST_CASE("a teacher is added with the own id in the LVS and the own class") {
    const SchoolWithPeople school;
    const auto person = json_of(school.run(
        {"user", "add", "Tom", "--role", "leerkracht", "--author", "t12", "--group", "5"}));
    CHECK(person.at("author") == "t12");
    CHECK(person.at("group") == "5");
    CHECK(school.run({"user", "add", "Tom", "--role", "juf"}).status == 2);
    CHECK(school.run({"user", "list"}).out.find("\"t12\"") != std::string::npos);
}

TEST_CASE("an IB invites to a dossier, and takes it back") {
    const SchoolWithPeople school;
    const auto today = core::format_date(core::amsterdam_date(core::SystemClock().now()));
    const auto invite = [&](const std::string& dossier, const std::string& until,
                            const std::string& who) {
        return school.run(
            {"invite", "add", "Sanne", "--dossier", dossier, "--until", until, "--who", who});
    };
    const auto made = json_of(invite("2026-0001", today, "Ilse"));
    CHECK(made.at("dossier") == "2026-0001");
    CHECK(made.at("open") == true);
    CHECK(invite("2026-0001", "2020-01-01", "Ilse").status == 2);
    CHECK(invite("2026-0009", today, "Ilse").status == 2);
    const Ran refused = invite("2026-0001", today, "Sanne");
    CHECK(refused.status == 2);
    CHECK(refused.err.find("only an ib") != std::string::npos);
    CHECK(school.run({"invite", "end", "1", "--who", "Ilse"}).status == 0);
    CHECK(school.run({"invite", "end", "1", "--who", "Ilse"}).status == 2);
    CHECK(json_of(school.run({"invite", "list"})).at("open") == false);
    CHECK(school.run({"audit", "list"}).out.find("invitation.ended") != std::string::npos);
}

TEST_CASE("a pupil is hidden from one person, and shown again") {
    const SchoolWithPeople school;
    REQUIRE(school.run({"user", "add", "Dirk", "--role", "directie"}).status == 0);
    const auto hide = [&](const std::string& from, const std::string& pupil,
                          const std::string& who) {
        return school.run(
            {"hide", "add", from, "--pupil", pupil, "--why", "vermoeden", "--who", who});
    };
    const auto made = json_of(hide("Dirk", "2150", "Ilse"));
    CHECK(made.at("pupil") == "2150");
    CHECK(made.at("ended").is_null());
    CHECK(hide("Dirk", "2150", "Ilse").status == 2);
    CHECK(hide("Sanne", "9999", "Ilse").status == 2);
    // The director does not learn that there is such a pupil, nor ends it.
    const Ran blind = hide("Sanne", "2150", "Dirk");
    CHECK(blind.status == 2);
    CHECK(blind.err == hide("Sanne", "9999", "Dirk").err);
    CHECK(school.run({"hide", "end", "1", "--why", "x", "--who", "Dirk"}).status == 2);
    // Nobody else sees the whole school.
    const Ran last = hide("Ilse", "2150", "Ilse");
    CHECK(last.status == 2);
    CHECK(last.err.find("nobody who sees all dossiers") != std::string::npos);
    CHECK(school.run({"hide", "end", "1", "--why", "onterecht", "--who", "Ilse"}).status == 0);
    CHECK(json_of(school.run({"hide", "list", "--pupil", "2150"})).at("ended").at("why") ==
          "onterecht");
    CHECK(school.run({"audit", "list"}).out.find("hiding.ended") != std::string::npos);
}

TEST_CASE("devices are listed, and one that is not there cannot be ended") {
    const SchoolWithPeople school;
    const Ran none = school.run({"user", "devices"});
    CHECK(none.status == 0);
    CHECK(none.out.empty());
    const Ran code = school.run({"pair", "Ilse"});
    CHECK(code.status == 0);
    CHECK(code.out.size() == 9);  // eight digits and the end of the line
    CHECK(school.run({"user", "unpair", "00000000"}).status == 2);
}

TEST_CASE("doctor tells of a pupil whom nobody sees any more, until somebody does") {
    const SchoolWithPeople school;
    const auto seen = [&] {
        const Ran ran = school.run({"doctor", "--json"});
        const auto checks = core::parse_json(ran.out, "doctor").value().at("checks");
        for (const auto& check : checks) {
            if (check.at("id") == "sight") {
                return check.at("ok").get<bool>();
            }
        }
        FAIL("doctor does not look at it");
        return false;
    };
    CHECK(seen());
    REQUIRE(school.run({"user", "add", "Dirk", "--role", "directie"}).status == 0);
    REQUIRE(school.run({"hide", "add", "Dirk", "--pupil", "2150", "--why", "x", "--who", "Ilse"})
                .status == 0);
    CHECK(seen());
    REQUIRE(school.run({"user", "revoke", "Ilse"}).status == 0);
    CHECK_FALSE(seen());
    REQUIRE(school.run({"user", "add", "Bram", "--role", "ib"}).status == 0);
    CHECK(seen());
}
