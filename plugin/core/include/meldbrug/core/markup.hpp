/// \file
/// Text as it stands in HTML and XML, between tags and in quoted attributes.
#pragma once

#include <string>
#include <string_view>

namespace meldbrug::core {

/// What would mark up is escaped; a control character, which XML 1.0 knows no way to write, becomes
/// a space, but for tab and line ends.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace meldbrug::core
