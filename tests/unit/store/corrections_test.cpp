// What people said about what was read: kept for good, and what has become of the notes since.
#include "fixtures.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

notes::Correction confirmed(const std::string& note) {
    notes::Correction correction;
    correction.does = notes::CorrectionKind::confirm;
    correction.pupil = "2150";
    correction.note = {"test", note};
    correction.what = {notes::Matter::action, "gesprek_ouder"};
    correction.day = day("2026-03-12");
    correction.who = "t2";
    correction.role = "ib";
    correction.at = now;
    correction.why = "ik was erbij";
    return correction;
}

notes::Correction waived() {
    notes::Correction correction;
    correction.does = notes::CorrectionKind::waive;
    correction.pupil = "2150";
    correction.day = day("2026-03-13");
    correction.rule = "R054";
    correction.grounds = {"grond_contactbreuk", "grond_schoolverlating"};
    correction.who = "t3";
    correction.role = "aandachtsfunctionaris";
    correction.at = now;
    correction.why = "onvindbaar";
    return correction;
}

void put(TestStore& test, const notes::Note& note) {
    test.change([&](store::Change& change) { must(change.put_note(note, now)); });
}

std::int64_t add(TestStore& test, const notes::Correction& correction) {
    std::int64_t id = 0;
    test.change([&](store::Change& change) { id = must(change.add_correction(correction)); });
    return id;
}

std::vector<notes::Correction> of_pupil(TestStore& test) {
    return must(must(test.store->snapshot()).corrections_of("2150"));
}

}  // namespace

TEST_CASE("a correction comes back as it was said, with a number") {
    TestStore test;
    put(test, note("17", "2150", "zeldzaamwoord"));
    auto first = confirmed("17");
    first.id = add(test, first);
    auto second = waived();
    second.id = add(test, second);
    CHECK(first.id != second.id);
    CHECK(of_pupil(test) == std::vector{first, second});
    auto snapshot = must(test.store->snapshot());
    CHECK(must(snapshot.correction(second.id)) == second);
    CHECK_FALSE(must(snapshot.correction(999)).has_value());
    CHECK(must(snapshot.corrections_of("2151")).empty());
    CHECK(must(snapshot.pupils_with_corrections()) == std::vector<std::string>{"2150"});
}

TEST_CASE("a correction knows whether its note still says what the person saw") {
    TestStore test;
    auto seen = note("17", "2150", "Gesprek met moeder?");
    put(test, seen);
    add(test, confirmed("17"));
    SECTION("the same again") {
        put(test, seen);
        CHECK_FALSE(of_pupil(test)[0].note_changed);
    }
    SECTION("what is beside the words") {
        seen.category = "Meldcode en Verwijsindex";
        seen.author.role = "ib";
        put(test, seen);
        CHECK_FALSE(of_pupil(test)[0].note_changed);
    }
    SECTION("other words, and back") {
        auto edited = seen;
        edited.text = "Geen gesprek met moeder.";
        put(test, edited);
        CHECK(of_pupil(test)[0].note_changed);
        put(test, seen);
        CHECK_FALSE(of_pupil(test)[0].note_changed);
    }
    SECTION("another day") {
        seen.date = day("2026-03-11");
        put(test, seen);
        CHECK(of_pupil(test)[0].note_changed);
    }
    SECTION("withdrawn, and back") {
        test.change([&](store::Change& change) { must(change.withdraw_note("test", "17", now)); });
        CHECK(of_pupil(test)[0].note_gone);
        CHECK_FALSE(of_pupil(test)[0].note_changed);
        put(test, seen);
        CHECK_FALSE(of_pupil(test)[0].note_gone);
        CHECK_FALSE(of_pupil(test)[0].note_changed);
    }
    SECTION("moved to another pupil: it is no word about that child") {
        seen.pupil = "2151";
        put(test, seen);
        CHECK(of_pupil(test)[0].note_gone);
        CHECK(must(must(test.store->snapshot()).corrections_of("2151")).empty());
    }
}

TEST_CASE("undoing is a record beside the correction, made once") {
    TestStore test;
    put(test, note("17", "2150"));
    const auto id = add(test, confirmed("17"));
    const notes::Undoing undoing{"t3", "ib", now, "verkeerde notitie"};
    const notes::Undoing again{"t4", "ib", now, "nog eens"};
    test.change([&](store::Change& change) {
        CHECK(must(change.undo_correction(id, undoing)));
        CHECK_FALSE(must(change.undo_correction(id, again)));
        CHECK_FALSE(must(change.undo_correction(id + 1, undoing)));
    });
    REQUIRE(of_pupil(test).size() == 1);
    CHECK(of_pupil(test)[0].undone == undoing);
    CHECK(of_pupil(test)[0].why == "ik was erbij");
}

TEST_CASE("a correction and its undoing touch the pupil, so that no badge is kept from before") {
    TestStore test;
    put(test, note("17", "2150"));
    put(test, note("18", "2151"));
    const auto touched_by = [&](const auto& work) {
        const auto before = must(test.store->revision());
        test.change(work);
        return must(must(test.store->snapshot()).touched_since(before));
    };
    std::int64_t id = 0;
    CHECK(touched_by([&](store::Change& change) {
              id = must(change.add_correction(confirmed("17")));
          }) == std::vector<std::string>{"2150"});
    CHECK(touched_by([&](store::Change& change) {
              must(change.undo_correction(id, {"t2", "ib", now, "vergissing"}));
          }) == std::vector<std::string>{"2150"});
}

TEST_CASE("a pupil of whom an act was added is listed, without a note of the route") {
    TestStore test;
    test.change([&](store::Change& change) {
        notes::PupilFacts facts;
        facts.pupil = "2150";
        facts.group = "5";
        must(change.put_facts(facts));
    });
    CHECK(must(must(test.store->snapshot()).pupils()).empty());
    add(test, waived());
    auto snapshot = must(test.store->snapshot());
    CHECK(must(snapshot.pupils()) == std::vector<std::string>{"2150"});
    CHECK(must(snapshot.pupils("5")) == std::vector<std::string>{"2150"});
    CHECK(must(snapshot.pupils("6")).empty());
}

TEST_CASE("a correction holds nothing of the note's text") {
    TestStore test;
    put(test, note("17", "2150", "zeldzaamwoord"));
    add(test, confirmed("17"));
    auto again = note("17", "2150", "iets anders");
    put(test, again);
    const auto json = notes::to_json(of_pupil(test)[0]).dump();
    CHECK(json.find("zeldzaamwoord") == std::string::npos);
    CHECK(json.find("iets anders") == std::string::npos);
}

TEST_CASE("killed before the correction is committed leaves nothing, after it everything") {
    const TempFolder folder;
    const auto file = folder.path() / "school.db";
    {
        const auto store = must(open_store(file, "00AA"));
        auto change = must(store->change());
        must(change.put_note(note("17", "2150"), now));
        must(change.commit());
    }
    const auto killed_after = [&](bool committed) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const auto store = open_store(file, "00AA").value();
            auto change = store->change().value();
            if (!change.add_correction(confirmed("17")) || (committed && !change.commit())) {
                ::_exit(1);
            }
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
    };
    killed_after(false);
    std::int64_t before = 0;
    {
        const auto store = must(open_store(file, "00AA"));
        before = must(store->revision());
        CHECK(must(must(store->snapshot()).corrections_of("2150")).empty());
    }
    killed_after(true);
    const auto store = must(open_store(file, "00AA"));
    auto snapshot = must(store->snapshot());
    CHECK(must(snapshot.corrections_of("2150")).size() == 1);
    // Whoever remembers a badge from before is told to forget it.
    CHECK(must(snapshot.touched_since(before)) == std::vector<std::string>{"2150"});
}
