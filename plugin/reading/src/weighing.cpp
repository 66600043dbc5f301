#include "weighing.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

using notes::Answer;

constexpr std::size_t questions = 5;
// "vraag 3 (kan school zelf hulp bieden of organiseren): nee": an answer stands within a dozen
// words of its question.
constexpr std::size_t answer_reach = 14;

class Answers {
public:
    Answers(const Analysis& analysis, bool framework)
        : analysis_(analysis), framework_(framework) {}

    std::array<std::optional<WeighingAnswer>, questions> read() {
        std::size_t item = 0;
        for (const Clause& clause : analysis_.clauses) {
            item = clause.first_item;
            if (clause.conditional || clause.asked || clause.voice == Voice::other) {
                pending_ = 0;
                continue;
            }
            for (std::size_t t = clause.first_token; t < clause.end_token; ++t) {
                while (item < clause.end_item && analysis_.items[item].last < t) {
                    ++item;
                }
                const Item* known = item < clause.end_item && analysis_.items[item].first <= t
                                        ? &analysis_.items[item]
                                        : nullptr;
                word(t, known);
            }
        }
        return answers_;
    }

private:
    void word(std::size_t t, const Item* known) {
        const Token& token = analysis_.tokens[t];
        if (known != nullptr && known->has(Grammar::question)) {
            asked_ = true;
            expects_number_ = true;
            if (answered_) {
                pending_ = 0;
            }
            last_ = t;
            return;
        }
        if (token.kind == Token::Kind::number) {
            number(t);
            return;
        }
        if (known != nullptr && known->has(Grammar::through)) {
            through_ = expects_number_;
            return;
        }
        if (const auto answer = answer_of(t, known);
            answer && pending_ != 0 && t - last_ <= answer_reach) {
            give(*answer, t);
            return;
        }
        if (known == nullptr || !known->has(Grammar::conjunction)) {
            expects_number_ = expects_number_ && token.kind == Token::Kind::punct;
        }
    }

    void number(std::size_t t) {
        const std::string_view digits = analysis_.tokens[t].folded;
        if (digits.size() != 1 || digits[0] < '1' || digits[0] > '5' || touches_sign(t)) {
            expects_number_ = false;
            return;
        }
        const std::size_t n = static_cast<std::size_t>(digits[0] - '0');
        const bool listed = (framework_ || asked_) && followed_by_answer(t);
        if (!expects_number_ && !listed) {
            return;
        }
        if (answered_) {
            pending_ = 0;
        }
        for (std::size_t i = through_ && newest_ != 0 && newest_ < n ? newest_ : n; i <= n; ++i) {
            pending_ |= 1U << (i - 1);
            asked_at_[i - 1] = t;
        }
        newest_ = n;
        through_ = answered_ = false;
        expects_number_ = true;
        last_ = t;
    }

    /// "1-2" is a date or a range of something else, "5a" a step.
    [[nodiscard]] bool touches_sign(std::size_t t) const {
        const auto& tokens = analysis_.tokens;
        const bool before =
            tokens.touches_previous(t) &&
            (tokens[t - 1].is("-") || tokens[t - 1].is("/") || tokens[t - 1].is("."));
        const bool after = t + 1 < tokens.size() && tokens.touches_previous(t + 1) &&
                           tokens[t + 1].kind == Token::Kind::word;
        return before || after;
    }
    [[nodiscard]] bool followed_by_answer(std::size_t t) const {
        std::size_t next = t + 1;
        while (next < analysis_.tokens.size() && next <= t + 2 &&
               analysis_.tokens[next].kind == Token::Kind::punct) {
            ++next;
        }
        if (next >= analysis_.tokens.size()) {
            return false;
        }
        const auto item = std::lower_bound(
            analysis_.items.begin(), analysis_.items.end(), next,
            [](const Item& known, std::size_t token) { return known.first < token; });
        return item != analysis_.items.end() && item->first == next &&
               (item->has(Grammar::yes) || item->has(Grammar::no) || item->has(Grammar::doubt));
    }

    [[nodiscard]] std::optional<Answer> answer_of(std::size_t t, const Item* known) const {
        if (known != nullptr && known->has(Grammar::yes)) {
            return Answer::yes;
        }
        if (known != nullptr && known->has(Grammar::no)) {
            return Answer::no;
        }
        if (known != nullptr && known->has(Grammar::doubt)) {
            return Answer::doubt;
        }
        // A letter counts right after its question or a colon only: "a" is a word in many names.
        const Token& token = analysis_.tokens[t];
        if (t - last_ <= 3 && (token.is("a") || token.is("b"))) {
            return token.is("b") ? Answer::yes : Answer::no;
        }
        return std::nullopt;
    }

    void give(Answer answer, std::size_t word) {
        for (std::size_t i = 0; i < questions; ++i) {
            if ((pending_ & (1U << i)) != 0 && !answered_) {
                answers_[i] = WeighingAnswer{answer, asked_at_[i], word};
            }
        }
        answered_ = true;
        pending_ = 0;
        expects_number_ = false;
    }

    const Analysis& analysis_;
    bool framework_;
    std::array<std::optional<WeighingAnswer>, questions> answers_{};
    std::array<std::size_t, questions> asked_at_{};  // token of the question's number
    unsigned pending_ = 0;                           // bit n: question n + 1 waits for its answer
    std::size_t last_ = 0, newest_ = 0;
    bool asked_ = false, expects_number_ = false, through_ = false, answered_ = false;
};

}  // namespace

std::array<std::optional<WeighingAnswer>, questions> weighing_answers(const Analysis& analysis,
                                                                      bool framework_in_title) {
    const bool framework = framework_in_title || analysis.all.has(Grammar::framework);
    if (!framework && !analysis.all.has(Grammar::question)) {
        return {};
    }
    return Answers(analysis, framework).read();
}

}  // namespace meldbrug::reading
