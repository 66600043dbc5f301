/// \file
/// Where time comes from: a parameter, so that a test decides what day it is.
///
/// Threads:  `now` may be called concurrently.
#pragma once

#include "meldbrug/core/date.hpp"

namespace meldbrug::core {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] Date today() const { return amsterdam_date(now()); }
};

/// The wall clock; the only place in the program that reads it.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override {
        return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    }
};

}  // namespace meldbrug::core
