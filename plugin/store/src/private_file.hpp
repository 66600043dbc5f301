/// \file
/// A file that nobody else can read, in a folder that nobody else can enter.
///
/// Errors:   store, saying what to do.
#pragma once

#include "meldbrug/core/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace meldbrug::store {

/// An error about that file, for the person who has to do something.
[[nodiscard]] core::Error refusal(std::string message, const std::filesystem::path& where);

/// Makes the folder (0700) and the file (0600) where they are missing, and closes what is ours and
/// open to others. Refuses a file or folder of another user, and a folder that others can enter and
/// that holds more than this store. \return the file's path without symbolic links in its folder
[[nodiscard]] core::Result<std::filesystem::path> prepare_private_file(
    const std::filesystem::path& file);

/// A new file of 0600 with that content, on disk when this returns. Refuses a name that is taken.
core::Status make_private_file(const std::filesystem::path& file, std::string_view content);

/// The names in that file's folder are on disk when this returns, where the system can tell.
void sync_folder_of(const std::filesystem::path& file);

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
