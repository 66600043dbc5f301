#include "meldbrug/store/backup.hpp"

#include "access.hpp"
#include "database.hpp"
#include "master_key.hpp"
#include "private_file.hpp"
#include "schema.hpp"
#include "sealed_file.hpp"
#include "vault.hpp"

#include <sodium.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace meldbrug::store {

namespace fs = std::filesystem;

namespace {

using KeysOfFiles = std::map<std::int64_t, Blob>;  ///< sealed, by the number of the file

constexpr std::int64_t longest_ring_key = 1024;  // sealed: 32 bytes, nonce and tag; room for change

/// Removes what a database leaves behind under that name.
void remove_database(const fs::path& file) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        ::unlink((file.string() + suffix).c_str());
    }
}

/// A database that goes when this does, unless it is kept under another name.
class PassingFile {
public:
    explicit PassingFile(fs::path file) : file_(std::move(file)) {
        remove_database(file_);  // of a run that was broken off
        const Descriptor made(::open(file_.c_str(),
                                     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                                     S_IRUSR | S_IWUSR));
        if (made.get() < 0) {
            throw Failure(refusal("a file beside the store cannot be made (" +
                                      std::generic_category().message(errno) +
                                      "): check owner, rights and disk",
                                  file_));
        }
    }
    ~PassingFile() { remove_database(file_); }
    PassingFile(const PassingFile&) = delete;
    PassingFile& operator=(const PassingFile&) = delete;
    [[nodiscard]] const fs::path& path() const { return file_; }

private:
    fs::path file_;
};

/// One backup of a store at a time: two would use one name for their copies.
class Turn {
public:
    explicit Turn(const fs::path& file)
        : descriptor_(
              ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)) {
        if (descriptor_.get() < 0 || ::flock(descriptor_.get(), LOCK_EX | LOCK_NB) != 0) {
            throw Failure(refusal(
                "another backup of this store is being made: wait until it is ready", file));
        }
    }

private:
    Descriptor descriptor_;
};

void refuse_taken(const fs::path& file, const std::string& message) {
    struct stat facts {};
    if (::lstat(file.c_str(), &facts) == 0) {
        throw Failure(refusal(message, file));
    }
}

void require_sound(Database& database) {
    Query query(database.statement("PRAGMA quick_check(1)"));
    if (!query.next() || query.text(0) != "ok") {
        throw Failure(refusal("the store is damaged: stop the bridge and put back a backup",
                              database.file()));
    }
}

/// Closed as one file, with nothing left beside it.
void fold(Database& database) {
    database.execute("PRAGMA journal_mode = DELETE");
}

KeysOfFiles keys_in(Database& database) {
    KeysOfFiles keys;
    Query row(database.statement("SELECT file, sealed FROM key_ring WHERE file > 0"));
    while (row.next()) {
        const Bytes sealed = row.bytes(1);
        keys.emplace(row.integer(0), Blob(sealed.begin(), sealed.end()));
    }
    return keys;
}

void write_head(SealedWriter& writer, const AuditHead& head) {
    writer.write(head.seq);
    writer.write(Bytes(head.hash));
}

AuditHead read_head(SealedReader& reader) {
    AuditHead head;
    head.seq = reader.read_number();
    const auto hash = reader.read_whole(head.hash.size());
    std::copy(hash.begin(), hash.end(), head.hash.begin());
    return head;
}

void write_database(SealedWriter& writer, const fs::path& file) {
    const Descriptor database(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    std::vector<std::uint8_t> buffer(std::size_t{1} << 20);
    for (;;) {
        const auto got = ::read(database.get(), buffer.data(), buffer.size());
        if (got < 0) {
            throw Failure(refusal("the copy beside the store cannot be read (" +
                                      std::generic_category().message(errno) + ")",
                                  file));
        }
        if (got == 0) {
            return;
        }
        writer.write(Bytes(buffer).first(static_cast<std::size_t>(got)));
    }
}

void write_keys(SealedWriter& writer, const KeysOfFiles& keys) {
    for (const auto& [file, sealed] : keys) {
        writer.write(file);
        writer.write(static_cast<std::int64_t>(sealed.size()));
        writer.write(Bytes(sealed));
    }
}

KeysOfFiles read_keys(SealedReader& reader, const fs::path& file) {
    KeysOfFiles keys;
    while (!reader.at_end()) {
        const auto number = reader.read_number();
        const auto size = reader.read_number();
        if (number <= 0 || size <= 0 || size > longest_ring_key) {
            throw Failure(
                refusal("the keys of the backup are damaged: take another copy of them", file));
        }
        keys.emplace(number, reader.read_whole(static_cast<std::size_t>(size)));
    }
    return keys;
}

/// The key of a backup; a passphrase is asked for once.
class BackupKey {
public:
    explicit BackupKey(KeySource source) : source_(std::move(source)) {}

    Key operator()(const Recipe& recipe) {
        if (recipe.kind != Recipe::Kind::passphrase) {
            source_.ask = nullptr;
        }
        if (!material_) {
            auto material = read_key_material(source_);
            if (!material) {
                throw Failure(material.error());
            }
            material_ = std::move(material).value();
        }
        const auto master = make_master(*material_, recipe, source_.file);
        if (!master) {
            throw Failure(master.error());
        }
        return Master(*master).backup();
    }

private:
    KeySource source_;
    std::optional<core::Secret> material_;
};

/// Both files of a backup, opened: the copy stands at its database.
struct OpenBackup {
    OpenBackup(const BackupFiles& files, const KeySource& source)
        : key(source), copy(files.copy, SealedKind::copy, std::ref(key)), head(read_head(copy)) {
        SealedReader reader(files.keys, SealedKind::keys, std::ref(key));
        const AuditHead when = read_head(reader);
        if (when.seq < head.seq) {
            throw Failure(refusal(
                "these keys are older than the backup: give the keys that were written last, "
                "with --keys",
                files.keys));
        }
        keys = read_keys(reader, files.keys);
    }

    BackupKey key;
    SealedReader copy;
    AuditHead head;
    KeysOfFiles keys;
};

/// What is sealed with a key that is nowhere any more: only rows that nobody reads.
void remove_unreadable(Database& database) {
    const auto remove = [&](const std::string& table, const std::string& column) {
        database.execute(
            ("DELETE FROM " + table + " WHERE " + column + " NOT IN (SELECT file FROM key_ring)")
                .c_str());
    };
    database.execute(
        "DELETE FROM correction_undone WHERE correction IN (SELECT id FROM correction WHERE file "
        "NOT IN (SELECT file FROM key_ring))");
    for (const char* table : {"correction", "note", "note_version", "pupil", "term", "delivery",
                              "pupil_revision", "misfiled", "hiding", "dossier"}) {
        remove(table, "file");
    }
    remove("file", "id");
}

}  // namespace

BackupReport make_backup(const fs::path& from, const Vault& vault, const BackupFiles& files) {
    refuse_taken(files.copy, "a file of that name is there: name another for this backup");
    const Turn turn(from.string() + ".backup");
    const PassingFile passing(from.string() + ".copy");
    Database(from).copy_to(passing.path());

    BackupReport report;
    Recipe recipe;
    KeysOfFiles keys;
    {
        Database copy(passing.path());
        require_sound(copy);
        if (!vault.fits(copy)) {
            throw Failure(
                refusal("the store was given another key meanwhile, and no backup was "
                        "made: start the command again",
                        from));
        }
        recipe = recipe_in(copy);
        keys = keys_in(copy);
        report.head = end_of_audit(copy);
        report.audit = verify_audit(copy, report.head, std::nullopt).fault;
        report.pupils = copy.integer("SELECT count(*) FROM file");
        // Deleted content is overwritten (secure_delete), and nothing moves into its place.
        copy.execute("DELETE FROM key_ring WHERE file > 0");
        fold(copy);
    }
    const Key& key = vault.backup();
    // The keys first: a copy without its keys is worth nothing, keys without a newer copy are.
    SealedWriter of_keys(files.keys, SealedKind::keys, recipe, key);
    write_head(of_keys, report.head);
    write_keys(of_keys, keys);
    SealedWriter writer(files.copy, SealedKind::copy, recipe, key);
    write_head(writer, report.head);
    write_database(writer, passing.path());
    of_keys.finish(true);
    writer.finish(false);
    report.size = fs::file_size(files.copy);
    return report;
}

core::Result<BackupReport> verify_backup(const BackupFiles& files, const KeySource& key) {
    if (auto started = start_sodium(); !started) {
        return started.error();
    }
    return guarded([&] {
        OpenBackup backup(files, key);
        while (!backup.copy.read(std::size_t{1} << 16).empty()) {
        }
        return BackupReport{.size = fs::file_size(files.copy),
                            .head = backup.head,
                            .pupils = static_cast<std::int64_t>(backup.keys.size())};
    });
}

core::Result<BackupReport> restore_backup(const BackupFiles& files, const KeySource& key,
                                          const fs::path& store) {
    if (auto started = start_sodium(); !started) {
        return started.error();
    }
    return guarded([&] {
        refuse_taken(store,
                     "a store is there already, and nothing was changed: name another with "
                     "--store, or move this one away first");
        OpenBackup backup(files, key);
        auto prepared = prepare_private_file(store);
        if (!prepared) {
            throw Failure(prepared.error());
        }
        ::unlink(prepared->c_str());  // the name alone was tried; a whole store takes it below
        const PassingFile passing(prepared->string() + ".restore");
        {
            const Descriptor into(
                ::open(passing.path().c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
            for (Bytes some = backup.copy.read(std::size_t{1} << 16); !some.empty();
                 some = backup.copy.read(std::size_t{1} << 16)) {
                while (!some.empty()) {
                    const auto written = ::write(into.get(), some.data(), some.size());
                    if (written <= 0) {
                        throw Failure(refusal("the store cannot be written (" +
                                                  std::generic_category().message(errno) +
                                                  "): check owner, rights and disk",
                                              store));
                    }
                    some = some.subspan(static_cast<std::size_t>(written));
                }
            }
        }
        BackupReport report{.size = fs::file_size(files.copy), .head = backup.head};
        {
            Database database(passing.path());
            require_sound(database);
            report.pupils = database.integer("SELECT count(*) FROM file");
            Transaction transaction(database, Transaction::Kind::write);
            for (const auto& [file, sealed] : backup.keys) {
                Query(database.statement("INSERT INTO key_ring (file, sealed) SELECT id, ? FROM "
                                         "file WHERE id = ?"),
                      Bytes(sealed), file)
                    .run();
            }
            report.destroyed = database.integer(
                "SELECT count(*) FROM file WHERE id NOT IN (SELECT file FROM key_ring)");
            transaction.commit();
        }
        {
            Database database(passing.path());
            const auto vault = migrate(database, key);  // an older store becomes the present one
            report.audit = verify_audit(database, backup.head, std::nullopt).fault;
            Transaction transaction(database, Transaction::Kind::write);
            remove_unreadable(database);
            transaction.commit();
            fold(database);
        }
        refuse_taken(store, "a store is there already: name another with --store");
        if (::rename(passing.path().c_str(), prepared->c_str()) != 0) {
            throw Failure(refusal("the store cannot be put in its place (" +
                                      std::generic_category().message(errno) + ")",
                                  store));
        }
        sync_folder_of(*prepared);
        return report;
    });
}

}  // namespace meldbrug::store
