#include "meldbrug/mail/reply.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace meldbrug::mail {
namespace {

// RFC 5321 4.5.3.1.5 asks for 512; servers with long greetings exist, an endless line must not fill
// the memory.
constexpr std::size_t max_line = 4096;
// An EHLO reply has some twenty short lines; far more is not a mail server.
constexpr std::size_t max_reply = 65536;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

core::Error not_smtp() {
    return {core::ErrorCode::unreachable,
            "the answer is not that of a mail server; check host, port and security", "mail"};
}

/// "5.1.1" at the start of a text, followed by a space or the end.
std::string enhanced_status(std::string_view text) {
    std::size_t dots = 0;
    std::size_t i = 0;
    for (; i < text.size() && (is_digit(text[i]) || text[i] == '.'); ++i) {
        dots += text[i] == '.' ? 1U : 0U;
    }
    // RFC 3463 2: class 2, 4 or 5, then two numbers of at most three digits.
    const bool whole = i == text.size() || text[i] == ' ';
    const bool shaped = dots == 2 && i <= std::string_view("5.123.123").size() && i > 1 &&
                        text[1] == '.' && is_digit(text[i - 1]);
    return whole && shaped ? std::string(text.substr(0, i)) : std::string();
}

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return upper(x) == upper(y); });
}

std::string_view name_of(Stage stage) {
    switch (stage) {
        case Stage::greeting:
            return "the connection";
        case Stage::hello:
            return "the greeting";
        case Stage::starttls:
            return "TLS";
        case Stage::login:
            return "the login";
        case Stage::sender:
            return "the sender's address";
        case Stage::recipient:
            return "the recipient's address";
        case Stage::data:
        case Stage::content:
            return "the message";
    }
    return "the message";
}

bool about_this_message(Stage stage, const Reply& reply) {
    // 550 mailbox unavailable, 551 not local, 552 mailbox full or message too large, 553 mailbox
    // name, 554 failed, 556 domain takes no mail.
    constexpr std::array codes{550, 551, 552, 553, 554, 556};
    const bool late_enough =
        stage == Stage::recipient || stage == Stage::data || stage == Stage::content;
    const bool policy = reply.status.starts_with("5.7.");
    return late_enough && !policy &&
           std::find(codes.begin(), codes.end(), reply.code) != codes.end();
}

}  // namespace

core::Result<std::optional<Reply>> ReplyParser::take(std::string& bytes) {
    for (;;) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string::npos) {
            if (bytes.size() > max_line) {
                return not_smtp();
            }
            return std::optional<Reply>{};
        }
        std::string line = bytes.substr(0, end);
        bytes.erase(0, end + 1);
        size_ += line.size() + 1;
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        const bool shaped = line.size() >= 3 && line.size() <= max_line && line[0] >= '2' &&
                            line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
                            (line.size() == 3 || line[3] == ' ' || line[3] == '-');
        if (!shaped || size_ > max_reply) {
            return not_smtp();
        }
        const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        if (!reply_.lines.empty() && code != reply_.code) {
            return not_smtp();
        }
        const bool last = line.size() == 3 || line[3] == ' ';
        reply_.code = code;
        reply_.lines.push_back(line.size() > 4 ? line.substr(4) : std::string());
        if (last) {
            reply_.status = enhanced_status(reply_.lines.back());
            size_ = 0;
            return std::optional<Reply>{std::exchange(reply_, Reply{})};
        }
    }
}

std::optional<std::string> offered(const Reply& hello, std::string_view keyword) {
    // The first line is the server's name and greeting.
    for (std::size_t i = 1; i < hello.lines.size(); ++i) {
        const std::string_view line = hello.lines[i];
        // "AUTH=PLAIN" is how some old servers say it.
        const std::size_t end = line.find_first_of(" =");
        if (equal_ignoring_case(line.substr(0, end), keyword)) {
            return end == std::string_view::npos ? std::string()
                                                 : std::string(line.substr(end + 1));
        }
    }
    return std::nullopt;
}

Refused refusal(Stage stage, const Reply& reply) {
    const std::string what = std::string(name_of(stage)) + " (" + reply.codes() + ")";
    if (reply.code / 100 != 5) {
        return {{core::ErrorCode::unreachable,
                 "the mail server refuses " + what + " for now; it is tried again", "mail"},
                false};
    }
    if (about_this_message(stage, reply)) {
        return {{core::ErrorCode::invalid_input,
                 "the mail server refuses " + what + " for good; check the address of this person",
                 "mail"},
                true};
    }
    return {{core::ErrorCode::invalid_config,
             "the mail server refuses " + what + "; check the mail settings", "mail"},
            false};
}

}  // namespace meldbrug::mail
