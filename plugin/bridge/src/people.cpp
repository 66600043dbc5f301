#include "parts.hpp"

#include "meldbrug/core/utf8.hpp"
#include "meldbrug/mail/message.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

namespace meldbrug::bridge {

namespace {

/// 8 digits are read out and typed without error; with 5 tries a guess hits once in 20 million.
constexpr std::uint32_t pairing_codes = 100'000'000;
constexpr std::size_t code_digits = 8;
constexpr int max_tries = 5;
constexpr auto code_life = std::chrono::minutes{10};
/// A device is paired again each quarter of a year: one that was lost unnoticed stops by itself.
constexpr auto token_life = std::chrono::days{90};
/// 256 bits cannot be guessed, so a token's hash needs no salt.
constexpr std::size_t token_bytes = 32;
constexpr std::size_t longest_name = 200;

core::Error refused(std::string message) {
    return {core::ErrorCode::invalid_input, std::move(message)};
}
core::Error unknown_person() {
    return {core::ErrorCode::not_found,
            "there is no such person: 'meldbrug user list' shows who is there"};
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

store::Digest code_hash(std::string_view code, const decltype(store::PairingRow::salt)& salt) {
    store::Digest hash{};
    crypto_generichash(hash.data(), hash.size(), bytes_of(code), code.size(), salt.data(),
                       salt.size());
    return hash;
}

core::Secret make_code() {
    std::string digits = std::to_string(randombytes_uniform(pairing_codes));
    digits.insert(0, code_digits - digits.size(), '0');
    return core::Secret(std::move(digits));
}

/// Enough of a token's hash to tell a school's devices apart; it says nothing of the token.
std::string device_id(const store::Digest& token) {
    constexpr std::size_t bytes = 4;
    std::array<char, 2 * bytes + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), token.data(), bytes);
    return hex.data();
}

/// As people type it: spaces and dashes between the digits do not count.
core::Secret typed_code(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c != ' ' && c != '-'; });
    return core::Secret(std::move(digits));
}

/// Every open code is compared, in the same time whether or not one fits.
std::optional<store::PairingRow> find_pairing(const std::vector<store::PairingRow>& open,
                                              const core::Secret& code) {
    std::optional<store::PairingRow> found;
    for (const auto& pairing : open) {
        const auto hash = code_hash(code.reveal(), pairing.salt);
        if (sodium_memcmp(hash.data(), pairing.code_hash.data(), hash.size()) == 0) {
            found = pairing;
        }
    }
    return found;
}

/// People are added, revoked and given codes on the machine of the bridge alone.
core::Status record_people(store::Change& change, core::Instant now, std::string_view what,
                           std::string_view person) {
    return change.record(audit_entry(console(), now, audit_act::change, what, person, "console"));
}

/// Of which role, by the person's row.
core::Status record_login(store::Change& change, core::Instant now, std::string_view what,
                          std::string_view person) {
    const auto row = change.person(person);
    if (!row) {
        return row.error();
    }
    const std::string role = *row ? (*row)->role : std::string();
    return change.record(
        audit_entry({std::string(person), role}, now, audit_act::login, what, "", "code"));
}

}  // namespace

store::Digest token_hash(std::string_view token) {
    store::Digest hash{};
    crypto_generichash(hash.data(), hash.size(), bytes_of(token), token.size(), nullptr, 0);
    return hash;
}

core::Secret make_token() {
    std::array<unsigned char, token_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::array<char, sodium_base64_ENCODED_LEN(token_bytes, variant)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    core::Secret token{std::string(text.data())};
    sodium_memzero(bytes.data(), bytes.size());
    sodium_memzero(text.data(), text.size());
    return token;
}

Person person_of(const store::PersonRow& row) {
    return {row.id, row.name, row.role, row.email, row.revoked, row.author, row.group};
}

core::Result<store::PersonRow> present_person(store::View& view, std::string_view id) {
    auto person = view.person(id);
    if (!person) {
        return person.error();
    }
    if (!*person || (*person)->revoked) {
        return unknown_person();
    }
    return std::move(**person);
}

core::Result<store::PersonRow> person_who_may(store::View& view, std::string_view id,
                                              Resource right, std::string_view otherwise) {
    auto person = present_person(view, id);
    if (person && !may(person->role, right)) {
        return core::Error{core::ErrorCode::forbidden, std::string(otherwise)};
    }
    return person;
}

core::Result<Person> Bridge::add_person(const Person& added) {
    const auto& [id, name, role, email, revoked, author, group] = added;
    if (name.empty() || name.size() > longest_name) {
        return refused("a person needs a name of at most " + std::to_string(longest_name) +
                       " bytes");
    }
    // It is shown in JSON, which holds nothing else.
    if (!core::is_valid_utf8(name) || !core::is_valid_utf8(author) || !core::is_valid_utf8(group)) {
        return refused("the name is not in UTF-8: look at the settings of this terminal");
    }
    if (!parts_->knowledge.catalogue.role(role)) {
        return refused(
            "there is no such role: take leerkracht, ib, aandachtsfunctionaris, directie, bestuur, "
            "smw or beheer");
    }
    if (!email.empty() && !mail::is_address(email)) {
        return refused("that is not a mail address");
    }
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto people = change->people();
    if (!people) {
        return people.error();
    }
    // Nobody is ever removed from the table, so the next number is free.
    const store::PersonRow row{
        "p" + std::to_string(people->size() + 1), name, role, email, false, author, group};
    const auto now = parts_->clock.now();
    if (auto kept = change->add_person(row, now); !kept) {
        return kept.error();
    }
    if (auto recorded = record_people(*change, now, "person.added", row.id); !recorded) {
        return recorded.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return person_of(row);
}

core::Result<std::vector<Person>> Bridge::people() {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto rows = snapshot->people();
    if (!rows) {
        return rows.error();
    }
    std::vector<Person> people;
    std::transform(rows->begin(), rows->end(), std::back_inserter(people), person_of);
    return people;
}

core::Status Bridge::revoke_person(std::string_view id) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto now = parts_->clock.now();
    const auto revoked = change->revoke_person(id, now);
    if (!revoked) {
        return revoked.error();
    }
    if (!*revoked) {
        return unknown_person();
    }
    if (auto recorded = record_people(*change, now, "person.revoked", id); !recorded) {
        return recorded;
    }
    return change->commit();
}

core::Result<core::Secret> Bridge::new_pairing_code(std::string_view person_id) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto person = change->person(person_id);
    if (!person) {
        return person.error();
    }
    if (!*person || (*person)->revoked) {
        return unknown_person();
    }
    auto code = make_code();
    store::PairingRow pairing;
    pairing.person = person_id;
    randombytes_buf(pairing.salt.data(), pairing.salt.size());
    pairing.code_hash = code_hash(code.reveal(), pairing.salt);
    const auto now = parts_->clock.now();
    if (auto added = change->add_pairing(pairing, now, now + code_life); !added) {
        return added.error();
    }
    if (auto recorded = record_people(*change, now, "code.made", person_id); !recorded) {
        return recorded.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return code;
}

core::Result<core::Secret> Bridge::pair(std::string_view code, std::string_view device_name) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto now = parts_->clock.now();
    const auto open = change->open_pairings(now, max_tries);
    if (!open) {
        return open.error();
    }
    const auto pairing = find_pairing(*open, typed_code(code));
    if (!pairing) {
        if (auto counted = change->count_failed_pairing(now); !counted) {
            return counted.error();
        }
        if (auto committed = change->commit(); !committed) {
            return committed.error();
        }
        return core::Error{
            core::ErrorCode::forbidden,
            "the code is wrong, was used, ran out or was tried too often: ask for a new one"};
    }
    auto token = make_token();
    if (auto ended = change->end_pairing(pairing->code_hash); !ended) {
        return ended.error();
    }
    if (auto added = change->add_device(token_hash(token.reveal()), pairing->person,
                                        device_name.substr(0, longest_name), now, now + token_life);
        !added) {
        return added.error();
    }
    if (auto recorded = record_login(*change, now, "device.paired", pairing->person); !recorded) {
        return recorded.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return token;
}

core::Result<Person> Bridge::authenticate(std::string_view token) {
    const auto hash = token_hash(token);
    const auto now = parts_->clock.now();
    const auto commits = parts_->store->commits();
    if (!commits) {
        return commits.error();
    }
    if (const auto known = parts_->tokens.find(*commits, hash, now)) {
        return person_of(*known);
    }
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto holder = snapshot->holder_of_token(hash, now);
    if (!holder) {
        return holder.error();
    }
    if (!*holder) {
        return core::Error{
            core::ErrorCode::forbidden,
            "this device is not paired, or no longer: pair it with a code of 'meldbrug pair'"};
    }
    parts_->tokens.put(*commits, hash, **holder);
    return person_of((*holder)->person);
}

core::Result<std::vector<Device>> Bridge::devices() {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto rows = snapshot->devices();
    if (!rows) {
        return rows.error();
    }
    std::vector<Device> devices;
    for (const auto& row : *rows) {
        devices.push_back({device_id(row.token), row.person, row.name, row.paired, row.expires,
                           !row.revoked && row.expires > parts_->clock.now()});
    }
    return devices;
}

core::Status Bridge::revoke_device(std::string_view id) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto rows = change->devices();
    if (!rows) {
        return rows.error();
    }
    const auto row = std::find_if(rows->begin(), rows->end(), [id](const store::DeviceRow& device) {
        return device_id(device.token) == id;
    });
    if (row == rows->end()) {
        return core::Error{
            core::ErrorCode::not_found,
            "there is no such device: 'meldbrug user devices' shows which are there"};
    }
    const auto now = parts_->clock.now();
    if (auto revoked = change->revoke_device(row->token, now); !revoked) {
        return revoked;
    }
    if (auto recorded = record_people(*change, now, "device.revoked", row->person); !recorded) {
        return recorded;
    }
    return change->commit();
}

core::Status Bridge::sign_out(std::string_view token) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto now = parts_->clock.now();
    const auto hash = token_hash(token);
    const auto holder = change->holder_of_token(hash, now);
    if (!holder) {
        return holder.error();
    }
    if (!*holder) {
        return core::Done{};  // it opens nothing already
    }
    if (auto revoked = change->revoke_device(hash, now); !revoked) {
        return revoked;
    }
    if (auto recorded = record_login(*change, now, "device.signed_out", (*holder)->person.id);
        !recorded) {
        return recorded;
    }
    return change->commit();
}

}  // namespace meldbrug::bridge
