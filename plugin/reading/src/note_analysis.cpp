#include "note_analysis.hpp"

#include <utility>

namespace meldbrug::reading {

NoteAnalysis analyse_note(const notes::Note& note, std::string_view words,
                          const ReadingContext& context) {
    const Vocabulary::Compiled& vocabulary = context.vocabulary.compiled();
    Tokens tokens(words);
    std::vector<MailPart> mails;
    auto dates =
        dates_told(words, tokens, vocabulary,
                   {note.date, &context.calendar, true, context.policy, context.date_words}, mails);
    auto title = analyse(note.title, Tokens(note.title), vocabulary, {}, note.date);
    auto text = analyse(words, std::move(tokens), vocabulary, dates, note.date, note.title,
                        &title.tokens, std::move(mails));
    text.title = title.all;
    return {std::move(dates), std::move(title), std::move(text)};
}

}  // namespace meldbrug::reading
