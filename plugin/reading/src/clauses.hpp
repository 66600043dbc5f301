/// \file
/// A text as clauses: the known words of each, and the scopes it stands in.
///
/// Units:    tokens and items by index into the text's own lists.
/// Errors:   none; total over any text, linear in its length.
/// Threads:  values; nothing shared.
#pragma once

#include "compiled_vocabulary.hpp"
#include "concepts.hpp"
#include "mail.hpp"
#include "tokens.hpp"

#include "meldbrug/reading/date_expression.hpp"

#include <cstdint>
#include <forward_list>
#include <string_view>
#include <utility>
#include <vector>

namespace meldbrug::reading {

/// A word or phrase that the vocabulary knows (or that looks like a participle).
struct Item {
    std::uint32_t first = 0;  ///< token
    std::uint32_t last = 0;   ///< token, inclusive
    /// Never null. The vocabulary's own set, or one that the analysis made: a set is four times as
    /// large as the rest of an item, and a long note has a million items.
    const Concepts* meaning = nullptr;
    [[nodiscard]] const Concepts& concepts() const { return *meaning; }
    [[nodiscard]] bool has(Grammar role) const { return meaning->has(role); }
};

/// Whose words a clause is.
enum class Voice : std::uint8_t { writer, pupil, agency, other };

/// How a clause hangs on the one before it.
enum class Join : std::uint8_t { sentence, hard, turn, colon, subordinate, comma, conjunction };

/// What a form says behind a label: yes, no, or nothing yet (`open`). `listed`: no label, but it
/// stands under a heading of what has not been done; a danger told there is told all the same.
enum class Answer : std::uint8_t { none, yes, no, open, listed };

struct Clause {
    std::uint32_t first_item = 0, end_item = 0;
    std::uint32_t first_token = 0, end_token = 0;
    std::uint32_t sentence = 0;
    Join join = Join::sentence;
    Concepts all;        ///< of its items
    GrammarSet subject;  ///< who acts: persons before the verb that no preposition governs
    GrammarSet
        doer;  ///< of those, for whom the verb is bent ("de jeugdarts heeft", "moeder belde")
    bool doer_unknown = false;    ///< somebody whom the vocabulary does not know did it
    bool teller_unknown = false;  ///< in a mail, and not known to be told by one of us
    bool topic_unknown = false;   ///< "ingelicht over" what the vocabulary does not know
    Voice voice = Voice::writer;
    const Concepts* sender = nullptr;  ///< of the mail it stands in; null: the note's own writer
    std::optional<core::Date> sent;    ///< the day of that mail
    std::uint32_t said_from =
        0;  ///< items from here are somebody's words, when `voice_after` is not the writer
    Voice voice_after = Voice::writer;
    bool quoted = false;
    bool in_brackets = false;
    bool conditional = false;       ///< holds a condition, or follows from one
    bool after_condition = false;   ///< stands in a sentence whose condition came first
    bool before_condition = false;  ///< a condition follows in the sentence
    bool dependent = false;         ///< what was decided, agreed or quoted from the rules
    bool listed_to_do = false;      ///< under a heading of things to do
    bool unticked = false;          ///< on a line of a checklist whose box is open
    bool ticked = false;            ///< behind a box that is ticked
    bool label = false;  ///< ends with a colon, and nothing stands behind that on the line
    Answer answer = Answer::none;  ///< what stands behind it as behind a label
    bool hangs_on_plan = false;    ///< "de bedoeling was dat ...", "ik dacht dat ..."
    bool hangs_on_modal = false;   ///< "moet ingelicht zijn": the participle is what is asked for
    bool asked = false;
    bool future_day = false;                   ///< names a day after the note's
    const DateExpression* past_day = nullptr;  ///< the first day it names, up to the note's
    /// Of a form, and not said to be so.
    [[nodiscard]] bool not_ticked() const {
        return unticked || answer == Answer::no || answer == Answer::open;
    }
};

struct Sentence {
    std::uint32_t first_clause = 0, end_clause = 0;
    Concepts all;
    bool asked = false;
    bool after_blank = false;  ///< a blank line stands before it
};

struct Analysis {
    Tokens tokens;
    std::vector<Item> items;
    std::vector<MailPart> mails;       ///< in order of their start
    std::forward_list<Concepts> made;  ///< meanings that no word of the vocabulary has by itself
    std::vector<Clause> clauses;
    std::vector<Sentence> sentences;
    Concepts all;
    Concepts title;  ///< what the note's title says
    explicit Analysis(Tokens&& cut) : tokens(std::move(cut)) {}
};

inline constexpr GrammarSet verbish{
    Grammar::verb_done,    Grammar::verb_present, Grammar::verb_infinitive,
    Grammar::support_done, Grammar::plan,         Grammar::failed,
    Grammar::say,          Grammar::decide};
inline constexpr GrammarSet actors{Grammar::parent, Grammar::pupil, Grammar::agency, Grammar::staff,
                                   Grammar::third,  Grammar::we,    Grammar::person};
/// Whose acts are not the school's.
inline constexpr GrammarSet outsiders{Grammar::agency, Grammar::third, Grammar::parent};

/// Whether a preposition stands before the item: then it is not the subject. \param first  of the
/// clause
[[nodiscard]] bool is_governed(const Analysis& analysis, std::uint32_t item, std::uint32_t first);

/// \param dates  the text's dates, in order of their start; the analysis points into it
/// \param title  of the note, and its tokens; null when the text is itself a title
/// \param mails  what of the text is another's mail
[[nodiscard]] Analysis analyse(std::string_view text, Tokens&& tokens,
                               const Vocabulary::Compiled& vocabulary,
                               const std::vector<DateExpression>& dates, core::Date reference,
                               std::string_view title = {}, const Tokens* title_tokens = nullptr,
                               std::vector<MailPart> mails = {});

}  // namespace meldbrug::reading
