// "What the words mean, settled" of the contract, one by one, on the shipped profiles.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

/// Twente up to and with the talk; the director knows of each step.
Story twente_up_to_talk() {
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
    return story;
}

Story twente_weighed() {
    Story story = twente_up_to_talk();
    story.on("2026-03-16")
        .act("weging_gedaan")
        .act("afwegingskader_ingevuld")
        .act("directie_geinformeerd");
    return story;
}

Story basis_up_to_consultation() {
    Story story("basismodel");
    story.on("2026-02-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-02-05", "leerkracht").act("collegiaal_overleg");
    return story;
}

}  // namespace

TEST_CASE(
    "1: a step is open while it is ahead and missing once a later step was taken without it") {
    Story story = basis_up_to_consultation();
    auto status = story.status("2026-02-06");
    CHECK(step_of(status, "gesprek") == "open");
    CHECK(status.findings.empty());
    // Time alone makes nothing late: no protocol names a clock here.
    CHECK(step_of(story.status("2029-02-06"), "gesprek") == "open");
    CHECK(story.status("2029-02-06").findings.empty());

    story.on("2026-02-17").act("weging_gedaan");
    status = story.status("2026-02-17");
    CHECK(step_of(status, "gesprek") == "missing");
    CHECK(found(status, "gesprek", "gesprek") == "missing");
    CHECK(step_of(status, "wegen") == "met");
    CHECK(badge_of(status) == "late");
}

TEST_CASE("1: a duty that is done after all heals") {
    Story story = basis_up_to_consultation();
    story.on("2026-02-17").act("weging_gedaan");
    story.on("2026-02-20").act("gesprek_ouder");
    const auto status = story.status("2026-02-20");
    CHECK(step_of(status, "gesprek") == "met");
    CHECK(status.findings.empty());
    // As of a day before, it was still missing.
    CHECK(step_of(story.status("2026-02-19"), "gesprek") == "missing");
}

TEST_CASE("1: a duty on a protocol's clock is open on the day itself and late from the next") {
    Story story = twente_up_to_talk();
    story.on("2026-03-16")
        .act("weging_gedaan")
        .act("afwegingskader_ingevuld")
        .act("bestuur_geinformeerd")
        .act("directie_geinformeerd");
    story.answer(1, notes::Answer::yes).answer(2, notes::Answer::doubt);
    CHECK(found(story.status("2026-03-16"), "melding_veilig_thuis") == "open");
    const auto next_day = story.status("2026-03-17");
    CHECK(found(next_day, "melding_veilig_thuis") == "late");
    CHECK(finding(next_day, "melding_veilig_thuis")->due == day("2026-03-16"));
    CHECK(step_of(next_day, "melden") == "late");
    CHECK(badge_of(next_day) == "late");
    story.on("2026-03-18", "directie").act("melding_veilig_thuis");
    CHECK(found(story.status("2026-03-18"), "melding_veilig_thuis") == "");
    CHECK(step_of(story.status("2026-03-18"), "melden") == "met");
}

TEST_CASE("1: only done is evidence") {
    for (const std::string state : {"planned", "denied", "failed", "conditional", "hearsay"}) {
        Story story = basis_up_to_consultation();
        story.on("2026-02-10").act("gesprek_ouder", {.state = state});
        story.on("2026-02-17").act("weging_gedaan");
        CAPTURE(state);
        CHECK(step_of(story.status("2026-02-17"), "gesprek") == "missing");
    }
}

TEST_CASE("2: a missing step is about the step, a missing action about the action") {
    Story story = twente_weighed();
    story.on("2026-03-20")
        .act("hulp_georganiseerd")
        .act("directie_geinformeerd")
        .term("help_effect", "2026-05-01");
    const auto status = story.status("2026-03-20");
    CHECK(found(status, "casemanager_benoemd", "hulp") == "missing");
    CHECK(found(status, "hulptermijn_afgesproken") == "");
    Story skipped("twente");
    skipped.on("2026-03-02")
        .act("signalen_vastgelegd")
        .act("verslag_ondertekend")
        .act("directie_geinformeerd");
    skipped.on("2026-03-09").act("gesprek_ouder").act("directie_geinformeerd");
    CHECK(found(skipped.status("2026-03-09"), "consulteren", "consulteren") == "missing");
}

TEST_CASE("3: the director is told of a step by name, of everything so far, or by being there") {
    Story story("twente");
    story.on("2026-03-02", "leerkracht")
        .act("signalen_vastgelegd")
        .act("verslag_ondertekend")
        .act("directie_geinformeerd", {.about = {"signaleren"}});
    story.on("2026-03-05", "leerkracht").act("collegiaal_overleg").act("verslag_ondertekend");
    SECTION("the next step is ahead: open") {
        const auto status = story.status("2026-03-06");
        CHECK(found(status, "directie_geinformeerd", "consulteren") == "open");
        CHECK(found(status, "directie_geinformeerd", "signaleren") == "");
        CHECK(badge_of(status) == "attention");
    }
    SECTION("the next step was taken, and the director told of that one only: missing") {
        story.on("2026-03-10")
            .act("gesprek_ouder")
            .act("directie_geinformeerd", {.about = {"gesprek"}});
        const auto status = story.status("2026-03-11");
        CHECK(found(status, "directie_geinformeerd", "consulteren") == "missing");
        CHECK(found(status, "directie_geinformeerd", "gesprek") == "");
        CHECK(status.badge.text == "Stap 3 van 5 · directie nog informeren");
        CHECK(finding(status, "directie_geinformeerd", "consulteren")->text ==
              "Geen vastlegging gevonden dat de directie na stap 2 is ingelicht.");
        CHECK(finding(status, "directie_geinformeerd", "consulteren")->source ==
              "seeds/000_b20625f8e7a1849e.txt:127");
    }
    SECTION("told later without a step named: covers all up to that day") {
        story.on("2026-03-10").act("gesprek_ouder");
        story.on("2026-03-12").act("directie_geinformeerd");
        CHECK(found(story.status("2026-03-12"), "directie_geinformeerd") == "");
    }
    SECTION("told before the step: does not cover it") {
        story.on("2026-03-04").act("directie_geinformeerd");
        story.on("2026-03-10")
            .act("gesprek_ouder")
            .act("directie_geinformeerd", {.about = {"gesprek"}});
        CHECK(found(story.status("2026-03-12"), "directie_geinformeerd", "consulteren") ==
              "missing");
    }
    SECTION("the director took part in the step") {
        story.on("2026-03-06", "ib").act("collegiaal_overleg", {.actors = {"ib", "directie"}});
        CHECK(found(story.status("2026-03-12"), "directie_geinformeerd") == "");
    }
    SECTION("the director wrote the note of the step") {
        story.on("2026-03-06", "directie").act("collegiaal_overleg");
        CHECK(found(story.status("2026-03-12"), "directie_geinformeerd") == "");
    }
    SECTION("a note that may mean it: to be confirmed") {
        story.on("2026-03-06", "ib").act("directie_geinformeerd", {.certain = false});
        CHECK(found(story.status("2026-03-12"), "directie_geinformeerd", "consulteren") ==
              "to_confirm");
    }
}

TEST_CASE("3: only the protocols that ask for it want the director told after each step") {
    for (const std::string route : {"innoord", "symbio-hengelo", "open-kring", "basismodel"}) {
        Story story(route);
        story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
        story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
        story.on("2026-03-10").act("gesprek_ouder");
        story.on("2026-03-17").act("weging_gedaan");
        CAPTURE(route);
        CHECK(found(story.status("2026-03-30"), "directie_geinformeerd") == "");
    }
    Story amk("amk");
    amk.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    amk.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
    CHECK(found(amk.status("2026-03-30"), "directie_geinformeerd", "signaleren") == "missing");
}

TEST_CASE("4: talking it over with a colleague is the consultation in every profile") {
    for (const std::string route :
         {"twente", "innoord", "amk", "symbio-hengelo", "open-kring", "basismodel"}) {
        Story story(route);
        story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
        story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
        CAPTURE(route);
        const auto status = story.status("2026-03-05");
        CHECK(step_of(status, "consulteren") == "met");
        CHECK(found(status, "collegiaal_overleg") == "");
    }
}

TEST_CASE("5: waivers of the talk, each protocol with its own grounds") {
    struct Row {
        std::string route;
        std::vector<std::string> grounds;
        std::string verdict;
    };
    const std::vector<Row> rows{
        {"twente", {"grond_dreiging_leerling"}, "waived"},
        {"twente", {"grond_dreiging_medewerker"}, "waived"},
        {"twente", {"grond_contactbreuk"}, "waived"},
        {"twente", {"grond_afreageren_ib"}, "missing"},
        {"twente", {"grond_anders"}, "missing"},
        {"twente", {"grond_politie"}, "missing"},
        {"twente", {"grond_vergeten"}, "missing"},
        {"twente", {}, "to_confirm"},
        {"amk", {"grond_afreageren_ib"}, "waived"},
        {"amk", {"grond_contactbreuk"}, "waived"},
        {"amk", {"grond_dreiging_leerling"}, "missing"},
        {"symbio-hengelo", {"grond_veiligheid"}, "waived"},
        {"symbio-hengelo", {"grond_contactbreuk"}, "missing"},
        {"symbio-hengelo", {"grond_schoolverlating"}, "missing"},
        {"symbio-hengelo", {"grond_contactbreuk", "grond_schoolverlating"}, "waived"},
        {"open-kring", {"grond_contactbreuk"}, "to_confirm"},
        {"open-kring", {"grond_vergeten"}, "missing"},
        {"innoord", {"grond_veiligheid"}, "to_confirm"},
        {"basismodel", {"grond_veiligheid"}, "waived"},
        {"basismodel", {"grond_anders"}, "missing"},
    };
    for (const auto& row : rows) {
        Story story(row.route);
        story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
        story.on("2026-03-05", "leerkracht").act("collegiaal_overleg");
        story.on("2026-03-10").act("afgezien_oudergesprek", {.marks = row.grounds});
        story.on("2026-03-16").act("weging_gedaan");
        const auto status = story.status("2026-03-16");
        CAPTURE(row.route, row.grounds);
        CHECK(step_of(status, "gesprek") == row.verdict);
        CHECK(found(status, "gesprek", "gesprek") == (row.verdict == "waived" ? "" : row.verdict));
    }
}

TEST_CASE("5: a ground that the protocol does not name is named in the finding") {
    Story story("amk");
    story.on("2026-03-02", "leerkracht").act("signalen_vastgelegd");
    story.on("2026-03-10").act("afgezien_oudergesprek", {.marks = {"grond_dreiging_leerling"}});
    const auto status = story.status("2026-03-10");
    REQUIRE(finding(status, "gesprek") != nullptr);
    CHECK(finding(status, "gesprek")->text.find("bedreigend voor de leerling") !=
          std::string::npos);
}

TEST_CASE("5: a waived talk excuses the talk and no other step") {
    // 000:144: afweging 1 after steps 1-3; 000:91-95 lets go of the talk alone.
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-09").answer(1, notes::Answer::yes);
    CHECK(found(story.status("2026-03-09"), "gesprek", "gesprek") == "missing");
    story.on("2026-03-10").act("afgezien_oudergesprek", {.marks = {"grond_contactbreuk"}});
    const auto status = story.status("2026-03-10");
    CHECK(found(status, "gesprek", "gesprek") == "");
    CHECK(found(status, "consulteren", "consulteren") == "missing");
}

TEST_CASE("5: a talk after a waiver is a talk") {
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-10").act("afgezien_oudergesprek", {.marks = {"grond_anders"}});
    story.on("2026-03-12").act("gesprek_ouder");
    CHECK(step_of(story.status("2026-03-12"), "gesprek") == "met");
}

TEST_CASE(
    "5: an emergency report leaves the earlier steps open, and the badge urgent until they are "
    "filled in") {
    Story story("basismodel");
    story.on("2026-03-02")
        .act("signalen_vastgelegd")
        .alarm("acuut")
        .act("spoed_112")
        .act("melding_veilig_thuis");
    auto status = story.status("2026-03-03");
    for (const std::string step : {"consulteren", "gesprek", "wegen"}) {
        CAPTURE(step);
        CHECK(step_of(status, step) == "open");
        CHECK(found(status, step, step) == "open");
    }
    CHECK(step_of(status, "melden") == "met");
    CHECK(badge_of(status) == "urgent");
    CHECK(finding(status, "gesprek")->text.find("later aanvullen") != std::string::npos);
    story.on("2026-03-04").act("collegiaal_overleg");
    story.on("2026-03-05").act("gesprek_ouder");
    CHECK(badge_of(story.status("2026-03-05")) == "urgent");
    story.on("2026-03-06").act("weging_gedaan");
    CHECK(badge_of(story.status("2026-03-06")) != "urgent");
}

TEST_CASE("5: a report without an emergency misses the steps before it") {
    Story story("basismodel");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-03").act("melding_veilig_thuis");
    const auto status = story.status("2026-03-03");
    CHECK(step_of(status, "consulteren") == "missing");
    CHECK(step_of(status, "gesprek") == "missing");
    CHECK(step_of(status, "wegen") == "missing");
    CHECK(badge_of(status) == "late");
}

TEST_CASE(
    "6: Veilig Thuis' five working days can run out, and the school is at most asked to call") {
    Story story = twente_weighed();
    story.on("2026-04-02", "directie").act("melding_veilig_thuis");
    // Good Friday 3 April and Easter Monday 6 April do not count: 7, 8, 9, 10, 13 April.
    CHECK(terms_of(story.status("2026-04-02"), "vt_decision") == "2026-04-13 due_soon");
    CHECK(terms_of(story.status("2026-04-13"), "vt_decision") == "2026-04-13 due");
    CHECK(found(story.status("2026-04-13"), "terugkoppeling_veilig_thuis") == "");
    const auto status = story.status("2026-04-14");
    CHECK(terms_of(status, "vt_decision") == "2026-04-13 overdue");
    REQUIRE(finding(status, "terugkoppeling_veilig_thuis") != nullptr);
    CHECK(finding(status, "terugkoppeling_veilig_thuis")->text.find("Terugkoppeling opvragen") !=
          std::string::npos);
    CHECK(badge_of(status) == "attention");
    story.on("2026-04-15").act("terugkoppeling_veilig_thuis");
    CHECK(terms_of(story.status("2026-04-15"), "vt_decision") == "2026-04-13 met");
    CHECK(found(story.status("2026-04-15"), "terugkoppeling_veilig_thuis") == "");
}

TEST_CASE("6: other profiles list Veilig Thuis' term switched off") {
    for (const std::string route :
         {"innoord", "amk", "symbio-hengelo", "open-kring", "basismodel"}) {
        Story story(route);
        story.on("2026-04-02").act("melding_veilig_thuis");
        CAPTURE(route);
        CHECK(terms_of(story.status("2026-06-01"), "vt_decision") == "");
        const auto& rules = *core::find(story.profile().document(), "rules");
        bool listed = false;
        for (const auto& rule : rules) {
            listed = listed || (core::text_or_empty(rule, "id") == "R131" &&
                                core::find(rule, "enabled") != nullptr);
        }
        CHECK(listed);
    }
}

TEST_CASE("7: telling the director is not telling the board") {
    Story story("open-kring");
    story.on("2026-03-02")
        .act("melding_veilig_thuis", {.actors = {"ib", "directie"}})
        .act("directie_geinformeerd");
    CHECK(found(story.status("2026-03-02"), "bestuur_geinformeerd", "melden") == "open");
    story.on("2026-03-04").act("effect_geevalueerd");
    CHECK(found(story.status("2026-03-04"), "bestuur_geinformeerd", "melden") == "missing");
    story.on("2026-03-05").act("bestuur_geinformeerd");
    CHECK(found(story.status("2026-03-05"), "bestuur_geinformeerd") == "");
}

TEST_CASE("7: unless the profile gives the director the board's mandate") {
    auto profile = read_data("notes-schema/routes/open-kring.json");
    profile["counts_as"] = core::Json::array({{{"action", "directie_geinformeerd"},
                                               {"as", "bestuur_geinformeerd"},
                                               {"why", "mandaat"}}});
    Story story(OwnProfile{profile});
    story.on("2026-03-02")
        .act("melding_veilig_thuis", {.actors = {"ib", "directie"}})
        .act("directie_geinformeerd");
    CHECK(found(story.status("2026-03-10"), "bestuur_geinformeerd") == "");
}

TEST_CASE("8: destroy or close is for a person to decide") {
    for (const std::string route : {"twente", "amk"}) {
        Story story(route);
        story.on("2026-03-02").act("signalen_vastgelegd");
        story.on("2026-03-05").act("collegiaal_overleg").mark("geen_indicatie");
        const auto status = story.status("2026-03-05");
        CAPTURE(route);
        CHECK(found(status, "dossier_vernietigd") == "to_confirm");
        CHECK(status.state == route::DossierState::open);
    }
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-05").act("collegiaal_overleg").act("dossier_vernietigd");
    CHECK(story.status("2026-03-05").state == route::DossierState::closed);
    CHECK(found(story.status("2026-03-05"), "dossier_vernietigd") == "to_confirm");
}

TEST_CASE("9: as of a date looks at what had happened by then") {
    Story story = twente_weighed();
    CHECK(step_of(story.status("2026-03-09"), "gesprek") == "open");
    CHECK(step_of(story.status("2026-03-10"), "gesprek") == "met");
    CHECK(story.all("2026-03-01").empty());
}

TEST_CASE("10: new signals after closing open a new dossier that names the earlier one") {
    Story story = basis_up_to_consultation();
    story.on("2026-02-10").act("dossier_gesloten");
    CHECK(story.status("2026-02-10").state == route::DossierState::closed);
    CHECK(badge_of(story.status("2026-02-10")) == "closed");
    story.on("2026-02-12").act("nazorg");
    CHECK(story.all("2026-02-12").size() == 1);
    story.on("2026-09-01", "leerkracht").act("signalen_vastgelegd").mark("nieuwe_signalen");
    const auto dossiers = story.all("2026-09-01");
    REQUIRE(dossiers.size() == 2);
    CHECK(dossiers[0].state == route::DossierState::closed);
    CHECK(dossiers[1].state == route::DossierState::open);
    CHECK(dossiers[1].earlier == dossiers[0].dossier);
    CHECK(dossiers[1].opened == day("2026-09-01"));
    CHECK(step_of(dossiers[1], "consulteren") == "open");
}

TEST_CASE(
    "10: signals on the day of closing open a new dossier only when they were written later") {
    Story unknown = basis_up_to_consultation();
    unknown.on("2026-02-10").act("dossier_gesloten");
    unknown.on("2026-02-10").act("signalen_vastgelegd");
    CHECK(unknown.all("2026-02-10").size() == 1);
    Story known = basis_up_to_consultation();
    known.on("2026-02-10", "ib", "2026-02-10T09:00:00+01:00").act("dossier_gesloten");
    known.on("2026-02-10", "ib", "2026-02-10T15:00:00+01:00").act("signalen_vastgelegd");
    CHECK(known.all("2026-02-10").size() == 2);
}

TEST_CASE("10: a term whose note was withdrawn is gone") {
    Story story = twente_weighed();
    story.on("2026-03-20").act("hulp_georganiseerd").term("help_effect", "2026-05-01");
    CHECK(terms_of(story.status("2026-03-20"), "help_effect") == "2026-05-01 running");
    story.withdrawn();
    CHECK(terms_of(story.status("2026-03-20"), "help_effect") == "");
    CHECK(step_of(story.status("2026-03-20"), "hulp") == "open");
}

TEST_CASE("11: notes of another category are ignored, notes without one count") {
    Story story("basismodel");
    story.on("2026-02-02").act("signalen_vastgelegd").category("Verzuim");
    CHECK(story.all("2026-02-02").empty());
    story.on("2026-02-03").act("signalen_vastgelegd").category("Meldcode en Verwijsindex");
    CHECK(story.status("2026-02-03").opened == day("2026-02-03"));
    Story without("basismodel");
    without.on("2026-02-02").act("signalen_vastgelegd");
    CHECK(step_of(without.status("2026-02-02"), "signaleren") == "met");
}

TEST_CASE("12: soon is fourteen days, and years clamp") {
    Story story("open-kring");
    story.on("2024-02-29").act("verwijsindex_geregistreerd").act("ouders_ingelicht");
    CHECK(terms_of(story.status("2026-02-13"), "verwijsindex") == "2026-02-28 running");
    CHECK(terms_of(story.status("2026-02-14"), "verwijsindex") == "2026-02-28 due_soon");
    CHECK(terms_of(story.status("2026-02-28"), "verwijsindex") == "2026-02-28 due");
    CHECK(terms_of(story.status("2026-03-01"), "verwijsindex") == "2026-02-28 overdue");
    CHECK(badge_of(story.status("2026-03-01")) == "attention");
}

TEST_CASE("13: age counts on the day of the act, and an unknown age asks nothing") {
    const auto reported = [](const std::string& birth) {
        Story story("innoord");
        if (!birth.empty()) {
            story.born(birth);
        }
        story.on("2026-03-18").act("melding_veilig_thuis");
        story.on("2026-04-20").act("effect_geevalueerd");
        return found(story.status("2026-04-21"), "gesprek_leerling");
    };
    CHECK(reported("2014-03-18") == "missing");
    CHECK(reported("2014-03-19") == "");  // twelve on the day after the report
    CHECK(reported("2010-01-01") == "missing");
    CHECK(reported("") == "");
}

TEST_CASE("13: where the protocol only says may, a pupil of twelve is never flagged") {
    Story story("symbio-hengelo");
    story.born("2010-01-01").on("2026-03-18").act("melding_veilig_thuis");
    story.on("2026-04-20").act("effect_geevalueerd");
    CHECK(found(story.status("2026-04-21"), "gesprek_leerling") == "");
}

TEST_CASE("14: an intended report is discussed by a talk with the parents or by informing them") {
    const auto reported = [](const std::string& before) {
        Story story("symbio-hengelo");
        if (!before.empty()) {
            story.on("2026-03-10").act(before);
        }
        story.on("2026-03-18").act("melding_veilig_thuis");
        return found(story.status("2026-03-18"), "ouders_ingelicht", "melden");
    };
    CHECK(reported("") == "missing");
    CHECK(reported("gesprek_ouder") == "");
    CHECK(reported("ouders_ingelicht") == "");
    CHECK(reported("gesprek_leerling") == "missing");
}

TEST_CASE("6: the badge names what the school itself owes before what Veilig Thuis owes") {
    Story story = twente_up_to_talk();
    story.on("2026-03-16").act("weging_gedaan").act("directie_geinformeerd");
    story.on("2026-03-18", "directie").act("melding_veilig_thuis");
    const auto status = story.status("2026-03-27");
    REQUIRE(status.findings.size() == 2);
    CHECK(badge_of(status) == "late");
    CHECK(status.findings.front().about == "afwegingskader_ingevuld");
    CHECK(status.findings.back().about == "terugkoppeling_veilig_thuis");
}
