// Whole routes, built by hand from the protocols' lines: tests/golden/routes/<case>/case.json says
// why.

#include "support/route/told_in_json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

/// "about step verdict" of every finding, sorted.
std::vector<std::string> findings_of(const route::DossierStatus& status) {
    std::vector<std::string> all;
    for (const auto& finding : status.findings) {
        all.push_back(finding.about + " " + (finding.step.empty() ? "null" : finding.step) + " " +
                      std::string(route::name_of(finding.verdict)));
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<std::string> terms_in(const route::DossierStatus& status) {
    std::vector<std::string> all;
    for (const auto& term : status.terms) {
        all.push_back(term.about + " " + core::format_date(term.due) + " " +
                      std::string(core::name_of(term.state)));
    }
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

TEST_CASE("golden routes") {
    std::vector<std::filesystem::path> cases;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(MELDBRUG_SOURCE_DIR) +
                                                                 "/tests/golden/routes")) {
        cases.push_back(entry.path());
    }
    REQUIRE(cases.size() >= 20);
    std::sort(cases.begin(), cases.end());
    for (const auto& path : cases) {
        const Json golden =
            read_data("tests/golden/routes/" + path.filename().string() + "/case.json");
        Story story(golden.at("route").get<std::string>());
        tell_all(story, golden);
        const auto status = story.status(golden.at("today").get<std::string>());
        const Json& want = golden.at("want");
        const std::string why = golden.at("why").get<std::string>();
        CAPTURE(path.filename().string(), why);
        auto wanted = names(want, "findings");
        std::sort(wanted.begin(), wanted.end());
        CHECK(findings_of(status) == wanted);
        auto terms = names(want, "terms");
        std::sort(terms.begin(), terms.end());
        CHECK(terms_in(status) == terms);
        CHECK(badge_of(status) == want.at("badge").get<std::string>());
        if (const Json* steps = core::find(want, "steps")) {
            for (const auto& [step, verdict] : steps->items()) {
                CAPTURE(step);
                CHECK(step_of(status, step) == verdict.get<std::string>());
            }
        }
        if (const Json* state = core::find(want, "state")) {
            CHECK(route::name_of(status.state) == state->get<std::string>());
        }
    }
}
