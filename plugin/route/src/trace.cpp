// Turns notes and what they show into the events that rules are judged on.

#include "compiled_profile.hpp"

#include <algorithm>
#include <string_view>
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

/// By what hangs on the notes alone, so that the order in which they came changes nothing.
bool before(const notes::Note& left, const notes::Note& right) {
    const auto recorded = [](const notes::Note& note) {
        return note.recorded_at ? note.recorded_at->time_since_epoch().count() : 0;
    };
    return std::tuple(left.date, recorded(left), std::string_view(left.source),
                      std::string_view(left.id)) < std::tuple(right.date, recorded(right),
                                                              std::string_view(right.source),
                                                              std::string_view(right.id));
}

/// A pupil's notes as one version of the route takes them.
class NoteRow {
public:
    NoteRow(const VersionedEvidence& version, const core::Catalogue& catalogue, Date today)
        : profile_(version.profile->compiled()), evidence_(version.evidence) {
        const NoteReader reader(profile_, catalogue, today);
        for (std::size_t i = 0; i < evidence_.size(); ++i) {
            const notes::Note& note = *evidence_[i].note;
            if (!note.deleted && note.date <= today &&
                version.profile->covers_category(note.category)) {
                notes_.push_back(reader.read(evidence_[i], static_cast<std::uint32_t>(i)));
            }
        }
        std::sort(notes_.begin(), notes_.end(), [&](const NoteEvents& a, const NoteEvents& b) {
            return before(note_of(a), note_of(b));
        });
    }

    struct Part {
        DossierTrace trace;
        bool shows_something = false;
        const notes::Note* next = nullptr;  ///< with which the next dossier opens
    };
    /// The dossier of the notes from that one on; of all when there is none.
    [[nodiscard]] Part dossier_from(const notes::Note* first) const {
        auto note = first == nullptr ? notes_.begin()
                                     : std::partition_point(notes_.begin(), notes_.end(),
                                                            [&](const NoteEvents& one) {
                                                                return before(note_of(one), *first);
                                                            });
        Part part;
        std::vector<Event>& events = part.trace.events;
        const NoteEvents* closing = nullptr;
        for (; note != notes_.end(); ++note) {
            if (closing != nullptr && clearly_after(*note, *closing) && reopens(profile_, *note)) {
                part.next = &note_of(*note);
                break;
            }
            part.shows_something = part.shows_something || note->shows_something;
            events.insert(events.end(), note->events.begin(), note->events.end());
            if (closes(profile_, *note)) {
                closing = &*note;
            }
        }
        std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
            return std::tie(a.day, a.recorded) < std::tie(b.day, b.recorded);
        });
        show_when_complete(profile_, events);
        return part;
    }

private:
    [[nodiscard]] const notes::Note& note_of(const NoteEvents& note) const {
        return *evidence_[note.index].note;
    }

    const Profile::Compiled& profile_;
    std::span<const Evidence> evidence_;
    std::vector<NoteEvents> notes_;
};

}  // namespace

std::vector<VersionedTrace> make_traces(std::span<const VersionedEvidence> versions,
                                        const core::Catalogue& catalogue, Date today) {
    std::vector<NoteRow> rows;
    rows.reserve(versions.size());
    for (const VersionedEvidence& version : versions) {
        rows.emplace_back(version, catalogue, today);
    }
    // Plans and hearsay alone open no dossier; a later one opens by what it shows.
    const auto opens = [](const NoteRow::Part& part, const notes::Note* first) {
        return !part.trace.events.empty() && (part.shows_something || first != nullptr);
    };
    std::vector<VersionedTrace> dossiers;
    const notes::Note* first = nullptr;
    do {
        std::size_t version = 0;
        NoteRow::Part part = rows[version].dossier_from(first);
        while (version + 1 < versions.size() &&
               !(opens(part, first) &&
                 part.trace.events.front().day < versions[version + 1].profile->in_force())) {
            part = rows[++version].dossier_from(first);
        }
        if (opens(part, first)) {
            dossiers.push_back({version, std::move(part.trace)});
        }
        first = part.next;
    } while (first != nullptr);
    return dossiers;
}

std::vector<DossierTrace> make_traces(const Profile& profile, const core::Catalogue& catalogue,
                                      std::span<const Evidence> evidence, Date today) {
    const VersionedEvidence only{&profile, evidence};
    std::vector<DossierTrace> dossiers;
    for (VersionedTrace& dossier : make_traces({&only, 1}, catalogue, today)) {
        dossiers.push_back(std::move(dossier.trace));
    }
    return dossiers;
}

}  // namespace meldbrug::route
