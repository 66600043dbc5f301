/// \file
/// What a person says about what was read: this note shows it after all, it does not, it happened
/// though no note tells it, or the school refrained from it.
///
/// A correction speaks of a thing that a note shows (its source and id, and what), never of a place
/// in the text or a dossier's number: texts are edited, and earlier notes arrive later. It
/// supplements the reading and is never changed itself; undoing one is a record beside it.
/// Where a rule asks what no act of a note can show ("who took part?"), it speaks of that rule and
/// the note that the question hangs on: it was so, or it was not.
///
/// Shape:    {"id":17,"does":"confirm","pupil":"2150","note":{"source":"gibbon","id":"2150-17"},
///           "what":{"action":"gesprek_ouder"},"day":"2026-03-12","who":"t2","role":"ib",
///           "at":"2026-03-13T09:00:00+01:00","why":"..."}; `waive` has "rule" and "grounds" in
///           place of "note" and "what".
/// Units:    `day` is the day of the act, in the school's zone; `at` the moment of the correction.
/// Errors:   invalid_input with the field and the reason, never the value.
/// Threads:  values and pure functions.
/// Privacy:  `why` is about a child; of the note's own text nothing stands here.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::notes {

/// Written to the store by name.
enum class CorrectionKind : std::uint8_t {
    confirm,  ///< the note shows it
    reject,   ///< the note does not show it
    add,      ///< it happened on that day, as a person says; no note tells it
    waive     ///< the school refrained from it, on a ground of its protocol
};
[[nodiscard]] std::string_view name_of(CorrectionKind kind);
[[nodiscard]] std::optional<CorrectionKind> correction_kind(std::string_view name);

/// What a correction can speak of. Written to the store by name.
enum class Matter : std::uint8_t {
    action,
    step,
    alarm,
    term,
    rule  ///< what a rule asks about that note
};
[[nodiscard]] std::string_view name_of(Matter matter);
[[nodiscard]] std::optional<Matter> matter_named(std::string_view name);

struct What {
    Matter kind = Matter::action;
    /// gesprek_ouder, hulp, acuut, help_effect; R015, or one part of a rule: R045/NAME; empty of a
    /// waiver.
    std::string id;
    friend bool operator==(const What&, const What&) = default;
};

struct NoteRef {
    std::string source;
    std::string id;  ///< empty: no note
    friend bool operator==(const NoteRef&, const NoteRef&) = default;
};

/// That a correction does not hold after all.
struct Undoing {
    std::string who;
    std::string role;
    core::Instant at{};
    std::string why;
    friend bool operator==(const Undoing&, const Undoing&) = default;
};

struct Correction {
    std::int64_t id = 0;
    CorrectionKind does = CorrectionKind::confirm;
    std::string pupil;
    NoteRef note;  ///< of confirm and reject
    What what;     ///< of all but waive
    std::optional<core::Date> day;
    std::string rule;                  ///< of waive: the waiver's rule in the school's protocol
    std::vector<std::string> grounds;  ///< of waive: marks
    /// Of add: the steps that the act is about; empty: all up to its day.
    std::vector<std::string> about{};
    std::string who;
    std::string role;
    core::Instant at{};
    std::string why;
    std::optional<Undoing> undone;

    // What is so by now, known to whoever loads it beside the notes.
    bool note_gone = false;     ///< the note is withdrawn, or another pupil's
    bool note_changed = false;  ///< the note says something else than what the person saw
    friend bool operator==(const Correction&, const Correction&) = default;
};

/// As long as a paragraph; who needs more writes a note.
inline constexpr std::size_t max_why_bytes = 2000;

/// What a person asks for: everything but `id`, `who`, `role` and `at`, which are given by whoever
/// keeps it. Strict: a field that nobody reads, or that does not go with `does`, is refused.
[[nodiscard]] core::Result<Correction> correction_from_json(const core::Json& json);
/// The rules a correction has to meet however it was asked for: the same as for JSON.
[[nodiscard]] core::Status validate(const Correction& correction);
[[nodiscard]] core::Json to_json(const Correction& correction);

/// What has become of a correction.
enum class Standing : std::uint8_t {
    in_effect,
    undone,
    replaced,  ///< a later one speaks of the same
    note_gone  ///< kept, without effect until its note is back
};
[[nodiscard]] std::string_view name_of(Standing standing);

/// Of each, as it was at the end of that day; nothing for those that were not made yet. Of those
/// that speak of the same (note and what) the last by moment, then id, stands; undoing it gives
/// the word back to the one before.
[[nodiscard]] std::vector<std::optional<Standing>> standings(
    std::span<const Correction> corrections, core::Date today);

}  // namespace meldbrug::notes
