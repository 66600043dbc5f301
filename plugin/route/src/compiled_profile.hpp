/// \file
/// A profile as the verdict core uses it: names are numbers, selectors are bit sets, lists are
/// ranges in pools.
///
/// Threads:  immutable after loading.
#pragma once

#include "meldbrug/route/profile.hpp"
#include "meldbrug/route/verdicts.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::route {

class SubjectSet {
public:
    constexpr void insert(Subject subject) {
        words_[subject.value / 64U] |= std::uint64_t{1} << (subject.value % 64U);
    }
    [[nodiscard]] constexpr bool contains(Subject subject) const {
        return ((words_[subject.value / 64U] >> (subject.value % 64U)) & 1U) != 0;
    }
    [[nodiscard]] constexpr bool intersects(const SubjectSet& other) const {
        return ((words_[0] & other.words_[0]) | (words_[1] & other.words_[1]) |
                (words_[2] & other.words_[2]) | (words_[3] & other.words_[3])) != 0;
    }
    friend bool operator==(const SubjectSet&, const SubjectSet&) = default;
    constexpr SubjectSet& operator|=(const SubjectSet& other) {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            words_[i] |= other.words_[i];
        }
        return *this;
    }

private:
    std::array<std::uint64_t, 4> words_{};
};

/// Where the answering act must stand, seen from the act that asks for it.
enum class Window : std::uint8_t { after, before, any, same_note, same_day };

/// One alternative of a selector: every condition that is set must hold.
struct Match {
    SubjectSet subjects;
    core::StepSet steps;
    core::MarkSet marks, note_marks, without_marks, without_note_marks;
    core::RoleSet actors, all_actors, authors;
    core::StepSet about;  ///< steps that the text must name with it
    std::uint8_t states =
        1;  ///< bit per notes::ActionState; done alone unless the profile says otherwise
    std::uint8_t answers = 7;  ///< bit per notes::Answer
    Window window = Window::after;
    std::uint16_t found_as = 0;  ///< the first of the pool that the same events answer

    /// Whether the same events answer both, wherever they have to stand.
    [[nodiscard]] bool finds_as(Match other) const {
        other.window = window;
        other.found_as = found_as;
        return *this == other;
    }
    friend bool operator==(const Match&, const Match&) = default;
};

/// A range of the pool of matches; any of them.
struct Matches {
    std::uint16_t first = 0;
    std::uint16_t count = 0;
    [[nodiscard]] bool empty() const { return count == 0; }
};

enum class Template : std::uint8_t {
    existence,
    init,
    choice,
    exclusive_choice,
    precedence,
    response,
    responded_existence,
    chain,
    alternate,
    after_each_step,
    not_coexistence,
    not_succession,
    data,
    actor,
    co_actor,
    waiver,
    human_decision,
    other_route,
    periodic,
    visibility,
    retention,
    lint,
    check,
    may,
    organisation,
};

/// Which of several triggers count; `together` (actors alone): all of the dossier as one act.
enum class Occurrence : std::uint8_t { first, each, last, together };
enum class TermUnit : std::uint8_t { none, days, working_days, months, agreed };

struct RuleTerm {
    TermUnit unit = TermUnit::none;
    int amount = 0;          ///< of days, working days or months
    std::uint8_t named = 0;  ///< agreed: index into the profile's terms
    bool statutory = false;  ///< a term of law: the Algemene termijnenwet extends it
};

/// A bit per waiver in `Rule::waivers`.
inline constexpr std::size_t max_waivers = 32;
/// A bit per way out of the route in `Rule::kept_by`.
inline constexpr std::size_t max_routes_out = 32;

struct Waiver {
    std::string rule;
    Matches act;
    std::vector<core::MarkSet> accepted;  ///< each a set of grounds that suffices
    core::MarkSet doubtful;               ///< grounds that may mean an accepted one
    core::MarkSet others;                 ///< grounds that are recognised and not accepted
    core::MarkSet void_grounds;           ///< no ground at all ("vergeten")
    Verdict unlisted = Verdict::missing;  ///< what another ground gives
    bool before = false;                  ///< recorded after what it excuses, it is to confirm
};

struct Rule {
    Template kind = Template::may;
    Force force = Force::must;
    Occurrence occurrence = Occurrence::first;
    bool urgent = false;
    bool external = false;
    bool at_once = false;
    bool about_step = false;        ///< what it is about is its own step
    bool quiet = false;             ///< open is not listed: the ladder shows it already
    bool unmet_to_confirm = false;  ///< what is missing or late is to confirm: notes seldom word it
    bool silent = false;            ///< actor templates: an act for which nobody is named is let be
    std::uint8_t at_least = 0;      ///< co_actor: so many of `roles`; 0: all
    std::uint8_t step = no_step;
    std::uint8_t demands = no_step;    ///< step that what it is about would show
    std::uint16_t about = 0;           ///< equal numbers: about the same thing
    std::uint8_t term_made = no_step;  ///< index into the profile's terms
    std::uint8_t age_from = 0;         ///< 0: no bound
    std::uint8_t age_until = 0;
    int by_order = 0;            ///< violated once a step of this order or a later one is taken
    std::uint8_t by_ladder = 0;  ///< of that ladder's
    Matches trigger, duty, doubtful, seen, not_seen;
    Matches earlier;      ///< must have happened on an earlier day than the trigger
    Matches so_far;       ///< must have happened by the trigger's day
    Matches not_so_far;   ///< must not have happened by the trigger's day
    SubjectSet presence;  ///< subjects that could trigger it
    core::StepSet presence_steps;
    std::uint32_t waivers = 0;     ///< bit per waiver that may excuse it
    core::RoleSet roles, instead;  ///< actor templates: who may or must; who shows it was another
    core::RoleSet not_only;        ///< actor templates: not these alone
    core::RoleSet not_by;          ///< actor templates: none of these, whoever else
    core::StepSet steps;           ///< per-step templates
    std::uint32_t kept_by = 0;     ///< bit per `routes_out` after which it still binds
    RuleTerm term;
    core::Date from = core::Date::min();
    core::Date until = core::Date::max();
    bool dated_by_opening = false;  ///< `from` and `until` ask when the dossier opened
};

/// What people see of a rule.
struct RuleText {
    std::string id;
    std::string part;
    std::string about;
    std::string wording;
    std::string source;
    bool school_agreement = false;

    /// By which a person speaks of it: "R015", or "R045/door de ib" where it has parts.
    [[nodiscard]] std::string name() const { return part.empty() ? id : id + "/" + part; }
};

/// The first ladder of a profile.
inline constexpr std::uint8_t meldcode = 0;

struct LadderStep {
    core::StepId id{};
    std::uint8_t ladder = 0;  ///< steps of another ladder are neither before nor after it
    int order = 0;
    int number = -1;        ///< -1: not one of the numbered steps
    bool early = false;     ///< may come before its turn; taking it makes no earlier step missing
    bool on_paper = false;  ///< kept outside the notes: no note is no finding
    bool shared_order = false;
    Matches seen, not_seen;             ///< the step belongs to the route only then
    std::vector<Subject> requires_all;  ///< acts that make it together; empty: any of them does
    std::uint16_t rule = no_rule;       ///< the rule that asks for it
};

struct Alarm {
    std::string id;
    Matches answered_by;
};

/// Where an answer of the weighing leads.
struct AnswerPath {
    std::vector<std::string> follows;  ///< actions
    int next = 0;                      ///< a later question; 0: none
    bool asked_again = false;
    std::vector<std::string> rules;
};

struct WeighingQuestion {
    int number = 0;
    std::string asks, source;
    std::vector<std::string> after;       ///< steps and actions that come before it
    std::vector<std::string> takes_part;  ///< roles
    std::array<AnswerPath, 3> answers;    ///< by notes::Answer
};

struct DecisionSelectors {
    std::string about;
    Matches yes, no;
};

struct Weighing {
    std::string form;
    std::vector<WeighingQuestion> questions;
    std::vector<DecisionSelectors> decisions;
};

struct NamedTerm {
    std::string id;
    Matches met_by;
};

// NOLINTNEXTLINE(bugprone-exception-escape): nlohmann moves without throwing, which this check does not see
struct Profile::Compiled {
    core::Json document;
    std::string id, name, version;
    core::Date in_force = core::Date::min();
    std::string step_word;  ///< "Fase"; empty: the texts' own
    std::vector<ProfileStep> steps;
    std::vector<NamedLadder> ladders;
    bool asks_which_ladder = false;
    std::vector<std::string> categories;
    int due_soon_days = 0;
    core::WorkingDayPolicy working_days = core::WorkingDayPolicy::atw;

    std::vector<LadderStep> ladder;  ///< as in `steps`
    core::StepSet ladder_steps;
    int numbered_steps = 0;                             ///< of the meldcode
    std::vector<std::optional<core::StepId>> evidence;  ///< by action: of the meldcode's steps
    std::vector<core::StepSet> beside;  ///< by action: steps of other ladders that it shows as well
    SubjectSet weighing_acts;           ///< acts whose actors answered the questions of their note

    std::vector<Match> matches;
    std::vector<Rule> rules;  ///< those that are switched on and judged per dossier
    std::vector<RuleText> texts;
    std::vector<Waiver> waivers;
    std::vector<std::uint16_t> routes_out;  ///< rules by which a dossier leaves this route
    std::vector<Alarm> alarms;
    std::vector<NamedTerm> terms;
    Matches closing, reopened_by;
    std::optional<Weighing> weighing;

    std::uint8_t emergency_step = no_step;
    int emergency_order = 0;
    int emergency_days = 0;
    Matches emergency_signs;

    /// Number of a rule that is judged, by its name.
    [[nodiscard]] std::optional<std::uint16_t> rule_named(std::string_view rule) const;
};

/// Whether the step stands before the report that an emergency asks for.
[[nodiscard]] inline bool before_report(const Profile::Compiled& profile, const LadderStep& step) {
    return step.ladder == meldcode && step.order < profile.emergency_order;
}

/// What keeps an event from answering a selector, by how near it came; `none` when it answers.
enum class Mismatch : std::uint8_t { subject, state, answer, marks, people, about, none };

[[nodiscard]] inline Mismatch mismatch(const Match& match, const Event& event) {
    if (!match.subjects.contains(event.subject) && !match.steps.intersects(event.shows)) {
        return Mismatch::subject;
    }
    if (((match.states >> static_cast<unsigned>(event.state)) & 1U) == 0) {
        return Mismatch::state;
    }
    const bool is_question = event.subject.value >= first_question &&
                             event.subject.value < first_question + question_count;
    if (is_question && ((match.answers >> static_cast<unsigned>(event.answer)) & 1U) == 0) {
        return Mismatch::answer;
    }
    if (!event.marks.contains_all(match.marks) ||
        !event.note_marks.contains_all(match.note_marks) ||
        event.marks.intersects(match.without_marks) ||
        event.note_marks.intersects(match.without_note_marks)) {
        return Mismatch::marks;
    }
    if ((!match.actors.empty() && !match.actors.intersects(event.actors | event.author)) ||
        !(event.actors | event.author).contains_all(match.all_actors) ||
        (!match.authors.empty() && !match.authors.intersects(event.author))) {
        return Mismatch::people;
    }
    if (!match.about.empty() && !match.about.intersects(event.about)) {
        return Mismatch::about;
    }
    return Mismatch::none;
}

/// How well an event answers a selector.
enum class Hit : std::uint8_t { no, doubtful, yes };

[[nodiscard]] inline Hit hit(const Match& match, const Event& event) {
    if (mismatch(match, event) != Mismatch::none) {
        return Hit::no;
    }
    return event.certain ? Hit::yes : Hit::doubtful;
}

}  // namespace meldbrug::route
