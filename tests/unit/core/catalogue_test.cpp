#include "meldbrug/core/catalogue.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/secret.hpp"
#include "meldbrug/core/texts.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug::core;  // NOLINT(google-build-using-namespace)

namespace {

Json json(const char* text) {
    return *parse_json(text, "test");
}

}  // namespace

TEST_CASE("the shipped catalogue holds every id of the contract") {
    const auto catalogue = Catalogue::from_json(
        *read_json_file(MELDBRUG_SOURCE_DIR "/notes-schema/vocabulary/nl/catalogue.json"),
        "catalogue.json");
    REQUIRE(catalogue.ok());
    for (const char* step :
         {"signaleren", "consulteren", "gesprek", "wegen", "hulp", "melden", "volgen"}) {
        CAPTURE(step);
        CHECK(catalogue->step(step).has_value());
    }
    for (const char* action : {"signalen_vastgelegd",
                               "collegiaal_overleg",
                               "advies_veilig_thuis",
                               "gesprek_ouder",
                               "gesprek_leerling",
                               "ouders_ingelicht",
                               "directie_geinformeerd",
                               "bestuur_geinformeerd",
                               "zbo_sot_zat_besproken",
                               "toestemming_ouder",
                               "toestemming_geweigerd",
                               "verwijsindex_overwogen",
                               "verwijsindex_geregistreerd",
                               "afwegingskader_ingevuld",
                               "weging_gedaan",
                               "besluit_genomen",
                               "hulp_georganiseerd",
                               "casemanager_benoemd",
                               "hulptermijn_afgesproken",
                               "effect_geevalueerd",
                               "melding_veilig_thuis",
                               "terugkoppeling_veilig_thuis",
                               "monitoring_afgesproken",
                               "nazorg",
                               "afgezien_oudergesprek",
                               "dossier_gesloten",
                               "dossier_vernietigd",
                               "spoed_112",
                               "vermoeden_medewerker",
                               "letselduiding",
                               "groeidocument",
                               "handelingsplan",
                               "verslag_ondertekend",
                               "intake_sot",
                               "weigering_gewogen",
                               "aankomst_gecontroleerd",
                               "bezwaar_gewogen"}) {
        CAPTURE(action);
        CHECK(catalogue->action(action).has_value());
    }
    for (const char* role :
         {"leerkracht", "ib", "aandachtsfunctionaris", "directie", "bestuur", "smw", "beheer"}) {
        CAPTURE(role);
        CHECK(catalogue->role(role).has_value());
    }
    CHECK(catalogue->step_of(*catalogue->action("collegiaal_overleg")) ==
          catalogue->step("consulteren"));
    CHECK_FALSE(catalogue->step_of(*catalogue->action("gesprek_leerling")).has_value());
}

TEST_CASE("a school adds names of its own and changes none of ours") {
    auto catalogue = *Catalogue::from_json(
        json(
            R"({"steps":[{"id":"hulp","label":"hulp"}],"actions":[{"id":"a","label":"A","step":"hulp"}]})"),
        "ours");
    REQUIRE(catalogue
                .extend(json(R"({"actions":[{"id":"a","label":"anders"},{"id":"b","label":"B"}]})"),
                        "school")
                .ok());
    CHECK(catalogue.label(*catalogue.action("a")) == "A");
    CHECK(catalogue.label(*catalogue.action("b")) == "B");
    CHECK_FALSE(catalogue.action("c").has_value());
}

TEST_CASE("a catalogue that does not hold names file and field") {
    const auto wrong = [](const char* text) {
        return Catalogue::from_json(json(text), "school.json");
    };
    CHECK(wrong(R"({"actions":{}})").error().line() ==
          "school.json: field 'actions': must be a list");
    CHECK(wrong(R"({"actions":[{"id":"Actie 1","label":"x"}]})")
              .error()
              .message.find("actions/0/id") != std::string::npos);
    CHECK(wrong(R"({"actions":[{"id":"x"}]})").error().message.find("actions/0/label") !=
          std::string::npos);
    CHECK(wrong(R"({"actions":[{"id":"x","label":"x","step":"nergens"}]})")
              .error()
              .message.find("actions/0/step") != std::string::npos);
}

TEST_CASE("there are never more steps than a set can hold") {
    Catalogue catalogue;
    for (int i = 0; i < 64; ++i) {
        REQUIRE(catalogue.add_step("stap_" + std::to_string(i), "stap", "profile").ok());
    }
    CHECK_FALSE(catalogue.add_step("te_veel", "stap", "profile").ok());
    CHECK(catalogue.add_step("stap_31", "stap", "profile").ok());
}

TEST_CASE("sentences are filled in, gaps are seen") {
    const auto texts = *Texts::from_json(
        json(R"({"a":"Geen vastlegging gevonden van {what} na {step}."})"), "nl.json");
    CHECK(texts.get("a", {{"step", "stap 2"}, {"what", "overleg"}}) ==
          "Geen vastlegging gevonden van overleg na stap 2.");
    CHECK(texts.get("a") == "Geen vastlegging gevonden van  na .");
    CHECK(texts.get("b") == "⟨b⟩");
    CHECK_FALSE(Texts::from_json(json(R"({"a":1})"), "nl.json").ok());
}

TEST_CASE("people read a day in words, in their language") {
    const auto texts_of = [](const std::string& language) {
        return *Texts::from_json(
            *read_json_file(MELDBRUG_SOURCE_DIR "/notes-schema/texts/" + language + ".json"),
            language);
    };
    const Date day = *parse_date("2026-03-01");
    CHECK(texts_of("nl").day(day) == "1 maart 2026");
    CHECK(texts_of("en").day(day) == "1 March 2026");
}

TEST_CASE("a secret is moved, not left behind") {
    Secret first("geheim");
    const Secret second(std::move(first));
    CHECK(second.reveal() == "geheim");
    CHECK(first.empty());  // NOLINT(bugprone-use-after-move): that it is empty is what is tested
}
