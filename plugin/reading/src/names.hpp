/// \file
/// People called by a name that no list holds: "met Noud gepraat", "overlegd met Harma".
///
/// A name is a capitalised word within a sentence that the vocabulary does not know. It is the
/// pupil's where the note's title has it too, or where it says whose parents ("moeder van Noud") or
/// which pupil is meant; somebody's of whom the text says what she is ("juf Anke", "Petra (smw)");
/// else a person of whom nothing is known.
///
/// Errors:   none; linear in the text.
/// Threads:  values; nothing shared.
/// Privacy:  names live as long as the analysis; nothing keeps them.
#pragma once

#include "compiled_vocabulary.hpp"
#include "concepts.hpp"
#include "tokens.hpp"

#include "meldbrug/reading/date_expression.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

class Names {
public:
    /// \param ids    of each token in the vocabulary's phrases
    /// \param dates  in order of their start: "Maandag" is no name
    /// \param title  the title's tokens, and its text
    Names(std::string_view text, const Tokens& tokens, const std::vector<WordId>& ids,
          const Vocabulary::Compiled& vocabulary, const std::vector<DateExpression>& dates,
          std::string_view title, const Tokens* title_tokens);

    /// Who the token names; null when it is no name.
    [[nodiscard]] const Concepts* at(const Token& token) const;

private:
    struct Name {
        std::string_view folded;
        Concepts who;
    };
    Name* find(std::string_view folded);

    std::vector<Name> list_;  // a note names a few people
};

}  // namespace meldbrug::reading
