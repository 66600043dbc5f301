/// \file
/// Which column of an export holds which field of a note, and a row as a note.
///
/// Errors:   a missing column names itself; a row's fault names its field. Never a value.
/// Threads:  const methods may run concurrently.
#pragma once

#include "adapters/folder/csv_reader.hpp"
#include "adapters/folder/settings.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::adapters::folder {

/// Whether `columns` of the configuration may name this field.
[[nodiscard]] bool is_column_field(std::string_view field);
/// All of them, for a message.
[[nodiscard]] std::string column_fields();

/// A row as a note; what could not be used of it; or why it is refused.
struct RowNote {
    notes::Note note{};
    std::optional<notes::PupilFacts> facts{};  ///< when the export has a name, group or birth date
    std::optional<notes::Fault> fault{};       ///< the row is refused
    std::vector<notes::Fault> ignored{};  ///< fields that were left out; the note itself is taken
    bool made_id = false;                 ///< no id column: the id still lacks its ordinal
};

class Columns {
public:
    /// Finds the columns by the school's own map, else by the names that exports commonly use.
    static core::Result<Columns> from_header(const CsvRow& header, const Settings& settings,
                                             bool declared_utf8);

    [[nodiscard]] RowNote note_of(const CsvRow& row, const Settings& settings) const;

private:
    static constexpr std::size_t field_count = 14;
    using Indexes = std::array<std::optional<std::size_t>, field_count>;

    [[nodiscard]] std::optional<std::string> value(const CsvRow& row, std::size_t field) const;
    void read_author(const CsvRow& row, const Settings& settings, RowNote& result) const;
    void read_moments(const CsvRow& row, const Settings& settings, RowNote& result) const;
    void read_facts(const CsvRow& row, const Settings& settings, RowNote& result) const;

    Indexes indexes_{};
    std::size_t width_ = 0;
    bool declared_utf8_ = false;
};

/// A name for a note of an export without ids: from pupil, day, title and author, so that an edit
/// of the text stays an edit.
[[nodiscard]] std::string made_id(const notes::Note& note);

}  // namespace meldbrug::adapters::folder
