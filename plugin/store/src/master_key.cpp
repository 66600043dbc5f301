#include "master_key.hpp"

#include "private_file.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace meldbrug::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view key_words = "meldbrug key 1 ";
constexpr std::size_t key_digits = 2 * Key::size;
/// A key has 79 characters; a passphrase that is longer than this is a file given by mistake.
constexpr std::size_t longest_material = 1024;
/// A passphrase that can be guessed opens every backup; 15 characters is NIST SP 800-63B's minimum
/// for one that stands alone.
constexpr std::size_t shortest_passphrase = 15;
/// libsodium's MODERATE: 256 MiB and half a second on the machine of limits.md 9, once a start.
constexpr std::int64_t operations = crypto_pwhash_OPSLIMIT_MODERATE;
constexpr std::int64_t memory = crypto_pwhash_MEMLIMIT_MODERATE;
/// More than SENSITIVE was not written by us: a changed row may not make the start eat the machine.
constexpr std::int64_t most_operations = crypto_pwhash_OPSLIMIT_SENSITIVE;
constexpr std::int64_t most_memory = crypto_pwhash_MEMLIMIT_SENSITIVE;

bool is_key(std::string_view text) {
    return text.starts_with(key_words);
}

std::optional<Key> parse_key(std::string_view text) {
    text.remove_prefix(key_words.size());
    Key key;
    std::size_t length = 0;
    if (text.size() != key_digits || sodium_hex2bin(key.data(), Key::size, text.data(), text.size(),
                                                    nullptr, &length, nullptr) != 0) {
        return std::nullopt;
    }
    return key;
}

std::string key_line(const Key& key) {
    std::array<char, key_digits + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), key.data(), Key::size);
    std::string line = std::string(key_words) + hex.data() + "\n";
    sodium_memzero(hex.data(), hex.size());
    return line;
}

core::Status require_closed(int descriptor, const KeySource& source) {
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return refusal("the key is no file: name one in the configuration, field 'key'",
                       source.file);
    }
    if (!source.credential && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return refusal("others can read the key: chmod 600, and think of who may have copied it",
                       source.file);
    }
    return core::Done{};
}

}  // namespace

fs::path default_key_file(const fs::path& store) {
    return store.string() + ".key";
}

core::Status make_key_file(const fs::path& file) {
    if (auto started = start_sodium(); !started) {
        return started;
    }
    const core::Secret line(key_line(Key::random()));
    return make_private_file(file, line.reveal());
}

core::Result<core::Secret> read_key_material(const KeySource& source) {
    const Descriptor descriptor(::open(source.file.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0) {
        if (errno == ENOENT && source.ask) {
            return source.ask();
        }
        return refusal(
            "the key of the store cannot be read: put back the copy that was kept of it, or name "
            "its file in the configuration, field 'key'; without it nobody can read the store",
            source.file);
    }
    if (auto closed = require_closed(descriptor.get(), source); !closed) {
        return closed.error();
    }
    std::array<char, longest_material + 1> buffer{};
    const auto length = ::read(descriptor.get(), buffer.data(), buffer.size());
    std::string text(buffer.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    sodium_memzero(buffer.data(), buffer.size());
    core::Secret material(text.substr(0, text.find_first_of("\r\n")));
    sodium_memzero(text.data(), text.size());
    if (material.empty() || length > static_cast<ssize_t>(longest_material)) {
        return refusal("this is neither a key nor a passphrase: put back the copy that was kept",
                       source.file);
    }
    return material;
}

Recipe recipe_for(const core::Secret& material) {
    Recipe recipe;
    if (is_key(material.reveal())) {
        return recipe;
    }
    recipe.kind = Recipe::Kind::passphrase;
    recipe.salt.resize(crypto_pwhash_SALTBYTES);
    randombytes_buf(recipe.salt.data(), recipe.salt.size());
    recipe.operations = operations;
    recipe.memory = memory;
    return recipe;
}

core::Result<Key> make_master(const core::Secret& material, const Recipe& recipe,
                              const fs::path& where) {
    const std::string& text = material.reveal();
    if (recipe.kind == Recipe::Kind::key) {
        const auto key = is_key(text) ? parse_key(text) : std::nullopt;
        if (!key) {
            return refusal(
                "this is not a key as 'meldbrug key init' makes it: put back the copy "
                "that was kept",
                where);
        }
        return *key;
    }
    if (text.size() < shortest_passphrase) {
        return refusal("the passphrase is too short: take at least 15 characters, as five words",
                       where);
    }
    if (recipe.salt.size() != crypto_pwhash_SALTBYTES || recipe.operations < 1 ||
        recipe.operations > most_operations || recipe.memory < std::int64_t{8192} ||
        recipe.memory > most_memory) {
        return refusal("the store is damaged: stop the bridge and put back a backup", where);
    }
    Key key;
    if (crypto_pwhash(key.data(), Key::size, text.data(), text.size(), recipe.salt.data(),
                      static_cast<unsigned long long>(recipe.operations),
                      static_cast<std::size_t>(recipe.memory), crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return refusal(
            "not enough memory to make the key of the passphrase: close other programs "
            "and try again",
            where);
    }
    return key;
}

}  // namespace meldbrug::store
