#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

std::vector<notes::Item> some_notes(int count, int from = 0) {
    std::vector<notes::Item> items;
    for (int i = from; i < from + count; ++i) {
        items.emplace_back(note_on("n" + std::to_string(i), "2150", "2026-03-02", signals_text));
    }
    return items;
}

}  // namespace

TEST_CASE("the same export twice changes nothing, not even for rows with one id in it") {
    TestBridge test;
    auto items = some_notes(3);
    items.emplace_back(note_on("n0", "2150", "2026-03-02", "later line of the same note"));
    const auto first = test.ingest(full(items));
    CHECK(first.added == 3);
    CHECK(first.unchanged == 1);
    const auto revision = test.bridge->store().revision().value();

    const auto again = test.ingest(full(items));
    CHECK(again.added == 0);
    CHECK(again.changed == 0);
    CHECK(again.withdrawn == 0);
    CHECK(again.unchanged == 4);
    CHECK(test.bridge->store().revision().value() == revision);
    CHECK(test.bridge->notes_of("2150")->size() == 3);
    // The last line of a note is the one that counts.
    auto snapshot = test.bridge->store().snapshot().value();
    const auto all = must(snapshot.notes_of("2150"));
    for (const auto& kept : all) {
        CHECK((kept.id != "n0" || kept.text == "later line of the same note"));
    }
}

TEST_CASE("a full export with edited, added and removed notes updates all of it") {
    TestBridge test;
    test.ingest(full({note_on("a", "2150", "2026-03-02", signals_text),
                      note_on("b", "2150", "2026-03-09", help_text)}));
    REQUIRE(test.open_terms().size() == 1);
    const auto first_due = test.open_terms()[0].due;

    const auto counts = test.ingest(full({note_on("b", "2150", "2026-03-10", help_text),
                                          note_on("c", "2151", "2026-03-02", signals_text)}));
    CHECK(counts.added == 1);
    CHECK(counts.changed == 1);
    CHECK(counts.withdrawn == 1);
    REQUIRE(test.open_terms().size() == 1);
    CHECK(test.open_terms()[0].due == first_due + std::chrono::days{1});
    CHECK(test.bridge->notes_of("2150")->size() == 1);
    CHECK(test.bridge->notes_of("2151")->size() == 1);
}

TEST_CASE("six weeks after the note the help term is due, and it hangs on the note") {
    TestBridge test;
    test.ingest(batch({note_on("b", "2150", "2026-03-09", help_text)}));
    REQUIRE(test.open_terms().size() == 1);
    const auto term = test.open_terms()[0];
    CHECK(term.pupil == "2150");
    CHECK(term.about == "help_effect");
    CHECK(term.due == day("2026-04-20"));  // 9 March + 42 days

    auto withdrawal = note_on("b", "2150", "2026-03-09", "");
    withdrawal.deleted = true;
    CHECK(test.ingest(batch({withdrawal})).withdrawn == 1);
    CHECK(test.open_terms().empty());
}

TEST_CASE("a note that moves to another pupil takes its term along") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text),
                       note_on("b", "2150", "2026-03-09", help_text)}));
    CHECK(test.ingest(batch({note_on("b", "2151", "2026-03-09", help_text)})).changed == 1);
    REQUIRE(test.open_terms().size() == 1);
    CHECK(test.open_terms()[0].pupil == "2151");
    CHECK(test.status("2150").at(0).dossiers.at(0).terms.empty());
}

TEST_CASE("an incremental batch withdraws only what it names") {
    TestBridge test;
    test.ingest(batch(some_notes(3)));
    CHECK(test.ingest(batch(some_notes(1, 3))).withdrawn == 0);
    CHECK(test.bridge->notes_of("2150")->size() == 4);
}

TEST_CASE(
    "an export that lacks more than half of a source is held until a person confirms, what it "
    "brings is taken") {
    TestBridge test;
    test.ingest(full(some_notes(11)));
    auto smaller = some_notes(5);
    smaller.emplace_back(note_on("new", "2151", "2026-03-02", signals_text));

    const auto held = test.ingest(full(smaller));
    CHECK(held.withdrawn == 0);
    CHECK(held.held_back == 6);
    CHECK(held.refused == 1);
    REQUIRE(held.refusals.size() == 1);
    CHECK(held.refusals[0].reason.find("6 of 11") != std::string::npos);
    CHECK(held.added == 1);
    CHECK(test.bridge->notes_of("2150")->size() == 11);
    CHECK_FALSE(test.bridge->health().at("ok").get<bool>());

    const auto confirmed = test.ingest(full(smaller), {.withdraw_many = true, .by = {}});
    CHECK(confirmed.withdrawn == 6);
    CHECK(confirmed.held_back == 0);
    CHECK(test.bridge->notes_of("2150")->size() == 5);
}

TEST_CASE("half of a source, or most of a small one, goes without a question") {
    TestBridge test;
    test.ingest(full(some_notes(12)));
    CHECK(test.ingest(full(some_notes(6))).withdrawn == 6);
    CHECK(test.ingest(full(some_notes(1))).withdrawn == 5);
}

TEST_CASE("another file in the place of the export is not taken for its next version") {
    TestBridge test;
    test.ingest(full(some_notes(20)));
    const auto counts = test.ingest(full(some_notes(20, 100)));
    CHECK(counts.added == 20);
    CHECK(counts.withdrawn == 0);
    CHECK(counts.held_back == 20);
}

TEST_CASE("an empty export withdraws nothing of a source with many notes") {
    TestBridge test;
    test.ingest(full(some_notes(11)));
    CHECK(test.ingest(full({})).held_back == 11);
    CHECK(test.bridge->notes_of("2150")->size() == 11);
}

TEST_CASE("a note whose line could not be read is not withdrawn for it") {
    TestBridge test;
    test.ingest(full(some_notes(3)));
    auto torn = full(some_notes(2));
    torn.refused.push_back({"export.csv:4", "date", "not a day"});
    const auto counts = test.ingest(torn);
    CHECK(counts.refused == 1);
    CHECK(counts.withdrawn == 0);
    CHECK(counts.held_back == 1);
    CHECK(test.bridge->notes_of("2150")->size() == 3);

    // Nor one that the bridge itself refuses.
    auto invalid = some_notes(2);
    invalid.emplace_back(note_on("n2", "2150", "2026-03-02", std::string("\xff\xfe", 2)));
    const auto refused = test.ingest(full(invalid));
    CHECK(refused.refused == 1);
    CHECK(refused.withdrawn == 0);
    CHECK(test.bridge->notes_of("2150")->size() == 3);
}

TEST_CASE("a bad note is refused with its place and reason, the rest goes on") {
    TestBridge test;
    auto without_pupil = note_on("x", "", "2026-03-02", signals_text);
    const auto counts =
        test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text), without_pupil,
                           note_on("c", "2150", "2026-03-02", signals_text)}));
    CHECK(counts.added == 2);
    CHECK(counts.refused == 1);
    REQUIRE(counts.refusals.size() == 1);
    CHECK(counts.refusals[0].where == "item 2");
    CHECK(counts.refusals[0].reason.find("pupil") != std::string::npos);
    const auto kept = test.bridge->store().snapshot().value().refused("test").value();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].where == "item 2");
}

TEST_CASE("a note of another category is not kept, and one that is moved there goes") {
    TestBridge test;
    auto other = note_on("a", "2150", "2026-03-02", signals_text);
    other.category = "Verzuim";
    CHECK(test.ingest(batch({other})).ignored == 1);
    CHECK(test.bridge->health().at("notes") == 0);

    auto ours = note_on("b", "2150", "2026-03-02", signals_text);
    ours.category = "Meldcode en Verwijsindex";
    CHECK(test.ingest(batch({ours})).added == 1);
    ours.category = "Verzuim";
    const auto moved = test.ingest(batch({ours}));
    CHECK(moved.ignored == 1);
    CHECK(moved.withdrawn == 1);
    CHECK(test.status("2150").empty());
}

TEST_CASE("notes of another school are refused") {
    TestBridge test;
    auto here = note_on("a", "2150", "2026-03-02", signals_text);
    here.school = "05AA";
    auto there = note_on("b", "2150", "2026-03-02", signals_text);
    there.school = "06BB";
    // No school is configured: the first one that is named is this one.
    CHECK(test.ingest(batch({here})).added == 1);
    test.open();
    const auto counts =
        test.ingest(batch({there, note_on("c", "2150", "2026-03-02", signals_text)}));
    CHECK(counts.added == 1);
    REQUIRE(counts.refusals.size() == 1);
    CHECK(counts.refusals[0].field == "school");
}

TEST_CASE("facts of a pupil change the status that hangs on them") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}));
    const auto revision = test.bridge->store().revision().value();
    notes::PupilFacts facts;
    facts.pupil = "2150";
    facts.name = "Noor (fictief)";
    facts.group = "5";
    CHECK(test.ingest(batch({facts})).pupils == 1);
    CHECK(test.bridge->store().revision().value() == revision + 1);
    CHECK(test.status("2150").at(0).name == "Noor (fictief)");
    CHECK(test.status("2150").at(0).group == "5");
    CHECK(must(test.bridge->status({.pupil = {}, .group = "5", .as_of = {}})).size() == 1);
    CHECK(must(test.bridge->status({.pupil = {}, .group = "6", .as_of = {}})).empty());
}

TEST_CASE("notes and cursor are kept together, and without a source the adapter is it") {
    TestBridge test;
    auto unnamed = note_on("a", "2150", "2026-03-02", signals_text);
    unnamed.source.clear();
    test.ingest(batch({unnamed}, "position 7"));
    test.open();
    CHECK(test.bridge->cursor("test").value() == "position 7");
    CHECK(test.bridge->cursor("another").value().empty());
    CHECK(test.bridge->notes_of("2150").value().at(0).note.source == "test");
}

TEST_CASE("a term that somebody was reminded of is shown as withdrawn when its note goes") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text),
                       note_on("b", "2150", "2026-03-09", help_text)}));
    const auto term = test.open_terms().at(0);
    const store::NewMail mail{
        "p1", "ib@school.example",
        "o",  "t",
        "m1", {{term.pupil, term.dossier, term.term_id, term.due, "0", "p1"}}};
    must(store::Reminders(test.bridge->store()).write(std::vector{mail}, test.clock.now()));
    auto withdrawal = note_on("b", "2150", "2026-03-09", "");
    withdrawal.deleted = true;
    test.ingest(batch({withdrawal}));

    const auto terms = test.status("2150").at(0).dossiers.at(0).terms;
    REQUIRE(terms.size() == 1);
    CHECK(terms[0].state == core::TermState::withdrawn);
    CHECK(test.open_terms().empty());
    CHECK(test.bridge->due(day("2026-03-16"), 365)->empty());
}

TEST_CASE("a note that moves leaves its pupil as it is without it, whichever comes first") {
    for (const bool from_first : {true, false}) {
        TestBridge test;
        test.ingest(batch({note_on("help", "2150", "2026-03-09", help_text),
                           note_on("other", "2150", "2026-03-02", signals_text)}));
        REQUIRE(test.open_terms().size() == 1);
        // In one batch a note comes to the pupil that another note leaves.
        const auto moved = note_on("help", "2151", "2026-03-09", help_text);
        const auto added = note_on("new", "2150", "2026-03-03", signals_text);
        test.ingest(from_first ? batch({added, moved}) : batch({moved, added}));
        const auto terms = test.open_terms();
        REQUIRE(terms.size() == 1);
        CHECK(terms[0].pupil == "2151");
        CHECK(test.status("2150").at(0).dossiers.at(0).terms.empty());
    }
}

TEST_CASE("a batch of many pupils, mixed, is kept as if it came one by one") {
    TestBridge together;
    TestBridge apart;
    std::vector<notes::Item> items;
    for (int i = 0; i < 300; ++i) {
        items.emplace_back(note_on("n" + std::to_string(i), std::to_string(3000 + i % 90),
                                   i < 150 ? "2026-03-02" : "2026-03-09",
                                   i % 4 == 0 ? help_text : signals_text));
    }
    CHECK(together.ingest(batch(items)).added == 300);
    for (const auto& item : items) {
        apart.ingest(batch({item}));
    }
    for (int i = 0; i < 90; ++i) {
        const auto pupil = std::to_string(3000 + i);
        const auto a = together.status(pupil).at(0).dossiers;
        const auto b = apart.status(pupil).at(0).dossiers;
        CHECK(route::to_json(together.clock.today(), a) == route::to_json(apart.clock.today(), b));
    }
    const auto due = [](TestBridge& test) {
        std::vector<std::string> lines;
        for (const auto& term : test.open_terms()) {
            lines.push_back(term.pupil + term.term_id + core::format_date(term.due));
        }
        return lines;
    };
    CHECK(due(together) == due(apart));
    CHECK(together.ingest(batch(items)).unchanged == 300);
}
