/// \file
/// What a whole folder holds, as bytes.
#pragma once

#include "support/shell.hpp"

namespace meldbrug::test {

/// All its files, one after the other.
inline std::string content_of_folder(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            all += content_of(entry.path());
        }
    }
    return all;
}

}  // namespace meldbrug::test
