#include "access.hpp"
#include "content_hash.hpp"
#include "rows.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/store/store.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

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

void remove(Database& database, const Mark& mark) {
    Query(database.statement("DELETE FROM misfiled WHERE mark = ?"), Bytes(mark)).run();
}

void forget_seen(Database& database, const Mark& mark) {
    Query(database.statement("DELETE FROM misfiled_seen WHERE mark = ?"), Bytes(mark)).run();
}

/// Whether a person put that note away, with the content that it has now.
bool is_put_away(Database& database, const Mark& mark, const Mark& fingerprint) {
    Query query(
        database.statement("SELECT 1 FROM misfiled_seen WHERE mark = ? AND fingerprint = ?"),
        Bytes(mark), Bytes(fingerprint));
    return query.next();
}

}  // namespace

core::Result<std::vector<MisfiledRow>> View::misfiled() {
    return guarded([&] {
        Query query(database_->statement("SELECT fingerprint, source, mark, file, day, alarms, "
                                         "steps, actions, sealed FROM misfiled WHERE school = ?"),
                    school_);
        std::vector<MisfiledRow> rows;
        while (query.next()) {
            const auto file = query.integer(3);
            auto parts =
                files_->open(file, context_of("misfiled", query.bytes(2)), query.bytes(8), 2);
            const auto facts = facts_in(*database_, *files_, school_, file);
            rows.push_back({.key = key_of(query.bytes(0)),
                            .source = query.string(1),
                            .note = std::move(parts[0]),
                            .pupil = files_->pupil_of(file),
                            .name = facts ? facts->name : std::string(),
                            .group = facts ? facts->group : std::string(),
                            .category = std::move(parts[1]),
                            .day = query.date(4),
                            .alarms = ids_in(query.text(5)),
                            .steps = ids_in(query.text(6)),
                            .actions = ids_in(query.text(7))});
        }
        std::sort(rows.begin(), rows.end(), [](const MisfiledRow& a, const MisfiledRow& b) {
            return std::tie(b.day, a.source, a.note) < std::tie(a.day, b.source, b.note);
        });
        return rows;
    });
}

core::Result<std::vector<MisfiledId>> View::misfiled_ids() {
    return guarded([&] {
        std::vector<MisfiledId> ids;
        Query query(database_->statement(
                        "SELECT source, mark, file, sealed FROM misfiled WHERE school = ?"),
                    school_);
        while (query.next()) {
            auto parts = files_->open(query.integer(2), context_of("misfiled", query.bytes(1)),
                                      query.bytes(3), 2);
            ids.push_back({query.string(0), std::move(parts[0]), std::move(parts[1])});
        }
        Query seen(
            database_->statement("SELECT source, mark, sealed FROM misfiled_seen WHERE school = ?"),
            school_);
        while (seen.next()) {
            auto parts =
                files_->unshelve(context_of("misfiled_seen", seen.bytes(1)), seen.bytes(2), 1);
            ids.push_back({seen.string(0), std::move(parts[0]), {}});
        }
        return ids;
    });
}

core::Result<bool> Change::put_misfiled(const notes::Note& note, const MisfiledRow& row,
                                        core::Instant now) {
    return guarded([&] {
        const Mark mark = files_->note_mark(note.source, note.id);
        const Mark fingerprint = files_->print(Bytes(fingerprint_of(note)));
        if (is_put_away(*database_, mark, fingerprint)) {
            remove(*database_, mark);
            return false;
        }
        forget_seen(*database_, mark);
        const auto file = files_->take(note.pupil);
        const Blob sealed = files_->seal(file, context_of("misfiled", Bytes(mark)),
                                         pack({note.id, note.category.value_or("")}));
        const std::string alarms = text_of(row.alarms);
        const std::string steps = text_of(row.steps);
        const std::string actions = text_of(row.actions);
        Query(database_->statement(
                  "INSERT INTO misfiled (school, source, mark, file, day, alarms, steps, actions, "
                  "fingerprint, told_at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
                  "CONFLICT (mark) DO UPDATE SET file = excluded.file, day = excluded.day, alarms "
                  "= excluded.alarms, steps = excluded.steps, actions = excluded.actions, "
                  "fingerprint = excluded.fingerprint, told_at = excluded.told_at, sealed = "
                  "excluded.sealed WHERE misfiled.fingerprint <> excluded.fingerprint OR "
                  "misfiled.alarms <> excluded.alarms OR misfiled.steps <> excluded.steps OR "
                  "misfiled.actions <> excluded.actions"),
              school_, note.source, Bytes(mark), file, note.date, alarms, steps, actions,
              Bytes(fingerprint), now, Bytes(sealed))
            .run();
        return true;
    });
}

core::Status Change::withdraw_misfiled(std::string_view source, std::string_view note) {
    return guarded([&] {
        remove(*database_, files_->note_mark(source, note));
        return core::Done{};
    });
}

core::Status Change::forget_misfiled(std::string_view source, std::string_view note) {
    return guarded([&] {
        const Mark mark = files_->note_mark(source, note);
        remove(*database_, mark);
        forget_seen(*database_, mark);
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
        Mark mark{};
        std::string source;
        std::string note;
        {
            Query stored(database_->statement("SELECT mark, source, file, sealed FROM misfiled "
                                              "WHERE school = ? AND fingerprint = ?"),
                         school_, Bytes(*fingerprint));
            if (!stored.next()) {
                return false;
            }
            std::copy_n(stored.bytes(0).begin(), std::min(stored.bytes(0).size(), mark.size()),
                        mark.begin());
            source = stored.string(1);
            note = files_
                       ->open(stored.integer(2), context_of("misfiled", stored.bytes(0)),
                              stored.bytes(3), 2)
                       .front();
        }
        // On the shelf: no pupil stands here.
        const Blob sealed = files_->shelve(context_of("misfiled_seen", Bytes(mark)), pack({note}));
        Query(database_->statement(
                  "INSERT INTO misfiled_seen (school, source, mark, fingerprint, person, seen_at, "
                  "sealed) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mark) DO UPDATE SET "
                  "fingerprint = excluded.fingerprint, person = excluded.person, seen_at = "
                  "excluded.seen_at, sealed = excluded.sealed"),
              school_, source, Bytes(mark), Bytes(*fingerprint), person, now, Bytes(sealed))
            .run();
        remove(*database_, mark);
        return true;
    });
}

}  // namespace meldbrug::store
