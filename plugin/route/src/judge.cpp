// Judges the events of one dossier by the rules of a profile.
//
// Every template is a question to the same few facts: which steps were taken when, which event
// answers a selector, and whether a later step was taken. Nothing here allocates: a school's board
// asks this for every pupil of a page.
#include "compiled_profile.hpp"

#include <algorithm>

namespace meldbrug::route {
namespace {

using core::Date;
using core::StepId;

/// An answer to "is this duty done", and the event that says so.
struct Answered {
    Hit hit = Hit::no;
    const Event* by = nullptr;
};

struct Excuse {
    std::optional<Verdict> verdict;
    core::MarkSet grounds;
    const Event* act = nullptr;
};

class Judge {
public:
    Judge(std::span<const Event> events, const JudgeContext& context, Verdicts& out)
        : events_(events), context_(context), profile_(context.profile.compiled()), out_(out) {}

    void run() {
        reset();
        index();
        find_emergency();
        note_terms();
        start_steps();
        // Rules that make terms come first, so that rules on agreed terms find them.
        for (std::uint16_t i = 0; i < profile_.rules.size(); ++i) {
            judge_rule(i);
        }
        settle_steps();
        drop_repetitions();
        find_level();
    }

private:
    // ---- facts

    void reset() {
        out_.steps.clear();
        out_.findings.clear();
        out_.terms.clear();
        out_.state = DossierState::open;
        out_.level = BadgeLevel::ok;
        out_.count = 0;
        out_.alarm = no_step;
        out_.emergency_incomplete = false;
    }

    void index() {
        for (const Event& event : events_) {
            present_.insert(event.subject);
            if (event.shows.empty()) {
                continue;
            }
            present_steps_ |= event.shows;
            if (!event.certain) {
                doubted_ |= event.shows;
                continue;
            }
            for (const LadderStep& step : profile_.ladder) {
                if (event.shows.contains(step.id)) {
                    Days& days = days_[step.id.value];
                    if (!taken_.contains(step.id)) {
                        taken_.insert(step.id);
                        days.first = event.day;
                        days.event = &event;
                    }
                    days.last = std::max(days.last, event.day);
                }
            }
        }
        for (const Event& event : events_) {
            if (any_hit(profile_.closing, event) == Hit::yes) {
                out_.state = DossierState::closed;
                closing_day_ = event.day;
            }
        }
    }

    /// A report made at once because of acute danger: what the earlier steps lack is filled in
    /// later, not missed.
    void find_emergency() {
        if (profile_.emergency_step == no_step) {
            return;
        }
        const StepId step{profile_.emergency_step};
        if (!taken_.contains(step)) {
            return;
        }
        for (const Event& report : events_) {
            if (!report.certain || !report.shows.contains(step)) {
                continue;
            }
            for (const Event& sign : events_) {
                const auto ahead = report.day - sign.day;
                if (ahead >= core::Date::duration{0} &&
                    ahead <= std::chrono::days{profile_.emergency_days} &&
                    any_hit(profile_.emergency_signs, sign) == Hit::yes) {
                    emergency_ = skipped_before(report.day);
                    return;
                }
            }
        }
    }

    /// Whether the step right before the report (the weighing) had not been taken by that day.
    [[nodiscard]] bool skipped_before(Date day) const {
        int nearest = 0;
        for (const LadderStep& step : profile_.ladder) {
            if (step.order < profile_.emergency_order) {
                nearest = std::max(nearest, step.order);
            }
        }
        return std::any_of(profile_.ladder.begin(), profile_.ladder.end(),
                           [&](const LadderStep& step) {
                               return step.order == nearest &&
                                      (!taken_.contains(step.id) || first_day(step) > day);
                           });
    }

    [[nodiscard]] Hit any_hit(Matches matches, const Event& event) const {
        Hit best = Hit::no;
        for (std::size_t i = 0; i < matches.count; ++i) {
            best = std::max(best, hit(profile_.matches[matches.first + i], event));
        }
        return best;
    }

    [[nodiscard]] bool seen(Matches matches) const {
        return std::any_of(events_.begin(), events_.end(),
                           [&](const Event& event) { return any_hit(matches, event) == Hit::yes; });
    }

    [[nodiscard]] static bool in_window(Window window, const Event& event, const Event& asking) {
        switch (window) {
            case Window::after:
                return event.day >= asking.day;
            case Window::before:
                return event.day <= asking.day;
            case Window::any:
                return true;
            case Window::same_note:
                return event.note == asking.note;
            case Window::same_day:
                return event.day == asking.day || event.note == asking.note;
        }
        return false;
    }

    [[nodiscard]] Answered answered(Matches duty, const Event& asking) const {
        Answered best;
        for (std::size_t i = 0; i < duty.count; ++i) {
            const Match& match = profile_.matches[duty.first + i];
            for (const Event& event : events_) {
                // An act does not answer itself ("again" needs a second one), unless it answers
                // from its own note.
                if (&event == &asking && match.window != Window::same_note) {
                    continue;
                }
                if (!in_window(match.window, event, asking)) {
                    continue;
                }
                const Hit found = hit(match, event);
                if (found > best.hit) {
                    best = {found, &event};
                    if (found == Hit::yes) {
                        return best;
                    }
                }
            }
        }
        return best;
    }

    [[nodiscard]] const LadderStep* ladder_step(std::uint8_t step) const {
        for (const LadderStep& candidate : profile_.ladder) {
            if (candidate.id.value == step) {
                return &candidate;
            }
        }
        return nullptr;
    }

    /// Whether a step of `order` or later was taken on or after that day, or the dossier was
    /// closed. A step of the same order as `self` (help beside a report) counts once it is taken on
    /// a later day. An emergency report makes nothing late.
    [[nodiscard]] bool later_taken(int order, Date day, std::uint8_t self) const {
        if (out_.state == DossierState::closed && closing_day_ >= day) {
            return true;
        }
        for (const LadderStep& step : profile_.ladder) {
            if (!taken_.contains(step.id) || step.id.value == self ||
                (emergency_ && step.order >= profile_.emergency_order)) {
                continue;
            }
            const Date last = days_[step.id.value].last;
            if (step.order >= order ? last >= day : same_order(step, self) && last > day) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool same_order(const LadderStep& step, std::uint8_t self) const {
        const LadderStep* own = ladder_step(self);
        return own != nullptr && own->order == step.order;
    }

    // ---- terms

    [[nodiscard]] static bool later_note(const Event& a, const Event& b) {
        if (a.note == b.note) {
            return false;
        }
        return a.day != b.day ? a.day > b.day
                              : a.recorded != 0 && b.recorded != 0 && a.recorded > b.recorded;
    }

    void add_term(std::uint8_t about, const Event& set, Date due, bool met, std::uint16_t rule) {
        out_.terms.push_back(
            {about, core::term_state(due, context_.today, profile_.due_soon_days, met, false), rule,
             set.day, due, set.note});
    }

    /// Terms that notes set. A later note that sets the same kind of term moves it, unless the
    /// effect was looked at in between.
    void note_terms() {
        for (const Event& set : events_) {
            if (set.subject.value < first_term ||
                set.subject.value >= first_term + max_terms_named) {
                continue;
            }
            const auto about = static_cast<std::uint8_t>(set.subject.value - first_term);
            const Event* next = nullptr;
            bool restated = false;
            for (const Event& other : events_) {
                if (other.subject != set.subject) {
                    continue;
                }
                if (later_note(other, set) && (next == nullptr || later_note(*next, other))) {
                    next = &other;
                }
                restated = restated || (other.due == set.due && later_note(set, other));
            }
            if (restated) {
                continue;  // said before: the first note set it
            }
            if (next != nullptr && next->due == set.due) {
                next = mover(set);
            }
            const bool met = met_between(profile_.terms[about].met_by, set, next);
            if (next == nullptr || met) {
                add_term(about, set, set.due, met, no_rule);
            }
        }
    }

    /// The first later note that gives the term another day.
    [[nodiscard]] const Event* mover(const Event& set) const {
        const Event* next = nullptr;
        for (const Event& other : events_) {
            if (other.subject == set.subject && other.due != set.due && later_note(other, set) &&
                (next == nullptr || later_note(*next, other))) {
                next = &other;
            }
        }
        return next;
    }

    [[nodiscard]] bool met_between(Matches met_by, const Event& set, const Event* until) const {
        return std::any_of(events_.begin(), events_.end(), [&](const Event& event) {
            return any_hit(met_by, event) == Hit::yes && later_note(event, set) &&
                   (until == nullptr || event.note == until->note || !later_note(event, *until));
        });
    }

    [[nodiscard]] std::optional<Date> due_day(const RuleTerm& term, Date from) const {
        switch (term.unit) {
            case TermUnit::days:
                return from + std::chrono::days{term.amount};
            case TermUnit::working_days:
                return context_.calendar.add_working_days(from, term.amount, profile_.working_days);
            case TermUnit::months:
                return core::add_months(from, term.amount);
            case TermUnit::none:
            case TermUnit::agreed:
                break;
        }
        return std::nullopt;
    }

    // ---- findings

    void add(std::uint16_t index, Verdict verdict, const Event& at, Cause cause = Cause::plain) {
        const Rule& rule = profile_.rules[index];
        FindingVerdict finding{index, verdict,   rule.external ? Force::should : rule.force,
                               cause, rule.step, false,
                               false, at.day,    Date{},
                               {},    at.note};
        push(finding);
    }

    void push(FindingVerdict finding) {
        if (finding.rule != no_rule) {
            finding.about_step = finding.about_step || profile_.rules[finding.rule].about_step;
        }
        out_.findings.push_back(finding);
    }

    [[nodiscard]] bool applies(const Rule& rule, const Event& event) const {
        if (event.day < rule.from || event.day > rule.until) {
            return false;
        }
        if (rule.age_from == 0 && rule.age_until == 0) {
            return true;
        }
        if (!context_.birth_date) {
            return false;  // not known: silent, never a guess
        }
        const int age = core::age_on(*context_.birth_date, event.day);
        return age >= rule.age_from && (rule.age_until == 0 || age <= rule.age_until);
    }

    [[nodiscard]] bool triggers(const Rule& rule, const Event& event) const {
        return any_hit(rule.trigger, event) == Hit::yes && applies(rule, event) &&
               preceded(rule, event);
    }

    [[nodiscard]] bool preceded(const Rule& rule, const Event& event) const {
        return (rule.earlier.empty() || happened(rule.earlier, event.day - std::chrono::days{1})) &&
               (rule.so_far.empty() || happened(rule.so_far, event.day));
    }

    [[nodiscard]] bool happened(Matches matches, Date by) const {
        return std::any_of(events_.begin(), events_.end(), [&](const Event& event) {
            return event.day <= by && any_hit(matches, event) == Hit::yes;
        });
    }

    /// Whether the talk (or whatever the rule asks) was waived, and if so with which ground.
    [[nodiscard]] Excuse excuse(const Rule& rule) const {
        Excuse best;
        for (std::size_t i = 0; i < profile_.waivers.size(); ++i) {
            if (((rule.waivers >> i) & 1U) == 0) {
                continue;
            }
            for (const Event& event : events_) {
                const Hit found = any_hit(profile_.waivers[i].act, event);
                if (found != Hit::no) {
                    better(best, excuse_of(profile_.waivers[i], event, found));
                }
            }
        }
        return best;
    }

    [[nodiscard]] static Excuse excuse_of(const Waiver& waiver, const Event& event, Hit found) {
        const core::MarkSet given = event.marks | event.note_marks;
        for (const core::MarkSet& accepted : waiver.accepted) {
            if (given.contains_all(accepted)) {
                return {found == Hit::yes ? Verdict::waived : Verdict::to_confirm, given, &event};
            }
        }
        if (given.intersects(waiver.doubtful)) {
            return {Verdict::to_confirm, given, &event};
        }
        if (given.intersects(waiver.others)) {
            return {found == Hit::yes ? waiver.unlisted : Verdict::to_confirm, given, &event};
        }
        if (given.intersects(waiver.void_grounds)) {
            return {};
        }
        return {Verdict::to_confirm, {}, &event};
    }

    static void better(Excuse& best, const Excuse& candidate) {
        const auto rank = [](const Excuse& excuse) {
            if (!excuse.verdict) {
                return 0;
            }
            return *excuse.verdict == Verdict::waived       ? 3
                   : *excuse.verdict == Verdict::to_confirm ? 2
                                                            : 1;
        };
        if (rank(candidate) > rank(best)) {
            best = candidate;
        }
    }

    /// Adds what an excuse makes of a duty that was not done; false when there is none.
    bool add_excused(std::uint16_t index, bool about_step) {
        const Rule& rule = profile_.rules[index];
        if (rule.waivers == 0) {
            return false;
        }
        const Excuse found = excuse(rule);
        if (!found.verdict) {
            return false;
        }
        if (*found.verdict != Verdict::waived) {
            const Cause cause = found.grounds.empty() ? Cause::unclear_ground : Cause::other_ground;
            FindingVerdict finding{index,     *found.verdict, rule.force,     cause,
                                   rule.step, about_step,     false,          found.act->day,
                                   Date{},    found.grounds,  found.act->note};
            push(finding);
        }
        excused_ = *found.verdict;
        return true;
    }

    // ---- rules

    [[nodiscard]] bool conditions_hold(const Rule& rule) const {
        return (rule.seen.empty() || seen(rule.seen)) &&
               (rule.not_seen.empty() || !seen(rule.not_seen));
    }

    void judge_rule(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        switch (rule.kind) {
            case Template::existence:
            case Template::init:
                judge_existence(index);
                return;
            case Template::after_each_step:
                if (conditions_hold(rule)) {
                    judge_after_each_step(index);
                }
                return;
            case Template::alternate:
                if (conditions_hold(rule)) {
                    judge_alternate(index);
                }
                return;
            default:
                break;
        }
        if (!present_.intersects(rule.presence) &&
            !present_steps_.intersects(rule.presence_steps)) {
            return;
        }
        if (!conditions_hold(rule)) {
            return;
        }
        switch (rule.kind) {
            case Template::actor:
            case Template::co_actor:
                judge_actor(index);
                return;
            case Template::human_decision:
                judge_decision(index);
                return;
            case Template::exclusive_choice:
            case Template::not_coexistence:
            case Template::not_succession:
                judge_exclusion(index);
                return;
            case Template::periodic:
                judge_periodic(index);
                return;
            case Template::choice:
            case Template::precedence:
            case Template::response:
            case Template::responded_existence:
            case Template::chain:
            case Template::data:
                judge_response(index);
                return;
            default:
                return;  // templates that no dossier can show: listed, not judged
        }
    }

    /// A step of the ladder: open while it is ahead, missing once a later one was taken without it.
    void judge_existence(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        const StepId id{rule.step};
        StepVerdict* step = step_verdict(rule.step);
        if (step == nullptr || taken_.contains(id) || !conditions_hold(rule) || events_.empty() ||
            !applies(rule, events_.front())) {
            return;
        }
        if (add_excused(index, true)) {
            step->verdict = excused_;
            return;
        }
        if (doubted_.contains(id)) {
            return;  // settled with the other steps in doubt
        }
        const LadderStep& own = *ladder_step(rule.step);
        const Event* later = first_later(own);
        if (later != nullptr) {
            step->verdict = Verdict::missing;
            FindingVerdict finding{
                index, Verdict::missing, rule.force, Cause::plain, rule.step,  true,
                false, later->day,       Date{},     {},           later->note};
            push(finding);
        } else if (emergency_ && own.order < profile_.emergency_order) {
            const Event& report = *days_[profile_.emergency_step].event;
            FindingVerdict finding{
                index,      Verdict::open, rule.force, Cause::emergency, rule.step, true, false,
                report.day, Date{},        {},         report.note};
            push(finding);
            out_.emergency_incomplete = true;
        }
    }

    /// The first event that shows a later step; null while all are ahead.
    [[nodiscard]] const Event* first_later(const LadderStep& own) const {
        const Event* first = nullptr;
        for (const LadderStep& step : profile_.ladder) {
            if (!taken_.contains(step.id) || step.order <= own.order || step.early ||
                (emergency_ && step.order >= profile_.emergency_order)) {
                continue;
            }
            const Event* event = days_[step.id.value].event;
            if (first == nullptr || event->day < first->day) {
                first = event;
            }
        }
        return first;
    }

    /// The first event that asks for the duty and is not answered; null when none is open.
    [[nodiscard]] const Event* unanswered(const Rule& rule, Answered& weak) const {
        const Event* last = nullptr;
        for (const Event& event : events_) {
            if (!triggers(rule, event)) {
                continue;
            }
            last = &event;
            if (rule.occurrence == Occurrence::last) {
                continue;
            }
            const Answered answer = answered(rule.duty, event);
            if (answer.hit != Hit::yes) {
                weak = answer;
                return &event;
            }
            if (rule.occurrence == Occurrence::first) {
                return nullptr;
            }
        }
        if (rule.occurrence == Occurrence::last && last != nullptr) {
            const Answered answer = answered(rule.duty, *last);
            if (answer.hit != Hit::yes) {
                weak = answer;
                return last;
            }
        }
        return nullptr;
    }

    void judge_response(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        if (rule.term_made != no_step) {
            make_terms(index);
        }
        if (rule.term.unit == TermUnit::agreed && judge_agreed(index)) {
            return;
        }
        Answered weak;
        const Event* asking = unanswered(rule, weak);
        if (asking == nullptr) {
            return;
        }
        if (rule.duty.empty()) {
            // A term that nothing but renewal ends: only its passing is told.
            const auto due = due_day(rule.term, asking->day);
            if (due && context_.today > *due) {
                add_with_due(index, Verdict::late, *asking, *due);
            }
            return;
        }
        if (weak.hit == Hit::doubtful) {
            add(index, Verdict::to_confirm, *weak.by, Cause::uncertain_evidence);
            return;
        }
        if (!rule.doubtful.empty() && answered(rule.doubtful, *asking).hit != Hit::no) {
            add(index, Verdict::to_confirm, *asking, Cause::weak_evidence);
            return;
        }
        if (add_excused(index, false)) {
            return;
        }
        add_unanswered(index, *asking);
    }

    void add_with_due(std::uint16_t index, Verdict verdict, const Event& at, Date due) {
        const Rule& rule = profile_.rules[index];
        FindingVerdict finding{index,        verdict,   rule.external ? Force::should : rule.force,
                               Cause::plain, rule.step, false,
                               true,         at.day,    due,
                               {},           at.note};
        push(finding);
    }

    void add_unanswered(std::uint16_t index, const Event& asking) {
        const Rule& rule = profile_.rules[index];
        if (const auto due = due_day(rule.term, asking.day)) {
            if (context_.today > *due) {
                add_with_due(index, Verdict::late, asking, *due);
            } else if (rule.term_made == no_step) {
                add_with_due(index, Verdict::open, asking,
                             *due);  // a term of its own shows it already
            }
            return;
        }
        const bool excused_by_emergency =
            emergency_ && rule.at_once && asking.shows.contains(StepId{profile_.emergency_step});
        if ((rule.at_once && !excused_by_emergency) || violated(rule, asking.day)) {
            add(index, Verdict::missing, asking);
        } else if (!rule.quiet) {
            add(index, Verdict::open, asking,
                excused_by_emergency ? Cause::emergency : Cause::plain);
        }
    }

    [[nodiscard]] bool violated(const Rule& rule, Date day) const {
        // "Directly next": any other step on a later day breaks the chain.
        return rule.kind == Template::chain ? later_taken(0, day + std::chrono::days{1}, rule.step)
                                            : later_taken(rule.by_order, day, rule.step);
    }

    /// A duty on an agreed term: the term decides. False when no term of that kind was ever agreed.
    bool judge_agreed(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        const TermVerdict* open = nullptr;
        bool any = false;
        for (const TermVerdict& term : out_.terms) {
            if (term.about == rule.term.named) {
                any = true;
                if (term.state != core::TermState::met &&
                    (open == nullptr || term.due < open->due)) {
                    open = &term;
                }
            }
        }
        if (open != nullptr && open->state == core::TermState::overdue) {
            FindingVerdict finding{index, Verdict::late, rule.force, Cause::plain, rule.step, false,
                                   true,  open->set_on,  open->due,  {},           open->note};
            push(finding);
        }
        return any;
    }

    /// Terms that the rule itself sets: one per day on which it was asked for (first or each), or
    /// the last alone.
    void make_terms(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        const Event* last = nullptr;
        for (const Event& event : events_) {
            if (!triggers(rule, event) || (last != nullptr && last->day == event.day)) {
                continue;
            }
            const Event* before = last;
            last = &event;
            if (rule.occurrence == Occurrence::last) {
                continue;
            }
            const bool met = !rule.duty.empty() && answered(rule.duty, event).hit == Hit::yes;
            if (before != nullptr &&
                (rule.occurrence == Occurrence::first || answered_on(rule.duty, event.day))) {
                continue;  // an answer of that same day speaks of the earlier one
            }
            add_rule_term(index, event, met);
        }
        if (rule.occurrence == Occurrence::last && last != nullptr) {
            add_rule_term(index, *last,
                          !rule.duty.empty() && answered(rule.duty, *last).hit == Hit::yes);
        }
    }

    [[nodiscard]] bool answered_on(Matches duty, Date day) const {
        return std::any_of(events_.begin(), events_.end(), [&](const Event& event) {
            return event.day == day && any_hit(duty, event) == Hit::yes;
        });
    }

    void add_rule_term(std::uint16_t index, const Event& event, bool met) {
        const Rule& rule = profile_.rules[index];
        if (const auto due = due_day(rule.term, event.day)) {
            add_term(rule.term_made, event, *due, met, index);
        }
    }

    /// The director after each step (R136): told of that step by name, told of everything so far,
    /// or there.
    void judge_after_each_step(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        for (const LadderStep& step : profile_.ladder) {
            if (!rule.steps.contains(step.id) || !taken_.contains(step.id)) {
                continue;
            }
            const Event& first = *days_[step.id.value].event;
            if (!applies(rule, first)) {
                continue;
            }
            const Hit told = told_of(rule, step.id, first.day);
            if (told == Hit::yes) {
                continue;
            }
            Verdict verdict = Verdict::to_confirm;
            if (told == Hit::no) {
                verdict = later_taken(step.order + 1, first.day, step.id.value) ? Verdict::missing
                                                                                : Verdict::open;
            }
            FindingVerdict finding{
                index,         verdict,
                rule.force,    told == Hit::no ? Cause::plain : Cause::uncertain_evidence,
                step.id.value, false,
                false,         first.day,
                Date{},        {},
                first.note};
            push(finding);
        }
    }

    [[nodiscard]] Hit told_of(const Rule& rule, StepId step, Date day) const {
        Hit best = Hit::no;
        for (const Event& event : events_) {
            Hit found = Hit::no;
            if (event.about.empty() ? event.day >= day : event.about.contains(step)) {
                found = any_hit(rule.duty, event);
            }
            if (event.shows.contains(step) &&
                (event.actors | event.author).intersects(rule.roles)) {
                found = std::max(found, event.certain ? Hit::yes : Hit::doubtful);
            }
            best = std::max(best, found);
        }
        return best;
    }

    /// A duty between every two following steps (R065). Each gap needs its own; one more, later,
    /// makes good for an earlier gap.
    void judge_alternate(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        std::array<const LadderStep*, max_steps> order{};
        std::size_t count = 0;
        for (const LadderStep& step : profile_.ladder) {
            if (rule.steps.contains(step.id) && taken_.contains(step.id)) {
                order[count++] = &step;
            }
        }
        for (std::size_t i = 1; i < count;
             ++i) {  // by insertion: a ladder is short, and std::stable_sort allocates
            for (std::size_t j = i; j > 0 && first_day(*order[j]) < first_day(*order[j - 1]); --j) {
                std::swap(order[j], order[j - 1]);
            }
        }
        std::size_t needed = 0;
        for (std::size_t i = count; i-- > 1;) {
            const LadderStep& from = *order[i - 1];
            const Date start = first_day(from);
            const Date end = first_day(*order[i]);
            if (start == end || !applies(rule, *days_[from.id.value].event)) {
                continue;
            }
            if (count_days(rule.duty, start, end) > 0 ||
                count_days(rule.duty, start, Date::max()) > needed) {
                ++needed;
                continue;
            }
            add_gap(index, from);
        }
    }

    void add_gap(std::uint16_t index, const LadderStep& from) {
        const Event& first = *days_[from.id.value].event;
        const std::size_t before = out_.findings.size();
        if (!add_excused(index, false)) {
            add(index, Verdict::missing, first);
        }
        if (out_.findings.size() > before) {
            FindingVerdict& finding = out_.findings[out_.findings.size() - 1];
            finding.step = from.id.value;
            finding.since = first.day;
        }
    }

    [[nodiscard]] Date first_day(const LadderStep& step) const {
        return days_[step.id.value].first;
    }

    /// Days from `start` to `end` on which the duty was done.
    [[nodiscard]] std::size_t count_days(Matches duty, Date start, Date end) const {
        std::size_t count = 0;
        std::optional<Date> last;
        for (const Event& event : events_) {
            if (event.day >= start && event.day <= end && event.day != last &&
                any_hit(duty, event) == Hit::yes) {
                ++count;
                last = event.day;
            }
        }
        return count;
    }

    void judge_actor(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        core::RoleSet named;
        core::RoleSet known;
        const Event* first = nullptr;
        for (const Event& event : events_) {
            if (triggers(rule, event)) {
                first = first == nullptr ? &event : first;
                named |= event.actors;
                known |= event.actors | event.author;
            }
        }
        if (first == nullptr) {
            return;
        }
        const bool met = rule.kind == Template::actor ? known.intersects(rule.roles)
                                                      : known.contains_all(rule.roles);
        if (met) {
            return;
        }
        const bool another = named.intersects(rule.instead) ||
                             (rule.kind == Template::co_actor && named.intersects(rule.roles));
        add(index, another ? Verdict::missing : Verdict::to_confirm, *first,
            another ? Cause::plain : Cause::weak_evidence);
    }

    void judge_decision(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        for (const Event& event : events_) {
            if (any_hit(rule.trigger, event) != Hit::no && applies(rule, event)) {
                add(index, Verdict::to_confirm, event, Cause::decision);
                return;
            }
        }
    }

    /// Two things that do not go together: a person looks at it, nothing is called missing.
    void judge_exclusion(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        for (const Event& event : events_) {
            if (!triggers(rule, event)) {
                continue;
            }
            for (const Event& other : events_) {
                const bool counts = rule.kind != Template::not_succession || other.day > event.day;
                if (counts && &other != &event && any_hit(rule.duty, other) == Hit::yes) {
                    add(index, Verdict::to_confirm, other, Cause::decision);
                    return;
                }
            }
        }
        if (rule.kind == Template::exclusive_choice) {
            judge_response(index);
        }
    }

    /// Again and again while the dossier is open, counted from the last time.
    void judge_periodic(std::uint16_t index) {
        const Rule& rule = profile_.rules[index];
        if (out_.state == DossierState::closed) {
            return;
        }
        const Event* start = nullptr;
        for (const Event& event : events_) {
            if (triggers(rule, event)) {
                start = &event;
                break;
            }
        }
        if (start == nullptr) {
            return;
        }
        const Event* last = start;
        for (const Event& event : events_) {
            if (event.day >= start->day && any_hit(rule.duty, event) == Hit::yes) {
                last = &event;
            }
        }
        const auto due = due_day(rule.term, last->day);
        if (due && context_.today > *due) {
            add_with_due(index, Verdict::late, *last, *due);
        }
    }

    // ---- steps

    void start_steps() {
        for (const LadderStep& step : profile_.ladder) {
            const bool taken = taken_.contains(step.id);
            out_.steps.push_back({step.id, taken ? Verdict::met : Verdict::open, taken,
                                  taken ? first_day(step) : Date{}});
        }
    }

    [[nodiscard]] StepVerdict* step_verdict(std::uint8_t id) {
        for (StepVerdict& step : out_.steps) {
            if (step.id.value == id) {
                return &step;
            }
        }
        return nullptr;
    }

    /// What is left open after the rules: doubt, demands of other rules, the other way of a shared
    /// step, a closed dossier.
    void settle_steps() {
        for (std::size_t i = 0; i < profile_.ladder.size(); ++i) {
            const LadderStep& step = profile_.ladder[i];
            StepVerdict& verdict = out_.steps[i];
            if (verdict.verdict != Verdict::open) {
                continue;
            }
            if (doubted_.contains(step.id)) {
                verdict.verdict = Verdict::to_confirm;
                add_doubted(step);
                continue;
            }
            if (const auto demanded = demand(step.id.value)) {
                verdict.verdict = *demanded;
            } else if (emergency_ && step.order < profile_.emergency_order) {
                continue;
            } else if (out_.state == DossierState::closed || other_way_taken(step)) {
                verdict.verdict = Verdict::not_applicable;
            }
        }
    }

    void add_doubted(const LadderStep& step) {
        for (const Event& event : events_) {
            if (event.shows.contains(step.id)) {
                const Force force =
                    step.rule == no_rule ? Force::must : profile_.rules[step.rule].force;
                FindingVerdict finding{step.rule,     Verdict::to_confirm,
                                       force,         Cause::uncertain_evidence,
                                       step.id.value, true,
                                       false,         event.day,
                                       Date{},        {},
                                       event.note};
                push(finding);
                return;
            }
        }
    }

    [[nodiscard]] std::optional<Verdict> demand(std::uint8_t step) const {
        std::optional<Verdict> worst;
        for (const FindingVerdict& finding : out_.findings) {
            if (finding.about_step || finding.rule == no_rule ||
                profile_.rules[finding.rule].demands != step) {
                continue;
            }
            const bool counts = finding.verdict == Verdict::open ||
                                finding.verdict == Verdict::late ||
                                finding.verdict == Verdict::missing;
            if (counts && (!worst || severity(finding.verdict) > severity(*worst))) {
                worst = finding.verdict;
            }
        }
        return worst;
    }

    [[nodiscard]] bool other_way_taken(const LadderStep& step) const {
        return step.shared_order && std::any_of(profile_.ladder.begin(), profile_.ladder.end(),
                                                [&](const LadderStep& other) {
                                                    return other.order == step.order &&
                                                           other.id != step.id &&
                                                           taken_.contains(other.id);
                                                });
    }

    // ---- the whole

    [[nodiscard]] static int severity(Verdict verdict) {
        switch (verdict) {
            case Verdict::late:
                return 4;
            case Verdict::missing:
                return 3;
            case Verdict::to_confirm:
                return 2;
            case Verdict::open:
                return 1;
            default:
                return 0;
        }
    }

    /// Two rules that ask for the same thing of the same step are one finding: the graver, and of
    /// equals the first.
    void drop_repetitions() {
        for (std::size_t i = 0; i < out_.findings.size(); ++i) {
            for (std::size_t j = i + 1; j < out_.findings.size();) {
                if (!same_matter(out_.findings[i], out_.findings[j])) {
                    ++j;
                    continue;
                }
                if (gravity(out_.findings[j]) > gravity(out_.findings[i])) {
                    out_.findings[i] = out_.findings[j];
                }
                out_.findings.erase_at(j);
            }
        }
    }

    [[nodiscard]] static int gravity(const FindingVerdict& finding) {
        return severity(finding.verdict) * 2 + (finding.force == Force::must ? 1 : 0);
    }

    [[nodiscard]] bool same_matter(const FindingVerdict& a, const FindingVerdict& b) const {
        if (a.step != b.step || a.about_step != b.about_step) {
            return false;
        }
        if (a.about_step) {
            return true;
        }
        return profile_.rules[a.rule].about == profile_.rules[b.rule].about;
    }

    void find_level() {
        if (!find_alarm() && !urgent_finding() && !out_.emergency_incomplete) {
            level_of_findings();
            return;
        }
        out_.level = BadgeLevel::urgent;
        out_.count = static_cast<std::uint16_t>(std::max<std::size_t>(1, out_.findings.size()));
    }

    /// An alarm is answered by the act that its profile names, on its day or later.
    bool find_alarm() {
        for (const Event& event : events_) {
            if (event.subject.value < first_alarm ||
                event.subject.value >= first_alarm + max_alarms) {
                continue;
            }
            const auto alarm = static_cast<std::uint8_t>(event.subject.value - first_alarm);
            if (answered(profile_.alarms[alarm].answered_by, event).hit != Hit::yes) {
                out_.alarm = alarm;
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool urgent_finding() const {
        return std::any_of(
            out_.findings.begin(), out_.findings.end(), [&](const FindingVerdict& finding) {
                return finding.rule != no_rule && profile_.rules[finding.rule].urgent &&
                       finding.verdict != Verdict::to_confirm;
            });
    }

    void level_of_findings() {
        std::uint16_t grave = 0;
        std::uint16_t light = 0;
        for (const FindingVerdict& finding : out_.findings) {
            const bool violated =
                finding.verdict == Verdict::late || finding.verdict == Verdict::missing;
            if (violated && finding.force == Force::must) {
                ++grave;
            } else {
                ++light;
            }
        }
        for (const TermVerdict& term : out_.terms) {
            if (term.state == core::TermState::due_soon || term.state == core::TermState::due ||
                term.state == core::TermState::overdue) {
                ++light;
            }
        }
        if (grave > 0) {
            out_.level = BadgeLevel::late;
            out_.count = grave;
        } else if (out_.state != DossierState::open) {
            out_.level = BadgeLevel::closed;
        } else if (light > 0) {
            out_.level = BadgeLevel::attention;
            out_.count = light;
        }
    }

    struct Days {
        Date first{};
        Date last = Date::min();
        const Event* event = nullptr;  // the first that shows it
    };

    std::span<const Event> events_;
    const JudgeContext& context_;
    const Profile::Compiled& profile_;
    Verdicts& out_;

    std::array<Days, max_steps> days_{};
    core::StepSet taken_, doubted_, present_steps_;
    SubjectSet present_;
    Date closing_day_{};
    bool emergency_ = false;
    Verdict excused_ = Verdict::open;
};

}  // namespace

void judge(std::span<const Event> events, const JudgeContext& context, Verdicts& out) {
    Judge(events, context, out).run();
}

}  // namespace meldbrug::route
