/// \file
/// What a request gets back, and the one form of every refusal.
///
/// Source:   RFC 9457 (application/problem+json).
/// Privacy:  a problem says what is wrong with the request, never what was in it.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"

#include <string>
#include <string_view>

namespace meldbrug::http {

struct Answer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::string set_cookie{};  ///< value of Set-Cookie, or empty
};

[[nodiscard]] Answer json_answer(const core::Json& json);

/// \param detail  a sentence from the code, or an error's message, which by `core::Error`'s
/// contract holds no data
[[nodiscard]] Answer problem(int status, std::string_view detail);
/// Errors that lie with us (store, configuration) are told as such, without their message: it may
/// name folders of this machine.
[[nodiscard]] Answer problem(const core::Error& error);

[[nodiscard]] int http_status(core::ErrorCode code);

}  // namespace meldbrug::http
