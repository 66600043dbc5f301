#include "access.hpp"
#include "content_hash.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/store/store.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>

namespace meldbrug::store {

namespace {

using KeyText = std::array<char, 2 * std::tuple_size_v<ContentHash> + 1>;

std::string key_of(Bytes fingerprint) {
    KeyText text{};
    sodium_bin2hex(text.data(), text.size(), fingerprint.data(),
                   std::min(fingerprint.size(), std::tuple_size_v<ContentHash>));
    return text.data();
}

std::optional<ContentHash> fingerprint_in(std::string_view key) {
    ContentHash hash{};
    std::size_t length = 0;
    if (sodium_hex2bin(hash.data(), hash.size(), key.data(), key.size(), nullptr, &length,
                       nullptr) != 0 ||
        length != hash.size()) {
        return std::nullopt;
    }
    return hash;
}

std::string text_of(const std::vector<std::string>& ids) {
    return core::Json(ids).dump();
}

std::vector<std::string> ids_in(std::string_view text) {
    std::vector<std::string> ids;
    if (auto parsed = core::parse_json(text, "store"); parsed && parsed->is_array()) {
        for (const auto& id : *parsed) {
            if (id.is_string()) {
                ids.push_back(id.get<std::string>());
            }
        }
    }
    return ids;
}

void remove(Database& database, std::string_view school, std::string_view source,
            std::string_view note) {
    Query(database.statement("DELETE FROM misfiled WHERE school = ? AND source = ? AND note = ?"),
          school, source, note)
        .run();
}

void forget_seen(Database& database, std::string_view school, std::string_view source,
                 std::string_view note) {
    Query(database.statement(
              "DELETE FROM misfiled_seen WHERE school = ? AND source = ? AND note = ?"),
          school, source, note)
        .run();
}

/// Whether a person put that note away, with the content that it has now.
bool is_put_away(Database& database, std::string_view school, const notes::Note& note,
                 const ContentHash& fingerprint) {
    Query query(database.statement("SELECT 1 FROM misfiled_seen WHERE school = ? AND source = ? "
                                   "AND note = ? AND fingerprint = ?"),
                school, note.source, note.id, Bytes(fingerprint));
    return query.next();
}

}  // namespace

core::Result<std::vector<MisfiledRow>> View::misfiled() {
    return guarded([&] {
        Query query(database_->statement(
                        "SELECT m.fingerprint, m.source, m.note, m.pupil, m.category, m.day, "
                        "m.alarms, m.steps, m.actions, p.name, p.group_name FROM misfiled m LEFT "
                        "JOIN pupil p ON p.school = m.school AND p.pupil = m.pupil WHERE m.school "
                        "= ? ORDER BY m.day DESC, m.source, m.note"),
                    school_);
        std::vector<MisfiledRow> rows;
        while (query.next()) {
            rows.push_back({.key = key_of(query.bytes(0)),
                            .source = query.string(1),
                            .note = query.string(2),
                            .pupil = query.string(3),
                            .name = query.optional_string(9).value_or(""),
                            .group = query.optional_string(10).value_or(""),
                            .category = query.string(4),
                            .day = query.date(5),
                            .alarms = ids_in(query.text(6)),
                            .steps = ids_in(query.text(7)),
                            .actions = ids_in(query.text(8))});
        }
        return rows;
    });
}

core::Result<std::vector<MisfiledId>> View::misfiled_ids() {
    return guarded([&] {
        Query query(database_->statement(
                        "SELECT source, note, category FROM misfiled WHERE school = ? UNION ALL "
                        "SELECT source, note, '' FROM misfiled_seen WHERE school = ?"),
                    school_, school_);
        std::vector<MisfiledId> ids;
        while (query.next()) {
            ids.push_back({query.string(0), query.string(1), query.string(2)});
        }
        return ids;
    });
}

core::Result<bool> Change::put_misfiled(const notes::Note& note, const MisfiledRow& row,
                                        core::Instant now) {
    return guarded([&] {
        const ContentHash fingerprint = fingerprint_of(note);
        if (is_put_away(*database_, school_, note, fingerprint)) {
            remove(*database_, school_, note.source, note.id);
            return false;
        }
        forget_seen(*database_, school_, note.source, note.id);
        const std::string category = note.category.value_or("");
        const std::string alarms = text_of(row.alarms);
        const std::string steps = text_of(row.steps);
        const std::string actions = text_of(row.actions);
        Query(database_->statement(
                  "INSERT INTO misfiled (school, source, note, pupil, category, day, alarms, "
                  "steps, actions, fingerprint, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (school, source, note) DO UPDATE SET pupil = excluded.pupil, "
                  "category = excluded.category, day = excluded.day, alarms = excluded.alarms, "
                  "steps = excluded.steps, actions = excluded.actions, fingerprint = "
                  "excluded.fingerprint, told_at = excluded.told_at WHERE misfiled.fingerprint <> "
                  "excluded.fingerprint OR misfiled.alarms <> excluded.alarms OR misfiled.steps <> "
                  "excluded.steps OR misfiled.actions <> excluded.actions"),
              school_, note.source, note.id, note.pupil, category, note.date, alarms, steps,
              actions, Bytes(fingerprint), now)
            .run();
        return true;
    });
}

core::Status Change::withdraw_misfiled(std::string_view source, std::string_view note) {
    return guarded([&] {
        remove(*database_, school_, source, note);
        return core::Done{};
    });
}

core::Status Change::forget_misfiled(std::string_view source, std::string_view note) {
    return guarded([&] {
        remove(*database_, school_, source, note);
        forget_seen(*database_, school_, source, note);
        return core::Done{};
    });
}

core::Result<bool> Change::put_away_misfiled(std::string_view key, std::string_view person,
                                             core::Instant now) {
    return guarded([&] {
        const auto fingerprint = fingerprint_in(key);
        if (!fingerprint) {
            return false;
        }
        Query(database_->statement(
                  "INSERT INTO misfiled_seen (school, source, note, fingerprint, person, seen_at) "
                  "SELECT school, source, note, fingerprint, ?, ? FROM misfiled WHERE school = ? "
                  "AND fingerprint = ? ON CONFLICT (school, source, note) DO UPDATE SET "
                  "fingerprint = excluded.fingerprint, person = excluded.person, seen_at = "
                  "excluded.seen_at"),
              person, now, school_, Bytes(*fingerprint))
            .run();
        if (database_->changes() == 0) {
            return false;
        }
        Query(database_->statement("DELETE FROM misfiled WHERE school = ? AND fingerprint = ?"),
              school_, Bytes(*fingerprint))
            .run();
        return true;
    });
}

}  // namespace meldbrug::store
