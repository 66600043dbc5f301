// When whom is told is the school's to read and to change, and a mistake in it is named.
#include "support/temp_folder.hpp"

#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace meldbrug;

namespace {

const std::filesystem::path schema_folder = MELDBRUG_SOURCE_DIR "/notes-schema";

core::Catalogue catalogue() {
    const core::Json json =
        core::read_json_file(schema_folder / "vocabulary/nl/catalogue.json").value();
    return core::Catalogue::from_json(json, "catalogue.json").value();
}

core::Result<bridge::ReminderLadder> load(const std::string& content) {
    const test::TempFolder folder;
    folder.write("reminders.json", content);
    bridge::KnowledgeSource source;
    source.folder = folder.path();
    return bridge::load_reminder_ladder(source, catalogue(), {});
}

std::vector<int> days_of(const std::vector<bridge::Rung>& rungs) {
    std::vector<int> days;
    for (const bridge::Rung& rung : rungs) {
        days.push_back(rung.days);
    }
    return days;
}

}  // namespace

TEST_CASE(
    "the shipped ladder tells the care coordinator before, on and after the day help must show "
    "effect") {
    bridge::KnowledgeSource source;
    source.folder = schema_folder;
    const auto ladder = bridge::load_reminder_ladder(source, catalogue(), {});
    REQUIRE(ladder.ok());
    // A week that passed without anybody looking is for the director to know.
    CHECK(days_of(ladder->of("help_effect")) == std::vector<int>{-7, 0, 1, 7});
    CHECK(ladder->of("help_effect").back().to == std::vector<std::string>{"directie"});
    for (const char* about : {"evaluation", "monitoring", "aftercare"}) {
        INFO(about);
        CHECK(days_of(ladder->of(about)) == std::vector<int>{-7, 0, 1});
    }
    CHECK(days_of(ladder->of("vt_decision")) == std::vector<int>{0});
    CHECK(days_of(ladder->of("verwijsindex")) == std::vector<int>{-30});
    CHECK_FALSE(ladder->of("a kind that nobody foresaw").empty());
    CHECK(ladder->days_ahead() == 30);
    for (const auto& [about, rungs] : ladder->kinds) {
        for (const bridge::Rung& rung : rungs) {
            INFO(about);
            if (!about.starts_with(bridge::notice_prefix) && rung.days < 7) {
                CHECK(rung.to == std::vector<std::string>{"ib", "aandachtsfunctionaris"});
            }
        }
    }
}

TEST_CASE("a school's own file replaces the kinds it names, and no others") {
    const test::TempFolder folder;
    folder.write(
        "reminders.json",
        R"({"help_effect": [{"days": 3, "to": ["directie"]}, {"days": -3, "to": ["ib"]}]})");
    bridge::KnowledgeSource source;
    source.folder = schema_folder;
    source.school = folder.path();
    const auto ladder = bridge::load_reminder_ladder(source, catalogue(), {});
    REQUIRE(ladder.ok());
    CHECK(days_of(ladder->of("help_effect")) == std::vector<int>{-3, 3});
    CHECK(days_of(ladder->of("evaluation")) == std::vector<int>{-7, 0, 1});
    source.school = folder.path() / "without";
    CHECK(days_of(bridge::load_reminder_ladder(source, catalogue(), {})->of("help_effect")) ==
          std::vector<int>{-7, 0, 1, 7});
}

TEST_CASE("who is told at once is the school's to change, and to switch off") {
    bridge::KnowledgeSource source;
    source.folder = schema_folder;
    const auto shipped = bridge::load_reminder_ladder(source, catalogue(), {});
    REQUIRE(shipped.ok());
    CHECK(shipped->notices.at("directie_geinformeerd") == std::vector<std::string>{"directie"});
    CHECK(shipped->of("notice:directie_geinformeerd").front().days == 0);

    const test::TempFolder school;
    school.write("reminders.json", R"({"notices": {"directie_geinformeerd": ["directie", "ib"],
                                                   "bestuur_geinformeerd": []}})");
    source.school = school.path();
    const auto ladder = bridge::load_reminder_ladder(source, catalogue(), {});
    REQUIRE(ladder.ok());
    CHECK(ladder->of("notice:directie_geinformeerd").front().to ==
          std::vector<std::string>{"directie", "ib"});
    CHECK_FALSE(ladder->notices.contains("bestuur_geinformeerd"));

    for (const auto& [content, field] : std::vector<std::pair<std::string, std::string>>{
             {R"({"notices": ["directie"]})", "/notices"},
             {R"({"notices": {"directie_gebeld": ["directie"]}})", "/notices/directie_gebeld"},
             {R"({"notices": {"directie_geinformeerd": ["juf"]}})",
              "/notices/directie_geinformeerd"}}) {
        const auto refused = load(content);
        INFO(content);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().line().find("reminders.json#" + field) != std::string::npos);
    }
}

TEST_CASE("a mistake in a ladder is named with its file and field") {
    const auto [content, field] = GENERATE(table<std::string, std::string>({
        {R"([])", "reminders.json"},
        {R"({"evaluation": {}})", "#/evaluation"},
        {R"({"evaluation": [{"days": 1.5, "to": ["ib"]}]})", "#/evaluation/0/days"},
        {R"({"evaluation": [{"days": "7", "to": ["ib"]}]})", "#/evaluation/0/days"},
        {R"({"evaluation": [{"days": 7000000000, "to": ["ib"]}]})", "#/evaluation/0/days"},
        {R"({"evaluation": [{"to": ["ib"]}]})", "#/evaluation/0/days"},
        {R"({"evaluation": [{"days": 0}]})", "#/evaluation/0/to"},
        {R"({"evaluation": [{"days": 0, "to": []}]})", "#/evaluation/0/to"},
        {R"({"evaluation": [{"days": 0, "to": ["ib"]}, {"days": 1, "to": ["koning"]}]})",
         "#/evaluation/1/to"},
        {R"({"evaluation": [{"days": 0, "to": ["ib"], "dasy": 1}]})", "#/evaluation/0"},
        {R"({"evaluation": [{"days": 0, "to": ["ib"]}, {"days": 0, "to": ["directie"]}]})",
         "#/evaluation"},
        {R"({"evaluation": [7]})", "#/evaluation/0"},
        {R"({"evaluation": )", "reminders.json"},
    }));
    INFO(content);
    const auto ladder = load(content);
    REQUIRE_FALSE(ladder.ok());
    CHECK(ladder.error().code == core::ErrorCode::invalid_config);
    CHECK_THAT(ladder.error().line(), Catch::Contains("reminders.json") && Catch::Contains(field));
}

TEST_CASE("a school's ladder names kinds of terms that there are, its own routes' included") {
    const test::TempFolder folder;
    folder.write("reminders.json", R"({"zorgplan": [{"days": 0, "to": ["ib"]}]})");
    bridge::KnowledgeSource source;
    source.folder = schema_folder;
    source.school = folder.path();
    const auto refused = bridge::load_reminder_ladder(source, catalogue(), {"zorgplannen"});
    REQUIRE_FALSE(refused.ok());
    CHECK_THAT(refused.error().line(), Catch::Contains("reminders.json#/zorgplan") &&
                                           Catch::Contains("zorgplannen") &&
                                           Catch::Contains("help_effect"));
    const auto ladder = bridge::load_reminder_ladder(source, catalogue(), {"zorgplan"});
    REQUIRE(ladder.ok());
    CHECK(days_of(ladder->of("zorgplan")) == std::vector<int>{0});
}

TEST_CASE("a ladder that is not there is an error, not silence") {
    bridge::KnowledgeSource source;
    source.folder = schema_folder / "no-such-folder";
    const auto ladder = bridge::load_reminder_ladder(source, catalogue(), {});
    REQUIRE_FALSE(ladder.ok());
    CHECK(ladder.error().code == core::ErrorCode::invalid_config);
}
