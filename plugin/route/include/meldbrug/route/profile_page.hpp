/// \file
/// A profile as a page that a school can read: its steps, and under each what the school agreed,
/// what counts for it, within which term, and where it is written. What is guidance and what is
/// switched off stand apart.
///
/// Errors:   none; total over its inputs.
/// Threads:  pure functions.
/// Privacy:  holds no pupil's data.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/route/profile.hpp"

#include <string>
#include <vector>

namespace meldbrug::route {

/// What one rule, or one part of it, asks; in words.
struct PageRule {
    std::string id;     ///< "R081", "R081/gesprek"
    std::string force;  ///< "moet"
    std::string says;
    std::string counts;  ///< what fulfils it; empty where the rule itself says it all
    std::string term;    ///< within which, or until which step; empty: none
    std::string note;    ///< why it is off, what checks it instead; empty: nothing to tell
    std::string source;  ///< the protocol's lines, or that it is the school's own agreement
};

struct PageSection {
    std::string title;
    std::vector<PageRule> rules;
};

struct ProfilePage {
    std::string title;    ///< the profile's name
    std::string version;  ///< its id and version
    std::string about;
    std::vector<PageSection> steps;  ///< in the order of the route, those without rules too
    std::vector<PageSection> rest;   ///< the whole route, guidance, what is off; none of them empty
};

[[nodiscard]] ProfilePage page_of(const Profile& profile, const core::Catalogue& catalogue,
                                  const core::Texts& texts);

/// For a terminal.
[[nodiscard]] std::string to_text(const ProfilePage& page);
/// A file of its own: no script, nothing from elsewhere; prints well.
[[nodiscard]] std::string to_html(const ProfilePage& page, const core::Texts& texts);

}  // namespace meldbrug::route
