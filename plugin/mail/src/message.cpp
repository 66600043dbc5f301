#include "meldbrug/mail/message.hpp"

#include "base64.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace meldbrug::mail {
namespace {

// RFC 5321 4.5.3.1.1 and 4.5.3.1.3 (a path of 256 holds two angle brackets); RFC 1035 2.3.4 for a
// label.
constexpr std::size_t max_local_part = 64;
constexpr std::size_t max_address = 254;
constexpr std::size_t max_label = 63;
// RFC 5322 2.1.1: lines should stay within 78 characters; "Subject: " takes 9 of them.
constexpr std::size_t max_plain_subject = 69;
// RFC 2047 2: an encoded word is at most 75 characters, of which "=?UTF-8?B?" and "?=" take 12;
// 42 bytes make 56 characters of base64, and that fits behind "Subject: " within 78 as well.
constexpr std::size_t bytes_per_encoded_word = 42;
// RFC 2045 6.7 (5): at most 76 characters, the "=" of a soft break included.
constexpr std::size_t max_quoted_line = 76;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 5322 3.2.3 "atext".
bool is_atext(char c) {
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.' ||
        text.find("..") != std::string_view::npos) {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atext(c); });
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= max_label && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return c == '-' || is_letter_or_digit(c);
           });
}

bool is_domain(std::string_view domain) {
    for (std::size_t dot = domain.find('.'); dot != std::string_view::npos;
         dot = domain.find('.')) {
        if (!is_label(domain.substr(0, dot))) {
            return false;
        }
        domain.remove_prefix(dot + 1);
    }
    return is_label(domain);
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

core::Error refused(std::string_view field, std::string_view reason) {
    return {core::ErrorCode::invalid_input, std::string(reason), "mail." + std::string(field)};
}

/// Nothing when the message can be written safely, else the first field that cannot.
core::Status check(const Message& message) {
    constexpr std::string_view not_an_address =
        "is not a single mail address (name@domain); correct it";
    if (!is_address(message.from)) {
        return refused("from", not_an_address);
    }
    if (!is_address(message.to)) {
        return refused("to", not_an_address);
    }
    // RFC 5322 3.6.4: an identifier has the form of an address.
    if (!is_address(message.message_id)) {
        return refused("message_id", "is not of the form unique@domain");
    }
    if (!core::is_valid_utf8(message.subject) ||
        std::any_of(message.subject.begin(), message.subject.end(), is_control)) {
        return refused("subject",
                       "holds a line break, another control character or bytes that are not UTF-8");
    }
    if (!core::is_valid_utf8(message.text) || message.text.find('\0') != std::string::npos) {
        return refused("text", "holds a NUL or bytes that are not UTF-8");
    }
    return core::Done{};
}

std::string two_digits(unsigned value) {
    std::string text(2, '0');
    text[0] = static_cast<char>('0' + value / 10 % 10);
    text[1] = static_cast<char>('0' + value % 10);
    return text;
}

/// RFC 5322 3.3: "Thu, 26 Mar 2026 08:00:00 +0100", in the school's zone.
std::string date_header(core::Instant instant) {
    constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::seconds offset = core::amsterdam_offset(instant);
    const core::Instant local = instant + offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{local - day};
    const std::chrono::weekday weekday{day};
    std::string text{weekdays[weekday.c_encoding()]};
    text += ", " + two_digits(unsigned{date.day()}) + ' ';
    text += months[unsigned{date.month()} - 1];
    text += ' ' + std::to_string(int{date.year()}) + ' ';
    text += two_digits(static_cast<unsigned>(time.hours().count())) + ':';
    text += two_digits(static_cast<unsigned>(time.minutes().count())) + ':';
    text += two_digits(static_cast<unsigned>(time.seconds().count()));
    text +=
        " +" +
        two_digits(static_cast<unsigned>(std::chrono::floor<std::chrono::hours>(offset).count())) +
        "00";
    return text;
}

bool continues_code_point(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Encoded words that each hold whole characters (RFC 2047 5), one a line.
std::string encoded_words(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        std::size_t end = std::min(bytes_per_encoded_word, text.size());
        while (end < text.size() && continues_code_point(text[end])) {
            --end;
        }
        words += words.empty() ? "" : "\r\n ";
        words += "=?UTF-8?B?" + base64(text.substr(0, end)) + "?=";
        text.remove_prefix(end);
    }
    return words;
}

std::string subject_header(const std::string& subject) {
    const bool ascii = std::all_of(subject.begin(), subject.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    // "=?" in plain text could be taken for an encoded word.
    const bool plain =
        ascii && subject.size() <= max_plain_subject && subject.find("=?") == std::string::npos;
    return plain ? subject : encoded_words(subject);
}

std::string quoted(char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'=', digits[byte >> 4U], digits[byte & 0x0FU]};
}

/// One line of text, soft breaks included, without its end.
std::string quoted_printable_line(std::string_view line) {
    std::string out;
    std::size_t width = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool blank = c == ' ' || c == '\t';
        const bool literal = (c > ' ' && c < 0x7F && c != '=') || (blank && i + 1 < line.size());
        const std::string piece = literal ? std::string(1, c) : quoted(c);
        // One place stays free for the "=" of a soft break.
        if (width + piece.size() > max_quoted_line - 1) {
            out += "=\r\n";
            width = 0;
        }
        out += piece;
        width += piece.size();
    }
    return out;
}

/// LF, CRLF and a lone CR all end a line, so that no bare one can reach a server that takes it for
/// an end (house.md 3.2).
std::string quoted_printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of("\r\n");
        out += quoted_printable_line(text.substr(0, end)) + "\r\n";
        if (end == std::string_view::npos) {
            break;
        }
        const bool pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
        text.remove_prefix(end + (pair ? 2 : 1));
    }
    return out;
}

}  // namespace

bool is_address(std::string_view text) {
    const std::size_t at = text.find('@');
    return text.size() <= max_address && at != std::string_view::npos && at <= max_local_part &&
           is_dot_atom(text.substr(0, at)) && is_domain(text.substr(at + 1));
}

std::string_view domain_of(std::string_view address) {
    const std::size_t at = address.find('@');
    return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

core::Result<std::string> compose(const Message& message) {
    if (const core::Status status = check(message); !status.ok()) {
        return status.error();
    }
    std::string out;
    const auto header = [&out](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    header("Date", date_header(message.date));
    header("From", "<" + message.from + ">");
    header("To", "<" + message.to + ">");
    header("Subject", subject_header(message.subject));
    header("Message-ID", "<" + message.message_id + ">");
    header("Auto-Submitted", "auto-generated");
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=utf-8");
    header("Content-Transfer-Encoding", "quoted-printable");
    out += "\r\n";
    out += quoted_printable(message.text);
    return out;
}

}  // namespace meldbrug::mail
