#include "concepts.hpp"

namespace meldbrug::reading {

namespace {

// FNV-1a: short words, no seed to keep; the table is built from our own and the school's words
// only.
std::uint32_t hash_of(std::string_view word) {
    std::uint32_t hash = 2166136261U;
    for (const char c : word) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    return hash;
}

// Murmur's finaliser: node and word numbers are dense, their low bits alone would cluster.
std::size_t mix(std::uint64_t key) {
    key ^= key >> 33U;
    key *= 0xff51afd7ed558ccdULL;
    key ^= key >> 33U;
    return key;
}

// Powers of two; the tables grow at half full, so a probe is one or two slots.
constexpr std::size_t first_size = 1024;

}  // namespace

PhraseTable::PhraseTable() : words_(first_size), edges_(first_size), terminal_(1, 0) {}

std::uint32_t PhraseTable::word_id(std::string_view word) const {
    const std::uint32_t hash = hash_of(word);
    const std::size_t mask = words_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        const WordSlot& slot = words_[i];
        if (slot.id == 0) {
            return 0;
        }
        if (slot.hash == hash &&
            std::string_view(arena_).substr(slot.offset, slot.length) == word) {
            return slot.id;
        }
    }
}

std::uint32_t PhraseTable::step(std::uint32_t node, std::uint32_t word) const {
    const std::uint64_t key = (std::uint64_t{node} << 32U) | word;
    const std::size_t mask = edges_.size() - 1;
    for (std::size_t i = mix(key) & mask;; i = (i + 1) & mask) {
        if (edges_[i].key == key) {
            return edges_[i].node;
        }
        if (edges_[i].key == 0) {
            return 0;
        }
    }
}

void PhraseTable::grow_words() {
    std::vector<WordSlot> bigger(words_.size() * 2);
    const std::size_t mask = bigger.size() - 1;
    for (const WordSlot& slot : words_) {
        if (slot.id != 0) {
            std::size_t i = slot.hash & mask;
            while (bigger[i].id != 0) {
                i = (i + 1) & mask;
            }
            bigger[i] = slot;
        }
    }
    words_ = std::move(bigger);
}

void PhraseTable::grow_edges() {
    std::vector<EdgeSlot> bigger(edges_.size() * 2);
    const std::size_t mask = bigger.size() - 1;
    for (const EdgeSlot& slot : edges_) {
        if (slot.key != 0) {
            std::size_t i = mix(slot.key) & mask;
            while (bigger[i].key != 0) {
                i = (i + 1) & mask;
            }
            bigger[i] = slot;
        }
    }
    edges_ = std::move(bigger);
}

std::uint32_t PhraseTable::intern(std::string_view word) {
    if (const std::uint32_t known = word_id(word); known != 0) {
        return known;
    }
    if ((word_count_ + 1) * 2 > words_.size()) {
        grow_words();
    }
    const std::uint32_t hash = hash_of(word);
    const std::size_t mask = words_.size() - 1;
    std::size_t i = hash & mask;
    while (words_[i].id != 0) {
        i = (i + 1) & mask;
    }
    ++word_count_;
    words_[i] = {hash, static_cast<std::uint32_t>(word_count_),
                 static_cast<std::uint32_t>(arena_.size()),
                 static_cast<std::uint32_t>(word.size())};
    arena_ += word;
    return words_[i].id;
}

std::uint32_t PhraseTable::edge(std::uint32_t node, std::uint32_t word) {
    if (const std::uint32_t known = step(node, word); known != 0) {
        return known;
    }
    if ((edge_count_ + 1) * 2 > edges_.size()) {
        grow_edges();
    }
    const std::uint64_t key = (std::uint64_t{node} << 32U) | word;
    const std::size_t mask = edges_.size() - 1;
    std::size_t i = mix(key) & mask;
    while (edges_[i].key != 0) {
        i = (i + 1) & mask;
    }
    ++edge_count_;
    edges_[i] = {key, static_cast<std::uint32_t>(terminal_.size())};
    terminal_.push_back(0);
    return edges_[i].node;
}

void PhraseTable::add(const std::vector<std::string_view>& words, const Concepts& concepts) {
    std::uint32_t node = 0;
    for (const std::string_view word : words) {
        node = edge(node, intern(word));
    }
    if (terminal_[node] == 0) {
        concepts_.push_back(concepts);
        terminal_[node] = static_cast<std::uint32_t>(concepts_.size());
        return;
    }
    concepts_[terminal_[node] - 1] |= concepts;
}

}  // namespace meldbrug::reading
