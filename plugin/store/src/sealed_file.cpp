#include "sealed_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace meldbrug::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view sealed_magic = "meldbrug-backup1";
constexpr std::size_t piece_size = std::size_t{64} * 1024;
constexpr std::size_t piece_sealed = piece_size + crypto_secretstream_xchacha20poly1305_ABYTES;

void put_number(std::uint8_t* to, std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    for (std::size_t i = 0; i < 8; ++i) {
        to[i] = static_cast<std::uint8_t>(bits >> (8 * i));
    }
}

std::int64_t number_at(const std::uint8_t* from) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        bits |= std::uint64_t{from[i]} << (8 * i);
    }
    return static_cast<std::int64_t>(bits);
}

SealedHead head_of(SealedKind kind, const Recipe& recipe) {
    SealedHead head{};
    std::memcpy(head.data(), sealed_magic.data(), sealed_magic.size());
    head[16] = static_cast<std::uint8_t>(kind);
    head[17] = static_cast<std::uint8_t>(recipe.kind);
    put_number(&head[18], recipe.operations);
    put_number(&head[26], recipe.memory);
    std::copy_n(recipe.salt.begin(),
                std::min(recipe.salt.size(), std::size_t{crypto_pwhash_SALTBYTES}), &head[34]);
    return head;
}

Recipe recipe_of(const SealedHead& head) {
    Recipe recipe;
    recipe.kind = static_cast<Recipe::Kind>(head[17]);
    if (recipe.kind == Recipe::Kind::passphrase) {
        recipe.salt.assign(&head[34], head.data() + head.size());
        recipe.operations = number_at(&head[18]);
        recipe.memory = number_at(&head[26]);
    }
    return recipe;
}

/// Reads until `into` is full or the file ends.
std::size_t read_fully(int descriptor, std::span<std::uint8_t> into) {
    std::size_t have = 0;
    while (have < into.size()) {
        const auto got = ::read(descriptor, into.data() + have, into.size() - have);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        have += static_cast<std::size_t>(got);
    }
    return have;
}

[[noreturn]] void fail_writing(const fs::path& file, int error) {
    throw Failure(refusal("the backup cannot be written (" +
                              std::generic_category().message(error) +
                              "): check that its folder is there and yours, that nothing of that "
                              "name is there, and that the disk is not full",
                          file));
}

}  // namespace

SealedWriter::SealedWriter(fs::path file, SealedKind kind, const Recipe& recipe, const Key& key)
    : file_(std::move(file)),
      part_(file_.string() + ".part"),
      descriptor_((::unlink(part_.c_str()),  // of a run that was broken off
                   ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                          S_IRUSR | S_IWUSR))),
      head_(head_of(kind, recipe)) {
    if (descriptor_.get() < 0) {
        fail_writing(file_, errno);
    }
    piece_.reserve(piece_size);
    std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> begin{};
    crypto_secretstream_xchacha20poly1305_init_push(&state_, begin.data(), key.data());
    put(head_);
    put(begin);
}

SealedWriter::~SealedWriter() {
    sodium_memzero(&state_, sizeof(state_));
    sodium_memzero(piece_.data(), piece_.size());
    if (!finished_) {
        ::unlink(part_.c_str());
    }
}

void SealedWriter::put(Bytes bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            fail_writing(file_, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void SealedWriter::seal_piece(std::uint8_t tag) {
    std::array<std::uint8_t, piece_sealed> sealed{};
    unsigned long long length = 0;
    crypto_secretstream_xchacha20poly1305_push(&state_, sealed.data(), &length, piece_.data(),
                                               piece_.size(), head_.data(), head_.size(), tag);
    put(Bytes(sealed).first(static_cast<std::size_t>(length)));
    piece_.clear();
}

void SealedWriter::write(Bytes plain) {
    while (!plain.empty()) {
        if (piece_.size() == piece_size) {
            seal_piece(crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        }
        const auto taken = plain.first(std::min(plain.size(), piece_size - piece_.size()));
        piece_.insert(piece_.end(), taken.begin(), taken.end());
        plain = plain.subspan(taken.size());
    }
}

void SealedWriter::write(std::int64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    put_number(bytes.data(), number);
    write(Bytes(bytes));
}

void SealedWriter::finish(bool replace) {
    seal_piece(crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    if (::fsync(descriptor_.get()) != 0) {
        fail_writing(file_, errno);
    }
    // By name and not by a hard link: the disks that backups are kept on may know none.
    struct stat facts {};
    if (!replace && ::lstat(file_.c_str(), &facts) == 0) {
        fail_writing(file_, EEXIST);
    }
    if (::rename(part_.c_str(), file_.c_str()) != 0) {
        fail_writing(file_, errno);
    }
    finished_ = true;
    sync_folder_of(file_);
}

SealedReader::SealedReader(fs::path file, SealedKind kind,
                           const std::function<Key(const Recipe&)>& key_of)
    : file_(std::move(file)), descriptor_(::open(file_.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_.get() < 0) {
        throw Failure(refusal("the backup cannot be read (" +
                                  std::generic_category().message(errno) +
                                  "): name a backup that is there and that you may read",
                              file_));
    }
    std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> begin{};
    const bool whole = read_fully(descriptor_.get(), head_) == head_.size() &&
                       read_fully(descriptor_.get(), begin) == begin.size();
    if (!whole || !std::equal(sealed_magic.begin(), sealed_magic.end(), head_.begin()) ||
        head_[16] != static_cast<std::uint8_t>(kind)) {
        throw Failure(refusal(kind == SealedKind::copy
                                  ? "this is no backup of Meldbrug: name the file that 'meldbrug "
                                    "backup' made"
                                  : "these are no keys of a backup: name the keys that 'meldbrug "
                                    "backup' wrote, with --keys",
                              file_));
    }
    const Key key = key_of(recipe_of(head_));
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state_, begin.data(), key.data()) != 0) {
        fail_damaged();
    }
}

SealedReader::~SealedReader() {
    sodium_memzero(&state_, sizeof(state_));
    sodium_memzero(piece_.data(), piece_.size());
}

void SealedReader::fail_damaged() const {
    throw Failure(refusal(
        "the backup does not open: it is damaged, or the key is another than that of the store "
        "it was made of; name the right key in the configuration, field 'key', or take another "
        "backup",
        file_));
}

bool SealedReader::next_piece() {
    if (last_) {
        return false;
    }
    std::array<std::uint8_t, piece_sealed> sealed{};
    const std::size_t have = read_fully(descriptor_.get(), sealed);
    if (have < crypto_secretstream_xchacha20poly1305_ABYTES) {
        fail_damaged();
    }
    piece_.resize(have - crypto_secretstream_xchacha20poly1305_ABYTES);
    taken_ = 0;
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state_, piece_.data(), nullptr, &tag,
                                                   sealed.data(), have, head_.data(),
                                                   head_.size()) != 0) {
        fail_damaged();
    }
    last_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    std::uint8_t more = 0;
    if (last_ ? ::read(descriptor_.get(), &more, 1) != 0 : have != piece_sealed) {
        fail_damaged();
    }
    return true;
}

Bytes SealedReader::read(std::size_t most) {
    while (taken_ == piece_.size()) {
        if (!next_piece()) {
            return {};
        }
    }
    const Bytes found = Bytes(piece_).subspan(taken_, std::min(most, piece_.size() - taken_));
    taken_ += found.size();
    return found;
}

std::vector<std::uint8_t> SealedReader::read_whole(std::size_t size) {
    std::vector<std::uint8_t> all;
    while (all.size() < size) {
        const Bytes found = read(size - all.size());
        if (found.empty()) {
            fail_damaged();
        }
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

std::int64_t SealedReader::read_number() {
    return number_at(read_whole(8).data());
}

bool SealedReader::at_end() {
    while (taken_ == piece_.size()) {
        if (!next_piece()) {
            return true;
        }
    }
    return false;
}

}  // namespace meldbrug::store
