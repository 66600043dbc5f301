// What happened when, and which event answers what is looked for.
#include "judge.hpp"

#include <algorithm>

namespace meldbrug::route {

void Judge::reset() {
    out_.steps.clear();
    out_.findings.clear();
    out_.merged.clear();
    out_.terms.clear();
    out_.state = DossierState::open;
    out_.level = BadgeLevel::ok;
    out_.count = 0;
    out_.alarm = no_step;
    out_.left_by = no_rule;
    out_.left_at = no_event;
    out_.emergency_incomplete = false;
    JudgeRoom& room = out_.room;
    room.events.clear();
    if (room.hits.size() < profile_.matches.size()) {
        room.hits.resize(profile_.matches.size());
    }
    if (++room.round == 0) {  // after four billion dossiers the numbers begin again
        std::fill(room.hits.begin(), room.hits.end(), JudgeRoom::Hits{});
        room.round = 1;
    }
}

void Judge::index() {
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
                    days = {event.day, event.day, Date::min(), &event};
                }
                days.last = std::max(days.last, event.day);
            }
        }
    }
    for (std::size_t i = 0; i < profile_.closing.count; ++i) {
        const auto closed = by_day(hits(profile_.closing.first + i).certain);
        if (!closed.empty()) {
            out_.state = DossierState::closed;
            closing_day_ = std::max(closing_day_, events_[closed.back()].day);
        }
    }
}

void Judge::find_ways_out() {
    for (std::size_t i = 0; i < profile_.routes_out.size(); ++i) {
        const std::uint16_t index = profile_.routes_out[i];
        const Rule& rule = profile_.rules[index];
        const bool present =
            present_.intersects(rule.presence) || present_steps_.intersects(rule.presence_steps);
        const Event* out = present && conditions_hold(rule) ? way_out(index, true) : nullptr;
        if (out != nullptr) {
            left_ |= std::uint32_t{1} << i;
            if (out_.left_by == no_rule) {
                out_.left_by = index;
                out_.left_at = number_of(*out);
            }
        }
    }
}

void Judge::find_outside() {
    for (const LadderStep& step : profile_.ladder) {
        const bool belongs = (left_ == 0 || step.ladder != meldcode) &&
                             (step.seen.empty() || seen(step.seen)) &&
                             (step.not_seen.empty() || !seen(step.not_seen));
        if ((!belongs || step.on_paper) && !taken_.contains(step.id)) {
            outside_.insert(step.id);
        }
    }
}

void Judge::find_emergency() {
    const StepId step{profile_.emergency_step};
    if (step.value == no_step || !taken_.contains(step)) {
        return;
    }
    for (const Event& report : events_) {
        if (!report.certain || !report.shows.contains(step) || !skipped_before(report.day)) {
            continue;
        }
        if (const auto day = alarmed(report.day)) {
            emergency_ = &report;
            alarm_day_ = *day;
            break;
        }
    }
    if (emergency_ == nullptr) {
        return;
    }
    for (const Event& event : events_) {
        if (event.day >= alarm_day_) {
            break;
        }
        for (const LadderStep& own : profile_.ladder) {
            if (event.certain && event.shows.contains(own.id)) {
                days_[own.id.value].before_alarm = event.day;
            }
        }
    }
    filling_in_ = still_filling_in();
}

std::optional<Date> Judge::alarmed(Date report) const {
    std::optional<Date> first;
    for (std::size_t i = 0; i < profile_.emergency_signs.count; ++i) {
        const Event* sign = first_from(hits(profile_.emergency_signs.first + i).certain,
                                       report - std::chrono::days{profile_.emergency_days});
        if (sign != nullptr && sign->day <= report && (!first || sign->day < *first)) {
            first = sign->day;
        }
    }
    return first;
}

bool Judge::skipped_before(Date day) const {
    int nearest = 0;
    for (const LadderStep& step : profile_.ladder) {
        if (before_report(profile_, step) && !outside_.contains(step.id)) {
            nearest = std::max(nearest, step.order);
        }
    }
    return std::any_of(profile_.ladder.begin(), profile_.ladder.end(), [&](const LadderStep& step) {
        return step.ladder == meldcode && step.order == nearest && !outside_.contains(step.id) &&
               (!taken_.contains(step.id) || first_day(step) > day);
    });
}

bool Judge::still_filling_in() const {
    return std::any_of(profile_.ladder.begin(), profile_.ladder.end(), [&](const LadderStep& step) {
        if (step.rule == no_rule || !passed_over(step.id.value)) {
            return false;
        }
        const Rule& rule = profile_.rules[step.rule];
        return conditions_hold(rule) && excuse(rule, {}).verdict != Verdict::waived;
    });
}

bool Judge::passed_over(std::uint8_t step) const {
    const LadderStep* own = ladder_step(step);
    return own != nullptr && before_report(profile_, *own) && !taken_.contains(own->id) &&
           !outside_.contains(own->id);
}

bool Judge::in_emergency(const LadderStep& step) const {
    return emergency_ != nullptr && step.ladder == meldcode &&
           (filling_in_ || step.order >= profile_.emergency_order);
}

bool Judge::excused_by_emergency(const Rule& rule, const Event& asking) const {
    if (emergency_ == nullptr || asking.day < alarm_day_) {
        return false;
    }
    return asking.shows.contains(StepId{profile_.emergency_step}) || passed_over(rule.demands);
}

Hit Judge::any_hit(Matches matches, const Event& event) const {
    Hit best = Hit::no;
    for (std::size_t i = 0; i < matches.count && best != Hit::yes; ++i) {
        best = std::max(best, hit(profile_.matches[matches.first + i], event));
    }
    return best;
}

bool Judge::seen(Matches matches) const {
    for (std::size_t i = 0; i < matches.count; ++i) {
        if (hits(matches.first + i).certain.count > 0) {
            return true;
        }
    }
    return false;
}

Answered Judge::answered(Matches duty, const Event& asking) const {
    const Answered answer = find_answer(duty, asking);
    if (walk_ != nullptr) {
        tell_answer(duty, asking, answer);
    }
    return answer;
}

Answered Judge::find_answer(Matches duty, const Event& asking) const {
    Answered best;
    for (std::size_t i = 0; i < duty.count; ++i) {
        const Window window = profile_.matches[duty.first + i].window;
        JudgeRoom::Hits& found = hits(duty.first + i);
        if (const Event* by = first_in(window, found.certain, asking)) {
            return {Hit::yes, by};
        }
        if (best.by == nullptr) {
            if (const Event* by = first_in(window, found.doubtful, asking)) {
                best = {Hit::doubtful, by};
            }
        }
    }
    return best;
}

const LadderStep* Judge::ladder_step(std::uint8_t step) const {
    for (const LadderStep& candidate : profile_.ladder) {
        if (candidate.id.value == step) {
            return &candidate;
        }
    }
    return nullptr;
}

bool Judge::later_taken(int order, Date day, std::uint8_t self, std::uint8_t ladder) const {
    if (out_.state == DossierState::closed && closing_day_ >= day) {
        tell("closed");
        return true;
    }
    for (const LadderStep& step : profile_.ladder) {
        if (step.ladder != ladder || !taken_.contains(step.id) || step.id.value == self) {
            continue;
        }
        const Days& days = days_[step.id.value];
        const Date last = in_emergency(step) ? days.before_alarm : days.last;
        if (step.order >= order ? last >= day : same_order(step, self) && last > day) {
            tell_step("later_step", step, last);
            return true;
        }
    }
    return false;
}

bool Judge::same_order(const LadderStep& step, std::uint8_t self) const {
    const LadderStep* own = ladder_step(self);
    return own != nullptr && own->ladder == step.ladder && own->order == step.order;
}

}  // namespace meldbrug::route
