// A profile as a page: everything that the school agreed stands on it, under its step, in words.

#include "meldbrug/route/profile_page.hpp"

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

struct Shown {
    explicit Shown(const Json& json) : texts(shipped_texts()) {
        auto catalogue = shipped_catalogue();
        const auto profile = route::Profile::from_json(json, catalogue, "own.json");
        REQUIRE(profile.ok());
        page = route::page_of(*profile, catalogue, texts);
    }
    core::Texts texts;
    route::ProfilePage page;

    /// The rule of that id, in the section of that title; null when it is not there.
    [[nodiscard]] const route::PageRule* rule(const std::string& section,
                                              const std::string& id) const {
        for (const auto* sections : {&page.steps, &page.rest}) {
            for (const auto& one : *sections) {
                for (const auto& candidate : one.rules) {
                    if (one.title == section && candidate.id == id) {
                        return &candidate;
                    }
                }
            }
        }
        return nullptr;
    }
};

Json own_profile(const std::string& says) {
    return {{"id", "own"},
            {"name", "De <Zonnehoek> & \"co\""},
            {"version", "3"},
            {"categories", {"Meldcode en Verwijsindex"}},
            {"steps",
             {{{"id", "signaleren"}, {"label", "Stap 1"}, {"title", "Signalen"}, {"order", 1}},
              {{"id", "wegen"}, {"label", "Stap 2"}, {"title", "Wegen"}, {"order", 2}}}},
            {"rules",
             {{{"id", "X1"},
               {"template", "response"},
               {"force", "must"},
               {"says", says},
               {"source", {"seeds/own.txt:12"}},
               {"about", "directie_geinformeerd"},
               {"trigger", {"signalen_vastgelegd"}},
               {"duty", {{{"any", {"directie_geinformeerd"}}, {"window", "same_day"}}}},
               {"term", "P5WD"},
               {"by", "wegen"}},
              {{"id", "X2"},
               {"template", "check"},
               {"force", "should"},
               {"says", "De intern begeleider let erop."},
               {"school_agreement", true}},
              {{"id", "X3"},
               {"template", "existence"},
               {"force", "must"},
               {"says", "Wegen."},
               {"school_agreement", true},
               {"step", "wegen"},
               {"enabled", false},
               {"why_off", "Nog niet besloten."}}}}};
}

}  // namespace

TEST_CASE("a rule stands under its step, with what counts, its term and its line") {
    const Shown shown(own_profile("De directie hoort het dezelfde dag."));
    const auto* rule = shown.rule("Stap 1: Signalen", "X1");
    REQUIRE(rule != nullptr);
    CHECK(rule->force == "moet");
    CHECK(rule->says == "De directie hoort het dezelfde dag.");
    CHECK(rule->counts == "telt: het informeren van de directie (op dezelfde dag)");
    CHECK(rule->term == "binnen 5 werkdagen, uiterlijk voor Stap 2: Wegen");
    CHECK(rule->source == "seeds/own.txt:12");
    const auto* guidance = shown.rule("Leidraad: wat een dossier alleen niet kan laten zien", "X2");
    REQUIRE(guidance != nullptr);
    CHECK(guidance->force == "hoort");
    CHECK(guidance->source == "schoolafspraak, staat niet in het protocol");
    const auto* off = shown.rule("Staat uit", "X3");
    REQUIRE(off != nullptr);
    CHECK(off->note == "staat uit: Nog niet besloten.");
}

TEST_CASE("the page as HTML runs nothing, fetches nothing and keeps to its own words") {
    const Shown shown(own_profile("<script>alert(1)</script>"));
    const std::string html = route::to_html(shown.page, shown.texts);
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("&lt;script&gt;") != std::string::npos);
    CHECK(html.find("De &lt;Zonnehoek&gt; &amp; &quot;co&quot;") != std::string::npos);
    for (const auto* from_elsewhere : {"http:", "https:", "url(", "<link", "<img", "@import"}) {
        CHECK(html.find(from_elsewhere) == std::string::npos);
    }
    CHECK(html.find("@media print") != std::string::npos);
    CHECK(html.find("lang=\"nl\"") != std::string::npos);
}

TEST_CASE("every rule of every shipped profile stands on its page once, in words") {
    for (const auto& id : shipped_profiles) {
        const Json profile = read_data("notes-schema/routes/" + id + ".json");
        const Shown shown(profile);
        std::multiset<std::string> ids;
        for (const auto* sections : {&shown.page.steps, &shown.page.rest}) {
            for (const auto& section : *sections) {
                for (const auto& rule : section.rules) {
                    ids.insert(rule.id);
                    CHECK_FALSE(rule.source.empty());
                }
            }
        }
        std::multiset<std::string> wanted;
        for (const auto& rule : profile.at("rules")) {
            const auto part = rule.value("part", "");
            wanted.insert(rule.at("id").get<std::string>() + (part.empty() ? "" : "/" + part));
        }
        if (profile.contains("weighing") && profile.at("weighing").contains("questions")) {
            for (const auto& question : profile.at("weighing").at("questions")) {
                wanted.insert("vraag " + std::to_string(question.at("question").get<int>()));
            }
        }
        CAPTURE(id);
        CHECK(ids == wanted);
        for (const std::string& page :
             {route::to_text(shown.page), route::to_html(shown.page, shown.texts)}) {
            CHECK(page.find("⟨") == std::string::npos);
        }
    }
}
