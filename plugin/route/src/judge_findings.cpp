// What a rule finds, and what excuses it.
#include "judge.hpp"

#include <algorithm>

namespace meldbrug::route {

void Judge::add(std::uint16_t index, Verdict verdict, const Event& at, Cause cause) {
    const Rule& rule = profile_.rules[index];
    FindingVerdict finding{index, verdict,   rule.external ? Force::should : rule.force,
                           cause, rule.step, false,
                           false, at.day,    Date{},
                           {},    at.note,   at.certain ? no_event : number_of(at)};
    push(finding);
}

void Judge::push(FindingVerdict finding) {
    if (finding.rule != no_rule) {
        const Rule& rule = profile_.rules[finding.rule];
        finding.about_step = finding.about_step || rule.about_step;
        finding.urgent = rule.urgent && finding.verdict != Verdict::to_confirm;
    }
    out_.findings.push_back(finding);
    if (walk_ != nullptr) {
        walk_->tell({.says = "finding",
                     .step = finding.step,
                     .due = finding.has_due ? std::optional(finding.due) : std::nullopt,
                     .verdict = finding.verdict});
    }
}

const Ruling* Judge::ruling(std::uint16_t index, std::uint32_t note) const {
    for (const Ruling& one : context_.rulings) {
        if (one.rule == index && one.note == note && !one.changed) {
            return &one;
        }
    }
    return nullptr;
}

void Judge::ask(std::uint16_t index, const Event& at, Cause cause) {
    const bool denied = ruling(index, at.note) != nullptr;  // what is confirmed is asked no more
    if (denied) {
        tell("said_unmet", &at);
    }
    add(index, denied ? Verdict::missing : Verdict::to_confirm, at, denied ? Cause::plain : cause);
}

bool Judge::applies(const Rule& rule, const Event& event) const {
    const Date day = rule.dated_by_opening ? events_.front().day : event.day;
    if (day < rule.from || day > rule.until) {
        return refuse("not_in_force", &event);
    }
    if (rule.age_from == 0 && rule.age_until == 0) {
        return true;
    }
    if (!context_.birth_date) {
        return refuse("age_unknown", &event);  // silent, never a guess
    }
    const int age = core::age_on(*context_.birth_date, event.day);
    return (age >= rule.age_from && (rule.age_until == 0 || age <= rule.age_until)) ||
           refuse("other_age", &event);
}

const Event* Judge::first_trigger(const Rule& rule, std::uint32_t from) const {
    while (true) {
        std::uint32_t first = JudgeRoom::none;
        for (std::size_t i = 0; i < rule.trigger.count; ++i) {
            const auto found = by_day(hits(rule.trigger.first + i).certain);
            const auto at = std::lower_bound(found.begin(), found.end(), from);
            first = at == found.end() ? first : std::min(first, *at);
        }
        if (first == JudgeRoom::none) {
            return nullptr;
        }
        if (applies(rule, events_[first]) && preceded(rule, events_[first])) {
            return &events_[first];
        }
        from = first + 1;
    }
}

const Event* Judge::next_trigger(const Rule& rule, const Event& after) const {
    return first_trigger(rule, number_of(after) + 1);
}

bool Judge::preceded(const Rule& rule, const Event& event) const {
    if (!rule.earlier.empty() && !happened(rule.earlier, event.day - std::chrono::days{1})) {
        return refuse("not_earlier", &event);
    }
    if (!rule.so_far.empty() && !happened(rule.so_far, event.day)) {
        return refuse("not_so_far", &event);
    }
    return rule.not_so_far.empty() || !happened(rule.not_so_far, event.day) ||
           refuse("already", &event);
}

bool Judge::happened(Matches matches, Date by) const {
    for (std::size_t i = 0; i < matches.count; ++i) {
        const auto found = by_day(hits(matches.first + i).certain);
        if (!found.empty() && events_[found.front()].day <= by) {
            return true;
        }
    }
    return false;
}

Excuse Judge::excuse(const Rule& rule, const Excusing& when) const {
    Excuse best;
    for (std::size_t i = 0; i < profile_.waivers.size(); ++i) {
        if (((rule.waivers >> i) & 1U) == 0) {
            continue;
        }
        const Waiver& waiver = profile_.waivers[i];
        for (const Event& event : events_) {
            const Hit found = any_hit(waiver.act, event);
            if (found == Hit::no) {
                continue;
            }
            if (event.day < when.from || event.day > when.until) {
                tell("waiver.elsewhere", &event);
                continue;
            }
            Excuse excuse = excuse_of(waiver, event, found);
            if (waiver.before && event.day > when.asked && excuse.verdict == Verdict::waived) {
                excuse.verdict = Verdict::to_confirm;
                excuse.cause = Cause::late_ground;
            }
            tell_excuse(excuse);
            better(best, excuse);
        }
    }
    return best;
}

Excuse Judge::excuse_of(const Waiver& waiver, const Event& event, Hit found) {
    const core::MarkSet given = event.marks | event.note_marks;
    for (const core::MarkSet& accepted : waiver.accepted) {
        if (given.contains_all(accepted)) {
            return {found == Hit::yes ? Verdict::waived : Verdict::to_confirm, Cause::other_ground,
                    given, &event};
        }
    }
    if (given.intersects(waiver.doubtful)) {
        return {Verdict::to_confirm, Cause::other_ground, given, &event};
    }
    if (given.intersects(waiver.others)) {
        return {found == Hit::yes ? waiver.unlisted : Verdict::to_confirm, Cause::other_ground,
                given, &event};
    }
    if (given.intersects(waiver.void_grounds)) {
        return {std::nullopt, Cause::other_ground, given, &event};
    }
    return {Verdict::to_confirm, Cause::unclear_ground, {}, &event};
}

void Judge::better(Excuse& best, const Excuse& candidate) {
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

bool Judge::add_excused(std::uint16_t index, bool about_step, const Excusing& when) {
    const Rule& rule = profile_.rules[index];
    if (rule.waivers == 0) {
        return false;
    }
    const Excuse found = excuse(rule, when);
    if (!found.verdict) {
        return false;
    }
    if (*found.verdict != Verdict::waived) {
        FindingVerdict finding{
            index,         *found.verdict,  rule.force,
            found.cause,   rule.step,       about_step,
            false,         found.act->day,  Date{},
            found.grounds, found.act->note, found.act->certain ? no_event : number_of(*found.act)};
        push(finding);
    }
    excused_ = *found.verdict;
    return true;
}

}  // namespace meldbrug::route
