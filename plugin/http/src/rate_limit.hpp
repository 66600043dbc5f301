/// \file
/// How often something may happen for one key: so many at once, and so many a second after that.
///
/// Bounded: beyond some thousand keys at a time, the rest share one allowance.
///
/// Threads:  may be used concurrently.
/// Privacy:  keys are hashed; no address or token is kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace meldbrug::http {

class RateLimit {
public:
    using Moment = std::chrono::steady_clock::time_point;
    static constexpr std::size_t most_keys = 4096;

    RateLimit(double per_second, double at_once) : per_second_(per_second), at_once_(at_once) {}

    /// Counts one. False when it is too many.
    bool allows(std::string_view key, Moment now) {
        const std::lock_guard lock(mutex_);
        std::size_t name = std::hash<std::string_view>{}(key);
        if (!known_.contains(name) && known_.size() >= most_keys) {
            std::erase_if(known_,
                          [&](const auto& entry) { return left(entry.second, now) >= at_once_; });
            name = known_.size() >= most_keys ? 0 : name;
        }
        auto& entry = known_.try_emplace(name, Entry{at_once_, now}).first->second;
        entry = {left(entry, now), now};
        if (entry.left < 1) {
            return false;
        }
        entry.left -= 1;
        return true;
    }
    [[nodiscard]] std::size_t size() const { return known_.size(); }

private:
    struct Entry {
        double left;
        Moment at;
    };
    [[nodiscard]] double left(const Entry& entry, Moment now) const {
        const double seconds = std::chrono::duration<double>(now - entry.at).count();
        const double refilled = entry.left + seconds * per_second_;
        return refilled < at_once_ ? refilled : at_once_;
    }

    double per_second_;
    double at_once_;
    std::mutex mutex_;
    std::unordered_map<std::size_t, Entry> known_;
};

}  // namespace meldbrug::http
