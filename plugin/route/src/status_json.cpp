#include "day_json.hpp"

#include "meldbrug/route/status.hpp"

namespace meldbrug::route {
namespace {

using core::Json;

/// What people see of a correction beside what it decided; the whole of it is listed with the
/// others.
void put_corrected(Json& json, const std::optional<notes::Correction>& correction) {
    if (!correction) {
        return;
    }
    json["corrected"] = {{"id", correction->id},
                         {"does", notes::name_of(correction->does)},
                         {"who", correction->who},
                         {"by", correction->role},
                         {"at", core::format_instant(correction->at)},
                         {"why", correction->why}};
    if (correction->note_changed) {
        json["note_changed"] = true;
    }
}

Json to_json(const Doubt& doubt) {
    return {{"note", {{"source", doubt.note.source}, {"id", doubt.note.id}}},
            {"what", {{std::string(notes::name_of(doubt.what.kind)), doubt.what.id}}},
            {"day", core::format_date(doubt.day)}};
}

Json to_json(const StepStatus& step) {
    Json json{{"id", step.id},
              {"label", step.label},
              {"title", step.title},
              {"verdict", name_of(step.verdict)},
              {"date", day_or_null(step.date)},
              {"notes", step.notes}};
    if (!step.ladder.empty()) {
        json["ladder"] = step.ladder;
    }
    if (!step.ladder_name.empty()) {
        json["ladder_name"] = step.ladder_name;
    }
    put_corrected(json, step.corrected);
    return json;
}

Json to_json(const Term& term) {
    Json json{{"id", term.id},
              {"about", term.about},
              {"set_on", core::format_date(term.set_on)},
              {"due", core::format_date(term.due)},
              {"state", core::name_of(term.state)},
              {"note", term.note}};
    if (!term.rule.empty()) {
        json["rule"] = term.rule;
        json["source"] = term.source;
    }
    return json;
}

Json named(const std::vector<Named>& all) {
    Json json = Json::array();
    for (const Named& one : all) {
        json.push_back({{"id", one.id}, {"label", one.label}});
    }
    return json;
}

Json to_json(const WeighingAnswer& given) {
    return {{"question", given.question},
            {"answer", notes::name_of(given.answer)},
            {"date", core::format_date(given.date)},
            {"note", given.note},
            {"follows", named(given.follows)},
            {"next", given.next == 0 ? Json(nullptr) : Json(given.next)},
            {"asked_again", given.asked_again},
            {"rules", given.rules},
            {"source", given.source}};
}

Json to_json(const WeighingDecision& decision) {
    return {{"about", decision.about.id},
            {"label", decision.about.label},
            {"answer", decision.answer ? Json(*decision.answer ? "yes" : "no") : Json(nullptr)},
            {"date", day_or_null(decision.date)},
            {"note", decision.note.empty() ? Json(nullptr) : Json(decision.note)}};
}

template <class Rows>
Json list(const Rows& rows) {
    Json json = Json::array();
    for (const auto& row : rows) {
        json.push_back(to_json(row));
    }
    return json;
}

Json to_json(const WeighingState& state) {
    return {{"form", state.form.empty() ? Json(nullptr) : Json(state.form)},
            {"question", state.question == 0 ? Json(nullptr) : Json(state.question)},
            {"asks", state.asks},
            {"asked_since", day_or_null(state.asked_since)},
            {"waits_for", named(state.waits_for)},
            {"takes_part", named(state.takes_part)},
            {"source", state.source},
            {"answers", list(state.answers)},
            {"decisions", list(state.decisions)}};
}

}  // namespace

core::Json to_json(const Finding& finding) {
    Json json{{"rule", finding.rule},
              {"about", finding.about},
              {"step", finding.step.empty() ? Json(nullptr) : Json(finding.step)},
              {"verdict", name_of(finding.verdict)},
              {"force", name_of(finding.force)},
              {"since", day_or_null(finding.since)},
              {"due", day_or_null(finding.due)},
              {"text", finding.text},
              {"resolve", finding.resolve},
              {"source", finding.source},
              {"notes", finding.notes}};
    if (!finding.also.empty()) {
        json["also"] = finding.also;
    }
    if (finding.school_agreement) {
        json["school_agreement"] = true;
    }
    if (finding.doubt) {
        json["doubt"] = to_json(*finding.doubt);
    }
    put_corrected(json, finding.corrected);
    return json;
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::met:
            return "met";
        case Verdict::open:
            return "open";
        case Verdict::late:
            return "late";
        case Verdict::missing:
            return "missing";
        case Verdict::waived:
            return "waived";
        case Verdict::not_applicable:
            return "not_applicable";
        case Verdict::to_confirm:
            return "to_confirm";
    }
    return "to_confirm";
}

std::string_view name_of(Force force) {
    switch (force) {
        case Force::must:
            return "must";
        case Force::should:
            return "should";
        case Force::may:
            return "may";
    }
    return "must";
}

std::string_view name_of(BadgeLevel level) {
    switch (level) {
        case BadgeLevel::none:
            return "none";
        case BadgeLevel::closed:
            return "closed";
        case BadgeLevel::ok:
            return "ok";
        case BadgeLevel::attention:
            return "attention";
        case BadgeLevel::late:
            return "late";
        case BadgeLevel::urgent:
            return "urgent";
    }
    return "none";
}

std::string_view name_of(DossierState state) {
    switch (state) {
        case DossierState::open:
            return "open";
        case DossierState::closed:
            return "closed";
        case DossierState::destroyed:
            return "destroyed";
    }
    return "open";
}

core::Json to_json(const DossierStatus& status) {
    Json json{{"dossier", status.dossier},
              {"pupil", status.pupil},
              {"route", status.route},
              {"route_version", status.route_version},
              {"state", name_of(status.state)},
              {"opened", core::format_date(status.opened)},
              {"badge",
               {{"level", name_of(status.badge.level)},
                {"text", status.badge.text},
                {"count", status.badge.count}}},
              {"steps", list(status.steps)},
              {"findings", list(status.findings)},
              {"terms", list(status.terms)}};
    if (status.weighing) {
        json["weighing"] = to_json(*status.weighing);
    }
    if (status.other_route) {
        const OtherRoute& other = *status.other_route;
        json["other_route"] = {{"rule", other.rule},
                               {"source", other.source},
                               {"text", other.text},
                               {"note", other.note},
                               {"since", core::format_date(other.since)}};
        put_corrected(json["other_route"], other.corrected);
    }
    if (!status.earlier.empty()) {
        json["earlier"] = status.earlier;
    }
    return json;
}

core::Json to_json(core::Date as_of, const std::vector<DossierStatus>& dossiers) {
    return {{"as_of", core::format_date(as_of)}, {"dossiers", list(dossiers)}};
}

}  // namespace meldbrug::route
