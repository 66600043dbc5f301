/// \file
/// Phrases with a few other words in between: Dutch takes its verbs apart ("legde het vandaag aan
/// de directeur voor", "heeft ouders op de hoogte gebracht").
///
/// Units:    words by their number in the phrase table.
/// Errors:   none.
/// Threads:  immutable once filled.
#pragma once

#include "concepts.hpp"
#include "word_table.hpp"

#include <vector>

namespace meldbrug::reading {

class GappedPhrases {
public:
    struct Phrase {
        std::vector<WordId> head, tail;
        Concepts concepts;
    };
    void add(Phrase phrase);
    /// Those whose head begins with the word.
    [[nodiscard]] const std::vector<Phrase>& beginning_with(WordId word) const {
        return word < by_word_.size() ? by_word_[word] : none_;
    }

private:
    std::vector<std::vector<Phrase>> by_word_;
    std::vector<Phrase> none_;
};

}  // namespace meldbrug::reading
