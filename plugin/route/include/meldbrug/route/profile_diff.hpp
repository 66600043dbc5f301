/// \file
/// What changes for a school between two profiles: by what they mean, not by how they are written.
/// Another order of members or of names in a list, a default that is written out, one alternative
/// written as two: none of these is a change.
///
/// Errors:   none; total over its inputs.
/// Threads:  pure functions.
/// Privacy:  holds no pupil's data.
/// Source:   of a rule, its protocol lines; of a question of the weighing, its line.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/route/profile.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::route {

enum class ChangeKind : std::uint8_t { added, removed, changed };
[[nodiscard]] std::string_view name_of(ChangeKind kind);

// NOLINTNEXTLINE(bugprone-exception-escape): nlohmann moves without throwing, which this check does not see
struct ProfileChange {
    ChangeKind kind = ChangeKind::changed;
    std::string section;  ///< "profile" "steps" "rules" "questions" ...: `diff.section.<section>`
    std::string id;       ///< within the section: "R048/gesprek", "wegen"; empty of the profile
    std::string what;     ///< the same in words
    std::string field;    ///< the member that differs: "term"; empty where the whole does
    core::Json before;    ///< as the profiles write it; null where there is none
    core::Json after;
    std::string before_words;
    std::string after_words;
    std::string source;  ///< what it rests on in the newer profile, or in the older when it goes
};

/// By section, in the order of the newer profile; what goes stands behind what stays.
[[nodiscard]] std::vector<ProfileChange> changes_between(const Profile& before,
                                                         const Profile& after,
                                                         const core::Catalogue& catalogue,
                                                         const core::Texts& texts);

/// For a terminal: what changes, old → new, under what it belongs to.
[[nodiscard]] std::string to_text(const std::vector<ProfileChange>& changes,
                                  const core::Texts& texts);
[[nodiscard]] core::Json to_json(const ProfileChange& change);

/// The document without what means nothing: equal for two profiles that mean the same.
[[nodiscard]] core::Json meaning_of(const Profile& profile);

}  // namespace meldbrug::route
