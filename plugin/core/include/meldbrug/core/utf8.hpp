/// \file
/// UTF-8: validity, code point offsets, Windows-1252.
///
/// Units:    `offset` is bytes, `position` is Unicode code points (the contract's text offsets).
/// Errors:   none; total over any bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace meldbrug::core {

/// Well-formed UTF-8 without surrogates and overlong forms (Unicode 15, table 3-7).
[[nodiscard]] bool is_valid_utf8(std::string_view text);
/// Code points in valid UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);
/// Every byte that is not part of well-formed UTF-8 becomes U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);
/// Windows-1252 → UTF-8; the five undefined bytes become U+FFFD.
[[nodiscard]] std::string from_windows_1252(std::string_view bytes);

/// Turns byte offsets into code point positions, for ascending offsets in one pass over the text.
class PositionMap {
public:
    explicit PositionMap(std::string_view text) : text_(text) {}
    /// \pre offset <= size of the text
    [[nodiscard]] std::size_t position(std::size_t offset);

private:
    std::string_view text_;
    std::size_t offset_ = 0;
    std::size_t position_ = 0;
};

}  // namespace meldbrug::core
