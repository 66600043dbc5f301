#include "read_date.hpp"

namespace meldbrug::reading::dating {
namespace {

/// Years that a note writes in full; older and later numbers are something else (room, amount).
constexpr int earliest_year = 1990;
constexpr int latest_year = 2100;
/// "'85" is 1985, "'26" is 2026: nobody in a school's notes was born before 1970.
constexpr int first_two_digit_year = 70;

}  // namespace

int full_year(int two_digits) {
    return two_digits + (two_digits >= first_two_digit_year ? 1900 : 2000);
}

bool is_year(int value) {
    return value >= earliest_year && value <= latest_year;
}

ReadDate placed_day(core::Date day, std::size_t end) {
    DateValue value;
    value.period = Period{day, day};
    return ReadDate{value, end};
}

ReadDate placed(Period period, std::size_t end) {
    DateValue value;
    value.period = period;
    value.is_day = period.from == period.to;
    return ReadDate{value, end};
}

ReadDate unknown(std::size_t end) {
    DateValue value;
    value.needs_calendar = true;
    value.is_day = false;
    return ReadDate{value, end};
}

ReadDate as_pattern(const Pattern& pattern, bool is_day, std::size_t end) {
    DateValue value;
    value.pattern = pattern;
    value.is_day = is_day;
    return ReadDate{value, end};
}

Pattern month_day_pattern(int month, int day) {
    Pattern pattern;
    pattern.kind = Pattern::Kind::month_day;
    pattern.month = static_cast<std::uint8_t>(month);
    pattern.day = static_cast<std::uint8_t>(day);
    return pattern;
}

Pattern month_pattern(int month, Part part) {
    Pattern pattern;
    pattern.kind = Pattern::Kind::month;
    pattern.month = static_cast<std::uint8_t>(month);
    pattern.part = part;
    return pattern;
}

Pattern weekday_pattern(int weekday) {
    Pattern pattern;
    pattern.kind = Pattern::Kind::weekday;
    pattern.weekday = static_cast<std::uint8_t>(weekday);
    return pattern;
}

bool can_be_day(int month, int day) {
    return month >= 1 && month <= 12 &&
           make_day(2000, static_cast<unsigned>(month),
                    static_cast<unsigned>(day))  // 2000 has a 29 February
               .has_value() &&
           day >= 1;
}

int shift_of(Which which) {
    switch (which) {
        case Which::next:
        case Which::coming:
            return 1;
        case Which::previous:
        case Which::past:
            return -1;
        default:
            return 0;
    }
}

std::optional<Direction> direction_of(Which which) {
    switch (which) {
        case Which::next:
        case Which::coming:
            return Direction::future;
        case Which::previous:
        case Which::past:
            return Direction::past;
        default:
            return std::nullopt;
    }
}

}  // namespace meldbrug::reading::dating
