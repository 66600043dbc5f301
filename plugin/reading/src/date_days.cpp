// Days, months and years in words, and weekdays.
#include "date_parser.hpp"

namespace meldbrug::reading::dating {

using std::chrono::days;

std::optional<DateParser::Day> DateParser::day_number(std::size_t at) const {
    if (is_number(at)) {
        const auto value = number(at);
        if (!value || *value < 1 || *value > 31 || tokens_[at].folded.size() > 2) {
            return std::nullopt;
        }
        if (word(at + 1).ordinal_ending && is_word(at + 1) &&
            (touches(at + 1) ||
             tokens_[at + 1].folded.size() > 2)) {  // "20 ste" happens, "20 e" not
            return Day{*value, at + 2, true};
        }
        return Day{*value, at + 1, false};
    }
    const Word& found = word(at);
    if (found.ordinal >= 1 && found.ordinal <= 31) {
        return Day{found.ordinal, at + 1, true};
    }
    if (found.number >= 2 && found.number <= 31) {  // "een" is an article first
        return Day{found.number, at + 1, false};
    }
    return std::nullopt;
}

DateParser::YearSaid DateParser::year_after(std::size_t at, bool two_digits) const {
    std::size_t i = at;
    if (sign(i, ",")) {
        ++i;
    }
    if (sign(i, "'") && is_number(i + 1) && touches(i + 1) && tokens_[i + 1].folded.size() == 2) {
        return YearSaid{full_year(*number(i + 1)), i + 2};
    }
    const std::size_t before_link = i;
    if (is_word(i) && (word(i).has(Cue::article) || skip_small(i) != i)) {
        i = skip_small(i);
    }
    if (const auto value = number(i); value && tokens_[i].folded.size() == 4 && is_year(*value) &&
                                      !(sign(i + 1, "-") && touches(i + 1) && is_number(i + 2)) &&
                                      word(i + 1).unit == Unit::none) {
        return YearSaid{*value, i + 1};
    }
    i = skip_small(before_link);
    if (const auto name = words_.names.forward(ids_, i);
        name && name->value.kind == Name::Kind::which &&
        word(i + name->length).period == PeriodKind::year) {
        return YearSaid{
            year_of(context_.reference) + shift_of(static_cast<Which>(name->value.value)),
            i + name->length + 1};
    }
    if (const auto value = number(at);
        two_digits && value && touches(at) && tokens_[at].folded.size() == 2) {
        return YearSaid{full_year(*value), at + 1};
    }
    return YearSaid{std::nullopt, at};
}

/// Skips "van", "in", "de" and the like: at most a preposition and an article.
std::size_t DateParser::skip_small(std::size_t at) const {
    std::size_t i = at;
    if (const auto lead = words_.leads.backward(ids_, i + 1, i);
        lead && (lead->value == Lead::of || lead->value == Lead::in || lead->value == Lead::on)) {
        ++i;
    }
    if (is_word(i) && word(i).has(Cue::article) && word(i).number < 0 && !word(i).starts_name) {
        ++i;
    }
    return i;
}

ReadDate DateParser::with_year(const Pattern& pattern, bool is_day, std::size_t end) const {
    const auto said = year_after(end, false);
    if (said.year) {
        if (const auto period = in_year(pattern, *said.year)) {
            ReadDate result = placed(*period, said.end);
            result.value.is_day = is_day;
            return result;
        }
    }
    return as_pattern(pattern, is_day, end);
}

std::optional<ReadDate> DateParser::from_day(std::size_t at) const {
    const auto day = day_number(at);
    if (!day) {
        return std::nullopt;
    }
    std::size_t i = day->end;
    const bool joined = (sign(i, "-") || sign(i, "/")) && touches(i) && touches(i + 1);
    if (joined) {
        ++i;
    } else if (day->ordinal && word(i).period == PeriodKind::day && word(i).unit == Unit::day) {
        i = skip_small(i + 1);  // "de 15e dag van juni"
    } else if (word(i).month == 0) {
        i = skip_small(i);
    }
    if (word(i).month != 0 && can_be_day(word(i).month, day->day)) {
        const Pattern pattern = month_day_pattern(word(i).month, day->day);
        std::size_t end = i + 1;
        if (joined && (sign(end, "-") || sign(end, "/")) && touches(end) && is_number(end + 1) &&
            touches(end + 1)) {
            const auto said = year_after(end + 1, true);
            if (const auto period = said.year ? in_year(pattern, *said.year) : std::nullopt) {
                return placed(*period, said.end);
            }
        }
        if (sign(end, ".") && touches(end) &&
            (word(i).short_form || tokens_[i].folded.size() <= 4)) {
            ++end;
        }
        return with_year(pattern, true, end);
    }
    return day->ordinal ? from_ordinal(at, *day) : std::nullopt;
}

std::optional<ReadDate> DateParser::from_ordinal(std::size_t at, const Day& day) const {
    if (word(day.end).half_of && day.day <= 2) {
        return from_part(day.end, day.day == 1 ? Part::first_half : Part::second_half);
    }
    if (auto nth = nth_of(day.end, day.day)) {
        return nth;
    }
    std::size_t i = day.end;
    if (word(i).period == PeriodKind::day && word(i).unit == Unit::day) {
        ++i;  // "de 15e dag van volgende maand"
    }
    i = skip_small(i);
    if (i > day.end) {
        if (word(i).period == PeriodKind::month) {  // "de 20e van de maand"
            const auto found = make_day(year_of(context_.reference), month_of(context_.reference),
                                        static_cast<unsigned>(day.day));
            if (found) {
                return placed_day(*found, i + 1);
            }
        }
        const auto name = words_.names.forward(ids_, i);
        if (name && name->value.kind == Name::Kind::which &&
            word(i + name->length).period == PeriodKind::month) {
            const auto month = which_period(
                PeriodKind::month, static_cast<Which>(name->value.value), i + name->length + 1);
            const auto found =
                make_day(year_of(month->value.period->from), month_of(month->value.period->from),
                         static_cast<unsigned>(day.day));
            return found ? std::optional<ReadDate>(placed_day(*found, month->end)) : std::nullopt;
        }
    }
    return bare_day(at, day);
}

/// "de 26e", "op de vijftiende": a day of a month that is not named.
std::optional<ReadDate> DateParser::bare_day(std::size_t at, const Day& day) const {
    if (at == 0 || !word(at - 1).has(Cue::article) || word(at - 1).number >= 0) {
        return std::nullopt;
    }
    constexpr int certainly_a_day = 13;  // few things are counted that far: steps, groups, times
    const bool in_digits = is_number(at);
    const bool free = !is_word(day.end) || word(day.end).has(Cue::after_day);
    const bool led =
        words_.leads.backward(ids_, at - 1, 0).has_value() || (at > 1 && word(at - 2).weekday != 0);
    if (!(free || (day.day >= certainly_a_day && in_digits)) || (!in_digits && !led)) {
        return std::nullopt;
    }
    Pattern pattern;
    pattern.kind = Pattern::Kind::day_of_month;
    pattern.day = static_cast<std::uint8_t>(day.day);
    return as_pattern(pattern, true, day.end);
}

std::optional<ReadDate> DateParser::from_month(std::size_t at) const {
    const int month = word(at).month;
    if (month == 0) {
        return std::nullopt;
    }
    std::size_t end = at + 1;
    const bool dotted = word(at).short_form && sign(end, ".") && touches(end);
    if (dotted) {
        ++end;
    }
    std::size_t i = end;
    if (is_word(i) && word(i).has(Cue::article) && word(i).number < 0) {
        ++i;  // "november de 15e"
    }
    if (const auto day = day_number(i); day && can_be_day(month, day->day) && is_number(i)) {
        // "in maart 3 gesprekken" is no day; "maart 3" at an end, or "maart de 3e", is.
        const auto digits = chain(i);
        const auto said = year_after(day->end, false);
        if (digits && digits->count == 1 && !digits->broken &&
            (day->ordinal || said.year || !is_word(day->end)) && !sign(day->end, ":")) {
            return with_year(month_day_pattern(month, day->day), true, day->end);
        }
    }
    return with_year(month_pattern(month), false, end);
}

std::optional<ReadDate> DateParser::year_only(std::size_t at) const {
    const auto value = number(at);
    const auto digits = chain(at);
    if (!value || !is_year(*value) || tokens_[at].folded.size() != 4 || !digits ||
        digits->count != 1 || digits->broken || word(at + 1).unit != Unit::none) {
        return std::nullopt;
    }
    const std::size_t i = sign(at + 1, ",") ? at + 2 : at + 1;
    if (word(i).month != 0) {
        return placed(month_period(*value, word(i).month), i + 1);
    }
    return placed(year_period(*value), at + 1);
}

std::optional<ReadDate> DateParser::from_weekday(std::size_t at) const {
    const int weekday = word(at).weekday;
    if (weekday == 0) {
        return std::nullopt;
    }
    const bool short_form = word(at).short_form;
    std::size_t end = at + 1;
    const bool dotted = short_form && sign(end, ".") && touches(end);
    if (dotted) {
        ++end;
    }
    std::size_t i = end;
    if (sign(i, ",")) {
        ++i;
    }
    const std::size_t behind = i;
    if (is_word(i) && word(i).has(Cue::article) && word(i).number < 0) {
        ++i;
    }
    // "dinsdag 9 mei", "di 12-3", "dinsdag de elfde": the date counts, the weekday only helps.
    if (is_number(i) || word(i).ordinal > 0 || word(i).number > 1 || word(i).month != 0) {
        const auto digits = chain(i);
        auto found = digits && digits->count > 1 ? chain_date(*digits)
                     : word(i).month != 0        ? from_month(i)
                                                 : from_day(i);
        if (found && found->value.is_day) {
            if (found->value.pattern) {
                found->value.pattern->weekday = static_cast<std::uint8_t>(weekday);
                if (found->value.pattern->kind == Pattern::Kind::day_of_month) {
                    found->value.pattern->kind = Pattern::Kind::weekday_day;
                }
            }
            return found;
        }
        const auto day = day_number(i);
        const bool alone = day && !is_word(day->end) && !sign(day->end, ":") &&
                           !sign(day->end, ".") &&
                           !(digits && (digits->count > 1 || digits->broken));
        if (day && !short_form && (day->ordinal || (alone && i == end))) {
            Pattern pattern;
            pattern.kind = Pattern::Kind::weekday_day;
            pattern.day = static_cast<std::uint8_t>(day->day);
            pattern.weekday = static_cast<std::uint8_t>(weekday);
            return as_pattern(pattern, true, day->end);
        }
    }
    if (auto found = weekday_of_week(behind, weekday)) {
        return found;
    }
    if (short_form) {
        const auto lead = words_.leads.backward(ids_, at, 0);
        const bool led = lead && (lead->value == Lead::on || lead->value == Lead::until ||
                                  lead->value == Lead::by || lead->value == Lead::from);
        const bool opens = at == 0 || (!is_word(at - 1) && !is_number(at - 1));
        if (!(led || (dotted && opens))) {
            return std::nullopt;
        }
    }
    auto result = as_pattern(weekday_pattern(weekday), true, end);
    result.value.weekday_only = true;
    return result;
}

/// "(vrijdag) volgende week", "(dinsdag) van vorige week", "(maandag) in week 14".
std::optional<ReadDate> DateParser::weekday_of_week(std::size_t at, int weekday) const {
    const std::size_t i = skip_small(at);
    const auto name = words_.names.forward(ids_, i);
    if (name && name->value.kind == Name::Kind::which) {
        const std::size_t week = i + name->length;
        if (word(week).period != PeriodKind::week) {
            return std::nullopt;
        }
        const auto found =
            which_period(PeriodKind::week, static_cast<Which>(name->value.value), week + 1);
        return placed_day(found->value.period->from + days{weekday - 1}, week + 1);
    }
    return std::nullopt;
}

}  // namespace meldbrug::reading::dating
