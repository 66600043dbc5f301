// What stands at a token, and the one door in: whatever can be a date there.
#include "date_parser.hpp"

namespace meldbrug::reading::dating {

using core::Date;
using std::chrono::days;

DateParser::DateParser(const Tokens& tokens, const std::vector<WordId>& ids,
                       const DateContext& context, const DateWords::Compiled& words)
    : tokens_(tokens), ids_(ids), context_(context), words_(words) {}

std::optional<int> DateParser::number(std::size_t at) const {
    if (!is_number(at) || tokens_[at].folded.size() > 4) {
        return std::nullopt;
    }
    int value = 0;
    for (const char digit : tokens_[at].folded) {
        value = value * 10 + (digit - '0');
    }
    return value;
}

DayCounting DateParser::counting() const {
    return DayCounting{context_.calendar, context_.vacations_known, context_.policy};
}

std::optional<Period> DateParser::place(const DateValue& value, Date day, Direction direction,
                                        bool same_day) const {
    if (value.period) {
        return value.period;
    }
    if (!value.pattern) {
        return std::nullopt;
    }
    const Direction way = value.said.value_or(direction);
    if (value.said && value.pattern->kind != Pattern::Kind::weekday) {
        // "volgende Koningsdag" is not today's, "vorige" not the one that is going on.
        const Date start = way == Direction::future ? day + days{1} : day - days{1};
        return choose(*value.pattern, start, way, same_day);
    }
    return choose(*value.pattern, day, way, same_day);
}

std::optional<ReadDate> DateParser::date(std::size_t at) const {
    if (at >= tokens_.size()) {
        return std::nullopt;
    }
    if (is_number(at)) {
        if (word(at).starts_name) {  // "2e kerstdag"
            if (auto named = from_name(at)) {
                return named;
            }
        }
        const auto digits = chain(at);
        if (digits->count > 1) {
            return at > 0 && word(at - 1).has(Cue::not_a_date_before) ? std::nullopt
                                                                      : chain_date(*digits);
        }
        return digits->broken ? std::nullopt : from_day(at);
    }
    const Word& first = word(at);
    if (!first.starter) {
        return std::nullopt;
    }
    if (first.starts_name) {
        if (auto named = from_name(at)) {
            return named;
        }
    }
    if (first.weekday != 0) {
        if (auto weekday = from_weekday(at)) {
            return weekday;
        }
    }
    if (first.part != Part::none) {
        if (auto part = from_part(at, first.part)) {
            return part;
        }
    }
    if (first.ordinal > 0 || first.number > 1) {
        if (auto day = from_day(at)) {
            return day;
        }
    }
    if (first.month != 0) {
        return from_month(at);
    }
    return first.period != PeriodKind::none || first.week_number ? from_period(at) : std::nullopt;
}

std::optional<ReadDate> DateParser::endpoint(std::size_t at) const {
    std::size_t i = at;
    for (int small = 0; small < 3 && is_word(i); ++small) {
        const auto lead = words_.leads.backward(ids_, i + 1, i);
        const bool links =
            (word(i).has(Cue::article) && word(i).number < 0 && !word(i).starts_name) ||
            (lead && (lead->value == Lead::on || lead->value == Lead::of ||
                      lead->value == Lead::in || lead->value == Lead::by));
        if (!links) {
            break;
        }
        ++i;
    }
    if (word(i).has(Cue::now)) {
        auto result = placed_day(context_.reference, i + 1);
        result.value.is_now = true;
        return result;
    }
    if (auto found = date(i)) {
        return found;
    }
    return year_only(i);
}

}  // namespace meldbrug::reading::dating
