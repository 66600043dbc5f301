#include "meldbrug/core/date.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug::core;  // NOLINT(google-build-using-namespace): a test of this namespace
using std::chrono::days;

namespace {

Date on(const char* text) {
    const auto date = parse_date(text);
    REQUIRE(date.has_value());
    return *date;
}

Instant at(const char* text) {
    const auto instant = parse_instant(text);
    REQUIRE(instant.has_value());
    return *instant;
}

}  // namespace

TEST_CASE("a date is read only in its one form, and only if the day exists") {
    CHECK(format_date(on("2026-03-12")) == "2026-03-12");
    CHECK(parse_date("2024-02-29").has_value());
    for (const char* wrong :
         {"", "2026-2-3", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
          "12-03-2026", "2026-03-12T00:00:00", "2026-03-1 ", "２０２６-03-12", "+026-03-12"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_date(wrong).has_value());
    }
}

TEST_CASE("an instant needs its offset and keeps the moment") {
    CHECK(at("2026-03-12T14:05:00+01:00") == at("2026-03-12T13:05:00Z"));
    CHECK(at("2026-03-12T14:05:00.999-02:30") == at("2026-03-12T16:35:00Z"));
    CHECK(format_instant(at("0001-01-01T00:00:00+01:00")) == "0001-01-01T00:00:00+01:00");
    CHECK(format_instant(at("9999-12-31T22:59:59Z")) == "9999-12-31T23:59:59+01:00");
    for (const char* wrong :
         {"2026-03-12T14:05:00", "2026-03-12T24:05:00Z", "2026-03-12T14:61:00Z",
          "2026-03-12T14:05:00+1:00", "2026-03-12T14:05:00.Z", "2026-02-30T14:05:00Z", "2026-03-12",
          // Years that no date can be written with.
          "0001-01-01T00:00:00+10:00", "9999-12-31T23:30:00Z"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_instant(wrong).has_value());
    }
}

TEST_CASE("the school's day follows summer time on both nights of the change") {
    // 2026: summer time from Sunday 29 March 01:00 UTC to Sunday 25 October 01:00 UTC.
    CHECK(format_instant(at("2026-03-29T00:59:59Z")) == "2026-03-29T01:59:59+01:00");
    CHECK(format_instant(at("2026-03-29T01:00:00Z")) == "2026-03-29T03:00:00+02:00");
    CHECK(format_instant(at("2026-10-25T00:59:59Z")) == "2026-10-25T02:59:59+02:00");
    CHECK(format_instant(at("2026-10-25T01:00:00Z")) == "2026-10-25T02:00:00+01:00");
    // Just before and after midnight in Amsterdam, in winter and in summer.
    CHECK(amsterdam_date(at("2026-01-31T22:59:59Z")) == on("2026-01-31"));
    CHECK(amsterdam_date(at("2026-01-31T23:00:00Z")) == on("2026-02-01"));
    CHECK(amsterdam_date(at("2026-06-30T21:59:59Z")) == on("2026-06-30"));
    CHECK(amsterdam_date(at("2026-06-30T22:00:00Z")) == on("2026-07-01"));
}

TEST_CASE("a wall-clock time becomes one moment, also when the clock skips it") {
    CHECK(amsterdam_time(on("2026-01-15"), 8, 30) == at("2026-01-15T08:30:00+01:00"));
    CHECK(amsterdam_time(on("2026-07-15"), 8, 30) == at("2026-07-15T08:30:00+02:00"));
    CHECK(amsterdam_time(on("2026-03-29"), 8, 30) == at("2026-03-29T08:30:00+02:00"));
    CHECK(amsterdam_time(on("2026-10-25"), 8, 30) == at("2026-10-25T08:30:00+01:00"));
    // 02:30 does not exist on 29 March 2026: the moment is an hour after 01:30.
    CHECK(amsterdam_time(on("2026-03-29"), 2, 30) == at("2026-03-29T01:30:00Z"));
}

TEST_CASE("months and years clamp to the end of the month") {
    CHECK(add_months(on("2025-11-30"), 3) == on("2026-02-28"));
    CHECK(add_months(on("2026-01-31"), 1) == on("2026-02-28"));
    CHECK(add_months(on("2026-03-31"), -1) == on("2026-02-28"));
    CHECK(add_months(on("2026-01-15"), -2) == on("2025-11-15"));
    CHECK(add_years(on("2024-02-29"), 2) == on("2026-02-28"));
    CHECK(add_years(on("2024-02-29"), 4) == on("2028-02-29"));
}

TEST_CASE("age counts on the day itself") {
    CHECK(age_on(on("2014-03-18"), on("2026-03-17")) == 11);
    CHECK(age_on(on("2014-03-18"), on("2026-03-18")) == 12);
    CHECK(age_on(on("2012-02-29"), on("2025-02-27")) == 12);
    CHECK(age_on(on("2012-02-29"), on("2025-02-28")) == 13);
}

TEST_CASE("ISO weeks wrap the year") {
    // ISO 8601: 29 December 2025 is the Monday of week 1 of 2026; 2026 has 53 weeks.
    CHECK(iso_week(on("2025-12-29")).year == 2026);
    CHECK(iso_week(on("2025-12-29")).week == 1);
    CHECK(monday_of_iso_week(2026, 1) == on("2025-12-29"));
    CHECK(monday_of_iso_week(2026, 53) == on("2026-12-28"));
    CHECK_FALSE(monday_of_iso_week(2025, 53).has_value());
    CHECK_FALSE(monday_of_iso_week(2026, 0).has_value());
    for (Date day = on("2019-12-20"); day < on("2030-01-10"); day += days{1}) {
        const auto week = iso_week(day);
        REQUIRE(monday_of_iso_week(week.year, week.week) == monday_of(day));
    }
}
