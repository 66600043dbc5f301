// After a day's work nothing that is kept, logged or left behind names a child or quotes a note.
#include "support/content.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <regex>
#include <set>

using meldbrug::test::content_of;
using meldbrug::test::content_of_folder;
using meldbrug::test::Ran;
using meldbrug::test::run_program;
using meldbrug::test::TempFolder;
using Json = nlohmann::json;

namespace {

/// The demo school with ids that are too long to be met by chance in sealed bytes.
std::string demo_school() {
    const auto demo =
        content_of(std::filesystem::path(MELDBRUG_SOURCE_DIR) / "install/demo/regenboog.json");
    return std::regex_replace(demo, std::regex("\"rb([0-9])"), "\"leerling-$1");
}

/// Each name, id and sentence of that school that tells itself apart: a template's blanks end it.
std::set<std::string> told_by(const std::string& school) {
    const auto demo = Json::parse(school);
    std::set<std::string> told;
    for (const auto& pupil : demo.at("pupils")) {
        const auto name = pupil.at("name").get<std::string>();
        told.insert(name);
        told.insert(name.substr(name.find(' ') + 1));
        told.insert(pupil.at("id").get<std::string>());
    }
    constexpr std::size_t short_words = 20;
    for (const auto& note : demo.at("notes")) {
        const auto text = note.at("text").get<std::string>();
        for (std::size_t begin = 0; begin < text.size();) {
            const auto end = std::min(text.find_first_of(".{}\n", begin), text.size());
            if (end - begin >= short_words) {
                told.insert(text.substr(begin, end - begin));
            }
            begin = end + 1;
        }
    }
    return told;
}

void require_silent(const std::set<std::string>& told, const std::string& bytes) {
    for (const auto& words : told) {
        if (bytes.find(words) != std::string::npos) {
            FAIL_CHECK("still readable: " << words);
        }
    }
}

}  // namespace

TEST_CASE("after a full run, store, logs and temporary files tell nothing of any child") {
    const TempFolder folder;
    const auto config = folder
                            .write("meldbrug.json", Json{{"school", "00AA"},
                                                         {"route", "twente"},
                                                         {"store", "store/meldbrug.db"},
                                                         {"port", 18473},
                                                         {"mail",
                                                          {{"host", "127.0.0.1"},
                                                           {"port", 9},
                                                           {"security", "plain"},
                                                           {"from", "meldbrug@school.example"}}}}
                                                        .dump())
                            .string();
    const auto temporary = folder.path() / "tmp";
    std::filesystem::create_directory(temporary);
    const std::string before = "export TMPDIR='" + temporary.string() + "';";
    std::string said;
    const auto run = [&](std::vector<std::string> arguments, const std::string& around = "") {
        arguments.insert(arguments.begin(), {"--config", config});
        auto ran = run_program(arguments, "", before + around);
        said += ran.err;
        return ran;
    };
    const std::string school = demo_school();
    // In a folder of its own: it is what nothing else may quote.
    const TempFolder lvs;
    const auto demo = lvs.write("demo.json", school).string();
    REQUIRE(run({"import", demo, "--adapter", "demo"}).status == 0);
    REQUIRE(run({"user", "add", "Ilse", "--role", "ib", "--email", "ib@school.example"}).status ==
            0);
    const auto status = Json::parse(run({"status", "--json"}).out);
    const auto& dossier = status.at("dossiers").at(0);
    const auto pupil = dossier.at("pupil").get<std::string>();
    const std::set<std::string> told = told_by(school);
    // What is looked for is really there to be found.
    REQUIRE(told.size() > 100);
    REQUIRE(told.contains(pupil));
    CHECK(run({"add", "--pupil", pupil, "--action", "gesprek_ouder", "--day", "2026-03-02", "--who",
               "Ilse", "--why", "Moeder vertelde het aan de deur"})
              .status == 0);
    CHECK(run({"import", demo, "--adapter", "demo"}).status == 0);
    CHECK(run({"due"}).status == 0);
    // Reminders are written, and tried at a server that is not there.
    (void)run({"serve"}, " timeout 4");
    CHECK(run({"doctor"}).status != 2);
    // Neither does a backup, which lies elsewhere and longer.
    CHECK(run({"backup", (folder.path() / "backup").string()}).status == 0);

    std::set<std::string> all = told;
    all.insert("aan de deur");
    require_silent(all, said);
    require_silent(all, content_of_folder(folder.path()));
}

TEST_CASE("a key can be made before the store, and is then the one that it is sealed with") {
    const TempFolder folder;
    const auto key = (folder.path() / "elsewhere.key").string();
    CHECK(run_program({"key", "init", key}).status == 0);
    CHECK(run_program({"key", "init", key}).status == 4);  // never over another one
    const auto config =
        folder
            .write("meldbrug.json",
                   Json{{"store", "store/meldbrug.db"}, {"key", "elsewhere.key"}}.dump())
            .string();
    CHECK(run_program({"--config", config, "status"}).status == 0);
    std::filesystem::remove(key);
    const Ran without = run_program({"--config", config, "status"});
    CHECK(without.status == 4);
    CHECK(without.err.find("put back the copy") != std::string::npos);
}

TEST_CASE("a credential of systemd is the key, when the configuration names none") {
    const TempFolder folder;
    const auto handed = folder.path() / "handed" / "meldbrug-key";
    std::filesystem::create_directory(handed.parent_path());
    REQUIRE(run_program({"key", "init", handed.string()}).status == 0);
    const auto config =
        folder.write("meldbrug.json", Json{{"store", "store/meldbrug.db"}}.dump()).string();
    const std::string as_service =
        "export CREDENTIALS_DIRECTORY='" + handed.parent_path().string() + "';";
    CHECK(run_program({"--config", config, "status"}, "", as_service).status == 0);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "meldbrug.key"));
    CHECK(run_program({"--config", config, "status"}).status == 4);
}
