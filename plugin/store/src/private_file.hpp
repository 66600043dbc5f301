/// \file
/// A file that nobody else can read, in a folder that nobody else can enter.
///
/// Errors:   store, saying what to do.
#pragma once

#include "meldbrug/core/result.hpp"

#include <filesystem>

namespace meldbrug::store {

/// Makes the folder (0700) and the file (0600) where they are missing, and closes what is ours and
/// open to others. Refuses a file or folder of another user, and a folder that others can enter and
/// that holds more than this store. \return the file's path without symbolic links in its folder
[[nodiscard]] core::Result<std::filesystem::path> prepare_private_file(
    const std::filesystem::path& file);

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }
    [[nodiscard]] int release();

private:
    int value_;
};

}  // namespace meldbrug::store
