/// \file
/// The school's configuration: one JSON file, checked on load.
///
/// Errors:   invalid_config naming file, field and reason; unknown fields are errors, so that a typo is not silently ignored.
/// Privacy:  passwords are never in the file: it names a file (0600) that holds them.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/mail/smtp.hpp"
#include "meldbrug/store/key.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

// NOLINTNEXTLINE(bugprone-exception-escape): nlohmann moves without throwing, which this check does not see
struct AdapterConfig {
    std::string adapter;  ///< folder name under adapters/
    core::Json settings;  ///< the adapter's own; checked by it
};

struct Config {
    std::string school = "00AA";  ///< BRIN with location, part of every key
    std::string school_name;
    std::string route = "basismodel";  ///< profile id
    std::string region = "noord";
    std::filesystem::path store;  ///< the database file; its folder is made 0700
    /// Of the store. Its file is empty when nothing names one: then it is beside the store.
    store::KeySource key;
    std::optional<std::filesystem::path>
        knowledge;  ///< the school's own vocabulary, routes, calendar
    std::string host = "127.0.0.1";
    std::uint16_t port = 8470;  ///< the next free one when taken
    std::optional<std::filesystem::path> tls_certificate,
        tls_key;            ///< required on any address beyond the loopback
    std::string board_url;  ///< what mails link to; empty: made from host and port
    /// Browser extensions that may call: "chrome-extension://<id>". Empty: none.
    std::vector<std::string> extension_origins;
    std::optional<mail::SmtpSettings>
        mail;  ///< no reminders are mailed without it, and `doctor` says so
    std::vector<AdapterConfig> adapters;
    /// Categories whose notes are looked at for one thing only: whether they clearly belong to the
    /// route and were misfiled. Empty: notes of other categories are ignored (contract 11).
    std::vector<std::string> other_categories;
    /// Teachers see how the routes of their own class stand, and not their own notes alone.
    bool teachers_see_own_group = false;
};

/// Host of an address that mails may link to: http or https, a host (a name or [IPv6]), maybe a port
/// and a path. Nothing when it is none: with credentials, a query or a fragment it would carry
/// secrets or a pupil into every mailbox.
[[nodiscard]] std::optional<std::string> host_of_board(std::string_view url);

/// Whether that is the origin of a browser extension, as a browser writes it: of Chromium's kind with
/// its 32 letters a to p, or of Firefox's with its UUID. No page on the web can have such an origin.
[[nodiscard]] bool is_extension_origin(std::string_view origin);

/// \param file  where it stands: named in errors, and what its relative paths are meant from. The password and the
/// folder that it names have to be there.
[[nodiscard]] core::Result<Config> config_from_json(const core::Json& json,
                                                    const std::string& file);

/// The file when given, else defaults. `store` overrides what the file says.
[[nodiscard]] core::Result<Config> load_config(const std::optional<std::filesystem::path>& file,
                                               const std::optional<std::filesystem::path>& store);

}  // namespace meldbrug::bridge
