// The life of a reminder, whole: a note comes in, days pass, a mail lies in a real server's inbox.
#include "integration/smtp_server.hpp"
#include "support/temp_folder.hpp"
#include "support/values.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/bridge/scheduler.hpp"
#include "meldbrug/core/clock.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace meldbrug;
using namespace std::chrono_literals;
using test::morning;
using test::must;
using test::mailing::MailServer;

namespace {

class SetClock final : public core::Clock {
public:
    [[nodiscard]] core::Instant now() const override { return now_.load(); }
    void set(core::Instant now) { now_ = now; }

private:
    std::atomic<core::Instant> now_{morning("2026-03-12")};
};

const bridge::KnowledgeSource knowledge_source{MELDBRUG_SOURCE_DIR "/notes-schema", std::nullopt,
                                               "noord", "nl"};

/// A school whose bridge can be switched off and on.
class RemindedSchool {
public:
    explicit RemindedSchool(std::uint16_t mail_port) : mail_port_(mail_port) { switch_on(); }

    void switch_on() {
        bridge::Config config;
        config.school = "05AA";
        config.route = "twente";
        config.store = folder_.path() / "store" / "meldbrug.db";
        config.mail.emplace();
        config.mail->host = "127.0.0.1";
        config.mail->port = mail_port_;
        config.mail->security = mail::Security::plain;
        config.mail->from = "meldbrug@school.example";
        bridge_ = must(bridge::Bridge::open(config, knowledge_, clock));
    }
    void switch_off() { bridge_.reset(); }

    bridge::Bridge& bridge() { return *bridge_; }
    bridge::ReminderTurn turn() {
        return bridge::ReminderTurn(
            *bridge_,
            must(bridge::load_reminder_ladder(knowledge_source, knowledge_.catalogue, {})),
            "http://127.0.0.1:8470/");
    }
    void pass(std::string_view date) {
        clock.set(morning(date));
        turn()(std::stop_token{});
    }
    void note(const std::string& id, std::string_view date, const std::string& text,
              const std::string& title = "Stap 5") {
        notes::Note note;
        note.source = "test";
        note.id = id;
        note.school = "05AA";
        note.pupil = "2150";
        note.category = "Meldcode en Verwijsindex";
        note.title = title;
        note.text = text;
        note.date = core::parse_date(date).value();
        note.author = {.id = "t1", .role = "ib"};
        adapters::Batch batch;
        batch.items.emplace_back(note);
        must(bridge_->ingest(batch, "test"));
    }

    SetClock clock;

private:
    test::TempFolder folder_;
    std::uint16_t mail_port_;
    bridge::Knowledge knowledge_ = must(bridge::load_knowledge(knowledge_source));
    std::unique_ptr<bridge::Bridge> bridge_;
};

const std::string help =
    "Jeugdhulp is georganiseerd voor Sem Verzonnen en loopt. Over zes weken kijken we samen of er "
    "effect is.";

}  // namespace

TEST_CASE("a note dated ahead sets its term from its day on, though nobody looks") {
    const MailServer server("plain");
    RemindedSchool school(server.port());
    must(school.bridge().add_person("Irene Verzonnen", "ib", "ib@school.example"));
    school.note("n1", "2026-03-20", help);  // taken in on 12 March; six weeks from its day: 1 May
    const auto mails_by = [&](std::string_view date) {
        school.pass(date);
        return server.inbox().size();
    };
    CHECK(mails_by("2026-04-23") == 0);
    CHECK(mails_by("2026-04-24") == 1);
    // 1 May lies in the meivakantie: its rung came on the last school day before, in that mail.
    CHECK(mails_by("2026-05-01") == 1);
    CHECK(mails_by("2026-05-02") == 2);
}

TEST_CASE("a term in a note becomes one mail per rung in the inbox, empty of content") {
    const MailServer server("plain");
    RemindedSchool school(server.port());
    must(school.bridge().add_person("Irene Verzonnen", "ib", "ib@school.example"));
    school.note("n1", "2026-03-12", help);  // six weeks later: 23 April
    const auto mails_by = [&](std::string_view date) {
        school.pass(date);
        school.pass(date);
        return server.inbox().size();
    };
    CHECK(mails_by("2026-03-12") == 0);
    CHECK(mails_by("2026-04-15") == 0);
    CHECK(mails_by("2026-04-16") == 1);
    CHECK(mails_by("2026-04-22") == 1);
    CHECK(mails_by("2026-04-23") == 2);
    CHECK(mails_by("2026-04-24") == 3);
    CHECK(mails_by("2026-06-01") == 3);

    for (const core::Json& mail : server.inbox()) {
        CHECK(mail["from"] == "meldbrug@school.example");
        CHECK(mail["to"] == core::Json::array({"ib@school.example"}));
        CHECK(mail["subject"] == "Meldbrug: er staat iets open");
        CHECK_THAT(mail["text"].get<std::string>(), Catch::Contains("http://127.0.0.1:8470/"));
        CHECK(mail["defects"].empty());
        const std::string raw = mail["raw"].get<std::string>() + mail["text"].get<std::string>();
        for (const char* secret :
             {"Sem", "Verzonnen", "Irene", "2150", "n1", "Stap", "stap", "hulp", "Meldcode",
              "erwijsindex", "effect", "help_", "twente", "05AA", "leerling", "groep"}) {
            INFO(secret);
            CHECK(raw.find(secret) == std::string::npos);
        }
    }
}

TEST_CASE("a bridge that was off on the day itself sends one mail when it is on again") {
    const MailServer server("plain");
    RemindedSchool school(server.port());
    must(school.bridge().add_person("Irene Verzonnen", "ib", "ib@school.example"));
    school.note("n1", "2026-03-12", help);
    school.switch_off();
    school.clock.set(morning("2026-05-12"));
    school.switch_on();
    school.pass("2026-05-12");
    CHECK(server.inbox().size() == 1);
    school.switch_off();
    school.switch_on();
    school.pass("2026-05-13");
    CHECK(server.inbox().size() == 1);
}

TEST_CASE("help whose effect was looked at, or whose note was withdrawn, is not mailed") {
    const MailServer server("plain");
    RemindedSchool school(server.port());
    must(school.bridge().add_person("Irene Verzonnen", "ib", "ib@school.example"));
    school.note("n1", "2026-03-12", help);
    SECTION("looked at") {
        school.clock.set(morning("2026-04-14"));
        school.note("n2", "2026-04-14", "De hulp is geëvalueerd: er is voldoende effect.");
    }
    SECTION("withdrawn") {
        notes::Note gone;
        gone.source = "test";
        gone.id = "n1";
        gone.school = "05AA";
        gone.pupil = "2150";
        gone.date = core::parse_date("2026-03-12").value();
        gone.deleted = true;
        adapters::Batch batch;
        batch.items.emplace_back(gone);
        must(school.bridge().ingest(batch, "test"));
    }
    for (const char* date : {"2026-04-16", "2026-04-23", "2026-04-24"}) {
        school.pass(date);
    }
    CHECK(server.inbox().empty());
}

TEST_CASE("a mail server that is away gets the mail later, and health says what waits") {
    std::uint16_t port = 0;
    {
        const MailServer server("plain");
        port = server.port();
    }
    RemindedSchool school(port);
    must(school.bridge().add_person("Irene Verzonnen", "ib", "ib@school.example"));
    school.note("n1", "2026-03-12", help);
    school.pass("2026-04-23");
    CHECK(school.bridge().health()["outbox"]["waiting"] == 1);
    CHECK(school.bridge().health()["ok"] == false);
    CHECK(school.bridge().health().dump().find("school.example") == std::string::npos);
    const MailServer server("plain", {}, port);
    school.clock.set(morning("2026-04-23") + 1min);
    school.turn()(std::stop_token{});
    CHECK(server.inbox().size() == 1);
    CHECK(school.bridge().health()["outbox"]["waiting"] == 0);
}

TEST_CASE("a mail whose taking was never confirmed comes again under the same name") {
    const MailServer server("takes_and_drops");
    RemindedSchool school(server.port());
    must(school.bridge().add_person("Irene Verzonnen", "ib", "ib@school.example"));
    school.note("n1", "2026-03-12", help);
    school.pass("2026-04-23");
    school.switch_off();
    school.switch_on();
    school.clock.set(morning("2026-04-23") + 1min);
    school.turn()(std::stop_token{});
    const auto inbox = server.inbox();
    REQUIRE(inbox.size() == 2);
    CHECK(inbox[0]["message_id"] == inbox[1]["message_id"]);
    CHECK(school.bridge().health()["outbox"]["sent"] == 1);
}

TEST_CASE("the scheduler carries reminders by itself and ends while a server stalls") {
    const MailServer server("silent");
    RemindedSchool school(server.port());
    must(school.bridge().add_person("Irene Verzonnen", "ib", "ib@school.example"));
    school.note("n1", "2026-03-12", help);
    school.clock.set(morning("2026-04-23"));
    const auto start = std::chrono::steady_clock::now();
    {
        const bridge::Scheduler scheduler(school.turn());
        for (int i = 0; i < 1000 && school.bridge().health()["outbox"]["waiting"] != 1; ++i) {
            std::this_thread::sleep_for(5ms);
        }
        CHECK(school.bridge().health()["outbox"]["waiting"] == 1);
        std::this_thread::sleep_for(200ms);  // now it waits for the server's greeting, 20 s at most
    }
    CHECK(std::chrono::steady_clock::now() - start < 10s);
}

TEST_CASE("a director is mailed after each step, once, and no more when it was seen") {
    const MailServer server("plain");
    RemindedSchool school(server.port());
    const auto director =
        must(school.bridge().add_person("Dirk Verzonnen", "directie", "directie@school.example"));
    school.note("n1", "2026-03-12", "Signalen in kaart gebracht en vastgelegd.", "");
    school.pass("2026-03-12");
    REQUIRE(server.inbox().size() == 1);
    CHECK(server.inbox()[0].dump().find("directie@school.example") != std::string::npos);
    CHECK(server.inbox()[0].dump().find("Signalen") == std::string::npos);
    school.pass("2026-03-12");
    school.pass("2026-03-13");
    CHECK(server.inbox().size() == 1);
    // A later step is news of its own.
    school.note("n2", "2026-03-16", "Overleg met de ib gehad over de zorgen om dit kind.", "");
    school.pass("2026-03-16");
    CHECK(server.inbox().size() == 2);
    const auto open = must(school.bridge().notices(director));
    REQUIRE(open.size() == 2);
    for (const bridge::Notice& notice : open) {
        REQUIRE(notice.mails.size() == 1);
        CHECK(notice.mails[0].sent);
    }
    for (const bridge::Notice& notice : open) {
        CHECK(must(school.bridge().acknowledge(notice.id, director)).by == director.id);
    }
    school.note("n3", "2026-03-17", "Nog eens gekeken in de groep.", "");
    school.pass("2026-03-17");
    school.pass("2026-04-17");
    CHECK(server.inbox().size() == 2);
}
