/// \file
/// A password, token or key: does not print, does not compare by accident, is wiped when it goes.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace meldbrug::core {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    // Copies and wipes: a moved-from string may keep the characters in its own small buffer.
    // NOLINTNEXTLINE(performance-move-constructor-init)
    Secret(Secret&& other) noexcept : value_(other.value_) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            value_ = other.value_;
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    /// The value itself, for the one call that needs it.
    [[nodiscard]] const std::string& reveal() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }

private:
    void wipe() {
        // volatile: the compiler may not drop writes to memory that is about to be freed
        volatile char* bytes = value_.data();
        for (std::size_t i = 0; i < value_.size(); ++i) {
            bytes[i] = 0;
        }
        value_.clear();
    }
    std::string value_;
};

}  // namespace meldbrug::core
