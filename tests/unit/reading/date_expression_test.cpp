// What a note's author means by a date or a term, wording by wording. Every expected day is counted
// by hand on the calendar; 10 February 2026, the note's day unless a row says otherwise, is a
// Tuesday.

#include "meldbrug/reading/date_expression.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace meldbrug;
using reading::DateExpression;

const reading::DateWords& words() {
    static const reading::DateWords loaded = [] {
        const std::string path =
            std::string(MELDBRUG_SOURCE_DIR) + "/notes-schema/vocabulary/nl/dates.json";
        auto json = core::read_json_file(path);
        REQUIRE(json.ok());
        auto read = reading::DateWords::from_json(json.value(), path);
        REQUIRE(read.ok());
        return read.value();
    }();
    return loaded;
}

core::SchoolCalendar example_calendar() {
    const core::Json json = core::Json::parse(R"({
        "decree_days": ["2026-01-02"],
        "vacations": [
            {"id": "herfstvakantie", "first": "2025-10-18", "last": "2025-10-26"},
            {"id": "kerstvakantie", "first": "2025-12-20", "last": "2026-01-04"},
            {"id": "voorjaarsvakantie", "first": "2026-02-21", "last": "2026-03-01"},
            {"id": "meivakantie", "first": "2026-04-25", "last": "2026-05-03"},
            {"id": "zomervakantie", "first": "2026-07-11", "last": "2026-08-23"}]})");
    auto calendar = core::SchoolCalendar::from_json(json, "", "test");
    REQUIRE(calendar.ok());
    return calendar.value();
}

std::string day(const std::optional<core::Date>& date) {
    return date ? core::format_date(*date) : std::string();
}

/// "deadline 2026-03-31 T": kind, value and whether it is a term.
std::string shown(const DateExpression& expression) {
    std::string text;
    switch (expression.kind) {
        case DateExpression::Kind::date:
            text = "date " + day(expression.due);
            break;
        case DateExpression::Kind::deadline:
            text = "deadline " + day(expression.due);
            break;
        case DateExpression::Kind::range:
            text = "range " + day(expression.from) + ".." + day(expression.to);
            break;
        case DateExpression::Kind::duration:
            text = "duration " + expression.duration;
            break;
    }
    if (expression.needs_calendar) {
        text += " C";
    }
    return text + (expression.term ? " T" : "");
}

std::string read_all(std::string_view text, std::string_view reference, bool vacations_known) {
    static const core::SchoolCalendar calendar = example_calendar();
    reading::DateContext context;
    context.reference = core::parse_date(reference).value();
    context.calendar = &calendar;
    context.vacations_known = vacations_known;
    context.words = &words();
    std::string result;
    for (const DateExpression& expression : reading::find_dates(text, context)) {
        result += (result.empty() ? "" : "; ") + shown(expression);
    }
    return result;
}

struct Row {
    std::string_view text;
    std::string_view want;
    std::string_view reference = "2026-02-10";
};

void check(const std::vector<Row>& rows, bool vacations_known = false) {
    for (const Row& row : rows) {
        INFO(row.text << " (" << row.reference << ")");
        CHECK(read_all(row.text, row.reference, vacations_known) == row.want);
    }
}

}  // namespace

TEST_CASE("dates in digits are day first, and chains of digits that are no date stay out") {
    check({
        {"Evaluatie op 12-03-2026.", "date 2026-03-12 T"},
        {"Evaluatie op 12/3/2026", "date 2026-03-12 T"},
        {"Evaluatie op 12.3.26", "date 2026-03-12 T"},
        {"Evaluatie op 2026-03-12", "date 2026-03-12 T"},
        {"Evaluatie 12-3", "date 2026-03-12 T"},
        {"Evaluatie op 12/3.", "date 2026-03-12 T"},
        {"evaluatie di 24-3", "date 2026-03-24 T"},
        {"melding van 2-2: ontvangen", "date 2026-02-02"},
        {"Besproken op 9-2", "date 2026-02-09"},
        {"Telefoonnummer oma: 06-12-03-20-26.", ""},
        {"tel. 0570-612345 of 06-12345678", ""},
        {"Groep 3-4 en groep 5/6 doen mee", ""},
        {"Er waren 1-2 kinderen boos", ""},
        {"31-02-2026 bestaat niet", ""},
        {"score 8.5 op de toets, 3.10 in totaal", ""},
        {"Dossier 2026-0012", ""},
        {"IBAN NL91 ABNA 0417 1643 00", ""},
        {"BSN 123-45-6789", ""},
        {"24/7 bereikbaar", ""},
    });
}

TEST_CASE("days with a month name, with and without a year") {
    check({
        {"Evaluatie op 3 april 2026.", "date 2026-04-03 T"},
        {"Terugkoppeling verwacht op 3 apr.", "date 2026-04-03 T"},
        {"Evaluatie 3 apr '26", "date 2026-04-03 T"},
        {"Evaluatie op 3 sept. a.s.", "date 2026-09-03 T"},
        {"Evaluatie op woensdag 4 maart", "date 2026-03-04 T"},
        {"Evaluatie wo 4 mrt", "date 2026-03-04 T"},
        {"Evaluatie op de 4e van maart", "date 2026-03-04 T"},
        {"Evaluatie op vier maart", "date 2026-03-04 T"},
        {"Evaluatie op eenentwintig maart", "date 2026-03-21 T"},
        {"Evaluatie op 1e april", "date 2026-04-01 T"},
        {"Nieuwe datum 3 januari", "date 2027-01-03 T", "2026-11-20"},
        {"Op 29 februari", "date 2028-02-29 T", "2026-04-10"},
        {"30 februari", ""},
        {"Jan en Mei zijn vriendinnen", "range 2026-05-01..2026-05-31 T"},
        {"Met Jan gesproken", ""},
    });
}

TEST_CASE("a day without a year lies in the coming year, unless it was only just") {
    check({
        {"Gesprek met moeder 3 februari.", "date 2026-02-03"},
        {"Op 9 februari melding gedaan", "date 2026-02-09"},
        {"Voor 3 februari evalueren", "deadline 2027-02-02 T"},
        {"Afspraak jl. 3 februari besproken; nieuwe datum 3 maart.",
         "date 2026-02-03; date 2026-03-03 T"},
        {"Afspraak van 3 februari jl. besproken", "date 2026-02-03"},
        {"Op 15 november jl. gemeld", "date 2025-11-15"},
        {"dinsdag 3 februari", "date 2026-02-03"},
    });
}

TEST_CASE("a day of the month alone") {
    check({
        {"De 26e komt de orthopedagoog observeren.", "date 2026-02-26 T"},
        {"Op de 5e komt de schoolarts.", "date 2026-03-05 T"},
        {"Op de vijftiende spreken we elkaar", "date 2026-02-15 T"},
        {"donderdag de 26e", "date 2026-02-26 T"},
        {"de 20e van volgende maand", "date 2026-03-20 T"},
        {"Dit is de 2e melding van de 3e klas", ""},
        {"voor de tweede keer", ""},
        {"op de eerste plaats", ""},
    });
}

TEST_CASE("days relative to the note") {
    check({
        {"Vandaag gesproken", "date 2026-02-10"},
        {"Morgen bellen", "date 2026-02-11 T"},
        {"Morgenochtend bellen", "date 2026-02-11 T"},
        {"Overmorgen opnieuw proberen te bellen.", "date 2026-02-12 T"},
        {"Gisteren was hij weer te laat.", "date 2026-02-09"},
        {"eergisteren", "date 2026-02-08"},
        {"Goedemorgen, goede morgen!", ""},
        {"vanmiddag gebeld", "date 2026-02-10"},
        {"de dag na morgen", "date 2026-02-12 T"},
    });
}

TEST_CASE("weekdays, bare and with this, next, coming, last") {
    check({
        {"Aanstaande maandag start de time-out plek.", "date 2026-02-16 T"},
        {"Maandag a.s. gesprek", "date 2026-02-16 T"},
        {"a.s. maandag gesprek", "date 2026-02-16 T"},
        {"Komende dinsdag gesprek", "date 2026-02-17 T"},
        {"Volgende vrijdag gesprek", "date 2026-02-20 T"},
        {"Deze vrijdag gesprek", "date 2026-02-13 T"},
        {"Volgende week vrijdag gesprek", "date 2026-02-20 T"},
        {"vrijdag volgende week gesprek", "date 2026-02-20 T"},
        {"Volgende week op vrijdag gesprek", "date 2026-02-20 T"},
        {"Vrijdag gesprek met moeder", "date 2026-02-13 T"},
        {"Dinsdag gesprek met moeder", "date 2026-02-17 T"},
        {"Dinsdag over een week gesprek met moeder.", "date 2026-02-17 T"},
        {"Woensdag over twee weken", "date 2026-02-25 T"},
        {"Over twee weken op dinsdag", "date 2026-02-24 T"},
        {"Morgen over een week", "date 2026-02-18 T"},
        {"Maandag kwam hij huilend binnen", "date 2026-02-09"},
        {"Vorige week donderdag was hij ziek", "date 2026-02-05"},
        {"Afgelopen vrijdag was hij ziek", "date 2026-02-06"},
        {"vrijdag jl. was hij ziek", "date 2026-02-06"},
        {"dinsdagochtend gesprek", "date 2026-02-17 T"},
        {"op do komt oma", "date 2026-02-12 T"},
        {"Hij zat op de gang en zo. Ma was er niet, do niet.", ""},
        {"Elke dinsdag heeft hij gym", ""},
        {"iedere maandag contact met ouders", ""},
        {"'s maandags", ""},
    });
}

TEST_CASE("an amount of time from the note's day") {
    check({
        {"Evaluatie over 6 weken.", "date 2026-03-24 T"},
        {"Over veertien dagen is het volgende gesprek.", "date 2026-02-24 T"},
        {"Over anderhalve maand", "date 2026-03-26 T"},
        {"over een half jaar", "date 2026-08-10 T"},
        {"over een halfjaar", "date 2026-08-10 T"},
        {"Over anderhalf jaar", "date 2027-08-10 T"},
        {"over 3 maanden", "date 2026-02-28 T", "2025-11-30"},
        {"over drie mnd", "date 2026-05-10 T"},
        {"over 6 wkn", "date 2026-03-24 T"},
        {"over 6wk", "date 2026-03-24 T"},
        {"over een week of zes", "date 2026-03-24 T"},
        {"over ongeveer zes weken", "date 2026-03-24 T"},
        {"over zo'n 6 weken", "date 2026-03-24 T"},
        {"over een paar weken", "date 2026-02-24 T"},
        {"over 2 à 3 weken", "date 2026-03-03 T"},
        {"over 2-3 weken", "date 2026-03-03 T"},
        {"over 2 tot 3 weken", "date 2026-03-03 T"},
        {"over twee en een halve week", "date 2026-02-28 T"},
        {"over tweeënhalve week", "date 2026-02-28 T"},
        {"na drie weken evalueren", "date 2026-03-03 T"},
        {"In 6 weken moet het beter gaan", "date 2026-03-24 T"},
        {"over 1 jaar en 2 maanden", "date 2027-04-10 T"},
        {"na 8 weken", "date 2026-04-07 T"},
        {"Over zes (6) weken", "date 2026-03-24 T"},
    });
}

TEST_CASE("deadlines name their last day") {
    check({
        {"Binnen een maand plan van aanpak gereed.", "deadline 2026-03-10 T"},
        {"Aanvraag moet vóór 1 april ingediend zijn.", "deadline 2026-03-31 T"},
        {"Voor 1 april evalueren", "deadline 2026-03-31 T"},
        {"Afspraak moet voor 1 april gemaakt worden", "deadline 2026-03-31 T"},
        {"Afspraak voor 1 april staat", "date 2026-04-01 T"},
        {"Uiterlijk 1 april evalueren", "deadline 2026-04-01 T"},
        {"Evaluatie uiterlijk op 1 april", "deadline 2026-04-01 T"},
        {"Uiterlijk in de week van 9 maart", "deadline 2026-03-15 T"},
        {"Ouders hebben tot 15 maart de tijd.", "deadline 2026-03-14 T"},
        {"tot en met 15 maart", "deadline 2026-03-15 T"},
        {"t/m 15 maart", "deadline 2026-03-15 T"},
        {"tot mei volgen", "deadline 2026-04-30 T"},
        {"tot eind mei volgen", "deadline 2026-05-31 T"},
        {"Uiterlijk volgende week vrijdag overdracht", "deadline 2026-02-20 T"},
        {"uiterlijk over 6 weken", "deadline 2026-03-24 T"},
        {"niet later dan 1 april", "deadline 2026-04-01 T"},
        {"binnen nu en zes weken", "deadline 2026-03-24 T"},
        {"Voor volgende week dinsdag", "deadline 2026-02-16 T"},
        {"binnen maximaal 6 weken", "deadline 2026-03-24 T"},
        {"binnen 24 uur", "duration PT24H"},
        {"voor het einde van de maand", "deadline 2026-02-28 T"},
        {"voor eind maart", "deadline 2026-03-31 T"},
    });
}

TEST_CASE("working days skip weekends and feast days") {
    check({
        {"reactie binnen 5 werkdagen.", "deadline 2026-02-20 T", "2026-02-14"},
        {"reactie binnen 5 werkdagen.", "deadline 2026-05-08 T", "2026-04-30"},
        {"reactie binnen 5 werkdagen.", "deadline 2026-01-02 T", "2025-12-23"},
        {"Over 10 werkdagen opnieuw afstemmen.", "date 2026-02-24 T"},
        {"binnen vijf wd", "deadline 2026-02-17 T"},
        {"binnen 1 werkdag", "deadline 2026-02-16 T", "2026-02-13"},
        {"Volgende werkdag bellen", "date 2026-02-16 T", "2026-02-13"},
    });
}

TEST_CASE("terms that run from another day") {
    check({
        {"Melding op 9 februari gedaan, VT beslist binnen 5 werkdagen na melding.",
         "date 2026-02-09; deadline 2026-02-16 T", "2026-02-12"},
        {"Een week voor 27 maart sturen we het verslag.", "date 2026-03-20 T"},
        {"twee weken na 1 maart", "date 2026-03-15 T"},
        {"Zes weken na de start op 2 maart evalueren", "date 2026-04-13 T"},
        {"Zes weken na de start van de hulp op 2 maart evalueren", "date 2026-04-13 T"},
        {"Evaluatie zes weken na de start van de hulp", "duration P6W T"},
        {"Start hulp 12 januari. Zes weken na de start evalueren we.",
         "date 2026-01-12; duration P6W T"},
        {"Meegenomen voor volgend jaar", "range 2027-01-01..2027-12-31 T"},
        {"10 dagen vanaf vandaag", "date 2026-02-20 T"},
        {"vier weken na Pasen", "date 2026-05-03 T"},
        {"twee weken voor de kerstvakantie", "date  C T"},
    });
}

TEST_CASE("periods: weeks, months, quarters, years and their parts") {
    check({
        {"Volgende week hebben we opnieuw overleg.", "range 2026-02-16..2026-02-22 T"},
        {"Deze week bellen", "range 2026-02-09..2026-02-15 T"},
        {"Evaluatie wk 14.", "range 2026-03-30..2026-04-05 T"},
        {"Evaluatie week 14", "range 2026-03-30..2026-04-05 T"},
        {"Evaluatie wk. 14", "range 2026-03-30..2026-04-05 T"},
        {"Terugkomen in week 1.", "range 2025-12-29..2026-01-04 T", "2025-12-15"},
        {"Evaluatie in week 53", "range 2026-12-28..2027-01-03 T", "2026-11-15"},
        {"De week van 9 maart is observatieweek.", "range 2026-03-09..2026-03-15 T"},
        {"week 12 t/m 14", "range 2026-03-16..2026-04-05 T"},
        {"Evalueren in mei.", "range 2026-05-01..2026-05-31 T"},
        {"Begin maart", "range 2026-03-01..2026-03-10 T"},
        {"Half maart", "range 2026-03-11..2026-03-20 T"},
        {"Medio maart", "range 2026-03-11..2026-03-20 T"},
        {"Eind mei evalueren we.", "range 2026-05-21..2026-05-31 T"},
        {"Eind deze maand loopt het af.", "range 2026-02-21..2026-02-28 T"},
        {"eind januari", "range 2027-01-21..2027-01-31 T", "2026-11-20"},
        {"Eerste helft van maart", "range 2026-03-01..2026-03-15 T"},
        {"tweede helft maart", "range 2026-03-16..2026-03-31 T"},
        {"Na het weekend bellen", "range 2026-02-16.. T"},
        {"Voor het weekend bellen", "deadline 2026-02-13 T"},
        {"In het weekend was hij bij vader", "range 2026-02-07..2026-02-08"},
        {"Volgende maand", "range 2026-03-01..2026-03-31 T"},
        {"eerste kwartaal van 2027", "range 2027-01-01..2027-03-31 T"},
        {"volgend kwartaal", "range 2026-04-01..2026-06-30 T"},
        {"volgend jaar maart", "range 2027-03-01..2027-03-31 T"},
        {"eerste week van maart", "range 2026-03-02..2026-03-08 T"},
        {"eerste maandag van maart", "date 2026-03-02 T"},
        {"laatste vrijdag van maart", "date 2026-03-27 T"},
        {"Volgend schooljaar start hij in groep 7.", "range 2026-08-01..2027-07-31 T"},
        {"schooljaar 2026-2027", "range 2026-08-01..2027-07-31 T"},
        {"komend weekend", "range 2026-02-14..2026-02-15 T"},
        {"de komende 6 weken volgen we hem", "range 2026-02-11..2026-03-24 T"},
        {"Afgelopen week was onrustig", "range 2026-02-02..2026-02-08"},
        {"de afgelopen drie weken", "range 2026-01-20..2026-02-09"},
    });
}

TEST_CASE("ranges") {
    check({
        {"van 3 t/m 7 maart", "range 2026-03-03..2026-03-07 T"},
        {"3-7 maart", "range 2026-03-03..2026-03-07 T"},
        {"tussen 1 en 15 april", "range 2026-04-01..2026-04-15 T"},
        {"van 3 maart tot 7 april", "range 2026-03-03..2026-04-07 T"},
        {"tussen 20 maart en 3 april", "range 2026-03-20..2026-04-03 T"},
        {"12/3 - 15/3", "range 2026-03-12..2026-03-15 T"},
        {"van 12-03-2026 t/m 15-03-2026", "range 2026-03-12..2026-03-15 T"},
        {"van december tot en met februari", "range 2025-12-01..2026-02-28 T", "2025-11-10"},
        {"van maandag tot en met vrijdag", "range 2026-02-16..2026-02-20 T"},
        {"Ingangsdatum: met ingang van 1 maart 2026.", "range 2026-03-01.. T"},
        {"vanaf 1 maart", "range 2026-03-01.. T"},
        {"sinds 3 januari", "range 2026-01-03.."},
        {"na 1 maart", "range 2026-03-02.. T"},
    });
}

TEST_CASE("feast days") {
    check({
        {"Voor Kerst moet de beschikking er zijn.", "deadline 2025-12-24 T", "2025-11-18"},
        {"Na Pasen evalueren", "range 2026-04-06.. T"},
        {"Met Pinksteren", "date 2026-05-24 T"},
        {"Tweede paasdag", "date 2026-04-06 T"},
        {"2e kerstdag", "date 2026-12-26 T"},
        {"1e paasdag", "date 2026-04-05 T"},
        {"voor Hemelvaart", "deadline 2026-05-13 T"},
        {"Koningsdag", "date 2026-04-27 T"},
        {"Koningsdag 2025", "date 2025-04-26"},
        {"na oud en nieuw", "range 2026-01-01.. T", "2025-11-18"},
        {"voor sinterklaas", "deadline 2025-12-04 T", "2025-11-18"},
    });
}

TEST_CASE("vacations without the school's calendar give no day at all") {
    check({
        {"Voor de kerstvakantie volgt een nieuw gesprek.", "deadline  C T", "2025-09-22"},
        {"Evaluatie voor de zomer.", "deadline  C T", "2026-05-18"},
        {"Na de meivakantie verder", "range .. C T"},
        {"Eerste schooldag na de meivakantie", "range .. C T"},
        {"In het tweede halfjaar opnieuw bekijken.", "range .. C T"},
        {"Bij de volgende rapportbespreking", "range .. C T"},
        {"eind van het schooljaar", "range .. C T"},
        {"twee weken na de herfstvakantie", "date  C T"},
    });
}

TEST_CASE("vacations with the school's calendar") {
    check(
        {
            {"Voor de kerstvakantie volgt een nieuw gesprek.", "deadline 2025-12-19 T",
             "2025-09-22"},
            {"vóór de zomervakantie", "deadline 2026-07-10 T"},
            {"Evaluatie voor de zomer.", "deadline 2026-07-10 T"},
            {"Eerste schooldag na de meivakantie gesprek", "date 2026-05-04 T"},
            {"Na de meivakantie verder", "range 2026-05-04.. T"},
            {"Laatste schooldag voor de meivakantie", "date 2026-04-24 T"},
            {"twee weken na de meivakantie", "date 2026-05-17 T"},
            {"eerste week na de meivakantie", "range 2026-05-04..2026-05-10 T"},
            {"de week voor de meivakantie", "range 2026-04-20..2026-04-26 T"},
            {"in de meivakantie", "range 2026-04-25..2026-05-03 T"},
            {"binnen 3 schooldagen", "deadline 2026-03-03 T", "2026-02-19"},
            {"Evaluatie voor de vakantie", "deadline 2026-02-20 T"},
        },
        true);
}

TEST_CASE("how long something lasts is a term only where the text says that it runs") {
    check({
        {"Handelingsplan loopt 8 weken, daarna evaluatie.", "duration P8W T"},
        {"Begeleiding start 19 januari en duurt zes weken.", "date 2026-01-19 T; duration P6W T",
         "2026-01-12"},
        {"gedurende zes weken", "duration P6W T"},
        {"een periode van 6 weken", "duration P6W T"},
        {"termijn van drie maanden", "duration P3M T"},
        {"een half jaar", "duration P6M"},
        {"3 uur", "duration PT3H"},
        {"anderhalf uur", "duration PT90M"},
        {"1 jaar, 1 maand en 21 dagen", "duration P1Y1M21D"},
        {"5 werkdagen", "duration P5WD"},
    });
}

TEST_CASE("what is past, negated, a habit, an age or a wish sets no term") {
    check({
        {"Zes weken geleden is de hulp gestart.", "date 2025-12-30"},
        {"Er is geen evaluatie afgesproken.", ""},
        {"Hij is in twee weken tijd vier keer te laat gekomen.", "duration P2W"},
        {"Moeder gaf aan dat dit al sinds de zomer speelt.", "range .. C"},
        {"Er hoeft niet binnen een week te worden gereageerd.", "deadline 2026-02-17"},
        {"Hij wil over een paar jaar bij de brandweer.", "date 2028-02-10"},
        {"Hij is 8 jaar oud", ""},
        {"Zijn zusje van 4 jaar", ""},
        {"Hij is 8 jaar.", ""},
        {"Ze wordt volgende maand 9 jaar.", "range 2026-03-01..2026-03-31 T"},
        {"Hij komt 2 dagen per week", ""},
        {"elke 6 weken overleg", ""},
        {"om de twee weken gesprek", ""},
        {"1x per 6 weken", ""},
        {"Een 8-jarige leerling uit groep 5", ""},
        {"om 10.30 uur en om 14:00", ""},
        {"Als VT niet binnen 5 werkdagen reageert, bellen we zelf", "deadline 2026-02-17 T"},
        {"Hij hoopt volgende week op kamp te gaan", "range 2026-02-16..2026-02-22"},
        {"Al drie weken niet op school", "duration P3W"},
        {"Gym op dinsdag en vrijdag", "date 2026-02-17; date 2026-02-13"},
        {"vijf werkdagen later nog niets gehoord", "date 2026-02-17"},
        {"dezelfde kleren als maandag", "date 2026-02-09"},
        {"Na 8 weken is het effect geregistreerd", "duration P8W"},
        {"Duur > 6 mnd", "duration P6M"},
        {"In elk geval binnen twee weken", "deadline 2026-02-24 T"},
        {"RT van 10 tot 11 uur", ""},
        {"Deze week heb ik niks nieuws", "range 2026-02-09..2026-02-15"},
    });
}
