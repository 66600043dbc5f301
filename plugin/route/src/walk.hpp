/// \file
/// What the judge looked at for one rule, in the order in which it looked: kept when somebody asks
/// why, and by nobody else.
///
/// Threads:  as the judge that fills it.
#pragma once

#include "meldbrug/route/verdicts.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meldbrug::route {

/// One thing that was looked at and what it came to. `says` is the end of a key of the texts
/// (`walk.<says>`) and a name of its own in JSON; the rest is there where it has a meaning.
struct WalkStep {
    std::string says;
    std::uint32_t event = no_event;  ///< number of the dossier's events
    std::uint32_t note = no_event;   ///< of what rests on a note and is no event
    std::uint8_t step = no_step;
    std::optional<core::Date> day{};
    std::optional<core::Date> due{};
    core::MarkSet grounds{};
    core::RoleSet roles{};
    std::optional<Verdict> verdict{};

    friend bool operator==(const WalkStep&, const WalkStep&) = default;
};

struct Walk {
    std::uint16_t rule = no_rule;  ///< index of the rule that is asked about
    std::vector<WalkStep> steps;

    /// What stands there is not said again at once: two looks at the same act are one.
    void tell(WalkStep step) {
        if (steps.empty() || steps.back() != step) {
            steps.push_back(std::move(step));
        }
    }
};

/// `judge`, which tells the walk what it looked at. The verdicts are the same.
/// \pre `walk.rule` is a rule of the profile
void judge(std::span<const Event> events, const JudgeContext& context, Verdicts& out, Walk& walk);

/// What the waiver of that number makes of each act that could be one.
void walk_waiver(std::span<const Event> events, const JudgeContext& context, std::size_t waiver,
                 Verdicts& out, Walk& walk);

}  // namespace meldbrug::route
