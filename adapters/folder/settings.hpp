/// \file
/// The folder adapter's configuration, checked.
///
/// Shape:    README.md "Configuration". Errors: invalid_config naming the field.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace meldbrug::adapters::folder {

enum class Mode { full, incremental };
/// Whether the folder's files together are one export that each new file replaces, or each file is
/// an export of its own.
enum class Scope { folder, file };

struct Settings {
    std::filesystem::path path{};
    bool once = false;  ///< take files as they are now: a one-shot import
    std::map<std::string, std::string> columns{};  ///< our field → the export's column
    std::string date_format{};  ///< d, m, Y (or y) and what stands between; empty: the usual forms
    std::map<std::string, std::string>
        roles{};                 ///< function as the export says it, lower case → role
    std::optional<Mode> mode{};  ///< else CSV full, JSON Lines incremental
    Scope scope = Scope::folder;
    bool replace_all = false;  ///< a full export may replace one that it shares no note with
    std::optional<std::string> category{};  ///< for notes without one
    std::string source = "folder";
    std::string school{};  ///< for notes without one
    std::string pupil{};   ///< for notes without one
    std::chrono::milliseconds settle{
        2000};  ///< how long a file must stay unchanged before it is read
};

[[nodiscard]] core::Result<Settings> read_settings(const core::Json& config);

}  // namespace meldbrug::adapters::folder
