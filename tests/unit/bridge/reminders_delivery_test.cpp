// A mail that was written goes out, later when it must, and not when it is no longer needed.
#include "reminders_fixture.hpp"

#include "meldbrug/core/json.hpp"

using namespace meldbrug;
using namespace meldbrug::test::reminding;
using namespace std::chrono_literals;

TEST_CASE("a mail that waits goes no more when its pupil is hidden from who would get it") {
    School school;
    school.person("p2", "ib", "ib2@school.example");
    school.terms("2150", {term("t1")});
    school.sweep(morning("2026-04-24"));
    school.hide("2150", "p1");
    school.deliver(morning("2026-04-24"));
    REQUIRE(school.server.taken.size() == 1);
    CHECK(school.server.taken[0].to == "ib2@school.example");
    CHECK(school.outbox().waiting == 0);
}

TEST_CASE("a mail server that is away gets the mail when it is back, under the same name") {
    School school;
    school.terms("2150", {term("t1")});
    const core::Instant start = morning("2026-05-01");
    school.server.answer = for_now();
    school.turn(start);
    CHECK(school.outbox().waiting == 1);
    CHECK(school.outbox().last_error.find("does not answer") != std::string::npos);
    // Tried after 1, 5, 15 and 60 minutes and from then on each hour, for as long as it takes.
    std::vector<std::chrono::minutes> tries;
    for (auto minute = 0min; minute <= 6h; ++minute) {
        const std::size_t before = school.server.tried.size();
        school.turn(start + minute);
        if (school.server.tried.size() > before) {
            tries.push_back(minute);
        }
    }
    CHECK(tries == std::vector<std::chrono::minutes>{1min, 6min, 21min, 81min, 141min, 201min,
                                                     261min, 321min});
    school.server.answer.reset();
    CHECK(school.turn(start + 7h) == 1);
    for (const std::string& id : school.server.tried) {
        CHECK(id == school.server.tried.front());
    }
    CHECK(school.outbox().waiting == 0);
    CHECK(school.outbox().sent == 1);
    CHECK(school.turn(start + 8h) == 0);
}

TEST_CASE(
    "a mail carries the moment at which it goes, so that it is not overlooked among old ones") {
    School school;
    school.terms("2150", {term("t1")});
    school.sweep(morning("2026-05-01"));
    school.deliver(morning("2026-05-09"));
    REQUIRE(school.server.taken.size() == 1);
    CHECK(school.server.taken.front().date == morning("2026-05-09"));
}

TEST_CASE(
    "after a crash between sending and saying so, the mail goes again under the same name, and not "
    "at once") {
    School school;
    school.terms("2150", {term("t1")});
    const core::Instant now = morning("2026-05-01");
    school.sweep(now);
    // The process ends inside the call, after the server took the mail.
    struct Killed {};
    const bridge::Sender dies{
        .from = "meldbrug@school.example",
        .send = [&school](const mail::Message& message,
                          const std::stop_token&) -> std::optional<mail::Refused> {
            school.server.tried.push_back(message.message_id);
            throw Killed{};
        }};
    CHECK_THROWS_AS(bridge::deliver_outbox(*school.store, dies, now), Killed);
    school.open();
    CHECK(school.turn(now) == 0);
    CHECK(school.turn(now + 1min) == 1);
    CHECK(school.server.tried == std::vector<std::string>(2, school.server.tried.front()));
    school.open();
    CHECK(school.turn(now + 1h) == 0);
}

TEST_CASE("a recipient who is refused for good is given up, visibly, and the others get theirs") {
    School school;
    school.person("p2", "ib", "ib2@school.example");
    school.terms("2150", {term("t1")});
    const core::Instant now = morning("2026-05-01");
    school.sweep(now);
    const bridge::Sender one_refused{
        .from = "meldbrug@school.example",
        .send = [&school](const mail::Message& message, const std::stop_token&) {
            school.server.tried.push_back(message.to);
            return message.to == "ib@school.example" ? std::optional(for_good()) : std::nullopt;
        }};
    const auto counts = must(bridge::deliver_outbox(*school.store, one_refused, now));
    CHECK(counts.failed == 1);
    CHECK(counts.sent == 1);
    CHECK(school.outbox().failed == 1);
    CHECK(school.outbox().last_error.find("550") != std::string::npos);
    must(bridge::deliver_outbox(*school.store, one_refused, now + 2h));
    CHECK(school.server.tried.size() == 2);
}

TEST_CASE("an unsent mail whose term was met, withdrawn or moved does not go") {
    School school;
    const core::Instant now = morning("2026-05-01");
    school.terms("2150", {term("t1")});
    school.sweep(now);
    SECTION("met") {
        store::TermRow met = term("t1");
        met.met = true;
        school.terms("2150", {met});
    }
    SECTION("its note was withdrawn") {
        school.terms("2150", {});
    }
    SECTION("moved") {
        school.terms("2150", {term("t1", "2026-06-01")});
    }
    const auto counts = school.deliver(now);
    CHECK(counts.dropped == 1);
    CHECK(counts.sent == 0);
    CHECK(school.server.tried.empty());
    CHECK(school.outbox().waiting == 0);
    CHECK(school.outbox().failed == 0);
}

TEST_CASE("a term that opens again after its unsent mail was dropped is told") {
    // The evaluation that met it was withdrawn: were its rung still marked as told, nobody would
    // hear of it.
    School school;
    const core::Instant now = morning("2026-05-01");
    school.terms("2150", {term("t1")});
    school.sweep(now);
    store::TermRow met = term("t1");
    met.met = true;
    school.terms("2150", {met});
    CHECK(school.deliver(now).dropped == 1);
    school.terms("2150", {term("t1")});
    CHECK(school.turn(now + 1h) == 1);
}

TEST_CASE(
    "a mail of several terms goes while one of them stands, and tells again of one that opens "
    "later") {
    School school;
    const core::Instant now = morning("2026-05-01");
    school.terms("2150", {term("t1"), term("t2")});
    school.sweep(now);
    store::TermRow met = term("t1");
    met.met = true;
    school.terms("2150", {met, term("t2")});
    CHECK(school.deliver(now).sent == 1);
    school.terms("2150", {term("t1"), term("t2")});
    CHECK(school.turn(now + 1h) == 1);
    CHECK(school.turn(now + 2h) == 0);
}

TEST_CASE("a mail to someone whose access was ended does not go") {
    School school;
    school.terms("2150", {term("t1")});
    school.sweep(morning("2026-05-01"));
    school.revoke("p1");
    CHECK(school.deliver(morning("2026-05-01")).dropped == 1);
    CHECK(school.server.tried.empty());
}

TEST_CASE("weeks without a mail server end in one mail, not in a pile") {
    School school;
    school.server.answer = for_now();
    for (int i = 0; i < 20; ++i) {
        const core::Date day = core::parse_date("2026-04-01").value() + std::chrono::days{i};
        school.terms("pupil" + std::to_string(i), {term("t1", core::format_date(day))});
    }
    for (int i = 0; i < 20; ++i) {
        school.turn(morning("2026-04-01") + i * 24h);
    }
    CHECK(school.outbox().waiting == 1);
    school.server.answer.reset();
    CHECK(school.turn(morning("2026-04-21")) == 1);
    // The last of them passed on 20 April and is told the day after; all earlier ones have been
    // told.
    CHECK(school.turn(morning("2026-04-21") + 1h) == 0);
    CHECK(school.turn(morning("2026-04-30")) == 0);
}

TEST_CASE("without a mail server the mails wait and are seen to wait") {
    School school;
    school.terms("2150", {term("t1")});
    school.sweep(morning("2026-05-01"));
    school.sweep(morning("2026-05-02"));
    CHECK(school.outbox().waiting == 2);
    CHECK(school.outbox().oldest_waiting == morning("2026-05-01"));
    CHECK(school.turn(morning("2026-05-03")) == 1);
}

TEST_CASE("a stop ends the round between two mails, and the rest goes in the next") {
    School school;
    school.person("p2", "ib", "ib2@school.example");
    school.terms("2150", {term("t1")});
    const core::Instant now = morning("2026-05-01");
    school.sweep(now);
    std::stop_source stop;
    bridge::Sender sender = school.server.sender();
    sender.send = [&, inner = sender.send](const mail::Message& message,
                                           const std::stop_token& token) {
        stop.request_stop();
        return inner(message, token);
    };
    CHECK(must(bridge::deliver_outbox(*school.store, sender, now, stop.get_token())).sent == 1);
    CHECK(school.outbox().waiting == 1);
    CHECK(school.deliver(now).sent == 1);
}

TEST_CASE("the wording fills in the board's address and nothing else") {
    core::Json json = {{"mail.reminder.subject", "Onderwerp"},
                       {"mail.reminder.text", "Open {url}\n"}};
    const core::Texts texts = must(core::Texts::from_json(json, "test"));
    mail::SmtpSettings settings;
    settings.from = "meldbrug@school.example";
    const auto wording = bridge::reminder_wording(texts, "https://bord.school.example/", settings);
    CHECK(wording.subject == "Onderwerp");
    CHECK(wording.text == "Open https://bord.school.example/\n");
    CHECK(wording.message_id_domain == "school.example");
    CHECK(bridge::reminder_wording(texts, "x", std::nullopt).message_id_domain ==
          "meldbrug.invalid");
}
