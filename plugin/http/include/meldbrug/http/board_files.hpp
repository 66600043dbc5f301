/// \file
/// The board's own files, read once at start and served from memory by exact name: a path in a
/// request never reaches the file system.
///
/// Errors:   invalid_config when the folder or its page is missing.
/// Threads:  immutable after loading.
#pragma once

#include "meldbrug/core/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace meldbrug::http {

struct BoardFile {
    std::string content_type;
    std::string content;
};

class BoardFiles {
public:
    /// Takes files of known types (html, css, js, json, svg) from the folder and its subfolders.
    static core::Result<BoardFiles> load(const std::filesystem::path& folder);
    /// \param target  the path of the request, "/" for the page; null when there is no such file
    [[nodiscard]] const BoardFile* find(std::string_view target) const;

private:
    std::map<std::string, BoardFile, std::less<>> files_;  // by target
};

}  // namespace meldbrug::http
