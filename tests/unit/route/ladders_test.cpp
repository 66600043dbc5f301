// Two ladders side by side, each judged by itself: the ondersteuningsroute beside the meldcode.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

/// open-kring, with a rule that asks for the team's meeting in the ondersteuningsroute.
Json with_meeting() {
    Json profile = read_data("notes-schema/routes/open-kring.json");
    profile["rules"].push_back({{"id", "OR3"},
                                {"template", "existence"},
                                {"force", "must"},
                                {"says", "De school bespreekt in het Groot overleg."},
                                {"source", Json::array()},
                                {"school_agreement", true},
                                {"step", "or_overleg"}});
    return profile;
}

}  // namespace

TEST_CASE(
    "a step of the ondersteuningsroute is neither a step of the meldcode nor later than one") {
    for (const std::string route : {"open-kring", "innoord"}) {
        CAPTURE(route);
        Story story(route);
        story.on("2026-03-02").step("or_acties");
        const auto status = story.status("2026-03-02");
        CHECK(step_of(status, "or_acties") == "met");
        for (const std::string step : {"signaleren", "consulteren", "gesprek", "wegen", "hulp"}) {
            CAPTURE(step);
            CHECK(step_of(status, step) == "open");
            CHECK(found(status, step).empty());
        }
        CHECK(badge_of(status) != "late");
        CHECK(status.badge.text.rfind("Nog geen stap", 0) == 0);
    }
}

TEST_CASE("the badge counts the steps of the meldcode") {
    Story story("open-kring");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-03").step("or_nazorg");
    CHECK(story.status("2026-03-03").badge.text.rfind("Stap 1 van 6", 0) == 0);
}

TEST_CASE("what is done shows its step on either ladder") {
    Story story("innoord");
    story.on("2026-03-03").act("collegiaal_overleg");
    const auto status = story.status("2026-03-03");
    CHECK(step_of(status, "consulteren") == "met");
    CHECK(step_of(status, "or_consulteren") == "met");
    CHECK(step_of(status, "or_signaleren") == "open");  // no rule asks for it
    CHECK(found(status, "or_signaleren").empty());
}

TEST_CASE("a step is passed over by a later one of its own ladder alone") {
    Story story(OwnProfile{with_meeting()});
    story.on("2026-03-03").act("collegiaal_overleg");
    story.on("2026-03-09").act("weging_gedaan");
    auto status = story.status("2026-03-09");
    CHECK(step_of(status, "or_overleg") == "open");
    CHECK(found(status, "or_overleg").empty());
    CHECK(step_of(status, "gesprek") == "missing");

    story.on("2026-03-12").act("hulp_georganiseerd");
    status = story.status("2026-03-12");
    CHECK(found(status, "or_overleg", "or_overleg") == "missing");
    CHECK(finding(status, "or_overleg")->rule == "OR3");
    CHECK(finding(status, "or_overleg")->text.find("ondersteuningsroute stap 3") !=
          std::string::npos);

    story.on("2026-03-10").act("zbo_sot_zat_besproken");
    CHECK(found(story.status("2026-03-12"), "or_overleg").empty());
}

TEST_CASE("an emergency passes over no step of another ladder, and asks for none") {
    Story story(OwnProfile{with_meeting()});
    story.on("2026-03-03").act("collegiaal_overleg");
    story.on("2026-03-04").alarm("acuut").act("melding_veilig_thuis");
    const auto status = story.status("2026-03-04");
    CHECK(found(status, "wegen", "wegen") == "open");
    CHECK(step_of(status, "or_overleg") == "open");
    CHECK(found(status, "or_overleg").empty());
}

TEST_CASE("the status says of each step whose it is, where there are several ladders") {
    const auto ladder_of = [](const std::string& route, const std::string& id) {
        Story story(route);
        story.on("2026-03-02").act("signalen_vastgelegd");
        const Json status = to_json(story.status("2026-03-02"));
        for (const Json& step : status["steps"]) {
            if (step["id"] == id) {
                return step.value("ladder", "") + "/" + step.value("ladder_name", "");
            }
        }
        return std::string("no such step");
    };
    CHECK(ladder_of("open-kring", "wegen") == "meldcode/");
    CHECK(ladder_of("open-kring", "or_acties") == "ondersteuningsroute/Ondersteuningsroute");
    CHECK(ladder_of("twente", "wegen") == "/");
}

TEST_CASE("a profile cannot mix up its ladders") {
    struct Case {
        std::function<void(Json&)> breaking;
        std::string pointer;
    };
    const auto step = [](Json& profile, const std::string& id) -> Json& {
        for (Json& one : profile["steps"]) {
            if (one["id"] == id) {
                return one;
            }
        }
        FAIL("no such step");
        return profile;
    };
    const std::vector<Case> cases{
        {[&](Json& p) { step(p, "or_acties")["ladder"] = "zorgladder"; }, "ladder"},
        {[](Json& p) { p["ladders"][0]["id"] = "meldcode"; }, "/ladders/0/id"},
        {[](Json& p) { p["ladders"] = Json::array(); }, "/ladders"},
        {[](Json& p) { p["ladders"][0]["step_names"]["4"] = {"wegen"}; },
         "/ladders/0/step_names/4"},
        {[](Json& p) { p["step_names"]["4"] = {"or_acties"}; }, "/step_names/4"},
        {[](Json& p) { p["ladders"][0]["evidence"]["nazorg"] = "volgen"; },
         "/ladders/0/evidence/nazorg"},
        {[](Json& p) { p["evidence"]["nazorg"] = "or_nazorg"; }, "/evidence/nazorg"},
        {[](Json& p) { p["emergency"]["step"] = "or_acties"; }, "/emergency/step"},
        {[](Json& p) {
             p["rules"].back()["by"] = "wegen";  // OR3 is of or_overleg
         },
         "by"},
        {[](Json& p) {
             for (Json& rule : p["rules"]) {
                 if (rule["id"] == "R065") {
                     rule["steps"] = {"or_consulteren", "wegen"};
                 }
             }
         },
         "steps"},
        {[](Json& p) { p["bare_steps"] = "guess"; }, "/bare_steps"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.pointer);
        Json profile = with_meeting();
        one.breaking(profile);
        core::Catalogue catalogue = shipped_catalogue();
        const auto loaded = route::Profile::from_json(profile, catalogue, "test");
        REQUIRE_FALSE(loaded.ok());
        CHECK(loaded.error().line().find(one.pointer) != std::string::npos);
    }
}
