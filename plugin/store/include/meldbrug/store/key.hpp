/// \file
/// Where the master key comes from: the one secret without which a store cannot be read.
///
/// A key is a file that holds one line, "meldbrug key 1 " and 64 hexadecimal digits. A file that
/// holds anything else is a passphrase, of which Argon2id makes the key (RFC 9106; how much work
/// that is and its salt stand in the store). The file is closed to others, or it is a credential of
/// systemd, which hands it to this service alone.
///
/// Errors:   `store`, one line that says what, where and what to do; never a key or a part of one.
///
/// Privacy:  keys are wiped when they go, and held out of the swap where the system allows it.
#pragma once

#include "meldbrug/core/result.hpp"
#include "meldbrug/core/secret.hpp"

#include <filesystem>
#include <functional>

namespace meldbrug::store {

struct KeySource {
    /// Made, with a key, for a store that holds nothing sealed yet; never for one that does.
    std::filesystem::path file;
    bool credential = false;  ///< of systemd: its mode is systemd's business, and it is never made
    /// Asks a person for the passphrase, when the store was made with one and the file is not there.
    /// May be empty: then nobody is asked.
    std::function<core::Result<core::Secret>()> ask{};
};

/// Where a key is, when nobody says otherwise: beside the store.
[[nodiscard]] std::filesystem::path default_key_file(const std::filesystem::path& store);

/// Makes a new key there, closed to others and on disk when this returns. Refuses a name that is
/// taken: a key that is written over is a store that nobody can read.
core::Status make_key_file(const std::filesystem::path& file);

}  // namespace meldbrug::store
