#include "meldbrug/route/duties.hpp"

#include "profile_fields.hpp"

#include <algorithm>
#include <charconv>

namespace meldbrug::route {
namespace {

using core::Date;
using core::Json;

constexpr int months_of_year = 12;
constexpr int most_times = 52;

std::optional<Rhythm> span_of(std::string_view text) {
    // P1Y, P6M, P90D: one number with one unit.
    if (text.size() < 3 || text.front() != 'P') {
        return std::nullopt;
    }
    const std::string_view digits = text.substr(1, text.size() - 2);
    int amount = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    constexpr int most = 9999;
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || amount < 1 ||
        amount > most) {
        return std::nullopt;
    }
    Rhythm rhythm;
    rhythm.kind = Rhythm::Kind::each_span;
    switch (text.back()) {
        case 'Y':
            rhythm.span_months = amount * months_of_year;
            return rhythm;
        case 'M':
            rhythm.span_months = amount;
            return rhythm;
        case 'D':
            rhythm.span_days = amount;
            return rhythm;
        default:
            return std::nullopt;
    }
}

std::optional<Rhythm> months_rhythm(const Json& months) {
    Rhythm rhythm;
    rhythm.kind = Rhythm::Kind::in_months;
    if (!months.is_array() || months.empty()) {
        return std::nullopt;
    }
    for (const Json& month : months) {
        if (!month.is_number_integer() || month < 1 || month > months_of_year ||
            (!rhythm.months.empty() && month <= rhythm.months.back())) {
            return std::nullopt;
        }
        rhythm.months.push_back(month.get<int>());
    }
    return rhythm;
}

/// A stretch of days in which it has to be done.
struct Span {
    Date first, last;
};

Date first_of(int year, int month) {
    return std::chrono::year{year} / month / 1;
}
int year_of(Date day) {
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

Span school_year_around(Date today) {
    constexpr int august = 8;
    const int begins =
        first_of(year_of(today), august) <= today ? year_of(today) : year_of(today) - 1;
    return {first_of(begins, august), first_of(begins + 1, august) - std::chrono::days{1}};
}

/// From the named month that began last, to the day before the next one begins: done late is done.
struct MonthSpan {
    Span span;
    Date due;  ///< the last day of that month
};
MonthSpan named_month_around(const std::vector<int>& months, Date today) {
    std::vector<Date> begins;
    for (int year = year_of(today) - 1; year <= year_of(today) + 1; ++year) {
        for (const int month : months) {
            begins.push_back(first_of(year, month));
        }
    }
    const auto next = std::upper_bound(begins.begin(), begins.end(), today);
    const Date first = *std::prev(next);
    return {{first, *next - std::chrono::days{1}}, core::last_of_month(first)};
}

/// Whether neither its own days nor its switch have ended it.
bool holds_on(const Json& rule, const Json& profile, Date today) {
    const auto day = [](const Json& json, std::string_view key) {
        return core::parse_date(core::text_or_empty(json, key));
    };
    const auto from = day(rule, "from");
    const auto until = day(rule, "until");
    const Json* switches = core::find(profile, "switches");
    const std::string name(core::text_or_empty(rule, "switch"));
    const Json* own = switches == nullptr ? nullptr : core::find(*switches, name);
    const auto ended = own == nullptr ? std::nullopt : day(*own, "until");
    return !(from && today < *from) && !(until && today > *until) && !(ended && today > *ended);
}

}  // namespace

std::optional<Rhythm> rhythm_of(const Json& every) {
    if (every.is_null()) {
        return Rhythm{};
    }
    if (every.is_string()) {
        return span_of(every.get_ref<const std::string&>());
    }
    if (!every.is_object() || every.size() != 1) {
        return std::nullopt;
    }
    if (const Json* months = core::find(every, "months")) {
        return months_rhythm(*months);
    }
    const Json* times = core::find(every, "per_school_year");
    if (times == nullptr || !times->is_number_integer() || *times < 1 || *times > most_times) {
        return std::nullopt;
    }
    Rhythm rhythm;
    rhythm.kind = Rhythm::Kind::per_school_year;
    rhythm.times = times->get<int>();
    return rhythm;
}

std::vector<SchoolDuty> school_duties(const Profile& profile, Date today) {
    std::vector<SchoolDuty> duties;
    const Json* rules = core::find(profile.document(), "rules");
    if (rules == nullptr) {
        return duties;
    }
    for (const Json& rule : *rules) {
        const auto rhythm = rhythm_of(rule.value("every", Json()));
        if (core::text_or_empty(rule, "template") != "organisation" ||
            !rule.value("enabled", true) || !rhythm || !holds_on(rule, profile.document(), today)) {
            continue;
        }
        SchoolDuty duty;
        duty.rule = core::text_or_empty(rule, "id");
        const std::string part(core::text_or_empty(rule, "part"));
        duty.name = part.empty() ? duty.rule : duty.rule + "/" + part;
        duty.says = core::text_or_empty(rule, "says");
        for (const Json& line : rule.value("source", Json::array())) {
            duty.source.push_back(line.get<std::string>());
        }
        const std::string_view force = core::text_or_empty(rule, "force");
        duty.force = force == "must" ? Force::must : force == "may" ? Force::may : Force::should;
        duty.school_agreement = rule.value("school_agreement", false);
        duty.every = *rhythm;
        duties.push_back(std::move(duty));
    }
    return duties;
}

DutyStatus duty_status(const SchoolDuty& duty, std::span<const DutyRecord> records, Date today,
                       int due_soon_days) {
    DutyStatus status;
    status.duty = duty;
    std::vector<Date> days;
    for (const DutyRecord& record : records) {
        if (record.duty != duty.name) {
            continue;
        }
        status.records.push_back(record);
        if (!record.undone && record.done_on <= today) {
            days.push_back(record.done_on);
        }
    }
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    if (!days.empty()) {
        status.last = days.back();
    }
    const auto count_in = [&](Span span) {
        return static_cast<int>(std::count_if(days.begin(), days.end(), [&](Date day) {
            return span.first <= day && day <= span.last;
        }));
    };
    switch (duty.every.kind) {
        case Rhythm::Kind::once:
            status.done = days.empty() ? 0 : 1;
            break;
        case Rhythm::Kind::each_span:
            if (status.last) {
                status.due = core::add_months(*status.last, duty.every.span_months) +
                             std::chrono::days{duty.every.span_days};
                status.done = today <= *status.due ? 1 : 0;
            }
            break;
        case Rhythm::Kind::per_school_year: {
            const Span year = school_year_around(today);
            status.wanted = duty.every.times;
            status.done = count_in(year);
            status.due = year.last;
            break;
        }
        case Rhythm::Kind::in_months: {
            const MonthSpan now = named_month_around(duty.every.months, today);
            status.done = count_in(now.span);
            status.due = now.due;
            break;
        }
    }
    const bool met = status.done >= status.wanted;
    if (status.due && (status.last || today <= *status.due)) {
        // What is done for now comes again: the term of a span runs on, that of a year is met.
        const bool runs_on = duty.every.kind == Rhythm::Kind::each_span;
        status.state = core::term_state(*status.due, today, due_soon_days, met && !runs_on, false);
    } else {
        status.due.reset();
    }
    status.verdict = met                                        ? Verdict::met
                     : status.state == core::TermState::overdue ? Verdict::late
                                                                : Verdict::open;
    return status;
}

Json to_json(const DutyRecord& record) {
    return {{"id", record.id},
            {"duty", record.duty},
            {"done_on", core::format_date(record.done_on)},
            {"evidence", record.evidence},
            {"who", record.who},
            {"at", core::format_instant(record.at)},
            {"undone", record.undone}};
}

Json to_json(const DutyStatus& status) {
    const auto day = [](const std::optional<Date>& date) {
        return date ? Json(core::format_date(*date)) : Json(nullptr);
    };
    Json records = Json::array();
    for (const DutyRecord& record : status.records) {
        records.push_back(to_json(record));
    }
    return {{"duty", status.duty.name},
            {"rule", status.duty.rule},
            {"says", status.duty.says},
            {"source", status.duty.source},
            {"force", name_of(status.duty.force)},
            {"school_agreement", status.duty.school_agreement},
            {"verdict", name_of(status.verdict)},
            {"done", status.done},
            {"wanted", status.wanted},
            {"last", day(status.last)},
            {"due", day(status.due)},
            {"state", status.state ? Json(core::name_of(*status.state)) : Json(nullptr)},
            {"records", std::move(records)}};
}

}  // namespace meldbrug::route
