// A bridge that is killed while it takes in an export: what was told as done is there, the rest
// comes again with the next poll, and nothing is half.
#include "unit/bridge/bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

constexpr int notes_per_batch = 40;

/// Each note sets a term on a pupil of its own, so that notes, dossiers and terms must agree.
adapters::Batch numbered_batch(int number) {
    std::vector<notes::Item> items;
    for (int i = 0; i < notes_per_batch; ++i) {
        const auto name = std::to_string(number) + "-" + std::to_string(i);
        items.emplace_back(note_on(name, name, "2026-03-09", help_text));
    }
    return batch(std::move(items), std::to_string(number));
}

int last_batch(bridge::Bridge& bridge) {
    const auto cursor = must(bridge.cursor("test"));
    return cursor.empty() ? 0 : std::stoi(cursor);
}

}  // namespace

TEST_CASE(
    "kill -9 during ingest: cursor, notes, dossiers and terms agree, and it goes on from there") {
    TestBridge test;
    for (int round = 0; round < 3; ++round) {
        const int first = last_batch(*test.bridge) + 1;
        test.bridge.reset();
        int told[2];
        REQUIRE(::pipe(told) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            auto own = bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock);
            for (int number = first; own.ok(); ++number) {
                if (!(*own)->ingest(numbered_batch(number), "test").ok() ||
                    ::write(told[1], &number, sizeof number) < 0) {
                    break;
                }
            }
            ::_exit(1);
        }
        ::close(told[1]);
        int last = 0;
        for (int number = 0;
             last < first + 2 && ::read(told[0], &number, sizeof number) == sizeof number;) {
            last = number;
        }
        // In the middle of the next one, at another moment each round.
        ::usleep(static_cast<useconds_t>(900 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        ::close(told[0]);

        test.open();
        const int kept = last_batch(*test.bridge);
        CHECK(kept >= last);
        const auto all = static_cast<std::size_t>(kept * notes_per_batch);
        const auto totals = must(must(test.bridge->store().snapshot()).totals());
        CHECK(static_cast<std::size_t>(totals.notes) == all);
        CHECK(static_cast<std::size_t>(totals.dossiers) == all);
        CHECK(test.open_terms().size() == all);
    }
    // What came twice because its cursor was lost changes nothing.
    const int kept = last_batch(*test.bridge);
    CHECK(test.ingest(numbered_batch(kept)).unchanged == notes_per_batch);
}
