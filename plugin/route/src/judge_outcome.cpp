// What is left for the steps after the rules, and what it comes to for the whole dossier.
#include "judge.hpp"

#include <algorithm>

namespace meldbrug::route {

void Judge::start_steps() {
    for (const LadderStep& step : profile_.ladder) {
        const bool taken = taken_.contains(step.id);
        out_.steps.push_back({step.id, taken ? Verdict::met : Verdict::open, taken,
                              taken ? first_day(step) : Date{}});
    }
}

StepVerdict* Judge::step_verdict(std::uint8_t id) {
    for (StepVerdict& step : out_.steps) {
        if (step.id.value == id) {
            return &step;
        }
    }
    return nullptr;
}

void Judge::settle_steps() {
    for (std::size_t i = 0; i < profile_.ladder.size(); ++i) {
        const LadderStep& step = profile_.ladder[i];
        StepVerdict& verdict = out_.steps[i];
        if (verdict.verdict != Verdict::open) {
            continue;
        }
        const bool left = left_ != 0 && step.ladder == meldcode;
        if (doubted_.contains(step.id) && !left) {
            verdict.verdict = Verdict::to_confirm;
            add_doubted(step);
            continue;
        }
        const bool outside = outside_.contains(step.id);
        const auto demanded = outside ? std::nullopt : demand(step.id.value);
        if (demanded) {
            verdict.verdict = *demanded;
        } else if (!outside && emergency_ != nullptr && before_report(profile_, step)) {
            continue;
        } else if (outside || out_.state == DossierState::closed || other_way_taken(step)) {
            verdict.verdict = Verdict::not_applicable;
        }
    }
}

void Judge::add_doubted(const LadderStep& step) {
    if (step.ladder != meldcode && step.rule == no_rule) {
        return;  // nothing asks for it; the ladder shows the doubt
    }
    for (const Event& event : events_) {
        if (event.shows.contains(step.id)) {
            const Force force =
                step.rule == no_rule ? Force::must : profile_.rules[step.rule].force;
            FindingVerdict finding{step.rule,     Verdict::to_confirm,
                                   force,         Cause::uncertain_evidence,
                                   step.id.value, true,
                                   false,         event.day,
                                   Date{},        {},
                                   event.note,    number_of(event)};
            push(finding);
            return;
        }
    }
}

std::optional<Verdict> Judge::demand(std::uint8_t step) const {
    std::optional<Verdict> worst;
    for (const FindingVerdict& finding : out_.findings) {
        if (finding.about_step || finding.rule == no_rule ||
            profile_.rules[finding.rule].demands != step) {
            continue;
        }
        const bool counts = finding.verdict == Verdict::open || finding.verdict == Verdict::late ||
                            finding.verdict == Verdict::missing;
        if (counts && (!worst || severity(finding.verdict) > severity(*worst))) {
            worst = finding.verdict;
        }
    }
    return worst;
}

bool Judge::other_way_taken(const LadderStep& step) const {
    return step.shared_order &&
           std::any_of(profile_.ladder.begin(), profile_.ladder.end(),
                       [&](const LadderStep& other) {
                           return other.ladder == step.ladder && other.order == step.order &&
                                  other.id != step.id && taken_.contains(other.id);
                       });
}

int Judge::severity(Verdict verdict) {
    switch (verdict) {
        case Verdict::late:
            return 4;
        case Verdict::missing:
            return 3;
        case Verdict::to_confirm:
            return 2;
        case Verdict::open:
            return 1;
        default:
            return 0;
    }
}

void Judge::drop_repetitions() {
    for (std::size_t i = 0; i < out_.findings.size(); ++i) {
        for (std::size_t j = i + 1; j < out_.findings.size();) {
            if (!same_matter(out_.findings[i], out_.findings[j])) {
                ++j;
                continue;
            }
            if (gravity(out_.findings[j]) > gravity(out_.findings[i])) {
                std::swap(out_.findings[i], out_.findings[j]);
            }
            merge(out_.findings[i], out_.findings[j]);
            out_.findings.erase(out_.findings.begin() + static_cast<std::ptrdiff_t>(j));
        }
    }
}

void Judge::merge(FindingVerdict& kept, const FindingVerdict& same) {
    kept.urgent = kept.urgent || same.urgent;
    if (same.rule != no_rule && same.rule != kept.rule) {
        out_.merged.push_back({same.rule, kept.merged});
        kept.merged = static_cast<std::uint32_t>(out_.merged.size() - 1);
    }
    for (std::uint32_t at = same.merged; at != UINT32_MAX; at = out_.merged[at].next) {
        out_.merged.push_back({out_.merged[at].rule, kept.merged});
        kept.merged = static_cast<std::uint32_t>(out_.merged.size() - 1);
    }
}

int Judge::gravity(const FindingVerdict& finding) {
    return severity(finding.verdict) * 2 + (finding.force == Force::must ? 1 : 0);
}

bool Judge::same_matter(const FindingVerdict& a, const FindingVerdict& b) const {
    if (a.step != b.step || a.about_step != b.about_step) {
        return false;
    }
    if (a.about_step) {
        return true;
    }
    return profile_.rules[a.rule].about == profile_.rules[b.rule].about;
}

void Judge::find_level() {
    if (!find_alarm() && !urgent_finding() && !out_.emergency_incomplete) {
        level_of_findings();
        return;
    }
    out_.level = BadgeLevel::urgent;
    out_.count = static_cast<std::uint32_t>(std::max<std::size_t>(1, out_.findings.size()));
}

bool Judge::find_alarm() {
    for (const Event& event : events_) {
        if (event.subject.value < first_alarm || event.subject.value >= first_alarm + max_alarms) {
            continue;
        }
        const auto alarm = static_cast<std::uint8_t>(event.subject.value - first_alarm);
        if (answered(profile_.alarms[alarm].answered_by, event).hit != Hit::yes) {
            out_.alarm = alarm;
            return true;
        }
    }
    return false;
}

bool Judge::urgent_finding() const {
    return std::any_of(out_.findings.begin(), out_.findings.end(),
                       [](const FindingVerdict& finding) { return finding.urgent; });
}

void Judge::level_of_findings() {
    std::uint32_t grave = 0;
    std::uint32_t light = 0;
    for (const FindingVerdict& finding : out_.findings) {
        const bool violated =
            finding.verdict == Verdict::late || finding.verdict == Verdict::missing;
        if (violated && finding.force == Force::must) {
            ++grave;
        } else {
            ++light;
        }
    }
    for (const TermVerdict& term : out_.terms) {
        if (term.state == core::TermState::due_soon || term.state == core::TermState::due ||
            term.state == core::TermState::overdue) {
            ++light;
        }
    }
    if (grave > 0) {
        out_.level = BadgeLevel::late;
        out_.count = grave;
    } else if (out_.state != DossierState::open) {
        out_.level = BadgeLevel::closed;
    } else if (light > 0) {
        out_.level = BadgeLevel::attention;
        out_.count = light;
    }
}

}  // namespace meldbrug::route
