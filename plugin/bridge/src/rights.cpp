#include "meldbrug/bridge/rights.hpp"

#include "meldbrug/bridge/bridge.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace meldbrug::bridge {

namespace {

struct Right {
    std::string_view role;
    Resource resource;
    Extent extent;
};

/// Who is not in this table may not. `directie` sees steps, findings and terms, not what was
/// written; `beheer` installs and connects, and sees no case; `bestuur` gets figures and
/// content-free mail; a teacher works in the LVS, sees what the own draft counts as and how the own
/// notes were read; `smw` sees what an IB invites to. Notes of other categories are looked at for
/// those who work with the routes, and for nobody else.
constexpr std::array rights = {
    Right{"ib", Resource::badges, Extent::school},
    Right{"ib", Resource::routes, Extent::school},
    Right{"ib", Resource::note_texts, Extent::school},
    Right{"ib", Resource::own_notes, Extent::own},
    Right{"ib", Resource::notes_in, Extent::school},
    Right{"ib", Resource::drafts, Extent::own},
    Right{"ib", Resource::health, Extent::school},
    Right{"ib", Resource::misfiled, Extent::school},
    Right{"ib", Resource::corrections, Extent::school},
    Right{"ib", Resource::audit, Extent::school},
    Right{"ib", Resource::invitations, Extent::school},
    Right{"ib", Resource::counts, Extent::school},
    Right{"ib", Resource::duties, Extent::school},
    Right{"ib", Resource::hidings, Extent::school},
    Right{"ib", Resource::notices, Extent::school},
    Right{"aandachtsfunctionaris", Resource::badges, Extent::school},
    Right{"aandachtsfunctionaris", Resource::routes, Extent::school},
    Right{"aandachtsfunctionaris", Resource::note_texts, Extent::school},
    Right{"aandachtsfunctionaris", Resource::own_notes, Extent::own},
    Right{"aandachtsfunctionaris", Resource::notes_in, Extent::school},
    Right{"aandachtsfunctionaris", Resource::drafts, Extent::own},
    Right{"aandachtsfunctionaris", Resource::health, Extent::school},
    Right{"aandachtsfunctionaris", Resource::misfiled, Extent::school},
    Right{"aandachtsfunctionaris", Resource::corrections, Extent::school},
    Right{"aandachtsfunctionaris", Resource::audit, Extent::school},
    Right{"aandachtsfunctionaris", Resource::invitations, Extent::school},
    Right{"aandachtsfunctionaris", Resource::counts, Extent::school},
    Right{"aandachtsfunctionaris", Resource::duties, Extent::school},
    Right{"aandachtsfunctionaris", Resource::hidings, Extent::school},
    Right{"aandachtsfunctionaris", Resource::notices, Extent::school},
    Right{"directie", Resource::badges, Extent::school},
    Right{"directie", Resource::routes, Extent::school},
    Right{"directie", Resource::own_notes, Extent::own},
    Right{"directie", Resource::drafts, Extent::own},
    Right{"directie", Resource::health, Extent::school},
    Right{"directie", Resource::counts, Extent::school},
    Right{"directie", Resource::duties, Extent::school},
    Right{"directie", Resource::hidings, Extent::school},
    Right{"directie", Resource::notices, Extent::school},
    Right{"leerkracht", Resource::badges, Extent::invited},
    Right{"leerkracht", Resource::routes, Extent::invited},
    Right{"leerkracht", Resource::own_notes, Extent::own},
    Right{"leerkracht", Resource::drafts, Extent::own},
    Right{"smw", Resource::badges, Extent::invited},
    Right{"smw", Resource::routes, Extent::invited},
    Right{"bestuur", Resource::counts, Extent::school},
    Right{"bestuur", Resource::duties, Extent::school},
    Right{"bestuur", Resource::notices, Extent::school},
    Right{"beheer", Resource::notes_in, Extent::school},
    Right{"beheer", Resource::health, Extent::school},
};

constexpr std::array<std::string_view, resource_count> resource_names = {
    "badges",      "routes", "note_texts", "own_notes",   "notes_in",
    "drafts",      "health", "misfiled",   "corrections", "audit",
    "invitations", "counts", "duties",     "hidings",     "notices"};

}  // namespace

std::string_view name_of(Resource resource) {
    return resource_names.at(static_cast<std::size_t>(resource));
}

Extent extent(std::string_view role, Resource resource) {
    for (const auto& right : rights) {
        if (right.role == role && right.resource == resource) {
            return right.extent;
        }
    }
    return Extent::none;
}

bool may(std::string_view role, Resource resource) {
    return extent(role, resource) != Extent::none;
}

bool Sight::sees(std::string_view pupil, std::string_view group, std::string_view dossier) const {
    return !hides(pupil) &&
           (school_ || (!group_.empty() && group == group_) || dossiers_.contains(dossier));
}

PupilSummaryPtr Sight::narrowed(const PupilSummaryPtr& summary) const {
    const auto seen = [&](const DossierSummary& dossier) {
        return sees(summary->pupil, summary->group, dossier.dossier);
    };
    if (std::all_of(summary->dossiers.begin(), summary->dossiers.end(), seen)) {
        return summary;
    }
    auto part = std::make_shared<PupilSummary>(*summary);
    std::erase_if(part->dossiers, [&](const DossierSummary& dossier) { return !seen(dossier); });
    return part->dossiers.empty() ? nullptr : part;
}

void Sight::narrow(std::vector<PupilSummaryPtr>& summaries) const {
    for (auto& summary : summaries) {
        summary = narrowed(summary);
    }
    std::erase(summaries, nullptr);
}

void Sight::narrow(PupilView& view) const {
    if (hides(view.pupil)) {
        view = {};
        return;
    }
    std::erase_if(view.dossiers, [&](const route::DossierStatus& dossier) {
        return !sees(view.pupil, view.group, dossier.dossier);
    });
}

}  // namespace meldbrug::bridge
