// Who has the file and not the key reads nothing, and changes nothing unseen.
#include "behind_the_store.hpp"
#include "fixtures.hpp"
#include "support/content.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <fstream>
#include <sys/stat.h>

using namespace meldbrug;
using namespace meldbrug::tests;
namespace fs = std::filesystem;
using test::contains;

namespace {

core::Error refused(const fs::path& file, const store::KeySource& key) {
    auto opened = store::Store::open(file, "00AA", key);
    REQUIRE_FALSE(opened.ok());
    CHECK(core::exit_status(opened.error().code) == 4);
    return opened.error();
}

/// Two pupils with a note each, closed again.
fs::path filled(const TempFolder& folder, const store::KeySource& key) {
    const auto file = folder.path() / "school.db";
    const auto store = must(store::Store::open(file, "00AA", key));
    auto change = must(store->change());
    must(change.put_note(note("a-1", "2150", "Eerste kind."), now));
    must(change.put_note(note("b-1", "2151", "Tweede kind."), now));
    must(change.commit());
    return file;
}

store::KeySource beside(const TempFolder& folder) {
    return {.file = folder.path() / "school.db.key"};
}

}  // namespace

TEST_CASE("a new store makes its key, for its owner alone, and opens with it again") {
    const TempFolder folder;
    const auto key = beside(folder);
    const auto file = filled(folder, key);
    struct stat facts {};
    REQUIRE(::stat(key.file.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0600);
    CHECK(test::content_of(key.file).starts_with("meldbrug key 1 "));
    const auto store = must(store::Store::open(file, "00AA", key));
    CHECK(must(must(store->snapshot()).notes_of("2150")).at(0).text == "Eerste kind.");
}

TEST_CASE("without its key, or with another, a store does not open and is not changed") {
    const TempFolder folder;
    const auto key = beside(folder);
    const auto file = filled(folder, key);
    const std::string before = test::content_of(file);
    const auto kept = folder.path() / "kept";
    fs::rename(key.file, kept);

    // No new key is made for a store that has one: it could not open what is there.
    CHECK(refused(file, key).message.find("put back the copy") != std::string::npos);
    CHECK_FALSE(fs::exists(key.file));
    must(store::make_key_file(key.file));
    CHECK(refused(file, key).message.find("does not fit") != std::string::npos);
    std::ofstream(key.file) << "meldbrug key 1 12ab\n";
    CHECK_FALSE(refused(file, key).message.empty());
    CHECK(test::content_of(file) == before);

    fs::rename(kept, key.file);
    CHECK(store::Store::open(file, "00AA", key).ok());
}

TEST_CASE("a key that others can read is refused") {
    const TempFolder folder;
    const auto key = beside(folder);
    const auto file = filled(folder, key);
    ::chmod(key.file.c_str(), 0640);
    CHECK(refused(file, key).message.find("chmod 600") != std::string::npos);
    // A credential of systemd is closed by systemd, whatever its mode says.
    auto credential = key;
    credential.credential = true;
    CHECK(store::Store::open(file, "00AA", credential).ok());
}

TEST_CASE("a key file is never written over") {
    const TempFolder folder;
    const auto file = folder.path() / "key";
    must(store::make_key_file(file));
    const std::string before = test::content_of(file);
    CHECK_FALSE(store::make_key_file(file).ok());
    CHECK(test::content_of(file) == before);
}

TEST_CASE("a passphrase opens the store it was given for, and no other one does") {
    const TempFolder folder;
    store::KeySource key{.file = folder.path() / "passphrase"};
    std::ofstream(key.file) << "vijf woorden op een rij\n";
    ::chmod(key.file.c_str(), 0600);
    const auto file = filled(folder, key);
    CHECK(store::Store::open(file, "00AA", key).ok());

    std::ofstream(key.file) << "vijf andere woorden op rij\n";
    CHECK(refused(file, key).message.find("does not fit") != std::string::npos);
    // Typed by a person, when the file is not there.
    fs::remove(key.file);
    key.ask = [] { return core::Result<core::Secret>(core::Secret("vijf woorden op een rij")); };
    CHECK(store::Store::open(file, "00AA", key).ok());
    CHECK_FALSE(fs::exists(key.file));
}

TEST_CASE("a passphrase that can be guessed is refused") {
    const TempFolder folder;
    const store::KeySource key{.file = folder.path() / "passphrase"};
    std::ofstream(key.file) << "welkom123\n";
    ::chmod(key.file.c_str(), 0600);
    CHECK(refused(folder.path() / "school.db", key).message.find("15 characters") !=
          std::string::npos);
}

TEST_CASE("a note that was put in the place of another, or changed by a bit, is not shown") {
    const TempFolder folder;
    const auto key = beside(folder);
    const auto file = filled(folder, key);
    const auto unreadable = [&] {
        const auto store = must(store::Store::open(file, "00AA", key));
        const auto notes = must(store->snapshot()).notes_of("2150");
        REQUIRE_FALSE(notes.ok());
        CHECK(notes.error().code == core::ErrorCode::store);
        CHECK(notes.error().message.find("tampered") != std::string::npos);
    };
    SECTION("another pupil's words under this pupil's note") {
        sql(file,
            "UPDATE note SET sealed = (SELECT sealed FROM note n WHERE n.file <> note.file) WHERE "
            "file = (SELECT min(file) FROM note)");
        unreadable();
    }
    SECTION("a whole note under another pupil") {
        sql(file, "UPDATE note SET file = (SELECT min(file) FROM note)");
        unreadable();
    }
    SECTION("a bit") {
        sql(file,
            "UPDATE note SET sealed = CAST(substr(sealed, 1, 30) || x'00' || substr(sealed, 32) AS "
            "BLOB)");
        unreadable();
    }
    SECTION("nothing at all") {
        sql(file, "UPDATE note SET sealed = x''");
        unreadable();
    }
    SECTION("the keys of two pupils, exchanged") {
        sql(file,
            "UPDATE key_ring SET sealed = (SELECT k.sealed FROM key_ring k WHERE k.file > 0 AND "
            "k.file <> key_ring.file) WHERE file > 0");
        unreadable();
    }
}

TEST_CASE("one text twice does not look alike, and a guess cannot be confirmed by its hash") {
    const TempFolder folder;
    const auto key = beside(folder);
    const auto file = folder.path() / "school.db";
    const auto store = must(store::Store::open(file, "00AA", key));
    auto change = must(store->change());
    must(change.put_note(note("1", "2150", "Hetzelfde."), now));
    must(change.put_note(note("2", "2150", "Hetzelfde."), now));
    must(change.commit());
    // Another school's store, with a key of its own.
    const TempFolder elsewhere;
    const auto other_key = beside(elsewhere);
    const auto other_file = elsewhere.path() / "school.db";
    const auto other = must(store::Store::open(other_file, "00AA", other_key));
    auto same = must(other->change());
    must(same.put_note(note("1", "2150", "Hetzelfde."), now));
    must(same.commit());
    const auto column = [](const fs::path& from, const char* query) {
        std::vector<std::string> found;
        sqlite3* database = nullptr;
        REQUIRE(sqlite3_open_v2(from.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) ==
                SQLITE_OK);
        const auto take = [](void* into, int, char** values, char**) {
            static_cast<std::vector<std::string>*>(into)->emplace_back(values[0]);
            return 0;
        };
        CHECK(sqlite3_exec(database, query, take, &found, nullptr) == SQLITE_OK);
        sqlite3_close(database);
        return found;
    };
    const auto sealed = column(file, "SELECT hex(sealed) FROM note");
    CHECK(sealed.at(0) != sealed.at(1));
    for (const char* query : {"SELECT hex(mark) FROM note WHERE arrival = 1",
                              "SELECT hex(content) FROM note WHERE "
                              "arrival = 1",
                              "SELECT hex(mark) FROM file"}) {
        CHECK(column(file, query) != column(other_file, query));
    }
}

TEST_CASE("from whom a pupil is hidden, and why, is read under that pupil's key alone") {
    TestStore test;
    std::int64_t id = 0;
    test.change([&](store::Change& change) {
        must(change.put_note(note("1", "2150"), now));
        store::HidingRow row;
        row.pupil = "2150";
        row.person = "persoon-zeldzaam";
        row.by = "ib-1";
        row.at = now;
        row.why = "Zwijgwoord";
        id = must(change.add_hiding(row));
        row.pupil = "2151";
        must(change.add_hiding(row));
    });
    test.change([&](store::Change& change) {
        CHECK(must(change.end_hiding(id, {"ib-2", now, "Eindwoord"})));
        CHECK_FALSE(must(change.end_hiding(id, {"ib-2", now, "nog eens"})));
    });
    const std::string bytes = test::content_of_folder(test.folder.path());
    for (const char* word : {"persoon-zeldzaam", "Zwijgwoord", "Eindwoord"}) {
        CHECK_FALSE(contains(bytes, word));
    }
    auto snapshot = must(test.store->snapshot());
    const auto of_person = must(snapshot.hidings({.person = "persoon-zeldzaam", .pupil = {}}));
    REQUIRE(of_person.size() == 2);
    CHECK(of_person[0].pupil == "2150");
    CHECK(of_person[0].why == "Zwijgwoord");
    REQUIRE(of_person[0].ended);
    CHECK(of_person[0].ended->why == "Eindwoord");
    CHECK_FALSE(of_person[1].ended);
    CHECK(must(snapshot.hidings({.person = {}, .pupil = "2151"})).size() == 1);
    CHECK(must(snapshot.hidings({.person = "ib-1", .pupil = {}})).empty());
    CHECK(must(snapshot.hidings({.person = {}, .pupil = "9999"})).empty());
}
