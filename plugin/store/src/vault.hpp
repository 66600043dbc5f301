/// \file
/// The keys of a store, and what is sealed under which.
///
/// - The **master key** (key.hpp) is not in the store. It opens the **key ring**: one random key for
///   each pupil's *file*, and two for the whole store: for look-up hashes, and for what belongs to no
///   pupil (the *shelf*). Another master key would mean a new seal on each key of the ring, and not
///   on one note.
/// - A **file** is all that is kept of a pupil. It has a number, never given twice; rows name that
///   number. Its key gone from the ring, nothing of it can be read, wherever a copy of it lies.
///
/// Errors:   throws `Failure`, as database.hpp.
///
/// Threads:  a `Vault` never changes; `Files` belongs to its connection's thread.
#pragma once

#include "database.hpp"
#include "sealing.hpp"

#include "meldbrug/store/key.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meldbrug::store {

/// The master key as it is used: what opens the ring.
class Master {
public:
    explicit Master(const Key& master) : ring_(master.derive(1)), backup_(master.derive(2)) {}
    [[nodiscard]] const Key& ring() const { return ring_; }
    /// Seals copies of the whole store.
    [[nodiscard]] const Key& backup() const { return backup_; }

private:
    Key ring_, backup_;
};

/// How the master key is had; a row of the store.
struct Recipe {
    enum class Kind : std::int64_t { key = 1, passphrase = 2 };  // DO NOT RENUMBER
    Kind kind = Kind::key;
    Blob salt{};
    std::int64_t operations = 0;
    std::int64_t memory = 0;  ///< bytes
};

class Vault {
public:
    /// For a store that holds nothing sealed yet. Makes the key file when there is none.
    static std::shared_ptr<const Vault> create(Database& database, const KeySource& source);
    /// Refuses a key that does not fit.
    static std::shared_ptr<const Vault> open(Database& database, const KeySource& source);
    /// The same keys under another master key, in the transaction that is going on. The new key
    /// stands beside `source` until the transaction is committed and `open` has put it in its place.
    /// \param present  what the store was opened with; refused when the store has another by now
    static void rotate(Database& database, const Vault& present, const KeySource& source,
                       const std::optional<std::filesystem::path>& next);
    /// Whether the store's keys are under this master key.
    [[nodiscard]] bool fits(Database& database) const;
    ~Vault();
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    [[nodiscard]] const Key& ring() const { return keys_->ring; }
    [[nodiscard]] const Key& lookup() const { return keys_->lookup; }
    [[nodiscard]] const Key& shelf() const { return keys_->shelf; }
    [[nodiscard]] const Key& backup() const { return keys_->backup; }

private:
    struct Keys {
        Key ring, lookup, shelf, backup;
    };
    Vault(const Master& master, Database& database);
    Keys* keys_;  ///< in guarded memory of libsodium's, out of the swap where the system allows it
};

/// How this store's master key is had.
[[nodiscard]] Recipe recipe_in(Database& database);

/// What a sealed row is: its table, and which row.
[[nodiscard]] std::string context_of(std::string_view table, std::string_view row);
[[nodiscard]] std::string context_of(std::string_view table, Bytes row);
[[nodiscard]] std::string context_of(std::string_view table, std::int64_t row);

/// Seals and opens over one connection; remembers the keys it met for as long as it lives, which is
/// no longer than a transaction.
class Files {
public:
    /// \pre database and school outlive this
    Files(Database& database, std::shared_ptr<const Vault> vault, std::string_view school);

    /// The number of that pupil's file; nothing when there is none.
    [[nodiscard]] std::optional<std::int64_t> find(std::string_view pupil);
    /// As `find`; made when there is none.
    [[nodiscard]] std::int64_t take(std::string_view pupil);
    [[nodiscard]] const std::string& pupil_of(std::int64_t file);
    /// Of each row's first column, in order.
    [[nodiscard]] std::vector<std::string> pupils_in(Query& query);

    [[nodiscard]] Blob seal(std::int64_t file, std::string_view context, std::string_view plain);
    /// Throws when it does not open, or is not `parts` texts.
    [[nodiscard]] std::vector<std::string> open(std::int64_t file, std::string_view context,
                                                Bytes sealed, std::size_t parts);
    [[nodiscard]] Blob shelve(std::string_view context, std::string_view plain);
    [[nodiscard]] std::vector<std::string> unshelve(std::string_view context, Bytes sealed,
                                                    std::size_t parts);

    /// Look-up hash of a kind of thing of this school.
    [[nodiscard]] Mark mark(std::string_view kind, std::string_view id) const;
    [[nodiscard]] Mark note_mark(std::string_view source, std::string_view id) const;
    [[nodiscard]] Mark print(Bytes hash) const;

private:
    struct File {
        Key key;
        std::string pupil;
    };
    File& at(std::int64_t file);
    Database& database_;
    std::shared_ptr<const Vault> vault_;
    std::string_view school_;
    Nonces nonces_;
    std::unordered_map<std::int64_t, File> files_;
    std::map<std::string, std::int64_t, std::less<>> numbers_;
};

}  // namespace meldbrug::store
