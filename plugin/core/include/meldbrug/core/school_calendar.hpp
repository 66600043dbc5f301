/// \file
/// Working days, public holidays and school holidays, as data.
///
/// Units:    calendar days; counting starts on the day after `from` ("binnen 5 werkdagen" after
///           Thursday ends the next Thursday).
/// Errors:   `from_json` names file and field. A year outside the data has weekends only for
///           `office`; the movable feasts are computed, so `atw` never depends on a list that ran
///           out.
/// Threads:  const methods may run concurrently.
/// Source:   Algemene termijnenwet art. 3 (feast days; Good Friday equated; further days by
///           decree).
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::core {

/// Which days do not count as working days, beside Saturday and Sunday.
enum class WorkingDayPolicy {
    atw,     ///< feast days of Atw art. 3(1) and (2)
    atw_kb,  ///< and the days equated by royal decree (art. 3(3))
    office,  ///< the days most offices are closed: as atw without Good Friday, and 5 May only in
             ///< lustrum years
};
[[nodiscard]] std::optional<WorkingDayPolicy> parse_working_day_policy(std::string_view name);

/// The regions of the ministry's school holidays.
inline constexpr std::array<std::string_view, 3> school_regions{"noord", "midden", "zuid"};

struct Vacation {
    std::string id;  ///< herfstvakantie kerstvakantie voorjaarsvakantie meivakantie zomervakantie
    Date first;
    Date last;
};

class SchoolCalendar {
public:
    /// \param json
    /// {"decree_days":["2026-01-02"],"vacations":[{"id","region","first","last"}],"extra_days":[...]}
    ///              Vacations of `region` and those without a region are kept.
    static Result<SchoolCalendar> from_json(const nlohmann::json& json, std::string_view region,
                                            std::string_view where);

    [[nodiscard]] bool is_feast_day(Date day, WorkingDayPolicy policy) const;
    [[nodiscard]] bool is_working_day(Date day, WorkingDayPolicy policy) const;
    /// The `count`-th working day after `from`; for a negative count, before it. 0 gives `from`.
    [[nodiscard]] Date add_working_days(Date from, int count, WorkingDayPolicy policy) const;

    [[nodiscard]] const std::vector<Vacation>& vacations() const { return vacations_; }
    /// First vacation with that id that ends on or after `day`; null when the calendar has none.
    [[nodiscard]] const Vacation* next_vacation(std::string_view id, Date day) const;
    /// Inside a vacation, a feast day, or a weekend.
    [[nodiscard]] bool is_school_day(Date day) const;

private:
    std::vector<Date> decree_days_;    // sorted
    std::vector<Vacation> vacations_;  // by first day
};

/// Easter Sunday of a year (Meeus/Jones/Butcher, Gregorian).
[[nodiscard]] Date easter_sunday(int year);

}  // namespace meldbrug::core
