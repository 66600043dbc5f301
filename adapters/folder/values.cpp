#include "adapters/folder/values.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace meldbrug::adapters::folder {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Reads 1 to `most` digits from the front of `text` and drops them.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') {
        value = value * 10 + (text[count] - '0');
        ++count;
    }
    if (count == 0) {
        return std::nullopt;
    }
    text.remove_prefix(count);
    return value;
}

std::optional<core::Date> real_day(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() ? std::optional(core::Date{date}) : std::nullopt;
}

/// Reads a day in one form from the front of `text` and drops it.
std::optional<core::Date> take_day(std::string_view& text, std::string_view format) {
    int year = 0;
    int month = 0;
    int day = 0;
    std::string_view rest = text;
    for (const char part : format) {
        std::optional<int> number;
        switch (part) {
            case 'd':
                number = take_number(rest, 2);
                day = number.value_or(0);
                break;
            case 'm':
                number = take_number(rest, 2);
                month = number.value_or(0);
                break;
            case 'Y':
                number = take_number(rest, 4);
                year = number.value_or(0);
                break;
            case 'y':
                // The notes are of pupils who are at school now, so of this century.
                number = take_number(rest, 2);
                year = 2000 + number.value_or(0);
                break;
            default:
                if (!rest.starts_with(part)) {
                    return std::nullopt;
                }
                rest.remove_prefix(1);
                number = 0;
        }
        if (!number) {
            return std::nullopt;
        }
    }
    // Four digits of a year, or it was another form ("12-03-26" is not the year 26).
    const auto date = year >= 1000 ? real_day(year, month, day) : std::nullopt;
    if (date) {
        text = rest;
    }
    return date;
}

std::optional<core::Date> take_usual_day(std::string_view& text, std::string_view format) {
    if (!format.empty()) {
        return take_day(text, format);
    }
    static constexpr std::array<std::string_view, 4> usual = {"Y-m-d", "d-m-Y", "d/m/Y", "d.m.Y"};
    for (const std::string_view form : usual) {
        if (const auto date = take_day(text, form)) {
            return date;
        }
    }
    return std::nullopt;
}

struct WallTime {
    int hour = 0;
    int minute = 0;
    int second = 0;
};

/// " 14:05", "T14:05:30.000"; nothing when it is no time or more follows.
std::optional<WallTime> wall_time(std::string_view text) {
    text = trimmed(text.starts_with('T') ? text.substr(1) : text);
    WallTime time;
    const auto hour = take_number(text, 2);
    if (!hour || !text.starts_with(':')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto minute = take_number(text, 2);
    if (!minute) {
        return std::nullopt;
    }
    time = {*hour, *minute, 0};
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        const auto second = take_number(text, 2);
        if (!second) {
            return std::nullopt;
        }
        time.second = *second;
        if (text.starts_with('.')) {
            text.remove_prefix(1);
            text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
        }
    }
    const bool real = time.hour < 24 && time.minute < 60 && time.second < 60;
    return real && text.empty() ? std::optional(time) : std::nullopt;
}

using Word = std::pair<std::string_view, std::string_view>;

/// What schools call their staff, in the form of `plain_word`. Only functions that leave no doubt:
/// a wrong "directie" would count as a director who knows.
constexpr std::array<Word, 34> usual_functions = {{
    {"leerkracht", "leerkracht"},
    {"leerkrachten", "leerkracht"},
    {"groepsleerkracht", "leerkracht"},
    {"vakleerkracht", "leerkracht"},
    {"leraar", "leerkracht"},
    {"docent", "leerkracht"},
    {"lk", "leerkracht"},
    {"lkr", "leerkracht"},
    {"ib", "ib"},
    {"iber", "ib"},
    {"internbegeleider", "ib"},
    {"zorgcoordinator", "ib"},
    {"zorgcoördinator", "ib"},
    {"aandachtsfunctionaris", "aandachtsfunctionaris"},
    {"aandachtsfunctionarismeldcode", "aandachtsfunctionaris"},
    {"schoolcontactpersoon", "aandachtsfunctionaris"},
    {"scper", "aandachtsfunctionaris"},
    {"directie", "directie"},
    {"directeur", "directie"},
    {"directrice", "directie"},
    {"adjunctdirecteur", "directie"},
    {"locatiedirecteur", "directie"},
    {"schoolleider", "directie"},
    {"bestuur", "bestuur"},
    {"bestuurder", "bestuur"},
    {"collegevanbestuur", "bestuur"},
    {"cvb", "bestuur"},
    {"smw", "smw"},
    {"smwer", "smw"},
    {"schoolmaatschappelijkwerk", "smw"},
    {"schoolmaatschappelijkwerker", "smw"},
    {"beheer", "beheer"},
    {"administratie", "beheer"},
    {"administratiefmedewerker", "beheer"},
}};

}  // namespace

std::string plain_word(std::string_view text) {
    static constexpr std::string_view dropped = " \t\r\n\"'._-/():#*";
    std::string word;
    word.reserve(text.size());
    for (const char byte : text) {
        if (dropped.find(byte) == std::string_view::npos) {
            word.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte);
        }
    }
    return word;
}

bool is_date_format(std::string_view format) {
    const auto count = [format](std::string_view parts) {
        return std::ranges::count_if(
            format, [parts](char part) { return parts.find(part) != std::string_view::npos; });
    };
    const bool digits_only_apart = format.find_first_not_of("dmYy-/. ") == std::string_view::npos;
    return digits_only_apart && count("d") == 1 && count("m") == 1 && count("Yy") == 1;
}

std::optional<core::Date> day_from(std::string_view text, std::string_view format) {
    std::string_view rest = trimmed(text);
    const auto date = take_usual_day(rest, format);
    if (!date || rest.empty() || wall_time(rest)) {
        return date;
    }
    // A moment with an offset: the day it is in Amsterdam then.
    const auto moment = core::parse_instant(trimmed(text));
    return moment ? std::optional(core::amsterdam_date(*moment)) : std::nullopt;
}

std::optional<core::Instant> moment_from(std::string_view text, std::string_view format) {
    const std::string_view whole = trimmed(text);
    if (const auto moment = core::parse_instant(whole)) {
        return moment;
    }
    std::string_view rest = whole;
    const auto date = take_usual_day(rest, format);
    const auto time = date ? wall_time(rest) : std::nullopt;
    if (!time) {
        return std::nullopt;
    }
    return core::amsterdam_time(*date, time->hour, time->minute) +
           std::chrono::seconds{time->second};
}

std::optional<bool> flag_from(std::string_view text) {
    const std::string word = plain_word(text);
    if (word.empty() || word == "nee" || word == "n" || word == "false" || word == "0") {
        return false;
    }
    if (word == "ja" || word == "j" || word == "true" || word == "1" || word == "x") {
        return true;
    }
    return std::nullopt;
}

std::optional<std::string> role_from(std::string_view function,
                                     const std::map<std::string, std::string>& own) {
    const std::string word = plain_word(function);
    if (word.empty()) {
        return std::string{};
    }
    if (const auto found = own.find(word); found != own.end()) {
        return found->second;
    }
    const auto usual = std::ranges::find(usual_functions, word, &Word::first);
    return usual == usual_functions.end() ? std::nullopt
                                          : std::optional<std::string>(usual->second);
}

std::optional<std::string> text_from(std::string bytes, bool declared_utf8) {
    if (core::is_valid_utf8(bytes)) {
        return bytes;
    }
    // The five bytes that Windows-1252 leaves undefined.
    static constexpr std::string_view undefined = "\x81\x8D\x8F\x90\x9D";
    if (declared_utf8 || bytes.find_first_of(undefined) != std::string::npos) {
        return std::nullopt;
    }
    return core::from_windows_1252(bytes);
}

}  // namespace meldbrug::adapters::folder
