// What a person's mail program must be able to read, and what no value may smuggle into a mail.
#include "meldbrug/mail/message.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <sstream>
#include <string>
#include <vector>

using namespace meldbrug;
using namespace std::chrono_literals;

namespace {

core::Instant at(const char* text) {
    return core::parse_instant(text).value();
}

mail::Message example() {
    return {.from = "meldbrug@school.example",
            .to = "ib@school.example",
            .subject = "Meldbrug: er staat iets open",
            .text = "Er staat iets open.\n",
            .message_id = "0123456789abcdef@school.example",
            .date = at("2026-03-12T14:05:00+01:00")};
}

std::vector<std::string> lines_of(const std::string& wire) {
    std::vector<std::string> lines;
    std::size_t start = 0;
    for (std::size_t end = wire.find("\r\n"); end != std::string::npos;
         end = wire.find("\r\n", start)) {
        lines.push_back(wire.substr(start, end - start));
        start = end + 2;
    }
    REQUIRE(start == wire.size());  // the last line is ended as well
    return lines;
}

std::string body_of(const std::string& wire) {
    return wire.substr(wire.find("\r\n\r\n") + 4);
}

/// Independent of the encoder: what RFC 2045 6.7 says a reader does.
std::string decode_quoted_printable(const std::string& body) {
    std::string text;
    for (std::size_t i = 0; i < body.size();) {
        if (body[i] == '=' && body.compare(i + 1, 2, "\r\n") == 0) {
            i += 3;
        } else if (body[i] == '=') {
            text += static_cast<char>(std::stoi(body.substr(i + 1, 2), nullptr, 16));
            i += 3;
        } else if (body.compare(i, 2, "\r\n") == 0) {
            text += '\n';
            i += 2;
        } else {
            text += body[i++];
        }
    }
    return text;
}

}  // namespace

TEST_CASE("a plain message has the headers a mail needs and no others") {
    const auto wire = mail::compose(example());
    REQUIRE(wire.ok());
    const std::vector<std::string> expected{"Date: Thu, 12 Mar 2026 14:05:00 +0100",
                                            "From: <meldbrug@school.example>",
                                            "To: <ib@school.example>",
                                            "Subject: Meldbrug: er staat iets open",
                                            "Message-ID: <0123456789abcdef@school.example>",
                                            "Auto-Submitted: auto-generated",
                                            "MIME-Version: 1.0",
                                            "Content-Type: text/plain; charset=utf-8",
                                            "Content-Transfer-Encoding: quoted-printable",
                                            "",
                                            "Er staat iets open."};
    CHECK(lines_of(*wire) == expected);
}

TEST_CASE("the date carries the offset that the school has at that moment") {
    const auto date_line = [](const char* instant) {
        mail::Message message = example();
        message.date = at(instant);
        return lines_of(mail::compose(message).value()).front();
    };
    // Summer time begins on 29 March 2026 at 01:00 UTC and ends on 25 October 2026 at 01:00 UTC.
    CHECK(date_line("2026-03-29T00:59:59Z") == "Date: Sun, 29 Mar 2026 01:59:59 +0100");
    CHECK(date_line("2026-03-29T01:00:00Z") == "Date: Sun, 29 Mar 2026 03:00:00 +0200");
    CHECK(date_line("2026-10-25T00:59:59Z") == "Date: Sun, 25 Oct 2026 02:59:59 +0200");
    CHECK(date_line("2026-10-25T01:00:00Z") == "Date: Sun, 25 Oct 2026 02:00:00 +0100");
    CHECK(date_line("2027-12-31T23:30:00Z") == "Date: Sat, 01 Jan 2028 00:30:00 +0100");
    CHECK(date_line("2028-02-29T11:00:00Z") == "Date: Tue, 29 Feb 2028 12:00:00 +0100");
}

TEST_CASE("addresses") {
    SECTION("that are taken") {
        for (const char* address : {"ib@school.example", "j.de-vries+meld@school.example",
                                    "root@localhost", "a@b", "o'neil@x-y.nl"}) {
            INFO(address);
            CHECK(mail::is_address(address));
        }
    }
    SECTION("that are no single mailbox, or could inject one") {
        const std::string nul("a\0@b.nl", 7);
        for (const std::string& address : std::vector<std::string>{"",
                                                                   "@",
                                                                   "a@",
                                                                   "@b.nl",
                                                                   "ab.nl",
                                                                   "a@b@c.nl",
                                                                   "a@b.nl,c@d.nl",
                                                                   "a@b.nl c@d.nl",
                                                                   "<a@b.nl>",
                                                                   "Jan <a@b.nl>",
                                                                   "b@x>\r\nRCPT TO:<evil@x.nl",
                                                                   "a@b.nl\r\nBcc: evil@x.nl",
                                                                   "a\n@b.nl",
                                                                   "a\r@b.nl",
                                                                   nul,
                                                                   "a@b.nl\t",
                                                                   "a b@c.nl",
                                                                   "\"a b\"@c.nl",
                                                                   "a@[127.0.0.1]",
                                                                   ".a@b.nl",
                                                                   "a.@b.nl",
                                                                   "a..b@c.nl",
                                                                   "a@b..nl",
                                                                   "a@.nl",
                                                                   "a@b.nl.",
                                                                   "a@-b.nl",
                                                                   "a@b-.nl",
                                                                   "j\xC3\xA9@b.nl",
                                                                   "a@b\xC3\xA9.nl",
                                                                   "a(comment)@b.nl",
                                                                   "a;b@c.nl",
                                                                   "a@b.nl\x7F"}) {
            INFO(address);
            CHECK_FALSE(mail::is_address(address));
        }
    }
    SECTION("are bounded as RFC 5321 bounds them") {
        const std::string domain = "@school.example";
        CHECK(mail::is_address(std::string(64, 'a') + domain));
        CHECK_FALSE(mail::is_address(std::string(65, 'a') + domain));
        CHECK(mail::is_address("a@" + std::string(63, 'b') + ".nl"));
        CHECK_FALSE(mail::is_address("a@" + std::string(64, 'b') + ".nl"));
        std::string labels = "a@";
        for (int i = 0; i < 5; ++i) {
            labels += std::string(49, 'b') + ".";
        }
        CHECK(mail::is_address(labels + "nl"));         // 254
        CHECK_FALSE(mail::is_address(labels + "nld"));  // 255
    }
}

TEST_CASE("the domain of an address") {
    CHECK(mail::domain_of("ib@school.example") == "school.example");
    CHECK(mail::domain_of("school.example").empty());
}

TEST_CASE("a value that could inject a header, a recipient or a second message is refused") {
    const auto refused_field = [](const mail::Message& message) {
        const auto wire = mail::compose(message);
        REQUIRE_FALSE(wire.ok());
        CHECK(wire.error().code == core::ErrorCode::invalid_input);
        return wire.error().where;
    };
    SECTION("subject") {
        for (const std::string& bad : std::vector<std::string>{
                 "hello\r\nBcc: evil@x.nl", "hello\nBcc: evil@x.nl", "hello\rX", "a\tb",
                 std::string("a\0b", 3), "\x1B[31m", "a\x7F", "\xC3", "\xED\xA0\x80"}) {
            mail::Message message = example();
            message.subject = bad;
            CHECK(refused_field(message) == "mail.subject");
        }
    }
    SECTION("addresses and message id") {
        mail::Message message = example();
        message.to = "b@x>\r\nRCPT TO:<evil@x.nl";
        CHECK(refused_field(message) == "mail.to");
        message = example();
        message.from = "a@b.nl\r\nBcc: evil@x.nl";
        CHECK(refused_field(message) == "mail.from");
        message = example();
        message.message_id = "x@y>\r\nBcc: <evil@x.nl";
        CHECK(refused_field(message) == "mail.message_id");
    }
    SECTION("text") {
        mail::Message message = example();
        message.text = std::string("a\0b", 3);
        CHECK(refused_field(message) == "mail.text");
        message.text = "\xFF";
        CHECK(refused_field(message) == "mail.text");
    }
}

TEST_CASE("an error does not repeat what was refused") {
    mail::Message message = example();
    message.to = "geheim@x>\r\n";
    CHECK(mail::compose(message).error().line().find("geheim") == std::string::npos);
    message = example();
    message.subject = "geheim\n";
    CHECK(mail::compose(message).error().line().find("geheim") == std::string::npos);
}

TEST_CASE("a subject outside ASCII is encoded in words of whole characters") {
    mail::Message message = example();
    SECTION("short") {
        message.subject = "Eén ding";
        // base64 of 45 C3 A9 6E 20 64 69 6E 67
        CHECK(mail::compose(message)->find("Subject: =?UTF-8?B?RcOpbiBkaW5n?=\r\n") !=
              std::string::npos);
    }
    SECTION("something that looks like an encoded word already") {
        message.subject = "=?UTF-8?B?QQ==?=";
        CHECK(mail::compose(message)->find("Subject: =?UTF-8?B?PT9VVEYtOD9CP1FRPT0/PQ==?=\r\n") !=
              std::string::npos);
    }
    SECTION("long: folded, every line within 78, no character split") {
        message.subject.clear();
        for (int i = 0; i < 60; ++i) {
            message.subject += "é€😀";
        }
        const std::string wire = mail::compose(message).value();
        std::size_t words = 0;
        for (const std::string& line : lines_of(wire)) {
            CHECK(line.size() <= 78);
            const std::size_t begin = line.find("=?UTF-8?B?");
            if (begin == std::string::npos) {
                continue;
            }
            ++words;
            CHECK(line.substr(0, begin) == (words == 1 ? "Subject: " : " "));
            // The first byte of a word begins a character: base64 of a continuation byte (10xxxxxx)
            // begins with g..v.
            const char first = line[begin + 10];
            CHECK_FALSE((first >= 'g' && first <= 'v'));
        }
        CHECK(words >= 13);  // 540 bytes, at most 42 a word
    }
}

TEST_CASE("a long plain subject is folded too") {
    mail::Message message = example();
    message.subject = std::string(300, 'a');
    for (const std::string& line : lines_of(mail::compose(message).value())) {
        CHECK(line.size() <= 78);
    }
}

TEST_CASE("the body reaches the reader as it was written") {
    mail::Message message = example();
    const auto body = [&message](const std::string& text) {
        message.text = text;
        return body_of(mail::compose(message).value());
    };
    CHECK(body("a=b\n") == "a=3Db\r\n");
    CHECK(body("é\n") == "=C3=A9\r\n");
    CHECK(body("trailing \nand\t\n") == "trailing=20\r\nand=09\r\n");
    CHECK(body("no end") == "no end\r\n");
    CHECK(body("").empty());
    CHECK(body("\n\n") == "\r\n\r\n");
    CHECK(body("bell\x07\n") == "bell=07\r\n");
    SECTION("exactly as wide as a line may be, and one more") {
        CHECK(body(std::string(75, 'a') + "\n") == std::string(75, 'a') + "\r\n");
        CHECK(body(std::string(76, 'a') + "\n") == std::string(75, 'a') + "=\r\na\r\n");
        CHECK(body(std::string(74, 'a') + "é\n") == std::string(74, 'a') + "=\r\n=C3=A9\r\n");
    }
}

TEST_CASE("no bare CR or LF leaves, whatever ended the lines") {
    mail::Message message = example();
    message.text = "one\ntwo\r\nthree\rfour\n\rfive\r\r\nsix";
    const std::string body = body_of(mail::compose(message).value());
    CHECK(body == "one\r\ntwo\r\nthree\r\nfour\r\n\r\nfive\r\n\r\nsix\r\n");
}

TEST_CASE("any valid text survives the way there and back in short ASCII lines") {
    // A small generator with a fixed seed: pieces that are hard for one rule or another.
    const std::vector<std::string> pieces{".",
                                          "..",
                                          "=",
                                          " ",
                                          "\t",
                                          "é",
                                          "€",
                                          "😀",
                                          "\n",
                                          "\n.",
                                          "From ",
                                          "word",
                                          std::string(90, 'x'),
                                          "=?UTF-8?"};
    std::uint32_t state = 2463534242U;
    const auto next = [&state] {
        state ^= state << 13U;
        state ^= state >> 17U;
        state ^= state << 5U;
        return state;
    };
    for (int round = 0; round < 500; ++round) {
        mail::Message message = example();
        message.text.clear();
        for (std::uint32_t i = next() % 40; i > 0; --i) {
            message.text += pieces[next() % pieces.size()];
        }
        message.text += "\n";
        const std::string wire = mail::compose(message).value();
        for (const std::string& line : lines_of(wire)) {
            REQUIRE(line.size() <= 78);
            for (const char c : line) {
                REQUIRE((c == '\t' || (c >= ' ' && c < 0x7F)));
            }
        }
        REQUIRE(decode_quoted_printable(body_of(wire)) == message.text);
    }
}
