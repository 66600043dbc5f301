#include "access.hpp"

#include "meldbrug/store/store.hpp"

namespace meldbrug::store {

namespace {

AdapterState adapter_of(const Query& row, Files& files) {
    return {.adapter = row.string(0),
            .cursor = files.unshelve(context_of("adapter", row.text(0)), row.bytes(1), 1).front(),
            .last_success = row.optional_instant(2),
            .added = row.integer(3),
            .changed = row.integer(4),
            .unchanged = row.integer(5),
            .withdrawn = row.integer(6),
            .refused = row.integer(7),
            .held_back = row.integer(8),
            .last_error = row.string(9),
            .needs_person = row.flag(10),
            .last_error_at = row.optional_instant(11)};
}

}  // namespace

core::Result<std::optional<AdapterState>> View::adapter(std::string_view name) {
    return guarded([&]() -> std::optional<AdapterState> {
        Query query(
            database_->statement(
                "SELECT adapter, cursor, last_success, added, changed, unchanged, withdrawn, "
                "refused, held_back, last_error, "
                "needs_person, last_error_at FROM adapter WHERE school = ? AND adapter = ?"),
            school_, name);
        if (!query.next()) {
            return std::nullopt;
        }
        return adapter_of(query, *files_);
    });
}

core::Result<std::vector<AdapterState>> View::adapters() {
    return guarded([&] {
        Query query(
            database_->statement(
                "SELECT adapter, cursor, last_success, added, changed, unchanged, withdrawn, "
                "refused, held_back, last_error, "
                "needs_person, last_error_at FROM adapter WHERE school = ? ORDER BY adapter"),
            school_);
        std::vector<AdapterState> states;
        while (query.next()) {
            states.push_back(adapter_of(query, *files_));
        }
        return states;
    });
}

core::Result<std::vector<RefusedRow>> View::refused(std::string_view adapter) {
    return guarded([&] {
        Query query(database_->statement("SELECT sealed FROM refused WHERE school = ? AND adapter "
                                         "= ? ORDER BY position"),
                    school_, adapter);
        std::vector<RefusedRow> rows;
        while (query.next()) {
            auto told = files_->unshelve(context_of("refused", adapter), query.bytes(0), 3);
            rows.push_back({std::move(told[0]), std::move(told[1]), std::move(told[2])});
        }
        return rows;
    });
}

core::Result<std::int64_t> View::revision() {
    return guarded([&] {
        Query query(database_->statement("SELECT value FROM revision WHERE school = ?"), school_);
        return query.next() ? query.integer(0) : std::int64_t{0};
    });
}

core::Result<std::vector<std::string>> View::touched_since(std::int64_t revision) {
    return guarded([&] {
        Query query(database_->statement(
                        "SELECT file FROM pupil_revision WHERE school = ? AND revision > ?"),
                    school_, revision);
        std::vector<std::string> pupils;
        while (query.next()) {
            pupils.push_back(files_->pupil_of(query.integer(0)));
        }
        return pupils;
    });
}

core::Result<std::string> View::setting(std::string_view name) {
    return guarded([&] {
        Query query(database_->statement("SELECT value FROM setting WHERE school = ? AND name = ?"),
                    school_, name);
        return query.next() ? query.string(0) : std::string();
    });
}

core::Result<Totals> View::totals() {
    return guarded([&] {
        Totals totals;
        Query notes(database_->statement("SELECT count(*), count(DISTINCT file) FROM note WHERE "
                                         "school = ? AND withdrawn_at IS NULL"),
                    school_);
        if (notes.next()) {
            totals.notes = notes.integer(0);
            totals.pupils = notes.integer(1);
        }
        Query dossiers(database_->statement("SELECT count(*) FROM dossier WHERE school = ?"),
                       school_);
        if (dossiers.next()) {
            totals.dossiers = dossiers.integer(0);
        }
        return totals;
    });
}

core::Status Change::put_adapter(const AdapterState& state) {
    return guarded([&] {
        const Blob cursor =
            files_->shelve(context_of("adapter", state.adapter), pack({state.cursor}));
        Query(database_->statement("INSERT INTO adapter (school, adapter, cursor, last_success, "
                                   "added, changed, unchanged, withdrawn, refused, held_back, "
                                   "last_error, needs_person, last_error_at) VALUES (?, ?, ?, ?, "
                                   "?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (school, adapter) DO "
                                   "UPDATE SET cursor = excluded.cursor, last_success = "
                                   "excluded.last_success, added = excluded.added, "
                                   "changed = excluded.changed, unchanged = excluded.unchanged, "
                                   "withdrawn = excluded.withdrawn, refused = excluded.refused, "
                                   "held_back = excluded.held_back, last_error = "
                                   "excluded.last_error, needs_person = excluded.needs_person, "
                                   "last_error_at = excluded.last_error_at"),
              school_, state.adapter, Bytes(cursor), state.last_success, state.added, state.changed,
              state.unchanged, state.withdrawn, state.refused, state.held_back, state.last_error,
              state.needs_person, state.last_error_at)
            .run();
        return core::Done{};
    });
}

core::Status Change::put_refused(std::string_view adapter, std::span<const RefusedRow> rows,
                                 core::Instant now) {
    return guarded([&] {
        Query(database_->statement("DELETE FROM refused WHERE school = ? AND adapter = ?"), school_,
              adapter)
            .run();
        std::int64_t position = 0;
        for (const auto& row : rows) {
            // A place may be a file that is called after a pupil.
            const Blob sealed = files_->shelve(context_of("refused", adapter),
                                               pack({row.where, row.field, row.reason}));
            Query(database_->statement("INSERT INTO refused (school, adapter, position, sealed, "
                                       "refused_at) VALUES (?, ?, ?, ?, ?)"),
                  school_, adapter, ++position, Bytes(sealed), now)
                .run();
        }
        return core::Done{};
    });
}

core::Status Change::put_setting(std::string_view name, std::string_view value) {
    return guarded([&] {
        Query(database_->statement("INSERT INTO setting (school, name, value) VALUES (?, ?, ?) ON "
                                   "CONFLICT (school, name) DO UPDATE SET value = excluded.value"),
              school_, name, value)
            .run();
        return core::Done{};
    });
}

}  // namespace meldbrug::store
