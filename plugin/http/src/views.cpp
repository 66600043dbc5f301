#include "views.hpp"

#include "meldbrug/notes/note_json.hpp"

#include <utility>

namespace meldbrug::http {
namespace {

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

void write_badge(JsonWriter& writer, const route::Badge& badge) {
    writer.begin_object()
        .member("level", route::name_of(badge.level))
        .member("text", badge.text)
        .member("count", badge.count)
        .end_object();
}

std::string badges_text(std::span<const bridge::PupilSummaryPtr> pupils) {
    JsonWriter writer;
    writer.begin_object().key("badges").begin_array();
    for (const auto& pupil : pupils) {
        const route::Badge& badge = bridge::leading(pupil->dossiers)->badge;
        writer.begin_object()
            .member("pupil", pupil->pupil)
            .member("level", route::name_of(badge.level))
            .member("text", badge.text)
            .member("count", badge.count)
            .end_object();
    }
    writer.end_array().end_object();
    return std::move(writer).take();
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

namespace {

void write_row(JsonWriter& writer, const bridge::PupilSummary& pupil, core::Date today,
               const core::Catalogue& catalogue) {
    const bridge::DossierSummary& first = *bridge::leading(pupil.dossiers);
    writer.begin_object()
        .member("pupil", pupil.pupil)
        .member("name", pupil.name)
        .member("group", pupil.group)
        .member("dossier", first.dossier)
        .member("dossiers", pupil.dossiers.size())
        .member("state", route::name_of(first.state))
        .key("badge");
    write_badge(writer, first.badge);
    writer.key("steps").begin_array();
    for (const bridge::StepSummary& step : first.steps) {
        writer.begin_object()
            .member("id", catalogue.name(step.step->id))
            .member("label", step.step->label)
            .member("title", step.step->title)
            .member("verdict", route::name_of(step.verdict))
            .end_object();
    }
    writer.end_array().key("next_term");
    writer.raw(first.next_term ? term_json(*first.next_term, today).dump() : "null").end_object();
}

}  // namespace

std::string overview_text(std::span<const bridge::PupilSummaryPtr> pupils, core::Date today,
                          const core::Catalogue& catalogue) {
    JsonWriter writer;
    writer.begin_object().member("as_of", core::format_date(today)).key("pupils").begin_array();
    for (const auto& pupil : pupils) {
        write_row(writer, *pupil, today, catalogue);
    }
    writer.end_array().end_object();
    return std::move(writer).take();
}

core::Json dossier_json(const route::DossierStatus& status, core::Date today, Reasons reasons) {
    core::Json json = route::to_json(status);
    if (reasons == Reasons::hidden) {
        for (const char* list : {"steps", "findings"}) {
            for (core::Json& row : json[list]) {
                if (row.contains("corrected")) {
                    row["corrected"].erase("why");
                }
            }
        }
        if (json.contains("other_route") && json["other_route"].contains("corrected")) {
            json["other_route"]["corrected"].erase("why");
        }
    }
    core::Json terms = core::Json::array();
    for (const route::Term& term : status.terms) {
        terms.push_back(term_json(term, today));
    }
    json["terms"] = std::move(terms);
    return json;
}

core::Json corrections_json(std::span<const bridge::CorrectionView> views,
                            const core::Catalogue& catalogue) {
    core::Json list = core::Json::array();
    for (const bridge::CorrectionView& view : views) {
        core::Json json = bridge::to_json(view);
        const notes::What& what = view.correction.what;
        const auto action = catalogue.action(what.id);
        const auto step = catalogue.step(what.id);
        if (what.kind == notes::Matter::action && action) {
            json["label"] = catalogue.label(*action);
        } else if (what.kind == notes::Matter::step && step) {
            json["label"] = catalogue.label(*step);
        }
        list.push_back(std::move(json));
    }
    return list;
}

core::Json misfiled_json(const bridge::MisfiledView& view, const core::Catalogue& catalogue) {
    core::Json shows = core::Json::array();
    for (const bridge::Told& told : bridge::told_by(view, catalogue)) {
        shows.push_back({{"kind", told.kind}, {"id", told.id}, {"label", told.label}});
    }
    return {{"key", view.key},           {"source", view.source},
            {"note", view.note},         {"pupil", view.pupil},
            {"name", view.name},         {"group", view.group},
            {"category", view.category}, {"date", core::format_date(view.date)},
            {"shows", std::move(shows)}};
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
