// The audit: what is recorded stays, and whatever is done to it is found.
#include "fixtures.hpp"
#include "support/shell.hpp"

#include <catch2/catch.hpp>
#include <sodium.h>
#include <sqlite3.h>

#include <array>
#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace meldbrug;
using namespace meldbrug::tests;
using store::AuditFault;
using test::content_of;
namespace fs = std::filesystem;

namespace {

store::AuditEntry look(std::string person, std::vector<std::string> dossiers) {
    return {.at = now,
            .person = std::move(person),
            .role = "ib",
            .act = "view",
            .what = "dossier",
            .about = "",
            .ground = "right:routes",
            .dossiers = std::move(dossiers)};
}

void record(TestStore& test, store::AuditEntry entry) {
    test.change([&](auto& change) { must(change.record(std::move(entry))); });
}

/// A closed store with five entries: dossiers 2026-0001, ...-0002, ...-0001, and so on.
fs::path closed_store(const TempFolder& folder) {
    const auto file = folder.path() / "school.db";
    const auto opened = open_store(file, "00AA").value();
    for (int i = 1; i <= 5; ++i) {
        auto change = opened->change().value();
        must(
            change.record(look("p" + std::to_string(i), {i % 2 == 1 ? "2026-0001" : "2026-0002"})));
        must(change.commit());
    }
    return file;
}

fs::path head_file(const fs::path& store) {
    return store.string() + ".audit";
}

/// As somebody with sqlite3 in hand would.
void tamper(const fs::path& file, const std::string& statements) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    const std::string all =
        "DROP TRIGGER audit_is_not_edited; DROP TRIGGER audit_is_not_removed;" + statements;
    CHECK(sqlite3_exec(database, all.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

store::AuditReport verified(const fs::path& file,
                            const std::optional<store::AuditHead>& noted = std::nullopt) {
    const auto opened = open_store(file, "00AA").value();
    return must(opened->verify_audit(noted));
}

void add_number(std::string& bytes, std::uint64_t number) {
    for (int i = 0; i < 8; ++i) {
        bytes.push_back(static_cast<char>(number >> (8 * i) & 0xffU));
    }
}
void add_text(std::string& bytes, const std::string& text) {
    add_number(bytes, text.size());
    bytes += text;
}

}  // namespace

TEST_CASE("what is recorded is listed as it was, in its order") {
    TestStore test;
    record(test, look("p1", {"2026-0002", "2026-0001", "2026-0002"}));
    record(test, look("p2", {"2026-0003"}));
    auto snapshot = test.store->snapshot().value();
    const auto all = must(snapshot.audit({}));
    REQUIRE(all.size() == 2);
    CHECK(all[0].seq == 1);
    CHECK(all[0].person == "p1");
    CHECK(all[0].role == "ib");
    CHECK(all[0].at == now);
    CHECK(all[0].dossiers == std::vector<std::string>{"2026-0001", "2026-0002"});
    CHECK(all[1].seq == 2);
    const auto of = [&](std::vector<std::string> dossiers) {
        return must(snapshot.audit({.dossiers = std::move(dossiers), .person = {}, .since = {}}));
    };
    CHECK(of({"2026-0001"}).size() == 1);
    CHECK(of({"2026-0002", "2026-0003"}).size() == 2);
    CHECK(of({"2026-000"}).empty());
    CHECK(of({}).empty());
    CHECK(must(snapshot.audit({.dossiers = {}, .person = "p2", .since = {}})).at(0).seq == 2);
    CHECK(must(snapshot.audit({.dossiers = {}, .person = {}, .since = now})).size() == 2);
    CHECK(
        must(snapshot.audit({.dossiers = {}, .person = {}, .since = now + std::chrono::seconds{1}}))
            .empty());
    CHECK(must(snapshot.audit({.dossiers = {}, .person = {}, .since = {}, .last = 1})).at(0).seq ==
          2);
}

TEST_CASE("an entry is there with the change it tells of, and not without") {
    TestStore test;
    {
        auto change = test.store->change().value();
        must(change.put_note(note("1", "2150"), now));
        must(change.record(look("p1", {})));
    }
    CHECK(must(test.store->snapshot().value().audit({})).empty());
    CHECK(test.notes_of("2150").empty());
    CHECK(must(test.store->verify_audit()).fault == AuditFault::none);
}

TEST_CASE("a row's hash is that of the bytes that the header writes down") {
    TestStore test;
    record(test, look("p1", {"2026-0001"}));
    std::string bytes(32, '\0');
    add_number(bytes, 1);
    add_number(bytes, 1773648000);  // 2026-03-16T08:00:00Z
    add_number(bytes, 1);
    for (const char* text : {"00AA", "p1", "ib", "view", "dossier", "", "right:routes"}) {
        add_text(bytes, text);
    }
    add_number(bytes, 1);
    add_text(bytes, "2026-0001");
    store::AuditHash expected{};
    crypto_hash_sha256(expected.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size());
    CHECK(must(test.store->verify_audit()).head == store::AuditHead{1, expected});
    CHECK(content_of(head_file(test.store->file())) ==
          "meldbrug audit 1 " + store::format_head({1, expected}) + "\n");
    CHECK(store::parse_head(store::format_head({1, expected})) ==
          std::optional(store::AuditHead{1, expected}));
    CHECK_FALSE(store::parse_head("1:00").has_value());
    CHECK_FALSE(store::parse_head("").has_value());
}

TEST_CASE("rows cannot be edited or removed by a slip") {
    const TempFolder folder;
    const auto file = closed_store(folder);
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    for (const char* statement : {"UPDATE audit SET person = 'p9'", "DELETE FROM audit"}) {
        CHECK(sqlite3_exec(database, statement, nullptr, nullptr, nullptr) == SQLITE_CONSTRAINT);
    }
    sqlite3_close(database);
    CHECK(verified(file).fault == AuditFault::none);
}

TEST_CASE("a whole audit holds, with as many entries as were made") {
    const TempFolder folder;
    const auto report = verified(closed_store(folder));
    CHECK(report.fault == AuditFault::none);
    CHECK(report.entries == 5);
    CHECK(report.head.seq == 5);
}

TEST_CASE("every edit of every field is found, at its row") {
    for (const char* edit :
         {"person = 'p9'", "role = 'beheer'", "act = 'change'", "what = 'badges'", "about = 'p1'",
          "ground = 'console'", "at = at + 1", "times = 2", "school = '00AB'",
          "dossiers = '2026-0009'", "dossiers = ''", "hash = zeroblob(32)", "hash = x''"}) {
        CAPTURE(edit);
        const TempFolder folder;
        const auto file = closed_store(folder);
        tamper(file, "UPDATE audit SET " + std::string(edit) + " WHERE seq = 3");
        const auto report = verified(file);
        CHECK(report.fault == AuditFault::changed);
        CHECK(report.first_bad == 3);
    }
}

TEST_CASE("a row that is taken out is found, renumbered or not") {
    const TempFolder folder;
    const auto file = closed_store(folder);
    tamper(file, "DELETE FROM audit_dossier WHERE seq = 2; DELETE FROM audit WHERE seq = 2");
    auto report = verified(file);
    CHECK(report.fault == AuditFault::removed);
    CHECK(report.first_bad == 2);

    const TempFolder other;
    const auto renumbered = closed_store(other);
    tamper(renumbered,
           "DELETE FROM audit_dossier; DELETE FROM audit WHERE seq = 2;"
           "UPDATE audit SET seq = seq - 1 WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE "
           "seq = 4; UPDATE audit SET seq = seq - 1 WHERE seq = 5");
    report = verified(renumbered);
    CHECK(report.fault == AuditFault::changed);
    CHECK(report.first_bad == 2);
}

TEST_CASE("two rows that changed places are found") {
    const TempFolder folder;
    const auto file = closed_store(folder);
    tamper(file,
           "UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 4; "
           "UPDATE audit SET seq = 4 WHERE seq = 99");
    const auto report = verified(file);
    CHECK(report.fault == AuditFault::changed);
    CHECK(report.first_bad == 2);
}

TEST_CASE("rows cut off at the end are found by the head beside the store") {
    const TempFolder folder;
    const auto file = closed_store(folder);
    tamper(file, "DELETE FROM audit_dossier WHERE seq > 3; DELETE FROM audit WHERE seq > 3");
    auto report = verified(file);
    CHECK(report.fault == AuditFault::truncated);
    CHECK(report.first_bad == 4);

    // What is recorded from now on does not hide it.
    for (int i = 0; i < 3; ++i) {
        const auto opened = open_store(file, "00AA").value();
        auto change = opened->change().value();
        must(change.record(look("p9", {})));
        must(change.commit());
    }
    report = verified(file);
    CHECK(report.fault == AuditFault::replaced);
    CHECK(report.first_bad == 5);
}

TEST_CASE("a head that is gone or is no head is told, and not made anew") {
    for (const bool gone : {true, false}) {
        const TempFolder folder;
        const auto file = closed_store(folder);
        const auto head = head_file(file);
        if (gone) {
            fs::remove(head);
        } else {
            std::ofstream(head) << "meldbrug audit 1 5:zz\n";
        }
        CHECK(verified(file).fault == AuditFault::head_gone);
        {
            const auto opened = open_store(file, "00AA").value();
            CHECK_FALSE(must(opened->audit_head_fits()));
            auto change = opened->change().value();
            must(change.record(look("p9", {})));
            must(change.commit());
        }
        CHECK(verified(file).fault == AuditFault::head_gone);
        // A person has looked.
        must(open_store(file, "00AA").value()->renew_audit_head());
        CHECK(verified(file).fault == AuditFault::none);
    }
}

TEST_CASE("a chain that was made anew as a whole is found by the head") {
    const TempFolder folder;
    const auto file = closed_store(folder);
    const auto head = content_of(head_file(file));
    const auto noted = verified(file).head;
    const TempFolder other;
    const auto forged = other.path() / "school.db";
    {
        const auto opened = open_store(forged, "00AA").value();
        for (int i = 1; i <= 6; ++i) {
            auto change = opened->change().value();
            must(change.record(look("p1", {})));
            must(change.commit());
        }
    }
    CHECK(verified(forged).fault == AuditFault::none);
    // With both files made anew, only a head that was noted elsewhere tells.
    CHECK(verified(forged, noted).fault == AuditFault::replaced);
    CHECK(verified(file, noted).fault == AuditFault::none);
    std::ofstream(head_file(forged)) << head;
    const auto report = verified(forged);
    CHECK(report.fault == AuditFault::replaced);
    CHECK(report.first_bad == 5);
}

TEST_CASE("the list of which entry tells of which dossier is held against the entries") {
    for (const char* edit : {"DELETE FROM audit_dossier WHERE seq = 3",
                             "INSERT INTO audit_dossier VALUES ('00AA', '2026-0009', 3)",
                             "UPDATE audit_dossier SET dossier = '2026-0009' WHERE seq = 3"}) {
        CAPTURE(edit);
        const TempFolder folder;
        const auto file = closed_store(folder);
        tamper(file, edit);
        CHECK(verified(file).fault == AuditFault::index);
    }
}

TEST_CASE("a head that a crash left behind is no fault, and is moved on") {
    const TempFolder folder;
    const auto file = closed_store(folder);
    const auto after_five = content_of(head_file(file));
    {
        const auto opened = open_store(file, "00AA").value();
        auto change = opened->change().value();
        must(change.record(look("p6", {})));
        must(change.commit());
    }
    const auto after_six = content_of(head_file(file));
    std::ofstream(head_file(file)) << after_five;
    CHECK(verified(file).fault == AuditFault::none);
    CHECK(content_of(head_file(file)) == after_six);
}

TEST_CASE("killed at any moment, the audit holds and its head is never ahead") {
    const TempFolder folder;
    const auto file = folder.path() / "school.db";
    { REQUIRE(open_store(file, "00AA").ok()); }
    std::int64_t before = 0;
    for (int round = 0; round < 25; ++round) {
        std::array<int, 2> pipe{};
        REQUIRE(::pipe(pipe.data()) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const auto opened = open_store(file, "00AA").value();
            for (;;) {
                auto change = opened->change().value();
                if (!change.record(look("p1", {"2026-0001"})) || !change.commit() ||
                    ::write(pipe[1], "c", 1) != 1) {
                    ::_exit(1);
                }
            }
        }
        ::close(pipe[1]);
        // While it opens the store, or, however slow the machine is, while it records.
        char committed = 0;
        if (round % 2 == 0) {
            REQUIRE(::read(pipe[0], &committed, 1) == 1);
        }
        ::usleep(static_cast<useconds_t>(5'000 + 1'700 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        ::close(pipe[0]);
        CHECK(WIFSIGNALED(status));
        const auto line = content_of(head_file(file));
        const auto told =
            store::parse_head(std::string_view(line).substr(17, line.size() - 18))->seq;
        const auto report = verified(file);
        CAPTURE(round);
        REQUIRE(report.fault == AuditFault::none);
        CHECK(report.entries >= before);
        CHECK(told <= report.entries);
        CHECK(told >= report.entries - 1);
        before = report.entries;
    }
    CHECK(before > 0);
}

TEST_CASE("two processes record into one chain") {
    const TempFolder folder;
    const auto file = folder.path() / "school.db";
    const auto opened = open_store(file, "00AA").value();
    constexpr int each = 50;
    const auto add_all = [&](store::Store& store, const std::string& person) {
        for (int i = 0; i < each; ++i) {
            auto change = store.change();
            if (!change || !change->record(look(person, {"2026-0001"})) || !change->commit()) {
                return 1;
            }
        }
        return 0;
    };
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const auto own = open_store(file, "00AA");
        ::_exit(own ? add_all(**own, "p2") : 1);
    }
    CHECK(add_all(*opened, "p1") == 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    const auto report = must(opened->verify_audit());
    CHECK(report.fault == AuditFault::none);
    CHECK(report.entries == 2 * each);
}
