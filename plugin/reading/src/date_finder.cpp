#include "date_finder.hpp"

#include "date_parser.hpp"
#include "date_value.hpp"
#include "date_words.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace meldbrug::reading {
namespace dating {
namespace {

using core::Date;
using std::chrono::days;
using Kind = DateExpression::Kind;

/// How far the words that tell a plan from the past may stand from a date: a long spoken sentence.
constexpr std::size_t sentence_reach = 24;
/// A negation belongs to a term when it stands just before it: "hoeft niet binnen een week".
constexpr std::size_t negation_reach = 3;
/// Between an anchor's noun and its day: "na de start van de hulp op 12 januari".
constexpr std::size_t anchor_reach = 8;
/// A date further ahead than this is no term of a route (a Verwijsindex report, the longest, lasts
/// two years).
constexpr days longest_term{365 * 6};

/// What the sentence around an expression says.
struct Surroundings {
    bool past = false;
    bool future = false;
    bool lasting = false;
    bool schedule = false;
    bool wish = false;
    bool negated = false;
    bool agreement = false;  ///< speaks of a talk, a call, an evaluation
};

struct LeadFound {
    Lead lead = Lead::none;
    std::size_t begin = 0;
    bool accented = false;  ///< "vóór" is always before, "voor" also for
};

class Finder {
public:
    Finder(const Tokens& tokens, const std::vector<WordId>& ids, const DateContext& context,
           const DateWords::Compiled& words)
        : tokens_(tokens),
          ids_(ids),
          context_(context),
          words_(words),
          parser_(tokens, ids, context, words) {}

    std::vector<DateExpression> run() {
        for (std::size_t at = 0; at < tokens_.size();) {
            const bool starts = tokens_[at].kind == Token::Kind::number ||
                                (ids_[at] != 0 && words_.words[ids_[at]].starter);
            at = starts ? read_at(at) : at + 1;
        }
        return std::move(found_);
    }

private:
    /// Reads what begins at `at`; returns where to go on.
    std::size_t read_at(std::size_t at) {
        if (parser_.word(at).whole || !parser_.word(at).starts_name || parser_.is_number(at)) {
            if (const auto amount = parser_.amount(at)) {
                return on_amount(at, *amount);
            }
        }
        if (parser_.is_number(at) && unwanted_number(at)) {
            return std::max(parser_.after_chain(at), at + 1);
        }
        if (const auto range = parser_.joined_range(at)) {
            return on_range(at, range->left, range->right, range->end, Connector::through);
        }
        if (const auto date = parser_.date(at)) {
            return on_date(at, *date);
        }
        if (parser_.is_number(at)) {
            if (const auto year = lone_year(at)) {
                return on_date(at, *year);
            }
            // "30 februari": no such day, and February is not meant either.
            const std::size_t next = std::max(parser_.after_chain(at), at + 1);
            return next == at + 1 && parser_.word(next).month != 0 ? next + 1 : next;
        }
        if (parser_.word(at).has(Cue::now)) {
            return on_now(at);
        }
        return at + 1;
    }

    [[nodiscard]] bool unwanted_number(std::size_t at) const {
        return at > 0 && parser_.word(at - 1).has(Cue::not_a_date_before);
    }

    /// "in 2026", "van 2024 tot 2026": a year is a date only behind a preposition or before a link.
    [[nodiscard]] std::optional<ReadDate> lone_year(std::size_t at) const {
        const auto date = parser_.endpoint(at);
        if (!date || tokens_[at].folded.size() != 4) {
            return std::nullopt;
        }
        const auto lead = lead_before(at);
        const bool led = lead.lead == Lead::in || lead.lead == Lead::since ||
                         lead.lead == Lead::before || lead.lead == Lead::between ||
                         lead.lead == Lead::from;
        const auto link = words_.connectors.forward(ids_, date->end);
        const bool linked = link && parser_.endpoint(date->end + link->length) &&
                            (lead.lead == Lead::of || lead.lead == Lead::in);
        return led || linked || date->end > at + 1 ? date : std::nullopt;
    }

    // --- what stands before ------------------------------------------------------------------

    [[nodiscard]] LeadFound lead_before(std::size_t begin) const {
        std::size_t at = begin;
        constexpr int most_hedges = 3;  // "binnen nu nog ongeveer de ..." ends somewhere
        for (int hedge = 0; hedge <= most_hedges; ++hedge) {
            if (const auto lead = words_.leads.backward(ids_, at, first_free_)) {
                const std::size_t lead_begin = at - lead->length;
                return LeadFound{lead->value, lead_begin, accented(lead_begin, at)};
            }
            const auto skipped = words_.hedges.backward(ids_, at, first_free_);
            if (!skipped) {
                break;
            }
            at -= skipped->length;
        }
        return LeadFound{Lead::none, begin, false};
    }

    [[nodiscard]] bool accented(std::size_t begin, std::size_t end) const {
        for (std::size_t i = begin; i < end; ++i) {
            if (tokens_[i].end - tokens_[i].start > tokens_[i].folded.size()) {
                return true;
            }
        }
        return false;
    }

    // --- what stands around ------------------------------------------------------------------

    [[nodiscard]] bool ends_sentence(std::size_t at) const {
        const Token& token = tokens_[at];
        if (token.kind == Token::Kind::newline) {
            return true;
        }
        if (token.kind != Token::Kind::punct) {
            return false;
        }
        const char sign = token.folded.front();
        if (sign == '.') {  // the point of "3 apr." and "12.30" ends nothing
            const Word& before = words_.words[at > 0 ? ids_[at - 1] : 0];
            const bool abbreviated =
                (before.month != 0 || before.weekday != 0) && before.short_form;
            return !abbreviated && !(at + 1 < tokens_.size() && parser_.touches(at + 1));
        }
        return sign == ';' || sign == '!' || sign == '?';
    }

    [[nodiscard]] static bool is_participle(std::string_view word) {
        // "gebeld", "geregeld": long enough that "geld" and "gebied" stay out; strong verbs are
        // data.
        return word.size() >= 6 && word.substr(0, 2) == "ge" &&
               (word.back() == 'd' || word.back() == 't');
    }

    void look_at(std::size_t at, Surroundings& out, bool& wish, bool& wisher) const {
        const Word& word = parser_.word(at);
        out.past = out.past || word.has(Cue::past) ||
                   (tokens_[at].kind == Token::Kind::word && ids_[at] == 0 &&
                    is_participle(tokens_[at].folded));
        out.future = out.future || word.has(Cue::future);
        out.lasting = out.lasting || word.has(Cue::lasting);
        wish = wish || word.has(Cue::wish);
        wisher = wisher || word.has(Cue::wisher);
        out.agreement = out.agreement || word.has(Cue::agreement);
    }

    /// Reads the sentence around tokens [begin, end): its verbs, wishes and negations.
    [[nodiscard]] Surroundings surroundings(std::size_t begin, std::size_t end) const {
        Surroundings result;
        bool wish = false;
        bool wisher = false;
        bool same_clause = true;
        bool condition = false;
        bool need = false;
        bool negation = false;
        for (std::size_t back = 1; back <= sentence_reach && back <= begin; ++back) {
            const std::size_t at = begin - back;
            if (ends_sentence(at)) {
                break;
            }
            if (tokens_[at].kind == Token::Kind::punct && tokens_[at].folded == ",") {
                same_clause = false;
            }
            look_at(at, result, wish, wisher);
            const Word& word = parser_.word(at);
            condition = condition || word.has(Cue::condition);
            if (same_clause) {
                need = need || word.has(Cue::need);
                negation = negation || (back <= negation_reach && word.has(Cue::negation));
                result.schedule = result.schedule || word.has(Cue::schedule);
            }
        }
        for (std::size_t at = end; at < end + sentence_reach && at < tokens_.size(); ++at) {
            if (ends_sentence(at)) {
                break;
            }
            look_at(at, result, wish, wisher);
        }
        // "Als VT niet binnen vijf dagen reageert, bellen we" does set a term.
        result.negated = need || (negation && !condition);
        result.wish = wish && wisher && !result.agreement;
        return result;
    }

    // --- writing it down ---------------------------------------------------------------------

    struct Meaning {
        Kind kind = Kind::date;
        std::optional<Date> due;
        std::optional<Date> from;
        std::optional<Date> to;
        std::optional<Date> agreed;
        std::string duration;
        bool needs_calendar = false;
        bool past = false;     ///< by its own words
        bool no_term = false;  ///< an observation, a schedule, an age
    };

    static bool in_reach(std::optional<Date> day) {
        const auto earliest = make_day(1900, 1, 1);
        const auto latest = make_day(2200, 12, 31);
        return !day || (*day >= *earliest && *day <= *latest);
    }

    std::size_t emit(std::size_t begin, std::size_t end, Meaning meaning,
                     const Surroundings& around) {
        if (!in_reach(meaning.due) || !in_reach(meaning.from) || !in_reach(meaning.to)) {
            return end;
        }
        DateExpression expression;
        expression.kind = meaning.kind;
        expression.due = meaning.due;
        expression.from = meaning.from;
        expression.to = meaning.to;
        expression.agreed = meaning.agreed;
        expression.duration = std::move(meaning.duration);
        expression.needs_calendar = meaning.needs_calendar;
        expression.byte_start = tokens_[begin].start;
        expression.byte_end = tokens_[end - 1].end;
        const auto last = expression.last_day();
        expression.past = meaning.past || (last && *last < context_.reference);
        expression.term = is_term(expression, meaning, around);
        found_.push_back(std::move(expression));
        begin_token_.push_back(begin);
        first_free_ = end;
        return end;
    }

    [[nodiscard]] bool is_term(const DateExpression& expression, const Meaning& meaning,
                               const Surroundings& around) const {
        if (meaning.no_term || expression.past || around.negated || around.schedule ||
            around.wish) {
            return false;
        }
        if (expression.kind == Kind::duration) {
            return around.lasting && !(around.past && !around.future);
        }
        const auto last = expression.last_day();
        if (!last) {  // an open range: what starts is no term, what comes after a vacation is
            return expression.needs_calendar ||
                   (expression.from && *expression.from > context_.reference && !around.past);
        }
        if (*last - context_.reference > longest_term) {
            return false;
        }
        if (expression.kind == Kind::deadline) {
            return true;
        }
        // "deze week" says when something is, and only with a plan that it is still to come.
        const bool going_on = expression.from && *expression.from <= context_.reference;
        return *last > context_.reference &&
               (!going_on || ((around.future || around.agreement) && !around.past));
    }

    // --- days and periods ----------------------------------------------------------------------

    /// "nu" counts only where something runs from it: "binnen nu en zes weken", "vanaf nu".
    std::size_t on_now(std::size_t at) {
        const auto now = parser_.endpoint(at);
        const auto lead = lead_before(at);
        const auto link = words_.connectors.forward(ids_, at + 1);
        if (!now || !link || (lead.lead != Lead::between && lead.lead != Lead::within)) {
            return at + 1;
        }
        const std::size_t behind = at + 1 + link->length;
        if (const auto amount = parser_.amount(behind); amount && !amount->amount.only_time()) {
            Meaning meaning;
            meaning.kind = Kind::deadline;
            meaning.due = add(context_.reference, amount->amount, false, parser_.counting());
            return emit(lead.begin, amount->end, meaning, surroundings(lead.begin, amount->end));
        }
        if (const auto right = parser_.endpoint(behind)) {
            return on_range(at, now->value, right->value, right->end, Connector::conjunction);
        }
        return at + 1;
    }

    std::size_t on_date(std::size_t begin, const ReadDate& date) {
        std::size_t end = date.end;
        DateValue value = date.value;
        if (begin > 0 && parser_.word(begin - 1).has(Cue::schedule)) {
            return end;  // "elke dinsdag"
        }
        if (const auto said = words_.after_date.forward(ids_, end)) {
            value.said = shift_is_forward(said->value) ? Direction::future : Direction::past;
            end += said->length;
        } else if (const auto ahead = said_before(begin)) {
            value.said = ahead;
        }
        if (auto later = days_over(value, end)) {
            value = later->value;
            end = later->end;
        }
        const LeadFound lead = lead_before(begin);
        value.said = value.said || !compared(begin, value) ? value.said : Direction::past;
        if (const auto range = range_after(begin, value, end, lead)) {
            return *range;
        }
        if (unsure_month(begin, date, lead)) {
            return end;
        }
        return single(begin, end, value, lead);
    }

    /// "dezelfde kleren als maandag": a comparison looks back.
    [[nodiscard]] bool compared(std::size_t begin, const DateValue& value) const {
        return value.weekday_only && begin > 0 && parser_.word(begin - 1).has(Cue::condition);
    }

    static bool shift_is_forward(Which which) {
        return which == Which::coming || which == Which::next;
    }

    /// "jl. 3 februari": a word of `after_date` may also stand before.
    [[nodiscard]] std::optional<Direction> said_before(std::size_t begin) const {
        for (std::size_t length = 1; length <= 4 && length <= begin; ++length) {
            const auto said = words_.after_date.forward(ids_, begin - length);
            if (said && said->length == length) {
                return shift_is_forward(said->value) ? Direction::future : Direction::past;
            }
        }
        return std::nullopt;
    }

    /// "dinsdag over een week", "vandaag over twee weken".
    [[nodiscard]] std::optional<ReadDate> days_over(const DateValue& value, std::size_t end) const {
        const auto lead = words_.leads.backward(ids_, end + 1, end);
        if (!value.is_day || !lead || lead->value != Lead::over) {
            return std::nullopt;
        }
        const auto amount = parser_.amount(end + 1);
        const auto base = parser_.place(value, context_.reference, Direction::future, true);
        if (!amount || !base || amount->amount.only_time() ||
            (!value.weekday_only && base->from > context_.reference + days{2})) {
            return std::nullopt;
        }
        ReadDate result;
        const Date day = add(base->from, amount->amount, false, parser_.counting());
        result.value.period = Period{day, day};
        result.end = amount->end;
        return result;
    }

    /// "Jan" and "mei" are names too: a short month alone needs a preposition that goes with
    /// months.
    [[nodiscard]] bool unsure_month(std::size_t begin, const ReadDate& date,
                                    const LeadFound& lead) const {
        const Word& word = parser_.word(begin);
        return word.month != 0 && word.short_form && date.end == begin + 1 &&
               (lead.lead == Lead::none || lead.lead == Lead::on || lead.lead == Lead::of);
    }

    [[nodiscard]] Direction direction_for(Lead lead, const DateValue& value,
                                          const Surroundings& around) const {
        const bool looks_back = around.past && !around.future;
        switch (lead) {
            case Lead::since:
                return Direction::past;
            case Lead::before:
            case Lead::by:
            case Lead::until:
            case Lead::within:
                return looks_back ? Direction::nearest : Direction::future;
            default:
                break;
        }
        if (value.weekday_only ||
            (value.pattern && (value.pattern->kind == Pattern::Kind::feast ||
                               value.pattern->kind == Pattern::Kind::day_of_month))) {
            return looks_back ? Direction::past : Direction::future;
        }
        return around.future && !around.past && !just_gone(value) ? Direction::future
                                                                  : Direction::nearest;
    }

    /// "Evaluatie 10 maart", written on the 12th: a day just gone, not one of next year.
    [[nodiscard]] bool just_gone(const DateValue& value) const {
        if (!value.pattern || (value.pattern->kind != Pattern::Kind::month_day &&
                               value.pattern->kind != Pattern::Kind::month)) {
            return false;
        }
        // A month is spoken of for longer than a day.
        const days just{value.pattern->kind == Pattern::Kind::month ? 92 : 31};
        const auto last = parser_.place(value, context_.reference, Direction::past);
        return last && last->to < context_.reference && context_.reference - last->to <= just;
    }

    std::size_t single(std::size_t begin, std::size_t end, const DateValue& value,
                       const LeadFound& lead) {
        const std::size_t from = lead.lead == Lead::none ? begin : lead.begin;
        const Surroundings around = surroundings(from, end);
        Meaning meaning;
        if (value.needs_calendar) {
            meaning.needs_calendar = true;
            meaning.kind =
                lead.lead == Lead::before || lead.lead == Lead::until || lead.lead == Lead::by
                    ? Kind::deadline
                    : Kind::range;
            // "buiten de schoolvakantie", "in de zomervakantie": only before, until or after is a
            // term.
            const bool vague =
                value.vacation && (lead.lead == Lead::none || lead.lead == Lead::on ||
                                   lead.lead == Lead::in || lead.lead == Lead::of);
            meaning.no_term = vague || lead.lead == Lead::since || lead.lead == Lead::each;
            meaning.past = lead.lead == Lead::since;
            return emit(from, end, meaning, around);
        }
        const auto period =
            parser_.place(value, context_.reference, direction_for(lead.lead, value, around));
        if (!period) {
            return end;
        }
        meaning = as_led(lead, value, *period, begin);
        if (value.pattern && value.pattern->kind == Pattern::Kind::month &&
            value.pattern->part == Part::middle && meaning.to) {
            meaning.agreed = period->from + days{4};  // the middle is the 11th to the 20th
        }
        if (meaning.kind == Kind::range && meaning.from && !meaning.to &&
            (lead.lead == Lead::from || lead.lead == Lead::after)) {
            return emit(from, open_end(end), meaning, around);
        }
        if (const std::size_t open = open_end(end); open != end && lead.lead == Lead::on) {
            meaning.kind = Kind::range;  // "op 1 maart en daarna"
            meaning.due.reset();
            meaning.from = period->from;
            return emit(from, open, meaning, around);
        }
        // "gym op dinsdag en vrijdag" is a rhythm, unless something is planned.
        const bool rhythm =
            value.weekday_only && beside_weekday(begin, end) && !around.future && !around.agreement;
        meaning.no_term =
            rhythm || lead.lead == Lead::each || (value.said == Direction::past && !meaning.past);
        return emit(from, end, meaning, around);
    }

    /// Another weekday before or behind an "en".
    [[nodiscard]] bool beside_weekday(std::size_t begin, std::size_t end) const {
        const auto behind = words_.connectors.forward(ids_, end);
        const auto before = begin >= 2 ? words_.connectors.forward(ids_, begin - 1) : std::nullopt;
        return (behind && behind->value == Connector::conjunction &&
                parser_.word(end + 1).weekday != 0) ||
               (before && before->value == Connector::conjunction && before->length == 1 &&
                parser_.word(begin - 2).weekday != 0);
    }

    /// "... en daarna", "... en later"
    [[nodiscard]] std::size_t open_end(std::size_t end) const {
        const auto link = words_.connectors.forward(ids_, end);
        if (!link || link->value != Connector::conjunction) {
            return end;
        }
        const auto later = words_.later.forward(ids_, end + link->length);
        return later ? end + link->length + later->length : end;
    }

    /// What a preposition makes of a placed day or period.
    [[nodiscard]] Meaning as_led(const LeadFound& lead, const DateValue& value, Period period,
                                 std::size_t begin) const {
        Meaning meaning;
        // "voor volgend jaar" is for that year, unless something must be done before it.
        const bool coming_period = !value.is_day && value.said == Direction::future;
        switch (lead.lead) {
            case Lead::before:
                if (!lead.accented && !value.vacation && meant_for(lead.begin, coming_period)) {
                    break;  // "een afspraak voor vrijdag"
                }
                [[fallthrough]];
            case Lead::until:
                if (lead.lead == Lead::until && value.is_day) {
                    meaning.agreed = period.to;
                }
                meaning.kind = Kind::deadline;
                meaning.due = ends_a_period(begin) ? period.to : last_before(value, period);
                return meaning;
            case Lead::by:
            case Lead::within:
                meaning.kind = Kind::deadline;
                meaning.due = period.to;
                return meaning;
            case Lead::from:
            case Lead::since:
                meaning.kind = Kind::range;
                meaning.from = period.from;
                meaning.past = lead.lead == Lead::since;
                return meaning;
            case Lead::after:
                meaning.kind = Kind::range;
                meaning.from = first_after(value, period);
                return meaning;
            default:
                break;
        }
        if (value.is_day) {
            meaning.kind = Kind::date;
            meaning.due = period.from;
        } else {
            meaning.kind = Kind::range;
            meaning.from = period.from;
            meaning.to = period.to;
        }
        return meaning;
    }

    /// "tot eind mei" runs to the end of May.
    [[nodiscard]] bool ends_a_period(std::size_t begin) const {
        return parser_.word(begin).part == Part::end;
    }

    [[nodiscard]] Date last_before(const DateValue& value, Period period) const {
        Amount one;
        one.add(value.vacation ? Unit::schoolday : Unit::day, 100);
        return add(period.from, one, true, parser_.counting());
    }

    [[nodiscard]] Date first_after(const DateValue& value, Period period) const {
        Amount one;
        one.add(value.vacation ? Unit::schoolday : Unit::day, 100);
        return add(period.to, one, false, parser_.counting());
    }

    /// Whether "voor" means "for": an appointment, a place in a diary.
    [[nodiscard]] bool meant_for(std::size_t lead_begin, bool usually) const {
        constexpr std::size_t reach = 6;
        bool found = usually;
        for (std::size_t back = 1; back <= reach && back <= lead_begin; ++back) {
            const std::size_t at = lead_begin - back;
            if (ends_sentence(at)) {
                break;
            }
            if (parser_.word(at).has(Cue::must)) {
                return false;  // "de afspraak moet voor 1 april gemaakt zijn"
            }
            found = found || parser_.word(at).has(Cue::for_noun);
        }
        return found;
    }

    // --- ranges -------------------------------------------------------------------------------

    std::optional<std::size_t> range_after(std::size_t begin, const DateValue& left,
                                           std::size_t end, const LeadFound& lead) {
        std::size_t at = end;
        if (parser_.sign(at, ",") && lead.lead != Lead::between) {
            return std::nullopt;
        }
        const auto link = words_.connectors.forward(ids_, at);
        const bool between = lead.lead == Lead::between || holds_between(begin, end);
        if (!link || link->value == Connector::choice ||
            (link->value == Connector::conjunction && !between) || lead.lead == Lead::before ||
            lead.lead == Lead::until || lead.lead == Lead::by) {
            return std::nullopt;
        }
        at += link->length;
        auto right = parser_.endpoint(at);
        if (left.pattern && left.pattern->kind == Pattern::Kind::week && !right) {
            right = parser_.week_number(at);  // "week 12 t/m 14"
        }
        if (!right || right->value.needs_calendar || left.needs_calendar) {
            return std::nullopt;
        }
        return on_range(begin, left, right->value, right->end, link->value);
    }

    /// "volgende week tussen woensdag (en vrijdag)"
    [[nodiscard]] bool holds_between(std::size_t begin, std::size_t end) const {
        for (std::size_t at = begin + 1; at < end; ++at) {
            const auto lead = words_.leads.backward(ids_, at + 1, at);
            if (lead && lead->value == Lead::between) {
                return true;
            }
        }
        return false;
    }

    std::size_t on_range(std::size_t begin, const DateValue& left, const DateValue& right,
                         std::size_t end, Connector connector) {
        const LeadFound lead = lead_before(begin);
        const bool led = lead.lead == Lead::of || lead.lead == Lead::between ||
                         lead.lead == Lead::on || lead.lead == Lead::in || lead.lead == Lead::from;
        const std::size_t from = led ? lead.begin : begin;
        const Surroundings around = surroundings(from, end);
        const auto [start, finish] = place_both(left, right, around);
        if (!start || !finish || finish->to < start->from) {
            return end;
        }
        // "tot maart" and "tussen januari en maart" stop where March begins; a day is included.
        const bool whole = connector == Connector::through || right.is_day;
        Meaning meaning;
        meaning.kind = Kind::range;
        meaning.from = start->from;
        meaning.to = whole || finish->from == start->from || right_is_end(end)
                         ? finish->to
                         : finish->from - days{1};
        return emit(from, end, meaning, around);
    }

    [[nodiscard]] bool right_is_end(std::size_t end) const {
        constexpr std::size_t longest_part = 6;  // "het einde van de maand maart"
        for (std::size_t back = 2; back <= longest_part && back <= end; ++back) {
            if (parser_.word(end - back).part == Part::end) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] std::pair<std::optional<Period>, std::optional<Period>> place_both(
        const DateValue& left, const DateValue& right, const Surroundings& around) const {
        const Date today = context_.reference;
        if (left.period) {
            return {left.period,
                    parser_.place(without_said(right), left.period->from, Direction::future)};
        }
        const bool looks_back = around.past && !around.future;
        if (left.weekday_only && right.weekday_only && !looks_back) {
            const auto start = parser_.place(left, today, Direction::future);
            return {start, parser_.place(right, start->from, Direction::future)};
        }
        const auto finish =
            parser_.place(right, today, looks_back ? Direction::nearest : Direction::future);
        if (!finish) {
            return {std::nullopt, std::nullopt};
        }
        if (left.said) {
            return {parser_.place(left, today, *left.said), finish};
        }
        return {parser_.place(left, finish->from, Direction::past, true), finish};
    }

    static DateValue without_said(DateValue value) {
        value.said.reset();
        return value;
    }

    // --- amounts ------------------------------------------------------------------------------

    std::size_t on_amount(std::size_t begin, const ReadAmount& read) {
        const std::size_t end = read.end;
        if (is_age(begin, read)) {
            return end;
        }
        const LeadFound lead = lead_before(begin);
        if (lead.lead == Lead::each || words_.frequency.forward(ids_, end) ||
            (begin > 0 && parser_.word(begin - 1).has(Cue::schedule))) {
            return end;  // a rhythm
        }
        const bool directed =
            lead.lead == Lead::over || lead.lead == Lead::within || lead.lead == Lead::after;
        if (const auto ago = words_.ago.forward(ids_, end); ago && !directed) {
            return past_day(begin, end + ago->length, read.amount);
        }
        if (read.amount.only_time()) {
            return time_span(begin, end, read.amount);
        }
        if (const auto anchored = on_anchor(begin, end, read.amount, lead)) {
            return *anchored;
        }
        if (const auto later = words_.later.forward(ids_, end); later && lead.lead != Lead::over) {
            return later_day(begin, end + later->length, read.amount);
        }
        switch (lead.lead) {
            case Lead::after:
                if (const Surroundings around = surroundings(lead.begin, end);
                    around.past && !around.future) {
                    return observed(lead.begin, end,
                                    read.amount);  // "na 8 weken is het geëvalueerd"
                }
                [[fallthrough]];
            case Lead::over:
                return coming_day(lead.begin, end, read.amount, Kind::date);
            case Lead::within:
            case Lead::by:
                return coming_day(lead.begin, end, read.amount, Kind::deadline);
            case Lead::in:
                return in_amount(lead.begin, end, read.amount);
            case Lead::since:
                return observed(lead.begin, end, read.amount);
            default:
                return lasting(begin, end, read.amount, lead);
        }
    }

    /// "8 jaar oud", "is 8 jaar", "van 8 jaar": nobody's term.
    [[nodiscard]] bool is_age(std::size_t begin, const ReadAmount& read) const {
        if (words_.age.forward(ids_, read.end)) {
            return true;
        }
        if (read.amount.years == 0 || read.amount.vague || begin == 0) {
            return false;
        }
        const bool free = !parser_.is_word(read.end) || parser_.word(read.end).has(Cue::after_day);
        constexpr std::size_t verb_reach = 4;  // "ze wordt volgende maand 9 jaar"
        bool verb = false;
        for (std::size_t back = 1; free && back <= verb_reach && back <= begin; ++back) {
            const std::size_t at = begin - back;
            if (ends_sentence(at) || parser_.word(at).has(Cue::lasting)) {
                return false;  // "de termijn is 2 jaar"
            }
            verb = verb || (back == 1 && parser_.word(at).has(Cue::age_verb)) ||
                   parser_.word(at).has(Cue::birthday);
        }
        return verb;
    }

    std::size_t past_day(std::size_t begin, std::size_t end, const Amount& amount) {
        if (amount.only_time()) {
            return time_span(begin, end, amount);
        }
        Meaning meaning;
        meaning.due = add(context_.reference, amount, true, parser_.counting());
        meaning.past = true;
        return emit(begin, end, meaning, Surroundings{});
    }

    std::size_t time_span(std::size_t begin, std::size_t end, const Amount& amount) {
        Meaning meaning;
        meaning.kind = Kind::duration;
        meaning.duration = amount.iso();
        meaning.no_term = true;
        return emit(begin, end, meaning, Surroundings{});
    }

    std::size_t coming_day(std::size_t begin, std::size_t end, const Amount& amount, Kind kind,
                           std::optional<Date> anchor = std::nullopt, bool back = false) {
        Date day = add(anchor.value_or(context_.reference), amount, back, parser_.counting());
        // "over twee weken op dinsdag": the Tuesday of that week
        if (!anchor && kind == Kind::date) {
            const std::size_t at = words_.leads.backward(ids_, end + 1, end) ? end + 1 : end;
            const Word& word = parser_.word(at);
            if (at > end && word.weekday != 0 && !word.short_form) {
                day = week_period(day).from + days{word.weekday - 1};
                end = at + 1;
            }
        }
        Meaning meaning;
        meaning.kind = kind;
        meaning.due = day;
        const Surroundings around = surroundings(begin, end);
        meaning.no_term = amount.vague && amount.years != 0;  // "over een paar jaar" sets nothing
        return emit(begin, end, meaning, around);
    }

    /// "in twee weken": ahead, unless the sentence tells what was seen in that time.
    std::size_t in_amount(std::size_t begin, std::size_t end, const Amount& amount) {
        if (words_.observation.forward(ids_, end)) {
            return observed(begin, end, amount);
        }
        const Surroundings around = surroundings(begin, end);
        if (around.past && !around.future) {
            return observed(begin, end, amount);
        }
        if (amount.vague) {
            return end;
        }
        return coming_day(begin, end, amount, Kind::date);
    }

    std::size_t observed(std::size_t begin, std::size_t end, const Amount& amount) {
        Meaning meaning;
        meaning.kind = Kind::duration;
        meaning.duration = amount.iso();
        meaning.no_term = true;
        meaning.past = true;
        return emit(begin, end, meaning, Surroundings{});
    }

    std::size_t lasting(std::size_t begin, std::size_t end, const Amount& amount,
                        const LeadFound& lead) {
        const std::size_t from = lead.lead == Lead::during ? lead.begin : begin;
        Surroundings around = surroundings(from, end);
        around.lasting = around.lasting || lead.lead == Lead::during || lead.lead == Lead::before;
        Meaning meaning;
        meaning.kind = Kind::duration;
        meaning.duration = amount.iso();
        meaning.no_term = words_.observation.forward(ids_, end).has_value() && !around.future;
        return emit(from, end, meaning, around);
    }

    std::size_t later_day(std::size_t begin, std::size_t end, const Amount& amount) {
        std::optional<Date> anchor;
        if (!found_.empty() && same_sentence(begin_token_.back(), begin)) {
            anchor = found_.back().last_day();
        }
        Meaning meaning;
        meaning.due = add(anchor.value_or(context_.reference), amount, false, parser_.counting());
        const Surroundings around = surroundings(begin, end);
        meaning.no_term = around.past && !around.future;  // "vijf dagen later niets gehoord"
        return emit(begin, end, meaning, around);
    }

    [[nodiscard]] bool same_sentence(std::size_t from, std::size_t to) const {
        for (std::size_t at = from; at < to; ++at) {
            if (to - at <= 2 * sentence_reach && ends_sentence(at)) {
                return false;
            }
        }
        return to - from <= 2 * sentence_reach;
    }

    /// "een week voor 27 maart", "zes weken na de start op 12 januari", "5 werkdagen na de
    /// melding".
    std::optional<std::size_t> on_anchor(std::size_t begin, std::size_t end, const Amount& amount,
                                         const LeadFound& lead) {
        const auto link = words_.anchors.forward(ids_, end);
        if (!link) {
            return std::nullopt;
        }
        const bool back = link->value;
        const std::size_t from = lead.lead == Lead::over || lead.lead == Lead::within ||
                                         lead.lead == Lead::after || lead.lead == Lead::by
                                     ? lead.begin
                                     : begin;
        const Kind kind =
            lead.lead == Lead::within || lead.lead == Lead::by ? Kind::deadline : Kind::date;
        const std::size_t behind = end + link->length;
        if (const auto anchor = parser_.endpoint(behind)) {
            if (anchor->value.needs_calendar) {
                Meaning meaning;
                meaning.kind = kind;
                meaning.needs_calendar = true;
                return emit(from, anchor->end, meaning, surroundings(from, anchor->end));
            }
            const Surroundings around = surroundings(from, anchor->end);
            const auto period = parser_.place(anchor->value, context_.reference,
                                              direction_for(Lead::on, anchor->value, around));
            if (!period) {
                return std::nullopt;
            }
            return coming_day(from, anchor->end, amount, kind, back ? period->from : period->to,
                              back);
        }
        if (back || !parser_.is_word(behind)) {
            return std::nullopt;  // "8 weken voor hulp": no day, so nothing that it counts from
        }
        return after_event(from, behind, amount, kind);
    }

    /// The amount runs from something that happened: find its day nearby, or say that it is not
    /// known.
    std::size_t after_event(std::size_t from, std::size_t behind, const Amount& amount, Kind kind) {
        std::size_t noun_end = behind;
        for (std::size_t at = behind; at < behind + anchor_reach && at < tokens_.size(); ++at) {
            if (ends_sentence(at) ||
                (tokens_[at].kind == Token::Kind::punct && tokens_[at].folded == ",")) {
                break;
            }
            if (parser_.word(at).has(Cue::today_anchor) && noun_end == behind) {
                return coming_day(from, at + 1, amount, kind);
            }
            const bool starter = parser_.is_number(at) || parser_.word(at).starter;
            if (const auto date = starter ? parser_.date(at) : std::nullopt;
                date && date->value.is_day) {
                const Surroundings around = surroundings(from, date->end);
                const auto day = parser_.place(date->value, context_.reference,
                                               direction_for(Lead::on, date->value, around));
                if (day) {
                    return coming_day(from, date->end, amount, kind, day->from);
                }
            }
            if (parser_.is_word(at) && !parser_.word(at).has(Cue::article) && noun_end == behind) {
                noun_end = at + 1;
            }
        }
        const std::size_t end = std::max(noun_end, behind);
        if (!found_.empty() && same_sentence(begin_token_.back(), from)) {
            if (const auto day = found_.back().last_day()) {
                return coming_day(from, end, amount, kind, day);
            }
        }
        Meaning meaning;
        meaning.kind = Kind::duration;
        meaning.duration = amount.iso();
        Surroundings around = surroundings(from, end);
        around.lasting = true;  // a term it is, though nobody here knows from when
        return emit(from, end, meaning, around);
    }

    const Tokens& tokens_;
    const std::vector<WordId>& ids_;
    const DateContext& context_;
    const DateWords::Compiled& words_;
    DateParser parser_;
    std::vector<DateExpression> found_;
    std::vector<std::size_t> begin_token_;  ///< of each expression found
    std::size_t first_free_ = 0;            ///< tokens before it belong to an expression already
};

/// For a context without words: nothing but digits means anything.
const DateWords::Compiled& no_words() {
    static const DateWords::Compiled none = [] {
        DateWords::Compiled empty;
        empty.words.resize(1);
        return empty;
    }();
    return none;
}

}  // namespace
}  // namespace dating

std::vector<DateExpression> dates_in(const Tokens& tokens, const DateContext& context) {
    const DateWords::Compiled& words =
        context.words != nullptr ? context.words->compiled() : dating::no_words();
    std::vector<WordId> ids(tokens.size(), 0);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind != Token::Kind::newline) {
            ids[i] = words.index.find(tokens[i].folded, tokens[i].hash);
        }
    }
    return dating::Finder(tokens, ids, context, words).run();
}

std::vector<DateExpression> find_dates(std::string_view text, const DateContext& context) {
    auto found = dates_in(Tokens(text), context);
    core::PositionMap positions(text);
    for (DateExpression& expression : found) {
        expression.start = positions.position(expression.byte_start);
        expression.end = positions.position(expression.byte_end);
    }
    return found;
}

core::Json to_json(const DateExpression& expression, std::string_view text) {
    using Kind = DateExpression::Kind;
    core::Json json = core::Json::object();
    switch (expression.kind) {
        case Kind::date:
            json["kind"] = "date";
            break;
        case Kind::deadline:
            json["kind"] = "deadline";
            break;
        case Kind::range:
            json["kind"] = "range";
            break;
        case Kind::duration:
            json["kind"] = "duration";
            json["duration"] = expression.duration;
            break;
    }
    if (expression.due) {
        json["due"] = core::format_date(*expression.due);
    }
    if (expression.from) {
        json["from"] = core::format_date(*expression.from);
    }
    if (expression.to) {
        json["to"] = core::format_date(*expression.to);
    }
    if (expression.needs_calendar) {
        json["needs_calendar"] = true;
    }
    json["quote"] = core::to_valid_utf8(
        text.substr(expression.byte_start, expression.byte_end - expression.byte_start));
    json["start"] = expression.start;
    json["end"] = expression.end;
    json["term"] = expression.term;
    return json;
}

}  // namespace meldbrug::reading
