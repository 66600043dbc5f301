#include "adapters/folder/folder_adapter.hpp"

#include "adapters/folder/cursor.hpp"
#include "adapters/folder/note_file.hpp"
#include "adapters/folder/settings.hpp"
#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace meldbrug::adapters::folder {

namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using SteadyTime = std::chrono::steady_clock::time_point;

/// A hundred times the notes of a large school's whole history; a full export is held in memory
/// once.
constexpr std::uintmax_t max_file_bytes = std::uintmax_t{256} * 1024 * 1024;
/// A file that ends inside quotes may still be written to; after a minute without change it is
/// broken.
constexpr std::chrono::seconds open_quote_patience{60};
/// Long enough not to hammer a share that is away, short enough to be there when it is back.
constexpr std::chrono::seconds retry_after{5};
/// Below this, an export that shares no note with the one before may as well be all edits.
constexpr std::size_t few_notes = 3;

enum class Kind { csv, lines };

struct FoundFile {
    fs::path path{};
    std::string name{};  ///< UTF-8
    FileVersion version{};
};

std::string lower_extension(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](char byte) {
        return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
    });
    return extension;
}

std::optional<Kind> kind_by_name(const fs::path& path) {
    const std::string extension = lower_extension(path);
    if (extension == ".csv" || extension == ".tsv") {
        return Kind::csv;
    }
    if (extension == ".jsonl" || extension == ".ndjson") {
        return Kind::lines;
    }
    return std::nullopt;
}

/// A file under any other name that somebody asked for by its path: JSON Lines begin with a brace.
Kind kind_by_content(std::istream& input) {
    char first = ' ';
    while (first == ' ' && input.get(first)) {
    }
    input.clear();
    input.seekg(0);
    return first == '{' ? Kind::lines : Kind::csv;
}

/// Names under which programs keep files that are not finished, or not meant to be read.
bool unfinished_name(const std::string& name) {
    return name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') ||
           name.ends_with(".tmp") || name.ends_with(".part") || name.ends_with(".crdownload");
}

/// The name in messages, in sources and in the cursor, all of which are UTF-8. Bytes of another
/// encoding (a share or an archive from Windows) are written as "/E9": since no name holds a slash,
/// no two names become one.
std::string utf8_name(const fs::path& path) {
    std::string name = path.filename().string();
    if (core::is_valid_utf8(name)) {
        return name;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string written;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            written += c;
        } else {
            written += '/';
            written += digits[byte >> 4U];
            written += digits[byte & 0x0FU];
        }
    }
    return written;
}

std::optional<FoundFile> regular_file(const fs::path& path) {
    std::error_code error;
    FoundFile file{path, utf8_name(path), {}};
    if (!fs::is_regular_file(path, error)) {
        return std::nullopt;
    }
    file.version.size = fs::file_size(path, error);
    const auto modified = error ? fs::file_time_type{} : fs::last_write_time(path, error);
    file.version.modified = modified.time_since_epoch().count();
    return error ? std::nullopt : std::optional(std::move(file));
}

class FolderAdapter final : public Adapter {
public:
    [[nodiscard]] Manifest manifest() const override {
        return {"folder", "Map met exportbestanden",
                "Leest notities uit CSV-exports en JSON Lines in een map die in de gaten wordt "
                "gehouden."};
    }

    [[nodiscard]] core::Status configure(const core::Json& config) override {
        auto settings = read_settings(config);
        if (!settings.ok()) {
            return settings.error();
        }
        settings_ = std::move(settings.value());
        return core::Done{};
    }

    [[nodiscard]] PollResult poll(std::string_view cursor_text, SteadyTime deadline) override {
        const Cursor cursor = Cursor::parse(cursor_text);
        std::vector<FoundFile> files;
        if (auto error = list(files)) {
            return {{}, std::move(error)};
        }
        forget_gone(files);
        for (const FoundFile& file : files) {
            if (!due(file, cursor)) {
                continue;
            }
            if (!reading_is(file) && !start(file)) {
                continue;
            }
            if (!reading_->file->advance(deadline)) {
                Batch unfinished;
                unfinished.cursor = std::string(cursor_text);
                unfinished.more = true;
                return {std::move(unfinished), std::nullopt};
            }
            if (auto batch = finished(file, cursor)) {
                return {std::move(*batch), std::nullopt};
            }
        }
        return nothing_left(files, cursor_text);
    }

private:
    struct Watched {
        FileVersion version{};
        SteadyTime since{};       ///< unchanged since then
        SteadyTime not_before{};  ///< looked at, and left until then
        std::optional<PollError> blocked{};
    };
    struct Reading {
        FoundFile found{};
        std::unique_ptr<NoteFile> file{};
        Mode mode = Mode::full;
        std::string source{};
    };

    /// All files that may hold notes, oldest first, so that the newest export has the last word.
    std::optional<PollError> list(std::vector<FoundFile>& files) const {
        std::error_code error;
        if (!fs::is_directory(settings_.path, error)) {
            if (auto file = regular_file(settings_.path)) {
                files.push_back(std::move(*file));
                return std::nullopt;
            }
            return PollError{PollError::Kind::needs_person,
                             {ErrorCode::not_found, "no such file or folder, or no right to see it",
                              settings_.path.string()}};
        }
        auto entry = fs::directory_iterator(settings_.path, error);
        for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
            std::error_code link_error;
            const fs::path& path = entry->path();
            // A link in a folder that others can write to may point anywhere.
            const bool wanted = !entry->is_symlink(link_error) && kind_by_name(path) &&
                                !unfinished_name(path.filename().string());
            if (auto file = wanted ? regular_file(path) : std::nullopt) {
                files.push_back(std::move(*file));
            }
        }
        if (error) {
            return PollError{PollError::Kind::needs_person,
                             {ErrorCode::unreachable,
                              "the folder cannot be read: give the bridge's user the right to",
                              settings_.path.string()}};
        }
        std::ranges::sort(files, [](const FoundFile& a, const FoundFile& b) {
            return std::tie(a.version.modified, a.name) < std::tie(b.version.modified, b.name);
        });
        return std::nullopt;
    }

    void forget_gone(const std::vector<FoundFile>& files) {
        std::erase_if(watched_, [&files](const auto& entry) {
            return std::ranges::find(files, entry.first, &FoundFile::name) == files.end();
        });
    }

    /// Whether this file is to be read now: new or changed, complete, and not one that waits for a
    /// person.
    bool due(const FoundFile& file, const Cursor& cursor) {
        const auto taken = cursor.files.find(file.name);
        if (taken != cursor.files.end() && taken->second.version == file.version) {
            return false;
        }
        const SteadyTime now = std::chrono::steady_clock::now();
        const auto [place, is_new] =
            watched_.try_emplace(file.name, Watched{file.version, now, now, std::nullopt});
        Watched& watched = place->second;
        if (!is_new && watched.version != file.version) {
            watched = {file.version, now, now, std::nullopt};
        }
        const bool settled = settings_.once || now - watched.since >= settings_.settle;
        const bool for_a_person =
            watched.blocked && watched.blocked->kind == PollError::Kind::needs_person;
        return settled && !for_a_person && now >= watched.not_before;
    }

    [[nodiscard]] bool reading_is(const FoundFile& file) const {
        return reading_ && reading_->found.name == file.name &&
               reading_->found.version == file.version;
    }

    /// Opens the file; false when it cannot be read.
    bool start(const FoundFile& file) {
        reading_.reset();
        if (file.version.size > max_file_bytes) {
            block(file,
                  {ErrorCode::invalid_input,
                   "larger than " + std::to_string(max_file_bytes / (std::uintmax_t{1024} * 1024)) +
                       " MiB; export the notes of the meldcode category only, or in parts",
                   file.name});
            return false;
        }
        auto input = std::make_unique<std::ifstream>(file.path, std::ios::binary);
        if (!input->is_open()) {
            block(file,
                  {ErrorCode::unreachable,
                   "cannot be opened: give the bridge's user the right to read it", file.name});
            return false;
        }
        const auto named = kind_by_name(file.path);
        const Kind kind = named ? *named : kind_by_content(*input);
        Settings settings = settings_;
        if (settings.scope == Scope::file) {
            settings.source += "/" + file.name;
        }
        const Mode usual = kind == Kind::csv ? Mode::full : Mode::incremental;
        const std::string source = settings.source;
        reading_.emplace(
            Reading{file,
                    kind == Kind::csv
                        ? NoteFile::open_csv(std::move(input), file.name, std::move(settings))
                        : NoteFile::open_lines(std::move(input), file.name, std::move(settings)),
                    settings_.mode.value_or(usual), source});
        return true;
    }

    void block(const FoundFile& file, Error error) {
        const auto kind = error.code == ErrorCode::unreachable ? PollError::Kind::retry_later
                                                               : PollError::Kind::needs_person;
        Watched& watched = watched_[file.name];
        watched.blocked = PollError{kind, std::move(error)};
        watched.not_before = std::chrono::steady_clock::now() + retry_after;
    }

    /// The batch of a file that was read to its end; nothing when it waits: for a person, or for
    /// whoever is still writing it.
    std::optional<Batch> finished(const FoundFile& file, const Cursor& cursor) {
        const Reading reading = std::move(*reading_);
        reading_.reset();
        FileResult result = reading.file->take();
        const SteadyTime now = std::chrono::steady_clock::now();
        Watched& watched = watched_[file.name];
        const auto seen_again = regular_file(file.path);
        if (!settings_.once && (!seen_again || seen_again->version != file.version)) {
            watched = {seen_again ? seen_again->version : FileVersion{}, now, now, std::nullopt};
            return std::nullopt;
        }
        if (!settings_.once && result.open_quote && now - watched.since < open_quote_patience) {
            watched.not_before = watched.since + open_quote_patience;
            return std::nullopt;
        }
        if (!result.blocked && result.notes == 0 && result.refused_rows == 0 &&
            result.items.empty()) {
            result.blocked =
                Error{ErrorCode::invalid_input,
                      "holds no notes; nothing is withdrawn; was the right category exported?",
                      file.name};
        }
        if (result.blocked) {
            block(file, std::move(*result.blocked));
            return std::nullopt;
        }
        watched.blocked.reset();
        return batch_of(reading, std::move(result), cursor);
    }

    [[nodiscard]] Batch batch_of(const Reading& reading, FileResult result,
                                 const Cursor& cursor) const {
        Cursor next = cursor;
        const auto taken = cursor.files.find(reading.found.name);
        const bool same_content = taken != cursor.files.end() && taken->second.hash == result.hash;
        next.files[reading.found.name] = {reading.found.version, result.hash};
        Batch batch;
        batch.more = true;
        if (!same_content) {
            if (reading.mode == Mode::full) {
                batch.complete_sources = complete_sources(reading, result, next);
            }
            batch.items = std::move(result.items);
            batch.refused = std::move(result.refused);
        }
        batch.cursor = next.text();
        return batch;
    }

    /// The sources of which this export shows everything, so that what it lacks may be withdrawn.
    /// None when a row was refused (its note is not gone), or when it seems to be an export of
    /// something else.
    std::vector<std::string> complete_sources(const Reading& reading, FileResult& result,
                                              Cursor& next) const {
        if (result.notes == 0) {
            return {};
        }
        if (result.refused_rows > 0) {
            result.refused.back().reason +=
                "; nothing is withdrawn until this export comes without refused rows";
            return {};
        }
        LastExport& last = next.exports[reading.source];
        const bool other =
            last.sample.size() >= few_notes && !shares_notes(last.sample, result.note_keys);
        last.parts = !settings_.replace_all && (last.parts || other);
        if (last.parts) {
            result.refused.push_back({reading.found.name, "",
                                      "shares no note with an export before it, so nothing is "
                                      "withdrawn (the notes are taken in); set "
                                      "'scope' to file when each file holds a part, or "
                                      "'replace_all' to true when it is right"});
            return {};
        }
        last.sample = sample_of(result.note_keys);
        std::set<std::string> sources;
        for (const notes::Item& item : result.items) {
            if (const auto* note = std::get_if<notes::Note>(&item)) {
                sources.insert(note->source);
            }
        }
        return {sources.begin(), sources.end()};
    }

    /// Everything that could be taken is taken: says so, or what waits for a person.
    [[nodiscard]] PollResult nothing_left(const std::vector<FoundFile>& files,
                                          std::string_view cursor_text) const {
        Batch batch;
        batch.cursor = std::string(cursor_text);
        for (const FoundFile& file : files) {
            const auto watched = watched_.find(file.name);
            if (watched != watched_.end() && watched->second.blocked) {
                return {std::move(batch), watched->second.blocked};
            }
        }
        return {std::move(batch), std::nullopt};
    }

    Settings settings_{};
    std::map<std::string, Watched> watched_{};  ///< by file name
    std::optional<Reading> reading_{};
};

}  // namespace

std::unique_ptr<Adapter> make_adapter() {
    return std::make_unique<FolderAdapter>();
}

}  // namespace meldbrug::adapters::folder
