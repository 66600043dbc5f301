// What a person who writes a profile gets wrong though it loads: one broken profile for each kind,
// and none of it in the profiles that we ship.

#include "meldbrug/route/profile_lint.hpp"

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <functional>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

const std::vector<std::string> invented_profiles{"fasen", "overdracht", "papier"};

Json step(const std::string& id, const std::string& label, int order) {
    return {{"id", id}, {"label", label}, {"title", id}, {"order", order}};
}

/// A rule of the school's own.
Json rule(const std::string& id, const std::string& kind, const Json& fields) {
    Json json{{"id", id},
              {"template", kind},
              {"force", "must"},
              {"says", "Afspraak."},
              {"school_agreement", true}};
    json.update(fields);
    return json;
}

/// A small profile with nothing wrong.
Json sound() {
    return {{"id", "own"},
            {"name", "Own"},
            {"version", "1"},
            {"categories", {"Meldcode en Verwijsindex"}},
            {"steps", {step("signaleren", "Stap 1", 1), step("wegen", "Stap 2", 2)}},
            {"step_names", {{"1", {"signaleren"}}, {"2", {"wegen"}}}},
            {"terms", {{"help_effect", Json::object()}}},
            {"rules",
             {rule("X1", "existence", {{"step", "signaleren"}}),
              rule("X2", "response",
                   {{"about", "directie_geinformeerd"},
                    {"trigger", {"signaleren"}},
                    {"duty", {"directie_geinformeerd"}}})}}};
}

std::vector<route::LintNote> lint(const Json& json, const std::set<std::string>& unreadable = {}) {
    auto catalogue = shipped_catalogue();
    const auto profile = route::Profile::from_json(json, catalogue, "own.json");
    REQUIRE(profile.ok());
    route::LintContext context{catalogue};
    context.shown.emplace();
    for (std::size_t i = 0; i < catalogue.action_count(); ++i) {
        const core::ActionId action{static_cast<std::uint16_t>(i)};
        if (!unreadable.contains(std::string(catalogue.name(action)))) {
            context.shown->insert(action);
        }
    }
    context.source_lines["seeds/own.txt"] = 20;
    return route::lint(*profile, context);
}

struct Broken {
    std::string kind;
    bool error;
    std::string pointer;
    std::function<void(Json&)> breaking;
};

}  // namespace

TEST_CASE("a profile with nothing wrong is found clean") {
    CHECK(lint(sound()).empty());
}

TEST_CASE("each mistake is found where it stands, and nothing beside it") {
    const std::vector<Broken> all{
        {"step_never_shown", true, "/steps/2",
         [](Json& json) { json["steps"].push_back(step("rondkijken", "Stap 3", 3)); }},
        {"step_by_name_only", false, "/steps/2",
         [](Json& json) {
             json["steps"].push_back(step("rondkijken", "Stap 3", 3));
             json["step_names"]["3"] = {"rondkijken"};
         }},
        {"step_unreachable", true, "/steps/1/when",
         [](Json& json) {
             json["steps"][1]["when"] = {{"seen", {"gesprek_ouder"}},
                                         {"not_seen", {"gesprek_ouder"}}};
         }},
        {"label_twice", true, "/step_names/a",
         [](Json& json) {
             json["step_names"]["A"] = {"wegen"};
             json["step_names"]["a"] = {"wegen"};
         }},
        {"label_of_other", true, "/step_names/2",
         [](Json& json) { json["step_names"]["2"] = {"signaleren"}; }},
        {"label_of_two", false, "/step_names/2",
         [](Json& json) {
             json["step_names"]["2"] = {"signaleren", "wegen"};
         }},
        {"source_outside", true, "/rules/0/source/1",
         [](Json& json) {
             json["rules"][0]["source"] = {"seeds/own.txt:3-20", "seeds/own.txt:19-21",
                                           "seeds/unknown.txt:99", "De wet, artikel 3"};
         }},
        {"switch_of_nothing", true, "/switches/index",
         [](Json& json) {
             json["switches"] = {{"index", Json::object()}, {"kader", Json::object()}};
             json["rules"][1]["switch"] = "kader";
         }},
        {"excuses_listed", false, "/rules/3/excuses/0",
         [](Json& json) {
             json["rules"].push_back(rule("X3", "check", Json::object()));
             json["rules"].push_back(rule("X4", "waiver",
                                          {{"trigger", {"afgezien_oudergesprek"}},
                                           {"grounds", {{"grond_contactbreuk"}}},
                                           {"excuses", {"X3"}}}));
         }},
        {"never_waived", false, "/rules/3/excuses/0",
         [](Json& json) {
             json["rules"].push_back(
                 rule("X3", "human_decision",
                      {{"about", "dossier_vernietigd"}, {"trigger", {"dossier_vernietigd"}}}));
             json["rules"].push_back(rule("X4", "waiver",
                                          {{"trigger", {"afgezien_oudergesprek"}},
                                           {"grounds", {{"grond_contactbreuk"}}},
                                           {"excuses", {"X3"}}}));
         }},
        {"term_without_clock", true, "/rules/1/term_name",
         [](Json& json) {
             json["rules"][1]["term"] = "@help_effect";  // agreed in notes: no length of its own
             json["rules"][1]["term_name"] = "help_effect";
         }},
        {"contradiction", true, "/rules/2",
         [](Json& json) {
             json["rules"].push_back(rule("X3", "not_coexistence",
                                          {{"about", "directie_geinformeerd"},
                                           {"trigger", {"signaleren"}},
                                           {"duty", {"directie_geinformeerd"}}}));
         }},
        {"shadowed", false, "/rules/2",
         [](Json& json) {
             json["rules"].push_back(json["rules"][1]);
             json["rules"][2]["id"] = "X3";
         }},
    };
    for (const auto& broken : all) {
        CAPTURE(broken.kind);
        Json json = sound();
        broken.breaking(json);
        const auto notes = lint(json);
        REQUIRE(notes.size() == 1);
        CHECK(notes.front().kind == broken.kind);
        CHECK(notes.front().error == broken.error);
        CHECK(notes.front().pointer == broken.pointer);
        for (const auto* language : {"nl", "en"}) {
            const auto texts = shipped_texts(language);
            CHECK(texts.contains("lint." + broken.kind));
            CHECK(texts.contains("lint." + broken.kind + ".advice"));
        }
    }
}

TEST_CASE("what nothing can show is told, at the trigger or at the duty") {
    const Json json = sound();
    const auto duty = lint(json, {"directie_geinformeerd"});
    REQUIRE(duty.size() == 1);
    CHECK(duty.front().kind == "never_answered");
    CHECK(duty.front().pointer == "/rules/1/duty");

    Json asking = json;
    asking["rules"][1]["trigger"] = {"gesprek_ouder"};
    const auto trigger = lint(asking, {"gesprek_ouder"});
    REQUIRE(trigger.size() == 1);
    CHECK(trigger.front().kind == "never_asked");
    CHECK(trigger.front().pointer == "/rules/1/trigger");
    // Another way to ask is enough.
    asking["rules"][1]["trigger"] = {"gesprek_ouder", "signaleren"};
    CHECK(lint(asking, {"gesprek_ouder"}).empty());
}

TEST_CASE("the same question at other ages, or on other days, is no repetition") {
    Json json = sound();
    json["rules"][1]["when"] = {{"age_until", 11}};
    json["rules"].push_back(json["rules"][1]);
    json["rules"][2]["id"] = "X3";
    json["rules"][2]["when"] = {{"age_from", 12}};
    CHECK(lint(json).empty());
    json["rules"][2]["when"] = {{"age_from", 11}};
    CHECK(lint(json).size() == 1);
}

TEST_CASE("no profile that we ship, and none that we invented, has a mistake of these kinds") {
    const auto clean = [](const Json& json, const core::Catalogue& names) {
        core::Catalogue catalogue = names;
        const auto profile = route::Profile::from_json(json, catalogue, "profile");
        REQUIRE(profile.ok());
        for (const auto& note : route::lint(*profile, {catalogue})) {
            FAIL_CHECK(note.pointer << " " << note.kind << " " << note.what << " " << note.other);
        }
    };
    for (const auto& id : shipped_profiles) {
        CAPTURE(id);
        clean(read_data("notes-schema/routes/" + id + ".json"), shipped_catalogue());
    }
    for (const auto& id : invented_profiles) {
        CAPTURE(id);
        auto catalogue = shipped_catalogue();
        const std::string folder = "tests/data/routes/" + id;
        REQUIRE(catalogue.extend(read_data(folder + "/catalogue.json"), "catalogue").ok());
        clean(read_data(folder + "/route.json"), catalogue);
    }
}
