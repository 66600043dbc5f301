#include "seal_plain_store.hpp"

#include "rows.hpp"

#include "meldbrug/core/json.hpp"

#include <map>

namespace meldbrug::store {

namespace {

/// One `Files` for each school of the file: most have one.
class Schools {
public:
    Schools(Database& database, std::shared_ptr<const Vault> vault)
        : database_(database), vault_(std::move(vault)) {}
    Files& of(std::string_view school) {
        auto found = files_.find(school);
        if (found == files_.end()) {
            // The key of a map stays where it is: `Files` keeps a view of it.
            found = files_.emplace(school, nullptr).first;
            found->second = std::make_unique<Files>(database_, vault_, found->first);
        }
        return *found->second;
    }

private:
    Database& database_;
    std::shared_ptr<const Vault> vault_;
    std::map<std::string, std::unique_ptr<Files>, std::less<>> files_;
};

/// Prepared for this one run: the plain tables are gone afterwards.
class Rows {
public:
    Rows(Database& database, std::string_view sql)
        : statement_(database.prepare(sql)), query(*statement_) {}

private:
    std::unique_ptr<Statement> statement_;

public:
    Query query;
};

std::optional<Bytes> bytes_of(const std::optional<Mark>& mark) {
    return mark ? std::optional(Bytes(*mark)) : std::nullopt;
}

notes::Note note_in(const Query& row) {
    notes::Note note;
    note.source = row.string(1);
    note.id = row.string(2);
    note.pupil = row.string(3);
    note.category = row.optional_string(4);
    note.title = row.string(5);
    note.text = row.string(6);
    note.date = row.date(7);
    note.recorded_at = row.optional_instant(8);
    note.author.id = row.string(9);
    note.author.role = row.string(10);
    return note;
}

void seal_notes(Database& database, Schools& schools) {
    Rows rows(database,
              "SELECT school, source, id, pupil, category, title, text, day, recorded_at, "
              "author_id, author_role, content_hash, first_seen, changed_at, withdrawn_at, arrival "
              "FROM plain_note ORDER BY arrival");
    auto& row = rows.query;
    while (row.next()) {
        auto& files = schools.of(row.text(0));
        const auto note = note_in(row);
        const Mark mark = files.note_mark(note.source, note.id);
        const Mark content = files.print(row.bytes(11));
        const auto file = files.take(note.pupil);
        const Blob sealed = seal_note(files, file, mark, note);
        Query(database.statement("INSERT INTO note (arrival, school, file, source, mark, day, "
                                 "recorded_at, content, first_seen, changed_at, withdrawn_at, "
                                 "sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
              row.integer(15), row.text(0), file, note.source, Bytes(mark), note.date,
              note.recorded_at, Bytes(content), row.instant(12), row.instant(13),
              row.optional_instant(14), Bytes(sealed))
            .run();
    }
}

void seal_versions(Database& database, Schools& schools) {
    Rows rows(database,
              "SELECT school, source, id, pupil, category, title, text, day, recorded_at, "
              "author_id, author_role, content_hash, first_seen, replaced_at FROM "
              "plain_note_version ORDER BY arrival");
    auto& row = rows.query;
    while (row.next()) {
        auto& files = schools.of(row.text(0));
        const auto note = note_in(row);
        const Mark mark = files.note_mark(note.source, note.id);
        const Mark content = files.print(row.bytes(11));
        const auto file = files.take(note.pupil);
        const Blob sealed = seal_note(files, file, mark, note);
        Query(database.statement("INSERT INTO note_version (school, file, source, mark, day, "
                                 "recorded_at, content, first_seen, replaced_at, sealed) VALUES "
                                 "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
              row.text(0), file, note.source, Bytes(mark), note.date, note.recorded_at,
              Bytes(content), row.instant(12), row.instant(13), Bytes(sealed))
            .run();
    }
}

void seal_facts(Database& database, Schools& schools) {
    Rows rows(database,
              "SELECT school, pupil, name, group_name, birth_day, left_on, siblings FROM "
              "plain_pupil");
    auto& row = rows.query;
    while (row.next()) {
        notes::PupilFacts facts;
        facts.pupil = row.string(1);
        facts.name = row.string(2);
        facts.group = row.string(3);
        facts.birth_date = row.optional_date(4);
        facts.left_on = row.optional_date(5);
        if (const auto siblings = core::parse_json(row.text(6), "store");
            siblings && siblings->is_array()) {
            for (const auto& sibling : *siblings) {
                if (sibling.is_string()) {
                    facts.siblings.push_back(sibling.get<std::string>());
                }
            }
        }
        (void)write_facts(database, schools.of(row.text(0)), row.text(0), facts);
    }
}

void seal_dossiers(Database& database, Schools& schools) {
    {
        Rows rows(database,
                  "SELECT school, pupil, ordinal, year, serial, numbered_at FROM plain_dossier");
        auto& row = rows.query;
        while (row.next()) {
            Query(database.statement("INSERT INTO dossier (school, file, ordinal, year, serial, "
                                     "numbered_at) VALUES (?, ?, ?, ?, ?, ?)"),
                  row.text(0), schools.of(row.text(0)).take(row.text(1)), row.integer(2),
                  row.integer(3), row.integer(4), row.integer(5))
                .run();
        }
    }
    Rows rows(database, "SELECT school, pupil, revision FROM plain_pupil_revision");
    auto& row = rows.query;
    while (row.next()) {
        Query(database.statement(
                  "INSERT INTO pupil_revision (school, file, revision) VALUES (?, ?, ?)"),
              row.text(0), schools.of(row.text(0)).take(row.text(1)), row.integer(2))
            .run();
    }
}

void seal_terms(Database& database, Schools& schools) {
    {
        Rows rows(database,
                  "SELECT school, pupil, dossier, term_id, about, set_on, due, note, rule, source, "
                  "met, withdrawn, changed_at FROM plain_term");
        auto& row = rows.query;
        while (row.next()) {
            auto& files = schools.of(row.text(0));
            const auto file = files.take(row.text(1));
            const Mark mark = files.mark("term", row.text(3));
            const Blob sealed = seal_term(files, file, mark, row.text(3), row.text(7));
            Query(database.statement(
                      "INSERT INTO term (school, file, dossier, mark, about, set_on, due, rule, "
                      "source, met, withdrawn, changed_at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, "
                      "?, ?, ?, ?, ?, ?)"),
                  row.text(0), file, row.integer(2), Bytes(mark), row.text(4), row.integer(5),
                  row.integer(6), row.text(8), row.text(9), row.integer(10), row.integer(11),
                  row.integer(12), Bytes(sealed))
                .run();
        }
    }
    Rows rows(database,
              "SELECT school, pupil, dossier, term_id, due, rung, person, mail, written_at FROM "
              "plain_delivery");
    auto& row = rows.query;
    while (row.next()) {
        auto& files = schools.of(row.text(0));
        const Mark mark = files.mark("term", row.text(3));
        Query(database.statement("INSERT INTO delivery (school, file, dossier, term, due, rung, "
                                 "person, mail, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
              row.text(0), files.take(row.text(1)), row.integer(2), Bytes(mark), row.integer(4),
              row.text(5), row.text(6), row.integer(7), row.integer(8))
            .run();
    }
}

void seal_adapters(Database& database, Schools& schools) {
    {
        Rows rows(database, "SELECT school, adapter, cursor FROM plain_adapter");
        auto& row = rows.query;
        while (row.next()) {
            const Blob cursor =
                schools.of(row.text(0))
                    .shelve(context_of("adapter", row.text(1)), pack({row.text(2)}));
            const auto insert = database.prepare(
                "INSERT INTO adapter (school, adapter, cursor, last_success, added, changed, "
                "unchanged, withdrawn, refused, held_back, last_error, needs_person, "
                "last_error_at) SELECT school, adapter, ?, last_success, added, changed, "
                "unchanged, withdrawn, refused, held_back, last_error, needs_person, "
                "last_error_at FROM plain_adapter WHERE school = ? AND adapter = ?");
            Query(*insert, Bytes(cursor), row.text(0), row.text(1)).run();
        }
    }
    Rows rows(database,
              "SELECT school, adapter, position, place, field, reason, refused_at FROM "
              "plain_refused");
    auto& row = rows.query;
    while (row.next()) {
        const Blob sealed = schools.of(row.text(0))
                                .shelve(context_of("refused", row.text(1)),
                                        pack({row.text(3), row.text(4), row.text(5)}));
        Query(database.statement("INSERT INTO refused (school, adapter, position, sealed, "
                                 "refused_at) VALUES (?, ?, ?, ?, ?)"),
              row.text(0), row.text(1), row.integer(2), Bytes(sealed), row.integer(6))
            .run();
    }
}

void seal_misfiled(Database& database, Schools& schools) {
    {
        Rows rows(database,
                  "SELECT school, source, note, pupil, category, day, alarms, steps, actions, "
                  "fingerprint, told_at FROM plain_misfiled");
        auto& row = rows.query;
        while (row.next()) {
            auto& files = schools.of(row.text(0));
            const auto file = files.take(row.text(3));
            const Mark mark = files.note_mark(row.text(1), row.text(2));
            const Mark print = files.print(row.bytes(9));
            const Blob sealed = files.seal(file, context_of("misfiled", Bytes(mark)),
                                           pack({row.text(2), row.text(4)}));
            Query(database.statement("INSERT INTO misfiled (school, source, mark, file, day, "
                                     "alarms, steps, actions, fingerprint, told_at, sealed) "
                                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                  row.text(0), row.text(1), Bytes(mark), file, row.integer(5), row.text(6),
                  row.text(7), row.text(8), Bytes(print), row.integer(10), Bytes(sealed))
                .run();
        }
    }
    Rows rows(database,
              "SELECT school, source, note, fingerprint, person, seen_at FROM plain_misfiled_seen");
    auto& row = rows.query;
    while (row.next()) {
        auto& files = schools.of(row.text(0));
        const Mark mark = files.note_mark(row.text(1), row.text(2));
        const Mark print = files.print(row.bytes(3));
        const Blob sealed =
            files.shelve(context_of("misfiled_seen", Bytes(mark)), pack({row.text(2)}));
        Query(database.statement("INSERT INTO misfiled_seen (school, source, mark, fingerprint, "
                                 "person, seen_at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)"),
              row.text(0), row.text(1), Bytes(mark), Bytes(print), row.text(4), row.integer(5),
              Bytes(sealed))
            .run();
    }
}

void seal_corrections(Database& database, Schools& schools) {
    {
        Rows rows(database,
                  "SELECT school, id, pupil, does, source, note, matter, subject, day, rule, "
                  "grounds, person, role, made_at, why, said FROM plain_correction");
        auto& row = rows.query;
        while (row.next()) {
            auto& files = schools.of(row.text(0));
            const auto id = row.integer(1);
            const auto file = files.take(row.text(2));
            std::optional<Mark> note;
            if (!row.text(5).empty()) {
                note = files.note_mark(row.text(4), row.text(5));
            }
            const auto said = row.optional_bytes(15);
            std::optional<Mark> print;
            if (said) {
                print = files.print(*said);
            }
            const Blob sealed =
                files.seal(file, context_of("correction", id),
                           pack({row.text(4), row.text(5), row.text(7), row.text(14)}));
            Query(database.statement(
                      "INSERT INTO correction (id, school, file, does, note, matter, day, rule, "
                      "grounds, person, role, made_at, said, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, "
                      "?, ?, ?, ?, ?, ?, ?)"),
                  id, row.text(0), file, row.text(3), bytes_of(note), row.text(6),
                  row.optional_date(8), row.text(9), row.text(10), row.text(11), row.text(12),
                  row.integer(13), bytes_of(print), Bytes(sealed))
                .run();
        }
    }
    Rows rows(database,
              "SELECT c.school, c.pupil, u.correction, u.person, u.role, u.undone_at, u.why FROM "
              "plain_correction_undone u JOIN plain_correction c ON c.id = u.correction");
    auto& row = rows.query;
    while (row.next()) {
        auto& files = schools.of(row.text(0));
        const Blob sealed =
            files.seal(files.take(row.text(1)), context_of("correction_undone", row.integer(2)),
                       pack({row.text(6)}));
        Query(database.statement("INSERT INTO correction_undone (correction, person, role, "
                                 "undone_at, sealed) VALUES (?, ?, ?, ?, ?)"),
              row.integer(2), row.text(3), row.text(4), row.integer(5), Bytes(sealed))
            .run();
    }
}

}  // namespace

void seal_plain_store(Database& database, const std::shared_ptr<const Vault>& vault) {
    Schools schools(database, vault);
    seal_notes(database, schools);
    seal_versions(database, schools);
    seal_facts(database, schools);
    seal_dossiers(database, schools);
    seal_terms(database, schools);
    seal_adapters(database, schools);
    seal_misfiled(database, schools);
    seal_corrections(database, schools);
    database.execute(
        "DROP TABLE plain_correction_undone; DROP TABLE plain_correction; DROP TABLE "
        "plain_misfiled_seen; DROP TABLE plain_misfiled; DROP TABLE plain_pupil_revision; DROP "
        "TABLE plain_refused; DROP TABLE plain_adapter; DROP TABLE plain_delivery; DROP TABLE "
        "plain_term; DROP TABLE plain_dossier; DROP TABLE plain_pupil; DROP TABLE "
        "plain_note_version; DROP TABLE plain_note");
}

void scrub(Database& database) {
    if (database.integer("SELECT plain_left FROM vault") == 0) {
        return;
    }
    database.execute("VACUUM");
    Query checkpoint(database.statement("PRAGMA wal_checkpoint(TRUNCATE)"));
    if (checkpoint.next() && checkpoint.integer(0) == 0) {
        database.execute("UPDATE vault SET plain_left = 0");
    }
}

}  // namespace meldbrug::store
