#include "spelling.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace meldbrug::reading {

namespace {

bool of_letters(std::string_view word) {
    return word.size() >= Spelling::shortest && word.size() <= Spelling::longest &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

struct Key {
    int row = 0, column = 0;  // in quarters of a key: the rows stand shifted
};
constexpr auto keys = [] {
    constexpr std::array<std::string_view, 3> rows{"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    constexpr std::array<int, 3> shift{0, 1, 3};
    std::array<Key, 26> all{};
    for (int row = 0; row < 3; ++row) {
        const auto r = static_cast<std::size_t>(row);
        for (std::size_t i = 0; i < rows[r].size(); ++i) {
            all[static_cast<std::size_t>(rows[r][i] - 'a')] = {row,
                                                               4 * static_cast<int>(i) + shift[r]};
        }
    }
    return all;
}();
bool beside(char a, char b) {
    const Key& one = keys[static_cast<std::size_t>(a - 'a')];
    const Key& other = keys[static_cast<std::size_t>(b - 'a')];
    return std::abs(one.row - other.row) <= 1 && std::abs(one.column - other.column) <= 4;
}

/// Whether the longer one has a letter more, and not its last.
bool has_one_more(std::string_view longer, std::string_view shorter) {
    const auto at = static_cast<std::size_t>(
        std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin());
    return at + 1 < longer.size() && longer.substr(at + 1) == shorter.substr(at);
}

enum class Slip : std::uint8_t { none, swapped, other };

Slip slip_of(std::string_view word, std::string_view of) {
    const auto other = [](bool slip) { return slip ? Slip::other : Slip::none; };
    if (word.size() != of.size()) {
        return word.size() + 1 == of.size()   ? other(has_one_more(of, word))
               : of.size() + 1 == word.size() ? other(has_one_more(word, of))
                                              : Slip::none;
    }
    const auto at = static_cast<std::size_t>(
        std::mismatch(word.begin(), word.end(), of.begin()).first - word.begin());
    if (at == word.size()) {
        return Slip::none;
    }
    if (word.substr(at + 1) == of.substr(at + 1)) {
        return other(beside(word[at], of[at]));
    }
    return at + 1 < word.size() && word[at] == of[at + 1] && word[at + 1] == of[at] &&
                   word.substr(at + 2) == of.substr(at + 2)
               ? Slip::swapped
               : Slip::none;
}

/// Calls `each(part)` for the word and for what is left of it without each of its letters.
template <class Each>
void each_part(std::string_view word, Each each) {
    each(word);
    std::array<char, Spelling::longest> part{};
    std::copy(word.begin() + 1, word.end(), part.begin());
    const std::string_view left(part.data(), word.size() - 1);
    each(left);
    for (std::size_t i = 0; i + 1 < word.size(); ++i) {
        part[i] = word[i];
        if (word[i] != word[i + 1]) {  // of two alike either one leaves the same
            each(left);
        }
    }
}

}  // namespace

void Spelling::add(std::string_view word) {
    if (of_letters(word)) {
        words_.emplace_back(word);
    }
}

void Spelling::add_slip(std::string_view slip, std::string_view of) {
    const WordId id = slips_.intern(slip);
    slip_of_.resize(slips_.size() + 1);
    slip_of_[id] = of;
}

void Spelling::lead(std::string_view part, std::uint32_t word) {
    const std::uint32_t hash = hash_of(part);
    const std::size_t mask = leads_.size() - 1;
    std::size_t at = hash & mask;
    while (leads_[at].word != 0) {
        at = (at + 1) & mask;
    }
    leads_[at] = {hash, word};
}

void Spelling::close() {
    std::sort(words_.begin(), words_.end());
    words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
    std::size_t parts = 0;
    for (const std::string& word : words_) {
        parts += word.size() + 1;
    }
    std::size_t size = 1;
    while (size < 2 * parts) {
        size *= 2;
    }
    leads_.assign(size, {});
    for (std::size_t i = 0; i < words_.size(); ++i) {
        each_part(words_[i],
                  [&](std::string_view part) { lead(part, static_cast<std::uint32_t>(i + 1)); });
    }
}

std::string_view Spelling::meant(std::string_view word, std::uint32_t hash) const {
    if (const WordId slip = slips_.find(word, hash); slip != 0) {
        return slip_of_[slip];
    }
    if (leads_.empty() || !of_letters(word) || right_.find(word, hash) != 0) {
        return {};
    }
    std::uint32_t found = 0;
    Slip how = Slip::none;
    bool more = false;
    each_part(word, [&](std::string_view part) {
        const std::uint32_t part_hash = hash_of(part);
        const std::size_t mask = leads_.size() - 1;
        for (std::size_t at = part_hash & mask; leads_[at].word != 0; at = (at + 1) & mask) {
            const Lead& lead = leads_[at];
            if (lead.hash != part_hash || lead.word == found) {
                continue;
            }
            const Slip slip = slip_of(word, words_[lead.word - 1]);
            if (slip == Slip::none || (slip == Slip::other && how == Slip::swapped)) {
                continue;
            }
            more = found != 0 && slip == how;
            found = lead.word;
            how = slip;
        }
    });
    return found == 0 || more ? std::string_view() : std::string_view(words_[found - 1]);
}

}  // namespace meldbrug::reading
