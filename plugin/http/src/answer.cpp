#include "meldbrug/http/answer.hpp"

namespace meldbrug::http {
namespace {

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Bad request";
        case 401:
            return "Not paired";
        case 403:
            return "Not allowed";
        case 404:
            return "Not found";
        case 405:
            return "Method not allowed";
        case 408:
            return "Request timeout";
        case 411:
            return "Length required";
        case 413:
            return "Body too long";
        case 415:
            return "Unsupported media type";
        case 421:
            return "Misdirected request";
        case 422:
            return "Invalid content";
        case 429:
            return "Too many requests";
        case 503:
            return "Not available";
        default:
            return "Internal error";
    }
}

}  // namespace

Answer json_answer(const core::Json& json) {
    return Answer{200, "application/json", json.dump()};
}

Answer problem(int status, std::string_view detail) {
    const core::Json body = {{"type", "about:blank"},
                             {"title", title_of(status)},
                             {"status", status},
                             {"detail", detail}};
    return Answer{status, "application/problem+json", body.dump()};
}

Answer problem(const core::Error& error) {
    const int status = http_status(error.code);
    if (status >= 500) {
        return problem(status, "The bridge could not do this now; its log says why.");
    }
    return problem(status, error.line());
}

int http_status(core::ErrorCode code) {
    switch (code) {
        case core::ErrorCode::usage:
            return 400;
        case core::ErrorCode::invalid_input:
            return 422;
        case core::ErrorCode::forbidden:
            return 403;
        case core::ErrorCode::not_found:
            return 404;
        case core::ErrorCode::store:
        case core::ErrorCode::unreachable:
            return 503;
        case core::ErrorCode::invalid_config:
        case core::ErrorCode::internal:
            return 500;
    }
    return 500;
}

}  // namespace meldbrug::http
