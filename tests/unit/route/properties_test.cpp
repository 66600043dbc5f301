// What holds of every trace, on all shipped profiles: notes made by a fixed rule of chance, so that
// a failure can be seen again.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

const std::vector<std::string> profiles{"twente",         "innoord",    "amk",
                                        "symbio-hengelo", "open-kring", "basismodel"};
const std::vector<std::string> acts{
    "signalen_vastgelegd",   "collegiaal_overleg",      "gesprek_ouder",
    "weging_gedaan",         "afwegingskader_ingevuld", "hulp_georganiseerd",
    "melding_veilig_thuis",  "effect_geevalueerd",      "directie_geinformeerd",
    "ouders_ingelicht",      "zbo_sot_zat_besproken",   "verwijsindex_geregistreerd",
    "afgezien_oudergesprek", "bestuur_geinformeerd",    "advies_veilig_thuis",
    "casemanager_benoemd"};

/// Ten notes over forty days.
Story chance_story(const std::string& route, unsigned seed) {
    std::mt19937 chance(seed);
    const auto below = [&](unsigned n) { return static_cast<unsigned>(chance() % n); };
    Story story(route);
    story.born("2013-05-02");
    for (int i = 0; i < 10; ++i) {
        const auto date = core::format_date(day("2026-01-05") + std::chrono::days{below(40)});
        story.on(date, below(2) == 0 ? "ib" : "leerkracht")
            .act(acts[below(static_cast<unsigned>(acts.size()))], {.certain = below(8) != 0});
        if (below(4) == 0) {
            story.act(acts[below(static_cast<unsigned>(acts.size()))]);
        }
        if (below(6) == 0) {
            story.term("help_effect", core::format_date(day(date) + std::chrono::days{below(60)}));
        }
        if (below(6) == 0) {
            story.answer(static_cast<int>(1 + below(5)), static_cast<notes::Answer>(below(3)));
        }
    }
    return story;
}

/// What a finding is about, apart from its verdict.
std::string matter(const route::Finding& finding) {
    return finding.about + "/" + finding.step;
}

std::map<std::string, route::Verdict> by_matter(const route::DossierStatus& status) {
    std::map<std::string, route::Verdict> all;
    for (const auto& finding : status.findings) {
        all[matter(finding)] = finding.verdict;
    }
    return all;
}

}  // namespace

TEST_CASE("the order in which notes are handed over changes nothing") {
    for (const auto& route : profiles) {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            Story story = chance_story(route, seed);
            const auto today = day("2026-03-01");
            const auto forward = route::to_json(today, story.all("2026-03-01"));
            const auto backward = route::to_json(today, story.reversed().all("2026-03-01"));
            CAPTURE(route, seed);
            CHECK(forward == backward);
        }
    }
}

TEST_CASE("time alone turns open into late and nothing else") {
    for (const auto& route : profiles) {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            const Story story = chance_story(route, seed);
            const auto before = by_matter(story.status("2026-02-14"));
            const auto after = by_matter(story.status("2026-08-01"));
            CAPTURE(route, seed);
            for (const auto& [what, verdict] : before) {
                CAPTURE(what);
                REQUIRE(after.contains(what));
                const bool unchanged = after.at(what) == verdict;
                const bool ran_out = after.at(what) == route::Verdict::late;
                CHECK((unchanged || ran_out));
            }
            for (const auto& [what, verdict] : after) {
                CAPTURE(what);
                CHECK((before.contains(what) || verdict == route::Verdict::late));
            }
        }
    }
}

TEST_CASE("a note that no rule asks about changes no finding and no step") {
    for (const auto& route : profiles) {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            Story story = chance_story(route, seed);
            const auto before = story.status("2026-03-01");
            story.on("2026-02-20").act("letselduiding");
            const auto after = story.status("2026-03-01");
            CAPTURE(route, seed);
            CHECK(by_matter(before) == by_matter(after));
            for (const auto& step : before.steps) {
                CHECK(step_of(after, step.id) == std::string(route::name_of(step.verdict)));
            }
        }
    }
}

TEST_CASE("telling the director repairs findings about the director and touches no other") {
    for (const std::string route : {"twente", "amk"}) {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            Story story = chance_story(route, seed);
            const auto before = story.status("2026-03-01");
            story.on("2026-03-01").act("directie_geinformeerd");
            const auto after = story.status("2026-03-01");
            CAPTURE(route, seed);
            CHECK(found(after, "directie_geinformeerd") == "");
            auto rest = by_matter(before);
            std::erase_if(rest, [](const auto& entry) {
                return entry.first.rfind("directie_geinformeerd", 0) == 0;
            });
            CHECK(rest == by_matter(after));
        }
    }
}

TEST_CASE(
    "no step is met without a note to point at, and every finding names its rule, source and "
    "note") {
    for (const auto& route : profiles) {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            const Story story = chance_story(route, seed);
            for (const auto& status : story.all("2026-03-01")) {
                CAPTURE(route, seed);
                for (const auto& step : status.steps) {
                    if (step.verdict == route::Verdict::met) {
                        CHECK(step.date.has_value());
                        CHECK_FALSE(step.notes.empty());
                    }
                }
                for (const auto& finding : status.findings) {
                    CAPTURE(finding.rule, finding.about);
                    CHECK_FALSE(finding.rule.empty());
                    CHECK((finding.school_agreement || !finding.source.empty()));
                    CHECK_FALSE(finding.notes.empty());
                    CHECK(finding.text.find("⟨") == std::string::npos);
                    CHECK(finding.resolve.find("⟨") == std::string::npos);
                    CHECK(finding.force != route::Force::may);
                    const bool told = finding.verdict == route::Verdict::missing ||
                                      finding.verdict == route::Verdict::late ||
                                      finding.verdict == route::Verdict::open ||
                                      finding.verdict == route::Verdict::to_confirm;
                    CHECK(told);
                }
                CHECK(status.badge.text.find("⟨") == std::string::npos);
            }
        }
    }
}

TEST_CASE("only a must that is late or missing makes a badge late") {
    for (const auto& route : profiles) {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            const Story story = chance_story(route, seed);
            const auto status = story.status("2026-03-01");
            const bool grave = std::any_of(status.findings.begin(), status.findings.end(),
                                           [](const auto& finding) {
                                               return finding.force == route::Force::must &&
                                                      (finding.verdict == route::Verdict::late ||
                                                       finding.verdict == route::Verdict::missing);
                                           });
            CAPTURE(route, seed);
            CHECK((badge_of(status) == "late") == grave);
        }
    }
}
