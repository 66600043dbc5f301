/// \file
/// The versions of a route over one pupil's notes, with what people said laid over what each reads.
///
/// Threads:  belongs to one evaluation.
#pragma once

#include "compiled_profile.hpp"
#include "corrected_evidence.hpp"

#include "meldbrug/route/evaluate.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <list>
#include <optional>
#include <span>
#include <vector>

namespace meldbrug::route {

class Versions {
public:
    Versions(std::span<const Evidence> evidence, const EvaluationContext& context,
             const notes::PupilFacts* facts, std::span<const notes::Correction> corrections,
             std::span<const VersionedEvidence> older)
        : context_(context),
          facts_(facts),
          newest_(evidence, corrections, context.profile, context.catalogue, context.today,
                  left_on()) {
        versions_.reserve(older.size() + 1);
        for (const VersionedEvidence& one : older) {
            older_.emplace_back(one.evidence, corrections, *one.profile, context.catalogue,
                                context.today, left_on());
            versions_.push_back({one.profile, older_.back().evidence()});
        }
        versions_.push_back({&context.profile, newest_.evidence()});
    }
    Versions(const Versions&) = delete;
    Versions& operator=(const Versions&) = delete;

    [[nodiscard]] std::vector<VersionedTrace> traces() const {
        auto traces = make_traces(versions_, context_.catalogue, context_.today);
        add_leaving(traces);
        return traces;
    }
    [[nodiscard]] const CorrectedEvidence& corrected(std::size_t version) const {
        return version < older_.size()
                   ? *std::next(older_.begin(), static_cast<std::ptrdiff_t>(version))
                   : newest_;
    }
    /// For a dossier of that version.
    [[nodiscard]] EvaluationContext context(std::size_t version) const {
        return {*versions_[version].profile, context_.catalogue, context_.calendar, context_.texts,
                context_.today};
    }
    [[nodiscard]] JudgeContext judging(std::size_t version) const {
        return {*versions_[version].profile, context_.calendar, context_.today,
                facts_ == nullptr ? std::nullopt : facts_->birth_date,
                corrected(version).rulings()};
    }

private:
    [[nodiscard]] std::optional<core::Date> left_on() const {
        return facts_ == nullptr ? std::nullopt : facts_->left_on;
    }

    /// The pupil left during the last dossier that had begun by then; before the first, during none.
    void add_leaving(std::vector<VersionedTrace>& traces) const {
        const auto began = std::find_if(traces.rbegin(), traces.rend(), [&](const auto& dossier) {
            return left_on() && dossier.trace.events.front().day <= *left_on();
        });
        if (began == traces.rend() || !corrected(began->version).leaving()) {
            return;
        }
        const auto& profile = versions_[began->version].profile->compiled();
        const std::uint32_t note = *corrected(began->version).leaving();
        const auto action = corrected(began->version).evidence()[note].reading->actions.front().id;
        Event event;
        event.day = *left_on();
        event.note = note;
        event.subject = {static_cast<std::uint8_t>(action.value)};
        if (const auto step = profile.evidence[action.value]) {
            event.shows.insert(*step);
        }
        auto& events = began->trace.events;
        events.insert(
            std::upper_bound(events.begin(), events.end(), event,
                             [](const Event& a, const Event& b) { return a.day < b.day; }),
            event);
    }

    const EvaluationContext& context_;
    const notes::PupilFacts* facts_;
    CorrectedEvidence newest_;
    std::list<CorrectedEvidence> older_;  // most routes have none: then it costs nothing
    std::vector<VersionedEvidence> versions_;
};

}  // namespace meldbrug::route
