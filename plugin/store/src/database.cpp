#include "database.hpp"

#include <sqlite3.h>

namespace meldbrug::store {

namespace {

/// House.md 3.3: readers wait for a moment, never for minutes; a writer waits for another process's
/// import of a whole school.
constexpr int busy_timeout_ms = 15'000;

struct Advice {
    int code;
    const char* message;
};

/// What an operator can do, by SQLite's primary result code.
constexpr Advice advice[] = {
    {SQLITE_FULL,
     "the disk is full and nothing of this change was stored: make room and try again"},
    {SQLITE_IOERR,
     "reading or writing failed and nothing of this change was stored: check that the disk is not "
     "full and not failing"},
    {SQLITE_READONLY,
     "the store cannot be written: check owner and rights of the file and its folder"},
    {SQLITE_CANTOPEN,
     "the store cannot be opened: check that the folder exists, is yours and can be written"},
    {SQLITE_PERM, "the store cannot be opened: check owner and rights of the file and its folder"},
    {SQLITE_AUTH, "the store cannot be opened: check owner and rights of the file and its folder"},
    {SQLITE_CORRUPT, "the store is damaged: stop the bridge and put back a backup"},
    {SQLITE_NOTADB,
     "this is not a store, or it is damaged: name another file with --store, or put back a backup"},
    {SQLITE_BUSY,
     "the store is in use by another process for too long: wait for it to finish and try again"},
    {SQLITE_LOCKED,
     "the store is in use by another process for too long: wait for it to finish and try again"},
    {SQLITE_NOMEM, "not enough memory: close other programs and try again"},
};

core::Error error_of(int code, const std::string& file) {
    for (const auto& [known, message] : advice) {
        if ((code & 0xff) == known) {
            return {core::ErrorCode::store, message, file};
        }
    }
    return {core::ErrorCode::internal,
            std::string("the store did not do as told: ") + sqlite3_errstr(code) + " (SQLite " +
                std::to_string(code) + "): please report this",
            file};
}

void require(int code, const std::string& file) {
    if (code != SQLITE_OK) {
        throw Failure(error_of(code, file));
    }
}

}  // namespace

Statement::Statement(sqlite3* database, const std::string& file, std::string_view sql)
    : database_(database), file_(file) {
    require(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

void Statement::require(int result) const {
    store::require(result == SQLITE_OK ? SQLITE_OK : sqlite3_extended_errcode(database_), file_);
}

void Statement::bind(int index, std::int64_t value) {
    require(sqlite3_bind_int64(statement_, index, value));
}

void Statement::bind(int index, std::string_view text) {
    // A null pointer would bind NULL, not the empty text.
    const char* data = text.data() == nullptr ? "" : text.data();
    require(sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, Bytes bytes) {
    // As with text: no bytes are not NULL.
    const void* data = bytes.data() == nullptr ? static_cast<const void*>("") : bytes.data();
    require(sqlite3_bind_blob64(statement_, index, data, bytes.size(), SQLITE_STATIC));
}

void Statement::bind_null(int index) {
    require(sqlite3_bind_null(statement_, index));
}

bool Statement::step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) {
        return true;
    }
    if (result != SQLITE_DONE) {
        throw Failure(error_of(sqlite3_extended_errcode(database_), file_));
    }
    return false;
}

void Statement::reset() {
    // Both repeat an error that `step` has told already, or cannot fail.
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::require_value(int column) const {
    if (is_null(column)) {
        throw Failure(error_of(SQLITE_CORRUPT, file_));
    }
}

std::int64_t Statement::integer(int column) const {
    require_value(column);
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
    require_value(column);
    // SQLite's C API hands out text as unsigned bytes; the order of the two calls is the documented
    // one.
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (data == nullptr) {
        throw Failure(error_of(SQLITE_NOMEM, file_));
    }
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Bytes Statement::bytes(int column) const {
    require_value(column);
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Database::Database(const std::filesystem::path& file) : file_(file.string()) {
    // NOFOLLOW: a link put in the place of the store would lead writes elsewhere.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                      SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
    const int result = sqlite3_open_v2(file_.c_str(), &database_, flags, nullptr);
    if (result != SQLITE_OK) {
        // A handle is made even when opening fails.
        sqlite3_close_v2(database_);
        throw Failure(error_of(result, file_));
    }
    try {
        store::require(sqlite3_busy_timeout(database_, busy_timeout_ms), file_);
        store::require(sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr), file_);
        execute(
            "PRAGMA trusted_schema = OFF;"
            "PRAGMA foreign_keys = ON;"
            "PRAGMA secure_delete = ON;"
            "PRAGMA temp_store = MEMORY;"
            "PRAGMA journal_mode = WAL;"
            "PRAGMA synchronous = FULL;"
            // A WAL that one large import made is cut back to 16 MB afterwards.
            "PRAGMA journal_size_limit = 16777216;");
    } catch (const Failure&) {
        sqlite3_close_v2(database_);
        throw;
    }
}

Database::~Database() {
    statements_.clear();
    sqlite3_close_v2(database_);
}

Statement& Database::statement(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        found = statements_.emplace(sql, std::make_unique<Statement>(database_, file_, sql)).first;
    }
    return *found->second;
}

std::unique_ptr<Statement> Database::prepare(std::string_view sql) {
    return std::make_unique<Statement>(database_, file_, sql);
}

void Database::execute(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw Failure(error_of(sqlite3_extended_errcode(database_), file_));
    }
}

std::int64_t Database::integer(std::string_view sql) {
    Statement once(database_, file_, sql);
    Query query(once);
    if (!query.next()) {
        throw Failure(error_of(SQLITE_CORRUPT, file_));
    }
    return query.integer(0);
}

void Database::copy_to(const std::filesystem::path& file) {
    const std::string name = file.string();
    sqlite3* copy = nullptr;
    int result = sqlite3_open_v2(
        name.c_str(), &copy,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
        nullptr);
    if (result == SQLITE_OK) {
        sqlite3_backup* backup = sqlite3_backup_init(copy, "main", database_, "main");
        // All in one step: a writer in between would make it begin again each time.
        result =
            backup == nullptr ? sqlite3_extended_errcode(copy) : sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
    }
    sqlite3_close_v2(copy);
    if (result != SQLITE_DONE) {
        throw Failure(error_of(result, name));
    }
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(database_);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
    database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    if (open_) {
        try {
            database_.execute("ROLLBACK");
        } catch (const Failure&) {
            // SQLite rolled back by itself when the disk was full or failed: there is nothing left
            // to undo.
        }
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

}  // namespace meldbrug::store
