/// \file
/// Why a note is read as it is: which words, which rule of the vocabulary, which scope.
///
/// Shape:    one reason for each result, made from what the reader itself found, so that it cannot
///           tell another story than the reading.
/// Units:    spans in code points of the text, or of the title where the span says so.
/// Errors:   none; total over any note.
/// Threads:  pure function.
/// Privacy:  holds spans, no text; but whoever shows them shows a child's note.
#pragma once

#include "meldbrug/reading/reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

struct Reason {
    enum class Kind : std::uint8_t { action, step, term, weighing, mark, alarm, hint };
    /// A word that the rule needed, and which of its concepts it met (none for an answer of the
    /// framework, which is read by its layout).
    struct Word {
        notes::Span span;
        std::vector<std::string> concepts;
    };

    Kind kind = Kind::action;
    std::string
        id;  ///< of what was concluded, by the names of the contract; "1" to "5": a question
    std::optional<notes::ActionState> state;  ///< of an action
    std::optional<notes::Answer> answer;      ///< to a question of the framework
    bool certain = true;
    core::Date day{};   ///< of an action or step: when; of a term: its last day
    notes::Span quote;  ///< the words as one stretch
    /// File and field of the pattern ("patterns.json patterns/31"); "template" for a form,
    /// "framework" for an answer that stands behind its question; empty
    /// where the result follows from another one (a director who took part is informed).
    std::string rule;
    std::vector<Word> words;
    /// What settled the state, as in scopes.hpp: "told", "denied", "heard" ...; empty where nothing
    /// had to be settled.
    std::string_view scope;
    std::optional<notes::Span> cue;  ///< the word that the scope rests on
};

struct Explanation {
    notes::Reading reading;
    std::vector<Reason> reasons;
};

[[nodiscard]] Explanation explain(const notes::Note& note, const ReadingContext& context);

}  // namespace meldbrug::reading
