// One function for each template that a rule can have.
#include "judge.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::route {

bool Judge::conditions_hold(const Rule& rule) const {
    if (!rule.seen.empty() && !seen(rule.seen)) {
        return refuse("not_seen");
    }
    return rule.not_seen.empty() || !seen(rule.not_seen) || refuse("seen");
}

void Judge::judge_rule(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    if ((left_ & ~rule.kept_by) != 0 && rule.kind != Template::other_route) {
        tell("other_route");
        return;
    }
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
    if (!present_.intersects(rule.presence) && !present_steps_.intersects(rule.presence_steps)) {
        if (walk_ != nullptr) {
            tell_no_trigger(rule);
        }
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
        case Template::other_route:
            judge_other_route(index);
            return;
        case Template::exclusive_choice:
            judge_response(index);
            judge_both_ways(index);
            return;
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

void Judge::judge_existence(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    const StepId id{rule.step};
    StepVerdict* step = step_verdict(rule.step);
    if (step == nullptr || events_.empty()) {
        return;
    }
    if (outside_.contains(id)) {
        tell("outside");
        return;
    }
    if (taken_.contains(id)) {
        tell("taken", days_[id.value].event);
        return;
    }
    if (!conditions_hold(rule) || !applies(rule, events_.front())) {
        return;
    }
    const LadderStep& own = *ladder_step(rule.step);
    tell("belongs");
    if (walk_ != nullptr) {
        tell_not_shown(id);
    }
    const Event* later = first_later(own);
    if (add_excused(index, true, {.asked = later == nullptr ? Date::max() : later->day})) {
        step->verdict = excused_;
        return;
    }
    if (doubted_.contains(id)) {
        tell("doubted");
        return;  // settled with the other steps in doubt
    }
    const bool urgent = emergency_ != nullptr && before_report(profile_, own);
    out_.emergency_incomplete = out_.emergency_incomplete || urgent;
    if (later != nullptr) {
        tell("passed", later);
        step->verdict = Verdict::missing;
        FindingVerdict finding{index, Verdict::missing, rule.force, Cause::plain, rule.step,  true,
                               false, later->day,       Date{},     {},           later->note};
        push(finding);
    } else if (urgent) {
        FindingVerdict finding{
            index,           Verdict::open, rule.force, Cause::emergency, rule.step, true, false,
            emergency_->day, Date{},        {},         emergency_->note};
        tell("emergency", emergency_);
        push(finding);
    } else {
        tell("ahead");
    }
}

const Event* Judge::first_later(const LadderStep& own) const {
    const Event* first = nullptr;
    for (const LadderStep& step : profile_.ladder) {
        if (step.ladder != own.ladder || !taken_.contains(step.id) || step.order <= own.order ||
            step.early) {
            continue;
        }
        const Event* event = days_[step.id.value].event;
        if (in_emergency(step) && event->day >= alarm_day_) {
            tell("in_emergency", event);
            continue;
        }
        if (first == nullptr || event->day < first->day) {
            first = event;
        }
    }
    return first;
}

const Ruling* Judge::ruling_on(std::uint16_t index, const Event& asking) const {
    const Ruling* said = ruling(index, asking.note);
    if (said == nullptr) {
        return nullptr;
    }
    const Rule& rule = profile_.rules[index];
    const bool asks_people =
        rule.unmet_to_confirm ||
        (!rule.doubtful.empty() && find_answer(rule.doubtful, asking).hit != Hit::no);
    return asks_people ? said : nullptr;
}

const Event* Judge::unanswered(std::uint16_t index, Answered& weak) const {
    const Rule& rule = profile_.rules[index];
    const Event* first = nullptr;
    const Event* asking = first_trigger(rule);
    if (asking == nullptr && walk_ != nullptr) {
        tell_no_trigger(rule);
    }
    while (asking != nullptr) {
        const Event* next =
            rule.occurrence == Occurrence::first ? nullptr : next_trigger(rule, *asking);
        if (rule.occurrence != Occurrence::last || next == nullptr) {
            tell("asks", asking);
            const Answered answer = answered(rule.duty, *asking);
            const Ruling* said = answer.hit == Hit::yes ? nullptr : ruling_on(index, *asking);
            const bool open = answer.hit != Hit::yes && (said == nullptr || !said->met);
            if (said != nullptr && said->met) {
                tell("said_met", asking);
            }
            if (open && (first == nullptr || said != nullptr)) {
                first = asking;
                weak = answer;
            }
            if (open && (said != nullptr || context_.rulings.empty())) {
                return first;
            }
        }
        asking = next;
    }
    return first;
}

void Judge::judge_response(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    if (rule.term_made != no_step) {
        Walk* const walk = std::exchange(walk_, nullptr);  // the same acts ask once more below
        make_terms(index);
        walk_ = walk;
    }
    if (rule.term.unit == TermUnit::agreed && judge_agreed(index)) {
        return;
    }
    Answered weak;
    const Event* asking = unanswered(index, weak);
    if (asking == nullptr) {
        return;
    }
    if (rule.duty.empty()) {
        // A term that nothing but renewal ends: only its passing is told.
        const auto due = due_day(rule.term, asking->day);
        if (due) {
            tell_due(context_.today > *due ? "due.passed" : "due.runs", *asking, *due);
        }
        if (due && context_.today > *due) {
            add_with_due(index, Verdict::late, *asking, *due);
        }
        return;
    }
    if (weak.hit == Hit::doubtful) {
        add(index, Verdict::to_confirm, *weak.by, Cause::uncertain_evidence);
        return;
    }
    if (!rule.doubtful.empty() && find_answer(rule.doubtful, *asking).hit != Hit::no) {
        tell("weak", find_answer(rule.doubtful, *asking).by);
        ask(index, *asking, Cause::weak_evidence);
        return;
    }
    if (add_excused(index, false, {.asked = asking->day})) {
        return;
    }
    add_unanswered(index, *asking);
}

void Judge::add_with_due(std::uint16_t index, Verdict verdict, const Event& at, Date due) {
    const Rule& rule = profile_.rules[index];
    FindingVerdict finding{index,        verdict,   rule.external ? Force::should : rule.force,
                           Cause::plain, rule.step, false,
                           true,         at.day,    due,
                           {},           at.note};
    push(finding);
}

void Judge::add_unanswered(std::uint16_t index, const Event& asking) {
    const Rule& rule = profile_.rules[index];
    if (const auto due = due_day(rule.term, asking.day)) {
        tell_due(context_.today > *due ? "due.passed" : "due.runs", asking, *due);
        if (context_.today > *due) {
            add_violated(index, Verdict::late, asking, *due);
        } else if (rule.term_made == no_step) {
            add_with_due(index, Verdict::open, asking, *due);
        } else {
            tell("term_shows");  // a term of its own shows it already
        }
        return;
    }
    const bool excused = rule.at_once && excused_by_emergency(rule, asking);
    if (rule.at_once) {
        tell(excused ? "emergency" : "at_once", &asking);
    }
    if ((rule.at_once && !excused) || violated(rule, asking.day)) {
        add_violated(index, Verdict::missing, asking, std::nullopt);
    } else if (!rule.quiet) {
        add(index, Verdict::open, asking, excused ? Cause::emergency : Cause::plain);
    } else {
        tell("quiet");
    }
}

void Judge::add_violated(std::uint16_t index, Verdict verdict, const Event& at,
                         std::optional<Date> due) {
    if (profile_.rules[index].unmet_to_confirm) {
        tell("seldom_told");
        ask(index, at, Cause::seldom_told);
    } else if (due) {
        add_with_due(index, verdict, at, *due);
    } else {
        add(index, verdict, at);
    }
}

bool Judge::violated(const Rule& rule, Date day) const {
    // "Directly next": any other step on a later day breaks the chain.
    const bool over = rule.kind == Template::chain
                          ? later_taken(0, day + std::chrono::days{1}, rule.step, rule.by_ladder)
                          : later_taken(rule.by_order, day, rule.step, rule.by_ladder);
    return over || refuse("ahead");
}

bool Judge::judge_agreed(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    const TermVerdict* open = nullptr;
    bool any = false;
    for (const TermVerdict& term : out_.terms) {
        if (term.about == rule.term.named) {
            any = true;
            if (walk_ != nullptr) {
                walk_->tell({.says = "agreed." + std::string(core::name_of(term.state)),
                             .note = term.note,
                             .day = term.set_on,
                             .due = term.due});
            }
            if (term.state != core::TermState::met && (open == nullptr || term.due < open->due)) {
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

void Judge::make_terms(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    const Event* last = nullptr;
    for (const Event* event = first_trigger(rule); event != nullptr;
         event = next_trigger(rule, *event)) {
        if (last != nullptr && last->day == event->day) {
            continue;
        }
        const Event* before = last;
        last = event;
        if (rule.occurrence == Occurrence::last) {
            continue;
        }
        if (before != nullptr &&
            (rule.occurrence == Occurrence::first || answered_on(rule.duty, event->day))) {
            continue;  // an answer of that same day speaks of the earlier one
        }
        add_rule_term(index, *event,
                      !rule.duty.empty() && answered(rule.duty, *event).hit == Hit::yes);
    }
    if (rule.occurrence == Occurrence::last && last != nullptr) {
        add_rule_term(index, *last,
                      !rule.duty.empty() && answered(rule.duty, *last).hit == Hit::yes);
    }
}

bool Judge::answered_on(Matches duty, Date day) const {
    for (std::size_t i = 0; i < duty.count; ++i) {
        const Event* first = first_from(hits(duty.first + i).certain, day);
        if (first != nullptr && first->day == day) {
            return true;
        }
    }
    return false;
}

void Judge::add_rule_term(std::uint16_t index, const Event& event, bool met) {
    const Rule& rule = profile_.rules[index];
    if (const auto due = due_day(rule.term, event.day)) {
        add_term(rule.term_made, event, *due, met, index);
    }
}

void Judge::judge_after_each_step(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    for (const LadderStep& step : profile_.ladder) {
        if (!rule.steps.contains(step.id) || !taken_.contains(step.id)) {
            continue;
        }
        const Event& first = *days_[step.id.value].event;
        if (!applies(rule, first)) {
            continue;
        }
        tell("asks", &first);
        const Answered told = told_of(rule, step.id, first.day);
        if (told.hit == Hit::yes) {
            tell(told.by->shows.contains(step.id) ? "was_there" : "answers", told.by);
            continue;
        }
        if (walk_ != nullptr) {
            tell_not_told_of(rule, step.id);
        }
        Verdict verdict = Verdict::to_confirm;
        if (told.hit == Hit::no) {
            verdict = later_taken(step.order + 1, first.day, step.id.value, step.ladder)
                          ? Verdict::missing
                          : Verdict::open;
            if (verdict == Verdict::open) {
                tell("ahead");
            }
        }
        FindingVerdict finding{
            index,         verdict,
            rule.force,    told.hit == Hit::no ? Cause::plain : Cause::uncertain_evidence,
            step.id.value, false,
            false,         first.day,
            Date{},        {},
            first.note,    told.by == nullptr ? no_event : number_of(*told.by)};
        push(finding);
    }
}

Answered Judge::told_of(const Rule& rule, StepId step, Date day) const {
    Answered best;
    for (std::size_t i = 0; i < rule.duty.count; ++i) {
        const JudgeRoom::Hits& told = hits(rule.duty.first + i);
        const auto tells = [&](std::uint32_t number) {
            const Event& event = events_[number];
            return event.about.empty() ? event.day >= day : event.about.contains(step);
        };
        const auto certain = by_day(told.certain);
        if (const auto by = std::find_if(certain.begin(), certain.end(), tells);
            by != certain.end()) {
            return {Hit::yes, &events_[*by]};
        }
        const auto doubtful = by_day(told.doubtful);
        if (const auto by = std::find_if(doubtful.begin(), doubtful.end(), tells);
            by != doubtful.end() && best.by == nullptr) {
            best = {Hit::doubtful, &events_[*by]};
        }
    }
    for (const Event& event : events_) {
        if (event.shows.contains(step) && (event.actors | event.author).intersects(rule.roles)) {
            if (event.certain) {
                return {Hit::yes, &event};
            }
            if (best.by == nullptr) {
                best = {Hit::doubtful, &event};
            }
        }
    }
    return best;
}

void Judge::judge_alternate(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    std::array<const LadderStep*, max_steps> order{};
    std::size_t count = 0;
    for (const LadderStep& step : profile_.ladder) {
        if (rule.steps.contains(step.id) && taken_.contains(step.id)) {
            order[count++] = &step;
        }
    }
    if (count < 2) {
        tell("no_gap");
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
        tell_step("gap.from", from, start);
        tell_step("gap.to", *order[i], end);
        if (start == end) {
            tell("gap.same_day");
            continue;
        }
        if (!applies(rule, *days_[from.id.value].event)) {
            continue;
        }
        if (count_days(rule.duty, start, end) > 0 ||
            count_days(rule.duty, start, Date::max()) > needed) {
            ++needed;
            tell("gap.filled");
            continue;
        }
        if (walk_ != nullptr) {
            tell_gap(rule, start, end);
        }
        add_gap(index, from, *order[i]);
    }
}

void Judge::add_gap(std::uint16_t index, const LadderStep& from, const LadderStep& to) {
    const Event& first = *days_[from.id.value].event;
    const Date end = first_day(to);
    // What an emergency skipped is filled in later, the report and the steps before it alike.
    const bool urgent = emergency_ != nullptr && end >= alarm_day_ &&
                        (before_report(profile_, to) || to.id.value == profile_.emergency_step);
    const std::size_t before = out_.findings.size();
    if (urgent) {
        tell("emergency", emergency_);
    }
    if (!add_excused(index, false, {first.day, urgent ? Date::max() : end, end})) {
        add(index, urgent ? Verdict::open : Verdict::missing, first,
            urgent ? Cause::emergency : Cause::plain);
    }
    if (out_.findings.size() > before) {
        FindingVerdict& finding = out_.findings[out_.findings.size() - 1];
        finding.step = from.id.value;
        finding.since = first.day;
    }
}

Date Judge::first_day(const LadderStep& step) const {
    return days_[step.id.value].first;
}

std::size_t Judge::count_days(Matches duty, Date start, Date end) const {
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

void Judge::judge_actor(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    const bool together = rule.occurrence == Occurrence::together;
    std::array<const Event*, 4> first{};  // by what was found of who took part
    const Event* denied = nullptr;        // by a person: then nothing is left to ask
    for (const Event* event = first_trigger(rule); event != nullptr;) {
        const Event& act = *event;
        core::RoleSet named;
        core::RoleSet known;
        const Ruling* said = nullptr;
        do {  // what is told of one day is one act
            named |= event->actors;
            known |= event->actors | event->author;
            said = said == nullptr ? ruling(index, event->note) : said;
            event = next_trigger(rule, *event);
        } while (event != nullptr && (together || event->day == act.day));
        if (rule.occurrence == Occurrence::last) {
            first = {};
        }
        Took took = who_took_part(rule, named, known);
        if (walk_ != nullptr) {
            tell("asks", &act);
            walk_->tell({.says = "who." + std::string(name_of(took)), .roles = known});
        }
        const bool asked = took == Took::nobody || took == Took::incomplete ||
                           (took == Took::another && rule.unmet_to_confirm);
        if (said != nullptr && asked) {
            tell(said->met ? "said_met" : "said_unmet", &act);
            took = said->met ? Took::met : Took::another;
            denied = denied == nullptr && !said->met ? &act : denied;
        }
        const Event*& found = first[static_cast<std::size_t>(took)];
        found = found == nullptr ? &act : found;
        if (rule.occurrence == Occurrence::first) {
            break;
        }
    }
    const auto [met, nobody, incomplete, another] = first;
    if (denied != nullptr) {
        add(index, Verdict::missing, *denied);
    } else if (rule.unmet_to_confirm && (another != nullptr || incomplete != nullptr)) {
        tell("seldom_told");
        add(index, Verdict::to_confirm, another != nullptr ? *another : *incomplete,
            Cause::weak_evidence);
    } else if (another != nullptr) {
        add(index, Verdict::missing, *another);
    } else if (incomplete != nullptr) {
        // Beside a day on which all took part it may be the same act, told again in short.
        add(index, met == nullptr ? Verdict::missing : Verdict::to_confirm, *incomplete,
            met == nullptr ? Cause::plain : Cause::weak_evidence);
    } else if (nobody != nullptr && !rule.silent) {
        add(index, Verdict::to_confirm, *nobody, Cause::weak_evidence);
    } else if (nobody != nullptr) {
        tell("silent");
    } else if (met == nullptr && walk_ != nullptr) {
        tell_no_trigger(rule);
    }
}

Judge::Took Judge::who_took_part(const Rule& rule, core::RoleSet named, core::RoleSet known) {
    const core::RoleSet taking_part = known & rule.roles;
    const bool alone = named.intersects(rule.not_only) && rule.not_only.contains_all(taking_part);
    if (alone || named.intersects(rule.not_by)) {
        return Took::another;
    }
    if (rule.kind == Template::actor) {
        if (!taking_part.empty()) {
            return Took::met;
        }
    } else if (rule.at_least > 0 ? taking_part.size() >= rule.at_least
                                 : known.contains_all(rule.roles)) {
        return Took::met;
    }
    if (named.intersects(rule.instead)) {
        return Took::another;
    }
    return rule.kind == Template::co_actor && named.intersects(rule.roles) ? Took::incomplete
                                                                           : Took::nobody;
}

void Judge::judge_decision(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    for (const Event& event : events_) {
        if (any_hit(rule.trigger, event) != Hit::no && applies(rule, event)) {
            tell("decision", &event);
            add(index, Verdict::to_confirm, event, Cause::decision);
            return;
        }
    }
    if (walk_ != nullptr) {
        tell_no_trigger(rule);
    }
}

const Event* Judge::way_out(std::uint16_t index, std::optional<bool> said) const {
    const Rule& rule = profile_.rules[index];
    for (const Event& event : events_) {
        if (any_hit(rule.trigger, event) == Hit::no || !applies(rule, event)) {
            continue;
        }
        const Ruling* ruled = ruling(index, event.note);
        if ((ruled == nullptr ? std::nullopt : std::optional(ruled->met)) == said) {
            return &event;
        }
    }
    return nullptr;
}

void Judge::judge_other_route(std::uint16_t index) {
    if (const Event* out = way_out(index, true)) {
        tell("left", out);
    } else if (const Event* asking = way_out(index, std::nullopt)) {
        tell("decision", asking);
        add(index, Verdict::to_confirm, *asking, Cause::decision);
    } else if (const Event* denied = way_out(index, false)) {
        tell("said_other", denied);
    } else if (walk_ != nullptr) {
        tell_no_trigger(profile_.rules[index]);
    }
}

void Judge::judge_exclusion(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    bool any = false;
    for (const Event* asking = first_trigger(rule); asking != nullptr;
         asking = next_trigger(rule, *asking)) {
        any = true;
        tell("asks", asking);
        const Event* other = excluded_by(index, *asking);
        tell(other == nullptr ? "not_excluded" : "excluded", other);
        if (other != nullptr) {
            ask(index, *other, Cause::decision);
            return;
        }
    }
    if (!any && walk_ != nullptr) {
        tell_no_trigger(rule);
    }
}

void Judge::judge_both_ways(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    const Event* asking = first_trigger(rule);
    const Event* first = nullptr;
    for (std::size_t i = 0; i < rule.duty.count && asking != nullptr; ++i) {
        const Window window = profile_.matches[rule.duty.first + i].window;
        const Event* way = first_in(window, hits(rule.duty.first + i).certain, *asking);
        if (way != nullptr && first != nullptr && way != first) {
            const Event& second = *std::max(first, way);
            tell("second_way", &second);
            const Ruling* said = ruling(index, second.note);
            if (said == nullptr || !said->met) {
                ask(index, second, Cause::decision);
                return;
            }
            tell("said_met", &second);
        }
        first = way == nullptr ? first : way;
    }
}

const Event* Judge::excluded_by(std::uint16_t index, const Event& asking) const {
    const Rule& rule = profile_.rules[index];
    const Date from =
        rule.kind == Template::not_succession ? asking.day + std::chrono::days{1} : Date::min();
    const Event* first = nullptr;
    for (std::size_t i = 0; i < rule.duty.count; ++i) {
        const auto found = by_day(hits(rule.duty.first + i).certain);
        auto at = std::partition_point(found.begin(), found.end(), [&](std::uint32_t event) {
            return events_[event].day < from;
        });
        const auto goes_together = [&](std::uint32_t event) {
            const Ruling* said = ruling(index, events_[event].note);
            return event == number_of(asking) || (said != nullptr && said->met);
        };
        at = std::find_if_not(at, found.end(), goes_together);
        if (at != found.end() && (first == nullptr || &events_[*at] < first)) {
            first = &events_[*at];
        }
    }
    return first;
}

void Judge::judge_periodic(std::uint16_t index) {
    const Rule& rule = profile_.rules[index];
    if (out_.state == DossierState::closed) {
        tell("closed");
        return;
    }
    const Event* start = first_trigger(rule);
    if (start == nullptr) {
        if (walk_ != nullptr) {
            tell_no_trigger(rule);
        }
        return;
    }
    tell("asks", start);
    const Event* last = start;
    for (const Event& event : events_) {
        if (event.day >= start->day && any_hit(rule.duty, event) == Hit::yes) {
            last = &event;
        }
    }
    tell("last_time", last);
    const auto due = due_day(rule.term, last->day);
    if (due) {
        tell_due(context_.today > *due ? "due.passed" : "due.runs", *last, *due);
    }
    if (due && context_.today > *due) {
        add_with_due(index, Verdict::late, *last, *due);
    }
}

}  // namespace meldbrug::route
