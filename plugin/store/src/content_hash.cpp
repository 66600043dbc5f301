#include "content_hash.hpp"

#include <sodium.h>

#include <cstddef>
#include <string_view>
#include <tuple>

namespace meldbrug::store {

namespace {

class Hasher {
public:
    Hasher() { crypto_generichash_init(&state_, nullptr, 0, std::tuple_size_v<ContentHash>); }
    /// With its length before it, so that text cannot move from one field to the next unseen.
    void add(std::string_view text) {
        add(static_cast<std::int64_t>(text.size()));
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    }
    void add(std::int64_t number) {
        std::array<unsigned char, sizeof number> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> (8 * i));
        }
        crypto_generichash_update(&state_, bytes.data(), bytes.size());
    }
    [[nodiscard]] ContentHash finish() {
        ContentHash hash{};
        crypto_generichash_final(&state_, hash.data(), hash.size());
        return hash;
    }

private:
    crypto_generichash_state state_{};
};

void add_content(Hasher& hasher, const notes::Note& note) {
    hasher.add(note.pupil);
    hasher.add(note.category ? std::int64_t{1} : std::int64_t{0});
    hasher.add(note.category.value_or(std::string()));
    hasher.add(note.title);
    hasher.add(note.text);
    hasher.add(std::int64_t{note.date.time_since_epoch().count()});
    hasher.add(note.recorded_at ? std::int64_t{1} : std::int64_t{0});
    hasher.add(note.recorded_at ? std::int64_t{note.recorded_at->time_since_epoch().count()}
                                : std::int64_t{0});
    hasher.add(note.author.id);
    hasher.add(note.author.role);
}

}  // namespace

ContentHash content_hash(const notes::Note& note) {
    Hasher hasher;
    add_content(hasher, note);
    return hasher.finish();
}

ContentHash fingerprint_of(const notes::Note& note) {
    Hasher hasher;
    hasher.add(note.source);
    hasher.add(note.id);
    add_content(hasher, note);
    return hasher.finish();
}

ContentHash hash_of_words(const notes::Note& note) {
    Hasher hasher;
    hasher.add(note.title);
    hasher.add(note.text);
    hasher.add(std::int64_t{note.date.time_since_epoch().count()});
    return hasher.finish();
}

}  // namespace meldbrug::store
