#include "fixtures.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <functional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace meldbrug;
using namespace meldbrug::tests;

namespace {

constexpr int notes_per_change = 20;

/// Runs `work` in a process of its own, and ends that with what it returns.
pid_t in_child(const std::function<int()>& work) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::_exit(work());
    }
    return child;
}

int exit_of(pid_t child) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// One batch: its notes and the cursor that says so. True when it was kept.
core::Status put_batch(store::Store& store, int batch, const std::string& text) {
    auto change = store.change();
    if (!change) {
        return change.error();
    }
    for (int i = 0; i < notes_per_change; ++i) {
        const auto id = std::to_string(batch) + "-" + std::to_string(i);
        if (auto put = change->put_note(note(id, "2150", text), now); !put) {
            return put.error();
        }
    }
    store::AdapterState state;
    state.adapter = "test";
    state.cursor = std::to_string(batch);
    if (auto put = change->put_adapter(state); !put) {
        return put;
    }
    return change->commit();
}

/// Notes and cursor of every batch that was kept belong together.
void require_whole_batches(store::Store& store, int at_least) {
    auto snapshot = store.snapshot().value();
    const auto state = snapshot.adapter("test").value();
    const int batches = state ? std::stoi(state->cursor) : 0;
    CHECK(batches >= at_least);
    CHECK(snapshot.notes_of("2150").value().size() ==
          static_cast<std::size_t>(batches * notes_per_change));
}

}  // namespace

TEST_CASE(
    "kill -9 in the middle of writing leaves whole batches, and every one that was reported") {
    const TempFolder folder;
    const auto file = folder.path() / "school.db";
    for (int round = 0; round < 5; ++round) {
        int reported[2];
        REQUIRE(::pipe(reported) == 0);
        int first = 1;
        if (round > 0) {
            const auto store = open_store(file, "00AA").value();
            first = std::stoi(store->snapshot().value().adapter("test").value()->cursor) + 1;
        }
        const pid_t child = in_child([&] {
            const auto store = open_store(file, "00AA").value();
            for (int batch = first;; ++batch) {
                if (!put_batch(*store, batch, std::string(2000, 'x')) ||
                    ::write(reported[1], &batch, sizeof batch) < 0) {
                    return 1;
                }
            }
        });
        ::close(reported[1]);
        int last = 0;
        // Killed while the next batches are being written, at another moment each round.
        for (int batch = 0; last < first + 5 + round &&
                            ::read(reported[0], &batch, sizeof batch) == sizeof batch;) {
            last = batch;
        }
        ::usleep(static_cast<useconds_t>(137 * round));
        ::kill(child, SIGKILL);
        CHECK(exit_of(child) == -SIGKILL);
        ::close(reported[0]);

        const auto store = open_store(file, "00AA").value();
        CHECK(store->check().ok());
        require_whole_batches(*store, last);
    }
}

TEST_CASE("a disk that runs full ends in one clear error, and what was there stays") {
    const TempFolder folder;
    const auto file = folder.path() / "school.db";
    {
        const auto store = open_store(file, "00AA").value();
        must(put_batch(*store, 1, "x"));
    }
    // A limit on the size of a file stands in for a full disk: no right to mount is needed.
    const pid_t child = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const auto store = open_store(file, "00AA").value();
        const rlimit limit{256 * 1024, 256 * 1024};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        for (int batch = 2; batch < 1000; ++batch) {
            const auto put = put_batch(*store, batch, std::string(4000, 'x'));
            if (!put) {
                const bool clear = put.error().code == core::ErrorCode::store &&
                                   put.error().line().find("disk") != std::string::npos;
                // The store goes on answering.
                const bool readable = store->snapshot().value().notes_of("2150").ok();
                return clear && readable ? 0 : 2;
            }
        }
        return 3;
    });
    CHECK(exit_of(child) == 0);
    const auto store = open_store(file, "00AA").value();
    CHECK(store->check().ok());
    require_whole_batches(*store, 1);
}

TEST_CASE("a store in a folder that cannot be written is refused with what to check") {
    const TempFolder folder;
    const auto file = folder.path() / "school.db";
    must(open_store(file, "00AA"));
    // In a child, which gives up root's right to write everywhere.
    constexpr uid_t nobody = 65534;
    if (::geteuid() == 0) {
        REQUIRE(::chown(folder.path().c_str(), nobody, nobody) == 0);
        REQUIRE(::chown(file.c_str(), nobody, nobody) == 0);
    }
    ::chmod(file.c_str(), 0400);
    ::chmod(folder.path().c_str(), 0500);
    const pid_t child = in_child([&] {
        if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
            return 4;
        }
        const auto store = open_store(file, "00AA");
        if (store) {
            return put_batch(**store, 1, "x").ok() ? 3 : 2;
        }
        return store.error().code == core::ErrorCode::store &&
                       store.error().line().find("rights") != std::string::npos
                   ? 0
                   : 1;
    });
    CHECK(exit_of(child) == 0);
}

TEST_CASE("a store that another process writes to is read meanwhile, and written when it is done") {
    const TempFolder folder;
    const auto file = folder.path() / "school.db";
    const auto store = open_store(file, "00AA").value();
    must(put_batch(*store, 1, "x"));
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = in_child([&] {
        const auto own = open_store(file, "00AA").value();
        auto change = own->change().value();
        const bool put = change.put_note(note("from the other", "2150"), now).ok();
        const char go = 'g';
        const bool told = ::write(ready[1], &go, 1) == 1;
        ::usleep(200'000);
        return put && told && change.commit().ok() ? 0 : 1;
    });
    char go = 0;
    REQUIRE(::read(ready[0], &go, 1) == 1);
    require_whole_batches(*store, 1);
    CHECK(put_batch(*store, 2, "x").ok());
    CHECK(exit_of(child) == 0);
    CHECK(store->snapshot().value().notes_of("2150").value().size() == 2 * notes_per_change + 1);
}
