#include "audit_head.hpp"

#include "private_file.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace meldbrug::store {

namespace {

constexpr std::string_view file_words = "meldbrug audit 1 ";
constexpr std::size_t hash_digits = 2 * std::tuple_size_v<AuditHash>;

/// Held while this lives: one process at a time reads and moves the head on.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder)
        : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        while (descriptor_.get() >= 0 && ::flock(descriptor_.get(), LOCK_EX) != 0 &&
               errno == EINTR) {
        }
    }
    /// The renamed file is there after a power cut too.
    void sync() const { ::fsync(descriptor_.get()); }

private:
    Descriptor descriptor_;
};

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written <= 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

std::string format_head(const AuditHead& head) {
    std::array<char, hash_digits + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), head.hash.data(), head.hash.size());
    return std::to_string(head.seq) + ":" + hex.data();
}

std::optional<AuditHead> parse_head(std::string_view text) {
    AuditHead head;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.size() - colon - 1 != hash_digits) {
        return std::nullopt;
    }
    const char* end = text.data() + colon;
    const auto [read, error] = std::from_chars(text.data(), end, head.seq);
    std::size_t length = 0;
    if (error != std::errc{} || read != end || head.seq < 0 ||
        sodium_hex2bin(head.hash.data(), head.hash.size(), end + 1, hash_digits, nullptr, &length,
                       nullptr) != 0 ||
        length != head.hash.size()) {
        return std::nullopt;
    }
    return head;
}

AuditHeadFile::AuditHeadFile(const std::filesystem::path& store)
    : path_(store.string() + ".audit") {}

std::optional<AuditHead> AuditHeadFile::read() const {
    std::ifstream file(path_, std::ios::binary);
    std::string line;
    if (!std::getline(file, line) || !line.starts_with(file_words)) {
        return std::nullopt;
    }
    return parse_head(std::string_view(line).substr(file_words.size()));
}

void AuditHeadFile::advance(const AuditHead& head,
                            const std::function<bool(const AuditHead&)>& fits) const {
    const FolderLock lock(path_.parent_path());
    const auto present = read();
    // One that does not fit is the only witness of what happened: it is not written over.
    if (!present || present->seq >= head.seq || !fits(*present)) {
        return;
    }
    write(head);
    lock.sync();
}

void AuditHeadFile::replace(const AuditHead& head) const {
    const FolderLock lock(path_.parent_path());
    write(head);
    lock.sync();
}

void AuditHeadFile::write(const AuditHead& head) const {
    const std::string fresh = path_.string() + ".new";
    {
        const Descriptor descriptor(::open(fresh.c_str(),
                                           O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                                           S_IRUSR | S_IWUSR));
        if (descriptor.get() < 0 ||
            !write_all(descriptor.get(), std::string(file_words) + format_head(head) + "\n") ||
            ::fsync(descriptor.get()) != 0) {
            return;
        }
    }
    (void)std::rename(fresh.c_str(), path_.c_str());
}

}  // namespace meldbrug::store
