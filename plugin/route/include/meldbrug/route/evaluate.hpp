/// \file
/// Evaluates a pupil's notes against the school's route: which steps are shown, what is missing,
/// what runs out.
///
/// Units:    calendar days in the school's zone; `today` is an argument, no clock is read.
/// Errors:   none; total over its inputs.
/// Threads:  pure functions.
/// Source:   the profile's rules; contract.md "What the words mean, settled".
/// Privacy:  handles readings of notes; nothing here logs.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/school_calendar.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/notes/correction.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/notes/reading.hpp"
#include "meldbrug/route/profile.hpp"
#include "meldbrug/route/status.hpp"
#include "meldbrug/route/verdicts.hpp"

#include <span>
#include <string>
#include <vector>

namespace meldbrug::route {

struct EvaluationContext {
    const Profile& profile;
    const core::Catalogue& catalogue;
    const core::SchoolCalendar& calendar;
    const core::Texts& texts;
    core::Date today;
};

/// All dossiers of one pupil, oldest first: closing and new signals after it part them (contract
/// 10). Notes of other categories, deleted ones and those dated after `today` are left out. Empty
/// when no note shows anything of the route. \param evidence  notes of this pupil only, in any
/// order; notes of one day count as simultaneous unless `recorded_at` tells \param corrections  of
/// this pupil, in any order; those made after `today` are not known yet
/// \param older  versions of the route before `context.profile`, the oldest first: a dossier keeps
/// the one that was in force on the day on which it opened
[[nodiscard]] std::vector<DossierStatus> evaluate(
    std::span<const Evidence> evidence, const notes::PupilFacts* facts,
    const EvaluationContext& context, std::span<const notes::Correction> corrections = {},
    std::span<const VersionedEvidence> older = {});

}  // namespace meldbrug::route
