// Which notes of other categories are pointed out: tests/golden/misfiled, and how the signs load.
#include "meldbrug/reading/misfiled.hpp"

#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>

using namespace meldbrug;
using namespace meldbrug::reading;
using core::Json;
using test::Fixture;

namespace {

const Json& shipped_json() {
    static const Json json = Fixture::file("misfiled.json");
    return json;
}
const MisfiledSigns& shipped() {
    static const MisfiledSigns signs =
        MisfiledSigns::from_json(shipped_json(), Fixture::get().catalogue(), "misfiled.json")
            .value();
    return signs;
}

notes::Note note_in(const std::string& category, const std::string& text,
                    const std::string& title = "", const std::string& role = "ib") {
    notes::Note note = Fixture::note(text, role, title);
    note.category = category;
    return note;
}

std::optional<MisfiledNote> found_in(const notes::Note& note) {
    const ReadingContext context = Fixture::get().context();
    return shipped().find(note, read(note, context), context);
}

std::vector<std::string> names_of(const MisfiledNote& found) {
    const auto& catalogue = Fixture::get().catalogue();
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
    std::size_t everyday = 0;
    std::size_t misfiled = 0;
    for (const auto& [name, file] : Fixture::folder("../tests/golden/misfiled")) {
        for (const Json& row : file.at("notes")) {
            const auto text = [&](const char* key) { return row.at(key).get<std::string>(); };
            const auto note = note_in(text("category"), text("text"), text("title"),
                                      row.at("author").at("role").get<std::string>());
            INFO(text("id") << ": " << note.text);
            const bool pointed_out = row.at("pointed_out").get<bool>();
            ++(pointed_out ? misfiled : everyday);
            const auto found = found_in(note);
            CHECK(found.has_value() == pointed_out);
            if (const Json* tells = core::find(row, "tells"); tells != nullptr && found) {
                for (const Json& told : *tells) {
                    CHECK_THAT(names_of(*found), Catch::VectorContains(told.get<std::string>()));
                }
            }
        }
    }
    CHECK(everyday >= 25);
    CHECK(misfiled >= 20);
}

TEST_CASE("signs that cannot be used are refused with file and field") {
    const auto refusal = [&](const char* pointer, const Json& value) {
        Json changed = shipped_json();
        changed[Json::json_pointer(pointer)] = value;
        const auto signs =
            MisfiledSigns::from_json(changed, Fixture::get().catalogue(), "file.json");
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
             {"/signs/0/wrods", Json::array({"home"})},
             {"/list", Json::object()},
             {"/lists/home", Json::array({"veilig thuis kwam*"})},
             {"/lists/home", Json::array({"{vader|"})},
             {"/lists/hoem", Json::array({"vader"})}}) {
        INFO(pointer);
        CHECK(refusal(pointer, value).find("file.json") != std::string::npos);
    }
}

TEST_CASE("a name that no sign knows is refused with the names that there are") {
    Json changed = shipped_json();
    changed["signs"][0]["not_wrods"] = Json::array({"home"});
    const auto signs = MisfiledSigns::from_json(changed, Fixture::get().catalogue(), "file.json");
    REQUIRE_FALSE(signs.ok());
    CHECK_THAT(signs.error().line(), Catch::Contains("file.json#/signs/0/not_wrods"));
    CHECK_THAT(signs.error().line(), Catch::Contains("not_words"));
}

TEST_CASE("what says nothing is never pointed out: empty, signs only, broken words") {
    for (const std::string& text : {std::string(), std::string("..!?\n\n;"), std::string("'"),
                                    std::string("stap"), std::string("\xE2\x82\xAC \xC3\xA9")}) {
        INFO(text);
        CHECK_FALSE(found_in(note_in("Algemeen", text)).has_value());
    }
}

TEST_CASE("a very long text is looked at in time that grows with it only") {
    std::string endless;
    for (int i = 0; i < 20'000; ++i) {
        endless += "stap 2 vader veilig thuis ";
    }
    const auto note = note_in("Algemeen", endless);
    const ReadingContext context = Fixture::get().context();
    const auto reading = read(note, context);
    // Time of the processor: a busy machine makes no text long. Far above what a linear search
    // needs, far below what a quadratic one does.
    const std::clock_t start = std::clock();
    static_cast<void>(shipped().find(note, reading, context));
    CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 30.0);
}

TEST_CASE("what is denied is no sign, wherever the denial stands in its clause") {
    for (const char* text :
         {"Er is geen sprake van kindermishandeling.", "Mishandeling is niet gebleken.",
          "Gesprek over het rapport, zonder huiselijk geweld."}) {
        INFO(text);
        CHECK_FALSE(found_in(note_in("Algemeen", text)).has_value());
    }
    for (const char* text : {"Sprake van kindermishandeling, moeder komt niet op gesprek.",
                             "Hij heeft geen jas aan. Oma vertelt over huiselijk geweld.",
                             "Ze is door haar oom mishandeld, dat wist ik niet."}) {
        INFO(text);
        CHECK(found_in(note_in("Algemeen", text)).has_value());
    }
}

TEST_CASE("words are known however they are written: capitals, accents, a line that was wrapped") {
    for (const char* text :
         {"HUISELIJK GEWELD thuis, zegt oma.", "Oma meldt huiselijk\u00a0geweld.",
          "Bespreking n.a.v. kindermish\u00e1ndeling"}) {
        INFO(text);
        CHECK(found_in(note_in("Algemeen", text)).has_value());
    }
    // "VT" in capitals is the agency, "vt" may be anything.
    CHECK(found_in(note_in("Algemeen", "Casus door VT onderzocht.")).has_value());
    CHECK_FALSE(found_in(note_in("Algemeen", "Casus vt onderzocht.")).has_value());
}
