/// \file
/// One pupil's notes → what they show → the route's status. The only place where the bridge reads
/// and evaluates.
///
/// Errors:   store, when the notes cannot be had.
///
/// Threads:  const, may run concurrently.
#pragma once

#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/route/evaluate.hpp"
#include "meldbrug/store/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

/// What is known of one pupil and what follows from it.
struct PupilState {
    std::optional<notes::PupilFacts> facts;
    std::vector<route::DossierStatus>
        dossiers;  ///< oldest first; named "<pupil>-1" as `evaluate` does
};

class Evaluation {
public:
    /// \pre both outlive this
    Evaluation(const Knowledge& knowledge, const route::Profile& profile);

    [[nodiscard]] notes::Reading read(const notes::Note& note) const;
    [[nodiscard]] core::Result<PupilState> evaluate(store::View& view, std::string_view pupil,
                                                    core::Date today) const;

private:
    const Knowledge& knowledge_;
    const route::Profile& profile_;
    reading::Ladder ladder_;
};

/// The terms of a pupil's dossiers, as the store keeps them.
[[nodiscard]] std::vector<store::TermRow> term_rows(
    const std::vector<route::DossierStatus>& dossiers);

}  // namespace meldbrug::bridge
