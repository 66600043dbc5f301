/// \file
/// A note as every adapter delivers it, and the facts about a pupil that rules need.
///
/// Shape:    contract.md "A note, as every adapter delivers it"; `notes-schema/note.schema.json`.
/// Units:    `date` is the day the note is about, in the school's zone; `recorded_at` the moment it was written, when known.
/// Privacy:  holds names and texts about children; nothing here prints or logs.
#pragma once

#include "meldbrug/core/date.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace meldbrug::notes {

struct Author {
    std::string id;
    std::string
        role;  ///< leerkracht ib aandachtsfunctionaris directie bestuur smw beheer, or empty when unknown
};

struct Note {
    std::string source;  ///< the system it came from; (source, id) identifies a note
    std::string id;
    std::string school;
    std::string pupil;
    std::optional<std::string>
        category;  ///< absent counts as in the meldcode category (contract 11)
    std::string title;
    std::string text;
    core::Date date{};
    std::optional<core::Instant> recorded_at;
    Author author;
    bool deleted = false;  ///< withdraws the note of that (source, id)
    friend bool operator==(const Note&, const Note&);
};

/// What is known of a pupil beside notes (contract 13). A later line replaces an earlier one of the same pupil.
struct PupilFacts {
    std::string school;
    std::string pupil;
    std::string name;  ///< as people at the school say it; may be empty
    std::optional<core::Date> birth_date;
    std::string group;
    std::optional<core::Date> left_on;
    std::vector<std::string> siblings;
    friend bool operator==(const PupilFacts&, const PupilFacts&) = default;
};

/// One line of input.
using Item = std::variant<Note, PupilFacts>;

}  // namespace meldbrug::notes
