/// \file
/// Sealing: what only the holder of a key can read or have changed unseen.
///
/// XChaCha20-Poly1305 (libsodium, IETF variant): nonce (24 bytes), ciphertext, tag (16 bytes). The
/// *context* is what a sealed thing is (table and row): it is not kept in it, and without the right
/// one it does not open, so a row cannot be put in the place of another.
///
/// Threads:  values; a `Nonces` belongs to one thread.
///
/// Privacy:  keys are wiped when they go. The length of what is sealed stays visible.
#pragma once

#include "database.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::store {

/// Before anything is sealed or opened; may be called again.
[[nodiscard]] core::Status start_sodium();

class Key {
public:
    static constexpr std::size_t size = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
    Key() = default;
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key() { sodium_memzero(bytes_.data(), size); }
    [[nodiscard]] static Key random();
    /// Nothing when it is not `size` bytes.
    [[nodiscard]] static std::optional<Key> of(std::string_view bytes);
    /// Another key for each number, none of which tells the others (crypto_kdf).
    [[nodiscard]] Key derive(std::uint64_t number) const;
    [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }
    [[nodiscard]] std::uint8_t* data() { return bytes_.data(); }
    [[nodiscard]] std::string_view view() const {
        return {reinterpret_cast<const char*>(bytes_.data()), size};
    }

private:
    std::array<std::uint8_t, size> bytes_{};
};

/// No two the same: begins at random and counts up, since 192 random bits for each row would cost
/// as much as the sealing itself (limits.md 9).
class Nonces {
public:
    static constexpr std::size_t size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    Nonces() { randombytes_buf(next_.data(), size); }
    [[nodiscard]] const std::array<std::uint8_t, size>& take() {
        sodium_increment(next_.data(), size);
        return next_;
    }

private:
    std::array<std::uint8_t, size> next_{};
};

using Blob = std::vector<std::uint8_t>;

[[nodiscard]] Blob seal(const Key& key, Nonces& nonces, std::string_view context,
                        std::string_view plain);
/// Nothing when key or context is another, or a bit was changed.
[[nodiscard]] std::optional<std::string> unseal(const Key& key, std::string_view context,
                                                Bytes sealed);

/// Several texts as one, each with its length before it.
[[nodiscard]] std::string pack(std::initializer_list<std::string_view> texts);
[[nodiscard]] std::string pack(const std::vector<std::string>& texts);
/// Nothing when it is not what `pack` made.
[[nodiscard]] std::optional<std::vector<std::string>> unpack(std::string_view packed);

/// By which a sealed thing is found: a keyed hash (BLAKE2b) of what it is. 128 bits: no two of a
/// school's ids meet.
using Mark = std::array<std::uint8_t, 16>;
[[nodiscard]] Mark mark_of(const Key& key, std::initializer_list<std::string_view> parts);
/// Of a hash that anybody could make: a short note can be guessed, and its bare hash would confirm
/// the guess.
[[nodiscard]] Mark print_of(const Key& key, Bytes hash);

}  // namespace meldbrug::store
