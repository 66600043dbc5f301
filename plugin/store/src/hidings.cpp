#include "access.hpp"
#include "rows.hpp"

#include "meldbrug/store/store.hpp"

#include <utility>

namespace meldbrug::store {

namespace {

/// Its number in the table of endings is that of what it ends.
std::string ended(std::int64_t id) {
    return context_of("hiding_ended", id);
}

}  // namespace

core::Result<std::vector<HidingRow>> View::hidings(const HidingQuery& query) {
    return guarded([&] {
        std::vector<HidingRow> rows;
        std::optional<std::int64_t> file;
        if (query.pupil) {
            file = files_->find(*query.pupil);
            if (!file) {
                return rows;
            }
        }
        const auto person = query.person
                                ? std::optional(files_->mark("hiding_person", *query.person))
                                : std::nullopt;
        Query found(
            database_->statement(
                "SELECT id, file, sealed, hidden_by, hidden_at, ended_by, ended_at, ended_sealed "
                "FROM hiding WHERE school = ?1 AND (?2 IS NULL OR person = ?2) AND (?3 IS NULL OR "
                "file = ?3) ORDER BY id"),
            school_, person ? std::optional(Bytes(*person)) : std::nullopt, file);
        while (found.next()) {
            HidingRow row;
            row.id = found.integer(0);
            const auto of = found.integer(1);
            auto sealed = files_->open(of, context_of("hiding", row.id), found.bytes(2), 2);
            row.pupil = files_->pupil_of(of);
            row.person = std::move(sealed[0]);
            row.why = std::move(sealed[1]);
            row.by = found.string(3);
            row.at = found.instant(4);
            if (const auto at = found.optional_instant(6)) {
                auto why = files_->open(of, ended(row.id), found.bytes(7), 1);
                row.ended = HidingEnd{found.string(5), *at, std::move(why.front())};
            }
            rows.push_back(std::move(row));
        }
        return rows;
    });
}

core::Result<std::int64_t> Change::add_hiding(const HidingRow& hiding) {
    return guarded([&] {
        const auto file = files_->take(hiding.pupil);
        const Mark person = files_->mark("hiding_person", hiding.person);
        std::int64_t id = 0;
        {
            Query added(
                database_->statement("INSERT INTO hiding (school, file, person, hidden_by, "
                                     "hidden_at, sealed) VALUES (?, ?, ?, ?, ?, x'') RETURNING id"),
                school_, file, Bytes(person), hiding.by, hiding.at);
            if (!added.next()) {
                throw Failure({core::ErrorCode::internal,
                               "a hiding was written and has no number: please report this",
                               database_->file()});
            }
            id = added.integer(0);
            added.run();
        }
        const Blob sealed =
            files_->seal(file, context_of("hiding", id), pack({hiding.person, hiding.why}));
        Query(database_->statement("UPDATE hiding SET sealed = ? WHERE id = ?"), Bytes(sealed), id)
            .run();
        return id;
    });
}

core::Result<bool> Change::end_hiding(std::int64_t id, const HidingEnd& end) {
    return guarded([&] {
        std::int64_t file = 0;
        {
            Query open(database_->statement("SELECT file FROM hiding WHERE school = ? AND id = ? "
                                            "AND ended_at IS NULL"),
                       school_, id);
            if (!open.next()) {
                return false;
            }
            file = open.integer(0);
        }
        const Blob sealed = files_->seal(file, ended(id), pack({end.why}));
        Query(database_->statement("UPDATE hiding SET ended_by = ?, ended_at = ?, ended_sealed = ? "
                                   "WHERE id = ?"),
              end.by, end.at, Bytes(sealed), id)
            .run();
        return true;
    });
}

}  // namespace meldbrug::store
