/// \file
/// The signs of notes-schema/misfiled.json, compiled: lists of words as concepts of a table of
/// their own, and what each sign asks of a sentence and of the note.
///
/// Errors:   invalid_config naming file, field and reason; a member that nobody reads and a list
///           that no sign looks at are errors.
/// Threads:  immutable after loading.
#pragma once

#include "concepts.hpp"
#include "phrase_table.hpp"
#include "tokens.hpp"

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/reading.hpp"
#include "meldbrug/reading/misfiled.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

/// Phrases of the lists where they stand in a text.
struct ListedWords {
    std::uint32_t first = 0, end = 0;  ///< tokens
    Concepts lists;                    ///< those that hold them
};

/// Lists of words, each a concept by its number.
class WordLists {
public:
    /// \param phrase  as in the vocabulary, without three dots; or one word with a '*' for its rest
    core::Status add(std::string_view phrase, std::size_t list);
    /// All that stand in the text, by their first token.
    [[nodiscard]] std::vector<ListedWords> in(const Tokens& tokens, std::string_view text) const;

private:
    /// "*protocol", "mishandel*", "*meldcode*".
    struct OpenWord {
        std::string text;
        bool open_start = false, open_end = false;
        Concepts lists;
        [[nodiscard]] bool fits(std::string_view word) const {
            return open_start && open_end ? word.find(text) != std::string_view::npos
                   : open_start           ? word.ends_with(text)
                                          : word.starts_with(text);
        }
    };
    PhraseTable phrases_;
    PhraseTable capitals_;
    std::vector<OpenWord> open_;
};

struct MisfiledSign {
    std::vector<core::ActionId> actions;  ///< one of these was read in the sentence
    std::set<notes::ActionState> states;  ///< in one of these states
    core::MarkSet marks;                  ///< with one of these; none: with any
    bool named_step = false;
    std::vector<std::string> alarms;
    std::vector<std::size_t> words;  ///< lists: of each one stands in the sentence
    bool not_denied = false;         ///< and is not denied there
    Concepts not_words, followed_by, not_between, not_after_number;  ///< lists
    std::size_t within = 0;                                          ///< words
    std::vector<core::ActionId> note_actions;
    std::vector<std::size_t> note_words;  ///< lists
    Concepts not_note_words;              ///< lists
    std::size_t at_most_words = 0;        ///< 0: any number
    std::vector<core::ActionId> shows;
};

struct MisfiledSigns::Compiled {
    WordLists lists;
    std::vector<MisfiledSign> signs;
};

}  // namespace meldbrug::reading
