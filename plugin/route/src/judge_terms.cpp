// Terms: which notes set, which move, which are met, and when they expire.
#include "judge.hpp"

#include <algorithm>

namespace meldbrug::route {

bool Judge::later_note(const Event& a, const Event& b) {
    if (a.note == b.note) {
        return false;
    }
    return a.day != b.day ? a.day > b.day
                          : a.recorded != 0 && b.recorded != 0 && a.recorded > b.recorded;
}

void Judge::add_term(std::uint8_t about, const Event& set, Date due, bool met, std::uint16_t rule) {
    out_.terms.push_back({about,
                          core::term_state(due, context_.today, profile_.due_soon_days, met, false),
                          rule, set.day, due, set.note});
}

void Judge::note_terms() {
    for (const Event& set : events_) {
        if (set.subject.value < first_term || set.subject.value >= first_term + max_terms_named) {
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

const Event* Judge::mover(const Event& set) const {
    const Event* next = nullptr;
    for (const Event& other : events_) {
        if (other.subject == set.subject && other.due != set.due && later_note(other, set) &&
            (next == nullptr || later_note(*next, other))) {
            next = &other;
        }
    }
    return next;
}

bool Judge::met_between(Matches met_by, const Event& set, const Event* until) const {
    return std::any_of(events_.begin(), events_.end(), [&](const Event& event) {
        return any_hit(met_by, event) == Hit::yes && later_note(event, set) &&
               (until == nullptr || event.note == until->note || !later_note(event, *until));
    });
}

std::optional<Date> Judge::due_day(const RuleTerm& term, Date from) const {
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

}  // namespace meldbrug::route
