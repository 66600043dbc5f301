/// \file
/// Reads one note: what it shows as done, what it plans, denies, hopes or hears, and which terms it sets.
///
/// Errors:   none; total over any note, linear in its length.
/// Threads:  `read` is const and may run concurrently; no clock, no file, no globals.
/// Source:   design/domain.md 5 and the labelling rules; the words are data in notes-schema/vocabulary.
/// Privacy:  handles texts about children; nothing here logs.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/school_calendar.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/notes/reading.hpp"
#include "meldbrug/notes/template.hpp"
#include "meldbrug/reading/date_expression.hpp"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace meldbrug::reading {

/// How a school's own ladder names its steps: "1" → signaleren, "5a" → melden. A label that can mean two steps
/// ("5" where help and report share it) lists both: a note that names only that is to be confirmed.
using StepLabels = std::vector<std::pair<std::string, std::vector<core::StepId>>>;
struct Ladder {
    StepLabels labels;  ///< of the meldcode
    /// Other routes of the school whose steps are numbered too, by the name that the vocabulary
    /// gives their words (`ladder_of`).
    std::vector<std::pair<std::string, StepLabels>> others;
    /// A label that more than one of them has, named without saying which, is to be confirmed.
    bool asks_which = false;

    friend bool operator==(const Ladder&, const Ladder&) = default;
};

/// Concepts, phrases, scopes and patterns, compiled for scanning. Immutable after loading.
class Vocabulary {
public:
    /// \param files  (name, json) of notes-schema/vocabulary/nl and of the school's own files, in order
    static core::Result<Vocabulary> from_json(
        const std::vector<std::pair<std::string, core::Json>>& files,
        const core::Catalogue& catalogue);
    Vocabulary(Vocabulary&&) noexcept;
    Vocabulary& operator=(Vocabulary&&) noexcept;
    ~Vocabulary();

    struct Compiled;
    [[nodiscard]] const Compiled& compiled() const { return *compiled_; }

private:
    explicit Vocabulary(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

struct ReadingContext {
    const Vocabulary& vocabulary;
    const core::Catalogue& catalogue;
    const core::SchoolCalendar& calendar;
    const notes::Templates& templates;
    const Ladder& ladder;
    core::WorkingDayPolicy policy = core::WorkingDayPolicy::atw;
    /// Without them only dates in digits are read; never null in the program.
    const DateWords* date_words = nullptr;
};

[[nodiscard]] notes::Reading read(const notes::Note& note, const ReadingContext& context);

}  // namespace meldbrug::reading
