/// \file
/// One file being read, piece by piece, into notes and refusals.
///
/// Limits:   1000 refusals a file, then reading stops: it is the wrong column map, not a thousand
///           mistakes.
/// Errors:   what only a person can mend (a missing column, UTF-16, no notes at all) ends in
///           `blocked`; a bad row in `refused`.
/// Threads:  one thread.
#pragma once

#include "adapters/adapter.hpp"
#include "adapters/folder/columns.hpp"
#include "adapters/folder/csv_reader.hpp"
#include "adapters/folder/settings.hpp"

#include <chrono>
#include <cstdint>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meldbrug::adapters::folder {

/// What a file brought.
struct FileResult {
    std::vector<notes::Item> items{};
    std::vector<Refusal> refused{};
    std::optional<core::Error> blocked{};
    std::size_t notes = 0;
    std::size_t refused_rows =
        0;  ///< rows that brought no note; `refused` also names fields that were left out
    bool open_quote = false;                 ///< a quoted field runs to the end of the file
    std::vector<std::uint64_t> note_keys{};  ///< a hash per note, for comparing exports
    std::uint64_t hash = 0;                  ///< of the file's bytes
};

class NoteFile {
public:
    /// \param name  for messages: the file's name without its folder
    static std::unique_ptr<NoteFile> open_csv(std::unique_ptr<std::istream> input, std::string name,
                                              Settings settings);
    static std::unique_ptr<NoteFile> open_lines(std::unique_ptr<std::istream> input,
                                                std::string name, Settings settings);

    NoteFile(const NoteFile&) = delete;
    NoteFile& operator=(const NoteFile&) = delete;
    virtual ~NoteFile() = default;

    /// Reads on until the deadline, and always a little; true when the file is done.
    bool advance(std::chrono::steady_clock::time_point deadline);
    [[nodiscard]] FileResult take();

protected:
    NoteFile(std::unique_ptr<std::istream> input, std::string name, Settings settings)
        : input_(std::move(input)),
          window_(*input_),
          name_(std::move(name)),
          settings_(std::move(settings)) {}

    /// Reads one row or line; false at the end.
    virtual bool step() = 0;
    void refuse(std::size_t line, std::string_view field, std::string_view reason);
    /// A field of this row was left out, the note is taken. Told once a file, with the first line
    /// and how often.
    void ignore(std::size_t line, const notes::Fault& fault);
    void block(core::Error error);
    /// Takes the note unless its id was in this file already.
    void take_note(notes::Note note, std::size_t line);

    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] ByteWindow& window() { return window_; }
    [[nodiscard]] FileResult& result() { return result_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    /// Whether a note that stands again in the file may replace the first (a log of changes).
    bool log_of_changes_ = false;

private:
    struct Ignored {
        std::size_t first_line;
        std::size_t rows;
        std::string reason;
    };

    void finish();

    std::unique_ptr<std::istream> input_;
    ByteWindow window_;
    std::string name_;
    Settings settings_;
    FileResult result_{};
    std::unordered_map<std::uint64_t, std::optional<core::Instant>>
        seen_{};                                ///< note → when it was recorded
    std::map<std::string, Ignored> ignored_{};  ///< by field
};

}  // namespace meldbrug::adapters::folder
