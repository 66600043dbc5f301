/// \file
/// Values out of words, and the value of a result.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace meldbrug::test {

/// The value, or the end of the test with the error's words.
template <class T>
T must(core::Result<T> result) {
    if (!result) {
        FAIL(result.error().line());
    }
    return std::move(result).value();
}

inline core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}
inline core::Date day(std::string_view text) {
    return core::parse_date(text).value();
}
/// Nine in the morning of that day.
inline core::Instant morning(std::string_view date) {
    return core::amsterdam_time(day(date), 9, 0);
}

inline bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace meldbrug::test
