/// \file
/// Words as small numbers: each word of the data has one, every other word is 0.
///
/// Errors:   none.
/// Threads:  immutable once filled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

/// Number of a word of the data; 0 is any other word.
using WordId = std::uint32_t;

/// Of a folded word. A token's is computed once, while it is cut, and serves every table. It needs
/// no seed: tables hold the words of our own and the school's files, a text is only looked up.
[[nodiscard]] inline std::uint32_t hash_of(std::string_view word) {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15ULL;  // 2^64 / golden ratio: spreads all bits
    constexpr std::size_t half = 4;
    constexpr std::size_t whole = 8;
    const char* at = word.data();
    const std::size_t size = word.size();
    const auto load = [](const char* from, std::size_t bytes) {
        std::uint64_t value = 0;
        std::memcpy(&value, from, bytes);
        return value;
    };
    std::uint64_t hash = size * odd;
    const auto mix = [&hash](std::uint64_t piece) {
        hash = (hash ^ piece) * odd;
        hash ^= hash >> 32U;
    };
    if (size >= whole) {
        for (std::size_t i = 0; i + whole < size; i += whole) {
            mix(load(at + i, whole));
        }
        mix(load(at + size - whole, whole));  // overlaps the piece before: no odd bytes are left
    } else if (size >= half) {
        mix(load(at, half) | load(at + size - half, half) << 32U);
    } else if (size > 0) {
        mix(load(at, 1) | load(at + size / 2, 1) << 8U | load(at + size - 1, 1) << 16U);
    }
    return static_cast<std::uint32_t>(hash);
}

/// Word → number, by open addressing.
class WordTable {
public:
    WordTable();
    /// The word's number; a new word gets the next one.
    WordId intern(std::string_view word);
    /// \param hash  `hash_of(word)`
    [[nodiscard]] WordId find(std::string_view word, std::uint32_t hash) const {
        return slots_[slot(word, hash)].id;
    }
    [[nodiscard]] WordId find(std::string_view word) const { return find(word, hash_of(word)); }
    /// Calls `found(word)` for each, in no order.
    template <class FoundOne>
    void each(FoundOne found) const {
        for (const Slot& known : slots_) {
            if (known.id != 0) {
                found(text(known));
            }
        }
    }
    /// Words known.
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Slot {
        std::uint32_t hash = 0;
        WordId id = 0;  // 0: free
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
    };
    /// Where the word is, or would be.
    [[nodiscard]] std::size_t slot(std::string_view word, std::uint32_t hash) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = hash & mask;
        while (slots_[at].id != 0 && (slots_[at].hash != hash || text(slots_[at]) != word)) {
            at = (at + 1) & mask;
        }
        return at;
    }
    [[nodiscard]] std::string_view text(const Slot& slot) const {
        return std::string_view(arena_).substr(slot.offset, slot.length);
    }
    void grow();

    std::string arena_;
    std::vector<Slot> slots_;  // a power of two, at most half full: a probe is one or two slots
    std::size_t size_ = 0;
};

}  // namespace meldbrug::reading
