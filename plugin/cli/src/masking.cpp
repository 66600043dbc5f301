#include "masking.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>
#include <utility>

namespace meldbrug::cli {
namespace {

constexpr std::size_t shortest_in_any_case = 3;
/// Between the words of one name: a blank, a hyphen, the point and blank of an initial.
constexpr std::size_t widest_gap = 2;

struct Word {
    std::size_t begin = 0, end = 0;  ///< bytes
    std::string folded;
    std::size_t letters = 0;
    bool capital = false;  ///< its first letter
};

bool is_letter(utf8proc_int32_t point) {
    switch (utf8proc_category(point)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ND:
            return true;
        default:
            return false;
    }
}

const utf8proc_uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

/// Without case and accents; as it is when it is no UTF-8.
std::string folded(std::string_view word) {
    utf8proc_uint8_t* made = nullptr;
    const auto length =
        utf8proc_map(bytes_of(word), static_cast<utf8proc_ssize_t>(word.size()), &made,
                     static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE |
                                                    UTF8PROC_COMPAT | UTF8PROC_STRIPMARK));
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owned(made, &std::free);
    return length < 0
               ? std::string(word)
               : std::string(reinterpret_cast<const char*>(made), static_cast<std::size_t>(length));
}

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    bool inside = false;
    for (std::size_t at = 0; at < text.size();) {
        utf8proc_int32_t point = -1;
        const auto length = utf8proc_iterate(
            bytes_of(text) + at, static_cast<utf8proc_ssize_t>(text.size() - at), &point);
        const std::size_t next = at + (length > 0 ? static_cast<std::size_t>(length) : 1);
        if (length > 0 && is_letter(point)) {
            if (!inside) {
                words.push_back(
                    {at, next, "", 0, utf8proc_category(point) != UTF8PROC_CATEGORY_LL});
            }
            words.back().end = next;
            ++words.back().letters;
            inside = true;
        } else {
            inside = false;
        }
        at = next;
    }
    for (auto& word : words) {
        word.folded = folded(text.substr(word.begin, word.end - word.begin));
    }
    return words;
}

}  // namespace

Masking::Masking(Saying saying, std::string_view particles) : saying_(std::move(saying)) {
    for (auto& word : words_of(particles)) {
        particles_.insert(std::move(word.folded));
    }
}

std::vector<Masking::Part> Masking::parts_of(std::string_view name) const {
    const auto words = words_of(name);
    std::vector<Part> parts;
    if (words.empty()) {
        return parts;
    }
    Words all;
    for (const auto& word : words) {
        all.push_back(word.folded);
    }
    const auto comma = name.find(',');
    const bool surname_first = comma != std::string_view::npos && comma < words.back().begin;
    const auto first = !surname_first
                           ? words.begin()
                           : std::find_if(words.begin(), words.end(),
                                          [&](const Word& w) { return w.begin > comma; });
    if (all.size() > 1) {
        parts.push_back({all, true});
        if (surname_first) {
            // As people say it: "Sem de Vries".
            const auto cut = all.begin() + (first - words.begin());
            Words turned(cut, all.end());
            turned.insert(turned.end(), all.begin(), cut);
            parts.push_back({std::move(turned), true});
        }
    }
    for (auto word = words.begin(); word != words.end(); ++word) {
        // A name of one word may be written small in the roll; else a small word is no name.
        if (word->letters > 1 && (word->capital || words.size() == 1) &&
            !particles_.contains(word->folded)) {
            parts.push_back(
                {{word->folded}, word == first && word->letters >= shortest_in_any_case});
        }
    }
    return parts;
}

void Masking::add(std::string_view name) {
    const std::size_t person = ++people_;
    for (auto& part : parts_of(name)) {
        longest_ = std::max(longest_, part.words.size());
        const auto [place, added] =
            names_.try_emplace(std::move(part.words), Known{person, part.any_case});
        if (!added) {
            place->second.person = place->second.person == person ? person : 0;
            place->second.any_case = place->second.any_case || part.any_case;
        }
    }
}

void Masking::keep(std::string_view name) {
    for (auto& part : parts_of(name)) {
        kept_.insert(std::move(part.words));
    }
}

std::string Masking::said(std::size_t person) {
    if (person == 0) {
        return saying_(std::nullopt);
    }
    return saying_(numbers_.try_emplace(person, numbers_.size() + 1).first->second);
}

std::string Masking::apply(std::string_view text) {
    const auto words = words_of(text);
    const auto find = [&](const Words& name, const Word& first) -> const Known* {
        const auto known = names_.find(name);
        return known != names_.end() && !kept_.contains(name) &&
                       (known->second.any_case || first.capital)
                   ? &known->second
                   : nullptr;
    };
    std::string out;
    std::size_t copied = 0;
    for (std::size_t i = 0; i < words.size();) {
        Words name;
        const Known* found = nullptr;
        std::size_t taken = 0, end = 0;
        for (std::size_t n = 0; n < longest_ && i + n < words.size(); ++n) {
            if (n > 0 && words[i + n].begin - words[i + n - 1].end > widest_gap) {
                break;
            }
            name.push_back(words[i + n].folded);
            bool kept = kept_.contains(name);
            const Known* known = find(name, words[i]);
            std::size_t without = 0;  // the s of "Sems"
            if (known == nullptr && !kept && words[i + n].letters > shortest_in_any_case &&
                name.back().back() == 's') {
                name.back().pop_back();
                known = find(name, words[i]);
                kept = kept_.contains(name);
                without = known != nullptr ? 1 : 0;
                name.back().push_back('s');
            }
            if (known != nullptr || kept) {
                found = known;
                taken = n + 1;
                end = words[i + n].end - without;
            }
        }
        if (found != nullptr) {
            out.append(text.substr(copied, words[i].begin - copied)).append(said(found->person));
            copied = end;
        }
        i += std::max<std::size_t>(taken, 1);
    }
    return out.append(text.substr(copied));
}

}  // namespace meldbrug::cli
