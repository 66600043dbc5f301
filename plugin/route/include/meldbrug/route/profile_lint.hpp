/// \file
/// What a person who writes a profile may have got wrong though it can be loaded: rules that never
/// say anything, or never stop saying it.
///
/// Errors:   none; the loader refuses what cannot be (`Profile::from_json`), this looks at the rest.
/// Threads:  a pure function.
/// Source:   notes-schema/README.md, "What route check finds".
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/route/profile.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace meldbrug::route {

/// What is known beside the profile; what is not known is not held against it.
struct LintContext {
    const core::Catalogue& catalogue;
    /// Actions that a pattern, a template or a school's word can show.
    std::optional<std::set<core::ActionId>> shown{};
    /// Cited file → its lines. A file that is not here is not looked at.
    std::map<std::string, std::size_t> source_lines{};
};

struct LintNote {
    bool error = false;   ///< a rule cannot do what it says; else it is worth a look
    std::string kind;     ///< "shadowed" ...: `lint.<kind>` and `lint.<kind>.advice` of the texts
    std::string pointer;  ///< JSON pointer into the profile
    std::string what;     ///< the name it is about, for the sentence
    std::string other;    ///< and the other one
};

/// In the order of the document.
[[nodiscard]] std::vector<LintNote> lint(const Profile& profile, const LintContext& context);

}  // namespace meldbrug::route
