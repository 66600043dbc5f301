/// \file
/// Documents for people, as one HTML page that prints well: a dossier, a parent's copy of one, and
/// how the school uses its meldcode.
///
/// Shape:    HTML 5 without script and without anything from elsewhere; A4.
/// Errors:   those of the stream.
/// Privacy:  whoever may not see a dossier is not given the page. Of a dossier names and texts stay
///           away unless asked for; of the report nothing of a child is in it.
/// Source:   the three questions of the inspectorate (design/rules.md R166: has a code,
///           preconditions, actual use).
#pragma once

#include "masking.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/knowledge.hpp"

#include <iosfwd>
#include <span>
#include <vector>

namespace meldbrug::cli {

/// A dossier page says so much and no more.
struct PageScope {
    bool names = false;  ///< of the pupil and of who corrected; else numbers
    bool text = false;   ///< of notes and reasons
};

struct PagePupil {
    bridge::PupilView view;
    std::vector<bridge::NoteView> notes;
};

/// \param names  everybody's whose name is known: taken out of texts unless names are asked for
void write_dossier_page(std::ostream& out, std::span<const PagePupil> pupils, core::Date as_of,
                        const PageScope& scope, Masking& names, const bridge::Knowledge& knowledge);

/// For the parents (or the pupil from 16 on): one pupil, with texts, others masked.
/// \param others  whose names are known, but for the pupil's own
void write_parents_page(std::ostream& out, const PagePupil& pupil, core::Date as_of,
                        Masking& others, const bridge::Knowledge& knowledge);

struct SchoolUse {
    std::string school;
    const route::Profile* route = nullptr;
    std::vector<route::DutyStatus> duties;
    std::vector<route::DossierStatus> dossiers;
};
/// Counts below five are told as "1 tot 4": in a small school they point to a child.
/// \param names  everybody's, taken out of what people wrote as proof of a duty
void write_inspection_page(std::ostream& out, const SchoolUse& use, core::Date as_of,
                           Masking& names, const bridge::Knowledge& knowledge);

}  // namespace meldbrug::cli
