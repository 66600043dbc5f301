#include "meldbrug/bridge/config.hpp"

#include "json_reader.hpp"

#include "meldbrug/core/school_calendar.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace meldbrug::bridge {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t highest_port = std::numeric_limits<std::uint16_t>::max();
/// An answer that takes longer than ten minutes is no answer (RFC 5321 4.5.3.2 asks ten for the
/// longest step).
constexpr std::int64_t longest_timeout_seconds = 600;
/// Far above any password, far below what would be a file named by mistake.
constexpr std::streamoff longest_password_bytes = 4096;

/// Where XDG puts what a program keeps; read once, before any thread starts.
fs::path default_store() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the program changes the environment
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') {
        return fs::path(state) / "meldbrug" / "meldbrug.db";
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
        return fs::path(home) / ".local" / "state" / "meldbrug" / "meldbrug.db";
    }
    return fs::path("/var/lib/meldbrug/meldbrug.db");
}

/// What systemd hands over by LoadCredential=; it counts when the configuration names no key.
std::optional<fs::path> credential() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the program changes the environment
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    std::error_code error;
    if (folder == nullptr || !fs::exists(fs::path(folder) / "meldbrug-key", error)) {
        return std::nullopt;
    }
    return fs::path(folder) / "meldbrug-key";
}

/// A name like 127.school.example may be any machine's.
bool is_loopback(const std::string& host) {
    in_addr address{};
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && ::inet_pton(AF_INET, host.c_str(), &address) == 1);
}

constexpr std::array<std::string_view, 2> schemes{"https://", "http://"};

/// What RFC 3986 lets stand in a host, port and path; no '@', '?' and '#', which begin or end the
/// parts that have no place in a mail.
bool is_of_address(char c) {
    constexpr std::string_view signs = "-._~!$&'()*+,;=:%/[]";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           signs.find(c) != std::string_view::npos;
}

/// "[::1]".
bool is_ipv6(const std::string& host) {
    in6_addr address{};
    return host.size() > 2 &&
           ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) == 1;
}

/// Letters, digits and hyphens between dots (RFC 1123 2.1), at most 253 characters.
bool is_host_name(const std::string& host) {
    constexpr std::size_t longest = 253;
    return !host.empty() && host.size() <= longest && host.front() != '.' && host.front() != '-' &&
           host.find("..") == std::string::npos &&
           std::all_of(host.begin(), host.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.';
           });
}

/// ":8470".
bool is_port(std::string_view text) {
    constexpr std::size_t most_digits = 5;
    std::int64_t number = 0;
    for (const char c : text.substr(1)) {
        if (c < '0' || c > '9') {
            return false;
        }
        number = number * 10 + (c - '0');
    }
    return text.front() == ':' && text.size() <= most_digits + 1 && number >= 1 &&
           number <= highest_port;
}

/// A path in the file is meant from where the file lies.
fs::path from_file(const std::string& path, const std::string& file) {
    return (fs::path(file).parent_path() / path).lexically_normal();
}

core::Result<core::Secret> read_password(const fs::path& path, const std::string& where) {
    const auto refused = [&](std::string reason) {
        return core::Error{core::ErrorCode::invalid_config, std::move(reason), where};
    };
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return refused("names a file that cannot be read");
    }
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return refused("names a file that others can read: chmod 600");
    }
    if (facts.st_size > longest_password_bytes) {
        return refused("names a file that is too long to be a password");
    }
    std::ifstream file(path, std::ios::binary);
    std::string line;
    std::getline(file, line);
    if (!line.empty() && line.back() == '\r') {
        line.pop_back();
    }
    if (line.empty()) {
        return refused("names a file whose first line is empty or cannot be read");
    }
    return core::Secret(std::move(line));
}

core::Result<mail::SmtpSettings> read_mail(const core::Json& json, const std::string& file) {
    JsonReader reader(json, file, "/mail");
    mail::SmtpSettings settings;
    settings.host = reader.text("host").value_or("");
    if (settings.host.empty()) {
        reader.refuse("host", "is needed: the name of the mail server");
    }
    const auto security = reader.text("security").value_or("starttls");
    if (security == "starttls") {
        settings.security = mail::Security::starttls;
    } else if (security == "tls") {
        settings.security = mail::Security::tls;
        settings.port = 465;  // RFC 8314 3.3
    } else if (security == "plain") {
        settings.security = mail::Security::plain;
        if (!is_loopback(settings.host)) {
            reader.refuse(
                "security",
                "'plain' is only for a mail server on this machine: take 'starttls' or 'tls'");
        }
    } else {
        reader.refuse("security", "must be one of starttls, tls, plain");
    }
    settings.port =
        static_cast<std::uint16_t>(reader.integer("port", 1, highest_port).value_or(settings.port));
    settings.user = reader.text("user").value_or("");
    settings.from = reader.text("from").value_or("");
    if (!mail::is_address(settings.from)) {
        reader.refuse("from", "must be one mail address: the sender of reminders");
    }
    if (const auto password_file = reader.text("password_file")) {
        auto password =
            read_password(from_file(*password_file, file),
                          file + ": field '" + reader.pointer_of("password_file") + "'");
        if (!password) {
            return password.error();
        }
        settings.password = std::move(password).value();
    } else if (!settings.user.empty()) {
        reader.refuse(
            "password_file",
            "is needed beside 'user': a file, readable by you alone, that holds the password");
    }
    if (const auto ca_file = reader.text("ca_file")) {
        settings.ca_file = from_file(*ca_file, file);
    }
    settings.timeout =
        std::chrono::seconds(reader.integer("timeout_seconds", 1, longest_timeout_seconds)
                                 .value_or(settings.timeout.count()));
    if (auto done = reader.finish(); !done) {
        return done.error();
    }
    return settings;
}

core::Result<std::vector<AdapterConfig>> read_adapters(const core::Json& json,
                                                       const std::string& file) {
    std::vector<AdapterConfig> adapters;
    for (const auto& entry : json) {
        JsonReader reader(entry, file, "/adapters/" + std::to_string(adapters.size()));
        AdapterConfig adapter;
        adapter.adapter = reader.text("adapter").value_or("");
        if (adapter.adapter.empty()) {
            reader.refuse("adapter", "is needed: the name of a folder under adapters/");
        }
        const auto* settings = reader.object("settings");
        adapter.settings = settings == nullptr ? core::Json::object() : *settings;
        if (auto done = reader.finish(); !done) {
            return done.error();
        }
        adapters.push_back(std::move(adapter));
    }
    return adapters;
}

/// Far more categories than any LVS has.
constexpr std::size_t max_other_categories = 100;

/// As they stand in the export: upper and lower case count, as with those of the route.
std::vector<std::string> read_other_categories(const core::Json& list, JsonReader& reader) {
    std::vector<std::string> categories;
    for (const auto& entry : list) {
        if (!entry.is_string() || entry.get_ref<const std::string&>().empty() ||
            list.size() > max_other_categories) {
            reader.refuse(
                "other_categories",
                "must be a list of at most 100 note categories, as the export names them");
            return {};
        }
        categories.push_back(entry.get<std::string>());
    }
    return categories;
}

std::vector<std::string> read_extension_origins(const core::Json& list, JsonReader& reader) {
    // A school has one or two browsers; a longer list is a mistake.
    constexpr std::size_t most = 16;
    std::vector<std::string> origins;
    for (const core::Json& entry : list) {
        if (!entry.is_string() || origins.size() == most ||
            !is_extension_origin(entry.get_ref<const std::string&>())) {
            reader.refuse("extension_origins",
                          "must be a list of at most 16 origins of browser extensions: "
                          "'chrome-extension://' and the 32 letters of its id");
            return {};
        }
        origins.push_back(entry.get<std::string>());
    }
    return origins;
}

core::Status require_folder(const std::optional<fs::path>& folder, const std::string& file) {
    std::error_code error;
    if (folder && !fs::is_directory(*folder, error)) {
        return core::Error{core::ErrorCode::invalid_config, "names a folder that is not there",
                           file + ": field '/knowledge'"};
    }
    return core::Done{};
}

}  // namespace

std::optional<std::string> host_of_board(std::string_view url) {
    const auto scheme = std::find_if(schemes.begin(), schemes.end(), [&](std::string_view start) {
        return url.starts_with(start);
    });
    if (scheme == schemes.end()) {
        return std::nullopt;
    }
    const std::string_view rest = url.substr(scheme->size());
    const std::string_view authority = rest.substr(0, rest.find('/'));
    if (!std::all_of(rest.begin(), rest.end(), is_of_address)) {
        return std::nullopt;
    }
    const bool literal = authority.starts_with('[');
    const std::size_t end =
        literal ? authority.find(']') + 1 : std::min(authority.find(':'), authority.size());
    std::string host(authority.substr(0, end));
    const std::string_view port = authority.substr(end);
    if (!(literal ? is_ipv6(host) : is_host_name(host)) || !(port.empty() || is_port(port))) {
        return std::nullopt;
    }
    return host;
}

bool is_extension_origin(std::string_view origin) {
    constexpr std::string_view chromium = "chrome-extension://";
    constexpr std::size_t chromium_letters = 32;
    constexpr std::string_view firefox = "moz-extension://";
    constexpr std::string_view uuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (origin.starts_with(chromium)) {
        origin.remove_prefix(chromium.size());
        return origin.size() == chromium_letters &&
               std::all_of(origin.begin(), origin.end(),
                           [](char c) { return c >= 'a' && c <= 'p'; });
    }
    if (!origin.starts_with(firefox)) {
        return false;
    }
    origin.remove_prefix(firefox.size());
    return std::equal(origin.begin(), origin.end(), uuid.begin(), uuid.end(), [](char c, char as) {
        return as == '-' ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
}

core::Result<Config> config_from_json(const core::Json& json, const std::string& file) {
    JsonReader reader(json, file);
    Config config;
    config.school = reader.text("school").value_or(config.school);
    if (config.school.empty()) {
        reader.refuse("school", "must be the school's BRIN with location");
    }
    config.school_name = reader.text("school_name").value_or("");
    config.route = reader.text("route").value_or(config.route);
    config.region = reader.text("region").value_or(config.region);
    if (std::find(core::school_regions.begin(), core::school_regions.end(), config.region) ==
        core::school_regions.end()) {
        reader.refuse("region", "must be one of noord, midden, zuid");
    }
    config.store = default_store();
    if (const auto store = reader.text("store")) {
        config.store = from_file(*store, file);
    }
    if (const auto key = reader.text("key")) {
        config.key.file = from_file(*key, file);
    }
    if (const auto knowledge = reader.text("knowledge")) {
        config.knowledge = from_file(*knowledge, file);
        reader.take_error(require_folder(config.knowledge, file));
    }
    config.host = reader.text("host").value_or(config.host);
    config.port =
        static_cast<std::uint16_t>(reader.integer("port", 1, highest_port).value_or(config.port));
    if (const auto certificate = reader.text("tls_certificate")) {
        config.tls_certificate = from_file(*certificate, file);
    }
    if (const auto key = reader.text("tls_key")) {
        config.tls_key = from_file(*key, file);
    }
    if (config.tls_certificate.has_value() != config.tls_key.has_value()) {
        reader.refuse("tls_certificate", "and 'tls_key' belong together: give both or none");
    }
    if (!is_loopback(config.host) && !config.tls_certificate) {
        reader.refuse("host",
                      "other machines can reach this address: give 'tls_certificate' and 'tls_key' "
                      "too, or take 127.0.0.1");
    }
    config.board_url = reader.text("board_url").value_or("");
    if (!config.board_url.empty() && !host_of_board(config.board_url)) {
        reader.refuse("board_url",
                      "must be an http(s) address like https://bord.school.example/ with a host, "
                      "and without user, password, '?' or '#': it stands in every mail");
    }
    if (const auto* list = reader.array("extension_origins")) {
        config.extension_origins = read_extension_origins(*list, reader);
    }
    if (const auto* mail = reader.object("mail")) {
        auto settings = read_mail(*mail, file);
        if (!settings) {
            return settings.error();
        }
        config.mail = std::move(settings).value();
    }
    if (const auto* list = reader.array("adapters")) {
        auto adapters = read_adapters(*list, file);
        if (!adapters) {
            return adapters.error();
        }
        config.adapters = std::move(adapters).value();
    }
    if (const auto seen = reader.text("teachers_see")) {
        config.teachers_see_own_group = *seen == "own_group";
        if (*seen != "own_group" && *seen != "own_notes") {
            reader.refuse("teachers_see", "must be 'own_notes' or 'own_group'");
        }
    }
    if (const auto* list = reader.array("other_categories")) {
        config.other_categories = read_other_categories(*list, reader);
    }
    if (auto done = reader.finish(); !done) {
        return done.error();
    }
    return config;
}

core::Result<Config> load_config(const std::optional<fs::path>& file,
                                 const std::optional<fs::path>& store) {
    Config config;
    config.store = default_store();
    if (file) {
        const auto json = core::read_json_file(*file);
        if (!json) {
            return json.error();
        }
        auto read = config_from_json(*json, file->string());
        if (!read) {
            return read;
        }
        config = std::move(read).value();
    }
    if (store) {
        config.store = *store;
    }
    if (!config.key.file.empty()) {
        return config;
    }
    if (const auto handed = credential()) {
        config.key.file = *handed;
        config.key.credential = true;
        return config;
    }
    std::error_code error;
    config.key.file = store::default_key_file(config.store);
    if (file && !fs::exists(config.key.file, error)) {
        // A store that was begun without a configuration has its key beside it. Else not there: who
        // copies the store's folder has no key yet.
        config.key.file = from_file("meldbrug.key", file->string());
    }
    return config;
}

}  // namespace meldbrug::bridge
