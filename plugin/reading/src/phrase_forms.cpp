#include "phrase_forms.hpp"

namespace meldbrug::reading {

namespace {

using core::Error;
using core::ErrorCode;
using Texts = std::vector<std::string>;

// What nobody could read any more: a phrase of four slots with eight words each stays below it.
constexpr std::size_t most_forms = 4096;
constexpr std::string_view dots = "...";

Error wrong(const char* why) {
    return {ErrorCode::invalid_config, why, ""};
}

bool blank(std::string_view text) {
    return text.find_first_not_of(' ') == std::string_view::npos;
}

/// The texts, each followed by each alternative of "a|b|c".
Texts times(const Texts& texts, std::string_view alternatives) {
    Texts longer;
    while (true) {
        const auto bar = alternatives.find('|');
        for (const std::string& text : texts) {
            longer.push_back(text + std::string(alternatives.substr(0, bar)));
        }
        if (bar == std::string_view::npos) {
            return longer;
        }
        alternatives.remove_prefix(bar + 1);
    }
}

}  // namespace

core::Result<std::vector<std::string>> written_out(std::string_view phrase) {
    Texts texts{""};
    while (true) {
        const auto open = phrase.find('{');
        const std::string_view plain = phrase.substr(0, open);
        if (plain.find_first_of("}|") != std::string_view::npos) {
            return wrong("has a '}' or '|' outside braces");
        }
        texts = times(texts, plain);
        if (open == std::string_view::npos) {
            return texts;
        }
        phrase.remove_prefix(open + 1);
        const auto close = phrase.find_first_of("{}");
        if (close == std::string_view::npos || phrase[close] == '{') {
            return wrong("has braces that do not close, or braces in braces");
        }
        texts = times(texts, phrase.substr(0, close));
        phrase.remove_prefix(close + 1);
        if (texts.size() > most_forms) {
            return wrong("stands for more than 4096 phrases: write it as several");
        }
    }
}

core::Result<Halves> halves_of(std::string_view phrase) {
    const auto gap = phrase.find(dots);
    if (gap == std::string_view::npos) {
        return Halves{phrase, {}};
    }
    const Halves halves{phrase.substr(0, gap), phrase.substr(gap + dots.size())};
    if (blank(halves.head) || blank(halves.tail) ||
        halves.tail.find(dots) != std::string_view::npos) {
        return wrong("must have words on both sides of its three dots, and three dots once");
    }
    return halves;
}

}  // namespace meldbrug::reading
