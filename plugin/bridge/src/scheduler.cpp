#include "meldbrug/bridge/scheduler.hpp"

#include "meldbrug/core/log.hpp"

#include <exception>
#include <utility>

namespace meldbrug::bridge {

Scheduler::Scheduler(Turn turn, std::chrono::milliseconds interval)
    : turn_(std::move(turn)),
      interval_(interval),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

// The thread's own destructor asks it to stop and joins; it goes first, being the last member.
Scheduler::~Scheduler() = default;

void Scheduler::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void Scheduler::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            turn_(stop);
        } catch (const std::exception&) {
            // What an exception says may quote data; that it came is enough to look for it.
            core::log(core::LogLevel::error, "scheduler.turn_failed");
        }
        wait(stop);
    }
}

void Scheduler::wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, interval_, [this] { return woken_; });
    woken_ = false;
}

}  // namespace meldbrug::bridge
