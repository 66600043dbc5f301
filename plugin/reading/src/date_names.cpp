// Names of days and periods, and "volgende", "komende", "vorige" before them.
#include "date_parser.hpp"

namespace meldbrug::reading::dating {

using core::Date;
using std::chrono::days;

std::optional<ReadDate> DateParser::from_name(std::size_t at) const {
    const auto name = words_.names.forward(ids_, at);
    if (!name) {
        return std::nullopt;
    }
    const std::size_t end = at + name->length;
    const auto index = static_cast<std::size_t>(name->value.value);
    switch (name->value.kind) {
        case Name::Kind::relative_day:
            if (at > 0 && word(at - 1).has(Cue::greeting)) {
                return std::nullopt;  // "goede morgen"
            }
            return placed_day(context_.reference + days{name->value.value}, end);
        case Name::Kind::feast:
            return from_feast(words_.feasts[index], end);
        case Name::Kind::vacation:
            return from_vacation(words_.vacations[index], end);
        case Name::Kind::season:
            return from_season(at, words_.seasons[index], end);
        case Name::Kind::event:
            return std::nullopt;  // only "de volgende rapportbespreking" is one day
        case Name::Kind::which:
            return from_which(static_cast<Which>(name->value.value), end);
    }
    return std::nullopt;
}

std::optional<ReadDate> DateParser::from_feast(const Feast& feast, std::size_t end) const {
    Pattern pattern;
    pattern.kind = Pattern::Kind::feast;
    pattern.feast = &feast;
    return with_year(pattern, true, end);
}

std::optional<ReadDate> DateParser::from_vacation(std::string_view vacation,
                                                  std::size_t end) const {
    auto result = unknown(end);
    result.value.vacation = true;
    if (!context_.vacations_known || context_.calendar == nullptr) {
        return result;
    }
    const core::Vacation* found = nullptr;
    if (!vacation.empty()) {
        found = context_.calendar->next_vacation(vacation, context_.reference);
    } else {
        for (const core::Vacation& candidate : context_.calendar->vacations()) {
            // A single free day is no vacation.
            if (candidate.last >= context_.reference &&
                candidate.last - candidate.first > days{3} &&
                (found == nullptr || candidate.first < found->first)) {
                found = &candidate;
            }
        }
    }
    if (found != nullptr) {
        result = placed(Period{found->first, found->last}, end);
        result.value.is_day = false;
        result.value.vacation = true;
    }
    return result;
}

std::optional<ReadDate> DateParser::from_season(std::size_t at, const Season& season,
                                                std::size_t end) const {
    const auto lead =
        words_.leads.backward(ids_, at > 0 && word(at - 1).has(Cue::article) ? at - 1 : at, 0);
    const bool beside = lead && (lead->value == Lead::before || lead->value == Lead::after ||
                                 lead->value == Lead::until || lead->value == Lead::by ||
                                 lead->value == Lead::since);
    if (beside && !season.vacation.empty()) {
        return from_vacation(season.vacation, end);
    }
    Pattern pattern;
    pattern.kind = Pattern::Kind::season;
    pattern.month = season.month;
    pattern.day = season.day;
    return with_year(pattern, false, end);
}

Period DateParser::period_now(PeriodKind kind, int shift) const {
    const Date now = context_.reference;
    switch (kind) {
        case PeriodKind::week:
            return week_period(now + days{7 * shift});
        case PeriodKind::workweek: {
            const Period week = week_period(now + days{7 * shift});
            return Period{week.from, week.from + days{4}};
        }
        case PeriodKind::weekend: {
            const Period week = week_period(now + days{7 * shift});
            return Period{week.from + days{5}, week.to};
        }
        case PeriodKind::month: {
            const Date in_month =
                core::add_months(month_period(year_of(now), month_of(now)).from, shift);
            return month_period(year_of(in_month), month_of(in_month));
        }
        case PeriodKind::quarter: {
            const int index = year_of(now) * 4 + static_cast<int>(month_of(now) - 1) / 3 + shift;
            return quarter_period(index / 4, index % 4 + 1);
        }
        case PeriodKind::year:
            return year_period(year_of(now) + shift);
        case PeriodKind::schoolyear:
            return school_year_period(year_of(now) - (month_of(now) < 8 ? 1 : 0) + shift);
        default:
            return Period{now + days{shift}, now + days{shift}};
    }
}

std::optional<ReadDate> DateParser::which_period(PeriodKind kind, Which which,
                                                 std::size_t end) const {
    switch (kind) {
        case PeriodKind::none:
            return std::nullopt;
        case PeriodKind::schoolhalf:
            return unknown(end);
        case PeriodKind::schoolday:
        case PeriodKind::workday: {
            if (kind == PeriodKind::schoolday && !context_.vacations_known) {
                return unknown(end);
            }
            Amount one;
            one.add(kind == PeriodKind::workday ? Unit::workday : Unit::schoolday, 100);
            const int shift = shift_of(which);
            return placed_day(shift == 0 ? context_.reference
                                         : add(context_.reference, one, shift < 0, counting()),
                              end);
        }
        case PeriodKind::weekend:
            // "komend weekend" is the first one; on a Saturday or Sunday that is the next.
            if (which == Which::coming && core::iso_weekday(context_.reference) < 6) {
                return placed(period_now(kind, 0), end);
            }
            break;
        default:
            break;
    }
    auto result = placed(period_now(kind, shift_of(which)), end);
    result.value.said = direction_of(which);
    return result;
}

std::optional<ReadDate> DateParser::from_which(Which which, std::size_t end) const {
    if (const auto inner = words_.names.forward(ids_, end)) {
        const auto index = static_cast<std::size_t>(inner->value.value);
        const std::size_t after = end + inner->length;
        std::optional<ReadDate> found;
        switch (inner->value.kind) {
            case Name::Kind::which:  // "deze aankomende vrijdag"
                return which == Which::current
                           ? from_which(static_cast<Which>(inner->value.value), after)
                           : std::nullopt;
            case Name::Kind::feast:
                found = from_feast(words_.feasts[index], after);
                break;
            case Name::Kind::season: {
                Pattern pattern;
                pattern.kind = Pattern::Kind::season;
                pattern.month = words_.seasons[index].month;
                pattern.day = words_.seasons[index].day;
                found = as_pattern(pattern, false, after);
                break;
            }
            case Name::Kind::vacation:
                return from_vacation(words_.vacations[index], after);
            case Name::Kind::event:
                return which == Which::next || which == Which::coming
                           ? std::optional<ReadDate>(unknown(after))
                           : std::nullopt;
            case Name::Kind::relative_day:
                return std::nullopt;
        }
        if (found && found->value.pattern) {
            found->value.said = direction_of(which);
        }
        return found;
    }
    const Word& next = word(end);
    // "de laatste vrijdag van maart", "de laatste week van oktober"
    if (which == Which::past) {
        if (auto nth = nth_of(end, 0)) {
            return nth;
        }
    }
    if (next.weekday != 0) {
        const std::size_t after =
            next.short_form && sign(end + 1, ".") && touches(end + 1) ? end + 2 : end + 1;
        if (const auto dated = from_weekday(end); dated && !dated->value.weekday_only) {
            return dated;  // "volgende vrijdag 12/5"
        }
        const Period this_week = week_period(context_.reference);
        const Date day = this_week.from + days{next.weekday - 1};
        switch (which) {
            case Which::next:
                return placed_day(day + days{7}, after);
            case Which::previous:
                return placed_day(day - days{7}, after);
            case Which::current:
                // "deze maandag" on a Thursday is the one to come.
                return placed_day(day < context_.reference ? day + days{7} : day, after);
            default: {
                auto result = as_pattern(weekday_pattern(next.weekday), true, after);
                result.value.said = direction_of(which);
                return result;
            }
        }
    }
    if (next.month != 0) {
        auto result = from_month(end);
        if (result && result->value.pattern) {
            if (which == Which::current) {
                const auto period = in_year(*result->value.pattern, year_of(context_.reference));
                return period ? std::optional<ReadDate>(placed(*period, result->end))
                              : std::nullopt;
            }
            // The month that is going on is neither the coming nor the last one.
            result->value.said = direction_of(which);
            const Period now = period_now(PeriodKind::month, 0);
            const bool forward = result->value.said == Direction::future;
            result->value.period =
                choose(*result->value.pattern, forward ? now.to + days{1} : now.from - days{1},
                       *result->value.said, false);
        }
        return result;
    }
    if (next.period != PeriodKind::none) {
        auto found = which_period(next.period, which, end + 1);
        if (found && next.period == PeriodKind::week) {
            return after_which_week(*found);
        }
        if (found && next.period == PeriodKind::year) {
            return after_which_year(*found);
        }
        return found;
    }
    // "de komende drie weken", "de afgelopen 2 maanden"
    if (which != Which::current) {
        if (const auto span = amount(end); span && !span->amount.only_time()) {
            const bool back = shift_of(which) < 0;
            const Date far = add(context_.reference, span->amount, back, counting());
            auto result = placed(back ? Period{far, context_.reference - days{1}}
                                      : Period{context_.reference + days{1}, far},
                                 span->end);
            result.value.is_day = false;
            result.value.said = direction_of(which);
            return result;
        }
    }
    return std::nullopt;
}

/// "volgende week (op) vrijdag", "vorige week - maandag", "volgende week tussen woensdag en
/// vrijdag".
std::optional<ReadDate> DateParser::after_which_week(ReadDate week) const {
    std::size_t i = week.end;
    const auto lead = words_.leads.backward(ids_, i + 1, i);
    const bool led = lead && (lead->value == Lead::on || lead->value == Lead::between ||
                              lead->value == Lead::of);
    if (led || sign(i, "-") || sign(i, ",")) {
        ++i;
    }
    const Word& day = word(i);
    if (day.weekday != 0 && (!day.short_form || sign(i + 1, ".") || i == week.end)) {
        const std::size_t end =
            day.short_form && sign(i + 1, ".") && touches(i + 1) ? i + 2 : i + 1;
        return placed_day(week.value.period->from + days{day.weekday - 1}, end);
    }
    return week;
}

/// "volgend jaar maart", "volgend jaar in maart".
std::optional<ReadDate> DateParser::after_which_year(ReadDate year) const {
    const std::size_t i = skip_small(year.end);
    if (word(i).month != 0 && !word(i).short_form) {
        const int number = year_of(year.value.period->from);
        return placed(month_period(number, word(i).month), i + 1);
    }
    return year;
}

}  // namespace meldbrug::reading::dating
