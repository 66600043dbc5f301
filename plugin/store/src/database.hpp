/// \file
/// A thin, typed layer over SQLite's C API: connection, statement, query, transaction.
///
/// Errors:   inside this library a failing call throws `Failure`, so that an unfinished transaction
///           is rolled back on the way out; the public functions turn it into a `Result` with
///           `guarded`.
///
/// Threads:  one `Database` and what belongs to it is used by one thread at a time.
///
/// Privacy:  an error holds SQLite's own fixed words, never its message, which may quote values.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace meldbrug::store {

class Failure final : public std::exception {
public:
    explicit Failure(core::Error error) : error_(std::move(error)) {}
    [[nodiscard]] const char* what() const noexcept override { return error_.message.c_str(); }
    [[nodiscard]] const core::Error& error() const { return error_; }

private:
    core::Error error_;
};

/// Runs `work` and turns what this library throws into an error.
template <class Work>
auto guarded(Work&& work) -> core::Result<decltype(work())> {
    try {
        return std::forward<Work>(work)();
    } catch (const Failure& failure) {
        return failure.error();
    }
}

using Bytes = std::span<const std::uint8_t>;

class Statement {
public:
    Statement(sqlite3* database, const std::string& file, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(int index, std::int64_t value);
    /// Text and bytes are not copied: they outlive the query.
    void bind(int index, std::string_view text);
    void bind(int index, Bytes bytes);
    void bind_null(int index);
    /// True when there is a row.
    bool step();
    void reset();

    [[nodiscard]] bool is_null(int column) const;
    /// These throw on NULL: a column that may be empty is asked with is_null first.
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] Bytes bytes(int column) const;

private:
    void require(int result) const;
    void require_value(int column) const;
    sqlite3* database_;
    const std::string& file_;
    sqlite3_stmt* statement_ = nullptr;
};

/// Binds, runs and always resets one statement.
class Query {
public:
    template <class... Args>
    explicit Query(Statement& statement, Args&&... args) : statement_(statement) {
        // A statement that a broken-off query left behind would refuse new values.
        statement_.reset();
        int index = 0;
        (put(++index, std::forward<Args>(args)), ...);
    }
    ~Query() { statement_.reset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    [[nodiscard]] bool next() { return statement_.step(); }
    /// For statements without rows.
    void run() {
        while (statement_.step()) {
        }
    }

    [[nodiscard]] std::int64_t integer(int column) const { return statement_.integer(column); }
    [[nodiscard]] int number(int column) const {
        return static_cast<int>(statement_.integer(column));
    }
    [[nodiscard]] bool flag(int column) const { return statement_.integer(column) != 0; }
    [[nodiscard]] std::string_view text(int column) const { return statement_.text(column); }
    [[nodiscard]] std::string string(int column) const {
        return std::string(statement_.text(column));
    }
    [[nodiscard]] std::optional<std::string> optional_string(int column) const {
        return statement_.is_null(column) ? std::nullopt : std::optional(string(column));
    }
    [[nodiscard]] Bytes bytes(int column) const { return statement_.bytes(column); }
    [[nodiscard]] std::optional<Bytes> optional_bytes(int column) const {
        return statement_.is_null(column) ? std::nullopt : std::optional(bytes(column));
    }
    [[nodiscard]] core::Date date(int column) const {
        return core::Date(std::chrono::days(statement_.integer(column)));
    }
    [[nodiscard]] std::optional<core::Date> optional_date(int column) const {
        return statement_.is_null(column) ? std::nullopt : std::optional(date(column));
    }
    [[nodiscard]] core::Instant instant(int column) const {
        return core::Instant(std::chrono::seconds(statement_.integer(column)));
    }
    [[nodiscard]] std::optional<core::Instant> optional_instant(int column) const {
        return statement_.is_null(column) ? std::nullopt : std::optional(instant(column));
    }

private:
    void put(int index, std::string_view text) { statement_.bind(index, text); }
    void put(int index, const std::string& text) { statement_.bind(index, std::string_view(text)); }
    void put(int index, const char* text) { statement_.bind(index, std::string_view(text)); }
    // A text that dies before the query runs: bound without a copy, so it may not be temporary.
    void put(int index, std::string&& text) = delete;
    void put(int index, Bytes bytes) { statement_.bind(index, bytes); }
    void put(int index, bool value) { statement_.bind(index, std::int64_t{value}); }
    void put(int index, int value) { statement_.bind(index, std::int64_t{value}); }
    void put(int index, std::int64_t value) { statement_.bind(index, value); }
    void put(int index, core::Date date) {
        statement_.bind(index, std::int64_t{date.time_since_epoch().count()});
    }
    void put(int index, core::Instant instant) {
        statement_.bind(index, std::int64_t{instant.time_since_epoch().count()});
    }
    template <class T>
    void put(int index, const std::optional<T>& value) {
        if (value) {
            put(index, *value);
        } else {
            statement_.bind_null(index);
        }
    }
    Statement& statement_;
};

class Database {
public:
    /// \pre the file exists, closed to others
    explicit Database(const std::filesystem::path& file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Prepared once per connection.
    Statement& statement(std::string_view sql);
    /// For a statement that is run once.
    [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql);
    /// One or more statements without values or rows.
    void execute(const char* sql);
    [[nodiscard]] std::int64_t integer(std::string_view sql);
    /// Makes a copy of one consistent state there, while others go on writing.
    /// \pre the file exists, is empty, and is closed to others
    void copy_to(const std::filesystem::path& file);
    /// Rows that the last statement added, changed or removed.
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    std::string file_;
    sqlite3* database_ = nullptr;
    std::unordered_map<std::string_view, std::unique_ptr<Statement>>
        statements_;  // keys are literals
};

/// Rolls back in its destructor unless committed.
class Transaction {
public:
    enum class Kind {
        read,   ///< one consistent state from the first read on
        write,  ///< takes the write lock at once, so that no later statement can fail for a stale
                ///< snapshot
    };
    Transaction(Database& database, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

}  // namespace meldbrug::store
