/// \file
/// Everything the bridge keeps, in one SQLite file: notes and their earlier versions, pupils,
/// dossier numbers, terms, corrections, people, adapters.
///
/// A `Snapshot` sees one consistent state, a `Change` is one transaction: all of it or, without
/// `commit`, nothing. Mail is in reminders.hpp, the audit's rows are told in audit.hpp.
///
/// Units:    dates are calendar days in the school's zone; `now` is an argument, no clock is read.
///
/// Errors:   `store`, one line that says what, where and what to do; a `Change` that met one
///           leaves nothing behind.
///
/// Threads:  many threads may use a `Store`; one `Change` at a time, the next one waits; snapshots
///           run beside it. One `Snapshot` or `Change` belongs to one thread.
///
/// Privacy:  holds names and texts about children: the file is 0600, its folder 0700, deleted
///           content is overwritten; nothing here logs. What names a pupil or quotes a note is
///           sealed with a key of that pupil's file and found by a keyed hash (key.hpp); days,
///           states, rules and numbers stand plain, so that what is due is found by an index.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/correction.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/store/audit.hpp"
#include "meldbrug/store/backup.hpp"
#include "meldbrug/store/key.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::store {

/// What putting a note did.
enum class Put { added, changed, unchanged };

struct PutNote {
    Put put = Put::unchanged;
    std::string
        earlier_pupil;  ///< whose note it was until now, when that was another pupil; else empty
};

/// A term as it is kept between evaluations, so that what is due can be asked by date.
struct TermRow {
    int dossier = 1;      ///< 1 is the pupil's first dossier
    std::string term_id;  ///< stable within the dossier
    std::string about;
    core::Date set_on{};
    core::Date due{};
    std::string note;  ///< id of the note that set it
    std::string rule;  ///< rule that made it; empty when the note itself sets it
    std::string source;
    bool met = false;
    bool withdrawn = false;  ///< its note is gone, and a reminder of it had gone out
    friend bool operator==(const TermRow&, const TermRow&) = default;
};

/// A term as a calendar shows it.
struct CalendarTerm {
    std::string uid;  ///< a keyed hash: stable, and says nothing of pupil or note
    std::string pupil;
    int dossier = 1;
    std::string about;
    core::Date due{};
    bool settled = false;  ///< met or withdrawn
    core::Instant changed{};
};

struct Dossier {
    int ordinal = 1;
    std::string number;  ///< "2026-0012"
};

/// A note of another category that seems to belong to the route: where it is, and by ids what it
/// seems to tell. Nothing of its text is kept.
struct MisfiledRow {
    std::string key;  ///< of this note with this content: another one after an edit
    std::string source;
    std::string note;
    std::string pupil;
    std::string name;   ///< of the pupil; may be empty
    std::string group;  ///< of the pupil; may be empty
    std::string category;
    core::Date day{};
    std::vector<std::string> alarms, steps, actions;  ///< ids
};

/// A note that is pointed out as misfiled, or was and has been put away.
struct MisfiledId {
    std::string source;
    std::string note;
    std::string category;  ///< empty when it was put away
};

/// How an adapter fares: kept here so that `doctor` in another process sees it too.
struct AdapterState {
    std::string adapter;
    std::string cursor;
    std::optional<core::Instant> last_success;
    std::int64_t added = 0, changed = 0, unchanged = 0, withdrawn = 0,
                 refused = 0;  ///< of the last batch that held anything
    std::int64_t held_back =
        0;  ///< notes absent from the last full export that were kept, because a person has to look
    std::string last_error;     ///< empty after a success
    bool needs_person = false;  ///< trying again alone does not help
    std::optional<core::Instant> last_error_at;
};

/// A row or note that was refused.
struct RefusedRow {
    std::string where;
    std::string field;
    std::string reason;
};

struct PersonRow {
    std::string id;
    std::string name;
    std::string role;
    std::string email;
    bool revoked = false;
    std::string author{};  ///< id by which that person writes notes in the LVS; may be empty
    std::string group{};   ///< of a teacher: the own class; may be empty
};

/// That the school did what its protocol asks of the school itself.
struct DutyRow {
    std::int64_t id = 0;
    std::string duty;  ///< "R157/controle"
    core::Date done_on{};
    std::string evidence;
    std::string person;  ///< id of who says so
    core::Instant at{};
    bool undone = false;
};

/// Somebody may see one dossier for a time.
struct InvitationRow {
    std::int64_t id = 0;
    std::string person;
    std::string dossier;  ///< its number
    core::Date until{};   ///< the last day
    std::string by;       ///< id of who invited
    core::Instant at{};
    std::optional<core::Instant> ended;  ///< when somebody took it back
};

struct HidingEnd {
    std::string by;  ///< id of who ended it
    core::Instant at{};
    std::string why;
};

/// All that is kept of a pupil is hidden from somebody.
struct HidingRow {
    std::int64_t id = 0;
    std::string pupil;
    std::string person;  ///< id of from whom
    std::string by;      ///< id of who says so
    core::Instant at{};
    std::string why;
    std::optional<HidingEnd> ended{};
};

struct HidingQuery {
    std::optional<std::string> person{};
    std::optional<std::string> pupil{};
};

struct TokenHolder {
    PersonRow person;
    core::Instant expires{};  ///< of the token
};

/// Of a token or code; the thing itself is never kept.
using Digest = std::array<std::uint8_t, 32>;

struct DeviceRow {
    Digest token{};  ///< its hash
    std::string person;
    std::string name;
    core::Instant paired{};
    core::Instant expires{};
    bool revoked = false;
};

struct PairingRow {
    Digest code_hash{};
    std::array<std::uint8_t, 16> salt{};
    std::string person;
    int tries = 0;
};

struct Totals {
    std::int64_t notes = 0, pupils = 0, dossiers = 0;
};

class Database;
class Files;
class Store;

/// What can be read, in a snapshot and in a change alike.
class View {
public:
    View(const View&) = delete;
    View& operator=(const View&) = delete;

    /// Notes of a pupil that are not withdrawn, by date and arrival.
    [[nodiscard]] core::Result<std::vector<notes::Note>> notes_of(std::string_view pupil);
    [[nodiscard]] core::Result<std::optional<notes::PupilFacts>> facts_of(std::string_view pupil);
    /// Everybody on the roll, also who has no note, in the order in which they were first met.
    [[nodiscard]] core::Result<std::vector<notes::PupilFacts>> roll();
    /// What people said about that pupil's notes, in the order in which they said it, with what has
    /// become of those notes since.
    [[nodiscard]] core::Result<std::vector<notes::Correction>> corrections_of(
        std::string_view pupil);
    [[nodiscard]] core::Result<std::optional<notes::Correction>> correction(std::int64_t id);
    /// Pupils of whom a person said anything, in order of their id.
    [[nodiscard]] core::Result<std::vector<std::string>> pupils_with_corrections();
    /// Pupils who have notes or of whom a person added an act, in order of their id; of one group
    /// when given.
    [[nodiscard]] core::Result<std::vector<std::string>> pupils(
        const std::optional<std::string>& group = std::nullopt);
    /// Pupils with a note dated after `after` up to and including `until`.
    [[nodiscard]] core::Result<std::vector<std::string>> pupils_with_notes_dated(core::Date after,
                                                                                 core::Date until);
    [[nodiscard]] core::Result<std::vector<Dossier>> dossiers_of(std::string_view pupil);
    [[nodiscard]] core::Result<std::vector<TermRow>> terms_of(std::string_view pupil);
    /// Pupils with a term neither met nor withdrawn that falls on or before `last`.
    [[nodiscard]] core::Result<std::vector<std::string>> pupils_with_terms_until(core::Date last);
    [[nodiscard]] core::Result<std::optional<AdapterState>> adapter(std::string_view name);
    [[nodiscard]] core::Result<std::vector<AdapterState>> adapters();
    /// What was refused in the last batch of that adapter that held anything.
    [[nodiscard]] core::Result<std::vector<RefusedRow>> refused(std::string_view adapter);
    [[nodiscard]] core::Result<std::vector<PersonRow>> people();
    [[nodiscard]] core::Result<std::optional<PersonRow>> person(std::string_view id);
    /// The person who holds that token, unless device or person is revoked or the token expired.
    /// The person whose calendar has that secret (its hash); nothing when it was ended, or the
    /// person was revoked.
    [[nodiscard]] core::Result<std::optional<PersonRow>> holder_of_calendar(const Digest& secret);
    /// Terms that are open, or whose day or last change is no longer ago than `since`.
    [[nodiscard]] core::Result<std::vector<CalendarTerm>> calendar_terms(core::Date since);
    [[nodiscard]] core::Result<std::optional<TokenHolder>> holder_of_token(const Digest& token,
                                                                           core::Instant now);
    /// Of that person, or of all: those that ended too, in the order in which they were made.
    [[nodiscard]] core::Result<std::vector<InvitationRow>> invitations(
        const std::optional<std::string>& person = std::nullopt);
    /// What people said of the school's own duties, undone ones too, in the order in which they did.
    [[nodiscard]] core::Result<std::vector<DutyRow>> duties();
    /// Those that ended too, in the order in which they were made.
    [[nodiscard]] core::Result<std::vector<HidingRow>> hidings(const HidingQuery& query = {});
    /// Whose dossier that number is; nothing when there is none.
    [[nodiscard]] core::Result<std::optional<std::string>> pupil_of_dossier(
        std::string_view number);
    /// Of all people, those that were revoked or expired too, in the order in which they were paired.
    [[nodiscard]] core::Result<std::vector<DeviceRow>> devices();
    /// Codes that have not expired and have tries left.
    [[nodiscard]] core::Result<std::vector<PairingRow>> open_pairings(core::Instant now,
                                                                      int max_tries);
    /// Counts up with every change that can alter a status.
    [[nodiscard]] core::Result<std::int64_t> revision();
    /// Pupils whose notes, facts or dossier numbers a change after that revision touched. Written
    /// down by the change itself, whoever makes it.
    [[nodiscard]] core::Result<std::vector<std::string>> touched_since(std::int64_t revision);
    /// Notes that are pointed out as misfiled and were not put away, the latest day first.
    [[nodiscard]] core::Result<std::vector<MisfiledRow>> misfiled();
    [[nodiscard]] core::Result<std::vector<MisfiledId>> misfiled_ids();
    /// A value kept by name; empty when never set.
    [[nodiscard]] core::Result<std::string> setting(std::string_view name);
    /// In the order in which they were recorded.
    [[nodiscard]] core::Result<std::vector<AuditEntry>> audit(const AuditQuery& query);
    [[nodiscard]] core::Result<Totals> totals();

protected:
    View() = default;
    ~View() = default;
    Database* database_ = nullptr;
    Files* files_ = nullptr;
    std::string_view school_;
};

class Snapshot final : public View {
public:
    Snapshot(Snapshot&& other) noexcept;
    ~Snapshot();

private:
    friend class Store;
    friend class Reminders;
    struct Lease;
    explicit Snapshot(std::unique_ptr<Lease> lease);
    std::unique_ptr<Lease> lease_;
};

class Change final : public View {
public:
    Change(Change&& other) noexcept;
    /// Rolls back what was not committed.
    ~Change();

    /// Keeps the note; an earlier version with other content moves to the history.
    core::Result<PutNote> put_note(const notes::Note& note, core::Instant now);
    /// The pupil whose note it was; nothing when there is none, or when it was withdrawn before.
    core::Result<std::optional<std::string>> withdraw_note(std::string_view source,
                                                           std::string_view id, core::Instant now);
    /// Calls `visit` with every id of that source that is not withdrawn.
    core::Status each_note_id(std::string_view source,
                              const std::function<void(std::string_view id)>& visit);
    /// True when something changed.
    core::Result<bool> put_facts(const notes::PupilFacts& facts);
    /// The number of that dossier, given now when it has none: the year, and the next number of
    /// that year.
    core::Result<std::string> dossier_number(std::string_view pupil, int ordinal, int year,
                                             core::Instant now);
    /// The pupil's terms from now on. One that is gone is deleted, or kept as withdrawn when a
    /// reminder of it had gone out.
    core::Status put_terms(std::string_view pupil, std::span<const TermRow> terms,
                           core::Instant now);
    /// Points the note out as misfiled, unless a person has put it away and it says what it said.
    /// Of `row` only the ids of what it tells count. \return whether it is pointed out
    core::Result<bool> put_misfiled(const notes::Note& note, const MisfiledRow& row,
                                    core::Instant now);
    /// The note is pointed out no more; whether it was put away is remembered, for when it comes
    /// back as it was.
    core::Status withdraw_misfiled(std::string_view source, std::string_view note);
    /// As if that note had never been pointed out or put away.
    core::Status forget_misfiled(std::string_view source, std::string_view note);
    /// A person has seen what `key` points out. False when it is not there any more.
    core::Result<bool> put_away_misfiled(std::string_view key, std::string_view person,
                                         core::Instant now);
    /// Keeps it for good, and what its note says now. \return its number
    /// \pre it is valid, and its note, when it has one, is there
    core::Result<std::int64_t> add_correction(const notes::Correction& correction);
    /// False when there is none of that number, or it was undone before.
    core::Result<bool> undo_correction(std::int64_t id, const notes::Undoing& undoing);
    core::Status put_adapter(const AdapterState& state);
    /// Replaces what was refused before.
    core::Status put_refused(std::string_view adapter, std::span<const RefusedRow> rows,
                             core::Instant now);
    core::Status put_setting(std::string_view name, std::string_view value);

    core::Status add_person(const PersonRow& person, core::Instant now);
    /// False when there is no such person. Their tokens and codes end with it.
    core::Result<bool> revoke_person(std::string_view id, core::Instant now);
    /// \return its number
    core::Result<std::int64_t> add_duty(const DutyRow& duty);
    /// False when there is none of that number, or it was undone before.
    core::Result<bool> undo_duty(std::int64_t id, std::string_view person, core::Instant now);
    /// \return its number
    core::Result<std::int64_t> add_invitation(const InvitationRow& invitation);
    /// False when there is none of that number, or it ended before.
    core::Result<bool> end_invitation(std::int64_t id, core::Instant now);
    /// \return its number
    core::Result<std::int64_t> add_hiding(const HidingRow& hiding);
    /// False when there is none of that number, or it ended before.
    core::Result<bool> end_hiding(std::int64_t id, const HidingEnd& end);
    core::Status add_pairing(const PairingRow& pairing, core::Instant now, core::Instant expires);
    /// Counts a failed try against every open code: a guess does not say which code it meant.
    core::Status count_failed_pairing(core::Instant now);
    core::Status end_pairing(const Digest& code_hash);
    /// The person's earlier one, if any, ends.
    core::Status begin_calendar(std::string_view person, const Digest& secret, core::Instant now);
    /// False when there was none.
    core::Result<bool> end_calendar(std::string_view person, core::Instant now);
    core::Status add_device(const Digest& token, std::string_view person, std::string_view name,
                            core::Instant now, core::Instant expires);
    /// That token is nobody's any more.
    core::Status revoke_device(const Digest& token, core::Instant now);

    /// Adds a row to the audit; `seq` is given here. It is there if this change is, and not without.
    core::Status record(AuditEntry entry);
    /// Numbers of the dossiers of the pupils whose status this change can alter.
    core::Result<std::vector<std::string>> touched_dossiers();

    /// Another master key with this change; the old one opens nothing of this store any more, and
    /// still opens the backups made with it. Whatever moment it is broken off at, one of the two
    /// opens. \param key   where the present one is, and the new one will be
    ///         \param next  file that holds the new key or passphrase; nothing: a new key is made
    /// \pre no other process serves the store: `lock_for_serving` is held
    core::Status rotate_key(const KeySource& key, const std::optional<std::filesystem::path>& next);
    /// For a large batch: more memory for pages until the change ends.
    core::Status expect_many_rows();
    core::Status commit();

private:
    friend class Store;
    friend class Reminders;
    struct Lease;
    explicit Change(std::unique_ptr<Lease> lease);
    void touch(std::string_view pupil);
    void write_touched();
    std::unique_ptr<Lease> lease_;
};

/// Held by the one process that serves a store: adapters and mail run there and nowhere else.
class ServeLock {
public:
    ServeLock(ServeLock&& other) noexcept;
    ServeLock& operator=(ServeLock&& other) noexcept;
    ~ServeLock();

private:
    friend class Store;
    explicit ServeLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

class Store {
public:
    /// Opens or creates the file, brings its schema up to date. Refuses a newer schema, a file that
    /// is no store of ours, a file or folder that others can read and that is not ours to close,
    /// and a key that does not fit.
    static core::Result<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                     std::string_view school, const KeySource& key);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    [[nodiscard]] core::Result<Snapshot> snapshot();
    [[nodiscard]] core::Result<Change> change();
    /// Another number after each commit, of whatever process. What was read after asking for it
    /// holds for as long as it stays the same.
    [[nodiscard]] core::Result<std::int64_t> commits();
    /// As `View::revision`, without a query while no process has written since the last call.
    [[nodiscard]] core::Result<std::int64_t> revision();
    /// `store` when another process serves this store already.
    [[nodiscard]] core::Result<ServeLock> lock_for_serving();
    /// Reads the whole file and says whether it is sound; takes time with its size.
    [[nodiscard]] core::Status check();
    /// Reads the audit from its beginning and says whether anything was edited, removed, moved or
    /// cut off since it was written. \param noted  a head that was noted elsewhere
    [[nodiscard]] core::Result<AuditReport> verify_audit(
        const std::optional<AuditHead>& noted = std::nullopt);
    /// Whether the head beside the store fits the end of the chain: quick, for `doctor`.
    [[nodiscard]] core::Result<bool> audit_head_fits();
    /// From now on the head beside the store is the end of the chain as it is. For a person who has
    /// looked, after a backup was put back.
    core::Status renew_audit_head();
    /// Makes both files of a backup, on disk when this returns, while others go on.
    [[nodiscard]] core::Result<BackupReport> back_up(const BackupFiles& files);
    [[nodiscard]] const std::filesystem::path& file() const;
    [[nodiscard]] const std::string& school() const;

private:
    friend class Snapshot;
    friend class Change;
    struct Parts;
    explicit Store(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace meldbrug::store
