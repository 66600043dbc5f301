// What a school reads before it takes a changed profile into use: every change of meaning, and
// nothing that only looks different.

#include "meldbrug/route/profile_diff.hpp"

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

Json& rule_in(Json& profile, const std::string& id) {
    auto& rules = profile["rules"];
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const Json& rule) { return rule["id"] == id; });
    REQUIRE(found != rules.end());
    return *found;
}

struct ProfilePair {
    ProfilePair(const Json& before, const Json& after) : texts(shipped_texts()) {
        auto catalogue = shipped_catalogue();
        const auto old = route::Profile::from_json(before, catalogue, "old.json");
        const auto changed = route::Profile::from_json(after, catalogue, "new.json");
        REQUIRE(old.ok());
        INFO((changed ? "" : changed.error().message));
        REQUIRE(changed.ok());
        changes = route::changes_between(*old, *changed, catalogue, texts);
        same_meaning = route::meaning_of(*old) == route::meaning_of(*changed);
    }
    core::Texts texts;
    std::vector<route::ProfileChange> changes;
    bool same_meaning = false;

    [[nodiscard]] std::string text() const { return route::to_text(changes, texts); }
};

ProfilePair changed(const std::string& id, const std::function<void(Json&)>& change) {
    const Json before = read_data("notes-schema/routes/" + id + ".json");
    Json after = before;
    change(after);
    return {before, after};
}

void names_of_properties(const Json& schema, std::set<std::string>& names) {
    if (const Json* properties = core::find(schema, "properties")) {
        for (const auto& [name, property] : properties->items()) {
            names.insert(name);
        }
    }
    if (schema.is_structured()) {
        for (const auto& member : schema) {
            names_of_properties(member, names);
        }
    }
}

}  // namespace

TEST_CASE("a profile that is only written otherwise changes nothing") {
    for (const auto& id : shipped_profiles) {
        const auto compared = changed(id, [](Json& profile) {
            for (const char* list : {"rules", "steps", "categories"}) {
                std::reverse(profile[list].begin(), profile[list].end());
            }
            for (Json& rule : profile["rules"]) {
                if (!rule.contains("enabled")) {
                    rule["enabled"] = true;
                }
                if (rule.contains("trigger")) {
                    std::reverse(rule["trigger"].begin(), rule["trigger"].end());
                }
            }
        });
        INFO(id << compared.text());
        CHECK(compared.changes.empty());
        CHECK(compared.same_meaning);
    }
}

TEST_CASE("one alternative with two names is two alternatives") {
    const auto compared = changed("twente", [](Json& profile) {
        rule_in(profile, "R014")["duty"] = Json::array(
            {Json::object({{"any", Json::array({"collegiaal_overleg", "consulteren"})}})});
    });
    CHECK(compared.changes.empty());
}

TEST_CASE("a changed rule is told old to new, with its line of the protocol") {
    const auto compared = changed("twente", [](Json& profile) {
        Json& rule = rule_in(profile, "R014");
        rule["force"] = "should";
        rule["term"] = "P5WD";
        rule["duty"] = {"consulteren"};
    });
    CHECK(compared.changes.size() == 3);
    CHECK_FALSE(compared.same_meaning);
    const std::string text = compared.text();
    CHECK(text.find("Regels\n  R014: ") != std::string::npos);
    CHECK(text.find("kracht: moet → hoort") != std::string::npos);
    CHECK(text.find("termijn: niets → binnen 5 werkdagen") != std::string::npos);
    CHECK(text.find("bron: seeds/000_b20625f8e7a1849e.txt:69") != std::string::npos);
    for (const auto& change : compared.changes) {
        CHECK(change.section == "rules");
        CHECK(change.id == "R014");
        CHECK(change.kind == route::ChangeKind::changed);
    }
}

TEST_CASE("a rule that comes, goes, is switched off or lasts otherwise is told") {
    const auto compared = changed("twente", [](Json& profile) {
        auto& rules = profile["rules"];
        Json added = rule_in(profile, "R014");
        added["id"] = "EIGEN1";
        added["says"] = "Een eigen regel.";
        Json& off = rule_in(profile, "R118");
        off["enabled"] = false;
        off["why_off"] = "Anders afgesproken.";
        rule_in(profile, "R014")["until"] = "2027-12-31";
        rules.erase(std::remove_if(rules.begin(), rules.end(),
                                   [](const Json& rule) { return rule["id"] == "R137"; }),
                    rules.end());
        rules.push_back(added);
    });
    const std::string text = compared.text();
    INFO(text);
    CHECK(text.find("nieuw: EIGEN1: Een eigen regel.") != std::string::npos);
    CHECK(text.find("vervalt: R137: ") != std::string::npos);
    CHECK(text.find("staat aan: ja → nee") != std::string::npos);
    CHECK(text.find("tot en met: niets → 31 december 2027") != std::string::npos);
}

TEST_CASE("a step that is called or placed otherwise is told, and what a note counts for it") {
    const auto compared = changed("symbio-hengelo", [](Json& profile) {
        profile["version"] = "2";
        profile["in_force"] = "2027-08-01";
        profile["categories"].push_back("Zorg");
        profile["steps"][3]["title"] = "Afwegen";
        profile["steps"][6]["order"] = 7;
        profile["step_names"]["afweging"] = {"wegen"};
        profile["closing"]["act"] = {"dossier_gesloten"};
    });
    const std::string text = compared.text();
    INFO(text);
    CHECK(compared.changes.size() == 7);
    CHECK(text.find("versie: 1 → 2") != std::string::npos);
    CHECK(text.find("geldt vanaf: niets → 1 augustus 2027") != std::string::npos);
    CHECK(text.find("titel: Wegen → Afwegen") != std::string::npos);
    CHECK(text.find("plaats in de route: 6 → 7") != std::string::npos);
    CHECK(text.find("nieuw: afweging") != std::string::npos);
    CHECK(text.find("Sluiten en heropenen") != std::string::npos);
}

TEST_CASE("where the weighing leads otherwise, the question and its line are told") {
    const auto compared = changed("twente", [](Json& profile) {
        for (Json& question : profile["weighing"]["questions"]) {
            if (question["question"] == 3) {
                question["asks"] = "Kunnen wij dit zelf?";
            }
        }
    });
    REQUIRE(compared.changes.size() == 1);
    CHECK(compared.changes[0].section == "questions");
    CHECK(compared.changes[0].id == "3");
    CHECK(compared.changes[0].after == "Kunnen wij dit zelf?");
    CHECK_FALSE(compared.changes[0].source.empty());
}

TEST_CASE("every member that a profile may have is told in words, in both languages") {
    std::set<std::string> names;
    names_of_properties(read_data("notes-schema/route.schema.json"), names);
    CHECK(names.size() > 80);
    // Sections of their own, or none.
    for (const char* other : {"$schema", "ladders", "counts_as", "alarms", "closing", "terms",
                              "switches", "weighing", "questions", "decisions", "all_of"}) {
        names.erase(other);
    }
    for (const char* language : {"nl", "en"}) {
        const auto texts = shipped_texts(language);
        for (const auto& name : names) {
            INFO(language << " " << name);
            CHECK(texts.contains("diff.field." + name));
        }
    }
}
