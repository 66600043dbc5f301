/// \file
/// Judges the events of one dossier by the rules of a profile.
///
/// Every template is a question to the same few facts: which steps were taken when, which event
/// answers a selector, and whether a later step was taken. What answers a selector is collected
/// once, in order of days, and then found by halving: a dossier of years costs per note what a
/// dossier of weeks does. Nothing here allocates once the lists have their room: a school's board
/// asks this for every pupil of a page.
///
/// Threads:  one judge, one thread, one dossier.
#pragma once

#include "compiled_profile.hpp"
#include "walk.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace meldbrug::route {

using core::Date;
using core::StepId;

/// An answer to "is this duty done", and the event that says so.
struct Answered {
    Hit hit = Hit::no;
    const Event* by = nullptr;
};

struct Excuse {
    std::optional<Verdict> verdict;
    Cause cause = Cause::unclear_ground;
    core::MarkSet grounds;
    const Event* act = nullptr;
};

/// When a waiver may stand: on these days, and by the day of what asks where the waiver wants that.
struct Excusing {
    Date from = Date::min();
    Date until = Date::max();
    Date asked = Date::max();
};

class Judge {
public:
    /// \param walk  what to tell of one rule on the way; null when nobody asks
    Judge(std::span<const Event> events, const JudgeContext& context, Verdicts& out,
          Walk* walk = nullptr)
        : events_(events),
          context_(context),
          profile_(context.profile.compiled()),
          out_(out),
          asked_(walk) {}

    void run();
    /// What a waiver makes of each act that could be one; no part of judging.
    void walk_waiver(std::size_t waiver);

private:
    // ---- judge_facts.cpp: what happened, and what answers what

    void reset();
    void index();
    /// Ways out of the route that a person says this dossier took.
    void find_ways_out();
    /// Steps of another track, those of a route that was left, and those that are kept on paper,
    /// unless a note shows them.
    void find_outside();
    /// A report made at once because of acute danger: what the earlier steps lack is filled in
    /// later, not missed. The first such report counts, whatever was reported before it.
    void find_emergency();
    /// The day of the first sign that makes a report of that day an emergency.
    [[nodiscard]] std::optional<Date> alarmed(Date report) const;
    /// Whether the step right before the report (the weighing) had not been taken by that day.
    [[nodiscard]] bool skipped_before(Date day) const;
    /// Whether a step that the emergency passed over is still to be filled in.
    [[nodiscard]] bool still_filling_in() const;
    [[nodiscard]] bool passed_over(std::uint8_t step) const;
    /// Whether taking that step from the alarm on passes nothing over: the report itself is what
    /// the emergency asked for, and the steps before it are filled in later in whatever order.
    [[nodiscard]] bool in_emergency(const LadderStep& step) const;
    /// Whether the asking act, made in the emergency, asks for what may be filled in later.
    [[nodiscard]] bool excused_by_emergency(const Rule& rule, const Event& asking) const;
    [[nodiscard]] Hit any_hit(Matches matches, const Event& event) const;
    [[nodiscard]] bool seen(Matches matches) const;
    [[nodiscard]] Answered answered(Matches duty, const Event& asking) const;
    [[nodiscard]] Answered find_answer(Matches duty, const Event& asking) const;

    // ---- judge_hits.cpp: which events answer a selector, looked up once

    using Found = JudgeRoom::Found;
    [[nodiscard]] JudgeRoom::Hits& hits(std::size_t match) const;
    [[nodiscard]] std::span<const std::uint32_t> by_day(const Found& found) const;
    [[nodiscard]] std::span<const std::uint32_t> by_note(Found& found) const;
    /// The first of `found` that stands in the window seen from `asking`, and is not itself the
    /// asking act, unless it answers from its own note; null when none does.
    [[nodiscard]] const Event* first_in(Window window, Found& found, const Event& asking) const;
    [[nodiscard]] const Event* first_in_note(Found& found, const Event& asking,
                                             bool itself_too) const;
    /// The first of `found` on that day or later.
    [[nodiscard]] const Event* first_from(const Found& found, Date day) const;
    [[nodiscard]] std::uint32_t number_of(const Event& event) const {
        return static_cast<std::uint32_t>(&event - events_.data());
    }
    [[nodiscard]] const LadderStep* ladder_step(std::uint8_t step) const;
    /// Whether a step of this ladder, of `order` or later, was taken on or after that day, or the dossier was
    /// closed. A step of the same order as `self` (help beside a report) counts once it is taken on
    /// a later day. What is taken in an emergency makes nothing late.
    [[nodiscard]] bool later_taken(int order, Date day, std::uint8_t self,
                                   std::uint8_t ladder) const;
    [[nodiscard]] bool same_order(const LadderStep& step, std::uint8_t self) const;

    // ---- judge_terms.cpp: which terms are set, moved, met and missed

    [[nodiscard]] static bool later(const Event& a, const Event& b);
    [[nodiscard]] static bool later_note(const Event& a, const Event& b);
    void add_term(std::uint8_t about, const Event& set, Date due, bool met, std::uint16_t rule);
    /// Terms that notes set. A later note that sets the same kind of term moves it, unless the
    /// effect was looked at in between.
    void note_terms();
    void find_movers();
    void find_restated();
    [[nodiscard]] const Event& set_by(std::uint32_t term) const;
    [[nodiscard]] bool met_between(Matches met_by, const Event& set, const Event* until) const;
    [[nodiscard]] bool met_between(Found& met_by, const Event& set, const Event* until) const;
    [[nodiscard]] std::optional<Date> due_day(const RuleTerm& term, Date from) const;

    // ---- judge_findings.cpp: what a rule says, and what excuses it

    void add(std::uint16_t index, Verdict verdict, const Event& at, Cause cause = Cause::plain);
    void push(FindingVerdict finding);
    /// What a person says to what the rule asks about that note; null when nobody did, or the note
    /// has changed since.
    [[nodiscard]] const Ruling* ruling(std::uint16_t index, std::uint32_t note) const;
    /// Adds a finding that asks people, or what one of them said to it.
    void ask(std::uint16_t index, const Event& at, Cause cause);
    /// Whether the rule holds for an act of that day, and for a pupil of that age.
    [[nodiscard]] bool applies(const Rule& rule, const Event& event) const;
    /// The first act from that number on that asks for what the rule asks; null when none does.
    [[nodiscard]] const Event* first_trigger(const Rule& rule, std::uint32_t from = 0) const;
    [[nodiscard]] const Event* next_trigger(const Rule& rule, const Event& after) const;
    [[nodiscard]] bool preceded(const Rule& rule, const Event& event) const;
    [[nodiscard]] bool happened(Matches matches, Date by) const;
    /// Whether the talk (or whatever the rule asks) was waived, and if so with which ground.
    [[nodiscard]] Excuse excuse(const Rule& rule, const Excusing& when) const;
    [[nodiscard]] static Excuse excuse_of(const Waiver& waiver, const Event& event, Hit found);
    static void better(Excuse& best, const Excuse& candidate);
    /// Adds what an excuse makes of a duty that was not done; false when there is none.
    bool add_excused(std::uint16_t index, bool about_step, const Excusing& when);

    // ---- judge_rules.cpp: one function per template

    [[nodiscard]] bool conditions_hold(const Rule& rule) const;
    void judge_rule(std::uint16_t index);
    /// A step of the ladder: open while it is ahead, missing once a later one was taken without it.
    void judge_existence(std::uint16_t index);
    /// A route that did not begin with what begins it: a person looks whether that was so.
    /// The first event that shows a later step; null while all are ahead.
    [[nodiscard]] const Event* first_later(const LadderStep& own) const;
    /// The first event that asks for the duty and is not answered; null when none is open. One of
    /// which a person says that it was not done comes before those that nobody spoke of.
    [[nodiscard]] const Event* unanswered(std::uint16_t index, Answered& weak) const;
    /// What a person says to a duty that notes seldom tell, or tell in other words.
    [[nodiscard]] const Ruling* ruling_on(std::uint16_t index, const Event& asking) const;
    void judge_response(std::uint16_t index);
    void add_with_due(std::uint16_t index, Verdict verdict, const Event& at, Date due);
    void add_unanswered(std::uint16_t index, const Event& asking);
    void add_violated(std::uint16_t index, Verdict verdict, const Event& at,
                      std::optional<Date> due);
    [[nodiscard]] bool violated(const Rule& rule, Date day) const;
    /// A duty on an agreed term: the term decides. False when no term of that kind was ever agreed.
    bool judge_agreed(std::uint16_t index);
    /// Terms that the rule itself sets: one per day on which it was asked for (first or each), or
    /// the last alone.
    void make_terms(std::uint16_t index);
    [[nodiscard]] bool answered_on(Matches duty, Date day) const;
    void add_rule_term(std::uint16_t index, const Event& event, bool met);
    /// The director after each step (R136): told of that step by name, told of everything so far,
    /// or there.
    void judge_after_each_step(std::uint16_t index);
    [[nodiscard]] Answered told_of(const Rule& rule, StepId step, Date day) const;
    /// A duty between every two following steps (R065). Each gap needs its own; one more, later,
    /// makes good for an earlier gap.
    void judge_alternate(std::uint16_t index);
    void add_gap(std::uint16_t index, const LadderStep& from, const LadderStep& to);
    [[nodiscard]] Date first_day(const LadderStep& step) const;
    /// Days from `start` to `end` on which the duty was done.
    [[nodiscard]] std::size_t count_days(Matches duty, Date start, Date end) const;
    /// Who did it: each day on which it was done is judged by who took part that day.
    void judge_actor(std::uint16_t index);
    enum class Took : std::uint8_t { met, nobody, incomplete, another };
    [[nodiscard]] static Took who_took_part(const Rule& rule, core::RoleSet named,
                                            core::RoleSet known);
    [[nodiscard]] static std::string_view name_of(Took took);
    void judge_decision(std::uint16_t index);
    /// Whether this belongs to another route: a question for a person, and silent once answered.
    void judge_other_route(std::uint16_t index);
    /// The first act that may lead out of the route, with that word of a person, or without one.
    [[nodiscard]] const Event* way_out(std::uint16_t index, std::optional<bool> said) const;
    /// Two things that do not go together: a person looks at it, nothing is called missing.
    void judge_exclusion(std::uint16_t index);
    /// Two of the ways of which one was to be chosen: a person looks at it.
    void judge_both_ways(std::uint16_t index);
    /// The first act that does not go together with the asking one, unless a person says that it is
    /// in order.
    [[nodiscard]] const Event* excluded_by(std::uint16_t index, const Event& asking) const;
    /// Again and again while the dossier is open, counted from the last time.
    void judge_periodic(std::uint16_t index);

    // ---- judge_walk.cpp: what was looked at, and why it did (not) count, told to who asks

    /// Nothing unless somebody asks about the rule at hand.
    void tell(std::string_view says, const Event* event = nullptr) const {
        if (walk_ != nullptr) {
            walk_->tell({.says = std::string(says),
                         .event = event == nullptr ? no_event : number_of(*event)});
        }
    }
    /// As `tell`, with the answer: what does not hold.
    [[nodiscard]] bool refuse(std::string_view says, const Event* event = nullptr) const {
        tell(says, event);
        return false;
    }
    void tell_due(std::string_view says, const Event& from, Date due) const;
    void tell_step(std::string_view says, const LadderStep& step, Date day) const;
    void tell_excuse(const Excuse& excuse) const;
    /// Each act that comes near the trigger, and what keeps it from asking.
    void tell_no_trigger(const Rule& rule) const;
    /// What answers the duty, or each act that comes near it and why it does not count.
    void tell_answer(Matches duty, const Event& asking, const Answered& answer) const;
    /// Each act that might have told of that step, and why it does not count.
    void tell_not_told_of(const Rule& rule, StepId step) const;
    /// Each act that might have shown that step, and why it does not.
    void tell_not_shown(StepId step) const;
    /// Each act that might have stood between the two days.
    void tell_gap(const Rule& rule, Date start, Date end) const;
    /// Why no alternative is answered by that event; empty when it has nothing to do with it.
    [[nodiscard]] std::string_view why_not(Matches matches, const Event& event,
                                           const Event* asking) const;
    [[nodiscard]] std::string_view why_not(const Match& match, const Event& event,
                                           const Event* asking) const;

    // ---- judge_outcome.cpp: steps, and the whole

    void start_steps();
    [[nodiscard]] StepVerdict* step_verdict(std::uint8_t id);
    /// What is left open after the rules: doubt, demands of other rules, the other way of a shared
    /// step, a closed dossier.
    void settle_steps();
    void add_doubted(const LadderStep& step);
    [[nodiscard]] std::optional<Verdict> demand(std::uint8_t step) const;
    [[nodiscard]] bool other_way_taken(const LadderStep& step) const;
    [[nodiscard]] static int severity(Verdict verdict);
    /// Two rules that ask for the same thing of the same step are one finding: the graver, and of
    /// equals the first.
    void drop_repetitions();
    /// Keeps the number of the rule whose finding goes.
    void merge(FindingVerdict& kept, const FindingVerdict& same);
    [[nodiscard]] static int gravity(const FindingVerdict& finding);
    [[nodiscard]] bool same_matter(const FindingVerdict& a, const FindingVerdict& b) const;
    void find_level();
    /// An alarm is answered by the act that its profile names, on its day or later.
    bool find_alarm();
    [[nodiscard]] bool urgent_finding() const;
    void level_of_findings();

    /// Of a step that was taken. Without initial values: few of all steps are.
    // NOLINTBEGIN(cppcoreguidelines-pro-type-member-init)
    struct Days {
        Date first;
        Date last;
        Date before_alarm;   // the last day before an emergency
        const Event* event;  // the first that shows it
    };
    // NOLINTEND(cppcoreguidelines-pro-type-member-init)

    std::span<const Event> events_;
    const JudgeContext& context_;
    const Profile::Compiled& profile_;
    Verdicts& out_;
    Walk* asked_;
    Walk* walk_ = nullptr;  ///< `asked_` while its rule is judged

    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): read for steps of taken_ only
    std::array<Days, core::StepSet::capacity> days_;
    core::StepSet taken_, doubted_, present_steps_;
    core::StepSet outside_;  ///< steps that are not asked for here: another track, or on paper
    SubjectSet present_;
    std::uint32_t left_ = 0;  ///< bit per way out that was taken
    Date closing_day_ = Date::min();
    const Event* emergency_ = nullptr;  // the report
    Date alarm_day_{};                  // the day on which the emergency began
    bool filling_in_ = false;
    Verdict excused_ = Verdict::open;
};

}  // namespace meldbrug::route
