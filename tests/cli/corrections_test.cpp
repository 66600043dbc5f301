// An IB corrects what was read, from the command line.
#include "support/program.hpp"
#include "support/values.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using meldbrug::test::contains;
using meldbrug::test::export_header;
using meldbrug::test::Ran;
using meldbrug::test::run_program;
using meldbrug::test::TempFolder;
using Json = nlohmann::json;

namespace {

constexpr const char* rows =
    "n1;1001;Noor;5;02-03-2026;Meldcode en Verwijsindex;Signalen;Signalen in kaart gebracht en "
    "vastgelegd.\n"
    "n2;1001;Noor;5;10-03-2026;Meldcode en Verwijsindex;Gesprek;Gesproken met moeder over de "
    "zorgen.\n";

class CorrectedSchool {
public:
    CorrectedSchool() {
        must({"import", folder_.write("export.csv", std::string(export_header) + rows).string()});
        ib = Json::parse(must({"user", "add", "Ingrid", "--role", "ib"}).out)
                 .at("id")
                 .get<std::string>();
        must({"user", "add", "Dirk", "--role", "directie"});
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(),
                         {"--store", (folder_.path() / "store" / "meldbrug.db").string()});
        return run_program(arguments);
    }
    Ran must(const std::vector<std::string>& arguments) const {
        auto ran = run(arguments);
        CAPTURE(ran.err);
        REQUIRE(ran.status == 0);
        return ran;
    }
    [[nodiscard]] Json status() const {
        return Json::parse(must({"status", "--pupil", "1001", "--json"}).out);
    }
    [[nodiscard]] std::string talk() const {
        return status().at("dossiers").at(0).at("steps").at(2).at("verdict").get<std::string>();
    }
    [[nodiscard]] Json list() const {
        return Json::parse(must({"corrections", "list", "--json"}).out).at("corrections");
    }
    std::string ib;

private:
    TempFolder folder_;
};

const std::vector<std::string> reject_talk = {"reject",
                                              "--pupil",
                                              "1001",
                                              "--note",
                                              "n2",
                                              "--action",
                                              "gesprek_ouder",
                                              "--who",
                                              "Ingrid",
                                              "--why",
                                              "dat was de moeder van een ander kind"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

}  // namespace

TEST_CASE("an IB rejects, sees who did it and why, and undoes it") {
    const CorrectedSchool school;
    REQUIRE(school.talk() == "met");
    REQUIRE_FALSE(school.status().contains("corrections"));
    const auto kept = Json::parse(school.must(with(reject_talk, {"--json"})).out);
    CHECK(kept.at("does") == "reject");
    CHECK(kept.at("note").at("id") == "n2");
    CHECK(kept.at("what") == Json{{"action", "gesprek_ouder"}});
    CHECK(kept.at("who") == school.ib);
    CHECK(kept.at("role") == "ib");
    CHECK(kept.at("why") == "dat was de moeder van een ander kind");
    CHECK(school.talk() == "open");

    const auto status = school.status();
    REQUIRE(status.at("corrections").size() == 1);
    CHECK(status.at("corrections").at(0).at("standing") == "in_effect");
    CHECK(status.at("dossiers").at(0).at("steps").at(2).at("corrected").at("by") == "ib");
    const auto text = school.must({"status", "--pupil", "1001"}).out;
    CHECK(contains(text, "klopt niet door"));
    CHECK(contains(text, "dat was de moeder van een ander kind"));
    CHECK(contains(school.must({"corrections", "list"}).out, "n2"));

    const auto id = std::to_string(kept.at("id").get<int>());
    const auto undone = school.must(
        {"corrections", "undo", id, "--who", school.ib, "--why", "toch wel", "--lang", "en"});
    CHECK(undone.out == "Correction " + id + " was undone.\n");
    CHECK(school.talk() == "met");
    REQUIRE(school.list().size() == 1);
    CHECK(school.list().at(0).at("standing") == "undone");
    CHECK(school.list().at(0).at("undone").at("why") == "toch wel");
    CHECK(school.run({"corrections", "undo", id, "--who", school.ib, "--why", "nog eens"}).status ==
          2);
}

TEST_CASE("an IB confirms, adds and waives") {
    const CorrectedSchool school;
    school.must({"add", "--pupil", "1001", "--action", "collegiaal_overleg", "--day", "2026-03-05",
                 "--who", "Ingrid", "--why", "telefonisch"});
    const auto steps = school.status().at("dossiers").at(0).at("steps");
    CHECK(steps.at(1).at("verdict") == "met");
    CHECK(steps.at(1).at("notes") == Json::array({"c1"}));

    school.must({"confirm", "--pupil", "1001", "--note", "n1", "--action", "ouders_ingelicht",
                 "--who", "Ingrid", "--why", "staat er met andere woorden"});
    school.must(reject_talk);
    CHECK(school.talk() == "open");
    school.must({"waive", "--pupil", "1001", "--rule", "R054", "--ground", "grond_contactbreuk",
                 "--day", "2026-03-12", "--who", "Ingrid", "--why", "onvindbaar"});
    CHECK(school.talk() == "waived");
    CHECK(school.list().size() == 4);
}

TEST_CASE("a correction that is not whole, not allowed or not meant exits with 2") {
    const CorrectedSchool school;
    const auto status = [&](const std::vector<std::string>& arguments) {
        return school.run(arguments).status;
    };
    const std::vector<std::string> add = {
        "add", "--pupil", "1001", "--action", "collegiaal_overleg", "--day", "2026-03-05"};
    CHECK(status(add) == 2);
    CHECK(status(with(add, {"--who", "Ingrid"})) == 2);
    CHECK(status(with(add, {"--who", "Ingrid", "--why", " "})) == 2);
    CHECK(status(with(add, {"--who", "Dirk", "--why", "x"})) == 2);
    CHECK(status(with(add, {"--who", "Niemand", "--why", "x"})) == 2);
    CHECK(status({"confirm", "--pupil", "1001", "--note", "n1", "--who", "Ingrid", "--why", "x"}) ==
          2);
    CHECK(status({"confirm", "--pupil", "1001", "--note", "n1", "--action", "gesprek_ouder",
                  "--step", "gesprek", "--who", "Ingrid", "--why", "x"}) == 2);
    CHECK(status({"reject", "--pupil", "1001", "--note", "n9", "--action", "gesprek_ouder", "--who",
                  "Ingrid", "--why", "x"}) == 2);
    const auto refused = school.run({"reject", "--pupil", "1001", "--note", "n1", "--action",
                                     "gesprek_ouder", "--who", "Ingrid", "--why", "x"});
    CHECK(refused.status == 2);
    CHECK_FALSE(contains(refused.err, "1001"));
    CHECK(school.list().empty());
    CHECK(contains(school.must({"corrections", "list"}).out, "Er is niets gecorrigeerd."));
}
