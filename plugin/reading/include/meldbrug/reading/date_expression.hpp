/// \file
/// Dutch dates, deadlines, ranges and durations in running text.
///
/// Words:    months, weekdays, numbers, units, cues, feasts and vacations are data:
///           notes-schema/vocabulary/nl/dates.json, loaded once into `DateWords`, which whoever
///           reads dates passes on in the context.
/// Shape:    contract.md "dates".
/// Units:    calendar days; spans in code points, end exclusive; ranges and deadlines inclusive.
/// Errors:   none; total over any text. Linear in the length of the text.
/// Threads:  pure function.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/core/school_calendar.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

struct DateExpression {
    enum class Kind { date, deadline, range, duration };
    Kind kind = Kind::date;
    std::optional<core::Date> due;   ///< date, deadline
    std::optional<core::Date> from;  ///< range; open when absent
    std::optional<core::Date> to;
    /// What people put in their diary where that is another day than the last: "tot 12 mei" is
    /// agreed for the 12th, "half maart" for the 15th.
    std::optional<core::Date> agreed;
    std::string duration;                      ///< ISO 8601, WD for working days
    std::size_t start = 0, end = 0;            ///< code points
    std::size_t byte_start = 0, byte_end = 0;  ///< the same in bytes
    bool term = false;                         ///< the text sets it as a future term
    bool past = false;  ///< lies before the reference day by its own words or by its value
    bool needs_calendar = false;  ///< a vacation or school event without a calendar: no date
    /// The day that counts: due, else the last day of a range.
    [[nodiscard]] std::optional<core::Date> last_day() const { return due ? due : to; }
};

/// The Dutch words that dates are made of. Immutable after loading, cheap to copy.
class DateWords {
public:
    /// \param json   the shape of notes-schema/vocabulary/nl/dates.json
    /// \param where  file name for errors (invalid_config naming file, field and reason)
    static core::Result<DateWords> from_json(const core::Json& json, std::string_view where);

    struct Compiled;
    [[nodiscard]] const Compiled& compiled() const { return *compiled_; }

private:
    explicit DateWords(std::shared_ptr<const Compiled> compiled);
    std::shared_ptr<const Compiled> compiled_;
};

/// What a date in a text is read against.
struct DateContext {
    core::Date reference{};  ///< the note's day
    /// Public holidays, for working days; never null in the program.
    const core::SchoolCalendar* calendar = nullptr;
    bool vacations_known = false;  ///< whether the calendar's school holidays may be used
    core::WorkingDayPolicy policy = core::WorkingDayPolicy::atw;
    /// Without words only dates in digits are read; never null in the program.
    const DateWords* words = nullptr;
};

[[nodiscard]] std::vector<DateExpression> find_dates(std::string_view text,
                                                     const DateContext& context);
[[nodiscard]] core::Json to_json(const DateExpression& expression, std::string_view text);

}  // namespace meldbrug::reading
