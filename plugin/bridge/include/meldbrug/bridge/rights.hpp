/// \file
/// Who may see what: one table, deny by default.
///
/// Source:   product.md "Who uses it".
#pragma once

#include <string_view>

namespace meldbrug::bridge {

enum class Resource {
    badges,       ///< level and text beside a pupil
    routes,       ///< steps, findings, terms of dossiers
    note_texts,   ///< what teachers wrote
    notes_in,     ///< pushing notes
    drafts,       ///< reading a draft while writing
    health,       ///< content-free state of the bridge
    misfiled,     ///< notes of other categories that seem to belong to a route
    corrections,  ///< saying that what was read is so, or is not
    audit,        ///< who looked at a dossier
};

[[nodiscard]] bool may(std::string_view role, Resource resource);

}  // namespace meldbrug::bridge
