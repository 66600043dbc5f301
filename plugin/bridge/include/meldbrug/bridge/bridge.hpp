/// \file
/// The use cases of the bridge, over one store: ingest, status, terms, people. HTTP and the command line call these and nothing below.
///
/// Errors:   Result; `store` when the database fails, `invalid_input` for refused input, `forbidden` without the right.
/// Threads:  all members may be called concurrently.
/// Privacy:  views hold notes; callers show them only to a person whose role allows (rights.hpp).
#pragma once

#include "adapters/adapter.hpp"
#include "meldbrug/bridge/audit.hpp"
#include "meldbrug/bridge/backup.hpp"
#include "meldbrug/bridge/config.hpp"
#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/bridge/overview.hpp"
#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/core/clock.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/core/secret.hpp"
#include "meldbrug/notes/correction.hpp"
#include "meldbrug/route/duties.hpp"
#include "meldbrug/route/event_log.hpp"
#include "meldbrug/route/explain.hpp"
#include "meldbrug/route/status.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::store {
class Store;
}

namespace meldbrug::bridge {

struct IngestCounts {
    std::size_t added = 0, changed = 0, unchanged = 0, withdrawn = 0, refused = 0;
    std::size_t pupils = 0;   ///< lines with pupil facts taken in
    std::size_t ignored = 0;  ///< notes of a category that the route does not name: not kept at all
    /// Of the ignored ones: notes of `other_categories` that are pointed out as misfiled.
    std::size_t misfiled = 0;
    std::size_t held_back =
        0;  ///< absent from a full export, and kept until it is whole or a person confirms
    /// What the bridge itself refused or held back; the adapter's own refusals are counted above and lie in the batch.
    std::vector<adapters::Refusal> refusals;
};

struct IngestOptions {
    /// A person confirms that a full export lacks more than half of what was known of its source.
    bool withdraw_many = false;
    std::optional<Actor> by;  ///< who brings it; the adapter itself when absent
};

/// What happened at an adapter's last poll when it brought nothing to ingest.
struct PollReport {
    std::string error;          ///< empty: it answered
    bool needs_person = false;  ///< trying again alone does not help
};

struct StatusQuery {
    std::optional<std::string> pupil;
    std::optional<std::string> group;
    std::optional<core::Date> as_of;  ///< today when absent
};

/// What a person said, and what has become of it.
struct CorrectionView {
    notes::Correction correction;
    notes::Standing standing = notes::Standing::in_effect;
};

/// The correction, with its "standing".
[[nodiscard]] core::Json to_json(const CorrectionView& view);

/// Everything about one pupil that the board shows.
struct PupilView {
    std::string pupil;
    std::string name;
    std::string group;
    std::vector<route::DossierStatus> dossiers;
    std::vector<CorrectionView> corrections;
};

/// A note with what was read in it, for the dossier page: text with spans.
struct NoteView {
    notes::Note note;
    notes::Reading reading;
};

/// A note of another category that clearly seems to belong to the route. Of its text nothing is
/// known any more.
struct MisfiledView {
    std::string key;  ///< of this note as it is now; to put it away
    std::string source, note;
    std::string pupil, name, group;
    std::string category;
    core::Date date{};
    std::vector<std::string> alarms, steps, actions;  ///< ids
};

/// One thing that such a note seems to tell, in words.
struct Told {
    std::string_view kind;  ///< "alarm" "action" "step"
    std::string_view id;
    std::string_view label;  ///< of an alarm: its id
};
/// Alarms first. What an action says is not said again by its step. Points into both.
[[nodiscard]] std::vector<Told> told_by(const MisfiledView& view, const core::Catalogue& catalogue);

struct DueItem {
    std::string pupil, name, group, dossier;
    route::Term term;
};

struct Person {
    std::string id;
    std::string name;
    std::string role;
    std::string email;
    bool revoked = false;
    std::string author;  ///< id by which that person writes notes in the LVS; may be empty
    std::string group;   ///< of a teacher: the own class; may be empty
};

/// A browser or program that a person paired.
struct Device {
    std::string id;  ///< eight digits and letters, by which it is revoked
    std::string person;
    std::string name;  ///< as it called itself
    core::Instant paired{};
    core::Instant expires{};
    bool open = true;  ///< neither revoked nor expired
};

/// A dossier's acts under a name that says nothing.
struct NamedLog {
    std::string name;    ///< 16 hexadecimal digits
    std::string number;  ///< of the dossier: for the audit, never for the log
    route::LoggedDossier log;
};

/// Somebody sees one dossier until a day, the last one included.
struct Invitation {
    std::int64_t id = 0;
    std::string person;
    std::string dossier;  ///< its number
    core::Date until{};
    std::string by;       ///< id of who invited
    bool open = true;     ///< neither ended nor past its day
    std::string pupil{};  ///< whose dossier it is
};
[[nodiscard]] core::Json to_json(const Invitation& invitation);

struct HidingEnded {
    std::string by;  ///< id of who ended it
    core::Instant at{};
    std::string why;
};

/// Nothing of a pupil is shown to a person, until somebody ends it: dossiers that there are, and
/// those that come.
struct Hiding {
    std::int64_t id = 0;
    std::string pupil;
    std::string person;  ///< id of from whom
    std::string by;      ///< id of who says so
    core::Instant at{};
    std::string why;
    std::optional<HidingEnded> ended{};
};
[[nodiscard]] core::Json to_json(const Hiding& hiding);

/// What became of one mail about a notice.
struct NoticeMail {
    std::string person;
    int attempts = 0;
    std::optional<core::Instant> sent{};
    std::optional<core::Instant> failed{};  ///< given up
};

struct NoticeSeen {
    std::string by;  ///< id of the person
    core::Instant at{};
};

/// That the route asks that somebody hears of something, told to them at once; or that they saw it.
struct Notice {
    std::string id;                  ///< stable while it is open
    std::vector<std::string> roles;  ///< whose "gezien" settles it
    std::string dossier;             ///< its number
    int ordinal = 0;                 ///< of the pupil's dossiers
    std::string pupil, name, group;  ///< empty for who sees no dossiers
    route::Finding finding;
    std::vector<NoticeMail> mails;
    std::optional<NoticeSeen> seen{};
};
[[nodiscard]] core::Json to_json(const Notice& notice);

struct WeighingField {
    const notes::TemplateField* field = nullptr;
    std::vector<std::string> choices{};  ///< what may be answered, where that is a few things
    std::string asks{}, source{};        ///< of a question, as the school's route words it
};

/// The school's framework as a form.
struct WeighingForm {
    std::string template_id;
    std::string heading;
    std::vector<WeighingField> fields;
};

/// A filled-in form as text for the LVS, and what it would count as.
struct ComposedWeighing {
    notes::Note note;
    notes::Reading reading;
};

/// How many dossiers there are, of nobody in particular.
struct Counts {
    std::size_t open = 0, closed = 0;
    std::size_t reported = 0;                   ///< in which a report to Veilig Thuis was made
    std::map<std::string, std::size_t> levels;  ///< by level of the badge
};

/// One dossier, judged by two profiles.
struct DossierDifference {
    std::string dossier;  ///< its number; empty while it has none
    route::Badge before, after;
    std::vector<route::Finding> appears, disappears;
};
/// What another profile would make of the dossiers that are open under either.
struct ProfileTrial {
    std::size_t open = 0;
    std::vector<DossierDifference> differing;  ///< by number
};

class Bridge {
public:
    /// Opens or creates the store (file 0600 in a 0700 folder). \pre knowledge, clock outlive the bridge
    static core::Result<std::unique_ptr<Bridge>> open(Config config, const Knowledge& knowledge,
                                                      const core::Clock& clock);
    ~Bridge();
    Bridge(const Bridge&) = delete;
    Bridge& operator=(const Bridge&) = delete;

    [[nodiscard]] const Config& config() const;
    [[nodiscard]] const Knowledge& knowledge() const;
    [[nodiscard]] const route::Profile& route() const;
    [[nodiscard]] const core::Clock& clock() const;
    [[nodiscard]] store::Store& store();

    // ---- notes in ----
    /// One transaction: notes, facts, withdrawals, the adapter's cursor, and the terms that hang on them.
    /// A full export that was read in part, or that lacks more than half of a source's notes, withdraws nothing (`held_back`).
    core::Result<IngestCounts> ingest(const adapters::Batch& batch, std::string_view adapter,
                                      const IngestOptions& options = {});
    [[nodiscard]] core::Result<std::string> cursor(std::string_view adapter);
    /// Kept for `doctor`, which runs in another process.
    core::Status report_poll(std::string_view adapter, const PollReport& report);
    /// Brings the stored terms up to the present day and knowledge; does nothing when they are. Before asking the store what is due.
    core::Status refresh();

    // ---- status out ----
    /// Pupils with a route, most urgent first; one that is asked for by name also when all there
    /// is are corrections.
    [[nodiscard]] core::Result<std::vector<PupilView>> status(const StatusQuery& query);
    /// One rule ("R081", or a part of it: "R081/gesprek") walked over the dossiers of one pupil, act
    /// by act; `not_found` when the route has no such rule.
    [[nodiscard]] core::Result<std::vector<route::DossierWalk>> explain(
        std::string_view pupil, std::string_view rule, std::optional<core::Date> as_of);
    /// The open dossiers by both profiles, each as if it had held from the first day. Stores nothing.
    [[nodiscard]] core::Result<ProfileTrial> try_profiles(const route::Profile& before,
                                                          const route::Profile& after);
    /// What was done in every dossier, in an order and under names drawn by lot for this call: who
    /// holds two logs cannot lay them side by side by them.
    [[nodiscard]] core::Result<std::vector<NamedLog>> event_log(core::Date as_of);
    /// Pupils with a route, most urgent first. From memory, but for those that a change touched.
    [[nodiscard]] core::Result<std::vector<PupilSummaryPtr>> overview(const StatusQuery& query);
    /// For the badges of a page: these pupils in their order, those without a route left out.
    [[nodiscard]] core::Result<std::vector<PupilSummaryPtr>> badges(
        std::span<const std::string> pupils);
    /// Everybody on the roll, also who has no note.
    [[nodiscard]] core::Result<std::vector<notes::PupilFacts>> roll();
    /// Those of whom the roll says that they are this pupil's brothers or sisters and who have a
    /// route: a hint to look, of which nothing is copied.
    [[nodiscard]] core::Result<std::vector<PupilSummaryPtr>> siblings_of(std::string_view pupil);
    /// Notes of the route of one pupil, oldest first, with their readings.
    [[nodiscard]] core::Result<std::vector<NoteView>> notes_of(std::string_view pupil);
    /// Open terms that fall within `within` days (overdue ones included), soonest first.
    [[nodiscard]] core::Result<std::vector<DueItem>> due(core::Date as_of, int within_days);
    /// Notes of the configured `other_categories` that seem to belong to the route, those with an
    /// alarm first, then the latest; of a pupil or group when given, dated up to `as_of` when
    /// given. They change no ladder, badge or term.
    [[nodiscard]] core::Result<std::vector<MisfiledView>> misfiled(const StatusQuery& query = {});
    /// Puts it away, for everybody, until the note's content changes. False when it is not pointed
    /// out any more.
    core::Result<bool> put_away_misfiled(std::string_view key, std::string_view person);
    /// What a draft counts as so far; nothing is stored.
    [[nodiscard]] notes::Reading read_draft(const notes::Note& draft) const;
    /// With the questions that the school's route asks, in its words. `not_found` without a template.
    [[nodiscard]] core::Result<WeighingForm> weighing_form() const;
    /// Text that a person puts into the LVS: nothing is stored here, the note that comes back from
    /// there is the record. `invalid_input` by field, also for an answer to a question that the
    /// school's framework does not ask after the answers before it.
    /// \param values  by field: "ja", "nee", "twijfel", "2026-03-12", "ib, leerkracht", free text
    [[nodiscard]] core::Result<ComposedWeighing> compose_weighing(
        std::map<std::string, std::string> values) const;

    // ---- corrections by a person ----
    /// Keeps what that person says, and brings the pupil's terms up to it, in one transaction.
    /// `forbidden` when the role does not correct; `not_found` for a pupil, note or person that is
    /// not known, for a rejection of what the note does not show, and for an answer to what no rule
    /// asks; `invalid_input` by field.
    /// \param asked  without `id`, `who`, `role` and `at`; the source may be missing where one note
    /// of the pupil has that id
    core::Result<notes::Correction> correct(notes::Correction asked, std::string_view person);
    /// That correction holds no more; it stays listed. `not_found` when there is none of that
    /// number, or it was undone before.
    core::Result<notes::Correction> undo_correction(std::int64_t id, std::string_view person,
                                                    std::string_view why);
    /// Of a pupil or group when given, as of that day: those made later are not known yet. In the
    /// order in which they were made.
    [[nodiscard]] core::Result<std::vector<CorrectionView>> corrections(
        const StatusQuery& query = {});

    // ---- who sees which dossiers ----
    /// Which dossiers that person sees now. Whatever shows one asks this.
    [[nodiscard]] core::Result<Sight> sight_of(const Person& person);
    /// `forbidden` when `by` may not invite, `not_found` for a person or dossier that is not there,
    /// `invalid_input` for a day that is past or further than a year, or a role that is not invited.
    core::Result<Invitation> invite(std::string_view person, std::string_view dossier,
                                    core::Date until, std::string_view by);
    core::Status end_invitation(std::int64_t id, std::string_view by);
    /// All that were ever made, in their order.
    [[nodiscard]] core::Result<std::vector<Invitation>> invitations();
    /// From now on nothing of that pupil is shown to that person. `forbidden` when `by` may not;
    /// `not_found` for a person or pupil that is not there, or a pupil that is hidden from `by`;
    /// `invalid_input` without a reason, when it is hidden already, or when nobody who sees the
    /// whole school would be left to see it.
    core::Result<Hiding> hide(std::string_view pupil, std::string_view person, std::string_view why,
                              std::string_view by);
    /// `not_found` also to whom that pupil is hidden from.
    core::Status end_hiding(std::int64_t id, std::string_view why, std::string_view by);
    /// Of that pupil, those that ended too, in the order in which they were made.
    [[nodiscard]] core::Result<std::vector<Hiding>> hidings(std::string_view pupil);
    /// Notes of the route that the person wrote, the latest first, with their readings. Whatever
    /// becomes of a dossier, one's own note stays in sight.
    [[nodiscard]] core::Result<std::vector<NoteView>> own_notes(const Person& person);
    /// Without the pupils that are hidden from who asks.
    [[nodiscard]] core::Result<Counts> counts(const Sight& sight);

    // ---- who is told at once ----
    /// For that person, the open ones first, the latest first. Who works with the routes sees those
    /// of everybody: who was told, and who saw it.
    [[nodiscard]] core::Result<std::vector<Notice>> notices(const Person& person);
    /// That person saw it, which is the act that the route asks for; it stands among the
    /// corrections, and can be undone there. Once is enough. `not_found` when it is not there or
    /// hidden, `forbidden` when it is for another role.
    core::Result<NoticeSeen> acknowledge(std::string_view id, const Person& person);

    // ---- what the protocol asks of the school itself ----
    /// As of that day: those that were recorded or undone later are as they are now.
    [[nodiscard]] core::Result<std::vector<route::DutyStatus>> duties(core::Date as_of);
    /// That person says the school did it. `forbidden` when the role may not, `not_found` for a duty
    /// or person that is not there, `invalid_input` for a day to come, or without a word of where
    /// the proof lies. \param said  without id, who and moment
    core::Result<route::DutyRecord> record_duty(route::DutyRecord said, std::string_view person);
    /// It counts no more, and stays listed. `not_found` when there is none, or it was undone before.
    core::Status undo_duty(std::int64_t id, std::string_view person);

    // ---- people ----
    /// \param added  with name and role; the rest may be empty, its id is given here
    core::Result<Person> add_person(const Person& added);
    core::Result<Person> add_person(std::string_view name, std::string_view role,
                                    std::string_view email) {
        Person added;
        added.name = name;
        added.role = role;
        added.email = email;
        return add_person(added);
    }
    [[nodiscard]] core::Result<std::vector<Person>> people();
    core::Status revoke_person(std::string_view id);
    /// A one-time code: 8 digits, 10 minutes, 5 tries, shown once. Stored hashed.
    core::Result<core::Secret> new_pairing_code(std::string_view person_id);
    /// The code in exchange for a device token (256 bits, stored hashed).
    core::Result<core::Secret> pair(std::string_view code, std::string_view device_name);
    /// Whose token that is; forbidden when unknown, expired or revoked. From memory while no
    /// process wrote to the store, so that a revocation holds at once.
    core::Result<Person> authenticate(std::string_view token);
    /// Of all people, in the order in which they were paired.
    [[nodiscard]] core::Result<std::vector<Device>> devices();
    /// That device opens nothing any more, at once. `not_found` when there is none of that id.
    core::Status revoke_device(std::string_view id);
    /// That device is paired no more.
    core::Status sign_out(std::string_view token);

    // ---- calendars ----
    /// What that role sees of the terms of these dossiers, as iCalendar (calendar.hpp).
    [[nodiscard]] core::Result<std::string> calendar_of(const Sight& sight, std::string_view role);
    /// The calendar of whoever has that secret; nothing when nobody has.
    [[nodiscard]] core::Result<std::optional<std::string>> calendar(std::string_view secret);
    /// A new secret for that person's calendar, shown once; an earlier one ends. At the console.
    /// `forbidden` for a person who sees no routes.
    core::Result<core::Secret> begin_calendar(std::string_view person);
    core::Status end_calendar(std::string_view person);

    // ---- audit ----
    /// Before what was asked for is shown; see audit.hpp for what is recorded once. When this fails
    /// it may not be shown.
    /// \param what      "dossier" "badges" "dossiers" "terms" ...
    /// \param ground    the right by which, or "console"
    /// \param dossiers  numbers of those that are shown
    core::Status record_look(const Actor& who, std::string_view what, std::string_view ground,
                             std::vector<std::string> dossiers);
    /// Before what was asked for leaves the bridge as a file; every time. When this fails it may
    /// not leave. \param form  "csv" "json" "xes" "ics" "backup", or the document: "dossier_page"
    ///                    "inzage" "inspectie"
    core::Status record_export(const Actor& who, std::string_view form, std::string_view ground,
                               std::vector<std::string> dossiers);
    /// Makes a backup while the bridge runs on; it is in the audit.
    [[nodiscard]] core::Result<BackupReport> back_up(const BackupFiles& files);
    /// Another master key from now on. `store` when a bridge serves this store; `not_found` when
    /// there is no such person. \param next  file with the new key or passphrase; nothing: made
    core::Status rotate_key(std::string_view person,
                            const std::optional<std::filesystem::path>& next);
    /// Numbers of the dossiers of these pupils, for `record_look`.
    [[nodiscard]] core::Result<std::vector<std::string>> dossiers_of(
        std::span<const std::string> pupils);
    /// That somebody was refused. A refusal that cannot be recorded is logged and stays one.
    void record_refusal(const Actor& who, std::string_view what, std::string_view ground);
    /// Writes down the counted refusals whose time is over. Now and then.
    void record_counted_refusals();
    /// In the order in which they were recorded.
    [[nodiscard]] core::Result<std::vector<AuditView>> audit(const AuditFilter& filter);
    /// Reads it whole. \param noted  a head that was noted elsewhere; may be empty
    [[nodiscard]] core::Result<AuditVerdict> verify_audit(std::string_view noted = {});
    /// A person has looked, after a backup was put back: the head beside the store is made anew.
    core::Status renew_audit_head(std::string_view person);

    // ---- one bridge per store ----
    /// Until this object ends, no other process serves this store. `store` when one does already; commands need no such right.
    core::Status hold_serving();

    // ---- health ----
    /// Content-free facts for `doctor`, `/health` and the board:
    /// {"ok","version","route","route_version","notes","pupils","dossiers","checks":[{"id","ok","message","warning"?}],
    ///  "adapters":[{"adapter","last_success","added",...,"last_error"}],"outbox":{"waiting","failed","sent"}}
    [[nodiscard]] core::Json health();
    /// A person has seen that mails were given up: they are told of no more. \return how many
    core::Result<std::int64_t> acknowledge_failed_mail();

    struct Parts;

private:
    explicit Bridge(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace meldbrug::bridge
