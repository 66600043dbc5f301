#include "word_table.hpp"

#include <utility>

namespace meldbrug::reading {

namespace {
constexpr std::size_t first_word_slots = 1024;
}  // namespace

WordTable::WordTable() : slots_(first_word_slots) {}

void WordTable::grow() {
    const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (const Slot& known : before) {
        if (known.id != 0) {
            slots_[slot(text(known), known.hash)] = known;
        }
    }
}

WordId WordTable::intern(std::string_view word) {
    if ((size_ + 1) * 2 > slots_.size()) {
        grow();
    }
    const std::uint32_t hash = hash_of(word);
    Slot& place = slots_[slot(word, hash)];
    if (place.id == 0) {
        ++size_;
        place = {hash, static_cast<WordId>(size_), static_cast<std::uint32_t>(arena_.size()),
                 static_cast<std::uint32_t>(word.size())};
        arena_ += word;
    }
    return place.id;
}

}  // namespace meldbrug::reading
