#include "views.hpp"

#include "meldbrug/notes/note_json.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace meldbrug::http {
namespace {

bool is_open(core::TermState state) {
    return state != core::TermState::met && state != core::TermState::withdrawn;
}

/// The open term that falls first; null when there is none.
const route::Term* next_term(const route::DossierStatus& dossier) {
    const route::Term* next = nullptr;
    for (const route::Term& term : dossier.terms) {
        if (is_open(term.state) && (next == nullptr || term.due < next->due)) {
            next = &term;
        }
    }
    return next;
}

core::Json mark(std::string_view kind, std::string_view id, std::string_view label,
                const notes::Span& span) {
    return {{"kind", kind},        {"id", id},        {"label", label},
            {"start", span.start}, {"end", span.end}, {"in_title", span.in_title}};
}

core::Json action_mark(const notes::ReadAction& action, const core::Catalogue& catalogue) {
    core::Json json =
        mark("action", catalogue.name(action.id), catalogue.label(action.id), action.span);
    json["state"] = notes::name_of(action.state);
    json["certain"] = action.certain;
    json["date"] = core::format_date(action.date);
    return json;
}

core::Json step_mark(const notes::ReadStep& step, const core::Catalogue& catalogue) {
    core::Json json = mark("step", catalogue.name(step.id), catalogue.label(step.id), step.span);
    json["certain"] = step.certain;
    return json;
}

core::Json term_mark(const notes::ReadTerm& term) {
    core::Json json = mark("term", term.about, "", term.span);
    json["due"] = core::format_date(term.due);
    return json;
}

}  // namespace

core::Json badge_json(const route::Badge& badge) {
    return {{"level", route::name_of(badge.level)}, {"text", badge.text}, {"count", badge.count}};
}

core::Json term_json(const route::Term& term, core::Date today) {
    return {{"id", term.id},
            {"about", term.about},
            {"set_on", core::format_date(term.set_on)},
            {"due", core::format_date(term.due)},
            {"state", core::name_of(term.state)},
            {"days", (term.due - today).count()},
            {"note", term.note},
            {"rule", term.rule},
            {"source", term.source}};
}

const route::DossierStatus& leading_dossier(const bridge::PupilView& pupil) {
    const route::DossierStatus* leading = &pupil.dossiers.front();
    for (const route::DossierStatus& dossier : pupil.dossiers) {
        if (dossier.badge.level >= leading->badge.level) {
            leading = &dossier;
        }
    }
    return *leading;
}

core::Json pupil_json(const bridge::PupilView& pupil, core::Date today) {
    const route::DossierStatus& leading = leading_dossier(pupil);
    core::Json steps = core::Json::array();
    for (const route::StepStatus& step : leading.steps) {
        steps.push_back({{"id", step.id},
                         {"label", step.label},
                         {"title", step.title},
                         {"verdict", route::name_of(step.verdict)}});
    }
    const route::Term* term = next_term(leading);
    return {{"pupil", pupil.pupil},
            {"name", pupil.name},
            {"group", pupil.group},
            {"dossier", leading.dossier},
            {"dossiers", pupil.dossiers.size()},
            {"state", route::name_of(leading.state)},
            {"badge", badge_json(leading.badge)},
            {"steps", std::move(steps)},
            {"next_term", term == nullptr ? core::Json(nullptr) : term_json(*term, today)}};
}

core::Json overview_json(std::vector<bridge::PupilView> pupils, core::Date today) {
    std::erase_if(pupils, [](const bridge::PupilView& pupil) { return pupil.dossiers.empty(); });
    const auto order = [](const bridge::PupilView& pupil) {
        const route::DossierStatus& leading = leading_dossier(pupil);
        const route::Term* term = next_term(leading);
        const core::Date soonest = term == nullptr ? core::Date::max() : term->due;
        return std::tuple(-static_cast<int>(leading.badge.level), soonest,
                          std::string_view(pupil.name), std::string_view(pupil.pupil));
    };
    std::sort(pupils.begin(), pupils.end(),
              [&order](const auto& a, const auto& b) { return order(a) < order(b); });
    core::Json rows = core::Json::array();
    for (const bridge::PupilView& pupil : pupils) {
        rows.push_back(pupil_json(pupil, today));
    }
    return rows;
}

core::Json dossier_json(const route::DossierStatus& status, core::Date today) {
    core::Json json = route::to_json(status);
    core::Json terms = core::Json::array();
    for (const route::Term& term : status.terms) {
        terms.push_back(term_json(term, today));
    }
    json["terms"] = std::move(terms);
    return json;
}

core::Json marks_json(const notes::Reading& reading, const core::Catalogue& catalogue) {
    core::Json marks = core::Json::array();
    for (const notes::ReadStep& step : reading.steps) {
        marks.push_back(step_mark(step, catalogue));
    }
    for (const notes::ReadAction& action : reading.actions) {
        marks.push_back(action_mark(action, catalogue));
    }
    for (const notes::ReadTerm& term : reading.terms) {
        marks.push_back(term_mark(term));
    }
    for (const notes::ReadMark& found : reading.marks) {
        marks.push_back(
            mark("mark", catalogue.name(found.id), catalogue.label(found.id), found.span));
    }
    for (const notes::ReadAlarm& alarm : reading.urgent) {
        marks.push_back(mark("urgent", alarm.id, "", alarm.span));
    }
    return marks;
}

core::Json note_json(const notes::Note& note, const notes::Reading& reading,
                     const core::Catalogue& catalogue) {
    return {{"note", notes::to_json(note)},
            {"reading", notes::to_json(reading, note, catalogue)},
            {"marks", marks_json(reading, catalogue)}};
}

}  // namespace meldbrug::http
