/// \file
/// The words of dates, compiled for look-up: every word of the data has a small number, and what it
/// can mean is a row of a table.
///
/// Errors:   see `DateWords::from_json`.
/// Threads:  immutable after loading.
/// Source:   notes-schema/vocabulary/nl/dates.json.
#pragma once

#include "tokens.hpp"
#include "word_table.hpp"

#include "meldbrug/core/date.hpp"
#include "meldbrug/reading/date_expression.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meldbrug::reading::dating {

enum class Unit : std::uint8_t {
    none,
    day,
    workday,
    schoolday,
    week,
    month,
    quarter,
    halfyear,
    year,
    hour,
    halfhour,
    quarterhour,
    minute
};

enum class PeriodKind : std::uint8_t {
    none,
    day,
    week,
    workweek,
    weekend,
    month,
    quarter,
    year,
    schoolyear,
    schoolhalf,
    schoolday,
    workday
};

/// Which one of a row of periods: "deze", "volgende", "komende", "vorige", "afgelopen".
enum class Which : std::uint8_t { none, current, next, coming, previous, past };

enum class Part : std::uint8_t { none, begin, middle, end, first_half, second_half };

/// What the words before a date make of it.
enum class Lead : std::uint8_t {
    none,
    on,       ///< op 3 maart
    by,       ///< uiterlijk 3 maart: the day itself counts
    before,   ///< voor 3 maart: the day before is the last
    until,    ///< tot 3 maart
    from,     ///< vanaf
    since,    ///< sinds
    after,    ///< na
    over,     ///< over drie weken
    within,   ///< binnen drie weken
    in,       ///< in maart, in drie weken
    during,   ///< gedurende drie weken
    between,  ///< tussen
    of,       ///< van
    each      ///< elke drie weken: a schedule, no term
};

enum class Connector : std::uint8_t { none, until, through, conjunction, choice };

/// What a word in the neighbourhood says about a date.
enum class Cue : std::uint8_t {
    negation,
    need,
    condition,
    past,
    future,
    lasting,
    wish,
    wisher,
    agreement,
    schedule,
    for_noun,
    must,
    today_anchor,
    hedge,
    article,
    age_verb,
    birthday,
    greeting,
    not_a_date_before,
    after_day,
    clock_before,
    now
};
using CueSet = std::uint32_t;
[[nodiscard]] constexpr CueSet bit(Cue cue) {
    return CueSet{1} << static_cast<unsigned>(cue);
}

/// Everything one word can mean; a word may have several meanings ("half", "morgen", "mei").
struct Word {
    std::uint8_t month = 0;
    std::uint8_t weekday = 0;
    bool short_form = false;  ///< needs a dot, a day or a preposition beside it to count
    std::int16_t number = -1;
    std::int16_t ordinal = -1;
    std::int16_t hundredths = -1;  ///< half, anderhalf, tweeënhalf
    std::int16_t vague = -1;       ///< een paar
    Unit unit = Unit::none;
    Unit short_unit = Unit::none;
    PeriodKind period = PeriodKind::none;
    Part part = Part::none;
    bool week_number = false;
    bool half_of = false;         ///< de eerste helft
    bool whole = false;           ///< de hele week
    bool number_link = false;     ///< between two numbers: "2 à 3"
    bool ordinal_ending = false;  ///< the "e" of "3e"
    bool starts_name = false;     ///< first word of a name, which may have several
    bool starter = false;         ///< whether a date can begin here at all
    CueSet cues = 0;
    [[nodiscard]] bool has(Cue cue) const { return (cues & bit(cue)) != 0; }
};

/// What a name of one or more words stands for.
struct Name {
    enum class Kind : std::uint8_t { relative_day, feast, vacation, season, event, which };
    Kind kind = Kind::relative_day;
    std::int16_t value =
        0;  ///< days from the reference, index of a feast, vacation or season, a `Which`
};

/// Phrases by their first (or, for what stands before a date, their last) word.
template <class Value>
class PhraseTable {
public:
    void add(std::vector<WordId> words, Value value, bool keyed_by_last) {
        const WordId key = keyed_by_last ? words.back() : words.front();
        if (rows_.size() <= key) {
            rows_.resize(std::size_t{key} + 1);
        }
        auto& row = rows_[key];
        std::size_t at = 0;  // longest first, so that the first that fits is the right one
        while (at < row.size() && row[at].first.size() >= words.size()) {
            ++at;
        }
        row.insert(row.begin() + static_cast<std::ptrdiff_t>(at), {std::move(words), value});
    }
    struct Found {
        Value value;
        std::size_t length;
    };
    /// The longest phrase that begins at `at`.
    [[nodiscard]] std::optional<Found> forward(const std::vector<WordId>& ids,
                                               std::size_t at) const {
        if (at >= ids.size() || ids[at] >= rows_.size()) {
            return std::nullopt;
        }
        for (const auto& [words, value] : rows_[ids[at]]) {
            if (at + words.size() <= ids.size() && equal(words, ids, at)) {
                return Found{value, words.size()};
            }
        }
        return std::nullopt;
    }
    /// The longest phrase that ends just before `end` and begins at `first` or later.
    [[nodiscard]] std::optional<Found> backward(const std::vector<WordId>& ids, std::size_t end,
                                                std::size_t first) const {
        if (end <= first || end > ids.size() || ids[end - 1] >= rows_.size()) {
            return std::nullopt;
        }
        for (const auto& [words, value] : rows_[ids[end - 1]]) {
            if (words.size() <= end - first && equal(words, ids, end - words.size())) {
                return Found{value, words.size()};
            }
        }
        return std::nullopt;
    }

private:
    static bool equal(const std::vector<WordId>& words, const std::vector<WordId>& ids,
                      std::size_t at) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] != ids[at + i]) {
                return false;
            }
        }
        return true;
    }
    std::vector<std::vector<std::pair<std::vector<WordId>, Value>>> rows_;
};

/// A feast: a fixed day, a distance to Easter, the n-th weekday of a month, or a list of days.
struct Feast {
    std::uint8_t month = 0;
    std::uint8_t day = 0;
    bool not_on_sunday = false;  ///< moves to the Saturday before (Koningsdag)
    std::optional<int> easter;
    std::uint8_t weekday = 0;
    std::uint8_t nth = 0;
    std::vector<core::Date> days;

    [[nodiscard]] std::optional<core::Date> in(int year) const;
};

struct Season {
    std::uint8_t month = 0;
    std::uint8_t day = 0;
    std::string vacation;  ///< "voor de zomer" at a school is before this vacation
};

}  // namespace meldbrug::reading::dating

namespace meldbrug::reading {

struct DateWords::Compiled {
    WordTable index;
    std::vector<dating::Word> words;  ///< by number; row 0 means nothing
    dating::PhraseTable<dating::Name> names;
    dating::PhraseTable<dating::Which> after_date;
    dating::PhraseTable<dating::Lead> leads;
    dating::PhraseTable<dating::Connector> connectors;
    dating::PhraseTable<bool> hedges;
    dating::PhraseTable<bool>
        anchors;  ///< between an amount and its anchor; true counts back ("voor")
    dating::PhraseTable<bool> ago;
    dating::PhraseTable<bool> later;
    dating::PhraseTable<bool> frequency;    ///< after an amount: a rhythm, no term
    dating::PhraseTable<bool> observation;  ///< after an amount: how long something went on
    dating::PhraseTable<bool> age;
    dating::PhraseTable<bool> not_dates;  ///< digits that look like a day: "24/7"
    std::vector<dating::Feast> feasts;
    std::vector<dating::Season> seasons;  ///< by number of the season's name
    std::vector<std::string> vacations;   ///< ids; an empty one is any vacation
};

}  // namespace meldbrug::reading
