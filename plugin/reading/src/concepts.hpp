/// \file
/// What words mean: concepts, and sets of them as bits.
///
/// Units:    a concept is a small number; the first ones are grammar that the scopes know by name,
///           the rest are a vocabulary's own.
/// Errors:   none.
/// Threads:  values; nothing shared.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

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
    named_open,  ///< a step named with it has yet to be taken
    named_done,  ///< a step named with it is done
    attended,    ///< the persons beside it took part in what was just told
    from_start,  ///< a term after it runs from a start that the note has to tell
    whether,     ///< opens a clause that leaves open what it says
    auxiliary,   ///< stands beside the one who did it
    person,      ///< somebody called by name of whom nothing else is known
    pupil_self,  ///< the pupil, stressed: "en met B. zelf"
    self,        ///< stresses the person named before it
    correction,  ///< what was written before does not hold
    given_up,    ///< the day after it no longer holds ("ipv 3 mei", "was 28-10")
    moved_to,    ///< between two days: the first no longer holds ("van 3 naar 17 mei")
    exercise,    ///< the note tells of a course or a practice case: nothing in it has happened
    could,       ///< with an infinitive and one of us: it came about ("konden we bespreken")
    said,        ///< of a verb of saying, the participle ("ik heb moeder gezegd")
    partner,     ///< outside the school, and works with it for the child
    either,      ///< the comparison after it is no condition ("zowel moeder als vader")
    count
};

inline constexpr std::size_t concept_limit = 640;

/// A set of what the grammar knows by name. These concepts are the first ones and fit one word, so
/// that asking for them is asking that word only.
class GrammarSet {
public:
    constexpr GrammarSet() = default;
    constexpr GrammarSet(std::initializer_list<Grammar> ids) {
        for (const Grammar id : ids) {
            bits_ |= bit(id);
        }
    }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr bool has(Grammar id) const { return (bits_ & bit(id)) != 0; }
    [[nodiscard]] constexpr bool intersects(GrammarSet other) const {
        return (bits_ & other.bits_) != 0;
    }
    friend constexpr bool operator==(GrammarSet, GrammarSet) = default;
    constexpr GrammarSet& operator|=(GrammarSet other) {
        bits_ |= other.bits_;
        return *this;
    }
    friend constexpr GrammarSet operator&(GrammarSet a, GrammarSet b) {
        a.bits_ &= b.bits_;
        return a;
    }

private:
    friend class Concepts;
    static constexpr std::uint64_t bit(Grammar id) {
        return std::uint64_t{1} << static_cast<unsigned>(id);
    }
    std::uint64_t bits_ = 0;
};

inline constexpr GrammarSet own_people{Grammar::staff, Grammar::we};
inline constexpr GrammarSet denials{Grammar::negation, Grammar::negated_noun, Grammar::not_yet};
static_assert(static_cast<std::size_t>(Grammar::count) <= 64);

/// A set of concepts.
class Concepts {
public:
    constexpr Concepts() = default;
    constexpr explicit Concepts(GrammarSet roles) { words_[0] = roles.bits_; }

    void insert(std::size_t id) { words_[id / 64] |= std::uint64_t{1} << (id % 64); }
    void insert(Grammar id) { words_[0] |= GrammarSet::bit(id); }
    [[nodiscard]] bool has(std::size_t id) const {
        return ((words_[id / 64] >> (id % 64)) & 1U) != 0;
    }
    [[nodiscard]] bool has(Grammar id) const { return (words_[0] & GrammarSet::bit(id)) != 0; }
    [[nodiscard]] bool intersects(GrammarSet roles) const { return (words_[0] & roles.bits_) != 0; }
    [[nodiscard]] bool intersects(const Concepts& other) const {
        return join([&](std::size_t i) { return words_[i] & other.words_[i]; }) != 0;
    }
    /// Which of the roles it holds.
    [[nodiscard]] GrammarSet among(GrammarSet roles) const {
        roles.bits_ &= words_[0];
        return roles;
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
        return join([&](std::size_t i) { return words_[i]; }) == 0;
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
    friend auto operator<=>(const Concepts&, const Concepts&) = default;
    template <class Function>
    void for_each(Function function) const {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
                function(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
            }
        }
    }

    static constexpr std::size_t word_count = concept_limit / 64;
    /// The concepts i * 64 to i * 64 + 63, as bits.
    [[nodiscard]] std::uint64_t word(std::size_t i) const { return words_[i]; }

private:
    /// All words of a set in one: written out instead of a loop, since clauses ask this most.
    template <class Word>
    static std::uint64_t join(Word word) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (word(I) | ...);
        }
        (std::make_index_sequence<word_count>());
    }

    std::array<std::uint64_t, word_count> words_{};
};
static_assert(concept_limit % 64 == 0);

}  // namespace meldbrug::reading
