#include "access.hpp"
#include "content_hash.hpp"
#include "rows.hpp"

#include "meldbrug/store/store.hpp"

#include <algorithm>

namespace meldbrug::store {

namespace {

bool same(Bytes stored, const Mark& print) {
    return std::equal(stored.begin(), stored.end(), print.begin(), print.end());
}

constexpr std::string_view insert_note =
    "INSERT INTO note (school, file, source, mark, day, recorded_at, content, first_seen, "
    "changed_at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr std::string_view keep_version =
    "INSERT INTO note_version (school, file, source, mark, day, recorded_at, content, first_seen, "
    "replaced_at, sealed) SELECT school, file, source, mark, day, recorded_at, content, "
    "first_seen, ?, sealed FROM note WHERE mark = ?";

constexpr std::string_view update_note =
    "UPDATE note SET file = ?, day = ?, recorded_at = ?, content = ?, changed_at = ?, withdrawn_at "
    "= NULL, sealed = ? WHERE mark = ?";

/// Columns: file, source, mark, day, recorded_at, sealed.
notes::Note note_of(const Query& row, std::string_view school, Files& files) {
    notes::Note note;
    note.school = school;
    note.source = row.string(1);
    note.pupil = files.pupil_of(row.integer(0));
    note.date = row.date(3);
    note.recorded_at = row.optional_instant(4);
    open_note(files, row.integer(0), row.bytes(2), row.bytes(5), note);
    return note;
}

/// What stands sealed of a pupil's facts, and what tells one state of them from another.
std::string sealed_facts(const notes::PupilFacts& facts) {
    const std::string born =
        facts.birth_date ? std::to_string(facts.birth_date->time_since_epoch().count()) : "";
    return pack({facts.name, facts.group, born, pack(facts.siblings)});
}

Mark print_of_facts(const Files& files, const notes::PupilFacts& facts,
                    std::string_view sealed_part) {
    const std::string left =
        facts.left_on ? std::to_string(facts.left_on->time_since_epoch().count()) : "";
    const std::string all = pack({sealed_part, left});
    return files.print({reinterpret_cast<const std::uint8_t*>(all.data()), all.size()});
}

std::optional<core::Date> day_in(const std::string& text) {
    return text.empty() ? std::nullopt
                        : std::optional(core::Date(std::chrono::days(std::stol(text))));
}

}  // namespace

bool write_facts(Database& database, Files& files, std::string_view school,
                 const notes::PupilFacts& facts) {
    const std::string plain = sealed_facts(facts);
    const Mark print = print_of_facts(files, facts, plain);
    const auto file = files.take(facts.pupil);
    {
        Query stored(database.statement("SELECT print FROM pupil WHERE file = ?"), file);
        if (stored.next() && same(stored.bytes(0), print)) {
            return false;
        }
    }
    const Mark group = files.mark("group", facts.group);
    const Blob sealed = files.seal(file, context_of("pupil", file), plain);
    Query(database.statement(
              "INSERT INTO pupil (file, school, group_mark, left_on, print, sealed) VALUES (?, ?, "
              "?, ?, ?, ?) ON CONFLICT (file) DO UPDATE SET group_mark = excluded.group_mark, "
              "left_on = excluded.left_on, print = excluded.print, sealed = excluded.sealed"),
          file, school, Bytes(group), facts.left_on, Bytes(print), Bytes(sealed))
        .run();
    return true;
}

std::optional<notes::PupilFacts> facts_in(Database& database, Files& files, std::string_view school,
                                          std::int64_t file) {
    Query query(database.statement("SELECT left_on, sealed FROM pupil WHERE file = ?"), file);
    if (!query.next()) {
        return std::nullopt;
    }
    auto parts = files.open(file, context_of("pupil", file), query.bytes(1), 4);
    notes::PupilFacts facts;
    facts.school = school;
    facts.pupil = files.pupil_of(file);
    facts.name = std::move(parts[0]);
    facts.group = std::move(parts[1]);
    facts.birth_date = day_in(parts[2]);
    facts.left_on = query.optional_date(0);
    facts.siblings = unpack(parts[3]).value_or(std::vector<std::string>());
    return facts;
}

Blob seal_note(Files& files, std::int64_t file, const Mark& mark, const notes::Note& note) {
    const std::string_view category = note.category ? std::string_view(*note.category) : "";
    return files.seal(file, context_of("note", Bytes(mark)),
                      pack({note.id, note.category ? "1" : "", category, note.title, note.text,
                            note.author.id, note.author.role}));
}

void open_note(Files& files, std::int64_t file, Bytes mark, Bytes sealed, notes::Note& note) {
    auto parts = files.open(file, context_of("note", mark), sealed, 7);
    note.id = std::move(parts[0]);
    if (!parts[1].empty()) {
        note.category = std::move(parts[2]);
    }
    note.title = std::move(parts[3]);
    note.text = std::move(parts[4]);
    note.author.id = std::move(parts[5]);
    note.author.role = std::move(parts[6]);
}

core::Result<std::vector<notes::Note>> View::notes_of(std::string_view pupil) {
    return guarded([&] {
        std::vector<notes::Note> notes;
        const auto file = files_->find(pupil);
        if (!file) {
            return notes;
        }
        Query query(database_->statement(
                        "SELECT file, source, mark, day, recorded_at, sealed FROM note WHERE "
                        "school = ? AND file = ? AND withdrawn_at IS NULL ORDER BY day, arrival"),
                    school_, *file);
        while (query.next()) {
            notes.push_back(note_of(query, school_, *files_));
        }
        return notes;
    });
}

core::Result<std::optional<notes::PupilFacts>> View::facts_of(std::string_view pupil) {
    return guarded([&]() -> std::optional<notes::PupilFacts> {
        const auto file = files_->find(pupil);
        if (!file) {
            return std::nullopt;
        }
        return facts_in(*database_, *files_, school_, *file);
    });
}

core::Result<std::vector<notes::PupilFacts>> View::roll() {
    return guarded([&] {
        std::vector<std::int64_t> files;
        {
            Query query(
                database_->statement("SELECT file FROM pupil WHERE school = ? ORDER BY file"),
                school_);
            while (query.next()) {
                files.push_back(query.integer(0));
            }
        }
        std::vector<notes::PupilFacts> pupils;
        pupils.reserve(files.size());
        for (const auto file : files) {
            if (auto facts = facts_in(*database_, *files_, school_, file)) {
                pupils.push_back(std::move(*facts));
            }
        }
        return pupils;
    });
}

core::Result<std::vector<std::string>> View::pupils(const std::optional<std::string>& group) {
    return guarded([&] {
        if (!group) {
            Query query(database_->statement(
                            "SELECT file FROM (SELECT DISTINCT file FROM note WHERE school = ?) "
                            "UNION SELECT file FROM correction WHERE school = ? AND note IS NULL"),
                        school_, school_);
            return files_->pupils_in(query);
        }
        const Mark mark = files_->mark("group", *group);
        Query query(database_->statement(
                        "SELECT file FROM pupil WHERE school = ? AND group_mark = ? AND (EXISTS "
                        "(SELECT 1 FROM note WHERE note.school = pupil.school AND note.file = "
                        "pupil.file) OR EXISTS (SELECT 1 FROM correction c WHERE c.school = "
                        "pupil.school AND c.file = pupil.file AND c.note IS NULL))"),
                    school_, Bytes(mark));
        return files_->pupils_in(query);
    });
}

core::Result<std::vector<std::string>> View::pupils_with_notes_dated(core::Date after,
                                                                     core::Date until) {
    return guarded([&] {
        Query query(database_->statement("SELECT DISTINCT file FROM note WHERE school = ? AND day "
                                         "> ? AND day <= ?"),
                    school_, after, until);
        return files_->pupils_in(query);
    });
}

core::Result<PutNote> Change::put_note(const notes::Note& note, core::Instant now) {
    return guarded([&]() -> PutNote {
        const Mark mark = files_->note_mark(note.source, note.id);
        const Mark content = files_->print(Bytes(content_hash(note)));
        PutNote outcome{Put::added, {}};
        bool known = false;
        bool edited = false;
        {
            Query stored(database_->statement("SELECT content, file, withdrawn_at IS NOT NULL FROM "
                                              "note WHERE mark = ?"),
                         Bytes(mark));
            known = stored.next();
            if (known) {
                edited = !same(stored.bytes(0), content);
                const bool withdrawn = stored.flag(2);
                if (!edited && !withdrawn) {
                    return {Put::unchanged, {}};
                }
                // One that comes back after its withdrawal is new to whoever looks.
                outcome.put = withdrawn ? Put::added : Put::changed;
                const std::string& earlier = files_->pupil_of(stored.integer(1));
                if (!withdrawn && earlier != note.pupil) {
                    outcome.earlier_pupil = earlier;
                }
            }
        }
        touch(note.pupil);
        if (!outcome.earlier_pupil.empty()) {
            touch(outcome.earlier_pupil);
        }
        const auto file = files_->take(note.pupil);
        const Blob sealed = seal_note(*files_, file, mark, note);
        if (!known) {
            Query(database_->statement(insert_note), school_, file, note.source, Bytes(mark),
                  note.date, note.recorded_at, Bytes(content), now, now, Bytes(sealed))
                .run();
            return outcome;
        }
        if (edited) {
            Query(database_->statement(keep_version), now, Bytes(mark)).run();
        }
        Query(database_->statement(update_note), file, note.date, note.recorded_at, Bytes(content),
              now, Bytes(sealed), Bytes(mark))
            .run();
        return outcome;
    });
}

core::Result<std::optional<std::string>> Change::withdraw_note(std::string_view source,
                                                               std::string_view id,
                                                               core::Instant now) {
    return guarded([&]() -> std::optional<std::string> {
        const Mark mark = files_->note_mark(source, id);
        std::string pupil;
        {
            Query stored(database_->statement(
                             "SELECT file FROM note WHERE mark = ? AND withdrawn_at IS NULL"),
                         Bytes(mark));
            if (!stored.next()) {
                return std::nullopt;
            }
            pupil = files_->pupil_of(stored.integer(0));
        }
        Query(
            database_->statement("UPDATE note SET withdrawn_at = ?, changed_at = ? WHERE mark = ?"),
            now, now, Bytes(mark))
            .run();
        touch(pupil);
        return pupil;
    });
}

core::Status Change::each_note_id(std::string_view source,
                                  const std::function<void(std::string_view id)>& visit) {
    return guarded([&] {
        Query query(
            database_->statement("SELECT file, mark, sealed FROM note WHERE school = ? AND source "
                                 "= ? AND withdrawn_at IS NULL"),
            school_, source);
        notes::Note note;
        while (query.next()) {
            open_note(*files_, query.integer(0), query.bytes(1), query.bytes(2), note);
            visit(note.id);
        }
        return core::Done{};
    });
}

core::Result<bool> Change::put_facts(const notes::PupilFacts& facts) {
    return guarded([&] {
        const bool changed = write_facts(*database_, *files_, school_, facts);
        if (changed) {
            touch(facts.pupil);
        }
        return changed;
    });
}

}  // namespace meldbrug::store
