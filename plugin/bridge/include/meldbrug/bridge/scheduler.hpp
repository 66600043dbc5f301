/// \file
/// Does something again and again in a thread of its own: the turn asks the wall clock what is
/// due, so nothing is kept in timers.
///
/// Errors:   an exception out of a turn is logged and the next turn comes all the same (one of the
///           program's four catch-alls).
/// Threads:  the turn runs in one thread, never twice at once. `wake` may be called from any
///           thread.
/// Source:   house.md 3.4: a timer of its own counts on a clock that stops while a laptop sleeps.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace meldbrug::bridge {

class Scheduler {
public:
    using Turn = std::function<void(const std::stop_token&)>;

    /// A reminder is about a day; a minute late is on time, and a glance at the store each minute
    /// costs nothing.
    static constexpr std::chrono::seconds usual_interval{60};

    /// The first turn comes at once.
    explicit Scheduler(Turn turn, std::chrono::milliseconds interval = usual_interval);
    /// Asks a running turn to stop (its stop token) and waits for it.
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// The next turn comes now.
    void wake();

private:
    void run(const std::stop_token& stop);
    void wait(const std::stop_token& stop);

    Turn turn_;
    std::chrono::milliseconds interval_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool woken_ = false;
    std::jthread thread_;  ///< last: it starts when all the rest is there
};

}  // namespace meldbrug::bridge
