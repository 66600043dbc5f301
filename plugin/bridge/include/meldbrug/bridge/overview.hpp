/// \file
/// What a list shows of pupils: verdicts, badge and next term of each dossier, without findings and
/// their sentences.
///
/// Some hundred bytes a pupil, so that a whole school's stay in memory; findings and texts are made
/// when a dossier is opened.
///
/// Errors:   none; total over their inputs.
/// Threads:  values and pure functions.
/// Privacy:  holds names; callers show them only to a person whose role allows (rights.hpp).
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/date.hpp"
#include "meldbrug/route/profile.hpp"
#include "meldbrug/route/status.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meldbrug::bridge {

struct StepSummary {
    const route::ProfileStep* step = nullptr;  ///< of the bridge's route
    route::Verdict verdict = route::Verdict::open;
};

struct DossierSummary {
    std::string dossier;  ///< "2026-0012"
    core::Date opened{};
    route::DossierState state = route::DossierState::open;
    route::Badge badge;
    std::vector<StepSummary> steps;        ///< in the order of the route
    std::optional<route::Term> next_term;  ///< the open one that falls first
};

struct PupilSummary {
    std::string pupil;
    std::string name;
    std::string group;
    std::vector<DossierSummary> dossiers;  ///< oldest first
};

/// Shared with what the bridge remembers, so that a list of a whole school is no copy of it.
using PupilSummaryPtr = std::shared_ptr<const PupilSummary>;

/// Neither met nor withdrawn.
[[nodiscard]] bool is_open(const route::Term& term);

/// \pre the status is of that route, with its steps in that catalogue
[[nodiscard]] DossierSummary summarise(const route::DossierStatus& status,
                                       const route::Profile& route,
                                       const core::Catalogue& catalogue);

/// The dossier that stands for a pupil: the most urgent one, the latest of equals; null when there
/// is none.
template <class Dossier>
[[nodiscard]] const Dossier* leading(const std::vector<Dossier>& dossiers) {
    const Dossier* found = nullptr;
    for (const Dossier& dossier : dossiers) {
        if (found == nullptr || dossier.badge.level >= found->badge.level) {
            found = &dossier;
        }
    }
    return found;
}

/// Most urgent first, then who has the soonest open term, then by name and id.
/// \pre each has a dossier
void sort_by_urgency(std::vector<PupilSummaryPtr>& pupils);

}  // namespace meldbrug::bridge
