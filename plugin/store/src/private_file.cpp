#include "private_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace meldbrug::store {

namespace fs = std::filesystem;

namespace {

constexpr mode_t others = S_IRWXG | S_IRWXO;

/// What the system says, in its own fixed words.
std::string reason(int error) {
    return std::generic_category().message(error);
}

core::Status make_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder, error)) {
        return core::Done{};
    }
    if (folder.has_parent_path()) {
        if (auto parent = make_folder(folder.parent_path()); !parent) {
            return parent;
        }
    }
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        return refusal("the folder of the store cannot be made (" + reason(errno) +
                           "): name another with --store",
                       folder);
    }
    return core::Done{};
}

/// Whether the folder holds nothing but the store and what SQLite and we keep beside it.
bool holds_only(const fs::path& folder, const std::string& name) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    return !error &&
           std::all_of(begin(entries), end(entries), [&](const fs::directory_entry& entry) {
               return entry.path().filename().string().starts_with(name);
           });
}

core::Status close_folder(const fs::path& folder, const std::string& name) {
    struct stat facts {};
    if (::stat(folder.c_str(), &facts) != 0) {
        return refusal("the folder of the store cannot be read (" + reason(errno) + ")", folder);
    }
    if ((facts.st_mode & others) == 0 && facts.st_uid == ::geteuid()) {
        return core::Done{};
    }
    if (facts.st_uid != ::geteuid()) {
        return refusal(
            "the folder of the store belongs to another user: run as its owner, or name a folder "
            "of your own with --store",
            folder);
    }
    if (!holds_only(folder, name)) {
        return refusal(
            "others can enter the folder of the store and it holds other files too: close it with "
            "chmod 700, or name a folder of its own with --store",
            folder);
    }
    if (::chmod(folder.c_str(), S_IRWXU) != 0) {
        return refusal("the folder of the store is open to others and cannot be closed (" +
                           reason(errno) + "): chmod 700",
                       folder);
    }
    return core::Done{};
}

core::Status make_file(const fs::path& file) {
    const Descriptor descriptor(::open(
        file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (descriptor.get() < 0 && errno != EEXIST) {
        return refusal(
            "the store cannot be made (" + reason(errno) + "): check owner, rights and disk", file);
    }
    return core::Done{};
}

/// By name, never by opening it: closing a descriptor of a database drops the locks that this
/// process holds on it (fcntl(2)).
core::Status close_file(const fs::path& file) {
    struct stat facts {};
    if (::lstat(file.c_str(), &facts) != 0) {
        return refusal("the store cannot be read (" + reason(errno) + "): check owner and rights",
                       file);
    }
    if (!S_ISREG(facts.st_mode)) {
        return refusal("the store is a link, folder or device: name a file with --store", file);
    }
    if (facts.st_uid != ::geteuid()) {
        return refusal("the store belongs to another user: run as its owner", file);
    }
    if ((facts.st_mode & others) != 0 && ::chmod(file.c_str(), S_IRUSR | S_IWUSR) != 0) {
        return refusal(
            "others can read the store and it cannot be closed (" + reason(errno) + "): chmod 600",
            file);
    }
    return core::Done{};
}

}  // namespace

core::Error refusal(std::string message, const fs::path& where) {
    return {core::ErrorCode::store, std::move(message), where.string()};
}

Descriptor::~Descriptor() {
    if (value_ >= 0) {
        ::close(value_);
    }
}

int Descriptor::release() {
    return std::exchange(value_, -1);
}

core::Result<fs::path> prepare_private_file(const fs::path& file) {
    std::error_code error;
    const fs::path absolute = fs::absolute(file, error);
    if (error || absolute.filename().empty()) {
        return refusal("this is not the name of a file: name one with --store", file);
    }
    if (auto made = make_folder(absolute.parent_path()); !made) {
        return made.error();
    }
    const fs::path folder = fs::canonical(absolute.parent_path(), error);
    if (error) {
        return refusal("the folder of the store cannot be read (" + error.message() + ")",
                       absolute.parent_path());
    }
    if (auto closed = close_folder(folder, absolute.filename().string()); !closed) {
        return closed.error();
    }
    const fs::path real = folder / absolute.filename();
    if (auto made = make_file(real); !made) {
        return made.error();
    }
    if (auto closed = close_file(real); !closed) {
        return closed.error();
    }
    return real;
}

core::Status make_private_file(const fs::path& file, std::string_view content) {
    const auto failed = [&] {
        return refusal("the file cannot be made (" + reason(errno) +
                           "): check that its folder is yours, that nothing of that name is there, "
                           "and that the disk is not full",
                       file);
    };
    const Descriptor descriptor(::open(
        file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (descriptor.get() < 0) {
        return failed();
    }
    while (!content.empty()) {
        const auto written = ::write(descriptor.get(), content.data(), content.size());
        if (written <= 0) {
            auto error = failed();
            ::unlink(file.c_str());
            return error;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor.get()) != 0) {
        return failed();
    }
    sync_folder_of(file);
    return core::Done{};
}

void sync_folder_of(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const Descriptor entries(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (entries.get() >= 0) {
        ::fsync(entries.get());
    }
}

}  // namespace meldbrug::store
