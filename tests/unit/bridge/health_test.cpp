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
