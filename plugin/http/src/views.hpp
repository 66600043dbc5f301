/// \file
/// What the bridge knows, in the shape that the API gives it.
///
/// Errors:   none; total over their inputs.
/// Privacy:  the caller has checked the rights; only `note_json` holds texts of notes.
#pragma once

#include "json_writer.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/route/status.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace meldbrug::http {

void write_badge(JsonWriter& writer, const route::Badge& badge);
/// {"badges":[...]}: of each pupil the badge of the dossier that stands for it.
[[nodiscard]] std::string badges_text(std::span<const bridge::PupilSummaryPtr> pupils);
/// A term with the days that are left, negative when it has passed, so that no screen counts by
/// itself.
[[nodiscard]] core::Json term_json(const route::Term& term, core::Date today);
/// {"as_of":...,"pupils":[...]}: a row for each pupil, in their order. \pre each has a dossier
[[nodiscard]] std::string overview_text(std::span<const bridge::PupilSummaryPtr> pupils,
                                        core::Date today, const core::Catalogue& catalogue);
/// Whether the reasons that people gave for a correction are shown.
enum class Reasons : std::uint8_t { shown, hidden };
/// A dossier as in the contract, its terms with the days left.
[[nodiscard]] core::Json dossier_json(const route::DossierStatus& status, core::Date today,
                                      Reasons reasons);
/// Corrections as they are kept, each with its standing, and in words what it speaks of.
[[nodiscard]] core::Json corrections_json(std::span<const bridge::CorrectionView> views,
                                          const core::Catalogue& catalogue);
/// A note with what was read in it: the contract's reading, and `marks`: the read words by place,
/// to be shown in the text.
[[nodiscard]] core::Json note_json(const notes::Note& note, const notes::Reading& reading,
                                   const core::Catalogue& catalogue);
/// A note of another category that seems to belong to the route; `shows` is what it seems to tell,
/// alarms first.
[[nodiscard]] core::Json misfiled_json(const bridge::MisfiledView& view,
                                       const core::Catalogue& catalogue);
[[nodiscard]] core::Json marks_json(const notes::Reading& reading,
                                    const core::Catalogue& catalogue);

}  // namespace meldbrug::http
