// Notes as an LVS's editor keeps them: what a browser would show is what is read.
#include "reading_fixture.hpp"

#include "meldbrug/reading/explain.hpp"

#include <catch2/catch.hpp>

#include <ctime>

using namespace meldbrug;
using namespace meldbrug::reading;
using test::Fixture;

namespace {

const std::string form =
    "Meldcode: volgen en afsluiten\nDatum van de evaluatie: 12-03-2026\nGeëvalueerd met: ib\n"
    "Effect van de hulp geëvalueerd: ja\nWat we zien: rustig & vrolijk\n"
    "Directie ingelicht over de evaluatie: nee\n";

/// What a reading shows, without where it stands.
std::vector<std::string> shown_by(const notes::Reading& reading) {
    const core::Catalogue& names = Fixture::get().catalogue();
    std::vector<std::string> shown;
    for (const auto& action : reading.actions) {
        shown.push_back(std::string(names.name(action.id)) + " " +
                        std::string(notes::name_of(action.state)) + " " +
                        core::format_date(action.date) + (action.certain ? "" : " ?"));
    }
    for (const auto& step : reading.steps) {
        shown.push_back(std::string(names.name(step.id)) + (step.certain ? "" : " ?"));
    }
    for (const auto& alarm : reading.urgent) {
        shown.push_back(alarm.id);
    }
    return shown;
}

}  // namespace

TEST_CASE("a form reads the same from the HTML that editors make of it") {
    const Fixture& f = Fixture::get();
    const auto want = shown_by(f.read(form));
    REQUIRE(want == std::vector<std::string>{"effect_geevalueerd done 2026-03-12",
                                             "directie_geinformeerd denied 2026-03-12", "volgen"});
    for (const char* html :
         {"<p>Meldcode: volgen en afsluiten</p><p>Datum van de evaluatie: 12-03-2026</p>"
          "<p>Ge&euml;valueerd met: ib</p><p>Effect van de hulp ge&euml;valueerd: ja</p>"
          "<p>Wat we zien: rustig &amp; vrolijk</p><p>Directie ingelicht over de evaluatie: "
          "nee</p>",
          "<div>Meldcode:&nbsp;volgen&nbsp;en&nbsp;afsluiten<br>Datum van de "
          "evaluatie:&nbsp;12-03-2026<br/>Ge&#235;valueerd met: ib<br />\r\n"
          "Effect van de hulp ge&#xEB;valueerd: ja<BR>Wat we zien: rustig &amp; vrolijk<br>"
          "Directie ingelicht over\n de evaluatie: nee</div>",
          "<h3><b>Meldcode: volgen en afsluiten</b></h3>\n<!-- Word -->\n<ul>\n"
          "<li><strong>Datum van de evaluatie:</strong> 12-03-2026</li>\n"
          "<li><b>Geëvalueerd met:</b> ib</li>\n<li><span style=\"color: #000\">Effect van de hulp "
          "geëvalueerd:</span> ja</li><li>Wat we zien: rustig</li>\n"
          "<li>Directie ingelicht over de evaluatie: <em>nee</em></li></ul>",
          "<table><tr><td>Meldcode: volgen en afsluiten</td></tr><tr><td>Datum van de "
          "evaluatie:</td><td>12-03-2026</td></tr><tr><td>Geëvalueerd met:</td><td>ib</td></tr>"
          "<tr><td>Effect van de hulp geëvalueerd:</td><td>ja</td></tr><tr><td>Directie ingelicht "
          "over de evaluatie:</td><td>nee</td></tr></table>"}) {
        INFO(html);
        CHECK(shown_by(f.read(html)) == want);
    }
}

TEST_CASE("paragraphs are sentences of their own, and what was struck through is gone") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("<p>Zorgen besproken</p><p>Melding gedaan bij Veilig Thuis</p>")
              .contains("melding_veilig_thuis"));
    CHECK_FALSE(f.done("<p>Melding is <b>niet</b> gedaan bij Veilig Thuis.</p>")
                    .contains("melding_veilig_thuis"));
    CHECK(f.done("<p><s>Melding gedaan bij Veilig Thuis.</s></p>").empty());
    // A stray tag hides nothing.
    CHECK(f.done("<p><s>Melding gedaan bij Veilig Thuis.</p>").contains("melding_veilig_thuis"));
}

TEST_CASE("what stands between tildes was struck through, and a stray tilde hides nothing") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("~~Melding gedaan bij Veilig Thuis.~~").empty());
    CHECK(f.done("~~Melding gedaan bij Veilig Thuis.~~ Directie is ingelicht over de zorgen.") ==
          std::set<std::string>{"directie_geinformeerd"});
    for (const char* text :
         {"~~ Melding gedaan bij Veilig Thuis.", "~~Melding gedaan bij Veilig Thuis.",
          "~~x\n\nMelding gedaan bij Veilig Thuis.~~", "~~~\nMelding gedaan bij Veilig Thuis.\n~~~",
          "Duurde ~~ 5 min. Melding gedaan bij Veilig Thuis. Kostte ~~ 5 min."}) {
        INFO(text);
        CHECK(f.done(text).contains("melding_veilig_thuis"));
    }
    const auto note = Fixture::note("~~Nee~~ Melding gedaan bij Veilig Thuis.");
    const auto reading = read(note, f.context());
    const auto* report = f.find(reading, "melding_veilig_thuis");
    REQUIRE(report != nullptr);
    CHECK(notes::quote(note, report->span).starts_with("Melding gedaan"));
}

TEST_CASE("quotes and reasons point into the note as it is kept") {
    const Fixture& f = Fixture::get();
    const auto note =
        Fixture::note("<p>&Eacute;én ding: <b>melding</b> gedaan bij Veilig Thuis.</p>");
    const auto reading = read(note, f.context());
    const auto* report = f.find(reading, "melding_veilig_thuis");
    REQUIRE(report != nullptr);
    CHECK(notes::quote(note, report->span).starts_with("melding</b> gedaan"));
    const auto explanation = explain(note, f.context());
    REQUIRE_FALSE(explanation.reasons.empty());
    CHECK(notes::quote(note, explanation.reasons[0].quote).starts_with("melding</b> gedaan"));
}

TEST_CASE("what only looks like markup stays as it is") {
    const Fixture& f = Fixture::get();
    for (const char* text :
         {"Slaapt <3 uur, weegt >20 kg & eet slecht. Melding gedaan bij Veilig Thuis.",
          "a <b en c> d. Melding gedaan bij Veilig Thuis.",
          "Adres: <karin@school.example>. Melding gedaan bij Veilig Thuis.",
          "<p Melding gedaan bij Veilig Thuis."}) {
        INFO(text);
        const auto note = Fixture::note(text);
        const auto reading = read(note, f.context());
        const auto* report = f.find(reading, "melding_veilig_thuis");
        REQUIRE(report != nullptr);
        CHECK(notes::quote(note, report->span).starts_with("Melding gedaan"));
    }
}

TEST_CASE("markup without end is read in time that grows with it only") {
    const Fixture& f = Fixture::get();
    for (const std::string piece :
         {"<p <b x ", "<!-- <s> ", "&amp;&#;&nbsp", "<s></s ", "<td>Een: "}) {
        INFO(piece);
        std::string endless;
        while (endless.size() < 400'000) {
            endless += piece;
        }
        const std::clock_t start = std::clock();
        static_cast<void>(f.read(endless));
        CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 20.0);
    }
}

TEST_CASE("an answer to a form that is no clear yes is never taken as done") {
    const Fixture& f = Fixture::get();
    for (const char* answer : {"n.v.t.", "volgt", "nee nee", "nog doen", "ja, morgen", "x", "deels",
                               "wordt nog gedaan", "onbekend", "...", "ja / nee"}) {
        INFO(answer);
        const auto reading = f.read(
            "Meldcode: melding bij Veilig Thuis\nDatum van de melding: 12-03-2026\nGemeld door: "
            "ib\nMelding gedaan bij Veilig Thuis: " +
            std::string(answer) + "\nDirectie ingelicht over de melding: " + answer + "\n");
        for (const auto& action : reading.actions) {
            CHECK((action.state != notes::ActionState::done || !action.certain));
        }
        for (const auto& step : reading.steps) {
            CHECK_FALSE(step.certain);
        }
    }
}

TEST_CASE("an unclear answer about danger raises an alarm by its own words only") {
    const Fixture& f = Fixture::get();
    const std::string head =
        "Meldcode: signalen in kaart\nDatum van het signaal: 12-03-2026\nWat is gezien of gehoord: "
        "vaak moe\nBetreft een medewerker van de school: ";
    CHECK(f.read(head + "n.v.t.\n").urgent.empty());
    CHECK(f.read(head + "ja\n").urgent.size() == 1);
}
