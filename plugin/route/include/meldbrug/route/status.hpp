/// \file
/// The status of a pupil's route, as `evaluate` and `status --json` show it.
///
/// Shape:    contract.md "evaluate and status --json".
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/term_state.hpp"
#include "meldbrug/notes/correction.hpp"
#include "meldbrug/notes/reading.hpp"

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

/// A step, action or role, with what people call it.
struct Named {
    std::string id;
    std::string label;
    friend bool operator==(const Named&, const Named&) = default;
};

/// An answer that stands: the last one given to its question.
struct WeighingAnswer {
    int question = 0;
    notes::Answer answer = notes::Answer::doubt;
    core::Date date{};
    std::string note;                ///< id of the note that gives it
    std::vector<Named> follows;      ///< actions that the protocol asks after it
    int next = 0;                    ///< the question it leads to; 0: to none
    bool asked_again = false;        ///< it settles nothing: the question stays asked
    std::vector<std::string> rules;  ///< by which what follows is judged
    std::string source;              ///< protocol line of the question
};

/// One of the decisions that a protocol wants apart.
struct WeighingDecision {
    Named about;                 ///< the mark that findings about it name: `besluit_hulp`
    std::optional<bool> answer;  ///< nothing: not decided yet
    std::optional<core::Date> date;
    std::string note;
};

struct WeighingState {
    std::string form;  ///< `long` or `example`; empty where the profile names decisions alone
    int question = 0;  ///< asked now; 0: none, the weighing has come to its end
    std::string asks;  ///< the school's words of that question
    /// The day that led to the question; nothing while something has to come before it.
    std::optional<core::Date> asked_since;
    std::vector<Named> waits_for;         ///< steps and actions that come before it, not seen yet
    std::vector<Named> takes_part;        ///< roles that must take part in it
    std::string source;                   ///< protocol line of the question
    std::vector<WeighingAnswer> answers;  ///< by question
    std::vector<WeighingDecision> decisions;
};

/// By a person's word the dossier is no longer of this route: a suspicion of a member of staff.
struct OtherRoute {
    std::string rule;
    std::string source;                          ///< protocol line
    std::string text;                            ///< what it means for the dossier
    std::string note;                            ///< id of the note that led to it
    core::Date since{};                          ///< day of that note's act
    std::optional<notes::Correction> corrected;  ///< who said so
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
    std::optional<WeighingState> weighing;  ///< where the profile says how it is weighed
    std::optional<OtherRoute> other_route;
};

[[nodiscard]] core::Json to_json(const Finding& finding);
[[nodiscard]] core::Json to_json(const DossierStatus& status);
/// {"as_of":...,"dossiers":[...]}
[[nodiscard]] core::Json to_json(core::Date as_of, const std::vector<DossierStatus>& dossiers);

}  // namespace meldbrug::route
