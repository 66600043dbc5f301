#include "meldbrug/bridge/calendar.hpp"

#include <chrono>
#include <libical/ical.h>
#include <memory>

namespace meldbrug::bridge {
namespace {

/// RFC 5545 wants SEQUENCE small (31 bits) and growing: seconds since this day do both until 2092.
constexpr core::Date sequence_from{std::chrono::year{2024} / 1 / 1};

/// At which hour of its day an alarm sounds.
constexpr int alarm_hour = 9;

/// How often a program may ask again: a term is a matter of days.
constexpr const char* refresh_every = "PT4H";

icaltimetype whole_day(core::Date date) {
    const std::chrono::year_month_day day{date};
    icaltimetype time = icaltime_null_date();
    time.year = static_cast<int>(day.year());
    time.month = static_cast<int>(static_cast<unsigned>(day.month()));
    time.day = static_cast<int>(static_cast<unsigned>(day.day()));
    return time;
}

icaltimetype moment(core::Instant instant) {
    return icaltime_from_timet_with_zone(std::chrono::system_clock::to_time_t(instant), 0,
                                         icaltimezone_get_utc_timezone());
}

void add_alarm(icalcomponent& event, int days, const std::string& words) {
    icaltriggertype trigger{};
    trigger.time = icaltime_null_time();
    trigger.duration = icaldurationtype_from_int(days * 24 * 3600 + alarm_hour * 3600);
    icalcomponent_add_component(
        &event,
        icalcomponent_vanew(ICAL_VALARM_COMPONENT, icalproperty_new_action(ICAL_ACTION_DISPLAY),
                            icalproperty_new_trigger(trigger),
                            icalproperty_new_description(words.c_str()), nullptr));
}

void add_event(icalcomponent& calendar, const CalendarEvent& event,
               const CalendarWording& wording) {
    const auto sequence = event.changed - core::Instant(sequence_from.time_since_epoch());
    icalcomponent* component = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid((event.uid + "@meldbrug").c_str()),
        icalproperty_new_dtstamp(moment(event.changed)),
        icalproperty_new_lastmodified(moment(event.changed)),
        icalproperty_new_dtstart(whole_day(event.due)),
        icalproperty_new_dtend(whole_day(event.due + std::chrono::days{1})),
        icalproperty_new_sequence(static_cast<int>(
            std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(sequence).count()))),
        icalproperty_new_summary(wording.summary.c_str()),
        icalproperty_new_class(ICAL_CLASS_PRIVATE),
        icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT),
        icalproperty_new_status(event.settled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED),
        nullptr);
    if (!wording.url.empty()) {
        icalcomponent_add_property(component, icalproperty_new_url(wording.url.c_str()));
    }
    if (!event.settled) {
        for (const int days : event.alarm_days) {
            add_alarm(*component, days, wording.summary);
        }
    }
    icalcomponent_add_component(&calendar, component);
}

void add_named(icalcomponent& calendar, const char* name, const std::string& value) {
    icalproperty* property = icalproperty_new_x(value.c_str());
    icalproperty_set_x_name(property, name);
    icalcomponent_add_property(&calendar, property);
}

}  // namespace

CalendarWording calendar_wording(const core::Texts& texts, std::string_view board_url) {
    return {texts.get("calendar.name"), texts.get("calendar.summary"), std::string(board_url)};
}

std::string calendar_text(std::span<const CalendarEvent> events, const CalendarWording& wording) {
    const std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> calendar(
        icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
                            icalproperty_new_prodid("-//Meldbrug//Meldbrug//NL"),
                            icalproperty_new_method(ICAL_METHOD_PUBLISH), nullptr),
        &icalcomponent_free);
    add_named(*calendar, "X-WR-CALNAME", wording.name);
    add_named(*calendar, "X-WR-TIMEZONE", "Europe/Amsterdam");
    add_named(*calendar, "X-PUBLISHED-TTL", refresh_every);
    for (const CalendarEvent& event : events) {
        add_event(*calendar, event, wording);
    }
    const std::unique_ptr<char, void (*)(void*)> text(
        icalcomponent_as_ical_string_r(calendar.get()), &icalmemory_free_buffer);
    return text ? std::string(text.get()) : std::string();
}

}  // namespace meldbrug::bridge
