/// \file
/// What the folder adapter remembers between polls: which files it took, and which notes the last
/// full exports held.
///
/// Errors:   a cursor that cannot be read counts as empty: everything is read again, and what is
///           known stays as it is.
/// Privacy:  file names, sizes, times and hashes; no content.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::adapters::folder {

/// A file as the folder shows it.
struct FileVersion {
    std::uintmax_t size = 0;
    std::int64_t modified = 0;  ///< ticks of the file system's clock, only compared
    friend bool operator==(const FileVersion&, const FileVersion&) = default;
};

struct TakenFile {
    FileVersion version{};
    std::uint64_t hash = 0;
};

struct LastExport {
    /// The smallest hashes of its notes: enough to see whether another export is of the same notes.
    std::vector<std::uint64_t> sample{};
    /// Exports of this source were seen that share nothing: parts of a whole. Nothing is withdrawn
    /// from then on.
    bool parts = false;
};

struct Cursor {
    std::map<std::string, TakenFile> files{};     ///< by name, in UTF-8
    std::map<std::string, LastExport> exports{};  ///< by source, in UTF-8

    [[nodiscard]] static Cursor parse(std::string_view text);
    [[nodiscard]] std::string text() const;
};

/// The hashes that an export is remembered by.
[[nodiscard]] std::vector<std::uint64_t> sample_of(std::vector<std::uint64_t> note_keys);
/// Whether at least one note of the remembered export is among these.
[[nodiscard]] bool shares_notes(const std::vector<std::uint64_t>& sample,
                                const std::vector<std::uint64_t>& note_keys);

}  // namespace meldbrug::adapters::folder
