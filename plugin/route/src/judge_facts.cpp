// What happened when, and which event answers what is looked for.
#include "judge.hpp"

#include <algorithm>

namespace meldbrug::route {

void Judge::reset() {
    out_.steps.clear();
    out_.findings.clear();
    out_.terms.clear();
    out_.state = DossierState::open;
    out_.level = BadgeLevel::ok;
    out_.count = 0;
    out_.alarm = no_step;
    out_.emergency_incomplete = false;
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

void Judge::find_emergency() {
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

bool Judge::skipped_before(Date day) const {
    int nearest = 0;
    for (const LadderStep& step : profile_.ladder) {
        if (step.order < profile_.emergency_order) {
            nearest = std::max(nearest, step.order);
        }
    }
    return std::any_of(profile_.ladder.begin(), profile_.ladder.end(), [&](const LadderStep& step) {
        return step.order == nearest && (!taken_.contains(step.id) || first_day(step) > day);
    });
}

Hit Judge::any_hit(Matches matches, const Event& event) const {
    Hit best = Hit::no;
    for (std::size_t i = 0; i < matches.count && best != Hit::yes; ++i) {
        best = std::max(best, hit(profile_.matches[matches.first + i], event));
    }
    return best;
}

bool Judge::seen(Matches matches) const {
    return std::any_of(events_.begin(), events_.end(),
                       [&](const Event& event) { return any_hit(matches, event) == Hit::yes; });
}

bool Judge::in_window(Window window, const Event& event, const Event& asking) {
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

Answered Judge::answered(Matches duty, const Event& asking) const {
    Answered best;
    for (std::size_t i = 0; i < duty.count; ++i) {
        const Match& match = profile_.matches[duty.first + i];
        if (!present_.intersects(match.subjects) && !present_steps_.intersects(match.steps)) {
            continue;  // most duties name acts that no note of the dossier shows
        }
        for (const Event& event : events_) {
            // Asked first: it says no for all but a few.
            const Hit found = hit(match, event);
            if (found <= best.hit) {
                continue;
            }
            // An act does not answer itself ("again" needs a second one), unless it answers
            // from its own note.
            if (&event == &asking && match.window != Window::same_note) {
                continue;
            }
            if (!in_window(match.window, event, asking)) {
                continue;
            }
            best = {found, &event};
            if (found == Hit::yes) {
                return best;
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

bool Judge::later_taken(int order, Date day, std::uint8_t self) const {
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

bool Judge::same_order(const LadderStep& step, std::uint8_t self) const {
    const LadderStep* own = ladder_step(self);
    return own != nullptr && own->order == step.order;
}

}  // namespace meldbrug::route
