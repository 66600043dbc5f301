/// \file
/// The shipped vocabulary, templates and calendar, loaded once, and a ladder as schools have it.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/reading/reader.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

namespace meldbrug::reading::test {

class Fixture {
public:
    static const Fixture& get() {
        static const Fixture fixture;
        return fixture;
    }

    [[nodiscard]] notes::Reading read(const std::string& text, const std::string& role = "ib",
                                      const std::string& title = "",
                                      const std::string& date = "2026-03-12") const {
        return reading::read(note(text, role, title, date), context());
    }
    static notes::Note note(const std::string& text, const std::string& role = "ib",
                            const std::string& title = "", const std::string& date = "2026-03-12") {
        notes::Note note;
        note.id = "n";
        note.title = title;
        note.text = text;
        note.date = *core::parse_date(date);
        note.author.role = role;
        return note;
    }

    [[nodiscard]] ReadingContext context() const {
        return {vocabulary_, catalogue_, calendar_,
                templates_,  ladder_,    core::WorkingDayPolicy::atw,
                &words_};
    }
    [[nodiscard]] const core::Catalogue& catalogue() const { return catalogue_; }

    /// Actions of a reading in that state, by name.
    /// \param certain  without those that a person has to look at
    [[nodiscard]] std::set<std::string> actions(const notes::Reading& reading,
                                                notes::ActionState state,
                                                bool certain = false) const {
        std::set<std::string> names;
        for (const notes::ReadAction& action : reading.actions) {
            if (action.state == state && (action.certain || !certain)) {
                names.emplace(catalogue_.name(action.id));
            }
        }
        return names;
    }
    [[nodiscard]] std::set<std::string> done(const std::string& text) const {
        return actions(read(text), notes::ActionState::done);
    }
    [[nodiscard]] std::set<std::string> steps(const notes::Reading& reading) const {
        std::set<std::string> names;
        for (const notes::ReadStep& step : reading.steps) {
            names.emplace(catalogue_.name(step.id));
        }
        return names;
    }
    [[nodiscard]] std::set<std::string> marks(core::MarkSet set) const {
        std::set<std::string> names;
        for (std::size_t i = 0; i < catalogue_.mark_count(); ++i) {
            const core::MarkId id{static_cast<std::uint8_t>(i)};
            if (set.contains(id)) {
                names.emplace(catalogue_.name(id));
            }
        }
        return names;
    }
    [[nodiscard]] const notes::ReadAction* find(const notes::Reading& reading,
                                                const std::string& name) const {
        const auto id = catalogue_.action(name);
        const auto found = std::find_if(reading.actions.begin(), reading.actions.end(),
                                        [&](const auto& action) { return id && action.id == *id; });
        return found == reading.actions.end() ? nullptr : &*found;
    }

    static core::Json file(const std::string& name) {
        return core::read_json_file(schema() + name).value();
    }
    static std::string schema() { return std::string(MELDBRUG_SOURCE_DIR) + "/notes-schema/"; }
    /// Words and patterns, under the names that errors have: the folder tells whose they are.
    static std::vector<std::pair<std::string, core::Json>> words() {
        auto files = folder("vocabulary/nl");
        std::erase_if(files, [](const auto& file) {
            return file.first.ends_with("/catalogue.json") || file.first.ends_with("/dates.json");
        });
        return files;
    }
    static std::vector<std::pair<std::string, core::Json>> folder(const std::string& name) {
        std::vector<std::filesystem::path> paths;
        for (const auto& entry : std::filesystem::directory_iterator(schema() + name)) {
            paths.push_back(entry.path());
        }
        std::sort(paths.begin(), paths.end());
        std::vector<std::pair<std::string, core::Json>> files;
        for (const auto& path : paths) {
            files.emplace_back(path.string(), core::read_json_file(path).value());
        }
        return files;
    }

private:
    Fixture()
        : catalogue_(
              core::Catalogue::from_json(file("vocabulary/nl/catalogue.json"), "catalogue.json")
                  .value()),
          vocabulary_(Vocabulary::from_json(words(), catalogue_).value()),
          calendar_(core::SchoolCalendar::from_json(file("calendar/nl/school-holidays.json"),
                                                    "noord", "school-holidays.json")
                        .value()),
          templates_(notes::Templates::from_json(folder("templates/nl"), catalogue_).value()),
          words_(DateWords::from_json(file("vocabulary/nl/dates.json"), "dates.json").value()) {
        const auto step = [&](const char* name) { return *catalogue_.step(name); };
        ladder_.labels = {{"1", {step("signaleren")}},
                          {"2", {step("consulteren")}},
                          {"3", {step("gesprek")}},
                          {"4", {step("wegen")}},
                          {"5", {step("hulp"), step("melden")}},
                          {"5a", {step("melden")}},
                          {"5b", {step("hulp")}},
                          {"6", {step("volgen")}}};
    }

    core::Catalogue catalogue_;
    Vocabulary vocabulary_;
    core::SchoolCalendar calendar_;
    notes::Templates templates_;
    DateWords words_;
    Ladder ladder_;
};

inline const Fixture& f() {
    return Fixture::get();
}

/// Calls `each(row, note)` for the notes of every file of labelled notes; \p row holds the labels.
template <class Each>
void for_each_labelled_note(Each each) {
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(MELDBRUG_SOURCE_DIR) / "tests" / "golden" / "reading")) {
        const core::Json file = core::read_json_file(entry.path()).value();
        for (const core::Json& row : *core::find(file, "notes")) {
            const auto text = [&](const char* key) {
                return std::string(core::text_or_empty(row, key));
            };
            notes::Note note = Fixture::note(
                text("text"), std::string(core::text_or_empty(*core::find(row, "author"), "role")),
                text("title"), text("date"));
            note.id = text("id");
            each(row, note);
        }
    }
}

}  // namespace meldbrug::reading::test
