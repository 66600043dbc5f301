#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

const core::Json* check(const core::Json& health, std::string_view id) {
    for (const auto& entry : health.at("checks")) {
        if (entry.at("id") == id) {
            return &entry;
        }
    }
    return nullptr;
}

bool ok(const core::Json& health, std::string_view id) {
    const auto* found = check(health, id);
    REQUIRE(found != nullptr);
    CHECK(found->at("message").is_string());
    return found->at("ok").get<bool>();
}

}  // namespace

TEST_CASE("health tells of store, route, adapters and mail, and of nobody") {
    TestBridge test;
    test.ingest(batch({note_on("geheim-id", "2150-geheim", "2026-03-02", signals_text)}));
    auto health = test.bridge->health();
    CHECK(ok(health, "store"));
    CHECK(ok(health, "adapter.test"));
    CHECK_FALSE(ok(health, "mail"));
    CHECK(ok(health, "outbox"));
    CHECK(health.at("route") == "basismodel");
    CHECK_FALSE(health.at("version").get<std::string>().empty());
    CHECK(health.at("notes") == 1);
    CHECK(health.at("adapters").at(0).at("added") == 1);
    CHECK(health.dump().find("geheim") == std::string::npos);
}

TEST_CASE("refused rows and a mail that is given up show in health") {
    TestBridge test;
    auto torn = batch({});
    torn.refused.push_back({"export.csv:4", "date", "not a day"});
    test.ingest(torn);
    CHECK_FALSE(ok(test.bridge->health(), "adapter.test"));

    store::Reminders reminders(test.bridge->store());
    const store::NewMail mail{"p1", "ib@school.example",
                              "o",  "t",
                              "m1", {{"2150", 1, "t1", day("2026-03-16"), "0", "p1"}}};
    must(reminders.write(std::vector{mail}, test.clock.now()));
    CHECK(ok(test.bridge->health(), "outbox"));
    must(reminders.mark_failed(must(reminders.to_send(test.clock.now(), 1)).at(0).id,
                               test.clock.now(), "refused"));
    CHECK_FALSE(ok(test.bridge->health(), "outbox"));
}

namespace {

store::NewMail mail_to(const std::string& person, const std::string& message_id) {
    return {person, "x@school.example", "o",
            "t",    message_id,         {{"2150", 1, message_id, day("2026-03-16"), "0", person}}};
}

/// Writes a mail and gives its number in the outbox.
std::int64_t written(TestBridge& test, const std::string& person, const std::string& message_id) {
    store::Reminders reminders(test.bridge->store());
    must(reminders.write(std::vector{mail_to(person, message_id)}, test.clock.now()));
    for (const auto& mail : must(reminders.to_send(test.clock.now(), 100))) {
        if (mail.message_id == message_id) {
            return mail.id;
        }
    }
    FAIL("the mail was not written");
    return 0;
}

}  // namespace

TEST_CASE("a mail that is given up is told of until somebody has seen it") {
    TestBridge test;
    store::Reminders reminders(test.bridge->store());
    must(reminders.mark_failed(written(test, "p1", "m1"), test.clock.now(), "refused"));
    const auto broken = test.bridge->health();
    CHECK_FALSE(ok(broken, "outbox"));
    CHECK(check(broken, "outbox")->at("message").get<std::string>().find("--acknowledge") !=
          std::string::npos);
    test.open();
    CHECK_FALSE(ok(test.bridge->health(), "outbox"));
    CHECK(must(test.bridge->acknowledge_failed_mail()) == 1);
    CHECK(ok(test.bridge->health(), "outbox"));
    CHECK(must(test.bridge->acknowledge_failed_mail()) == 0);

    // The next one is told of again.
    store::Reminders again(test.bridge->store());
    must(again.mark_failed(written(test, "p1", "m2"), test.clock.now(), "refused"));
    CHECK_FALSE(ok(test.bridge->health(), "outbox"));
}

TEST_CASE("a mail that is given up is over once a later one reached the same person") {
    TestBridge test;
    store::Reminders reminders(test.bridge->store());
    must(reminders.mark_failed(written(test, "p1", "m1"), test.clock.now(), "refused"));
    must(reminders.mark_sent(written(test, "p2", "m2"), test.clock.now()));
    CHECK_FALSE(ok(test.bridge->health(), "outbox"));  // that was somebody else
    must(reminders.mark_sent(written(test, "p1", "m3"), test.clock.now()));
    CHECK(ok(test.bridge->health(), "outbox"));
}

TEST_CASE("a mail that is given up is over once its person is gone") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", "x@school.example"));
    store::Reminders reminders(test.bridge->store());
    must(reminders.mark_failed(written(test, ib.id, "m1"), test.clock.now(), "refused"));
    CHECK_FALSE(ok(test.bridge->health(), "outbox"));
    must(test.bridge->revoke_person(ib.id));
    CHECK(ok(test.bridge->health(), "outbox"));
    CHECK(must(test.bridge->acknowledge_failed_mail()) == 0);
}

TEST_CASE("a term that must be told of and that nobody can be told of shows in health") {
    TestBridge test;
    test.ingest(
        batch({note_on("a", "2150", "2026-01-12", help_text)}));  // due 23 February: overdue
    const auto unheard = test.bridge->health();
    CHECK_FALSE(ok(unheard, "reminders"));
    CHECK(check(unheard, "reminders")->at("message").get<std::string>().rfind("1 terms", 0) == 0);
    must(test.bridge->add_person("IB (fictief)", "ib", ""));
    CHECK_FALSE(ok(test.bridge->health(), "reminders"));  // no address
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", "ib@school.example"));
    CHECK(ok(test.bridge->health(), "reminders"));
    must(test.bridge->revoke_person(ib.id));
    CHECK_FALSE(ok(test.bridge->health(), "reminders"));
}

TEST_CASE("school vacations that end within half a year are warned of, and break nothing") {
    TestBridge test;
    // The last of the shipped vacations of region noord ends on 2 May 2027.
    test.clock.set(core::amsterdam_time(day("2026-11-02"), 9, 0));
    CHECK(check(test.bridge->health(), "calendar")->at("warning") == false);
    test.clock.set(core::amsterdam_time(day("2026-11-03"), 9, 0));
    const auto late = test.bridge->health();
    CHECK(check(late, "calendar")->at("warning") == true);
    CHECK(ok(late, "calendar"));
    CHECK(check(late, "calendar")->at("message").get<std::string>().find("2027-05-02") !=
          std::string::npos);
}

TEST_CASE("nobody need be told of a term that is far off") {
    TestBridge test;
    CHECK(ok(test.bridge->health(), "reminders"));
    test.ingest(batch({note_on("a", "2150", "2026-03-16", help_text)}));  // due 27 April
    CHECK(ok(test.bridge->health(), "reminders"));
}

TEST_CASE("a poll that fails is told until one succeeds, also after a restart") {
    TestBridge test;
    must(test.bridge->report_poll("lvs", {.error = "does not answer", .needs_person = false}));
    test.open();
    CHECK_FALSE(ok(test.bridge->health(), "adapter.lvs"));
    must(test.bridge->report_poll("lvs", {}));
    CHECK(ok(test.bridge->health(), "adapter.lvs"));
}

TEST_CASE("a route that is not there is told before anything is opened") {
    TestBridge test;
    auto config = test.config();
    config.route = "nowhere";
    config.store = test.folder.path() / "other.db";
    const auto opened = bridge::Bridge::open(config, shipped_knowledge(), test.clock);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == core::ErrorCode::invalid_config);
    CHECK_FALSE(std::filesystem::exists(config.store));
}

TEST_CASE("a damaged store is refused at the start") {
    TestBridge test;
    std::vector<notes::Item> items;
    for (int i = 0; i < 300; ++i) {
        items.emplace_back(note_on(std::to_string(i), "2150", "2026-03-02", std::string(400, 'x')));
    }
    test.ingest(batch(items));
    test.bridge.reset();
    const auto file = test.config().store;
    {
        std::fstream output(file, std::ios::binary | std::ios::in | std::ios::out);
        output.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file) / 2));
        output << std::string(8192, '\x55');
    }
    const auto opened = bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == core::ErrorCode::store);
}

TEST_CASE("one bridge serves a store at a time") {
    TestBridge test;
    const auto other = must(bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock));
    must(test.bridge->hold_serving());
    CHECK(test.bridge->hold_serving().ok());  // the same bridge may ask again
    CHECK(other->hold_serving().error().code == core::ErrorCode::store);
    CHECK(other->ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}), "import").ok());
    test.bridge.reset();
    CHECK(other->hold_serving().ok());
}
