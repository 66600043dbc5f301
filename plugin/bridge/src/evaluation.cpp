#include "evaluation.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::bridge {

Evaluation::Evaluation(const Knowledge& knowledge, const route::Profile& profile)
    : Evaluation(knowledge, profile, RouteReader(knowledge, profile)) {}

Evaluation::Evaluation(const Knowledge& knowledge, const route::Profile& profile,
                       RouteReader reader)
    : knowledge_(knowledge), profile_(profile), reader_(std::move(reader)) {}

Evaluation Evaluation::alone(const Knowledge& knowledge, const route::Profile& profile) {
    return {knowledge, profile, RouteReader(knowledge, profile, {})};
}

std::optional<reading::MisfiledNote> Evaluation::find_misfiled(const notes::Note& note) const {
    return knowledge_.misfiled.find(note, reader_.read(note), reader_.context());
}

core::Result<PupilRecord> Evaluation::load(store::View& view, std::string_view pupil) {
    auto notes = view.notes_of(pupil);
    if (!notes) {
        return notes.error();
    }
    auto facts = view.facts_of(pupil);
    if (!facts) {
        return facts.error();
    }
    auto corrections = view.corrections_of(pupil);
    if (!corrections) {
        return corrections.error();
    }
    return PupilRecord{std::move(notes).value(), std::move(facts).value(),
                       std::move(corrections).value()};
}

ReadNotes Evaluation::read(const PupilRecord& record) const {
    std::vector<const notes::Note*> notes;
    notes.reserve(record.notes.size());
    for (const auto& note : record.notes) {
        notes.push_back(&note);
    }
    return reader_.read_all(notes);
}

std::vector<notes::Reading> Evaluation::readings_of(const PupilRecord& record,
                                                    core::Date today) const {
    const Dossiers dossiers = reader_.has_older() ? judge(record, today) : Dossiers();
    std::vector<notes::Reading> readings;
    readings.reserve(record.notes.size());
    for (const auto& note : record.notes) {
        const auto own = std::find_if(dossiers.rbegin(), dossiers.rend(), [&](const auto& dossier) {
            return dossier.opened <= note.date;
        });
        readings.push_back(own == dossiers.rend() ? reader_.read(note)
                                                  : reader_.read(note, own->route_version));
    }
    return readings;
}

route::EvaluationContext Evaluation::evaluation_on(core::Date today) const {
    return {.profile = profile_,
            .catalogue = knowledge_.catalogue,
            .calendar = knowledge_.calendar,
            .texts = knowledge_.texts,
            .today = today};
}

Dossiers Evaluation::judge(const PupilRecord& record, core::Date today) const {
    const ReadNotes notes = read(record);
    return route::evaluate(notes.evidence, record.facts ? &*record.facts : nullptr,
                           evaluation_on(today), record.corrections, notes.older);
}

std::vector<route::DossierWalk> Evaluation::explain(const PupilRecord& record,
                                                    std::string_view rule, core::Date today) const {
    const ReadNotes notes = read(record);
    return route::explain(rule, notes.evidence, record.facts ? &*record.facts : nullptr,
                          evaluation_on(today), record.corrections, notes.older);
}

std::vector<route::LoggedDossier> Evaluation::event_log(const PupilRecord& record,
                                                        core::Date today) const {
    const ReadNotes notes = read(record);
    return route::event_log(notes.evidence, record.facts ? &*record.facts : nullptr,
                            evaluation_on(today), record.corrections, notes.older);
}

bool is_noticed(const route::DossierStatus& dossier, const route::Finding& finding,
                const ReminderLadder& ladder) {
    const bool asks = finding.verdict == route::Verdict::open ||
                      finding.verdict == route::Verdict::missing ||
                      finding.verdict == route::Verdict::late;
    return asks && dossier.state == route::DossierState::open && finding.since &&
           finding.force != route::Force::may && ladder.notices.contains(finding.about);
}

std::string notice_name(const route::Finding& finding) {
    return std::string(notice_prefix) + finding.rule + ":" + finding.step;
}

DossierRows rows_of(const Dossiers& dossiers, const ReminderLadder& ladder) {
    DossierRows rows;
    int ordinal = 0;
    for (const auto& dossier : dossiers) {
        ++ordinal;
        rows.years.push_back(year_of(dossier.opened));
        for (const auto& term : dossier.terms) {
            rows.terms.push_back({.dossier = ordinal,
                                  .term_id = term.id,
                                  .about = term.about,
                                  .set_on = term.set_on,
                                  .due = term.due,
                                  .note = term.note,
                                  .rule = term.rule,
                                  .source = term.source,
                                  .met = term.state == core::TermState::met,
                                  .withdrawn = term.state == core::TermState::withdrawn});
        }
        for (const auto& finding : dossier.findings) {
            if (is_noticed(dossier, finding, ladder)) {
                rows.terms.push_back(
                    {.dossier = ordinal,
                     .term_id = notice_name(finding),
                     .about = std::string(notice_prefix) + finding.about,
                     .set_on = *finding.since,
                     .due = *finding.since,
                     .note = finding.notes.empty() ? std::string() : finding.notes.front(),
                     .rule = finding.rule,
                     .source = finding.source});
            }
        }
    }
    return rows;
}

int year_of(core::Date day) {
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

}  // namespace meldbrug::bridge
