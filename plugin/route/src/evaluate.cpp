// Renders verdicts: names, sentences, sources and the notes they rest on.

#include "meldbrug/route/evaluate.hpp"

#include "compiled_profile.hpp"
#include "versions.hpp"

#include "meldbrug/route/weighing.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>

namespace meldbrug::route {
namespace {

using core::Date;
using core::StepId;

class Renderer {
public:
    /// \param until  the day on which the next dossier begins
    Renderer(const CorrectedEvidence& corrected, const std::vector<Event>& events, Date until,
             const Verdicts& verdicts, const EvaluationContext& context)
        : corrected_(corrected),
          evidence_(corrected.evidence()),
          events_(events),
          until_(until),
          verdicts_(verdicts),
          context_(context),
          profile_(context.profile.compiled()) {}

    [[nodiscard]] DossierStatus render() const {
        DossierStatus status;
        status.route = profile_.id;
        status.route_version = profile_.version;
        status.state = verdicts_.state;
        status.opened = events_.front().day;
        for (const StepVerdict& step : verdicts_.steps) {
            status.steps.push_back(step_status(step));
        }
        for (const FindingVerdict& finding : verdicts_.findings) {
            status.findings.push_back(render_finding(finding));
        }
        std::stable_sort(
            status.findings.begin(), status.findings.end(),
            [](const Finding& a, const Finding& b) { return urgency(a) > urgency(b); });
        std::set<std::string> ids;
        for (const TermVerdict& term : verdicts_.terms) {
            status.terms.push_back(render_term(term, ids));
        }
        status.weighing =
            weighing_state(context_.profile, context_.catalogue, events_, evidence_,
                           verdicts_.state == DossierState::open && verdicts_.left_by == no_rule);
        status.other_route = other_route();
        status.badge.level = verdicts_.level;
        status.badge.count = static_cast<int>(verdicts_.count);
        status.badge.text = badge_text(status);
        return status;
    }

private:
    /// What makes a badge late stands first: a must that is violated, before anything that is asked
    /// of another or only advised.
    [[nodiscard]] static int urgency(const Finding& finding) {
        const bool violated =
            finding.verdict == Verdict::late || finding.verdict == Verdict::missing;
        if (violated && finding.force == Force::must) {
            return finding.verdict == Verdict::late ? 5 : 4;
        }
        if (finding.verdict == Verdict::late) {
            return 3;
        }
        return violated ? 2 : finding.verdict == Verdict::to_confirm ? 1 : 0;
    }

    [[nodiscard]] const std::string& note_id(std::uint32_t note) const {
        return evidence_[note].note->id;
    }

    [[nodiscard]] const ProfileStep& shown(StepId id) const {
        return *std::find_if(profile_.steps.begin(), profile_.steps.end(),
                             [&](const ProfileStep& step) { return step.id == id; });
    }

    [[nodiscard]] StepStatus step_status(const StepVerdict& verdict) const {
        const ProfileStep& step = shown(verdict.id);
        StepStatus status;
        status.id = context_.catalogue.name(verdict.id);
        if (profile_.ladders.size() > 1) {
            status.ladder = profile_.ladders[step.ladder].id;
            status.ladder_name = profile_.ladders[step.ladder].name;
        }
        status.label = step.label;
        status.title = step.title;
        status.verdict = verdict.verdict;
        if (verdict.dated) {
            status.date = verdict.date;
        }
        std::unordered_set<std::string_view> listed;
        for (const Event& event : events_) {
            const bool shows = event.shows.contains(verdict.id) &&
                               (event.certain || verdict.verdict == Verdict::to_confirm);
            if (shows && !note_id(event.note).empty() &&
                listed.insert(note_id(event.note)).second) {
                status.notes.push_back(note_id(event.note));
            }
        }
        if (const notes::Correction* correction = correction_of(verdict)) {
            status.corrected = *correction;
        }
        return status;
    }

    /// By which a person decided the step: said that it was taken, or that it was not.
    [[nodiscard]] const notes::Correction* correction_of(const StepVerdict& verdict) const {
        const bool decided =
            verdict.verdict == Verdict::met || verdict.verdict == Verdict::to_confirm;
        if (!decided) {
            return rejection_of([&](const notes::What& what) { return shows(what, verdict.id); });
        }
        const notes::Correction* by = nullptr;
        for (const Event& event : events_) {
            if (!event.shows.contains(verdict.id) ||
                event.certain != (verdict.verdict == Verdict::met)) {
                continue;
            }
            const notes::Correction* correction = said_by(event);
            if (correction == nullptr) {
                return nullptr;  // the notes alone say as much
            }
            by = by == nullptr ? correction : by;
        }
        return by;
    }

    /// By which a person says so; null when the note alone does. Looked up in the reading, so that
    /// events are no larger for it.
    [[nodiscard]] const notes::Correction* said_by(const Event& event) const {
        const notes::Reading& reading = *evidence_[event.note].reading;
        if (event.subject == step_by_name) {
            for (const notes::ReadStep& step : reading.steps) {
                if (event.shows.contains(step.id)) {
                    return corrected_.correction(step.correction);
                }
            }
        }
        for (const notes::ReadAction& action : reading.actions) {
            if (action.id.value == event.subject.value && action.state == event.state) {
                return corrected_.correction(action.correction);
            }
        }
        return nullptr;
    }

    [[nodiscard]] bool shows(const notes::What& what, StepId step) const {
        if (what.kind == notes::Matter::step) {
            return what.id == context_.catalogue.name(step);
        }
        const auto action = context_.catalogue.action(what.id);
        return what.kind == notes::Matter::action && action &&
               action->value < profile_.evidence.size() &&
               (profile_.evidence[action->value] == step ||
                profile_.beside[action->value].contains(step));
    }

    /// The last rejection of such a thing in a note of this dossier.
    template <class Is>
    [[nodiscard]] const notes::Correction* rejection_of(Is&& is) const {
        const auto& all = corrected_.rejections();
        const auto found = std::find_if(
            all.rbegin(), all.rend(),
            [&](const notes::Correction* one) { return is(one->what) && is_here(one->note); });
        return found == all.rend() ? nullptr : *found;
    }

    [[nodiscard]] bool is_here(const notes::NoteRef& ref) const {
        return std::any_of(evidence_.begin(), evidence_.end(), [&](const Evidence& evidence) {
            const notes::Note& note = *evidence.note;
            return note.source == ref.source && note.id == ref.id &&
                   note.date >= events_.front().day && note.date < until_;
        });
    }

    /// An action's, step's or mark's name in words.
    [[nodiscard]] std::string words_for(const std::string& about) const {
        if (const auto action = context_.catalogue.action(about)) {
            return std::string(context_.catalogue.label(*action));
        }
        if (const auto step = context_.catalogue.step(about)) {
            return profile_.ladder_steps.contains(*step)
                       ? named_step(*step)
                       : std::string(context_.catalogue.label(*step));
        }
        if (const auto mark = context_.catalogue.mark(about)) {
            return std::string(context_.catalogue.label(*mark));
        }
        return context_.texts.get("finding.what." + about);
    }

    [[nodiscard]] std::string named_step(StepId id) const {
        return context_.texts.get("step.named",
                                  {{"label", label(id)}, {"title", lower_first(shown(id).title)}});
    }

    /// "stap 4", and of another ladder than the meldcode's whose.
    [[nodiscard]] std::string label(StepId id) const {
        const ProfileStep& step = shown(id);
        if (step.ladder == meldcode) {
            return lower_first(step.label);
        }
        return context_.texts.get("step.of_ladder",
                                  {{"label", lower_first(step.label)},
                                   {"ladder", lower_first(profile_.ladders[step.ladder].name)}});
    }

    [[nodiscard]] static std::string lower_first(std::string text) {
        if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') {
            text.front() = static_cast<char>(text.front() - 'A' + 'a');
        }
        return text;
    }

    [[nodiscard]] Finding render_finding(const FindingVerdict& verdict) const {
        Finding finding;
        finding.verdict = verdict.verdict;
        finding.force = verdict.force;
        finding.since = verdict.since;
        if (verdict.has_due) {
            finding.due = verdict.due;
        }
        std::string step_words;
        if (verdict.step != no_step) {
            finding.step = context_.catalogue.name(StepId{verdict.step});
            step_words = label(StepId{verdict.step});
        }
        std::string wording;
        if (verdict.rule == no_rule) {
            finding.rule = "R002";  // the order of the steps, which every profile has
            finding.about = finding.step;
        } else {
            const RuleText& rule = profile_.texts[verdict.rule];
            finding.rule = rule.id;
            finding.also = also(verdict, rule.id);
            finding.about = verdict.about_step ? finding.step : rule.about;
            finding.source = rule.source;
            finding.school_agreement = rule.school_agreement;
            wording = rule.wording;
        }
        if (!note_id(verdict.note).empty()) {  // what the roll tells stands in no note
            finding.notes.push_back(note_id(verdict.note));
        }
        const std::string what = words_for(finding.about);
        const std::string due = verdict.has_due ? context_.texts.day(verdict.due) : "";
        const std::string grounds = grounds_in_words(verdict.grounds);
        const core::Texts::Values values{
            {"what", what}, {"step", step_words}, {"due", due}, {"grounds", grounds}};
        finding.text = sentence("finding", verdict, wording, finding.about, values);
        finding.resolve = sentence("resolve", verdict, wording, finding.about, values);
        finding.doubt = doubt_about(verdict);
        if (const notes::Correction* correction = correction_of(verdict, finding)) {
            finding.corrected = *correction;
        }
        return finding;
    }

    [[nodiscard]] std::vector<std::string> also(const FindingVerdict& verdict,
                                                const std::string& own) const {
        std::set<std::string> ids;
        for (std::uint32_t at = verdict.merged; at != UINT32_MAX; at = verdicts_.merged[at].next) {
            ids.insert(profile_.texts[verdicts_.merged[at].rule].id);
        }
        ids.erase(own);  // another part of the same rule
        return {ids.begin(), ids.end()};
    }

    [[nodiscard]] std::optional<Doubt> doubt_about(const FindingVerdict& verdict) const {
        return verdict.doubt == no_event ? question_of(verdict)
                                         : doubt_about(events_[verdict.doubt]);
    }

    /// What a rule asks of a note's people. Whether there was a ground to refrain is said by a
    /// waiver, and what people decide together is no one person's word.
    [[nodiscard]] std::optional<Doubt> question_of(const FindingVerdict& verdict) const {
        const bool asks_people = verdict.cause == Cause::seldom_told ||
                                 verdict.cause == Cause::weak_evidence ||
                                 verdict.cause == Cause::decision;
        if (verdict.verdict != Verdict::to_confirm || verdict.rule == no_rule || !asks_people ||
            profile_.rules[verdict.rule].kind == Template::human_decision ||
            corrected_.is_added(verdict.note)) {
            return std::nullopt;
        }
        return Doubt{{evidence_[verdict.note].note->source, note_id(verdict.note)},
                     {notes::Matter::rule, profile_.texts[verdict.rule].name()},
                     verdict.since};
    }

    /// Nothing where a person cannot settle it by a word about one thing of one note.
    [[nodiscard]] std::optional<Doubt> doubt_about(const Event& event) const {
        Doubt doubt;
        doubt.note = {evidence_[event.note].note->source, note_id(event.note)};
        doubt.day = event.day;
        if (event.subject.value < first_question) {
            doubt.what = {
                notes::Matter::action,
                std::string(context_.catalogue.name(core::ActionId{event.subject.value}))};
            return doubt;
        }
        if (event.subject == step_by_name) {
            for (const ProfileStep& step : profile_.steps) {
                if (event.shows.contains(step.id)) {
                    doubt.what = {notes::Matter::step,
                                  std::string(context_.catalogue.name(step.id))};
                    return doubt;
                }
            }
        }
        return std::nullopt;
    }

    /// What a person said about the act that the finding is about, or that it hangs on.
    [[nodiscard]] const notes::Correction* correction_of(const FindingVerdict& verdict,
                                                         const Finding& finding) const {
        if (verdict.doubt != no_event) {
            return said_by(events_[verdict.doubt]);
        }
        for (const Ruling& ruling : corrected_.rulings()) {
            if (ruling.rule == verdict.rule && ruling.note == verdict.note) {
                return corrected_.correction(ruling.correction);
            }
        }
        if (corrected_.is_added(verdict.note)) {
            return corrected_.correction(
                evidence_[verdict.note].reading->actions.front().correction);
        }
        return rejection_of([&](const notes::What& what) {
            return verdict.about_step ? shows(what, StepId{verdict.step})
                                      : what == notes::What{notes::Matter::action, finding.about};
        });
    }

    /// The most specific sentence there is: of the cause (in the rule's own wording, if it has
    /// one), of the rule's own wording, of what it is about, of the verdict.
    [[nodiscard]] std::string sentence(const std::string& kind, const FindingVerdict& verdict,
                                       const std::string& wording, const std::string& about,
                                       core::Texts::Values values) const {
        const std::string verdict_name(name_of(verdict.verdict));
        std::vector<std::string> keys;
        const std::string cause = cause_name(verdict.cause);
        if (!cause.empty()) {
            if (!wording.empty()) {
                keys.push_back(kind + "." + wording + "." + cause);
            }
            keys.push_back(kind + ".cause." + cause);
        }
        if (!wording.empty()) {
            keys.push_back(kind + "." + wording + "." + verdict_name);
            keys.push_back(kind + "." + wording);
        }
        keys.push_back(kind + "." + about + "." + verdict_name);
        if (!verdict.has_due) {
            keys.push_back(kind + "." + about);
        }
        keys.push_back(kind + "." + verdict_name);
        const auto found = std::find_if(keys.begin(), keys.end(), [&](const std::string& key) {
            return context_.texts.contains(key);
        });
        return context_.texts.get(found == keys.end() ? keys.back() : *found, values);
    }

    [[nodiscard]] static std::string cause_name(Cause cause) {
        switch (cause) {
            case Cause::emergency:
                return "emergency";
            case Cause::other_ground:
                return "other_ground";
            case Cause::unclear_ground:
                return "unclear_ground";
            case Cause::seldom_told:
                return "seldom_told";
            case Cause::late_ground:
                return "late_ground";
            case Cause::uncertain_evidence:
                return "uncertain_evidence";
            case Cause::plain:
            case Cause::weak_evidence:
            case Cause::decision:
                break;
        }
        return "";
    }

    [[nodiscard]] std::string grounds_in_words(core::MarkSet grounds) const {
        std::string words;
        core::MarkSet known;
        for (const Waiver& waiver : profile_.waivers) {
            known |= waiver.others | waiver.void_grounds;
            for (const core::MarkSet& accepted : waiver.accepted) {
                known |= accepted;
            }
        }
        for (std::size_t i = 0; i < context_.catalogue.mark_count(); ++i) {
            const core::MarkId mark{static_cast<std::uint8_t>(i)};
            if (grounds.contains(mark) && known.contains(mark)) {
                words += (words.empty() ? "" : ", ") + std::string(context_.catalogue.label(mark));
            }
        }
        return words;
    }

    [[nodiscard]] Term render_term(const TermVerdict& verdict, std::set<std::string>& ids) const {
        Term term;
        term.about = profile_.terms[verdict.about].id;
        term.note = note_id(verdict.note);
        term.set_on = verdict.set_on;
        term.due = verdict.due;
        term.state = verdict.state;
        term.id = term.about + "-" + term.note;
        for (int n = 2; !ids.insert(term.id).second; ++n) {
            term.id = term.about + "-" + term.note + "-" + std::to_string(n);
        }
        if (verdict.rule != no_rule) {
            term.rule = profile_.texts[verdict.rule].id;
            term.source = profile_.texts[verdict.rule].source;
        }
        return term;
    }

    [[nodiscard]] std::string badge_text(const DossierStatus& status) const {
        if (verdicts_.level == BadgeLevel::closed) {
            return context_.texts.get("badge.closed");
        }
        std::string text =
            verdicts_.left_by == no_rule ? progress() : context_.texts.get("badge.other_route");
        const std::string todo = badge_todo(status);
        if (!todo.empty()) {
            text += " · " + todo;
        }
        return text;
    }

    [[nodiscard]] std::optional<OtherRoute> other_route() const {
        if (verdicts_.left_by == no_rule) {
            return std::nullopt;
        }
        const RuleText& rule = profile_.texts[verdicts_.left_by];
        const Event& event = events_[verdicts_.left_at];
        OtherRoute other{rule.id,
                         rule.source,
                         short_text("other_route." + rule.about, "other_route", ""),
                         note_id(event.note),
                         event.day,
                         {}};
        for (const Ruling& ruling : corrected_.rulings()) {
            if (ruling.rule == verdicts_.left_by && ruling.note == event.note) {
                other.corrected = *corrected_.correction(ruling.correction);
            }
        }
        return other;
    }

    /// "Stap 3 van 5": the furthest numbered step that is shown.
    [[nodiscard]] std::string progress() const {
        int reached = -1;
        for (std::size_t i = 0; i < profile_.ladder.size(); ++i) {
            if (profile_.ladder[i].ladder == meldcode &&
                verdicts_.steps[i].verdict == Verdict::met) {
                reached = std::max(reached, profile_.ladder[i].number);
            }
        }
        if (reached < 0) {
            return context_.texts.get("badge.not_started");
        }
        const std::string word =
            profile_.step_word.empty() ? context_.texts.get("badge.step_word") : profile_.step_word;
        return context_.texts.get("badge.progress",
                                  {{"word", word},
                                   {"step", std::to_string(reached)},
                                   {"steps", std::to_string(profile_.numbered_steps)}});
    }

    [[nodiscard]] std::string badge_todo(const DossierStatus& status) const {
        if (verdicts_.alarm != no_step) {
            return short_text("badge.alarm." + profile_.alarms[verdicts_.alarm].id, "badge.alarm",
                              "");
        }
        if (verdicts_.emergency_incomplete) {
            return context_.texts.get("badge.emergency");
        }
        if (!status.findings.empty()) {
            const Finding& first = status.findings.front();
            const std::string group =
                first.verdict == Verdict::to_confirm ? "badge.to_confirm" : "badge.todo";
            return short_text(group + "." + first.about, group, words_for(first.about));
        }
        return term_todo();
    }

    [[nodiscard]] std::string term_todo() const {
        const TermVerdict* first = nullptr;
        for (const TermVerdict& term : verdicts_.terms) {
            const bool near = term.state == core::TermState::due_soon ||
                              term.state == core::TermState::due ||
                              term.state == core::TermState::overdue;
            if (near && (first == nullptr || term.due < first->due)) {
                first = &term;
            }
        }
        if (first == nullptr) {
            return "";
        }
        return context_.texts.get("badge.term." + std::string(core::name_of(first->state)),
                                  {{"due", context_.texts.day(first->due)}});
    }

    [[nodiscard]] std::string short_text(const std::string& key, const std::string& otherwise,
                                         const std::string& what) const {
        return context_.texts.get(context_.texts.contains(key) ? key : otherwise, {{"what", what}});
    }

    const CorrectedEvidence& corrected_;
    std::span<const Evidence> evidence_;
    const std::vector<Event>& events_;
    Date until_;
    const Verdicts& verdicts_;
    const EvaluationContext& context_;
    const Profile::Compiled& profile_;
};

}  // namespace

std::vector<DossierStatus> evaluate(std::span<const Evidence> evidence,
                                    const notes::PupilFacts* facts,
                                    const EvaluationContext& context,
                                    std::span<const notes::Correction> corrections,
                                    std::span<const VersionedEvidence> older) {
    const Versions versions(evidence, context, facts, corrections, older);
    const auto traces = versions.traces();
    std::vector<DossierStatus> dossiers;
    Verdicts verdicts;
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const auto& [version, trace] = traces[i];
        const std::vector<Event>& events = trace.events;
        const Date until =
            i + 1 < traces.size() ? traces[i + 1].trace.events.front().day : Date::max();
        const CorrectedEvidence& corrected = versions.corrected(version);
        const EvaluationContext own = versions.context(version);
        judge(events, versions.judging(version), verdicts);
        DossierStatus status = Renderer(corrected, events, until, verdicts, own).render();
        status.pupil = corrected.evidence().front().note->pupil;
        status.dossier = status.pupil + "-" + std::to_string(dossiers.size() + 1);
        if (!dossiers.empty()) {
            status.earlier = dossiers.back().dossier;
        }
        dossiers.push_back(std::move(status));
    }
    return dossiers;
}

}  // namespace meldbrug::route
