/// \file
/// What the bridge knows, in the shape that the API gives it.
///
/// Errors:   none; total over their inputs.
/// Privacy:  the caller has checked the rights; only `note_json` holds texts of notes.
#pragma once

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/route/status.hpp"

#include <vector>

namespace meldbrug::http {

[[nodiscard]] core::Json badge_json(const route::Badge& badge);
/// A term with the days that are left, negative when it has passed, so that no screen counts by
/// itself.
[[nodiscard]] core::Json term_json(const route::Term& term, core::Date today);
/// The dossier that stands for the pupil in a list: the most urgent one, the latest of equals. \pre
/// pupil.dossiers is not empty
[[nodiscard]] const route::DossierStatus& leading_dossier(const bridge::PupilView& pupil);
/// One row of the overview.
[[nodiscard]] core::Json pupil_json(const bridge::PupilView& pupil, core::Date today);
/// Rows by urgency: level, then the soonest open term, then name.
[[nodiscard]] core::Json overview_json(std::vector<bridge::PupilView> pupils, core::Date today);
/// A dossier as in the contract, its terms with the days left.
[[nodiscard]] core::Json dossier_json(const route::DossierStatus& status, core::Date today);
/// A note with what was read in it: the contract's reading, and `marks`: the read words by place,
/// to be shown in the text.
[[nodiscard]] core::Json note_json(const notes::Note& note, const notes::Reading& reading,
                                   const core::Catalogue& catalogue);
[[nodiscard]] core::Json marks_json(const notes::Reading& reading,
                                    const core::Catalogue& catalogue);

}  // namespace meldbrug::http
