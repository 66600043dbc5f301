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
#include <utility>
#include <vector>

namespace meldbrug::test {

struct NaiveAct {
    int day;  ///< counted from the first day of the window
    std::string action;
    int note = -1;  ///< acts of one note have one number; -1: a note of its own
    bool certain = true;
};

/// A term that a note sets, or (with `due` 0) an act that meets one.
struct NaiveTerm {
    int day;
    int hour;  ///< 0: not known when it was written
    int note;
    int due;
};

/// "rule step" → verdict, for every finding.
[[nodiscard]] std::map<std::string, std::string> naive_findings(
    const core::Json& profile, const std::map<std::string, std::string>& step_of_action,
    const std::vector<NaiveAct>& trace, int today);

/// Day on which each listed term ends, and whether it was met; sorted.
[[nodiscard]] std::vector<std::pair<int, bool>> naive_terms(std::vector<NaiveTerm> notes);

}  // namespace meldbrug::test
