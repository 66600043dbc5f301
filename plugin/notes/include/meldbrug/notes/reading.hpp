/// \file
/// What a note shows: the result of reading, and the evidence that routes are evaluated on.
///
/// Shape:    contract.md "read". `reading` makes it, `route` uses it; it lies here because both may see it.
/// Units:    spans are Unicode code points of the note's text (or of its title, when `in_title`), end exclusive.
/// Privacy:  holds no text of its own; the quote is cut from the note when someone who may see it asks.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/notes/note.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meldbrug::notes {

/// Only `done` is evidence.
enum class ActionState : std::uint8_t { done, planned, denied, failed, conditional, hearsay };
[[nodiscard]] std::string_view name_of(ActionState state);

struct Span {
    std::uint32_t start = 0;
    std::uint32_t end = 0;
    bool in_title = false;
    friend bool operator==(const Span&, const Span&) = default;
};

struct ReadAction {
    core::ActionId id{};
    ActionState state = ActionState::done;
    core::Date date{};  ///< the act's own day where the note gives one, else the note's
    Span span{};        ///< the words that show it
    core::StepSet
        about_steps;       ///< steps the text names with it: "directie op de hoogte van stap 1"
    core::RoleSet actors;  ///< who did it or took part, where the text says so
    core::MarkSet
        marks;  ///< what the same sentence says about it (a waiver's ground, "anoniem", "twijfel")
    bool certain = true;  ///< false: to be confirmed by a person
    /// The correction by which a person says so, counted from 1; 0: the note alone.
    std::uint32_t correction = 0;
};

/// A step that the note shows as done, by an action or by name ("stap 1 t/m 3 zijn doorlopen").
struct ReadStep {
    core::StepId id{};
    core::Date date{};
    Span span{};
    bool certain = true;  ///< false: named in a way that this school's ladder does not settle
    std::uint32_t correction = 0;  ///< as of an action
};

/// A future term that the note sets.
struct ReadTerm {
    std::string about;  ///< help_effect evaluation monitoring aftercare vt_decision verwijsindex
    core::Date due{};
    Span span{};
};

/// Something the note says beside actions: a ground, doubt, signals that start again.
struct ReadMark {
    core::MarkId id{};
    Span span{};
};

enum class Answer : std::uint8_t { yes, no, doubt };
[[nodiscard]] std::string_view name_of(Answer answer);

/// An alarm: `acuut`, `vgv_eer`, `vermoeden_medewerker`.
struct ReadAlarm {
    std::string id;
    Span span{};
};

struct Reading {
    std::vector<ReadStep> steps;
    std::vector<ReadAction> actions;
    std::vector<ReadTerm> terms;
    std::vector<ReadMark> marks;
    std::array<std::optional<Answer>, 5>
        weighing{};  ///< question 1..5 of the afwegingskader at index 0..4
    std::vector<ReadAlarm> urgent;
    std::vector<std::string> hints;
};

/// Adds what another part of the same note shows; what both show counts once, and the first answer
/// to a question stands.
void add(Reading& all, Reading&& more);

/// The words of a span, cut from the note.
[[nodiscard]] std::string quote(const Note& note, const Span& span);

/// The shape of `read` in the contract, quotes included.
[[nodiscard]] core::Json to_json(const Reading& reading, const Note& note,
                                 const core::Catalogue& catalogue);

}  // namespace meldbrug::notes
