#include "evaluation.hpp"

#include <utility>

namespace meldbrug::bridge {
namespace {

std::vector<route::Evidence> evidence_of(const PupilRecord& record,
                                         const std::vector<notes::Reading>& readings) {
    std::vector<route::Evidence> evidence;
    evidence.reserve(record.notes.size());
    for (std::size_t i = 0; i < record.notes.size(); ++i) {
        evidence.push_back({&record.notes[i], &readings[i]});
    }
    return evidence;
}

}  // namespace

Evaluation::Evaluation(const Knowledge& knowledge, const route::Profile& profile)
    : knowledge_(knowledge), profile_(profile), ladder_(ladder_of(profile)) {}

reading::ReadingContext Evaluation::context() const {
    return {.vocabulary = knowledge_.vocabulary,
            .catalogue = knowledge_.catalogue,
            .calendar = knowledge_.calendar,
            .templates = knowledge_.templates,
            .ladder = ladder_,
            .policy = profile_.working_days(),
            .date_words = &knowledge_.date_words};
}

notes::Reading Evaluation::read(const notes::Note& note) const {
    return reading::read(note, context());
}

std::optional<reading::MisfiledNote> Evaluation::find_misfiled(const notes::Note& note) const {
    return knowledge_.misfiled.find(note, read(note), context());
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

std::vector<notes::Reading> Evaluation::readings_of(const PupilRecord& record) const {
    std::vector<notes::Reading> readings;
    readings.reserve(record.notes.size());
    for (const auto& note : record.notes) {
        readings.push_back(read(note));
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
    const auto readings = readings_of(record);
    return route::evaluate(evidence_of(record, readings), record.facts ? &*record.facts : nullptr,
                           evaluation_on(today), record.corrections);
}

std::vector<route::DossierWalk> Evaluation::explain(const PupilRecord& record,
                                                    std::string_view rule, core::Date today) const {
    const auto readings = readings_of(record);
    return route::explain(rule, evidence_of(record, readings),
                          record.facts ? &*record.facts : nullptr, evaluation_on(today),
                          record.corrections);
}

std::vector<route::LoggedDossier> Evaluation::event_log(const PupilRecord& record,
                                                        core::Date today) const {
    const auto readings = readings_of(record);
    return route::event_log(evidence_of(record, readings), record.facts ? &*record.facts : nullptr,
                            evaluation_on(today), record.corrections);
}

DossierRows rows_of(const Dossiers& dossiers) {
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
    }
    return rows;
}

int year_of(core::Date day) {
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

}  // namespace meldbrug::bridge
