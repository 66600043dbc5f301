#include "hidden.hpp"
#include "parts.hpp"

#include "meldbrug/bridge/rights.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::bridge {

namespace {

using core::Error;
using core::ErrorCode;

/// A year of school: whoever is still needed then is invited anew.
constexpr auto longest = std::chrono::days{366};

Error unknown(std::string message) {
    return {ErrorCode::not_found, std::move(message)};
}

core::Result<store::PersonRow> inviter(store::View& view, std::string_view id) {
    return person_who_may(view, id, Resource::invitations,
                          "only an ib or an aandachtsfunctionaris invites");
}

bool holds(const store::InvitationRow& row, core::Date today) {
    return !row.ended && row.until >= today;
}

Invitation invitation_of(store::InvitationRow row, core::Date today, std::string pupil) {
    const bool is_open = holds(row, today);
    return {row.id,  std::move(row.person), std::move(row.dossier), row.until, std::move(row.by),
            is_open, std::move(pupil)};
}

}  // namespace

core::Json to_json(const Invitation& invitation) {
    return {{"id", invitation.id},           {"person", invitation.person},
            {"dossier", invitation.dossier}, {"until", core::format_date(invitation.until)},
            {"by", invitation.by},           {"open", invitation.open}};
}

core::Result<Invitation> Bridge::invite(std::string_view person, std::string_view dossier,
                                        core::Date until, std::string_view by) {
    const auto now = parts_->clock.now();
    const auto today = parts_->clock.today();
    if (until < today || until > today + longest) {
        return Error{ErrorCode::invalid_input,
                     "field 'until': a day from today to a year from now is needed"};
    }
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto from = inviter(*change, by);
    if (!from) {
        return from.error();
    }
    const auto guest = present_person(*change, person);
    if (!guest) {
        return guest.error();
    }
    if (extent(guest->role, Resource::routes) != Extent::invited) {
        return Error{ErrorCode::invalid_input,
                     "field 'person': somebody of this role is not invited: the role sees either "
                     "all dossiers or none"};
    }
    const auto pupil = change->pupil_of_dossier(dossier);
    if (!pupil) {
        return pupil.error();
    }
    const auto hidden = *pupil ? hidden_from(*change, from->id, **pupil) : core::Result<bool>(true);
    if (!hidden) {
        return hidden.error();
    }
    if (*hidden) {
        return unknown("there is no dossier of that number");
    }
    store::InvitationRow row{0, guest->id, std::string(dossier), until, from->id, now, {}};
    const auto id = change->add_invitation(row);
    if (!id) {
        return id.error();
    }
    row.id = *id;
    if (auto recorded = change->record(audit_entry({from->id, from->role}, now, audit_act::change,
                                                   "invitation.made", guest->id,
                                                   "right:invitations", {row.dossier}));
        !recorded) {
        return recorded.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return invitation_of(std::move(row), today, **pupil);
}

core::Status Bridge::end_invitation(std::int64_t id, std::string_view by) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto from = inviter(*change, by);
    if (!from) {
        return from.error();
    }
    const auto rows = change->invitations();
    if (!rows) {
        return rows.error();
    }
    const auto row = std::find_if(rows->begin(), rows->end(),
                                  [id](const auto& known) { return known.id == id; });
    const core::Error missing =
        unknown("there is no invitation of that number, or it was ended before");
    if (row == rows->end()) {
        return missing;
    }
    const auto pupil = change->pupil_of_dossier(row->dossier);
    if (!pupil) {
        return pupil.error();
    }
    const auto hidden =
        *pupil ? hidden_from(*change, from->id, **pupil) : core::Result<bool>(false);
    if (!hidden) {
        return hidden.error();
    }
    const auto now = parts_->clock.now();
    const auto ended = *hidden ? core::Result<bool>(false) : change->end_invitation(id, now);
    if (!ended) {
        return ended.error();
    }
    if (!*ended) {
        return missing;
    }
    if (auto recorded = change->record(audit_entry({from->id, from->role}, now, audit_act::change,
                                                   "invitation.ended", row->person,
                                                   "right:invitations", {row->dossier}));
        !recorded) {
        return recorded;
    }
    return change->commit();
}

core::Result<std::vector<Invitation>> Bridge::invitations() {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    auto rows = snapshot->invitations();
    if (!rows) {
        return rows.error();
    }
    std::vector<Invitation> list;
    for (auto& row : *rows) {
        auto pupil = snapshot->pupil_of_dossier(row.dossier);
        if (!pupil) {
            return pupil.error();
        }
        list.push_back(invitation_of(std::move(row), parts_->clock.today(),
                                     std::move(*pupil).value_or(std::string())));
    }
    return list;
}

core::Result<Sight> Bridge::sight_of(const Person& person) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    auto hidden = hidden_pupils(*snapshot, person.id);
    if (!hidden) {
        return hidden.error();
    }
    switch (extent(person.role, Resource::routes)) {
        case Extent::school:
            return Sight::of_school(std::move(hidden).value());
        case Extent::invited:
            break;
        case Extent::none:
        case Extent::own:
            return Sight::of({}, "", std::move(hidden).value());
    }
    const auto rows = snapshot->invitations(person.id);
    if (!rows) {
        return rows.error();
    }
    std::set<std::string, std::less<>> dossiers;
    for (const auto& row : *rows) {
        if (holds(row, parts_->clock.today())) {
            dossiers.insert(row.dossier);
        }
    }
    const bool own_group = person.role == "leerkracht" && parts_->config.teachers_see_own_group;
    return Sight::of(std::move(dossiers), own_group ? person.group : std::string(),
                     std::move(hidden).value());
}

core::Result<std::vector<NoteView>> Bridge::own_notes(const Person& person) {
    std::vector<NoteView> views;
    // A teacher whom nobody linked to an author in the LVS wrote nothing here.
    if (person.author.empty()) {
        return views;
    }
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto pupils = snapshot->pupils();
    if (!pupils) {
        return pupils.error();
    }
    for (const auto& pupil : *pupils) {
        auto notes = snapshot->notes_of(pupil);
        if (!notes) {
            return notes.error();
        }
        for (auto& note : *notes) {
            if (note.author.id == person.author) {
                auto reading = parts_->evaluation.reader().read(note);
                views.push_back({std::move(note), std::move(reading)});
            }
        }
    }
    std::stable_sort(views.begin(), views.end(), [](const NoteView& a, const NoteView& b) {
        return a.note.date > b.note.date;
    });
    return views;
}

core::Result<Counts> Bridge::counts(const Sight& sight) {
    auto pupils = overview({});
    if (!pupils) {
        return pupils.error();
    }
    std::erase_if(*pupils, [&](const auto& pupil) { return sight.hides(pupil->pupil); });
    const auto report = parts_->knowledge.catalogue.step("melden");
    Counts counts;
    for (const auto& pupil : *pupils) {
        for (const auto& dossier : pupil->dossiers) {
            ++(dossier.state == route::DossierState::open ? counts.open : counts.closed);
            ++counts.levels[std::string(route::name_of(dossier.badge.level))];
            counts.reported += static_cast<std::size_t>(
                std::any_of(dossier.steps.begin(), dossier.steps.end(), [&](const auto& step) {
                    return report && step.step->id == *report &&
                           step.verdict == route::Verdict::met;
                }));
        }
    }
    return counts;
}

}  // namespace meldbrug::bridge
