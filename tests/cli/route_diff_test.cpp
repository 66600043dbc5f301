// What a school sees of a changed profile before it takes it into use.
#include "support/content.hpp"
#include "support/program.hpp"
#include "support/temp_folder.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

/// A school on twente with the fictive notes, and a profile of its own that lies beside.
class SchoolThatChanges {
public:
    SchoolThatChanges() {
        store_ = (folder_.path() / "s" / "m.db").string();
        config_ = folder_.write("config.json", Json{{"route", "twente"}, {"store", store_}}.dump())
                      .string();
        REQUIRE(run({"import", "--adapter", "demo",
                     std::string(MELDBRUG_SOURCE_DIR) + "/install/demo/regenboog.json"})
                    .status == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--config", config_});
        return run_program(arguments);
    }
    std::string own(const std::function<void(Json&)>& change) {
        Json profile = Json::parse(run_program({"route", "show", "twente", "--json"}).out);
        change(profile);
        return folder_.write("own.json", profile.dump()).string();
    }

private:
    TempFolder folder_;
    std::string store_, config_;
};

void without_rule(Json& profile, const std::string& id) {
    for (Json& rule : profile["rules"]) {
        if (rule.contains("covered_by") && rule["covered_by"][0] == id) {
            rule.erase("covered_by");
        }
        if (rule["id"] == id) {
            rule["enabled"] = false;
            rule["why_off"] = "De school spreekt iets anders af.";
        }
    }
}

}  // namespace

TEST_CASE("route diff tells what changes, and what of it the open dossiers would show") {
    SchoolThatChanges school;
    const std::string file = school.own([](Json& profile) {
        profile["version"] = "2";
        without_rule(profile, "R136");
    });
    const Ran text = school.run({"route", "diff", "twente", file});
    REQUIRE(text.status == 0);
    CHECK(text.out.find("twente@1 → twente@2") != std::string::npos);
    CHECK(text.out.find("staat aan: ja → nee") != std::string::npos);
    CHECK(text.out.find("bron: seeds/000") != std::string::npos);

    const Json before = Json::parse(school.run({"status", "--json"}).out);
    const Ran on_dossiers =
        school.run({"route", "diff", "twente", file, "--on-dossiers", "--json"});
    REQUIRE(on_dossiers.status == 0);
    const Json shown = Json::parse(on_dossiers.out);
    CHECK(Json::parse(school.run({"status", "--json"}).out) == before);

    // Each open dossier that shows a finding of R136 now, and no other.
    std::vector<std::string> expected;
    std::size_t open = 0;
    for (const auto& dossier : before["dossiers"]) {
        open += dossier["state"] == "open" ? 1U : 0U;
        const auto& findings = dossier["findings"];
        const bool asks = std::any_of(findings.begin(), findings.end(),
                                      [](const Json& one) { return one["rule"] == "R136"; });
        if (asks && dossier["state"] == "open") {
            expected.push_back(dossier["dossier"].get<std::string>());
        }
    }
    std::sort(expected.begin(), expected.end());
    REQUIRE_FALSE(expected.empty());
    CHECK(shown["dossiers"]["open"] == open);
    std::vector<std::string> differing;
    for (const auto& one : shown["dossiers"]["list"]) {
        differing.push_back(one["dossier"].get<std::string>());
        CHECK(one["disappears"].size() > 0);
        CHECK(one["disappears"][0]["rule"] == "R136");
    }
    CHECK(differing == expected);

    // Numbers only: no pupil is named.
    const Json audit = Json::parse(school.run({"audit", "list", "--json"}).out);
    CHECK(audit.dump().find(expected.front()) != std::string::npos);
    const Ran words = school.run({"route", "diff", "twente", file, "--on-dossiers"});
    CHECK(words.out.find(expected.front()) != std::string::npos);
    for (const auto& dossier : before["dossiers"]) {
        const auto name = core::text_or_empty(dossier, "name");
        CHECK((name.empty() || words.out.find(name) == std::string::npos));
    }
}

TEST_CASE("route diff says that nothing changes, and where a version was forgotten") {
    SchoolThatChanges school;
    const std::string same = school.own([](Json&) {});
    const Ran nothing = run_program({"route", "diff", "twente@1", same});
    CHECK(nothing.status == 0);
    CHECK(nothing.out.find("Er verandert niets.") != std::string::npos);
    CHECK(nothing.out.find("Let op") == std::string::npos);

    const std::string changed = school.own([](Json& profile) { without_rule(profile, "R136"); });
    const Ran forgotten = run_program({"--lang", "en", "route", "diff", "twente", changed});
    CHECK(forgotten.status == 0);
    CHECK(forgotten.out.find("switched on: yes → no") != std::string::npos);
    CHECK(forgotten.out.find("a version of its own") != std::string::npos);
}

TEST_CASE("route diff names what it cannot find or read") {
    const TempFolder folder;
    CHECK(run_program({"route", "diff", "twente", "nergens"}).status == 2);
    CHECK(run_program({"route", "diff", "twente@77", "twente"}).status == 2);
    const std::string broken = folder.write("broken.json", "{}").string();
    const Ran ran = run_program({"route", "diff", "twente", broken});
    CHECK(ran.status == 3);
    CHECK(ran.err.find("broken.json") != std::string::npos);
}

TEST_CASE("a profile that changed without a new version is told by doctor and in the log") {
    const TempFolder folder;
    const auto knowledge = folder.path() / "eigen";
    Json profile = Json::parse(run_program({"route", "show", "twente", "--json"}).out);
    const auto take_into_use = [&] {
        std::filesystem::create_directories(knowledge / "routes");
        folder.write("eigen/routes/twente.json", profile.dump());
    };
    take_into_use();
    const std::string config =
        folder
            .write("config.json",
                   Json{{"route", "twente"}, {"store", "s/m.db"}, {"knowledge", knowledge.string()}}
                       .dump())
            .string();
    const auto notes = folder.write(
        "n.jsonl", R"({"id":"1","pupil":"p1","date":"2026-01-13","text":"Signalen vastgelegd."})"
                   "\n");
    REQUIRE(run_program({"--config", config, "import", notes.string()}).status == 0);
    const auto told = [&] {
        const Json health = Json::parse(run_program({"--config", config, "doctor", "--json"}).out);
        for (const auto& check : health["checks"]) {
            if (check["id"] == "profiles") {
                CHECK(check["ok"] == true);
                return check["warning"] == true ? check["message"].get<std::string>()
                                                : std::string();
            }
        }
        FAIL("doctor does not look at the profiles");
        return std::string();
    };
    CHECK(told().empty());

    std::reverse(profile["rules"].begin(), profile["rules"].end());
    take_into_use();
    CHECK(told().empty());

    const Json agreed = profile;
    without_rule(profile, "R136");
    take_into_use();
    CHECK(told().find("twente@1 was changed without a new version") == 0);
    CHECK(told().find("route diff") != std::string::npos);
    // Another import does not make it right.
    REQUIRE(run_program({"--config", config, "import", notes.string()}).status == 0);
    CHECK_FALSE(told().empty());
    const Ran served = run_shell(
        "timeout -s TERM 3 " + quoted(MELDBRUG_BIN) + " --config " + quoted(config) + " serve", "");
    CHECK(served.err.find("route_changed_without_version") != std::string::npos);

    profile["version"] = "2";
    profile["in_force"] = "2026-08-01";
    take_into_use();
    folder.write("eigen/routes/twente@1.json", agreed.dump());
    CHECK(told().empty());
}
