/// \file
/// A slow twin of the verdict core for a few templates, written from notes-schema/README.md with
/// plain quantifiers over names and days.
///
/// It shares no code and no data structure with the program: what both say is either right or wrong
/// twice.
#pragma once

#include "meldbrug/core/json.hpp"

#include <map>
#include <string>
#include <vector>

namespace meldbrug::test {

struct NaiveAct {
    int day;  ///< counted from the first day of the window
    std::string action;
};

/// "rule step" → verdict, for every finding.
[[nodiscard]] std::map<std::string, std::string> naive_findings(
    const core::Json& profile, const std::map<std::string, std::string>& step_of_action,
    const std::vector<NaiveAct>& trace, int today);

}  // namespace meldbrug::test
