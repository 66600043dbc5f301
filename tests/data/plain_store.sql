-- A store as the program of schema 5 left it, before anything in it was sealed: every table has rows, all invented.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO note VALUES(1,'00AA','folder','lln7001-1','lln7001','Meldcode en Verwijsindex','Signalen','Twee blauwe plekken gezien en vastgelegd in het dossier.',20514,NULL,'','',X'873360aa3dddac8def8f60010db27dd7',1795416516,1795416518,NULL);
INSERT INTO note VALUES(2,'00AA','folder','lln7001-2','lln7001','Meldcode en Verwijsindex','Hulp','De aanmelding bij het maatschappelijk werk is gedaan, over zes weken kijken we samen naar het effect.',20521,NULL,'','',X'da909b9acb6a45ad5efc6687629b1c07',1795416516,1795416516,NULL);
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
INSERT INTO note_version VALUES(1,'00AA','folder','lln7001-1','lln7001','Meldcode en Verwijsindex','Signalen','Blauwe plek gezien en vastgelegd in het dossier.',20514,NULL,'','',X'f4faad7725b868deb9f2c63369cedf91',1795416516,1795416518);
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
INSERT INTO pupil VALUES('00AA','lln7001','Fenna Verzonnen','5',16557,NULL,'["lln7002"]');
INSERT INTO pupil VALUES('00AA','lln7002','Joris Bedacht','7',NULL,NULL,'[]');
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
INSERT INTO dossier VALUES('00AA','lln7001',1,2026,1,1795416516);
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
INSERT INTO term VALUES('00AA','lln7001',1,'help_effect-lln7001-2','help_effect',20521,20563,'lln7001-2','','',0,0,1795416516);
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
    last_error TEXT NOT NULL, seen_at INTEGER,
    UNIQUE (school, message_id)
) STRICT;
INSERT INTO outbox VALUES(1,'00AA','p1','ib@school.example','Meldbrug','Er staat iets open.','<1@school.example>',1795416520,0,1795416520,NULL,NULL,'',NULL);
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
INSERT INTO delivery VALUES('00AA','lln7001',1,'help_effect-lln7001-2',20563,'7d','p1',1,1795416520);
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
INSERT INTO adapter VALUES('00AA','import','{"files":{"lln7001.csv":{}}}',1795416519,0,0,0,0,0,0,'',0,NULL);
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
INSERT INTO refused VALUES('00AA','import',1,'lln7001.csv:3','text','is empty',1795416519);
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
INSERT INTO person VALUES('00AA','p1','Ilse','ib','',1795416515,NULL);
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
CREATE TABLE revision (
    school TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO revision VALUES('00AA',5);
CREATE TABLE pupil_revision (
    school TEXT NOT NULL,
    pupil TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (school, pupil)
) STRICT, WITHOUT ROWID;
INSERT INTO pupil_revision VALUES('00AA','lln7002',1);
INSERT INTO pupil_revision VALUES('00AA','lln7001',5);
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
INSERT INTO misfiled VALUES('00AA','folder','lln7002-1','lln7002','Oudergesprek',20521,'[]','[]','["advies_veilig_thuis"]',X'bf7a147952d61f7ce06571587def7cff',1795416516);
CREATE TABLE misfiled_seen (
    school TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    person TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (school, source, note)
) STRICT;
INSERT INTO misfiled_seen VALUES('00AA','folder','lln7002-2',X'4dd46e5488f849c6161ab775a5a46162','p1',1795416520);
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
INSERT INTO correction VALUES(1,'00AA','lln7001','reject','folder','lln7001-2','action','hulp_georganiseerd',NULL,'','[]','p1','ib',1795416521,'dat was het buurkind',X'c58bd6ce5ea5e68095c98dba580dc4ba');
CREATE TABLE correction_undone (
    correction INTEGER PRIMARY KEY REFERENCES correction (id),
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    undone_at INTEGER NOT NULL,
    why TEXT NOT NULL
) STRICT;
INSERT INTO correction_undone VALUES(1,'p1','ib',1795416523,'toch niet het buurkind');
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
CREATE TABLE audit_dossier (
    school TEXT NOT NULL,
    dossier TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES audit (seq),
    PRIMARY KEY (school, dossier, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_by_pupil ON note (school, pupil, day);
CREATE INDEX note_version_by_note ON note_version (school, source, id);
CREATE INDEX open_term ON term (school, due, pupil) WHERE met = 0 AND withdrawn = 0;
CREATE INDEX outbox_waiting ON outbox (school, next_attempt) WHERE next_attempt IS NOT NULL;
CREATE INDEX delivery_by_mail ON delivery (mail);
CREATE INDEX pupil_by_revision ON pupil_revision (school, revision);
CREATE INDEX correction_by_pupil ON correction (school, pupil);
CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit'); END;
COMMIT;
PRAGMA application_id = 1296192071;
PRAGMA user_version = 5;
