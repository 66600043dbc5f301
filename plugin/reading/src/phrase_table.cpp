#include "phrase_table.hpp"

#include <utility>

namespace meldbrug::reading {

namespace {

// Murmur's finaliser: node and word numbers are dense, their low bits alone would cluster.
std::size_t mix(std::uint64_t key) {
    key ^= key >> 33U;
    key *= 0xff51afd7ed558ccdULL;
    key ^= key >> 33U;
    return key;
}

// A power of two; the table grows at half full, so a probe is one or two slots.
constexpr std::size_t first_phrase_slots = 1024;

std::uint64_t key_of(std::uint32_t node, WordId word) {
    return (std::uint64_t{node} << 32U) | word;
}

}  // namespace

PhraseTable::PhraseTable() : first_(1, 0), edges_(first_phrase_slots), terminal_(1, 0) {}

/// Where the edge is, or would be.
std::size_t PhraseTable::slot(std::uint64_t key) const {
    const std::size_t mask = edges_.size() - 1;
    std::size_t at = mix(key) & mask;
    while (edges_[at].key != 0 && edges_[at].key != key) {
        at = (at + 1) & mask;
    }
    return at;
}

std::uint32_t PhraseTable::step(std::uint32_t node, WordId word) const {
    return word == 0 ? 0 : edges_[slot(key_of(node, word))].node;
}

void PhraseTable::grow_edges() {
    const std::vector<Edge> before = std::exchange(edges_, std::vector<Edge>(edges_.size() * 2));
    for (const Edge& known : before) {
        if (known.key != 0) {
            edges_[slot(known.key)] = known;
        }
    }
}

std::uint32_t PhraseTable::add_node() {
    terminal_.push_back(0);
    return static_cast<std::uint32_t>(terminal_.size() - 1);
}

std::uint32_t PhraseTable::edge(std::uint32_t node, WordId word) {
    if ((edge_count_ + 1) * 2 > edges_.size()) {
        grow_edges();
    }
    Edge& place = edges_[slot(key_of(node, word))];
    if (place.key == 0) {
        ++edge_count_;
        place = {key_of(node, word), add_node()};
    }
    return place.node;
}

WordId PhraseTable::intern(std::string_view word) {
    const WordId id = words_.intern(word);
    first_.resize(words_.size() + 1, 0);
    return id;
}

void PhraseTable::add(const std::vector<std::string_view>& words, const Concepts& concepts) {
    std::uint32_t node = 0;
    for (const std::string_view word : words) {
        const WordId id = intern(word);
        if (node != 0) {
            node = edge(node, id);
            continue;
        }
        if (first_[id] == 0) {
            first_[id] = add_node();
        }
        node = first_[id];
    }
    Concepts meaning = concepts;
    if (terminal_[node] != 0) {
        meaning |= concepts_[terminal_[node] - 1];
    }
    terminal_[node] = number_of(meaning);
}

std::size_t PhraseTable::HashOfConcepts::operator()(const Concepts& concepts) const {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < Concepts::word_count; ++i) {
        hash = mix(hash ^ concepts.word(i));
    }
    return hash;
}

/// 1 + its index.
std::uint32_t PhraseTable::number_of(const Concepts& concepts) {
    const auto next = static_cast<std::uint32_t>(concepts_.size() + 1);
    const auto [known, is_new] = known_.try_emplace(concepts, next);
    if (is_new) {
        concepts_.push_back(concepts);
    }
    return known->second;
}

}  // namespace meldbrug::reading
