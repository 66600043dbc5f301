#include "vault.hpp"

#include "master_key.hpp"
#include "private_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

namespace meldbrug::store {

namespace fs = std::filesystem;

namespace {

/// Numbers in the ring of the keys that are no pupil's. DO NOT RENUMBER.
constexpr std::int64_t lookup_key = -1;
constexpr std::int64_t shelf_key = -2;

template <class T>
T must(core::Result<T> result) {
    if (!result) {
        throw Failure(result.error());
    }
    return std::move(result).value();
}

[[noreturn]] void fail_sealed(const Database& database) {
    throw Failure({core::ErrorCode::store,
                   "what was sealed does not open: the store is damaged or was tampered with; stop "
                   "the bridge and put back a backup",
                   database.file()});
}

std::optional<Key> key_in_ring(Database& database, const Key& ring, std::int64_t number) {
    Query row(database.statement("SELECT sealed FROM key_ring WHERE file = ?"), number);
    if (!row.next()) {
        return std::nullopt;
    }
    auto plain = unseal(ring, context_of("key_ring", number), row.bytes(0));
    auto key = plain ? Key::of(*plain) : std::nullopt;
    if (plain) {
        sodium_memzero(plain->data(), plain->size());
    }
    return key;
}

void put_in_ring(Database& database, const Key& ring, Nonces& nonces, std::int64_t number,
                 const Key& key) {
    const Blob sealed = seal(ring, nonces, context_of("key_ring", number), key.view());
    Query(database.statement("INSERT INTO key_ring (file, sealed) VALUES (?, ?) ON CONFLICT (file) "
                             "DO UPDATE SET sealed = excluded.sealed"),
          number, Bytes(sealed))
        .run();
}

/// Where a new key stands until the store knows it.
fs::path next_key_file(const KeySource& source) {
    return source.file.string() + ".new";
}

/// The master key that fits, if the material gives one.
std::optional<Master> fitting(Database& database, const Recipe& recipe,
                              const core::Secret& material, const fs::path& where) {
    const auto key = make_master(material, recipe, where);
    if (!key) {
        return std::nullopt;
    }
    Master master(*key);
    return key_in_ring(database, master.ring(), lookup_key) ? std::optional(std::move(master))
                                                            : std::nullopt;
}

/// A new key that the store knows already takes the place of the old one, also when an earlier run
/// was broken off right before that.
std::optional<Master> take_next_key(Database& database, const Recipe& recipe,
                                    const KeySource& source) {
    const KeySource next{.file = next_key_file(source)};
    std::error_code error;
    if (source.credential || !fs::exists(next.file, error)) {
        return std::nullopt;
    }
    const auto material = read_key_material(next);
    auto master = material ? fitting(database, recipe, *material, next.file) : std::nullopt;
    if (master) {
        fs::rename(next.file, source.file, error);
        sync_folder_of(source.file);
    }
    return error ? std::nullopt : std::move(master);
}

}  // namespace

Recipe recipe_in(Database& database) {
    Query row(database.statement("SELECT kind, salt, operations, memory FROM vault WHERE id = 1"));
    if (!row.next()) {
        fail_sealed(database);
    }
    const Bytes salt = row.bytes(1);
    return {.kind = static_cast<Recipe::Kind>(row.integer(0)),
            .salt = Blob(salt.begin(), salt.end()),
            .operations = row.integer(2),
            .memory = row.integer(3)};
}

std::string context_of(std::string_view table, std::string_view row) {
    std::string context;
    context.reserve(table.size() + 1 + row.size());
    context.append(table).push_back('\0');
    context.append(row);
    return context;
}
std::string context_of(std::string_view table, Bytes row) {
    return context_of(table,
                      std::string_view(reinterpret_cast<const char*>(row.data()), row.size()));
}
std::string context_of(std::string_view table, std::int64_t row) {
    return context_of(table, std::to_string(row));
}

Vault::Vault(const Master& master, Database& database)
    : keys_(static_cast<Keys*>(sodium_malloc(sizeof(Keys)))) {
    if (keys_ == nullptr) {
        throw Failure({core::ErrorCode::store,
                       "not enough memory for the keys: close other programs and try again"});
    }
    new (keys_) Keys{};
    keys_->ring = master.ring();
    keys_->backup = master.backup();
    bool whole = true;
    for (const auto& [number, key] :
         {std::pair(lookup_key, &keys_->lookup), std::pair(shelf_key, &keys_->shelf)}) {
        const auto found = key_in_ring(database, keys_->ring, number);
        whole = whole && found;
        *key = found.value_or(Key{});
    }
    if (!whole) {
        sodium_free(keys_);
        fail_sealed(database);
    }
}

Vault::~Vault() {
    sodium_free(keys_);
}

std::shared_ptr<const Vault> Vault::create(Database& database, const KeySource& source) {
    std::error_code error;
    if (!source.credential && !fs::exists(source.file, error)) {
        must(make_key_file(source.file));
    }
    const auto material = must(read_key_material(source));
    const Recipe recipe = recipe_for(material);
    const Master master(must(make_master(material, recipe, source.file)));
    Query(database.statement("INSERT INTO vault (id, kind, salt, operations, memory, plain_left) "
                             "VALUES (1, ?, ?, ?, ?, 1)"),
          static_cast<std::int64_t>(recipe.kind), Bytes(recipe.salt), recipe.operations,
          recipe.memory)
        .run();
    Nonces nonces;
    for (const auto number : {lookup_key, shelf_key}) {
        put_in_ring(database, master.ring(), nonces, number, Key::random());
    }
    return std::shared_ptr<const Vault>(new Vault(master, database));
}

std::shared_ptr<const Vault> Vault::open(Database& database, const KeySource& source) {
    const Recipe recipe = recipe_in(database);
    KeySource from = source;
    if (recipe.kind != Recipe::Kind::passphrase) {
        from.ask = nullptr;  // nobody knows 64 digits by heart
    }
    const auto material = read_key_material(from);
    auto master =
        material ? fitting(database, recipe, *material, source.file) : std::optional<Master>();
    if (!master) {
        master = take_next_key(database, recipe, source);
    }
    if (!master) {
        throw Failure(material
                          ? core::Error{core::ErrorCode::store,
                                        "the key does not fit this store, and nothing was changed: "
                                        "put back the copy that was kept of its key, or name the "
                                        "right file in the configuration, field 'key'",
                                        source.file.string()}
                          : material.error());
    }
    return std::shared_ptr<const Vault>(new Vault(*master, database));
}

bool Vault::fits(Database& database) const {
    return key_in_ring(database, ring(), lookup_key).has_value();
}

void Vault::rotate(Database& database, const Vault& present, const KeySource& source,
                   const std::optional<fs::path>& next) {
    std::error_code error;
    if (source.credential || !fs::exists(source.file, error)) {
        throw Failure({core::ErrorCode::store,
                       "the key is not in a file of its own (a credential of systemd, or a "
                       "passphrase that is typed), and nothing was changed: put it in a file and "
                       "name that in the configuration, field 'key'",
                       source.file.string()});
    }
    // Before anything is removed: another run may have given the store the key that stands beside
    // this file, and been broken off before it put it in its place.
    const auto in_place = must(read_key_material(source));
    if (!present.fits(database) || !fitting(database, recipe_in(database), in_place, source.file)) {
        throw Failure({core::ErrorCode::store,
                       "the key in this file is not the store's any more, and nothing was changed: "
                       "start the command again",
                       source.file.string()});
    }
    const KeySource made{.file = next_key_file(source)};
    fs::remove(made.file, error);  // of a run that was broken off before the store knew it
    if (next) {
        const auto material = must(read_key_material({.file = *next}));
        const core::Secret line(material.reveal() + "\n");
        must(make_private_file(made.file, line.reveal()));
    } else {
        must(make_key_file(made.file));
    }
    const auto material = must(read_key_material(made));
    const Recipe recipe = recipe_for(material);
    const Master master(must(make_master(material, recipe, made.file)));

    std::vector<std::int64_t> numbers;
    {
        Query row(database.statement("SELECT file FROM key_ring"));
        while (row.next()) {
            numbers.push_back(row.integer(0));
        }
    }
    Nonces nonces;
    for (const auto number : numbers) {
        const auto key = key_in_ring(database, present.ring(), number);
        if (!key) {
            fail_sealed(database);
        }
        put_in_ring(database, master.ring(), nonces, number, *key);
    }
    Query(database.statement(
              "UPDATE vault SET kind = ?, salt = ?, operations = ?, memory = ? WHERE id = 1"),
          static_cast<std::int64_t>(recipe.kind), Bytes(recipe.salt), recipe.operations,
          recipe.memory)
        .run();
}

Files::Files(Database& database, std::shared_ptr<const Vault> vault, std::string_view school)
    : database_(database), vault_(std::move(vault)), school_(school) {}

std::optional<std::int64_t> Files::find(std::string_view pupil) {
    if (const auto known = numbers_.find(pupil); known != numbers_.end()) {
        return known->second;
    }
    const Mark mark = this->mark("pupil", pupil);
    Query row(database_.statement("SELECT id FROM file WHERE mark = ?"), Bytes(mark));
    if (!row.next()) {
        return std::nullopt;
    }
    const auto number = row.integer(0);
    numbers_.emplace(pupil, number);
    return number;
}

std::int64_t Files::take(std::string_view pupil) {
    if (const auto known = find(pupil)) {
        return *known;
    }
    // Sealed with a master key that another process has replaced meanwhile, it could never be read.
    if (!key_in_ring(database_, vault_->ring(), lookup_key)) {
        throw Failure({core::ErrorCode::store,
                       "the key of the store was replaced while this ran, and nothing was changed: "
                       "start it again",
                       database_.file()});
    }
    const Mark mark = this->mark("pupil", pupil);
    std::int64_t number = 0;
    {
        Query added(database_.statement(
                        "INSERT INTO file (school, mark, sealed) VALUES (?, ?, x'') RETURNING id"),
                    school_, Bytes(mark));
        if (!added.next()) {
            fail_sealed(database_);
        }
        number = added.integer(0);
        added.run();
    }
    File file{Key::random(), std::string(pupil)};
    put_in_ring(database_, vault_->ring(), nonces_, number, file.key);
    const Blob sealed =
        store::seal(file.key, nonces_, context_of("file", number), pack({file.pupil}));
    Query(database_.statement("UPDATE file SET sealed = ? WHERE id = ?"), Bytes(sealed), number)
        .run();
    files_.insert_or_assign(number, std::move(file));
    numbers_.emplace(pupil, number);
    return number;
}

Files::File& Files::at(std::int64_t file) {
    if (const auto known = files_.find(file); known != files_.end()) {
        return known->second;
    }
    const auto key = key_in_ring(database_, vault_->ring(), file);
    Query row(database_.statement("SELECT sealed FROM file WHERE id = ?"), file);
    if (!key || !row.next()) {
        fail_sealed(database_);
    }
    const auto plain = unseal(*key, context_of("file", file), row.bytes(0));
    auto parts = plain ? unpack(*plain) : std::nullopt;
    if (!parts || parts->size() != 1) {
        fail_sealed(database_);
    }
    return files_.emplace(file, File{*key, std::move(parts->front())}).first->second;
}

const std::string& Files::pupil_of(std::int64_t file) {
    return at(file).pupil;
}

std::vector<std::string> Files::pupils_in(Query& query) {
    std::vector<std::string> pupils;
    while (query.next()) {
        pupils.push_back(pupil_of(query.integer(0)));
    }
    std::sort(pupils.begin(), pupils.end());
    return pupils;
}

Blob Files::seal(std::int64_t file, std::string_view context, std::string_view plain) {
    return store::seal(at(file).key, nonces_, context, plain);
}

std::vector<std::string> Files::open(std::int64_t file, std::string_view context, Bytes sealed,
                                     std::size_t parts) {
    const auto plain = unseal(at(file).key, context, sealed);
    auto texts = plain ? unpack(*plain) : std::nullopt;
    if (!texts || texts->size() != parts) {
        fail_sealed(database_);
    }
    return std::move(*texts);
}

Blob Files::shelve(std::string_view context, std::string_view plain) {
    return store::seal(vault_->shelf(), nonces_, context, plain);
}

std::vector<std::string> Files::unshelve(std::string_view context, Bytes sealed,
                                         std::size_t parts) {
    const auto plain = unseal(vault_->shelf(), context, sealed);
    auto texts = plain ? unpack(*plain) : std::nullopt;
    if (!texts || texts->size() != parts) {
        fail_sealed(database_);
    }
    return std::move(*texts);
}

Mark Files::mark(std::string_view kind, std::string_view id) const {
    return mark_of(vault_->lookup(), {kind, school_, id});
}

Mark Files::note_mark(std::string_view source, std::string_view id) const {
    return mark_of(vault_->lookup(), {"note", school_, source, id});
}

Mark Files::print(Bytes hash) const {
    return print_of(vault_->lookup(), hash);
}

}  // namespace meldbrug::store
