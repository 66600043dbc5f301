#include "meldbrug/http/board_files.hpp"

#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

namespace meldbrug::http {
namespace {

std::optional<std::string> content_type_of(const std::filesystem::path& file) {
    static const std::map<std::string, std::string, std::less<>> types = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"}};
    const auto type = types.find(file.extension().string());
    return type == types.end() ? std::nullopt : std::optional(type->second);
}

core::Error unusable(const std::filesystem::path& folder) {
    return core::Error{core::ErrorCode::invalid_config,
                       "the board's files cannot be read; reinstall or name their folder",
                       folder.string()};
}

}  // namespace

core::Result<BoardFiles> BoardFiles::load(const std::filesystem::path& folder) {
    BoardFiles board;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator entry(folder, error), end;
         !error && entry != end; entry.increment(error)) {
        const auto type = content_type_of(entry->path());
        if (!type || !entry->is_regular_file(error)) {
            continue;
        }
        std::ostringstream content;
        content << std::ifstream(entry->path(), std::ios::binary).rdbuf();
        if (!content) {
            return unusable(folder);
        }
        board.files_["/" + entry->path().lexically_relative(folder).generic_string()] =
            BoardFile{*type, std::move(content).str()};
    }
    const auto page = board.files_.extract("/index.html");
    if (error || page.empty()) {
        return unusable(folder);
    }
    board.files_["/"] = page.mapped();
    return board;
}

const BoardFile* BoardFiles::find(std::string_view target) const {
    const auto file = files_.find(target);
    return file == files_.end() ? nullptr : &file->second;
}

}  // namespace meldbrug::http
