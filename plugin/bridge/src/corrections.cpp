#include "hidden.hpp"
#include "parts.hpp"

#include "meldbrug/bridge/rights.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace meldbrug::bridge {

namespace {

using core::Error;
using core::ErrorCode;
using notes::Correction;
using notes::CorrectionKind;
using notes::Matter;

Error refused(std::string_view field, std::string_view reason) {
    return {ErrorCode::invalid_input, "field '" + std::string(field) + "': " + std::string(reason)};
}

/// A change in the name of somebody who may correct.
struct Correcting {
    store::Change change;
    store::PersonRow by;
};

core::Result<Correcting> open_correcting(Bridge::Parts& parts, std::string_view person) {
    auto change = parts.store->change();
    if (!change) {
        return change.error();
    }
    auto by = person_who_may(*change, person, Resource::corrections,
                             "only an ib or an aandachtsfunctionaris corrects what was read");
    if (!by) {
        return by.error();
    }
    return Correcting{std::move(change).value(), std::move(by).value()};
}

/// What a person asks for, held against what is known of the pupil; what was left out is filled in.
class Checker {
public:
    Checker(const Bridge::Parts& parts, const PupilRecord& record)
        : parts_(parts), record_(record), catalogue_(parts.knowledge.catalogue) {}

    core::Status check(Correction& asked) const {
        if (record_.notes.empty() && !record_.facts) {
            return no_such_pupil();
        }
        if (asked.day && *asked.day > parts_.clock.today()) {
            return refused("day", "lies ahead; what is planned has not happened");
        }
        if (asked.does == CorrectionKind::waive) {
            return check_waiver(asked);
        }
        if (asked.what.kind == Matter::rule) {
            return check_question(asked);
        }
        if (auto known = check_name(asked.what); !known) {
            return known;
        }
        return asked.does == CorrectionKind::add ? core::Status(core::Done{}) : check_note(asked);
    }

private:
    [[nodiscard]] core::Status check_name(const notes::What& what) const {
        const bool known = what.kind == Matter::action ? catalogue_.action(what.id).has_value()
                           : what.kind == Matter::step
                               ? is_step(what.id)
                               : true;  // an alarm or a term has to stand in the note
        return known ? core::Status(core::Done{})
                     : core::Status(refused("what", "is no action or step of this route"));
    }

    [[nodiscard]] bool is_step(std::string_view name) const {
        const auto step = catalogue_.step(name);
        return step && parts_.evaluation.reader().has_step(*step);
    }

    /// A person answers what a rule asks, and nothing that nobody asked; or takes an answer back by
    /// giving another.
    [[nodiscard]] core::Status check_question(Correction& asked) const {
        const auto note = note_of(asked);
        if (!note) {
            return note.error();
        }
        const auto& said = record_.corrections;
        const bool answered = std::any_of(said.begin(), said.end(), [&](const Correction& earlier) {
            return earlier.note == asked.note && earlier.what == asked.what && !earlier.undone;
        });
        if (answered || is_asked(asked)) {
            return core::Done{};
        }
        return Error{ErrorCode::not_found,
                     "that rule asks nothing about that note: look at the dossier again"};
    }

    [[nodiscard]] bool is_asked(const Correction& asked) const {
        for (const auto& dossier : parts_.evaluation.judge(record_, parts_.clock.today())) {
            for (const auto& finding : dossier.findings) {
                if (finding.doubt && finding.doubt->note == asked.note &&
                    finding.doubt->what == asked.what) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The note that is spoken of; its source is filled in.
    [[nodiscard]] core::Result<const notes::Note*> note_of(Correction& asked) const {
        const notes::Note* note = nullptr;
        for (const notes::Note& own : record_.notes) {
            if (own.id != asked.note.id ||
                (!asked.note.source.empty() && own.source != asked.note.source)) {
                continue;
            }
            if (note != nullptr) {
                return refused("note", "two systems have a note of that id: name the source");
            }
            note = &own;
        }
        if (note == nullptr) {
            return Error{ErrorCode::not_found, "this pupil has no such note: check its id"};
        }
        asked.note.source = note->source;
        return note;
    }

    [[nodiscard]] core::Status check_note(Correction& asked) const {
        const auto note = note_of(asked);
        if (!note) {
            return note.error();
        }
        const auto shown = shown_on(asked.what, **note);
        if (asked.does == CorrectionKind::confirm) {
            asked.day = shown ? shown : asked.day ? asked.day : (*note)->date;
            return core::Done{};
        }
        return shown ? core::Status(core::Done{})
                     : core::Status(Error{ErrorCode::not_found,
                                          "that note does not show this: there is nothing to "
                                          "reject"});
    }

    /// The day on which the note shows it, done; nothing when it does not.
    [[nodiscard]] std::optional<core::Date> shown_on(const notes::What& what,
                                                     const notes::Note& note) const {
        const auto readings = parts_.evaluation.readings_of(record_, parts_.clock.today());
        const notes::Reading& reading =
            readings[static_cast<std::size_t>(&note - record_.notes.data())];
        switch (what.kind) {
            case Matter::action:
                for (const auto& action : reading.actions) {
                    if (catalogue_.name(action.id) == what.id &&
                        action.state == notes::ActionState::done) {
                        return action.date;
                    }
                }
                break;
            case Matter::step:
                for (const auto& step : reading.steps) {
                    if (catalogue_.name(step.id) == what.id) {
                        return step.date;
                    }
                }
                break;
            case Matter::alarm:
                for (const auto& alarm : reading.urgent) {
                    if (alarm.id == what.id) {
                        return note.date;
                    }
                }
                break;
            case Matter::term:
                for (const auto& term : reading.terms) {
                    if (term.about == what.id) {
                        return note.date;
                    }
                }
                break;
            case Matter::rule:
                break;  // no note shows a rule
        }
        return std::nullopt;
    }

    [[nodiscard]] core::Status check_waiver(const Correction& asked) const {
        const auto waiver = parts_.evaluation.reader().waiver(asked.rule);
        if (!waiver) {
            return refused("rule", "is no rule of this route by which may be refrained");
        }
        for (const auto& ground : asked.grounds) {
            const auto mark = catalogue_.mark(ground);
            if (!mark || !waiver->recognised.contains(*mark)) {
                return refused("grounds", "the rule knows these: " + words_for(waiver->recognised));
            }
        }
        return core::Done{};
    }

    [[nodiscard]] std::string words_for(core::MarkSet marks) const {
        std::string words;
        for (std::size_t i = 0; i < catalogue_.mark_count(); ++i) {
            const core::MarkId mark{static_cast<std::uint8_t>(i)};
            if (marks.contains(mark)) {
                words += (words.empty() ? "" : ", ") + std::string(catalogue_.name(mark));
            }
        }
        return words;
    }

    const Bridge::Parts& parts_;
    const PupilRecord& record_;
    const core::Catalogue& catalogue_;
};

/// Brings the pupil's terms up to what was said, and tells who said it.
core::Status keep_pupil(Bridge::Parts& parts, store::Change& change, const std::string& pupil,
                        const Actor& who, core::Instant now, std::string_view what, std::int64_t id,
                        std::string_view ground) {
    const std::array pupils{pupil};
    if (auto kept = keep_pupils(parts, change, pupils, now); !kept) {
        return kept;
    }
    auto dossiers = change.touched_dossiers();
    if (!dossiers) {
        return dossiers.error();
    }
    if (auto recorded =
            change.record(audit_entry(who, now, audit_act::correction, what, std::to_string(id),
                                      ground, std::move(dossiers).value()));
        !recorded) {
        return recorded;
    }
    return change.commit();
}

core::Result<std::vector<std::string>> corrected_pupils(store::View& view,
                                                        const StatusQuery& query) {
    auto pupils =
        query.pupil ? core::Result(std::vector{*query.pupil}) : view.pupils_with_corrections();
    if (!pupils || !query.group) {
        return pupils;
    }
    std::vector<std::string> of_group;
    for (auto& pupil : *pupils) {
        const auto facts = view.facts_of(pupil);
        if (!facts) {
            return facts.error();
        }
        if (*facts && (*facts)->group == *query.group) {
            of_group.push_back(std::move(pupil));
        }
    }
    return of_group;
}

}  // namespace

core::Result<Correction> keep_correction(Bridge::Parts& parts, store::Change& change,
                                         Correction said, const Actor& who,
                                         std::string_view ground) {
    said.who = who.id;
    said.role = who.role;
    said.at = parts.clock.now();
    const auto id = change.add_correction(said);
    if (!id) {
        return id.error();
    }
    said.id = *id;
    if (auto kept = keep_pupil(parts, change, said.pupil, who, said.at, notes::name_of(said.does),
                               said.id, ground);
        !kept) {
        return kept.error();
    }
    return said;
}

std::vector<CorrectionView> views_of(std::vector<Correction> corrections, core::Date day) {
    const auto standings = notes::standings(corrections, day);
    std::vector<CorrectionView> views;
    for (std::size_t i = 0; i < corrections.size(); ++i) {
        if (!standings[i]) {
            continue;
        }
        if (standings[i] != notes::Standing::undone) {
            corrections[i].undone.reset();  // not known yet on that day
        }
        views.push_back({std::move(corrections[i]), *standings[i]});
    }
    return views;
}

core::Json to_json(const CorrectionView& view) {
    core::Json json = notes::to_json(view.correction);
    json["standing"] = notes::name_of(view.standing);
    return json;
}

core::Result<Correction> Bridge::correct(Correction asked, std::string_view person) {
    if (auto valid = notes::validate(asked); !valid) {
        return valid.error();
    }
    auto opened = open_correcting(*parts_, person);
    if (!opened) {
        return opened.error();
    }
    auto& [change, by] = *opened;
    const auto hidden = hidden_from(change, by.id, asked.pupil);
    if (!hidden) {
        return hidden.error();
    }
    if (*hidden) {
        return no_such_pupil();
    }
    const auto record = Evaluation::load(change, asked.pupil);
    if (!record) {
        return record.error();
    }
    if (auto fits = Checker(*parts_, *record).check(asked); !fits) {
        return fits.error();
    }
    return keep_correction(*parts_, change, std::move(asked), {by.id, by.role},
                           "right:corrections");
}

core::Result<Correction> Bridge::undo_correction(std::int64_t id, std::string_view person,
                                                 std::string_view why) {
    auto opened = open_correcting(*parts_, person);
    if (!opened) {
        return opened.error();
    }
    auto& [change, by] = *opened;
    auto found = change.correction(id);
    if (!found) {
        return found.error();
    }
    const auto hidden =
        *found ? hidden_from(change, by.id, (*found)->pupil) : core::Result<bool>(true);
    if (!hidden) {
        return hidden.error();
    }
    if (*hidden || (*found)->undone) {
        return Error{ErrorCode::not_found,
                     "there is no correction of that number, or it was undone before"};
    }
    Correction correction = std::move(**found);
    correction.undone = notes::Undoing{by.id, by.role, parts_->clock.now(), std::string(why)};
    if (auto valid = notes::validate(correction); !valid) {
        return valid.error();
    }
    if (auto undone = change.undo_correction(id, *correction.undone); !undone) {
        return undone.error();
    }
    if (auto kept = keep_pupil(*parts_, change, correction.pupil, {by.id, by.role},
                               correction.undone->at, "undo", id, "right:corrections");
        !kept) {
        return kept.error();
    }
    return correction;
}

core::Result<std::vector<CorrectionView>> Bridge::corrections(const StatusQuery& query) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto pupils = corrected_pupils(*snapshot, query);
    if (!pupils) {
        return pupils.error();
    }
    std::vector<CorrectionView> views;
    for (const auto& pupil : *pupils) {
        auto corrections = snapshot->corrections_of(pupil);
        if (!corrections) {
            return corrections.error();
        }
        auto of_pupil =
            views_of(std::move(corrections).value(), query.as_of.value_or(parts_->clock.today()));
        std::move(of_pupil.begin(), of_pupil.end(), std::back_inserter(views));
    }
    std::stable_sort(views.begin(), views.end(), [](const auto& a, const auto& b) {
        return a.correction.id < b.correction.id;
    });
    return views;
}

}  // namespace meldbrug::bridge
