/// \file
/// Open terms as a calendar (iCalendar, RFC 5545): on which day something is open, and nothing of
/// what, whose or why.
///
/// Pure: the same events give the same bytes, no clock is read.
///
/// Units:    a term is a whole day in the school's zone; alarms are days from it, at nine o'clock.
/// Errors:   none.
/// Threads:  may be called concurrently.
/// Privacy:  an event holds a keyed hash, a day and a sentence that is the same for all.
/// Source:   RFC 5545: stable UID (3.8.4.7), SEQUENCE that only grows (3.8.7.4), STATUS:CANCELLED
///           (3.8.1.11), alarms (3.6.6).
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/texts.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

struct CalendarEvent {
    std::string uid;
    core::Date due{};
    core::Instant changed{};  ///< grows with every change of the term
    bool settled = false;
    std::vector<int> alarm_days;  ///< from the last day: -7 is a week before, 0 the day itself
};

/// What every event says: there is nothing in here to fill in but the board's address.
struct CalendarWording {
    std::string name;     ///< of the calendar
    std::string summary;  ///< of each event
    std::string url;      ///< of the board; may be empty
};
[[nodiscard]] CalendarWording calendar_wording(const core::Texts& texts,
                                               std::string_view board_url);

[[nodiscard]] std::string calendar_text(std::span<const CalendarEvent> events,
                                        const CalendarWording& wording);

}  // namespace meldbrug::bridge
