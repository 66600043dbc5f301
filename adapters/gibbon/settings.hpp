/// \file
/// The configuration of the gibbon adapter.
///
/// Errors:   invalid_config with the field and what it has to be.
/// Privacy:  of the password only where it is kept; it is read when it is needed, and not held.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace meldbrug::adapters::gibbon {

struct Settings {
    std::string host{};
    std::string socket{};
    unsigned int port = 3306;
    std::string database{};
    std::string user{};
    std::string password_file{};
    std::string ca_file{};
    std::string source = "gibbon";
    std::string school{};
    std::map<std::string, std::string> roles{};
    std::size_t drop_percent = 20;
    /// Of all that decides how a row becomes a note: other settings, other hashes, all read again.
    std::uint64_t mark = 0;

    /// Whether what is said stays on this machine; elsewhere TLS is asked for.
    [[nodiscard]] bool local() const;
};

[[nodiscard]] core::Result<Settings> read_settings(const core::Json& config);

}  // namespace meldbrug::adapters::gibbon
