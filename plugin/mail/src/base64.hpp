/// \file
/// Base64, for encoded words and logins.
///
/// Source:   RFC 4648 4.
/// Threads:  pure function.
#pragma once

#include <string>
#include <string_view>

namespace meldbrug::mail {

[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace meldbrug::mail
