/// \file
/// A note cut up once: its title and its text as clauses, the days the text names and its mails.
///
/// Errors:   none; total over any note, linear in its length.
/// Threads:  pure function.
#pragma once

#include "clauses.hpp"

#include "meldbrug/notes/note.hpp"
#include "meldbrug/reading/reader.hpp"

#include <string_view>
#include <vector>

namespace meldbrug::reading {

struct NoteAnalysis {
    std::vector<DateExpression> dates;  ///< of the text
    Analysis title;                     ///< without days: a title's are not the act's
    Analysis text;                      ///< points into `dates`
};

/// \param words  the note's text, or as long a one with only some of its words left
[[nodiscard]] NoteAnalysis analyse_note(const notes::Note& note, std::string_view words,
                                        const ReadingContext& context);

}  // namespace meldbrug::reading
