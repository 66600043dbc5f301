#include "access.hpp"
#include "rows.hpp"

#include "meldbrug/store/store.hpp"

#include <algorithm>
#include <tuple>

namespace meldbrug::store {

namespace {

/// "2026-0012"; a school with more than 9999 dossiers in a year gets a longer number, never the
/// same one twice.
std::string number_of(std::int64_t year, std::int64_t serial) {
    constexpr std::size_t digits = 4;
    std::string text = std::to_string(serial);
    if (text.size() < digits) {
        text.insert(0, digits - text.size(), '0');
    }
    return std::to_string(year) + "-" + text;
}

std::vector<TermRow> terms_in(Database& database, Files& files, std::int64_t file) {
    Query query(database.statement("SELECT dossier, mark, about, set_on, due, rule, source, met, "
                                   "withdrawn, sealed FROM term WHERE file = ?"),
                file);
    std::vector<TermRow> terms;
    while (query.next()) {
        auto parts = files.open(file, context_of("term", query.bytes(1)), query.bytes(9), 2);
        terms.push_back({.dossier = query.number(0),
                         .term_id = std::move(parts[0]),
                         .about = query.string(2),
                         .set_on = query.date(3),
                         .due = query.date(4),
                         .note = std::move(parts[1]),
                         .rule = query.string(5),
                         .source = query.string(6),
                         .met = query.flag(7),
                         .withdrawn = query.flag(8)});
    }
    std::sort(terms.begin(), terms.end(), [](const TermRow& a, const TermRow& b) {
        return std::tie(a.dossier, a.due, a.term_id) < std::tie(b.dossier, b.due, b.term_id);
    });
    return terms;
}

bool same_term(const TermRow& a, const TermRow& b) {
    return a.dossier == b.dossier && a.term_id == b.term_id;
}

bool was_reminded(Database& database, std::int64_t file, const TermRow& term, const Mark& mark) {
    Query query(
        database.statement("SELECT 1 FROM delivery WHERE file = ? AND dossier = ? AND term = ?"),
        file, term.dossier, Bytes(mark));
    return query.next();
}

/// Grows with every change, whatever the clock says: a calendar takes the higher one for the newer.
void write_term(Database& database, Files& files, std::string_view school, std::int64_t file,
                const TermRow& term, core::Instant now) {
    const Mark mark = files.mark("term", term.term_id);
    const Blob sealed = seal_term(files, file, mark, term.term_id, term.note);
    Query(database.statement(
              "INSERT INTO term (school, file, dossier, mark, about, set_on, due, rule, source, "
              "met, withdrawn, changed_at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
              "ON CONFLICT (file, dossier, mark) DO UPDATE SET about = excluded.about, set_on = "
              "excluded.set_on, due = excluded.due, rule = excluded.rule, source = "
              "excluded.source, met = excluded.met, withdrawn = excluded.withdrawn, changed_at = "
              "max(excluded.changed_at, term.changed_at + 1), sealed = excluded.sealed"),
          school, file, term.dossier, Bytes(mark), term.about, term.set_on, term.due, term.rule,
          term.source, term.met, term.withdrawn, now, Bytes(sealed))
        .run();
}

}  // namespace

Blob seal_term(Files& files, std::int64_t file, const Mark& mark, std::string_view term_id,
               std::string_view note) {
    return files.seal(file, context_of("term", Bytes(mark)), pack({term_id, note}));
}

core::Result<std::vector<Dossier>> View::dossiers_of(std::string_view pupil) {
    return guarded([&] {
        std::vector<Dossier> dossiers;
        const auto file = files_->find(pupil);
        if (!file) {
            return dossiers;
        }
        Query query(
            database_->statement(
                "SELECT ordinal, year, serial FROM dossier WHERE file = ? ORDER BY ordinal"),
            *file);
        while (query.next()) {
            dossiers.push_back({query.number(0), number_of(query.integer(1), query.integer(2))});
        }
        return dossiers;
    });
}

core::Result<std::vector<TermRow>> View::terms_of(std::string_view pupil) {
    return guarded([&] {
        const auto file = files_->find(pupil);
        return file ? terms_in(*database_, *files_, *file) : std::vector<TermRow>();
    });
}

core::Result<std::vector<std::string>> View::pupils_with_terms_until(core::Date last) {
    return guarded([&] {
        Query query(database_->statement("SELECT DISTINCT file FROM term WHERE school = ? AND due "
                                         "<= ? AND met = 0 AND withdrawn = 0"),
                    school_, last);
        return files_->pupils_in(query);
    });
}

core::Result<std::string> Change::dossier_number(std::string_view pupil, int ordinal, int year,
                                                 core::Instant now) {
    return guarded([&] {
        const auto file = files_->take(pupil);
        {
            Query known(database_->statement(
                            "SELECT year, serial FROM dossier WHERE file = ? AND ordinal = ?"),
                        file, ordinal);
            if (known.next()) {
                return number_of(known.integer(0), known.integer(1));
            }
        }
        std::int64_t serial = 1;
        {
            Query last(database_->statement("SELECT coalesce(max(serial), 0) + 1 FROM dossier "
                                            "WHERE school = ? AND year = ?"),
                       school_, year);
            if (last.next()) {
                serial = last.integer(0);
            }
        }
        Query(database_->statement("INSERT INTO dossier (school, file, ordinal, year, serial, "
                                   "numbered_at) VALUES (?, ?, ?, ?, ?, ?)"),
              school_, file, ordinal, year, serial, now)
            .run();
        touch(pupil);
        return number_of(year, serial);
    });
}

core::Status Change::put_terms(std::string_view pupil, std::span<const TermRow> terms,
                               core::Instant now) {
    return guarded([&] {
        if (terms.empty() && !files_->find(pupil)) {
            return core::Done{};
        }
        const auto file = files_->take(pupil);
        const std::vector<TermRow> stored = terms_in(*database_, *files_, file);
        for (const auto& term : terms) {
            if (std::find(stored.begin(), stored.end(), term) == stored.end()) {
                write_term(*database_, *files_, school_, file, term, now);
            }
        }
        for (const auto& term : stored) {
            if (term.withdrawn || std::any_of(terms.begin(), terms.end(), [&](const TermRow& kept) {
                    return same_term(kept, term);
                })) {
                continue;
            }
            // Whoever got a reminder of it finds it on the board, as withdrawn.
            const Mark mark = files_->mark("term", term.term_id);
            if (was_reminded(*database_, file, term, mark)) {
                Query(database_->statement("UPDATE term SET withdrawn = 1, changed_at = max(?, "
                                           "changed_at + 1) WHERE file = ? AND dossier = ? AND "
                                           "mark = ?"),
                      now, file, term.dossier, Bytes(mark))
                    .run();
            } else {
                Query(database_->statement(
                          "DELETE FROM term WHERE file = ? AND dossier = ? AND mark = ?"),
                      file, term.dossier, Bytes(mark))
                    .run();
            }
        }
        return core::Done{};
    });
}

}  // namespace meldbrug::store
