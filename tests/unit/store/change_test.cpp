#include "fixtures.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {}  // namespace

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
                                      change.commit().ok() &&
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
    const auto other = open_store(test.store->file(), "00AA").value();
    const auto before = test.store->revision().value();
    {
        auto change = other->change().value();
        must(change.put_setting("name", "value"));
        must(change.commit());
    }
    CHECK(test.store->revision().value() == before);
    {
        auto change = other->change().value();
        must(change.put_note(note("1", "2150"), now));
        must(change.commit());
    }
    CHECK(test.store->revision().value() == before + 1);
}

TEST_CASE("a change writes down whose status it can alter, however it does so") {
    TestStore test;
    const auto touched_by = [&](const auto& work) {
        const auto before = test.store->revision().value();
        test.change(work);
        return must(test.store->snapshot().value().touched_since(before));
    };
    using Pupils = std::vector<std::string>;
    CHECK(touched_by([&](auto& change) {
              must(change.put_note(note("1", "2150"), now));
              must(change.put_note(note("2", "2151"), now));
          }) == Pupils{"2150", "2151"});
    const auto again = [&](auto& change) { must(change.put_note(note("1", "2150"), now)); };
    CHECK(touched_by(again).empty());
    CHECK(touched_by([&](auto& change) {
              must(change.put_note(note("1", "2150", "Bewerkt."), now));
          }) == Pupils{"2150"});
    CHECK(touched_by([&](auto& change) {  // a move is of both
              must(change.put_note(note("1", "2152", "Bewerkt."), now));
          }) == Pupils{"2150", "2152"});
    CHECK(touched_by([&](auto& change) { must(change.withdraw_note("test", "2", now)); }) ==
          Pupils{"2151"});
    CHECK(touched_by([&](auto& change) { must(change.withdraw_note("test", "2", now)); }).empty());
    CHECK(touched_by([&](auto& change) { must(change.put_note(note("2", "2151"), now)); }) ==
          Pupils{"2151"});
    const notes::PupilFacts facts{"", "2153", "Naam", std::nullopt, "5", std::nullopt, {}};
    CHECK(touched_by([&](auto& change) { must(change.put_facts(facts)); }) == Pupils{"2153"});
    CHECK(touched_by([&](auto& change) { must(change.put_facts(facts)); }).empty());
    const auto number = [&](auto& change) { must(change.dossier_number("2150", 1, 2026, now)); };
    CHECK(touched_by(number) == Pupils{"2150"});
    CHECK(touched_by(number).empty());
    CHECK(must(test.store->snapshot().value().touched_since(0)) ==
          Pupils{"2152", "2151", "2153", "2150"});  // by the change that touched each last
}

TEST_CASE("a change that is not committed has touched nobody") {
    TestStore test;
    {
        auto change = test.store->change().value();
        must(change.put_note(note("1", "2150"), now));
    }
    CHECK(must(test.store->snapshot().value().touched_since(0)).empty());
    CHECK(test.store->revision().value() == 0);
}

TEST_CASE("one bridge serves a store, others may still read and import") {
    TestStore test;
    const auto other = open_store(test.store->file(), "00AA").value();
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
