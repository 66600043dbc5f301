#include "token_cache.hpp"

namespace meldbrug::bridge {

std::optional<store::PersonRow> TokenCache::find(std::int64_t commits, const store::Digest& token,
                                                 core::Instant now) {
    const std::lock_guard lock(mutex_);
    move_to(commits);
    const auto found = holders_.find(token);
    if (found == holders_.end() || found->second.expires <= now) {
        return std::nullopt;
    }
    return found->second.person;
}

void TokenCache::put(std::int64_t commits, const store::Digest& token,
                     const store::TokenHolder& holder) {
    const std::lock_guard lock(mutex_);
    // Read before a commit that another thread has seen by now: it is not known to hold.
    if (commits == commits_) {
        holders_.insert_or_assign(token, holder);
    }
}

void TokenCache::move_to(std::int64_t commits) {
    if (commits != commits_) {
        holders_.clear();
        commits_ = commits;
    }
}

}  // namespace meldbrug::bridge
