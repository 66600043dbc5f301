// A route that the school changed: a dossier keeps the version under which it opened.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

/// The national ladder with one rule, named after its version.
Json version(const std::string& name, const std::string& in_force = "") {
    Json profile = read_data("notes-schema/routes/basismodel.json");
    profile["version"] = name;
    if (!in_force.empty()) {
        profile["in_force"] = in_force;
    }
    profile["rules"] = Json::array({{{"id", "V" + name},
                                     {"template", "response"},
                                     {"force", "must"},
                                     {"says", "x"},
                                     {"school_agreement", true},
                                     {"about", "directie_geinformeerd"},
                                     {"trigger", {"signaleren"}},
                                     {"duty", {"directie_geinformeerd"}}}});
    return profile;
}

/// Version 2 is in force from 1 August 2026, version 1 was before.
class Changed {
public:
    Changed()
        : story(OwnProfile{version("2", "2026-08-01")}), old_story_(OwnProfile{version("1")}) {}

    /// "1 V1, 2 V2": by which version each dossier is judged, and by whose rule.
    [[nodiscard]] std::string judged(const std::string& today) const {
        std::string words;
        for (const auto& status : all(story.evidence(), today)) {
            const auto* found = finding(status, "directie_geinformeerd");
            words += (words.empty() ? "" : ", ") + status.route_version + " " +
                     (found == nullptr ? "-" : found->rule);
        }
        return words;
    }
    /// \param by_older  the same notes, as the older version reads them
    [[nodiscard]] std::vector<route::DossierStatus> all(
        const std::vector<route::Evidence>& by_older, const std::string& today) const {
        const route::VersionedEvidence older{&old_story_.profile(), by_older};
        const core::Texts texts = shipped_texts();
        const route::EvaluationContext context{story.profile(), story.catalogue(), story.calendar(),
                                               texts, day(today)};
        return route::evaluate(story.evidence(), nullptr, context, {}, {&older, 1});
    }

    Story story;

private:
    Story old_story_;
};

}  // namespace

TEST_CASE("a dossier is judged by the version in force on the day it opened, for good") {
    const auto opened = [](const std::string& date) {
        Changed changed;
        changed.story.on(date).act("signalen_vastgelegd");
        changed.story.on("2027-03-01").act("collegiaal_overleg");
        return changed.judged("2027-06-01");
    };
    CHECK(opened("2026-07-31") == "1 V1");
    CHECK(opened("2026-08-01") == "2 V2");
    CHECK(opened("2019-01-01") == "1 V1");
}

TEST_CASE("a note that arrives later and opens the dossier earlier moves it to the older version") {
    Changed changed;
    changed.story.on("2026-08-03").act("signalen_vastgelegd");
    CHECK(changed.judged("2026-09-01") == "2 V2");
    changed.story.on("2026-07-30").act("signalen_vastgelegd");
    CHECK(changed.judged("2026-09-01") == "1 V1");
}

TEST_CASE("an act of before the change opens under the older version, whenever it was written") {
    Changed changed;
    changed.story.on("2026-08-03").act("signalen_vastgelegd", {.date = "2026-07-31"});
    CHECK(changed.judged("2026-09-01") == "1 V1");
}

TEST_CASE("a new dossier after closing is judged by the version of its own day") {
    Changed changed;
    changed.story.on("2026-06-01").act("signalen_vastgelegd");
    changed.story.on("2026-07-01").act("dossier_gesloten");
    changed.story.on("2026-09-01").act("signalen_vastgelegd");
    const auto all = changed.all(changed.story.evidence(), "2026-09-02");
    REQUIRE(all.size() == 2);
    CHECK(all[0].route_version == "1");
    CHECK(all[0].state == route::DossierState::closed);
    CHECK(all[1].route_version == "2");
    CHECK(all[1].opened == day("2026-09-01"));
    CHECK(all[1].earlier == all[0].dossier);
}

TEST_CASE("a dossier of the older version holds what that version reads in its notes") {
    Changed changed;
    changed.story.on("2026-06-01").act("signalen_vastgelegd");
    changed.story.on("2026-06-08").step("hulp");  // "stap 4", by the labels of August
    Story before(OwnProfile{version("1")});
    before.on("2026-06-01").act("signalen_vastgelegd");
    before.on("2026-06-08").step("wegen");  // "stap 4", by the labels until then
    const auto status = changed.all(before.evidence(), "2026-06-09").at(0);
    CHECK(step_of(status, "wegen") == "met");
    CHECK(step_of(status, "hulp") != "met");
}

TEST_CASE(
    "a route without older versions is judged by the only one, whenever that came into force") {
    Story story(OwnProfile{version("2", "2026-08-01")});
    story.on("2020-03-02").act("signalen_vastgelegd");
    CHECK(story.status("2020-03-02").route_version == "2");
}
