#include "meldbrug/mail/smtp.hpp"

#include "base64.hpp"
#include "connection.hpp"

#include <memory>
#include <string_view>
#include <utility>

namespace meldbrug::mail {
namespace {

// RFC 5321 4.1.3 lets a client that has no name of its own give an address; the machine's name
// would tell the world which school this is.
constexpr std::string_view own_name = "[127.0.0.1]";
// The message has been taken by then: waiting for a good-bye is politeness.
constexpr std::chrono::seconds quit_timeout{2};

/// RFC 5321 4.5.2: a line that begins with a dot gets another one. \pre every line ends with CRLF,
/// as `compose` makes them
std::string stuff_dots(std::string_view content) {
    std::string stuffed;
    stuffed.reserve(content.size() + 64);
    bool line_start = true;
    for (const char c : content) {
        if (line_start && c == '.') {
            stuffed += '.';
        }
        stuffed += c;
        line_start = c == '\n';
    }
    return stuffed;
}

/// The conversation over one connection. Each step returns the refusal that ends it, or nothing.
class Dialogue {
public:
    using Outcome = std::optional<Refused>;

    Dialogue(Connection& connection, const SmtpSettings& settings)
        : connection_(connection), settings_(settings) {}

    Outcome greet() {
        if (Outcome refused =
                expect_positive(Stage::greeting, connection_.read(settings_.timeout))) {
            return refused;
        }
        return hello();
    }

    /// TLS or nothing: without it not one byte of login, address or message goes out.
    Outcome start_tls() {
        if (!offered(hello_, "STARTTLS")) {
            return Refused{
                {core::ErrorCode::unreachable,
                 "the mail server offers no TLS (STARTTLS), and nothing is sent without it",
                 "mail"}};
        }
        if (Outcome refused = command(Stage::starttls, "STARTTLS")) {
            return refused;
        }
        if (const core::Status status = connection_.secure(); !status.ok()) {
            return Refused{status.error()};
        }
        // RFC 3207 4.2: what was said before TLS is forgotten on both sides.
        return hello();
    }

    Outcome login() {
        const std::string methods = " " + offered(hello_, "AUTH").value_or("") + " ";
        if (methods.find(" PLAIN ") != std::string::npos) {
            const core::Secret plain(
                base64(std::string(1, '\0') + settings_.user + '\0' + settings_.password.reveal()));
            return command(Stage::login, "AUTH PLAIN " + plain.reveal());
        }
        if (methods.find(" LOGIN ") != std::string::npos) {
            return login_in_two_lines();
        }
        return Refused{
            {core::ErrorCode::invalid_config,
             "the mail server offers no login with a password (PLAIN, LOGIN); check mail.user",
             "mail"}};
    }

    Outcome deliver(const Message& message, const std::string& content) {
        if (Outcome refused = command(Stage::sender, "MAIL FROM:<" + message.from + ">")) {
            return refused;
        }
        if (Outcome refused = command(Stage::recipient, "RCPT TO:<" + message.to + ">")) {
            return refused;
        }
        if (Outcome refused = expect_intermediate(Stage::data, ask("DATA"))) {
            return refused;
        }
        if (const core::Status status = connection_.write(stuff_dots(content) + ".\r\n");
            !status.ok()) {
            return Refused{status.error()};
        }
        return expect_positive(Stage::content, connection_.read(settings_.content_timeout));
    }

    void quit() {
        if (connection_.write("QUIT\r\n").ok()) {
            // Whatever comes of it, the message was taken before.
            static_cast<void>(connection_.read(quit_timeout).ok());
        }
    }

private:
    core::Result<Reply> ask(const std::string& line) {
        const core::Secret bytes(line + "\r\n");
        if (const core::Status status = connection_.write(bytes.reveal()); !status.ok()) {
            return status.error();
        }
        return connection_.read(settings_.timeout);
    }

    static Outcome expect_positive(Stage stage, const core::Result<Reply>& reply) {
        if (!reply.ok()) {
            return Refused{reply.error()};
        }
        return reply->positive() ? Outcome{} : refusal(stage, *reply);
    }

    static Outcome expect_intermediate(Stage stage, const core::Result<Reply>& reply) {
        if (!reply.ok()) {
            return Refused{reply.error()};
        }
        return reply->intermediate() ? Outcome{} : refusal(stage, *reply);
    }

    Outcome command(Stage stage, const std::string& line) {
        return expect_positive(stage, ask(line));
    }

    Outcome hello() {
        core::Result<Reply> reply = ask("EHLO " + std::string(own_name));
        if (Outcome refused = expect_positive(Stage::hello, reply)) {
            return refused;
        }
        hello_ = std::move(*reply);
        return std::nullopt;
    }

    Outcome login_in_two_lines() {
        if (Outcome refused = expect_intermediate(Stage::login, ask("AUTH LOGIN"))) {
            return refused;
        }
        if (Outcome refused = expect_intermediate(Stage::login, ask(base64(settings_.user)))) {
            return refused;
        }
        const core::Secret password(base64(settings_.password.reveal()));
        return command(Stage::login, password.reveal());
    }

    Connection& connection_;
    const SmtpSettings& settings_;
    Reply hello_;
};

/// Greeting, TLS and login: what stands before the message.
std::optional<Refused> introduce(Dialogue& dialogue, const SmtpSettings& settings) {
    if (std::optional<Refused> refused = dialogue.greet()) {
        return refused;
    }
    if (settings.security == Security::starttls) {
        if (std::optional<Refused> refused = dialogue.start_tls()) {
            return refused;
        }
    }
    return settings.user.empty() ? std::nullopt : dialogue.login();
}

}  // namespace

std::optional<Refused> send(const Message& message, const SmtpSettings& settings,
                            const std::stop_token& stop) {
    const core::Result<std::string> content = compose(message);
    if (!content.ok()) {
        // A wrong sender is a setting; anything else is this message, and trying again changes
        // nothing.
        const bool sender = !is_address(message.from);
        core::Error error = content.error();
        error.code = sender ? core::ErrorCode::invalid_config : error.code;
        return Refused{std::move(error), !sender};
    }
    const core::Result<std::unique_ptr<Connection>> connection = Connection::open(settings, stop);
    if (!connection.ok()) {
        return Refused{connection.error()};
    }
    Dialogue dialogue(**connection, settings);
    if (std::optional<Refused> refused = introduce(dialogue, settings)) {
        return refused;
    }
    if (std::optional<Refused> refused = dialogue.deliver(message, *content)) {
        return refused;
    }
    dialogue.quit();
    return std::nullopt;
}

}  // namespace meldbrug::mail
