#include "plugin/reading/src/spelling.hpp"

#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

using namespace meldbrug;
using namespace meldbrug::reading::test;
using reading::hash_of;
using reading::Spelling;

namespace {

std::string meant(const Spelling& spelling, std::string_view word) {
    return std::string(spelling.meant(word, hash_of(word)));
}

/// The words that may have been meant, each slip tried, swapped letters before all others: the
/// oracle.
std::set<std::string> each_tried(const std::vector<std::string>& words, const std::string& word) {
    static const std::vector<std::string> rows{"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    const auto place = [](char c) {
        constexpr std::array<double, 3> shift{0, 0.25, 0.75};
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (const auto at = rows[row].find(c); at != std::string::npos) {
                return std::pair(static_cast<double>(row), static_cast<double>(at) + shift[row]);
            }
        }
        return std::pair(0.0, 0.0);
    };
    const auto beside = [&](char a, char b) {
        const auto [row, at] = place(a);
        const auto [other_row, other_at] = place(b);
        return a != b && std::abs(row - other_row) < 1.5 && std::abs(at - other_at) < 1.1;
    };
    std::set<std::string> found, swapped;
    for (const std::string& of : words) {
        bool slip = false;
        for (std::size_t i = 0; i < of.size(); ++i) {
            std::string made = of;
            if (i + 1 < of.size()) {
                std::swap(made[i], made[i + 1]);
                if (made == word && made != of) {
                    swapped.insert(of);
                }
                made = of;
                made.erase(i, 1);
                slip = slip || (made == word && !of.starts_with(word));
            }
            for (char c = 'a'; c <= 'z'; ++c) {
                made = of;
                made.insert(i, 1, c);
                slip = slip || (made == word && !made.starts_with(of));
                made = of;
                made[i] = c;
                slip = slip || (made == word && beside(c, of[i]));
            }
        }
        if (slip) {
            found.insert(of);
        }
    }
    return swapped.empty() ? found : swapped;
}

}  // namespace

TEST_CASE("A slip of one word is that word, a right word and what could be two are none") {
    Spelling spelling;
    for (const char* word : {"melding", "gesproken", "gezegd", "gelegd", "gemeld"}) {
        spelling.add(word);
    }
    spelling.add_right("gegeld");
    spelling.add_slip("neit", "niet");
    spelling.close();
    CHECK(meant(spelling, "meldign") == "melding");
    CHECK(meant(spelling, "gespoken") == "gesproken");
    CHECK(meant(spelling, "gessproken") == "gesproken");
    CHECK(meant(spelling, "gesprojen") == "gesproken");
    CHECK(meant(spelling, "neit") == "niet");
    CHECK(meant(spelling, "gesprqken").empty());  // q lies far from o
    CHECK(meant(spelling, "gemelde").empty());    // an ending
    CHECK(meant(spelling, "gegeld").empty());     // right
    CHECK(meant(spelling, "gezeged") == "gezegd");
    CHECK(meant(spelling, "meldnig") == "melding");
    CHECK(meant(spelling, "mledign").empty());  // two slips
    CHECK(meant(spelling, "").empty());
    CHECK(meant(spelling, std::string(100000, 'm')).empty());
    CHECK(meant(Spelling(), "meldign").empty());
}

TEST_CASE("What a misspelt word was meant to be is what trying each slip of each word finds") {
    std::mt19937 random(20261123);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same words each run
    const auto word = [&](std::size_t least) {
        std::string made(least + random() % 3, ' ');
        for (char& c : made) {
            c = "aeg"[random() % 3];  // few letters: many slips of each other
        }
        return made;
    };
    std::size_t found = 0, open = 0;
    for (int round = 0; round < 60; ++round) {
        std::vector<std::string> words(30);
        Spelling spelling;
        for (std::string& one : words) {
            one = word(Spelling::shortest);
            spelling.add(one);
        }
        spelling.close();
        for (int i = 0; i < 300; ++i) {
            const std::string tried = word(Spelling::shortest);
            if (std::find(words.begin(), words.end(), tried) != words.end()) {
                continue;  // known words are not asked about
            }
            CAPTURE(tried);
            const auto may = each_tried(words, tried);
            CHECK(meant(spelling, tried) == (may.size() == 1 ? *may.begin() : ""));
            found += may.size() == 1 ? 1U : 0U;
            open += may.size() > 1 ? 1U : 0U;
        }
    }
    CHECK(found > 500);
    CHECK(open > 20);
}

TEST_CASE("A note with slips of the keyboard is read as it was meant") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("Meldign gedaan bij Veilig Thuis.").contains("melding_veilig_thuis"));
    CHECK(f.done("Met moeder gespoken over de zorgen.").contains("gesprek_ouder"));
    CHECK(f.done("Overlge gehad met ib over de sginalen.").contains("collegiaal_overleg"));
    for (const char* text :
         {"Er is neit gemeld bij Veilig Thuis.", "Er is geeen melding gedaan bij VT.",
          "Ouders zijn nog nite gesproken over de zorgen."}) {
        INFO(text);
        CHECK(f.done(text).empty());
    }
}

TEST_CASE("A right word is no slip, and neither is a name") {
    const Fixture& f = Fixture::get();
    CHECK(f.done("Moeder is bewogen door het verhaal van ib en lk.").empty());
    const auto reading = f.read("Ik sprak Voorval en Oudres.");
    CHECK(reading.actions.empty());
}

TEST_CASE("What was read of a misspelt word is quoted as it was written") {
    const Fixture& f = Fixture::get();
    const std::string text = "Vandaag meldign gedaan bij Veilig Thuis.";
    const auto reading = f.read(text);
    const auto* act = f.find(reading, "melding_veilig_thuis");
    REQUIRE(act != nullptr);
    const std::string quote = text.substr(act->span.start, act->span.end - act->span.start);
    CHECK(quote.find("meldign gedaan") != std::string::npos);
}
