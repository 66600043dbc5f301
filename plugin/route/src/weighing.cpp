#include "meldbrug/route/weighing.hpp"

#include "compiled_profile.hpp"

#include <algorithm>

namespace meldbrug::route {
namespace {

/// Of two acts the one that counts is of the later day, and of one day that was recorded later.
bool later(const Event& a, const Event& b) {
    return a.day != b.day ? a.day > b.day
                          : a.recorded != 0 && b.recorded != 0 && a.recorded > b.recorded;
}

class Weigher {
public:
    Weigher(const Profile::Compiled& profile, const core::Catalogue& catalogue,
            std::span<const Event> events, std::span<const Evidence> evidence)
        : profile_(profile),
          framework_(*profile.weighing),
          catalogue_(catalogue),
          events_(events),
          evidence_(evidence) {}

    [[nodiscard]] WeighingState state(bool open) const {
        WeighingState state;
        state.form = framework_.form;
        for (const WeighingQuestion& question : framework_.questions) {
            if (auto given = answer_to(question)) {
                state.answers.push_back(std::move(*given));
            }
        }
        if (open) {
            find_question(state);
        }
        for (const DecisionSelectors& decision : framework_.decisions) {
            state.decisions.push_back(decided(decision));
        }
        return state;
    }

private:
    /// The last answer. Two of one instant that differ settle nothing: the question is asked again,
    /// so that neither is passed over in silence.
    [[nodiscard]] std::optional<WeighingAnswer> answer_to(const WeighingQuestion& question) const {
        const Subject subject{static_cast<std::uint8_t>(first_question + question.number - 1)};
        const Event* last = nullptr;
        bool disputed = false;
        for (const Event& event : events_) {
            if (event.subject != subject || !event.certain) {
                continue;
            }
            if (last == nullptr || later(event, *last)) {
                last = &event;
                disputed = false;
            } else if (!later(*last, event)) {
                disputed = disputed || event.answer != last->answer;
            }
        }
        if (last == nullptr) {
            return std::nullopt;
        }
        const AnswerPath& path = question.answers[static_cast<std::size_t>(last->answer)];
        WeighingAnswer given;
        given.question = question.number;
        given.answer = disputed ? notes::Answer::doubt : last->answer;
        given.date = last->day;
        given.note = note_id(*last);
        given.source = question.source;
        given.asked_again = disputed || path.asked_again;
        if (!disputed) {
            given.follows = named(path.follows);
            given.next = path.next;
            given.rules = path.rules;
        }
        return given;
    }

    /// From the first question along the answers to the first that is not settled.
    void find_question(WeighingState& state) const {
        std::optional<core::Date> since;
        int number = framework_.questions.empty() ? 0 : framework_.questions.front().number;
        while (number != 0) {
            const auto given =
                std::find_if(state.answers.begin(), state.answers.end(),
                             [&](const WeighingAnswer& one) { return one.question == number; });
            if (given == state.answers.end() || given->asked_again) {
                ask(number, given == state.answers.end() ? since : given->date, state);
                return;
            }
            since = since ? std::max(*since, given->date) : given->date;
            number = given->next;  // always a later one: the parser sees to it
        }
    }

    void ask(int number, std::optional<core::Date> since, WeighingState& state) const {
        const WeighingQuestion& question =
            *std::find_if(framework_.questions.begin(), framework_.questions.end(),
                          [&](const WeighingQuestion& one) { return one.number == number; });
        for (const std::string& name : question.after) {
            if (const auto day = first_day_of(name)) {
                since = since ? std::max(*since, *day) : *day;
            } else {
                state.waits_for.push_back(named(name));
            }
        }
        state.question = number;
        state.asks = question.asks;
        state.source = question.source;
        state.takes_part = named(question.takes_part);
        if (state.waits_for.empty()) {
            state.asked_since = since;
        }
    }

    /// What the school calls a step of its route; of all else, what the catalogue calls it.
    [[nodiscard]] Named named(const std::string& name) const {
        if (const auto step = catalogue_.step(name)) {
            const auto own = std::find_if(profile_.steps.begin(), profile_.steps.end(),
                                          [&](const ProfileStep& one) { return one.id == *step; });
            return {name, own->label + ": " + own->title};
        }
        if (const auto role = catalogue_.role(name)) {
            return {name, std::string(catalogue_.label(*role))};
        }
        return {name, std::string(catalogue_.label(*catalogue_.action(name)))};
    }

    [[nodiscard]] std::vector<Named> named(const std::vector<std::string>& names) const {
        std::vector<Named> all;
        all.reserve(names.size());
        for (const std::string& name : names) {
            all.push_back(named(name));
        }
        return all;
    }

    /// The first day on which a step or action was done.
    [[nodiscard]] std::optional<core::Date> first_day_of(const std::string& name) const {
        const auto step = catalogue_.step(name);
        const auto action = catalogue_.action(name);
        std::optional<core::Date> first;
        for (const Event& event : events_) {
            const bool shows =
                event.certain && event.state == notes::ActionState::done &&
                ((step && event.shows.contains(*step)) ||
                 (action && event.subject.value == static_cast<std::uint8_t>(action->value)));
            if (shows && (!first || event.day < *first)) {
                first = event.day;
            }
        }
        return first;
    }

    /// The last word counts; where yes and no are of one instant it is yes, for what was decided to
    /// be done must not be lost.
    [[nodiscard]] WeighingDecision decided(const DecisionSelectors& decision) const {
        WeighingDecision found;
        found.about = {decision.about,
                       std::string(catalogue_.label(*catalogue_.mark(decision.about)))};
        const Event* last = nullptr;
        for (const Event& event : events_) {
            const bool yes = answers(decision.yes, event);
            if (!yes && !answers(decision.no, event)) {
                continue;
            }
            if (last == nullptr || later(event, *last) || (yes && !later(*last, event))) {
                last = &event;
                found.answer = yes;
                found.date = event.day;
                found.note = note_id(event);
            }
        }
        return found;
    }

    [[nodiscard]] bool answers(const Matches& matches, const Event& event) const {
        const auto first = profile_.matches.begin() + matches.first;
        return std::any_of(first, first + matches.count,
                           [&](const Match& match) { return hit(match, event) == Hit::yes; });
    }

    [[nodiscard]] const std::string& note_id(const Event& event) const {
        return evidence_[event.note].note->id;
    }

    const Profile::Compiled& profile_;
    const Weighing& framework_;
    const core::Catalogue& catalogue_;
    std::span<const Event> events_;
    std::span<const Evidence> evidence_;
};

}  // namespace

std::optional<WeighingState> weighing_state(const Profile& profile,
                                            const core::Catalogue& catalogue,
                                            std::span<const Event> events,
                                            std::span<const Evidence> evidence, bool open) {
    if (!profile.compiled().weighing) {
        return std::nullopt;
    }
    return Weigher(profile.compiled(), catalogue, events, evidence).state(open);
}

}  // namespace meldbrug::route
