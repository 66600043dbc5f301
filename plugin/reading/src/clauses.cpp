#include "clauses.hpp"

#include "form_answers.hpp"
#include "names.hpp"
#include "speakers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace meldbrug::reading {

namespace {

// A quote longer than this is not a quote but a stray sign.
constexpr std::size_t longest_quote = 80;
// A heading is a few words; what is longer is a sentence.
constexpr std::size_t longest_heading = 5;
// "om ... te ...": no writer keeps more words between them.
constexpr std::size_t purpose_reach = 12;
// "legde [...] voor": of the verbs that writers take apart, few have more words between their parts.
constexpr std::size_t gap_reach = 10;
// No writer's clause has more known words; it keeps the work per clause, and so the whole, linear
// in the text.
constexpr std::size_t longest_clause = 96;

// More dots lead to the answer of a form: "Ouders gesproken ......... nee".
constexpr std::size_t longest_ellipsis = 4;

// As they come out of Word and of web forms.
constexpr std::array<std::string_view, 4> open_boxes{"☐", "□", "▢", "❏"};
constexpr std::array<std::string_view, 2> ticked_boxes{"☑", "☒"};
// At the head only: "oudergesprek ✓" ticks what stands before it.
constexpr std::array<std::string_view, 3> tick_signs{"✓", "✔", "✅"};
constexpr std::array<std::string_view, 2> ticks{"x", "v"};

/// The sign at the head of a line of a checklist, for all of that line: "[ ]", "[x]".
enum class Box : std::uint8_t { none, open, ticked };

struct Segment {
    std::uint32_t first_item = 0, end_item = 0;
    std::uint32_t first_token = 0, end_token = 0;
    Join join = Join::sentence;
    bool quoted = false;
    bool new_line = false, blank_line = false;
    bool asked = false;
    bool colon_after = false;
    bool heading = false, plans = false;  // opens with a heading, of things to do
    Box box = Box::none;
    bool in_brackets = false;
};

/// Segments that belong together, as one.
struct Joined {
    Segment span;
    Concepts all;
    Concepts outside;  // of what stands outside brackets
};

constexpr GrammarSet own_state{Grammar::negation,    Grammar::negated_noun, Grammar::not_yet,
                               Grammar::future_time, Grammar::modal,        Grammar::condition,
                               Grammar::doubt,       Grammar::advice};
constexpr GrammarSet bent{Grammar::auxiliary, Grammar::modal, Grammar::verb_present, Grammar::say,
                          Grammar::passive_present};

// What is known by its shape alone. Named here: an item points to its meaning.
constexpr Concepts unknown_verb(GrammarSet{Grammar::verb_done});
constexpr Concepts pupil_only(GrammarSet{Grammar::pupil});
constexpr Concepts pupil_self(GrammarSet{Grammar::pupil, Grammar::pupil_self});

class Analyser {
public:
    Analyser(std::string_view text, Tokens&& tokens, const Vocabulary::Compiled& vocabulary,
             const std::vector<DateExpression>& dates, core::Date reference)
        : text_(text),
          vocabulary_(vocabulary),
          dates_(dates),
          reference_(reference),
          result_(std::move(tokens)),
          ids_(look_up(text, result_.tokens, vocabulary)) {}

    void know_names(std::string_view title, const Tokens* title_tokens) {
        names_.emplace(text_, tokens(), ids_, vocabulary_, dates_, title, title_tokens);
    }

    Analysis run(std::vector<MailPart>&& mails) {
        result_.mails = std::move(mails);
        // Of a note's tokens more than half are known words, and one in seven opens a segment.
        result_.items.reserve(result_.tokens.size() * 2 / 3 + 1);
        segments_.reserve(result_.tokens.size() / 6 + 2);
        cut();
        result_.clauses.reserve(segments_.size());
        result_.sentences.reserve(segments_.size());
        join();
        place_scopes(result_, vocabulary_);
        place_dates();
        place_answers(result_);
        return std::move(result_);
    }

private:
    [[nodiscard]] const Tokens& tokens() const { return result_.tokens; }
    [[nodiscard]] bool is_digit_token(std::size_t i) const {
        return i < tokens().size() && tokens()[i].kind == Token::Kind::number;
    }
    [[nodiscard]] char first_byte(std::size_t i) const { return text_[tokens()[i].start]; }
    [[nodiscard]] bool lower_start(std::size_t i) const {
        return i < tokens().size() && tokens()[i].kind == Token::Kind::word &&
               (first_byte(i) < 'A' || first_byte(i) > 'Z') &&
               static_cast<unsigned char>(first_byte(i)) < 0x80;
    }
    [[nodiscard]] bool upper_start(std::size_t i) const {
        return i < tokens().size() && tokens()[i].kind == Token::Kind::word &&
               first_byte(i) >= 'A' && first_byte(i) <= 'Z';
    }
    [[nodiscard]] bool touches_next(std::size_t i) const {
        return i + 1 < tokens().size() && tokens().touches_previous(i + 1);
    }

    void open(std::size_t token, Join join) {
        Segment segment;
        segment.first_item = segment.end_item = static_cast<std::uint32_t>(result_.items.size());
        segment.first_token = segment.end_token = static_cast<std::uint32_t>(token);
        segment.join = join;
        segment.quoted = quote_end_ != 0;
        segment.new_line = line_pending_;
        segment.blank_line = blank_pending_;
        segment.box = box_;
        segment.in_brackets = in_brackets_;
        segments_.push_back(segment);
    }
    /// A new segment, unless the current one is still empty: then the stronger boundary of the two
    /// counts.
    void boundary(std::size_t token, Join join) {
        Segment& last = segments_.back();
        if (last.first_item == result_.items.size() && last.end_token == last.first_token) {
            last.join = std::min(last.join, join);
            last.quoted = quote_end_ != 0;
            last.new_line = last.new_line || line_pending_;
            last.blank_line = last.blank_line || blank_pending_;
            last.box = box_;
            last.in_brackets = in_brackets_;
            last.first_token = last.end_token = static_cast<std::uint32_t>(token);
        } else {
            open(token, join);
        }
        line_pending_ = blank_pending_ = false;
    }
    void extend(std::size_t end_token) {
        segments_.back().end_token = static_cast<std::uint32_t>(end_token);
        segments_.back().end_item = static_cast<std::uint32_t>(result_.items.size());
    }

    /// A word that nobody knows is read as the one that it is a slip of.
    static std::vector<WordId> look_up(std::string_view text, Tokens& tokens,
                                       const Vocabulary::Compiled& vocabulary) {
        std::vector<WordId> ids;
        ids.reserve(tokens.size());
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            WordId id = vocabulary.phrases.id_of(tokens[i]);
            if (id == 0 && tokens[i].kind == Token::Kind::word && !is_name(text, tokens, i)) {
                const auto meant = vocabulary.spelling.meant(tokens[i].folded, tokens[i].hash);
                if (!meant.empty()) {
                    tokens.respell(i, meant);
                    id = vocabulary.phrases.id_of(tokens[i]);
                }
            }
            ids.push_back(id);
        }
        return ids;
    }
    /// A capital where no sentence and no line begins.
    static bool is_name(std::string_view text, const Tokens& tokens, std::size_t i) {
        const char first = text[tokens[i].start];
        return first >= 'A' && first <= 'Z' && i > 0 &&
               (tokens[i - 1].kind == Token::Kind::word ||
                tokens[i - 1].kind == Token::Kind::number || tokens[i - 1].is(","));
    }

    void cut() {
        open(0, Join::sentence);
        for (std::size_t i = 0; i < tokens().size();) {
            const Token& token = tokens()[i];
            if (token.kind == Token::Kind::newline) {
                line_break(i++);
            } else if (token.kind == Token::Kind::punct) {
                i = punctuation(i);
            } else if (tail_.first == i && tail_.end > i) {
                extend(tail_.end);
                i = tail_.end;
            } else if (const std::size_t end = end_of_sent_line(i); end > i) {
                extend(end);
                i = end;
            } else {
                i = words(i);
            }
        }
    }

    /// The end of a mail's line "Verzonden: maandag 9 maart" that begins there, else the place
    /// itself.
    [[nodiscard]] std::size_t end_of_sent_line(std::size_t i) {
        const auto& mails = result_.mails;
        while (sent_ < mails.size() && mails[sent_].end_sent <= i) {
            ++sent_;
        }
        return sent_ < mails.size() && mails[sent_].first_sent == i ? mails[sent_].end_sent : i;
    }

    void line_break(std::size_t i) {
        const std::string_view raw =
            text_.substr(tokens()[i].start, tokens()[i].end - tokens()[i].start);
        const bool blank = std::count(raw.begin(), raw.end(), '\n') > 1;
        // A line that goes on in lower case was wrapped by a mail program.
        // So does a quoted one ("> ").
        const bool marked = i + 1 < tokens().size() && tokens()[i + 1].is(">");
        const bool wrapped = !blank && lower_start(marked ? i + 2 : i + 1) && i > 0 &&
                             tokens()[i - 1].kind == Token::Kind::word;
        if (!wrapped) {
            quote_end_ = 0;
            box_ = Box::none;
            in_brackets_ = false;
            line_pending_ = true;
            blank_pending_ = blank_pending_ || blank;
            boundary(i + 1, Join::sentence);
        }
    }

    [[nodiscard]] bool ends_sentence(std::size_t i) const {
        if (i + 1 < tokens().size() && tokens()[i + 1].kind == Token::Kind::word &&
            touches_next(i)) {
            return false;  // "n.a.v.", "www.school.nl"
        }
        if (is_digit_token(i + 1) && touches_next(i)) {
            return false;  // "16.10"
        }
        if (i == 0 || tokens()[i - 1].kind != Token::Kind::word || !tokens().touches_previous(i)) {
            return true;
        }
        const std::string_view before = tokens()[i - 1].folded;
        const bool short_form = before.size() == 1 || has_alone(i - 1, Grammar::abbreviation);
        if (!short_form) {
            return true;
        }
        return upper_start(i + 1) && tokens()[i + 1].folded.size() > 1 &&
               vocabulary_.phrases.alone(ids_[i + 1]) != nullptr;
    }

    /// \return the token behind it
    std::size_t punctuation(std::size_t i) {
        const std::string_view sign = tokens()[i].folded;
        const char c = sign.front();
        const bool between_digits = i > 0 && is_digit_token(i - 1) && is_digit_token(i + 1) &&
                                    tokens().touches_previous(i) && touches_next(i);
        if (between_digits) {
            return i + 1;
        }
        const bool leader = c == '.' && sign.size() > longest_ellipsis;
        if (c == '.' ? (!leader && (sign.size() > 1 || ends_sentence(i)))
                     : (c == '!' || c == '?' || c == ';')) {
            if (c == '?') {
                for (std::size_t s = segments_.size(); s-- > 0;) {
                    segments_[s].asked = true;
                    if (segments_[s].join == Join::sentence) {
                        break;
                    }
                }
            }
            boundary(i + 1, Join::sentence);
        } else if (c == ':' || c == '|' || leader) {
            segments_.back().colon_after = true;
            boundary(i + 1, Join::colon);
        } else if (const auto [box, end] = box_at(i); box != Box::none) {
            box_ = box;
            boundary(end, Join::sentence);
            return end;
        } else if (c == ',' || c == '(' || c == ')') {
            in_brackets_ = c == '(' || (in_brackets_ && c == ',');
            boundary(i + 1, turns_to_signs(i + 1) ? Join::sentence : Join::comma);
        } else if (c == '+' || c == '&' || c == '/') {
            boundary(i + 1, Join::conjunction);
        } else if (c == '-') {
            if (!tokens().touches_previous(i) && !touches_next(i)) {
                boundary(i + 1, Join::hard);
            }
        } else if (c == '\'' || c == '"') {
            quote(i, sign);
        }
        return i + 1;
    }

    /// "Geen blauwe plekken gezien, wel striemen": what was seen stands by itself.
    [[nodiscard]] bool turns_to_signs(std::size_t i) const {
        const Concepts* next = i < ids_.size() ? vocabulary_.phrases.alone(ids_[i]) : nullptr;
        return next != nullptr && next->intersects(vocabulary_.of_contrast) &&
               std::any_of(result_.items.begin() + segments_.back().first_item, result_.items.end(),
                           [&](const Item& item) {
                               return item.concepts().intersects(vocabulary_.of_no_sign);
                           });
    }

    struct BoxAt {
        Box box = Box::none;
        std::size_t end = 0;  // the token behind it
    };
    /// "[ ] advies VT", "[x] directie", "( ) ja (x) nee", "☐", "☑": what follows stands by itself.
    [[nodiscard]] BoxAt box_at(std::size_t i) const {
        const std::string_view sign = tokens()[i].folded;
        if (contains(open_boxes, sign)) {
            return {Box::open, i + 1};
        }
        const Segment& segment = segments_.back();
        const bool heads = segment.end_token == segment.first_token;
        if (contains(ticked_boxes, sign) || (heads && contains(tick_signs, sign))) {
            return {Box::ticked, i + 1};
        }
        const std::string_view close = sign == "[" ? "]" : sign == "(" ? ")" : "";
        if (close.empty()) {
            return {};
        }
        if (i + 1 < tokens().size() && tokens()[i + 1].is(close)) {
            return {Box::open, i + 2};
        }
        // In round brackets a single letter is more often a name: "moeder (K) gebeld".
        const bool ticked = i + 2 < tokens().size() && tokens()[i + 2].is(close) &&
                            (sign == "[" ? tokens()[i + 1].end - tokens()[i + 1].start == 1
                                         : contains(ticks, tokens()[i + 1].folded));
        return ticked ? BoxAt{Box::ticked, i + 3} : BoxAt{};
    }
    template <std::size_t N>
    static bool contains(const std::array<std::string_view, N>& signs, std::string_view sign) {
        return std::find(signs.begin(), signs.end(), sign) != signs.end();
    }

    /// "'s Nachts", "'t", "'n": a word without its beginning opens no quote.
    [[nodiscard]] bool is_clipped(std::size_t i) const {
        return i + 2 < tokens().size() && tokens()[i + 1].kind == Token::Kind::word &&
               tokens()[i + 1].end - tokens()[i + 1].start == 1 && lower_start(i + 1) &&
               tokens()[i + 2].kind == Token::Kind::word && !touches_next(i + 1);
    }

    void quote(std::size_t i, std::string_view sign) {
        if (quote_end_ != 0 && quote_end_ == i) {
            quote_end_ = 0;
            boundary(i + 1, Join::hard);
            return;
        }
        if (quote_end_ != 0 || !touches_next(i) || is_clipped(i) ||
            (tokens().touches_previous(i) && tokens()[i - 1].kind == Token::Kind::word)) {
            return;
        }
        const std::size_t limit = std::min(tokens().size(), i + longest_quote);
        for (std::size_t end = i + 2; end < limit && tokens()[end].kind != Token::Kind::newline;
             ++end) {
            if (tokens()[end].folded == sign && tokens().touches_previous(end) &&
                !(touches_next(end) && tokens()[end + 1].kind == Token::Kind::word)) {
                quote_end_ = end;
                boundary(i + 1, Join::hard);
                return;
            }
        }
    }

    /// "Legde het vandaag voor": the head means the whole, the tail then means nothing more.
    /// \param known  words that a phrase without a gap has here: one that holds both parts says more
    std::size_t gapped(std::size_t i, std::size_t known) {
        if (i < tail_.end) {
            return 0;  // stands in the gap of another
        }
        for (const GappedPhrases::Phrase& phrase : vocabulary_.gapped.beginning_with(ids_[i])) {
            const std::size_t after = i + phrase.head.size();
            if (!stands_at(phrase.head, i)) {
                continue;
            }
            for (std::size_t t = after; t < tokens().size() && t <= after + gap_reach; ++t) {
                if (t + phrase.tail.size() > i + known && stands_at(phrase.tail, t) &&
                    may_end(t + phrase.tail.size())) {
                    keep_short(i);
                    tail_ = {t, t + phrase.tail.size()};
                    item(i, after - 1, phrase.concepts);
                    extend(after);
                    return after;
                }
                if (closes_gap(t)) {
                    break;
                }
            }
        }
        return 0;
    }
    [[nodiscard]] bool stands_at(const std::vector<WordId>& words, std::size_t i) const {
        return i + words.size() <= ids_.size() &&
               std::equal(words.begin(), words.end(),
                          ids_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    /// A sign, a line break or a word that opens a clause of its own.
    [[nodiscard]] bool closes_gap(std::size_t i) const {
        const Token& token = tokens()[i];
        if (token.kind == Token::Kind::punct) {
            // The full stop of an initial ("sprak met K. door") stands in the sentence.
            return !token.is(".") || ends_sentence(i);
        }
        return token.kind == Token::Kind::newline || has_alone(i, Grammar::subordinate) ||
               has_alone(i, Grammar::boundary) || has_alone(i, Grammar::condition);
    }
    /// The parts of a verb close around what belongs to it: behind the second comes no noun.
    [[nodiscard]] bool may_end(std::size_t i) const {
        if (i >= tokens().size() || closes_gap(i)) {
            return true;
        }
        return has_alone(i, Grammar::conjunction) || has_alone(i, Grammar::preposition) ||
               has_alone(i, Grammar::recipient) || has_alone(i, Grammar::purpose);
    }

    std::size_t words(std::size_t i) {
        // A phrase does not reach into the second part of a verb.
        const std::size_t limit = i < tail_.first ? tail_.first : ids_.size();
        auto match = vocabulary_.phrases.longest(
            [&](std::size_t n) { return i + n < limit ? ids_[i + n] : WordId{0}; });
        if (const std::size_t next = gapped(i, match.length); next != 0) {
            return next;
        }
        if (match.length <= 1 && in_capitals(tokens()[i], text_)) {
            const PhraseTable& capitals = vocabulary_.capitals;
            if (const Concepts* capital = capitals.alone(capitals.id_of(tokens()[i]));
                capital != nullptr) {
                match = {1, capital};
            }
        }
        if ((match.length <= 1 && is_initial(i)) || (match.length == 0 && is_stressed(i + 1))) {
            return pupil(i);
        }
        if (match.length == 0 && names_) {
            if (const Concepts* who = names_->at(tokens()[i]); who != nullptr) {
                return person(i, *who);
            }
        }
        if (match.length == 0) {
            if (looks_like_participle(tokens()[i])) {
                item(i, i, unknown_verb);
            }
            extend(i + 1);
            return i + 1;
        }
        const Concepts& found = *match.concepts;
        keep_short(i);
        if (found.has(Grammar::condition) && segment_has(Grammar::either)) {
            extend(i + match.length);
            return i + match.length;
        }
        if (found.has(Grammar::condition)) {
            boundary(i, Join::hard);
        } else if (found.has(Grammar::boundary)) {
            boundary(i, Join::turn);
        } else if (found.has(Grammar::subordinate) ||
                   (found.has(Grammar::purpose) && has_purpose(i + match.length))) {
            boundary(i, Join::subordinate);
        } else if (found.has(Grammar::conjunction)) {
            boundary(i, Join::conjunction);
        }
        const std::size_t end = i + match.length;
        // "Besproken of de hulp al loopt": what stands behind the last word is a question.
        const bool asks = match.length > 1 && has_alone(end - 1, Grammar::whether);
        item(i, end - (asks ? 2 : 1), found);
        if (asks) {
            item(end - 1, end - 1, *vocabulary_.phrases.alone(ids_[end - 1]));
        }
        extend(end);
        return end;
    }

    /// A clause that no writer would write is cut: what is done per clause stays bounded.
    void keep_short(std::size_t i) {
        if (result_.items.size() - segments_.back().first_item >= longest_clause) {
            boundary(i, Join::sentence);
        }
    }

    /// \param meaning  outlives the analysis
    void item(std::size_t first, std::size_t last, const Concepts& meaning) {
        result_.items.push_back(
            {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last), &meaning});
    }

    [[nodiscard]] bool segment_has(Grammar role) const {
        return std::any_of(result_.items.begin() + segments_.back().first_item, result_.items.end(),
                           [&](const Item& item) { return item.has(role); });
    }

    /// "besloten om vader niet vooraf te spreken": the mark follows within the sentence.
    [[nodiscard]] bool has_purpose(std::size_t i) const {
        const std::size_t limit = std::min(tokens().size(), i + purpose_reach);
        for (; i < limit && tokens()[i].kind != Token::Kind::punct &&
               tokens()[i].kind != Token::Kind::newline;
             ++i) {
            if (has_alone(i, Grammar::purpose_mark)) {
                return true;
            }
        }
        return false;
    }

    /// "K." is the pupil, also where the bare letter is a word ("j" for yes), unless it follows a parent ("moeder O.", "mdr v. S."): then it is the
    /// parent's.
    [[nodiscard]] bool is_initial(std::size_t i) const {
        const Token& token = tokens()[i];
        if (token.kind != Token::Kind::word || token.end - token.start != 1 || !upper_start(i) ||
            !touches_next(i) || !tokens()[i + 1].is(".")) {
            return false;
        }
        const Segment& segment = segments_.back();
        if (segment.first_item == result_.items.size()) {
            return true;
        }
        const Item& before = result_.items.back();
        return !(before.has(Grammar::parent) && i - before.last <= 3);
    }

    [[nodiscard]] bool is_stressed(std::size_t next) const {
        return upper_start(next - 1) && next < tokens().size() &&
               tokens()[next].kind == Token::Kind::word && has_alone(next, Grammar::self);
    }
    /// "B.", "met B. zelf", "met Noor zelf": a name that no list holds is most often the pupil's
    /// own.
    std::size_t pupil(std::size_t i) {
        std::size_t last = i;
        bool self = false;
        for (const std::size_t next : {i + 1, i + 2}) {
            if (next < tokens().size() && last == i && has_alone(next, Grammar::self)) {
                self = true;
                last = next;
            }
        }
        item(i, last, self ? pupil_self : pupil_only);
        extend(last + 1);
        return last + 1;
    }
    /// "Met Noud gepraat"; but "moeder Noud" is his mother.
    std::size_t person(std::size_t i, const Concepts& who) {
        if (!follows_parent(i)) {
            item(i, i, result_.made.emplace_front(who));
        }
        extend(i + 1);
        return i + 1;
    }
    [[nodiscard]] bool follows_parent(std::size_t i) const {
        if (segments_.back().first_item == result_.items.size()) {
            return false;
        }
        const auto& items = result_.items;
        const Item& last = items.back();
        const bool of = last.has(Grammar::preposition) && i - last.last == 1 &&
                        items.size() > segments_.back().first_item + 1U;
        const Item& before = of ? items[items.size() - 2] : last;
        return before.has(Grammar::parent) && i - before.last <= 2;
    }
    [[nodiscard]] bool has_alone(std::size_t i, Grammar role) const {
        const Concepts* word = vocabulary_.phrases.alone(ids_[i]);
        return word != nullptr && word->has(role);
    }

    [[nodiscard]] bool looks_like_participle(const Token& token) const {
        const Shapes& shapes = vocabulary_.participle;
        const std::string_view word = token.folded;
        if (token.kind != Token::Kind::word || word.size() < shapes.least_length) {
            return false;
        }
        const auto fits = [&](const std::vector<std::string>& list, auto test) {
            return std::any_of(list.begin(), list.end(), test);
        };
        return fits(shapes.suffixes, [&](const std::string& s) { return word.ends_with(s); }) &&
               fits(shapes.prefixes, [&](const std::string& p) { return word.starts_with(p); });
    }

    // ---- segments → clauses

    [[nodiscard]] Joined joined(const Segment& segment) const {
        Joined result{segment, {}, {}};
        for (std::uint32_t i = segment.first_item; i < segment.end_item; ++i) {
            result.all |= result_.items[i].concepts();
        }
        result.outside = result.all;
        return result;
    }

    void join() {
        bool have = false;
        Joined current;
        for (const Segment& segment : segments_) {
            if (segment.end_token == segment.first_token) {
                if (have && segment.join == Join::sentence) {
                    pending_sentence_ = true;
                    pending_blank_ = pending_blank_ || segment.blank_line;
                }
                continue;
            }
            Joined next = joined(segment);
            if (pending_sentence_) {
                next.span.join = Join::sentence;
                next.span.blank_line = next.span.blank_line || pending_blank_;
                pending_sentence_ = pending_blank_ = false;
            }
            if (have && belongs_together(current, next)) {
                append(current, next);
            } else {
                if (have) {
                    emit(current);
                }
                current = next;
                have = true;
            }
        }
        if (have) {
            emit(current);
        }
    }

    static void append(Joined& current, const Joined& next) {
        Segment& span = current.span;
        if (next.span.join == Join::colon && is_heading(span)) {
            span.heading = true;
            span.plans = current.all.has(Grammar::heading_plan);
        }
        span.end_item = next.span.end_item;
        span.end_token = next.span.end_token;
        current.all |= next.all;
        if (!next.span.in_brackets) {
            current.outside |= next.all;
        }
        span.asked = span.asked || next.span.asked;
        span.colon_after = next.span.colon_after;
    }

    /// "SMW is casemanager, evaluatie op 16 januari": what names a coming day stands by itself.
    [[nodiscard]] bool names_coming_day(const Segment& segment) const {
        const std::uint32_t first = tokens()[segment.first_token].start;
        const std::uint32_t end = tokens()[segment.end_token - 1].end;
        auto date = std::lower_bound(
            dates_.begin(), dates_.end(), first,
            [](const DateExpression& d, std::uint32_t at) { return d.byte_start < at; });
        for (; date != dates_.end() && date->byte_start < end; ++date) {
            if (const auto day = date->last_day(); day && *day > reference_) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool belongs_together(const Joined& left, const Joined& right) const {
        // What began in brackets ends there; what began before them may go on behind.
        if (left.span.quoted != right.span.quoted ||
            (left.span.in_brackets && !right.span.in_brackets) ||
            right.span.end_item - left.span.first_item > longest_clause) {
            return false;
        }
        // "Stap 5a (melden) is gezet": what follows the brackets goes on where they opened.
        const Concepts& before = right.span.in_brackets ? left.all : left.outside;
        const bool left_verb = before.intersects(verbish);
        const bool right_verb = right.all.intersects(verbish);
        switch (right.span.join) {
            case Join::sentence:
            case Join::hard:
            case Join::subordinate:
                return false;
            case Join::turn:
                // "Moeder is toen gebeld": without a verb before it the word turns nothing.
                return !left_verb && !left.all.has(Grammar::condition);
            case Join::colon:
                return !left_verb && !left.all.has(Grammar::heading_plan) &&
                       !left.all.has(Grammar::advice) && !speaks_of_themselves(left, right);
            case Join::comma:
            case Join::conjunction:
                // "SOT 10-3: zorgen om gezin, smw gaat langs": who acts next acts for himself.
                if (right.span.join == Join::comma && is_main_clause(right.span) &&
                    !before.has(Grammar::condition)) {
                    return false;
                }
                if (!left_verb) {
                    return !before.intersects(own_state) || !right_verb;
                }
                return !right_verb && !right.all.intersects(own_state) &&
                       !names_coming_day(right.span);
        }
        return false;
    }

    /// Opens with who acts and, right behind, a verb that is bent for him ("zij wist").
    [[nodiscard]] bool is_main_clause(const Segment& segment) const {
        if (segment.first_item + 1U >= segment.end_item) {
            return false;
        }
        const Item& who = result_.items[segment.first_item];
        const Item& verb = result_.items[segment.first_item + 1U];
        return who.first == segment.first_token && verb.first - who.last == 1 &&
               (who.concepts().intersects(actors) || who.has(Grammar::subject_pronoun)) &&
               verb.concepts().intersects(bent);
    }

    /// "Wijkteam: wij hebben moeder gesproken": the first person is theirs.
    [[nodiscard]] bool speaks_of_themselves(const Joined& left, const Joined& right) const {
        return left.all.intersects(outsiders) &&
               !left.all.intersects(GrammarSet{Grammar::staff, Grammar::we}) &&
               right.span.first_item < right.span.end_item &&
               result_.items[right.span.first_item].first == right.span.first_token &&
               result_.items[right.span.first_item].has(Grammar::we);
    }

    [[nodiscard]] static bool is_heading(const Segment& segment) {
        return segment.end_token - segment.first_token <= longest_heading;
    }

    void emit(const Joined& whole) {
        const Segment& segment = whole.span;
        if (segment.join == Join::sentence || result_.sentences.empty()) {
            Sentence sentence;
            sentence.first_clause = sentence.end_clause =
                static_cast<std::uint32_t>(result_.clauses.size());
            sentence.after_blank = segment.blank_line;
            result_.sentences.push_back(sentence);
            if (segment.blank_line) {
                heading_ = false;
            }
        }
        Clause clause;
        clause.first_item = segment.first_item;
        clause.end_item = segment.end_item;
        clause.first_token = segment.first_token;
        clause.end_token = segment.end_token;
        clause.sentence = static_cast<std::uint32_t>(result_.sentences.size() - 1);
        clause.join = segment.join;
        clause.quoted = segment.quoted;
        clause.in_brackets = segment.in_brackets;
        clause.asked = segment.asked;
        if (segment.heading) {
            heading_ = segment.plans;
        } else if (segment.colon_after && is_heading(segment)) {
            heading_ = whole.all.has(Grammar::heading_plan);
        }
        while (mail_ < result_.mails.size() &&
               result_.mails[mail_].first_token <= clause.first_token) {
            ++mail_;
        }
        if (mail_ > 0) {
            const MailPart& mail = result_.mails[mail_ - 1];
            clause.sender = mail.own() ? nullptr : &mail.sender;
            clause.teller_unknown = mail.nameless;
            clause.sent = mail.sent;
        }
        clause.unticked = segment.box == Box::open;
        clause.ticked = segment.box == Box::ticked;
        clause.label = segment.colon_after;
        clause.listed_to_do = heading_ && segment.box != Box::ticked;
        result_.clauses.push_back(clause);
        Sentence& sentence = result_.sentences.back();
        sentence.end_clause = static_cast<std::uint32_t>(result_.clauses.size());
        sentence.asked = sentence.asked || segment.asked;
    }

    // ---- days

    void place_dates() {
        std::size_t n = 0;
        for (const DateExpression& date : dates_) {
            while (n < result_.clauses.size() && end_byte(result_.clauses[n]) <= date.byte_start) {
                ++n;
            }
            if (n == result_.clauses.size()) {
                return;
            }
            Clause& clause = result_.clauses[n];
            const auto day = date.last_day();
            if (!day) {
                clause.future_day = clause.future_day || date.needs_calendar;
                continue;
            }
            if (*day > reference_) {
                clause.future_day = true;
            } else if (clause.past_day == nullptr && date.kind == DateExpression::Kind::date) {
                clause.past_day = &date;
            }
        }
    }
    [[nodiscard]] std::uint32_t end_byte(const Clause& clause) const {
        return tokens()[clause.end_token - 1].end;
    }

    std::string_view text_;
    const Vocabulary::Compiled& vocabulary_;
    const std::vector<DateExpression>& dates_;
    core::Date reference_;
    Analysis result_;
    std::vector<WordId> ids_;  // of each token, in the vocabulary's phrases
    std::optional<Names> names_;
    std::vector<Segment> segments_;
    struct Tail {
        std::size_t first = 0, end = 0;  // tokens
    };
    Tail tail_;  // of the last phrase with a gap
    std::size_t quote_end_ = 0;
    std::size_t mail_ = 0;  // how many mails have begun
    std::size_t sent_ = 0;  // whose day is not yet passed
    Box box_ = Box::none;   // of the line
    bool in_brackets_ = false;
    bool line_pending_ = false, blank_pending_ = false, pending_sentence_ = false,
         pending_blank_ = false, heading_ = false;
};

}  // namespace

Analysis analyse(std::string_view text, Tokens&& tokens, const Vocabulary::Compiled& vocabulary,
                 const std::vector<DateExpression>& dates, core::Date reference,
                 std::string_view title, const Tokens* title_tokens, std::vector<MailPart> mails) {
    Analyser analyser(text, std::move(tokens), vocabulary, dates, reference);
    if (title_tokens != nullptr) {
        analyser.know_names(title, title_tokens);
    }
    return analyser.run(std::move(mails));
}

}  // namespace meldbrug::reading
