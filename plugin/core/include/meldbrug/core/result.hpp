/// \file
/// What a function returns when it may fail, and what it says when it does.
///
/// Errors:   `message` and `where` are for an operator: what went wrong, where (file, line, field)
///           and what to do.
/// Threads:  values; nothing shared.
/// Privacy:  `message` and `where` never hold a person's data: no name, no text of a note, no
///           pupil's id.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace meldbrug::core {

/// Why something failed, by what the caller can do about it. Written to logs: DO NOT RENUMBER.
enum class ErrorCode {
    usage = 1,           ///< the command or request is wrong: call again, corrected
    invalid_input = 2,   ///< a note, file or row is refused; the rest goes on
    invalid_config = 3,  ///< configuration, profile or vocabulary does not hold
    store = 4,           ///< the store cannot be read or written, is locked or was tampered with
    unreachable = 5,     ///< another system (LVS, mail, database) does not answer: try again later
    forbidden = 6,       ///< known caller, no right
    not_found = 7,       ///< no such thing
    internal = 8,        ///< our own mistake
};

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::string where{};

    /// One line: "where: message", or the message alone.
    [[nodiscard]] std::string line() const {
        return where.empty() ? message : where + ": " + message;
    }
};

/// The exit status of the command line for an error (contract.md, "Command line").
[[nodiscard]] constexpr int exit_status(ErrorCode code) {
    switch (code) {
        case ErrorCode::usage:
        case ErrorCode::not_found:
        case ErrorCode::forbidden:
            return 2;
        case ErrorCode::invalid_input:
            return 1;
        case ErrorCode::invalid_config:
            return 3;
        case ErrorCode::store:
        case ErrorCode::internal:
            return 4;
        case ErrorCode::unreachable:
            return 5;
    }
    return 4;
}

/// A value or an error. Asking for what is not there is a programming error and aborts, in every
/// build.
template <class T>
class [[nodiscard]] Result {
public:
    // Implicit on purpose: `return value;` and `return Error{...};` read as what they mean.
    // NOLINTBEGIN(google-explicit-constructor)
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return content_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & {
        require(ok());
        return std::get<0>(content_);
    }
    [[nodiscard]] const T& value() const& {
        require(ok());
        return std::get<0>(content_);
    }
    [[nodiscard]] T&& value() && {
        require(ok());
        return std::move(std::get<0>(content_));
    }
    [[nodiscard]] const Error& error() const {
        require(!ok());
        return std::get<1>(content_);
    }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }

private:
    static void require(bool condition) {
        if (!condition) {
            std::abort();
        }
    }
    std::variant<T, Error> content_;
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace meldbrug::core
