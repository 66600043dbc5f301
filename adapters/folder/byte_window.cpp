#include "adapters/folder/byte_window.hpp"

#include <algorithm>

namespace meldbrug::adapters::folder {

namespace {

/// Few calls for an ordinary export, little memory for a small one.
constexpr std::size_t smallest_read = std::size_t{64} * 1024;

}  // namespace

void ByteWindow::grow() {
    if (ended_) {
        return;
    }
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t kept = buffer_.size();
    const std::size_t wanted = std::max(smallest_read, kept);
    buffer_.resize(kept + wanted);
    input_.read(buffer_.data() + kept, static_cast<std::streamsize>(wanted));
    const auto got = static_cast<std::size_t>(input_.gcount());
    buffer_.resize(kept + got);
    hash_ = fnv1a(std::string_view(buffer_).substr(kept), hash_);
    ended_ = got < wanted;
    failed_ = input_.bad();
}

std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash) {
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
    }
    return hash;
}

}  // namespace meldbrug::adapters::folder
