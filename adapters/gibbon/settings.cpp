#include "adapters/gibbon/settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace meldbrug::adapters::gibbon {

namespace {

using core::Error;
using core::ErrorCode;
using core::Json;

Error problem(std::string_view field, std::string_view reason) {
    return {ErrorCode::invalid_config,
            "field '" + std::string(field) + "': " + std::string(reason)};
}

constexpr std::array<std::string_view, 11> known_fields = {
    "host",    "socket", "port",   "database", "user",        "password_file",
    "ca_file", "source", "school", "roles",    "drop_percent"};

std::optional<Error> read_texts(const Json& config, Settings& settings) {
    const std::array<std::pair<std::string_view, std::string*>, 8> texts = {
        {{"host", &settings.host},
         {"socket", &settings.socket},
         {"database", &settings.database},
         {"user", &settings.user},
         {"password_file", &settings.password_file},
         {"ca_file", &settings.ca_file},
         {"source", &settings.source},
         {"school", &settings.school}}};
    for (const auto& [name, target] : texts) {
        const Json* value = core::find(config, name);
        if (value == nullptr) {
            continue;
        }
        const auto* text = value->get_ptr<const Json::string_t*>();
        if (text == nullptr || text->empty()) {
            return problem(name, "must be a text");
        }
        *target = *text;
    }
    return std::nullopt;
}

std::optional<std::size_t> number_within(const Json& value, std::int64_t low, std::int64_t high) {
    if (!value.is_number_integer() || value < low || value > high) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(value.get<std::int64_t>());
}

std::optional<Error> read_numbers(const Json& config, Settings& settings) {
    if (const Json* port = core::find(config, "port"); port != nullptr) {
        const auto number = number_within(*port, 1, 65535);
        if (!number) {
            return problem("port", "must be a number from 1 to 65535");
        }
        settings.port = static_cast<unsigned int>(*number);
    }
    if (const Json* share = core::find(config, "drop_percent"); share != nullptr) {
        const auto number = number_within(*share, 0, 100);
        if (!number) {
            return problem("drop_percent", "must be a number from 0 to 100");
        }
        settings.drop_percent = *number;
    }
    return std::nullopt;
}

std::optional<Error> read_roles(const Json& config, Settings& settings) {
    static constexpr std::array<std::string_view, 8> roles = {
        "leerkracht", "ib", "aandachtsfunctionaris", "directie", "bestuur", "smw", "beheer", ""};
    const Json* value = core::find(config, "roles");
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_object()) {
        return problem("roles", "must be an object of texts");
    }
    for (const auto& [function, role] : value->items()) {
        const auto* text = role.get_ptr<const Json::string_t*>();
        if (text == nullptr || std::ranges::find(roles, *text) == roles.end()) {
            return problem("roles",
                           "each function maps to leerkracht, ib, aandachtsfunctionaris, directie, "
                           "bestuur, smw or beheer");
        }
        settings.roles.emplace(function, *text);
    }
    return std::nullopt;
}

/// FNV-1a: the same in every build, as a cursor asks.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char byte : text) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
    }
    return hash;
}

}  // namespace

bool Settings::local() const {
    return !socket.empty() || host == "localhost" || host == "127.0.0.1" || host == "::1";
}

core::Result<Settings> read_settings(const Json& config) {
    if (!config.is_object()) {
        return Error{ErrorCode::invalid_config,
                     "must be an object with at least 'host' and 'user'"};
    }
    if (const auto unknown = core::unknown_member(config, known_fields)) {
        return problem(unknown->name, unknown->reason);
    }
    Settings settings;
    for (const auto read : {read_texts, read_numbers, read_roles}) {
        if (auto error = read(config, settings)) {
            return *error;
        }
    }
    if (settings.host.empty() == settings.socket.empty()) {
        return problem("host", "give the database's host, or its socket, and not both");
    }
    for (const auto& [name, value] :
         {std::pair("database", &settings.database), std::pair("user", &settings.user),
          std::pair("password_file", &settings.password_file)}) {
        if (value->empty()) {
            return problem(name, "missing");
        }
    }
    if (!settings.local() && settings.ca_file.empty()) {
        return problem("ca_file",
                       "missing: the database is on another machine, and its certificate is held "
                       "against the authority in this file");
    }
    settings.mark = hash_of(Json{settings.source, settings.school, settings.roles}.dump(
        -1, ' ', false, Json::error_handler_t::replace));
    return settings;
}

}  // namespace meldbrug::adapters::gibbon
