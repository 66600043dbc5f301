#include "adapters/gibbon/connection.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <mysql.h>
#include <utility>

namespace meldbrug::adapters::gibbon {

namespace {

using core::Error;
using core::ErrorCode;
using Kind = PollError::Kind;

/// Long enough for a busy server on the school's own network, and below the bridge's limit of a poll.
constexpr unsigned int connect_seconds = 5;
constexpr unsigned int answer_seconds = 10;
/// Errors of the client library (CR_*) begin here; below are those of the server.
constexpr unsigned int first_client_error = 2000;

PollError person(std::string message, std::string where) {
    return {Kind::needs_person, {ErrorCode::invalid_config, std::move(message), std::move(where)}};
}

/// What helps, by MariaDB's number.
PollError failure(unsigned int number, std::string_view about) {
    const std::string named = " (MariaDB error " + std::to_string(number) + ")";
    const std::string where = "gibbon, " + std::string(about);
    switch (number) {
        case 1044:
        case 1045:
        case 1698:
            return person(
                "the database refuses this user: check user, password and database" + named, where);
        case 1049:
            return person("there is no such database: check the field 'database'" + named, where);
        case 1142:
        case 1143:
            return person(
                "the user may not read it: run the GRANT lines of views.sql again" + named, where);
        case 1146:
            return person("there is no such view: run views.sql" + named, where);
        case 1054:
        case 1356:
            return person(
                "the view no longer fits Gibbon's tables, as after an update: run views.sql again, "
                "which names the column" +
                    named,
                where);
        case 2026:
            return person(
                "no trusted TLS connection: check 'ca_file' and the server's certificate" + named,
                where);
        default:
            return {Kind::retry_later,
                    {ErrorCode::unreachable,
                     number >= first_client_error
                         ? "the database does not answer" + named + "; it is asked again later"
                         : "the database could not answer" + named + "; it is asked again later",
                     where}};
    }
}

std::variant<std::string, PollError> password_of(const std::string& file) {
    namespace fs = std::filesystem;
    std::error_code error;
    const auto rights = fs::status(file, error).permissions();
    std::ifstream input(file, std::ios::binary);
    std::string password;
    if (error || !input || !std::getline(input, password)) {
        return person(
            "cannot be read: put the password there, alone, and give it to the bridge's user",
            "gibbon, field 'password_file'");
    }
    if ((rights & fs::perms::others_all) != fs::perms::none) {
        return person("is open to every user of this machine: chmod o= it",
                      "gibbon, field 'password_file'");
    }
    return password;
}

void set_options(MYSQL* handle, const Settings& settings) {
    const my_bool off = 0;
    const my_bool on = 1;
    const unsigned int no_files = 0;
    mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
    mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &answer_seconds);
    mysql_options(handle, MYSQL_OPT_WRITE_TIMEOUT, &answer_seconds);
    mysql_options(handle, MYSQL_OPT_RECONNECT, &off);
    mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    // A server can ask a client for its files.
    mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &no_files);
    if (!settings.local()) {
        mysql_options(handle, MYSQL_OPT_SSL_CA, settings.ca_file.c_str());
        mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &on);
        mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
    }
}

}  // namespace

void Connection::Close::operator()(st_mysql* handle) const {
    mysql_close(handle);
}

std::variant<Connection, PollError> Connection::open(const Settings& settings) {
    auto password = password_of(settings.password_file);
    if (auto* error = std::get_if<PollError>(&password)) {
        return std::move(*error);
    }
    std::unique_ptr<st_mysql, Close> handle(mysql_init(nullptr));
    if (!handle) {
        return failure(first_client_error, "connecting");
    }
    set_options(handle.get(), settings);
    const bool by_socket = !settings.socket.empty();
    // "localhost" is the socket to the library, whatever the port.
    const std::string host = settings.host == "localhost" ? "127.0.0.1" : settings.host;
    if (mysql_real_connect(handle.get(), by_socket ? nullptr : host.c_str(), settings.user.c_str(),
                           std::get<std::string>(password).c_str(), settings.database.c_str(),
                           settings.port, by_socket ? settings.socket.c_str() : nullptr,
                           0) == nullptr) {
        return failure(mysql_errno(handle.get()), "connecting");
    }
    Connection connection(std::move(handle));
    for (const char* setting :
         {"SET SESSION TRANSACTION READ ONLY", "SET SESSION max_statement_time = 10"}) {
        auto answer = connection.ask(setting, "settings of the session");
        if (auto* error = std::get_if<PollError>(&answer)) {
            return std::move(*error);
        }
    }
    return connection;
}

std::variant<Table, PollError> Connection::ask(const std::string& query, std::string_view about) {
    if (mysql_real_query(handle_.get(), query.data(), query.size()) != 0) {
        return failure(mysql_errno(handle_.get()), about);
    }
    const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(
        mysql_store_result(handle_.get()), &mysql_free_result);
    if (!result) {
        if (mysql_errno(handle_.get()) != 0) {
            return failure(mysql_errno(handle_.get()), about);
        }
        return Table{};
    }
    Table table;
    const unsigned int columns = mysql_num_fields(result.get());
    const MYSQL_FIELD* fields = mysql_fetch_fields(result.get());
    for (unsigned int i = 0; i < columns; ++i) {
        table.columns.emplace_back(fields[i].name);
    }
    while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
        const unsigned long* lengths = mysql_fetch_lengths(result.get());
        auto& values = table.rows.emplace_back(columns);
        for (unsigned int i = 0; i < columns; ++i) {
            if (row[i] != nullptr) {
                values[i].emplace(row[i], lengths[i]);
            }
        }
    }
    return table;
}

bool grants_more_than_reading(std::string_view line) {
    constexpr std::string_view grant = "GRANT ";
    if (!line.starts_with(grant) || line.find("WITH GRANT OPTION") != std::string_view::npos) {
        return true;
    }
    line.remove_prefix(grant.size());
    // A line without " ON " gives a role, behind which anything may stand.
    const auto end = line.find(" ON ");
    if (end == std::string_view::npos) {
        return true;
    }
    line = line.substr(0, end);
    while (!line.empty()) {
        const auto comma = line.find(", ");
        const std::string_view right = line.substr(0, comma);
        if (right != "USAGE" && right != "SELECT" && right != "SHOW VIEW" &&
            !right.starts_with("SELECT (")) {
            return true;
        }
        if (comma == std::string_view::npos) {
            return false;
        }
        line.remove_prefix(comma + 2);
    }
    return true;
}

std::optional<PollError> Connection::refuse_rights() {
    auto answer = ask("SHOW GRANTS", "rights of the user");
    if (auto* error = std::get_if<PollError>(&answer)) {
        return std::move(*error);
    }
    for (const auto& row : std::get<Table>(answer).rows) {
        if (row.empty() || !row[0] || grants_more_than_reading(*row[0])) {
            return person(
                "the user may do more than read: give it the rights of views.sql and no other",
                "gibbon, rights of the user");
        }
    }
    return std::nullopt;
}

std::optional<PollError> Connection::refuse_view(const std::string& view,
                                                 const std::vector<std::string>& columns) {
    auto answer = ask("SELECT * FROM " + view + " LIMIT 0", "view " + view);
    if (auto* error = std::get_if<PollError>(&answer)) {
        return std::move(*error);
    }
    const auto& there = std::get<Table>(answer).columns;
    for (const auto& column : columns) {
        if (std::ranges::find(there, column) == there.end()) {
            return person("column '" + column + "' is missing: run views.sql again",
                          "gibbon, view " + view);
        }
    }
    return std::nullopt;
}

}  // namespace meldbrug::adapters::gibbon
