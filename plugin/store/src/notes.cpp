#include "access.hpp"
#include "content_hash.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/store/store.hpp"

#include <algorithm>

namespace meldbrug::store {

namespace {

bool same(Bytes stored, const ContentHash& hash) {
    return std::equal(stored.begin(), stored.end(), hash.begin(), hash.end());
}

constexpr std::string_view insert_note =
    "INSERT INTO note (school, source, id, pupil, category, title, text, day, recorded_at, "
    "author_id, author_role, content_hash, first_seen, "
    "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (school, source, "
    "id) DO NOTHING";

constexpr std::string_view keep_version =
    "INSERT INTO note_version (school, source, id, pupil, category, title, text, day, recorded_at, "
    "author_id, author_role, content_hash, "
    "first_seen, replaced_at) SELECT school, source, id, pupil, category, title, text, day, "
    "recorded_at, author_id, author_role, content_hash, "
    "first_seen, ? FROM note WHERE school = ? AND source = ? AND id = ?";

constexpr std::string_view update_note =
    "UPDATE note SET pupil = ?, category = ?, title = ?, text = ?, day = ?, recorded_at = ?, "
    "author_id = ?, author_role = ?, content_hash = ?, "
    "changed_at = ?, withdrawn_at = NULL WHERE school = ? AND source = ? AND id = ?";

notes::Note note_of(const Query& row, std::string_view school) {
    notes::Note note;
    note.school = school;
    note.source = row.string(0);
    note.id = row.string(1);
    note.pupil = row.string(2);
    note.category = row.optional_string(3);
    note.title = row.string(4);
    note.text = row.string(5);
    note.date = row.date(6);
    note.recorded_at = row.optional_instant(7);
    note.author.id = row.string(8);
    note.author.role = row.string(9);
    return note;
}

std::vector<std::string> strings(Query& query) {
    std::vector<std::string> found;
    while (query.next()) {
        found.push_back(query.string(0));
    }
    return found;
}

std::string siblings_text(const std::vector<std::string>& siblings) {
    return core::Json(siblings).dump();
}

std::vector<std::string> siblings_of(std::string_view text) {
    std::vector<std::string> siblings;
    if (auto parsed = core::parse_json(text, "store"); parsed && parsed->is_array()) {
        for (const auto& sibling : *parsed) {
            if (sibling.is_string()) {
                siblings.push_back(sibling.get<std::string>());
            }
        }
    }
    return siblings;
}

}  // namespace

core::Result<std::vector<notes::Note>> View::notes_of(std::string_view pupil) {
    return guarded([&] {
        Query query(
            database_->statement(
                "SELECT source, id, pupil, category, title, text, day, recorded_at, author_id, "
                "author_role FROM note "
                "WHERE school = ? AND pupil = ? AND withdrawn_at IS NULL ORDER BY day, arrival"),
            school_, pupil);
        std::vector<notes::Note> notes;
        while (query.next()) {
            notes.push_back(note_of(query, school_));
        }
        return notes;
    });
}

core::Result<std::optional<notes::PupilFacts>> View::facts_of(std::string_view pupil) {
    return guarded([&]() -> std::optional<notes::PupilFacts> {
        Query query(database_->statement("SELECT name, group_name, birth_day, left_on, siblings "
                                         "FROM pupil WHERE school = ? AND pupil = ?"),
                    school_, pupil);
        if (!query.next()) {
            return std::nullopt;
        }
        notes::PupilFacts facts;
        facts.school = school_;
        facts.pupil = pupil;
        facts.name = query.string(0);
        facts.group = query.string(1);
        facts.birth_date = query.optional_date(2);
        facts.left_on = query.optional_date(3);
        facts.siblings = siblings_of(query.text(4));
        return facts;
    });
}

core::Result<std::vector<std::string>> View::pupils(const std::optional<std::string>& group) {
    return guarded([&] {
        if (!group) {
            Query query(database_->statement(
                            "SELECT pupil FROM (SELECT DISTINCT pupil FROM note WHERE school = ?) "
                            "UNION SELECT pupil FROM correction WHERE school = ? AND note = '' "
                            "ORDER BY pupil"),
                        school_, school_);
            return strings(query);
        }
        Query query(database_->statement(
                        "SELECT pupil FROM pupil WHERE school = ? AND group_name = ? AND (EXISTS "
                        "(SELECT 1 FROM note WHERE note.school = pupil.school AND note.pupil = "
                        "pupil.pupil) OR EXISTS (SELECT 1 FROM correction c WHERE c.school = "
                        "pupil.school AND c.pupil = pupil.pupil AND c.note = '')) ORDER BY pupil"),
                    school_, *group);
        return strings(query);
    });
}

core::Result<std::vector<std::string>> View::pupils_with_notes_dated(core::Date after,
                                                                     core::Date until) {
    return guarded([&] {
        Query query(database_->statement("SELECT DISTINCT pupil FROM note WHERE school = ? AND day "
                                         "> ? AND day <= ? ORDER BY pupil"),
                    school_, after, until);
        return strings(query);
    });
}

core::Result<PutNote> Change::put_note(const notes::Note& note, core::Instant now) {
    return guarded([&]() -> PutNote {
        const ContentHash hash = content_hash(note);
        Query(database_->statement(insert_note), school_, note.source, note.id, note.pupil,
              note.category, note.title, note.text, note.date, note.recorded_at, note.author.id,
              note.author.role, Bytes(hash), now, now)
            .run();
        if (database_->changes() == 1) {
            touch(note.pupil);
            return {Put::added, {}};
        }
        PutNote outcome;
        bool edited = false;
        {
            Query stored(
                database_->statement("SELECT content_hash, pupil, withdrawn_at IS NOT NULL FROM "
                                     "note WHERE school = ? AND source = ? AND id = ?"),
                school_, note.source, note.id);
            if (!stored.next()) {
                throw Failure({core::ErrorCode::internal,
                               "a note is there and is not: please report this",
                               database_->file()});
            }
            edited = !same(stored.bytes(0), hash);
            const bool withdrawn = stored.flag(2);
            if (!edited && !withdrawn) {
                return {Put::unchanged, {}};
            }
            // One that comes back after its withdrawal is new to whoever looks.
            outcome.put = withdrawn ? Put::added : Put::changed;
            if (!withdrawn && stored.text(1) != note.pupil) {
                outcome.earlier_pupil = stored.string(1);
            }
        }
        touch(note.pupil);
        if (!outcome.earlier_pupil.empty()) {
            touch(outcome.earlier_pupil);
        }
        if (edited) {
            Query(database_->statement(keep_version), now, school_, note.source, note.id).run();
        }
        Query(database_->statement(update_note), note.pupil, note.category, note.title, note.text,
              note.date, note.recorded_at, note.author.id, note.author.role, Bytes(hash), now,
              school_, note.source, note.id)
            .run();
        return outcome;
    });
}

core::Result<std::optional<std::string>> Change::withdraw_note(std::string_view source,
                                                               std::string_view id,
                                                               core::Instant now) {
    return guarded([&]() -> std::optional<std::string> {
        std::string pupil;
        {
            Query stored(database_->statement("SELECT pupil FROM note WHERE school = ? AND source "
                                              "= ? AND id = ? AND withdrawn_at IS NULL"),
                         school_, source, id);
            if (!stored.next()) {
                return std::nullopt;
            }
            pupil = stored.string(0);
        }
        Query(database_->statement("UPDATE note SET withdrawn_at = ?, changed_at = ? WHERE school "
                                   "= ? AND source = ? AND id = ?"),
              now, now, school_, source, id)
            .run();
        touch(pupil);
        return pupil;
    });
}

core::Status Change::each_note_id(std::string_view source,
                                  const std::function<void(std::string_view id)>& visit) {
    return guarded([&] {
        Query query(
            database_->statement(
                "SELECT id FROM note WHERE school = ? AND source = ? AND withdrawn_at IS NULL"),
            school_, source);
        while (query.next()) {
            visit(query.text(0));
        }
        return core::Done{};
    });
}

core::Result<bool> Change::put_facts(const notes::PupilFacts& facts) {
    return guarded([&] {
        const std::string siblings = siblings_text(facts.siblings);
        Query(database_->statement(
                  "INSERT INTO pupil (school, pupil, name, group_name, birth_day, left_on, "
                  "siblings) VALUES (?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (school, pupil) DO UPDATE SET name = excluded.name, group_name = "
                  "excluded.group_name, birth_day = excluded.birth_day, "
                  "left_on = excluded.left_on, siblings = excluded.siblings WHERE pupil.name <> "
                  "excluded.name OR pupil.group_name <> excluded.group_name "
                  "OR pupil.birth_day IS DISTINCT FROM excluded.birth_day OR pupil.left_on IS "
                  "DISTINCT FROM excluded.left_on "
                  "OR pupil.siblings <> excluded.siblings"),
              school_, facts.pupil, facts.name, facts.group, facts.birth_date, facts.left_on,
              siblings)
            .run();
        const bool changed = database_->changes() > 0;
        if (changed) {
            touch(facts.pupil);
        }
        return changed;
    });
}

}  // namespace meldbrug::store
