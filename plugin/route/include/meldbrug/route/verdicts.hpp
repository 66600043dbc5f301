/// \file
/// The verdict core: a pupil's evidence as flat events, judged by a compiled profile into verdicts,
/// without a text. Lists grow to what the dossier holds and keep their room, so that judging one
/// dossier after another allocates nothing.
///
/// `evaluate` renders what comes out here. Lists that only need levels and counts (badges of a
/// page, figures, benchmarks) use it directly.
///
/// Units:    calendar days; `today` is an argument.
/// Errors:   none; total over its inputs. Nothing is left out, however long the dossier.
/// Cost:     near-linear in the events: what answers a selector is looked up once a dossier.
/// Threads:  pure functions; `Verdicts` belongs to one thread at a time.
/// Source:   notes-schema/README.md gives each template's meaning;
///           contract.md "What the words mean, settled".
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/school_calendar.hpp"
#include "meldbrug/core/term_state.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/notes/reading.hpp"
#include "meldbrug/route/profile.hpp"
#include "meldbrug/route/status.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace meldbrug::route {

/// The act that the roll tells and no note has to: the pupil left the school (`left_on`).
inline constexpr std::string_view leaving_action = "uitschrijving";

/// A note and what it shows. Both outlive the call.
struct Evidence {
    const notes::Note* note;
    const notes::Reading* reading;
};

/// What an event is about: an action of the catalogue, an answer of the weighing, an alarm, a term,
/// marks of a note, or a step named as such.
struct Subject {
    std::uint8_t value;
    friend bool operator==(Subject, Subject) = default;
};
/// The numbers 0-191 are actions: five times what the shipped catalogue names; the rest fits one
/// byte above them.
inline constexpr std::size_t max_actions = 192;
inline constexpr std::size_t question_count = 5;
inline constexpr std::uint8_t first_question = 192;
inline constexpr std::uint8_t first_alarm = 200;
inline constexpr std::size_t max_alarms = 16;
inline constexpr std::uint8_t first_term = 216;
inline constexpr std::size_t max_terms_named = 32;
inline constexpr Subject marks_of_note{248};
inline constexpr Subject step_by_name{249};

struct Event {
    core::Date day{};
    core::Date due{};           ///< of a term
    std::int64_t recorded = 0;  ///< seconds since 1970; 0 when not known
    core::MarkSet marks;        ///< said of the act itself
    core::MarkSet note_marks;   ///< said anywhere in the note
    core::StepSet shows;        ///< steps it is evidence of; empty unless done
    core::StepSet about;        ///< steps the text names with it
    core::RoleSet actors;
    core::RoleSet author;    ///< role of the note's author; empty when unknown
    std::uint32_t note = 0;  ///< index into the evidence
    Subject subject{};
    notes::ActionState state = notes::ActionState::done;
    notes::Answer answer = notes::Answer::yes;  ///< of a question
    bool certain = true;
};

/// The events of one dossier, by day.
struct DossierTrace {
    std::vector<Event> events;
};

/// Turns notes into events and parts them into dossiers (contract 10), oldest first. Leaves out
/// deleted notes, other categories and what is dated after `today`. Notes that show nothing open no
/// dossier. The order of `evidence` does not matter.
[[nodiscard]] std::vector<DossierTrace> make_traces(const Profile& profile,
                                                    const core::Catalogue& catalogue,
                                                    std::span<const Evidence> evidence,
                                                    core::Date today);

/// A version of the route, and the same notes as read by its labels. Both outlive the call.
struct VersionedEvidence {
    const Profile* profile;
    std::span<const Evidence> evidence;
};

/// A dossier, and by which version it is judged.
struct VersionedTrace {
    std::size_t version = 0;  ///< number of those that were given
    DossierTrace trace;
};

/// As above, where the route was changed: each dossier keeps the version that was in force on the
/// day on which it opened; that version also says what closes it and what opens the next.
/// \pre not empty, the oldest first
[[nodiscard]] std::vector<VersionedTrace> make_traces(std::span<const VersionedEvidence> versions,
                                                      const core::Catalogue& catalogue,
                                                      core::Date today);

inline constexpr std::uint16_t no_rule = 0xFFFF;
inline constexpr std::uint8_t no_step = 0xFF;
inline constexpr std::uint32_t no_event = UINT32_MAX;

// Written whole, never filled in field by field.
// NOLINTBEGIN(cppcoreguidelines-pro-type-member-init)
struct StepVerdict {
    core::StepId id;
    Verdict verdict;
    bool dated;  ///< whether `date` holds the first day on which it was shown
    core::Date date;
};

/// Why a finding says what it says, where the verdict alone does not tell.
enum class Cause : std::uint8_t {
    plain,
    emergency,
    other_ground,
    unclear_ground,
    seldom_told,  // not found, and of a kind that notes seldom tell
    late_ground,  // waived, recorded after what came of it
    uncertain_evidence,
    weak_evidence,
    decision
};

struct FindingVerdict {
    std::uint16_t rule;
    Verdict verdict;
    Force force;
    Cause cause;
    std::uint8_t step;  ///< number of the step, or `no_step`
    bool about_step;    ///< about the step itself, not what the rule is about
    bool has_due;
    core::Date since;
    core::Date due;
    core::MarkSet grounds;  ///< the grounds given, when not accepted
    std::uint32_t note;     ///< the note it hangs on
    /// The act in doubt that a person could confirm, as a number of the dossier's events.
    std::uint32_t doubt = no_event;
    bool urgent = false;  ///< an urgent rule stands behind it, its own or a merged one
    std::uint32_t merged = UINT32_MAX;  ///< first of `Verdicts::merged` that says the same
};

/// A rule whose finding said the same as another's and became one with it.
struct MergedRule {
    std::uint16_t rule;
    std::uint32_t next;  ///< in `Verdicts::merged`; UINT32_MAX: the last
};

struct TermVerdict {
    std::uint8_t about;  ///< index into the profile's terms
    core::TermState state;
    std::uint16_t rule;  ///< or `no_rule` when the note itself sets it
    core::Date set_on;
    core::Date due;
    std::uint32_t note;
};

// NOLINTEND(cppcoreguidelines-pro-type-member-init)

/// A profile is refused when it has more: half of what `core::StepSet` holds, so that one school
/// cannot leave another without.
inline constexpr std::size_t max_steps = 32;

/// What `judge` looked up in the dossier at hand. It stands with the verdicts so that the next
/// dossier finds the room again; nobody else reads it.
struct JudgeRoom {
    static constexpr std::uint32_t none = UINT32_MAX;

    /// Events by their numbers: a range of `events`, in order of days, and when asked for a second
    /// one in order of notes.
    struct Found {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t by_note = none;
    };
    /// What answers one selector of the profile.
    struct Hits {
        std::uint32_t round = 0;
        Found certain, doubtful;
    };
    /// A term that a note sets. The others are numbers of `set_terms`, of the same kind of term.
    struct SetTerm {
        std::uint32_t event = none;
        std::uint32_t changed = none;  ///< the next with another day
        std::uint32_t mover = none;    ///< the first of a later note with another day
        bool restated = false;         ///< an earlier note said the same day
    };

    std::uint32_t round = 0;  ///< number of the judgement; what an earlier one found is stale
    std::vector<Hits> hits;   ///< by selector of the profile
    std::vector<std::uint32_t> events;
    std::vector<SetTerm> set_terms;
    std::vector<std::uint32_t> order;  ///< of `set_terms`
};

struct Verdicts {
    std::vector<StepVerdict> steps;
    std::vector<FindingVerdict> findings;
    std::vector<MergedRule> merged;  ///< chains that findings begin
    std::vector<TermVerdict> terms;
    DossierState state = DossierState::open;
    BadgeLevel level = BadgeLevel::none;
    std::uint32_t count = 0;            ///< findings behind the level
    std::uint8_t alarm = no_step;       ///< index of an alarm without an answer, or `no_step`
    std::uint16_t left_by = no_rule;    ///< rule by which the dossier left this route
    std::uint32_t left_at = no_event;   ///< the act that led to another, as a number of the events
    bool emergency_incomplete = false;  ///< reported at once, earlier steps not filled in yet
    JudgeRoom room;
};

/// What a person says to what a rule asks about a note.
struct Ruling {
    std::uint16_t rule;        ///< number of the profile's rules
    std::uint32_t note;        ///< index into the evidence
    bool met;                  ///< it was so; false: it was not
    bool changed;              ///< the note says something else since: it settles nothing
    std::uint32_t correction;  ///< by which it is said, counted from 1
};

struct JudgeContext {
    const Profile& profile;
    const core::SchoolCalendar& calendar;
    core::Date today;
    std::optional<core::Date> birth_date;
    std::span<const Ruling> rulings{};  ///< at most one of a rule and note
};

/// \param events  of one dossier, by day
void judge(std::span<const Event> events, const JudgeContext& context, Verdicts& out);

}  // namespace meldbrug::route
