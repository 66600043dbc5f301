#include "sealing.hpp"

#include <algorithm>

namespace meldbrug::store {

namespace {

constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
/// Of crypto_kdf: tells our keys from those of any other program that has the same master key.
constexpr char kdf_context[crypto_kdf_CONTEXTBYTES + 1] = "mldbrug1";
constexpr std::size_t length_size = 4;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

void add(std::string& packed, std::string_view text) {
    const auto length = static_cast<std::uint32_t>(text.size());
    for (std::size_t i = 0; i < length_size; ++i) {
        packed.push_back(static_cast<char>(length >> (8 * i)));
    }
    packed.append(text);
}

}  // namespace

core::Status start_sodium() {
    if (sodium_init() < 0) {
        return core::Error{core::ErrorCode::internal,
                           "libsodium does not start: reinstall the package libsodium23"};
    }
    return core::Done{};
}

Key Key::random() {
    Key key;
    randombytes_buf(key.data(), size);
    return key;
}

std::optional<Key> Key::of(std::string_view bytes) {
    if (bytes.size() != size) {
        return std::nullopt;
    }
    Key key;
    std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
    return key;
}

Key Key::derive(std::uint64_t number) const {
    static_assert(crypto_kdf_KEYBYTES == size);
    Key key;
    crypto_kdf_derive_from_key(key.data(), size, number, kdf_context, data());
    return key;
}

Blob seal(const Key& key, Nonces& nonces, std::string_view context, std::string_view plain) {
    Blob sealed(Nonces::size + plain.size() + tag_size);
    const auto& nonce = nonces.take();
    std::copy(nonce.begin(), nonce.end(), sealed.begin());
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + Nonces::size, nullptr,
                                               bytes_of(plain), plain.size(), bytes_of(context),
                                               context.size(), nullptr, nonce.data(), key.data());
    return sealed;
}

std::optional<std::string> unseal(const Key& key, std::string_view context, Bytes sealed) {
    if (sealed.size() < Nonces::size + tag_size) {
        return std::nullopt;
    }
    std::string plain(sealed.size() - Nonces::size - tag_size, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr,
            sealed.data() + Nonces::size, sealed.size() - Nonces::size, bytes_of(context),
            context.size(), sealed.data(), key.data()) != 0) {
        return std::nullopt;
    }
    return plain;
}

std::string pack(std::initializer_list<std::string_view> texts) {
    std::size_t size = 0;
    for (const auto text : texts) {
        size += length_size + text.size();
    }
    std::string packed;
    packed.reserve(size);
    for (const auto text : texts) {
        add(packed, text);
    }
    return packed;
}

std::string pack(const std::vector<std::string>& texts) {
    std::string packed;
    for (const auto& text : texts) {
        add(packed, text);
    }
    return packed;
}

std::optional<std::vector<std::string>> unpack(std::string_view packed) {
    std::vector<std::string> texts;
    while (!packed.empty()) {
        if (packed.size() < length_size) {
            return std::nullopt;
        }
        std::uint32_t length = 0;
        for (std::size_t i = 0; i < length_size; ++i) {
            length |= static_cast<std::uint32_t>(static_cast<unsigned char>(packed[i])) << (8 * i);
        }
        packed.remove_prefix(length_size);
        if (packed.size() < length) {
            return std::nullopt;
        }
        texts.emplace_back(packed.substr(0, length));
        packed.remove_prefix(length);
    }
    return texts;
}

Mark mark_of(const Key& key, std::initializer_list<std::string_view> parts) {
    Mark mark{};
    const std::string packed = pack(parts);
    crypto_generichash(mark.data(), mark.size(), bytes_of(packed), packed.size(), key.data(),
                       Key::size);
    return mark;
}

Mark print_of(const Key& key, Bytes hash) {
    Mark print{};
    crypto_generichash(print.data(), print.size(), hash.data(), hash.size(), key.data(), Key::size);
    return print;
}

}  // namespace meldbrug::store
