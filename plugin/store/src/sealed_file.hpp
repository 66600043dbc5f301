/// \file
/// A file that is sealed as a whole, piece by piece: written and read without holding it in memory
/// (format: backup.hpp).
///
/// Errors:   throws `Failure`. A writer that was not finished leaves no file.
/// Threads:  each belongs to one thread.
#pragma once

#include "private_file.hpp"
#include "sealing.hpp"
#include "vault.hpp"

#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace meldbrug::store {

/// What a sealed file is of; stands in it. DO NOT RENUMBER.
enum class SealedKind : char { copy = 'S', keys = 'K' };

inline constexpr std::size_t sealed_head_size = 16 + 1 + 1 + 8 + 8 + crypto_pwhash_SALTBYTES;
using SealedHead = std::array<std::uint8_t, sealed_head_size>;

class SealedWriter {
public:
    /// Writes beside `file`, under another name until `finish`.
    SealedWriter(std::filesystem::path file, SealedKind kind, const Recipe& recipe, const Key& key);
    ~SealedWriter();
    SealedWriter(const SealedWriter&) = delete;
    SealedWriter& operator=(const SealedWriter&) = delete;
    void write(Bytes plain);
    void write(std::int64_t number);
    /// On disk and under its name when this returns.
    /// \param replace  whether a file of that name is written over; otherwise it is refused
    void finish(bool replace);

private:
    void put(Bytes bytes);
    void seal_piece(std::uint8_t tag);
    std::filesystem::path file_, part_;
    Descriptor descriptor_;
    SealedHead head_{};
    crypto_secretstream_xchacha20poly1305_state state_{};
    std::vector<std::uint8_t> piece_;
    bool finished_ = false;
};

class SealedReader {
public:
    /// \param key_of  the key for how it says that its master key is had
    SealedReader(std::filesystem::path file, SealedKind kind,
                 const std::function<Key(const Recipe&)>& key_of);
    ~SealedReader();
    SealedReader(const SealedReader&) = delete;
    SealedReader& operator=(const SealedReader&) = delete;
    /// The next at most `most` bytes; empty at the end, which is there only when nothing is missing.
    [[nodiscard]] Bytes read(std::size_t most);
    /// Refuses an end before that.
    [[nodiscard]] std::vector<std::uint8_t> read_whole(std::size_t size);
    [[nodiscard]] std::int64_t read_number();
    [[nodiscard]] bool at_end();

private:
    [[noreturn]] void fail_damaged() const;
    bool next_piece();
    std::filesystem::path file_;
    Descriptor descriptor_;
    SealedHead head_{};
    crypto_secretstream_xchacha20poly1305_state state_{};
    std::vector<std::uint8_t> piece_;
    std::size_t taken_ = 0;
    bool last_ = false;
};

}  // namespace meldbrug::store
