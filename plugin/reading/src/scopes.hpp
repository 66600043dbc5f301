/// \file
/// In which state a clause tells an act: done, or still planned, denied, failed, conditional, or
/// somebody else's words.
///
/// Errors:   none.
/// Threads:  pure functions.
/// Source:   design/domain.md 5 ("Must not count").
#pragma once

#include "clauses.hpp"

#include <optional>

namespace meldbrug::reading {

/// The words of a clause that meet a pattern's needs.
struct Match {
    std::array<std::uint32_t, most_needs> items{};  ///< by index, one for each need
    std::size_t count = 0;
    std::uint32_t first_token = 0, last_token = 0;
    GrammarSet forms;  ///< of the verbs among them
    [[nodiscard]] bool holds(std::uint32_t item) const {
        for (std::size_t i = 0; i < count; ++i) {
            if (items[i] == item) {
                return true;
            }
        }
        return false;
    }
};

/// The words of the clause that meet the pattern, its neighbourhood included.
[[nodiscard]] std::optional<Match> match(const Pattern& pattern, const Clause& clause,
                                         const Analysis& analysis, const Concepts& note);

/// What settled the state.
enum class Scope : std::uint8_t {
    fixed,          ///< the pattern itself
    practice,       ///< the note tells of a course
    heard,          ///< somebody's account or words
    theirs,         ///< another's act
    asked,          ///< a question
    left_open,      ///< "of er gemeld is"
    conditional,    ///< a condition, or what follows from one
    failed,         ///< tried in vain
    denied,         ///< a negation that reaches the words
    doubted,        ///< the writer does not know
    recited,        ///< the rule is quoted
    planned,        ///< a word of planning
    unticked,       ///< an open box before it
    answered_no,    ///< of a form: the answer behind it is no
    unanswered,     ///< of a form: no answer stands behind it
    still_to_come,  ///< "wordt ingelicht", "moet gemeld zijn"
    told,           ///< a participle, a past tense, or a noun with "gehad"
    came_about,     ///< "konden we bespreken"
    begun,          ///< a start that may lie ahead counts
    infinitive,     ///< the bare infinitive
    looks_ahead,    ///< a modal, a coming day, a heading of things to do
    decided,        ///< decided or agreed
    present,        ///< the present tense
    bare,           ///< no verb
    literal,        ///< the words count as they stand
    adopted         ///< an advice that the writer follows
};

[[nodiscard]] std::string_view name_of(Scope scope);

struct Ruling {
    notes::ActionState state = notes::ActionState::done;
    Scope scope = Scope::literal;
};

/// Nothing: the words are there but tell of no act.
[[nodiscard]] std::optional<Ruling> ruling_of(const Pattern& pattern, const Match& match,
                                              const Clause& clause, const Analysis& analysis);

/// The word that denies the match in its clause.
[[nodiscard]] std::optional<std::uint32_t> denial_of(const Match& match, const Clause& clause,
                                                     const Analysis& analysis);

/// The word of the clause that a ruling rests on, where there is one: for a person who asks why.
[[nodiscard]] std::optional<std::uint32_t> cue_of(Scope scope, const Match& match,
                                                  const Clause& clause, const Analysis& analysis);

}  // namespace meldbrug::reading
