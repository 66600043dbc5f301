#include "meldbrug/store/store.hpp"

#include "access.hpp"
#include "audit_head.hpp"
#include "database.hpp"
#include "private_file.hpp"
#include "schema.hpp"
#include "sealing.hpp"

#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace meldbrug::store {

namespace {

/// Read connections kept for later: as many as there are threads that answer the board at a time;
/// each holds up to 2 MB of pages.
constexpr std::size_t max_idle_readers = 8;

std::unique_ptr<Database> open_reader(const std::filesystem::path& file) {
    auto database = std::make_unique<Database>(file);
    database->execute("PRAGMA query_only = ON");
    return database;
}

/// Behind the commit: the store has the new key, so an error may not say that nothing was changed.
std::shared_ptr<const Vault> open_with_next_key(Database& database, const KeySource& key) {
    try {
        return Vault::open(database, key);
    } catch (const Failure&) {
        throw Failure({core::ErrorCode::store,
                       "the new key is in use, and stands in the file of this name with '.new' "
                       "behind it: keep both files, see to it that this folder can be written, and "
                       "start any command again, which puts the new key in its place",
                       key.file.string()});
    }
}

}  // namespace

struct Store::Parts {
    Parts(std::filesystem::path path, std::string_view school_id, const KeySource& key)
        : file(std::move(path)), school(school_id), writer(file), vault(migrate(writer, key)) {
        begin_audit(writer);
        watch = open_reader(file);
    }

    std::unique_ptr<Database> take_reader() {
        {
            const std::lock_guard lock(readers_mutex);
            if (!idle_readers.empty()) {
                auto database = std::move(idle_readers.back());
                idle_readers.pop_back();
                return database;
            }
        }
        return open_reader(file);
    }

    void give_back(std::unique_ptr<Database> database) {
        const std::lock_guard lock(readers_mutex);
        if (idle_readers.size() < max_idle_readers) {
            idle_readers.push_back(std::move(database));
        }
    }

    /// \pre watch_mutex is held
    std::int64_t data_version() {
        Query version(watch->statement("PRAGMA data_version"));
        return version.next() ? version.integer(0) : -1;
    }

    std::filesystem::path file;
    std::string school;

    std::mutex writer_mutex;
    Database writer;
    std::shared_ptr<const Vault> vault;

    std::mutex readers_mutex;
    std::vector<std::unique_ptr<Database>> idle_readers;

    std::mutex watch_mutex;
    std::unique_ptr<Database> watch;
    std::int64_t seen_data_version = -1;
    std::int64_t seen_revision = 0;
};

Snapshot::Lease::Lease(Store::Parts& from, std::unique_ptr<Database> connection)
    : parts(from), database(std::move(connection)), files(*database, from.vault, from.school) {
    transaction.emplace(*database, Transaction::Kind::read);
}

Snapshot::Lease::~Lease() {
    transaction.reset();
    parts.give_back(std::move(database));
}

Change::Lease::Lease(Store::Parts& from, std::unique_lock<std::mutex> held)
    : parts(from), turn(std::move(held)), files(from.writer, from.vault, from.school) {
    transaction.emplace(parts.writer, Transaction::Kind::write);
}

Change::Lease::~Lease() {
    transaction.reset();
    if (many_rows) {
        try {
            parts.writer.execute(
                "PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = 1000; PRAGMA "
                "shrink_memory");
        } catch (const Failure&) {
            // The larger cache stays until the next large batch: memory, not data.
        }
    }
}

Snapshot::Snapshot(std::unique_ptr<Lease> lease) : lease_(std::move(lease)) {
    database_ = lease_->database.get();
    files_ = &lease_->files;
    school_ = lease_->parts.school;
}
Snapshot::Snapshot(Snapshot&& other) noexcept : lease_(std::move(other.lease_)) {
    database_ = std::exchange(other.database_, nullptr);
    files_ = std::exchange(other.files_, nullptr);
    school_ = other.school_;
}
Snapshot::~Snapshot() = default;

Change::Change(std::unique_ptr<Lease> lease) : lease_(std::move(lease)) {
    database_ = &lease_->parts.writer;
    files_ = &lease_->files;
    school_ = lease_->parts.school;
}
Change::Change(Change&& other) noexcept : lease_(std::move(other.lease_)) {
    database_ = std::exchange(other.database_, nullptr);
    files_ = std::exchange(other.files_, nullptr);
    school_ = other.school_;
}
Change::~Change() = default;

void Change::touch(std::string_view pupil) {
    auto& touched = lease_->touched;
    if (const auto place = touched.lower_bound(pupil); place == touched.end() || *place != pupil) {
        touched.emplace_hint(place, pupil);
    }
}

void Change::write_touched() {
    const auto& touched = lease_->touched;
    if (touched.empty()) {
        return;
    }
    Query(database_->statement("INSERT INTO revision (school, value) VALUES (?, 1) ON CONFLICT "
                               "(school) DO UPDATE SET value = revision.value + 1"),
          school_)
        .run();
    std::int64_t revision = 0;
    {
        Query query(database_->statement("SELECT value FROM revision WHERE school = ?"), school_);
        revision = query.next() ? query.integer(0) : 0;
    }
    for (const auto& pupil : touched) {
        Query(database_->statement(
                  "INSERT INTO pupil_revision (school, file, revision) VALUES (?, ?, ?) ON "
                  "CONFLICT (school, file) DO UPDATE SET revision = excluded.revision"),
              school_, files_->take(pupil), revision)
            .run();
    }
}

core::Status Change::commit() {
    return guarded([&] {
        write_touched();
        lease_->transaction->commit();
        if (lease_->audit_head) {
            tell_audit_head(*database_, *lease_->audit_head);
        }
        if (lease_->next_key) {
            // What was sealed with the old key is gone from the log as well.
            database_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
            lease_->parts.vault = open_with_next_key(*database_, *lease_->next_key);
        }
        return core::Done{};
    });
}

core::Status Change::rotate_key(const KeySource& key,
                                const std::optional<std::filesystem::path>& next) {
    return guarded([&] {
        Vault::rotate(*database_, *lease_->parts.vault, key, next);
        lease_->next_key = key;
        return core::Done{};
    });
}

core::Status Change::expect_many_rows() {
    return guarded([&] {
        // 64 MB of pages and a WAL of up to 80 MB before it is folded in: limits.md 1, worth a
        // factor 1.5 to 2.
        database_->execute("PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 20000");
        lease_->many_rows = true;
        return core::Done{};
    });
}

ServeLock::ServeLock(ServeLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}
ServeLock& ServeLock::operator=(ServeLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}
ServeLock::~ServeLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::~Store() = default;

core::Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file,
                                                 std::string_view school, const KeySource& key) {
    if (auto started = start_sodium(); !started) {
        return started.error();
    }
    auto prepared = prepare_private_file(file);
    if (!prepared) {
        return prepared.error();
    }
    return guarded([&] {
        return std::unique_ptr<Store>(new Store(std::make_unique<Parts>(*prepared, school, key)));
    });
}

core::Result<Snapshot> Store::snapshot() {
    return guarded([&] {
        return Snapshot(std::make_unique<Snapshot::Lease>(*parts_, parts_->take_reader()));
    });
}

core::Result<Change> Store::change() {
    return guarded([&] {
        return Change(
            std::make_unique<Change::Lease>(*parts_, std::unique_lock(parts_->writer_mutex)));
    });
}

core::Result<std::int64_t> Store::commits() {
    return guarded([&] {
        const std::lock_guard lock(parts_->watch_mutex);
        return parts_->data_version();
    });
}

core::Result<std::int64_t> Store::revision() {
    return guarded([&] {
        const std::lock_guard lock(parts_->watch_mutex);
        auto& watch = *parts_->watch;
        const auto data_version = parts_->data_version();
        if (data_version != parts_->seen_data_version) {
            Query query(watch.statement("SELECT value FROM revision WHERE school = ?"),
                        parts_->school);
            parts_->seen_revision = query.next() ? query.integer(0) : 0;
            parts_->seen_data_version = data_version;
        }
        return parts_->seen_revision;
    });
}

core::Result<ServeLock> Store::lock_for_serving() {
    // A file of its own: closing any descriptor of the database itself would drop SQLite's locks.
    const std::string path = parts_->file.string() + ".serve";
    Descriptor descriptor(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (descriptor.get() < 0) {
        return core::Error{
            core::ErrorCode::store,
            "the lock beside the store cannot be made: check owner and rights of its folder", path};
    }
    if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
        return core::Error{core::ErrorCode::store,
                           "another bridge serves this store already: stop that one, or name "
                           "another store with --store",
                           path};
    }
    return ServeLock(descriptor.release());
}

core::Status Store::check() {
    return guarded([&]() -> core::Done {
        const auto reader = open_reader(parts_->file);
        Query query(reader->statement("PRAGMA quick_check(1)"));
        if (!query.next() || query.text(0) != "ok") {
            throw Failure({core::ErrorCode::store,
                           "the store is damaged: stop the bridge and put back a backup",
                           parts_->file.string()});
        }
        return core::Done{};
    });
}

core::Result<AuditReport> Store::verify_audit(const std::optional<AuditHead>& noted) {
    return guarded([&] {
        // The head first: what is recorded after it can only add rows to the chain.
        const auto head = AuditHeadFile(parts_->file).read();
        const auto reader = open_reader(parts_->file);
        const Transaction transaction(*reader, Transaction::Kind::read);
        return store::verify_audit(*reader, head, noted);
    });
}

core::Result<bool> Store::audit_head_fits() {
    return guarded([&] {
        const auto head = AuditHeadFile(parts_->file).read();
        const std::lock_guard lock(parts_->watch_mutex);
        return head && audit_has(*parts_->watch, *head);
    });
}

core::Status Store::renew_audit_head() {
    return guarded([&] {
        const std::lock_guard lock(parts_->writer_mutex);
        AuditHeadFile(parts_->file).replace(end_of_audit(parts_->writer));
        return core::Done{};
    });
}

core::Result<BackupReport> Store::back_up(const BackupFiles& files) {
    return guarded([&] { return make_backup(parts_->file, *parts_->vault, files); });
}

const std::filesystem::path& Store::file() const {
    return parts_->file;
}
const std::string& Store::school() const {
    return parts_->school;
}

}  // namespace meldbrug::store
