#include "access.hpp"
#include "content_hash.hpp"
#include "rows.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/store/store.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::store {

namespace {

std::vector<std::string> texts_in(std::string_view json) {
    std::vector<std::string> texts;
    if (auto parsed = core::parse_json(json, "store"); parsed && parsed->is_array()) {
        for (const auto& text : *parsed) {
            if (text.is_string()) {
                texts.push_back(text.get<std::string>());
            }
        }
    }
    return texts;
}

/// What stands in the store by name was written by name; anything else is not ours.
template <class Value>
Value known(std::optional<Value> value, const Database& database) {
    if (!value) {
        throw Failure({core::ErrorCode::store,
                       "a correction is of a kind that this version does not know: install the "
                       "newer one again; nothing was changed",
                       database.file()});
    }
    return *value;
}

notes::Correction correction_in(const Query& row, const Database& database, Files& files) {
    notes::Correction correction;
    correction.id = row.integer(0);
    const auto file = row.integer(2);
    auto sealed = files.open(file, context_of("correction", correction.id), row.bytes(3), 4);
    correction.does = known(notes::correction_kind(row.text(1)), database);
    correction.pupil = files.pupil_of(file);
    correction.note = {std::move(sealed[0]), std::move(sealed[1])};
    correction.what = {known(notes::matter_named(row.text(4)), database), std::move(sealed[2])};
    correction.day = row.optional_date(5);
    correction.rule = row.string(6);
    correction.grounds = texts_in(row.text(7));
    correction.about = texts_in(row.text(19));
    correction.who = row.string(8);
    correction.role = row.string(9);
    correction.at = row.instant(10);
    correction.why = std::move(sealed[3]);
    if (const auto undone_at = row.optional_instant(14)) {
        auto why =
            files.open(file, context_of("correction_undone", correction.id), row.bytes(15), 1);
        correction.undone =
            notes::Undoing{row.string(12), row.string(13), *undone_at, std::move(why.front())};
    }
    return correction;
}

/// What has become of its note.
void look_at_note(notes::Correction& correction, const Query& row, Files& files) {
    if (correction.note.id.empty()) {
        return;
    }
    const auto day = row.optional_date(16);
    correction.note_gone = !day;
    if (!day) {
        return;
    }
    notes::Note now;
    now.date = *day;
    open_note(files, row.integer(2), row.bytes(17), row.bytes(18), now);
    const Mark print = files.print(Bytes(hash_of_words(now)));
    const Bytes said = row.bytes(11);
    correction.note_changed = !std::equal(said.begin(), said.end(), print.begin(), print.end());
}

}  // namespace

core::Result<std::vector<notes::Correction>> View::corrections_of(std::string_view pupil) {
    return guarded([&] {
        std::vector<notes::Correction> corrections;
        const auto file = files_->find(pupil);
        if (!file) {
            return corrections;
        }
        Query query(
            database_->statement(
                "SELECT c.id, c.does, c.file, c.sealed, c.matter, c.day, c.rule, c.grounds, "
                "c.person, c.role, c.made_at, c.said, u.person, u.role, u.undone_at, u.sealed, "
                "n.day, n.mark, n.sealed, c.about FROM correction c LEFT JOIN correction_undone u "
                "ON "
                "u.correction = c.id LEFT JOIN note n ON n.mark = c.note AND n.file = c.file AND "
                "n.withdrawn_at IS NULL WHERE c.school = ? AND c.file = ? ORDER BY c.id"),
            school_, *file);
        while (query.next()) {
            corrections.push_back(correction_in(query, *database_, *files_));
            look_at_note(corrections.back(), query, *files_);
        }
        return corrections;
    });
}

core::Result<std::optional<notes::Correction>> View::correction(std::int64_t id) {
    auto pupil = guarded([&]() -> std::string {
        Query query(database_->statement("SELECT file FROM correction WHERE school = ? AND id = ?"),
                    school_, id);
        return query.next() ? files_->pupil_of(query.integer(0)) : std::string();
    });
    if (!pupil) {
        return pupil.error();
    }
    auto all = corrections_of(*pupil);
    if (!all) {
        return all.error();
    }
    const auto found = std::find_if(all->begin(), all->end(),
                                    [&](const auto& correction) { return correction.id == id; });
    return found == all->end() ? std::optional<notes::Correction>() : std::move(*found);
}

core::Result<std::vector<std::string>> View::pupils_with_corrections() {
    return guarded([&] {
        Query query(database_->statement("SELECT DISTINCT file FROM correction WHERE school = ?"),
                    school_);
        return files_->pupils_in(query);
    });
}

core::Result<std::int64_t> Change::add_correction(const notes::Correction& correction) {
    return guarded([&] {
        std::optional<Mark> note;
        std::optional<Mark> said;
        if (!correction.note.id.empty()) {
            note = files_->note_mark(correction.note.source, correction.note.id);
            Query stored(database_->statement("SELECT file, day, sealed FROM note WHERE mark = ? "
                                              "AND withdrawn_at IS NULL"),
                         Bytes(*note));
            if (stored.next()) {
                notes::Note words;
                words.date = stored.date(1);
                open_note(*files_, stored.integer(0), Bytes(*note), stored.bytes(2), words);
                said = files_->print(Bytes(hash_of_words(words)));
            }
        }
        const auto file = files_->take(correction.pupil);
        const std::string grounds = core::Json(correction.grounds).dump();
        const std::string about = core::Json(correction.about).dump();
        std::int64_t id = 0;
        {
            Query added(database_->statement(
                            "INSERT INTO correction (school, file, does, note, matter, day, rule, "
                            "grounds, about, person, role, made_at, said, sealed) VALUES (?, ?, ?, "
                            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'') RETURNING id"),
                        school_, file, notes::name_of(correction.does),
                        note ? std::optional(Bytes(*note)) : std::nullopt,
                        notes::name_of(correction.what.kind), correction.day, correction.rule,
                        grounds, about, correction.who, correction.role, correction.at,
                        said ? std::optional(Bytes(*said)) : std::nullopt);
            if (!added.next()) {
                throw Failure({core::ErrorCode::internal,
                               "a correction was written and has no number: please report this",
                               database_->file()});
            }
            id = added.integer(0);
            added.run();
        }
        // Sealed as the row that it became.
        const Blob sealed = files_->seal(
            file, context_of("correction", id),
            pack({correction.note.source, correction.note.id, correction.what.id, correction.why}));
        Query(database_->statement("UPDATE correction SET sealed = ? WHERE id = ?"), Bytes(sealed),
              id)
            .run();
        touch(correction.pupil);
        return id;
    });
}

core::Result<bool> Change::undo_correction(std::int64_t id, const notes::Undoing& undoing) {
    return guarded([&] {
        std::int64_t file = 0;
        {
            Query query(
                database_->statement("SELECT file FROM correction WHERE school = ? AND id = ?"),
                school_, id);
            if (!query.next()) {
                return false;
            }
            file = query.integer(0);
        }
        const Blob sealed =
            files_->seal(file, context_of("correction_undone", id), pack({undoing.why}));
        Query(database_->statement("INSERT INTO correction_undone (correction, person, role, "
                                   "undone_at, sealed) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
                                   "(correction) DO NOTHING"),
              id, undoing.who, undoing.role, undoing.at, Bytes(sealed))
            .run();
        if (database_->changes() == 0) {
            return false;
        }
        touch(files_->pupil_of(file));
        return true;
    });
}

}  // namespace meldbrug::store
