#include "seen_patterns.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

/// Without what it excludes, and with needs in one order: the reader asks for all of them.
Pattern asked_by(Pattern pattern) {
    for (const auto excluded : Pattern::exclusions) {
        pattern.*excluded = {};
    }
    for (auto* needs : {&pattern.need, &pattern.near, &pattern.context}) {
        std::sort(needs->begin(), needs->end());
    }
    pattern.where.clear();
    return pattern;
}

bool stops_no_less(const Pattern& later, const Pattern& earlier) {
    return std::all_of(Pattern::exclusions.begin(), Pattern::exclusions.end(),
                       [&](const auto excluded) {
                           return (later.*excluded & earlier.*excluded) == earlier.*excluded;
                       });
}

}  // namespace

std::optional<std::string> SeenPatterns::fault(const Pattern& pattern, std::string_view folder) {
    Seen now{asked_by(pattern), pattern, std::string(folder)};
    auto& same_needs = by_need_[now.asked.need];
    std::optional<std::string> found;
    for (const Seen& before : same_needs) {
        if (before.asked != now.asked) {
            continue;
        }
        if (before.folder == now.folder) {
            found = "asks for the same as '" + before.complete.where +
                    "' but for what it excludes, so that each lets through what the other stops: "
                    "make one of the two";
            break;
        }
        if (stops_no_less(pattern, before.complete)) {
            found = "asks for the same as '" + before.complete.where +
                    "' and excludes no less, so that it changes nothing: leave it out";
            break;
        }
    }
    same_needs.push_back(std::move(now));
    return found;
}

}  // namespace meldbrug::reading
