// Terms of law after the Algemene termijnenwet; the days are those of the printed calendars.

#include "meldbrug/core/statutory_term.hpp"

#include "support/values.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <string_view>

using namespace meldbrug::core;
using meldbrug::test::day;

TEST_CASE("a term of law that ends on a day off ends on the next other day") {
    const auto calendar = SchoolCalendar::from_json(
        Json::parse(R"({"decree_days": ["2026-05-15"]})"), "noord", "test");
    REQUIRE(calendar.ok());
    const auto end = [&](std::string_view from, std::string_view last) {
        return format_date(statutory_end(calendar.value(), day(from), day(last)));
    };
    CHECK(end("2026-02-02", "2026-02-16") == "2026-02-16");  // a Monday stays
    CHECK(end("2026-02-02", "2026-02-14") == "2026-02-16");  // Saturday
    CHECK(end("2026-02-02", "2026-02-15") == "2026-02-16");  // Sunday
    // Good Friday counts as a feast day, and Easter Monday follows the weekend.
    CHECK(end("2026-03-20", "2026-04-03") == "2026-04-07");
    // Ascension Day on Thursday, a decree day on Friday, a weekend.
    CHECK(end("2026-04-30", "2026-05-14") == "2026-05-18");
    // 29 February and the turn of the year.
    CHECK(end("2024-01-31", "2024-02-29") == "2024-02-29");
    CHECK(end("2025-12-01", "2025-12-31") == "2025-12-31");
    CHECK(end("2025-12-02", "2026-01-01") == "2026-01-02");
    // Koningsdag is Saturday the 26th when the 27th is a Sunday: Monday is the next day.
    CHECK(end("2025-03-26", "2025-04-26") == "2025-04-28");
    // The law keeps 5 May each year, whatever offices do.
    CHECK(end("2026-04-05", "2026-05-05") == "2026-05-06");
    CHECK(end("2025-04-05", "2025-05-05") == "2025-05-06");
}

TEST_CASE("a term of law of three days or more holds two ordinary days") {
    const SchoolCalendar calendar;
    const auto end = [&](std::string_view from, std::string_view last) {
        return format_date(statutory_end(calendar, day(from), day(last)));
    };
    CHECK(end("2026-02-12", "2026-02-15") == "2026-02-16");  // from Thursday: Friday and Monday
    CHECK(end("2026-02-13", "2026-02-16") == "2026-02-17");  // from Friday: Monday alone
    CHECK(end("2026-02-09", "2026-02-12") == "2026-02-12");
    // From the Thursday before Easter: Tuesday is the first, Wednesday the second.
    CHECK(end("2026-04-02", "2026-04-05") == "2026-04-08");
    CHECK(end("2026-02-13", "2026-02-15") == "2026-02-16");  // two days: the last day alone counts
}
