#include "named_steps.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

class LabelReader {
public:
    LabelReader(const Clause& clause, const Analysis& analysis,
                const Vocabulary::Compiled& vocabulary, const Ladder& ladder)
        : clause_(clause), analysis_(analysis), vocabulary_(vocabulary), ladder_(ladder) {}

    NamedSteps read() {
        for (std::uint32_t i = clause_.first_item; i < clause_.end_item; ++i) {
            if (!analysis_.items[i].has(Grammar::step_word)) {
                continue;
            }
            labels_ = labels_of(i);
            if (labels_ == nullptr) {
                result_.of_other_ladder = true;
            } else {
                labels_after(analysis_.items[i]);
            }
        }
        return std::move(result_);
    }

private:
    /// The labels of the ladder that is named with this word, after it ("stap 4 van de
    /// ondersteuningsroute") or else before it, or in the note's title. Null when it is one that the
    /// school does not follow here.
    [[nodiscard]] const StepLabels* labels_of(std::uint32_t word) {
        bare_ = false;
        for (std::uint32_t i = word + 1; i < clause_.end_item; ++i) {
            if (analysis_.items[i].has(Grammar::step_word)) {
                break;
            }
            if (names_ladder(analysis_.items[i].concepts())) {
                return labels_named(analysis_.items[i].concepts());
            }
        }
        const Sentence& sentence = analysis_.sentences[clause_.sentence];
        const std::uint32_t first = analysis_.clauses[sentence.first_clause].first_item;
        for (std::uint32_t i = word; i-- > first;) {
            if (names_ladder(analysis_.items[i].concepts())) {
                return labels_named(analysis_.items[i].concepts());
            }
        }
        bare_ = !names_ladder(analysis_.title);
        return labels_named(analysis_.title);
    }
    [[nodiscard]] const StepLabels* labels_named(const Concepts& concepts) const {
        if (!names_other(concepts)) {
            return &ladder_.labels;
        }
        for (const auto& [name, labels] : ladder_.others) {
            const auto words = vocabulary_.words_of_ladder.find(name);
            if (words != vocabulary_.words_of_ladder.end() && concepts.intersects(words->second)) {
                return &labels;
            }
        }
        return nullptr;
    }
    [[nodiscard]] bool names_ladder(const Concepts& concepts) const {
        return concepts.intersects(vocabulary_.of_own_ladder) || names_other(concepts);
    }
    [[nodiscard]] bool names_other(const Concepts& concepts) const {
        return concepts.intersects(vocabulary_.of_other_ladder) &&
               !concepts.intersects(vocabulary_.of_own_ladder);
    }

    [[nodiscard]] const Item* item_at(std::size_t token) const {
        for (std::uint32_t i = clause_.first_item; i < clause_.end_item; ++i) {
            if (analysis_.items[i].first <= token && token <= analysis_.items[i].last) {
                return &analysis_.items[i];
            }
        }
        return nullptr;
    }

    void labels_after(const Item& word) {
        const Tokens& tokens = analysis_.tokens;
        std::size_t t = word.last + 1U;
        bool through = false;
        std::string previous;
        while (t < clause_.end_token) {
            const Token& token = tokens[t];
            if (std::string label = label_at(token); !label.empty()) {
                std::size_t last = t;
                // "5a" and "5 a"; a letter that only follows is one when nothing else would be
                // ("stap 5 a en b" is rare).
                const bool letter = t + 1 < clause_.end_token &&
                                    tokens[t + 1].kind == Token::Kind::word &&
                                    tokens[t + 1].folded.size() == 1;
                if (letter && (tokens.touches_previous(t + 1) || item_at(t + 1) == nullptr)) {
                    label += tokens[t + 1].folded;
                    last = t + 1;
                }
                if (!through && add_meant(word, last)) {
                    return;
                }
                add(through ? previous : label, label, word, last);
                previous = label;
                through = false;
                t = last + 1;
                continue;
            }
            const Item* item = item_at(t);
            if (item != nullptr && item->has(Grammar::through)) {
                through = !previous.empty();
                t = item->last + 1U;
                continue;
            }
            const bool list_sign =
                token.is(",") || token.is("-") || token.is("/") || token.is("+") || token.is("&");
            if (!list_sign && (item == nullptr || !item->has(Grammar::conjunction))) {
                return;
            }
            through = through || token.is("-");
            ++t;
        }
    }

    /// "6", or "zes" where a step word stands before it.
    [[nodiscard]] std::string label_at(const Token& token) const {
        if (token.kind == Token::Kind::number && token.folded.size() <= 2) {
            return std::string(token.folded);
        }
        const auto word = vocabulary_.label_of_word.find(std::string(token.folded));
        return word == vocabulary_.label_of_word.end() ? std::string() : word->second;
    }

    /// "Stap 5b (hulp)", "stap 5a - melden": the word says what the label means.
    bool add_meant(const Item& word, std::size_t last) {
        const Tokens& tokens = analysis_.tokens;
        if (last + 2 >= clause_.end_token ||
            !(tokens[last + 1].is("(") || tokens[last + 1].is("-"))) {
            return false;
        }
        const Item* meaning = item_at(last + 2);
        if (meaning == nullptr || !meaning->concepts().intersects(vocabulary_.with_step)) {
            return false;
        }
        const std::size_t before = result_.list.size();
        span(word, meaning->last);
        (meaning->concepts() & vocabulary_.with_step).for_each([&](std::size_t id) {
            for (const auto& [label, steps] : *labels_) {
                for (const core::StepId step : steps) {
                    if (vocabulary_.step_of_concept[id].contains(step)) {
                        insert({step, true});
                    }
                }
            }
        });
        return result_.list.size() > before;
    }

    void span(const Item& word, std::size_t last) {
        if (result_.list.empty()) {
            result_.first_token = word.first;
        }
        result_.last_token = static_cast<std::uint32_t>(last);
    }

    void add(const std::string& from, const std::string& to, const Item& word, std::size_t last) {
        span(word, last);
        if (from == to) {
            add_label(to);
            return;
        }
        bool inside = false;
        for (const auto& [label, steps] : *labels_) {
            inside = inside || label == from;
            if (inside) {
                add_label(label);
            }
            if (label == to) {
                return;
            }
        }
        add_label(to);
    }

    void add_label(const std::string& label) {
        const bool which = bare_ && ladder_.asks_which && in_another(label);
        for (const auto& [name, steps] : *labels_) {
            // "5" where the school has "5a" and "5b" means one of the two.
            const bool of_it = name.size() == label.size() + 1 && name.starts_with(label) &&
                               (name.back() < '0' || name.back() > '9');
            if (name == label || of_it) {
                for (const core::StepId step : steps) {
                    insert({step, steps.size() == 1 && !of_it && !which});
                }
            }
        }
    }

    [[nodiscard]] bool in_another(const std::string& label) const {
        return std::any_of(ladder_.others.begin(), ladder_.others.end(), [&](const auto& other) {
            return std::any_of(other.second.begin(), other.second.end(),
                               [&](const auto& name) { return name.first == label; });
        });
    }

    void insert(NamedSteps::Step step) {
        if (!result_.steps.contains(step.id)) {
            result_.steps.insert(step.id);
            result_.list.push_back(step);
        }
    }

    const Clause& clause_;
    const Analysis& analysis_;
    const Vocabulary::Compiled& vocabulary_;
    const Ladder& ladder_;
    const StepLabels* labels_ = nullptr;  ///< of the ladder that is named
    bool bare_ = false;                   ///< none is
    NamedSteps result_;
};

}  // namespace

NamedSteps named_steps(const Clause& clause, const Analysis& analysis,
                       const Vocabulary::Compiled& vocabulary, const Ladder& ladder) {
    return LabelReader(clause, analysis, vocabulary, ladder).read();
}

}  // namespace meldbrug::reading
