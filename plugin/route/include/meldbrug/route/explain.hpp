/// \file
/// Why a rule says what it says of a dossier: what the judge looked at, act by act, in the order in
/// which it looked, and what it came to. The judge tells it while it judges; nothing is judged a
/// second way.
///
/// Units:    calendar days; `today` is an argument.
/// Errors:   none; total over its inputs.
/// Threads:  pure functions.
/// Privacy:  days, ids of notes and names of acts; never a word of a note's text.
#pragma once

#include "meldbrug/route/evaluate.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::route {

/// One thing that was looked at.
struct WalkLine {
    std::string says;  ///< what it came to, as a name: "asks" "answers" "counts_not.too_early" ...
    std::string text;  ///< the same as a sentence
    std::string note;  ///< id of the note; empty when it is about no note
    std::string act;   ///< what the note shows, in words
    std::optional<core::Date> day;
    std::optional<core::Date> due;
    std::optional<Verdict> verdict;  ///< what the rule found, before like findings became one
};

/// One rule, or one part of it, over one dossier.
struct RuleWalk {
    std::string rule;
    std::string part;
    std::string says;  ///< what the rule asks, in the profile's words
    std::vector<std::string> source;
    bool judged = true;  ///< whether a dossier is held against it; else `outcome` says why not
    std::vector<WalkLine> lines;    ///< never empty where the rule is judged
    std::vector<Finding> findings;  ///< its own, and those of other rules that it became one with
    std::string outcome;            ///< what it came to, or why it came to nothing
};

struct DossierWalk {
    std::string dossier;  ///< as in `DossierStatus`
    std::string pupil;
    std::vector<RuleWalk> rules;
};

/// Whether the profile has a rule of that id ("R081"), or such a part of one ("R081/gesprek").
[[nodiscard]] bool has_rule(const Profile& profile, std::string_view rule);

/// The rule's walk over each dossier of one pupil, oldest first; every part of it when `rule` names
/// none, and no part over a dossier whose version of the route has no such rule. As `evaluate` in
/// all else.
[[nodiscard]] std::vector<DossierWalk> explain(std::string_view rule,
                                               std::span<const Evidence> evidence,
                                               const notes::PupilFacts* facts,
                                               const EvaluationContext& context,
                                               std::span<const notes::Correction> corrections = {},
                                               std::span<const VersionedEvidence> older = {});

/// {"as_of","rule","dossiers":[{"dossier","pupil","rules":[{"rule","part","says","source","judged",
/// "walk":[{"says","text","note","act","day","due","verdict"}],"findings":[...],"outcome"}]}]}
[[nodiscard]] core::Json to_json(core::Date as_of, std::string_view rule,
                                 const std::vector<DossierWalk>& dossiers);

}  // namespace meldbrug::route
