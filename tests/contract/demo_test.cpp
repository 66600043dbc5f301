// The demo school: enough of it, all of it valid, on any day.
#include "support/temp_folder.hpp"

#include "adapters/demo/demo_adapter.hpp"
#include "meldbrug/notes/note_json.hpp"
#include "meldbrug/notes/template.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace meldbrug;
using core::Json;

namespace {

adapters::Batch demo_on(const std::string& today, const std::string& path = MELDBRUG_SOURCE_DIR
                                                  "/install/demo/regenboog.json") {
    const auto adapter = adapters::demo::make_adapter();
    REQUIRE(adapter->configure(Json{{"path", path}, {"today", today}}).ok());
    auto result = adapter->poll("", std::chrono::steady_clock::now() + std::chrono::seconds{10});
    if (result.error) {
        FAIL(result.error->error.line());
    }
    return std::move(result.batch);
}

std::vector<notes::Note> notes_of(const adapters::Batch& batch) {
    std::vector<notes::Note> result;
    for (const auto& item : batch.items) {
        if (const auto* note = std::get_if<notes::Note>(&item)) {
            result.push_back(*note);
        }
    }
    return result;
}

/// The notes of a small school of the test's own.
std::vector<notes::Note> notes_with_text(const std::string& text, const std::string& today,
                                         int day) {
    const test::TempFolder folder;
    const Json school = {
        {"months",
         {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
          "oktober", "november", "december"}},
        {"pupils", Json::array()},
        {"notes", {{{"id", "1"}, {"pupil", "p"}, {"day", day}, {"title", "t"}, {"text", text}}}}};
    const auto file = folder.write("school.json", school.dump());
    return notes_of(demo_on(today, file.string()));
}

}  // namespace

TEST_CASE("the demo school has fourteen pupils and more than sixty notes, and none is refused") {
    const auto batch = demo_on("2026-03-12");
    CHECK(batch.refused.empty());
    CHECK(batch.complete_sources == std::vector<std::string>{"demo"});
    std::set<std::string> pupils;
    for (const auto& item : batch.items) {
        if (const auto* facts = std::get_if<notes::PupilFacts>(&item)) {
            pupils.insert(facts->pupil);
            CHECK_FALSE(facts->name.empty());
            CHECK_FALSE(facts->group.empty());
            CHECK(facts->birth_date.has_value());
        }
    }
    CHECK(pupils.size() == 14);
    const auto notes = notes_of(batch);
    CHECK(notes.size() >= 60);
    std::set<std::string> with_notes;
    for (const auto& note : notes) {
        with_notes.insert(note.pupil);
    }
    CHECK(with_notes == pupils);
}

TEST_CASE(
    "on any day of the week the demo's notes lie on school days, in order, and not in the future") {
    for (int shift = 0; shift < 14; ++shift) {
        const auto today = *core::parse_date("2026-03-09") + std::chrono::days{shift};
        INFO(core::format_date(today));
        std::map<std::string, core::Instant> last;
        for (const auto& note : notes_of(demo_on(core::format_date(today)))) {
            CHECK(core::iso_weekday(note.date) <= 5);
            CHECK(note.date <= today);
            REQUIRE(note.recorded_at);
            CHECK(core::amsterdam_date(*note.recorded_at) == note.date);
            if (last.contains(note.pupil)) {
                CHECK(last[note.pupil] < *note.recorded_at);
            }
            last[note.pupil] = *note.recorded_at;
        }
    }
}

TEST_CASE("no placeholder is left in a demo text") {
    for (const auto& note : notes_of(demo_on("2024-02-29"))) {
        CHECK(note.text.find_first_of("{}") == std::string::npos);
        CHECK_FALSE(note.text.empty());
    }
}

TEST_CASE("days in demo texts read as Dutch") {
    // Thursday 12 March 2026.
    CHECK(notes_with_text("Effect merkbaar uiterlijk {vandaag+6}.", "2026-03-12", -10).at(0).text ==
          "Effect merkbaar uiterlijk 18 maart.");
    CHECK(notes_with_text("{vandaag}", "2026-03-12", 0).at(0).text == "12 maart");
    CHECK(notes_with_text("{datum-1}", "2026-03-12", 0).at(0).text == "11 maart");
    CHECK(notes_with_text("{kort:datum}", "2026-03-12", 0).at(0).text == "12-03-2026");
    // Another year than the note's is said.
    CHECK(notes_with_text("{vandaag+300}", "2026-03-12", 0).at(0).text == "6 januari 2027");
}

TEST_CASE("a demo day in a weekend is the Friday before, but a term stays on its day") {
    // 12 March 2026 is a Thursday, so two days later is a Saturday.
    CHECK(notes_with_text("{datum+2}", "2026-03-12", 0).at(0).text == "13 maart");
    CHECK(notes_with_text("{datum+3}", "2026-03-12", 0).at(0).text == "13 maart");
    CHECK(notes_with_text("{vandaag+2}", "2026-03-12", 0).at(0).text == "14 maart");
    CHECK(core::format_date(notes_with_text("x", "2026-03-12", -4).at(0).date) == "2026-03-06");
}

TEST_CASE("a demo text with an unknown placeholder is refused, not shown half") {
    CHECK(notes_with_text("{gisteren}", "2026-03-12", 0).empty());
    CHECK(notes_with_text("{datum+x}", "2026-03-12", 0).empty());
    CHECK(notes_with_text("{datum", "2026-03-12", 0).empty());
}

TEST_CASE("the demo's structured notes are understood as such") {
    const auto names =
        core::read_json_file(MELDBRUG_SOURCE_DIR "/notes-schema/vocabulary/nl/catalogue.json");
    REQUIRE(names.ok());
    const auto catalogue = core::Catalogue::from_json(names.value(), "catalogue");
    REQUIRE(catalogue.ok());
    std::vector<std::pair<std::string, Json>> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(MELDBRUG_SOURCE_DIR "/notes-schema/templates/nl")) {
        auto json = core::read_json_file(entry.path());
        REQUIRE(json.ok());
        files.emplace_back(entry.path().filename().string(), std::move(json.value()));
    }
    const auto templates = notes::Templates::from_json(files, catalogue.value());
    REQUIRE(templates.ok());
    std::set<std::string> used;
    for (const auto& note : notes_of(demo_on("2026-03-12"))) {
        if (!note.text.starts_with("Meldcode: ")) {
            continue;
        }
        INFO(note.text);
        const auto structured = templates->parse(note.text);
        REQUIRE(structured.size() == 1);
        CHECK(templates->free_parts(note.text).empty());
        CHECK(templates->compose(structured.front()).ok());
        used.insert(structured.front().template_id);
    }
    CHECK(used.size() >= 6);
}
