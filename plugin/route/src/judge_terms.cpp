// Terms: which notes set, which move, which are met, and when they expire.
#include "judge.hpp"

#include "meldbrug/core/statutory_term.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace meldbrug::route {

bool Judge::later(const Event& a, const Event& b) {
    return a.day != b.day ? a.day > b.day
                          : a.recorded != 0 && b.recorded != 0 && a.recorded > b.recorded;
}

bool Judge::later_note(const Event& a, const Event& b) {
    return a.note != b.note && later(a, b);
}

void Judge::add_term(std::uint8_t about, const Event& set, Date due, bool met, std::uint16_t rule) {
    out_.terms.push_back({about,
                          core::term_state(due, context_.today, profile_.due_soon_days, met, false),
                          rule, set.day, due, set.note});
}

void Judge::note_terms() {
    std::vector<JudgeRoom::SetTerm>& terms = out_.room.set_terms;
    terms.clear();
    for (const Event& event : events_) {
        if (event.subject.value >= first_term &&
            event.subject.value < first_term + max_terms_named) {
            terms.push_back({number_of(event), JudgeRoom::none, JudgeRoom::none, false});
        }
    }
    if (terms.empty()) {
        return;
    }
    find_movers();
    find_restated();
    for (const JudgeRoom::SetTerm& term : terms) {
        if (term.restated) {
            continue;  // said before: the first note set it
        }
        const Event& set = events_[term.event];
        const Event* next = term.mover == JudgeRoom::none ? nullptr : &set_by(term.mover);
        const auto about = static_cast<std::uint8_t>(set.subject.value - first_term);
        const bool met = met_between(profile_.terms[about].met_by, set, next);
        if (next == nullptr || met) {
            add_term(about, set, set.due, met, no_rule);
        }
    }
}

const Event& Judge::set_by(std::uint32_t term) const {
    return events_[out_.room.set_terms[term].event];
}

void Judge::find_movers() {
    std::vector<JudgeRoom::SetTerm>& terms = out_.room.set_terms;
    std::vector<std::uint32_t>& order = out_.room.order;
    order.resize(terms.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(set_by(a).subject.value, a) < std::tuple(set_by(b).subject.value, b);
    });
    for (std::size_t i = order.size() - 1; i-- > 0;) {
        const Event& next = set_by(order[i + 1]);
        if (next.subject == set_by(order[i]).subject) {
            terms[order[i]].changed =
                next.due != set_by(order[i]).due ? order[i + 1] : terms[order[i + 1]].changed;
        }
    }
    for (auto at = order.begin(); at != order.end(); ++at) {
        const Event& set = set_by(*at);
        const auto next = std::partition_point(at, order.end(), [&](std::uint32_t term) {
            return set_by(term).subject == set.subject && !later(set_by(term), set);
        });
        if (next != order.end() && set_by(*next).subject == set.subject) {
            terms[*at].mover = set_by(*next).due != set.due ? *next : terms[*next].changed;
        }
    }
}

void Judge::find_restated() {
    std::vector<JudgeRoom::SetTerm>& terms = out_.room.set_terms;
    std::vector<std::uint32_t>& order = out_.room.order;
    const auto said = [&](std::uint32_t term) {
        return std::tuple(set_by(term).subject.value, set_by(term).due);
    };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(said(a), a) < std::tuple(said(b), b);
    });
    const Event* first = nullptr;
    const Event* recorded = nullptr;  // the first of that day whose time is known
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Event& set = set_by(order[i]);
        if (i == 0 || said(order[i]) != said(order[i - 1])) {
            first = &set;
            recorded = nullptr;
        }
        if (recorded == nullptr && set.recorded != 0 && set.day == first->day) {
            recorded = &set;
        }
        terms[order[i]].restated =
            later_note(set, *first) || (recorded != nullptr && later_note(set, *recorded));
    }
}

bool Judge::met_between(Matches met_by, const Event& set, const Event* until) const {
    for (std::size_t i = 0; i < met_by.count; ++i) {
        if (met_between(hits(met_by.first + i).certain, set, until)) {
            return true;
        }
    }
    return false;
}

bool Judge::met_between(Found& met_by, const Event& set, const Event* until) const {
    const auto days = by_day(met_by);
    auto at = std::partition_point(
        days.begin(), days.end(), [&](std::uint32_t event) { return !later(events_[event], set); });
    // What the note that sets it tells of a later day does not meet it.
    while (at != days.end() && events_[*at].note == set.note) {
        ++at;
    }
    if (at != days.end() && (until == nullptr || !later(events_[*at], *until))) {
        return true;
    }
    if (until == nullptr || met_by.count == 0) {
        return false;
    }
    const auto notes = by_note(met_by);
    auto with = std::partition_point(notes.begin(), notes.end(), [&](std::uint32_t event) {
        return events_[event].note < until->note;
    });
    while (with != notes.end() && events_[*with].note == until->note) {
        if (later_note(events_[*with++], set)) {
            return true;
        }
    }
    return false;
}

std::optional<Date> Judge::due_day(const RuleTerm& term, Date from) const {
    const auto ends = [&](Date last) {
        return term.statutory ? core::statutory_end(context_.calendar, from, last) : last;
    };
    switch (term.unit) {
        case TermUnit::days:
            return ends(from + std::chrono::days{term.amount});
        case TermUnit::working_days:
            return context_.calendar.add_working_days(from, term.amount, profile_.working_days);
        case TermUnit::months:
            return ends(core::add_months(from, term.amount));
        case TermUnit::none:
        case TermUnit::agreed:
            break;
    }
    return std::nullopt;
}

}  // namespace meldbrug::route
