#include "access.hpp"
#include "content_hash.hpp"

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

notes::Correction correction_in(const Query& row, const Database& database) {
    notes::Correction correction;
    correction.id = row.integer(0);
    correction.does = known(notes::correction_kind(row.text(1)), database);
    correction.pupil = row.string(2);
    correction.note = {row.string(3), row.string(4)};
    correction.what = {known(notes::matter_named(row.text(5)), database), row.string(6)};
    correction.day = row.optional_date(7);
    correction.rule = row.string(8);
    correction.grounds = texts_in(row.text(9));
    correction.who = row.string(10);
    correction.role = row.string(11);
    correction.at = row.instant(12);
    correction.why = row.string(13);
    if (const auto undone_at = row.optional_instant(17)) {
        correction.undone =
            notes::Undoing{row.string(15), row.string(16), *undone_at, row.string(18)};
    }
    return correction;
}

/// What has become of its note.
void look_at_note(notes::Correction& correction, const Query& row) {
    if (correction.note.id.empty()) {
        return;
    }
    notes::Note now;
    const auto text = row.optional_string(20);
    correction.note_gone = !text;
    if (!text) {
        return;
    }
    now.title = row.string(19);
    now.text = *text;
    now.date = row.date(21);
    const auto hash = hash_of_words(now);
    const Bytes said = row.bytes(14);
    correction.note_changed = !std::equal(said.begin(), said.end(), hash.begin(), hash.end());
}

}  // namespace

core::Result<std::vector<notes::Correction>> View::corrections_of(std::string_view pupil) {
    return guarded([&] {
        Query query(
            database_->statement(
                "SELECT c.id, c.does, c.pupil, c.source, c.note, c.matter, c.subject, c.day, "
                "c.rule, c.grounds, c.person, c.role, c.made_at, c.why, c.said, u.person, u.role, "
                "u.undone_at, u.why, n.title, n.text, n.day FROM correction c LEFT JOIN "
                "correction_undone u ON u.correction = c.id LEFT JOIN note n ON n.school = "
                "c.school AND n.source = c.source AND n.id = c.note AND n.pupil = c.pupil AND "
                "n.withdrawn_at IS NULL WHERE c.school = ? AND c.pupil = ? ORDER BY c.id"),
            school_, pupil);
        std::vector<notes::Correction> corrections;
        while (query.next()) {
            corrections.push_back(correction_in(query, *database_));
            look_at_note(corrections.back(), query);
        }
        return corrections;
    });
}

core::Result<std::optional<notes::Correction>> View::correction(std::int64_t id) {
    auto pupil = guarded([&]() -> std::string {
        Query query(
            database_->statement("SELECT pupil FROM correction WHERE school = ? AND id = ?"),
            school_, id);
        return query.next() ? query.string(0) : std::string();
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
        Query query(database_->statement(
                        "SELECT DISTINCT pupil FROM correction WHERE school = ? ORDER BY pupil"),
                    school_);
        std::vector<std::string> pupils;
        while (query.next()) {
            pupils.push_back(query.string(0));
        }
        return pupils;
    });
}

core::Result<std::int64_t> Change::add_correction(const notes::Correction& correction) {
    return guarded([&] {
        std::optional<ContentHash> said;
        if (!correction.note.id.empty()) {
            Query stored(
                database_->statement("SELECT title, text, day FROM note WHERE school = ? AND "
                                     "source = ? AND id = ? AND withdrawn_at IS NULL"),
                school_, correction.note.source, correction.note.id);
            if (stored.next()) {
                notes::Note note;
                note.title = stored.string(0);
                note.text = stored.string(1);
                note.date = stored.date(2);
                said = hash_of_words(note);
            }
        }
        const std::string grounds = core::Json(correction.grounds).dump();
        Query added(
            database_->statement(
                "INSERT INTO correction (school, pupil, does, source, note, matter, subject, day, "
                "rule, grounds, person, role, made_at, why, said) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                "?, ?, ?, ?, ?, ?, ?) RETURNING id"),
            school_, correction.pupil, notes::name_of(correction.does), correction.note.source,
            correction.note.id, notes::name_of(correction.what.kind), correction.what.id,
            correction.day, correction.rule, grounds, correction.who, correction.role,
            correction.at, correction.why, said ? std::optional(Bytes(*said)) : std::nullopt);
        if (!added.next()) {
            throw Failure({core::ErrorCode::internal,
                           "a correction was written and has no number: please report this",
                           database_->file()});
        }
        touch(correction.pupil);
        return added.integer(0);
    });
}

core::Result<bool> Change::undo_correction(std::int64_t id, const notes::Undoing& undoing) {
    return guarded([&] {
        std::string pupil;
        {
            Query query(
                database_->statement("SELECT pupil FROM correction WHERE school = ? AND id = ?"),
                school_, id);
            if (!query.next()) {
                return false;
            }
            pupil = query.string(0);
        }
        Query(database_->statement(
                  "INSERT INTO correction_undone (correction, person, role, undone_at, why) VALUES "
                  "(?, ?, ?, ?, ?) ON CONFLICT (correction) DO NOTHING"),
              id, undoing.who, undoing.role, undoing.at, undoing.why)
            .run();
        if (database_->changes() == 0) {
            return false;
        }
        touch(pupil);
        return true;
    });
}

}  // namespace meldbrug::store
