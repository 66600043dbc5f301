#include "template_values.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace meldbrug::notes {

namespace {

constexpr std::string_view doubt = "twijfel";
constexpr std::string_view white_space = " \t\r\n\v\f";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// U+00C0 to U+00FF without their diacritics; '?' stays as it is.
constexpr std::string_view latin_1 =
    "aaaaaa?ceeeeiiii?nooooo?ouuuuy??aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";
constexpr std::uint32_t first_latin = 0xC0;
constexpr std::uint32_t first_combining = 0x300;
constexpr std::uint32_t last_combining = 0x36F;

/// What is printed where an answer goes, and the choices of which none was struck out.
constexpr std::array<std::string_view, 12> unanswered_signs = {" ",
                                                               ".",
                                                               "-",
                                                               "_",
                                                               "*",
                                                               "[",
                                                               "]",
                                                               "(",
                                                               ")",
                                                               "\xE2\x80\xA6" /* … */,
                                                               "\xE2\x98\x90" /* ☐ */,
                                                               "\xE2\x96\xA1" /* □ */};
constexpr std::array<std::string_view, 5> unanswered = {"ja/nee", "nee/ja", "j/n", "ja/nee/twijfel",
                                                        "?"};

struct Letter {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
};

/// The code point at the place; a byte that is not UTF-8 stands for itself.
Letter letter_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto tail = [&](std::size_t i) { return byte(i) & 0x3FU; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    if ((byte(0) & 0xE0U) == 0xC0U && follows(1)) {
        return {(byte(0) & 0x1FU) << 6U | tail(1), 2};
    }
    if ((byte(0) & 0xF0U) == 0xE0U && follows(1) && follows(2)) {
        return {(byte(0) & 0x0FU) << 12U | tail(1) << 6U | tail(2), 3};
    }
    return {byte(0), 1};
}

/// What a sign beyond ASCII is compared as; '\0' for itself.
struct Plain {
    char as = '\0';
    bool dropped = false;
};
Plain plain(std::uint32_t code) {
    if (code >= first_latin && code < first_latin + latin_1.size()) {
        const char base = latin_1[code - first_latin];
        return {base == '?' ? '\0' : base, false};
    }
    if (code >= first_combining && code <= last_combining) {
        return {'\0', true};
    }
    switch (code) {
        case 0x00A0:  // no-break space
        case 0x2007:
        case 0x2009:
        case 0x202F:
            return {' ', false};
        case 0x2018:  // ‘ ’ ‚ ′
        case 0x2019:
        case 0x201A:
        case 0x2032:
            return {'\'', false};
        case 0x201C:  // “ ” „
        case 0x201D:
        case 0x201E:
            return {'"', false};
        case 0x2010:  // hyphens and dashes
        case 0x2011:
        case 0x2012:
        case 0x2013:
        case 0x2014:
        case 0x2212:
            return {'-', false};
        case 0xFF1A:  // ：
            return {':', false};
        case 0x00AD:  // soft hyphen
        case 0x200B:  // zero width
        case 0x200C:
        case 0x200D:
        case 0x200E:
        case 0x200F:
        case 0xFEFF:
            return {'\0', true};
        default:
            return {};
    }
}

/// A day as people write it: 12-03-2026, 12-3-2026, 12-3-26, 12/3/2026, 12.3.2026; or 2026-03-12.
std::optional<core::Date> day_of(std::string_view value) {
    if (const auto date = core::parse_date(value)) {
        return date;
    }
    const std::size_t first = value.find_first_of("-/.");
    if (first == std::string_view::npos || first == 0 || first > 2) {
        return std::nullopt;
    }
    const std::size_t second = value.find(value[first], first + 1);
    if (second == std::string_view::npos || second - first < 2 || second - first > 3) {
        return std::nullopt;
    }
    const std::string_view year = value.substr(second + 1);
    if (year.size() != 4 && year.size() != 2) {
        return std::nullopt;
    }
    const auto two_digits = [](std::string_view digits) {
        return std::string(2 - digits.size(), '0').append(digits);
    };
    return core::parse_date((year.size() == 2 ? "20" : "") + std::string(year) + "-" +
                            two_digits(value.substr(first + 1, second - first - 1)) + "-" +
                            two_digits(value.substr(0, first)));
}

/// Line ends as \n, no white space at the ends of lines and of the whole.
std::string tidy_text(std::string_view value) {
    std::string result;
    std::string_view rest = trimmed(value);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        result.append(without_trailing_space(rest.substr(0, end)));
        rest.remove_prefix(end);
        if (!rest.empty()) {
            result.push_back('\n');
            rest.remove_prefix(1);
        }
    }
    return result;
}

}  // namespace

std::string_view without_trailing_space(std::string_view text) {
    while (true) {
        text = text.substr(0, text.find_last_not_of(white_space) + 1);
        if (!text.ends_with(hard_space)) {
            return text;
        }
        text.remove_suffix(hard_space.size());
    }
}

std::string_view trimmed(std::string_view text) {
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(white_space), text.size()));
        const std::string_view mark = text.starts_with(hard_space)        ? hard_space
                                      : text.starts_with(byte_order_mark) ? byte_order_mark
                                                                          : std::string_view();
        if (mark.empty()) {
            return without_trailing_space(text);
        }
        text.remove_prefix(mark.size());
    }
}

std::string folded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    const auto put = [&result](char byte) {
        if (byte == ' ' ? !result.empty() && result.back() != ' ' : true) {
            result.push_back(byte);
        }
    };
    for (std::size_t at = 0; at < text.size();) {
        const char byte = text[at];
        if (static_cast<unsigned char>(byte) < 0x80) {
            const bool space = white_space.find(byte) != std::string_view::npos;
            const bool capital = byte >= 'A' && byte <= 'Z';
            put(space ? ' ' : capital ? static_cast<char>(byte - 'A' + 'a') : byte);
            ++at;
            continue;
        }
        const Letter letter = letter_at(text, at);
        const Plain sign = plain(letter.code);
        if (sign.as != '\0') {
            put(sign.as);
        } else if (!sign.dropped) {
            result.append(text.substr(at, letter.bytes));
        }
        at += letter.bytes;
    }
    if (result.ends_with(' ')) {
        result.pop_back();
    }
    return result;
}

bool takes_lines(const TemplateField& field) {
    return field.kind == FieldKind::text || field.kind == FieldKind::people;
}

std::optional<std::string> fitting(const TemplateField& field, std::string_view raw) {
    if (takes_lines(field)) {
        return tidy_text(raw);
    }
    std::string value = folded(raw);
    switch (field.kind) {
        case FieldKind::text:
        case FieldKind::people:
            break;
        case FieldKind::yes_no: {
            if (value.ends_with('.') || value.ends_with('!')) {
                value.pop_back();
            }
            const bool fits = value == yes || value == no || (value == doubt && field.question > 0);
            return fits ? std::optional(std::move(value)) : std::nullopt;
        }
        case FieldKind::date: {
            const auto date = day_of(value);
            return date ? std::optional(core::format_date(*date)) : std::nullopt;
        }
        case FieldKind::choice: {
            const auto choice =
                std::ranges::find(field.choices, value,
                                  [](const std::string& candidate) { return folded(candidate); });
            return choice == field.choices.end() ? std::nullopt : std::optional(*choice);
        }
    }
    return std::nullopt;
}

bool is_unanswered(const TemplateField& field, std::string_view raw) {
    if (takes_lines(field)) {
        return trimmed(raw).empty();
    }
    std::string said = folded(raw);
    for (const std::string_view sign : unanswered_signs) {
        for (auto at = said.find(sign); at != std::string::npos; at = said.find(sign, at)) {
            said.erase(at, sign.size());
        }
    }
    return said.empty() || std::ranges::find(unanswered, said) != unanswered.end();
}

std::string written_day(core::Date date) {
    const std::string iso = core::format_date(date);
    return iso.substr(8, 2) + "-" + iso.substr(5, 2) + "-" + iso.substr(0, 4);
}

}  // namespace meldbrug::notes
