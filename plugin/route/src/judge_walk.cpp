// What the judge looked at, told to who asks why. Nothing here decides anything: who answers, what
// excuses and what is over comes from the judge, and what keeps an act from counting from the same
// comparison that kept it out (`mismatch`).
#include "judge.hpp"

namespace meldbrug::route {

void judge(std::span<const Event> events, const JudgeContext& context, Verdicts& out, Walk& walk) {
    Judge(events, context, out, &walk).run();
}

void walk_waiver(std::span<const Event> events, const JudgeContext& context, std::size_t waiver,
                 Verdicts& out, Walk& walk) {
    Judge(events, context, out, &walk).walk_waiver(waiver);
}

void Judge::walk_waiver(std::size_t index) {
    reset();
    this->index();
    walk_ = asked_;
    const Waiver& waiver = profile_.waivers[index];
    for (const Event& event : events_) {
        const Hit found = any_hit(waiver.act, event);
        if (found != Hit::no) {
            tell_excuse(excuse_of(waiver, event, found));
        }
    }
    if (walk_->steps.empty()) {
        tell("waiver.none");
    }
}

void Judge::tell_due(std::string_view says, const Event& from, Date due) const {
    if (walk_ != nullptr) {
        walk_->tell({.says = std::string(says), .event = number_of(from), .due = due});
    }
}

void Judge::tell_step(std::string_view says, const LadderStep& step, Date day) const {
    if (walk_ != nullptr) {
        walk_->tell({.says = std::string(says), .step = step.id.value, .day = day});
    }
}

void Judge::tell_excuse(const Excuse& excuse) const {
    if (walk_ == nullptr) {
        return;
    }
    std::string says = "waiver.void";
    if (excuse.verdict) {
        says = *excuse.verdict == Verdict::waived       ? "waiver.accepted"
               : excuse.cause == Cause::unclear_ground  ? "waiver.unclear"
               : excuse.cause == Cause::late_ground     ? "waiver.late"
               : *excuse.verdict == Verdict::to_confirm ? "waiver.to_confirm"
                                                        : "waiver.refused";
    }
    walk_->tell(
        {.says = std::move(says), .event = number_of(*excuse.act), .grounds = excuse.grounds});
}

void Judge::tell_no_trigger(const Rule& rule) const {
    for (const Event& event : events_) {
        const std::string_view why = why_not(rule.trigger, event, nullptr);
        if (!why.empty()) {
            tell("asks_not." + std::string(why), &event);
        }
    }
    tell("nothing_asks");
}

void Judge::tell_answer(Matches duty, const Event& asking, const Answered& answer) const {
    if (answer.hit == Hit::yes) {
        tell("answers", answer.by);
        return;
    }
    for (const Event& event : events_) {
        const std::string_view why = why_not(duty, event, &asking);
        if (!why.empty()) {
            tell("counts_not." + std::string(why), &event);
        }
    }
    if (!duty.empty()) {
        tell(answer.hit == Hit::no ? "unanswered" : "answers_in_doubt", answer.by);
    }
}

void Judge::tell_not_told_of(const Rule& rule, StepId step) const {
    for (const Event& event : events_) {
        std::string_view why = why_not(rule.duty, event, nullptr);
        if (why.empty() && any_hit(rule.duty, event) == Hit::yes) {
            why = event.about.empty() ? "too_early" : "about";
        }
        if (why.empty() && event.shows.contains(step)) {
            why = "people";
        }
        if (!why.empty()) {
            tell("counts_not." + std::string(why), &event);
        }
    }
    tell("unanswered");
}

void Judge::tell_not_shown(StepId step) const {
    Match shown;
    shown.steps.insert(step);
    for (const Event& event : events_) {
        const std::string_view why = why_not(shown, event, nullptr);
        if (!why.empty()) {
            tell("counts_not." + std::string(why), &event);
        }
    }
}

void Judge::tell_gap(const Rule& rule, Date start, Date end) const {
    for (const Event& event : events_) {
        std::string_view why = why_not(rule.duty, event, nullptr);
        if (why.empty() && any_hit(rule.duty, event) == Hit::yes) {
            why = event.day < start ? "too_early" : event.day > end ? "too_late" : "";
        }
        if (!why.empty()) {
            tell("counts_not." + std::string(why), &event);
        }
    }
    tell("gap.empty");
}

std::string_view Judge::why_not(Matches matches, const Event& event, const Event* asking) const {
    std::string_view why;
    Mismatch nearest = Mismatch::subject;
    for (std::size_t i = 0; i < matches.count; ++i) {
        const Match& match = profile_.matches[matches.first + i];
        const Mismatch found = mismatch(match, event);
        const std::string_view reason = why_not(match, event, asking);
        if (!reason.empty() && (why.empty() || found > nearest)) {
            why = reason;
            nearest = found;
        }
    }
    return why;
}

std::string_view Judge::why_not(const Match& match, const Event& event, const Event* asking) const {
    switch (mismatch(match, event)) {
        case Mismatch::state:
            return "state";
        case Mismatch::answer:
            return "answer";
        case Mismatch::marks:
            return "marks";
        case Mismatch::people:
            return "people";
        case Mismatch::about:
            return "about";
        case Mismatch::none:
            break;
        case Mismatch::subject: {
            // An act that would show the step, were it done, or done with the others it goes with.
            const auto step = event.subject.value < profile_.evidence.size()
                                  ? profile_.evidence[event.subject.value]
                                  : std::nullopt;
            const bool beside = event.subject.value < profile_.beside.size() &&
                                match.steps.intersects(profile_.beside[event.subject.value]);
            if (!beside && (!step || !match.steps.contains(*step))) {
                return "";
            }
            return event.state == notes::ActionState::done ? "part" : "state";
        }
    }
    if (!event.certain) {
        return "doubt";
    }
    if (asking == nullptr) {
        return "";
    }
    if (&event == asking && match.window != Window::same_note) {
        return "itself";
    }
    switch (match.window) {
        case Window::after:
            return event.day < asking->day ? "too_early" : "";
        case Window::before:
            return event.day > asking->day ? "too_late" : "";
        case Window::same_day:
            return event.day != asking->day && event.note != asking->note ? "other_day" : "";
        case Window::same_note:
            return event.note != asking->note ? "other_note" : "";
        case Window::any:
            break;
    }
    return "";
}

std::string_view Judge::name_of(Took took) {
    switch (took) {
        case Took::met:
            return "met";
        case Took::nobody:
            return "nobody";
        case Took::incomplete:
            return "incomplete";
        case Took::another:
            return "another";
    }
    return "nobody";
}

}  // namespace meldbrug::route
