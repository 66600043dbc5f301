/// \file
/// A bridge over a store of its own, with the shipped knowledge, on a day that the test chooses.
#pragma once

#include "unit/store/fixtures.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/store/reminders.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace meldbrug::tests {

using test::contains;

class FakeClock final : public core::Clock {
public:
    explicit FakeClock(core::Instant now) : now_(now) {}
    [[nodiscard]] core::Instant now() const override { return now_; }
    void set(core::Instant now) { now_ = now; }
    void advance(std::chrono::seconds by) { now_ += by; }

private:
    core::Instant now_;
};

inline const std::filesystem::path& notes_schema() {
    static const std::filesystem::path folder =
        std::filesystem::path(MELDBRUG_SOURCE_DIR) / "notes-schema";
    return folder;
}

inline const bridge::Knowledge& shipped_knowledge() {
    static const bridge::Knowledge knowledge =
        must(bridge::load_knowledge({.folder = notes_schema(), .school = std::nullopt}));
    return knowledge;
}

/// Notes whose words are plain enough that any reading of them agrees.
inline constexpr const char* signals_text = "Stap 1: signalen in kaart gebracht en vastgelegd.";
inline constexpr const char* help_text =
    "Hulp is georganiseerd: aanmelding bij SMW is gedaan. Over 6 weken kijken we of er effect is.";

inline notes::Note note_on(std::string id, std::string pupil, std::string_view date,
                           std::string text) {
    auto made = note(std::move(id), std::move(pupil), std::move(text));
    made.date = day(date);
    made.author = {"t1", "ib"};
    return made;
}

inline adapters::Batch batch(std::vector<notes::Item> items, std::string cursor = "") {
    adapters::Batch made;
    made.items = std::move(items);
    made.cursor = std::move(cursor);
    return made;
}

/// A full export of the source "test".
inline adapters::Batch full(std::vector<notes::Item> items) {
    auto made = batch(std::move(items));
    made.complete_sources = {"test"};
    return made;
}

class TestBridge {
public:
    TestBridge() { open(); }

    /// As after a restart.
    void open() {
        bridge.reset();
        bridge = must(bridge::Bridge::open(config(), shipped_knowledge(), clock));
    }
    [[nodiscard]] bridge::Config config() const {
        bridge::Config made;
        made.route = route;
        made.store = folder.path() / "school.db";
        made.other_categories = other_categories;
        made.teachers_see_own_group = teachers_see_own_group;
        return made;
    }
    bridge::IngestCounts ingest(const adapters::Batch& notes,
                                const bridge::IngestOptions& options = {}) {
        return must(bridge->ingest(notes, "test", options));
    }
    [[nodiscard]] std::vector<store::OpenTerm> open_terms() {
        return must(store::Reminders(bridge->store()).open_terms_until(day("2099-01-01")));
    }
    [[nodiscard]] std::vector<bridge::PupilView> status(const std::string& pupil) {
        return must(bridge->status({.pupil = pupil, .group = {}, .as_of = {}}));
    }

    TempFolder folder;
    std::string route = "basismodel";             ///< as `other_categories`
    std::vector<std::string> other_categories{};  ///< looked at from the next `open` on
    bool teachers_see_own_group = false;          ///< from the next `open` on
    FakeClock clock{at("2026-03-16T09:00:00+01:00")};
    std::unique_ptr<bridge::Bridge> bridge;
};

}  // namespace meldbrug::tests
