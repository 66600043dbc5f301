// The life of a note that stands in another category: what is pointed out, and when it goes.
#include "bridge_fixtures.hpp"

#include "meldbrug/route/status.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

constexpr const char* elsewhere_text = "Met Veilig Thuis gebeld, casus anoniem voorgelegd.";
constexpr const char* everyday_text = "Moeder is tevreden over het rapport.";

notes::Note in_category(std::string id, std::string category, std::string text,
                        std::string pupil = "2150") {
    auto made = note_on(std::move(id), std::move(pupil), "2026-03-12", std::move(text));
    made.category = std::move(category);
    return made;
}
notes::Note elsewhere(std::string id, std::string text = elsewhere_text) {
    return in_category(std::move(id), "Oudergesprek", std::move(text));
}

/// A bridge that looks at two other categories.
class Looking : public TestBridge {
public:
    Looking() {
        other_categories = {"Oudergesprek", "Gedrag"};
        open();
    }
    [[nodiscard]] std::vector<bridge::MisfiledView> pointed_out(
        const bridge::StatusQuery& query = {}) {
        return must(bridge->misfiled(query));
    }
    [[nodiscard]] std::vector<std::string> ids() {
        std::vector<std::string> found;
        for (const auto& view : pointed_out()) {
            found.push_back(view.note);
        }
        return found;
    }
    [[nodiscard]] std::vector<store::MisfiledId> kept() {
        return must(must(bridge->store().snapshot()).misfiled_ids());
    }
};
using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("without the setting a note of another category is ignored and not kept") {
    TestBridge test;
    const auto counts = test.ingest(full({elsewhere("a")}));
    CHECK(counts.ignored == 1);
    CHECK(counts.misfiled == 0);
    CHECK(must(test.bridge->misfiled()).empty());
    CHECK(must(must(test.bridge->store().snapshot()).misfiled_ids()).empty());
    CHECK(must(test.bridge->notes_of("2150")).empty());
}

TEST_CASE("only named categories are looked at, and only what is clear is pointed out") {
    Looking test;
    const auto counts = test.ingest(full({elsewhere("a"), elsewhere("b", everyday_text),
                                          in_category("c", "Rekenen", elsewhere_text),
                                          in_category("d", "Gedrag", "Stap 2 gezet.")}));
    CHECK(counts.ignored == 4);
    CHECK(counts.misfiled == 2);
    CHECK(test.ids() == Ids{"a", "d"});
    CHECK(test.kept().size() == 2);
    const auto first = test.pointed_out().front();
    CHECK(first.pupil == "2150");
    CHECK(first.date == day("2026-03-12"));
    CHECK(first.category == "Oudergesprek");
    CHECK(first.actions == Ids{"advies_veilig_thuis"});
    CHECK(must(test.bridge->notes_of("2150")).empty());
}

TEST_CASE("a misfiled note changes no ladder, badge or term") {
    Looking test;
    test.ingest(full({note_on("r", "2150", "2026-03-02", signals_text)}));
    const auto before = route::to_json(day("2026-03-16"), test.status("2150")[0].dossiers);
    test.ingest(full({note_on("r", "2150", "2026-03-02", signals_text), elsewhere("a", help_text),
                      elsewhere("b", "Melding gedaan bij Veilig Thuis, acuut gevaar.")}));
    CHECK(test.ids() == Ids{"b"});
    CHECK(route::to_json(day("2026-03-16"), test.status("2150")[0].dossiers) == before);
    CHECK(test.open_terms().empty());
    // Nor does it give a pupil a route.
    test.ingest(batch({in_category("c", "Gedrag", elsewhere_text, "2151")}));
    CHECK(test.status("2151").empty());
}

TEST_CASE("a pointer follows its note: edited, moved, deleted, withdrawn") {
    Looking test;
    test.ingest(full({elsewhere("a")}));
    const auto key = test.pointed_out()[0].key;

    test.ingest(full({elsewhere("a", "Melding gedaan bij Veilig Thuis.")}));
    REQUIRE(test.ids() == Ids{"a"});
    CHECK(test.pointed_out()[0].key != key);
    CHECK(test.pointed_out()[0].actions == Ids{"melding_veilig_thuis"});
    test.ingest(full({in_category("a", "Gedrag", elsewhere_text, "2151")}));
    CHECK(test.pointed_out()[0].pupil == "2151");
    CHECK(test.pointed_out()[0].category == "Gedrag");
    test.ingest(full({elsewhere("a", everyday_text)}));
    CHECK(test.kept().empty());

    test.ingest(full({elsewhere("a")}));
    REQUIRE(test.ids() == Ids{"a"});
    test.ingest(full({in_category("a", "Rekenen", elsewhere_text)}));
    CHECK(test.kept().empty());

    test.ingest(full({elsewhere("a")}));
    auto counts = test.ingest(full({in_category("a", "Meldcode en Verwijsindex", elsewhere_text)}));
    CHECK(counts.added == 1);
    CHECK(test.kept().empty());
    CHECK(must(test.bridge->notes_of("2150")).size() == 1);
    // Out of the right category again: withdrawn there, pointed out here.
    counts = test.ingest(full({elsewhere("a")}));
    CHECK(counts.withdrawn == 1);
    CHECK(test.ids() == Ids{"a"});

    auto deleted = elsewhere("a", "");
    deleted.deleted = true;
    test.ingest(batch({deleted}));
    CHECK(test.kept().empty());

    test.ingest(full({elsewhere("a"), elsewhere("b")}));
    CHECK(test.ids() == Ids{"a", "b"});
    counts = test.ingest(full({elsewhere("b")}));
    CHECK(counts.held_back == 0);
    CHECK(test.ids() == Ids{"b"});
    counts = test.ingest(full({note_on("r", "2150", "2026-03-02", signals_text)}));
    CHECK(counts.refused == 0);
    CHECK(test.kept().empty());
}

TEST_CASE("an export that could not be read whole takes no pointer away") {
    Looking test;
    test.ingest(full({elsewhere("a")}));
    auto torn = full({note_on("r", "2150", "2026-03-02", signals_text)});
    torn.refused.push_back({"line 2", "date", "not a day"});
    test.ingest(torn);
    CHECK(test.ids() == Ids{"a"});
}

TEST_CASE("a note that was put away stays away until it changes, also over a restart") {
    Looking test;
    test.ingest(full({elsewhere("a"), elsewhere("b")}));
    REQUIRE(test.ids() == Ids{"a", "b"});
    CHECK(must(test.bridge->put_away_misfiled(test.pointed_out()[0].key, "ib-1")));
    CHECK(test.ids() == Ids{"b"});
    const auto again = test.ingest(full({elsewhere("a"), elsewhere("b")}));
    CHECK(again.misfiled == 1);
    test.open();
    test.ingest(full({elsewhere("b")}));
    test.ingest(full({elsewhere("a"), elsewhere("b")}));
    CHECK(test.ids() == Ids{"b"});
    test.ingest(full({elsewhere("a", "Melding gedaan bij Veilig Thuis."), elsewhere("b")}));
    CHECK(test.ids() == Ids{"a", "b"});
    CHECK_FALSE(must(test.bridge->put_away_misfiled("00", "ib-1")));
}

TEST_CASE("the same export again points out the same, and touches nobody") {
    Looking test;
    test.ingest(full({elsewhere("a")}));
    const auto key = test.pointed_out()[0].key;
    const auto revision = must(test.bridge->store().revision());
    const auto counts = test.ingest(full({elsewhere("a")}));
    CHECK(counts.added + counts.changed + counts.withdrawn == 0);
    CHECK(test.pointed_out()[0].key == key);
    CHECK(must(test.bridge->store().revision()) == revision);
}

TEST_CASE("alarms come first, then the latest day, and a query asks for less") {
    Looking test;
    auto old_alarm = elsewhere("old", "Ze zegt dat ze in de zomer besneden wordt bij haar oma.");
    old_alarm.date = day("2026-01-05");
    auto latest = elsewhere("latest");
    latest.date = day("2026-03-14");
    latest.pupil = "2151";
    notes::PupilFacts facts;
    facts.pupil = "2151";
    facts.name = "Noor";
    facts.group = "6";
    test.ingest(full({facts, elsewhere("middle"), old_alarm, latest}));
    CHECK(test.ids() == Ids{"old", "latest", "middle"});
    CHECK(test.pointed_out()[0].alarms == Ids{"vgv_eer"});
    CHECK(test.pointed_out()[1].name == "Noor");
    CHECK(test.pointed_out({.pupil = "2151", .group = {}, .as_of = {}}).size() == 1);
    CHECK(test.pointed_out({.pupil = {}, .group = "6", .as_of = {}}).size() == 1);
    CHECK(test.pointed_out({.pupil = {}, .group = {}, .as_of = day("2026-03-12")}).size() == 2);
}

TEST_CASE("a category that is taken out of the setting is pointed out no more, and forgotten") {
    Looking test;
    test.ingest(full({elsewhere("a"), in_category("b", "Gedrag", elsewhere_text)}));
    test.other_categories = {"Gedrag"};
    test.open();
    CHECK(test.ids() == Ids{"b"});
    CHECK(test.kept().size() == 2);
    REQUIRE(test.bridge->hold_serving().ok());
    CHECK(test.kept().size() == 1);
}

TEST_CASE("a note of one of our templates is the meldcode's in any category") {
    Looking test;
    const auto& templates = shipped_knowledge().templates;
    const auto* form = templates.find("consulteren");
    REQUIRE(form != nullptr);
    test.ingest(full({elsewhere("a", notes::Templates::blank(*form))}));
    CHECK(test.ids() == Ids{"a"});
}

TEST_CASE("many misfiled notes are looked at together and kept in order") {
    Looking test;
    std::vector<notes::Item> items;
    for (int i = 0; i < 300; ++i) {
        const bool clear = i % 3 == 0;
        items.emplace_back(
            elsewhere("n" + std::to_string(i), clear ? elsewhere_text : everyday_text));
    }
    CHECK(test.ingest(full(items)).misfiled == 100);
    CHECK(test.pointed_out().size() == 100);
}

TEST_CASE("what a note tells is said once: not by an action and again by its step") {
    bridge::MisfiledView view;
    view.alarms = {"acuut"};
    view.actions = {"advies_veilig_thuis", "of_a_school_that_took_it_out"};
    view.steps = {"consulteren", "wegen"};
    Ids kinds;
    for (const auto& told : bridge::told_by(view, shipped_knowledge().catalogue)) {
        kinds.emplace_back(std::string(told.kind) + " " + std::string(told.label));
    }
    CHECK(kinds == Ids{"alarm acuut", "action advies van Veilig Thuis",
                       "action of_a_school_that_took_it_out", "step wegen"});
}

TEST_CASE("a school's own word for its steps of another kind keeps them from being pointed out") {
    const auto pointed_out = [](const std::optional<std::filesystem::path>& own) {
        const auto knowledge =
            must(bridge::load_knowledge({.folder = notes_schema(), .school = own}));
        TestBridge test;
        test.other_categories = {"Regenboogladder"};
        test.bridge.reset();
        test.bridge = must(bridge::Bridge::open(test.config(), knowledge, test.clock));
        test.ingest(full({in_category("a", "Regenboogladder", "Stap 2 gezet.")}));
        const std::size_t found = must(test.bridge->misfiled()).size();
        test.bridge.reset();  // before what it knows
        return found;
    };
    CHECK(pointed_out(std::nullopt) == 1);
    const TempFolder own;
    own.write("misfiled.json", R"({"lists": {"other_ladders": ["regenboogladder"]}})");
    CHECK(pointed_out(own.path()) == 0);
}
