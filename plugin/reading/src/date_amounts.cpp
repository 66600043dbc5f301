// Amounts of time: "3 weken", "anderhalf jaar", "een week of zes".
#include "date_parser.hpp"

#include <algorithm>

namespace meldbrug::reading::dating {

namespace {
constexpr int half_of_one = 50;  // in hundredths
}  // namespace

Unit DateParser::unit(std::size_t at, bool after_digits) const {
    const Word& found = word(at);
    if (found.unit != Unit::none) {
        return found.unit;
    }
    // "6w", "3 u": one letter counts behind digits only, and not as somebody's initial ("3 J. de
    // Vries").
    const bool initial = sign(at + 1, ".") && touches(at + 1) && !touches(at);
    return after_digits && !initial ? found.short_unit : Unit::none;
}

std::optional<std::int32_t> DateParser::digits_quantity(std::size_t at, std::size_t& end) const {
    const auto value = number(at);
    constexpr int largest = 999;
    if (!value || *value > largest) {
        return std::nullopt;
    }
    if (at > 0 && touches(at) &&
        (is_word(at - 1) || sign(at - 1, ",") || sign(at - 1, ".") || sign(at - 1, ":"))) {
        return std::nullopt;
    }
    end = at + 1;
    std::int32_t result = *value * 100;
    const bool fraction = (sign(end, ",") || sign(end, ".")) && touches(end) &&
                          is_number(end + 1) && touches(end + 1) &&
                          tokens_[end + 1].folded.size() <= 2;
    if (fraction) {
        const int rest = *number(end + 1);
        result += tokens_[end + 1].folded.size() == 1 ? rest * 10 : rest;
        end += 2;
    } else if (word(end).hundredths > 0 && touches(end) && !is_word(end)) {
        result += word(end).hundredths;  // "1½"
        ++end;
    }
    return result;
}

/// A number of things, in hundredths: "3", "1,5", "drie", "anderhalf", "een paar", "2 à 3" (the
/// latest).
std::optional<std::int32_t> DateParser::quantity(std::size_t at, std::size_t& end) const {
    std::optional<std::int32_t> result;
    const Word& first = word(at);
    if (is_number(at)) {
        result = digits_quantity(at, end);
    } else if (first.hundredths > 0) {
        end = at + 1;
        result = first.hundredths;
    } else if (first.number >= 0) {
        end = at + 1;
        result = first.number * 100;
        if (sign(end, "(") && number(end + 1) == first.number && sign(end + 2, ")")) {
            end += 3;  // "zes (6) weken"
        }
        if (first.number == 1 && word(end).hundredths > 0 && word(end).hundredths < 100) {
            result = word(end).hundredths;  // "een half jaar"
            ++end;
        } else if (first.number == 1 && word(end).vague > 0) {
            result = word(end).vague * 100;  // "een paar weken"
            ++end;
        }
    } else if (first.vague > 0) {
        end = at + 1;
        result = first.vague * 100;
    }
    const auto joined = result ? words_.connectors.forward(ids_, end) : std::nullopt;
    if (joined && joined->value == Connector::conjunction && word(end + 1).number == 1 &&
        word(end + 2).hundredths == half_of_one) {
        result = *result + half_of_one;  // "twee en een halve week"
        end += 3;
    }
    return result;
}

std::optional<ReadAmount> DateParser::amount(std::size_t at) const {
    const Word& first = word(at);
    ReadAmount result;
    if (first.whole) {
        const Unit whole = word(at + 1).unit;
        if (whole == Unit::day || whole == Unit::week || whole == Unit::month ||
            whole == Unit::year) {
            result.amount.add(whole, 100);
            result.end = at + 2;
            return result;
        }
        return std::nullopt;
    }
    std::size_t end = at;
    auto count = quantity(at, end);
    if (!count) {
        return std::nullopt;
    }
    result.amount.vague = first.vague > 0 || (first.number == 1 && word(at + 1).vague > 0);
    bool digits = is_number(at);
    bool linked = false;                            // "van 10 tot 11 uur" is a time of the day
    if (word(end).number_link || sign(end, "-")) {  // "2 à 3 weken", "2-3 weken"
        std::size_t second_end = end + 1;
        const auto second = quantity(end + 1, second_end);
        if (second && unit(second_end, is_number(end + 1)) != Unit::none) {
            linked = true;
            count = std::max(*count, *second);
            digits = is_number(end + 1);
            end = second_end;
        }
    }
    Unit kind = unit(end, digits);
    const auto lead = words_.leads.backward(ids_, at, 0);
    const bool clock =
        kind == Unit::hour &&
        ((linked && lead && lead->value == Lead::of) ||
         (at > 0 && word(at - 1).has(Cue::clock_before)) ||
         (digits && end > at + 2 && sign(at + 1, ".") && tokens_[at + 2].folded.size() == 2));
    if (kind == Unit::none || clock) {  // "om 3 uur" and "10.30 uur" are times of the day
        return std::nullopt;
    }
    ++end;
    // "een week of zes": about six weeks
    if (first.number == 1 && word(end).number_link) {
        std::size_t approximate_end = end + 1;
        const auto approximate = quantity(end + 1, approximate_end);
        if (approximate && *approximate > 100 && unit(approximate_end, true) == Unit::none &&
            word(approximate_end).month == 0) {
            count = approximate;
            end = approximate_end;
        }
    }
    result.amount.add(kind, *count);
    // "1 jaar, 1 maand en 21 dagen"
    constexpr int most_parts = 4;
    for (int part = 1; part < most_parts; ++part) {
        std::size_t next = end;
        const auto joined = words_.connectors.forward(ids_, next);
        if (sign(next, ",") || (joined && joined->value == Connector::conjunction)) {
            ++next;
        }
        std::size_t next_end = next;
        const auto more = quantity(next, next_end);
        if (!more) {
            break;
        }
        Unit next_kind = unit(next_end, is_number(next));
        if (next_kind == Unit::none && next_end > next && word(next_end - 1).hundredths > 0 &&
            next > end) {
            next_kind = kind;  // "een jaar en een kwart"
            --next_end;
        }
        if (next_kind == Unit::none || (next_kind == kind && word(next_end - 1).hundredths <= 0)) {
            break;
        }
        result.amount.add(next_kind, *more);
        end = next_end + 1;
        kind = next_kind;
    }
    result.end = end;
    return result;
}

}  // namespace meldbrug::reading::dating
