// Routes of a kind that none of the five schools has, as data alone: tests/data/routes.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

Story invented(const std::string& id) {
    const std::string folder = "tests/data/routes/" + id;
    return Story(
        OwnProfile{read_data(folder + "/route.json"), read_data(folder + "/catalogue.json")});
}

}  // namespace

TEST_CASE("phases are counted from 0, and called phases") {
    Story story = invented("fasen");
    story.on("2026-03-02").act("zorg_besproken");
    auto status = story.status("2026-03-02");
    CHECK(step_of(status, "aandacht") == "met");
    CHECK(status.badge.text == "Fase 0 van 5");
    story.on("2026-03-09").act("signalen_vastgelegd");
    CHECK(story.status("2026-03-09").badge.text == "Fase 1 van 5");

    Story skipped = invented("fasen");
    skipped.on("2026-03-09").act("signalen_vastgelegd");
    status = skipped.status("2026-03-09");
    CHECK(found(status, "aandacht", "aandacht") == "missing");
    CHECK(finding(status, "aandacht")->rule == "F0");
}

TEST_CASE("of two tracks the one of this concern is asked for") {
    const auto weighed = [](bool vice) {
        Story story = invented("fasen");
        story.on("2026-03-02").act("zorg_besproken");
        if (vice) {
            story.mark("zeden");
        }
        story.on("2026-03-03").act("signalen_vastgelegd");
        story.on("2026-03-04").act("collegiaal_overleg");
        story.on("2026-03-09").act("weging_gedaan");
        return story;
    };
    auto status = weighed(false).status("2026-03-09");
    CHECK(found(status, "gesprek", "gesprek") == "missing");
    CHECK(step_of(status, "zedenoverleg") == "not_applicable");
    CHECK(found(status, "zedenoverleg") == "");

    Story story = weighed(true);
    status = story.status("2026-03-09");
    CHECK(found(status, "zedenoverleg", "zedenoverleg") == "missing");
    CHECK(step_of(status, "gesprek") == "not_applicable");
    CHECK(found(status, "gesprek") == "");

    // What a note shows is shown, whatever the track.
    story.on("2026-03-10").act("gesprek_ouder");
    status = story.status("2026-03-10");
    CHECK(step_of(status, "gesprek") == "met");
    CHECK(found(status, "overleg_zedenpolitie", "zedenoverleg") == "missing");
}

TEST_CASE("a step on paper is never missing, and what asks for it is silent") {
    Story story = invented("papier");
    story.on("2026-03-04").act("collegiaal_overleg");
    auto status = story.status("2026-03-04");
    CHECK(step_of(status, "signaleren") == "not_applicable");
    CHECK(found(status, "signaleren") == "");
    story.on("2026-03-02").act("signalen_vastgelegd");
    CHECK(step_of(story.status("2026-03-04"), "signaleren") == "met");
}

TEST_CASE("a step of several acts is taken with the last of them, in whatever order") {
    Story story = invented("papier");
    story.on("2026-03-03").act("collegiaal_overleg");
    story.on("2026-03-05").act("gesprek_leerling");
    auto status = story.status("2026-03-05");
    CHECK(step_of(status, "gesprek") == "open");
    story.on("2026-03-09").act("weging_gedaan", {.actors = {"zorgteamlid"}});
    status = story.status("2026-03-09");
    CHECK(step_of(status, "gesprek") == "missing");
    CHECK(found(status, "gesprek", "gesprek") == "missing");
    CHECK(found(status, "gesprek_ouder", "consulteren") == "missing");
    story.on("2026-03-10").act("gesprek_ouder");
    status = story.status("2026-03-10");
    CHECK(step_of(status, "gesprek") == "met");
    for (const auto& step : status.steps) {
        if (step.id == "gesprek") {
            CHECK(step.date == day("2026-03-10"));
        }
    }
    CHECK(found(status, "gesprek") == "");

    Story doubtful = invented("papier");
    doubtful.on("2026-03-05").act("gesprek_leerling").act("gesprek_ouder", {.certain = false});
    CHECK(step_of(doubtful.status("2026-03-05"), "gesprek") == "to_confirm");
    Story planned = invented("papier");
    planned.on("2026-03-05").act("gesprek_leerling").act("gesprek_ouder", {.state = "planned"});
    CHECK(step_of(planned.status("2026-03-05"), "gesprek") == "open");
    Story named = invented("papier");
    named.on("2026-03-05").step("gesprek");
    CHECK(step_of(named.status("2026-03-05"), "gesprek") == "met");
}

TEST_CASE("reports to others, an index of another name, people of another name") {
    Story story = invented("papier");
    story.on("2026-03-02").category("Zorg").act("aangifte_politie");
    auto status = story.status("2026-03-10");
    CHECK(step_of(status, "melden") == "met");
    CHECK(found(status, "sisa_signaal") == "late");
    story.on("2026-03-03").act("sisa_signaal");
    CHECK(found(story.status("2026-03-10"), "sisa_signaal") == "");
    story.on("2026-03-04").act("weging_gedaan", {.actors = {"leerkracht"}});
    CHECK(found(story.status("2026-03-10"), "weging_gedaan") == "missing");
}

TEST_CASE("parents before any contact outside") {
    Story story = invented("overdracht");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-03").act("advies_veilig_thuis");
    CHECK(found(story.status("2026-03-03"), "gesprek_ouder", "gesprek") == "missing");
    story.on("2026-03-04").act("gesprek_ouder");
    // Afterwards is not before.
    CHECK(found(story.status("2026-03-04"), "gesprek_ouder", "gesprek") == "missing");
    story.on("2026-03-01").act("gesprek_ouder");
    CHECK(found(story.status("2026-03-04"), "gesprek_ouder", "gesprek") == "");
}

TEST_CASE("who signalled first hears of it in ten working days") {
    Story story = invented("overdracht");
    story.on("2026-03-02").act("hulp_georganiseerd");  // a Monday
    CHECK(found(story.status("2026-03-16"), "signaleerder_teruggekoppeld") == "open");
    CHECK(found(story.status("2026-03-17"), "signaleerder_teruggekoppeld") == "late");
    story.on("2026-03-17").act("signaleerder_teruggekoppeld");
    CHECK(found(story.status("2026-03-17"), "signaleerder_teruggekoppeld") == "");
}

TEST_CASE("stages behind the report, and one for who moves") {
    Story story = invented("overdracht");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-09").act("effect_geevalueerd");
    auto status = story.status("2026-03-09");
    CHECK(status.badge.text.rfind("Stap 6 van 8", 0) == 0);
    CHECK(step_of(status, "overdracht") == "not_applicable");
    story.on("2026-03-10").act("uitschrijving");
    status = story.status("2026-03-10");
    CHECK(step_of(status, "overdracht") == "open");
    CHECK(badge_of(status) == "urgent");
    CHECK(found(story.status("2026-03-11"), "warme_overdracht", "overdracht") == "late");
    story.on("2026-03-11").act("warme_overdracht");
    status = story.status("2026-03-11");
    CHECK(step_of(status, "overdracht") == "met");
    CHECK(found(status, "warme_overdracht") == "");
    story.on("2026-03-12").act("dossier_gesloten");
    CHECK(found(story.status("2026-03-12"), "terugblik", "terugblik") == "missing");
}

TEST_CASE("the roll tells that a pupil moves as a note would, and opens no dossier") {
    Story story = invented("overdracht");
    story.left("2026-03-10");
    CHECK(story.all("2026-03-10").empty());
    story.on("2026-03-02").act("signalen_vastgelegd");
    CHECK(step_of(story.status("2026-03-09"), "overdracht") == "not_applicable");
    const auto status = story.status("2026-03-10");
    CHECK(step_of(status, "overdracht") == "open");
    CHECK(badge_of(status) == "urgent");
    const auto* asked = finding(status, "warme_overdracht", "overdracht");
    REQUIRE(asked != nullptr);
    CHECK(asked->notes.empty());  // none tells it
    story.on("2026-03-10").act("warme_overdracht");
    CHECK(found(story.status("2026-03-11"), "warme_overdracht") == "");
}

TEST_CASE("six profiles with eight steps of their own fit beside each other") {
    auto catalogue = shipped_catalogue();
    for (int school = 0; school < 6; ++school) {
        Json profile = read_data("notes-schema/routes/basismodel.json");
        for (int step = 0; step < 8; ++step) {
            const std::string id = "eigen_" + std::to_string(school) + "_" + std::to_string(step);
            profile["steps"].push_back(
                {{"id", id}, {"label", id}, {"title", id}, {"order", 10 + step}});
        }
        CAPTURE(school);
        CHECK(route::Profile::from_json(profile, catalogue, "school").ok());
    }
}
