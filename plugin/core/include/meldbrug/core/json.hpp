/// \file
/// Reading JSON that somebody else wrote.
///
/// Errors:   invalid_input with line and column; never a piece of the text, which may be a pupil's.
/// Source:   house.md 3.5: nlohmann parses iteratively but copies and dumps recursively, and keeps
/// the last of two equal keys silently;
///           so depth is bounded and duplicate keys are refused while parsing.
#pragma once

#include "meldbrug/core/result.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace meldbrug::core {

using Json = nlohmann::json;

/// Deeper than any document of ours (profiles nest 7 levels), shallow enough for recursion.
inline constexpr int max_json_depth = 32;

/// \param where  file (and line) for the error
[[nodiscard]] Result<Json> parse_json(std::string_view text, std::string_view where);
/// Reads a data file of ours or the school's; `invalid_config` when it is missing or broken.
[[nodiscard]] Result<Json> read_json_file(const std::filesystem::path& path);

/// Member of an object, or null when absent or not an object.
[[nodiscard]] const Json* find(const Json& object, std::string_view key);
/// Text member, or empty when absent or of another type.
[[nodiscard]] std::string_view text_or_empty(const Json& object, std::string_view key);

/// A member that nobody reads. What was meant by it would be lost without a word, so every loader of
/// a file that people write refuses it.
struct UnknownMember {
    std::string name;
    std::string reason;  ///< goes behind the field's name; says which members there are
};
/// The first member of `object` that is none of `known`; none of what is no object.
[[nodiscard]] std::optional<UnknownMember> unknown_member(const Json& object,
                                                          std::span<const std::string_view> known);

}  // namespace meldbrug::core
