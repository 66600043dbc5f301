// Which notes of other categories are pointed out: tests/golden/misfiled, and how the signs load.
#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>

using namespace meldbrug;
using namespace meldbrug::tests;
using core::Json;

namespace {

struct Labelled {
    notes::Note note;
    bool pointed_out = false;
    std::vector<std::string> tells;
};

std::vector<Labelled> labelled_notes(const std::filesystem::path& file) {
    std::vector<Labelled> found;
    const Json json = must(core::read_json_file(file));
    for (const Json& entry : json.at("notes")) {
        Labelled one;
        one.note = note_on(entry.at("id").get<std::string>(), "2150", "2026-03-12",
                           entry.at("text").get<std::string>());
        one.note.title = entry.at("title").get<std::string>();
        one.note.category = entry.at("category").get<std::string>();
        one.note.author.role = entry.at("author").at("role").get<std::string>();
        one.pointed_out = entry.at("pointed_out").get<bool>();
        if (const Json* tells = core::find(entry, "tells")) {
            one.tells = tells->get<std::vector<std::string>>();
        }
        found.push_back(std::move(one));
    }
    return found;
}

std::optional<route::MisfiledNote> found_in(const TestBridge& test, const notes::Note& note) {
    const auto& knowledge = shipped_knowledge();
    return knowledge.misfiled.find(note, test.bridge->read_draft(note),
                                   knowledge.templates.parse(note.text).has_value());
}

std::vector<std::string> names_of(const route::MisfiledNote& found) {
    const auto& catalogue = shipped_knowledge().catalogue;
    std::vector<std::string> names = found.alarms;
    for (const auto step : found.steps) {
        names.emplace_back(catalogue.name(step));
    }
    for (const auto action : found.actions) {
        names.emplace_back(catalogue.name(action));
    }
    return names;
}

}  // namespace

TEST_CASE("misfiled notes are pointed out and everyday notes are not") {
    const TestBridge test;
    std::size_t everyday = 0;
    std::size_t misfiled = 0;
    for (const auto& file : std::filesystem::directory_iterator(
             std::filesystem::path(MELDBRUG_SOURCE_DIR) / "tests/golden/misfiled")) {
        for (const Labelled& labelled : labelled_notes(file.path())) {
            INFO(labelled.note.id << ": " << labelled.note.text);
            ++(labelled.pointed_out ? misfiled : everyday);
            const auto found = found_in(test, labelled.note);
            CHECK(found.has_value() == labelled.pointed_out);
            if (found) {
                const auto names = names_of(*found);
                for (const auto& told : labelled.tells) {
                    CHECK_THAT(names, Catch::VectorContains(told));
                }
            }
        }
    }
    CHECK(everyday >= 25);
    CHECK(misfiled >= 20);
}

TEST_CASE("signs that cannot be used are refused with file and field") {
    const Json shipped = must(core::read_json_file(notes_schema() / "misfiled.json"));
    const auto refusal = [&](const char* pointer, const Json& value) {
        Json changed = shipped;
        changed[Json::json_pointer(pointer)] = value;
        const auto signs =
            route::MisfiledSigns::from_json(changed, shipped_knowledge().catalogue, "file.json");
        return signs ? std::string() : signs.error().line();
    };
    CHECK(refusal("/signs/0/says", "anything").empty());
    for (const auto& [pointer, value] : std::vector<std::pair<const char*, Json>>{
             {"/lists", Json::array()},
             {"/signs", Json::object()},
             {"/lists/home", "vader"},
             {"/lists/home", Json::array({"..."})},
             {"/signs/0", "agency"},
             {"/signs/0", {{"says", "nothing that is asked"}}},
             {"/signs/0/actions", Json::array({"no_such_action"})},
             {"/signs/0/actions", "melding_veilig_thuis"},
             {"/signs/0/states", Json::array({"perhaps"})},
             {"/signs/0/marks", Json::array({"no_such_mark"})},
             {"/signs/0/words", Json::array({"no_such_list"})},
             {"/signs/0/named_step", 1},
             {"/signs/0/within", -1},
             {"/signs/0/wrods", Json::array({"home"})}}) {
        INFO(pointer);
        CHECK(refusal(pointer, value).find("file.json") != std::string::npos);
    }
    Json without_steps = shipped;
    without_steps["lists"].erase("step_words");
    CHECK_FALSE(route::MisfiledSigns::from_json(without_steps, shipped_knowledge().catalogue, "f"));
}

TEST_CASE("a school's own word for its steps of another kind keeps them from being pointed out") {
    const TestBridge test;
    auto moved = note_on("a", "2150", "2026-03-12", "Stap 2 gezet.");
    moved.category = "Regenboogladder";
    moved.title = "M.";
    CHECK(found_in(test, moved).has_value());
    const TempFolder own;
    own.write("misfiled.json", R"({"lists": {"other_ladders": ["regenboogladder"]}})");
    const auto knowledge =
        must(bridge::load_knowledge({.folder = notes_schema(), .school = own.path()}));
    CHECK_FALSE(knowledge.misfiled.find(moved, test.bridge->read_draft(moved), false).has_value());
}

TEST_CASE("what says nothing is never pointed out: empty, signs only, broken words") {
    const TestBridge test;
    for (const std::string& text : {std::string(), std::string("..!?\n\n;"), std::string("'"),
                                    std::string("stap"), std::string("\xE2\x82\xAC \xC3\xA9")}) {
        INFO(text);
        CHECK_FALSE(found_in(test, note_on("a", "2150", "2026-03-12", text)).has_value());
    }
}

TEST_CASE("a very long text is looked at in time that grows with it only") {
    const TestBridge test;
    std::string endless;
    for (int i = 0; i < 20'000; ++i) {
        endless += "stap 2 vader veilig thuis ";
    }
    const auto made = note_on("a", "2150", "2026-03-12", endless);
    const auto reading = test.bridge->read_draft(made);
    // Time of the processor: a busy machine makes no text long. Far above what a linear search
    // needs, far below what a quadratic one does.
    const std::clock_t start = std::clock();
    static_cast<void>(shipped_knowledge().misfiled.find(made, reading, false));
    CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 30.0);
}
