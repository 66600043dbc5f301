// Terms as a calendar: what another program reads in it, by libical's own parser.
#include "meldbrug/bridge/calendar.hpp"

#include "support/values.hpp"

#include <catch2/catch.hpp>

#include <libical/ical.h>
#include <memory>
#include <string>
#include <vector>

using namespace meldbrug;
using namespace meldbrug::test;
using bridge::CalendarEvent;

namespace {

using Component = std::unique_ptr<icalcomponent, void (*)(icalcomponent*)>;

Component parsed(const std::string& text) {
    return {icalparser_parse_string(text.c_str()), &icalcomponent_free};
}

std::vector<icalcomponent*> all_of(icalcomponent& in, icalcomponent_kind kind) {
    std::vector<icalcomponent*> found;
    for (icalcomponent* one = icalcomponent_get_first_component(&in, kind); one != nullptr;
         one = icalcomponent_get_next_component(&in, kind)) {
        found.push_back(one);
    }
    return found;
}

const bridge::CalendarWording wording{"Meldbrug", "Termijn verloopt: open Meldbrug",
                                      "https://meldbrug.school.test/"};

CalendarEvent an_event(const std::string& uid, const std::string& due) {
    return {.uid = uid, .due = day(due), .changed = morning("2026-03-02"), .alarm_days = {-7, 0}};
}

}  // namespace

TEST_CASE("a term is a whole day with its alarms, and says nothing of what it is") {
    const auto calendar =
        parsed(bridge::calendar_text(std::vector{an_event("3f0c", "2028-02-29")}, wording));
    REQUIRE(calendar != nullptr);
    CHECK(icalcomponent_count_errors(calendar.get()) == 0);
    const auto events = all_of(*calendar, ICAL_VEVENT_COMPONENT);
    REQUIRE(events.size() == 1);
    icalcomponent* event = events.front();
    CHECK(std::string(icalcomponent_get_uid(event)) == "3f0c@meldbrug");
    CHECK(std::string(icalcomponent_get_summary(event)) == wording.summary);
    const icaltimetype start = icalcomponent_get_dtstart(event);
    CHECK(start.is_date == 1);
    CHECK(std::string(icaltime_as_ical_string(start)) == "20280229");
    CHECK(std::string(icaltime_as_ical_string(icalcomponent_get_dtend(event))) == "20280301");
    CHECK(icalcomponent_get_status(event) == ICAL_STATUS_CONFIRMED);
    std::vector<int> seconds;
    for (icalcomponent* alarm : all_of(*event, ICAL_VALARM_COMPONENT)) {
        const auto trigger = icalproperty_get_trigger(
            icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY));
        seconds.push_back(icaldurationtype_as_int(trigger.duration));
    }
    // At nine, a week before and on the day.
    CHECK(seconds == std::vector<int>{-7 * 86400 + 9 * 3600, 9 * 3600});
}

TEST_CASE("a change has a higher sequence under the same uid, and what is settled is cancelled") {
    CalendarEvent event = an_event("3f0c", "2026-05-01");
    const auto sequence_and_status = [&] {
        const auto calendar = parsed(bridge::calendar_text(std::vector{event}, wording));
        icalcomponent* one = all_of(*calendar, ICAL_VEVENT_COMPONENT).front();
        CHECK(std::string(icalcomponent_get_uid(one)) == "3f0c@meldbrug");
        CHECK(all_of(*one, ICAL_VALARM_COMPONENT).size() == (event.settled ? 0U : 2U));
        return std::pair(icalcomponent_get_sequence(one), icalcomponent_get_status(one));
    };
    const auto first = sequence_and_status();
    event.due = day("2026-05-15");
    event.changed += std::chrono::seconds{1};
    const auto moved = sequence_and_status();
    event.settled = true;
    event.changed += std::chrono::hours{24 * 400};
    const auto settled = sequence_and_status();
    CHECK(first.first < moved.first);
    CHECK(moved.first < settled.first);
    CHECK(moved.second == ICAL_STATUS_CONFIRMED);
    CHECK(settled.second == ICAL_STATUS_CANCELLED);
}

TEST_CASE("lines are as long as the standard allows, and the same events give the same bytes") {
    std::vector<CalendarEvent> events;
    for (int i = 0; i < 40; ++i) {
        events.push_back(an_event(std::string(32, 'a') + std::to_string(i), "2026-05-01"));
    }
    const std::string text = bridge::calendar_text(events, wording);
    CHECK(text == bridge::calendar_text(events, wording));
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find("\r\n", begin);
        REQUIRE(end != std::string::npos);
        CHECK(end - begin <= 75);
        begin = end + 2;
    }
    CHECK(all_of(*parsed(text), ICAL_VEVENT_COMPONENT).size() == 40);
    CHECK(all_of(*parsed(bridge::calendar_text({}, wording)), ICAL_VEVENT_COMPONENT).empty());
}
