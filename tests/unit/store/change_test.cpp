#include "fixtures.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

const auto now = at("2026-03-16T09:00:00+01:00");

}  // namespace

TEST_CASE("a change that is not committed leaves nothing") {
    TestStore test;
    {
        auto change = test.store->change().value();
        must(change.put_note(note("1", "2150"), now));
        must(change.put_facts({"", "2150", "Naam", std::nullopt, "5", std::nullopt, {}}));
        CHECK(change.notes_of("2150")->size() == 1);  // it sees its own work
    }
    CHECK(test.notes_of("2150").empty());
    CHECK(test.store->snapshot().value().facts_of("2150").value() == std::nullopt);
}

TEST_CASE("a snapshot sees one state, whatever is written meanwhile") {
    TestStore test;
    test.change([&](auto& change) { must(change.put_note(note("1", "2150"), now)); });
    auto snapshot = test.store->snapshot().value();
    CHECK(snapshot.notes_of("2150")->size() == 1);
    test.change([&](auto& change) { must(change.put_note(note("2", "2150"), now)); });
    CHECK(snapshot.notes_of("2150")->size() == 1);
    CHECK(test.notes_of("2150").size() == 2);
}

TEST_CASE("changes of several threads wait for each other, readers do not wait") {
    TestStore test;
    constexpr int threads = 4;
    constexpr int each = 25;
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < threads; ++writer) {
            writers.emplace_back([&, writer] {
                for (int i = 0; i < each; ++i) {
                    auto change = test.store->change().value();
                    const auto id = std::to_string(writer) + "-" + std::to_string(i);
                    const bool done = change.put_note(note(id, "2150"), now).ok() &&
                                      change.bump_revision().ok() && change.commit().ok() &&
                                      test.store->snapshot().value().notes_of("2150").ok();
                    failures += done ? 0 : 1;
                }
            });
        }
    }
    CHECK(failures == 0);
    CHECK(test.notes_of("2150").size() == threads * each);
    CHECK(test.store->revision().value() == threads * each);
}

TEST_CASE("the revision tells what another process wrote, and only when a status can differ") {
    TestStore test;
    const auto other = store::Store::open(test.store->file(), "00AA").value();
    const auto before = test.store->revision().value();
    {
        auto change = other->change().value();
        must(change.put_setting("name", "value"));
        must(change.commit());
    }
    CHECK(test.store->revision().value() == before);
    {
        auto change = other->change().value();
        must(change.bump_revision());
        must(change.commit());
    }
    CHECK(test.store->revision().value() == before + 1);
}

TEST_CASE("one bridge serves a store, others may still read and import") {
    TestStore test;
    const auto other = store::Store::open(test.store->file(), "00AA").value();
    auto held = std::optional(test.store->lock_for_serving().value());
    const auto refused = other->lock_for_serving();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == core::ErrorCode::store);
    CHECK(refused.error().line().find("serves this store already") != std::string::npos);
    auto change = other->change().value();
    CHECK(change.put_note(note("1", "2150"), now).ok());
    CHECK(change.commit().ok());
    held.reset();
    CHECK(other->lock_for_serving().ok());
}

TEST_CASE("a large batch is one change like any other") {
    TestStore test;
    test.change([&](auto& change) {
        must(change.expect_many_rows());
        must(change.put_note(note("1", "2150"), now));
    });
    test.change([&](auto& change) { must(change.put_note(note("2", "2150"), now)); });
    CHECK(test.notes_of("2150").size() == 2);
}
