/// \file
/// Where a dossier stands in the weighing: which question of the school's framework is asked now and
/// since when, what was answered, what follows each answer, and what was decided on help and on
/// reporting. Derived from the answers and the profile's `weighing`; it judges nothing, the rules it
/// names do that.
///
/// Shape:    `weighing` of `route.schema.json`; its meaning stands in `notes-schema/README.md`.
/// Errors:   none; total over its inputs.
/// Threads:  no hidden state.
/// Privacy:  questions, answers, days and ids of notes; not a word of a note.
/// Source:   each question carries its line of the school's protocol.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/route/profile.hpp"
#include "meldbrug/route/status.hpp"
#include "meldbrug/route/verdicts.hpp"

#include <optional>
#include <span>

namespace meldbrug::route {

/// \param events  of one dossier, by day \param evidence  that `Event::note` counts in
/// \param open  whether the dossier is: in a closed one nothing is asked any more
/// \return nothing where the profile has no `weighing`
[[nodiscard]] std::optional<WeighingState> weighing_state(const Profile& profile,
                                                          const core::Catalogue& catalogue,
                                                          std::span<const Event> events,
                                                          std::span<const Evidence> evidence,
                                                          bool open);

}  // namespace meldbrug::route
