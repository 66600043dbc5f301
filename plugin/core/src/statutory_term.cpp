#include "meldbrug/core/statutory_term.hpp"

#include <algorithm>

namespace meldbrug::core {

Date statutory_end(const SchoolCalendar& calendar, Date from, Date last) {
    constexpr std::chrono::days art_2_from{3};
    constexpr int art_2_days = 2;
    constexpr WorkingDayPolicy law = WorkingDayPolicy::atw_kb;
    Date end = last;
    if (last - from >= art_2_from) {
        end = std::max(end, calendar.add_working_days(from, art_2_days, law));
    }
    while (!calendar.is_working_day(end, law)) {
        end += std::chrono::days{1};
    }
    return end;
}

}  // namespace meldbrug::core
