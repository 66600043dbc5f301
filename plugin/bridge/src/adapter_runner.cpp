#include "meldbrug/bridge/adapter_runner.hpp"

#include "meldbrug/core/log.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace meldbrug::bridge {

namespace {

using std::chrono::milliseconds;

/// One adapter and the thread that polls it.
class Worker {
public:
    Worker(Bridge& bridge, std::string name, std::unique_ptr<adapters::Adapter> adapter,
           const RunnerTimes& times)
        : bridge_(bridge),
          name_(std::move(name)),
          adapter_(std::move(adapter)),
          times_(times),
          pause_(times.first_retry) {}

    void start() {
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    void request_stop() { thread_.request_stop(); }

private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto pause = turn();
            std::unique_lock lock(mutex_);
            woken_.wait_for(lock, stop, pause, [] { return false; });
        }
    }

    /// Polls once. \return how long to wait before the next time
    milliseconds turn() {
        // One of the program's four catch-alls: a mistake in an adapter stops that adapter's turn,
        // nothing else.
        try {
            return poll();
        } catch (const std::exception&) {
            return failed({core::ErrorCode::internal,
                           "the adapter broke off with an exception: please report this", name_},
                          true);
        }
    }

    milliseconds poll() {
        auto cursor = bridge_.cursor(name_);
        if (!cursor) {
            return failed(cursor.error(), false);
        }
        const auto result =
            adapter_->poll(*cursor, std::chrono::steady_clock::now() + times_.poll_limit);
        if (result.error) {
            return failed(result.error->error,
                          result.error->kind == adapters::PollError::Kind::needs_person);
        }
        const auto& batch = result.batch;
        const bool empty = batch.items.empty() && batch.refused.empty() &&
                           batch.complete_sources.empty() && batch.cursor == *cursor;
        if (empty) {
            if (auto reported = bridge_.report_poll(name_, {}); !reported) {
                return failed(reported.error(), false);
            }
        } else if (auto counts = bridge_.ingest(batch, name_); !counts) {
            return failed(counts.error(), false);
        } else {
            log_counts(*counts);
        }
        pause_ = times_.first_retry;
        return batch.more ? milliseconds::zero() : times_.between_polls;
    }

    static void log_counts(const IngestCounts& counts) {
        core::log(
            counts.refused + counts.held_back == 0 ? core::LogLevel::info : core::LogLevel::warning,
            "ingested",
            {{"added", static_cast<std::int64_t>(counts.added)},
             {"changed", static_cast<std::int64_t>(counts.changed)},
             {"unchanged", static_cast<std::int64_t>(counts.unchanged)},
             {"withdrawn", static_cast<std::int64_t>(counts.withdrawn)},
             {"refused", static_cast<std::int64_t>(counts.refused)},
             {"held_back", static_cast<std::int64_t>(counts.held_back)}});
    }

    milliseconds failed(const core::Error& error, bool needs_person) {
        core::log(core::LogLevel::warning, "adapter_failed", error);
        if (auto reported = bridge_.report_poll(name_, {error.line(), needs_person}); !reported) {
            core::log(core::LogLevel::error, "adapter_state_not_kept", reported.error());
        }
        const auto pause = pause_;
        pause_ = std::min(pause_ * 2, times_.longest_retry);
        return pause;
    }

    Bridge& bridge_;
    std::string name_;
    std::unique_ptr<adapters::Adapter> adapter_;
    RunnerTimes times_;
    milliseconds pause_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::jthread thread_;  // last: it uses all the others
};

std::unique_ptr<adapters::Adapter> make(const AdapterRunner::Factory& all_adapters,
                                        const std::string& name) {
    for (auto& adapter : all_adapters()) {
        if (adapter->manifest().name == name) {
            return std::move(adapter);
        }
    }
    return nullptr;
}

}  // namespace

struct AdapterRunner::Parts {
    std::vector<std::unique_ptr<Worker>> workers;
};

AdapterRunner::AdapterRunner(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

AdapterRunner::~AdapterRunner() {
    // All at once, so that stopping takes as long as the slowest poll and not as all together.
    for (auto& worker : parts_->workers) {
        worker->request_stop();
    }
}

core::Result<std::unique_ptr<AdapterRunner>> AdapterRunner::start(Bridge& bridge,
                                                                  const Factory& all_adapters,
                                                                  const RunnerTimes& times) {
    auto parts = std::make_unique<Parts>();
    std::map<std::string, int> uses;
    for (std::size_t i = 0; i < bridge.config().adapters.size(); ++i) {
        const auto& [name, settings] = bridge.config().adapters[i];
        const std::string where = "configuration: field '/adapters/" + std::to_string(i) + "'";
        auto adapter = make(all_adapters, name);
        if (!adapter) {
            return core::Error{core::ErrorCode::invalid_config,
                               "there is no such adapter: see the folders under adapters/", where};
        }
        if (auto configured = adapter->configure(settings); !configured) {
            return core::Error{configured.error().code, configured.error().line(), where};
        }
        // The second folder that is watched keeps a cursor of its own.
        const int use = ++uses[name];
        parts->workers.push_back(std::make_unique<Worker>(
            bridge, use == 1 ? name : name + "-" + std::to_string(use), std::move(adapter), times));
    }
    for (auto& worker : parts->workers) {
        worker->start();
    }
    return std::unique_ptr<AdapterRunner>(new AdapterRunner(std::move(parts)));
}

}  // namespace meldbrug::bridge
