#include "scopes.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

using notes::ActionState;

// "geen gesprek", "nog geen officiële melding": the noun stands within a few words.
constexpr std::uint32_t noun_reach = 5;

constexpr GrammarSet forms{Grammar::verb_done, Grammar::verb_present, Grammar::verb_infinitive};
constexpr GrammarSet forms_and_support{Grammar::verb_done, Grammar::verb_present,
                                       Grammar::verb_infinitive, Grammar::support_done};
constexpr GrammarSet verbs{Grammar::verb_done, Grammar::verb_present, Grammar::verb_infinitive,
                           Grammar::support_done, Grammar::plan};

/// A recipient is no such case: "aan ouders doorgegeven" tells the parents.
bool after_preposition(std::uint32_t item, const Clause& clause, const Analysis& analysis) {
    return is_governed(analysis, item, clause.first_item) &&
           !analysis.items[item - 1].has(Grammar::recipient);
}

/// "Niet vader": a denial right before it.
bool right_behind_denial(std::uint32_t item, const Clause& clause, const Analysis& analysis) {
    return item > clause.first_item && analysis.items[item - 1].has(Grammar::negation) &&
           analysis.items[item].first - analysis.items[item - 1].last == 1;
}

/// The item of the clause that meets a need: one with a verb form first, since the form tells the
/// state; then one that is not denied itself ("niet vader maar moeder").
std::optional<std::uint32_t> pick(const Concepts& need, const Concepts& free, const Clause& clause,
                                  const Analysis& analysis) {
    constexpr int highest_rank = 5;
    std::optional<std::uint32_t> best;
    int best_rank = -1;
    for (std::uint32_t i = clause.first_item; i < clause.end_item && best_rank < highest_rank;
         ++i) {
        const Concepts& concepts = analysis.items[i].concepts();
        if (concepts.intersects(need) &&
            !(concepts.intersects(free) && after_preposition(i, clause, analysis))) {
            const int form = concepts.has(Grammar::verb_done) ? 4
                             : concepts.intersects(forms)     ? 2
                                                              : 0;
            const int rank = form + (right_behind_denial(i, clause, analysis) ? 0 : 1);
            if (rank > best_rank) {
                best = i;
                best_rank = rank;
            }
        }
    }
    return best;
}

bool near_clause(const Concepts& need, const Clause& clause, const Analysis& analysis) {
    const std::size_t n = clause.sentence;
    return analysis.sentences[n].all.intersects(need) ||
           (n > 0 && analysis.sentences[n - 1].all.intersects(need)) ||
           (n + 1 < analysis.sentences.size() && analysis.sentences[n + 1].all.intersects(need));
}

enum class VerbForm { done, supported, present, infinitive, none };

VerbForm form_of(const Match& match, const Clause& clause) {
    if (match.forms.has(Grammar::verb_done)) {
        return VerbForm::done;
    }
    if (match.forms.has(Grammar::support_done)) {
        return VerbForm::supported;
    }
    if (match.forms.has(Grammar::verb_present)) {
        return VerbForm::present;
    }
    if (match.forms.has(Grammar::verb_infinitive)) {
        return VerbForm::infinitive;
    }
    return clause.all.has(Grammar::support_done) ? VerbForm::supported : VerbForm::none;
}

/// "Niet vader maar moeder": the word that turns to what does hold.
std::optional<std::uint32_t> turn_after(std::uint32_t cue, const Clause& clause,
                                        const Analysis& analysis) {
    const std::uint32_t from = analysis.items[cue].last;
    for (std::uint32_t i = cue + 1; i < clause.end_item; ++i) {
        const Item& item = analysis.items[i];
        if (item.first - from > noun_reach || item.concepts().intersects(verbs)) {
            return std::nullopt;
        }
        if (item.has(Grammar::boundary)) {
            return item.first - from > 1 ? std::optional(i) : std::nullopt;
        }
    }
    return std::nullopt;
}
/// What stands between the two is denied, unless another like it stands behind ("maar moeder").
bool denied_before(std::uint32_t turn, std::uint32_t cue, const Match& match, const Clause& clause,
                   const Analysis& analysis) {
    for (std::uint32_t i = cue + 1; i < turn; ++i) {
        const Concepts& meant = analysis.items[i].concepts();
        const auto behind = analysis.items.begin();
        if (match.holds(i) &&
            std::none_of(behind + turn + 1, behind + clause.end_item,
                         [&](const Item& other) { return other.concepts().intersects(meant); })) {
            return true;
        }
    }
    return false;
}

bool denies(std::uint32_t cue, const Match& match, const Clause& clause, const Analysis& analysis) {
    const Item& word = analysis.items[cue];
    if (word.has(Grammar::negated_noun) || word.has(Grammar::not_yet)) {
        for (std::uint32_t i = cue + 1;
             i < clause.end_item && analysis.items[i].first - word.last <= noun_reach; ++i) {
            if (match.holds(i)) {
                return true;
            }
            if (analysis.items[i].concepts().intersects(verbs)) {
                break;
            }
        }
        if (word.has(Grammar::negated_noun)) {
            // "Blauwe plekken: geen".
            return cue + 1 == clause.end_item && word.first > clause.first_token &&
                   analysis.tokens[word.first - 1].is(":");
        }
    }
    if (const auto turn = turn_after(cue, clause, analysis); turn) {
        return denied_before(*turn, cue, match, clause, analysis);
    }
    std::optional<std::uint32_t> verb;
    for (std::uint32_t i = cue + 1; i < clause.end_item && !verb; ++i) {
        if (analysis.items[i].concepts().intersects(verbs)) {
            verb = i;
        }
    }
    for (std::uint32_t i = cue; i-- > clause.first_item && !verb;) {
        if (analysis.items[i].concepts().intersects(verbs)) {
            verb = i;
        }
    }
    if (!verb || match.holds(*verb)) {
        return true;
    }
    // The noun's own verb is denied: "de melding is niet gedaan".
    return match.forms.empty();
}

/// "Aangemeld": what only its doer can be said to have arranged.
bool asks(const Pattern& pattern, const Match& match, const Analysis& analysis) {
    return std::any_of(match.items.begin(), match.items.begin() + match.count,
                       [&](std::uint32_t item) {
                           return analysis.items[item].concepts().intersects(pattern.asking);
                       });
}

/// An act that the note does not tell of the school ("de huisarts heeft verwezen").
bool is_theirs(const Pattern& pattern, const Match& match, const Clause& clause,
               const Analysis& analysis) {
    if (clause.doer.intersects(own_people)) {
        return false;
    }
    if (pattern.not_doer.intersects(clause.doer) || pattern.ours.intersects(clause.doer)) {
        const bool partner =
            pattern.with_partner && clause.doer.intersects(GrammarSet{Grammar::partner});
        if (!partner || pattern.not_doer.intersects(clause.doer)) {
            return true;
        }
    }
    if (clause.doer.intersects(outsiders) && asks(pattern, match, analysis)) {
        return true;
    }
    return pattern.not_subject.intersects(clause.subject) && !clause.subject.intersects(own_people);
}

bool is_heard(const Pattern& pattern, const Match& match, const Clause& clause) {
    if (clause.quoted || clause.all.has(Grammar::hearsay)) {
        return true;
    }
    // "VT reageerde op de melding die ib deed": an agency's reply is no hearsay of what a rule
    // settles about us; a parent's story is.
    if (pattern.state) {
        return clause.voice == Voice::other || clause.voice == Voice::pupil;
    }
    return clause.voice != Voice::writer ||
           (clause.voice_after != Voice::writer && match.items[0] >= clause.said_from);
}

/// "Na advies van VT is besloten om ...": what stands before the decision is not what was decided.
bool is_decided(const Match& match, const Clause& clause, const Analysis& analysis) {
    const std::uint32_t first =
        *std::min_element(match.items.begin(), match.items.begin() + match.count);
    for (std::uint32_t i = clause.first_item; i < first; ++i) {
        if (analysis.items[i].has(Grammar::decide)) {
            return true;
        }
    }
    return false;
}

/// "We hadden gemeld als moeder niet had meegewerkt": before a condition the past perfect tells what
/// did not come about.
bool would_have(const Clause& clause, const Analysis& analysis) {
    return std::any_of(analysis.items.begin() + clause.first_item,
                       analysis.items.begin() + clause.end_item, [](const Item& item) {
                           return item.has(Grammar::auxiliary) && item.has(Grammar::support_done);
                       });
}

/// What the match tells as done stands behind that item, and none of it before. A pattern that asks
/// for such a word itself tells of the question.
bool tells_behind(std::uint32_t item, const Match& match, const Analysis& analysis) {
    constexpr GrammarSet told{Grammar::verb_done, Grammar::support_done};
    bool behind = false;
    for (std::size_t n = 0; n < match.count; ++n) {
        if (match.items[n] == item) {
            return false;
        }
        if (analysis.items[match.items[n]].concepts().intersects(told)) {
            if (match.items[n] < item) {
                return false;
            }
            behind = true;
        }
    }
    return behind;
}

/// "Vroeg of er al gemeld is", "Of er al gemeld is, weet ik niet"; "besproken of de hulp al gestart is"
/// leaves open that it did.
bool leaves_open(const Match& match, const Clause& clause, const Analysis& analysis) {
    for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
        const Item& item = analysis.items[i];
        if (item.has(Grammar::whether) &&
            (item.first == clause.first_token || tells_behind(i, match, analysis))) {
            return true;
        }
    }
    return false;
}

/// "Kon ik het met moeder bespreken": it came about.
bool came_about(const Clause& clause) {
    return clause.all.has(Grammar::could) && clause.subject.intersects(GrammarSet{Grammar::we}) &&
           !clause.all.has(Grammar::passive_present) && !clause.future_day;
}

bool looks_ahead(const Clause& clause) {
    return clause.all.has(Grammar::modal) || clause.all.has(Grammar::plan) || clause.dependent ||
           clause.listed_to_do || clause.future_day || clause.all.has(Grammar::future_time) ||
           clause.all.has(Grammar::consequence);
}

std::optional<Ruling> unsettled(Pattern::Unsettled what, Scope scope) {
    switch (what) {
        case Pattern::Unsettled::nothing:
            return std::nullopt;
        case Pattern::Unsettled::done:
            return Ruling{ActionState::done, scope};
        case Pattern::Unsettled::planned:
            return Ruling{ActionState::planned, scope};
    }
    return std::nullopt;
}

/// The roles of the words that a scope is made of.
GrammarSet signs_of(Scope scope) {
    switch (scope) {
        case Scope::practice:
            return {Grammar::exercise};
        case Scope::heard:
            return {Grammar::say, Grammar::hearsay, Grammar::advice};
        case Scope::theirs:
            return {Grammar::third, Grammar::agency, Grammar::parent};
        case Scope::left_open:
            return {Grammar::whether};
        case Scope::conditional:
            return {Grammar::condition, Grammar::consequence};
        case Scope::failed:
            return {Grammar::failed};
        case Scope::doubted:
            return {Grammar::doubt};
        case Scope::recited:
            return {Grammar::recital};
        case Scope::planned:
            return {Grammar::plan};
        case Scope::still_to_come:
            return {Grammar::passive_present, Grammar::modal};
        case Scope::told:
            return {Grammar::verb_done, Grammar::support_done};
        case Scope::came_about:
            return {Grammar::could};
        case Scope::infinitive:
            return {Grammar::verb_infinitive};
        case Scope::looks_ahead:
            return {Grammar::modal, Grammar::future_time, Grammar::consequence};
        case Scope::decided:
            return {Grammar::decide};
        case Scope::begun:
        case Scope::present:
            return {Grammar::verb_present};
        case Scope::fixed:
        case Scope::asked:
        case Scope::unticked:
        case Scope::answered_no:
        case Scope::unanswered:
        case Scope::denied:
        case Scope::bare:
        case Scope::literal:
        case Scope::adopted:
            return {};
    }
    return {};
}

}  // namespace

std::string_view name_of(Scope scope) {
    switch (scope) {
        case Scope::fixed:
            return "fixed";
        case Scope::practice:
            return "practice";
        case Scope::heard:
            return "heard";
        case Scope::theirs:
            return "theirs";
        case Scope::asked:
            return "asked";
        case Scope::left_open:
            return "left_open";
        case Scope::conditional:
            return "conditional";
        case Scope::failed:
            return "failed";
        case Scope::denied:
            return "denied";
        case Scope::doubted:
            return "doubted";
        case Scope::recited:
            return "recited";
        case Scope::planned:
            return "planned";
        case Scope::unticked:
            return "unticked";
        case Scope::answered_no:
            return "answered_no";
        case Scope::unanswered:
            return "unanswered";
        case Scope::still_to_come:
            return "still_to_come";
        case Scope::told:
            return "told";
        case Scope::came_about:
            return "came_about";
        case Scope::begun:
            return "begun";
        case Scope::infinitive:
            return "infinitive";
        case Scope::looks_ahead:
            return "looks_ahead";
        case Scope::decided:
            return "decided";
        case Scope::present:
            return "present";
        case Scope::bare:
            return "bare";
        case Scope::literal:
            return "literal";
        case Scope::adopted:
            return "adopted";
    }
    return "literal";
}

std::optional<Match> match(const Pattern& pattern, const Clause& clause, const Analysis& analysis,
                           const Concepts& note) {
    if (clause.all.intersects(pattern.not_clause) || note.intersects(pattern.not_note) ||
        (pattern.dated && clause.past_day == nullptr)) {
        return std::nullopt;
    }
    for (const Concepts& need : pattern.context) {
        if (!note.intersects(need)) {
            return std::nullopt;
        }
    }
    for (const Concepts& need : pattern.near) {
        if (!near_clause(need, clause, analysis)) {
            return std::nullopt;
        }
    }
    if (!pattern.not_around.empty() && near_clause(pattern.not_around, clause, analysis)) {
        return std::nullopt;
    }
    if (analysis.sentences[clause.sentence].all.intersects(pattern.not_near)) {
        return std::nullopt;
    }
    Match result;
    result.first_token = clause.end_token;
    for (const Concepts& need : pattern.need) {
        const auto item = pick(need, pattern.free, clause, analysis);
        if (!item || result.count == result.items.size()) {
            return std::nullopt;
        }
        result.items[result.count++] = *item;
        result.first_token = std::min(result.first_token, analysis.items[*item].first);
        result.last_token = std::max(result.last_token, analysis.items[*item].last);
        result.forms |= analysis.items[*item].concepts().among(forms_and_support);
    }
    if (pattern.within != 0 && result.last_token - result.first_token >= pattern.within) {
        return std::nullopt;
    }
    return result;
}

std::optional<std::uint32_t> denial_of(const Match& match, const Clause& clause,
                                       const Analysis& analysis) {
    for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
        const Item& item = analysis.items[i];
        if (!item.concepts().intersects(denials)) {
            continue;
        }
        // "Niet verstuurd" as one phrase denies itself.
        if (match.holds(i) ? item.has(Grammar::verb_done) : denies(i, match, clause, analysis)) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<std::uint32_t> cue_of(Scope scope, const Match& match, const Clause& clause,
                                    const Analysis& analysis) {
    if (scope == Scope::denied) {
        return denial_of(match, clause, analysis);
    }
    const GrammarSet signs = signs_of(scope);
    for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
        if (analysis.items[i].concepts().intersects(signs)) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<Ruling> ruling_of(const Pattern& pattern, const Match& match, const Clause& clause,
                                const Analysis& analysis) {
    const auto says = [](ActionState state, Scope scope) {
        return std::optional(Ruling{state, scope});
    };
    // A rule may settle that something is not done; that it is done is for the sentence to allow.
    if (pattern.state && *pattern.state != ActionState::done) {
        return says(*pattern.state, Scope::fixed);
    }
    if (analysis.all.has(Grammar::exercise) || analysis.title.has(Grammar::exercise)) {
        return says(ActionState::hearsay, Scope::practice);
    }
    const bool heard = is_heard(pattern, match, clause);
    if (heard || is_theirs(pattern, match, clause, analysis)) {
        // "Vader appt dat hij niet komt, gesprek verzet": that it fell through is no hearsay.
        return clause.all.has(Grammar::failed) && !clause.quoted
                   ? says(ActionState::failed, Scope::failed)
                   : says(ActionState::hearsay, heard ? Scope::heard : Scope::theirs);
    }
    const VerbForm form = form_of(match, clause);
    const bool told = form == VerbForm::done || form == VerbForm::supported;
    // "Directie ingelicht? Ja" tells an act; "gesprek gewenst? Ja" only a wish.
    const bool settled =
        clause.answer == Answer::no || (clause.answer == Answer::yes && form == VerbForm::done);
    if (clause.asked && !settled) {
        return says(ActionState::planned, Scope::asked);
    }
    if (leaves_open(match, clause, analysis)) {
        return says(ActionState::planned, Scope::left_open);
    }
    if (clause.answer == Answer::no) {
        return says(ActionState::denied, Scope::answered_no);
    }
    if (clause.answer == Answer::open || clause.answer == Answer::listed) {
        return says(ActionState::planned, Scope::unanswered);
    }
    if (clause.conditional ||
        (clause.after_condition && (!told || clause.all.has(Grammar::consequence))) ||
        (clause.before_condition && (!told || would_have(clause, analysis)))) {
        return says(ActionState::conditional, Scope::conditional);
    }
    if (pattern.state) {
        return says(*pattern.state, Scope::fixed);
    }
    if (clause.all.has(Grammar::failed)) {
        return says(ActionState::failed, Scope::failed);
    }
    if (denial_of(match, clause, analysis)) {
        return says(ActionState::denied, Scope::denied);
    }
    if (clause.unticked) {
        return says(ActionState::planned, Scope::unticked);
    }
    // "Volgens protocol hebben we gemeld" tells an act, "volgens protocol moesten we hebben gemeld"
    // does not.
    const bool recited = clause.all.has(Grammar::recital) &&
                         !(form == VerbForm::done && !clause.all.has(Grammar::modal) &&
                           clause.subject.intersects(GrammarSet{Grammar::we}));
    const bool planned = clause.all.has(Grammar::plan) || clause.hangs_on_plan;
    if (clause.all.has(Grammar::doubt) || recited || planned) {
        return says(ActionState::planned, clause.all.has(Grammar::doubt) ? Scope::doubted
                                          : recited                      ? Scope::recited
                                                                         : Scope::planned);
    }
    if (told) {
        const bool still_to_come =
            clause.all.has(Grammar::passive_present) || clause.hangs_on_modal ||
            (clause.all.has(Grammar::modal) && (form == VerbForm::supported || clause.dependent));
        return still_to_come ? says(ActionState::planned, Scope::still_to_come)
                             : says(ActionState::done, Scope::told);
    }
    if (form == VerbForm::infinitive && came_about(clause)) {
        return says(ActionState::done, Scope::came_about);
    }
    if (pattern.future_counts && form == VerbForm::present) {
        return says(ActionState::done, Scope::begun);
    }
    if (form == VerbForm::infinitive) {
        return says(ActionState::planned, Scope::infinitive);
    }
    const bool ahead = looks_ahead(clause);
    if ((ahead || is_decided(match, clause, analysis)) &&
        !(pattern.future_counts && clause.future_day && !clause.all.has(Grammar::modal))) {
        return says(ActionState::planned, ahead ? Scope::looks_ahead : Scope::decided);
    }
    return form == VerbForm::present ? unsettled(pattern.present, Scope::present)
                                     : unsettled(pattern.bare, Scope::bare);
}

}  // namespace meldbrug::reading
