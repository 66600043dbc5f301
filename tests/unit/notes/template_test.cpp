#include "meldbrug/notes/template.hpp"

#include "notes_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <random>

using namespace meldbrug;
using core::Json;
using notes::ActionState;
using notes::StructuredNote;
using test::catalogue;
using test::day;

namespace {

const notes::Templates& templates() {
    static const notes::Templates loaded = [] {
        std::vector<std::pair<std::string, Json>> files;
        for (const auto& entry : std::filesystem::directory_iterator(
                 MELDBRUG_SOURCE_DIR "/notes-schema/templates/nl")) {
            auto json = core::read_json_file(entry.path());
            REQUIRE(json.ok());
            files.emplace_back(entry.path().filename().string(), std::move(json.value()));
        }
        auto result = notes::Templates::from_json(files, catalogue());
        if (!result.ok()) {
            FAIL(result.error().line());
        }
        return std::move(result.value());
    }();
    return loaded;
}

notes::Note note_of(std::string text, std::string_view date) {
    notes::Note note;
    note.id = "1";
    note.text = std::move(text);
    note.date = day(date);
    return note;
}

notes::Reading reading_of(const std::string& text, std::string_view date) {
    auto reading = templates().read(note_of(text, date));
    REQUIRE(reading);
    return std::move(*reading);
}

/// The one form in the text.
StructuredNote form_in(const std::string& text, const std::string& title = "") {
    auto forms = templates().parse(text, title);
    REQUIRE(forms.size() == 1);
    return std::move(forms.front());
}

const notes::ReadAction* find_action(const notes::Reading& reading, std::string_view name) {
    const auto id = catalogue().action(name).value();
    const auto found =
        std::find_if(reading.actions.begin(), reading.actions.end(),
                     [id](const notes::ReadAction& action) { return action.id == id; });
    return found == reading.actions.end() ? nullptr : &*found;
}

bool shows_step(const notes::Reading& reading, std::string_view name) {
    const auto id = catalogue().step(name).value();
    return std::any_of(reading.steps.begin(), reading.steps.end(),
                       [id](const notes::ReadStep& step) { return step.id == id; });
}

/// A help note as a person fills it in.
const StructuredNote help = {"hulp",
                             {{"datum", "2026-03-12"},
                              {"hulp", "Gezinsbegeleiding thuis.\nTwee keer per week."},
                              {"geregeld", "ja"},
                              {"benoemd", "ja"},
                              {"casemanager", "schoolmaatschappelijk werk"},
                              {"termijn", "2026-04-23"},
                              {"directie", "nee"}}};
/// The same as text: written out by hand from what template.hpp promises.
const std::string help_text =
    "Meldcode: hulp organiseren\n"
    "Datum waarop de hulp is geregeld: 12-03-2026\n"
    "Welke hulp, en door wie: Gezinsbegeleiding thuis.\n"
    "  Twee keer per week.\n"
    "Hulp is georganiseerd: ja\n"
    "Casemanager benoemd: ja\n"
    "Casemanager: schoolmaatschappelijk werk\n"
    "Effect merkbaar uiterlijk: 23-04-2026\n"
    "Directie ingelicht over de hulp: nee\n";

/// Random values of every kind, so that composing and parsing meet what people and programs write.
class RandomValues {
public:
    explicit RandomValues(std::uint32_t seed) : random_(seed) {}

    StructuredNote note() {
        const auto& form = templates().all()[pick(templates().all().size())];
        StructuredNote result{form.id, {}};
        for (const notes::TemplateField& field : form.fields) {
            if (field.required || pick(3) > 0) {
                result.values.emplace(field.id, value(field, form));
            }
        }
        return result;
    }

    std::size_t pick(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }
    std::mt19937& engine() { return random_; }

private:
    std::string value(const notes::TemplateField& field, const notes::Template& form) {
        switch (field.kind) {
            case notes::FieldKind::yes_no:
                return field.question > 0 && pick(3) == 0 ? "twijfel" : pick(2) == 0 ? "ja" : "nee";
            case notes::FieldKind::date:
                return core::format_date(day("2026-01-01") +
                                         std::chrono::days{static_cast<int>(pick(1500)) - 700});
            case notes::FieldKind::choice:
                return field.choices[pick(field.choices.size())];
            case notes::FieldKind::text:
            case notes::FieldKind::people:
                break;
        }
        return text(form);
    }

    /// Lines with what could be mistaken for structure: labels, headings, colons, indents, blank
    /// lines.
    std::string text(const notes::Template& form) {
        static const std::vector<std::string> words = {
            "K. zegt: 'au'", "é ï €", "ja",     "nee", ":",        "- punt",
            "a: b",          "😀",     "1. een", "{x}", "12-3-2026"};
        std::string result = words[pick(words.size())];
        for (std::size_t line = pick(4); line > 0; --line) {
            result += pick(4) == 0 ? "\n\n" : "\n";
            result += std::string(pick(3), ' ');
            switch (pick(4)) {
                case 0:
                    result += form.fields[pick(form.fields.size())].label + ": ja";
                    break;
                case 1:
                    result += form.heading;
                    break;
                default:
                    result += words[pick(words.size())] + " " + words[pick(words.size())];
            }
        }
        return result;
    }

    std::mt19937 random_;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::string line;
    for (const char byte : text) {
        if (byte == '\n') {
            lines.push_back(line);
            line.clear();
        } else {
            line.push_back(byte);
        }
    }
    return lines;
}

}  // namespace

TEST_CASE("a filled-in template reads as plain Dutch") {
    const auto text = templates().compose(help);
    REQUIRE(text.ok());
    CHECK(text.value() == help_text);
}

TEST_CASE("what was composed is parsed back exactly") {
    CHECK(form_in(help_text) == help);
}

TEST_CASE("every template survives composing and parsing with any values") {
    RandomValues random(20260312);
    for (int i = 0; i < 3000; ++i) {
        const StructuredNote note = random.note();
        const auto text = templates().compose(note);
        REQUIRE(text.ok());
        INFO(text.value());
        CHECK(form_in(text.value()) == note);
        CHECK(templates().free_parts(text.value()).empty());
    }
}

TEST_CASE("a person may shuffle the fields, add blank lines and write below") {
    RandomValues random(7);
    for (int i = 0; i < 1500; ++i) {
        const StructuredNote note = random.note();
        const auto composed = templates().compose(note);
        REQUIRE(composed.ok());
        // Blocks: the heading, and each field with its indented lines.
        std::vector<std::string> blocks;
        for (const std::string& line : lines_of(composed.value())) {
            const bool continues =
                !blocks.empty() &&
                (line.empty() || line.find_first_not_of(' ') == std::string::npos ||
                 line.starts_with("  "));
            if (continues) {
                blocks.back() += line + "\n";
            } else {
                blocks.push_back(line + "\n");
            }
        }
        std::shuffle(blocks.begin() + 1, blocks.end(), random.engine());
        std::string text = "\n \n";
        for (const std::string& block : blocks) {
            text += block;
            text += random.pick(2) == 0 ? "\r\n\n" : "";
        }
        const std::string added = "Later gebeld met moeder, zij komt vrijdag.";
        text += added + "\n";
        INFO(text);
        CHECK(form_in(text) == note);
        const auto free = templates().free_parts(text);
        REQUIRE(free.size() == 1);
        CHECK(text.substr(free[0].start, free[0].end - free[0].start) == added);
    }
}

TEST_CASE("changed values are what is parsed") {
    std::string text = help_text;
    text.replace(text.find("Casemanager benoemd: ja"), 23, "CASEMANAGER BENOEMD : Nee.");
    text.replace(text.find("23-04-2026"), 10, "1/5/2026");
    StructuredNote changed = help;
    changed.values["benoemd"] = "nee";
    changed.values["termijn"] = "2026-05-01";
    CHECK(form_in(text) == changed);
}

TEST_CASE("Windows line ends and tabs before further lines mean the same") {
    std::string text;
    for (const std::string& line : lines_of(help_text)) {
        text += (line.starts_with("  ") ? "\t" + line.substr(2) : line) + "\r\n";
    }
    CHECK(form_in(text) == help);
}

TEST_CASE("text that is not composed from a template is no structured note") {
    for (const char* text :
         {"", "\n\n", "Gesprek gehad met moeder.",
          "Meldcode: hulp organiseren en meer\nHulp is georganiseerd: ja\n",
          "Gesprek over de Meldcode: hulp organiseren\nHulp is georganiseerd: ja\n",
          "Meldcode: hulp organiseren\nMoeder belt zelf het wijkteam.\n"}) {
        INFO(text);
        CHECK(templates().parse(text).empty());
    }
    CHECK(templates().free_parts("Gesprek gehad met moeder.").empty());
}

TEST_CASE("an answer that is no clear yes or no is left to free reading, never taken as done") {
    const std::string answer =
        GENERATE(as<std::string>{}, "ja, maar nog niet gesproken", "bijna", "j", "nog niet", "ja?");
    std::string text = help_text;
    text.replace(text.find("Hulp is georganiseerd: ja"), 25, "Hulp is georganiseerd: " + answer);
    CHECK_FALSE(form_in(text).values.contains("geregeld"));
    const auto free = templates().free_parts(text);
    REQUIRE(free.size() == 1);
    CHECK(text.substr(free[0].start, free[0].end - free[0].start) ==
          "Hulp is georganiseerd: " + answer);
    CHECK(find_action(reading_of(text, "2026-03-12"), "hulp_georganiseerd") == nullptr);
}

TEST_CASE("a field that stands twice decides nothing") {
    const std::string text = help_text + "Hulp is georganiseerd: nee\n";
    CHECK_FALSE(form_in(text).values.contains("geregeld"));
    CHECK(templates().free_parts(text).size() == 2);
}

TEST_CASE("a form that was not filled in shows nothing") {
    for (const auto& form : templates().all()) {
        INFO(form.id);
        const std::string text = notes::Templates::blank(form);
        CHECK(form_in(text) == StructuredNote{form.id, {}});
        CHECK(templates().free_parts(text).empty());
        const auto reading = reading_of(text, "2026-03-12");
        CHECK(reading.steps.empty());
        CHECK(reading.actions.empty());
        CHECK(reading.terms.empty());
    }
}

TEST_CASE("what people and their programs do to a form changes nothing") {
    // By hand from help_text: the same answers, as they come back from mail, Word and an LVS.
    const std::vector<std::pair<const char*, std::string>> edited = {
        {"another order, a line above",
         "Beste collega, zie hieronder.\n\nMeldcode: hulp organiseren\n"
         "Directie ingelicht over de hulp: nee\nEffect merkbaar uiterlijk: 23-04-2026\n"
         "Casemanager: schoolmaatschappelijk werk\nCasemanager benoemd: ja\n"
         "Hulp is georganiseerd: ja\nWelke hulp, en door wie: Gezinsbegeleiding thuis.\n"
         "  Twee keer per week.\nDatum waarop de hulp is geregeld: 12-03-2026\n"},
        {"small letters, spaces around colons, a heading with a colon",
         "meldcode: hulp organiseren :\ndatum waarop de hulp is geregeld :  12-3-2026\n"
         "welke hulp, en door wie :Gezinsbegeleiding thuis.\n  Twee keer per week.\n"
         "hulp is georganiseerd : JA\ncasemanager benoemd:ja!\n"
         "casemanager: schoolmaatschappelijk werk\neffect merkbaar uiterlijk: 23.4.26\n"
         "directie ingelicht over de hulp: Nee.\n"},
        {"Word's bullets, dashes and line ends",
         "Meldcode: hulp organiseren\r\n\u2022\tDatum waarop de hulp is geregeld: "
         "12\u201303\u20132026\r\n\u2022\tWelke hulp, en door wie: Gezinsbegeleiding thuis.\r\n"
         "\tTwee keer per week.\r\no\tHulp is georganiseerd:\u00a0ja\u00a0\r\n"
         "\u00b7 Casemanager benoemd: ja\v- Casemanager: schoolmaatschappelijk werk\r\n"
         "4. Effect merkbaar uiterlijk: 23-04-2026\r\n* Directie ingelicht over de hulp: nee"},
        {"answers below their labels, wrapped lines of a quoted mail",
         "> Meldcode: hulp organiseren\n> Datum waarop de hulp is geregeld:\n> \n> 12-03-2026\n"
         "> Welke hulp, en door wie:\n> Gezinsbegeleiding thuis.\n> Twee keer per week.\n"
         "> Hulp is georganiseerd:\n> ja\n> Casemanager benoemd: ja\n"
         "> Casemanager: schoolmaatschappelijk werk\n> Effect merkbaar uiterlijk: 23-04-2026\n"
         "> Directie ingelicht over\n> de hulp: nee\n"},
        {"set in as a whole",
         "    Meldcode: hulp organiseren\n    Datum waarop de hulp is geregeld: 12-03-2026\n"
         "    Welke hulp, en door wie: Gezinsbegeleiding thuis.\n      Twee keer per week.\n"
         "    Hulp is georganiseerd: ja\n    Casemanager benoemd: ja\n"
         "    Casemanager: schoolmaatschappelijk werk\n    Effect merkbaar uiterlijk: 23-04-2026\n"
         "    Directie ingelicht over de hulp: nee\n"}};
    for (const auto& [how, text] : edited) {
        INFO(how);
        CHECK(form_in(text) == help);
    }
    const std::string without_heading = help_text.substr(help_text.find('\n') + 1);
    CHECK(templates().parse(without_heading).empty());
    CHECK(form_in(without_heading, "Meldcode: hulp organiseren") == help);
}

TEST_CASE("a value that a mail program wrapped is one line again") {
    const std::string text =
        "Meldcode: afgezien van het gesprek met de ouders\nDatum van het besluit: 12-03-2026\n"
        "Reden: de veiligheid van ouder, medewerker\nof een ander\n"
        "Toelichting: Vader stond gisteren bij de deur en was zo boos, dat wij\n"
        "de politie hebben gebeld\nBesloten door: ib\n";
    const auto note = form_in(text);
    CHECK(note.values.at("grond") == "de veiligheid van ouder, medewerker of een ander");
    CHECK(note.values.at("toelichting") ==
          "Vader stond gisteren bij de deur en was zo boos, dat wij de politie hebben gebeld");
    CHECK(templates().free_parts(text).empty());
    // A line of its own stays one.
    const std::string added = "moeder belde later zelf";
    const auto free = templates().free_parts(help_text + added + "\n");
    REQUIRE(free.size() == 1);
}

TEST_CASE("Word's accents and quotes are those of the template") {
    const std::string text =
        "Meldcode: volgen en afsluiten\nDatum van de evaluatie: 12-03-2026\n"
        "Gee\u0308valueerd met: ib\nEFFECT VAN DE HULP GE\u00cbVALUEERD: ja\n";
    CHECK(
        form_in(text) ==
        StructuredNote{"volgen", {{"datum", "2026-03-12"}, {"met", "ib"}, {"geevalueerd", "ja"}}});
    CHECK(form_in("Meldcode: afgezien van het gesprek met de ouders\n"
                  "Reden: de ouder zal zich afreageren op de ib\u2019er\n")
              .values.at("grond") == "de ouder zal zich afreageren op de ib'er");
}

TEST_CASE("a choice that decides two things says both, and one that decides one says that alone") {
    const auto decided = [](const std::string& choice) {
        const auto reading = reading_of(
            "Meldcode: wegen met het afwegingskader\nDatum van de weging: 12-03-2026\nGewogen "
            "door: "
            "ib\nAard en ernst gewogen: ja\nBesluit: " +
                choice,
            "2026-03-12");
        const notes::ReadAction* decision = find_action(reading, "besluit_genomen");
        REQUIRE(decision != nullptr);
        std::set<std::string> marks;
        for (const char* mark : {"besluit_hulp", "besluit_geen_hulp", "besluit_melden",
                                 "besluit_niet_melden", "geen_indicatie"}) {
            if (decision->marks.contains(catalogue().mark(mark).value())) {
                marks.insert(mark);
            }
        }
        return marks;
    };
    using Marks = std::set<std::string>;
    CHECK(decided("hulp organiseren") == Marks{"besluit_hulp"});
    CHECK(decided("melden bij Veilig Thuis") == Marks{"besluit_melden"});
    CHECK(decided("hulp organiseren en melden") == Marks{"besluit_hulp", "besluit_melden"});
    CHECK(decided("hulp organiseren, niet melden") == Marks{"besluit_hulp", "besluit_niet_melden"});
    CHECK(decided("melden, geen hulp vanuit school") ==
          Marks{"besluit_melden", "besluit_geen_hulp"});
    CHECK(decided("geen actie nodig") == Marks{"geen_indicatie"});
}
TEST_CASE("a form that was pasted twice counts for both days") {
    std::string second = help_text;
    second.replace(second.find("12-03-2026"), 10, "09-03-2026");
    const std::string text = help_text + "\nEn eerder:\n" + second;
    CHECK(templates().parse(text).size() == 2);
    const auto reading = reading_of(text, "2026-03-12");
    std::vector<core::Date> days;
    for (const auto& action : reading.actions) {
        if (action.id == *catalogue().action("hulp_georganiseerd")) {
            CHECK(action.state == ActionState::done);
            days.push_back(action.date);
        }
    }
    CHECK(days == std::vector{day("2026-03-12"), day("2026-03-09")});
    CHECK(reading.terms.size() == 1);
    const auto free = templates().free_parts(text);
    REQUIRE(free.size() == 1);
    CHECK(text.substr(free[0].start, free[0].end - free[0].start) == "En eerder:");
}

TEST_CASE("two forms that answer a question differently leave it in doubt") {
    const std::string head =
        "Meldcode: wegen met het afwegingskader\nVraag 2, onveiligheid, nu of structureel: ";
    const auto reading = reading_of(head + "ja\n" + head + "nee\n", "2026-03-12");
    CHECK(reading.weighing[1] == notes::Answer::doubt);
    CHECK(reading_of(head + "ja\n" + head + "ja\n", "2026-03-12").weighing[1] ==
          notes::Answer::yes);
}

TEST_CASE("what was left as it was printed is no answer") {
    for (const char* mark : {"...", "\u2026", "-", "ja / nee", "Ja/Nee*", "[ ]", "\u2610", "?"}) {
        INFO(mark);
        std::string text = help_text;
        text.replace(text.find("Directie ingelicht over de hulp: nee"), 36,
                     std::string("Directie ingelicht over de hulp: ") + mark);
        CHECK_FALSE(form_in(text).values.contains("directie"));
        CHECK(templates().free_parts(text).empty());
        CHECK(find_action(reading_of(text, "2026-03-12"), "directie_geinformeerd") == nullptr);
    }
}

TEST_CASE("a form that is filled in so far plans what it is about, and shows nothing as done") {
    const auto evaluation = reading_of(
        "Meldcode: volgen en afsluiten\nDatum van de evaluatie: 12-03-2026\n"
        "Effect van de hulp ge\u00ebvalueerd:\nWat we zien: rustiger in de klas\n",
        "2026-03-12");
    REQUIRE(evaluation.actions.size() == 1);
    CHECK(evaluation.actions[0].id == *catalogue().action("effect_geevalueerd"));
    CHECK(evaluation.actions[0].state == ActionState::planned);
    CHECK(evaluation.steps.empty());
    // A field that was taken out is as one left empty; one that was answered "nee" is answered.
    CHECK(find_action(
              reading_of("Meldcode: volgen en afsluiten\nWat we zien: rustiger\n", "2026-03-12"),
              "effect_geevalueerd")
              ->state == ActionState::planned);
    CHECK(find_action(reading_of("Meldcode: volgen en afsluiten\n"
                                 "Effect van de hulp ge\u00ebvalueerd: nee\n",
                                 "2026-03-12"),
                      "effect_geevalueerd")
              ->state == ActionState::denied);
    // Signals that were written down without their day were written down.
    const auto signals =
        reading_of("Meldcode: signalen in kaart\nWat is gezien of gehoord: blauwe plek op de arm\n",
                   "2026-03-12");
    REQUIRE(signals.actions.size() == 1);
    CHECK(signals.actions[0].state == ActionState::done);
    CHECK_FALSE(signals.actions[0].certain);
    REQUIRE(signals.steps.size() == 1);
    CHECK_FALSE(signals.steps[0].certain);
}

TEST_CASE("composing refuses what the template cannot hold, without repeating it") {
    const auto fault = [](const StructuredNote& note) {
        const auto text = templates().compose(note);
        return text.ok() ? "" : text.error().message;
    };
    StructuredNote note = help;
    note.values["termijn"] = "volgende week Zwezerik";
    CHECK(fault(note) == "field 'termijn': the value does not fit this kind of field");
    note = help;
    note.values["geregeld"] = "twijfel";
    CHECK(fault(note) == "field 'geregeld': the value does not fit this kind of field");
    note = help;
    note.values.erase("geregeld");
    CHECK(fault(note) == "field 'geregeld': required");
    note = help;
    note.values["hulp"] = " \n ";
    CHECK(fault(note) == "field 'hulp': required");
    note = help;
    note.values["Zwezerik"] = "x";
    CHECK(fault(note) == "template 'hulp' has no such field");
    CHECK(fault({"Zwezerik", {}}) == "field 'template': unknown template");
}

TEST_CASE("a help note shows the help, the case manager and the term") {
    const auto reading = reading_of(help_text, "2026-03-12");
    const auto* arranged = find_action(reading, "hulp_georganiseerd");
    REQUIRE(arranged != nullptr);
    CHECK(arranged->state == ActionState::done);
    CHECK(arranged->certain);
    CHECK(arranged->date == day("2026-03-12"));
    CHECK(shows_step(reading, "hulp"));
    const auto* named = find_action(reading, "casemanager_benoemd");
    REQUIRE(named != nullptr);
    CHECK(named->actors.contains(*catalogue().role("smw")));
    REQUIRE(reading.terms.size() == 1);
    CHECK(reading.terms[0].about == "help_effect");
    CHECK(reading.terms[0].due == day("2026-04-23"));
    // The agreement was made in the note, whatever lies ahead is the term itself.
    const auto* agreed = find_action(reading, "hulptermijn_afgesproken");
    REQUIRE(agreed != nullptr);
    CHECK(agreed->state == ActionState::done);
    CHECK(agreed->date == day("2026-03-12"));
    const auto* director = find_action(reading, "directie_geinformeerd");
    REQUIRE(director != nullptr);
    CHECK(director->state == ActionState::denied);
    CHECK(director->about_steps.contains(*catalogue().step("hulp")));
}

TEST_CASE("what a field shows points at its lines") {
    const std::string text =
        "Meldcode: hulp organiseren\nDatum waarop de hulp is geregeld: 12-03-2026\nWelke hulp, en "
        "door wie: één\n  😀 twee\n"
        "Hulp is georganiseerd: ja\n";
    const auto note = note_of(text, "2026-03-12");
    const auto reading = reading_of(text, "2026-03-12");
    const auto* arranged = find_action(reading, "hulp_georganiseerd");
    REQUIRE(arranged != nullptr);
    CHECK(notes::quote(note, arranged->span) == "Hulp is georganiseerd: ja");
}

TEST_CASE("an act on a later day is a plan, not done") {
    const std::string text =
        "Meldcode: gesprek met de ouders\nDatum van het gesprek: 19-03-2026\nGesproken met: "
        "moeder\n"
        "Zorgen met de ouders besproken: ja\n";
    const auto reading = reading_of(text, "2026-03-12");
    const auto* talk = find_action(reading, "gesprek_ouder");
    REQUIRE(talk != nullptr);
    CHECK(talk->state == ActionState::planned);
    CHECK_FALSE(shows_step(reading, "gesprek"));
    const auto afterwards = reading_of(text, "2026-03-20");
    CHECK(find_action(afterwards, "gesprek_ouder")->state == ActionState::done);
    CHECK(find_action(afterwards, "gesprek_ouder")->date == day("2026-03-19"));
}

TEST_CASE("while a required field is empty, everything is to be confirmed") {
    const std::string text =
        "Meldcode: gesprek met de ouders\nDatum van het gesprek: 12-03-2026\nZorgen met de ouders "
        "besproken: ja\n";
    const auto reading = reading_of(text, "2026-03-12");
    REQUIRE(find_action(reading, "gesprek_ouder") != nullptr);
    CHECK_FALSE(find_action(reading, "gesprek_ouder")->certain);
    REQUIRE(reading.steps.size() == 1);
    CHECK_FALSE(reading.steps[0].certain);
}

TEST_CASE("a waiver carries its ground") {
    const std::string text =
        "Meldcode: afgezien van het gesprek met de ouders\nDatum van het besluit: "
        "12-03-2026\nReden: de ouder verbreekt het contact\n"
        "Toelichting: Zo ging het bij de vorige school ook.\nBesloten door: ib, Juf An, directie\n"
        "Directie ingelicht over het afzien van het gesprek: ja\n";
    const auto reading = reading_of(text, "2026-03-12");
    const auto ground = *catalogue().mark("grond_contactbreuk");
    const auto* waiver = find_action(reading, "afgezien_oudergesprek");
    REQUIRE(waiver != nullptr);
    CHECK(waiver->state == ActionState::done);
    CHECK(waiver->marks.contains(ground));
    CHECK(waiver->actors.contains(*catalogue().role("ib")));
    CHECK(waiver->actors.contains(*catalogue().role("directie")));
    REQUIRE(reading.marks.size() == 1);
    CHECK(reading.marks[0].id == ground);
    // Deciding not to talk is not talking.
    CHECK_FALSE(shows_step(reading, "gesprek"));
}

TEST_CASE("only names that are a role count as who was there") {
    const std::string text =
        "Meldcode: collegiale consultatie\nDatum van het overleg: 12-03-2026\nBesproken met: IB, "
        "directie afgezegd; juf Directie\n"
        "Signalen besproken: ja\n";
    const auto reading = reading_of(text, "2026-03-12");
    const auto* talk = find_action(reading, "collegiaal_overleg");
    REQUIRE(talk != nullptr);
    CHECK(talk->actors.contains(*catalogue().role("ib")));
    CHECK_FALSE(talk->actors.contains(*catalogue().role("directie")));
}

TEST_CASE("the five questions are answered with yes, no or doubt") {
    const std::string text =
        "Meldcode: wegen met het afwegingskader\nDatum van de weging: 12-03-2026\nGewogen door: "
        "ib, bestuur\nAard en ernst gewogen: ja\n"
        "Vraag 1, vermoeden van huiselijk geweld of kindermishandeling: ja\nVraag 2, onveiligheid, "
        "nu of structureel: twijfel\n"
        "Vraag 3, school of partner kan effectieve hulp bieden of organiseren: nee\n";
    const auto reading = reading_of(text, "2026-03-12");
    CHECK(reading.weighing[0] == notes::Answer::yes);
    CHECK(reading.weighing[1] == notes::Answer::doubt);
    CHECK(reading.weighing[2] == notes::Answer::no);
    CHECK_FALSE(reading.weighing[3].has_value());
    CHECK_FALSE(reading.weighing[4].has_value());
    CHECK(shows_step(reading, "wegen"));
}

TEST_CASE("alarms are raised by yes and by nothing else") {
    const std::string head =
        "Meldcode: signalen in kaart\nDatum van het signaal: 12-03-2026\nWat is gezien of gehoord: "
        "vader dreigt bij de deur\n";
    const auto raised = reading_of(head + "Direct ingrijpen nodig: ja\n", "2026-03-12");
    REQUIRE(raised.urgent.size() == 1);
    CHECK(raised.urgent[0].id == "acuut");
    CHECK(reading_of(head + "Direct ingrijpen nodig: nee\n", "2026-03-12").urgent.empty());
    CHECK(reading_of(head, "2026-03-12").urgent.empty());
}

TEST_CASE("people's own words are told apart from labels and answers") {
    const std::string text =
        "Meldcode: signalen in kaart\nDatum van het signaal: 12-03-2026\nWat is gezien of gehoord: "
        "vader: dreigt\n  bij de "
        "deur\nDirect ingrijpen nodig: nee\nBezien door politie.\n";
    std::vector<std::string> words;
    for (const auto& part : templates().own_words(text)) {
        words.push_back(text.substr(part.start, part.end - part.start));
    }
    CHECK(words ==
          std::vector<std::string>{" vader: dreigt\n  bij de deur", "Bezien door politie."});
    // Our label is no word of theirs, also where the answer is unclear.
    const std::string unclear =
        "Meldcode: signalen in kaart\nDirect ingrijpen nodig: nee, rustig\n";
    const auto parts = templates().own_words(unclear);
    REQUIRE(parts.size() == 1);
    CHECK(unclear.substr(parts[0].start, parts[0].end - parts[0].start) == " nee, rustig");
    CHECK(templates().own_words("Gesprek gehad.").empty());
}

TEST_CASE("the director's note says about which step") {
    const std::string head =
        "Meldcode: directie ingelicht\nIngelicht op: 12-03-2026\nIngelicht over: ";
    const auto about_talk = reading_of(head + "het gesprek met de ouders\n", "2026-03-12");
    REQUIRE(find_action(about_talk, "directie_geinformeerd") != nullptr);
    CHECK(find_action(about_talk, "directie_geinformeerd")
              ->about_steps.contains(*catalogue().step("gesprek")));
    const auto about_all = reading_of(head + "alle stappen tot en met vandaag\n", "2026-03-12");
    CHECK(find_action(about_all, "directie_geinformeerd")->about_steps.empty());
}

TEST_CASE("there is a template for every step of the route, and what each needs beside it") {
    for (const char* id : {"signaleren", "consulteren", "gesprek", "afzien", "wegen", "hulp",
                           "melden", "volgen", "directie", "verwijsindex"}) {
        INFO(id);
        CHECK(templates().find(id) != nullptr);
    }
    // Each step can be shown by some template.
    for (const char* step :
         {"signaleren", "consulteren", "gesprek", "wegen", "hulp", "melden", "volgen"}) {
        INFO(step);
        const auto id = catalogue().step(step);
        CHECK(std::any_of(
            templates().all().begin(), templates().all().end(), [&id](const notes::Template& form) {
                return std::any_of(
                    form.fields.begin(), form.fields.end(),
                    [&id](const notes::TemplateField& field) { return field.step == id; });
            }));
    }
}

TEST_CASE("a template that does not hold is refused with its file, field and reason") {
    const auto fault = [](const char* field) {
        const std::string json =
            std::string(
                R"({"id":"t","heading":"T","fields":[{"id":"d","label":"Dag","kind":"date"},)") +
            field + "]}";
        const auto result =
            notes::Templates::from_json({{"t.json", Json::parse(json)}}, catalogue());
        return result.ok() ? "" : result.error().line();
    };
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","action":"gesprek_ouder","dated_by":"d"})")
              .empty());
    CHECK(fault(R"({"id":"a","label":"A","kind":"number"})") ==
          "t.json: field 'a': 'kind' must be text, yes_no, date, people or choice");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","action":"gesprek_oma"})") ==
          "t.json: field 'a': unknown action 'gesprek_oma'");
    CHECK_THAT(fault(R"({"id":"a","label":"A","kind":"yes_no","acton":"gesprek_ouder"})"),
               Catch::StartsWith("t.json: field 'a': 'acton' is not known here; there are: "));
    CHECK_THAT(fault(R"({"id":"a","label":"A","kind":"choice","choices":[{"valeu":"x"}]})"),
               Catch::StartsWith("t.json: field 'a': in 'choices', 'valeu' is not known here"));
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","required":"true"})") ==
          "t.json: field 'a': 'required' must be true or false");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","alarm":true})") ==
          "t.json: field 'a': 'alarm' must be a text");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","choices":["x"]})") ==
          "t.json: field 'a': 'choices' needs kind choice");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","marks":{"jaa":"grond_politie"}})") ==
          "t.json: field 'a': 'marks' names 'jaa', which is no answer to it");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","question":4294967297})") ==
          "t.json: field 'a': 'question' must be 1 to 5");
    CHECK(fault(R"({"id":"a","label":"A","kind":"text","action":"gesprek_ouder"})") ==
          "t.json: field 'a': a text or people field shows nothing by itself: ask it in a yes_no, "
          "date or choice field");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","term":"help_effect"})") ==
          "t.json: field 'a': 'term' needs kind date");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","question":6})") ==
          "t.json: field 'a': 'question' must be 1 to 5");
    CHECK(fault(R"({"id":"a","label":"dag","kind":"text"})") ==
          "t.json: field 'a': its id or label stands twice");
    CHECK(fault(R"({"id":"a","label":"A","kind":"yes_no","dated_by":"x"})") ==
          "t.json: field 'a': 'dated_by' must name a date field of this template");
    CHECK(fault(R"({"id":"a","label":"A","kind":"choice"})") ==
          "t.json: field 'a': 'choices' is missing");
    CHECK(
        fault(
            R"({"id":"a","label":"A","kind":"choice","choices":[{"value":"x","mark":"grond_zin"}]})") ==
        "t.json: field 'a': unknown mark 'grond_zin'");
    CHECK(fault(R"({"id":"a","label":"Aan:uit","kind":"text"})") ==
          "t.json: field 'a': 'id' and 'label' must be texts, the label without a colon");
}

TEST_CASE("two templates cannot have the same heading") {
    const Json form = Json::parse(
        R"({"id":"t","heading":"T","fields":[{"id":"d","label":"Dag","kind":"date"}]})");
    Json other = form;
    other["id"] = "u";
    const auto result =
        notes::Templates::from_json({{"t.json", form}, {"u.json", other}}, catalogue());
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().where == "u.json");
}
