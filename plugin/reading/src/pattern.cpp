#include "pattern.hpp"

#include <algorithm>
#include <array>

namespace meldbrug::reading {

PatternIndex::PatternIndex(const std::vector<Pattern>& patterns, std::size_t concepts)
    : concepts_(concepts), blocks_((patterns.size() + block_size - 1) / block_size) {
    for (const Pattern& pattern : patterns) {
        needs_ = std::max(needs_, pattern.need.size());
        first_needs_.push_back(pattern.need.front());
    }
    meets_.resize(blocks_ * needs_ * concepts_);
    has_no_.resize(blocks_ * needs_);
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        const Bits bit = Bits{1} << (i % block_size);
        for (std::size_t need = 0; need < needs_; ++need) {
            const std::size_t at = row(i / block_size, need);
            if (need >= patterns[i].need.size()) {
                has_no_[at] |= bit;
                continue;
            }
            needed_ |= patterns[i].need[need];
            patterns[i].need[need].for_each(
                [&](std::size_t id) { meets_[at * concepts_ + id] |= bit; });
        }
    }
}

void PatternIndex::find(const Concepts& clause, std::vector<std::uint16_t>& met) const {
    met.clear();
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only the first `count` are read
    std::array<std::uint16_t, concept_limit> ids;
    std::size_t count = 0;
    (clause & needed_).for_each([&](std::size_t id) {
        ids[count++] = static_cast<std::uint16_t>(id);
    });
    for (std::size_t block = 0; block < blocks_; ++block) {
        Bits all = ~Bits{0};
        for (std::size_t need = 0; need < needs_ && all != 0; ++need) {
            const std::size_t at = row(block, need);
            const Bits* meets = &meets_[at * concepts_];
            Bits any = has_no_[at];
            for (std::size_t i = 0; i < count; ++i) {
                any |= meets[ids[i]];
            }
            all &= any;
        }
        for (; all != 0; all &= all - 1) {
            met.push_back(static_cast<std::uint16_t>(
                block * block_size + static_cast<std::size_t>(std::countr_zero(all))));
        }
    }
    std::sort(met.begin(), met.end(), [&](std::uint16_t a, std::uint16_t b) {
        const std::size_t lowest_a = first_needs_[a].first_common(clause);
        const std::size_t lowest_b = first_needs_[b].first_common(clause);
        return lowest_a != lowest_b ? lowest_a < lowest_b : a < b;
    });
}

}  // namespace meldbrug::reading
