// Puts what the judge told of one rule into words.
#include "meldbrug/route/explain.hpp"

#include "compiled_profile.hpp"
#include "day_json.hpp"
#include "versions.hpp"
#include "walk.hpp"

#include <algorithm>

namespace meldbrug::route {
namespace {

using core::Json;

std::string part_of(const Json& rule) {
    return std::string(core::text_or_empty(rule, "part"));
}

/// The rules of the profile's document, listed ones and those that are off too.
const Json& rules_of(const Profile& profile) {
    static const Json none = Json::array();
    const Json* rules = core::find(profile.document(), "rules");
    return rules == nullptr ? none : *rules;
}

/// Whether the rule of the profile's document is meant: by its id, or by id and part.
bool is_meant(const Json& rule, std::string_view wanted) {
    const std::string id(core::text_or_empty(rule, "id"));
    return wanted == id || wanted == id + "/" + part_of(rule);
}

std::vector<std::string> names_in(const Json& rule, std::string_view key) {
    std::vector<std::string> names;
    if (const Json* list = core::find(rule, key)) {
        for (const auto& name : *list) {
            names.push_back(name.get<std::string>());
        }
    }
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string words;
    for (const std::string& name : names) {
        words += (words.empty() ? "" : ", ") + name;
    }
    return words;
}

/// One dossier, and what the judge tells of it.
class Explainer {
public:
    Explainer(const std::vector<Event>& events, std::span<const Evidence> evidence,
              const DossierStatus& status, const JudgeContext& judging,
              const EvaluationContext& context)
        : events_(events),
          evidence_(evidence),
          status_(status),
          judging_(judging),
          context_(context),
          profile_(context.profile.compiled()) {}

    /// \param number  of the waiver, for a rule that is one
    [[nodiscard]] RuleWalk explain(const Json& rule, std::size_t number) {
        RuleWalk walk;
        walk.rule = core::text_or_empty(rule, "id");
        walk.part = part_of(rule);
        walk.says = core::text_or_empty(rule, "says");
        walk.source = names_in(rule, "source");
        if (!rule.value("enabled", true)) {
            return not_judged(std::move(walk), "off", core::text_or_empty(rule, "why_off"));
        }
        if (core::text_or_empty(rule, "template") == "waiver") {
            return waiver(std::move(walk), rule, number);
        }
        for (std::size_t i = 0; i < profile_.texts.size(); ++i) {
            if (profile_.texts[i].id == walk.rule && profile_.texts[i].part == walk.part) {
                return judged(std::move(walk), static_cast<std::uint16_t>(i));
            }
        }
        const std::string covered = joined(names_in(rule, "covered_by"));
        const bool listed = is_listed(core::text_or_empty(rule, "template"));
        return not_judged(std::move(walk),
                          !covered.empty()                              ? "covered"
                          : listed                                      ? "listed"
                          : core::text_or_empty(rule, "force") == "may" ? "may"
                                                                        : "paper",
                          covered);
    }

private:
    [[nodiscard]] static bool is_listed(std::string_view name) {
        return name == "visibility" || name == "retention" || name == "lint" || name == "check" ||
               name == "organisation";
    }

    [[nodiscard]] RuleWalk not_judged(RuleWalk walk, const std::string& why,
                                      std::string_view words) const {
        walk.judged = false;
        walk.outcome =
            context_.texts.get("walk.not_judged." + why, {{"why", words}, {"rules", words}});
        return walk;
    }

    [[nodiscard]] RuleWalk waiver(RuleWalk walk, const Json& rule, std::size_t number) {
        Walk told;
        walk_waiver(events_, judging_, number, verdicts_, told);
        put_lines(told, nullptr, walk);
        walk.outcome = context_.texts.get("walk.outcome.waiver",
                                          {{"rules", joined(names_in(rule, "excuses"))}});
        return walk;
    }

    [[nodiscard]] RuleWalk judged(RuleWalk walk, std::uint16_t index) {
        Walk told{index, {}};
        judge(events_, judging_, verdicts_, told);
        put_lines(told, &profile_.rules[index].term, walk);
        for (const FindingVerdict& verdict : verdicts_.findings) {
            if (is_of(verdict, index)) {
                put_finding(verdict, verdict.rule == index, walk);
            }
        }
        if (walk.findings.empty()) {
            walk.outcome =
                context_.texts.get("walk.outcome.none", {{"why", walk.lines.back().text}});
        }
        return walk;
    }

    [[nodiscard]] bool is_of(const FindingVerdict& verdict, std::uint16_t index) const {
        bool merged = verdict.rule == index;
        for (std::uint32_t at = verdict.merged; at != UINT32_MAX; at = verdicts_.merged[at].next) {
            merged = merged || verdicts_.merged[at].rule == index;
        }
        return merged;
    }

    void put_finding(const FindingVerdict& verdict, bool own, RuleWalk& walk) const {
        const std::string step =
            verdict.step == no_step
                ? ""
                : std::string(context_.catalogue.name(core::StepId{verdict.step}));
        const std::string& about = verdict.about_step ? step : profile_.texts[verdict.rule].about;
        // Two findings of one dossier never speak of the same thing of the same step.
        for (const Finding& finding : status_.findings) {
            if (finding.about != about || finding.step != step) {
                continue;
            }
            walk.findings.push_back(finding);
            walk.outcome += walk.outcome.empty() ? "" : " ";
            walk.outcome += context_.texts.get(
                own ? "walk.outcome.finding" : "walk.outcome.merged",
                {{"rule", profile_.texts[verdict.rule].name()},
                 {"verdict",
                  context_.texts.get("verdict." + std::string(name_of(finding.verdict)))},
                 {"text", finding.text}});
            return;
        }
    }

    void put_lines(const Walk& told, const RuleTerm* term, RuleWalk& walk) const {
        for (const WalkStep& step : told.steps) {
            walk.lines.push_back(line(step, term));
        }
    }

    [[nodiscard]] WalkLine line(const WalkStep& step, const RuleTerm* term) const {
        WalkLine line;
        line.says = step.says;
        line.day = step.day;
        line.due = step.due;
        line.verdict = step.verdict;
        std::string when;
        std::uint32_t note = step.note;
        if (step.event != no_event) {
            const Event& event = events_[step.event];
            line.day = event.day;
            line.act = act_in_words(event);
            note = event.note;
            when = term == nullptr ? "" : term_in_words(*term, event.day);
        }
        if (note != no_event) {
            line.note = evidence_[note].note->id;
        }
        const std::string day = line.day ? context_.texts.day(*line.day) : "";
        const std::string due = step.due ? context_.texts.day(*step.due) : "";
        const std::string verdict =
            step.verdict ? context_.texts.get("verdict." + std::string(name_of(*step.verdict)))
                         : "";
        const std::string says =
            context_.texts.get("walk." + step.says, {{"day", day},
                                                     {"due", due},
                                                     {"term", when},
                                                     {"step", step_in_words(step.step)},
                                                     {"grounds", in_words(step.grounds)},
                                                     {"roles", in_words(step.roles)},
                                                     {"verdict", verdict}});
        line.text =
            note == no_event
                ? says
                : context_.texts.get(
                      "walk.line",
                      {{"event",
                        context_.texts.get(line.act.empty()    ? "walk.note"
                                           : line.note.empty() ? "walk.roll"
                                                               : "walk.event",
                                           {{"day", day}, {"note", line.note}, {"act", line.act}})},
                       {"says", says}});
        return line;
    }

    [[nodiscard]] std::string act_in_words(const Event& event) const {
        std::string words = subject_in_words(event);
        const bool is_act = event.subject.value < max_actions;
        if (is_act && event.state != notes::ActionState::done) {
            const std::string state =
                context_.texts.get("explain.state." + std::string(notes::name_of(event.state)));
            words = context_.texts.get("walk.with_state", {{"act", words}, {"state", state}});
        }
        return event.certain ? words : context_.texts.get("walk.in_doubt", {{"act", words}});
    }

    [[nodiscard]] std::string subject_in_words(const Event& event) const {
        const auto number = event.subject.value;
        if (number < max_actions) {
            return std::string(context_.catalogue.label(core::ActionId{number}));
        }
        if (number >= first_question && number < first_question + question_count) {
            const std::string question = std::to_string(number - first_question + 1);
            const std::string answer =
                context_.texts.get("explain.answer." + std::string(notes::name_of(event.answer)));
            return context_.texts.get("explain.weighing",
                                      {{"question", question}, {"answer", answer}});
        }
        if (number >= first_alarm && number < first_alarm + max_alarms) {
            return context_.texts.get("explain.alarm",
                                      {{"alarm", profile_.alarms[number - first_alarm].id}});
        }
        if (number >= first_term && number < first_term + max_terms_named) {
            return context_.texts.get("explain.term",
                                      {{"about", profile_.terms[number - first_term].id},
                                       {"day", context_.texts.day(event.due)}});
        }
        if (event.subject == step_by_name) {
            for (const ProfileStep& step : profile_.steps) {
                if (event.shows.contains(step.id)) {
                    return context_.texts.get("explain.step",
                                              {{"step", step_in_words(step.id.value)}});
                }
            }
        }
        return context_.texts.get("walk.marks");
    }

    [[nodiscard]] std::string step_in_words(std::uint8_t id) const {
        for (const ProfileStep& step : profile_.steps) {
            if (step.id.value == id) {
                return step.label + " (" + step.title + ")";
            }
        }
        return "";
    }

    /// "5 werkdagen na 3 maart 2026"; "" of an agreed term, which has a day of its own.
    [[nodiscard]] std::string term_in_words(const RuleTerm& term, core::Date from) const {
        const std::string day = context_.texts.day(from);
        const std::string count = std::to_string(term.amount);
        switch (term.unit) {
            case TermUnit::days:
                return context_.texts.get(
                    term.amount == 0 ? "term.words.same_day" : "term.words.days",
                    {{"count", count}, {"day", day}});
            case TermUnit::working_days:
                return context_.texts.get("term.words.working_days",
                                          {{"count", count}, {"day", day}});
            case TermUnit::months:
                return context_.texts.get("term.words.months", {{"count", count}, {"day", day}});
            case TermUnit::none:
            case TermUnit::agreed:
                break;
        }
        return "";
    }

    [[nodiscard]] std::string in_words(core::MarkSet marks) const {
        std::vector<std::string> labels;
        for (std::size_t i = 0; i < context_.catalogue.mark_count(); ++i) {
            const core::MarkId mark{static_cast<std::uint8_t>(i)};
            if (marks.contains(mark)) {
                labels.emplace_back(context_.catalogue.label(mark));
            }
        }
        return joined(labels);
    }

    [[nodiscard]] std::string in_words(core::RoleSet roles) const {
        std::vector<std::string> labels;
        for (std::size_t i = 0; i < context_.catalogue.role_count(); ++i) {
            const core::RoleId role{static_cast<std::uint8_t>(i)};
            if (roles.contains(role)) {
                labels.emplace_back(context_.catalogue.label(role));
            }
        }
        return labels.empty() ? context_.texts.get("walk.nobody") : joined(labels);
    }

    const std::vector<Event>& events_;
    std::span<const Evidence> evidence_;
    const DossierStatus& status_;
    const JudgeContext& judging_;
    const EvaluationContext& context_;
    const Profile::Compiled& profile_;
    Verdicts verdicts_;
};

Json to_json(const WalkLine& line) {
    return {{"says", line.says},
            {"text", line.text},
            {"note", line.note},
            {"act", line.act},
            {"day", day_or_null(line.day)},
            {"due", day_or_null(line.due)},
            {"verdict", line.verdict ? Json(name_of(*line.verdict)) : Json(nullptr)}};
}

Json to_json(const RuleWalk& walk) {
    Json json{{"rule", walk.rule},       {"part", walk.part},        {"says", walk.says},
              {"source", walk.source},   {"judged", walk.judged},    {"walk", Json::array()},
              {"outcome", walk.outcome}, {"findings", Json::array()}};
    for (const WalkLine& line : walk.lines) {
        json["walk"].push_back(to_json(line));
    }
    for (const Finding& finding : walk.findings) {
        json["findings"].push_back(to_json(finding));
    }
    return json;
}

}  // namespace

bool has_rule(const Profile& profile, std::string_view rule) {
    const Json& rules = rules_of(profile);
    return std::any_of(rules.begin(), rules.end(),
                       [&](const Json& own) { return is_meant(own, rule); });
}

std::vector<DossierWalk> explain(std::string_view rule, std::span<const Evidence> evidence,
                                 const notes::PupilFacts* facts, const EvaluationContext& context,
                                 std::span<const notes::Correction> corrections,
                                 std::span<const VersionedEvidence> older) {
    const auto dossiers = evaluate(evidence, facts, context, corrections, older);
    const Versions versions(evidence, context, facts, corrections, older);
    const auto traces = versions.traces();
    std::vector<DossierWalk> walks;
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const auto& [version, trace] = traces[i];
        const EvaluationContext own_context = versions.context(version);
        const JudgeContext judging = versions.judging(version);
        DossierWalk walk{dossiers[i].dossier, dossiers[i].pupil, {}};
        Explainer explainer(trace.events, versions.corrected(version).evidence(), dossiers[i],
                            judging, own_context);
        std::size_t waivers = 0;  // numbered as the profile's own: those that are switched on
        for (const Json& own : rules_of(own_context.profile)) {
            const bool waives =
                core::text_or_empty(own, "template") == "waiver" && own.value("enabled", true);
            if (is_meant(own, rule)) {
                walk.rules.push_back(explainer.explain(own, waivers));
            }
            waivers += waives ? 1U : 0U;
        }
        walks.push_back(std::move(walk));
    }
    return walks;
}

core::Json to_json(core::Date as_of, std::string_view rule,
                   const std::vector<DossierWalk>& dossiers) {
    Json list = Json::array();
    for (const DossierWalk& dossier : dossiers) {
        Json rules = Json::array();
        for (const RuleWalk& walk : dossier.rules) {
            rules.push_back(to_json(walk));
        }
        list.push_back(
            {{"dossier", dossier.dossier}, {"pupil", dossier.pupil}, {"rules", std::move(rules)}});
    }
    return {{"as_of", core::format_date(as_of)}, {"rule", rule}, {"dossiers", std::move(list)}};
}

}  // namespace meldbrug::route
