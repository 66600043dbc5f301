/// \file
/// Cuts a text into words, numbers, signs and line breaks, each with a folded form to compare by.
///
/// Units:    offsets are bytes of the text; the folded form is lower case without diacritics
///           ("één" → "een", "vóór" → "voor", ’ → ', – → -, “ → "). It never grows, so all folded
///           forms lie in one arena of the text's size.
/// Errors:   none; total over any bytes. A byte that is not UTF-8 is a sign of its own. A text is
///           read up to 4 GiB.
/// Threads:  a `Tokens` is a value; nothing shared.
/// Privacy:  holds a copy of the text; nothing here logs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

struct Token {
    enum class Kind : std::uint8_t {
        word,    ///< letters; an apostrophe between letters belongs to it ("zo'n", "auto's")
        number,  ///< digits only; "4e" is a number and a word that touch, "1,5" a number, a sign
                 ///< and a number
        punct,   ///< one sign, or a run of the same sign ("...", "--")
        newline  ///< white space with at least one line break in it
    };
    std::uint32_t start = 0;  ///< bytes
    std::uint32_t end = 0;
    Kind kind = Kind::punct;
    std::uint32_t hash = 0;   ///< `hash_of(folded)`
    std::string_view folded;  ///< in the arena of the `Tokens` it belongs to; "\n" for a line break

    [[nodiscard]] bool is(std::string_view text) const { return folded == text; }
};

/// The tokens of one text. Moving keeps the folded forms valid; copying is not offered.
class Tokens {
public:
    explicit Tokens(std::string_view text);
    Tokens(Tokens&&) noexcept = default;
    Tokens& operator=(Tokens&&) noexcept = default;
    Tokens(const Tokens&) = delete;
    Tokens& operator=(const Tokens&) = delete;
    ~Tokens() = default;

    [[nodiscard]] std::size_t size() const { return list_.size(); }
    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] const Token& operator[](std::size_t index) const { return list_[index]; }
    [[nodiscard]] std::vector<Token>::const_iterator begin() const { return list_.begin(); }
    [[nodiscard]] std::vector<Token>::const_iterator end() const { return list_.end(); }
    /// Reads the token as another word, that it is a slip of.
    /// \param folded  outlives the tokens
    void respell(std::size_t index, std::string_view folded);
    /// Whether nothing lies between this token and the one before it ("26" and "e" in "26e").
    [[nodiscard]] bool touches_previous(std::size_t index) const {
        return index > 0 && list_[index - 1].end == list_[index].start;
    }

private:
    std::vector<char> arena_;
    std::vector<Token> list_;
};

/// A word of two letters or more, all of them capitals without diacritics: "ZAT" as a school writes
/// it is a team, "zat" is a verb.
[[nodiscard]] bool in_capitals(std::string_view word);
/// \param text  from which the token was cut
[[nodiscard]] inline bool in_capitals(const Token& token, std::string_view text) {
    return in_capitals(text.substr(token.start, token.end - token.start));
}

}  // namespace meldbrug::reading
