// A dossier of years loses nothing: what a list could not hold would be a reminder that never goes
// out.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

std::string after(const std::string& start, int days) {
    return core::format_date(day(start) + std::chrono::days{days});
}

}  // namespace

TEST_CASE("five hundred terms that run beside each other are all listed") {
    Story story("basismodel");
    story.on("2026-01-05").act("hulp_georganiseerd");
    std::set<std::string> agreed;
    // Of one day and without a time: none of them is later than another, so none moves another.
    for (int i = 0; i < 500; ++i) {
        agreed.insert(after("2026-01-06", i));
        story.on("2026-01-05").term("help_effect", after("2026-01-06", i));
    }
    const auto status = story.status("2026-01-05");
    std::set<std::string> listed;
    for (const auto& term : status.terms) {
        listed.insert(core::format_date(term.due));
        CHECK(term.state != core::TermState::met);
    }
    CHECK(status.terms.size() == 500);
    CHECK(listed == agreed);
}

TEST_CASE("a term at the end of a long dossier runs out as the first would") {
    Story story("basismodel");
    story.on("2020-01-01").act("hulp_georganiseerd");
    for (int i = 0; i < 300; ++i) {
        story.on(after("2020-01-02", 3 * i)).term("help_effect", after("2020-01-03", 3 * i));
        story.on(after("2020-01-03", 3 * i)).act("effect_geevalueerd");
    }
    story.on("2025-01-06").term("help_effect", "2025-02-17");
    const auto status = story.status("2025-03-01");
    REQUIRE(status.terms.size() == 301);
    CHECK(status.terms.back().due == day("2025-02-17"));
    CHECK(status.terms.back().state == core::TermState::overdue);
    CHECK(status.terms.front().state == core::TermState::met);
    CHECK(found(status, "effect_geevalueerd") == "late");
    CHECK(badge_of(status) == "late");
}

TEST_CASE("more than a thousand findings are all told, and counted") {
    Json profile = read_data("notes-schema/routes/basismodel.json");
    for (int i = 8; i <= 32; ++i) {
        const std::string number = std::to_string(i);
        profile["steps"].push_back({{"id", "fase_" + number},
                                    {"label", "Fase " + number},
                                    {"title", "Fase " + number},
                                    {"order", i}});
    }
    Json steps = Json::array();
    for (const auto& step : profile["steps"]) {
        steps.push_back(step["id"]);
    }
    const auto catalogue = shipped_catalogue();
    profile["rules"] = Json::array();
    for (std::uint16_t i = 0; i < 32; ++i) {
        const std::string action(catalogue.name(core::ActionId{i}));
        profile["rules"].push_back({{"id", "eigen-" + std::to_string(i)},
                                    {"template", "after_each_step"},
                                    {"force", "must"},
                                    {"says", "Na elke stap"},
                                    {"school_agreement", true},
                                    {"steps", steps},
                                    {"duty", {{{"any", {action}}, {"marks", {"zeer_ernstig"}}}}},
                                    {"about", action}});
    }
    Story story(OwnProfile{profile});
    for (std::size_t i = 0; i < steps.size(); ++i) {
        story.on(after("2026-01-05", static_cast<int>(i))).step(steps[i].get<std::string>());
    }
    const auto status = story.status("2026-06-01");
    std::set<std::string> told;
    for (const auto& finding : status.findings) {
        told.insert(finding.about + "/" + finding.step);
    }
    REQUIRE(steps.size() == 32);
    CHECK(status.findings.size() == 32 * 32);
    CHECK(told.size() == 32 * 32);
    // The last step has none after it: what it lacks is still open. Of the others it is missing.
    CHECK(status.badge.count == 32 * 31);
    CHECK(badge_of(status) == "late");
}

TEST_CASE("a step is shown by each of its notes once, however many they are") {
    Story story("basismodel");
    for (int i = 0; i < 300; ++i) {
        story.on(after("2026-01-05", i)).act("signalen_vastgelegd").act("signalen_vastgelegd");
    }
    const auto status = story.status("2026-12-31");
    const std::set<std::string> notes(status.steps.front().notes.begin(),
                                      status.steps.front().notes.end());
    CHECK(status.steps.front().notes.size() == 300);
    CHECK(notes.size() == 300);
}
