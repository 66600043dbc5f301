// The tokenizer that dates and reading share: what counts as a word, and how it is folded.

#include "plugin/reading/src/tokens.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using meldbrug::reading::Token;
using meldbrug::reading::Tokens;

std::string folded(std::string_view text) {
    std::string result;
    for (const Token& token : Tokens(text)) {
        result += (result.empty() ? "" : "|") + std::string(token.folded);
    }
    return result;
}

}  // namespace

TEST_CASE("words are folded to lower case without accents") {
    CHECK(folded("Vóór ÉÉN coördinatie geëvalueerd") == "voor|een|coordinatie|geevalueerd");
    CHECK(folded("e\xcc\x81"
                 "e\xcc\x81n") == "een");  // accents as characters of their own
    CHECK(folded("\xc4\xb2s Straße Œuvre") == "ijs|strasse|oeuvre");
    CHECK(folded("Δοκιμή") == "Δοκιμή");  // not folded, but one word
}

TEST_CASE("digits and letters are apart, signs stand alone and a run of one sign is one token") {
    CHECK(folded("26e stap 5a, 1,5 week...") == "26|e|stap|5|a|,|1|,|5|week|...");
    CHECK(folded("12-03-2026 t/m") == "12|-|03|-|2026|t|/|m");
    CHECK(folded("a–b — “c”") == "a|-|b|-|\"|c|\"");
}

TEST_CASE("an apostrophe between letters belongs to the word") {
    CHECK(folded("zo'n auto’s 's middags") == "zo'n|auto's|'|s|middags");
    CHECK(folded("'ik wil niet'") == "'|ik|wil|niet|'");
}

TEST_CASE("line breaks are tokens, other white space is not") {
    CHECK(folded("a \t b\r\n\r\n c\xc2\xa0"
                 "d") == "a|b|\n|c|d");
    CHECK(folded(" \n") == "\n");
    CHECK(Tokens("").empty());
}

TEST_CASE("tokens name the bytes they were cut from") {
    const std::string text = "Eén 26e\xff!";
    const Tokens tokens{text};
    REQUIRE(tokens.size() == 5);
    CHECK(text.substr(tokens[0].start, tokens[0].end - tokens[0].start) == "Eén");
    CHECK(tokens[0].kind == Token::Kind::word);
    CHECK(tokens[1].kind == Token::Kind::number);
    CHECK(tokens.touches_previous(2));
    CHECK_FALSE(tokens.touches_previous(1));
    CHECK(tokens[3].kind == Token::Kind::punct);  // the broken byte
    CHECK(tokens[4].is("!"));
}

TEST_CASE("folded forms stay valid when the tokens move") {
    Tokens first("Moeder gebeld");
    const Tokens second = std::move(first);
    CHECK(second[1].folded == "gebeld");
}
