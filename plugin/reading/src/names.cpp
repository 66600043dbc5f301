#include "names.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

// A list of a class is no list of people; it keeps the work per token, and so the whole, linear.
constexpr std::size_t most_names = 24;

constexpr GrammarSet positions{Grammar::staff, Grammar::agency, Grammar::third};

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

/// "Noud", "Zoë", "Anne-Fleur"; not "ZAT", not "K".
bool looks_like_name(std::string_view text, const Token& token) {
    const std::string_view raw = text.substr(token.start, token.end - token.start);
    return token.kind == Token::Kind::word && raw.size() > 1 && is_upper(raw.front()) &&
           std::none_of(raw.begin() + 1, raw.end(), is_upper);
}

/// Within a sentence, where a capital means something.
bool is_within(const Tokens& tokens, std::size_t i) {
    if (i == 0) {
        return false;
    }
    const Token& before = tokens[i - 1];
    return before.kind == Token::Kind::word || before.kind == Token::Kind::number ||
           before.is(",") || before.is("(") || before.is("&") || before.is("+") || before.is("/");
}

/// Walks the dates along with the tokens.
class DateSpans {
public:
    explicit DateSpans(const std::vector<DateExpression>& dates)
        : next_(dates.begin()), end_(dates.end()) {}
    bool holds(const Token& token) {
        while (next_ != end_ && next_->byte_end <= token.start) {
            ++next_;
        }
        return next_ != end_ && next_->byte_start <= token.start;
    }

private:
    std::vector<DateExpression>::const_iterator next_, end_;
};

}  // namespace

Names::Names(std::string_view text, const Tokens& tokens, const std::vector<WordId>& ids,
             const Vocabulary::Compiled& vocabulary, const std::vector<DateExpression>& dates,
             std::string_view title, const Tokens* title_tokens) {
    const PhraseTable& phrases = vocabulary.phrases;
    const auto known = [&](std::size_t i) {
        return i < ids.size() ? phrases.alone(ids[i]) : nullptr;
    };
    const auto in_title = [&](std::string_view folded) {
        return title_tokens != nullptr &&
               std::any_of(title_tokens->begin(), title_tokens->end(), [&](const Token& token) {
                   return token.folded == folded && looks_like_name(title, token);
               });
    };
    DateSpans dated(dates);
    for (std::size_t i = 0; i < tokens.size() && list_.size() < most_names; ++i) {
        const Token& token = tokens[i];
        if (!looks_like_name(text, token) || known(i) != nullptr || dated.holds(token)) {
            continue;
        }
        const bool titled = in_title(token.folded);
        // "Noud heeft met Petra gepraat": who opens a sentence and has done something.
        const bool acts = known(i + 1) != nullptr && known(i + 1)->has(Grammar::auxiliary);
        if (!titled && !acts && !is_within(tokens, i)) {
            continue;
        }
        Name* name = find(token.folded);
        if (name == nullptr) {
            name = &list_.emplace_back();
            name->folded = token.folded;
            name->who.insert(Grammar::person);
        }
        // "Moeder Noud", "ouders van Noud"; "juf Anke"; "Petra (smw)".
        const Concepts* before = i > 0 ? known(i - 1) : nullptr;
        if (before != nullptr && before->has(Grammar::preposition) && i > 1) {
            before = known(i - 2);
            if (before != nullptr && !before->has(Grammar::parent)) {
                before = nullptr;
            }
        }
        const Concepts* after =
            i + 2 < tokens.size() && tokens[i + 1].is("(") ? known(i + 2) : nullptr;
        for (const Concepts* beside : {before, after}) {
            if (beside == nullptr) {
                continue;
            }
            if (beside->intersects(GrammarSet{Grammar::parent, Grammar::pupil})) {
                name->who.insert(Grammar::pupil);
            } else if (beside->intersects(positions)) {
                name->who |= *beside;
            }
        }
        if (titled && !name->who.intersects(positions)) {
            name->who.insert(Grammar::pupil);
        }
    }
}

Names::Name* Names::find(std::string_view folded) {
    const auto found = std::find_if(list_.begin(), list_.end(),
                                    [&](const Name& name) { return name.folded == folded; });
    return found == list_.end() ? nullptr : &*found;
}

const Concepts* Names::at(const Token& token) const {
    const auto found = std::find_if(list_.begin(), list_.end(),
                                    [&](const Name& name) { return name.folded == token.folded; });
    return found == list_.end() ? nullptr : &found->who;
}

}  // namespace meldbrug::reading
