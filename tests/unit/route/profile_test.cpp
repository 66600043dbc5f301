// A profile is loaded whole or refused with file, field and reason; the schema and the loader agree
// on its shape.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

class SchemaCheck {
public:
    SchemaCheck() : document_(read_data("notes-schema/route.schema.json")) {
        valijson::SchemaParser parser;
        parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document_), schema_);
    }
    bool accepts(const Json& profile) const {
        valijson::Validator validator;
        return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(profile),
                                  nullptr);
    }

private:
    Json document_;
    valijson::Schema schema_;
};

core::Result<route::Profile> load(const Json& profile) {
    auto catalogue = shipped_catalogue();
    return route::Profile::from_json(profile, catalogue, "school.json");
}

Json twente() {
    return read_data("notes-schema/routes/twente.json");
}

/// The rule of that id.
Json& rule(Json& profile, const std::string& id) {
    for (auto& candidate : profile["rules"]) {
        if (candidate["id"] == id) {
            return candidate;
        }
    }
    FAIL("no rule " << id);
    return profile;
}

struct Unreadable {
    std::string what;
    std::function<void(Json&)> breaking;
    std::string pointer;
};

const std::vector<std::string> shipped_and_template{
    "twente", "innoord", "amk", "symbio-hengelo", "open-kring", "basismodel", "sjabloon"};

}  // namespace

TEST_CASE("every shipped profile is accepted by the schema and by the loader") {
    const SchemaCheck schema;
    for (const auto& id : shipped_and_template) {
        const Json profile = read_data("notes-schema/routes/" + id + ".json");
        CAPTURE(id);
        CHECK(schema.accepts(profile));
        const auto loaded = load(profile);
        REQUIRE(loaded.ok());
        CHECK(loaded->id() == id);
        CHECK(loaded->covers_category(std::string("Meldcode en Verwijsindex")));
        CHECK(loaded->due_soon_days() == 14);
    }
}

TEST_CASE("the template for a new school shows every form of rule, and adds none that is judged") {
    const Json schema = read_data("notes-schema/route.schema.json");
    std::set<std::string> shown;
    const Json rules = read_data("notes-schema/routes/sjabloon.json")["rules"];
    for (const Json& rule : rules) {
        shown.insert(rule["template"].get<std::string>());
    }
    const Json& forms = schema["definitions"]["rule"]["properties"]["template"]["enum"];
    CHECK(shown == std::set<std::string>(forms.begin(), forms.end()));

    // What is on stands in the national basismodel, word for word.
    const Json basis = read_data("notes-schema/routes/basismodel.json")["rules"];
    const std::set<std::string> guides{"may",        "check",     "lint",
                                       "visibility", "retention", "organisation"};
    for (const Json& rule : rules) {
        CAPTURE(rule["id"].get<std::string>());
        const bool judged =
            rule.value("enabled", true) && !guides.contains(rule["template"].get<std::string>());
        CHECK((!judged || std::find(basis.begin(), basis.end(), rule) != basis.end()));
    }
}

TEST_CASE("the schema accepts the invented profiles too") {
    const SchemaCheck schema;
    for (const std::string id : {"fasen", "papier", "overdracht"}) {
        CAPTURE(id);
        CHECK(schema.accepts(read_data("tests/data/routes/" + id + "/route.json")));
    }
}

TEST_CASE("there is no profile in the folder that is not tested here") {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(MELDBRUG_SOURCE_DIR) +
                                                                 "/notes-schema/routes")) {
        files += entry.path().extension() == ".json" ? 1U : 0U;
    }
    CHECK(files == shipped_and_template.size());
}

TEST_CASE("schema and loader give the same verdict on the shape of broken profiles") {
    const SchemaCheck schema;
    const std::vector<Unreadable> cases{
        {"no id", [](Json& p) { p.erase("id"); }, "/id"},
        {"id with a space", [](Json& p) { p["id"] = "mijn school"; }, "/id"},
        {"id is a number", [](Json& p) { p["id"] = 5; }, "/id"},
        {"empty name", [](Json& p) { p["name"] = ""; }, "/name"},
        {"no categories", [](Json& p) { p["categories"] = Json::array(); }, "/categories"},
        {"unknown field", [](Json& p) { p["colour"] = "blue"; }, "/colour"},
        {"soon below zero", [](Json& p) { p["due_soon_days"] = -1; }, "/due_soon_days"},
        {"soon not whole", [](Json& p) { p["due_soon_days"] = 1.5; }, "/due_soon_days"},
        {"unknown working days", [](Json& p) { p["working_days"] = "never"; }, "/working_days"},
        {"a weighing of nothing", [](Json& p) { p["weighing"] = Json::object(); }, "/weighing"},
        {"questions without their form", [](Json& p) { p["weighing"].erase("form"); },
         "/weighing/form"},
        {"a question without what follows no",
         [](Json& p) { p["weighing"]["questions"][0]["answers"].erase("no"); },
         "/weighing/questions/0/answers/no"},
        {"a question without a number",
         [](Json& p) { p["weighing"]["questions"][0].erase("question"); },
         "/weighing/questions/0/question"},
        {"a decision without its yes",
         [](Json& p) {
             p["weighing"]["decisions"] =
                 Json::array({{{"about", "besluit_hulp"}, {"no", {"besluit_genomen"}}}});
         },
         "/weighing/decisions/0/yes"},
        {"no steps", [](Json& p) { p["steps"] = Json::array(); }, "/steps"},
        {"steps no list", [](Json& p) { p["steps"] = "all"; }, "/steps"},
        {"step without order", [](Json& p) { p["steps"][1].erase("order"); }, "/steps/1/order"},
        {"step order below zero", [](Json& p) { p["steps"][1]["order"] = -1; }, "/steps/1/order"},
        {"a step that one act makes is not made by several",
         [](Json& p) { p["steps"][2]["requires"] = Json::array({"gesprek_ouder"}); },
         "/steps/2/requires"},
        {"a step registered nowhere", [](Json& p) { p["steps"][0]["registered"] = "air"; },
         "/steps/0/registered"},
        {"a track of an unknown kind", [](Json& p) { p["steps"][0]["when"]["weather"] = "rain"; },
         "/steps/0/when/weather"},
        {"an empty word for a step", [](Json& p) { p["step_word"] = ""; }, "/step_word"},
        {"step with capitals", [](Json& p) { p["steps"][1]["id"] = "Overleg"; }, "/steps/1/id"},
        {"step name without steps", [](Json& p) { p["step_names"]["1"] = Json::array(); },
         "/step_names/1"},
        {"alarm without answer", [](Json& p) { p["alarms"][0].erase("answered_by"); },
         "/alarms/0/answered_by"},
        {"empty selector", [](Json& p) { p["alarms"][0]["answered_by"] = Json::array(); },
         "/alarms/0/answered_by"},
        {"selector with unknown field",
         [](Json& p) {
             p["alarms"][0]["answered_by"] = Json::array({{{"whom", "x"}}});
         },
         "/alarms/0/answered_by/0/whom"},
        {"selector of a number", [](Json& p) { p["alarms"][0]["answered_by"] = Json::array({7}); },
         "/alarms/0/answered_by/0"},
        {"emergency without signs", [](Json& p) { p["emergency"].erase("signs"); },
         "/emergency/signs"},
        {"closing without act", [](Json& p) { p["closing"].erase("act"); }, "/closing/act"},
        {"rules no list", [](Json& p) { p["rules"] = Json::object(); }, "/rules"},
        {"rule without id", [](Json& p) { p["rules"][0].erase("id"); }, "/rules/0/id"},
        {"rule with unknown template", [](Json& p) { p["rules"][0]["template"] = "always"; },
         "/rules/0/template"},
        {"rule with unknown force", [](Json& p) { p["rules"][0]["force"] = "will"; },
         "/rules/0/force"},
        {"rule without words", [](Json& p) { p["rules"][0].erase("says"); }, "/rules/0/says"},
        {"rule without source", [](Json& p) { p["rules"][0].erase("source"); }, "/rules/0/source"},
        {"rule without any source line", [](Json& p) { p["rules"][0]["source"] = Json::array(); },
         "/rules/0/source"},
        {"existence without step", [](Json& p) { p["rules"][0].erase("step"); }, "/rules/0/step"},
        {"rule off without a reason", [](Json& p) { rule(p, "R131")["enabled"] = false; },
         "why_off"},
        {"rule with a wrong day", [](Json& p) { rule(p, "R131")["from"] = "1 mei"; }, "from"},
        {"response without duty", [](Json& p) { rule(p, "R104").erase("duty"); }, "duty"},
        {"response without about", [](Json& p) { rule(p, "R104").erase("about"); }, "about"},
        {"unknown duration", [](Json& p) { rule(p, "R131")["term"] = "vijf dagen"; }, "term"},
        {"duration without number", [](Json& p) { rule(p, "R131")["term"] = "PWD"; }, "term"},
        {"waiver without grounds", [](Json& p) { rule(p, "R052").erase("grounds"); }, "grounds"},
        {"waiver with an empty ground",
         [](Json& p) { rule(p, "R052")["grounds"] = Json::array({Json::array()}); }, "grounds/0"},
        {"director's rule without steps", [](Json& p) { rule(p, "R136").erase("steps"); }, "steps"},
        {"flag that is a text", [](Json& p) { rule(p, "R136")["enabled"] = "ja"; }, "enabled"},
        {"question six", [](Json& p) { rule(p, "R085")["trigger"][0]["question"] = 6; },
         "trigger/0/question"},
        {"unknown answer",
         [](Json& p) { rule(p, "R085")["trigger"][0]["answers"] = Json::array({"maybe"}); },
         "trigger/0/answers/0"},
        {"unknown window", [](Json& p) { rule(p, "R093")["duty"][0]["window"] = "soon"; },
         "duty/0/window"},
        {"condition of an unknown kind",
         [](Json& p) { rule(p, "R099")["when"]["weather"] = "rain"; }, "when/weather"},
        {"act of an unknown kind as a condition",
         [](Json& p) { rule(p, "R081")["when"]["not_so_far"] = Json::array({7}); },
         "when/not_so_far/0"},
        {"nobody named, treated in an unknown way",
         [](Json& p) { rule(p, "R118")["unnamed"] = "missing"; }, "unnamed"},
        {"unmet as something graver", [](Json& p) { rule(p, "R104")["unmet"] = "late"; }, "unmet"},
        {"at least nobody", [](Json& p) { rule(p, "R084")["at_least"] = 0; }, "at_least"},
        {"covered by nothing", [](Json& p) { rule(p, "R002")["covered_by"] = Json::array(); },
         "covered_by"},
        {"waiver of an unknown window", [](Json& p) { rule(p, "R052")["window"] = "after"; },
         "window"},
        {"switches in a list", [](Json& p) { p["switches"] = Json::array({"verwijsindex"}); },
         "/switches"},
        {"a switch of a broken name", [](Json& p) { p["switches"]["de index"] = Json::object(); },
         "/switches/de index"},
        {"a switch with a wrong day",
         [](Json& p) {
             p["switches"]["verwijsindex"] = {{"until", "eind 2027"}};
         },
         "/switches/verwijsindex/until"},
        {"a switch of an unknown kind",
         [](Json& p) {
             p["switches"]["verwijsindex"] = {{"on", false}};
         },
         "/switches/verwijsindex/on"},
        {"dated by something unknown", [](Json& p) { rule(p, "R079")["dated_by"] = "weighing"; },
         "dated_by"},
        {"age out of range", [](Json& p) { rule(p, "R099")["when"]["age_from"] = 0; },
         "when/age_from"},
    };
    for (const auto& broken : cases) {
        Json profile = twente();
        broken.breaking(profile);
        CAPTURE(broken.what);
        CHECK_FALSE(schema.accepts(profile));
        const auto loaded = load(profile);
        REQUIRE_FALSE(loaded.ok());
        CHECK(loaded.error().code == core::ErrorCode::invalid_config);
        CHECK(loaded.error().where == "school.json");
        CAPTURE(loaded.error().message);
        CHECK(loaded.error().message.find(broken.pointer) != std::string::npos);
    }
}

TEST_CASE("names that do not exist are refused by the loader, with their place") {
    const std::vector<Unreadable> cases{
        {"step stands twice", [](Json& p) { p["steps"][1]["id"] = "signaleren"; }, "/steps/1/id"},
        {"step named as an action", [](Json& p) { p["steps"][1]["id"] = "gesprek_ouder"; },
         "/steps/1/id"},
        {"label of a step that is not there",
         [](Json& p) { p["step_names"]["9"] = Json::array({"negen"}); }, "/step_names/9"},
        {"evidence of an unknown action", [](Json& p) { p["evidence"]["dansen"] = nullptr; },
         "/evidence/dansen"},
        {"evidence for an unknown step", [](Json& p) { p["evidence"]["nazorg"] = "dansen"; },
         "/evidence/nazorg"},
        {"unknown role", [](Json& p) { p["roles"]["tovenaar"] = "tovenaar"; }, "/roles/tovenaar"},
        {"unknown action in a rule",
         [](Json& p) { rule(p, "R104")["duty"] = Json::array({"dansen"}); }, "duty/0"},
        {"unknown mark",
         [](Json& p) { rule(p, "R104")["trigger"][0]["note_marks"] = Json::array({"blij"}); },
         "note_marks/0"},
        {"unknown term", [](Json& p) { rule(p, "R094")["term"] = "@ooit"; }, "term"},
        {"unknown action after an answer of the weighing",
         [](Json& p) {
             p["weighing"]["questions"][0]["answers"]["no"]["follows"] = Json::array({"dansen"});
         },
         "/weighing/questions/0/answers/no/follows/0"},
        {"an answer of the weighing that leads back",
         [](Json& p) { p["weighing"]["questions"][2]["answers"]["yes"]["next"] = 2; },
         "/weighing/questions/2/answers/yes/next"},
        {"an answer of the weighing that names no rule of the profile",
         [](Json& p) {
             p["weighing"]["questions"][0]["answers"]["no"]["rules"] = Json::array({"R999"});
         },
         "/weighing/questions/0/answers/no/rules/0"},
        {"a question of the weighing after what is not in the route",
         [](Json& p) { p["weighing"]["questions"][0]["after"] = Json::array({"dansen"}); },
         "/weighing/questions/0/after/0"},
        {"an unknown role in the weighing",
         [](Json& p) { p["weighing"]["questions"][1]["takes_part"] = Json::array({"tovenaar"}); },
         "/weighing/questions/1/takes_part/0"},
        {"a question of the weighing that stands twice",
         [](Json& p) { p["weighing"]["questions"][1]["question"] = 1; },
         "/weighing/questions/1/question"},
        {"unknown alarm",
         [](Json& p) {
             p["emergency"]["signs"] = Json::array({{{"alarm", "brand"}}});
         },
         "/emergency/signs/0/alarm"},
        {"waiver of an unknown rule",
         [](Json& p) { rule(p, "R052")["excuses"] = Json::array({"R999"}); }, "excuses/0"},
        {"waiver of an unknown part of a rule",
         [](Json& p) { rule(p, "R052")["excuses"] = Json::array({"R081/ooit"}); }, "excuses/0"},
        {"a step made of something unknown",
         [](Json& p) {
             p["steps"][2]["requires"] = Json::array({"gesprek_ouder", "dansen"});
         },
         "/steps/2/requires/1"},
        {"a step made of what shows another",
         [](Json& p) {
             p["steps"][2]["requires"] = Json::array({"gesprek_ouder", "weging_gedaan"});
         },
         "/steps/2/requires/1"},
        {"covered by a rule that is not listed",
         [](Json& p) { rule(p, "R002")["covered_by"] = Json::array({"R999"}); }, "covered_by/0"},
        {"covered by a rule that is switched off",
         [](Json& p) { rule(p, "R002")["covered_by"] = Json::array({"R084"}); }, "covered_by/0"},
        {"a judged rule covered by another",
         [](Json& p) { rule(p, "R104")["covered_by"] = Json::array({"R133"}); }, "covered_by"},
        {"more people than it names", [](Json& p) { rule(p, "R084")["at_least"] = 2; }, "at_least"},
        {"acts taken together where nobody is asked for",
         [](Json& p) { rule(p, "R104")["occurrence"] = "together"; }, "occurrence"},
        {"nobody named where nobody is asked for",
         [](Json& p) { rule(p, "R104")["unnamed"] = "silent"; }, "unnamed"},
        {"a decision of people that is unmet",
         [](Json& p) { rule(p, "R036")["unmet"] = "to_confirm"; }, "unmet"},
        {"about something unknown", [](Json& p) { rule(p, "R104")["about"] = "dansen"; }, "about"},
        {"a sixth question", [](Json& p) { rule(p, "R104")["about"] = "weging_vraag_6"; }, "about"},
        {"the same rule twice", [](Json& p) { p["rules"].push_back(p["rules"][0]); }, "/id"},
        {"a day that does not exist", [](Json& p) { rule(p, "R131")["from"] = "2026-02-30"; },
         "from"},
        {"two steps of one label", [](Json& p) { p["steps"][2]["label"] = "Stap 1"; },
         "/steps/2/label"},
        {"ages that hold for nobody",
         [](Json& p) {
             rule(p, "R099")["when"]["age_from"] = 12;
             rule(p, "R099")["when"]["age_until"] = 8;
         },
         "when/age_until"},
        {"a term that nothing sets", [](Json& p) { p["terms"]["rapport"] = Json::object(); },
         "/terms/rapport"},
        {"a term that only a rule sets that is off",
         [](Json& p) {
             p["terms"]["rapport"] = Json::object();
             rule(p, "R131")["term_name"] = "rapport";
             rule(p, "R131")["enabled"] = false;
             rule(p, "R131")["why_off"] = "x";
         },
         "/terms/rapport"},
        {"a switch that is not there", [](Json& p) { rule(p, "R131")["switch"] = "index"; },
         "switch"},
        {"a switch that ends before its rule begins",
         [](Json& p) {
             p["switches"]["verwijsindex"] = {{"until", "2018-12-31"}};
             rule(p, "R079")["switch"] = "verwijsindex";
         },
         "switch"},
        {"a waiver that a switch ends",
         [](Json& p) {
             p["switches"]["verwijsindex"] = Json::object();
             rule(p, "R052")["switch"] = "verwijsindex";
         },
         "switch"},
        {"a waiver dated by the opening", [](Json& p) { rule(p, "R052")["dated_by"] = "opening"; },
         "dated_by"},
        {"ends before it begins",
         [](Json& p) {
             rule(p, "R131")["from"] = "2026-02-02";
             rule(p, "R131")["until"] = "2026-02-01";
         },
         "until"},
    };
    for (const auto& broken : cases) {
        Json profile = twente();
        broken.breaking(profile);
        CAPTURE(broken.what);
        const auto loaded = load(profile);
        REQUIRE_FALSE(loaded.ok());
        CAPTURE(loaded.error().message);
        CHECK(loaded.error().message.find(broken.pointer) != std::string::npos);
    }
}

TEST_CASE("what stands beside each other may share a label, and a rule may set a term of its own") {
    Json profile = twente();
    profile["steps"][4]["label"] = "Stap 5";
    profile["steps"][5]["label"] = "Stap 5";
    profile["terms"]["rapport"] = Json::object();
    rule(profile, "R131")["term_name"] = "rapport";
    CHECK(load(profile).ok());
    rule(profile, "R099")["when"]["age_from"] = 12;
    rule(profile, "R099")["when"]["age_until"] = 12;
    CHECK(load(profile).ok());
}

TEST_CASE("5a and 5b mean what the school's own protocol says") {
    const auto label_of = [](const std::string& route, const std::string& step) {
        const auto loaded = load(read_data("notes-schema/routes/" + route + ".json"));
        REQUIRE(loaded.ok());
        const auto catalogue = shipped_catalogue();
        for (const auto& own : loaded->steps()) {
            if (catalogue.name(own.id) == step) {
                return own.label;
            }
        }
        return std::string();
    };
    CHECK(label_of("twente", "melden") == "Stap 5a");  // 000:49-57
    CHECK(label_of("twente", "hulp") == "Stap 5b");
    CHECK(label_of("amk", "hulp") == "Stap 5a");  // 002:174-186
    CHECK(label_of("amk", "melden") == "Stap 5b");
    CHECK(label_of("symbio-hengelo", "hulp") == "Stap 5a");  // 003:184-201
    CHECK(label_of("symbio-hengelo", "melden") == "Stap 5b");
    CHECK(label_of("open-kring", "volgen") == "Stap 6");  // 004:105
}

TEST_CASE("a school brings a step and a schoolafspraak of its own") {
    Json profile = read_data("notes-schema/routes/basismodel.json");
    profile["steps"].push_back({{"id", "afscheid"},
                                {"label", "Fase 7"},
                                {"title", "Warme overdracht"},
                                {"order", 7},
                                {"number", 7}});
    profile["rules"].push_back({{"id", "school-1"},
                                {"template", "response"},
                                {"force", "must"},
                                {"says", "Binnen een week na de melding bericht aan het bestuur."},
                                {"school_agreement", true},
                                {"trigger", {"melden"}},
                                {"duty", {"bestuur_geinformeerd"}},
                                {"about", "bestuur_geinformeerd"},
                                {"term", "P7D"}});
    REQUIRE(SchemaCheck().accepts(profile));
    Story story(OwnProfile{profile});
    story.on("2026-03-02").act("melding_veilig_thuis");
    const auto status = story.status("2026-03-10");
    CHECK(step_of(status, "afscheid") == "open");
    REQUIRE(finding(status, "bestuur_geinformeerd") != nullptr);
    CHECK(finding(status, "bestuur_geinformeerd")->verdict == route::Verdict::late);
    CHECK(finding(status, "bestuur_geinformeerd")->school_agreement);
    CHECK(finding(status, "bestuur_geinformeerd")->due == day("2026-03-09"));
}

TEST_CASE("no default term is switched on that the protocol does not name") {
    for (const auto& id : shipped_and_template) {
        const Json profile = read_data("notes-schema/routes/" + id + ".json");
        for (const auto& one : profile["rules"]) {
            const bool on = !one.contains("enabled") || one["enabled"].get<bool>();
            const bool agreement =
                one.contains("school_agreement") && one["school_agreement"].get<bool>();
            CAPTURE(id, one["id"].get<std::string>());
            CHECK_FALSE((on && agreement && one.contains("term")));
        }
    }
}

TEST_CASE("every sentence exists in both languages, with the same placeholders") {
    const auto placeholders = [](const std::string& sentence) {
        std::set<std::string> names;
        for (std::size_t open = sentence.find('{'); open != std::string::npos;
             open = sentence.find('{', open + 1)) {
            names.insert(sentence.substr(open, sentence.find('}', open) - open));
        }
        return names;
    };
    const auto dutch = shipped_texts("nl");
    const auto english = shipped_texts("en");
    for (const auto& [key, sentence] : dutch.all()) {
        CAPTURE(key);
        REQUIRE(english.contains(key));
        CHECK(placeholders(sentence) == placeholders(english.all().at(key)));
    }
    CHECK(dutch.all().size() == english.all().size());
}

TEST_CASE("what is missing is said as a record that was not found, never as an act not done") {
    const auto texts = shipped_texts("nl");
    for (const auto& [key, sentence] : texts.all()) {
        CAPTURE(key, sentence);
        if (key.rfind("finding.", 0) == 0) {
            CHECK(sentence.find("niet gezet") == std::string::npos);
            CHECK(sentence.find("niet gedaan") == std::string::npos);
            CHECK(sentence.find("verzuimd") == std::string::npos);
        }
        if (key.rfind("finding.", 0) == 0 && key.size() > 8 &&
            key.substr(key.size() - 8) == ".missing") {
            CHECK(sentence.find("Geen vastlegging gevonden") != std::string::npos);
        }
    }
}
