/// \file
/// The inside of a vocabulary: words and phrases, patterns, and what concepts stand for.
///
/// Errors:   none here; everything is checked while loading.
/// Threads:  immutable after loading.
#pragma once

#include "concepts.hpp"
#include "gapped_phrases.hpp"
#include "pattern.hpp"
#include "phrase_table.hpp"
#include "spelling.hpp"

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/reading/reader.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace meldbrug::reading {

/// How a word looks that the vocabulary does not know but is a participle all the same.
struct Shapes {
    std::vector<std::string> prefixes, suffixes;
    std::size_t least_length = 6;
    std::vector<std::string> past;           ///< strong past tenses ("sprak"), sorted
    std::vector<std::string> past_suffixes;  ///< of the others ("belde")
};

/// What heads a part of a mail, and who speaks in it.
enum class MailHead : std::uint8_t { from, sent, wrote, own, close, self, count };

struct Vocabulary::Compiled {
    PhraseTable phrases;
    GappedPhrases gapped;    ///< by the words of `phrases`
    PhraseTable mail_heads;  ///< each with the bit of its `MailHead`
    Spelling spelling;       ///< of the words of `phrases`
    PhraseTable capitals;    ///< words that count in capitals only ("ZAT")
    std::vector<Pattern> patterns;
    std::vector<std::string> concept_names;  ///< for a person who asks why
    PatternIndex pattern_index;
    std::vector<core::RoleSet> role_of_concept;
    Concepts with_role;
    std::vector<core::StepSet> step_of_concept;  ///< "ingelicht over de melding"
    Concepts with_step;
    std::unordered_map<std::string, std::string> label_of_word;  ///< "zes" → "6", after a step word
    std::vector<bool> takes_steps;  ///< by action: the steps named with it belong to it
    /// By action: those whose talk it is only a part of ("met ib gewogen" is no consultation beside
    /// the weighing).
    std::vector<std::vector<core::ActionId>> part_of;
    std::vector<std::optional<core::ActionId>> act_of_step;  ///< what "stap 3 staat nog open" plans
    Concepts of_case, of_no_case;  ///< make a note one about a case, or none after all
    Concepts of_help;              ///< a start in their sentence is that of the help
    Concepts of_begin;             ///< beside a day: something starts then ("loopt vanaf 26-1")
    Concepts of_later;             ///< end a term that runs from a start ("zes weken later")
    Concepts of_call;          ///< what somebody does who has something to tell ("belde", "mailt")
    Concepts of_asking;        ///< what only its doer can be said to have arranged ("aangemeld")
    Concepts of_state;         ///< "is": what is done to somebody, not what he does
    Concepts of_own_ladder;    ///< names the route itself ("van de meldcode")
    Concepts of_other_ladder;  ///< names another route that numbers its steps ("zorgroute")
    std::map<std::string, Concepts, std::less<>> words_of_ladder;  ///< by the ladder's name
    Concepts of_you;                     ///< in another's mail: us ("jullie")
    Concepts of_behalf;                  ///< in another's mail: done for us ("namens school")
    Concepts of_no_sign, of_contrast;    ///< "geen striemen gezien, wel ..." goes on with what was
    Concepts of_about;                   ///< before what something is about ("over")
    std::vector<bool> about_case;        ///< by action: none where it is unknown what it was about
    std::vector<bool> about_doubt;       ///< the same, for a person to confirm
    std::vector<GrammarSet> others_may;  ///< by action: who else may have done it, and it counts
    Shapes participle;
    struct Names {
        std::optional<core::ActionId> signals, parent_talk, parents_told, team, weighing, framework,
            evaluated, help, help_term, director, waived, report;
        std::optional<core::RoleId> director_role;
        std::optional<core::StepId> consult, weigh, follow;
    } names;
};

}  // namespace meldbrug::reading
