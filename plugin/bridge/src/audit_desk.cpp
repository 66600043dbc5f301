#include "audit_desk.hpp"

#include <utility>

namespace meldbrug::bridge {

namespace {

/// More looks than a school's staff has in ten minutes; when it is full, looks are told twice.
constexpr std::size_t most_looks = 4096;
/// More kinds of refusals than a school has in ten minutes: beyond these they are counted as one.
constexpr std::size_t most_refusals = 64;

std::string key_of(const store::AuditEntry& entry) {
    std::string key;
    for (const auto* part :
         {&entry.person, &entry.role, &entry.what, &entry.about, &entry.ground}) {
        key += *part;
        key += '\n';
    }
    for (const auto& dossier : entry.dossiers) {
        key += dossier;
        key += ' ';
    }
    return key;
}

}  // namespace

bool AuditDesk::is_new(const store::AuditEntry& look) {
    const std::lock_guard lock(mutex_);
    if (looks_.size() >= most_looks) {
        std::erase_if(looks_,
                      [&](const auto& known) { return look.at - known.second >= audit_window; });
        if (looks_.size() >= most_looks) {
            looks_.clear();
        }
    }
    const auto [known, is_first] = looks_.try_emplace(key_of(look), look.at);
    // A clock that was set back would keep a look from being told for as long.
    const bool is_over = look.at - known->second >= audit_window || look.at < known->second;
    if (is_over) {
        known->second = look.at;
    }
    return is_first || is_over;
}

void AuditDesk::forget(const store::AuditEntry& look) {
    const std::lock_guard lock(mutex_);
    looks_.erase(key_of(look));
}

std::vector<store::AuditEntry> AuditDesk::refused(const store::AuditEntry& refusal) {
    const std::lock_guard lock(mutex_);
    auto key = key_of(refusal);
    store::AuditEntry entry = refusal;
    if (!refusals_.contains(key) && refusals_.size() >= most_refusals) {
        // Somebody invents addresses: the rest is counted, not listed.
        entry.person = "many";
        entry.role.clear();
        entry.what = "refusals";
        entry.about.clear();
        entry.ground.clear();
        key = key_of(entry);
    }
    const auto [known, is_first] = refusals_.try_emplace(key, Counted{entry, entry.at, 0});
    if (is_first) {
        return {entry};
    }
    known->second.entry = entry;
    ++known->second.more;
    return {};
}

std::vector<store::AuditEntry> AuditDesk::over(core::Instant now) {
    const std::lock_guard lock(mutex_);
    std::vector<store::AuditEntry> entries;
    for (auto known = refusals_.begin(); known != refusals_.end();) {
        auto& [entry, since, more] = known->second;
        if (now - since < audit_window && now >= since) {
            ++known;
            continue;
        }
        if (more > 0) {
            entry.times = more;
            entries.push_back(std::move(entry));
        }
        known = refusals_.erase(known);
    }
    return entries;
}

}  // namespace meldbrug::bridge
