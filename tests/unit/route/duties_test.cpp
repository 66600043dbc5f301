// What a protocol asks of the school itself: when it is done, open and late.

#include "meldbrug/route/duties.hpp"

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;
using route::DutyRecord;
using route::DutyStatus;
using route::Verdict;

namespace {

constexpr int soon = 14;

route::SchoolDuty asked(const Json& every) {
    route::SchoolDuty duty;
    duty.name = "R155";
    const auto rhythm = route::rhythm_of(every);
    REQUIRE(rhythm);
    duty.every = *rhythm;
    return duty;
}

std::vector<DutyRecord> done(const std::vector<std::string>& days) {
    std::vector<DutyRecord> records;
    for (const auto& date : days) {
        DutyRecord record;
        record.duty = "R155";
        record.done_on = day(date);
        records.push_back(record);
    }
    return records;
}

DutyStatus status(const Json& every, const std::vector<std::string>& days,
                  const std::string& today) {
    return route::duty_status(asked(every), done(days), day(today), soon);
}

}  // namespace

TEST_CASE("what is asked once is met when it was done, and never late") {
    CHECK(status(nullptr, {}, "2026-03-01").verdict == Verdict::open);
    CHECK_FALSE(status(nullptr, {}, "2026-03-01").due);
    CHECK(status(nullptr, {"2026-03-01"}, "2026-03-01").verdict == Verdict::met);
    CHECK(status(nullptr, {"2026-03-01"}, "2036-03-01").verdict == Verdict::met);
    // What is written down for a day to come was not done yet.
    CHECK(status(nullptr, {"2026-03-02"}, "2026-03-01").verdict == Verdict::open);
}

TEST_CASE(
    "what is asked each year is late a day after the year since the last, and not before the "
    "first") {
    CHECK(status("P1Y", {}, "2026-03-01").verdict == Verdict::open);
    const auto on_the_day = status("P1Y", {"2024-02-29"}, "2025-02-28");
    CHECK(on_the_day.verdict == Verdict::met);
    CHECK(on_the_day.due == day("2025-02-28"));
    CHECK(on_the_day.state == core::TermState::due);
    CHECK(status("P1Y", {"2024-02-29"}, "2025-02-14").state == core::TermState::due_soon);
    CHECK(status("P1Y", {"2024-02-29"}, "2025-02-13").state == core::TermState::running);
    CHECK(status("P1Y", {"2024-02-29"}, "2025-03-01").verdict == Verdict::late);
    // The last one counts, in whatever order they were written down.
    CHECK(status("P1Y", {"2025-01-10", "2024-02-29"}, "2025-03-01").verdict == Verdict::met);
}

TEST_CASE("so many times in a school year, which begins on 1 August") {
    const Json twice{{"per_school_year", 2}};
    CHECK(status(twice, {"2025-10-01"}, "2026-03-01").verdict == Verdict::open);
    CHECK(status(twice, {"2025-10-01"}, "2026-03-01").done == 1);
    CHECK(status(twice, {"2025-10-01"}, "2026-03-01").due == day("2026-07-31"));
    CHECK(status(twice, {"2025-10-01", "2026-03-01"}, "2026-03-01").verdict == Verdict::met);
    // Twice written down is once done.
    CHECK(status(twice, {"2025-10-01", "2025-10-01"}, "2026-03-01").done == 1);
    CHECK(status(twice, {"2025-07-31", "2025-08-01"}, "2025-08-01").done == 1);
    CHECK(status(twice, {"2025-08-01", "2026-07-31"}, "2026-07-31").verdict == Verdict::met);
    CHECK(status(twice, {"2025-08-01", "2026-07-31"}, "2026-08-01").done == 0);
}

TEST_CASE(
    "in named months: late from the next month on, until it was done or the next one begins") {
    const Json months{{"months", {2, 6}}};
    CHECK(status(months, {}, "2026-10-01").verdict == Verdict::open);  // no clock ran yet
    CHECK(status(months, {}, "2026-06-10").due == day("2026-06-30"));
    CHECK(status(months, {"2026-02-03"}, "2026-05-31").verdict == Verdict::met);
    CHECK(status(months, {"2026-02-03"}, "2026-06-01").verdict == Verdict::open);
    CHECK(status(months, {"2026-02-03"}, "2026-06-30").state == core::TermState::due);
    CHECK(status(months, {"2026-02-03"}, "2026-07-01").verdict == Verdict::late);
    CHECK(status(months, {"2026-02-03", "2026-07-02"}, "2026-07-02").verdict == Verdict::met);
    // In January the month that counts is last year's June.
    CHECK(status(months, {"2026-02-03"}, "2027-01-31").verdict == Verdict::late);
    CHECK(status(months, {"2026-02-03"}, "2027-02-01").verdict == Verdict::open);
    CHECK(status(months, {"2026-02-03"}, "2027-02-01").due == day("2027-02-28"));
}

TEST_CASE(
    "what was taken back, and what belongs to another duty, counts for nothing and is listed") {
    auto records = done({"2026-03-01", "2026-03-02"});
    records[0].undone = true;
    records[1].duty = "R156";
    const auto now = route::duty_status(asked(nullptr), records, day("2026-03-05"), soon);
    CHECK(now.verdict == Verdict::open);
    REQUIRE(now.records.size() == 1);
    CHECK(now.records[0].undone);
}

TEST_CASE("a rhythm is one of four forms, and anything else is refused") {
    for (const char* wrong : {R"("")",
                              R"("P")",
                              R"("1Y")",
                              R"("P0Y")",
                              R"("P1W")",
                              R"("PY")",
                              R"("P-1Y")",
                              R"("P1.5Y")",
                              R"("P99999D")",
                              "1",
                              "[]",
                              "{}",
                              R"({"per_school_year":0})",
                              R"({"per_school_year":53})",
                              R"({"per_school_year":"2"})",
                              R"({"months":[]})",
                              R"({"months":[0]})",
                              R"({"months":[13]})",
                              R"({"months":[6,2]})",
                              R"({"months":[2,2]})",
                              R"({"months":2})",
                              R"({"months":[2],"per_school_year":2})",
                              R"({"weeks":2})"}) {
        CAPTURE(wrong);
        CHECK_FALSE(route::rhythm_of(Json::parse(wrong)));
    }
    CHECK(route::rhythm_of("P90D")->span_days == 90);
    CHECK(route::rhythm_of("P6M")->span_months == 6);
}

TEST_CASE("the school's duties of open-kring are those of its protocol, with the lines") {
    const Story story("open-kring");
    std::map<std::string, route::SchoolDuty> duties;
    for (const auto& duty : route::school_duties(story.profile(), day("2026-03-01"))) {
        duties[duty.name] = duty;
    }
    CHECK(duties.size() == 4);
    // Line 158: "2x per jaar"; lines 160-161: May, February and June.
    CHECK(duties.at("R155").every.times == 2);
    CHECK(duties.at("R157/evaluatie").every.months == std::vector<int>{2, 6});
    CHECK(duties.at("R157/controle").every.months == std::vector<int>{5});
    CHECK(duties.at("R158").every.kind == route::Rhythm::Kind::once);
    CHECK(duties.at("R155").source.at(0).find(":158") != std::string::npos);
    CHECK(route::school_duties(Story("twente").profile(), day("2026-03-01")).empty());
}
