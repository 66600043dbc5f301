#include "bench.hpp"
#include "figure.hpp"

#include "meldbrug/route/verdicts.hpp"

#include <array>
#include <random>

namespace meldbrug::bench {

namespace {

constexpr std::size_t events_per_dossier = 8;

/// A dossier of eight acts in the order a route has them, with some left out, doubled or early.
route::DossierTrace make_dossier(const core::Catalogue& catalogue, std::mt19937& random) {
    constexpr std::array acts = {
        "signalen_vastgelegd",  "directie_geinformeerd", "collegiaal_overleg",
        "advies_veilig_thuis",  "gesprek_ouder",         "afwegingskader_ingevuld",
        "melding_veilig_thuis", "hulp_georganiseerd",    "casemanager_benoemd",
        "effect_geevalueerd",   "ouders_ingelicht",      "bestuur_geinformeerd"};
    std::uniform_int_distribution<std::size_t> stray(0, acts.size() - 1);
    std::bernoulli_distribution strays(0.25);
    route::DossierTrace trace;
    core::Date day = *core::parse_date("2026-01-05");
    for (std::size_t i = 0; i < events_per_dossier; ++i) {
        const core::ActionId action = *catalogue.action(acts[strays(random) ? stray(random) : i]);
        route::Event event;
        event.day = day;
        event.subject = route::Subject{static_cast<std::uint8_t>(action.value)};
        if (const auto step = catalogue.step_of(action)) {
            event.shows.insert(*step);
        }
        event.author.insert(*catalogue.role("ib"));
        event.note = static_cast<std::uint32_t>(i);
        trace.events.push_back(event);
        day += std::chrono::days{static_cast<int>(stray(random))};
    }
    return trace;
}

/// One dossier of so many acts, a week apart at most: a pupil whom the school has known for years.
route::DossierTrace make_long_dossier(const core::Catalogue& catalogue, std::size_t events) {
    std::mt19937 random(2026);  // NOLINT(cert-msc51-cpp): the same dossier every time
    route::DossierTrace all;
    while (all.events.size() < events) {
        const route::DossierTrace part = make_dossier(catalogue, random);
        all.events.insert(all.events.end(), part.events.begin(), part.events.end());
    }
    all.events.resize(events);
    const core::Date first = *core::parse_date("2010-01-04");
    for (std::size_t i = 0; i < events; ++i) {
        all.events[i].day = first + std::chrono::days{static_cast<int>(i * 5000 / events)};
        all.events[i].note = static_cast<std::uint32_t>(i);
    }
    return all;
}

/// Nanoseconds per event of a dossier of 50,000 beside one of 500: near 1 where nothing looks at
/// all events for each event.
void bench_long_dossier(const bridge::Knowledge& knowledge, const route::Profile& profile,
                        int rounds) {
    const route::JudgeContext context{profile, knowledge.calendar, *core::parse_date("2026-04-01"),
                                      std::nullopt};
    constexpr std::size_t many = 50000;
    constexpr std::size_t few = 500;
    route::Verdicts verdicts;
    const auto nanoseconds = [&](std::size_t events) {
        const route::DossierTrace dossier = make_long_dossier(knowledge.catalogue, events);
        const double seconds = median_seconds(rounds, [&] {
            for (std::size_t done = 0; done < many; done += events) {
                route::judge(dossier.events, context, verdicts);
            }
        });
        return seconds * 1e9 / static_cast<double>(many);
    };
    print_figure("evaluate, a dossier of 50,000 events: " + profile.id(), nanoseconds(many),
                 "ns/event", "a dossier of 500 events", nanoseconds(few));
}

/// The bare form of conformance: twelve constraints over the same events, no terms, no evidence.
std::size_t bare_violations(std::span<const route::Event> events) {
    std::array<int, 256> first{};
    std::array<int, 256> last{};
    first.fill(INT32_MAX);
    last.fill(INT32_MIN);
    for (std::size_t i = 0; i < events.size(); ++i) {
        const std::uint8_t subject = events[i].subject.value;
        first[subject] = std::min(first[subject], static_cast<int>(i));
        last[subject] = static_cast<int>(i);
    }
    std::size_t violations = 0;
    for (std::uint8_t constraint = 0; constraint < 12; ++constraint) {
        const auto other = static_cast<std::uint8_t>(constraint + 1);
        const bool seen = first[constraint] != INT32_MAX;
        violations += seen && last[other] < last[constraint] ? 1U : 0U;
    }
    return violations;
}

}  // namespace

void bench_evaluation(const bridge::Knowledge& knowledge, std::size_t count, int rounds) {
    std::mt19937 random(2026);  // NOLINT(cert-msc51-cpp): the same dossiers every time
    // A thousand different dossiers, so that no branch is learnt by heart.
    std::vector<route::DossierTrace> dossiers;
    for (int i = 0; i < 1000; ++i) {
        dossiers.push_back(make_dossier(knowledge.catalogue, random));
    }
    std::size_t violations = 0;
    const double bare = median_seconds(rounds, [&] {
        for (std::size_t i = 0; i < count; ++i) {
            violations += bare_violations(dossiers[i % dossiers.size()].events);
        }
    });
    const auto total = static_cast<double>(count);
    for (const auto& profile : knowledge.routes) {
        const route::JudgeContext context{profile, knowledge.calendar,
                                          *core::parse_date("2026-04-01"), std::nullopt};
        route::Verdicts verdicts;
        std::size_t findings = 0;
        const double judged = median_seconds(rounds, [&] {
            for (std::size_t i = 0; i < count; ++i) {
                route::judge(dossiers[i % dossiers.size()].events, context, verdicts);
                findings += verdicts.findings.size();
            }
        });
        const core::Json* rules = core::find(profile.document(), "rules");
        print_figure(
            "evaluate, verdicts without texts: " + profile.id(), total / judged, "dossiers/s",
            "bare loop over 12 constraints", total / bare,
            {{"events", events_per_dossier},
             {"rules_in_profile", rules == nullptr ? 0 : rules->size()},
             {"findings_per_dossier", static_cast<double>(findings) / (total * (rounds + 1))},
             {"bare_violations_seen", violations > 0}});
        bench_long_dossier(knowledge, profile, rounds);
    }
}

}  // namespace meldbrug::bench
