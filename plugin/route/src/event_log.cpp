#include "meldbrug/route/event_log.hpp"

#include "compiled_profile.hpp"
#include "versions.hpp"

#include "meldbrug/core/markup.hpp"

#include <ostream>

namespace meldbrug::route {

using core::escaped;
namespace {

/// The acts of one dossier out of its events.
class Logger {
public:
    Logger(const CorrectedEvidence& corrected, const EvaluationContext& context)
        : corrected_(corrected), context_(context) {}

    void take(const Event& event, LoggedDossier& into) const {
        const bool is_action = event.subject.value < first_question;
        const bool is_answer = event.subject.value >= first_question &&
                               event.subject.value < first_question + question_count;
        const bool is_step = event.subject == step_by_name;
        if (!(is_action || is_answer || is_step) || event.state != notes::ActionState::done) {
            return;
        }
        if (!event.certain) {
            ++into.in_doubt;
            return;
        }
        LoggedAct act;
        act.day = event.day;
        act.steps = names_of(event.shows);
        act.roles = names_of(event.actors.empty() ? event.author : event.actors);
        act.by_person = said_by_person(event, is_step);
        if (is_action) {
            act.act = context_.catalogue.name(core::ActionId{event.subject.value});
        } else if (is_answer) {
            act.act = "weging_vraag_" + std::to_string(event.subject.value - first_question + 1);
            act.answer = name_of(event.answer);
        } else {
            act.act = act.steps.empty() ? "step" : "step_" + act.steps.front();
        }
        into.acts.push_back(std::move(act));
    }

private:
    [[nodiscard]] std::vector<std::string> names_of(core::StepSet steps) const {
        std::vector<std::string> names;
        for (const ProfileStep& step : context_.profile.steps()) {
            if (steps.contains(step.id)) {
                names.emplace_back(context_.catalogue.name(step.id));
            }
        }
        return names;
    }
    [[nodiscard]] std::vector<std::string> names_of(core::RoleSet roles) const {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < context_.catalogue.role_count(); ++i) {
            const core::RoleId role{static_cast<std::uint8_t>(i)};
            if (roles.contains(role)) {
                names.emplace_back(context_.catalogue.name(role));
            }
        }
        return names;
    }

    [[nodiscard]] bool said_by_person(const Event& event, bool is_step) const {
        if (corrected_.is_added(event.note)) {
            return true;
        }
        const notes::Reading& reading = *corrected_.evidence()[event.note].reading;
        if (is_step) {
            return std::any_of(reading.steps.begin(), reading.steps.end(), [&](const auto& step) {
                return step.correction != 0 && event.shows.contains(step.id);
            });
        }
        return std::any_of(reading.actions.begin(), reading.actions.end(), [&](const auto& action) {
            return action.correction != 0 && action.id.value == event.subject.value;
        });
    }

    const CorrectedEvidence& corrected_;
    const EvaluationContext& context_;
};

/// An attribute on a line of its own.
void put(std::ostream& out, int depth, std::string_view type, std::string_view key,
         std::string_view value) {
    out << std::string(static_cast<std::size_t>(depth) * 2, ' ') << '<' << type << " key=\"" << key
        << "\" value=\"" << escaped(value) << "\"/>\n";
}

std::string noon(core::Date day) {
    return core::format_instant(core::amsterdam_time(day, 12, 0));
}

/// "directie+ib": XES gives an event one role.
std::string joined_by_plus(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) {
        all += (all.empty() ? "" : "+") + name;
    }
    return all;
}

}  // namespace

std::vector<LoggedDossier> event_log(std::span<const Evidence> evidence,
                                     const notes::PupilFacts* facts,
                                     const EvaluationContext& context,
                                     std::span<const notes::Correction> corrections,
                                     std::span<const VersionedEvidence> older) {
    auto dossiers = evaluate(evidence, facts, context, corrections, older);
    const Versions versions(evidence, context, facts, corrections, older);
    const auto traces = versions.traces();
    std::vector<LoggedDossier> log;
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const EvaluationContext own = versions.context(traces[i].version);
        const Logger logger(versions.corrected(traces[i].version), own);
        LoggedDossier logged;
        for (const Event& event : traces[i].trace.events) {
            logger.take(event, logged);
        }
        logged.status = std::move(dossiers[i]);
        log.push_back(std::move(logged));
    }
    return log;
}

XesLog::XesLog(std::ostream& out, const Profile& profile, std::string_view school, core::Date as_of)
    : out_(out) {
    out_ << R"(<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/" xes.version="1849.2016" xes.features="nested-attributes">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="UNKNOWN"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="UNKNOWN"/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
  </global>
  <classifier name="Act" keys="concept:name"/>
  <classifier name="Act and role" keys="concept:name org:role"/>
)";
    put(out_, 1, "string", "concept:name", "Meldcode " + std::string(school));
    put(out_, 1, "string", "lifecycle:model", "standard");
    put(out_, 1, "string", "route", profile.id());
    put(out_, 1, "string", "route_version", profile.version());
    put(out_, 1, "string", "as_of", core::format_date(as_of));
    put(out_, 1, "string", "granularity", "day");
}

void XesLog::add(const LoggedDossier& dossier, std::string_view name) {
    out_ << "  <trace>\n";
    put(out_, 2, "string", "concept:name", name);
    put(out_, 2, "string", "state", name_of(dossier.status.state));
    put(out_, 2, "string", "badge", name_of(dossier.status.badge.level));
    put(out_, 2, "boolean", "reopened", dossier.status.earlier.empty() ? "false" : "true");
    put(out_, 2, "int", "in_doubt", std::to_string(dossier.in_doubt));
    if (!dossier.status.findings.empty()) {
        out_ << "    <list key=\"findings\">\n      <values>\n";
        for (const Finding& finding : dossier.status.findings) {
            // Several may have one key: the order of a list carries it.
            out_ << "        <string key=\"finding\" value=\"" << escaped(finding.rule) << "\">\n";
            put(out_, 5, "string", "about", finding.about);
            put(out_, 5, "string", "verdict", name_of(finding.verdict));
            put(out_, 5, "string", "force", name_of(finding.force));
            out_ << "        </string>\n";
        }
        out_ << "      </values>\n    </list>\n";
    }
    for (const LoggedAct& act : dossier.acts) {
        out_ << "    <event>\n";
        put(out_, 3, "string", "concept:name", act.act);
        put(out_, 3, "string", "lifecycle:transition", "complete");
        put(out_, 3, "date", "time:timestamp", noon(act.day));
        if (!act.roles.empty()) {
            put(out_, 3, "string", "org:role", joined_by_plus(act.roles));
        }
        if (!act.answer.empty()) {
            put(out_, 3, "string", "answer", act.answer);
        }
        if (!act.steps.empty()) {
            put(out_, 3, "string", "step", joined_by_plus(act.steps));
        }
        if (act.by_person) {
            put(out_, 3, "boolean", "by_person", "true");
        }
        out_ << "    </event>\n";
    }
    out_ << "  </trace>\n";
}

void XesLog::finish() {
    out_ << "</log>\n";
}

}  // namespace meldbrug::route
