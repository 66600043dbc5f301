// Parts of periods, weeks, and the n-th of something.
#include "date_parser.hpp"

namespace meldbrug::reading::dating {

using core::Date;
using std::chrono::days;

std::optional<ReadDate> DateParser::from_part(std::size_t at, Part part) const {
    const std::size_t i = skip_small(at + 1);
    if (word(i).month != 0) {
        const bool dotted = word(i).short_form && sign(i + 1, ".") && touches(i + 1);
        return with_year(month_pattern(word(i).month, part), false, dotted ? i + 2 : i + 1);
    }
    if (word(i).part != Part::none) {
        return std::nullopt;
    }
    std::optional<ReadDate> whole;
    const auto name = words_.names.forward(ids_, i);
    bool school_year = false;
    if (name && name->value.kind == Name::Kind::which) {
        const std::size_t noun = i + name->length;
        school_year = word(noun).period == PeriodKind::schoolyear;
        whole = which_period(word(noun).period, static_cast<Which>(name->value.value), noun + 1);
    } else if (name && name->value.kind == Name::Kind::vacation) {
        whole = from_vacation(words_.vacations[static_cast<std::size_t>(name->value.value)],
                              i + name->length);
        if (whole->value.period) {
            const Period vacation = *whole->value.period;
            const bool early = part == Part::begin || part == Part::first_half;
            return placed_day(early ? vacation.from : vacation.to, whole->end);
        }
        return whole;
    } else if (word(i).week_number && number(i + 1)) {
        whole = from_week(i);
        if (whole && whole->value.pattern) {
            whole->value.pattern->part = part;
            return whole;
        }
    } else if ((word(i).period != PeriodKind::none && i > at + 1) ||
               word(i).period == PeriodKind::schoolyear || word(i).period == PeriodKind::week ||
               word(i).period == PeriodKind::month) {
        school_year = word(i).period == PeriodKind::schoolyear;
        whole = placed(period_now(word(i).period, 0), i + 1);
    } else {
        whole = year_only(i);
    }
    if (!whole || !whole->value.period) {
        return whole;
    }
    if (school_year) {
        return unknown(whole->end);  // when lessons begin and end, only the school's calendar knows
    }
    auto result = placed(part_of(*whole->value.period, part), whole->end);
    result.value.is_day = false;
    result.value.said = whole->value.said;
    return result;
}

std::optional<ReadDate> DateParser::from_week(std::size_t at) const {
    const std::size_t i = at + 1;
    return week_number(sign(i, ".") && touches(i) ? i + 1 : i);  // "wk. 14"
}

std::optional<ReadDate> DateParser::week_number(std::size_t i) const {
    const auto value = number(i);
    const auto digits = chain(i);
    constexpr int most_weeks = 53;
    const bool time = digits && digits->count > 1 && digits->sign[0] == '.';
    if (!value || *value < 1 || *value > most_weeks || !digits || (digits->broken && !time) ||
        (digits->count > 1 && digits->sign[0] == '/' && digits->digits[1] != 4) ||
        word(i + 1).unit != Unit::none) {
        return std::nullopt;
    }
    Pattern pattern;
    pattern.kind = Pattern::Kind::week;
    pattern.nth = static_cast<std::uint8_t>(*value);
    return with_year(pattern, false, i + 1);
}

std::optional<ReadDate> DateParser::from_school_year(std::size_t at) const {
    const std::size_t i = at + 1;
    const auto digits = chain(i);
    if (digits && !digits->broken && digits->count == 2 &&
        (digits->sign[0] == '-' || digits->sign[0] == '/')) {
        const int first = digits->digits[0] == 2 ? full_year(digits->value[0]) : digits->value[0];
        const int last = digits->digits[1] == 2 ? full_year(digits->value[1]) : digits->value[1];
        if (is_year(first) && last == first + 1) {
            return placed(school_year_period(first), digits->end);
        }
    }
    return std::nullopt;
}

/// What stands behind "week", "dag", "schooldag" or "schooljaar".
std::optional<ReadDate> DateParser::from_period(std::size_t at) const {
    const PeriodKind kind = word(at).period;
    if (word(at).week_number) {
        if (auto week = from_week(at)) {
            return week;
        }
    }
    switch (kind) {
        case PeriodKind::schoolyear:
            return from_school_year(at);
        case PeriodKind::week:
        case PeriodKind::workweek:
        case PeriodKind::month:
        case PeriodKind::year:
        case PeriodKind::weekend: {
            const auto anchor = words_.anchors.forward(ids_, at + 1);
            std::size_t i = at + 1;
            if (anchor) {
                i += anchor->length;
                const std::size_t which_at = is_word(i) && word(i).has(Cue::article) ? i + 1 : i;
                const auto which = words_.names.forward(ids_, which_at);
                const bool next = which && which->value.kind == Name::Kind::which &&
                                  static_cast<Which>(which->value.value) == Which::next;
                if (next && !anchor->value &&
                    word(which_at + which->length).period == PeriodKind::none &&
                    word(which_at + which->length).weekday == 0) {
                    return placed(period_now(kind, 2), which_at + which->length);
                }
                return kind == PeriodKind::week ? beside_vacation(at + 1, kind, 1, false)
                                                : std::nullopt;
            }
            if (kind != PeriodKind::week && kind != PeriodKind::weekend) {
                return std::nullopt;
            }
            // "de week van 9 maart", "de week die op 4 februari begint"
            for (int small = 0; small < 3 && is_word(i) && !word(i).starter; ++small) {
                const auto lead = words_.leads.backward(ids_, i + 1, i);
                const bool links = word(i).has(Cue::article) ||
                                   (lead && (lead->value == Lead::of || lead->value == Lead::on ||
                                             lead->value == Lead::from));
                if (!links) {
                    break;
                }
                ++i;
            }
            const bool named = at > 0 && word(at - 1).has(Cue::article);
            if (kind == PeriodKind::weekend && named && !(i > at + 1 && word(i).starter)) {
                Pattern weekend;
                weekend.kind = Pattern::Kind::weekend;
                auto result = as_pattern(weekend, false, at + 1);
                result.value.weekday_only = true;
                return result;
            }
            if (i == at + 1) {
                return std::nullopt;
            }
            const auto day = date(i);
            if (!day || !day->value.is_day) {
                return std::nullopt;
            }
            const auto placed_at = place(day->value, context_.reference, Direction::nearest);
            if (!placed_at) {
                return std::nullopt;
            }
            Period week = week_period(placed_at->from);
            if (kind == PeriodKind::weekend) {
                week.from += days{5};
            }
            return placed(week, day->end);
        }
        case PeriodKind::day:
        case PeriodKind::schoolday:
        case PeriodKind::workday:
            return beside_vacation(at + 1, kind, 1, false);
        default:
            return std::nullopt;
    }
}

/// The n-th (or last) day, school day or week before or after a vacation, feast or day.
std::optional<ReadDate> DateParser::beside_vacation(std::size_t at, PeriodKind kind, int nth,
                                                    bool last) const {
    const auto anchor = words_.anchors.forward(ids_, at);
    if (!anchor) {
        return std::nullopt;
    }
    const bool back = anchor->value;
    if (last && !back) {
        return std::nullopt;
    }
    const auto other = endpoint(at + anchor->length);
    if (!other || other->value.is_now) {
        return std::nullopt;
    }
    const auto period = place(other->value, context_.reference, Direction::future);
    if (!period || (kind == PeriodKind::schoolday && !context_.vacations_known)) {
        return other->value.needs_calendar || kind == PeriodKind::schoolday
                   ? std::optional<ReadDate>(unknown(other->end))
                   : std::nullopt;
    }
    const Date edge = back ? period->from : period->to;
    Amount amount;
    switch (kind) {
        case PeriodKind::week: {
            // The week next to a vacation touches it; the week before a day is the one before its
            // own.
            const int distance = other->value.vacation ? 7 * (nth - 1) + 1 : 7 * nth;
            const Date in_week = edge + days{back ? -distance : distance};
            return placed(week_period(in_week), other->end);
        }
        case PeriodKind::schoolday:
            amount.add(Unit::schoolday, nth * 100);
            break;
        case PeriodKind::workday:
            amount.add(Unit::workday, nth * 100);
            break;
        default:
            amount.add(Unit::day, nth * 100);
            break;
    }
    return placed_day(add(edge, amount, back, counting()), other->end);
}

/// What is counted behind "eerste", "derde" or "laatste" (nth 0).
std::optional<ReadDate> DateParser::nth_of(std::size_t at, int nth) const {
    const Word& counted = word(at);
    const PeriodKind kind = counted.period;
    if (kind == PeriodKind::quarter && nth >= 1 && nth <= 4) {
        Pattern pattern;
        pattern.kind = Pattern::Kind::quarter;
        pattern.nth = static_cast<std::uint8_t>(nth);
        return with_year(pattern, false, at + 1);
    }
    if (kind == PeriodKind::schoolhalf) {
        return nth >= 1 ? std::optional<ReadDate>(unknown(at + 1)) : std::nullopt;
    }
    const bool weekday = counted.weekday != 0 && !counted.short_form;
    if (!weekday && kind != PeriodKind::week && kind != PeriodKind::day &&
        kind != PeriodKind::schoolday && kind != PeriodKind::workday) {
        return std::nullopt;
    }
    const auto anchor = words_.anchors.forward(ids_, at + 1);
    if (anchor && !weekday) {
        return beside_vacation(at + 1, kind, nth == 0 ? 1 : nth, nth == 0);
    }
    if (anchor && nth > 0) {  // "de derde dinsdag na Kerst"
        const auto other = endpoint(at + 1 + anchor->length);
        const auto period =
            other ? place(other->value, context_.reference, Direction::future) : std::nullopt;
        if (period && !anchor->value) {
            const auto first =
                choose(weekday_pattern(counted.weekday), period->to, Direction::future, false);
            return placed_day(first->from + days{7 * (nth - 1)}, other->end);
        }
        return std::nullopt;
    }
    const std::size_t i = skip_small(at + 1);
    std::optional<Period> month;
    std::size_t end = i + 1;
    if (i > at + 1 && word(i).month != 0) {
        Pattern pattern;
        pattern.month = word(i).month;
        pattern.nth = static_cast<std::uint8_t>(nth);
        pattern.weekday = counted.weekday;
        if (weekday) {
            pattern.kind = Pattern::Kind::nth_weekday;
            return with_year(pattern, true, i + 1);
        }
        if (kind == PeriodKind::week) {
            pattern.kind = Pattern::Kind::nth_week;
            return with_year(pattern, false, i + 1);
        }
        const auto said = year_after(i + 1, false);
        month =
            in_year(month_pattern(word(i).month), said.year.value_or(year_of(context_.reference)));
        end = said.end;
    } else if (i > at + 1 &&
               (word(i).period == PeriodKind::month || word(i).period == PeriodKind::year)) {
        month = period_now(word(i).period, 0);
    } else if (const auto name = words_.names.forward(ids_, i);
               i > at + 1 && name && name->value.kind == Name::Kind::which) {
        const PeriodKind whole = word(i + name->length).period;
        if (whole == PeriodKind::month || whole == PeriodKind::year) {
            month = period_now(whole, shift_of(static_cast<Which>(name->value.value)));
            end = i + name->length + 1;
        }
    } else if (i > at + 1) {
        if (const auto year = year_only(i)) {
            month = year->value.period;
            end = year->end;
        }
    } else if (weekday && nth > 0) {
        month = period_now(PeriodKind::month, 0);  // "de tweede dinsdag": of this month
        end = at + 1;
    }
    if (!month) {
        return std::nullopt;
    }
    if (weekday) {
        const auto day = nth_weekday_in(*month, counted.weekday, nth);
        return day ? std::optional<ReadDate>(placed_day(*day, end)) : std::nullopt;
    }
    if (kind == PeriodKind::week) {
        const auto in_week = nth_weekday_in(*month, nth == 0 ? 7 : 1, nth);
        return in_week ? std::optional<ReadDate>(placed(week_period(*in_week), end)) : std::nullopt;
    }
    if (kind == PeriodKind::day) {
        return placed_day(nth == 0 ? month->to : month->from + days{nth - 1}, end);
    }
    return std::nullopt;
}

}  // namespace meldbrug::reading::dating
