/// \file
/// The inside of a vocabulary: concepts as bits, phrases in a token trie, patterns as masks.
///
/// Units:    a concept is a small number; the first ones are grammar that the scopes know by name,
///           the rest are a vocabulary's own.
/// Errors:   none here; everything is checked while loading.
/// Threads:  immutable after loading.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/reading/reader.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

/// What the scopes of a sentence are made of. The words for each are data, under the same name in
/// the section "grammar".
enum class Grammar : std::uint16_t {
    negation,         ///< denies the verb it belongs to
    negated_noun,     ///< denies the noun that follows
    not_yet,          ///< denies the verb, and the noun that follows
    neutral,          ///< looks like a cue and is none
    modal,            ///< what the infinitive says has yet to happen
    passive_present,  ///< with a participle: still to happen
    plan,             ///< the clause speaks of something to come
    future_time,      ///< a time to come
    condition,        ///< opens a condition
    consequence,      ///< what follows from a condition
    failed,           ///< was tried and did not come about
    say,              ///< somebody's words follow
    hearsay,          ///< what the clause says is somebody's account
    recital,          ///< the rule is quoted, not the act
    decide,           ///< what follows was decided or agreed: it has yet to happen
    boundary,         ///< a word that opens a new clause
    subordinate,      ///< a word that opens a clause depending on the one before
    purpose,          ///< opens a clause of purpose when `purpose_mark` follows
    purpose_mark,
    conjunction,      ///< joins words or clauses
    doubt,            ///< the writer does not know
    preposition,      ///< the person after it is not the subject
    recipient,        ///< the person after it is told or given something
    agent,            ///< the person after it did it
    subject_pronoun,  ///< stands for the person named last, or for the pupil
    object_pronoun,   ///< stands for the person named last
    verb_done,        ///< participle or past tense
    verb_present,
    verb_infinitive,
    support_done,  ///< makes a noun an act that took place
    advice,        ///< heads what an agency advised
    adopt,         ///< the advice is going to be followed
    heading_plan,  ///< heads a list of things to do
    abbreviation,  ///< a full stop after it ends no sentence
    parent,
    pupil,
    agency,
    staff,
    third,  ///< somebody outside the school and the family's dealings with it
    we,
    question,  ///< heads a number of the framework
    yes,
    no,
    framework,   ///< the framework that the questions belong to
    step_word,   ///< heads a label of the ladder
    through,     ///< between two labels: and all between
    both,        ///< one answer for all questions just named
    named_done,  ///< a step named with it is done
    attended,    ///< the persons beside it took part in what was just told
    from_start,  ///< a term after it runs from a start that the note has to tell
    whether,     ///< opens a clause that leaves open what it says
    auxiliary,   ///< stands beside the one who did it
    pupil_self,  ///< the pupil, stressed: "en met B. zelf"
    self,        ///< stresses the person named before it
    correction,  ///< what was written before does not hold
    count
};

inline constexpr std::size_t concept_limit = 448;
/// More words than that in one pattern no sentence has.
inline constexpr std::size_t most_needs = 8;

/// A set of concepts.
class Concepts {
public:
    void insert(std::size_t id) { words_[id / 64] |= std::uint64_t{1} << (id % 64); }
    void insert(Grammar id) { insert(static_cast<std::size_t>(id)); }
    [[nodiscard]] bool has(std::size_t id) const {
        return ((words_[id / 64] >> (id % 64)) & 1U) != 0;
    }
    [[nodiscard]] bool has(Grammar id) const { return has(static_cast<std::size_t>(id)); }
    [[nodiscard]] bool intersects(const Concepts& other) const {
        std::uint64_t common = 0;
        for (std::size_t i = 0; i < words_.size(); ++i) {
            common |= words_[i] & other.words_[i];
        }
        return common != 0;
    }
    /// The lowest concept that both hold, or `concept_limit`.
    [[nodiscard]] std::size_t first_common(const Concepts& other) const {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            if (const std::uint64_t common = words_[i] & other.words_[i]; common != 0) {
                return i * 64 + static_cast<std::size_t>(std::countr_zero(common));
            }
        }
        return concept_limit;
    }
    [[nodiscard]] bool empty() const {
        std::uint64_t all = 0;
        for (const std::uint64_t word : words_) {
            all |= word;
        }
        return all == 0;
    }
    Concepts& operator|=(const Concepts& other) {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            words_[i] |= other.words_[i];
        }
        return *this;
    }
    friend Concepts operator|(Concepts a, const Concepts& b) { return a |= b; }
    friend Concepts operator&(Concepts a, const Concepts& b) {
        for (std::size_t i = 0; i < a.words_.size(); ++i) {
            a.words_[i] &= b.words_[i];
        }
        return a;
    }
    template <class Function>
    void for_each(Function function) const {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
                function(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
            }
        }
    }

private:
    std::array<std::uint64_t, concept_limit / 64> words_{};
};

[[nodiscard]] inline Concepts concepts_of(std::initializer_list<Grammar> ids) {
    Concepts result;
    for (const Grammar id : ids) {
        result.insert(id);
    }
    return result;
}

/// Words and phrases → concepts: every token is hashed once, a phrase is walked token by token, the
/// longest match counts.
class PhraseTable {
public:
    PhraseTable();
    /// \param words  folded tokens of the phrase, at least one
    void add(const std::vector<std::string_view>& words, const Concepts& concepts);

    struct Match {
        std::size_t length = 0;  ///< tokens; 0 when nothing matches
        const Concepts* concepts = nullptr;
    };
    /// \param folded  gives the folded form of the i-th token from here, empty at the end
    template <class Folded>
    [[nodiscard]] Match longest(Folded folded) const {
        Match best;
        std::uint32_t node = 0;
        for (std::size_t i = 0;; ++i) {
            const std::string_view word = folded(i);
            const std::uint32_t id = word.empty() ? 0 : word_id(word);
            node = id == 0 ? 0 : step(node, id);
            if (node == 0) {
                return best;
            }
            if (terminal_[node] != 0) {
                best = {i + 1, &concepts_[terminal_[node] - 1]};
            }
        }
    }
    void for_each_word(const auto& function) const {
        for (const WordSlot& slot : words_) {
            if (slot.id != 0) {
                function(std::string_view(arena_).substr(slot.offset, slot.length));
            }
        }
    }

private:
    struct WordSlot {
        std::uint32_t hash = 0;
        std::uint32_t id = 0;  // 0: free
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
    };
    struct EdgeSlot {
        std::uint64_t key = 0;  // node << 32 | word; 0: free (no edge has word 0)
        std::uint32_t node = 0;
    };
    [[nodiscard]] std::uint32_t word_id(std::string_view word) const;
    [[nodiscard]] std::uint32_t step(std::uint32_t node, std::uint32_t word) const;
    std::uint32_t intern(std::string_view word);
    std::uint32_t edge(std::uint32_t node, std::uint32_t word);
    void grow_words();
    void grow_edges();

    std::string arena_;
    std::vector<WordSlot> words_;
    std::vector<EdgeSlot> edges_;
    std::size_t word_count_ = 0, edge_count_ = 0;
    std::vector<std::uint32_t> terminal_;  // node → 1 + index of its concepts
    std::vector<Concepts> concepts_;
};

/// What the words of a clause show when all that a pattern needs is there.
struct Pattern {
    enum class Gives : std::uint8_t { action, mark, alarm, hint, term };
    /// What counts where no verb settles it.
    enum class Unsettled : std::uint8_t { nothing, done, planned };

    Gives gives = Gives::action;
    core::ActionId action{};
    core::MarkId mark{};
    std::string name;               ///< of an alarm, a hint or a term
    std::vector<Concepts> need;     ///< each met by a word of the clause
    std::vector<Concepts> near;     ///< each met by the clause's sentence or one beside it
    std::vector<Concepts> context;  ///< each met anywhere in the note or its title
    Concepts not_clause, not_near, not_note;  ///< in the clause, in its sentence, anywhere
    Concepts not_around;                      ///< in its sentence or one beside it
    Concepts free;  ///< not governed by a preposition ("de uitkomst van het gesprek met vader")
    std::size_t within =
        0;  ///< most tokens from the first to the last word of the match; 0: the clause
    Unsettled bare = Unsettled::nothing;
    Unsettled present = Unsettled::planned;
    std::optional<notes::ActionState> state;  ///< fixed, whatever the scope says
    Concepts not_subject;  ///< whose act it is when one of these is the subject: theirs
    Concepts not_doer;     ///< the same, where the verb stands beside the one who did it
    bool firm =
        false;  ///< holds whatever else the clause denies ("op advies van VT niet gesproken")
    bool when_denied = false;    ///< done where the words are denied ("geen gesprek gevoerd")
    bool future_counts = false;  ///< a coming day with it changes nothing ("hulp start 18-11")
    bool literal = false;        ///< the words count as they stand, in quotes and conditions too (a
                                 ///< signal, an alarm)
    bool in_condition = false;  ///< of a literal one: a condition takes nothing away ("als ze gaat,
                                ///< steekt hij haar neer")
    bool dated = false;  ///< needs a day up to the note's in the clause ("onze melding van 2-2")
    bool certain = true;
    int strength = 0;  ///< of a weak sign; the note's sum has to reach the pattern's `reach`
    int reach = 0;
    std::optional<core::ActionId>
        with;  ///< a mark that belongs to this action, in the sentences around it
};

/// How a word looks that the vocabulary does not know but is a participle all the same.
struct Shapes {
    std::vector<std::string> prefixes, suffixes;
    std::size_t least_length = 6;
};

struct Vocabulary::Compiled {
    PhraseTable phrases;
    PhraseTable capitals;  ///< words that count in capitals only ("ZAT")
    std::vector<Pattern> patterns;
    std::vector<std::vector<std::uint16_t>> patterns_by_concept;  ///< by the first need of each
    std::vector<core::RoleSet> role_of_concept;
    Concepts with_role;
    std::vector<core::StepSet> step_of_concept;  ///< "ingelicht over de melding"
    Concepts with_step;
    std::vector<bool> takes_steps;  ///< by action: the steps named with it belong to it
    Shapes participle;
    struct Names {
        std::optional<core::ActionId> signals, parent_talk, parents_told, team, weighing, framework,
            evaluated, help, help_term, director, waived, report;
        std::optional<core::RoleId> director_role;
        std::optional<core::StepId> consult, weigh, follow;
    } names;
};

}  // namespace meldbrug::reading
