/// \file
/// Reads one day, period or amount of time at a place in the tokens of a text.
///
/// Errors:   none; every function looks at a bounded number of tokens.
/// Threads:  a `DateParser` belongs to one text.
#pragma once

#include "date_value.hpp"
#include "date_words.hpp"
#include "read_date.hpp"
#include "tokens.hpp"

#include "meldbrug/reading/date_expression.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace meldbrug::reading::dating {

class DateParser {
public:
    DateParser(const Tokens& tokens, const std::vector<WordId>& ids, const DateContext& context,
               const DateWords::Compiled& words);

    /// A day or period whose first word is at `at`.
    [[nodiscard]] std::optional<ReadDate> date(std::size_t at) const;
    /// The same behind a connector: articles are skipped, and a bare year counts.
    [[nodiscard]] std::optional<ReadDate> endpoint(std::size_t at) const;
    /// "3 weken", "anderhalf jaar", "1 jaar en 3 maanden".
    [[nodiscard]] std::optional<ReadAmount> amount(std::size_t at) const;
    /// The number of a week, behind "week" or "week 12 t/m".
    [[nodiscard]] std::optional<ReadDate> week_number(std::size_t at) const;
    /// Numbers that share a month ("3-7 maart", "volgende maand van 4 tot 23") or a chain of digits
    /// that holds two days ("29/2-1/3").
    [[nodiscard]] std::optional<ReadRange> joined_range(std::size_t at) const;
    /// The token after a chain of digits ("06-12-03-20-26") that is one thing and no date; `at`
    /// itself when none.
    [[nodiscard]] std::size_t after_chain(std::size_t at) const;

    /// Places a value in time, seen from `day`.
    [[nodiscard]] std::optional<Period> place(const DateValue& value, core::Date day,
                                              Direction direction, bool same_day = false) const;
    [[nodiscard]] DayCounting counting() const;

    // What stands at a token; total, so that callers need not check the end of the text.
    [[nodiscard]] const Word& word(std::size_t at) const { return words_.words[id(at)]; }
    [[nodiscard]] WordId id(std::size_t at) const {
        return at < ids_.size() ? ids_[at] : WordId{0};
    }
    [[nodiscard]] bool sign(std::size_t at, std::string_view text) const {
        return is(at, Token::Kind::punct) && tokens_[at].folded == text;
    }
    [[nodiscard]] bool is_word(std::size_t at) const { return is(at, Token::Kind::word); }
    [[nodiscard]] bool is_number(std::size_t at) const { return is(at, Token::Kind::number); }
    /// Value of a number token of at most four digits.
    [[nodiscard]] std::optional<int> number(std::size_t at) const;
    [[nodiscard]] bool touches(std::size_t at) const {
        return at < tokens_.size() && tokens_.touches_previous(at);
    }

private:
    [[nodiscard]] bool is(std::size_t at, Token::Kind kind) const {
        return at < tokens_.size() && tokens_[at].kind == kind;
    }

    /// Numbers that touch, with the signs between them: "12-03-2026", "29/2-1/3".
    struct Chain {
        static constexpr std::size_t most = 6;  // two days with their years
        std::array<int, most> value{};
        std::array<std::size_t, most> digits{};
        std::array<char, most> sign{};  ///< after that number
        std::size_t count = 0;
        std::size_t begin = 0;
        std::size_t end = 0;
        bool broken = false;  ///< too long, or grown together with something else: no date
    };
    struct Day {
        int day = 0;
        std::size_t end = 0;
        bool ordinal = false;
    };

    [[nodiscard]] std::optional<Chain> chain(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> chain_date(const Chain& chain) const;
    [[nodiscard]] std::optional<Day> day_number(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> from_day(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> from_ordinal(std::size_t at, const Day& day) const;
    [[nodiscard]] std::optional<ReadDate> bare_day(std::size_t at, const Day& day) const;
    [[nodiscard]] std::optional<ReadDate> from_month(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> from_weekday(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> weekday_of_week(std::size_t at, int weekday) const;
    [[nodiscard]] std::optional<ReadDate> from_name(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> from_feast(const Feast& feast, std::size_t end) const;
    [[nodiscard]] std::optional<ReadDate> from_vacation(std::string_view vacation,
                                                        std::size_t end) const;
    [[nodiscard]] std::optional<ReadDate> from_season(std::size_t at, const Season& season,
                                                      std::size_t end) const;
    [[nodiscard]] std::optional<ReadDate> from_which(Which which, std::size_t end) const;
    [[nodiscard]] std::optional<ReadDate> which_period(PeriodKind kind, Which which,
                                                       std::size_t end) const;
    [[nodiscard]] std::optional<ReadDate> after_which_week(ReadDate week) const;
    [[nodiscard]] std::optional<ReadDate> after_which_year(ReadDate year) const;
    [[nodiscard]] std::optional<ReadDate> from_part(std::size_t at, Part part) const;
    [[nodiscard]] std::optional<ReadDate> from_period(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> from_week(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> from_school_year(std::size_t at) const;
    [[nodiscard]] std::optional<ReadDate> beside_vacation(std::size_t at, PeriodKind kind, int nth,
                                                          bool last) const;
    [[nodiscard]] std::optional<ReadDate> nth_of(std::size_t at, int nth) const;
    [[nodiscard]] std::optional<ReadDate> year_only(std::size_t at) const;

    struct YearSaid {
        std::optional<int> year;
        std::size_t end = 0;
    };
    /// "2026", ", 2026", "van 2026", "volgend jaar", behind a day or month.
    [[nodiscard]] YearSaid year_after(std::size_t at, bool two_digits) const;
    [[nodiscard]] ReadDate with_year(const Pattern& pattern, bool is_day, std::size_t end) const;
    [[nodiscard]] std::size_t skip_small(std::size_t at) const;
    [[nodiscard]] std::optional<std::int32_t> quantity(std::size_t at, std::size_t& end) const;
    [[nodiscard]] std::optional<std::int32_t> digits_quantity(std::size_t at,
                                                              std::size_t& end) const;
    [[nodiscard]] Unit unit(std::size_t at, bool after_digits) const;
    [[nodiscard]] Period period_now(PeriodKind kind, int shift) const;

    const Tokens& tokens_;
    const std::vector<WordId>& ids_;
    const DateContext& context_;
    const DateWords::Compiled& words_;
};

}  // namespace meldbrug::reading::dating
