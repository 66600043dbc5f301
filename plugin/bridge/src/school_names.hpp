/// \file
/// What a school's own files may name beyond ours. A name that nobody asks for is a typing error,
/// and would be lost without a word.
///
/// Errors:   invalid_config naming file and field.
/// Threads:  values; nothing shared.
#pragma once

#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/route/profile.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

using NameSet = std::set<std::string, std::less<>>;

/// The kinds of terms that the profiles name.
[[nodiscard]] NameSet terms_of(const std::vector<route::Profile>& routes);

/// What sentences can be about: acts, steps, and the terms, alarms and wordings of the profiles.
[[nodiscard]] NameSet subjects_of(const std::vector<route::Profile>& routes,
                                  const core::Catalogue& catalogue);

/// Each sentence of a school takes the place of one of ours, or is about one of the subjects
/// ("finding.<subject>.missing").
[[nodiscard]] core::Status check_sentences(const core::Json& own, const core::Json& ours,
                                           const NameSet& subjects, const std::string& where);

/// Every JSON file of the school's folder stands where files are read: "calender/nl/school.json"
/// would be free days that nobody knows.
[[nodiscard]] core::Status check_files(const KnowledgeSource& source);

}  // namespace meldbrug::bridge
