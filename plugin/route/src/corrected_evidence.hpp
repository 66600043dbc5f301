/// \file
/// A pupil's evidence with what people said about it laid over it.
///
/// What a person says of a note holds for the text that the person saw. When the note says
/// something else by now, what person and reading agree on stands, and what they disagree on is to
/// be confirmed again: never done, and never out of sight. An alarm or a term that was taken away
/// is back then, because those know no doubt. What was said to a rule's question is asked again.
///
/// Cost:     nothing without corrections; else only readings that are spoken of are copied.
/// Threads:  immutable once made; evidence and corrections outlive it.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/notes/correction.hpp"
#include "meldbrug/route/profile.hpp"
#include "meldbrug/route/verdicts.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meldbrug::route {

/// Where what a person added stands as a note: this source, and an id of `c` and the correction's.
inline constexpr std::string_view correction_source = "meldbrug";

class CorrectedEvidence {
public:
    CorrectedEvidence(std::span<const Evidence> evidence,
                      std::span<const notes::Correction> corrections, const Profile& profile,
                      const core::Catalogue& catalogue, core::Date today,
                      std::optional<core::Date> left_on);
    CorrectedEvidence(const CorrectedEvidence&) = delete;
    CorrectedEvidence& operator=(const CorrectedEvidence&) = delete;

    /// What it was given, in that order; behind it what people added, and what the roll tells.
    [[nodiscard]] std::span<const Evidence> evidence() const { return evidence_; }
    /// Number of what the roll tells; nothing while the pupil is on it.
    [[nodiscard]] std::optional<std::uint32_t> leaving() const { return leaving_; }
    /// Whether that is what a person added or the roll tells, and so no note.
    [[nodiscard]] bool is_added(std::uint32_t note) const { return note >= given_; }
    /// By the number that a read act or step bears; null for 0.
    [[nodiscard]] const notes::Correction* correction(std::uint32_t number) const;
    /// Rejections in effect, the earliest first.
    [[nodiscard]] const std::vector<const notes::Correction*>& rejections() const {
        return rejections_;
    }
    /// What people say to what rules ask, at most one of a rule and note.
    [[nodiscard]] const std::vector<Ruling>& rulings() const { return rulings_; }

private:
    void add_leaving(core::Date day);
    void apply(std::uint32_t number);
    void say(const notes::Correction& correction, std::uint32_t number);
    /// Who says that such an act was done, says that the note leads out of the route.
    void lead_out(const notes::Correction& correction, std::uint32_t number, std::size_t note);
    /// The last word on that rule and note.
    void put(const Ruling& ruling);
    void rule(const notes::Correction& correction, std::uint32_t number, std::size_t note);
    void confirm(const notes::Correction& correction, std::uint32_t number, const notes::Note& note,
                 notes::Reading& reading) const;
    void reject(const notes::Correction& correction, std::uint32_t number,
                notes::Reading& reading) const;
    void reject_act(core::ActionId action, bool in_doubt, std::uint32_t number,
                    notes::Reading& reading) const;
    void reject_step(core::StepId step, bool in_doubt, std::uint32_t number,
                     notes::Reading& reading) const;
    [[nodiscard]] std::optional<core::StepId> step_of(core::ActionId action) const;
    [[nodiscard]] notes::Reading& own_reading(std::size_t index);

    const Profile& profile_;
    const core::Catalogue& catalogue_;
    std::span<const notes::Correction> corrections_;
    std::span<const Evidence> evidence_;
    std::size_t given_;
    std::vector<Evidence> own_;
    std::deque<notes::Note> notes_;
    std::deque<notes::Reading> readings_;
    std::unordered_map<std::size_t, notes::Reading*> copied_;
    std::vector<const notes::Correction*> rejections_;
    std::vector<Ruling> rulings_;
    std::optional<std::uint32_t> leaving_;
};

}  // namespace meldbrug::route
