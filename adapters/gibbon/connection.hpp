/// \file
/// A connection to MariaDB that only reads, through libmariadb.
///
/// Errors:   as PollError: retry_later when nobody answers, needs_person when rights or names are wrong. With the number of MariaDB's
///           error and our own words.
/// Threads:  one thread at a time.
/// Privacy:  the password is read from its file, handed to the library and not kept.
#pragma once

#include "adapters/adapter.hpp"
#include "adapters/gibbon/settings.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct st_mysql;

namespace meldbrug::adapters::gibbon {

struct Table {
    std::vector<std::string> columns{};
    std::vector<std::vector<std::optional<std::string>>> rows{};
};

class Connection {
public:
    [[nodiscard]] static std::variant<Connection, PollError> open(const Settings& settings);
    /// \param about  the view or what else is asked, for the error
    [[nodiscard]] std::variant<Table, PollError> ask(const std::string& query,
                                                     std::string_view about);
    /// Nothing when the user can read and nothing else.
    [[nodiscard]] std::optional<PollError> refuse_rights();
    /// Nothing when the view has these columns.
    [[nodiscard]] std::optional<PollError> refuse_view(const std::string& view,
                                                       const std::vector<std::string>& columns);

private:
    struct Close {
        void operator()(st_mysql* handle) const;
    };
    explicit Connection(std::unique_ptr<st_mysql, Close> handle) : handle_(std::move(handle)) {}
    std::unique_ptr<st_mysql, Close> handle_;
};

/// Whether a line of SHOW GRANTS gives more than reading.
[[nodiscard]] bool grants_more_than_reading(std::string_view line);

}  // namespace meldbrug::adapters::gibbon
