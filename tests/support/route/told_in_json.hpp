/// \file
/// Tells a story from the notes of a golden case.
#pragma once

#include "story.hpp"

namespace meldbrug::test {

/// The texts of a list that may be absent.
[[nodiscard]] std::vector<std::string> names(const core::Json& object, const std::string& key);

/// {"date","author","acts":["id" or {"act","marks","actors","about","state","certain"}],"marks","alarms",
/// "answers":{"1":"yes"},"terms":{"help_effect":"2026-04-01"}}
void tell(Story& story, const core::Json& note);

/// Every note of the case, in its order, and its corrections: {"does",...} as the API takes them
/// without the pupil, with "at" and "note_changed" beside it. Notes are n1, n2 ... of "test".
void tell_all(Story& story, const core::Json& golden);

}  // namespace meldbrug::test
