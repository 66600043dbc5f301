#include "bridge_fixtures.hpp"

#include "meldbrug/bridge/route_reader.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace meldbrug;
using namespace meldbrug::tests;
namespace fs = std::filesystem;

namespace {

/// A school's own folder beside the shipped one.
class SchoolFolder {
public:
    void write(const fs::path& inside, const core::Json& json) const {
        fs::create_directories((folder_.path() / inside).parent_path());
        std::ofstream(folder_.path() / inside) << json.dump();
    }
    [[nodiscard]] core::Result<bridge::Knowledge> load() const {
        return bridge::load_knowledge({.folder = notes_schema(), .school = folder_.path()});
    }

private:
    TempFolder folder_;
};

core::Json shipped(const char* inside) {
    return must(core::read_json_file(notes_schema() / inside));
}

}  // namespace

TEST_CASE("all shipped profiles load, in Dutch and in English") {
    for (const char* id :
         {"amk", "basismodel", "innoord", "open-kring", "sjabloon", "symbio-hengelo", "twente"}) {
        INFO(id);
        REQUIRE(shipped_knowledge().route(id) != nullptr);
        CHECK(shipped_knowledge().route(id)->id() == id);
    }
    CHECK(shipped_knowledge().route("nowhere") == nullptr);
    const auto english = must(bridge::load_knowledge(
        {.folder = notes_schema(), .school = std::nullopt, .language = "en"}));
    CHECK(english.routes.size() == shipped_knowledge().routes.size());
}

TEST_CASE("a school adds a route and takes the place of a shipped one") {
    const SchoolFolder school;
    auto own = shipped("routes/basismodel.json");
    own["id"] = "eigen";
    school.write("routes/eigen.json", own);
    auto changed = shipped("routes/basismodel.json");
    changed["version"] = "school-2";
    school.write("routes/basismodel.json", changed);

    const auto knowledge = must(school.load());
    CHECK(knowledge.routes.size() == shipped_knowledge().routes.size() + 1);
    REQUIRE(knowledge.route("eigen") != nullptr);
    CHECK(knowledge.route("basismodel")->version() == "school-2");
}

TEST_CASE("a school adds days off, words of texts and names of its own") {
    const SchoolFolder school;
    school.write("calendar/nl/school.json", {{"extra_days", {"2026-03-18"}}});
    school.write("texts/nl.json", {{"finding.groeidocument.open", "Van de school."}});
    school.write("vocabulary/nl/catalogue.json",
                 {{"roles", {{{"id", "vertrouwenspersoon"}, {"label", "vertrouwenspersoon"}}}}});
    const auto knowledge = must(school.load());
    CHECK_FALSE(knowledge.calendar.is_school_day(day("2026-03-18")));
    CHECK(shipped_knowledge().calendar.is_school_day(day("2026-03-18")));
    CHECK(knowledge.texts.get("finding.groeidocument.open") == "Van de school.");
    CHECK(knowledge.texts.all().size() == shipped_knowledge().texts.all().size() + 1);
    CHECK(knowledge.catalogue.role("vertrouwenspersoon"));
}

TEST_CASE("a school's own words are read beside ours, dates included") {
    const SchoolFolder school;
    school.write("vocabulary/nl/school.json", {{"concepts", {{"smw", {"zorgplein"}}}}});
    school.write(
        "vocabulary/nl/dates.json",
        {{"parts_of_day", {"pauze"}}, {"units", {{"lesweek", "week"}, {"lesweken", "week"}}}});
    const auto knowledge = must(school.load());
    const auto basis = bridge::ladder_of(*knowledge.route("basismodel"));
    const reading::ReadingContext context{knowledge.vocabulary,
                                          knowledge.catalogue,
                                          knowledge.calendar,
                                          knowledge.templates,
                                          basis,
                                          core::WorkingDayPolicy::atw,
                                          &knowledge.date_words};
    notes::Note note;
    note.date = day("2026-03-12");
    note.text = "Zorgen besproken met het zorgplein. Gisteravond gebeld. Over 2 lesweken verder.";
    const auto reading = reading::read(note, context);
    REQUIRE_FALSE(reading.actions.empty());
    CHECK(knowledge.catalogue.name(reading.actions.front().id) == "collegiaal_overleg");
    const auto dates = reading::find_dates(
        note.text,
        {note.date, &knowledge.calendar, true, core::WorkingDayPolicy::atw, &knowledge.date_words});
    REQUIRE(dates.size() == 2);
    CHECK(dates.back().due == day("2026-03-26"));
}

TEST_CASE("an own word that cannot be used is named with its file and field") {
    const SchoolFolder school;
    school.write("vocabulary/nl/school.json",
                 {{"patterns", {{{"action", "collegiaal_overleg"}, {"need", {"nergens"}}}}}});
    const auto knowledge = school.load();
    REQUIRE_FALSE(knowledge.ok());
    const std::string line = knowledge.error().line();
    CAPTURE(line);
    CHECK(line.find("school.json") != std::string::npos);
    CHECK(line.find("patterns/0/need") != std::string::npos);
}

TEST_CASE("a name that nobody reads is refused in every file of a school, with file and field") {
    const auto [file, content, field] = GENERATE(table<const char*, const char*, const char*>({
        {"vocabulary/nl/school.json", R"({"concept": {"smw": ["zorgplein"]}})", "'concept'"},
        {"vocabulary/nl/catalogue.json", R"({"role": []})", "'role'"},
        {"vocabulary/nl/catalogue.json", R"({"roles": [{"id": "a", "label": "A", "lable": "B"}]})",
         "'roles/0/lable'"},
        {"vocabulary/nl/catalogue.json", "[]", "must be an object"},
        {"vocabulary/nl/dates.json", R"({"unit": {"lesweek": "week"}})", "unit:"},
        {"vocabulary/nl/dates.json", R"({"cues": {"wishes": ["hopelijk"]}})", "cues.wishes"},
        {"vocabulary/nl/dates.json",
         R"({"seasons": {"oogst": {"start": "08-01", "holiday": "x"}}})", "seasons.oogst.holiday"},
        {"vocabulary/nl/dates.json",
         R"({"feasts": [{"names": ["schoolfeest"], "month": 6, "day": 1, "weekdag": 5}]})",
         ".weekdag"},
        {"vocabulary/nl/dates.json",
         R"({"feasts": [{"names": ["schoolfeest"], "days": "2026-06-01"}]})", ".days"},
        {"calendar/nl/school.json", R"({"extra_day": ["2026-03-18"]})", "extra_day"},
        {"calendar/nl/school.json",
         R"({"vacations": [{"id": "a", "first": "2026-03-18", "last": "2026-03-19", "regio": "noord"}]})",
         "vacations[0].regio"},
        {"calendar/nl/school.json",
         R"({"vacations": [{"id": "a", "first": "2026-03-18", "last": "2026-03-19", "region": "oost"}]})",
         "vacations[0].region"},
        {"templates/nl/own.json",
         R"({"id": "own", "heading": "Eigen", "field": [], "fields": [{"id": "a", "label": "A", "kind": "text"}]})",
         "'field'"},
        {"texts/nl.json", R"({"finding.opne": "Nog open."})", "'finding.opne'"},
        {"texts/nl.json", R"({"finding.gesprek_vader.open": "Nog open."})",
         "'finding.gesprek_vader.open'"},
        {"texts/nl.json", R"({"finding.gesprek_ouder.opne": "Nog open."})",
         "'finding.gesprek_ouder.opne'"},
        {"reminders.json", R"({"help_efect": []})", "#/help_efect"},
        {"reminder.json", R"({"help_effect": []})", "reminder.json"},
        {"calender/nl/school.json", R"({"extra_days": ["2026-03-18"]})", "calender/nl/school.json"},
        {"vocabulary/school.json", R"({"concepts": {"smw": ["zorgplein"]}})",
         "vocabulary/school.json"},
    }));
    CAPTURE(file, content);
    const SchoolFolder school;
    school.write(file, core::Json::parse(content));
    const auto knowledge = school.load();
    REQUIRE_FALSE(knowledge.ok());
    CHECK(knowledge.error().code == core::ErrorCode::invalid_config);
    const std::string line = knowledge.error().line();
    CHECK_THAT(line, Catch::Contains(file) && Catch::Contains(field));
}

TEST_CASE("sentences of a school are about what its routes and catalogue name") {
    const SchoolFolder school;
    school.write("vocabulary/nl/catalogue.json",
                 {{"actions", {{{"id", "huisbezoek"}, {"label", "huisbezoek"}}}}});
    school.write("texts/nl.json", {{"finding.huisbezoek.missing", "Geen huisbezoek."},
                                   {"badge.todo.huisbezoek", "huisbezoek ontbreekt"},
                                   {"finding.zeer_ernstig.late", "Te laat."},
                                   {"term.help_effect", "de hulp"},
                                   {"badge.closed", "Klaar"}});
    CHECK(must(school.load()).texts.get("badge.closed") == "Klaar");
}

TEST_CASE("a broken file is named, and nothing is loaded half") {
    const SchoolFolder school;
    school.write("routes/kapot.json", {{"id", "kapot"}});
    const auto knowledge = school.load();
    REQUIRE_FALSE(knowledge.ok());
    CHECK(knowledge.error().code == core::ErrorCode::invalid_config);
    CHECK(knowledge.error().line().find("kapot.json") != std::string::npos);
    const auto nothing = bridge::load_knowledge({.folder = "/nowhere", .school = std::nullopt});
    REQUIRE_FALSE(nothing.ok());
    CHECK(nothing.error().code == core::ErrorCode::invalid_config);
}

TEST_CASE("the fingerprint changes with any file, and with nothing else") {
    const SchoolFolder empty;
    CHECK(must(empty.load()).fingerprint == shipped_knowledge().fingerprint);
    for (const auto& [file, json] : std::vector<std::pair<std::string, core::Json>>{
             {"calendar/nl/school.json", {{"extra_days", {"2026-03-18"}}}},
             {"vocabulary/nl/school.json", {{"concepts", {{"smw", {"Plein013"}}}}}},
             {"vocabulary/nl/dates.json", {{"about", "of this school"}}},
             {"texts/nl.json", {{"finding.open", "Van de school."}}}}) {
        CAPTURE(file);
        const SchoolFolder school;
        school.write(file, json);
        CHECK(must(school.load()).fingerprint != shipped_knowledge().fingerprint);
    }
}

TEST_CASE("a step is read as one of the ladder that is named with it") {
    const auto& knowledge = shipped_knowledge();
    // "step" or "step?" where it is to be confirmed, of all steps that the text shows.
    const auto steps = [&](const reading::Ladder& ladder, const std::string& text,
                           const std::string& title = "") {
        notes::Note note;
        note.date = day("2026-03-12");
        note.title = title;
        note.text = text;
        const auto reading =
            reading::read(note, {knowledge.vocabulary, knowledge.catalogue, knowledge.calendar,
                                 knowledge.templates, ladder, core::WorkingDayPolicy::atw,
                                 &knowledge.date_words});
        std::string all;
        for (const auto& step : reading.steps) {
            all += (all.empty() ? "" : " ") + std::string(knowledge.catalogue.name(step.id)) +
                   (step.certain ? "" : "?");
        }
        return all;
    };
    for (const char* route : {"innoord", "open-kring"}) {
        CAPTURE(route);
        const auto ladder = bridge::ladder_of(*knowledge.route(route));
        CHECK(steps(ladder, "Stap 4 van de ondersteuningsroute is gezet.") == "or_acties");
        CHECK(steps(ladder, "Stap 4 is gezet.", "Ondersteuningsroute") == "or_acties");
        CHECK(steps(ladder, "Stap 4 is gezet.") == "wegen");
        CHECK(
            steps(ladder, "Stap 4 van de meldcode is gezet, de ondersteuningsroute loopt door.") ==
            "wegen");
        CHECK(steps(ladder, "Stap 4 van de ondersteuningsroute is nog niet gezet.").empty());
        // A route that this school does not follow here, and a step that the ladder does not have.
        CHECK(steps(ladder, "Stap 4 van de zorgroute is gezet.").empty());
        CHECK(steps(ladder, "Stap 6 van de ondersteuningsroute is gezet.").empty());
    }
    // A school without that ladder reads none of its steps.
    const auto twente = bridge::ladder_of(*knowledge.route("twente"));
    CHECK(steps(twente, "Stap 4 van de ondersteuningsroute is gezet.").empty());
}

TEST_CASE("a profile may ask whose step it is that is named without its ladder") {
    const SchoolFolder school;
    auto own = shipped("routes/open-kring.json");
    own["bare_steps"] = "ask";
    school.write("routes/open-kring.json", own);
    const auto knowledge = must(school.load());
    const auto ladder = bridge::ladder_of(*knowledge.route("open-kring"));
    const auto certain = [&](const std::string& text) {
        notes::Note note;
        note.date = day("2026-03-12");
        note.text = text;
        const auto reading =
            reading::read(note, {knowledge.vocabulary, knowledge.catalogue, knowledge.calendar,
                                 knowledge.templates, ladder, core::WorkingDayPolicy::atw,
                                 &knowledge.date_words});
        REQUIRE(reading.steps.size() == 1);
        return reading.steps.front().certain;
    };
    CHECK_FALSE(certain("Stap 4 is gezet."));
    CHECK(certain("Stap 4 van de meldcode is gezet."));
    CHECK(certain("Stap 6 is gezet."));  // the other ladder has no step 6
}

TEST_CASE("the names that a route gives its steps are those that notes are read with") {
    const auto* twente = shipped_knowledge().route("twente");
    REQUIRE(twente != nullptr);
    const auto ladder = bridge::ladder_of(*twente);
    REQUIRE(ladder.labels.size() == twente->ladders()[0].step_names.size());
    CHECK_FALSE(ladder.labels.empty());
    CHECK(ladder.labels[0].first == twente->ladders()[0].step_names[0].label);
    CHECK(ladder.labels[0].second == twente->ladders()[0].step_names[0].steps);
}

namespace {

core::Json basis(const std::string& version, const std::string& in_force) {
    auto profile = shipped("routes/basismodel.json");
    profile["version"] = version;
    if (!in_force.empty()) {
        profile["in_force"] = in_force;
    }
    return profile;
}

}  // namespace

TEST_CASE("older versions stand beside the newest, and are read by their own labels") {
    const SchoolFolder school;
    school.write("routes/basismodel.json", basis("3", "2026-08-01"));
    school.write("routes/basismodel@2.json", basis("2", "2024-08-01"));
    auto first = basis("1", "");
    first["step_names"]["4"] = {"hulp"};  // the newer ones call weighing step 4
    first["categories"].push_back("Zorg");
    school.write("routes/basismodel@1.json", first);

    const auto knowledge = must(school.load());
    CHECK(knowledge.route("basismodel")->version() == "3");
    CHECK(knowledge.routes.size() == shipped_knowledge().routes.size());
    const auto older = knowledge.older_than_newest("basismodel");
    REQUIRE(older.size() == 2);
    CHECK(older[0].version() == "1");
    CHECK(older[1].version() == "2");
    CHECK(knowledge.older_than_newest("twente").empty());

    const bridge::RouteReader reader(knowledge, *knowledge.route("basismodel"));
    const auto shown = [&](const notes::Reading& reading) {
        REQUIRE(reading.steps.size() == 1);
        return knowledge.catalogue.name(reading.steps.front().id);
    };
    const auto before = note_on("n1", "p1", "2024-07-31", "Stap 4 is gezet.");
    const auto since = note_on("n2", "p1", "2024-08-01", "Stap 4 is gezet.");
    CHECK(shown(reader.read(before)) == "hulp");
    CHECK(shown(reader.read(since)) == "wegen");
    CHECK(shown(reader.read(since, "1")) == "hulp");
    CHECK(reader.covers_category(std::string("Zorg")));
    CHECK_FALSE(reader.covers_category(std::string("Absentie")));

    const notes::Note* const all[] = {&before, &since};
    const auto read = reader.read_all(all);
    REQUIRE(read.older.size() == 2);
    CHECK(shown(*read.evidence[0].reading) == "wegen");
    CHECK(shown(*read.older[0].evidence[1].reading) == "hulp");
    CHECK(shown(*read.older[1].evidence[0].reading) == "wegen");
}

TEST_CASE("a school's own profile takes the place of ours with all its versions") {
    const SchoolFolder school;
    school.write("routes/basismodel.json", basis("1", ""));
    const auto knowledge = must(school.load());
    CHECK(knowledge.older_than_newest("basismodel").empty());
}

TEST_CASE("versions that leave a day in doubt are refused, with what to do") {
    struct Wrong {
        std::string what;
        core::Json newest, older;
        std::string name, says;
    };
    const std::vector<Wrong> all{
        {"the same day", basis("2", "2026-08-01"), basis("1", "2026-08-01"), "basismodel@1",
         "in_force"},
        {"older, and later", basis("2", "2026-08-01"), basis("1", "2026-08-02"), "basismodel@1",
         "in_force"},
        {"a newest without a day", basis("2", ""), basis("1", ""), "basismodel@1", "in_force"},
        {"one version twice", basis("1", "2026-08-01"), basis("1", ""), "basismodel@1", "version"},
        {"another version than the name says", basis("2", "2026-08-01"), basis("1", ""),
         "basismodel@0", "ID@VERSION.json"},
        {"another id than the name says", basis("2", "2026-08-01"), basis("1", ""), "school@1",
         "ID@VERSION.json"},
        {"two newest", basis("2", "2026-08-01"), basis("1", ""), "basismodel-oud",
         "ID@VERSION.json"},
    };
    for (const auto& wrong : all) {
        CAPTURE(wrong.what);
        const SchoolFolder school;
        school.write("routes/basismodel.json", wrong.newest);
        school.write("routes/" + wrong.name + ".json", wrong.older);
        const auto refused = school.load();
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == core::ErrorCode::invalid_config);
        CAPTURE(refused.error().line());
        CHECK(refused.error().message.find(wrong.says) != std::string::npos);
        CHECK(refused.error().where.ends_with(".json"));
    }
    const SchoolFolder alone;
    alone.write("routes/basismodel@0.json", basis("0", ""));
    const auto refused = alone.load();
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.find("beside it") != std::string::npos);
}
