/// \file
/// What a protocol asks of the school and of no dossier: discuss all pupils twice a year, train the
/// team, look at the code again. A person says when it was done and where the proof of it lies;
/// notes are not asked.
///
/// Units:    calendar days; `today` is an argument.
/// Errors:   none; a profile with a duty that does not hold is refused when it is loaded.
/// Threads:  pure functions.
/// Source:   the profile's rules of the template `organisation`. A school year runs from 1 August
///           to 31 July: Wet op het primair onderwijs, article 1.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/term_state.hpp"
#include "meldbrug/route/profile.hpp"
#include "meldbrug/route/status.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace meldbrug::route {

/// How often.
struct Rhythm {
    enum class Kind : std::uint8_t {
        once,             ///< and kept so
        each_span,        ///< again within a time after the last
        per_school_year,  ///< so many times in each school year
        in_months,        ///< in each of these months of the year
    };
    Kind kind = Kind::once;
    int span_months = 0;  ///< of `each_span`: months and days together
    int span_days = 0;
    int times = 0;            ///< of `per_school_year`
    std::vector<int> months;  ///< of `in_months`: 1-12, rising
};

/// "P1Y", {"per_school_year":2} or {"months":[2,6]}; nothing when it is none of these. A null: once.
[[nodiscard]] std::optional<Rhythm> rhythm_of(const core::Json& every);

struct SchoolDuty {
    std::string name;  ///< "R157", or a part of it: "R157/controle"
    std::string rule;
    std::string says;
    std::vector<std::string> source;
    Force force = Force::must;
    bool school_agreement = false;
    Rhythm every;
};

/// Those that are switched on and hold on that day, in the profile's order.
[[nodiscard]] std::vector<SchoolDuty> school_duties(const Profile& profile, core::Date today);

/// That a person says it was done.
struct DutyRecord {
    std::int64_t id = 0;
    std::string duty;  ///< name
    core::Date done_on{};
    std::string evidence;  ///< where the proof lies: "notulen teamvergadering 12 maart"
    std::string who;       ///< id of the person who says so
    core::Instant at{};
    bool undone = false;
};

struct DutyStatus {
    SchoolDuty duty;
    /// `met`, `open` or `late`. A clock runs from the first time it was done: a school that begins
    /// to keep this is not late with what it did before.
    Verdict verdict = Verdict::open;
    int done = 0;    ///< times in the present span, school year or month
    int wanted = 1;  ///< of that many
    std::optional<core::Date> last;
    std::optional<core::Date> due;         ///< the last day of the present span
    std::optional<core::TermState> state;  ///< of `due`
    std::vector<DutyRecord> records;       ///< of this duty, those that were undone too
};

/// \param records  of any duty; those that were undone or are dated after `today` count for nothing
[[nodiscard]] DutyStatus duty_status(const SchoolDuty& duty, std::span<const DutyRecord> records,
                                     core::Date today, int due_soon_days);

[[nodiscard]] core::Json to_json(const DutyRecord& record);
[[nodiscard]] core::Json to_json(const DutyStatus& status);

}  // namespace meldbrug::route
