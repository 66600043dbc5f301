#include "fixtures.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::tests;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr int max_tries = 5;

store::Digest digest(std::uint8_t first) {
    store::Digest digest{};
    digest[0] = first;
    return digest;
}

void add_ib(TestStore& test) {
    test.change([&](auto& change) {
        must(change.add_person({"p1", "IB (fictief)", "ib", "ib@school.example", false}, now));
    });
}

std::size_t open_codes(TestStore& test, core::Instant when) {
    return test.store->snapshot().value().open_pairings(when, max_tries)->size();
}

}  // namespace

TEST_CASE("a token is its person's until it expires, to the second") {
    TestStore test;
    add_ib(test);
    test.change([&](auto& change) {
        must(change.add_device(digest(1), "p1", "laptop", now, now + days{90}));
    });
    auto snapshot = test.store->snapshot().value();
    const auto holder = snapshot.holder_of_token(digest(1), now + days{90} - seconds{1}).value();
    REQUIRE(holder.has_value());
    CHECK(holder->person.id == "p1");
    CHECK(holder->expires == now + days{90});
    CHECK_FALSE(snapshot.holder_of_token(digest(1), now + days{90}).value().has_value());
    CHECK_FALSE(snapshot.holder_of_token(digest(2), now).value().has_value());
}

TEST_CASE("a device that is revoked is nobody's, and the person's other devices stay") {
    TestStore test;
    add_ib(test);
    test.change([&](auto& change) {
        must(change.add_device(digest(1), "p1", "laptop", now, now + days{90}));
        must(change.add_device(digest(2), "p1", "tablet", now, now + days{90}));
        must(change.revoke_device(digest(1), now));
    });
    auto snapshot = test.store->snapshot().value();
    CHECK_FALSE(snapshot.holder_of_token(digest(1), now).value().has_value());
    CHECK(snapshot.holder_of_token(digest(2), now).value().has_value());
}

TEST_CASE("the number of commits changes with each commit, from here and from elsewhere") {
    TestStore test;
    const auto other = open_store(test.store->file(), "00AA").value();
    const auto first = test.store->commits().value();
    CHECK(test.store->commits().value() == first);
    add_ib(test);
    const auto second = test.store->commits().value();
    CHECK(second != first);
    {
        auto change = other->change().value();
        must(change.revoke_person("p1", now));
        CHECK(test.store->commits().value() == second);
        must(change.commit());
    }
    CHECK(test.store->commits().value() != second);
}

TEST_CASE("who is revoked has no device and no code any more, at once") {
    TestStore test;
    add_ib(test);
    test.change([&](auto& change) {
        must(change.add_device(digest(1), "p1", "laptop", now, now + days{90}));
        must(change.add_pairing({digest(2), {}, "p1", 0}, now, now + minutes{10}));
    });
    test.change([&](auto& change) {
        CHECK(change.revoke_person("p1", now).value());
        CHECK_FALSE(change.revoke_person("nobody", now).value());
    });
    CHECK_FALSE(test.store->snapshot().value().holder_of_token(digest(1), now).value().has_value());
    CHECK(open_codes(test, now) == 0);
    CHECK(test.store->snapshot().value().people()->at(0).revoked);
}

TEST_CASE("a code ends by time, by failed tries, by use and by a newer one") {
    TestStore test;
    add_ib(test);
    const auto add = [&](std::uint8_t code) {
        test.change([&](auto& change) {
            must(change.add_pairing({digest(code), {}, "p1", 0}, now, now + minutes{10}));
        });
    };
    add(1);
    CHECK(open_codes(test, now + minutes{10} - seconds{1}) == 1);
    CHECK(open_codes(test, now + minutes{10}) == 0);
    for (int failed = 1; failed <= max_tries; ++failed) {
        CHECK(open_codes(test, now) == 1);
        test.change([&](auto& change) { must(change.count_failed_pairing(now)); });
    }
    CHECK(open_codes(test, now) == 0);
    add(2);
    CHECK(open_codes(test, now) == 1);
    add(3);
    CHECK(open_codes(test, now) == 1);
    test.change([&](auto& change) { must(change.end_pairing(digest(3))); });
    CHECK(open_codes(test, now) == 0);
}

TEST_CASE("a code or device of nobody is refused, and the change leaves nothing") {
    TestStore test;
    auto change = test.store->change().value();
    CHECK_FALSE(change.add_device(digest(1), "nobody", "laptop", now, now + days{90}).ok());
    CHECK_FALSE(change.add_pairing({digest(1), {}, "nobody", 0}, now, now + minutes{10}).ok());
}
