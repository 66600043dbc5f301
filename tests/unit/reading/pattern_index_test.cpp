// The patterns that a clause can meet, against trying each of them.

#include "plugin/reading/src/pattern.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <vector>

namespace {

using meldbrug::reading::concept_limit;
using meldbrug::reading::Concepts;
using meldbrug::reading::most_needs;
using meldbrug::reading::Pattern;
using meldbrug::reading::PatternIndex;

Concepts some_concepts(std::mt19937& random, std::size_t most) {
    Concepts result;
    const std::size_t count = 1 + random() % most;
    for (std::size_t i = 0; i < count; ++i) {
        // Few different ones, so that many patterns are met, at both ends of what there may be.
        const std::size_t id = random() % 12;
        result.insert(id % 2 == 0 ? id : concept_limit - id);
    }
    return result;
}

std::vector<std::size_t> some_counts(std::mt19937& random) {
    std::vector<std::size_t> counts(concept_limit);
    for (std::size_t& count : counts) {
        count = random() % 5;
    }
    return counts;
}

std::vector<PatternIndex::Met> tried_one_by_one(const std::vector<Pattern>& patterns,
                                                const Concepts& clause) {
    std::vector<PatternIndex::Met> met;
    for (std::size_t lowest = 0; lowest < concept_limit; ++lowest) {
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            const auto& need = patterns[i].need;
            const bool all = std::all_of(need.begin(), need.end(), [&](const Concepts& words) {
                return words.intersects(clause);
            });
            if (all && need.front().first_common(clause) == lowest) {
                met.push_back({static_cast<std::uint16_t>(lowest), static_cast<std::uint16_t>(i)});
            }
        }
    }
    return met;
}

}  // namespace

TEST_CASE("the index finds the patterns that trying each finds, in the same order") {
    std::mt19937 random(3);  // NOLINT(cert-msc51-cpp): the same patterns every time
    bool any = false;
    for (const std::size_t count : {1U, 2U, 60U, 300U}) {
        std::vector<Pattern> patterns(count);
        for (Pattern& pattern : patterns) {
            pattern.need.resize(1 + random() % most_needs);
            for (Concepts& need : pattern.need) {
                need = some_concepts(random, 3);
            }
        }
        const PatternIndex index(patterns, some_counts(random));
        std::vector<PatternIndex::Met> met;
        for (int i = 0; i < 200; ++i) {
            const Concepts clause = some_concepts(random, 12);
            index.find(clause, met);
            CHECK((met == tried_one_by_one(patterns, clause)));
            any = any || !met.empty();
        }
    }
    CHECK(any);
}

TEST_CASE("without patterns, or without words, nothing is met") {
    std::vector<PatternIndex::Met> met{{0, 1}};
    Concepts clause;
    clause.insert(std::size_t{7});
    PatternIndex().find(clause, met);
    CHECK(met.empty());
    std::vector<Pattern> patterns(1);
    patterns[0].need.push_back(clause);
    met = {{0, 1}};
    PatternIndex(patterns, std::vector<std::size_t>(concept_limit)).find(Concepts(), met);
    CHECK(met.empty());
}
