#include "access.hpp"

#include "meldbrug/store/store.hpp"

#include <algorithm>
#include <iterator>

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

std::vector<TermRow> terms_in(Database& database, std::string_view school, std::string_view pupil) {
    Query query(database.statement("SELECT dossier, term_id, about, set_on, due, note, rule, "
                                   "source, met, withdrawn FROM term "
                                   "WHERE school = ? AND pupil = ? ORDER BY dossier, due, term_id"),
                school, pupil);
    std::vector<TermRow> terms;
    while (query.next()) {
        terms.push_back({.dossier = query.number(0),
                         .term_id = query.string(1),
                         .about = query.string(2),
                         .set_on = query.date(3),
                         .due = query.date(4),
                         .note = query.string(5),
                         .rule = query.string(6),
                         .source = query.string(7),
                         .met = query.flag(8),
                         .withdrawn = query.flag(9)});
    }
    return terms;
}

bool same_term(const TermRow& a, const TermRow& b) {
    return a.dossier == b.dossier && a.term_id == b.term_id;
}

bool was_reminded(Database& database, std::string_view school, std::string_view pupil,
                  const TermRow& term) {
    Query query(database.statement("SELECT 1 FROM delivery WHERE school = ? AND pupil = ? AND "
                                   "dossier = ? AND term_id = ?"),
                school, pupil, term.dossier, term.term_id);
    return query.next();
}

}  // namespace

core::Result<std::vector<Dossier>> View::dossiers_of(std::string_view pupil) {
    return guarded([&] {
        Query query(database_->statement("SELECT ordinal, year, serial FROM dossier WHERE school = "
                                         "? AND pupil = ? ORDER BY ordinal"),
                    school_, pupil);
        std::vector<Dossier> dossiers;
        while (query.next()) {
            dossiers.push_back({query.number(0), number_of(query.integer(1), query.integer(2))});
        }
        return dossiers;
    });
}

core::Result<std::vector<TermRow>> View::terms_of(std::string_view pupil) {
    return guarded([&] { return terms_in(*database_, school_, pupil); });
}

core::Result<std::vector<std::string>> View::pupils_with_terms_until(core::Date last) {
    return guarded([&] {
        Query query(database_->statement("SELECT DISTINCT pupil FROM term WHERE school = ? AND due "
                                         "<= ? AND met = 0 AND withdrawn = 0 ORDER BY pupil"),
                    school_, last);
        std::vector<std::string> pupils;
        while (query.next()) {
            pupils.push_back(query.string(0));
        }
        return pupils;
    });
}

core::Result<std::string> Change::dossier_number(std::string_view pupil, int ordinal, int year,
                                                 core::Instant now) {
    return guarded([&] {
        {
            Query known(database_->statement("SELECT year, serial FROM dossier WHERE school = ? "
                                             "AND pupil = ? AND ordinal = ?"),
                        school_, pupil, ordinal);
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
        Query(database_->statement("INSERT INTO dossier (school, pupil, ordinal, year, serial, "
                                   "numbered_at) VALUES (?, ?, ?, ?, ?, ?)"),
              school_, pupil, ordinal, year, serial, now)
            .run();
        touch(pupil);
        return number_of(year, serial);
    });
}

core::Status Change::put_terms(std::string_view pupil, std::span<const TermRow> terms,
                               core::Instant now) {
    return guarded([&] {
        const std::vector<TermRow> stored = terms_in(*database_, school_, pupil);
        for (const auto& term : terms) {
            if (std::find(stored.begin(), stored.end(), term) != stored.end()) {
                continue;
            }
            Query(
                database_->statement("INSERT INTO term (school, pupil, dossier, term_id, about, "
                                     "set_on, due, note, rule, source, met, withdrawn, changed_at) "
                                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
                                     "(school, pupil, dossier, term_id) DO UPDATE SET "
                                     "about = excluded.about, set_on = excluded.set_on, due = "
                                     "excluded.due, note = excluded.note, rule = excluded.rule, "
                                     "source = excluded.source, met = excluded.met, withdrawn = "
                                     "excluded.withdrawn, changed_at = excluded.changed_at"),
                school_, pupil, term.dossier, term.term_id, term.about, term.set_on, term.due,
                term.note, term.rule, term.source, term.met, term.withdrawn, now)
                .run();
        }
        for (const auto& term : stored) {
            if (term.withdrawn || std::any_of(terms.begin(), terms.end(), [&](const TermRow& kept) {
                    return same_term(kept, term);
                })) {
                continue;
            }
            // Whoever got a reminder of it finds it on the board, as withdrawn.
            if (was_reminded(*database_, school_, pupil, term)) {
                Query(database_->statement(
                          "UPDATE term SET withdrawn = 1, changed_at = ? WHERE school = ? AND "
                          "pupil = ? AND dossier = ? AND term_id = ?"),
                      now, school_, pupil, term.dossier, term.term_id)
                    .run();
            } else {
                Query(database_->statement("DELETE FROM term WHERE school = ? AND pupil = ? AND "
                                           "dossier = ? AND term_id = ?"),
                      school_, pupil, term.dossier, term.term_id)
                    .run();
            }
        }
        return core::Done{};
    });
}

}  // namespace meldbrug::store
