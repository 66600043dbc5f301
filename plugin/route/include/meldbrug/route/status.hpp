/// \file
/// The status of a pupil's route, as `evaluate` and `status --json` show it.
///
/// Shape:    contract.md "evaluate and status --json".
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/term_state.hpp"
#include "meldbrug/notes/correction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace meldbrug::route {

enum class Verdict { met, open, late, missing, waived, not_applicable, to_confirm };
enum class Force { must, should, may };
/// By urgency, least first.
enum class BadgeLevel { none, closed, ok, attention, late, urgent };
enum class DossierState { open, closed, destroyed };
[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] std::string_view name_of(Force force);
[[nodiscard]] std::string_view name_of(BadgeLevel level);
[[nodiscard]] std::string_view name_of(DossierState state);

/// What a person could confirm or reject, so that a verdict is no longer in doubt.
struct Doubt {
    notes::NoteRef note;
    notes::What what;
    core::Date day{};
};

struct StepStatus {
    std::string id;
    std::string ladder;       ///< its id; empty where the profile has one ladder
    std::string ladder_name;  ///< of another than the meldcode: what people call it
    std::string label;
    std::string title;
    Verdict verdict = Verdict::open;
    std::optional<core::Date> date;
    std::vector<std::string> notes;              ///< ids of the notes that show it
    std::optional<notes::Correction> corrected;  ///< by which a person decided it
};

struct Finding {
    std::string rule;               ///< R001 ... R170, or the school's own id
    std::vector<std::string> also;  ///< other rules that find the same, sorted
    std::string about;              ///< an action, a step, a mark, weging_vraag_N or melder
    std::string step;               ///< step it belongs to; empty when none
    Verdict verdict = Verdict::open;
    Force force = Force::must;
    std::optional<core::Date> since;
    std::optional<core::Date> due;
    std::string text;               ///< what was (not) found
    std::string resolve;            ///< the sentence or act that would resolve it
    std::string source;             ///< protocol line
    bool school_agreement = false;  ///< a schoolafspraak, not in the protocol
    std::vector<std::string> notes;
    std::optional<Doubt> doubt;
    std::optional<notes::Correction> corrected;  ///< what a person said about it
};

struct Term {
    std::string id;     ///< stable within the dossier
    std::string about;  ///< help_effect evaluation monitoring aftercare vt_decision verwijsindex
    core::Date set_on{};
    core::Date due{};
    core::TermState state = core::TermState::running;
    std::string note;    ///< id of the note that set it
    std::string rule;    ///< rule that made it, empty when the note itself sets it
    std::string source;  ///< protocol line where a rule made it
};

struct Badge {
    BadgeLevel level = BadgeLevel::none;
    std::string text;
    int count = 0;  ///< findings behind the level
};

struct DossierStatus {
    std::string dossier;  ///< "2026-0012" from the store; from `evaluate` "<pupil>-1", "<pupil>-2"
    std::string pupil;
    std::string
        earlier;  ///< the dossier before it, when new signals came after closing (contract 10)
    std::string route;
    std::string route_version;
    DossierState state = DossierState::open;
    core::Date opened{};
    Badge badge;
    std::vector<StepStatus> steps;
    std::vector<Finding> findings;
    std::vector<Term> terms;
};

[[nodiscard]] core::Json to_json(const Finding& finding);
[[nodiscard]] core::Json to_json(const DossierStatus& status);
/// {"as_of":...,"dossiers":[...]}
[[nodiscard]] core::Json to_json(core::Date as_of, const std::vector<DossierStatus>& dossiers);

}  // namespace meldbrug::route
