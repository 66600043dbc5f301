// Turns notes and what they show into the events that rules are judged on.

#include "compiled_profile.hpp"

#include <algorithm>
#include <tuple>

namespace meldbrug::route {
namespace {

using core::Date;

/// One note of the route, as far as it shows anything.
struct NoteEvents {
    std::uint32_t index = 0;
    Date date{};
    std::int64_t recorded = 0;
    bool shows_something = false;  // plans and hearsay alone open no dossier
    std::vector<Event> events;
};

class NoteReader {
public:
    NoteReader(const Profile::Compiled& profile, const core::Catalogue& catalogue, Date today)
        : profile_(profile), catalogue_(catalogue), today_(today) {}

    [[nodiscard]] NoteEvents read(const Evidence& evidence, std::uint32_t index) const {
        const notes::Note& note = *evidence.note;
        const notes::Reading& reading = *evidence.reading;
        NoteEvents out;
        out.index = index;
        out.date = note.date;
        out.recorded = note.recorded_at ? note.recorded_at->time_since_epoch().count() : 0;
        const Event blank = blank_event(note, reading, out);
        add_actions(reading, blank, out);
        add_steps(reading, blank, out);
        add_answers(reading, blank, out);
        add_alarms(reading, blank, out);
        add_terms(reading, blank, out);
        if (!blank.note_marks.empty()) {
            Event event = blank;
            event.subject = marks_of_note;
            out.events.push_back(event);
        }
        return out;
    }

private:
    [[nodiscard]] Event blank_event(const notes::Note& note, const notes::Reading& reading,
                                    const NoteEvents& out) const {
        Event event;
        event.day = out.date;
        event.recorded = out.recorded;
        event.note = out.index;
        if (const auto role = catalogue_.role(note.author.role)) {
            event.author.insert(*role);
        }
        for (const notes::ReadMark& mark : reading.marks) {
            event.note_marks.insert(mark.id);
        }
        for (const notes::ReadAction& action : reading.actions) {
            event.note_marks |= action.marks;
        }
        return event;
    }

    void add_actions(const notes::Reading& reading, const Event& blank, NoteEvents& out) const {
        for (const notes::ReadAction& action : reading.actions) {
            if (action.id.value >= profile_.evidence.size() || action.date > today_) {
                continue;
            }
            Event event = blank;
            event.subject = {static_cast<std::uint8_t>(action.id.value)};
            event.day = action.date == Date{} ? blank.day : action.date;
            event.state = action.state;
            event.certain = action.certain;
            event.actors = action.actors;
            event.marks = action.marks;
            event.about = action.about_steps;
            if (action.state == notes::ActionState::done) {
                if (const auto step = profile_.evidence[action.id.value]) {
                    event.shows.insert(*step);
                }
                event.shows |= profile_.beside[action.id.value];
                out.shows_something = true;
            }
            out.events.push_back(event);
        }
    }

    /// Steps that no action of the note shows on that day already: a step "by name", or one that
    /// the reader saw in the whole of the note.
    void add_steps(const notes::Reading& reading, const Event& blank, NoteEvents& out) const {
        for (const notes::ReadStep& step : reading.steps) {
            if (!profile_.ladder_steps.contains(step.id) || step.date > today_) {
                continue;
            }
            out.shows_something = true;
            Event event = blank;
            event.day = step.date == Date{} ? blank.day : step.date;
            const bool shown =
                std::any_of(out.events.begin(), out.events.end(), [&](const Event& other) {
                    return other.shows.contains(step.id) && other.day == event.day &&
                           (other.certain || !step.certain);
                });
            if (shown || (!step.certain && other_way_shown(step.id, out))) {
                continue;
            }
            event.subject = step_by_name;
            event.shows.insert(step.id);
            event.certain = step.certain;
            out.events.push_back(event);
        }
    }

    /// "Stap 5" can be help or a report; when the note shows one of them for certain, it does not
    /// leave the other in doubt.
    [[nodiscard]] bool other_way_shown(core::StepId step, const NoteEvents& out) const {
        const auto it = std::find_if(profile_.ladder.begin(), profile_.ladder.end(),
                                     [&](const LadderStep& own) { return own.id == step; });
        return std::any_of(
            profile_.ladder.begin(), profile_.ladder.end(), [&](const LadderStep& own) {
                return own.id != step && own.ladder == it->ladder && own.order == it->order &&
                       std::any_of(out.events.begin(), out.events.end(), [&](const Event& event) {
                           return event.certain && event.shows.contains(own.id);
                       });
            });
    }

    /// Who weighed answered the questions: the note seldom says it of each.
    void add_answers(const notes::Reading& reading, const Event& blank, NoteEvents& out) const {
        core::RoleSet actors;
        for (const Event& event : out.events) {
            if (event.state == notes::ActionState::done &&
                profile_.weighing_acts.contains(event.subject)) {
                actors |= event.actors;
            }
        }
        for (std::size_t i = 0; i < reading.weighing.size(); ++i) {
            if (reading.weighing[i]) {
                Event event = blank;
                event.subject = {static_cast<std::uint8_t>(first_question + i)};
                event.answer = *reading.weighing[i];
                event.actors = actors;
                out.events.push_back(event);
                out.shows_something = true;
            }
        }
    }

    void add_alarms(const notes::Reading& reading, const Event& blank, NoteEvents& out) const {
        for (const notes::ReadAlarm& alarm : reading.urgent) {
            for (std::size_t i = 0; i < profile_.alarms.size(); ++i) {
                if (profile_.alarms[i].id == alarm.id) {
                    Event event = blank;
                    event.subject = {static_cast<std::uint8_t>(first_alarm + i)};
                    out.events.push_back(event);
                    out.shows_something = true;
                }
            }
        }
    }

    void add_terms(const notes::Reading& reading, const Event& blank, NoteEvents& out) const {
        for (const notes::ReadTerm& term : reading.terms) {
            for (std::size_t i = 0; i < profile_.terms.size(); ++i) {
                if (profile_.terms[i].id == term.about) {
                    Event event = blank;
                    event.subject = {static_cast<std::uint8_t>(first_term + i)};
                    event.due = term.due;
                    out.events.push_back(event);
                    out.shows_something = true;
                }
            }
        }
    }

    const Profile::Compiled& profile_;
    const core::Catalogue& catalogue_;
    Date today_;
};

Hit best_hit(const Profile::Compiled& profile, Matches matches, const Event& event) {
    Hit best = Hit::no;
    for (std::size_t i = 0; i < matches.count; ++i) {
        best = std::max(best, hit(profile.matches[matches.first + i], event));
    }
    return best;
}

bool closes(const Profile::Compiled& profile, const NoteEvents& note) {
    return std::any_of(note.events.begin(), note.events.end(), [&](const Event& event) {
        return best_hit(profile, profile.closing, event) == Hit::yes;
    });
}

/// New signals after closing: what the profile names, and any alarm.
bool reopens(const Profile::Compiled& profile, const NoteEvents& note) {
    return std::any_of(note.events.begin(), note.events.end(), [&](const Event& event) {
        const bool alarm =
            event.subject.value >= first_alarm && event.subject.value < first_alarm + max_alarms;
        return alarm || best_hit(profile, profile.reopened_by, event) == Hit::yes;
    });
}

/// A step that several acts make together is shown by the last of them and by what comes after.
void show_when_complete(const Profile::Compiled& profile, std::vector<Event>& events) {
    for (const LadderStep& step : profile.ladder) {
        SubjectSet done;
        for (Event& event : events) {
            const bool part = std::find(step.requires_all.begin(), step.requires_all.end(),
                                        event.subject) != step.requires_all.end();
            if (!part || !event.shows.contains(step.id)) {
                continue;  // named as a whole, it is whole
            }
            SubjectSet with = done;
            with.insert(event.subject);
            done = event.certain ? with : done;
            const bool complete =
                std::all_of(step.requires_all.begin(), step.requires_all.end(),
                            [&](Subject subject) { return with.contains(subject); });
            if (!complete) {
                event.shows.erase(step.id);
            }
        }
    }
}

bool clearly_after(const NoteEvents& note, const NoteEvents& closing) {
    return note.date != closing.date
               ? note.date > closing.date
               : note.recorded != 0 && closing.recorded != 0 && note.recorded > closing.recorded;
}

}  // namespace

std::vector<DossierTrace> make_traces(const Profile& profile, const core::Catalogue& catalogue,
                                      std::span<const Evidence> evidence, Date today) {
    const Profile::Compiled& compiled = profile.compiled();
    const NoteReader reader(compiled, catalogue, today);
    std::vector<NoteEvents> notes;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        const notes::Note& note = *evidence[i].note;
        if (note.deleted || note.date > today || !profile.covers_category(note.category)) {
            continue;
        }
        notes.push_back(reader.read(evidence[i], static_cast<std::uint32_t>(i)));
    }
    // An order that hangs on the notes alone, so that the order in which they came changes nothing.
    std::sort(notes.begin(), notes.end(), [&](const NoteEvents& a, const NoteEvents& b) {
        const notes::Note& left = *evidence[a.index].note;
        const notes::Note& right = *evidence[b.index].note;
        return std::tie(a.date, a.recorded, left.source, left.id) <
               std::tie(b.date, b.recorded, right.source, right.id);
    });

    std::vector<DossierTrace> dossiers;
    std::vector<bool> shown;
    const NoteEvents* closing = nullptr;
    for (const NoteEvents& note : notes) {
        if (dossiers.empty() ||
            (closing != nullptr && clearly_after(note, *closing) && reopens(compiled, note))) {
            dossiers.emplace_back();
            shown.push_back(false);
            closing = nullptr;
        }
        shown.back() = shown.back() || note.shows_something;
        dossiers.back().events.insert(dossiers.back().events.end(), note.events.begin(),
                                      note.events.end());
        if (closes(compiled, note)) {
            closing = &note;
        }
    }
    if (!shown.empty() && !shown.front()) {
        dossiers.erase(
            dossiers.begin());  // plans and hearsay alone; a later dossier opens by what it shows
    }
    for (DossierTrace& dossier : dossiers) {
        std::stable_sort(dossier.events.begin(), dossier.events.end(),
                         [](const Event& a, const Event& b) {
                             return std::tie(a.day, a.recorded) < std::tie(b.day, b.recorded);
                         });
        show_when_complete(compiled, dossier.events);
    }
    return dossiers;
}

}  // namespace meldbrug::route
