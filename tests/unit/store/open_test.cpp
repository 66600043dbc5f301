#include "behind_the_store.hpp"
#include "fixtures.hpp"
#include "support/content.hpp"

#include "meldbrug/store/reminders.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace meldbrug;
using namespace meldbrug::tests;
namespace fs = std::filesystem;
using test::contains;

namespace {

unsigned mode_of(const fs::path& path) {
    struct stat facts {};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777U;
}

int user_version(const fs::path& file) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    sqlite3_stmt* query = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &query, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_step(query) == SQLITE_ROW);
    const int version = sqlite3_column_int(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(database);
    return version;
}

/// A store as a program of that schema left it, from before anything was sealed.
fs::path plain_store(const TempFolder& folder, std::size_t version) {
    const auto file = folder.path() / "school.db";
    const auto dump = fs::path(MELDBRUG_SOURCE_DIR) / "tests" / "data" / "plain_store.sql";
    sql(file, test::content_of(dump).c_str());
    // What each schema brought, from the second on.
    const std::vector<std::string> brought = {
        "DROP TABLE pupil_revision; ALTER TABLE outbox DROP COLUMN seen_at;",
        "DROP TABLE misfiled; DROP TABLE misfiled_seen;",
        "DROP TABLE correction_undone; DROP TABLE correction;",
        "DROP TABLE audit_dossier; DROP TABLE audit;"};
    for (std::size_t i = brought.size(); i >= version; --i) {
        sql(file, brought[i - 1].c_str());
    }
    sql(file, ("PRAGMA user_version = " + std::to_string(version)).c_str());
    return file;
}

std::vector<std::string> texts_of(store::Store& store, std::string_view pupil) {
    std::vector<std::string> texts;
    for (const auto& note : must(must(store.snapshot()).notes_of(pupil))) {
        texts.push_back(note.text);
    }
    return texts;
}

const std::vector<std::string> plain_texts = {
    "Twee blauwe plekken gezien en vastgelegd in het dossier.",
    "De aanmelding bij het maatschappelijk werk is gedaan, over zes weken kijken we samen naar het "
    "effect."};

/// Opens and says why not; empty when it opened.
std::string refusal(const fs::path& file) {
    const auto opened = open_store(file, "00AA");
    if (opened) {
        return {};
    }
    CHECK(opened.error().code == core::ErrorCode::store);
    CHECK(opened.error().line().find('\n') == std::string::npos);
    return opened.error().line();
}

void write_file(const fs::path& path, std::string_view content) {
    std::ofstream(path, std::ios::binary) << content;
}

/// A closed store with enough notes to span many pages.
fs::path filled_store(const TempFolder& folder) {
    const auto file = folder.path() / "school.db";
    const auto opened = open_store(file, "00AA").value();
    auto change = opened->change().value();
    for (int i = 0; i < 500; ++i) {
        must(change.put_note(note(std::to_string(i), "2150", std::string(400, 'x')), now));
    }
    must(change.commit());
    return file;
}

}  // namespace

TEST_CASE(
    "a new store is a private file in a private folder, and so is what SQLite puts beside it") {
    const TempFolder folder;
    const auto file = folder.path() / "deep" / "er" / "school.db";
    ::umask(0);
    const auto opened = open_store(file, "00AA").value();
    auto change = opened->change().value();
    must(change.put_note(note("1", "2150"), now));
    must(change.commit());
    const auto lock = opened->lock_for_serving().value();
    ::umask(022);
    CHECK(mode_of(file.parent_path()) == 0700);
    CHECK(mode_of(file.parent_path().parent_path()) == 0700);
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(file.parent_path())) {
        INFO(entry.path().filename());
        CHECK(mode_of(entry.path()) == 0600);
        ++files;
    }
    // Database, write-ahead log, its index, the audit's head, the serving lock, the key.
    CHECK(files == 6);
}

TEST_CASE("a store that was left open to others is closed again") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    ::chmod(file.c_str(), 0644);
    ::chmod(folder.path().c_str(), 0755);
    CHECK(refusal(file).empty());
    CHECK(mode_of(file) == 0600);
    CHECK(mode_of(folder.path()) == 0700);
}

TEST_CASE("a folder that others can enter and that holds other files is not ours to close") {
    const TempFolder folder;
    write_file(folder.path() / "letter.txt", "x");
    ::chmod(folder.path().c_str(), 0755);
    CHECK(contains(refusal(folder.path() / "school.db"), "chmod 700"));
    CHECK(mode_of(folder.path()) == 0755);
    CHECK_FALSE(fs::exists(folder.path() / "school.db"));
}

TEST_CASE("a link, a folder or nothing at all is no store") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    fs::create_symlink(file, folder.path() / "link.db");
    CHECK(contains(refusal(folder.path() / "link.db"), "link"));
    fs::create_directory(folder.path() / "folder.db");
    CHECK(contains(refusal(folder.path() / "folder.db"), "--store"));
    CHECK(contains(refusal(""), "--store"));
}

TEST_CASE("another program's database is left alone") {
    const TempFolder folder;
    const auto file = folder.path() / "other.db";
    sql(file, "CREATE TABLE bookmark (url TEXT)");
    CHECK(contains(refusal(file), "another program"));
    sql(file, "INSERT INTO bookmark VALUES ('still here')");
}

TEST_CASE("a store of a newer program is refused with what to do, and not touched") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    const int known = user_version(file);
    sql(file, "PRAGMA user_version = 999");
    CHECK(contains(refusal(file), "newer Meldbrug (schema 999"));
    sql(file, ("PRAGMA user_version = " + std::to_string(known)).c_str());
    CHECK(refusal(file).empty());
}

TEST_CASE("a store of any older program is brought up to date, with the notes that are in it") {
    for (std::size_t version = 1; version <= 5; ++version) {
        CAPTURE(version);
        const TempFolder folder;
        const auto file = plain_store(folder, version);
        const auto opened = must(open_store(file, "00AA"));
        CHECK(texts_of(*opened, "lln7001") == plain_texts);
        CHECK(must(opened->verify_audit()).fault == store::AuditFault::none);
        const auto before = opened->revision().value();
        auto change = opened->change().value();
        must(change.put_note(note("new", "2151"), now));
        auto misfiled = note("misfiled", "2152");
        misfiled.category = "Oudergesprek";
        CHECK(must(change.put_misfiled(misfiled, {}, now)));
        must(change.commit());
        CHECK(must(opened->snapshot().value().touched_since(before)) ==
              std::vector<std::string>{"2151"});
    }
}

TEST_CASE(
    "a plain store becomes a sealed one: everything is still there, and nothing is readable") {
    const TempFolder folder;
    const auto file = plain_store(folder, 5);
    REQUIRE(contains(test::content_of_folder(folder.path()), "Twee blauwe plekken"));
    {
        const auto opened = must(open_store(file, "00AA"));
        auto view = must(opened->snapshot());
        CHECK(must(view.pupils()) == std::vector<std::string>{"lln7001"});
        const auto facts = must(view.facts_of("lln7001"));
        REQUIRE(facts);
        CHECK(facts->name == "Fenna Verzonnen");
        CHECK(facts->birth_date == day("2015-05-02"));
        CHECK(facts->siblings == std::vector<std::string>{"lln7002"});
        CHECK(must(view.pupils("5")) == std::vector<std::string>{"lln7001"});
        CHECK(must(view.dossiers_of("lln7001")).size() == 1);
        const auto terms = must(view.terms_of("lln7001"));
        REQUIRE(terms.size() == 1);
        CHECK(terms[0].term_id == "help_effect-lln7001-2");
        CHECK(terms[0].note == "lln7001-2");
        const auto misfiled = must(view.misfiled());
        REQUIRE(misfiled.size() == 1);
        CHECK(misfiled[0].note == "lln7002-1");
        CHECK(misfiled[0].name == "Joris Bedacht");
        CHECK(must(view.misfiled_ids()).size() == 2);
        const auto corrections = must(view.corrections_of("lln7001"));
        REQUIRE(corrections.size() == 1);
        CHECK(corrections[0].why == "dat was het buurkind");
        CHECK_FALSE(corrections[0].note_changed);
        REQUIRE(corrections[0].undone);
        CHECK(corrections[0].undone->why == "toch niet het buurkind");
        CHECK(contains(must(view.adapter("import"))->cursor, "lln7001.csv"));
        CHECK(must(view.refused("import")).at(0).where == "lln7001.csv:3");
        // A reminder that was written is not written again.
        const auto open = must(store::Reminders(*opened).open_terms_until(day("2027-01-01")));
        REQUIRE(open.size() == 1);
        CHECK(open[0].written == std::vector<store::WrittenRung>{{"7d", "p1"}});
    }
    const std::string bytes = test::content_of_folder(folder.path());
    for (const char* told :
         {"lln7001", "lln7002", "Fenna", "Joris", "blauwe plek", "maatschappelijk werk",
          "casus anoniem", "buurkind", "Oudergesprek", "Signalen", "2015-05-02"}) {
        CAPTURE(told);
        CHECK_FALSE(contains(bytes, told));
    }
}

TEST_CASE("the same note is unchanged after a plain store was sealed, an edited one is not") {
    const TempFolder folder;
    const auto opened = must(open_store(plain_store(folder, 5), "00AA"));
    auto known = must(must(opened->snapshot()).notes_of("lln7001")).at(0);
    auto change = must(opened->change());
    CHECK(must(change.put_note(known, now)).put == store::Put::unchanged);
    known.text += " ";
    CHECK(must(change.put_note(known, now)).put == store::Put::changed);
}

TEST_CASE("text, an empty page and a torn file are no store, and do not crash") {
    const TempFolder folder;
    const auto text = folder.path() / "text.db";
    write_file(text, std::string(5000, 'a'));
    CHECK(contains(refusal(text), "not a store"));

    const auto file = filled_store(folder);
    REQUIRE(fs::file_size(file) > 100'000);
    fs::resize_file(file, fs::file_size(file) / 2);
    const auto torn = open_store(file, "00AA");
    CHECK_FALSE((torn.ok() && (*torn)->check().ok()));
}

TEST_CASE("damage in the middle of the file is found by the check") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    {
        std::fstream output(file, std::ios::binary | std::ios::in | std::ios::out);
        output.seekp(static_cast<std::streamoff>(fs::file_size(file) / 2));
        output << std::string(8192, '\x55');
    }
    const auto opened = open_store(file, "00AA").value();
    const auto checked = opened->check();
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == core::ErrorCode::store);
    CHECK(contains(checked.error().line(), "damaged"));
}

TEST_CASE("a sound store is sound, and opens again with what it had") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    const auto opened = open_store(file, "00AA").value();
    CHECK(opened->check().ok());
    CHECK(opened->snapshot().value().notes_of("2150").value().size() == 500);
}

TEST_CASE("a store of another user is refused") {
    if (::geteuid() != 0) {
        WARN("only root can give a file to another user: this case checks nothing here");
        return;
    }
    const TempFolder folder;
    const auto file = filled_store(folder);
    REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
    CHECK(contains(refusal(file), "belongs to another user"));
    REQUIRE(::chown(file.c_str(), 0, 0) == 0);
    REQUIRE(::chown(folder.path().c_str(), 65534, 65534) == 0);
    CHECK(contains(refusal(file), "belongs to another user"));
    REQUIRE(::chown(folder.path().c_str(), 0, 0) == 0);
}
