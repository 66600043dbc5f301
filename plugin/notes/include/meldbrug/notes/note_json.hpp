/// \file
/// Notes and pupil facts from and to JSON, one by one.
///
/// Errors:   invalid_input with the field and the reason ("field 'date': not a day (YYYY-MM-DD)"), never the value.
/// Limits:   text at most 10 MiB, title 1000, ids, names and categories 200 bytes: above any real note, below what hurts;
///           a NUL or invalid UTF-8 is refused. An optional field may be absent or null; fields we do not know are ignored.
/// Source:   `notes-schema/note.schema.json`; a test holds both to the same verdicts.
/// Threads:  pure functions.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/note.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace meldbrug::notes {

inline constexpr std::size_t max_text_bytes = std::size_t{10} * 1024 * 1024;
inline constexpr std::size_t max_title_bytes = 1000;
inline constexpr std::size_t max_id_bytes = 200;

/// Whether `pupil` may be missing: `read` takes notes without one.
enum class PupilNeed { required, optional };

/// What is wrong with a line: which field, and why. Neither holds a value.
struct Fault {
    std::string field;  ///< "author.role"; empty when it is the line as a whole
    std::string reason;
    [[nodiscard]] core::Error error() const;
};

/// A line that was read: `item` holds when there is no fault.
struct ReadItem {
    Item item{};
    std::optional<Fault> fault{};
};

/// A line with `id` is a note; a line without `id` and with `pupil` holds facts.
[[nodiscard]] ReadItem read_item(const core::Json& json, PupilNeed need = PupilNeed::required);
/// The first fault of a note, or nothing.
[[nodiscard]] std::optional<Fault> find_fault(const Note& note,
                                              PupilNeed need = PupilNeed::required);

/// `read_item`, with the fault as an error.
[[nodiscard]] core::Result<Item> item_from_json(const core::Json& json,
                                                PupilNeed need = PupilNeed::required);
[[nodiscard]] core::Result<Item> item_from_line(std::string_view line,
                                                PupilNeed need = PupilNeed::required);
/// The rules a note has to meet however it was made (an adapter's row, a push): the same as for JSON.
[[nodiscard]] core::Status validate(const Note& note, PupilNeed need = PupilNeed::required);

[[nodiscard]] core::Json to_json(const Note& note);
[[nodiscard]] core::Json to_json(const PupilFacts& facts);

}  // namespace meldbrug::notes
