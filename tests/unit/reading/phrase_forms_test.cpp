#include "plugin/reading/src/phrase_forms.hpp"

#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::reading::test;
using notes::ActionState;
using reading::halves_of;
using reading::written_out;
using Texts = std::vector<std::string>;
using Names = std::set<std::string>;

TEST_CASE("Braces in a phrase stand for each of their words, and an empty one for none") {
    CHECK(written_out("om advies gevraagd").value() == Texts{"om advies gevraagd"});
    CHECK(written_out("{sloot|sloten} af").value() == Texts{"sloot af", "sloten af"});
    CHECK(written_out("kreeg {een |}{mail|brief}").value() ==
          Texts{"kreeg een mail", "kreeg mail", "kreeg een brief", "kreeg brief"});
}

TEST_CASE("Braces that nobody could read, or that stand for far too much, are refused") {
    for (const char* const phrase : {"{een", "een}", "een|twee", "{a{b}c}",
                                     "{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}"
                                     "{a|b}{a|b}{a|b}"}) {
        INFO(phrase);
        CHECK_FALSE(written_out(phrase).ok());
    }
}

TEST_CASE("Three dots divide a phrase in two, once, with words on both sides") {
    const auto halves = halves_of("op de ... hoogte");
    REQUIRE(halves.ok());
    CHECK(halves->head == "op de ");
    CHECK(halves->tail == " hoogte");
    CHECK(halves_of("op de hoogte")->tail.empty());
    for (const char* const phrase : {"... voor", "legde ...", "legde ... het ... voor", "..."}) {
        INFO(phrase);
        CHECK_FALSE(halves_of(phrase).ok());
    }
}

TEST_CASE("A verb that stands in two parts is the same verb") {
    const auto only = [](const std::string& text, const char* action, ActionState state) {
        INFO(text);
        const notes::Reading reading = Fixture::get().read(text);
        CHECK(Fixture::get().actions(reading, state) == Names{action});
        if (state != ActionState::done) {
            CHECK(Fixture::get().actions(reading, ActionState::done).empty());
        }
    };
    only("Ik lichtte gisteren de directeur over deze casus in.", "directie_geinformeerd",
         ActionState::done);
    only("Ik praatte na het overleg de directeur bij.", "directie_geinformeerd", ActionState::done);
    only("We vulden het afwegingskader met de hele commissie in.", "afwegingskader_ingevuld",
         ActionState::done);
    only("Ik deed het dossier van K. vanmiddag dicht.", "dossier_gesloten", ActionState::done);
    only("Ib doet de map na de vakantie dicht.", "dossier_gesloten", ActionState::planned);
    only("Ik leg het morgen aan ib voor.", "collegiaal_overleg", ActionState::planned);
    only("Ik vul het afwegingskader volgende week met ib in.", "afwegingskader_ingevuld",
         ActionState::planned);
    only("Ik lichtte de directeur nog niet over deze casus in.", "directie_geinformeerd",
         ActionState::denied);
}

TEST_CASE("What only looks like the second part of a verb is none") {
    for (const char* const text :
         {"Ik doe mijn ogen dicht bij dit dossier.",
          "De directeur lichtte zijn plan toe, de kinderen stonden in de rij.",
          "Ik vul de kast met afwegingskaders in de gang.",
          "We sloten het hek, het dossier lag nog af te maken op tafel."}) {
        INFO(text);
        CHECK(Fixture::get().done(text).empty());
    }
}

TEST_CASE("A school's own phrase may have a gap, and keeps to its clause") {
    auto files = Fixture::words();
    files.emplace_back("school.json",
                       core::Json{{"verbs", {{"informeren", {{"done", {"tikte ... {aan|op}"}}}}}}});
    const auto vocabulary = reading::Vocabulary::from_json(files, Fixture::get().catalogue());
    REQUIRE(vocabulary.ok());
    const auto shipped = Fixture::get().context();
    const reading::ReadingContext own{*vocabulary,       shipped.catalogue, shipped.calendar,
                                      shipped.templates, shipped.ladder,    shipped.policy,
                                      shipped.date_words};
    const auto informed = [&](const std::string& text) {
        const auto reading = reading::read(Fixture::note(text), own);
        return Fixture::get().actions(reading, ActionState::done).count("directie_geinformeerd");
    };
    CHECK(informed("Ik tikte de directeur even aan over de zorgen.") == 1);
    CHECK(informed("Ik tikte de directeur even op.") == 1);
    CHECK(informed("Ik tikte de directeur even.") == 0);
    CHECK(informed("Ik tikte de directeur even, ib hield het raam aan.") == 0);
}
