#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <ctime>
#include <filesystem>

using namespace meldbrug;
using namespace meldbrug::reading::test;
using notes::ActionState;
using Names = std::set<std::string>;

namespace {
/// None of these may show anything as done.
void nothing_done(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        INFO(text);
        const notes::Reading reading = f().read(text);
        CHECK(f().actions(reading, ActionState::done) == Names{});
        CHECK(f().steps(reading) == Names{});
    }
}
}  // namespace

TEST_CASE("A denied act is not done, whatever stands between the denial and the verb") {
    nothing_done({"Er is geen melding gedaan bij Veilig Thuis.",
                  "Ouders zijn nog niet gesproken over de zorgen.",
                  "We hebben de zorgen niet met moeder besproken.", "Nog geen weging gedaan.",
                  "Het bestuur weet nog niet van de melding."});
}

TEST_CASE("A plan is not an act") {
    nothing_done({"Moet VT nog bellen voor advies.", "Morgen gesprek met beide ouders.",
                  "Ib wil melden bij Veilig Thuis.", "Gesprek met moeder staat voor donderdag.",
                  "De weging wordt volgende week gedaan.",
                  "Afspraken:\n- gesprek met moeder\n- melden bij VT"});
}

TEST_CASE("A condition or a question is not an act") {
    nothing_done({"Als moeder niet komt, melden we bij VT.",
                  "Mocht het niet verbeteren, dan doen we een melding bij Veilig Thuis.",
                  "Zou het verstandig zijn om VT te bellen?", "Doen we een melding bij VT of niet?",
                  "Lk vroeg of er al gemeld is bij VT.", "Ik neem contact op met VT voor advies."});
}

TEST_CASE("An attempt that failed is not an act") {
    nothing_done({"Moeder 2x gebeld, voicemail ingesproken.",
                  "Ouders zijn niet verschenen op het gesprek.", "SOT ging niet door.",
                  "Gesprek met vader is afgezegd."});
}

TEST_CASE("An answer of no, a stroke through it or a decision taken back undoes the act") {
    nothing_done({"Ouders gesproken; nee", "Ouders gesproken over de zorgen.\nNee.",
                  "~~Gemeld bij Veilig Thuis~~", "Directeur ingelicht over mijn ziekmelding.",
                  "We hadden besloten te melden, maar dat is teruggedraaid.",
                  "Besluit om te melden is ingetrokken.", "Voorstel besluit: melden bij VT"});
    CHECK(f().done("Gesproken met moeder over de zorgen. Nee, zij wist van niets.") ==
          Names{"gesprek_ouder"});
    CHECK(f().done("Gesproken met moeder over de zorgen. Geen bijzonderheden.") ==
          Names{"gesprek_ouder"});
}

TEST_CASE("What the school does together with Veilig Thuis is the school's act") {
    CHECK(f().done("In overleg met Veilig Thuis besloten te melden.") ==
          Names{"advies_veilig_thuis", "besluit_genomen"});
    CHECK(f().done("In overleg met VT gemeld.") ==
          Names{"advies_veilig_thuis", "melding_veilig_thuis"});
}

TEST_CASE("What others say or do is not the school's act") {
    nothing_done({"Moeder zegt dat de huisarts heeft gemeld bij Veilig Thuis.",
                  "Politie heeft een melding gedaan bij VT.",
                  "De vorige school heeft gemeld bij Veilig Thuis.",
                  "Volgens de buurvrouw is er een melding gedaan bij VT.",
                  "De aandachtsfunctionaris adviseert VT te bellen.",
                  "School van broer meldde ons dat daar een melding bij VT is gedaan.",
                  "De jeugdarts heeft met ouders gesproken over de zorgen."});
}

TEST_CASE("An act is the school's unless the note says that somebody else did it") {
    const Fixture& f = Fixture::get();
    for (const char* text :
         {"Buurvrouw heeft het gezin aangemeld bij het wijkteam.",
          "De huisarts heeft verwezen naar de ggz.", "Hulp is aangevraagd door de huisarts.",
          "Gisteren heeft de jeugdarts Sam aangemeld bij de ggz.",
          "Gezinsbegeleiding, geregeld door vader.", "Oma meldde het gezin aan bij het wijkteam.",
          "De ex van moeder heeft hulp aangevraagd bij het wijkteam.",
          "Een vriendin van moeder heeft met de ib overlegd over de signalen.",
          "De politie heeft het afwegingskader ingevuld.", "Moeder heeft de directeur ingelicht.",
          "De vorige school heeft het effect van de hulp geëvalueerd.", "Moeder direct 112 gebeld.",
          "Vader belde zelf 112.", "Toen belde oma 112.",
          "Oma heeft gebeld en een melding gedaan bij VT."}) {
        INFO(text);
        CHECK(f.done(text).empty());
    }
}

TEST_CASE("Who else may have done an act is known by the act, and we are never they") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("Het wijkteam heeft hulp ingezet.").contains("hulp_georganiseerd"));
    CHECK(f.done("De jeugdarts heeft met de ib overlegd over de signalen.")
              .contains("collegiaal_overleg"));
    CHECK(f.done("Moeder hebben we aangemeld bij het wijkteam.").contains("hulp_georganiseerd"));
    CHECK(f.done("Moeder zag ik vandaag, haar gesproken over onze zorgen.")
              .contains("gesprek_ouder"));
    CHECK(f.done("Ib belde VT voor advies, advies gekregen.").contains("advies_veilig_thuis"));
    CHECK(f.done("Bestuurskantoor gemaild over de bedreiging door vader.")
              .contains("bestuur_geinformeerd"));
    CHECK(f.done("Vader met mes op het plein. Direct 112 gebeld.").contains("spoed_112"));
}

TEST_CASE("An act of somebody whom the vocabulary does not know waits for a person") {
    const Fixture& f = Fixture::get();
    const auto reading = f.read("De dierenarts heeft een melding gedaan bij Veilig Thuis.");
    const auto* report = f.find(reading, "melding_veilig_thuis");
    REQUIRE(report != nullptr);
    CHECK_FALSE(report->certain);
}

TEST_CASE("What parents or the director were told has to be about the case") {
    const Fixture& f = Fixture::get();
    for (const char* text : {"Ouders geïnformeerd over de gymkleding.",
                             "Ouders per brief geïnformeerd over de fluoractie."}) {
        INFO(text);
        CHECK(f.done(text).empty());
    }
    for (const char* text : {"Gesprek met moeder over de krentenbollen gehad.",
                             "De directeur geïnformeerd over de gymkleding."}) {
        INFO(text);
        const auto reading = f.read(text);
        CHECK(std::none_of(reading.actions.begin(), reading.actions.end(),
                           [](const auto& action) { return action.certain; }));
    }
    CHECK(f.done("Ouders geïnformeerd over ons besluit.").contains("ouders_ingelicht"));
    CHECK(f.done("Ouders geïnformeerd over de toegenomen zorgen en de melding.")
              .contains("ouders_ingelicht"));
}

TEST_CASE("Word to Veilig Thuis of a day missed is no report, a lesson for a class no help") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("Ik heb VT gemeld dat Sam er niet was.").empty());
    CHECK(f.done("Bij VT gemeld dat Sam weer blauwe plekken heeft.")
              .contains("melding_veilig_thuis"));
    CHECK(f.done("Weerbaarheidstraining in groep 7 gestart.").empty());
    CHECK(f.done("Weerbaarheidstraining voor Sam gestart.").contains("hulp_georganiseerd"));
}

TEST_CASE("In a mail of another the first person is the sender") {
    const Fixture& f = Fixture::get();
    for (const char* text :
         {"Van: huisarts De Linde\nAan: ib\nOnderwerp: Sam\n\nWij hebben vandaag een melding "
          "gedaan bij "
          "Veilig Thuis.\nGroet, dr. Visser",
          "Van: politie\nEr is een melding gedaan bij VT.",
          "Van: moeder Sam\nIk heb zelf hulp aangevraagd bij het wijkteam en 112 gebeld.",
          "Op 9 maart 2026 schreef de huisarts:\n> Ik heb VT om advies gevraagd en een melding\n> "
          "gedaan.",
          "-----Oorspronkelijk bericht-----\nVan: Wijkteam Noord\nVerzonden: 10 maart 2026\n\nWe "
          "hebben "
          "gemeld bij VT. Ouders zijn ingelicht."}) {
        INFO(text);
        CHECK(f.done(text).empty());
    }
    CHECK(f.done("Van: Karin (ib)\nAan: directie\n\nIk heb een melding gedaan bij Veilig Thuis.")
              .contains("melding_veilig_thuis"));
    CHECK(f.done("Van: jeugdarts\nIk heb namens school de melding bij Veilig Thuis gedaan.")
              .contains("melding_veilig_thuis"));
}

TEST_CASE(
    "Whose mail it is, or whose word that we did it, a person confirms where none of us told it") {
    const Fixture& f = Fixture::get();
    const auto certain = [&](const std::string& text) {
        const auto reading = f.read(text);
        const auto* act = f.find(reading, "melding_veilig_thuis");
        REQUIRE(act != nullptr);
        CHECK(act->state == notes::ActionState::done);
        return act->certain;
    };
    CHECK_FALSE(certain("Van: Kirsten Bos\nWij hebben een melding gedaan bij Veilig Thuis."));
    CHECK_FALSE(certain("Op 9 maart 2026 schreef Kirsten Bos:\n> Ik heb gemeld bij Veilig Thuis."));
    CHECK_FALSE(certain("Van: moeder Sam\nJullie hebben een melding gedaan bij Veilig Thuis."));
    CHECK(certain("Van: Kirsten Bos (lk)\nWij hebben een melding gedaan bij Veilig Thuis."));
    CHECK(
        certain("Van: Kirsten Bos\nVeel werk vandaag.\n\nMijn reactie: melding gedaan bij Veilig "
                "Thuis."));
    const auto steps = f.read("Van: Kirsten Bos\nStap 1 t/m 3 zijn gezet.").steps;
    REQUIRE(steps.size() == 3);
    CHECK(std::none_of(steps.begin(), steps.end(), [](const auto& step) { return step.certain; }));
}

TEST_CASE("What one reading of a clause leaves open, a bare noun in it does not settle") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("Nog niet helder wie bij Emre casemanager wordt, smw of ik.").empty());
    CHECK(f.done("Casemanager bij Emre: smw.") == std::set<std::string>{"casemanager_benoemd"});
}

TEST_CASE("A mail ends where the note's own writer goes on") {
    const Fixture& f = Fixture::get();
    const std::string mail = "Van: huisarts\nIk heb ouders gesproken.\n";
    for (const char* own : {"\nMijn reactie: wij hebben een melding gedaan bij VT.",
                            "Met vriendelijke groet\nAnna\n\nMelding gedaan bij VT.",
                            "\nVan: Els (lk)\nMelding gedaan bij VT."}) {
        INFO(own);
        CHECK(f.done(mail + own) == std::set<std::string>{"melding_veilig_thuis"});
    }
    CHECK(f.done("> Van: moeder\n> Ik heb 112 gebeld.\n\nMelding gedaan bij VT.") ==
          std::set<std::string>{"melding_veilig_thuis"});
}

TEST_CASE("What a mail tells has the day it was sent, and is seen from there") {
    const Fixture& f = Fixture::get();
    const auto day = [&](const char* text) {
        const auto reading = f.read(text);
        const auto* act = f.find(reading, "melding_veilig_thuis");
        return act == nullptr ? std::string() : core::format_date(act->date);
    };
    const std::string head = "Van: Karin (ib)\nVerzonden: maandag 9 maart 2026 14:02\n\n";
    CHECK(day((head + "Ik heb een melding gedaan bij VT.").c_str()) == "2026-03-09");
    CHECK(day((head + "Ik heb vandaag een melding gedaan bij VT.").c_str()) == "2026-03-09");
    CHECK(day((head + "Ik heb gisteren een melding gedaan bij VT.").c_str()) == "2026-03-08");
    CHECK(day((head + "Veel werk.\n\nMijn reactie: vandaag een melding gedaan bij VT.").c_str()) ==
          "2026-03-12");
}

TEST_CASE("A list of monitoring that is filled in shows the step without an act") {
    const Fixture& f = Fixture::get();
    for (const char* text :
         {"Monitoringlijst ingevuld.", "Volglijst afgevinkt.",
          "Volglijst van Noud acht weken bijgehouden, vandaag de laatste regel ingevuld."}) {
        INFO(text);
        CHECK(f.steps(f.read(text)) == std::set<std::string>{"volgen"});
        CHECK(f.done(text).empty());
    }
    for (const char* text :
         {"Monitoringlijst is pas half ingevuld.", "Volglijst spelling ingevuld.",
          "Volglijst wordt volgende week ingevuld.", "Moeder heeft de volglijst ingevuld."}) {
        INFO(text);
        CHECK(f.steps(f.read(text)).empty());
    }
}

TEST_CASE("A list of monitoring that is filled in by half is an evaluation to come") {
    const Fixture& f = Fixture::get();
    for (const char* text :
         {"Monitoringlijst is pas half ingevuld.", "Monitoringslijst niet helemaal ingevuld.",
          "Monitoringslijst tot nu toe ingevuld.", "De volglijst is voor de helft af.",
          "Begonnen met de monitoringslijst, nog niet af.",
          "Volglijst bijgehouden, vraag 1 t/m 3 ingevuld, vraag 4 en 5 nog niet."}) {
        INFO(text);
        const auto reading = f.read(text);
        CHECK(f.steps(reading).empty());
        CHECK(f.actions(reading, notes::ActionState::planned) ==
              std::set<std::string>{"effect_geevalueerd"});
        CHECK(f.actions(reading, notes::ActionState::done).empty());
    }
    for (const char* text :
         {"Volglijst spelling half ingevuld.", "Moeder heeft de volglijst half ingevuld."}) {
        INFO(text);
        CHECK(f.read(text).actions.empty());
    }
}

TEST_CASE("A clipped word opens no quote") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("'s Ochtends slaapt hij nog. Melding gedaan bij VT. Moeder zei 'prima'.")
              .contains("melding_veilig_thuis"));
    CHECK(f.done("Sam zei: 'papa komt 's nachts boven en m'n broer ook'. Melding gedaan bij VT.")
              .contains("melding_veilig_thuis"));
}

TEST_CASE("A sign is denied across a comma or a colon, and on either side of it") {
    const Fixture& f = Fixture::get();
    for (const char* text : {"Geen blauwe plekken, geen schrammen gezien.",
                             "Niet gezien: striemen op de rug.", "Blauwe plekken: geen.",
                             "Striemen: geen", "Geen letsel, blauwe plekken of striemen gezien."}) {
        INFO(text);
        CHECK_FALSE(f.done(text).contains("signalen_vastgelegd"));
    }
    CHECK(f.done("Geen blauwe plekken gezien, wel striemen op de rug.")
              .contains("signalen_vastgelegd"));
    CHECK(f.done("Blauwe plekken op de arm, geen uitleg van moeder.")
              .contains("signalen_vastgelegd"));
}

TEST_CASE("The rule itself is not an act") {
    nothing_done({"Volgens protocol hoort nu stap 3: gesprek met de ouder."});
}

TEST_CASE("Other senses of melding, advies and casemanager show nothing") {
    nothing_done({"Melding gemaakt bij de conciërge van een kapotte kraan.",
                  "Ziekmelding ontvangen van moeder.",
                  "Voorlopig advies vmbo-tl besproken met ouders.", "Casemanager dyslexie gebeld.",
                  "Deze week niks te melden."});
}

TEST_CASE("An open box is still to do, a ticked one is done, each for its own line") {
    nothing_done({"[ ] directie ingelicht",
                  "[ ] ouders gesproken over de zorgen, directie ingelicht",
                  "- [ ] melding gedaan bij Veilig Thuis", "[ ] blauwe plek op de arm genoteerd"});
    CHECK(f().done("[ ] advies VT gevraagd\n[x] directie ingelicht\nMet moeder gesproken over onze "
                   "zorgen.") == Names{"directie_geinformeerd", "gesprek_ouder"});
}

TEST_CASE("What ought to have been done, or was only meant, is not done") {
    nothing_done({"Volgens protocol moesten we de ouders eerst hebben gesproken.",
                  "Volgens de meldcode hadden we de directie ingelicht moeten hebben.",
                  "Eigenlijk hadden we de ouders al gesproken moeten hebben.",
                  "De bedoeling was dat ib de ouders had gesproken.",
                  "Graag de directie ingelicht houden."});
    CHECK(f().done("Volgens protocol hebben we vandaag gemeld bij Veilig Thuis.")
              .count("melding_veilig_thuis") == 1);
}

TEST_CASE("Whose words a sentence tells: mine to a parent, or a parent's that I heard") {
    nothing_done({"Ik hoorde moeder zeggen dat er een melding is gedaan bij Veilig Thuis.",
                  "Wij hoorden vader zeggen dat de directeur is ingelicht.",
                  "Op school zegt moeder dat zij bij Veilig Thuis heeft gemeld.",
                  "'Ik heb ze al gesproken', zei vader.",
                  "Wat ik niet weet: of er al gemeld is bij VT.",
                  "Of ib de directeur heeft ingelicht, weet ik niet."});
    const notes::Reading told = f().read("Ik heb moeder gezegd dat ik vanmiddag ga melden bij VT.");
    CHECK(f().actions(told, ActionState::planned).count("melding_veilig_thuis") == 1);
    CHECK(f().done("Zowel moeder als haar vriend zijn gesproken over het letsel.")
              .count("gesprek_ouder") == 1);
}

TEST_CASE("A talk that a parent or the pupil had elsewhere is not the school's") {
    nothing_done(
        {"T. heeft met mama gepraat over de ruzie.", "Moeder vond een gesprek overbodig."});
}

TEST_CASE("A practice case shows nothing of a child") {
    nothing_done(
        {"Op de studiedag hebben we de meldcode geoefend: kader ingevuld, moeder gesproken "
         "over de zorgen en gemeld bij Veilig Thuis.",
         "Oefencasus in het team: directie ingelicht en gemeld bij VT."});
}

TEST_CASE("What may have come about, and what was taken back, waits for a person") {
    const auto doubtful = [](const std::string& text, const char* action) {
        INFO(text);
        const notes::Reading reading = f().read(text);
        const notes::ReadAction* read = f().find(reading, action);
        REQUIRE(read != nullptr);
        CHECK(read->state == ActionState::done);
        CHECK_FALSE(read->certain);
    };
    doubtful("Na schooltijd konden we onze zorgen met de ouders bespreken.", "gesprek_ouder");
    doubtful("Met moeder gesproken over onze zorgen. Dat was te snel opgeschreven.",
             "gesprek_ouder");
}

TEST_CASE("A heading of things to do ends at the next heading") {
    const notes::Reading reading = f().read(
        "Afspraken:\n- VT bellen voor advies\nDirectie: ingelicht.\nOuders: gesproken over de "
        "zorgen.");
    CHECK(f().actions(reading, ActionState::done) ==
          Names{"directie_geinformeerd", "gesprek_ouder"});
    CHECK(f().actions(reading, ActionState::planned).count("advies_veilig_thuis") == 1);
}

TEST_CASE("Steps named in one breath are certain one by one, and those of a lesson are none") {
    const notes::Reading reading = f().read("Stap 1 t/m 5 zijn gezet.");
    std::set<std::string> certain;
    for (const notes::ReadStep& step : reading.steps) {
        if (step.certain) {
            certain.emplace(f().catalogue().name(step.id));
        }
    }
    CHECK(certain == Names{"signaleren", "consulteren", "gesprek", "wegen"});
    nothing_done({"Bij de gymles stap 1 t/m 3 van de dans gedaan."});
}

TEST_CASE("A term of the help is a day to come that the text sets") {
    const auto due = [](const std::string& text) {
        const notes::Reading reading = f().read(text);
        return reading.terms.empty() ? std::string("none")
                                     : core::format_date(reading.terms.front().due);
    };
    CHECK(due("Hulp gestart op 9 maart, effect na 6 weken beoordelen.") == "2026-04-20");
    CHECK(due("De hulp zal op 2 april worden geëvalueerd.") == "2026-04-02");
    CHECK(due("In september (wo 16-9) evalueren we het effect van de hulp.") == "2026-09-16");
    CHECK(due("Effect van hulp zichtbaar per 1 juni.") == "2026-06-01");
    CHECK(due("Evaluatie hulp 10 maart: gaat goed.") == "none");
    CHECK(due("De hulp is op 9 maart geëvalueerd.") == "none");
    // What people put in their diary, and what sets no day.
    CHECK(due("De hulp loopt tot 1 juni, dan evalueren we het effect.") == "2026-06-01");
    CHECK(due("Half april bekijken we het effect van de hulp.") == "2026-04-15");
    CHECK(due("Effect van de hulp kunnen we pas na de zomer beoordelen.") == "none");
}

TEST_CASE("A term runs from the day on which the help starts, where the note tells it") {
    // The fixture's notes are of 12 March 2026.
    const auto due = [](const std::string& text) {
        const notes::Reading reading = f().read(text);
        return reading.terms.size() == 1 ? core::format_date(reading.terms.front().due)
                                         : std::to_string(reading.terms.size()) + " terms";
    };
    CHECK(due("Hulp start ma 16-3, we geven het zes weken, dan kijken we naar het effect.") ==
          "2026-04-27");
    CHECK(due("6 weken opvoedhulp, ingang 17 maart, dan evalueren.") == "2026-04-28");
    CHECK(due("Opvoedhulp loopt vanaf 9-3. Evaluatie van de hulp zes weken later.") ==
          "2026-04-20");
    CHECK(due("Zes weken na de start op 16 maart evalueren we de hulp.") == "2026-04-27");
}

TEST_CASE("Of two days for a term the one that holds counts") {
    const auto due = [](const std::string& text) {
        const notes::Reading reading = f().read(text);
        return reading.terms.empty() ? std::string("none")
                                     : core::format_date(reading.terms.back().due);
    };
    CHECK(due("Evaluatie van de hulp verplaatst van 20 maart naar 3 april.") == "2026-04-03");
    CHECK(due("Effect hulp: eerst 6 april genoteerd, bij nader inzien 13 april.") == "2026-04-13");
    CHECK(due("Effect van de hulp bekijken we 3 april ipv 20 maart.") == "2026-04-03");
    CHECK(due("Termijn hulp met 3 weken opgerekt. Was 28-3, wordt 18-4.") == "2026-04-18");
    CHECK(due("Op dinsdag 12 mei, als de meivakantie voorbij is, bekijken we het effect van de "
              "hulp.") == "2026-05-12");
    // A reminder too many is better than none.
    CHECK(due("We bekijken het effect van de hulp eerst 6 april.") == "2026-04-06");
    for (const auto* text : {"Evaluatie van de hulp verplaatst van 20 maart naar 3 april.",
                             "Effect hulp: eerst 6 april genoteerd, bij nader inzien 13 april."}) {
        CHECK(f().read(text).terms.size() == 1);
    }
}

TEST_CASE("Denials with another scope leave the act done") {
    CHECK(f().done("Melding gedaan bij VT, niet op naam van de leerkracht.")
              .count("melding_veilig_thuis") == 1);
    CHECK(f().done("Moeder kwam eerst niet. Vanmiddag alsnog met haar gesproken over onze zorgen.")
              .count("gesprek_ouder") == 1);
    CHECK(f().done("Met vader gesproken over onze zorgen, maar moeder is nog niet gesproken.")
              .count("gesprek_ouder") == 1);
}

TEST_CASE("A reason that came about holds where the act was left undone") {
    const Names done = f().done("Op advies van VT niet met ouders gesproken, te gevaarlijk.");
    CHECK(done.count("advies_veilig_thuis") == 1);
    CHECK(done.count("gesprek_ouder") == 0);
}

TEST_CASE("Several acts in one sentence are all read") {
    CHECK(f().done("Vandaag ouders, dir en bestuur ingelicht.") ==
          Names{"ouders_ingelicht", "directie_geinformeerd", "bestuur_geinformeerd"});
    const Names done = f().done(
        "VT om advies gevraagd, met moeder de zorgen besproken en daarna gewogen op aard en "
        "ernst.");
    CHECK(done == Names{"advies_veilig_thuis", "gesprek_ouder", "weging_gedaan"});
}

TEST_CASE("The director's presence tells the director") {
    CHECK(f().done("Oudergesprek gevoerd over de zorgen, directeur zat erbij.")
              .count("directie_geinformeerd") == 1);
    const notes::Reading own = f().read("Vandaag gemeld bij Veilig Thuis.", "directie");
    CHECK(f().actions(own, ActionState::done).count("directie_geinformeerd") == 1);
    const notes::Reading denied = f().read(
        "Gesproken met moeder over onze zorgen. De directie is nog niet op de hoogte gesteld.");
    CHECK(f().actions(denied, ActionState::done) == Names{"gesprek_ouder"});
}

TEST_CASE("Telling the director of a step names that step") {
    const notes::Reading reading = f().read("Directie op de hoogte gesteld van stap 3 en 4.");
    const notes::ReadAction* told = f().find(reading, "directie_geinformeerd");
    REQUIRE(told != nullptr);
    CHECK(told->about_steps.contains(*f().catalogue().step("gesprek")));
    CHECK(told->about_steps.contains(*f().catalogue().step("wegen")));
    CHECK_FALSE(told->about_steps.contains(*f().catalogue().step("signaleren")));
}

TEST_CASE("Steps named as finished are read through the school's ladder") {
    CHECK(f().steps(f().read("Stap 1 t/m 3 zijn doorlopen.")) ==
          Names{"signaleren", "consulteren", "gesprek"});
    CHECK(f().steps(f().read("Stap 5a is gezet.")) == Names{"melden"});
    const notes::Reading ambiguous = f().read("Stap 5 is gezet.");
    REQUIRE_FALSE(ambiguous.steps.empty());
    CHECK_FALSE(ambiguous.steps.front().certain);
    CHECK(f().steps(f().read("Stap 4 moet nog gezet worden.")) == Names{});
    CHECK(f().steps(f().read("Geen bijzonderheden.", "ib", "Stap 3")) == Names{});
}

TEST_CASE("A step is called by a number in words, or by what stands in brackets after it") {
    CHECK(f().steps(f().read("Stap zes is gedaan, zie scan.")) == Names{"volgen"});
    CHECK(f().steps(f().read("Stap 2 t/m vier zijn doorlopen.")) ==
          Names{"consulteren", "gesprek", "wegen"});
    const notes::Reading meant = f().read("Stap 5 (melden) gezet.");
    REQUIRE(f().steps(meant) == Names{"melden"});
    CHECK(meant.steps.front().certain);
    CHECK(f().steps(f().read("Stap 4 (wegen) nog niet gezet.")) == Names{});
    CHECK(f().steps(f().read("Een stap een andere kant op gezet.")) == Names{});
}

TEST_CASE("A step of another route of the school is no step of the meldcode") {
    // 001 and 004 number the steps of their ondersteuningsroute as well.
    for (const std::string text :
         {"Stap 4 van de ondersteuningsroute is gezet.", "In de zorgroute is stap 3 afgerond.",
          "Stap 3 en 4 van de zorgroute zijn gezet.", "Stap 2 van het groeidocument is gezet.",
          "Routekaart: stap 4 gezet.", "Op zorgniveau 3 is stap 4 gezet."}) {
        CAPTURE(text);
        CHECK(f().read(text).steps.empty());
    }
    CHECK(f().read("Stap 4 is gezet.", "ib", "Ondersteuningsroute").steps.empty());
    // The route that stands with the label is the one it belongs to.
    CHECK(f().steps(f().read("Stap 3 van de zorgroute en stap 4 van de meldcode zijn gezet.")) ==
          Names{"wegen"});
    CHECK(f().steps(f().read("Naast de ondersteuningsroute is stap 3 van de meldcode afgerond.")) ==
          Names{"gesprek"});
    // The next sentence speaks for itself, and where a note is kept is no route.
    CHECK(f().steps(f().read("De ondersteuningsroute loopt. Stap 3 is gezet.")) ==
          Names{"gesprek"});
    CHECK(f().steps(f().read("Stap 3 is gezet en genoteerd in het groeidocument.")) ==
          Names{"gesprek"});
}

TEST_CASE("Telling the director of a step of another route may not be about the meldcode") {
    const notes::Reading reading =
        f().read("Directie ingelicht over stap 4 van de ondersteuningsroute.");
    const notes::ReadAction* told = f().find(reading, "directie_geinformeerd");
    REQUIRE(told != nullptr);
    CHECK_FALSE(told->certain);
    CHECK(told->about_steps.empty());
    CHECK(f().find(f().read("Directie ingelicht over stap 4 van de meldcode."),
                   "directie_geinformeerd")
              ->certain);
}

TEST_CASE("A sentence goes on after brackets") {
    CHECK(f().done("Moeder (gisteren al gebeld) vanmiddag gesproken over onze zorgen.")
              .count("gesprek_ouder") == 1);
    CHECK(f().done("Melding (schriftelijk, met bijlagen) gedaan bij Veilig Thuis.")
              .count("melding_veilig_thuis") == 1);
}

TEST_CASE("People called by a name that no list holds") {
    const auto done = [](const std::string& text, const std::string& title) {
        return f().actions(f().read(text, "leerkracht", title), ActionState::done);
    };
    // The title, or whose mother it is, tells that it is the pupil.
    CHECK(done("Met Noud apart gesproken.", "Noud").count("gesprek_leerling") == 1);
    CHECK(done("Moeder van Noud belde. Daarna met Noud gesproken.", "").count("gesprek_leerling") ==
          1);
    CHECK(done("Met Noud gesproken.", "").empty());
    CHECK(done("Moeder Noud gesproken over onze zorgen.", "") == Names{"gesprek_ouder"});
    // A colleague, by what is talked over with her.
    CHECK(done("Overlegd met Harma over de zorgen.", "") == Names{"collegiaal_overleg"});
    CHECK(done("Met Petra besproken dat het rekenen beter gaat.", "").empty());
    CHECK(done("Noud heeft met Petra de ruzie besproken.", "").empty());
    // What she is stands beside her name, once.
    CHECK(done("Petra (directeur) was erbij toen we met moeder over onze zorgen spraken.", "")
              .count("directie_geinformeerd") == 1);
    // "Maandag" is a day, not a person.
    CHECK(done("Op Maandag overleg met Dinsdag gehad.", "").empty());
}

TEST_CASE("An act has the day that the note gives it") {
    const notes::Reading reading =
        f().read("Op 9 maart hebben wij gemeld bij Veilig Thuis.", "ib", "", "2026-03-12");
    const notes::ReadAction* report = f().find(reading, "melding_veilig_thuis");
    REQUIRE(report != nullptr);
    CHECK(core::format_date(report->date) == "2026-03-09");
}

TEST_CASE("The grounds of a waiver are read, denied ones are not") {
    const notes::Reading reading = f().read(
        "Afgezien van een gesprek met de ouders, omdat wij verwachten dat moeder dan het contact "
        "verbreekt. "
        "Dat K. van school gaat verwachten wij niet.");
    const notes::ReadAction* waived = f().find(reading, "afgezien_oudergesprek");
    REQUIRE(waived != nullptr);
    CHECK(waived->state == ActionState::done);
    CHECK(f().marks(waived->marks) == Names{"grond_contactbreuk"});

    const notes::Reading forgotten =
        f().read("Er is vooraf geen gesprek met de ouders gevoerd. Reden: vergeten.");
    const notes::ReadAction* skipped = f().find(forgotten, "afgezien_oudergesprek");
    REQUIRE(skipped != nullptr);
    CHECK(f().marks(skipped->marks) == Names{"grond_vergeten"});
}

TEST_CASE("Answers of the weighing are read in any layout") {
    using notes::Answer;
    const auto answers = [](const std::string& text) { return f().read(text).weighing; };
    const std::array<std::optional<Answer>, 5> expected{Answer::yes, Answer::no, Answer::yes,
                                                        std::nullopt, std::nullopt};
    CHECK(
        answers(
            "Vraag 1: ja, sterk vermoeden. Vraag 2: nee, geen acute onveiligheid. Vraag 3: ja.") ==
        expected);
    CHECK(answers("Kader ingevuld (vr 1 ja, vr 2 nee, vr 3 ja).") == expected);
    CHECK(answers("Afwegingskader: 1 ja 2 nee 3 ja") == expected);
    CHECK(answers("Afweging 1: B. Afweging 2: A. Afweging 3: B.") == expected);
    const auto both = answers("Vraag 3 en vraag 4 samen met Veilig Thuis doorlopen: beide ja.");
    CHECK(both[2] == Answer::yes);
    CHECK(both[3] == Answer::yes);
    CHECK_FALSE(both[0].has_value());
    CHECK(answers("Vraag 2: twijfel.")[1] == Answer::doubt);
    CHECK_FALSE(answers("In groep 1 ja, in groep 2 nee.")[0].has_value());
}

TEST_CASE("Terms for the effect of help, and what is none") {
    const auto due = [](const std::string& text) {
        Names days;
        for (const notes::ReadTerm& term : f().read(text, "ib", "", "2026-03-12").terms) {
            if (term.about == "help_effect") {
                days.insert(core::format_date(term.due));
            }
        }
        return days;
    };
    CHECK(due("Hulp is gestart. Over 6 weken kijken we of er effect is.") == Names{"2026-04-23"});
    CHECK(due("Uiterlijk 29 juni 2026 moet het effect van de hulp merkbaar zijn.") ==
          Names{"2026-06-29"});
    CHECK(due("Op 2 maart is de hulp geëvalueerd.") == Names{});
    CHECK(due("Leesbegeleiding geëvalueerd, toets volgt op 1 april.") == Names{});
    CHECK(due("De hulp loopt al, de termijn is 6 weken.") == Names{});
    CHECK(due("De hulp loopt, na 6 weken kijken we of er effect is.") == Names{});
    CHECK(due("Vandaag is de hulp gestart, na 6 weken evalueren we het effect.") ==
          Names{"2026-04-23"});
    // Six weeks after Thursday the 5th, not after the day of the note.
    CHECK(due("De hulp is op 5 maart gestart. Na 6 weken evalueren we het effect.") ==
          Names{"2026-04-16"});
}

TEST_CASE("Alarms are raised whoever tells it") {
    const auto alarms = [](const std::string& text) {
        Names ids;
        for (const notes::ReadAlarm& alarm : f().read(text).urgent) {
            ids.insert(alarm.id);
        }
        return ids;
    };
    CHECK(alarms("112 gebeld, vader stond met een mes voor de deur.").count("acuut") == 1);
    CHECK(alarms("Moeder zegt dat haar dochter deze zomer besneden wordt.").count("vgv_eer") == 1);
    CHECK(alarms("Vermoeden van mishandeling door een leerkracht van onze school.")
              .count("vermoeden_medewerker") == 1);
    CHECK(alarms("Geen acuut gevaar.") == Names{});
    CHECK(alarms("Acuut gevaar: nee") == Names{});
    CHECK(alarms("Acuut gevaar: ja").count("acuut") == 1);
    CHECK(alarms("Acuut gevaar:\nOuders gesproken:") == Names{});
    // What has yet to be done may be urgent.
    CHECK(alarms("Nog te doen:\n- acuut gevaar, 112 bellen").count("acuut") == 1);
    CHECK(alarms("Vraag 2 (acute onveiligheid): nee.") == Names{});
    CHECK(alarms("Gezellig gewerkt vandaag.") == Names{});
}

TEST_CASE("Who reported is read after 'door' as it is before the verb") {
    const auto teacher = f().catalogue().role("leerkracht");
    const auto report = f().catalogue().action("melding_veilig_thuis");
    REQUIRE((teacher && report));
    for (const std::string text : {"De leerkracht heeft melding gedaan bij Veilig Thuis.",
                                   "Melding gedaan bij Veilig Thuis door juf.",
                                   "Melding bij Veilig Thuis is gedaan door de leerkracht."}) {
        CAPTURE(text);
        const auto reading = f().read(text);
        CHECK(std::any_of(reading.actions.begin(), reading.actions.end(), [&](const auto& read) {
            return read.id == *report && read.actors.contains(*teacher);
        }));
    }
}

TEST_CASE(
    "who reports is not who is suspected: a colleague who tells, writes or reports raises no "
    "alarm") {
    const auto suspects = [](const std::string& text) {
        const auto reading = f().read(text);
        return std::any_of(reading.urgent.begin(), reading.urgent.end(),
                           [](const auto& alarm) { return alarm.id == "vermoeden_medewerker"; });
    };
    for (const std::string text :
         {"Melding ontvangen van een medewerker van het wijkteam.",
          "Signaal van medewerker BSO binnengekomen: kind wordt laat opgehaald.",
          "Medewerker van Veilig Thuis bevestigt de melding.",
          "Zorg uitgesproken door juf tegenover ib.",
          "Vermoeden door leerkracht besproken met ib.",
          "Melding door de leerkracht gedaan.",
          "Vermoeden van mishandeling door vader, gemeld door juf.",
          "Zorgen door juf gedeeld met de ib.",
          "Medewerker jeugdzorg had dezelfde zorg.",
          "Klacht van ouders over het huiswerk, besproken met een collega.",
          "Stagiair zag ook dat hij blauwe plekken had, signaal vastgelegd.",
          "Invaller heeft het vermoeden gedeeld dat hij thuis geslagen wordt.",
          "De invaljuf zag dat hij geslagen was en heeft dit genoteerd.",
          "Medewerker van de opvang vertelt dat vader hem slaat.",
          "Signaal besproken tegen het einde van de dag door meester Jan en juf Els.",
          "Een personeelslid hoorde dat moeder het kind slaat.",
          "Vermoeden van mishandeling gemeld door leerkracht.",
          "Juf heeft gezien dat moeder haar zoon sloeg.",
          "Kind zou door vader geslagen zijn, verteld door juf.",
          "Kindermishandeling: training gegeven door medewerker Veilig Thuis.",
          "Leerkracht heeft een vermoeden van mishandeling thuis.",
          "Leerkracht heeft het vermoeden van kindermishandeling ingebracht.",
          "Leerkracht heeft een melding gedaan van mishandeling.",
          "Collega heeft een signaal van huiselijk geweld doorgegeven.",
          "Na de ruzie is hij door de juf vastgepakt en naar binnen gebracht.",
          "Juf heeft het kind opgevangen dat thuis geslagen wordt.",
          "Meester heeft zijn zorgen geuit: hij wordt thuis geslagen.",
          "Moeder is door de juf aangesproken op het slaan.",
          "Vermoeden van kindermishandeling besproken met een medewerker van Veilig Thuis."}) {
        CAPTURE(text);
        CHECK_FALSE(suspects(text));
    }
    for (const std::string text :
         {"Vermoeden van misbruik door de gymleraar.", "Melding van mishandeling door de meester.",
          "Vermoeden tegen een medewerker.", "Kind vertelt dat de juf hem heeft geslagen.",
          "Moeder heeft een klacht over de meester: hij zou hebben geknepen.",
          "Beschuldiging tegen een collega.",
          "Signaal over een medewerker van school: seksueel getinte appjes.",
          "Er is een melding over grensoverschrijdend gedrag van de conciërge.",
          "Verdenking van ontucht door een stagiair.",
          "Stagiair die kinderen slaat, vertelde een ouder.",
          "Vader meldt dat zijn zoon door de juf is geslagen.",
          "Moeder belt: haar kind is door de meester hardhandig vastgepakt.",
          "Zoon is door de juf geschopt, vertelt moeder.",
          "Klacht van ouder: meester heeft mijn zoon geslagen.",
          "Zorgmelding over een medewerker van school.", "Een ouder beschuldigt de juf van slaan.",
          "Meester heeft het kind geknepen.", "Leerkracht zou zijn leerling hebben misbruikt."}) {
        CAPTURE(text);
        CHECK(suspects(text));
    }
}

TEST_CASE("A danger told in a condition is a danger, an emergency supposed is none") {
    const auto alarmed = [](const std::string& text) { return !f().read(text).urgent.empty(); };
    CHECK(alarmed("Als ze naar huis gaat, is ze in acuut gevaar."));
    CHECK(alarmed("Hij zegt dat hij mama doodmaakt als ze weggaat."));
    CHECK(alarmed("Als papa boos is, pakt hij een mes."));
    CHECK_FALSE(alarmed("Als er acuut gevaar is, bellen we 112."));
    CHECK_FALSE(alarmed("Bij acuut gevaar 112 bellen."));
    CHECK_FALSE(alarmed("Afgesproken dat we 112 bellen als vader weer voor de deur staat."));
}

TEST_CASE("Weighing with the framework fills it in, unless it is half done") {
    CHECK(f().done("Gewogen met het afwegingskader.") ==
          Names{"weging_gedaan", "afwegingskader_ingevuld"});
    CHECK(f().done("Met behulp van het afwegingskader gewogen.") ==
          Names{"weging_gedaan", "afwegingskader_ingevuld"});
    for (const char* text :
         {"Gewogen met het kader, half ingevuld.", "Nog niet gewogen met het afwegingskader.",
          "Gewogen zonder afwegingskader.", "Morgen wegen we met het afwegingskader."}) {
        INFO(text);
        CHECK(f().done(text).count("afwegingskader_ingevuld") == 0);
    }
}

TEST_CASE("What is asked is not done, however surely its words tell it elsewhere") {
    nothing_done({"Is er op advies van VT gemeld?",
                  "Heeft ib op advies van VT besloten te wachten?",
                  "Is onze melding van 2-2 bij VT binnen?", "Met vader bewust niet gesproken?",
                  "Moeder vraagt of wij een melding hebben gedaan.",
                  "Welk advies VT precies gaf weet alleen de politie."});
    CHECK(
        f().done("VT heeft gereageerd op de melding die ib deed.").count("melding_veilig_thuis") ==
        1);
}

TEST_CASE("What somebody tells behind a colon is theirs") {
    nothing_done({"Wijkteam: wij hebben moeder gesproken.",
                  "Jeugdbeschermer belde: gesprek met ouders is geweest."});
    CHECK(f().done("Moeder gebeld: zorgen besproken.").count("gesprek_ouder") == 1);
}

TEST_CASE("The parent talk is left out by the school only, and only where it says so plainly") {
    for (const char* text : {"Ouders niet gesproken vanwege het lopend politieonderzoek.",
                             "Gesprek met ouders bewust niet gevoerd vanwege de veiligheid."}) {
        INFO(text);
        CHECK(f().done(text).count("afgezien_oudergesprek") == 1);
    }
    for (const char* text :
         {"De politie heeft ouders niet gesproken vanwege het onderzoek.",
          "Mocht de dreiging toenemen, dan voeren we het gesprek met ouders niet "
          "vanwege de veiligheid."}) {
        INFO(text);
        CHECK(f().done(text).count("afgezien_oudergesprek") == 0);
    }
}

TEST_CASE("Word from Veilig Thuis on a report is its feedback, word to it is not") {
    for (const char* text :
         {"Veilig Thuis belde terug: zij nemen de melding in onderzoek.",
          "VT heeft teruggebeld over onze melding.", "VT heeft bericht gestuurd.",
          "VT heeft laten weten dat er een onderzoek komt."}) {
        INFO(text);
        CHECK(f().done(text).count("terugkoppeling_veilig_thuis") == 1);
    }
    for (const char* text :
         {"Wij hebben VT laten weten dat moeder verhuisd is.", "VT heeft nog niets laten weten.",
          "VT zou vandaag terugbellen.", "Wij hebben VT teruggebeld."}) {
        INFO(text);
        CHECK(f().done(text).count("terugkoppeling_veilig_thuis") == 0);
    }
}

TEST_CASE("Any colleague counts for the consultation") {
    for (const char* text : {"Signalen besproken met een collega.",
                             "Signalen besproken met de leerkracht van groep 5.",
                             "Signalen besproken met de jeugdarts.",
                             "Na overleg met de aandachtsfunctionaris besloten.",
                             "De signalenlijst samen met mij doorgenomen."}) {
        INFO(text);
        CHECK(f().done(text).count("collegiaal_overleg") == 1);
    }
    CHECK(f().done("In overleg met ouders aangemeld bij SMW.").count("collegiaal_overleg") == 0);
}

TEST_CASE("A pupil who was spoken to as well is named as such") {
    CHECK(f().done("De zorgen met de ouders en met B. zelf besproken.") ==
          Names{"gesprek_ouder", "gesprek_leerling"});
    CHECK(f().done("De zorgen zijn met moeder en met Noor zelf besproken.") ==
          Names{"gesprek_ouder", "gesprek_leerling"});
    CHECK(f().done("Met J. gepraat over thuis.") == Names{"gesprek_leerling"});
    CHECK(f().done("Vader zelf gesproken over de zorgen om B.") == Names{"gesprek_ouder"});
}

TEST_CASE("What is told of another school stays its story to the end of the sentence") {
    nothing_done({"Op de vorige school is een SOT geweest en is hulp ingezet."});
}

namespace {
const std::string talk_form =
    "Meldcode: gesprek met de ouders\n"
    "Datum van het gesprek: 10-03-2026\n"
    "Gesproken met: ouder\n"
    "Zorgen met de ouders besproken: ja\n";

/// Whether the form's talk is done, and beyond doubt.
std::pair<bool, bool> talk(const std::string& text) {
    const notes::Reading reading = f().read(text);
    bool done = false;
    bool certain = false;
    for (const notes::ReadAction& action : reading.actions) {
        if (action.id == *f().catalogue().action("gesprek_ouder") &&
            action.state == ActionState::done) {
            done = true;
            certain = certain || action.certain;
        }
    }
    return {done, certain};
}
}  // namespace

TEST_CASE("A form raises alarms by what was filled in, never by its labels") {
    const std::string signals =
        "Meldcode: signalen in kaart\n"
        "Datum van het signaal: 10-03-2026\n";
    CHECK(f().read(signals + "Wat is gezien of gehoord: stil in de kring\nDirect ingrijpen nodig: "
                             "nee\nBetreft een medewerker van de school: nee\n")
              .urgent.empty());
    CHECK_FALSE(
        f().read(signals + "Wat is gezien of gehoord: vader dreigde met een mes\n").urgent.empty());
}

TEST_CASE("What a person adds below a form is read too") {
    CHECK(talk(talk_form) == std::pair(true, true));
    const notes::Reading more =
        f().read(talk_form + "\nNa afloop melding gedaan bij Veilig Thuis.\n");
    CHECK(f().actions(more, ActionState::done).count("melding_veilig_thuis") == 1);
    CHECK(f().actions(more, ActionState::done).count("gesprek_ouder") == 1);
    CHECK(talk(talk_form + "\nModder in de gang, niet gedweild.\n") == std::pair(true, true));
}

TEST_CASE("A correction below a form leaves nothing certain that it takes back") {
    CHECK(talk(talk_form + "\nCORRECTIE: gesprek ging niet door.\n") == std::pair(true, false));
    CHECK(talk(talk_form + "\nDe zorgen zijn niet met moeder besproken.\n") ==
          std::pair(true, false));
    const notes::Reading reading = f().read(talk_form + "\nMoeder is niet verschenen.\n");
    for (const notes::ReadStep& step : reading.steps) {
        CHECK_FALSE(step.certain);
    }
}

TEST_CASE("The quote is the words that show the act, in code points") {
    notes::Note note;
    note.text = "Één zin vooraf. Melding gedaan bij Veilig Thuis.";
    note.date = *core::parse_date("2026-03-12");
    const notes::Reading reading = reading::read(note, f().context());
    const notes::ReadAction* report = f().find(reading, "melding_veilig_thuis");
    REQUIRE(report != nullptr);
    CHECK(notes::quote(note, report->span) == "Melding gedaan bij Veilig Thuis");
}

TEST_CASE("Labelled notes that were learned from stay as well read as the goals ask") {
    struct Count {
        int right = 0, wrong = 0, missed = 0;
        void add(const Names& got, const Names& want) {
            for (const auto& name : got) {
                ++(want.count(name) == 1 ? right : wrong);
            }
            for (const auto& name : want) {
                missed += got.count(name) == 0 ? 1 : 0;
            }
        }
        [[nodiscard]] double precision() const {
            return right / static_cast<double>(right + wrong);
        }
        [[nodiscard]] double recall() const { return right / static_cast<double>(right + missed); }
    };
    Count steps, done;
    int quiet = 0, falsely_done = 0;
    for_each_labelled_note([&](const core::Json& row, const notes::Note& note) {
        const notes::Reading reading = reading::read(note, f().context());
        const auto label = [&](const char* key) {
            return core::find(*core::find(row, "labels"), key)->get<Names>();
        };
        Names got = f().actions(reading, ActionState::done);
        for (const char* unlabelled : {"signalen_vastgelegd",
                                       "weging_gedaan",
                                       "besluit_genomen",
                                       "hulptermijn_afgesproken",
                                       "toestemming_ouder",
                                       "monitoring_afgesproken",
                                       "nazorg",
                                       "verslag_ondertekend",
                                       "letselduiding",
                                       "handelingsplan",
                                       "verwijsindex_match",
                                       "match_contact",
                                       "verwijsindex_beeindigd",
                                       "afspraak_veilig_thuis",
                                       "afspraak_hulp",
                                       "actie_afgesproken",
                                       "actie_uitgevoerd",
                                       "handelingsplan_afgerond",
                                       "advies_overwogen",
                                       "signalenlijst_gebruikt"}) {
            got.erase(unlabelled);
        }
        INFO(note.id << ": " << note.text);
        steps.add(f().steps(reading), label("steps_done"));
        done.add(got, label("actions_done"));
        if (core::text_or_empty(row, "kind") != "clear") {
            ++quiet;
            Names more = got;
            for (const auto& expected : label("actions_done")) {
                more.erase(expected);
            }
            falsely_done += more.empty() && f().steps(reading) == label("steps_done") ? 0 : 1;
        }
    });
    CHECK(done.precision() >= 0.98);
    CHECK(done.recall() >= 0.93);
    CHECK(steps.precision() >= 0.98);
    CHECK(steps.recall() >= 0.93);
    CHECK(falsely_done <= quiet / 50);
}

TEST_CASE("Any bytes are read, in time that grows with the text only") {
    const auto seconds = [](const std::string& text) {
        // Time of the processor: a busy machine makes no text long.
        const std::clock_t start = std::clock();
        const notes::Reading reading = f().read(text);
        CHECK(reading.steps.size() < 100);
        return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    };
    const auto repeat = [](const std::string& word, std::size_t times) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) {
            text += word;
        }
        return text;
    };
    // Far above what a linear reader needs on a busy machine, far below what a quadratic one does.
    constexpr double plenty = 60.0;
    for (const char* word : {"niet ", "als ", "'", "\"a ", "om te ", "melding gedaan, ", "vraag 1 ",
                             "stap 1 ", "zegt dat ", "(", "\n", "\xff"}) {
        INFO(word);
        CHECK(seconds(repeat(word, 200000)) < plenty);
    }
    // Names, days and terms look around in the text.
    for (const char* sentence :
         {"Hulp gestart op 3 maart, evaluatie van de hulp na 6 weken. ", "Met Noud gesproken. "}) {
        INFO(sentence);
        CHECK(seconds(repeat(sentence, 20000)) < plenty);
    }
    CHECK(f().done(std::string("Melding\0 gedaan bij VT", 22)).size() <= 1);
}

TEST_CASE("A million denials show nothing done") {
    std::string text = "Melding gedaan bij Veilig Thuis is het ";
    for (int i = 0; i < 1'000'000; ++i) {
        text += "niet ";
    }
    const notes::Reading reading = f().read(text);
    CHECK(f().actions(reading, notes::ActionState::done).empty());
    CHECK(reading.steps.empty());
}

TEST_CASE("What is written between strange characters is read, and quoted without them") {
    using namespace std::string_view_literals;
    const std::string_view sentence = "Melding gedaan bij Veilig Thuis";
    for (const std::string_view strange :
         {"\0"sv, "\x01\x02\x7f"sv, "\x1b[0m"sv, "\b\a"sv, "\u200f"sv, "\u202e"sv, "\u2067"sv,
          "\ufeff"sv, "\xff"sv, "\xc3"sv, "\xed\xa0\x80"sv, "\xf4\x90\x80\x80"sv}) {
        notes::Note note;
        note.id = "n";
        note.date = *core::parse_date("2026-03-12");
        note.author.role = "ib";
        note.text = std::string(strange) + " " + std::string(sentence) + ". " +
                    std::string(strange) + " " + std::string(strange);
        INFO(note.text);
        const notes::Reading reading = reading::read(note, f().context());
        const auto* report = f().find(reading, "melding_veilig_thuis");
        REQUIRE(report != nullptr);
        CHECK(report->state == notes::ActionState::done);
        CHECK(notes::quote(note, report->span) == sentence);
    }
}

TEST_CASE("A talk that is part of a weighing or an evaluation is no consultation beside it") {
    CHECK(f().done("Met ib en lk om tafel: hoe ernstig is dit. Aard en ernst gewogen.") ==
          Names{"weging_gedaan"});
    CHECK(f().done("Effect van de opvang besproken met vader en lk: ze speelt weer.") ==
          Names{"effect_geevalueerd"});
    CHECK(f().done("Met moeder besproken wat de begeleiding gedaan heeft: hij slaapt door.") ==
          Names{"effect_geevalueerd"});
    CHECK(f().done("De hulp met moeder geëvalueerd. Overleg met ib gehad over de signalen.") ==
          Names{"effect_geevalueerd", "collegiaal_overleg"});
    // A talk of another day is one of its own.
    CHECK(f().done("Op 2 maart met ib overlegd over K., op 9 maart aard en ernst gewogen.") ==
          Names{"collegiaal_overleg", "weging_gedaan"});
}

TEST_CASE("Each further 'dat' of what was heard is heard too") {
    nothing_done(
        {"Gehoord dat de vorige school gemeld heeft bij VT en dat er gezinshulp is ingezet.",
         "Van de huisarts gehoord dat VT is gebeld en dat er een gesprek met ouders was."});
}

TEST_CASE("A report to another desk is none to Veilig Thuis") {
    nothing_done({"Melding schoolverzuim gedaan bij leerplicht, zestien uur.",
                  "Verzuim gemeld bij de leerplichtambtenaar, ouders krijgen een brief.",
                  "Daar liep in 2023 een meldcode, er is toen gemeld."});
    CHECK(f().done("Vanmorgen heb ik K. aangegeven bij VT.") == Names{"melding_veilig_thuis"});
}

TEST_CASE("A dossier that will be closed is open") {
    nothing_done({"Het dossier gaat pas dicht als ze daar staat ingeschreven.",
                  "Ib doet de map na de zomer dicht.", "De map mag volgende maand dicht."});
}

TEST_CASE(
    "Getting hold of somebody, being there and getting a copy tell as much as the usual words") {
    CHECK(f().done("Vanochtend kreeg ik VT er wel doorheen, zonder naam verteld van K.") ==
          Names{"advies_veilig_thuis"});
    CHECK(f().done("Vandaag zaten ze er wel, pa en ma. Lk en ik hebben verteld wat we zien.") ==
          Names{"gesprek_ouder"});
    CHECK(f().done("Gemeld bij Veilig Thuis. Dir + bestuur kopie gekregen.") ==
          Names{"melding_veilig_thuis", "directie_geinformeerd", "bestuur_geinformeerd"});
    nothing_done({"Ik nodig moeder uit.", "Eerst de directeur nog bijpraten.",
                  "Dir kreeg een kopie van de begroting.",
                  "Ouders kregen een kopie van het rapport."});
    CHECK(f().actions(f().read("Ik nodig moeder uit."), ActionState::planned) ==
          Names{"gesprek_ouder"});
}

TEST_CASE("The everyday business of a school is no step, though the words are those of one") {
    nothing_done({"Samen met ib achter de computer gezeten.",
                  "Bij VT nagevraagd wat de openingstijden zijn.",
                  "Bij VT nagevraagd hoe het met onze melding staat.",
                  "Oude toetsen en werkboekjes weggegooid en de map gewist.",
                  "Dossiers van oud-leerlingen vernietigd door een extern bedrijf.",
                  "Oudergesprek over het advies groep 8 gehad."});
    CHECK(f().done("Half uurtje met ib over K. gezeten.") == Names{"collegiaal_overleg"});
    CHECK(f().done("Het meldcodedossier van K. vernietigd.") == Names{"dossier_vernietigd"});
}

TEST_CASE("What should have been done was not") {
    nothing_done({"Had ik maar gemeld bij VT.", "Er had allang gemeld moeten zijn bij VT.",
                  "Moeder had eerst gesproken moeten worden.",
                  "Voordat we melden moeten ouders gesproken zijn.",
                  "De directeur moet ingelicht zijn.", "Het dossier had vernietigd moeten worden.",
                  "We hadden de directeur eerder moeten inlichten.",
                  "Ouders zijn noch gesproken noch gebeld.",
                  "Concept melding gemaakt, directeur leest morgen mee."});
    CHECK(f().done("We hadden vorige week overleg met ib over K.") == Names{"collegiaal_overleg"});
}
