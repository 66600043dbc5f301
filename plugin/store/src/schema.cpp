#include "schema.hpp"

#include "seal_plain_store.hpp"

#include <array>
#include <string>

namespace meldbrug::store {

namespace {

/// "MBRG": marks the file as a store, for `file` and for us.
constexpr std::int64_t application_id = 0x4D425247;

/// One script per version, oldest first. What has been released is never edited: a change is a new
/// script. Days are counted from 1970-01-01, moments in seconds from then (UTC). Plain SQL beside
/// STRICT and the application's pragmas: a board with many schools runs the same statements on
/// PostgreSQL, so the school is part of every key.
constexpr std::array<const char*, 10> migrations = {R"sql(
-- Keys count up with arrival: a b-tree that grows at its end is 3-4 times as fast to fill as one with random keys (limits.md 1).
CREATE TABLE note (
    arrival INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    pupil TEXT NOT NULL,
    category TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    day INTEGER NOT NULL,
    recorded_at INTEGER,
    author_id TEXT NOT NULL,
    author_role TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    first_seen INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    UNIQUE (school, source, id)
) STRICT;
CREATE INDEX note_by_pupil ON note (school, pupil, day);

-- What a note said before it was edited: nothing that came in is lost.
CREATE TABLE note_version (
    arrival INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    pupil TEXT NOT NULL,
    category TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    day INTEGER NOT NULL,
    recorded_at INTEGER,
    author_id TEXT NOT NULL,
    author_role TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    first_seen INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_version_by_note ON note_version (school, source, id);

CREATE TABLE pupil (
    school TEXT NOT NULL,
    pupil TEXT NOT NULL,
    name TEXT NOT NULL,
    group_name TEXT NOT NULL,
    birth_day INTEGER,
    left_on INTEGER,
    siblings TEXT NOT NULL,
    PRIMARY KEY (school, pupil)
) STRICT;

CREATE TABLE dossier (
    school TEXT NOT NULL,
    pupil TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    numbered_at INTEGER NOT NULL,
    PRIMARY KEY (school, pupil, ordinal),
    UNIQUE (school, year, serial)
) STRICT;

CREATE TABLE term (
    school TEXT NOT NULL,
    pupil TEXT NOT NULL,
    dossier INTEGER NOT NULL,
    term_id TEXT NOT NULL,
    about TEXT NOT NULL,
    set_on INTEGER NOT NULL,
    due INTEGER NOT NULL,
    note TEXT NOT NULL,
    rule TEXT NOT NULL,
    source TEXT NOT NULL,
    met INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (school, pupil, dossier, term_id)
) STRICT;
CREATE INDEX open_term ON term (school, due, pupil) WHERE met = 0 AND withdrawn = 0;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    person TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    message_id TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt INTEGER,
    sent_at INTEGER,
    failed_at INTEGER,
    last_error TEXT NOT NULL,
    UNIQUE (school, message_id)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (school, next_attempt) WHERE next_attempt IS NOT NULL;

-- A rung that was written, once, with the mail that tells of it.
CREATE TABLE delivery (
    school TEXT NOT NULL,
    pupil TEXT NOT NULL,
    dossier INTEGER NOT NULL,
    term_id TEXT NOT NULL,
    due INTEGER NOT NULL,
    rung TEXT NOT NULL,
    person TEXT NOT NULL,
    mail INTEGER NOT NULL REFERENCES outbox (id),
    written_at INTEGER NOT NULL,
    PRIMARY KEY (school, pupil, dossier, term_id, due, rung, person)
) STRICT;
CREATE INDEX delivery_by_mail ON delivery (mail);

CREATE TABLE adapter (
    school TEXT NOT NULL,
    adapter TEXT NOT NULL,
    cursor TEXT NOT NULL,
    last_success INTEGER,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    held_back INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    needs_person INTEGER NOT NULL,
    last_error_at INTEGER,
    PRIMARY KEY (school, adapter)
) STRICT;

CREATE TABLE refused (
    school TEXT NOT NULL,
    adapter TEXT NOT NULL,
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    refused_at INTEGER NOT NULL,
    PRIMARY KEY (school, adapter, position)
) STRICT;

CREATE TABLE person (
    school TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (school, id)
) STRICT;

CREATE TABLE pairing (
    school TEXT NOT NULL,
    code_hash BLOB NOT NULL,
    salt BLOB NOT NULL,
    person TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (school, code_hash),
    FOREIGN KEY (school, person) REFERENCES person (school, id)
) STRICT;

CREATE TABLE device (
    school TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    paired_at INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (school, token_hash),
    FOREIGN KEY (school, person) REFERENCES person (school, id)
) STRICT;

CREATE TABLE setting (
    school TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (school, name)
) STRICT;

-- Counts up with every change that can alter a status, so that what is kept in memory is known to hold.
CREATE TABLE revision (
    school TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
)sql",
                                                    R"sql(
-- The revision that touched a pupil last: what is kept in memory of all others still holds.
CREATE TABLE pupil_revision (
    school TEXT NOT NULL,
    pupil TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (school, pupil)
) STRICT, WITHOUT ROWID;
CREATE INDEX pupil_by_revision ON pupil_revision (school, revision);

-- A mail that was given up is shown until a person has seen it, or a later one reached who it was for.
ALTER TABLE outbox ADD COLUMN seen_at INTEGER;
)sql",
                                                    R"sql(
-- Notes of another category that seem to belong to the route: where they are, and by ids what they seem to tell. Nothing of what they say.
CREATE TABLE misfiled (
    school TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    pupil TEXT NOT NULL,
    category TEXT NOT NULL,
    day INTEGER NOT NULL,
    alarms TEXT NOT NULL,
    steps TEXT NOT NULL,
    actions TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (school, source, note)
) STRICT;

-- Those that a person put away, for as long as they say what they said: no pupil, day or content stands here.
CREATE TABLE misfiled_seen (
    school TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    person TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (school, source, note)
) STRICT;
)sql",
                                                    R"sql(
-- What people said about what was read. Rows are added and never changed; undoing one is a row beside it. Of a note's text only whether it is still the same.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    pupil TEXT NOT NULL,
    does TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    matter TEXT NOT NULL,
    subject TEXT NOT NULL,
    day INTEGER,
    rule TEXT NOT NULL,
    grounds TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    why TEXT NOT NULL,
    said BLOB
) STRICT;
CREATE INDEX correction_by_pupil ON correction (school, pupil);

CREATE TABLE correction_undone (
    correction INTEGER PRIMARY KEY REFERENCES correction (id),
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    undone_at INTEGER NOT NULL,
    why TEXT NOT NULL
) STRICT;
)sql",
                                                    R"sql(
-- Who looked, changed, was told and was refused (audit.hpp): ids and numbers, each row holding on to the one before it. The triggers stop a slip of ours; tampering is found by the chain.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    at INTEGER NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    act TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    ground TEXT NOT NULL,
    times INTEGER NOT NULL,
    dossiers TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit'); END;

CREATE TABLE audit_dossier (
    school TEXT NOT NULL,
    dossier TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES audit (seq),
    PRIMARY KEY (school, dossier, seq)
) STRICT, WITHOUT ROWID;
)sql",
                                                    R"sql(
-- By what id a person writes in the LVS, and of a teacher the own class.
ALTER TABLE person ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN group_name TEXT NOT NULL DEFAULT '';

-- Who may see one dossier for a time.
CREATE TABLE invitation (
    id INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    person TEXT NOT NULL,
    dossier TEXT NOT NULL,
    until INTEGER NOT NULL,
    invited_by TEXT NOT NULL,
    invited_at INTEGER NOT NULL,
    ended_at INTEGER,
    FOREIGN KEY (school, person) REFERENCES person (school, id)
) STRICT;
CREATE INDEX invitation_by_person ON invitation (school, person);
)sql",
                                                    R"sql(
-- From here on what names a pupil or quotes a note is sealed (vault.hpp). What was plain is brought over from the tables called plain_*.
CREATE TABLE vault (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    kind INTEGER NOT NULL,
    salt BLOB NOT NULL,
    operations INTEGER NOT NULL,
    memory INTEGER NOT NULL,
    -- Until the file was written anew: pages that were plain may still lie in it.
    plain_left INTEGER NOT NULL
) STRICT;

-- Keys, each sealed with the master key: of each file, and below zero those of the whole store.
CREATE TABLE key_ring (
    file INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

-- A pupil. Numbers are never given twice: a row of an old backup is never opened with another pupil's key.
CREATE TABLE file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    school TEXT NOT NULL,
    mark BLOB NOT NULL UNIQUE,
    sealed BLOB NOT NULL
) STRICT;

DROP INDEX note_by_pupil;
DROP INDEX note_version_by_note;
DROP INDEX open_term;
DROP INDEX delivery_by_mail;
DROP INDEX pupil_by_revision;
DROP INDEX correction_by_pupil;
ALTER TABLE note RENAME TO plain_note;
ALTER TABLE note_version RENAME TO plain_note_version;
ALTER TABLE pupil RENAME TO plain_pupil;
ALTER TABLE dossier RENAME TO plain_dossier;
ALTER TABLE term RENAME TO plain_term;
ALTER TABLE delivery RENAME TO plain_delivery;
ALTER TABLE adapter RENAME TO plain_adapter;
ALTER TABLE refused RENAME TO plain_refused;
ALTER TABLE pupil_revision RENAME TO plain_pupil_revision;
ALTER TABLE misfiled RENAME TO plain_misfiled;
ALTER TABLE misfiled_seen RENAME TO plain_misfiled_seen;
ALTER TABLE correction_undone RENAME TO plain_correction_undone;
ALTER TABLE correction RENAME TO plain_correction;

CREATE TABLE note (
    arrival INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    source TEXT NOT NULL,
    mark BLOB NOT NULL UNIQUE,
    day INTEGER NOT NULL,
    recorded_at INTEGER,
    content BLOB NOT NULL,
    first_seen INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX note_by_file ON note (school, file, day);

-- Sealed as the note that it was a version of.
CREATE TABLE note_version (
    arrival INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    source TEXT NOT NULL,
    mark BLOB NOT NULL,
    day INTEGER NOT NULL,
    recorded_at INTEGER,
    content BLOB NOT NULL,
    first_seen INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX note_version_by_note ON note_version (mark);

CREATE TABLE pupil (
    file INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    group_mark BLOB NOT NULL,
    left_on INTEGER,
    print BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX pupil_by_group ON pupil (school, group_mark);

CREATE TABLE dossier (
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    numbered_at INTEGER NOT NULL,
    PRIMARY KEY (file, ordinal),
    UNIQUE (school, year, serial)
) STRICT;

CREATE TABLE term (
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    dossier INTEGER NOT NULL,
    mark BLOB NOT NULL,
    about TEXT NOT NULL,
    set_on INTEGER NOT NULL,
    due INTEGER NOT NULL,
    rule TEXT NOT NULL,
    source TEXT NOT NULL,
    met INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (file, dossier, mark)
) STRICT;
CREATE INDEX open_term ON term (school, due, file) WHERE met = 0 AND withdrawn = 0;

CREATE TABLE delivery (
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    dossier INTEGER NOT NULL,
    term BLOB NOT NULL,
    due INTEGER NOT NULL,
    rung TEXT NOT NULL,
    person TEXT NOT NULL,
    mail INTEGER NOT NULL REFERENCES outbox (id),
    written_at INTEGER NOT NULL,
    PRIMARY KEY (file, dossier, term, due, rung, person)
) STRICT;
CREATE INDEX delivery_by_mail ON delivery (mail);

CREATE TABLE adapter (
    school TEXT NOT NULL,
    adapter TEXT NOT NULL,
    cursor BLOB NOT NULL,
    last_success INTEGER,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    held_back INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    needs_person INTEGER NOT NULL,
    last_error_at INTEGER,
    PRIMARY KEY (school, adapter)
) STRICT;

CREATE TABLE refused (
    school TEXT NOT NULL,
    adapter TEXT NOT NULL,
    position INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    refused_at INTEGER NOT NULL,
    PRIMARY KEY (school, adapter, position)
) STRICT;

CREATE TABLE pupil_revision (
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (school, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX pupil_by_revision ON pupil_revision (school, revision);

CREATE TABLE misfiled (
    school TEXT NOT NULL,
    source TEXT NOT NULL,
    mark BLOB PRIMARY KEY,
    file INTEGER NOT NULL,
    day INTEGER NOT NULL,
    alarms TEXT NOT NULL,
    steps TEXT NOT NULL,
    actions TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    told_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE misfiled_seen (
    school TEXT NOT NULL,
    source TEXT NOT NULL,
    mark BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    person TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    does TEXT NOT NULL,
    note BLOB,
    matter TEXT NOT NULL,
    day INTEGER,
    rule TEXT NOT NULL,
    grounds TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    said BLOB,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX correction_by_file ON correction (school, file);

CREATE TABLE correction_undone (
    correction INTEGER PRIMARY KEY REFERENCES correction (id),
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    undone_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
)sql",
                                                    R"sql(
-- What a person says the school has done of what its protocol asks of the school itself. Of no pupil.
CREATE TABLE school_duty (
    id INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    duty TEXT NOT NULL,
    done_on INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER,
    undone_by TEXT
) STRICT;
)sql",
                                                    R"sql(
-- From whom all that is kept of a pupil is hidden. Who that is may be who is suspected: found by a look-up hash, named under the pupil's key, with why.
CREATE TABLE hiding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    school TEXT NOT NULL,
    file INTEGER NOT NULL,
    person BLOB NOT NULL,
    hidden_by TEXT NOT NULL,
    hidden_at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    ended_by TEXT,
    ended_at INTEGER,
    ended_sealed BLOB
) STRICT;
CREATE INDEX hiding_by_person ON hiding (school, person);
CREATE INDEX hiding_by_file ON hiding (school, file);

-- Which steps an added act is about: who clicks 'gezien' has seen that step, and none that comes to light later.
ALTER TABLE correction ADD COLUMN about TEXT NOT NULL DEFAULT '[]';
)sql",
                                                    R"sql(
-- Who knows the secret of a person's calendar reads on which days something is open, and nothing else.
CREATE TABLE calendar_feed (
    id INTEGER PRIMARY KEY,
    school TEXT NOT NULL,
    person TEXT NOT NULL,
    secret BLOB NOT NULL UNIQUE,
    made_at INTEGER NOT NULL,
    ended_at INTEGER,
    FOREIGN KEY (school, person) REFERENCES person (school, id)
) STRICT;
CREATE UNIQUE INDEX calendar_of_person ON calendar_feed (school, person) WHERE ended_at IS NULL;
)sql"};

/// The schema from which on there is a vault. Its script leaves the plain rows to `seal_plain_store`.
constexpr std::int64_t sealed_from = 7;

constexpr auto newest = static_cast<std::int64_t>(migrations.size());

void require_ours(Database& database, std::int64_t version) {
    const bool empty = version == 0 && database.integer("SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && database.integer("PRAGMA application_id") != application_id) {
        throw Failure({core::ErrorCode::store,
                       "this is a database of another program: name another file with --store",
                       database.file()});
    }
    if (version > newest) {
        throw Failure({core::ErrorCode::store,
                       "the store was written by a newer Meldbrug (schema " +
                           std::to_string(version) + ", this one knows " + std::to_string(newest) +
                           "): install the newer one again; nothing was changed",
                       database.file()});
    }
}

}  // namespace

std::shared_ptr<const Vault> migrate(Database& database, const KeySource& key) {
    const auto found = database.integer("PRAGMA user_version");
    require_ours(database, found);
    std::shared_ptr<const Vault> vault;
    if (found >= sealed_from) {
        vault = Vault::open(database, key);
    }
    if (found < newest) {
        Transaction transaction(database, Transaction::Kind::write);
        // Asked again under the lock: another process may have done it meanwhile.
        auto version = database.integer("PRAGMA user_version");
        if (!vault && version >= sealed_from) {
            vault = Vault::open(database, key);
        }
        for (; version < newest; ++version) {
            database.execute(migrations[static_cast<std::size_t>(version)]);
            if (version + 1 == sealed_from) {
                vault = Vault::create(database, key);
                seal_plain_store(database, vault);
            }
            database.execute(("PRAGMA user_version = " + std::to_string(version + 1)).c_str());
        }
        database.execute(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
        transaction.commit();
    }
    scrub(database);
    return vault;
}

}  // namespace meldbrug::store
