#include "notes_fixture.hpp"

#include "meldbrug/notes/reading.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using core::Json;
using test::catalogue;
using test::day;

TEST_CASE("a reading is written in the shape of the contract") {
    const core::Catalogue names = catalogue();
    notes::Note note;
    note.id = "ho-010";
    note.date = day("2025-09-09");
    note.text =
        "Aanmelding SMW is gedaan met toestemming van moeder. SMW'er is casemanager. Afspraak: "
        "over 6 weken kijken we samen of er "
        "effect is.";
    notes::Reading reading;
    reading.steps.push_back({*names.step("hulp"), note.date, {0, 24}, true});
    notes::ReadAction done;
    done.id = *names.action("hulp_georganiseerd");
    done.date = note.date;
    done.span = {0, 24};
    notes::ReadAction planned;
    planned.id = *names.action("effect_geevalueerd");
    planned.state = notes::ActionState::planned;
    planned.date = note.date;
    planned.span = {86, 130};
    reading.actions = {done, planned};
    reading.terms.push_back({"help_effect", day("2025-10-21"), {86, 98}});
    reading.weighing = {notes::Answer::yes, notes::Answer::no, notes::Answer::yes,
                        notes::Answer::doubt, std::nullopt};

    CHECK(notes::to_json(reading, note, names) == Json::parse(R"({
      "id":"ho-010","steps":["hulp"],
      "actions":[{"id":"hulp_georganiseerd","state":"done","date":"2025-09-09","quote":"Aanmelding SMW is gedaan","start":0,"end":24},
                 {"id":"effect_geevalueerd","state":"planned","quote":"over 6 weken kijken we samen of er effect is","start":86,"end":130}],
      "terms":[{"about":"help_effect","due":"2025-10-21","quote":"over 6 weken","start":86,"end":98}],
      "weighing":{"1":"yes","2":"no","3":"yes","4":"doubt"},"urgent":[],"hints":[]})"));
}

TEST_CASE("what a reading has beside the contract shows only when it is there") {
    const core::Catalogue names = catalogue();
    notes::Note note;
    note.id = "1";
    note.title = "Directie";
    note.text = "Directie weet van stap 1.";
    note.date = day("2026-03-12");
    notes::ReadAction action;
    action.id = *names.action("directie_geinformeerd");
    action.date = note.date;
    action.span = {0, 8, true};
    action.about_steps.insert(*names.step("signaleren"));
    action.actors.insert(*names.role("directie"));
    action.marks.insert(*names.mark("twijfel"));
    action.certain = false;
    notes::Reading reading;
    reading.actions.push_back(action);
    reading.steps.push_back({*names.step("melden"), note.date, {0, 8}, false});
    reading.marks.push_back({*names.mark("twijfel"), {9, 13}});
    reading.urgent.push_back({"acuut", {0, 8}});
    reading.hints.emplace_back("initials");

    const Json json = notes::to_json(reading, note, names);
    CHECK(json == Json::parse(R"({"id":"1","steps":[],"steps_to_confirm":["melden"],
      "actions":[],"actions_to_confirm":[{"id":"directie_geinformeerd","state":"done","date":"2026-03-12","quote":"Directie","start":0,"end":8,"in_title":true,
                  "about_steps":["signaleren"],"actors":["directie"],"marks":["twijfel"]}],
      "terms":[],"marks":[{"id":"twijfel","quote":"weet","start":9,"end":13}],"weighing":{},"urgent":["acuut"],"hints":["initials"]})"));
}

TEST_CASE("only what would count as done waits for a person") {
    const core::Catalogue names = catalogue();
    const notes::Note note;
    notes::Reading reading;
    for (const auto state : {notes::ActionState::done, notes::ActionState::planned}) {
        notes::ReadAction action;
        action.id = *names.action("advies_veilig_thuis");
        action.state = state;
        action.certain = false;
        reading.actions.push_back(action);
    }
    const Json json = notes::to_json(reading, note, names);
    REQUIRE(json["actions"].size() == 1);
    CHECK(json["actions"][0]["state"] == "planned");
    REQUIRE(json["actions_to_confirm"].size() == 1);
    CHECK(json["actions_to_confirm"][0]["state"] == "done");
}

TEST_CASE("a step that is sure once is listed once, and not as doubtful") {
    const core::Catalogue names = catalogue();
    const notes::Note note;
    const auto hulp = *names.step("hulp");
    notes::Reading reading;
    reading.steps = {{hulp, {}, {}, false}, {hulp, {}, {}, true}, {hulp, {}, {}, true}};
    const Json json = notes::to_json(reading, note, names);
    CHECK(json["steps"] == Json::array({"hulp"}));
    CHECK_FALSE(json.contains("steps_to_confirm"));
}

TEST_CASE("a quote is cut by code points, not bytes") {
    notes::Note note;
    note.text = "É́én ouder – ‘au’ 😀 zei hij";
    // Code points: É(0) combining(1) é(2) n(3) space(4) ouder(5-9) space(10) –(11) space(12) ‘(13)
    // a u ’(16) space(17) 😀(18)
    CHECK(notes::quote(note, {5, 10}) == "ouder");
    CHECK(notes::quote(note, {13, 17}) == "‘au’");
    CHECK(notes::quote(note, {18, 19}) == "😀");
    CHECK(notes::quote(note, {20, 27}) == "zei hij");
}

TEST_CASE("a span beyond the text is cut off, never read past the end") {
    notes::Note note;
    note.text = "kort";
    CHECK(notes::quote(note, {2, 900}) == "rt");
    CHECK(notes::quote(note, {900, 901}).empty());
    CHECK(notes::quote(note, {3, 1}).empty());
    note.text.clear();
    CHECK(notes::quote(note, {0, 5}).empty());
}

TEST_CASE("positions far into a text find their words") {
    notes::Note note;
    for (int i = 0; i < 1000; ++i) {
        note.text += "é ";
    }
    note.text += "slot";
    CHECK(notes::quote(note, {2000, 2004}) == "slot");
    CHECK(notes::quote(note, {1998, 2001}) == "é s");
}

TEST_CASE("every state and answer has its word of the contract") {
    using notes::ActionState;
    CHECK(name_of(ActionState::done) == "done");
    CHECK(name_of(ActionState::planned) == "planned");
    CHECK(name_of(ActionState::denied) == "denied");
    CHECK(name_of(ActionState::failed) == "failed");
    CHECK(name_of(ActionState::conditional) == "conditional");
    CHECK(name_of(ActionState::hearsay) == "hearsay");
    CHECK(name_of(notes::Answer::yes) == "yes");
    CHECK(name_of(notes::Answer::no) == "no");
    CHECK(name_of(notes::Answer::doubt) == "doubt");
}
