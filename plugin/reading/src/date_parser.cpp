#include "date_parser.hpp"

#include <array>

namespace meldbrug::reading::dating {
namespace {

using core::Date;
using std::chrono::days;

constexpr int half_of_one = 50;  // in hundredths

/// Years that a note writes in full; older and later numbers are something else (room, amount).
constexpr int earliest_year = 1990;
constexpr int latest_year = 2100;
/// "'85" is 1985, "'26" is 2026: nobody in a school's notes was born before 1970.
constexpr int first_two_digit_year = 70;

int full_year(int two_digits) {
    return two_digits + (two_digits >= first_two_digit_year ? 1900 : 2000);
}

bool is_year(int value) {
    return value >= earliest_year && value <= latest_year;
}

ReadDate placed_day(Date day, std::size_t end) {
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

}  // namespace

/// Numbers that touch, with the signs between them: "12-03-2026", "29/2-1/3".
struct DateParser::Chain {
    static constexpr std::size_t most = 6;  // two days with their years
    std::array<int, most> value{};
    std::array<std::size_t, most> digits{};
    std::array<char, most> sign{};  ///< after that number
    std::size_t count = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool broken = false;  ///< too long, or grown together with something else: no date
};

DateParser::DateParser(const Tokens& tokens, const std::vector<WordId>& ids,
                       const DateContext& context, const DateWords::Compiled& words)
    : tokens_(tokens), ids_(ids), context_(context), words_(words) {}

const Word& DateParser::word(std::size_t at) const {
    return words_.words[id(at)];
}

bool DateParser::sign(std::size_t at, std::string_view text) const {
    return at < tokens_.size() && tokens_[at].kind == Token::Kind::punct &&
           tokens_[at].folded == text;
}

bool DateParser::is_word(std::size_t at) const {
    return at < tokens_.size() && tokens_[at].kind == Token::Kind::word;
}

bool DateParser::is_number(std::size_t at) const {
    return at < tokens_.size() && tokens_[at].kind == Token::Kind::number;
}

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

bool DateParser::touches(std::size_t at) const {
    return at < tokens_.size() && tokens_.touches_previous(at);
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

// --- digits ------------------------------------------------------------------------------------

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

// --- days, months and years ----------------------------------------------------------------------

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
    Pattern pattern;
    pattern.kind = Pattern::Kind::month;
    pattern.month = static_cast<std::uint8_t>(month);
    return with_year(pattern, false, end);
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

// --- weekdays
// --------------------------------------------------------------------------------------

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
    Pattern pattern;
    pattern.kind = Pattern::Kind::weekday;
    pattern.weekday = static_cast<std::uint8_t>(weekday);
    auto result = as_pattern(pattern, true, end);
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

// --- names
// -------------------------------------------------------------------------------------------

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
            return from_feast(at, words_.feasts[index], end);
        case Name::Kind::vacation:
            return from_vacation(words_.vacations[index], end);
        case Name::Kind::season:
            return from_season(at, words_.seasons[index], end);
        case Name::Kind::event:
            return std::nullopt;  // only "de volgende rapportbespreking" is one day
        case Name::Kind::which:
            return from_which(at, static_cast<Which>(name->value.value), end);
    }
    return std::nullopt;
}

std::optional<ReadDate> DateParser::from_feast(std::size_t at, const Feast& feast,
                                               std::size_t end) const {
    static_cast<void>(at);
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

// --- volgende, komende, vorige
// ------------------------------------------------------------------------

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

std::optional<ReadDate> DateParser::from_which(std::size_t at, Which which, std::size_t end) const {
    static_cast<void>(at);
    if (const auto inner = words_.names.forward(ids_, end)) {
        const auto index = static_cast<std::size_t>(inner->value.value);
        const std::size_t after = end + inner->length;
        std::optional<ReadDate> found;
        switch (inner->value.kind) {
            case Name::Kind::which:  // "deze aankomende vrijdag"
                return which == Which::current
                           ? from_which(end, static_cast<Which>(inner->value.value), after)
                           : std::nullopt;
            case Name::Kind::feast:
                found = from_feast(end, words_.feasts[index], after);
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
        Pattern pattern;
        pattern.kind = Pattern::Kind::weekday;
        pattern.weekday = next.weekday;
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
                auto result = as_pattern(pattern, true, after);
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
    if (sign(i, "-") || sign(i, ",")) {
        ++i;
    } else if (const auto lead = words_.leads.backward(ids_, i + 1, i);
               lead && (lead->value == Lead::on || lead->value == Lead::between ||
                        lead->value == Lead::of)) {
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

// --- parts, weeks, the n-th of something
// -----------------------------------------------------------------

std::optional<ReadDate> DateParser::from_part(std::size_t at, Part part) const {
    const std::size_t i = skip_small(at + 1);
    if (word(i).month != 0) {
        Pattern pattern;
        pattern.kind = Pattern::Kind::month;
        pattern.month = word(i).month;
        pattern.part = part;
        const bool dotted = word(i).short_form && sign(i + 1, ".") && touches(i + 1);
        return with_year(pattern, false, dotted ? i + 2 : i + 1);
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
    } else if (word(i).period != PeriodKind::none && i > at + 1) {
        school_year = word(i).period == PeriodKind::schoolyear;
        whole = placed(period_now(word(i).period, 0), i + 1);
    } else if (word(i).period == PeriodKind::schoolyear || word(i).period == PeriodKind::week ||
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
            const auto first = choose(
                Pattern{Pattern::Kind::weekday, 0, 0, counted.weekday, 0, Part::none, nullptr},
                period->to, Direction::future, false);
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
        month = in_year(Pattern{Pattern::Kind::month, word(i).month, 0, 0, 0, Part::none, nullptr},
                        said.year.value_or(year_of(context_.reference)));
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

// --- the one door in
// -----------------------------------------------------------------------------------------

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

// --- amounts
// ---------------------------------------------------------------------------------------------------

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

// --- ranges that share a month
// -------------------------------------------------------------------------------------

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
