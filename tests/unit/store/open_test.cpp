#include "fixtures.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace meldbrug;
using namespace meldbrug::tests;
namespace fs = std::filesystem;

namespace {

const auto now = at("2026-03-16T09:00:00+01:00");

unsigned mode_of(const fs::path& path) {
    struct stat facts {};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777U;
}

void sql(const fs::path& file, const char* statements) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, statements, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
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

/// The store as a program of that schema left it: without what came after.
void take_back_to(const fs::path& file, std::size_t version) {
    // What each schema brought, from the second on.
    const std::vector<std::string> brought = {
        "DROP TABLE pupil_revision; ALTER TABLE outbox DROP COLUMN seen_at;",
        "DROP TABLE misfiled; DROP TABLE misfiled_seen;",
        "DROP TABLE correction_undone; DROP TABLE correction;",
        "DROP TABLE audit_dossier; DROP TABLE audit;",
        "DROP TABLE invitation; ALTER TABLE person DROP COLUMN author; ALTER TABLE person DROP "
        "COLUMN group_name;"};
    for (std::size_t i = brought.size(); i >= version; --i) {
        sql(file, brought[i - 1].c_str());
    }
    sql(file, ("PRAGMA user_version = " + std::to_string(version)).c_str());
    fs::remove(file.string() + ".audit");
}

/// Opens and says why not; empty when it opened.
std::string refusal(const fs::path& file) {
    const auto opened = store::Store::open(file, "00AA");
    if (opened) {
        return {};
    }
    CHECK(opened.error().code == core::ErrorCode::store);
    CHECK(opened.error().line().find('\n') == std::string::npos);
    return opened.error().line();
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

void write_file(const fs::path& path, std::string_view content) {
    std::ofstream(path, std::ios::binary) << content;
}

/// A closed store with enough notes to span many pages.
fs::path filled_store(const TempFolder& folder) {
    const auto file = folder.path() / "school.db";
    const auto opened = store::Store::open(file, "00AA").value();
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
    const auto opened = store::Store::open(file, "00AA").value();
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
    CHECK(files == 5);  // database, write-ahead log, its index, the audit's head, the serving lock
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

TEST_CASE("a store of an older program is brought up to date, with all that is in it") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    take_back_to(file, 1);
    const auto opened = store::Store::open(file, "00AA").value();
    CHECK(must(opened->snapshot().value().notes_of("2150")).size() == 500);
    const auto before = opened->revision().value();
    auto change = opened->change().value();
    must(change.put_note(note("new", "2151"), now));
    must(change.commit());
    CHECK(must(opened->snapshot().value().touched_since(before)) ==
          std::vector<std::string>{"2151"});
}

TEST_CASE("a store from before misfiled notes learns of them and keeps what it has") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    const int known = user_version(file);
    take_back_to(file, 2);
    const auto opened = store::Store::open(file, "00AA").value();
    CHECK(user_version(file) == known);
    CHECK(must(opened->snapshot().value().notes_of("2150")).size() == 500);
    CHECK(must(opened->snapshot().value().misfiled()).empty());
    auto change = opened->change().value();
    auto misfiled = note("new", "2151");
    misfiled.category = "Oudergesprek";
    CHECK(must(change.put_misfiled(misfiled, {}, now)));
    must(change.commit());
    CHECK(must(opened->snapshot().value().misfiled()).size() == 1);
}

TEST_CASE("a store from before corrections learns of them and keeps what it has") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    const int known = user_version(file);
    take_back_to(file, 3);
    const auto opened = store::Store::open(file, "00AA").value();
    CHECK(user_version(file) == known);
    CHECK(must(opened->snapshot().value().notes_of("2150")).size() == 500);
    CHECK(must(opened->snapshot().value().pupils_with_corrections()).empty());
}

TEST_CASE("a store from before the audit begins one, which holds") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    take_back_to(file, 4);
    const auto opened = store::Store::open(file, "00AA").value();
    CHECK(must(opened->verify_audit()).fault == store::AuditFault::none);
    CHECK(must(opened->snapshot().value().audit({})).empty());
}

TEST_CASE("text, an empty page and a torn file are no store, and do not crash") {
    const TempFolder folder;
    const auto text = folder.path() / "text.db";
    write_file(text, std::string(5000, 'a'));
    CHECK(contains(refusal(text), "not a store"));

    const auto file = filled_store(folder);
    REQUIRE(fs::file_size(file) > 100'000);
    fs::resize_file(file, fs::file_size(file) / 2);
    const auto torn = store::Store::open(file, "00AA");
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
    const auto opened = store::Store::open(file, "00AA").value();
    const auto checked = opened->check();
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == core::ErrorCode::store);
    CHECK(contains(checked.error().line(), "damaged"));
}

TEST_CASE("a sound store is sound, and opens again with what it had") {
    const TempFolder folder;
    const auto file = filled_store(folder);
    const auto opened = store::Store::open(file, "00AA").value();
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
