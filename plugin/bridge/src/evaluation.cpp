#include "evaluation.hpp"

#include <utility>

namespace meldbrug::bridge {

Evaluation::Evaluation(const Knowledge& knowledge, const route::Profile& profile)
    : knowledge_(knowledge), profile_(profile), ladder_(ladder_of(profile)) {}

notes::Reading Evaluation::read(const notes::Note& note) const {
    return reading::read(note, {.vocabulary = knowledge_.vocabulary,
                                .catalogue = knowledge_.catalogue,
                                .calendar = knowledge_.calendar,
                                .templates = knowledge_.templates,
                                .ladder = ladder_,
                                .policy = profile_.working_days(),
                                .date_words = &knowledge_.date_words});
}

core::Result<PupilState> Evaluation::evaluate(store::View& view, std::string_view pupil,
                                              core::Date today) const {
    const auto notes = view.notes_of(pupil);
    if (!notes) {
        return notes.error();
    }
    PupilState state;
    if (notes->empty()) {
        return state;
    }
    auto facts = view.facts_of(pupil);
    if (!facts) {
        return facts.error();
    }
    state.facts = std::move(facts).value();
    std::vector<notes::Reading> readings;
    readings.reserve(notes->size());
    for (const auto& note : *notes) {
        readings.push_back(read(note));
    }
    std::vector<route::Evidence> evidence;
    evidence.reserve(notes->size());
    for (std::size_t i = 0; i < notes->size(); ++i) {
        evidence.push_back({&(*notes)[i], &readings[i]});
    }
    state.dossiers = route::evaluate(evidence, state.facts ? &*state.facts : nullptr,
                                     {.profile = profile_,
                                      .catalogue = knowledge_.catalogue,
                                      .calendar = knowledge_.calendar,
                                      .texts = knowledge_.texts,
                                      .today = today});
    return state;
}

std::vector<store::TermRow> term_rows(const std::vector<route::DossierStatus>& dossiers) {
    std::vector<store::TermRow> rows;
    int ordinal = 0;
    for (const auto& dossier : dossiers) {
        ++ordinal;
        for (const auto& term : dossier.terms) {
            rows.push_back({.dossier = ordinal,
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

}  // namespace meldbrug::bridge
