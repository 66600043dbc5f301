// What must hold for any text: spans lie in it, nothing crashes or takes long, and a relative date
// moves with the note's day.

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/utf8.hpp"
#include "meldbrug/reading/date_expression.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace meldbrug;
using reading::DateExpression;

core::Json shipped_words() {
    auto json = core::read_json_file(std::string(MELDBRUG_SOURCE_DIR) +
                                     "/notes-schema/vocabulary/nl/dates.json");
    REQUIRE(json.ok());
    return json.value();
}

std::vector<DateExpression> find(std::string_view text, core::Date reference,
                                 const reading::DateWords* words) {
    static const core::SchoolCalendar calendar;
    reading::DateContext context;
    context.reference = reference;
    context.calendar = &calendar;
    context.words = words;
    return reading::find_dates(text, context);
}

std::vector<DateExpression> find(std::string_view text, core::Date reference) {
    static const reading::DateWords words =
        reading::DateWords::from_json(shipped_words(), "dates.json").value();
    return find(text, reference, &words);
}

core::Date day(std::string_view text) {
    return core::parse_date(text).value();
}

void check_spans(std::string_view text, const std::vector<DateExpression>& found) {
    std::size_t previous = 0;
    for (const DateExpression& expression : found) {
        REQUIRE(expression.byte_start >= previous);
        REQUIRE(expression.byte_start < expression.byte_end);
        REQUIRE(expression.byte_end <= text.size());
        previous = expression.byte_end;
        if (core::is_valid_utf8(text)) {
            REQUIRE(expression.start == core::code_points(text.substr(0, expression.byte_start)));
            REQUIRE(expression.end == core::code_points(text.substr(0, expression.byte_end)));
        }
        if (expression.needs_calendar) {
            REQUIRE_FALSE(expression.due);
            REQUIRE_FALSE(expression.from);
            REQUIRE_FALSE(expression.to);
        }
        if (expression.from && expression.to) {
            REQUIRE(*expression.from <= *expression.to);
        }
        if (expression.term && expression.last_day()) {
            REQUIRE(*expression.last_day() >= day("2026-02-10"));
        }
    }
}

/// Pieces that texts about dates are made of, and a few that break them.
const std::vector<std::string>& pieces() {
    static const std::vector<std::string> list{
        "over",   "binnen",  "6",          "zes",     "weken",    "werkdagen",
        "na",     "voor",    "vóór",       "tot",     "t/m",      "en",
        "de",     "een",     "half",       "jaar",    "maart",    "3",
        "31",     "12-03",   "2026",       "-",       "/",        ".",
        ",",      "\n",      "volgende",   "vorige",  "week",     "dinsdag",
        "di.",    "a.s.",    "jl.",        "eind",    "van",      "tussen",
        "nu",     "vandaag", "Pasen",      "kerst",   "zomer",    "vakantie",
        "eerste", "laatste", "26e",        "geleden", "later",    "à",
        "½",      "paar",    "schooljaar", "25/26",   "99999999", "\xff",
        "wk",     "53",      "niet",       "elke",    "uur",      ":",
        "(",      ")",       "'26",        "29",      "februari", "kwartaal",
        "dag",    "oud",     "per",        "komende", "\xc3",     std::string(1, '\0')};
    return list;
}

}  // namespace

TEST_CASE("any mixture of date words gives spans inside the text and terms that are not past") {
    std::mt19937 random(20260210);  // fixed, so that a failure comes back
    std::uniform_int_distribution<std::size_t> pick(0, pieces().size() - 1);
    std::uniform_int_distribution<int> length(1, 14);
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (int left = length(random); left > 0; --left) {
            text += pieces()[pick(random)];
            text += round % 5 == 0 ? "" : " ";
        }
        INFO(text);
        check_spans(text, find(text, day("2026-02-10")));
    }
}

TEST_CASE("random bytes are survived, valid UTF-8 or not") {
    std::mt19937 random(1);
    std::uniform_int_distribution<int> byte(0, 255);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (int i = 0; i < 200; ++i) {
            text += static_cast<char>(byte(random));
        }
        check_spans(text, find(text, day("2026-02-10")));
    }
}

TEST_CASE("a quote cut by bytes and one cut by code points are the same words") {
    const std::string text =
        "Na één gesprek – ’s middags – évaluatie over zes weken, vóór 1 april.";
    const auto found = find(text, day("2026-02-10"));
    REQUIRE(found.size() == 2);
    CHECK(text.substr(found[0].byte_start, found[0].byte_end - found[0].byte_start) ==
          "over zes weken");
    CHECK(text.substr(found[1].byte_start, found[1].byte_end - found[1].byte_start) ==
          "vóór 1 april");
    CHECK(found[0].start == 40);
    CHECK(found[0].end == 54);
    const core::Json json = reading::to_json(found[0], text);
    CHECK(json.at("quote") == "over zes weken");
    CHECK(json.at("kind") == "date");
    CHECK(json.at("due") == "2026-03-24");
    CHECK(json.at("term") == true);
    CHECK_FALSE(json.contains("needs_calendar"));
}

TEST_CASE("what hangs on the note's day moves with it, week by week") {
    const std::vector<std::string> texts{
        "over zes weken",     "binnen 3 dagen",        "volgende week vrijdag",
        "aanstaande maandag", "dinsdag over een week", "overmorgen",
        "deze week",          "twee weken geleden",    "uiterlijk volgende week"};
    const core::Date start = day("2026-01-05");
    for (const std::string& text : texts) {
        const auto first = find(text, start);
        REQUIRE(first.size() == 1);
        for (int weeks = 1; weeks <= 60; ++weeks) {
            const std::chrono::days shift{7 * weeks};
            const auto moved = find(text, start + shift);
            INFO(text << " + " << weeks);
            REQUIRE(moved.size() == 1);
            CHECK(*moved[0].last_day() == *first[0].last_day() + shift);
        }
    }
}

TEST_CASE("a day without a year is never more than a year away, and a deadline never behind") {
    for (core::Date reference = day("2024-01-01"); reference < day("2028-01-01");
         reference += std::chrono::days{5}) {
        const auto bare = find("gesprek 17 juni", reference);
        REQUIRE(bare.size() == 1);
        CHECK(*bare[0].due >= reference - std::chrono::days{45});
        CHECK(*bare[0].due <= reference + std::chrono::days{366});
        const auto deadline = find("uiterlijk 17 juni", reference);
        REQUIRE(deadline.size() == 1);
        CHECK(*deadline[0].due >= reference);
        CHECK(*deadline[0].due < reference + std::chrono::days{366});
    }
}

TEST_CASE("long and repetitive texts take time in step with their length") {
    const std::vector<std::string> units{"over ",
                                         "niet ",
                                         "1",
                                         "1-",
                                         "12-03-2026 ",
                                         "de ",
                                         "na na na ",
                                         "een week na ",
                                         "van 3 tot ",
                                         "maart ",
                                         "week ",
                                         ".",
                                         "\n",
                                         "5 werkdagen na ",
                                         "volgende ",
                                         "voor de eerste dag na ",
                                         "999 werkdagen "};
    for (const std::string& unit : units) {
        std::string text;
        while (text.size() < 400'000) {
            text += unit;
        }
        // Time of the processor: a busy machine makes no text long.
        const std::clock_t start = std::clock();
        const auto found = find(text, day("2026-02-10"));
        const double taken = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        INFO("\"" << unit << "\": " << taken << " s");
        CHECK(found.size() <= text.size());
        // Linear, this takes a few hundredths of a second, with sanitizers some tenths; a scan that
        // looks at all earlier tokens for each of these 80,000 and more takes above six.
        CHECK(taken < 3.0);
    }
}

TEST_CASE("ten megabytes of notes are read") {
    std::string text;
    while (text.size() < 10'000'000) {
        text += "Gesprek met moeder gehad. Evaluatie over zes weken, uiterlijk voor 1 april 2026. ";
    }
    const auto found = find(text, day("2026-02-10"));
    CHECK(found.size() >= 2 * (text.size() / 81));
}

TEST_CASE("without words only digits are dates") {
    const auto found =
        find("Evaluatie op 12-03-2026, over zes weken of in maart.", day("2026-02-10"), nullptr);
    REQUIRE(found.size() == 1);
    CHECK(*found[0].due == day("2026-03-12"));
}

TEST_CASE("a school's own words are read, and broken ones are refused with their field") {
    core::Json json = shipped_words();
    json["school_events"].push_back("luizencontrole");
    json["units"]["blokken"] = "week";
    const auto own = reading::DateWords::from_json(json, "eigen.json");
    REQUIRE(own.ok());
    const auto found = find("Evaluatie over 6 blokken, bij de volgende luizencontrole",
                            day("2026-02-10"), &own.value());
    REQUIRE(found.size() == 2);
    CHECK(*found[0].due == day("2026-03-24"));
    CHECK(found[1].needs_calendar);

    const auto refused = [](const char* key, const core::Json& value) {
        core::Json broken = shipped_words();
        broken[key] = value;
        const auto words = reading::DateWords::from_json(broken, "eigen.json");
        REQUIRE_FALSE(words.ok());
        CHECK(words.error().code == core::ErrorCode::invalid_config);
        return words.error().line();
    };
    CHECK(refused("months", {{"maart", 13}}) ==
          "eigen.json: months.maart: must be a number from 1 to 12");
    CHECK(refused("leads", {{"op", "somewhere"}}) == "eigen.json: leads.op: names no known value");
    CHECK(refused("units", 7) == "eigen.json: units: must be an object of words");
    CHECK(refused("hedges", {1}) == "eigen.json: hedges[0]: must be a word");
    CHECK(refused("months", {{"twee woorden", 3}}) ==
          "eigen.json: months.twee woorden: must be a single word");
    CHECK(refused("feasts", {{{"names", {"feest"}}}}) ==
          "eigen.json: feasts[0]: needs month and day, easter, or days");
}
