/// \file
/// What was done in a dossier, act by act, for a process-mining tool to hold against the protocol
/// by itself, and the XES document (IEEE 1849-2016) it is written in.
///
/// Only what the notes or a person show for certain as done is an event: a tool knows no doubt, and
/// would count it as done. How many acts wait to be confirmed stands with the dossier.
///
/// Units:    calendar days. XES knows moments only: each act stands at noon in the school's zone,
///           and the log says `granularity` = `day`.
/// Errors:   none; total over its inputs. A stream that fails is its owner's to see.
/// Threads:  pure functions; an `XesLog` belongs to one thread.
/// Privacy:  acts, days, roles, rules and the name that the caller gives a dossier. No pupil, no
///           person, no note and no word of one.
#pragma once

#include "meldbrug/route/evaluate.hpp"

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::route {

struct LoggedAct {
    core::Date day{};
    std::string act;     ///< an action's id; `step_NAME` of a step named as such; `weging_vraag_N`
    std::string answer;  ///< to that question: yes no doubt
    std::vector<std::string> steps;  ///< that it shows
    std::vector<std::string> roles;  ///< who did it or took part; else who wrote it down
    bool by_person = false;          ///< a person added or confirmed it
};

struct LoggedDossier {
    std::vector<LoggedAct> acts;  ///< by day
    int in_doubt = 0;             ///< acts that wait for a person
    DossierStatus status;
};

/// The dossiers of one pupil, as `evaluate` gives them. Same inputs.
[[nodiscard]] std::vector<LoggedDossier> event_log(
    std::span<const Evidence> evidence, const notes::PupilFacts* facts,
    const EvaluationContext& context, std::span<const notes::Correction> corrections = {},
    std::span<const VersionedEvidence> older = {});

/// One document: the head when it is made, a trace for each dossier, the end by `finish`.
class XesLog {
public:
    /// \param school  "05AA"; stands in the log's name \param as_of  up to which day
    XesLog(std::ostream& out, const Profile& profile, std::string_view school, core::Date as_of);
    /// \param name  of the trace; says nothing of whom it is about
    void add(const LoggedDossier& dossier, std::string_view name);
    void finish();

private:
    std::ostream& out_;
};

}  // namespace meldbrug::route
