/// \file
/// Which looks and refusals were recorded a moment ago, so that the same again is not written again.
///
/// Errors:   none.
/// Threads:  may be used concurrently.
/// Privacy:  holds ids and numbers of dossiers in memory, some thousand at most.
#pragma once

#include "meldbrug/store/audit.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace meldbrug::bridge {

/// The same within this time is told once (audit.hpp).
inline constexpr auto audit_window = std::chrono::minutes{10};

class AuditDesk {
public:
    /// Whether this look was not recorded a moment ago; from now on it was.
    bool is_new(const store::AuditEntry& look);
    /// It could not be recorded after all.
    void forget(const store::AuditEntry& look);
    /// What is to be recorded of this refusal now: itself, or nothing yet.
    std::vector<store::AuditEntry> refused(const store::AuditEntry& refusal);
    /// The counted refusals whose time is over at `now`.
    std::vector<store::AuditEntry> over(core::Instant now);
    /// All counted refusals: nobody counts any further.
    std::vector<store::AuditEntry> rest() { return over(core::Instant::max()); }

private:
    struct Counted {
        store::AuditEntry entry;  ///< the last of them
        core::Instant since{};
        std::int64_t more = 0;  ///< after the one that was recorded
    };
    std::mutex mutex_;
    std::unordered_map<std::string, core::Instant> looks_;
    std::map<std::string, Counted> refusals_;
};

}  // namespace meldbrug::bridge
