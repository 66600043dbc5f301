#include "known_profiles.hpp"
#include "ordered_work.hpp"
#include "parts.hpp"

#include "meldbrug/notes/note_json.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace meldbrug::bridge {

namespace {

/// From here on a batch is worth more memory for pages: below, SQLite's own 2 MB hold it.
constexpr std::size_t many_items = 2'000;
/// Enough to see what is wrong with a file; the rest is the same again.
constexpr std::size_t kept_refusals = 200;
/// Below this many notes of a source, half of them may go without a question: a small dossier that
/// is tidied up.
constexpr std::size_t few_notes = 10;
/// A bridge that was told no school takes the one its first note names (see `SchoolGuard`). "00AA"
/// is no BRIN.
constexpr std::string_view no_school = "00AA";
constexpr std::string_view first_school = "first_school";

using IdSet = std::unordered_set<std::string_view>;
/// Source → ids.
using KnownIds = std::unordered_map<std::string, std::unordered_set<std::string>>;

/// Keeps notes of another school out: the same pupil number is another child there.
class SchoolGuard {
public:
    SchoolGuard(std::string configured, std::string remembered) : school_(std::move(configured)) {
        if (school_ == no_school) {
            learns_ = true;
            school_ = std::move(remembered);
        }
    }
    /// Whether something of that school (empty: not named) belongs here.
    bool admits(const std::string& school) {
        if (school.empty() || school == school_) {
            return true;
        }
        if (learns_ && school_.empty()) {
            school_ = school;
            learned_ = true;
            return true;
        }
        return false;
    }
    [[nodiscard]] bool learned() const { return learned_; }
    [[nodiscard]] const std::string& school() const { return school_; }

private:
    std::string school_;
    bool learns_ = false;
    bool learned_ = false;
};

core::Status keep_dossiers(store::Change& change, const std::string& pupil, const DossierRows& rows,
                           core::Instant now) {
    int ordinal = 0;
    for (const int year : rows.years) {
        if (auto number = change.dossier_number(pupil, ++ordinal, year, now); !number) {
            return number.error();
        }
    }
    return change.put_terms(pupil, rows.terms, now);
}

/// One batch on its way into the store.
class Ingest {
public:
    Ingest(Bridge::Parts& parts, store::Change& change, const adapters::Batch& batch,
           std::string_view adapter, const IngestOptions& options, SchoolGuard guard)
        : parts_(parts),
          change_(change),
          batch_(batch),
          adapter_(adapter),
          options_(options),
          now_(parts.clock.now()),
          guard_(std::move(guard)) {}

    core::Result<IngestCounts> run() {
        if (batch_.items.size() >= many_items) {
            if (auto done = change_.expect_many_rows(); !done) {
                return done.error();
            }
        }
        // What goes before what comes, so that each pupil is evaluated once.
        for (const auto step :
             {&Ingest::load_misfiled, &Ingest::take_items, &Ingest::withdraw_absent,
              &Ingest::put_notes, &Ingest::put_misfiled, &Ingest::evaluate_touched,
              &Ingest::keep_adapter, &Ingest::record}) {
            if (auto done = (this->*step)(); !done) {
                return done.error();
            }
        }
        return std::move(counts_);
    }

private:
    [[nodiscard]] const std::string& source_of(const notes::Note& note) const {
        return note.source.empty() ? adapter_ : note.source;
    }

    void touch(const std::string& pupil) {
        if (touched_.insert(pupil).second) {
            touched_in_order_.push_back(pupil);
        }
    }
    void refuse(std::string where, std::string field, std::string reason) {
        ++counts_.refused;
        counts_.refusals.push_back({std::move(where), std::move(field), std::move(reason)});
    }

    static std::string place_of(std::size_t index) { return "item " + std::to_string(index + 1); }

    /// The last line of a note is the one that counts: the same batch again then changes nothing.
    std::unordered_map<std::string_view, std::unordered_map<std::string_view, std::size_t>>
    last_of_each_note() {
        std::unordered_map<std::string_view, std::unordered_map<std::string_view, std::size_t>>
            last;
        for (std::size_t i = 0; i < batch_.items.size(); ++i) {
            if (const auto* note = std::get_if<notes::Note>(&batch_.items[i])) {
                last[source_of(*note)].insert_or_assign(note->id, i);
            }
        }
        return last;
    }

    /// Which notes are pointed out as misfiled or were put away: few, so that all others cost no
    /// query.
    core::Status load_misfiled() {
        auto ids = change_.misfiled_ids();
        if (!ids) {
            return ids.error();
        }
        for (auto& id : *ids) {
            misfiled_[std::move(id.source)].insert(std::move(id.note));
        }
        return core::Done{};
    }

    [[nodiscard]] bool is_misfiled(const std::string& source, const std::string& id) const {
        const auto ids = misfiled_.find(source);
        return ids != misfiled_.end() && ids->second.contains(id);
    }

    core::Status take_items() {
        counts_.refused = batch_.refused.size();
        const auto last = last_of_each_note();
        for (std::size_t i = 0; i < batch_.items.size(); ++i) {
            core::Status taken = core::Done{};
            if (const auto* note = std::get_if<notes::Note>(&batch_.items[i])) {
                if (last.at(source_of(*note)).at(note->id) != i) {
                    ++counts_.unchanged;
                    continue;
                }
                taken = take_note(*note, i);
            } else {
                taken = take_facts(std::get<notes::PupilFacts>(batch_.items[i]), i);
            }
            if (!taken) {
                return taken;
            }
        }
        return core::Done{};
    }

    core::Status take_note(const notes::Note& note, std::size_t index) {
        const auto& source = source_of(note);
        // Refused or not, it is in the export: a refused line withdraws nothing.
        if (is_complete(source)) {
            present_[source].insert(note.id);
        }
        if (note.deleted) {
            if (is_misfiled(source, note.id)) {
                if (auto done = change_.withdraw_misfiled(source, note.id); !done) {
                    return done;
                }
            }
            return withdraw(source, note.id, true);
        }
        if (auto valid = notes::validate(note); !valid) {
            refuse(place_of(index), "", valid.error().message);
            return core::Done{};
        }
        if (!guard_.admits(note.school)) {
            refuse(place_of(index), "school", "is another school than this bridge's");
            return core::Done{};
        }
        if (!parts_.evaluation.reader().covers_category(note.category)) {
            ++counts_.ignored;
            if (is_looked_at(parts_.config, note.category)) {
                looked_at_.push_back(&note);
            } else if (auto done = forget_misfiled(note); !done) {
                return done;
            }
            return withdraw(source, note.id, false);
        }
        // In the right category now.
        if (auto done = forget_misfiled(note); !done) {
            return done;
        }
        const auto [place, is_new] = group_of_.try_emplace(note.pupil, groups_.size());
        if (is_new) {
            groups_.emplace_back();
        }
        groups_[place->second].push_back(&note);
        return core::Done{};
    }

    core::Status forget_misfiled(const notes::Note& note) {
        const auto& source = source_of(note);
        return is_misfiled(source, note.id) ? change_.forget_misfiled(source, note.id)
                                            : core::Status(core::Done{});
    }

    /// Looks at the notes of other categories, and keeps of them where they are and nothing else.
    core::Status put_misfiled() {
        return load_work_keep(
            looked_at_.size(),
            [&](std::size_t i) -> core::Result<const notes::Note*> { return looked_at_[i]; },
            [&](const notes::Note* note) { return find_misfiled(parts_, *note); },
            [&](std::size_t, const notes::Note* note,
                const std::optional<store::MisfiledRow>& row) -> core::Status {
                if (!row) {
                    return forget_misfiled(*note);
                }
                notes::Note named = *note;
                named.source = source_of(*note);
                const auto pointed_out = change_.put_misfiled(named, *row, now_);
                if (!pointed_out) {
                    return pointed_out.error();
                }
                counts_.misfiled += *pointed_out ? 1U : 0U;
                return core::Done{};
            });
    }

    /// Notes of one pupil, in the order of the batch.
    using Group = std::vector<const notes::Note*>;

    /// Puts each pupil's notes together, so that they can be evaluated while the next pupil's are
    /// put.
    core::Status put_notes() {
        const core::Date today = core::amsterdam_date(now_);
        using Record = std::optional<PupilRecord>;
        return load_work_keep(
            groups_.size(),
            [&](std::size_t i) -> core::Result<Record> { return put_group(groups_[i]); },
            [&](const Record& record) {
                return record ? rows_of(parts_.evaluation.judge(*record, today),
                                        parts_.knowledge.reminders)
                              : DossierRows();
            },
            [&](std::size_t i, const Record& record, const DossierRows& rows) {
                return record ? keep_dossiers(change_, groups_[i].front()->pupil, rows, now_)
                              : core::Status(core::Done{});
            });
    }

    /// What is known of the pupil now, unless nothing changed.
    core::Result<std::optional<PupilRecord>> put_group(const Group& group) {
        for (const notes::Note* note : group) {
            if (auto done = put(*note, source_of(*note)); !done) {
                return done.error();
            }
        }
        const std::string& pupil = group.front()->pupil;
        if (touched_.erase(pupil) == 0) {
            return std::optional<PupilRecord>();
        }
        auto record = Evaluation::load(change_, pupil);
        if (!record) {
            return record.error();
        }
        return std::optional(std::move(record).value());
    }

    core::Status put(const notes::Note& note, const std::string& source) {
        core::Result<store::PutNote> put = store::PutNote{};
        if (note.source.empty()) {
            notes::Note named = note;
            named.source = source;
            put = change_.put_note(named, now_);
        } else {
            put = change_.put_note(note, now_);
        }
        if (!put) {
            return put.error();
        }
        switch (put->put) {
            case store::Put::unchanged:
                ++counts_.unchanged;
                return core::Done{};
            case store::Put::added:
                ++counts_.added;
                break;
            case store::Put::changed:
                ++counts_.changed;
                break;
        }
        touch(note.pupil);
        if (!put->earlier_pupil.empty()) {
            touch(put->earlier_pupil);
        }
        return core::Done{};
    }

    core::Status withdraw(std::string_view source, std::string_view id, bool count_unknown) {
        auto pupil = change_.withdraw_note(source, id, now_);
        if (!pupil) {
            return pupil.error();
        }
        if (*pupil) {
            ++counts_.withdrawn;
            touch(**pupil);
        } else if (count_unknown) {
            ++counts_.unchanged;
        }
        return core::Done{};
    }

    core::Status take_facts(const notes::PupilFacts& facts, std::size_t index) {
        if (facts.pupil.empty()) {
            refuse(place_of(index), "pupil", "is empty");
            return core::Done{};
        }
        if (!guard_.admits(facts.school)) {
            refuse(place_of(index), "school", "is another school than this bridge's");
            return core::Done{};
        }
        auto changed = change_.put_facts(facts);
        if (!changed) {
            return changed.error();
        }
        ++counts_.pupils;
        if (*changed) {
            touch(facts.pupil);
        }
        return core::Done{};
    }

    [[nodiscard]] bool is_complete(const std::string& source) const {
        return std::find(batch_.complete_sources.begin(), batch_.complete_sources.end(), source) !=
               batch_.complete_sources.end();
    }

    core::Status withdraw_absent() {
        for (const auto& source : batch_.complete_sources) {
            if (auto done = withdraw_absent_of(source); !done) {
                return done;
            }
        }
        return core::Done{};
    }

    core::Status withdraw_absent_of(const std::string& source) {
        const IdSet& present = present_[source];
        std::vector<std::string> absent;
        std::size_t known = 0;
        auto visited = change_.each_note_id(source, [&](std::string_view id) {
            ++known;
            if (!present.contains(id)) {
                absent.emplace_back(id);
            }
        });
        if (!visited) {
            return visited;
        }
        if (!absent.empty() && !options_.withdraw_many &&
            must_hold_back(source, absent.size(), known)) {
            return core::Done{};
        }
        if (auto done = withdraw_absent_misfiled(source, present); !done) {
            return done;
        }
        for (const auto& id : absent) {
            if (auto done = withdraw(source, id, false); !done) {
                return done;
            }
        }
        return core::Done{};
    }

    /// Alone they hold nothing back: an export of the route's own category lacks them by right.
    core::Status withdraw_absent_misfiled(const std::string& source, const IdSet& present) {
        const auto ids = misfiled_.find(source);
        // One of the lines that could not be read may be the note.
        if (ids == misfiled_.end() || (!batch_.refused.empty() && !options_.withdraw_many)) {
            return core::Done{};
        }
        for (const auto& id : ids->second) {
            if (!present.contains(id)) {
                if (auto done = change_.withdraw_misfiled(source, id); !done) {
                    return done;
                }
            }
        }
        return core::Done{};
    }

    bool must_hold_back(const std::string& source, std::size_t absent, std::size_t known) {
        const std::string numbers =
            std::to_string(absent) + " of " + std::to_string(known) + " notes";
        if (!batch_.refused.empty()) {
            // A line that could not be read may be one of them: a note is not gone for a typing
            // error in its line.
            counts_.held_back += absent;
            counts_.refusals.push_back(
                {source, "",
                 numbers + " are not in this export, but lines of it were refused: they are kept "
                           "until it can be read whole"});
            return true;
        }
        if (known > few_notes && absent * 2 > known) {
            counts_.held_back += absent;
            refuse(source, "",
                   numbers +
                       " are not in this export: they are kept until a person has looked whether "
                       "it is complete");
            return true;
        }
        return false;
    }

    /// Those of whom no note was put, and those whose note moved to another pupil after their own
    /// were put.
    core::Status evaluate_touched() {
        std::vector<std::string> rest;
        std::copy_if(touched_in_order_.begin(), touched_in_order_.end(), std::back_inserter(rest),
                     [&](const std::string& pupil) { return touched_.erase(pupil) > 0; });
        return keep_pupils(parts_, change_, rest, now_);
    }

    core::Status keep_adapter() {
        if (guard_.learned()) {
            if (auto done = change_.put_setting(first_school, guard_.school()); !done) {
                return done;
            }
        }
        auto stored = change_.adapter(adapter_);
        if (!stored) {
            return stored.error();
        }
        store::AdapterState state = *stored ? **stored : store::AdapterState{};
        state.adapter = adapter_;
        state.cursor = batch_.cursor;
        state.last_success = now_;
        state.last_error.clear();
        state.needs_person = false;
        state.added = static_cast<std::int64_t>(counts_.added);
        state.changed = static_cast<std::int64_t>(counts_.changed);
        state.unchanged = static_cast<std::int64_t>(counts_.unchanged);
        state.withdrawn = static_cast<std::int64_t>(counts_.withdrawn);
        state.refused = static_cast<std::int64_t>(counts_.refused);
        state.held_back = static_cast<std::int64_t>(counts_.held_back);
        if (auto done = change_.put_adapter(state); !done) {
            return done;
        }
        return change_.put_refused(adapter_, refused_rows(), now_);
    }

    /// A batch that changed nothing is a glance of the bridge itself, not of a person.
    core::Status record() {
        if (counts_.added + counts_.changed + counts_.withdrawn + counts_.refused == 0 &&
            touched_in_order_.empty()) {
            return core::Done{};
        }
        auto dossiers = change_.touched_dossiers();
        if (!dossiers) {
            return dossiers.error();
        }
        const std::string about = "added " + std::to_string(counts_.added) + " changed " +
                                  std::to_string(counts_.changed) + " withdrawn " +
                                  std::to_string(counts_.withdrawn) + " refused " +
                                  std::to_string(counts_.refused);
        const Actor who = options_.by.value_or(Actor{"adapter:" + adapter_, ""});
        return change_.record(audit_entry(who, now_, audit_act::change, "notes", about,
                                          "adapter:" + adapter_, std::move(dossiers).value()));
    }

    [[nodiscard]] std::vector<store::RefusedRow> refused_rows() const {
        std::vector<store::RefusedRow> rows;
        for (const auto* list : {&counts_.refusals, &batch_.refused}) {
            for (const auto& refusal : *list) {
                if (rows.size() < kept_refusals) {
                    rows.push_back({refusal.where, refusal.field, refusal.reason});
                }
            }
        }
        return rows;
    }

    Bridge::Parts& parts_;
    store::Change& change_;
    const adapters::Batch& batch_;
    const std::string adapter_;
    const IngestOptions& options_;
    const core::Instant now_;
    SchoolGuard guard_;
    IngestCounts counts_;
    std::unordered_map<std::string, IdSet> present_;  // of complete sources
    KnownIds misfiled_;                               // pointed out, or put away
    std::vector<const notes::Note*> looked_at_;
    std::vector<Group> groups_;
    std::unordered_map<std::string_view, std::size_t> group_of_;  // by pupil
    std::unordered_set<std::string> touched_;                     // since they were evaluated last
    std::vector<std::string> touched_in_order_;
};

}  // namespace

core::Status keep_pupils(Bridge::Parts& parts, store::Change& change,
                         std::span<const std::string> pupils, core::Instant now) {
    const core::Date today = core::amsterdam_date(now);
    return load_work_keep(
        pupils.size(), [&](std::size_t i) { return Evaluation::load(change, pupils[i]); },
        [&](const PupilRecord& record) {
            return rows_of(parts.evaluation.judge(record, today), parts.knowledge.reminders);
        },
        [&](std::size_t i, const PupilRecord&, const DossierRows& rows) {
            return keep_dossiers(change, pupils[i], rows, now);
        });
}

core::Result<IngestCounts> Bridge::ingest(const adapters::Batch& batch, std::string_view adapter,
                                          const IngestOptions& options) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    auto remembered = change->setting(first_school);
    if (!remembered) {
        return remembered.error();
    }
    auto counts = Ingest(*parts_, *change, batch, adapter, options,
                         SchoolGuard(parts_->config.school, *remembered))
                      .run();
    if (!counts) {
        return counts;
    }
    if (auto noted = note_profiles(*change, parts_->knowledge, parts_->route); !noted) {
        return noted.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return counts;
}

core::Status Bridge::refresh() {
    static constexpr std::string_view evaluated = "evaluated";
    const auto now = parts_->clock.now();
    const auto today = core::amsterdam_date(now);
    const std::string wanted =
        core::format_date(today) + " " + parts_->route.id() + " " + parts_->knowledge.fingerprint;
    std::vector<std::string> pupils;
    {
        auto snapshot = parts_->store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        const auto done = snapshot->setting(evaluated);
        if (!done) {
            return done.error();
        }
        if (*done == wanted) {
            return core::Done{};
        }
        auto all = snapshot->pupils();
        if (!all) {
            return all.error();
        }
        pupils = std::move(all).value();
    }
    // In parts, so that others can write in between.
    constexpr std::size_t at_once = 256;
    for (std::size_t first = 0; first < pupils.size() || first == 0; first += at_once) {
        auto change = parts_->store->change();
        if (!change) {
            return change.error();
        }
        const std::size_t end = std::min(first + at_once, pupils.size());
        const auto some = std::span<const std::string>(pupils).subspan(first, end - first);
        if (auto kept = keep_pupils(*parts_, *change, some, now); !kept) {
            return kept;
        }
        if (end == pupils.size()) {
            if (auto put = change->put_setting(evaluated, wanted); !put) {
                return put;
            }
        }
        if (auto committed = change->commit(); !committed) {
            return committed;
        }
    }
    return core::Done{};
}

}  // namespace meldbrug::bridge
