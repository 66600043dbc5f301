/// \file
/// Reads notes by the labels of each version of a route: "stap 5" may mean another step since
/// August.
///
/// Errors:   none.
/// Threads:  const, may run concurrently.
/// Privacy:  readings hold what notes say; nothing here logs.
#pragma once

#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/notes/reading.hpp"
#include "meldbrug/route/verdicts.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

/// Notes as every version of a route reads them. Refers to the notes, and to itself: it can be
/// moved, and not copied.
struct ReadNotes {
    ReadNotes() = default;
    ReadNotes(const ReadNotes&) = delete;
    ReadNotes& operator=(const ReadNotes&) = delete;
    ReadNotes(ReadNotes&&) noexcept = default;
    ReadNotes& operator=(ReadNotes&&) noexcept = default;
    ~ReadNotes() = default;

    std::span<const route::Evidence> evidence;    ///< by the newest version
    std::vector<route::VersionedEvidence> older;  ///< by those before it, the oldest first

    std::vector<std::vector<notes::Reading>> readings;  ///< what the evidence points at
    std::vector<std::vector<route::Evidence>> rows;     ///< what the spans show
};

class RouteReader {
public:
    /// \pre all outlive this
    RouteReader(const Knowledge& knowledge, const route::Profile& newest)
        : RouteReader(knowledge, newest, knowledge.older_than_newest(newest.id())) {}
    /// With these versions before it, the oldest first.
    RouteReader(const Knowledge& knowledge, const route::Profile& newest,
                std::span<const route::Profile> older);

    /// By the labels of the version that was in force on the note's day.
    [[nodiscard]] notes::Reading read(const notes::Note& note) const;
    /// By the labels of that version.
    [[nodiscard]] notes::Reading read(const notes::Note& note, std::string_view version) const;
    /// By the labels of all versions; where two have the same ones the notes are read once.
    /// \pre the notes outlive what comes back
    [[nodiscard]] ReadNotes read_all(std::span<const notes::Note* const> notes) const;
    /// Of the newest version.
    [[nodiscard]] reading::ReadingContext context() const;

    [[nodiscard]] bool has_older() const { return versions_.size() > 1; }
    /// The version of that name; the newest when there is none of it.
    [[nodiscard]] const route::Profile& version(std::string_view name) const;
    /// Whether notes of that category belong to any version: those of a dossier that goes on under
    /// an older one are kept.
    [[nodiscard]] bool covers_category(const std::optional<std::string>& category) const;
    [[nodiscard]] bool has_rule(std::string_view rule) const;
    /// Of any version, the newest first, with the grounds that any of them knows.
    [[nodiscard]] std::optional<route::WaiverRule> waiver(std::string_view rule) const;
    [[nodiscard]] bool has_step(core::StepId step) const;

private:
    struct Version {
        const route::Profile* profile = nullptr;
        reading::Ladder ladder;
        std::size_t reads_as = 0;  ///< the newest version with the same labels
    };
    [[nodiscard]] reading::ReadingContext context_of(const Version& version) const;

    const Knowledge& knowledge_;
    std::vector<Version> versions_;  // the oldest first
};

}  // namespace meldbrug::bridge
