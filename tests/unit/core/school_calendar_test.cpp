// Working days after the Algemene termijnenwet, feast days, and the school's holidays. The days are
// those of the printed calendars of these years.

#include "meldbrug/core/school_calendar.hpp"

#include "support/values.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace meldbrug::core;
using meldbrug::test::day;
using Policy = WorkingDayPolicy;

SchoolCalendar calendar_from(std::string_view text, std::string_view region = "noord") {
    auto calendar = SchoolCalendar::from_json(Json::parse(text), region, "test.json");
    REQUIRE(calendar.ok());
    return calendar.value();
}

Error refused(std::string_view text) {
    auto calendar = SchoolCalendar::from_json(Json::parse(text), "noord", "test.json");
    REQUIRE_FALSE(calendar.ok());
    return calendar.error();
}

}  // namespace

TEST_CASE("Easter Sunday, its earliest and latest days included") {
    CHECK(easter_sunday(2024) == day("2024-03-31"));
    CHECK(easter_sunday(2025) == day("2025-04-20"));
    CHECK(easter_sunday(2026) == day("2026-04-05"));
    CHECK(easter_sunday(2027) == day("2027-03-28"));
    CHECK(easter_sunday(2028) == day("2028-04-16"));
    CHECK(easter_sunday(1818) == day("1818-03-22"));
    CHECK(easter_sunday(1943) == day("1943-04-25"));
    CHECK(easter_sunday(2038) == day("2038-04-25"));
}

TEST_CASE("the feast days of Atw article 3 in 2026, and no other day of that year") {
    const SchoolCalendar calendar;
    const std::set<Date> feasts{day("2026-01-01"), day("2026-04-03"), day("2026-04-06"),
                                day("2026-04-27"), day("2026-05-05"), day("2026-05-14"),
                                day("2026-05-25"), day("2026-12-25"), day("2026-12-26")};
    for (Date date = day("2026-01-01"); date <= day("2026-12-31"); date += std::chrono::days{1}) {
        INFO(format_date(date));
        CHECK(calendar.is_feast_day(date, Policy::atw) == (feasts.count(date) == 1));
    }
}

TEST_CASE("offices work on Good Friday, and on 5 May but for once in five years") {
    const SchoolCalendar calendar;
    CHECK_FALSE(calendar.is_feast_day(day("2026-04-03"), Policy::office));
    CHECK_FALSE(calendar.is_feast_day(day("2026-05-05"), Policy::office));
    CHECK(calendar.is_feast_day(day("2025-05-05"), Policy::office));
    CHECK(calendar.is_feast_day(day("2026-05-14"), Policy::office));
}

TEST_CASE("Koningsdag moves to Saturday when 27 April is a Sunday") {
    const SchoolCalendar calendar;
    CHECK(calendar.is_feast_day(day("2025-04-26"), Policy::atw));
    CHECK_FALSE(calendar.is_feast_day(day("2025-04-27"), Policy::atw));
    CHECK(calendar.is_feast_day(day("2026-04-27"), Policy::atw));
}

TEST_CASE("decree days count for the policy that names them only") {
    const auto calendar = calendar_from(R"({"decree_days": ["2026-05-15", "2026-01-02"]})");
    CHECK(calendar.is_feast_day(day("2026-01-02"), Policy::atw_kb));
    CHECK(calendar.is_feast_day(day("2026-05-15"), Policy::atw_kb));
    CHECK_FALSE(calendar.is_feast_day(day("2026-01-02"), Policy::atw));
    CHECK_FALSE(calendar.is_feast_day(day("2026-01-02"), Policy::office));
}

TEST_CASE("five working days, by hand") {
    const auto calendar = calendar_from(R"({"decree_days": ["2026-01-02"]})");
    // Thursday to Thursday
    CHECK(calendar.add_working_days(day("2026-02-12"), 5, Policy::atw) == day("2026-02-19"));
    // from a Saturday: Monday is the first
    CHECK(calendar.add_working_days(day("2026-02-14"), 5, Policy::atw) == day("2026-02-20"));
    // over 5 May
    CHECK(calendar.add_working_days(day("2026-04-30"), 5, Policy::atw) == day("2026-05-08"));
    CHECK(calendar.add_working_days(day("2026-04-30"), 5, Policy::office) == day("2026-05-07"));
    // over Christmas and New Year, with and without the decree
    CHECK(calendar.add_working_days(day("2025-12-23"), 5, Policy::atw) == day("2026-01-02"));
    CHECK(calendar.add_working_days(day("2025-12-23"), 5, Policy::atw_kb) == day("2026-01-05"));
    // none, and back
    CHECK(calendar.add_working_days(day("2026-02-14"), 0, Policy::atw) == day("2026-02-14"));
    CHECK(calendar.add_working_days(day("2026-02-16"), -1, Policy::atw) == day("2026-02-13"));
}

TEST_CASE("adding working days agrees with counting them one by one") {
    const auto calendar = calendar_from(R"({"decree_days": ["2026-01-02", "2026-05-15"]})");
    constexpr std::array<Policy, 3> policies{Policy::atw, Policy::atw_kb, Policy::office};
    for (const Policy policy : policies) {
        for (Date from = day("2025-12-15"); from <= day("2026-06-15");
             from += std::chrono::days{3}) {
            for (const int count : {1, 2, 5, 10, 23}) {
                const Date due = calendar.add_working_days(from, count, policy);
                int counted = 0;
                for (Date date = from + std::chrono::days{1}; date <= due;
                     date += std::chrono::days{1}) {
                    const bool weekend = iso_weekday(date) > 5;
                    counted += weekend || calendar.is_feast_day(date, policy) ? 0 : 1;
                }
                INFO(format_date(from) << " + " << count);
                CHECK(counted == count);
                CHECK(calendar.is_working_day(due, policy));
                CHECK(calendar.add_working_days(due, -count, policy) <= from);
            }
        }
    }
}

TEST_CASE("vacations of the region and of the whole country are kept, in order") {
    const auto calendar = calendar_from(R"({"vacations": [
        {"id": "meivakantie", "first": "2026-04-25", "last": "2026-05-03"},
        {"id": "herfstvakantie", "region": "noord", "first": "2025-10-18", "last": "2025-10-26"},
        {"id": "herfstvakantie", "region": "zuid", "first": "2025-10-11", "last": "2025-10-19"}]})");
    REQUIRE(calendar.vacations().size() == 2);
    CHECK(calendar.vacations().front().first == day("2025-10-18"));
    CHECK(calendar.vacations().back().id == "meivakantie");
    CHECK(calendar.next_vacation("herfstvakantie", day("2025-10-26"))->first == day("2025-10-18"));
    CHECK(calendar.next_vacation("herfstvakantie", day("2025-10-27")) == nullptr);
    CHECK(calendar.next_vacation("kerstvakantie", day("2025-10-01")) == nullptr);
}

TEST_CASE("a school day is no weekend, no feast day, no vacation and no free day of the school") {
    const auto calendar = calendar_from(R"({"extra_days": ["2026-03-16"], "vacations": [
        {"id": "voorjaarsvakantie", "first": "2026-02-21", "last": "2026-03-01"}]})");
    CHECK(calendar.is_school_day(day("2026-02-20")));
    CHECK_FALSE(calendar.is_school_day(day("2026-02-23")));
    CHECK(calendar.is_school_day(day("2026-03-02")));
    CHECK_FALSE(calendar.is_school_day(day("2026-03-07")));
    CHECK_FALSE(calendar.is_school_day(day("2026-03-16")));
    CHECK_FALSE(calendar.is_school_day(day("2026-05-14")));
}

TEST_CASE("a calendar that does not hold names its file and field") {
    CHECK(refused(R"([])").code == ErrorCode::invalid_config);
    CHECK(refused(R"({"decree_days": ["2026-02-30"]})").line() ==
          "test.json: decree_days[0]: must be a day like \"2026-01-02\"");
    CHECK(refused(R"({"extra_days": "2026-02-03"})").line().find("extra_days") !=
          std::string::npos);
    CHECK(refused(R"({"vacations": [{"id": "x", "first": "2026-02-03"}]})")
              .line()
              .find("vacations[0].last") != std::string::npos);
    CHECK(refused(R"({"vacations": [{"first": "2026-02-03", "last": "2026-02-04"}]})")
              .line()
              .find("vacations[0].id") != std::string::npos);
    CHECK(refused(R"({"vacations": [{"id": "x", "first": "2026-02-05", "last": "2026-02-04"}]})")
              .line()
              .find("ends before it begins") != std::string::npos);
    CHECK(refused(R"({"vacations": [7]})").line().find("vacations[0]") != std::string::npos);
}

TEST_CASE("the shipped calendar holds, for every region") {
    const std::string path =
        std::string(MELDBRUG_SOURCE_DIR) + "/notes-schema/calendar/nl/school-holidays.json";
    const auto json = read_json_file(path);
    REQUIRE(json.ok());
    for (const std::string_view region : {"noord", "midden", "zuid"}) {
        const auto calendar = SchoolCalendar::from_json(json.value(), region, path);
        REQUIRE(calendar.ok());
        // The ministry's vacations begin on a Saturday and end on a Sunday, and never overlap.
        Date previous = day("2023-08-01");
        for (const Vacation& vacation : calendar.value().vacations()) {
            INFO(vacation.id << " " << format_date(vacation.first));
            CHECK(iso_weekday(vacation.first) == 6);
            CHECK(iso_weekday(vacation.last) == 7);
            CHECK(vacation.first > previous);
            previous = vacation.last;
        }
        CHECK(calendar.value().next_vacation("kerstvakantie", day("2025-11-01"))->first ==
              day("2025-12-20"));
    }
}

TEST_CASE("working-day policies go by their names in a profile") {
    CHECK(parse_working_day_policy("atw") == Policy::atw);
    CHECK(parse_working_day_policy("atw_kb") == Policy::atw_kb);
    CHECK(parse_working_day_policy("office") == Policy::office);
    CHECK_FALSE(parse_working_day_policy("weekdays").has_value());
}
