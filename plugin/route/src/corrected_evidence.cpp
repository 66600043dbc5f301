#include "corrected_evidence.hpp"

#include "compiled_profile.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace meldbrug::route {
namespace {

using notes::Correction;
using notes::CorrectionKind;
using notes::Matter;
using notes::ReadAction;
using notes::ReadStep;

bool is_done(const ReadAction& action, core::ActionId id) {
    return action.id == id && action.state == notes::ActionState::done;
}

bool overlap(const notes::Span& a, const notes::Span& b) {
    return a.in_title == b.in_title && std::max(a.start, b.start) < std::min(a.end, b.end);
}

/// What that rejection put in doubt is not in the note at all.
void forget_rejected(std::uint32_t number, notes::Reading& reading) {
    std::erase_if(reading.actions, [&](const ReadAction& read) {
        return read.correction == number && !read.certain;
    });
    std::erase_if(reading.steps,
                  [&](const ReadStep& read) { return read.correction == number && !read.certain; });
}

/// In the order in which they were made: a later word of a person counts on what the earlier left.
std::vector<std::uint32_t> in_effect(std::span<const Correction> corrections, core::Date today) {
    const auto standings = notes::standings(corrections, today);
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = 0; i < corrections.size(); ++i) {
        if (standings[i] == notes::Standing::in_effect) {
            numbers.push_back(static_cast<std::uint32_t>(i + 1));
        }
    }
    std::sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(corrections[a - 1].at, corrections[a - 1].id) <
               std::tie(corrections[b - 1].at, corrections[b - 1].id);
    });
    return numbers;
}

}  // namespace

CorrectedEvidence::CorrectedEvidence(std::span<const Evidence> evidence,
                                     std::span<const Correction> corrections,
                                     const Profile& profile, const core::Catalogue& catalogue,
                                     core::Date today, std::optional<core::Date> left_on)
    : profile_(profile),
      catalogue_(catalogue),
      corrections_(corrections),
      evidence_(evidence),
      given_(evidence.size()) {
    const bool left = left_on && *left_on <= today && !evidence.empty();
    if (corrections.empty() && !left) {
        return;
    }
    own_.assign(evidence.begin(), evidence.end());
    for (const std::uint32_t number : in_effect(corrections, today)) {
        apply(number);
    }
    if (left) {
        add_leaving(*left_on);
    }
    evidence_ = own_;
}

/// Withdrawn as a note, so that it opens no dossier and reopens none: where it belongs is known only
/// once the dossiers are parted.
void CorrectedEvidence::add_leaving(core::Date day) {
    const auto action = catalogue_.action(leaving_action);
    if (!action) {
        return;
    }
    notes::Note& note = notes_.emplace_back();
    note.source = correction_source;
    note.pupil = own_.front().note->pupil;
    note.date = day;
    note.deleted = true;
    ReadAction read;
    read.id = *action;
    read.date = day;
    notes::Reading& reading = readings_.emplace_back();
    reading.actions.push_back(read);
    leaving_ = static_cast<std::uint32_t>(own_.size());
    own_.push_back({&note, &reading});
}

const Correction* CorrectedEvidence::correction(std::uint32_t number) const {
    return number == 0 ? nullptr : &corrections_[number - 1];
}

void CorrectedEvidence::apply(std::uint32_t number) {
    const Correction& correction = corrections_[number - 1];
    if (correction.does == CorrectionKind::add || correction.does == CorrectionKind::waive) {
        say(correction, number);
        return;
    }
    const auto found = std::find_if(own_.begin(), own_.end(), [&](const Evidence& evidence) {
        return evidence.note->source == correction.note.source &&
               evidence.note->id == correction.note.id && !evidence.note->deleted;
    });
    if (found == own_.end()) {
        return;
    }
    const auto place = static_cast<std::size_t>(found - own_.begin());
    if (correction.what.kind == Matter::rule) {
        rule(correction, number, place);
        return;
    }
    notes::Reading& reading = own_reading(place);
    if (correction.does == CorrectionKind::confirm) {
        confirm(correction, number, *found->note, reading);
        lead_out(correction, number, place);
    } else {
        reject(correction, number, reading);
        rejections_.push_back(&correction);
    }
}

void CorrectedEvidence::rule(const Correction& correction, std::uint32_t number, std::size_t note) {
    if (const auto index = profile_.compiled().rule_named(correction.what.id)) {
        put({*index, static_cast<std::uint32_t>(note), correction.does == CorrectionKind::confirm,
             correction.note_changed, number});
    }
}

void CorrectedEvidence::put(const Ruling& ruling) {
    std::erase_if(rulings_, [&](const Ruling& one) {
        return one.rule == ruling.rule && one.note == ruling.note;
    });
    rulings_.push_back(ruling);
}

void CorrectedEvidence::lead_out(const Correction& correction, std::uint32_t number,
                                 std::size_t note) {
    const auto action = correction.what.kind == Matter::action
                            ? catalogue_.action(correction.what.id)
                            : std::nullopt;
    const Profile::Compiled& profile = profile_.compiled();
    for (const std::uint16_t index : profile.routes_out) {
        const Matches& trigger = profile.rules[index].trigger;
        for (std::size_t i = 0; action && i < trigger.count; ++i) {
            if (profile.matches[trigger.first + i].subjects.contains(
                    {static_cast<std::uint8_t>(action->value)})) {
                put({index, static_cast<std::uint32_t>(note), true, correction.note_changed,
                     number});
            }
        }
    }
}

/// What is added or waived is a note of its own, by nobody: who records an act need not have had a
/// part in it.
void CorrectedEvidence::say(const Correction& correction, std::uint32_t number) {
    ReadAction act;
    act.correction = number;
    if (correction.does == CorrectionKind::waive) {
        const auto waiver = profile_.waiver(correction.rule);
        if (!waiver) {
            return;
        }
        act.id = waiver->act;
        for (const auto& ground : correction.grounds) {
            if (const auto mark = catalogue_.mark(ground)) {
                act.marks.insert(*mark);
            }
        }
    } else if (const auto action = catalogue_.action(correction.what.id)) {
        act.id = *action;
        for (const auto& name : correction.about) {
            if (const auto step = catalogue_.step(name)) {
                act.about_steps.insert(*step);
            }
        }
    } else {
        return;
    }
    notes::Note& note = notes_.emplace_back();
    note.source = correction_source;
    note.id = "c" + std::to_string(correction.id);
    note.pupil = correction.pupil;
    note.date = correction.day.value_or(core::amsterdam_date(correction.at));
    note.recorded_at = correction.at;
    act.date = note.date;
    notes::Reading& reading = readings_.emplace_back();
    reading.actions.push_back(act);
    lead_out(correction, number, own_.size());
    own_.push_back({&note, &reading});
}

void CorrectedEvidence::confirm(const Correction& correction, std::uint32_t number,
                                const notes::Note& note, notes::Reading& reading) const {
    // A text that no longer says it, and that the person did not see, shows nothing for certain.
    const bool certain = !correction.note_changed;
    const core::Date day = correction.day.value_or(note.date);
    bool shown = false;
    const auto confirm_one = [&](auto& read) {
        read.certain = true;
        read.correction = number;
        shown = true;
    };
    if (correction.what.kind == Matter::action) {
        const auto id = catalogue_.action(correction.what.id);
        if (!id) {
            return;
        }
        for (ReadAction& action : reading.actions) {
            if (is_done(action, *id)) {
                confirm_one(action);
            }
        }
        if (!shown) {
            ReadAction act;
            act.id = *id;
            act.date = day;
            act.certain = certain;
            act.correction = number;
            reading.actions.push_back(act);
        }
        return;
    }
    const auto id = catalogue_.step(correction.what.id);
    if (!id) {
        return;
    }
    for (ReadStep& step : reading.steps) {
        if (step.id == *id) {
            confirm_one(step);
        }
    }
    if (!shown) {
        reading.steps.push_back({*id, day, {}, certain, number});
    }
    // Before the others: where a label may mean two steps, what is sure settles the rest.
    std::stable_partition(reading.steps.begin(), reading.steps.end(),
                          [&](const ReadStep& step) { return step.id == *id; });
}

void CorrectedEvidence::reject(const Correction& correction, std::uint32_t number,
                               notes::Reading& reading) const {
    const std::string& id = correction.what.id;
    switch (correction.what.kind) {
        case Matter::action:
            if (const auto action = catalogue_.action(id)) {
                reject_act(*action, correction.note_changed, number, reading);
            }
            return;
        case Matter::step:
            if (const auto step = catalogue_.step(id)) {
                reject_step(*step, correction.note_changed, number, reading);
            }
            return;
        case Matter::alarm:
            if (!correction.note_changed) {
                std::erase_if(reading.urgent,
                              [&](const notes::ReadAlarm& alarm) { return alarm.id == id; });
            }
            return;
        case Matter::term:
            if (!correction.note_changed) {
                std::erase_if(reading.terms,
                              [&](const notes::ReadTerm& term) { return term.about == id; });
            }
            return;
        case Matter::rule:
            return;  // no part of a reading
    }
}

void CorrectedEvidence::reject_act(core::ActionId action, bool in_doubt, std::uint32_t number,
                                   notes::Reading& reading) const {
    const auto step = step_of(action);
    std::vector<notes::Span> words;
    for (ReadAction& read : reading.actions) {
        if (is_done(read, action)) {
            read.certain = false;
            read.correction = number;
            words.push_back(read.span);
        }
    }
    // Steps that the act showed, and those that were read in its words, go with it, unless another
    // act of the note shows them.
    const auto goes = [&](const ReadStep& read) {
        const bool its_own = read.id == step ||
                             std::any_of(words.begin(), words.end(), [&](const notes::Span& span) {
                                 return overlap(span, read.span);
                             });
        return its_own && std::none_of(reading.actions.begin(), reading.actions.end(),
                                       [&](const ReadAction& other) {
                                           return is_done(other, other.id) && other.certain &&
                                                  step_of(other.id) == read.id;
                                       });
    };
    for (ReadStep& read : reading.steps) {
        if (goes(read)) {
            read.certain = false;
            read.correction = number;
        }
    }
    if (!in_doubt) {
        forget_rejected(number, reading);
    }
}

void CorrectedEvidence::reject_step(core::StepId step, bool in_doubt, std::uint32_t number,
                                    notes::Reading& reading) const {
    std::vector<core::ActionId> acts;
    for (const ReadAction& read : reading.actions) {
        if (step_of(read.id) == step) {
            acts.push_back(read.id);
        }
    }
    for (const core::ActionId act : acts) {
        reject_act(act, in_doubt, number, reading);
    }
    for (ReadStep& read : reading.steps) {
        if (read.id == step) {
            read.certain = false;
            read.correction = number;
        }
    }
    if (!in_doubt) {
        forget_rejected(number, reading);
    }
}

std::optional<core::StepId> CorrectedEvidence::step_of(core::ActionId action) const {
    const auto& evidence = profile_.compiled().evidence;
    return action.value < evidence.size() ? evidence[action.value] : std::nullopt;
}

notes::Reading& CorrectedEvidence::own_reading(std::size_t index) {
    const auto [place, first] = copied_.try_emplace(index, nullptr);
    if (first) {
        place->second = &readings_.emplace_back(*own_[index].reading);
        own_[index].reading = place->second;
    }
    return *place->second;
}

}  // namespace meldbrug::route
