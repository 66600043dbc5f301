/// \file
/// What files hold, as bytes.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace meldbrug::test {

inline std::string content_of(const std::filesystem::path& file) {
    std::ostringstream content;
    content << std::ifstream(file, std::ios::binary).rdbuf();
    return content.str();
}

/// All files of a folder, one after the other.
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
