// What a mail server's answer means: try again, mend a setting, or give up on this recipient.
#include "meldbrug/mail/reply.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace meldbrug;
using mail::Stage;

namespace {

mail::Reply parse(std::string bytes) {
    mail::ReplyParser parser;
    auto reply = parser.take(bytes);
    REQUIRE(reply.ok());
    REQUIRE(reply->has_value());
    CHECK(bytes.empty());
    return **reply;
}

bool is_refused_as_no_smtp(std::string bytes) {
    mail::ReplyParser parser;
    const auto reply = parser.take(bytes);
    return !reply.ok() && reply.error().code == core::ErrorCode::unreachable;
}

mail::Refused refusal(Stage stage, std::string line) {
    return mail::refusal(stage, parse(std::move(line) + "\r\n"));
}

}  // namespace

TEST_CASE("replies of one and of several lines") {
    CHECK(parse("250 OK\r\n").positive());
    CHECK(parse("250\r\n").positive());
    CHECK(parse("354 go on\r\n").intermediate());
    const mail::Reply hello = parse(
        "250-mail.school.example hello\r\n250-STARTTLS\r\n250-auth PLAIN LOGIN\r\n250 SIZE "
        "1000\r\n");
    CHECK(hello.code == 250);
    CHECK(mail::offered(hello, "STARTTLS") == "");
    CHECK(mail::offered(hello, "AUTH") == "PLAIN LOGIN");
    CHECK(mail::offered(hello, "SIZE") == "1000");
    CHECK_FALSE(mail::offered(hello, "START").has_value());
    CHECK(mail::offered(parse("250-x\r\n250 AUTH=LOGIN\r\n"), "AUTH") == "LOGIN");
}

TEST_CASE("the server's own name is no keyword") {
    // A server called "STARTTLS" offers no TLS.
    CHECK_FALSE(mail::offered(parse("250 STARTTLS\r\n"), "STARTTLS").has_value());
}

TEST_CASE("a reply comes in pieces, and what follows it stays") {
    mail::ReplyParser parser;
    std::string bytes = "25";
    CHECK_FALSE(parser.take(bytes)->has_value());
    bytes += "0-first\r\n250 sec";
    CHECK_FALSE(parser.take(bytes)->has_value());
    bytes += "ond\r\n220 next\r\n";
    const auto reply = parser.take(bytes);
    REQUIRE(reply->has_value());
    CHECK((*reply)->lines == std::vector<std::string>{"first", "second"});
    CHECK(bytes == "220 next\r\n");
    CHECK(parser.take(bytes).value()->code == 220);
}

TEST_CASE("what is not SMTP is no answer") {
    CHECK(is_refused_as_no_smtp("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(is_refused_as_no_smtp("\r\n"));
    CHECK(is_refused_as_no_smtp("25\r\n"));
    CHECK(is_refused_as_no_smtp("950 no\r\n"));
    CHECK(is_refused_as_no_smtp("2500 no\r\n"));
    CHECK(is_refused_as_no_smtp("250-one\r\n550 two\r\n"));  // the code may not change midway
    CHECK(is_refused_as_no_smtp(std::string("\x16\x03\x01\x00\xA5\n", 6)));
}

TEST_CASE("an endless answer is cut off") {
    CHECK(is_refused_as_no_smtp(std::string(5000, '2')));
    std::string lines;
    for (int i = 0; i < 10000; ++i) {
        lines += "250-more\r\n";
    }
    CHECK(is_refused_as_no_smtp(lines));
}

TEST_CASE("enhanced status codes are recognised and nothing else is") {
    CHECK(parse("550 5.1.1 no such user\r\n").status == "5.1.1");
    CHECK(parse("550 5.7.501 blocked\r\n").status == "5.7.501");
    CHECK(parse("550 5.1.1\r\n").status == "5.1.1");
    CHECK(parse("550 10.0.0.1 is blocked\r\n").status.empty());
    CHECK(parse("550 5.1 odd\r\n").status.empty());
    CHECK(parse("550 5.1.1x\r\n").status.empty());
    CHECK(parse("550 no\r\n").status.empty());
}

TEST_CASE("a refusal for now is tried again") {
    for (const Stage stage : {Stage::greeting, Stage::hello, Stage::starttls, Stage::login,
                              Stage::sender, Stage::recipient, Stage::data, Stage::content}) {
        for (const char* line :
             {"421 busy", "450 mailbox busy", "451 4.7.1 greylisted", "452 full"}) {
            const mail::Refused refused = refusal(stage, line);
            CHECK_FALSE(refused.permanent);
            CHECK(refused.error.code == core::ErrorCode::unreachable);
        }
    }
}

TEST_CASE("a recipient or message refused for good is given up, and says so") {
    for (const char* line : {"550 5.1.1 no such user", "550 no such user", "553 bad name",
                             "551 moved", "554 no", "556 5.1.10 null MX"}) {
        const mail::Refused refused = refusal(Stage::recipient, line);
        INFO(line);
        CHECK(refused.permanent);
        CHECK(refused.error.code == core::ErrorCode::invalid_input);
    }
    CHECK(refusal(Stage::content, "552 5.3.4 too big").permanent);
}

TEST_CASE("what a setting can mend is never given up") {
    // Relaying denied and logins refused hit every reminder alike: given up, no child's term would
    // be heard of again.
    const auto waits_for_a_setting = [](Stage stage, const char* line) {
        const mail::Refused refused = refusal(stage, line);
        return !refused.permanent && refused.error.code == core::ErrorCode::invalid_config;
    };
    CHECK(waits_for_a_setting(Stage::recipient, "554 5.7.1 relay access denied"));
    CHECK(waits_for_a_setting(Stage::recipient, "550 5.7.1 not authorised"));
    CHECK(waits_for_a_setting(Stage::recipient, "530 5.7.0 authentication required"));
    CHECK(waits_for_a_setting(Stage::recipient, "503 login first"));
    CHECK(waits_for_a_setting(Stage::content, "550 5.7.26 DMARC"));
    CHECK(waits_for_a_setting(Stage::login, "535 5.7.8 wrong password"));
    CHECK(waits_for_a_setting(Stage::sender, "550 sender not allowed"));
    CHECK(waits_for_a_setting(Stage::sender, "553 sender address rejected"));
    CHECK(waits_for_a_setting(Stage::greeting, "554 go away"));
    CHECK(waits_for_a_setting(Stage::starttls, "502 not implemented"));
}

TEST_CASE("an error repeats the codes and never the words of the server") {
    const std::string line =
        refusal(Stage::recipient, "550 5.1.1 <geheim@school.example> unknown").error.line();
    CHECK(line.find("550 5.1.1") != std::string::npos);
    CHECK(line.find("geheim") == std::string::npos);
    CHECK(line.find("unknown") == std::string::npos);
}
