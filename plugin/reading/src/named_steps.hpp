/// \file
/// Steps called by their label: "stap 1 t/m 3", "Stap 5a", "stap zes".
///
/// Errors:   none. Threads: pure functions.
#pragma once

#include "clauses.hpp"

namespace meldbrug::reading {

struct NamedSteps {
    struct Step {
        core::StepId id{};
        bool certain = true;  ///< false: its label may mean another step of this school's too
    };
    core::StepSet steps;
    std::uint32_t first_token = 0, last_token = 0;
    std::vector<Step> list;
    bool of_other_ladder = false;  ///< a step of another route is named, which is none of these
};

/// The steps that the clause names by label. What stands right after a label says which step it is
/// ("stap 5a (melden)"), whatever this school's ladder calls it.
[[nodiscard]] NamedSteps named_steps(const Clause& clause, const Analysis& analysis,
                                     const Vocabulary::Compiled& vocabulary, const Ladder& ladder);

}  // namespace meldbrug::reading
