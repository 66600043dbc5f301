/// \file
/// A window that slides over a stream, so that a row can be looked at as one piece without reading
/// the whole file.
///
/// Errors:   a read error shows as `failed`; the window then ends.
/// Threads:  one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

namespace meldbrug::adapters::folder {

class ByteWindow {
public:
    explicit ByteWindow(std::istream& input) : input_(input) {}

    /// What was read and not consumed yet. Valid until `grow`.
    [[nodiscard]] std::string_view data() const { return std::string_view(buffer_).substr(begin_); }
    /// Nothing comes after `data`.
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] bool failed() const { return failed_; }
    /// Reads on: at least as much as there is, so that looking at a growing row again stays linear
    /// in all.
    void grow();
    void consume(std::size_t bytes) { begin_ += bytes; }
    /// FNV-1a (64 bits) of everything read so far: whether a file changed, nothing more.
    [[nodiscard]] std::uint64_t hash() const { return hash_; }

private:
    std::istream& input_;
    std::string buffer_{};
    std::size_t begin_ = 0;
    std::uint64_t hash_ = 14695981039346656037U;
    bool ended_ = false;
    bool failed_ = false;
};

/// FNV-1a (64 bits) of some bytes, going on from `hash`.
[[nodiscard]] std::uint64_t fnv1a(std::string_view bytes,
                                  std::uint64_t hash = 14695981039346656037U);

}  // namespace meldbrug::adapters::folder
