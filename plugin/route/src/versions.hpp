/// \file
/// The versions of a route over one pupil's notes, with what people said laid over what each reads.
///
/// Threads:  belongs to one evaluation.
#pragma once

#include "corrected_evidence.hpp"

#include "meldbrug/route/evaluate.hpp"

#include <iterator>
#include <list>
#include <span>
#include <vector>

namespace meldbrug::route {

class Versions {
public:
    Versions(std::span<const Evidence> evidence, const EvaluationContext& context,
             std::span<const notes::Correction> corrections,
             std::span<const VersionedEvidence> older)
        : context_(context),
          newest_(evidence, corrections, context.profile, context.catalogue, context.today) {
        versions_.reserve(older.size() + 1);
        for (const VersionedEvidence& one : older) {
            older_.emplace_back(one.evidence, corrections, *one.profile, context.catalogue,
                                context.today);
            versions_.push_back({one.profile, older_.back().evidence()});
        }
        versions_.push_back({&context.profile, newest_.evidence()});
    }
    Versions(const Versions&) = delete;
    Versions& operator=(const Versions&) = delete;

    [[nodiscard]] std::vector<VersionedTrace> traces() const {
        return make_traces(versions_, context_.catalogue, context_.today);
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
    [[nodiscard]] JudgeContext judging(std::size_t version, const notes::PupilFacts* facts) const {
        return {*versions_[version].profile, context_.calendar, context_.today,
                facts == nullptr ? std::nullopt : facts->birth_date, corrected(version).rulings()};
    }

private:
    const EvaluationContext& context_;
    CorrectedEvidence newest_;
    std::list<CorrectedEvidence> older_;  // most routes have none: then it costs nothing
    std::vector<VersionedEvidence> versions_;
};

}  // namespace meldbrug::route
