/// \file
/// What the words of a clause show: patterns as masks of concepts, and which of them a clause can
/// meet.
///
/// Errors:   none here; everything is checked while loading.
/// Threads:  immutable after loading.
#pragma once

#include "concepts.hpp"

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/notes/reading.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meldbrug::reading {

/// More words than that in one pattern no sentence has.
inline constexpr std::size_t most_needs = 8;

/// What the words of a clause show when all that a pattern needs is there.
struct Pattern {
    enum class Gives : std::uint8_t { action, step, mark, alarm, hint, term };
    /// What counts where no verb settles it.
    enum class Unsettled : std::uint8_t { nothing, done, planned };

    Gives gives = Gives::action;
    std::string where;  ///< file and field, for a person who asks why
    core::ActionId action{};
    core::MarkId mark{};
    std::optional<core::StepId> step;  ///< shown without any act; none: the steps that are named
    std::string name;                  ///< of an alarm, a hint or a term; of a step: "named"
    std::vector<Concepts> need;        ///< each met by a word of the clause
    std::vector<Concepts> near;        ///< each met by the clause's sentence or one beside it
    std::vector<Concepts> context;     ///< each met anywhere in the note or its title
    Concepts not_clause, not_near, not_note;  ///< in the clause, in its sentence, anywhere
    Concepts not_around;                      ///< in its sentence or one beside it
    Concepts free;  ///< not governed by a preposition ("de uitkomst van het gesprek met vader")
    std::size_t within =
        0;  ///< most tokens from the first to the last word of the match; 0: the clause
    Unsettled bare = Unsettled::nothing;
    Unsettled present = Unsettled::planned;
    std::optional<notes::ActionState> state;  ///< fixed, whatever the scope says
    Concepts not_subject;       ///< whose act it is when one of these is the subject: theirs
    Concepts not_doer;          ///< the same, where the verb stands beside the one who did it
    GrammarSet ours;            ///< not the school's act where one of these did it, by the action
    bool with_partner = false;  ///< but one who works with the school may have done it
    Concepts asking;            ///< words whose doer alone arranged it ("aangemeld")
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

    /// What keeps a pattern from holding. Defined behind it: a list of its own members.
    static const std::array<Concepts Pattern::*, 6> exclusions;

    friend bool operator==(const Pattern&, const Pattern&) = default;
};
inline constexpr std::array<Concepts Pattern::*, 6> Pattern::exclusions{
    &Pattern::not_clause, &Pattern::not_near,    &Pattern::not_note,
    &Pattern::not_around, &Pattern::not_subject, &Pattern::not_doer};

/// Finds the patterns whose needs a clause meets, without trying most: a pattern stands under the
/// concepts of its rarest need, so that a clause of common words meets few.
class PatternIndex {
public:
    PatternIndex() = default;
    /// \param phrases  how many words and phrases mean each concept: the fewer, the rarer
    PatternIndex(const std::vector<Pattern>& patterns, const std::vector<std::size_t>& phrases);

    /// A pattern that a clause meets. Ordered by the lowest concept that meets its first need, then
    /// by number.
    struct Met {
        std::uint16_t lowest = 0, pattern = 0;
        auto operator<=>(const Met&) const = default;
    };
    /// Puts what the clause meets into `met`, in order.
    void find(const Concepts& clause, std::vector<Met>& met) const;

private:
    /// A need's concepts in one word of a set: most needs are a few concepts, so that asking a
    /// clause for them is asking one or two words instead of all.
    struct Part {
        std::uint64_t mask = 0;
        std::uint16_t word = 0;
        bool last = false;  // of its need
    };
    struct Entry {
        std::uint32_t begin_part = 0, end_part = 0;  // of all needs but the rarest
        bool one_key = false;                        // the rarest need is one concept
    };
    struct Order {
        Concepts first;   // need, which gives the order
        Concepts rarest;  // need
    };
    void add_parts(const Concepts& need);
    [[nodiscard]] bool meets(const Concepts& clause, std::uint16_t index, std::size_t key) const;

    std::vector<Part> parts_;
    std::vector<Entry> entries_;                          // by pattern: what most asking ends with
    std::vector<Order> orders_;                           // by pattern
    std::vector<std::vector<std::uint16_t>> by_concept_;  // of the rarest need
    Concepts keys_;                                       // concepts with patterns under them
};

}  // namespace meldbrug::reading
