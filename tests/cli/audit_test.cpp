// The audit on the command line, on a real store and with a real person who tampers.
#include "support/program.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

class AuditedSchool {
public:
    AuditedSchool() {
        folder_.write("note.jsonl",
                      R"({"id":"n1","pupil":"2150","date":"2026-03-02","text":"Signalen in kaart )"
                      R"(gebracht en vastgelegd."})"
                      "\n");
        REQUIRE(run({"import", (folder_.path() / "note.jsonl").string()}).status == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        std::vector<std::string> all = {"--store", store()};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run_program(all);
    }
    [[nodiscard]] core::Json entries(std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments = {"audit", "list", "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = run(arguments);
        REQUIRE(ran.status == 0);
        return core::parse_json(ran.out, "audit").value().at("entries");
    }
    [[nodiscard]] std::string store() const { return (folder_.path() / "s" / "m.db").string(); }

private:
    TempFolder folder_;
};

}  // namespace

TEST_CASE("commands that show a pupil's route stand in the audit, as the console") {
    const AuditedSchool school;
    REQUIRE(school.run({"status", "--pupil", "2150", "--json"}).status == 0);
    REQUIRE(school.run({"due"}).status == 0);
    const auto entries = school.entries({"--pupil", "2150"});
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].at("what") == "notes");
    CHECK(entries[0].at("person") == "console");
    CHECK(entries[1].at("what") == "dossier");
    CHECK(entries[1].at("act") == "view");
    CHECK(entries[1].at("person") == "console");
    CHECK(entries[1].at("dossiers").size() == 1);
    // That the audit was looked at is in the audit.
    CHECK(school.entries({"--pupil", "2150"}).back().at("what") == "audit");
    CHECK(school.entries({"--since", "2999-01-01"}).empty());
    CHECK(school.entries({"--person", "nobody"}).empty());
    CHECK(school.run({"audit", "list"}).out.find("console") != std::string::npos);
}

TEST_CASE("audit verify prints a head that proves itself later, and finds what was tampered with") {
    const AuditedSchool school;
    const Ran first = school.run({"audit", "verify", "--json"});
    REQUIRE(first.status == 0);
    const auto verdict = core::parse_json(first.out, "verdict").value();
    CHECK(verdict.at("holds") == true);
    const auto head = verdict.at("head").get<std::string>();
    REQUIRE(school.run({"status"}).status == 0);
    CHECK(school.run({"audit", "verify", "--head", head}).status == 0);
    CHECK(school.run({"audit", "verify", "--head", "7"}).status == 2);
    CHECK(school.run({"doctor", "--json"}).out.find(R"("id":"audit")") != std::string::npos);

    const std::string sql =
        "DROP TRIGGER audit_is_not_edited; UPDATE audit SET person = 'p9' WHERE seq = 1";
    REQUIRE(run_shell("python3 -c " +
                      quoted("import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); "
                             "d.executescript(sys.argv[2])") +
                      " " + quoted(school.store()) + " " + quoted(sql))
                .status == 0);
    const Ran found = school.run({"audit", "verify"});
    CHECK(found.status == 4);
    CHECK(found.out.empty());
    CHECK(found.err.find("regel 1 ") != std::string::npos);
    CHECK(found.err.find("2150") == std::string::npos);
    const Ran json = school.run({"audit", "verify", "--json"});
    CHECK(json.status == 4);
    CHECK(core::parse_json(json.out, "verdict").value().at("first_bad") == 1);
}

TEST_CASE("an audit whose end is gone is told, and goes on once a person has looked") {
    const AuditedSchool school;
    REQUIRE(school.run({"user", "add", "Beheer (fictief)", "--role", "beheer"}).status == 0);
    const std::string sql =
        "DROP TRIGGER audit_is_not_removed; DELETE FROM audit WHERE seq = (SELECT max(seq) FROM "
        "audit)";
    REQUIRE(run_shell("python3 -c " +
                      quoted("import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); "
                             "d.executescript(sys.argv[2])") +
                      " " + quoted(school.store()) + " " + quoted(sql))
                .status == 0);
    CHECK(school.run({"audit", "verify"}).status == 4);
    CHECK(school.run({"doctor"}).status != 0);
    CHECK(school.run({"audit", "renew", "--who", "nobody"}).status == 2);
    REQUIRE(school.run({"audit", "renew", "--who", "p1"}).status == 0);
    CHECK(school.run({"audit", "verify"}).status == 0);
    CHECK(school.entries().back().at("what") == "audit.renewed");
}
