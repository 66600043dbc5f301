#include "terms.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace meldbrug::reading {

namespace {

using Dates = std::vector<DateExpression>;

constexpr GrammarSet postponed{Grammar::failed, Grammar::plan, Grammar::given_up};
// What stands before a day that does not hold, and what of it leaves no doubt.
constexpr GrammarSet given_up{Grammar::given_up, Grammar::negation, Grammar::negated_noun,
                              Grammar::not_yet};
// "Van 3 mei, zo is besloten, naar 17 mei": a longer way between is another story.
constexpr std::size_t move_reach = 3;

/// "P6W", "P3M", "P10D", "P5WD", "P1Y" from a day.
std::optional<core::Date> counted(core::Date start, std::string_view duration,
                                  const TermContext& context) {
    int amount = 0;
    const char* end = duration.data() + duration.size();
    if (duration.size() < 3 || duration.front() != 'P') {
        return std::nullopt;
    }
    const auto [unit, error] = std::from_chars(duration.data() + 1, end, amount);
    const std::string_view name(unit, static_cast<std::size_t>(end - unit));
    // A term of more than two years is none: a slip of the pen or an age.
    if (error != std::errc() || amount <= 0 || amount > 730) {
        return std::nullopt;
    }
    if (name == "D") {
        return start + std::chrono::days(amount);
    }
    if (name == "W") {
        return start + std::chrono::weeks(amount);
    }
    if (name == "M") {
        return core::add_months(start, amount);
    }
    if (name == "Y") {
        return core::add_years(start, amount);
    }
    return name == "WD"
               ? std::optional(context.calendar.add_working_days(start, amount, context.policy))
               : std::nullopt;
}

class TermDay {
public:
    explicit TermDay(const TermContext& context) : context_(context), text_(context.text) {}

    [[nodiscard]] std::optional<core::Date> told_start() const {
        std::optional<core::Date> start;
        for (auto date = context_.dates.begin(); date != context_.dates.end(); ++date) {
            if (is_start(date) && is_near_help(*date)) {
                start = date->due ? date->due : date->from;
            }
        }
        return start;
    }

    /// Where every day seems given up ("we kijken eerst 6 april"), one that may hold is better than
    /// no reminder.
    [[nodiscard]] std::optional<Term> holding(const Clause& clause) {
        auto term = near(clause);
        if (!term) {
            lenient_ = true;
            term = near(clause);
        }
        return term;
    }

private:
    /// In the clause, else in its sentence: a day that is named goes before a period.
    [[nodiscard]] std::optional<Term> near(const Clause& clause) const {
        const Sentence& sentence = text_.sentences[clause.sentence];
        if (auto own = in(clause, false); own) {
            return own;
        }
        const auto position = static_cast<std::uint32_t>(&clause - text_.clauses.data());
        for (const bool named_days_only : {true, false}) {
            for (std::uint32_t n = position + 1; n < sentence.end_clause; ++n) {
                if (auto next = in(text_.clauses[n], named_days_only); next) {
                    return next;
                }
            }
            for (std::uint32_t n = position; n-- > sentence.first_clause;) {
                if (auto before = in(text_.clauses[n], named_days_only); before) {
                    return before;
                }
            }
        }
        // "Evaluatie stond voor vandaag, niet doorgegaan. Verzet naar 4 december."
        const std::size_t next = clause.sentence + 1U;
        if (next < text_.sentences.size() && text_.sentences[next].all.intersects(postponed)) {
            for (std::uint32_t n = sentence.end_clause; n < text_.sentences[next].end_clause; ++n) {
                if (auto later = in(text_.clauses[n], false); later) {
                    return later;
                }
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Term> in(const Clause& clause, bool named_days_only) const {
        const std::uint32_t first = text_.tokens[clause.first_token].start;
        const std::uint32_t end = text_.tokens[clause.end_token - 1].end;
        auto date = std::lower_bound(
            context_.dates.begin(), context_.dates.end(), first,
            [](const DateExpression& d, std::uint32_t at) { return d.byte_start < at; });
        for (; date != context_.dates.end() && date->byte_start < end; ++date) {
            if (named_days_only && date->kind != DateExpression::Kind::date) {
                continue;
            }
            if (is_given_up(date) || (context_.start_told && is_start(date))) {
                continue;
            }
            if (const auto due = day_of(date, end); due) {
                return Term{*due, &*date};
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<core::Date> day_of(Dates::const_iterator date,
                                                   std::uint32_t end) const {
        if (const auto day = date->agreed ? date->agreed : date->last_day();
            day && *day > context_.note_date && !date->past && !is_told_closer(date, end)) {
            return from_start(*date) ? after_start(*day) : day;
        }
        // "Na 6 weken" of a start that the note dates, "8 weken" of one on its day or told.
        if (date->kind == DateExpression::Kind::duration && context_.help_start &&
            (context_.start_told || *context_.help_start == context_.note_date ||
             from_start(*date))) {
            const auto due = counted(*context_.help_start, date->duration, context_);
            return due && *due > context_.note_date ? due : std::nullopt;
        }
        // "Effect zichtbaar per 1 juni"; but "na de zomer" sets no day.
        const std::size_t first = token_at(date->byte_start);
        const GrammarSet after{Grammar::from_start};  // "na", "pas na"
        if (date->from && !date->to && *date->from > context_.note_date &&
            !token_has(first, after) && !token_has(first + 1, after)) {
            return date->from;
        }
        return std::nullopt;
    }

    /// "In september (wo 16-9) evalueren we": the day within the period counts.
    [[nodiscard]] bool is_told_closer(Dates::const_iterator period, std::uint32_t end) const {
        return period->kind == DateExpression::Kind::range && period->from && period->to &&
               std::any_of(period + 1, context_.dates.end(), [&](const DateExpression& date) {
                   return date.kind == DateExpression::Kind::date && date.byte_start < end &&
                          date.due && *period->from <= *date.due && *date.due <= *period->to;
               });
    }

    /// The first token that starts at the byte or after it.
    [[nodiscard]] std::size_t token_at(std::size_t byte) const {
        std::size_t low = 0;
        for (std::size_t high = text_.tokens.size(); low < high;) {
            const std::size_t middle = (low + high) / 2;
            const bool before = text_.tokens[middle].start < byte;
            (before ? low : high) = before ? middle + 1 : middle;
        }
        return low;
    }
    [[nodiscard]] bool token_means(std::size_t token, const Concepts& any) const {
        if (token >= text_.tokens.size()) {
            return false;
        }
        const PhraseTable& phrases = context_.vocabulary.phrases;
        const Concepts* word = phrases.alone(phrases.id_of(text_.tokens[token]));
        return word != nullptr && word->intersects(any);
    }
    [[nodiscard]] bool token_has(std::size_t token, GrammarSet roles) const {
        return token_means(token, Concepts(roles));
    }
    /// What the words right before the token mean, as one phrase.
    [[nodiscard]] bool item_before(std::size_t token, GrammarSet any) const {
        const auto item =
            std::partition_point(text_.items.begin(), text_.items.end(),
                                 [&](const Item& candidate) { return candidate.first < token; });
        return item != text_.items.begin() && std::prev(item)->last + 1U >= token &&
               std::prev(item)->concepts().intersects(any);
    }

    /// "Na 6 weken", "zes weken later" run from a start, "over 6 weken" from the note.
    [[nodiscard]] bool from_start(const DateExpression& date) const {
        const std::size_t end = token_at(date.byte_end);
        return token_has(token_at(date.byte_start), GrammarSet{Grammar::from_start}) ||
               (context_.start_told && end > 0 &&
                token_means(end - 1, context_.vocabulary.of_later));
    }

    /// "Loopt vanaf 26-1", "ingang 17 november", "gestart op 5 maart", "de start (3/3)".
    [[nodiscard]] bool is_start(Dates::const_iterator date) const {
        const bool day = date->kind == DateExpression::Kind::date ? date->due.has_value()
                                                                  : date->from && !date->to;
        if (!day) {
            return false;
        }
        const Concepts& begins = context_.vocabulary.of_begin;
        const std::size_t first = token_at(date->byte_start);
        const auto before = [&](std::size_t n) {
            return first >= n ? first - n : text_.tokens.size();
        };
        const bool led = before(1) < text_.tokens.size() &&
                         (text_.tokens[before(1)].is("(") ||
                          token_has(before(1), GrammarSet{Grammar::preposition}) ||
                          token_means(before(1), context_.vocabulary.of_later));
        return token_means(first, begins) || token_means(before(1), begins) ||
               (led && token_means(before(2), begins));
    }

    /// "IAG loopt vanaf 9-3. Evaluatie van de hulp zes weken later": here or in the next sentence.
    [[nodiscard]] bool is_near_help(const DateExpression& date) const {
        const std::size_t token = token_at(date.byte_start);
        const auto clause = std::partition_point(
            text_.clauses.begin(), text_.clauses.end(),
            [&](const Clause& candidate) { return candidate.end_token <= token; });
        const std::size_t here =
            clause == text_.clauses.end() ? text_.sentences.size() - 1 : clause->sentence;
        const Concepts& help = context_.vocabulary.of_help;
        return text_.sentences[here].all.intersects(help) ||
               (here + 1 < text_.sentences.size() &&
                text_.sentences[here + 1].all.intersects(help));
    }

    /// "Niet 3 mei maar 17 mei", "ipv 3 mei", "van 3 mei naar 17 mei", "was 3 mei, wordt 17 mei".
    [[nodiscard]] bool is_given_up(Dates::const_iterator date) const {
        const std::size_t first = token_at(date->byte_start);
        const std::size_t end = token_at(date->byte_end);
        if (item_before(first, lenient_ ? denials : given_up)) {
            return true;
        }
        const auto next = date + 1;
        if (next == context_.dates.end()) {
            return false;
        }
        const std::size_t until = token_at(next->byte_start);
        return until - end <= move_reach && until > end &&
               (token_has(until - 1, GrammarSet{Grammar::moved_to}) ||
                token_has(until, GrammarSet{Grammar::moved_to}));
    }

    /// The day of a term that was counted from the note, counted from the start of the help. A
    /// start before the note moves whole weeks only: months differ in length.
    [[nodiscard]] std::optional<core::Date> after_start(core::Date counted_from_note) const {
        if (!context_.help_start) {
            return std::nullopt;
        }
        const auto length = counted_from_note - context_.note_date;
        const core::Date due = *context_.help_start + length;
        const bool exact = *context_.help_start == context_.note_date || length.count() % 7 == 0;
        return exact && due > context_.note_date ? std::optional(due) : std::nullopt;
    }

    const TermContext& context_;
    const Analysis& text_;
    bool lenient_ = false;  // a day counts that only a word like "eerst" or "was" puts aside
};

}  // namespace

std::optional<core::Date> told_start(const TermContext& context) {
    return TermDay(context).told_start();
}

std::optional<Term> set_term(const Pattern& pattern, const Match& match, const Clause& clause,
                             const TermContext& context) {
    const bool told = clause.voice == Voice::other || clause.quoted || clause.asked;
    // "Is op 2 april geëvalueerd" sets no term, "zal op 2 april worden geëvalueerd" does.
    const bool past = match.forms.has(Grammar::verb_done) && !pattern.future_counts &&
                      !clause.all.has(Grammar::modal) && !clause.all.has(Grammar::passive_present);
    if (told || past || denial_of(match, clause, context.text)) {
        return std::nullopt;
    }
    return TermDay(context).holding(clause);
}

}  // namespace meldbrug::reading
