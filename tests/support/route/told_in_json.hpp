/// \file
/// Tells a story from the notes of a golden case.
#pragma once

#include "story.hpp"

namespace meldbrug::test {

/// The texts of a list that may be absent.
[[nodiscard]] std::vector<std::string> names(const core::Json& object, const std::string& key);

/// {"date","author","acts":["id" or {"act","marks","actors","about","state"}],"marks","alarms",
/// "answers":{"1":"yes"},"terms":{"help_effect":"2026-04-01"}}
void tell(Story& story, const core::Json& note);

/// Every note of the case, in its order.
void tell_all(Story& story, const core::Json& golden);

}  // namespace meldbrug::test
