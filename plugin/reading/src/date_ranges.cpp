// Two days that share a month or stand in one chain of digits.
#include "date_parser.hpp"

namespace meldbrug::reading::dating {

using core::Date;

std::optional<ReadRange> DateParser::joined_range(std::size_t at) const {
    if (const auto digits = chain(at); digits && !digits->broken && digits->count >= 3) {
        const auto& v = digits->value;
        const auto& s = digits->sign;
        const auto day = [&](std::size_t i) -> std::optional<DateValue> {
            if (!can_be_day(v[i + 1], v[i])) {
                return std::nullopt;
            }
            return as_pattern(month_day_pattern(v[i + 1], v[i]), true, 0).value;
        };
        const auto dated = [&](std::size_t i) -> std::optional<DateValue> {
            const int year = digits->digits[i + 2] == 4 ? v[i + 2] : full_year(v[i + 2]);
            const auto made =
                make_day(year, static_cast<unsigned>(v[i + 1]), static_cast<unsigned>(v[i]));
            return made ? std::optional<DateValue>(placed_day(*made, 0).value) : std::nullopt;
        };
        std::optional<DateValue> left;
        std::optional<DateValue> right;
        if (digits->count == 3 && s[0] == '-' && s[1] == '/' &&
            can_be_day(v[2], v[0])) {  // 18-19/3
            left = as_pattern(month_day_pattern(v[2], v[0]), true, 0).value;
            right = day(1);
        } else if (digits->count == 4 && s[0] == s[2] && s[0] != s[1]) {  // 29/2-1/3
            left = day(0);
            right = day(2);
        } else if (digits->count == 5 && s[0] == s[2] && s[2] == s[3] &&
                   s[1] != s[0]) {  // 1/10-2/11/2017
            left = day(0);
            right = dated(2);
        } else if (digits->count == 6 && digits->digits[2] == 4 && digits->digits[5] == 4) {
            left = dated(0);
            right = dated(3);
        }
        if (left && right) {
            return ReadRange{*left, *right, digits->end};
        }
        return std::nullopt;
    }
    // "volgende maand van 4 tot 23", "november 19-20"
    std::optional<Period> month;
    std::size_t i = at;
    if (const auto name = words_.names.forward(ids_, at);
        name && name->value.kind == Name::Kind::which &&
        word(at + name->length).period == PeriodKind::month) {
        month = period_now(PeriodKind::month, shift_of(static_cast<Which>(name->value.value)));
        i = at + name->length + 1;
        const auto lead = words_.leads.backward(ids_, i + 1, i);
        if (lead && (lead->value == Lead::of || lead->value == Lead::between)) {
            ++i;
        }
    }
    const bool month_first = word(at).month != 0;
    if (month_first) {
        i = at + 1;
    }
    if (!month && !month_first && !is_number(at) && word(at).number <= 1 && word(at).ordinal < 1) {
        return std::nullopt;
    }
    const auto first = day_number(i);
    if (!first) {
        return std::nullopt;
    }
    std::size_t j = first->end;
    const auto link = words_.connectors.forward(ids_, j);
    if (!link) {
        return std::nullopt;
    }
    j += link->length;
    if (is_word(j) && word(j).has(Cue::article) && word(j).number < 0) {
        ++j;
    }
    const auto second = day_number(j);
    if (!second || second->day <= first->day) {
        return std::nullopt;
    }
    if (month || month_first) {
        if (is_word(second->end) && word(second->end).unit != Unit::none) {
            return std::nullopt;
        }
        if (month) {
            const auto from = make_day(year_of(month->from), month_of(month->from),
                                       static_cast<unsigned>(first->day));
            const auto to = make_day(year_of(month->from), month_of(month->from),
                                     static_cast<unsigned>(second->day));
            if (!from || !to) {
                return std::nullopt;
            }
            return ReadRange{placed_day(*from, 0).value, placed_day(*to, 0).value, second->end};
        }
        if (!can_be_day(word(at).month, first->day) || !can_be_day(word(at).month, second->day) ||
            link->value == Connector::conjunction) {
            return std::nullopt;
        }
        return ReadRange{as_pattern(month_day_pattern(word(at).month, first->day), true, 0).value,
                         as_pattern(month_day_pattern(word(at).month, second->day), true, 0).value,
                         second->end};
    }
    // "3-7 maart", "achtste tot elfde mei 2010"
    auto right = from_day(j);
    if (!right || !right->value.is_day) {
        return std::nullopt;
    }
    DateValue left;
    if (right->value.pattern && right->value.pattern->kind == Pattern::Kind::month_day) {
        left.pattern = month_day_pattern(right->value.pattern->month, first->day);
    } else if (right->value.period) {
        const Date day = right->value.period->from;
        const auto made = make_day(year_of(day), month_of(day), static_cast<unsigned>(first->day));
        if (!made) {
            return std::nullopt;
        }
        left.period = Period{*made, *made};
    } else {
        return std::nullopt;
    }
    return ReadRange{left, right->value, right->end};
}

}  // namespace meldbrug::reading::dating
