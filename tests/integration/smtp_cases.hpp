/// \file
/// What every test of sending starts from: a mail, settings for a server on the loopback, and how a
/// refusal has to look.
#pragma once

#include "integration/smtp_server.hpp"

#include "meldbrug/mail/smtp.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace meldbrug::test::mailing {

inline const std::string user = "meldbrug";
inline const std::string password = "geheim-wachtwoord";

inline mail::Message example() {
    return {.from = "meldbrug@school.example",
            .to = "ib@school.example",
            .subject = "Meldbrug: er staat iets open",
            .text = "Er staat iets open.\n",
            .message_id = "0123456789abcdef@school.example",
            .date = core::parse_instant("2026-03-12T14:05:00+01:00").value()};
}

inline mail::SmtpSettings plain(std::uint16_t port) {
    mail::SmtpSettings settings;
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.security = mail::Security::plain;
    settings.timeout = std::chrono::seconds{5};
    settings.content_timeout = std::chrono::seconds{5};
    return settings;
}

inline const Certificates& certificates() {
    static const Certificates made;
    return made;
}

inline mail::SmtpSettings secured(std::uint16_t port,
                                  mail::Security security = mail::Security::starttls) {
    mail::SmtpSettings settings = plain(port);
    settings.host = "localhost";
    settings.security = security;
    settings.ca_file = certificates().ca();
    return settings;
}

inline mail::SmtpSettings with_login(mail::SmtpSettings settings) {
    settings.user = user;
    settings.password = core::Secret(password);
    return settings;
}

/// The refusal, which must be there and may not hold a secret or an address.
inline mail::Refused refused(const std::optional<mail::Refused>& outcome) {
    REQUIRE(outcome.has_value());
    const std::string line = outcome->error.line();
    CHECK(line.find(password) == std::string::npos);
    CHECK(line.find("ib@") == std::string::npos);
    CHECK(line.find("meldbrug@") == std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
    return *outcome;
}

inline void check_waits(const std::optional<mail::Refused>& outcome, core::ErrorCode code,
                        const std::string& says) {
    const mail::Refused refusal = refused(outcome);
    CHECK_FALSE(refusal.permanent);
    CHECK(refusal.error.code == code);
    CHECK_THAT(refusal.error.message, Catch::Contains(says));
}

}  // namespace meldbrug::test::mailing
