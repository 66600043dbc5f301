#include "form_answers.hpp"

#include <algorithm>
#include <optional>

namespace meldbrug::reading {

namespace {

// "20 maart", "nog niet", "n.v.t.": an answer is a few words; what is longer tells something.
constexpr std::size_t longest_answer = 4;

constexpr GrammarSet denying{Grammar::no, Grammar::negation, Grammar::negated_noun,
                             Grammar::not_yet};
constexpr GrammarSet to_come{Grammar::future_time, Grammar::plan, Grammar::modal, Grammar::doubt};
constexpr GrammarSet answering{Grammar::yes,     Grammar::no,           Grammar::negation,
                               Grammar::not_yet, Grammar::negated_noun, Grammar::future_time,
                               Grammar::plan,    Grammar::modal,        Grammar::doubt};

constexpr GrammarSet acts{Grammar::verb_done, Grammar::verb_present, Grammar::verb_infinitive};

constexpr GrammarSet not_labels{Grammar::question, Grammar::whether, Grammar::negation,
                                Grammar::negated_noun, Grammar::not_yet};

class Form {
public:
    explicit Form(Analysis& analysis) : result_(analysis) {}

    void run() {
        for (std::size_t s = 0; s < result_.sentences.size(); ++s) {
            answers_in(s);
            undone_under_heading(result_.sentences[s]);
        }
    }

private:
    void answers_in(std::size_t s) {
        const Sentence& sentence = result_.sentences[s];
        Clause* label = nullptr;
        for (std::uint32_t n = sentence.first_clause; n < sentence.end_clause; ++n) {
            Clause& clause = result_.clauses[n];
            if (label != nullptr && stands_behind(clause)) {
                const bool last = n + 1 == sentence.end_clause;
                label->answer = behind(clause, last ? nullptr : &result_.clauses[n + 1])
                                    .value_or(label->answer);
            }
            if (!clause.in_brackets) {
                label = is_label(clause) ? &clause : nullptr;
                clause.answer = closing(clause);
            }
        }
        if (label != nullptr && label->label) {
            label->answer = below(s);
        } else if (label != nullptr && s + 1 < result_.sentences.size()) {
            // "Directie ingelicht? Ja."; "ouders gesproken; nee", where nothing was asked.
            const Sentence& next = result_.sentences[s + 1];
            const Clause& clause = result_.clauses[next.first_clause];
            const bool alone = next.end_clause - next.first_clause == 1;
            const auto told = alone ? said(clause) : std::nullopt;
            const bool bare_no = clause.all.has(Grammar::no) && words_in(clause) == 1;
            if (told && (label->asked || bare_no)) {
                label->answer = *told;
            }
        }
    }

    /// "Nog niet:", "nog te doen:", "niet gedaan:": what is listed below, or stands behind it.
    void undone_under_heading(const Sentence& sentence) {
        Clause& first = result_.clauses[sentence.first_clause];
        const bool alone = first.label && sentence.end_clause - sentence.first_clause == 1;
        const bool heads = heads_undone(first);
        const bool ends = sentence.after_blank || (bullets_ && starts_line(first));
        undone_ = heads || (undone_ && !alone && !ends);
        if (heads && alone) {
            bullets_ = false;
            return;
        }
        bullets_ = bullets_ || (undone_ && behind_sign(first));
        for (std::uint32_t n = sentence.first_clause; undone_ && n < sentence.end_clause; ++n) {
            Clause& clause = result_.clauses[n];
            if (!clause.ticked && clause.answer == Answer::none) {
                clause.answer = Answer::listed;
            }
        }
        undone_ = undone_ && !heads;
    }
    [[nodiscard]] bool heads_undone(const Clause& clause) const {
        constexpr std::uint32_t most_words = 3;
        constexpr GrammarSet undone{Grammar::named_open, Grammar::not_yet, Grammar::modal,
                                    Grammar::negation};
        bool told = false;
        std::uint32_t at = first_word(clause);
        const std::uint32_t begin = at;
        for (std::uint32_t i = clause.first_item;
             i < clause.end_item && result_.items[i].first == at && at - begin < most_words; ++i) {
            const Item& item = result_.items[i];
            const bool opens = item.concepts().intersects(undone);
            if (!opens && !item.has(Grammar::support_done)) {
                return false;
            }
            told = told || opens;
            at = item.last + 1;
        }
        return told && at < result_.tokens.size() && result_.tokens[at].is(":");
    }
    /// Behind the sign of a list, which is no word of the clause.
    [[nodiscard]] std::uint32_t first_word(const Clause& clause) const {
        std::uint32_t at = clause.first_token;
        while (at + 1 < clause.end_token && result_.tokens[at].kind == Token::Kind::punct) {
            ++at;
        }
        return at;
    }
    [[nodiscard]] bool behind_sign(const Clause& clause) const {
        return first_word(clause) > clause.first_token;
    }
    [[nodiscard]] bool starts_line(const Clause& clause) const {
        return !behind_sign(clause) &&
               (clause.first_token == 0 ||
                result_.tokens[clause.first_token - 1].kind == Token::Kind::newline);
    }

    /// A question that was answered is no label: "weging vraag 2: nee", "gekeken of de hulp werkt: nee".
    [[nodiscard]] static bool is_label(const Clause& clause) {
        const bool weighs =
            clause.all.has(Grammar::framework) && !clause.all.has(Grammar::verb_done);
        return !weighs && !clause.all.intersects(not_labels);
    }
    [[nodiscard]] static bool stands_behind(const Clause& clause) {
        return clause.join == Join::colon || clause.join == Join::hard || clause.in_brackets;
    }
    [[nodiscard]] bool is_word(std::uint32_t token) const {
        return result_.tokens[token].kind == Token::Kind::word;
    }

    [[nodiscard]] std::size_t words_in(const Clause& clause) const {
        std::size_t words = 0;
        for (std::uint32_t t = clause.first_token; t < clause.end_token; ++t) {
            words += is_word(t) ? 1U : 0U;
        }
        return words;
    }

    /// In brackets an answer is a yes or a no. "Gevraagd naar thuis: nee, zegt ze" is her answer.
    [[nodiscard]] std::optional<Answer> behind(const Clause& clause, const Clause* next) const {
        if (clause.all.has(Grammar::say) || (next != nullptr && next->all.has(Grammar::say)) ||
            (clause.in_brackets &&
             !clause.all.intersects(GrammarSet{Grammar::yes, Grammar::no, Grammar::not_yet}))) {
            return std::nullopt;
        }
        return said(clause);
    }

    /// What the clause says as an answer; nothing when it tells something.
    [[nodiscard]] std::optional<Answer> said(const Clause& clause) const {
        if (clause.first_item < clause.end_item) {
            const Item& first = result_.items[clause.first_item];
            const bool alone = first.first == first_word(clause) &&
                               (first.last + 1 == clause.end_token || !is_word(first.last + 1));
            // "Nee, zij is ziek"; but "nee / ja" has yet to be chosen.
            if (alone && first.has(Grammar::no) && !clause.all.has(Grammar::yes)) {
                return Answer::no;
            }
        }
        const std::size_t words = words_in(clause);
        std::size_t known = 0;
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            const Item& item = result_.items[i];
            for (std::uint32_t t = item.first;
                 item.concepts().intersects(answering) && t <= item.last; ++t) {
                known += is_word(t) ? 1U : 0U;
            }
        }
        if (words > longest_answer || (known < words && !clause.future_day)) {
            return std::nullopt;
        }
        // "Kader ingevuld: 1 ja, 2 twijfel" answers the questions of the framework.
        if (result_.tokens[first_word(clause)].kind == Token::Kind::number &&
            clause.all.intersects(GrammarSet{Grammar::yes, Grammar::no})) {
            return std::nullopt;
        }
        const bool ahead = clause.future_day || clause.all.intersects(to_come);
        const bool yes = clause.all.has(Grammar::yes), no = clause.all.intersects(denying);
        if (no && !yes) {
            return Answer::no;
        }
        if (yes) {
            return no || ahead ? Answer::open : Answer::yes;  // "ja / nee", "ja, morgen"
        }
        // "Advies gevraagd: melden" tells the advice.
        return ahead && !clause.all.intersects(acts) ? std::optional(Answer::open) : std::nullopt;
    }

    /// "Directie op de hoogte: nee", "ouders gesproken nee": in one clause with its label.
    [[nodiscard]] Answer closing(const Clause& clause) const {
        if (clause.end_item < clause.first_item + 2 || clause.all.has(Grammar::say) ||
            !is_label(clause)) {
            return Answer::none;
        }
        const Item& last = result_.items[clause.end_item - 1];
        const Item& before = result_.items[clause.end_item - 2];
        const bool ends = std::none_of(
            result_.tokens.begin() + last.last + 1, result_.tokens.begin() + clause.end_token,
            [](const Token& token) { return token.kind == Token::Kind::word; });
        const bool beside = std::none_of(
            result_.tokens.begin() + before.last + 1, result_.tokens.begin() + last.first,
            [](const Token& token) { return token.kind == Token::Kind::word; });
        if (!ends || !beside ||
            !last.concepts().intersects(GrammarSet{Grammar::yes, Grammar::no})) {
            return Answer::none;
        }
        return before.concepts().intersects(GrammarSet{Grammar::yes, Grammar::no}) ? Answer::open
               : last.has(Grammar::no)                                             ? Answer::no
                                                                                   : Answer::yes;
    }

    /// Nothing stands behind the colon on the line itself.
    [[nodiscard]] Answer below(std::size_t sentence) const {
        Answer answer = Answer::none;
        for (std::size_t s = sentence + 1; s < result_.sentences.size(); ++s) {
            const Sentence& next = result_.sentences[s];
            const Clause& clause = result_.clauses[next.first_clause];
            const bool alone = next.end_clause - next.first_clause == 1;
            const auto told = said(clause);
            if (alone && told && !clause.label && (clause.ticked || clause.unticked)) {
                // "[ ] ja [x] nee"
                if (clause.ticked) {
                    return *told;
                }
                answer = Answer::open;
                continue;
            }
            if (answer != Answer::none) {
                return answer;
            }
            if (alone && told && !clause.label) {
                return *told;
            }
            // The next label: this one was left blank, where that one is answered or blank as well.
            const bool blank = alone && clause.label;
            const bool answered = !alone &&
                                  result_.clauses[next.first_clause + 1].join == Join::colon &&
                                  said(result_.clauses[next.first_clause + 1]).has_value();
            return blank || answered ? Answer::open : Answer::none;
        }
        return Answer::open;
    }

    Analysis& result_;
    bool undone_ = false;   // below a heading of what has not been done
    bool bullets_ = false;  // its list has a sign before each line
};

}  // namespace

void place_answers(Analysis& analysis) {
    Form(analysis).run();
}

}  // namespace meldbrug::reading
