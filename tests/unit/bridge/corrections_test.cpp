// Corrections by a person, over a store: who may, what outlives what, and what follows them.
#include "bridge_fixtures.hpp"

#include "meldbrug/bridge/rights.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace meldbrug;
using namespace meldbrug::tests;
using notes::CorrectionKind;
using notes::Matter;
using notes::Standing;

namespace {

constexpr const char* talk_text = "Gesproken met moeder over de zorgen.";
/// Whose mail it is, only a name says: whether the school reported, a person has to confirm.
constexpr const char* doubtful_text =
    "Van: Kirsten Bos\nWij hebben een melding gedaan bij Veilig Thuis.";

notes::Correction word(CorrectionKind does, const std::string& note, const std::string& action) {
    notes::Correction asked;
    asked.does = does;
    asked.pupil = "2150";
    asked.note.id = note;
    asked.what = {Matter::action, action};
    asked.why = "zo was het";
    return asked;
}

notes::Correction added(const std::string& action, std::string_view date) {
    auto asked = word(CorrectionKind::add, "", action);
    asked.day = day(date);
    return asked;
}

/// A bridge with an IB, and a pupil with signals and a talk.
class Corrected : public TestBridge {
public:
    Corrected() {
        ib = must(bridge->add_person("Ingrid", "ib", "")).id;
        ingest(batch({note_on("a", "2150", "2026-03-02", signals_text),
                      note_on("b", "2150", "2026-03-10", talk_text)}));
    }
    notes::Correction correct(const notes::Correction& asked) {
        return must(bridge->correct(asked, ib));
    }
    core::Error refusal(const notes::Correction& asked, const std::string& person = "") {
        auto done = bridge->correct(asked, person.empty() ? ib : person);
        if (done) {
            FAIL("was not refused");
        }
        return done.error();
    }
    std::string step(const std::string& id) {
        const auto views = status("2150");
        if (views.empty()) {
            return "no route";
        }
        for (const auto& one : views.at(0).dossiers.back().steps) {
            if (one.id == id) {
                return std::string(route::name_of(one.verdict));
            }
        }
        return "";
    }
    std::vector<bridge::CorrectionView> corrections() { return must(bridge->corrections()); }
    route::BadgeLevel level() {
        const auto badges = must(bridge->badges(std::vector<std::string>{"2150"}));
        const auto* first = badges.empty() ? nullptr : bridge::leading(badges[0]->dossiers);
        return first == nullptr ? route::BadgeLevel::none : first->badge.level;
    }

    std::string ib;
};

}  // namespace

TEST_CASE("what was read in doubt is done once a person confirms it") {
    Corrected test;
    test.ingest(batch({note_on("c", "2150", "2026-03-12", doubtful_text)}));
    REQUIRE(test.step("melden") == "to_confirm");
    const auto kept = test.correct(word(CorrectionKind::confirm, "c", "melding_veilig_thuis"));
    CHECK(test.step("melden") == "met");
    CHECK(kept.id > 0);
    CHECK(kept.who == test.ib);
    CHECK(kept.role == "ib");
    CHECK(kept.at == test.clock.now());
    CHECK(kept.note == notes::NoteRef{"test", "c"});
    CHECK(kept.day == day("2026-03-12"));
}

TEST_CASE("a correction outlives a restart, a new import and an edit of other words") {
    Corrected test;
    test.correct(word(CorrectionKind::reject, "b", "gesprek_ouder"));
    CHECK(test.step("gesprek") == "open");
    test.open();
    CHECK(test.step("gesprek") == "open");
    const auto a = note_on("a", "2150", "2026-03-02", signals_text);
    auto b = note_on("b", "2150", "2026-03-10", talk_text);
    test.ingest(full({a, b}));
    CHECK(test.step("gesprek") == "open");

    SECTION("edited: person and text disagree, so that a person is asked again") {
        b.text = "Gesproken met moeder en vader over de zorgen.";
        test.ingest(full({a, b}));
        CHECK(test.step("gesprek") == "to_confirm");
        CHECK(test.corrections().at(0).correction.note_changed);
        CHECK(test.corrections().at(0).standing == Standing::in_effect);
    }
    SECTION("withdrawn, and back") {
        test.ingest(full({a}), {.withdraw_many = true, .by = {}});
        REQUIRE(test.corrections().size() == 1);
        CHECK(test.corrections().at(0).standing == Standing::note_gone);
        test.ingest(full({a, b}));
        CHECK(test.corrections().at(0).standing == Standing::in_effect);
        CHECK(test.step("gesprek") == "open");
    }
    SECTION("moved to another pupil") {
        b.pupil = "2151";
        test.ingest(full({a, b}));
        CHECK(test.corrections().at(0).standing == Standing::note_gone);
        const auto other = test.status("2151");
        REQUIRE(other.size() == 1);
        CHECK(other[0].dossiers.at(0).steps.at(2).verdict == route::Verdict::met);
    }
    SECTION("an earlier dossier's notes come in later") {
        test.ingest(batch({note_on("z", "2150", "2025-03-02", signals_text),
                           note_on("y", "2150", "2025-06-02", "Dossier gesloten.")}));
        CHECK(test.step("gesprek") == "open");
    }
}

TEST_CASE("a correction outlives a newer vocabulary") {
    Corrected test;
    constexpr const char* own_words = "Casus besproken in het zeldzaamberaad.";
    test.ingest(batch({note_on("c", "2150", "2026-03-12", own_words)}));
    REQUIRE(test.step("consulteren") == "missing");  // the talk came later
    // Nothing is read in it, and the person knows what it says.
    auto asked = word(CorrectionKind::confirm, "c", "consulteren");
    asked.what.kind = Matter::step;
    test.correct(asked);
    CHECK(test.step("consulteren") == "met");

    const auto school = test.folder.path() / "school" / "vocabulary" / "nl";
    std::filesystem::create_directories(school);
    std::ofstream(school / "own.json") << R"({"concepts": {"overlegteam": ["zeldzaamberaad"]}})";
    const auto newer = must(bridge::load_knowledge(
        {.folder = notes_schema(), .school = test.folder.path() / "school"}));
    test.bridge.reset();
    test.bridge = must(bridge::Bridge::open(test.config(), newer, test.clock));
    const auto read = must(test.bridge->notes_of("2150"));
    REQUIRE(read.back().note.id == "c");
    REQUIRE_FALSE(read.back().reading.actions.empty());  // the newer words read it
    CHECK(test.step("consulteren") == "met");
    // And what is rejected now stays rejected with the older words.
    asked.does = CorrectionKind::reject;
    test.correct(asked);
    CHECK(test.step("consulteren") == "missing");
    test.open();
    CHECK(test.step("consulteren") == "missing");
}

TEST_CASE("what no note tells is added, and undone again") {
    Corrected test;
    const auto kept = test.correct(added("collegiaal_overleg", "2026-03-05"));
    CHECK(test.step("consulteren") == "met");
    test.clock.advance(std::chrono::hours{1});
    const auto undone = must(test.bridge->undo_correction(kept.id, test.ib, "verkeerd kind"));
    REQUIRE(undone.undone.has_value());
    CHECK(undone.undone->why == "verkeerd kind");
    CHECK(test.step("consulteren") == "missing");  // the talk came later
    // It stays listed, and is undone once.
    REQUIRE(test.corrections().size() == 1);
    CHECK(test.corrections().at(0).standing == Standing::undone);
    const auto again = test.bridge->undo_correction(kept.id, test.ib, "nog eens");
    REQUIRE_FALSE(again);
    CHECK(again.error().code == core::ErrorCode::not_found);
    const auto silent = test.correct(added("collegiaal_overleg", "2026-03-05"));
    const auto without = test.bridge->undo_correction(silent.id, test.ib, " ");
    REQUIRE_FALSE(without);
    CHECK(without.error().code == core::ErrorCode::invalid_input);
    CHECK(test.step("consulteren") == "met");
}

TEST_CASE("a pupil whose only act was rejected leaves the board, and the word about it stays") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("Ingrid", "ib", "")).id;
    test.ingest(batch({note_on("b", "2150", "2026-03-10", talk_text)}));
    const auto kept =
        must(test.bridge->correct(word(CorrectionKind::reject, "b", "gesprek_ouder"), ib));
    CHECK(must(test.bridge->overview({})).empty());
    REQUIRE(must(test.bridge->corrections({.pupil = "2150", .group = {}, .as_of = {}})).size() ==
            1);
    must(test.bridge->undo_correction(kept.id, ib, "toch wel"));
    CHECK(must(test.bridge->overview({})).size() == 1);
}

TEST_CASE("a waiver is on a ground that the rule knows") {
    Corrected test;
    notes::Correction waiver;
    waiver.does = CorrectionKind::waive;
    waiver.pupil = "2150";
    waiver.day = day("2026-03-12");
    waiver.grounds = {"grond_contactbreuk"};
    waiver.why = "onvindbaar";
    waiver.rule = "R048";
    CHECK(test.refusal(waiver).message.starts_with("field 'rule'"));
    waiver.rule = "R054";
    waiver.grounds = {"grond_vergeten_te_noemen"};
    CHECK(test.refusal(waiver).message.find("grond_contactbreuk") != std::string::npos);
    waiver.grounds = {"grond_contactbreuk"};
    test.correct(word(CorrectionKind::reject, "b", "gesprek_ouder"));
    test.correct(waiver);
    CHECK(test.step("gesprek") == "waived");
}

TEST_CASE("a badge in memory is forgotten when a correction is made, here or elsewhere") {
    Corrected test;
    test.ingest(batch({note_on("c", "2150", "2026-03-12", doubtful_text)}));
    test.correct(added("collegiaal_overleg", "2026-03-05"));
    const auto before = test.level();
    const auto other = must(bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock));
    const auto kept =
        must(other->correct(word(CorrectionKind::reject, "c", "melding_veilig_thuis"), test.ib));
    CHECK(before == route::BadgeLevel::attention);  // a report in doubt
    CHECK(test.level() == route::BadgeLevel::ok);
    must(other->undo_correction(kept.id, test.ib, "toch wel"));
    CHECK(test.level() == before);
}

TEST_CASE("a rejected term reminds of nothing any more") {
    Corrected test;
    test.ingest(batch({note_on("c", "2150", "2026-03-12", help_text)}));
    REQUIRE(test.open_terms().size() == 1);
    auto asked = word(CorrectionKind::reject, "c", "help_effect");
    asked.what.kind = Matter::term;
    test.correct(asked);
    CHECK(test.open_terms().empty());
}

TEST_CASE("only an ib and an aandachtsfunctionaris correct") {
    Corrected test;
    for (const std::string role :
         {"leerkracht", "ib", "aandachtsfunctionaris", "directie", "bestuur", "smw", "beheer"}) {
        CAPTURE(role);
        const auto person = must(test.bridge->add_person("Persoon " + role, role, "")).id;
        const auto done = test.bridge->correct(added("collegiaal_overleg", "2026-03-05"), person);
        const bool allowed = role == "ib" || role == "aandachtsfunctionaris";
        CHECK(done.ok() == allowed);
        CHECK(bridge::may(role, bridge::Resource::corrections) == allowed);
        if (!done) {
            CHECK(done.error().code == core::ErrorCode::forbidden);
        } else {
            CHECK(done->role == role);
        }
        const auto undone = test.bridge->undo_correction(1, person, "nee");
        CHECK((undone || undone.error().code != core::ErrorCode::forbidden) == allowed);
    }
    const auto gone = must(test.bridge->add_person("Weg", "ib", "")).id;
    must(test.bridge->revoke_person(gone));
    CHECK(test.refusal(added("collegiaal_overleg", "2026-03-05"), gone).code ==
          core::ErrorCode::not_found);
    CHECK(test.refusal(added("collegiaal_overleg", "2026-03-05"), "nobody").code ==
          core::ErrorCode::not_found);
}

TEST_CASE("a correction that cannot be meant is refused, and nothing is kept") {
    Corrected test;
    using core::ErrorCode;
    CHECK(test.refusal(word(CorrectionKind::confirm, "nope", "gesprek_ouder")).code ==
          ErrorCode::not_found);
    CHECK(test.refusal(word(CorrectionKind::reject, "a", "gesprek_ouder")).code ==
          ErrorCode::not_found);
    CHECK(test.refusal(word(CorrectionKind::confirm, "a", "maanwandeling")).code ==
          ErrorCode::invalid_input);
    CHECK(
        test.refusal(added("collegiaal_overleg", "2026-03-17")).message.starts_with("field 'day'"));
    auto stranger = added("collegiaal_overleg", "2026-03-05");
    stranger.pupil = "9999";
    CHECK(test.refusal(stranger).code == ErrorCode::not_found);
    auto silent = added("collegiaal_overleg", "2026-03-05");
    silent.why = "";
    CHECK(test.refusal(silent).message.starts_with("field 'why'"));
    auto elsewhere = word(CorrectionKind::reject, "b", "gesprek_ouder");
    elsewhere.note.source = "other";
    CHECK(test.refusal(elsewhere).code == ErrorCode::not_found);
    CHECK(test.corrections().empty());
    CHECK(test.step("gesprek") == "met");

    // Two systems may number alike: who is meant has to be said.
    auto twin = note_on("b", "2150", "2026-03-11", talk_text);
    twin.source = "other";
    test.ingest(batch({twin}));
    CHECK(test.refusal(word(CorrectionKind::reject, "b", "gesprek_ouder"))
              .message.starts_with("field 'note'"));
    test.correct(elsewhere);
    CHECK(test.step("gesprek") == "met");  // the other note still shows it
}

TEST_CASE("as of an earlier day a correction is not known yet") {
    Corrected test;
    test.correct(word(CorrectionKind::reject, "b", "gesprek_ouder"));
    const auto earlier =
        must(test.bridge->status({.pupil = "2150", .group = {}, .as_of = day("2026-03-15")}));
    CHECK(earlier.at(0).dossiers.at(0).steps.at(2).verdict == route::Verdict::met);
    CHECK(must(test.bridge->corrections({.pupil = {}, .group = {}, .as_of = day("2026-03-15")}))
              .empty());
    CHECK(test.corrections().size() == 1);
}

TEST_CASE("what a rule asks is answered once it is asked, and answered otherwise afterwards") {
    Corrected test;
    test.route = "twente";
    test.open();
    const auto on_rule = [](CorrectionKind does, const std::string& rule) {
        auto asked = word(does, "b", "");
        asked.what = {Matter::rule, rule};
        return asked;
    };
    const auto asked_rule = [&]() -> std::string {
        const auto views = test.status("2150");
        for (const auto& finding : views.at(0).dossiers.back().findings) {
            if (finding.doubt && finding.doubt->what.kind == Matter::rule) {
                return finding.doubt->what.id;
            }
        }
        return "";
    };
    CHECK(test.refusal(on_rule(CorrectionKind::confirm, "R118")).code ==
          core::ErrorCode::not_found);

    // The school reported, and nobody is named: twente asks whether the director did.
    test.ingest(batch({note_on("b", "2150", "2026-03-10", "Melding gedaan bij Veilig Thuis.")}));
    REQUIRE(asked_rule() == "R118");
    const auto kept = test.correct(on_rule(CorrectionKind::confirm, "R118"));
    CHECK(kept.note == notes::NoteRef{"test", "b"});
    CHECK(asked_rule().empty());
    test.open();
    CHECK(asked_rule().empty());

    test.clock.advance(std::chrono::hours(1));
    test.correct(on_rule(CorrectionKind::reject, "R118"));
    CHECK(test.corrections().at(0).standing == Standing::replaced);

    // An edit of the words asks anew.
    test.ingest(batch({note_on("b", "2150", "2026-03-10",
                               "Melding gedaan bij Veilig Thuis. Zij bellen terug.")}));
    CHECK(asked_rule() == "R118");
}
