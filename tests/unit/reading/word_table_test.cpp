// Words as numbers, which every look-up of a text rests on.

#include "plugin/reading/src/word_table.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <vector>

namespace {

using meldbrug::reading::hash_of;
using meldbrug::reading::WordTable;

/// Words of every length up to twenty, and for each its neighbours that differ in one letter.
std::vector<std::string> many_words() {
    std::vector<std::string> words;
    for (std::size_t length = 1; length <= 20; ++length) {
        const std::string plain(length, 'e');
        words.push_back(plain);
        for (std::size_t at = 0; at < length; ++at) {
            for (const char letter : {'a', 'b', 'n', 't', 'z', '\'', '\0'}) {
                std::string other = plain;
                other[at] = letter;
                words.push_back(other);
            }
        }
    }
    return words;
}

}  // namespace

TEST_CASE("every word of a table keeps a number of its own, however many are added") {
    const auto words = many_words();
    WordTable table;
    std::set<std::uint32_t> numbers;
    for (const auto& word : words) {
        numbers.insert(table.intern(word));
    }
    CHECK(numbers.size() == words.size());
    CHECK(numbers.count(0) == 0);
    CHECK(table.size() == words.size());
    for (const auto& word : words) {
        CHECK(table.find(word) == table.intern(word));
    }
    CHECK(table.size() == words.size());
}

TEST_CASE("a word that was never added has no number") {
    WordTable table;
    CHECK(table.find("melding") == 0);
    table.intern("melding");
    CHECK(table.find("melding") != 0);
    CHECK(table.find("meldin") == 0);
    CHECK(table.find("meldingen") == 0);
    // Two different words with one hash are still two words.
    CHECK(table.find("gesprek", hash_of("melding")) == 0);
}
