#include "access.hpp"
#include "rows.hpp"

#include "meldbrug/store/store.hpp"

#include <algorithm>

namespace meldbrug::store {

namespace {

template <class Array>
Array array_of(Bytes bytes, const std::string& file) {
    Array array{};
    if (bytes.size() != array.size()) {
        throw Failure({core::ErrorCode::store,
                       "the store is damaged: stop the bridge and put back a backup", file});
    }
    std::copy(bytes.begin(), bytes.end(), array.begin());
    return array;
}

}  // namespace

PersonRow person_of(const Query& row) {
    return {row.string(0), row.string(1), row.string(2), row.string(3),
            row.flag(4),   row.string(5), row.string(6)};
}

core::Result<std::vector<PersonRow>> View::people() {
    return guarded([&] {
        Query query(database_->statement("SELECT id, name, role, email, revoked_at IS NOT NULL, "
                                         "author, group_name "
                                         "FROM person WHERE school = ? ORDER BY added_at, id"),
                    school_);
        std::vector<PersonRow> people;
        while (query.next()) {
            people.push_back(person_of(query));
        }
        return people;
    });
}

core::Result<std::optional<PersonRow>> View::person(std::string_view id) {
    return guarded([&]() -> std::optional<PersonRow> {
        Query query(database_->statement("SELECT id, name, role, email, revoked_at IS NOT NULL, "
                                         "author, group_name "
                                         "FROM person WHERE school = ? AND id = ?"),
                    school_, id);
        if (!query.next()) {
            return std::nullopt;
        }
        return person_of(query);
    });
}

core::Result<std::optional<TokenHolder>> View::holder_of_token(const Digest& token,
                                                               core::Instant now) {
    return guarded([&]() -> std::optional<TokenHolder> {
        Query query(
            database_->statement(
                "SELECT person.id, person.name, person.role, person.email, person.revoked_at IS "
                "NOT NULL, person.author, person.group_name, device.expires FROM device JOIN "
                "person ON "
                "person.school = device.school AND person.id = device.person WHERE device.school = "
                "? AND device.token_hash = ? AND "
                "device.revoked_at IS NULL AND person.revoked_at IS NULL AND device.expires > ?"),
            school_, Bytes(token), now);
        if (!query.next()) {
            return std::nullopt;
        }
        return TokenHolder{person_of(query), query.instant(7)};
    });
}

core::Result<std::vector<DeviceRow>> View::devices() {
    return guarded([&] {
        Query query(database_->statement("SELECT token_hash, person, name, paired_at, expires, "
                                         "revoked_at IS NOT NULL FROM device WHERE school = ? "
                                         "ORDER BY paired_at, token_hash"),
                    school_);
        std::vector<DeviceRow> devices;
        while (query.next()) {
            devices.push_back({array_of<Digest>(query.bytes(0), database_->file()), query.string(1),
                               query.string(2), query.instant(3), query.instant(4), query.flag(5)});
        }
        return devices;
    });
}

core::Result<std::vector<PairingRow>> View::open_pairings(core::Instant now, int max_tries) {
    return guarded([&] {
        Query query(database_->statement("SELECT code_hash, salt, person, tries FROM pairing WHERE "
                                         "school = ? AND expires > ? AND tries < ?"),
                    school_, now, max_tries);
        std::vector<PairingRow> pairings;
        while (query.next()) {
            pairings.push_back(
                {array_of<Digest>(query.bytes(0), database_->file()),
                 array_of<decltype(PairingRow::salt)>(query.bytes(1), database_->file()),
                 query.string(2), query.number(3)});
        }
        return pairings;
    });
}

core::Status Change::add_person(const PersonRow& person, core::Instant now) {
    return guarded([&] {
        Query(database_->statement("INSERT INTO person (school, id, name, role, email, author, "
                                   "group_name, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
              school_, person.id, person.name, person.role, person.email, person.author,
              person.group, now)
            .run();
        return core::Done{};
    });
}

core::Result<bool> Change::revoke_person(std::string_view id, core::Instant now) {
    return guarded([&] {
        Query(database_->statement("UPDATE person SET revoked_at = coalesce(revoked_at, ?) WHERE "
                                   "school = ? AND id = ?"),
              now, school_, id)
            .run();
        const bool found = database_->changes() > 0;
        Query(database_->statement("UPDATE device SET revoked_at = coalesce(revoked_at, ?) WHERE "
                                   "school = ? AND person = ?"),
              now, school_, id)
            .run();
        Query(database_->statement("DELETE FROM pairing WHERE school = ? AND person = ?"), school_,
              id)
            .run();
        return found;
    });
}

core::Status Change::add_pairing(const PairingRow& pairing, core::Instant now,
                                 core::Instant expires) {
    return guarded([&] {
        // A person has one code at a time; those that ran out are of no use to anybody.
        Query(database_->statement(
                  "DELETE FROM pairing WHERE school = ? AND (person = ? OR expires <= ?)"),
              school_, pairing.person, now)
            .run();
        Query(database_->statement("INSERT INTO pairing (school, code_hash, salt, person, made_at, "
                                   "expires, tries) VALUES (?, ?, ?, ?, ?, ?, 0)"),
              school_, Bytes(pairing.code_hash), Bytes(pairing.salt), pairing.person, now, expires)
            .run();
        return core::Done{};
    });
}

core::Status Change::count_failed_pairing(core::Instant now) {
    return guarded([&] {
        Query(database_->statement(
                  "UPDATE pairing SET tries = tries + 1 WHERE school = ? AND expires > ?"),
              school_, now)
            .run();
        return core::Done{};
    });
}

core::Status Change::end_pairing(const Digest& code_hash) {
    return guarded([&] {
        Query(database_->statement("DELETE FROM pairing WHERE school = ? AND code_hash = ?"),
              school_, Bytes(code_hash))
            .run();
        return core::Done{};
    });
}

core::Status Change::add_device(const Digest& token, std::string_view person, std::string_view name,
                                core::Instant now, core::Instant expires) {
    return guarded([&] {
        Query(database_->statement("INSERT INTO device (school, token_hash, person, name, "
                                   "paired_at, expires) VALUES (?, ?, ?, ?, ?, ?)"),
              school_, Bytes(token), person, name, now, expires)
            .run();
        return core::Done{};
    });
}

core::Status Change::revoke_device(const Digest& token, core::Instant now) {
    return guarded([&] {
        Query(database_->statement("UPDATE device SET revoked_at = coalesce(revoked_at, ?) WHERE "
                                   "school = ? AND token_hash = ?"),
              now, school_, Bytes(token))
            .run();
        return core::Done{};
    });
}

}  // namespace meldbrug::store
