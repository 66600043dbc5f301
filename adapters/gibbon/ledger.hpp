/// \file
/// What the gibbon adapter remembers between polls: of each 256 numbers in a row, which are notes and a hash of all they say.
///
/// Gibbon moves no timestamp when a note is edited, and keeps no trace of a note that was deleted or moved to another category. So the
/// server hashes what is there, and what differs from the hash kept here is read again: 88 bytes for 256 notes are enough to know which
/// are gone, and no text is kept.
///
/// Errors:   a cursor that cannot be read counts as empty: everything is read again.
/// Privacy:  numbers and hashes; no content.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::adapters::gibbon {

inline constexpr std::uint64_t page_size = 256;

/// One bit for each note of a page.
class Marks {
public:
    void set(std::uint64_t note) { words_[word(note)] |= bit(note); }
    [[nodiscard]] bool has(std::uint64_t note) const {
        return (words_[word(note)] & bit(note)) != 0;
    }
    [[nodiscard]] bool none() const { return *this == Marks{}; }
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] Marks without(const Marks& other) const;
    [[nodiscard]] Marks with(const Marks& other) const;
    [[nodiscard]] std::string text() const;
    /// False when it is no text of marks.
    [[nodiscard]] bool read(std::string_view text);
    friend bool operator==(const Marks&, const Marks&) = default;

private:
    static std::size_t word(std::uint64_t note) { return (note % page_size) / 64; }
    static std::uint64_t bit(std::uint64_t note) { return std::uint64_t{1} << (note % 64); }
    std::array<std::uint64_t, 4> words_{};
};

/// The notes with the numbers 256 n to 256 n + 255.
struct Page {
    std::uint64_t hash = 0;  ///< of all that its notes say, as the server last said it
    Marks known{};           ///< brought, and not withdrawn
    Marks gone{};            ///< of those: no longer there, and not withdrawn yet
    bool refused = false;    ///< holds a note that could not be taken
    friend bool operator==(const Page&, const Page&) = default;
};

struct Ledger {
    std::map<std::uint64_t, Page> pages{};
    std::uint64_t at = 0;      ///< the page where a round that was broken off goes on
    std::uint64_t roster = 0;  ///< hash of the pupils' facts

    [[nodiscard]] static Ledger parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    [[nodiscard]] std::size_t known() const;
    [[nodiscard]] std::vector<std::uint64_t> gone() const;
    /// What is there now of a page that was read again.
    void take(std::uint64_t page, std::uint64_t hash, const Marks& present, bool refused);
    /// The gone ones are withdrawn: forget them.
    void let_go();
};

}  // namespace meldbrug::adapters::gibbon
