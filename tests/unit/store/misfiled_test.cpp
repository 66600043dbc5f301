// Notes of other categories that were pointed out: what is kept of them, and what puts them away.
#include "fixtures.hpp"

#include <fstream>
#include <sstream>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

store::MisfiledRow tells(std::vector<std::string> actions) {
    store::MisfiledRow row;
    row.actions = std::move(actions);
    return row;
}

notes::Note elsewhere(std::string id, std::string text = "Met Veilig Thuis gebeld.") {
    auto made = note(std::move(id), "2150", std::move(text));
    made.category = "Oudergesprek";
    return made;
}

std::vector<store::MisfiledRow> pointed_out(TestStore& test) {
    return must(must(test.store->snapshot()).misfiled());
}

void point_out(TestStore& test, const notes::Note& note) {
    test.change([&](store::Change& change) {
        must(change.put_misfiled(note, tells({"advies_veilig_thuis"}), now));
    });
}

bool put_away(TestStore& test, const std::string& key) {
    bool done = false;
    test.change(
        [&](store::Change& change) { done = must(change.put_away_misfiled(key, "ib-1", now)); });
    return done;
}

}  // namespace

TEST_CASE("a misfiled note is kept by ids, with the pupil's name, and nothing of its text") {
    TestStore test;
    test.change([&](store::Change& change) {
        notes::PupilFacts facts;
        facts.pupil = "2150";
        facts.name = "Noor";
        facts.group = "5";
        must(change.put_facts(facts));
        auto row = tells({"advies_veilig_thuis"});
        row.alarms = {"acuut"};
        row.steps = {"consulteren"};
        CHECK(must(change.put_misfiled(elsewhere("a", "zeldzaamwoord"), row, now)));
    });
    const auto rows = pointed_out(test);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].source == "test");
    CHECK(rows[0].note == "a");
    CHECK(rows[0].pupil == "2150");
    CHECK(rows[0].name == "Noor");
    CHECK(rows[0].group == "5");
    CHECK(rows[0].category == "Oudergesprek");
    CHECK(rows[0].day == day("2026-03-12"));
    CHECK(rows[0].alarms == std::vector<std::string>{"acuut"});
    CHECK(rows[0].steps == std::vector<std::string>{"consulteren"});
    CHECK(rows[0].actions == std::vector<std::string>{"advies_veilig_thuis"});
    CHECK(must(must(test.store->snapshot()).notes_of("2150")).empty());
    // Nor in the file or its log.
    for (const auto& file : std::filesystem::directory_iterator(test.folder.path())) {
        std::stringstream bytes;
        bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
        CHECK(bytes.str().find("zeldzaamwoord") == std::string::npos);
    }
}

TEST_CASE("what was put away stays away until the note's content changes") {
    TestStore test;
    point_out(test, elsewhere("a"));
    point_out(test, elsewhere("b"));
    REQUIRE(pointed_out(test).size() == 2);
    const auto key = pointed_out(test)[0].key;
    CHECK(pointed_out(test)[0].note == "a");
    CHECK(put_away(test, key));
    CHECK_FALSE(put_away(test, key));
    REQUIRE(pointed_out(test).size() == 1);
    CHECK(pointed_out(test)[0].note == "b");

    point_out(test, elsewhere("a"));
    CHECK(pointed_out(test).size() == 1);
    // Gone and back as it was.
    test.change([&](store::Change& change) { must(change.withdraw_misfiled("test", "a")); });
    point_out(test, elsewhere("a"));
    CHECK(pointed_out(test).size() == 1);

    point_out(test, elsewhere("a", "Stap 2 gezet."));
    REQUIRE(pointed_out(test).size() == 2);
    CHECK(pointed_out(test)[0].key != key);
    // It changed, so what it said first is new again too.
    point_out(test, elsewhere("a"));
    CHECK(pointed_out(test).size() == 2);
}

TEST_CASE("an edit gives a misfiled note another key, and a wrong key puts nothing away") {
    TestStore test;
    point_out(test, elsewhere("a"));
    const auto key = pointed_out(test)[0].key;
    point_out(test, elsewhere("a"));
    CHECK(pointed_out(test)[0].key == key);
    auto moved = elsewhere("a");
    moved.pupil = "2151";
    point_out(test, moved);
    REQUIRE(pointed_out(test).size() == 1);
    CHECK(pointed_out(test)[0].pupil == "2151");
    CHECK_FALSE(put_away(test, key));
    for (const char* wrong : {"", "zz", "00", "00000000000000000000000000000000"}) {
        CHECK_FALSE(put_away(test, wrong));
    }
    CHECK(pointed_out(test).size() == 1);
}

TEST_CASE("a note that is forgotten was never pointed out or put away") {
    TestStore test;
    point_out(test, elsewhere("a"));
    point_out(test, elsewhere("b"));
    CHECK(put_away(test, pointed_out(test)[0].key));
    CHECK(must(must(test.store->snapshot()).misfiled_ids()).size() == 2);
    test.change([&](store::Change& change) {
        must(change.forget_misfiled("test", "a"));
        must(change.forget_misfiled("test", "b"));
    });
    CHECK(must(must(test.store->snapshot()).misfiled_ids()).empty());
    point_out(test, elsewhere("a"));
    CHECK(pointed_out(test).size() == 1);
}

TEST_CASE("pointing a note out touches no pupil: nothing that is in memory of them changes") {
    TestStore test;
    const auto before = must(test.store->revision());
    point_out(test, elsewhere("a"));
    CHECK(put_away(test, pointed_out(test)[0].key));
    CHECK(must(test.store->revision()) == before);
}
