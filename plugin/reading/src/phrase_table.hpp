/// \file
/// Words and phrases → concepts.
///
/// Errors:   none.
/// Threads:  immutable once filled.
#pragma once

#include "concepts.hpp"
#include "tokens.hpp"
#include "word_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meldbrug::reading {

/// A trie over words: a phrase is walked word by word, the longest match counts.
class PhraseTable {
public:
    PhraseTable();
    /// \param words  folded tokens of the phrase, at least one
    void add(const std::vector<std::string_view>& words, const Concepts& concepts);
    /// The word's number; a word that begins no phrase gets one too.
    WordId intern(std::string_view word);

    /// The word's number in this table.
    [[nodiscard]] WordId id_of(const Token& token) const {
        return words_.find(token.folded, token.hash);
    }
    [[nodiscard]] WordId id_of(std::string_view folded) const { return words_.find(folded); }

    [[nodiscard]] const WordTable& words() const { return words_; }

    struct Match {
        std::size_t length = 0;  ///< tokens; 0 when nothing matches
        const Concepts* concepts = nullptr;
    };
    /// \param id_at  gives the number of the i-th word from here, 0 at the end
    template <class IdAt>
    [[nodiscard]] Match longest(IdAt id_at) const {
        Match best;
        each(id_at, [&best](std::size_t length, const Concepts& concepts) {
            best = {length, &concepts};
        });
        return best;
    }
    /// Calls `found(length, concepts)` for every phrase that stands here, the shortest first.
    template <class IdAt, class FoundOne>
    void each(IdAt id_at, FoundOne found) const {
        std::size_t length = 1;
        for (std::uint32_t node = first_node(id_at(0)); node != 0;
             node = step(node, id_at(length)), ++length) {
            if (terminal_[node] != 0) {
                found(length, concepts_[terminal_[node] - 1]);
            }
        }
    }
    /// What the word means by itself; null when nothing.
    [[nodiscard]] const Concepts* alone(WordId word) const {
        const std::uint32_t concepts = terminal_[first_node(word)];
        return concepts == 0 ? nullptr : &concepts_[concepts - 1];
    }

private:
    struct HashOfConcepts {
        std::size_t operator()(const Concepts& concepts) const;
    };
    struct Edge {
        std::uint64_t key = 0;  // node << 32 | word; 0: free (no edge has word 0)
        std::uint32_t node = 0;
    };
    [[nodiscard]] std::uint32_t first_node(WordId word) const { return first_[word]; }
    [[nodiscard]] std::uint32_t step(std::uint32_t node, WordId word) const;
    [[nodiscard]] std::size_t slot(std::uint64_t key) const;
    std::uint32_t add_node();
    std::uint32_t edge(std::uint32_t node, WordId word);
    void grow_edges();
    std::uint32_t number_of(const Concepts& concepts);

    WordTable words_;
    std::vector<std::uint32_t> first_;  // word → node of the phrases that begin with it, 0: none
    std::vector<Edge> edges_;           // from there on, by open addressing
    std::size_t edge_count_ = 0;
    std::vector<std::uint32_t> terminal_;  // node → 1 + index of its concepts; node 0 is none
    /// Each set once: tens of thousands of phrases share some hundreds, which then stay in cache.
    std::vector<Concepts> concepts_;
    std::unordered_map<Concepts, std::uint32_t, HashOfConcepts> known_;  // set → 1 + index
};

}  // namespace meldbrug::reading
