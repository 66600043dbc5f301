#include "fixtures.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <set>

using namespace meldbrug;
using namespace meldbrug::tests;
using store::Put;

namespace {

const auto monday = at("2026-03-16T09:00:00+01:00");
const auto tuesday = at("2026-03-17T09:00:00+01:00");

/// What a query of its own finds, past the store: for what has no reader in the program yet.
std::vector<std::string> rows(const TestStore& test, const char* sql) {
    std::vector<std::string> found;
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open_v2(test.store->file().c_str(), &database, SQLITE_OPEN_READONLY, nullptr) ==
            SQLITE_OK);
    const auto take = [](void* into, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(into)->emplace_back(
            values[0] == nullptr ? "" : values[0]);
        return 0;
    };
    CHECK(sqlite3_exec(database, sql, take, &found, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    return found;
}

}  // namespace

TEST_CASE("a note comes back as it went in, with everything that may be absent") {
    TestStore test;
    auto full = note("1", "2150", "Zin één.\nZin twee: “ja”, 3 < 4.");
    full.category = "Meldcode en Verwijsindex";
    full.title = "Gesprek";
    full.recorded_at = at("2026-03-12T14:05:00+01:00");
    full.author = {"t12", "leerkracht"};
    auto bare = note("2", "2150", "");
    bare.date = day("1969-12-31");  // before the day that days are counted from

    test.change([&](auto& change) {
        CHECK(change.put_note(full, monday)->put == Put::added);
        CHECK(change.put_note(bare, monday)->put == Put::added);
    });

    const auto found = test.notes_of("2150");
    REQUIRE(found.size() == 2);
    CHECK(found[0].id == "2");  // oldest first
    CHECK(found[0].date == bare.date);
    CHECK(found[0].text.empty());
    CHECK_FALSE(found[0].category);
    CHECK_FALSE(found[0].recorded_at);
    CHECK(found[1].school == "00AA");
    CHECK(found[1].source == full.source);
    CHECK(found[1].category == full.category);
    CHECK(found[1].title == full.title);
    CHECK(found[1].text == full.text);
    CHECK(found[1].recorded_at == full.recorded_at);
    CHECK(found[1].author.id == "t12");
    CHECK(found[1].author.role == "leerkracht");
}

TEST_CASE("the same note again changes nothing, whichever field differs changes it") {
    TestStore test;
    const auto first = note("1", "2150");
    test.change([&](auto& change) { must(change.put_note(first, monday)); });
    test.change(
        [&](auto& change) { CHECK(change.put_note(first, tuesday)->put == Put::unchanged); });

    std::vector<notes::Note> edits(9, first);
    edits[0].text += " Aangevuld.";
    edits[1].title = "Titel";
    edits[2].category = "Meldcode en Verwijsindex";
    edits[3].date += std::chrono::days{1};
    edits[4].recorded_at = monday;
    edits[5].author.id = "t12";
    edits[6].author.role = "ib";
    edits[7].pupil = "2151";
    // Text that moves from the end of one field to the start of the next is another note too.
    edits[8].title = "Signalen";
    edits[8].text = " besproken.";
    for (const auto& edit : edits) {
        test.change(
            [&](auto& change) { CHECK(change.put_note(edit, tuesday)->put == Put::changed); });
    }
}

TEST_CASE("what a note said before it was edited is kept with the moment it was replaced") {
    TestStore test;
    test.change([&](auto& change) { must(change.put_note(note("1", "2150", "eerst"), monday)); });
    const auto before = rows(test, "SELECT hex(sealed) FROM note");
    test.change([&](auto& change) { must(change.put_note(note("1", "2150", "daarna"), tuesday)); });

    CHECK(test.notes_of("2150").at(0).text == "daarna");
    CHECK(rows(test, "SELECT hex(sealed) FROM note_version") == before);
    CHECK(rows(test, "SELECT replaced_at FROM note_version") ==
          std::vector{std::to_string(tuesday.time_since_epoch().count())});
}

TEST_CASE("a note that moves to another pupil says whose it was") {
    TestStore test;
    test.change([&](auto& change) { must(change.put_note(note("1", "2150"), monday)); });
    test.change([&](auto& change) {
        const auto moved = change.put_note(note("1", "2151"), tuesday).value();
        CHECK(moved.put == Put::changed);
        CHECK(moved.earlier_pupil == "2150");
    });
    CHECK(test.notes_of("2150").empty());
    CHECK(test.notes_of("2151").size() == 1);
}

TEST_CASE("a withdrawn note is gone from the pupil, and new again when it comes back") {
    TestStore test;
    test.change([&](auto& change) { must(change.put_note(note("1", "2150"), monday)); });
    test.change([&](auto& change) {
        CHECK(change.withdraw_note("test", "1", tuesday).value() ==
              std::optional<std::string>("2150"));
        CHECK(change.withdraw_note("test", "1", tuesday).value() == std::nullopt);
        CHECK(change.withdraw_note("test", "never seen", tuesday).value() == std::nullopt);
    });
    CHECK(test.notes_of("2150").empty());
    CHECK(rows(test, "SELECT mark FROM note").size() == 1);  // nothing that came in is lost

    test.change([&](auto& change) {
        CHECK(change.put_note(note("1", "2150"), tuesday)->put == Put::added);
    });
    CHECK(test.notes_of("2150").size() == 1);
}

TEST_CASE("the same id from another source is another note") {
    TestStore test;
    auto other = note("1", "2150");
    other.source = "other";
    test.change([&](auto& change) {
        must(change.put_note(note("1", "2150"), monday));
        CHECK(change.put_note(other, monday)->put == Put::added);
        std::set<std::string> ids;
        must(change.each_note_id("other", [&](std::string_view id) { ids.emplace(id); }));
        CHECK(ids == std::set<std::string>{"1"});
        must(change.withdraw_note("other", "1", monday));
    });
    CHECK(test.notes_of("2150").size() == 1);
}

TEST_CASE("two schools in one file do not see each other") {
    TestStore test;
    const auto other = open_store(test.store->file(), "11BB").value();
    test.change(
        [&](auto& change) { must(change.put_note(note("1", "2150", "van hier"), monday)); });
    {
        auto change = other->change().value();
        CHECK(change.put_note(note("1", "2150", "van daar"), monday)->put == Put::added);
        CHECK(change.dossier_number("2150", 1, 2026, monday).value() == "2026-0001");
        must(change.commit());
    }
    test.change([&](auto& change) {
        CHECK(change.dossier_number("2150", 1, 2026, monday).value() == "2026-0001");
        must(change.withdraw_note("test", "1", tuesday));
    });
    CHECK(test.notes_of("2150").empty());
    const auto there = other->snapshot().value().notes_of("2150").value();
    REQUIRE(there.size() == 1);
    CHECK(there[0].text == "van daar");
}

TEST_CASE("facts replace earlier ones, and say whether they did") {
    TestStore test;
    notes::PupilFacts facts{"00AA", "2150",       "Naam (fictief)", day("2014-05-02"),
                            "5",    std::nullopt, {"2151", "2152"}};
    test.change([&](auto& change) {
        CHECK(change.put_facts(facts).value());
        CHECK_FALSE(change.put_facts(facts).value());
    });
    CHECK(test.store->snapshot().value().facts_of("2150").value() == facts);

    facts.left_on = day("2026-07-01");
    facts.birth_date.reset();
    test.change([&](auto& change) { CHECK(change.put_facts(facts).value()); });
    CHECK(test.store->snapshot().value().facts_of("2150").value() == facts);
    CHECK(test.store->snapshot().value().facts_of("nobody").value() == std::nullopt);
}

TEST_CASE("pupils are those who have notes, of a group when one is asked") {
    TestStore test;
    test.change([&](auto& change) {
        must(change.put_note(note("1", "2151"), monday));
        must(change.put_note(note("2", "2150"), monday));
        must(change.put_facts({"", "2150", "", std::nullopt, "5", std::nullopt, {}}));
        // No note, so no route.
        must(change.put_facts({"", "2160", "", std::nullopt, "5", std::nullopt, {}}));
    });
    auto snapshot = test.store->snapshot().value();
    CHECK(snapshot.pupils().value() == std::vector<std::string>{"2150", "2151"});
    CHECK(snapshot.pupils("5").value() == std::vector<std::string>{"2150"});
    CHECK(snapshot.pupils("8").value().empty());
}

TEST_CASE("values are values, never part of a statement") {
    TestStore test;
    const std::string hostile = "'); DROP TABLE note; --";
    test.change(
        [&](auto& change) { must(change.put_note(note(hostile, hostile, hostile), monday)); });
    CHECK(test.notes_of(hostile).at(0).text == hostile);
}
