/// \file
/// A folder of its own for a store, and notes to put in it.
#pragma once

#include "support/temp_folder.hpp"
#include "support/values.hpp"

#include "meldbrug/store/store.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <stdlib.h>
#include <string>
#include <system_error>
#include <vector>

namespace meldbrug::tests {

using test::TempFolder;

using test::at;
using test::day;
using test::must;

/// When nothing else is said.
inline const core::Instant now = at("2026-03-16T09:00:00+01:00");

inline notes::Note note(std::string id, std::string pupil,
                        std::string text = "Signalen besproken.") {
    notes::Note note;
    note.source = "test";
    note.id = std::move(id);
    note.pupil = std::move(pupil);
    note.text = std::move(text);
    note.date = day("2026-03-12");
    return note;
}

/// With its key beside it.
inline core::Result<std::unique_ptr<store::Store>> open_store(const std::filesystem::path& file,
                                                              std::string_view school) {
    return store::Store::open(file, school, {.file = store::default_key_file(file)});
}

/// A store in a folder of its own, and what a test does with it in one line.
class TestStore {
public:
    TestStore() : store(open_store(folder.path() / "school.db", "00AA").value()) {}

    /// One change of its own.
    template <class Work>
    void change(Work&& work) {
        auto change = store->change().value();
        work(change);
        must(change.commit());
    }
    [[nodiscard]] std::vector<notes::Note> notes_of(std::string_view pupil) {
        return store->snapshot().value().notes_of(pupil).value();
    }

    TempFolder folder;
    std::unique_ptr<store::Store> store;
};

}  // namespace meldbrug::tests
