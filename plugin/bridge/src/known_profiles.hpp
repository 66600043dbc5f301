/// \file
/// Which content of each version of the route this store was first used with: a profile that was
/// changed without a new version judges old dossiers by what nobody agreed on when they opened.
///
/// Errors:   store.
/// Privacy:  holds no pupil's data.
#pragma once

#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/store/store.hpp"

#include <string>
#include <vector>

namespace meldbrug::bridge {

/// Keeps what each version of that route means, where it is used for the first time.
core::Status note_profiles(store::Change& change, const Knowledge& knowledge,
                           const route::Profile& route);
/// Versions of that route that mean something else than when they were used first: "twente@1".
[[nodiscard]] core::Result<std::vector<std::string>> changed_profiles(store::View& view,
                                                                      const Knowledge& knowledge,
                                                                      const route::Profile& route);
/// What is wrong with these, and what to do.
[[nodiscard]] std::string changed_profiles_message(const std::vector<std::string>& changed);

}  // namespace meldbrug::bridge
