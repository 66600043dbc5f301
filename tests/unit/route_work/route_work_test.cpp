// What a long dossier costs, counted in work and not in time: per note about what a short one does.

#include "support/route/story.hpp"
#include "support/route_work/counted.hpp"

#include "meldbrug/route/verdicts.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

const std::vector<std::string> profiles{"twente",         "innoord",    "amk",
                                        "symbio-hengelo", "open-kring", "basismodel"};
const std::vector<std::string> acts{
    "signalen_vastgelegd", "directie_geinformeerd",   "collegiaal_overleg",
    "advies_veilig_thuis", "verslag_ondertekend",     "gesprek_ouder",
    "weging_gedaan",       "afwegingskader_ingevuld", "melding_veilig_thuis",
    "hulp_georganiseerd",  "casemanager_benoemd",     "effect_geevalueerd",
    "ouders_ingelicht",    "bestuur_geinformeerd",    "monitoring_afgesproken"};

/// Adds the i-th note of a dossier.
using Tell = std::function<void(Story&, int)>;

std::string day_of(int note) {
    return core::format_date(day("2010-01-04") + std::chrono::days{note / 3});
}

/// Blocks of code run per note, for a dossier of so many notes.
double work_per_note(const std::string& profile, int notes, const Tell& tell) {
    Story story(profile);
    for (int i = 0; i < notes; ++i) {
        story.on(day_of(i));
        tell(story, i);
    }
    const std::size_t before = blocks();
    const auto dossiers = story.all("2040-01-01");
    const std::size_t after = blocks();
    REQUIRE_FALSE(dossiers.empty());
    return static_cast<double>(after - before) / notes;
}

/// Twice leaves room for the halving of longer lists; a loop over all notes for each note would be
/// ten or twenty times the work.
void check_near_linear(const Tell& tell, int few, int many) {
    for (const auto& profile : profiles) {
        const double long_dossier = work_per_note(profile, many, tell);
        const double short_dossier = work_per_note(profile, few, tell);
        CAPTURE(profile, long_dossier, short_dossier);
        CHECK(long_dossier < 2 * short_dossier);
    }
}

}  // namespace

TEST_CASE("a dossier of 20,000 notes costs per note what one of 1,000 does") {
    check_near_linear(
        [](Story& story, int i) {
            const auto note = static_cast<std::size_t>(i);
            story.act(acts[note % acts.size()], {.certain = i % 7 != 0});
            if (i % 5 == 0) {
                story.term("help_effect", day_of(i + 200 + i % 11));
            }
            if (i % 6 == 0) {
                story.answer(1 + i % 5, static_cast<notes::Answer>(i % 3));
            }
        },
        1000, 20000);
}

TEST_CASE("a dossier in which nothing answers what is asked is no harder") {
    for (const auto& act : acts) {
        CAPTURE(act);
        check_near_linear([&](Story& story, int /*i*/) { story.act(act); }, 200, 2000);
    }
}

TEST_CASE("doubtful acts, alarms and answers alone are no harder") {
    check_near_linear(
        [](Story& story, int i) {
            story.act("signalen_vastgelegd");
            story.act("melding_veilig_thuis", {.certain = false});
            story.alarm(i % 2 == 0 ? "acuut" : "vgv_eer");
            story.answer(1 + i % 5, notes::Answer::no);
        },
        200, 2000);
}

TEST_CASE("terms that are moved, restated, met or run beside each other are no harder") {
    const std::vector<Tell> ways{
        [](Story& story, int i) { story.term("help_effect", day_of(i + 100)); },
        [](Story& story, int i) { story.term("help_effect", day_of(i % 2 + 90000)); },
        [](Story& story, int /*i*/) { story.term("help_effect", "2039-01-01"); },
        [](Story& story, int i) {
            story.term("evaluation", day_of(i + 100)).act("effect_geevalueerd");
        },
        [](Story& story, int i) {
            story.act("hulp_georganiseerd").act("melding_veilig_thuis");
            story.act("verwijsindex_geregistreerd").term("help_effect", day_of(i + 100));
        }};
    for (std::size_t i = 0; i < ways.size(); ++i) {
        CAPTURE(i);
        check_near_linear(ways[i], 200, 2000);
    }
}

TEST_CASE("judging one dossier after another allocates nothing once the lists have their room") {
    for (const auto& profile : profiles) {
        Story story(profile);
        for (int i = 0; i < 300; ++i) {
            story.on(day_of(i))
                .act(acts[static_cast<std::size_t>(i) % acts.size()], {.certain = i % 7 != 0})
                .term("help_effect", day_of(i + 100));
        }
        const auto today = day("2026-01-01");
        const auto traces =
            route::make_traces(story.profile(), story.catalogue(), story.evidence(), today);
        const route::JudgeContext context{story.profile(), story.calendar(), today, std::nullopt};
        route::Verdicts verdicts;
        route::judge(traces.front().events, context, verdicts);
        const std::size_t before = allocations();
        for (int i = 0; i < 10; ++i) {
            route::judge(traces.front().events, context, verdicts);
        }
        CHECK(allocations() == before);
    }
}
