/// \file
/// Whose tokens were seen, for as long as no process wrote to the store.
///
/// Errors:   none.
/// Threads:  may be used concurrently.
/// Privacy:  keeps hashes of tokens, never a token.
#pragma once

#include "meldbrug/store/store.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

namespace meldbrug::bridge {

class TokenCache {
public:
    /// \param commits  `Store::commits`, asked just now
    [[nodiscard]] std::optional<store::PersonRow> find(std::int64_t commits,
                                                       const store::Digest& token,
                                                       core::Instant now);
    /// \param commits  `Store::commits`, asked before the holder was read
    void put(std::int64_t commits, const store::Digest& token, const store::TokenHolder& holder);

private:
    void move_to(std::int64_t commits);
    std::mutex mutex_;
    std::int64_t commits_ = -1;
    std::map<store::Digest, store::TokenHolder> holders_;
};

}  // namespace meldbrug::bridge
