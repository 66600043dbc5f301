#include "pattern.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

std::size_t rarest_of(const std::vector<Concepts>& needs, const std::vector<std::size_t>& phrases) {
    const auto spread = [&phrases](const Concepts& need) {
        std::size_t sum = 0;
        need.for_each([&](std::size_t id) { sum += phrases[id]; });
        return sum;
    };
    const auto rarest = std::min_element(
        needs.begin(), needs.end(),
        [&](const Concepts& a, const Concepts& b) { return spread(a) < spread(b); });
    return static_cast<std::size_t>(rarest - needs.begin());
}

}  // namespace

PatternIndex::PatternIndex(const std::vector<Pattern>& patterns,
                           const std::vector<std::size_t>& phrases)
    : by_concept_(phrases.size()) {
    for (const Pattern& pattern : patterns) {
        const std::size_t rarest = rarest_of(pattern.need, phrases);
        Entry entry{pattern.need.front(), pattern.need[rarest], pattern.need};
        entry.others.erase(entry.others.begin() + static_cast<std::ptrdiff_t>(rarest));
        entry.rarest.for_each([&](std::size_t key) {
            by_concept_[key].push_back(static_cast<std::uint16_t>(entries_.size()));
        });
        keys_ |= entry.rarest;
        entries_.push_back(std::move(entry));
    }
}

/// A pattern that stands under several concepts of the clause is met under the lowest only.
bool PatternIndex::meets(const Concepts& clause, const Entry& entry, std::size_t key) {
    return std::all_of(entry.others.begin(), entry.others.end(),
                       [&clause](const Concepts& need) { return need.intersects(clause); }) &&
           entry.rarest.first_common(clause) == key;
}

void PatternIndex::find(const Concepts& clause, std::vector<std::uint16_t>& met) const {
    met.clear();
    (clause & keys_).for_each([&](std::size_t key) {
        for (const std::uint16_t index : by_concept_[key]) {
            if (meets(clause, entries_[index], key)) {
                met.push_back(index);
            }
        }
    });
    std::sort(met.begin(), met.end(), [&](std::uint16_t a, std::uint16_t b) {
        const std::size_t lowest_a = entries_[a].first.first_common(clause);
        const std::size_t lowest_b = entries_[b].first.first_common(clause);
        return lowest_a != lowest_b ? lowest_a < lowest_b : a < b;
    });
}

}  // namespace meldbrug::reading
