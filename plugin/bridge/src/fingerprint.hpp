/// \file
/// A short hash of data files, which tells whether any of them changed.
///
/// Errors:   none.
/// Privacy:  of data that names nobody: it is not keyed.
#pragma once

#include "meldbrug/core/json.hpp"

#include <sodium.h>

#include <array>
#include <string>

namespace meldbrug::bridge {

class Fingerprint {
public:
    Fingerprint() { crypto_generichash_init(&state_, nullptr, 0, size); }
    void add(const core::Json& json) {
        const std::string text = json.dump(-1, ' ', false, core::Json::error_handler_t::replace);
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    }
    /// 32 hexadecimal digits.
    [[nodiscard]] std::string finish() {
        std::array<unsigned char, size> hash{};
        crypto_generichash_final(&state_, hash.data(), hash.size());
        std::array<char, 2 * size + 1> text{};
        sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
        return text.data();
    }

private:
    static constexpr std::size_t size = 16;
    crypto_generichash_state state_{};
};

}  // namespace meldbrug::bridge
