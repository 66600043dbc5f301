/// \file
/// What a snapshot and a change hold while they live.
#pragma once

#include "database.hpp"

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
    std::optional<Transaction> transaction;
    bool many_rows = false;
    std::set<std::string, std::less<>> touched;  ///< pupils whose status this change can alter
};

}  // namespace meldbrug::store
