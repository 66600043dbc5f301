#include "adapters/gibbon/ledger.hpp"

#include "meldbrug/core/json.hpp"

#include <bit>
#include <charconv>

namespace meldbrug::adapters::gibbon {

namespace {

using core::Json;

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t word_digits = 16;
constexpr std::size_t marks_digits = 4 * word_digits;

std::string hex(std::uint64_t value) {
    std::string text(word_digits, '0');
    for (std::size_t i = word_digits; i-- > 0; value >>= 4U) {
        text[i] = digits[value & 0x0FU];
    }
    return text;
}

bool read_hex(std::string_view text, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return text.size() == word_digits && error == std::errc{} && end == text.data() + text.size();
}

std::uint64_t number(const Json& object, std::string_view name) {
    const Json* value = core::find(object, name);
    return value != nullptr && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
}

/// "hash known gone refused", each of a fixed length.
std::string page_text(const Page& page) {
    return hex(page.hash) + page.known.text() + (page.gone.none() ? "" : page.gone.text()) +
           (page.refused ? "!" : "");
}

bool read_page(std::string_view text, Page& page) {
    if (text.ends_with('!')) {
        page.refused = true;
        text.remove_suffix(1);
    }
    const bool with_gone = text.size() == word_digits + 2 * marks_digits;
    return (with_gone || text.size() == word_digits + marks_digits) &&
           read_hex(text.substr(0, word_digits), page.hash) &&
           page.known.read(text.substr(word_digits, marks_digits)) &&
           (!with_gone || page.gone.read(text.substr(word_digits + marks_digits)));
}

}  // namespace

std::size_t Marks::count() const {
    std::size_t all = 0;
    for (const std::uint64_t part : words_) {
        all += static_cast<std::size_t>(std::popcount(part));
    }
    return all;
}

Marks Marks::without(const Marks& other) const {
    Marks rest = *this;
    for (std::size_t i = 0; i < words_.size(); ++i) {
        rest.words_[i] &= ~other.words_[i];
    }
    return rest;
}

Marks Marks::with(const Marks& other) const {
    Marks all = *this;
    for (std::size_t i = 0; i < words_.size(); ++i) {
        all.words_[i] |= other.words_[i];
    }
    return all;
}

std::string Marks::text() const {
    std::string all;
    for (const std::uint64_t part : words_) {
        all += hex(part);
    }
    return all;
}

bool Marks::read(std::string_view text) {
    bool good = text.size() == marks_digits;
    for (std::size_t i = 0; good && i < words_.size(); ++i) {
        good = read_hex(text.substr(i * word_digits, word_digits), words_[i]);
    }
    return good;
}

Ledger Ledger::parse(std::string_view text) {
    Ledger ledger;
    const auto json =
        text.empty() ? core::Result<Json>(Json::object()) : core::parse_json(text, "cursor");
    const Json* pages = json.ok() ? core::find(*json, "pages") : nullptr;
    if (pages == nullptr || !pages->is_object()) {
        return ledger;
    }
    for (const auto& [name, value] : pages->items()) {
        std::uint64_t index = 0;
        const auto [end, error] =
            std::from_chars(name.data(), name.data() + name.size(), index, 10);
        Page page;
        if (error != std::errc{} || end != name.data() + name.size() || !value.is_string() ||
            index > UINT64_MAX / page_size ||
            !read_page(value.get_ref<const std::string&>(), page)) {
            return {};
        }
        ledger.pages.emplace(index, page);
    }
    ledger.at = number(*json, "at");
    ledger.roster = number(*json, "roster");
    return ledger.at > UINT64_MAX / page_size ? Ledger{} : ledger;
}

std::string Ledger::text() const {
    Json json = {{"at", at}, {"roster", roster}, {"pages", Json::object()}};
    for (const auto& [index, page] : pages) {
        json["pages"][std::to_string(index)] = page_text(page);
    }
    return json.dump();
}

std::size_t Ledger::known() const {
    std::size_t all = 0;
    for (const auto& [index, page] : pages) {
        all += page.known.count();
    }
    return all;
}

std::vector<std::uint64_t> Ledger::gone() const {
    std::vector<std::uint64_t> notes;
    for (const auto& [index, page] : pages) {
        for (std::uint64_t i = 0; !page.gone.none() && i < page_size; ++i) {
            if (page.gone.has(i)) {
                notes.push_back(index * page_size + i);
            }
        }
    }
    return notes;
}

void Ledger::take(std::uint64_t page, std::uint64_t hash, const Marks& present, bool refused) {
    Page& kept = pages[page];
    kept.hash = hash;
    kept.gone = kept.known.without(present);
    kept.known = kept.known.with(present);
    kept.refused = refused;
}

void Ledger::let_go() {
    for (auto& [index, page] : pages) {
        page.known = page.known.without(page.gone);
        page.gone = {};
    }
    std::erase_if(pages, [](const auto& entry) { return entry.second == Page{}; });
}

}  // namespace meldbrug::adapters::gibbon
