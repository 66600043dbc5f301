/// \file
/// A second slow twin, of the templates and fields that `naive_route` leaves out: actors, waivers,
/// choices, answers, agreed terms and emergencies. Written from the tables of
/// notes-schema/README.md, with plain quantifiers over what was told; it shares nothing with the
/// program.
#pragma once

#include "meldbrug/core/json.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace meldbrug::test {

/// One thing that a note tells.
struct Told {
    int day = 0;  ///< the note's
    int note = 0;
    std::string what;  ///< an action; "?2" answers a question, "!acuut" is an alarm, "@x" a term
    std::string answer{};  ///< of a question: yes no doubt
    int due = 0;           ///< of a term
    bool certain = true;
    std::set<std::string> marks{};
    std::set<std::string> actors{};
    std::string author{};  ///< one for all of a note
};

/// "rule step" → verdict, for every finding.
[[nodiscard]] std::map<std::string, std::string> naive_verdicts(
    const core::Json& profile, const std::map<std::string, std::string>& step_of_action,
    const std::vector<Told>& told, int today);

}  // namespace meldbrug::test
