// Days in digits: "12-03-2026", "12/3", and numbers that only look like them.
#include "date_parser.hpp"

namespace meldbrug::reading::dating {

std::optional<DateParser::Chain> DateParser::chain(std::size_t at) const {
    if (!is_number(at)) {
        return std::nullopt;
    }
    Chain found;
    found.begin = at;
    const auto grown_to = [&](std::size_t sign_at) {
        return touches(sign_at + 1) && (is_number(sign_at - 1) || is_word(sign_at - 1)) &&
               touches(sign_at);
    };
    if (at > 0 && touches(at)) {
        // "A1", "+31", "6,107.31" and "x-12" are grown together; "(12-3" and "datum:12-3" are not.
        constexpr std::string_view opening = "(\"'[";
        const Token& before = tokens_[at - 1];
        const bool opens = before.kind == Token::Kind::punct && before.folded.size() == 1 &&
                           opening.find(before.folded.front()) != std::string_view::npos;
        const bool after_label =
            (sign(at - 1, ":") || sign(at - 1, "-") || sign(at - 1, ",") || sign(at - 1, ".")) &&
            !(at > 1 && touches(at - 1) && (is_number(at - 2) || !sign(at - 1, ":")) &&
              word(at - 2).month == 0);
        found.broken = !opens && !after_label;
    }
    std::size_t i = at;
    while (true) {
        const std::size_t digits = tokens_[i].folded.size();
        if (found.count < Chain::most) {
            found.value[found.count] = number(i).value_or(-1);
            found.digits[found.count] = digits;
        } else {
            found.broken = true;
        }
        ++found.count;
        const bool linked = (sign(i + 1, "-") || sign(i + 1, "/") || sign(i + 1, ".")) &&
                            touches(i + 1) && is_number(i + 2) && touches(i + 2);
        if (!linked) {
            break;
        }
        if (found.count <= Chain::most) {
            found.sign[found.count - 1] = tokens_[i + 1].folded.front();
        }
        i += 2;
    }
    found.end = i + 1;
    if (const auto idiom = words_.not_dates.forward(ids_, at)) {
        found.broken = found.broken || at + idiom->length == found.end;
    }
    const bool runs_on = (sign(found.end, ":") || sign(found.end, "@") || sign(found.end, "_")) &&
                         grown_to(found.end) && is_number(found.end + 1);
    const bool is_share = sign(found.end, "%") || sign(found.end, "€");
    if (runs_on || is_share ||
        (found.count > 1 && touches(found.end) && is_word(found.end) &&
         word(found.end).unit == Unit::none)) {
        found.broken = true;
    }
    return found;
}

std::size_t DateParser::after_chain(std::size_t at) const {
    const auto found = chain(at);
    return found && (found->count > 1 || found->broken) ? found->end : at;
}

std::optional<ReadDate> DateParser::chain_date(const Chain& chain) const {
    if (chain.broken) {
        return std::nullopt;
    }
    const auto& v = chain.value;
    const auto& n = chain.digits;
    if (chain.count == 3 && chain.sign[0] == chain.sign[1]) {
        if (n[0] == 4) {
            const auto day =
                make_day(v[0], static_cast<unsigned>(v[1]), static_cast<unsigned>(v[2]));
            return day && n[1] <= 2 && n[2] <= 2
                       ? std::optional<ReadDate>(placed_day(*day, chain.end))
                       : std::nullopt;
        }
        if (n[0] > 2 || n[1] > 2 || (n[2] != 4 && n[2] != 2)) {
            return std::nullopt;
        }
        const int year = n[2] == 4 ? v[2] : full_year(v[2]);
        auto day = make_day(year, static_cast<unsigned>(v[1]), static_cast<unsigned>(v[0]));
        if (!day && chain.sign[0] == '/') {
            day = make_day(year, static_cast<unsigned>(v[0]), static_cast<unsigned>(v[1]));
        }
        return day ? std::optional<ReadDate>(placed_day(*day, chain.end)) : std::nullopt;
    }
    if (chain.count != 2) {
        return std::nullopt;
    }
    if (n[0] <= 2 && n[1] == 4 && v[0] >= 1 && v[0] <= 12 && is_year(v[1])) {
        return placed(month_period(v[1], static_cast<unsigned>(v[0])), chain.end);
    }
    if (n[0] == 4 && n[1] == 2 && is_year(v[0]) && v[1] >= 1 && v[1] <= 12 &&
        chain.sign[0] != '.') {
        return placed(month_period(v[0], static_cast<unsigned>(v[1])), chain.end);
    }
    if (n[0] > 2 || n[1] > 2) {
        return std::nullopt;
    }
    int day = v[0];
    int month = v[1];
    if (month > 12 && chain.sign[0] == '/') {
        std::swap(day, month);
    }
    if (!can_be_day(month, day)) {
        return std::nullopt;
    }
    // "1-2 kinderen", "3.5" and "groep 3/4" look the same: a preposition, a weekday or nothing
    // behind it must show that a day is meant.
    const std::size_t at = chain.begin;
    const bool weekday_before = at > 0 && word(at - 1).weekday != 0;
    const auto lead = words_.leads.backward(ids_, at, 0);
    const bool day_lead = lead && lead->value != Lead::over && lead->value != Lead::of &&
                          lead->value != Lead::each && lead->value != Lead::in &&
                          lead->value != Lead::during;
    const bool clock = at > 0 && word(at - 1).has(Cue::clock_before);
    const bool followed = is_word(chain.end) || is_number(chain.end);
    if (chain.sign[0] == '.' && !weekday_before && (!day_lead || clock)) {
        return std::nullopt;
    }
    if (n[0] == 1 && n[1] == 1 && followed && !weekday_before && !day_lead &&
        !(lead && lead->value == Lead::of)) {
        return std::nullopt;
    }
    const auto said = year_after(chain.end, false);
    const Pattern pattern = month_day_pattern(month, day);
    if (said.year) {
        const auto placed_at = in_year(pattern, *said.year);
        return placed_at ? std::optional<ReadDate>(placed(*placed_at, said.end)) : std::nullopt;
    }
    return as_pattern(pattern, true, chain.end);
}

}  // namespace meldbrug::reading::dating
