#include "masking.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace meldbrug::cli {
namespace {

constexpr std::size_t shortest_part = 3;

/// Letters, digits, and whatever UTF-8 needs more than a byte for: "Zoë" is no "Zo".
bool in_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

bool is_capital(std::string_view word) {
    const auto first = static_cast<unsigned char>(word.front());
    return first >= 0x80 || std::isupper(first) != 0;
}

}  // namespace

void Masking::add(std::string_view name) {
    const auto keep = [&](const std::string& one) {
        if (one.size() >= shortest_part &&
            std::find(names_.begin(), names_.end(), one) == names_.end()) {
            names_.push_back(one);
        }
    };
    keep(std::string(name));
    std::istringstream parts{std::string(name)};
    for (std::string part; parts >> part;) {
        if (is_capital(part)) {
            keep(part);
        }
    }
    std::stable_sort(names_.begin(), names_.end(), [](const std::string& a, const std::string& b) {
        return a.size() > b.size();
    });
}

std::string Masking::apply(std::string_view text, std::string_view instead) const {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const bool begins = at == 0 || !in_word(text[at - 1]);
        const auto found =
            !begins ? names_.end()
                    : std::find_if(names_.begin(), names_.end(), [&](const std::string& name) {
                          const auto end = at + name.size();
                          return text.substr(at, name.size()) == name &&
                                 (end >= text.size() || !in_word(text[end]));
                      });
        if (found == names_.end()) {
            out += text[at++];
        } else {
            out += instead;
            at += found->size();
        }
    }
    return out;
}

}  // namespace meldbrug::cli
