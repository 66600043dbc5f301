/// \file
/// One pupil's notes → what they show → the route's status. The only place where the bridge reads
/// and evaluates.
///
/// Errors:   store, when the notes cannot be had.
///
/// Threads:  const, may run concurrently.
#pragma once

#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/bridge/route_reader.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/correction.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/route/event_log.hpp"
#include "meldbrug/route/explain.hpp"
#include "meldbrug/store/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

/// What is known of one pupil.
struct PupilRecord {
    std::vector<notes::Note> notes;
    std::optional<notes::PupilFacts> facts;
    std::vector<notes::Correction> corrections;
};

/// A pupil's dossiers, oldest first, named "<pupil>-1" as `evaluate` names them.
using Dossiers = std::vector<route::DossierStatus>;

class Evaluation {
public:
    /// \pre both outlive this
    Evaluation(const Knowledge& knowledge, const route::Profile& profile);
    /// As if that profile had held from the first day, whatever versions there are.
    static Evaluation alone(const Knowledge& knowledge, const route::Profile& profile);

    [[nodiscard]] const RouteReader& reader() const { return reader_; }
    /// Each note by the labels of the version by which its dossier is judged, in the order of the
    /// record.
    [[nodiscard]] std::vector<notes::Reading> readings_of(const PupilRecord& record,
                                                          core::Date today) const;
    /// What a note of another category seems to tell, when it clearly belongs to the route.
    [[nodiscard]] std::optional<reading::MisfiledNote> find_misfiled(const notes::Note& note) const;
    [[nodiscard]] static core::Result<PupilRecord> load(store::View& view, std::string_view pupil);
    [[nodiscard]] Dossiers judge(const PupilRecord& record, core::Date today) const;
    /// That rule over each of those dossiers.
    [[nodiscard]] std::vector<route::DossierWalk> explain(const PupilRecord& record,
                                                          std::string_view rule,
                                                          core::Date today) const;
    /// What was done in each of those dossiers.
    [[nodiscard]] std::vector<route::LoggedDossier> event_log(const PupilRecord& record,
                                                              core::Date today) const;

private:
    Evaluation(const Knowledge& knowledge, const route::Profile& profile, RouteReader reader);
    [[nodiscard]] route::EvaluationContext evaluation_on(core::Date today) const;
    [[nodiscard]] ReadNotes read(const PupilRecord& record) const;

    const Knowledge& knowledge_;
    const route::Profile& profile_;
    RouteReader reader_;
};

/// What the store keeps of a pupil's dossiers.
struct DossierRows {
    std::vector<int> years;  ///< in which each was opened: the first part of its number
    std::vector<store::TermRow> terms;
};
/// Its terms, and a row for each finding of which somebody is to be told at once.
[[nodiscard]] DossierRows rows_of(const Dossiers& dossiers, const ReminderLadder& ladder);

/// Whether somebody is to be told at once that this finding asks for something.
[[nodiscard]] bool is_noticed(const route::DossierStatus& dossier, const route::Finding& finding,
                              const ReminderLadder& ladder);
/// Stable within the dossier: "notice:R136:consulteren".
[[nodiscard]] std::string notice_name(const route::Finding& finding);

/// Of a day by the calendar.
[[nodiscard]] int year_of(core::Date day);

}  // namespace meldbrug::bridge
