/// \file
/// What a misspelt word was meant to be.
///
/// Shapes:   folded words of the letters a to z. One slip is: two letters beside each other swapped
///           ("meldign"), a letter left out ("gespoken"), one too many ("gessprek"), or the key
///           beside the right one ("geslrek", QWERTY). The last letter is never taken for left out
///           or too many: that is an ending ("gemelde").
/// Errors:   none; total over any word, in time that grows with its length only.
/// Threads:  immutable once filled.
#pragma once

#include "word_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

class Spelling {
public:
    /// Below it most words are one slip from another right one ("melden", "velden" have six).
    static constexpr std::size_t shortest = 6;
    /// Longer ones are left as they are.
    static constexpr std::size_t longest = 32;

    /// A word that may have been meant; one of fewer or of other letters is passed over.
    void add(std::string_view word);
    /// A right word that only looks like a slip of another.
    void add_right(std::string_view word) { right_.intern(word); }
    /// A slip of a word that is too short for its slips to be found.
    void add_slip(std::string_view slip, std::string_view of);
    /// Makes what was added findable; after it nothing is added.
    void close();

    /// The one word that it is a slip of; empty when it is none, is right, or could be of two. Two
    /// letters swapped go before every other slip: nothing else leaves all letters there.
    /// \param hash  `hash_of(word)`
    [[nodiscard]] std::string_view meant(std::string_view word, std::uint32_t hash) const;

private:
    /// A word without one of its letters, or whole, leads to it.
    struct Lead {
        std::uint32_t hash = 0;
        std::uint32_t word = 0;  // 1 + index; 0: free
    };
    void lead(std::string_view part, std::uint32_t word);

    std::vector<std::string> words_;
    WordTable slips_;
    std::vector<std::string> slip_of_;  // by number in `slips_`
    std::vector<Lead> leads_;  // open addressing: what leads to several words stands several times
    WordTable right_;
};

}  // namespace meldbrug::reading
