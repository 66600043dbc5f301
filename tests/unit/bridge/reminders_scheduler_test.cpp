// The scheduler's turn comes at once, again and again, survives what goes wrong, and stops
// promptly.
#include "meldbrug/bridge/scheduler.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <stdexcept>

using namespace meldbrug;
using namespace std::chrono_literals;
using bridge::Scheduler;

namespace {

/// Generous: a busy machine is no reason to fail.
constexpr auto patience = 20s;

bool becomes_at_least(const std::atomic<int>& count, int wanted) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (count < wanted && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(1ms);
    }
    return count >= wanted;
}

}  // namespace

TEST_CASE("turns come at once and again and again") {
    std::atomic<int> turns = 0;
    const Scheduler scheduler([&](const std::stop_token&) { ++turns; }, 1ms);
    CHECK(becomes_at_least(turns, 5));
}

TEST_CASE("a turn that throws does not end the next ones") {
    std::atomic<int> turns = 0;
    const Scheduler scheduler(
        [&](const std::stop_token&) {
            ++turns;
            throw std::runtime_error("data that must not reach a log");
        },
        1ms);
    CHECK(becomes_at_least(turns, 3));
}

TEST_CASE("waking brings the next turn now") {
    std::atomic<int> turns = 0;
    Scheduler scheduler([&](const std::stop_token&) { ++turns; }, 1h);
    REQUIRE(becomes_at_least(turns, 1));
    scheduler.wake();
    CHECK(becomes_at_least(turns, 2));
}

TEST_CASE("a long wait ends at once with the scheduler") {
    std::atomic<int> turns = 0;
    auto scheduler = std::make_unique<Scheduler>([&](const std::stop_token&) { ++turns; }, 1h);
    REQUIRE(becomes_at_least(turns, 1));
    auto gone = std::async(std::launch::async, [&] { scheduler.reset(); });
    CHECK(gone.wait_for(patience) == std::future_status::ready);
    CHECK(turns == 1);
}

TEST_CASE("a running turn is asked to stop") {
    std::promise<void> running;
    auto scheduler = std::make_unique<Scheduler>(
        [&](const std::stop_token& stop) {
            running.set_value();
            while (!stop.stop_requested()) {
                std::this_thread::sleep_for(1ms);
            }
        },
        1h);
    running.get_future().wait();
    auto gone = std::async(std::launch::async, [&] { scheduler.reset(); });
    CHECK(gone.wait_for(patience) == std::future_status::ready);
}
