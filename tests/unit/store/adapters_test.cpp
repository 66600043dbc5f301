#include "fixtures.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {}  // namespace

TEST_CASE("how an adapter fares is kept whole, each by itself") {
    TestStore test;
    store::AdapterState folder{.adapter = "folder",
                               .cursor = "c1",
                               .last_success = now,
                               .added = 1,
                               .changed = 2,
                               .unchanged = 3,
                               .withdrawn = 4,
                               .refused = 5,
                               .held_back = 6,
                               .last_error = "",
                               .needs_person = false,
                               .last_error_at = std::nullopt};
    store::AdapterState other{.adapter = "other",
                              .cursor = "",
                              .last_success = std::nullopt,
                              .last_error = "does not answer",
                              .needs_person = true,
                              .last_error_at = now};
    test.change([&](auto& change) {
        must(change.put_adapter(folder));
        must(change.put_adapter(other));
    });
    folder.cursor = "c2";
    test.change([&](auto& change) { must(change.put_adapter(folder)); });

    auto snapshot = test.store->snapshot().value();
    const auto states = snapshot.adapters().value();
    REQUIRE(states.size() == 2);
    CHECK(states[0].cursor == "c2");
    CHECK(states[0].last_success == now);
    CHECK(states[0].added == 1);
    CHECK(states[0].changed == 2);
    CHECK(states[0].unchanged == 3);
    CHECK(states[0].withdrawn == 4);
    CHECK(states[0].refused == 5);
    CHECK(states[0].held_back == 6);
    CHECK_FALSE(states[0].last_error_at);
    CHECK(states[1].last_error == "does not answer");
    CHECK(states[1].needs_person);
    CHECK(states[1].last_error_at == now);
    CHECK(snapshot.adapter("third").value() == std::nullopt);
}

TEST_CASE("what was refused is that of the last batch, in its order") {
    TestStore test;
    const std::vector<store::RefusedRow> first{{"a.csv:2", "date", "not a day"},
                                               {"a.csv:9", "", "too few fields"}};
    const std::vector<store::RefusedRow> second{{"b.csv:3", "pupil", "is empty"}};
    test.change([&](auto& change) { must(change.put_refused("folder", first, now)); });
    auto rows = test.store->snapshot().value().refused("folder").value();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].where == "a.csv:2");
    CHECK(rows[0].field == "date");
    CHECK(rows[1].reason == "too few fields");
    test.change([&](auto& change) { must(change.put_refused("folder", second, now)); });
    rows = test.store->snapshot().value().refused("folder").value();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].where == "b.csv:3");
}

TEST_CASE("settings and totals are what was put in") {
    TestStore test;
    test.change([&](auto& change) {
        must(change.put_setting("a", "1"));
        must(change.put_setting("a", "2"));
        must(change.put_note(note("1", "2150"), now));
        must(change.put_note(note("2", "2150"), now));
        must(change.put_note(note("3", "2151"), now));
        must(change.withdraw_note("test", "3", now));
        must(change.dossier_number("2150", 1, 2026, now));
    });
    auto snapshot = test.store->snapshot().value();
    CHECK(snapshot.setting("a").value() == "2");
    CHECK(snapshot.setting("b").value().empty());
    const auto totals = snapshot.totals().value();
    CHECK(totals.notes == 2);
    CHECK(totals.pupils == 1);
    CHECK(totals.dossiers == 1);
}
