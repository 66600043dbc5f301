// What the protocol asks of the school itself, kept by who may say so.
#include "support/program.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

class SchoolWithDuties {
public:
    SchoolWithDuties() {
        const auto config = core::Json{{"route", "open-kring"}, {"store", "s/m.db"}};
        file_ = folder_.write("config.json", config.dump()).string();
        REQUIRE(run({"user", "add", "Dirk (fictief)", "--role", "directie"}).status == 0);
        REQUIRE(run({"user", "add", "Lotte (fictief)", "--role", "leerkracht"}).status == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        std::vector<std::string> all = {"--config", file_};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run_program(all);
    }
    [[nodiscard]] core::Json duty(const std::string& name, const std::string& as_of) const {
        const Ran ran = run({"duties", "list", "--as-of", as_of, "--json"});
        REQUIRE(ran.status == 0);
        const core::Json list = core::parse_json(ran.out, "duties").value();
        for (const auto& duty : list.at("duties")) {
            if (duty.at("duty") == name) {
                return duty;
            }
        }
        return {};
    }

private:
    TempFolder folder_;
    std::string file_;
};

}  // namespace

TEST_CASE("a duty of the school is done with a day, a proof and a name, and can be taken back") {
    const SchoolWithDuties school;
    CHECK(school.duty("R155", "2026-03-01").at("verdict") == "open");
    const auto say = [&](const std::string& date) {
        return school.run({"duties", "done", "R155", "--on", date, "--evidence",
                           "notulen leerlingbespreking", "--who", "p1"});
    };
    REQUIRE(say("2025-10-06").status == 0);
    REQUIRE(say("2026-02-09").status == 0);
    const auto met = school.duty("R155", "2026-03-01");
    CHECK(met.at("verdict") == "met");
    CHECK(met.at("done") == 2);
    CHECK(met.at("records")[0].at("evidence") == "notulen leerlingbespreking");
    CHECK(met.at("records")[0].at("who") == "p1");
    const Ran shown = school.run({"duties", "list", "--as-of", "2026-03-01"});
    CHECK(shown.out.find("notulen leerlingbespreking") != std::string::npos);
    CHECK(shown.out.find("2/2") != std::string::npos);

    REQUIRE(school.run({"duties", "undo", "2", "--who", "p1"}).status == 0);
    const auto undone = school.duty("R155", "2026-03-01");
    CHECK(undone.at("verdict") == "open");
    CHECK(undone.at("records").size() == 2);
    CHECK(undone.at("records")[1].at("undone") == true);
    CHECK(school.run({"duties", "undo", "2", "--who", "p1"}).status == 2);

    const auto audit = school.run({"audit", "list", "--json"}).out;
    CHECK(audit.find("duty.done") != std::string::npos);
    CHECK(audit.find("duty.undone") != std::string::npos);
    CHECK(audit.find("leerlingbespreking") == std::string::npos);
}

TEST_CASE("what nobody may say, or says nothing, is refused with the word that is wrong") {
    const SchoolWithDuties school;
    const auto say = [&](const std::string& duty, const std::string& date,
                         const std::string& evidence, const std::string& who) {
        return school.run(
            {"duties", "done", duty, "--on", date, "--evidence", evidence, "--who", who});
    };
    CHECK(say("R155", "2026-02-09", "notulen", "p2").status == 2);  // a teacher
    CHECK(say("R999", "2026-02-09", "notulen", "p1").status == 2);
    CHECK(say("R001", "2026-02-09", "notulen", "p1").status == 2);  // a rule for a dossier
    CHECK(say("R155", "2999-02-09", "notulen", "p1").err.find("done_on") != std::string::npos);
    CHECK(say("R155", "2026-02-09", "", "p1").err.find("evidence") != std::string::npos);
    CHECK(say("R155", "2026-02-09", "  ", "p1").err.find("evidence") != std::string::npos);
    CHECK(school.duty("R155", "2026-03-01").at("records").empty());
}
