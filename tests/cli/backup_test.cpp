// Backups, putting one back, and another key: as an IT person does it, with the real program.
#include "support/content.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using meldbrug::test::content_of;
using meldbrug::test::quoted;
using meldbrug::test::Ran;
using meldbrug::test::run_program;
using meldbrug::test::run_shell;
using meldbrug::test::TempFolder;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* first_notes =
    R"({"id":"n1","pupil":"leerling-2150","date":"2026-03-02","text":"Signalen in kaart gebracht en vastgelegd."})"
    "\n"
    R"({"id":"n2","pupil":"leerling-2151","date":"2026-03-03","text":"Signalen over verzuim in kaart gebracht en vastgelegd."})"
    "\n";

/// A school on one computer, and the folder where its backups go.
class BackedUpSchool {
public:
    BackedUpSchool() {
        fs::create_directory(backups());
        take_in("first.jsonl", first_notes);
        REQUIRE(run({"user", "add", "Bram", "--role", "ib"}).status == 0);
    }
    void take_in(const std::string& name, const std::string& notes) const {
        REQUIRE(run({"import", folder_.write(name, notes).string()}).status == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments,
                          const std::string& before = "") const {
        return run_on(store(), std::move(arguments), before);
    }
    [[nodiscard]] static Ran run_on(const fs::path& store, std::vector<std::string> arguments,
                                    const std::string& before = "") {
        arguments.insert(arguments.begin(), {"--store", store.string()});
        return run_program(arguments, "", before);
    }
    [[nodiscard]] fs::path store() const { return folder_.path() / "s" / "m.db"; }
    [[nodiscard]] fs::path key() const { return folder_.path() / "s" / "m.db.key"; }
    [[nodiscard]] fs::path backups() const { return folder_.path() / "backups"; }
    [[nodiscard]] fs::path backup(const std::string& name) const { return backups() / name; }
    [[nodiscard]] fs::path keys() const { return backups() / "meldbrug-backup.keys"; }
    /// A store on another computer: only the key was brought there.
    [[nodiscard]] fs::path elsewhere(const std::string& name, bool with_key = true) const {
        const fs::path place = folder_.path() / name / "m.db";
        fs::create_directory(place.parent_path());
        if (with_key) {
            fs::copy_file(key(), place.string() + ".key");
        }
        return place;
    }

private:
    TempFolder folder_;
};

Json status_of(const fs::path& store) {
    const Ran ran = BackedUpSchool::run_on(store, {"status", "--as-of", "2026-03-10", "--json"});
    REQUIRE(ran.status == 0);
    return Json::parse(ran.out);
}

void flip_byte(const fs::path& file, std::streamoff at) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(at);
    const char byte = static_cast<char>(stream.get());
    stream.seekp(at);
    stream.put(static_cast<char>(byte ^ 1));
}

}  // namespace

TEST_CASE("a backup is put back on another computer, with everything and under the same key") {
    const BackedUpSchool school;
    const auto copy = school.backup("monday").string();
    const Ran made = school.run({"backup", copy});
    REQUIRE(made.status == 0);
    CHECK(made.out.find("2 leerlingen") != std::string::npos);
    CHECK(school.run({"backup", "verify", copy}).status == 0);
    for (const auto& file : {fs::path(copy), school.keys()}) {
        CHECK((fs::status(file).permissions() & fs::perms(0077)) == fs::perms::none);
    }
    // Nothing else is left, beside the store or beside the backup.
    CHECK(std::distance(fs::directory_iterator(school.backups()), fs::directory_iterator()) == 2);
    CHECK_FALSE(fs::exists(school.store().string() + ".copy"));

    const fs::path other = school.elsewhere("new");
    const Ran restored = school.run_on(other, {"backup", "restore", copy});
    REQUIRE(restored.status == 0);
    CHECK(status_of(other) == status_of(school.store()));
    // A person looks first: then the audit goes on from there.
    CHECK(school.run_on(other, {"audit", "verify"}).status == 4);
    CHECK(school.run_on(other, {"audit", "renew", "--who", "Bram"}).status == 0);
    CHECK(school.run_on(other, {"audit", "verify"}).status == 0);
    // The backup tells of itself.
    CHECK(school.run_on(other, {"audit", "list"}).out.find("backup") != std::string::npos);
}

TEST_CASE("a backup is never put over a store, and never made over another one") {
    const BackedUpSchool school;
    const auto copy = school.backup("monday").string();
    REQUIRE(school.run({"backup", copy}).status == 0);
    const std::string before = content_of(copy);
    CHECK(school.run({"backup", copy}).status == 4);
    CHECK(content_of(copy) == before);
    school.take_in(
        "later.jsonl",
        R"({"id":"n3","pupil":"leerling-2152","date":"2026-03-04","text":"Signalen vastgelegd."})"
        "\n");
    const Json now = status_of(school.store());
    CHECK(school.run({"backup", "restore", copy}).status == 4);
    CHECK(status_of(school.store()) == now);
    CHECK(school.run({"backup"}).status == 2);
    CHECK(school.run({"backup", (school.backups() / "no folder" / "x").string()}).status == 4);
}

TEST_CASE("a backup that was cut off, changed or belongs to another key is refused whole") {
    const BackedUpSchool school;
    const auto copy = school.backup("monday");
    REQUIRE(school.run({"backup", copy.string()}).status == 0);
    const auto size = static_cast<std::streamoff>(fs::file_size(copy));
    const auto refused = [&](const std::string& name, const fs::path& store) {
        CHECK(school.run({"backup", "verify", school.backup(name).string()}).status == 4);
        const Ran ran = school.run_on(store, {"backup", "restore", school.backup(name).string()});
        CHECK(ran.status == 4);
        CHECK(ran.err.find("leerling") == std::string::npos);
        CHECK_FALSE(fs::exists(store));
        CHECK_FALSE(fs::exists(store.string() + ".restore"));
    };
    const fs::path other = school.elsewhere("new");
    for (const std::streamoff at : {std::streamoff{0}, std::streamoff{20}, std::streamoff{60},
                                    std::streamoff{100}, size / 2, size - 1}) {
        CAPTURE(at);
        fs::copy_file(copy, school.backup("changed"), fs::copy_options::overwrite_existing);
        flip_byte(school.backup("changed"), at);
        refused("changed", other);
    }
    for (const auto kept : {std::streamoff{0}, std::streamoff{49}, std::streamoff{70}, size / 2,
                            size - 1, size - 20}) {
        CAPTURE(kept);
        fs::copy_file(copy, school.backup("short"), fs::copy_options::overwrite_existing);
        fs::resize_file(school.backup("short"), static_cast<std::uintmax_t>(kept));
        refused("short", other);
    }
    fs::copy_file(copy, school.backup("long"));
    std::ofstream(school.backup("long"), std::ios::app | std::ios::binary) << 'x';
    refused("long", other);

    const fs::path stranger = school.elsewhere("stranger", false);
    CHECK(school.run_on(stranger, {"backup", "restore", copy.string()}).status == 4);  // no key
    REQUIRE(run_program({"key", "init", stranger.string() + ".key"}).status == 0);
    CHECK(school.run_on(stranger, {"backup", "restore", copy.string()}).status == 4);
    CHECK_FALSE(fs::exists(stranger));
    // The right one still goes.
    CHECK(school.run_on(other, {"backup", "restore", copy.string()}).status == 0);
}

TEST_CASE("what has no key any more is not put back, from whatever old backup") {
    const BackedUpSchool school;
    const auto monday = school.backup("monday").string();
    REQUIRE(school.run({"backup", monday}).status == 0);
    const std::string old_keys = content_of(school.keys());
    // As destroying does it: the key goes, and the next backup writes the keys anew.
    REQUIRE(run_shell("python3 -c 'import sqlite3, sys\nd = sqlite3.connect(sys.argv[1])\n"
                      "d.execute(\"DELETE FROM key_ring WHERE file = 1\")\n"
                      "d.execute(\"DELETE FROM file WHERE id = 1\")\nd.commit()' " +
                      quoted(school.store().string()))
                .status == 0);
    REQUIRE(school.run({"backup", school.backup("tuesday").string()}).status == 0);
    const fs::path other = school.elsewhere("new");
    const Ran restored = school.run_on(other, {"backup", "restore", monday});
    REQUIRE(restored.status == 0);
    CHECK(restored.out.find("1 daarvan") != std::string::npos);
    const Json dossiers = status_of(other).at("dossiers");
    REQUIRE(dossiers.size() == 1);
    CHECK(dossiers.at(0).at("pupil") == "leerling-2151");

    // Keys of an earlier day do not open a later backup: they would bring back what is gone.
    std::ofstream(school.backup("old.keys"), std::ios::binary) << old_keys;
    const Ran refused = school.run_on(school.elsewhere("third"),
                                      {"backup", "restore", school.backup("tuesday").string(),
                                       "--keys", school.backup("old.keys").string()});
    CHECK(refused.status == 4);
    CHECK(refused.err.find("older") != std::string::npos);
}

TEST_CASE("a backup is made while the bridge serves and notes come in") {
    const BackedUpSchool school;
    const std::string notes = [] {
        std::string all;
        for (int i = 0; i < 2000; ++i) {
            all += R"({"id":"x)" + std::to_string(i) + R"(","pupil":"leerling-)" +
                   std::to_string(i % 50) +
                   R"(","date":"2026-03-04","text":"Signalen vastgelegd."})" + "\n";
        }
        return all;
    }();
    const TempFolder folder;
    const auto file = folder.write("many.jsonl", notes).string();
    const Ran ran =
        run_shell("( " + quoted(MELDBRUG_BIN) + " --store " + quoted(school.store().string()) +
                  " import " + quoted(file) + " & for i in 1 2 3 4 5; do " + quoted(MELDBRUG_BIN) +
                  " --store " + quoted(school.store().string()) + " backup " +
                  quoted(school.backups().string()) + "/b$i || exit 9; done; wait $! )");
    REQUIRE(ran.status == 0);
    for (int i = 1; i <= 5; ++i) {
        const auto copy = school.backup("b" + std::to_string(i)).string();
        const fs::path other = school.elsewhere("r" + std::to_string(i));
        REQUIRE(school.run_on(other, {"backup", "restore", copy}).status == 0);
        CHECK(school.run_on(other, {"audit", "renew", "--who", "Bram"}).status == 0);
    }
}

TEST_CASE("another key opens the store from then on, and the old one opens nothing of it") {
    const BackedUpSchool school;
    const Json before = status_of(school.store());
    const std::string old_key = content_of(school.key());
    REQUIRE(school.run({"key", "rotate", "--who", "Bram"}).status == 0);
    CHECK(content_of(school.key()) != old_key);
    CHECK((fs::status(school.key()).permissions() & fs::perms(0077)) == fs::perms::none);
    CHECK(status_of(school.store()) == before);
    school.take_in(
        "later.jsonl",
        R"({"id":"n3","pupil":"leerling-2152","date":"2026-03-04","text":"Signalen vastgelegd."})"
        "\n");
    CHECK(status_of(school.store()).at("dossiers").size() == 3);
    CHECK(school.run({"audit", "verify"}).status == 0);

    const std::string new_key = content_of(school.key());
    std::ofstream(school.key(), std::ios::trunc) << old_key;
    CHECK(school.run({"status"}).status == 4);
    // Broken off right before the new key took its place: the next command puts it there.
    std::ofstream(school.key().string() + ".new") << new_key;
    fs::permissions(school.key().string() + ".new", fs::perms(0600));
    CHECK(school.run({"status"}).status == 0);
    CHECK(content_of(school.key()) == new_key);
    CHECK_FALSE(fs::exists(school.key().string() + ".new"));
}

TEST_CASE("a key is replaced by a passphrase, and by nobody while a bridge serves") {
    const BackedUpSchool school;
    const TempFolder folder;
    const auto words = folder.write("words", "correct paard batterij nietje\n");
    fs::permissions(words, fs::perms(0600));
    const Ran served =
        run_shell("( timeout 20 " + quoted(MELDBRUG_BIN) + " --store " +
                  quoted(school.store().string()) + " serve >/dev/null 2>&1 & sleep 2; " +
                  quoted(MELDBRUG_BIN) + " --store " + quoted(school.store().string()) +
                  " key rotate --who Bram; code=$?; kill $!; wait; exit $code )");
    CHECK(served.status == 4);
    CHECK(served.err.find("stop it first") != std::string::npos);
    CHECK(school.run({"key", "rotate", "--who", "niemand"}).status == 2);
    const Json before = status_of(school.store());
    REQUIRE(school.run({"key", "rotate", "--who", "Bram", "--new", words.string()}).status == 0);
    CHECK(status_of(school.store()) == before);
    CHECK(content_of(school.key()) == "correct paard batterij nietje\n");
    const auto copy = school.backup("passphrase").string();
    REQUIRE(school.run({"backup", copy}).status == 0);
    const fs::path other = school.elsewhere("new");
    CHECK(school.run_on(other, {"backup", "restore", copy}).status == 0);
    CHECK(status_of(other) == before);
}

TEST_CASE("a key that another run gave the store is not lost to a second run") {
    const BackedUpSchool school;
    const Json before = status_of(school.store());
    const std::string old_key = content_of(school.key());
    REQUIRE(school.run({"key", "rotate", "--who", "Bram"}).status == 0);
    // As it stands when the first run is broken off behind its commit, while a second one, which had
    // opened the store before, goes on: the one key that opens the store stands beside the old one.
    const std::string beside = school.key().string() + ".new";
    fs::rename(school.key(), beside);
    std::ofstream(school.key()) << old_key;
    fs::permissions(school.key(), fs::perms(0600));
    REQUIRE(school.run({"key", "rotate", "--who", "Bram"}).status == 0);
    CHECK(status_of(school.store()) == before);
    CHECK_FALSE(fs::exists(beside));

    // Somebody put another key in its place meanwhile: nothing is removed, nothing changed.
    const std::string good = content_of(school.key());
    const Ran two =
        run_shell("for i in 1 2 3 4; do " + quoted(MELDBRUG_BIN) + " --store " +
                  quoted(school.store().string()) + " key rotate --who Bram & done; wait");
    CAPTURE(two.err);
    CHECK(status_of(school.store()) == before);
    CHECK(content_of(school.key()) != good);
    CHECK(school.run({"audit", "verify"}).status == 0);
}

TEST_CASE("a change of the key that fails is not in the audit") {
    const BackedUpSchool school;
    const TempFolder folder;
    const auto is_told = [&] {
        return school.run({"audit", "list", "--json"}).out.find("key.rotated") != std::string::npos;
    };
    CHECK(
        school
            .run({"key", "rotate", "--who", "Bram", "--new", (folder.path() / "nothing").string()})
            .status == 4);
    CHECK_FALSE(is_told());
    REQUIRE(school.run({"key", "rotate", "--who", "Bram"}).status == 0);
    CHECK(is_told());
}

TEST_CASE("a backup whose audit was tampered with says so, and is put back all the same") {
    const BackedUpSchool school;
    REQUIRE(run_shell("sqlite3 " + quoted(school.store().string()) +
                      " \"DROP TRIGGER audit_is_not_edited; UPDATE audit SET person = 'p9' WHERE "
                      "seq = 1\"")
                .status == 0);
    const Ran made = school.run({"backup", school.backup("monday").string()});
    CHECK(made.status == 1);
    CHECK(made.err.find("Het logboek") != std::string::npos);
    CHECK(school.run({"backup", "verify", school.backup("monday").string()}).status == 0);
    const fs::path other = school.elsewhere("new");
    const Ran restored =
        school.run_on(other, {"backup", "restore", school.backup("monday").string()});
    CHECK(restored.status == 1);
    CHECK(restored.err.find("Het logboek") != std::string::npos);
    CHECK(status_of(other) == status_of(school.store()));
}

TEST_CASE("killed at any moment, replacing the key leaves a store that opens") {
    const BackedUpSchool school;
    const Json before = status_of(school.store());
    for (int round = 0; round < 25; ++round) {
        // From the start of the program to well behind its end.
        const std::string after = "0." + std::to_string(100 + round * 13);
        (void)run_shell("timeout -s KILL " + after + " " + quoted(MELDBRUG_BIN) + " --store " +
                        quoted(school.store().string()) + " key rotate --who Bram");
        CAPTURE(round);
        REQUIRE(status_of(school.store()) == before);
    }
}

TEST_CASE("a full disk breaks a backup off, and leaves the one before it as it was") {
    const BackedUpSchool school;
    REQUIRE(school.run({"backup", school.backup("monday").string()}).status == 0);
    const std::string keys = content_of(school.keys());
    const Ran full = school.run({"backup", school.backup("tuesday").string()}, "ulimit -f 16;");
    CHECK(full.status != 0);
    CHECK_FALSE(fs::exists(school.backup("tuesday")));
    CHECK(content_of(school.keys()) == keys);
    CHECK(school.run({"backup", "verify", school.backup("monday").string()}).status == 0);
    CHECK(school.run({"backup", school.backup("tuesday").string()}).status == 0);
}
