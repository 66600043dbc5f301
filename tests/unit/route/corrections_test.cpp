// What a person says about a reading, laid over it: confirm, reject, add, waive.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;
using notes::Correction;
using notes::CorrectionKind;
using notes::Matter;

namespace {

constexpr const char* morning = "2026-03-13T09:00:00+01:00";

Correction made(CorrectionKind does, const std::string& at) {
    Correction correction;
    correction.does = does;
    correction.who = "t2";
    correction.role = "ib";
    correction.at = core::parse_instant(at).value();
    correction.why = "zo was het";
    return correction;
}

Correction about(CorrectionKind does, const std::string& note, Matter kind, const std::string& id,
                 const std::string& at = morning) {
    Correction correction = made(does, at);
    correction.note = {"test", note};
    correction.what = {kind, id};
    return correction;
}

Correction confirm(const std::string& note, const std::string& action,
                   const std::string& at = morning) {
    return about(CorrectionKind::confirm, note, Matter::action, action, at);
}

Correction reject(const std::string& note, const std::string& action,
                  const std::string& at = morning) {
    return about(CorrectionKind::reject, note, Matter::action, action, at);
}

Correction changed(Correction correction) {
    correction.note_changed = true;
    return correction;
}

Correction added(const std::string& action, const std::string& date,
                 const std::string& at = morning) {
    Correction correction = made(CorrectionKind::add, at);
    correction.what = {Matter::action, action};
    correction.day = day(date);
    return correction;
}

Correction waived(const std::string& rule, const std::vector<std::string>& grounds,
                  const std::string& date) {
    Correction correction = made(CorrectionKind::waive, morning);
    correction.rule = rule;
    correction.grounds = grounds;
    correction.day = day(date);
    return correction;
}

/// n1 signals, n2 the consultation, n3 a talk that may be one; nothing else is asked for yet.
Story doubtful_talk() {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
    story.on("2026-03-10", "ib").act("gesprek_ouder", {.certain = false});
    return story;
}

const route::StepStatus& step(const route::DossierStatus& status, const std::string& id) {
    for (const auto& one : status.steps) {
        if (one.id == id) {
            return one;
        }
    }
    FAIL("no such step");
    return status.steps.front();
}

}  // namespace

TEST_CASE("what is in doubt says what a person can confirm") {
    const auto status = doubtful_talk().status("2026-03-12");
    const auto* talk = finding(status, "gesprek", "gesprek");
    REQUIRE(talk != nullptr);
    CHECK(talk->verdict == route::Verdict::to_confirm);
    REQUIRE(talk->doubt.has_value());
    CHECK(talk->doubt->note == notes::NoteRef{"test", "n3"});
    CHECK(talk->doubt->what == notes::What{Matter::action, "gesprek_ouder"});
    CHECK(talk->doubt->day == day("2026-03-10"));
    CHECK_FALSE(talk->corrected.has_value());
}

TEST_CASE("a duty in doubt names the act in doubt, not the step that asks for it") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht")
        .act("signalen_vastgelegd")
        .act("verslag_ondertekend")
        .act("directie_geinformeerd", {.certain = false});
    const auto status = story.status("2026-03-03");
    const auto* told = finding(status, "directie_geinformeerd", "signaleren");
    REQUIRE(told != nullptr);
    REQUIRE(told->doubt.has_value());
    CHECK(told->doubt->what == notes::What{Matter::action, "directie_geinformeerd"});

    story.correct(confirm("n1", "directie_geinformeerd", "2026-03-03T08:00:00+01:00"));
    CHECK(found(story.status("2026-03-03"), "directie_geinformeerd", "signaleren").empty());
}

TEST_CASE("confirm makes the act certain, and the step says who, when and why") {
    const auto status =
        doubtful_talk().correct(confirm("n3", "gesprek_ouder")).status("2026-03-13");
    CHECK(step_of(status, "gesprek") == "met");
    CHECK(found(status, "gesprek", "gesprek").empty());
    const auto& talk = step(status, "gesprek");
    CHECK(talk.date == day("2026-03-10"));
    REQUIRE(talk.corrected.has_value());
    CHECK(talk.corrected->role == "ib");
    CHECK(talk.corrected->why == "zo was het");
    CHECK_FALSE(step(status, "consulteren").corrected.has_value());
}

TEST_CASE("confirm a step that a label names in doubt, and the other way of the label goes") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-20").step("hulp", false).step("melden", false);
    story.correct(
        about(CorrectionKind::confirm, "n2", Matter::step, "melden", "2026-03-21T09:00:00+01:00"));
    const auto status = story.status("2026-03-21");
    CHECK(step_of(status, "melden") == "met");
    CHECK(found(status, "hulp", "hulp") != "to_confirm");
}

TEST_CASE("reject takes one act of a note and leaves the other") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht")
        .act("signalen_vastgelegd")
        .act("verslag_ondertekend")
        .act("directie_geinformeerd");
    story.on("2026-03-05", "leerkracht")
        .act("collegiaal_overleg")
        .act("verslag_ondertekend")
        .act("directie_geinformeerd");
    story.on("2026-03-10").act("gesprek_ouder").act("directie_geinformeerd");
    story.correct(reject("n3", "directie_geinformeerd"));
    const auto status = story.status("2026-03-13");
    CHECK(step_of(status, "gesprek") == "met");
    const auto* told = finding(status, "directie_geinformeerd", "gesprek");
    REQUIRE(told != nullptr);
    CHECK(told->verdict == route::Verdict::open);
    REQUIRE(told->corrected.has_value());
    CHECK(told->corrected->does == CorrectionKind::reject);
    // What was told after an earlier step still stands.
    CHECK(found(status, "directie_geinformeerd", "consulteren").empty());
}

TEST_CASE("what a rejected act showed goes with it") {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
    // The reader lists a step beside the act that shows it.
    story.on("2026-03-10").act("gesprek_ouder").step("gesprek");
    story.on("2026-03-12").act("weging_gedaan");
    REQUIRE(step_of(story.status("2026-03-13"), "gesprek") == "met");
    story.correct(reject("n3", "gesprek_ouder"));
    const auto status = story.status("2026-03-13");
    CHECK(step_of(status, "gesprek") == "missing");
    CHECK(badge_of(status) == "late");
    REQUIRE(step(status, "gesprek").corrected.has_value());
    CHECK(step(status, "gesprek").corrected->does == CorrectionKind::reject);
    const auto* talk = finding(status, "gesprek", "gesprek");
    REQUIRE(talk != nullptr);
    CHECK(talk->corrected.has_value());
}

TEST_CASE("steps that were read in the words of a rejected act go with it") {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    // "besproken in het ZAT": the act is no step of this route, the consultation was read with it.
    notes::Note note;
    note.source = "test";
    note.id = "zat";
    note.pupil = "p1";
    note.date = day("2026-03-05");
    notes::Reading reading;
    notes::ReadAction met;
    met.id = story.catalogue().action("zbo_sot_zat_besproken").value();
    met.date = note.date;
    met.span = {5, 25};
    reading.actions.push_back(met);
    const auto consulted = story.catalogue().step("consulteren").value();
    const auto step_after_rejection = [&](const notes::Span& words) {
        notes::Reading read = reading;
        read.steps.push_back({consulted, note.date, words});
        std::vector<route::Evidence> evidence = story.evidence();
        evidence.push_back({&note, &read});
        auto rejection = reject("zat", "zbo_sot_zat_besproken");
        rejection.pupil = "p1";
        const auto texts = shipped_texts();
        return step_of(route::evaluate(evidence, nullptr,
                                       {story.profile(), story.catalogue(), story.calendar(), texts,
                                        day("2026-03-13")},
                                       std::vector{rejection})
                           .back(),
                       "consulteren");
    };
    CHECK(step_after_rejection({0, 25}) == "open");
    // Elsewhere in the note the step stands on words of its own.
    CHECK(step_after_rejection({40, 60}) == "met");
}

TEST_CASE("a rejected step takes the acts that show it") {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-10").act("gesprek_ouder").step("gesprek").act("ouders_ingelicht");
    story.correct(about(CorrectionKind::reject, "n2", Matter::step, "gesprek"));
    CHECK(step_of(story.status("2026-03-13"), "gesprek") != "met");
}

TEST_CASE("add makes an act shown by a person, under a number of its own") {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
    auto talk = added("gesprek_ouder", "2026-03-09");
    talk.id = 17;
    story.correct(talk);
    const auto status = story.status("2026-03-13");
    CHECK(step_of(status, "gesprek") == "met");
    CHECK(step(status, "gesprek").date == day("2026-03-09"));
    CHECK(step(status, "gesprek").notes == std::vector<std::string>{"c17"});
    REQUIRE(step(status, "gesprek").corrected.has_value());
    CHECK(step(status, "gesprek").corrected->id == 17);
}

TEST_CASE("what is added opens a dossier by itself") {
    Story story("basismodel");
    story.correct(added("signalen_vastgelegd", "2026-03-09"));
    const auto dossiers = story.all("2026-03-13");
    REQUIRE(dossiers.size() == 1);
    CHECK(dossiers[0].pupil == "p1");
    CHECK(dossiers[0].opened == day("2026-03-09"));
}

TEST_CASE("who records an act need not have done it") {
    // 002:184-186: the IB reports. That an IB says that there was a report does not say by whom.
    Story story("amk");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.correct(added("melding_veilig_thuis", "2026-03-12"));
    CHECK(found(story.status("2026-03-13"), "melder", "melden") == "to_confirm");
}

TEST_CASE("waive refrains on a ground of the protocol and on no other") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
    story.on("2026-03-12", "ib").act("weging_gedaan").act("afwegingskader_ingevuld");
    REQUIRE(step_of(story.status("2026-03-13"), "gesprek") == "missing");
    SECTION("000:91-95: a parent who breaks off the contact") {
        story.correct(waived("R052", {"grond_contactbreuk"}, "2026-03-11"));
        CHECK(step_of(story.status("2026-03-13"), "gesprek") == "waived");
    }
    SECTION("a ground that other protocols have") {
        story.correct(waived("R052", {"grond_afreageren_ib"}, "2026-03-11"));
        const auto status = story.status("2026-03-13");
        CHECK(step_of(status, "gesprek") == "missing");
        const auto* talk = finding(status, "gesprek", "gesprek");
        REQUIRE(talk != nullptr);
        CHECK(talk->corrected.has_value());
    }
    SECTION("a rule that is no waiver has no effect") {
        story.correct(waived("R048", {"grond_contactbreuk"}, "2026-03-11"));
        CHECK(step_of(story.status("2026-03-13"), "gesprek") == "missing");
    }
}

TEST_CASE("grounds that hold together only need both") {
    const auto verdict_with = [](const std::vector<std::string>& grounds) {
        Story story("symbio-hengelo");  // 003:372-381
        story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
        story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
        story.on("2026-03-12", "ib").act("weging_gedaan");
        story.correct(waived("R054", grounds, "2026-03-11"));
        return step_of(story.status("2026-03-13"), "gesprek");
    };
    CHECK(verdict_with({"grond_contactbreuk", "grond_schoolverlating"}) == "waived");
    CHECK(verdict_with({"grond_contactbreuk"}) != "waived");
}

TEST_CASE("a rejected alarm is quiet until the note says something else") {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd").alarm("acuut");
    REQUIRE(badge_of(story.status("2026-03-13")) == "urgent");
    const auto rejected = about(CorrectionKind::reject, "n1", Matter::alarm, "acuut");
    SECTION("as the person saw it") {
        CHECK(badge_of(story.correct(rejected).status("2026-03-13")) == "ok");
    }
    SECTION("edited since") {
        CHECK(badge_of(story.correct(changed(rejected)).status("2026-03-13")) == "urgent");
    }
}

TEST_CASE("a rejected term runs no more until the note says something else") {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht")
        .act("signalen_vastgelegd")
        .term("help_effect", "2026-04-20");
    const auto rejected = about(CorrectionKind::reject, "n1", Matter::term, "help_effect");
    SECTION("as the person saw it") {
        CHECK(terms_of(story.correct(rejected).status("2026-03-13"), "help_effect").empty());
    }
    SECTION("edited since") {
        CHECK(terms_of(story.correct(changed(rejected)).status("2026-03-13"), "help_effect") ==
              "2026-04-20 running");
    }
}

TEST_CASE("a correction outlives a reader that reads the same text otherwise") {
    SECTION("confirmed, and read no more") {
        Story story("basismodel");
        story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
        story.on("2026-03-10", "ib").act("gesprek_ouder", {.state = "planned"});
        story.correct(confirm("n2", "gesprek_ouder"));
        CHECK(step_of(story.status("2026-03-13"), "gesprek") == "met");
    }
    SECTION("confirmed on another day than the note's") {
        Story story("basismodel");
        story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
        story.on("2026-03-10", "ib");
        auto talk = confirm("n2", "gesprek_ouder");
        talk.day = day("2026-03-09");
        story.correct(talk);
        CHECK(step(story.status("2026-03-13"), "gesprek").date == day("2026-03-09"));
    }
    SECTION("rejected in doubt, and read for certain") {
        Story story("basismodel");
        story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
        story.on("2026-03-10", "ib").act("gesprek_ouder");
        story.correct(reject("n2", "gesprek_ouder"));
        CHECK(step_of(story.status("2026-03-13"), "gesprek") == "open");
    }
}

TEST_CASE("an edited note: what person and text agree on stands, the rest is asked again") {
    Story story("basismodel");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    SECTION("confirmed, and it still says so") {
        story.on("2026-03-10", "ib").act("gesprek_ouder", {.certain = false});
        story.correct(changed(confirm("n2", "gesprek_ouder")));
        const auto status = story.status("2026-03-13");
        CHECK(step_of(status, "gesprek") == "met");
        REQUIRE(step(status, "gesprek").corrected.has_value());
        CHECK(step(status, "gesprek").corrected->note_changed);
    }
    SECTION("confirmed, and it says so no more") {
        story.on("2026-03-10", "ib").act("gesprek_ouder", {.state = "failed"});
        story.correct(changed(confirm("n2", "gesprek_ouder")));
        const auto status = story.status("2026-03-13");
        CHECK(step_of(status, "gesprek") == "to_confirm");
        const auto* talk = finding(status, "gesprek", "gesprek");
        REQUIRE(talk != nullptr);
        REQUIRE(talk->corrected.has_value());
        CHECK(talk->corrected->note_changed);
        CHECK(talk->doubt.has_value());
    }
    SECTION("rejected, and it says so still or now") {
        story.on("2026-03-10", "ib").act("gesprek_ouder").step("gesprek");
        story.correct(changed(reject("n2", "gesprek_ouder")));
        const auto status = story.status("2026-03-13");
        CHECK(step_of(status, "gesprek") == "to_confirm");
        REQUIRE(step(status, "gesprek").corrected.has_value());
        CHECK(step(status, "gesprek").corrected->note_changed);
    }
    SECTION("rejected, and it says so no more") {
        story.on("2026-03-10", "ib");
        story.correct(changed(reject("n2", "gesprek_ouder")));
        CHECK(step_of(story.status("2026-03-13"), "gesprek") == "open");
    }
}

TEST_CASE("a correction of a withdrawn note has no effect until the note is back") {
    Story story = doubtful_talk();
    story.correct(confirm("n3", "gesprek_ouder"));
    REQUIRE(step_of(story.status("2026-03-13"), "gesprek") == "met");
    CHECK(step_of(story.withdrawn().status("2026-03-13"), "gesprek") == "open");
}

TEST_CASE("the last word about the same thing stands, in whatever order they come") {
    const auto yes = confirm("n3", "gesprek_ouder", "2026-03-13T09:00:00+01:00");
    const auto no = reject("n3", "gesprek_ouder", "2026-03-13T10:00:00+01:00");
    for (const bool reversed : {false, true}) {
        Story story = doubtful_talk();
        story.correct(yes).correct(no);
        if (reversed) {
            story.reversed();
        }
        CHECK(step_of(story.status("2026-03-13"), "gesprek") == "open");
    }
    // Of one moment, the one that was kept last.
    auto at_once = no;
    at_once.at = yes.at;
    for (const bool reversed : {false, true}) {
        Story story = doubtful_talk();
        story.correct(at_once).correct(yes);
        if (reversed) {
            story.reversed();
        }
        CHECK(step_of(story.status("2026-03-13"), "gesprek") == "met");
    }
}

TEST_CASE("undoing gives the word back to the one before") {
    Story story = doubtful_talk();
    story.correct(confirm("n3", "gesprek_ouder", "2026-03-12T09:00:00+01:00"))
        .correct(reject("n3", "gesprek_ouder", "2026-03-13T09:00:00+01:00"));
    REQUIRE(step_of(story.status("2026-03-13"), "gesprek") == "open");
    story.undo("2026-03-14T09:00:00+01:00");
    CHECK(step_of(story.status("2026-03-14"), "gesprek") == "met");
    // On the day before, nobody knew yet that it would be undone.
    CHECK(step_of(story.status("2026-03-13"), "gesprek") == "open");
}

TEST_CASE("a correction is known from its own day on") {
    Story story = doubtful_talk();
    story.correct(confirm("n3", "gesprek_ouder"));
    CHECK(step_of(story.status("2026-03-12"), "gesprek") == "to_confirm");
    CHECK(step_of(story.status("2026-03-13"), "gesprek") == "met");
}

TEST_CASE("a correction of what this route does not know changes nothing") {
    auto unknown = reject("n3", "gesprek_met_de_maan");
    const auto status = doubtful_talk().correct(unknown).status("2026-03-13");
    CHECK(step_of(status, "gesprek") == "to_confirm");
}

TEST_CASE("what a person decided is in the status") {
    const auto json = route::to_json(
        doubtful_talk().correct(confirm("n3", "gesprek_ouder")).status("2026-03-13"));
    const auto& steps = json.at("steps");
    REQUIRE(steps.at(2).at("id") == "gesprek");
    CHECK(steps.at(2).at("corrected") == core::Json{{"id", 1},
                                                    {"does", "confirm"},
                                                    {"who", "t2"},
                                                    {"by", "ib"},
                                                    {"at", "2026-03-13T09:00:00+01:00"},
                                                    {"why", "zo was het"}});
    CHECK_FALSE(steps.at(2).contains("note_changed"));
    CHECK_FALSE(steps.at(0).contains("corrected"));

    const auto asked = route::to_json(
        doubtful_talk().correct(changed(reject("n3", "gesprek_ouder"))).status("2026-03-13"));
    const auto& talk = asked.at("findings").at(0);
    CHECK(talk.at("about") == "gesprek");
    CHECK(talk.at("note_changed") == true);
    CHECK(talk.at("doubt") == core::Json{{"note", {{"source", "test"}, {"id", "n3"}}},
                                         {"what", {{"action", "gesprek_ouder"}}},
                                         {"day", "2026-03-10"}});
}

namespace {

/// The national ladder with this rule alone.
Story with_rule(core::Json rule) {
    core::Json profile = read_data("notes-schema/routes/basismodel.json");
    rule.update({{"id", "A1"}, {"force", "must"}, {"says", "x"}, {"school_agreement", true}});
    profile["rules"] = core::Json::array({rule});
    return Story(OwnProfile{profile});
}

/// n2 tells of a report and not by whom; twente wants the director to make it (000:109-111).
Story nobody_named() {
    Story story("twente");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-10", "beheer").act("melding_veilig_thuis");
    return story;
}

Correction answer(CorrectionKind does, const std::string& note, const std::string& rule,
                  const std::string& at = morning) {
    return about(does, note, Matter::rule, rule, at);
}

}  // namespace

TEST_CASE("what a rule asks about a note is answered by a person") {
    const auto asked = nobody_named().status("2026-03-12");
    REQUIRE(found(asked, "melder") == "to_confirm");
    const auto* question = finding(asked, "melder");
    REQUIRE(question->doubt.has_value());
    CHECK(question->doubt->note == notes::NoteRef{"test", "n2"});
    CHECK(question->doubt->what == notes::What{Matter::rule, "R118"});

    SECTION("it was so") {
        Story story = nobody_named();
        story.correct(answer(CorrectionKind::confirm, "n2", "R118"));
        CHECK(found(story.status("2026-03-13"), "melder").empty());
        const auto walk = story.walks("R118", "2026-03-13").back().rules.back();
        CHECK(walk.findings.empty());
        CHECK(walk.lines.back().says == "said_met");
    }
    SECTION("it was not, and who says so stands with it") {
        const auto status = nobody_named()
                                .correct(answer(CorrectionKind::reject, "n2", "R118"))
                                .status("2026-03-13");
        REQUIRE(found(status, "melder") == "missing");
        CHECK_FALSE(finding(status, "melder")->doubt.has_value());
        REQUIRE(finding(status, "melder")->corrected.has_value());
        CHECK(finding(status, "melder")->corrected->role == "ib");
    }
    SECTION("nobody knew it the day before") {
        const auto status = nobody_named()
                                .correct(answer(CorrectionKind::confirm, "n2", "R118"))
                                .status("2026-03-12");
        CHECK(found(status, "melder") == "to_confirm");
    }
    SECTION("the note says something else since: it is asked again, and says why") {
        const auto status = nobody_named()
                                .correct(changed(answer(CorrectionKind::confirm, "n2", "R118")))
                                .status("2026-03-13");
        REQUIRE(found(status, "melder") == "to_confirm");
        CHECK(finding(status, "melder")->doubt.has_value());
        REQUIRE(finding(status, "melder")->corrected.has_value());
        CHECK(finding(status, "melder")->corrected->note_changed);
    }
}

TEST_CASE("an answer about one note answers for no other") {
    Story story = nobody_named();
    story.correct(answer(CorrectionKind::confirm, "n2", "R118"));
    SECTION("a second report of which nobody is named") {
        story.on("2026-03-20", "beheer").act("melding_veilig_thuis");
        const auto status = story.status("2026-03-20");
        REQUIRE(found(status, "melder") == "to_confirm");
        CHECK(finding(status, "melder")->doubt->note.id == "n3");
    }
    SECTION("a second report by another") {
        story.on("2026-03-20", "beheer").act("melding_veilig_thuis", {.actors = {"ib"}});
        CHECK(found(story.status("2026-03-20"), "melder") == "missing");
    }
}

TEST_CASE("a person's yes hides nothing that the note itself denies") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-10", "beheer").act("melding_veilig_thuis", {.actors = {"ib"}});
    story.correct(answer(CorrectionKind::confirm, "n2", "R118"));
    CHECK(found(story.status("2026-03-13"), "melder") == "missing");
}

TEST_CASE("of what notes seldom tell a person says whether it was done") {
    Story story("symbio-hengelo");  // 003:345-346: all sign the report of the talk, if possible
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-05", "ib").act("collegiaal_overleg");
    story.on("2026-03-10", "ib").act("gesprek_ouder");
    story.on("2026-03-12", "ib").act("weging_gedaan");
    const auto asked = story.status("2026-03-13");
    REQUIRE(found(asked, "verslag_ondertekend") == "to_confirm");
    REQUIRE(finding(asked, "verslag_ondertekend")->doubt.has_value());
    CHECK(finding(asked, "verslag_ondertekend")->doubt->what == notes::What{Matter::rule, "R057"});
    SECTION("done") {
        story.correct(answer(CorrectionKind::confirm, "n3", "R057"));
        CHECK(found(story.status("2026-03-13"), "verslag_ondertekend").empty());
    }
    SECTION("not done") {
        story.correct(answer(CorrectionKind::reject, "n3", "R057"));
        const auto status = story.status("2026-03-13");
        REQUIRE(found(status, "verslag_ondertekend") == "missing");
        CHECK(finding(status, "verslag_ondertekend")->force == route::Force::should);
    }
}

TEST_CASE("each talk is asked about by itself, and what was not done is not hidden by a question") {
    Story story = with_rule({{"template", "response"},
                             {"trigger", {"gesprek"}},
                             {"duty", {"verslag_ondertekend"}},
                             {"about", "verslag_ondertekend"},
                             {"occurrence", "each"},
                             {"unmet", "to_confirm"}});
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-05", "ib").act("gesprek_ouder");
    story.on("2026-03-10", "ib").act("gesprek_ouder");
    story.on("2026-03-12", "ib").act("weging_gedaan");
    const auto asked = story.status("2026-03-13");
    REQUIRE(found(asked, "verslag_ondertekend") == "to_confirm");
    CHECK(finding(asked, "verslag_ondertekend")->doubt->note.id == "n2");
    SECTION("the first was signed: the second is asked about") {
        story.correct(answer(CorrectionKind::confirm, "n2", "A1"));
        const auto status = story.status("2026-03-13");
        REQUIRE(found(status, "verslag_ondertekend") == "to_confirm");
        CHECK(finding(status, "verslag_ondertekend")->doubt->note.id == "n3");
    }
    SECTION("the second was not: that stands, although nobody spoke of the first") {
        story.correct(answer(CorrectionKind::reject, "n3", "A1"));
        const auto status = story.status("2026-03-13");
        REQUIRE(found(status, "verslag_ondertekend") == "missing");
        CHECK(finding(status, "verslag_ondertekend")->notes == std::vector<std::string>{"n3"});
    }
}

TEST_CASE("what does not go together is in order once a person says so, each time by itself") {
    Story story = with_rule({{"template", "not_coexistence"},
                             {"trigger", {"afgezien_oudergesprek"}},
                             {"duty", {"gesprek_ouder"}},
                             {"about", "gesprek_ouder"}});
    story.on("2026-03-02", "ib").act("afgezien_oudergesprek");
    story.on("2026-03-05", "ib").act("gesprek_ouder");
    const auto asked = story.status("2026-03-13");
    REQUIRE(found(asked, "gesprek_ouder") == "to_confirm");
    CHECK(finding(asked, "gesprek_ouder")->doubt->what == notes::What{Matter::rule, "A1"});
    story.correct(answer(CorrectionKind::confirm, "n2", "A1"));
    CHECK(found(story.status("2026-03-13"), "gesprek_ouder").empty());
    story.on("2026-03-10", "ib").act("gesprek_ouder");
    CHECK(found(story.status("2026-03-13"), "gesprek_ouder") == "to_confirm");
    story.correct(answer(CorrectionKind::reject, "n3", "A1"));
    CHECK(found(story.status("2026-03-13"), "gesprek_ouder") == "missing");
}

TEST_CASE(
    "a suspicion of a member of staff leaves the route once a person says so, and not before") {
    for (const std::string route : {"twente", "symbio-hengelo", "sjabloon"}) {
        CAPTURE(route);
        const std::string rule = "MEDEWERKER/route";
        Story story(route);
        story.on("2026-03-02", "leerkracht")
            .act("signalen_vastgelegd")
            .alarm("vermoeden_medewerker");
        story.on("2026-03-05", "ib").act("melding_veilig_thuis");
        const auto asked = story.status("2026-03-13");
        REQUIRE(found(asked, "vermoeden_medewerker") == "to_confirm");
        REQUIRE(finding(asked, "vermoeden_medewerker")->doubt->what ==
                notes::What{Matter::rule, rule});
        REQUIRE(found(asked, "consulteren") == "missing");  // a reading alone ends nothing
        REQUIRE_FALSE(asked.other_route.has_value());

        story.correct(answer(CorrectionKind::confirm, "n1", rule));
        const auto left = story.status("2026-03-13");
        CHECK(found(left, "vermoeden_medewerker").empty());
        CHECK(found(left, "bestuur_geinformeerd") == "late");
        CHECK(left.findings.size() == 1);
        CHECK(left.badge.level == route::BadgeLevel::urgent);
        REQUIRE(left.other_route.has_value());
        CHECK(left.other_route->note == "n1");
        CHECK(left.other_route->corrected->who == "t2");
        for (const auto& step : left.steps) {
            const bool taken = step.id == "signaleren" || step.id == "melden";
            CHECK((step.verdict == route::Verdict::met) == taken);
            CHECK((step.verdict == route::Verdict::not_applicable) == !taken);
        }

        story.on("2026-03-13", "directie").act("bestuur_geinformeerd");
        const auto told = story.status("2026-03-14");
        CHECK(told.findings.empty());
        CHECK(told.badge.level != route::BadgeLevel::urgent);
        CHECK(told.badge.text.rfind("Buiten deze route", 0) == 0);
    }
}

TEST_CASE("that it concerns no member of staff leaves the route as it is and asks no more") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd").alarm("vermoeden_medewerker");
    story.on("2026-03-05", "ib").act("melding_veilig_thuis");
    story.correct(answer(CorrectionKind::reject, "n1", "MEDEWERKER/route"));
    const auto status = story.status("2026-03-13");
    CHECK(found(status, "vermoeden_medewerker").empty());
    CHECK(found(status, "consulteren") == "missing");
    CHECK_FALSE(status.other_route.has_value());
    SECTION("and another note asks anew") {
        story.on("2026-03-08", "ib").alarm("vermoeden_medewerker");
        CHECK(found(story.status("2026-03-13"), "vermoeden_medewerker") == "to_confirm");
    }
}

TEST_CASE("who adds the suspicion, or confirms that a note tells it, has said so") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    SECTION("added, on its own day") {
        story.correct(added("vermoeden_medewerker", "2026-03-03"));
        CHECK_FALSE(story.status("2026-03-12").other_route.has_value());
    }
    SECTION("confirmed of a note") {
        story.correct(confirm("n1", "vermoeden_medewerker"));
    }
    const auto status = story.status("2026-03-13");
    REQUIRE(status.other_route.has_value());
    CHECK(found(status, "vermoeden_medewerker").empty());
    CHECK(found(status, "bestuur_geinformeerd") == "late");
}

TEST_CASE("what people decide together is no one person's word") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-10", "ib").act("dossier_vernietigd", {.state = "planned"});
    REQUIRE(found(story.status("2026-03-13"), "dossier_vernietigd") == "to_confirm");
    CHECK_FALSE(finding(story.status("2026-03-13"), "dossier_vernietigd")->doubt.has_value());
    story.correct(answer(CorrectionKind::confirm, "n2", "R036"));
    CHECK(found(story.status("2026-03-13"), "dossier_vernietigd") == "to_confirm");
}
