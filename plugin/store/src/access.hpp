/// \file
/// What a snapshot and a change hold while they live.
#pragma once

#include "database.hpp"
#include "vault.hpp"

#include "meldbrug/store/store.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace meldbrug::store {

/// A read connection, given back to the store's pool afterwards.
struct Snapshot::Lease {
    Lease(Store::Parts& from, std::unique_ptr<Database> connection);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Store::Parts& parts;
    std::unique_ptr<Database> database;
    Files files;
    std::optional<Transaction> transaction;
};

/// The one connection that writes, and the right to use it.
struct Change::Lease {
    Lease(Store::Parts& from, std::unique_lock<std::mutex> turn);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Store::Parts& parts;
    std::unique_lock<std::mutex> turn;
    Files files;
    std::optional<Transaction> transaction;
    bool many_rows = false;
    std::set<std::string, std::less<>> touched;  ///< pupils whose status this change can alter
    std::optional<AuditHead> audit_head;         ///< of what this change recorded
    std::optional<KeySource>
        next_key;  ///< its new key takes the place of this one after the commit
};

/// As `Store::back_up`; throws `Failure`.
[[nodiscard]] BackupReport make_backup(const std::filesystem::path& store, const Vault& vault,
                                       const BackupFiles& files);

/// Makes the file beside the store where a new audit begins, and moves on one that is behind.
void begin_audit(Database& database);
/// After the commit: the file beside the store follows.
void tell_audit_head(Database& database, const AuditHead& head);
[[nodiscard]] bool audit_has(Database& database, const AuditHead& head);
[[nodiscard]] AuditHead end_of_audit(Database& database);
/// \param head  of the file beside the store, read before the connection's state
[[nodiscard]] AuditReport verify_audit(Database& database, const std::optional<AuditHead>& head,
                                       const std::optional<AuditHead>& noted);

}  // namespace meldbrug::store
