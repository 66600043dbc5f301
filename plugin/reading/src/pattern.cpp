#include "pattern.hpp"

#include <algorithm>

namespace meldbrug::reading {

PatternIndex::PatternIndex(const std::vector<Pattern>& patterns,
                           const std::vector<std::size_t>& phrases)
    : by_concept_(phrases.size()) {
    const auto spread = [&phrases](const Concepts& need) {
        std::size_t sum = 0;
        need.for_each([&](std::size_t id) { sum += phrases[id]; });
        return sum;
    };
    for (const Pattern& pattern : patterns) {
        std::vector<Concepts> needs = pattern.need;
        std::stable_sort(needs.begin(), needs.end(), [&](const Concepts& a, const Concepts& b) {
            return spread(a) < spread(b);
        });
        const Concepts& rarest = needs.front();
        Entry entry;
        entry.begin_part = static_cast<std::uint32_t>(parts_.size());
        std::for_each(needs.begin() + 1, needs.end(),
                      [this](const Concepts& need) { add_parts(need); });
        entry.end_part = static_cast<std::uint32_t>(parts_.size());
        std::size_t keys = 0;
        rarest.for_each([&](std::size_t key) {
            by_concept_[key].push_back(static_cast<std::uint16_t>(entries_.size()));
            ++keys;
        });
        entry.one_key = keys == 1;
        keys_ |= rarest;
        entries_.push_back(entry);
        orders_.push_back({pattern.need.front(), rarest});
    }
}

void PatternIndex::add_parts(const Concepts& need) {
    if (need.empty()) {
        parts_.push_back({});  // met by nothing
    }
    for (std::size_t i = 0; i < Concepts::word_count; ++i) {
        if (need.word(i) != 0) {
            parts_.push_back({need.word(i), static_cast<std::uint16_t>(i), false});
        }
    }
    parts_.back().last = true;
}

/// A pattern that stands under several concepts of the clause is met under the lowest only.
bool PatternIndex::meets(const Concepts& clause, std::uint16_t index, std::size_t key) const {
    const Entry& entry = entries_[index];
    std::uint64_t common = 0;
    for (std::uint32_t i = entry.begin_part; i < entry.end_part; ++i) {
        const Part& part = parts_[i];
        common |= clause.word(part.word) & part.mask;
        if (part.last) {
            if (common == 0) {
                return false;
            }
            common = 0;
        }
    }
    return entry.one_key || orders_[index].rarest.first_common(clause) == key;
}

void PatternIndex::find(const Concepts& clause, std::vector<Met>& met) const {
    met.clear();
    (clause & keys_).for_each([&](std::size_t key) {
        for (const std::uint16_t index : by_concept_[key]) {
            if (meets(clause, index, key)) {
                met.push_back(
                    {static_cast<std::uint16_t>(orders_[index].first.first_common(clause)), index});
            }
        }
    });
    std::sort(met.begin(), met.end());
}

}  // namespace meldbrug::reading
