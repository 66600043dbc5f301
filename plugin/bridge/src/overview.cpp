#include "meldbrug/bridge/overview.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace meldbrug::bridge {

bool is_open(const route::Term& term) {
    return term.state != core::TermState::met && term.state != core::TermState::withdrawn;
}

DossierSummary summarise(const route::DossierStatus& status, const route::Profile& route,
                         const core::Catalogue& catalogue) {
    DossierSummary summary{status.dossier, status.opened, status.state, status.badge, {},
                           std::nullopt};
    for (const auto& step : status.steps) {
        const auto id = catalogue.step(step.id);
        const auto shown =
            std::find_if(route.steps().begin(), route.steps().end(),
                         [&](const route::ProfileStep& known) { return id && known.id == *id; });
        if (shown != route.steps().end() &&
            shown->ladder == 0) {  // a list shows the meldcode alone
            summary.steps.push_back({&*shown, step.verdict});
        }
    }
    for (const auto& term : status.terms) {
        if (is_open(term) && (!summary.next_term || term.due < summary.next_term->due)) {
            summary.next_term = term;
        }
    }
    return summary;
}

void sort_by_urgency(std::vector<PupilSummaryPtr>& pupils) {
    const auto order = [](const PupilSummaryPtr& pupil) {
        const DossierSummary& first = *leading(pupil->dossiers);
        const core::Date soonest = first.next_term ? first.next_term->due : core::Date::max();
        return std::tuple(-static_cast<int>(first.badge.level), soonest,
                          std::string_view(pupil->name), std::string_view(pupil->pupil));
    };
    std::sort(pupils.begin(), pupils.end(),
              [&order](const auto& a, const auto& b) { return order(a) < order(b); });
}

}  // namespace meldbrug::bridge
