/// \file
/// Polls the configured adapters, each in a thread of its own, and hands what they bring to the bridge.
///
/// An adapter that fails is tried again, later each time; one that hangs or fails never stops the others, the board or the mail.
///
/// Errors:   starting names the adapter and the setting that does not hold; afterwards what goes wrong is kept for `doctor`.
/// Threads:  `start` and the destructor from one thread; the destructor waits for polls that run (at most their time limit).
#pragma once

#include "adapters/adapter.hpp"
#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/core/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace meldbrug::bridge {

struct RunnerTimes {
    std::chrono::milliseconds between_polls{2'000};  ///< "within seconds" after a file is dropped
    std::chrono::milliseconds poll_limit{30'000};    ///< an adapter gives what it has by then
    std::chrono::milliseconds first_retry{5'000};    ///< doubled at each failure in a row
    std::chrono::milliseconds longest_retry{
        600'000};  ///< ten minutes: an LVS that is back in the morning is read before school starts
};

class AdapterRunner {
public:
    /// Makes every adapter there is; `adapters::all_adapters`.
    using Factory = std::function<std::vector<std::unique_ptr<adapters::Adapter>>()>;

    /// Configures all adapters of the configuration, then starts polling. \pre bridge outlives the runner
    static core::Result<std::unique_ptr<AdapterRunner>> start(Bridge& bridge,
                                                              const Factory& all_adapters,
                                                              const RunnerTimes& times = {});
    /// Stops after the polls that run.
    ~AdapterRunner();
    AdapterRunner(const AdapterRunner&) = delete;
    AdapterRunner& operator=(const AdapterRunner&) = delete;

private:
    struct Parts;
    explicit AdapterRunner(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace meldbrug::bridge
