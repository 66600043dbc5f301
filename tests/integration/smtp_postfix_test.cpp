// The mail server that most schools' mail meets, at its strictest: what Postfix itself makes of what
// we send. What it takes it hands on to a server whose inbox the test reads.
#include "integration/smtp_cases.hpp"
#include "integration/smtp_server.hpp"

#include "meldbrug/mail/smtp.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace meldbrug;
using namespace std::chrono_literals;
using namespace test::mailing;

namespace {

class Postfix {
public:
    explicit Postfix(const std::string& certificate = "good") {
        std::vector<std::string> command{MELDBRUG_SOURCE_DIR "/tests/integration/mail/postfix",
                                         std::to_string(inbox_.port())};
        const auto [chain, key] = certificates().files(certificate);
        command.insert(command.end(), {chain, key});
        child_.emplace(command);
        const std::string line = child_->read_line();
        // Needs Debian's postfix, and root or sudo; what it lacks stands above this.
        REQUIRE(line.rfind("PORT ", 0) == 0);
        port_ = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// What has arrived once that many messages have, or after the time in which they should have.
    [[nodiscard]] std::vector<core::Json> delivered(std::size_t messages) const {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (inbox_.inbox().size() < messages && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(50ms);
        }
        return inbox_.inbox();
    }

private:
    MailServer inbox_{"plain"};
    std::optional<Child> child_;
    std::uint16_t port_ = 0;
};

}  // namespace

TEST_CASE("Postfix takes our mail over TLS and delivers it whole") {
    const Postfix postfix;
    mail::Message message = example();
    message.subject = "Één regel met ë, € en 😀, die in meer dan één gecodeerd woord past: " +
                      std::string(80, 'x');
    message.text = ".\n..\n.begin\n" + std::string(1200, 'y') + "\nend = é\n";
    REQUIRE_FALSE(mail::send(message, secured(postfix.port())).has_value());
    const auto arrived = postfix.delivered(1);
    REQUIRE(arrived.size() == 1);
    const core::Json& mail = arrived.front();
    CHECK(mail["from"] == message.from);
    CHECK(mail["to"] == core::Json::array({message.to}));
    CHECK(mail["subject"] == message.subject);
    CHECK(mail["text"] == message.text);
    CHECK(mail["message_id"] == "<" + message.message_id + ">");
    CHECK(mail["date"] == "2026-03-12T14:05:00+01:00");
    CHECK(mail["defects"].empty());
    // RFC 3848: how it came in, in Postfix's own words.
    CHECK_THAT(mail["raw"].get<std::string>(), Catch::Contains("with ESMTPS"));
}

TEST_CASE("a mail that tries to end itself is one mail to Postfix") {
    // It answers 550 to a line feed without a carriage return; so this also shows that none is sent.
    const Postfix postfix;
    mail::Message smuggling = example();
    smuggling.text = "before\n.\nMAIL FROM:<evil@x.example>\r\n.\r\nafter\r.\rend\n";
    mail::Message next = example();
    next.message_id = "next@school.example";
    REQUIRE_FALSE(mail::send(smuggling, secured(postfix.port())).has_value());
    REQUIRE_FALSE(mail::send(next, secured(postfix.port())).has_value());
    const auto arrived = postfix.delivered(2);
    REQUIRE(arrived.size() == 2);
    for (const auto& mail : arrived) {
        if (mail["message_id"] == "<0123456789abcdef@school.example>") {
            CHECK(mail["text"] == "before\n.\nMAIL FROM:<evil@x.example>\n.\nafter\n.\nend\n");
        } else {
            CHECK(mail["message_id"] == "<next@school.example>");
        }
    }
}

TEST_CASE("what Postfix refuses is given up, tried again or told to who can mend it") {
    const Postfix postfix;
    mail::Message message = example();
    SECTION("an address that does not exist: for good") {
        message.to = "nobody@school.example";
        const mail::Refused refusal = refused(mail::send(message, secured(postfix.port())));
        CHECK(refusal.permanent);
        CHECK(refusal.error.code == core::ErrorCode::invalid_input);
        CHECK_THAT(refusal.error.message, Catch::Contains("550 5.1.1"));
    }
    SECTION("a mail that is too large: for good") {
        message.text = std::string(200'000, 'x');
        const mail::Refused refusal = refused(mail::send(message, secured(postfix.port())));
        CHECK(refusal.permanent);
        CHECK_THAT(refusal.error.message, Catch::Contains("552 5.3.4"));
    }
    SECTION("a mailbox that is busy: later") {
        message.to = "later@school.example";
        check_waits(mail::send(message, secured(postfix.port())), core::ErrorCode::unreachable,
                    "450 4.2.1");
    }
    SECTION("another school's address, which it does not relay: later, as Postfix has it") {
        message.to = "ib@elsewhere.example";
        check_waits(mail::send(message, secured(postfix.port())), core::ErrorCode::unreachable,
                    "454 4.7.1");
    }
    SECTION("no TLS: a setting") {
        check_waits(mail::send(message, plain(postfix.port())), core::ErrorCode::invalid_config,
                    "530 5.7.0");
    }
}

TEST_CASE("a Postfix whose certificate is for another name gets no mail") {
    const Postfix postfix("elsewhere");
    check_waits(mail::send(example(), secured(postfix.port())), core::ErrorCode::invalid_config,
                "hostname mismatch");
}
