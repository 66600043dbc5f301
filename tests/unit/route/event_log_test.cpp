// What was done in a dossier, as a process-mining tool gets it.

#include "meldbrug/route/event_log.hpp"

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

std::vector<std::string> acts_of(const route::LoggedDossier& dossier) {
    std::vector<std::string> acts;
    for (const auto& act : dossier.acts) {
        acts.push_back(core::format_date(act.day) + " " + act.act);
    }
    return acts;
}

}  // namespace

TEST_CASE("a log holds what was done for certain, by day, with the roles that did it") {
    Story story("twente");
    story.on("2026-03-05", "leerkracht")
        .act("collegiaal_overleg", {.actors = {"leerkracht", "ib"}})
        .act("gesprek_ouder", {.state = "planned"})
        .act("directie_geinformeerd", {.state = "denied"});
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-16").answer(2, notes::Answer::doubt);

    const auto log = story.log("2026-04-01");
    REQUIRE(log.size() == 1);
    CHECK(acts_of(log[0]) == std::vector<std::string>{"2026-03-02 signalen_vastgelegd",
                                                      "2026-03-05 collegiaal_overleg",
                                                      "2026-03-16 weging_vraag_2"});
    const auto& acts = log[0].acts;
    // Nobody is named: who wrote it down.
    CHECK(acts[0].roles == std::vector<std::string>{"leerkracht"});
    CHECK(acts[0].steps == std::vector<std::string>{"signaleren"});
    CHECK(acts[1].roles.size() == 2);
    CHECK(acts[2].answer == "doubt");
    CHECK(log[0].in_doubt == 0);
}

TEST_CASE("what waits for a person is no event, and is counted") {
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-10").act("gesprek_ouder", {.certain = false});
    const std::string talk = story.last_id();

    auto log = story.log("2026-04-01");
    REQUIRE(log.size() == 1);
    CHECK(acts_of(log[0]) == std::vector<std::string>{"2026-03-02 signalen_vastgelegd"});
    CHECK(log[0].in_doubt == 1);

    notes::Correction confirmed;
    confirmed.does = notes::CorrectionKind::confirm;
    confirmed.who = "t2";
    confirmed.role = "ib";
    confirmed.at = core::parse_instant("2026-03-13T09:00:00+01:00").value();
    confirmed.why = "zo was het";
    confirmed.note = {"test", talk};
    confirmed.what = {notes::Matter::action, "gesprek_ouder"};
    story.correct(confirmed);
    log = story.log("2026-04-01");
    REQUIRE(log[0].acts.size() == 2);
    CHECK(log[0].acts[1].act == "gesprek_ouder");
    CHECK(log[0].acts[1].by_person);
    CHECK_FALSE(log[0].acts[0].by_person);
    CHECK(log[0].in_doubt == 0);
}

TEST_CASE("each dossier of a pupil is a trace of its own, and the later one says it was reopened") {
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-20").act("dossier_gesloten");
    story.on("2026-05-04").act("signalen_vastgelegd").mark("nieuwe_signalen");
    const auto log = story.log("2026-06-01");
    REQUIRE(log.size() == 2);
    CHECK(acts_of(log[0]) == std::vector<std::string>{"2026-03-02 signalen_vastgelegd",
                                                      "2026-03-20 dossier_gesloten"});
    CHECK(acts_of(log[1]) == std::vector<std::string>{"2026-05-04 signalen_vastgelegd"});

    std::ostringstream text;
    route::XesLog xes(text, story.profile(), "05AA", day("2026-06-01"));
    xes.add(log[0], "a1");
    xes.add(log[1], "b2");
    xes.finish();
    const std::string document = text.str();
    CHECK(document.find(R"(<boolean key="reopened" value="true"/>)") != std::string::npos);
    CHECK(document.find(R"(<boolean key="reopened" value="true"/>)") >
          document.find(R"(<string key="concept:name" value="b2"/>)"));
}

TEST_CASE("an act stands at noon of its day, in winter and in summer time") {
    Story story("twente");
    story.on("2026-03-28").act("signalen_vastgelegd");
    story.on("2026-03-29").act("collegiaal_overleg");  // the night in which the clock goes forward
    std::ostringstream text;
    route::XesLog xes(text, story.profile(), "<05\"&", day("2026-06-01"));
    xes.add(story.log("2026-06-01").at(0), "a1");
    CHECK(text.str().find("2026-03-28T12:00:00+01:00") != std::string::npos);
    CHECK(text.str().find("2026-03-29T12:00:00+02:00") != std::string::npos);
    // What the school calls itself is text.
    CHECK(text.str().find("Meldcode &lt;05&quot;&amp;") != std::string::npos);
}
