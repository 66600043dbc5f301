/// \file
/// Who may see what: one table, deny by default. `plugin/README.md` shows it, and a test holds that
/// table, this one and every target of the API together.
///
/// A role has a right to a resource, and that to an extent: a care coordinator sees the routes of
/// the school, a teacher those of the own class, somebody who was invited those of the invitation.
/// Which dossiers that are for a person is a `Sight`: everything that shows a dossier asks it.
///
/// Source:   product.md "Who uses it".
#pragma once

#include "meldbrug/bridge/overview.hpp"

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace meldbrug::bridge {

struct PupilView;

enum class Resource : std::uint8_t {
    badges,       ///< level and text beside a pupil
    routes,       ///< steps, findings, terms of dossiers
    note_texts,   ///< what teachers wrote, and why people corrected
    own_notes,    ///< how one's own notes were read
    notes_in,     ///< pushing notes
    drafts,       ///< reading a draft while writing
    health,       ///< content-free state of the bridge
    misfiled,     ///< notes of other categories that seem to belong to a route
    corrections,  ///< saying that what was read is so, or is not
    audit,        ///< who looked at a dossier
    invitations,  ///< letting somebody see a dossier for a time
    counts,       ///< how many dossiers there are, of nobody in particular
    duties,       ///< what the protocol asks of the school itself, and saying that it was done
    hidings,      ///< hiding all of a pupil from one person, as when that person is suspected
    notices,      ///< what one is told at once, and saying that one saw it
};
inline constexpr std::size_t resource_count = 15;

/// "badges", as the API and the documentation name it.
[[nodiscard]] std::string_view name_of(Resource resource);

/// How far a right reaches.
enum class Extent : std::uint8_t {
    none,
    invited,  ///< dossiers to which the person is invited now; a teacher also the own class, when
              ///< the school says so (`teachers_see`)
    own,      ///< what the person wrote
    school,   ///< all of the school
};

[[nodiscard]] Extent extent(std::string_view role, Resource resource);
/// Whether the role has that right at all.
[[nodiscard]] bool may(std::string_view role, Resource resource);

/// Pupils by id.
using HiddenPupils = std::set<std::string, std::less<>>;

/// Which of the school's dossiers one person sees. Of a pupil that is hidden from that person
/// nothing is seen, not even that it is there, whatever else would let it be seen.
class Sight {
public:
    /// Of the whole school.
    [[nodiscard]] static Sight of_school(HiddenPupils hidden = {}) {
        return {true, {}, {}, std::move(hidden)};
    }
    /// \param dossiers  numbers; \param group  a class whose pupils are seen whole; empty: none
    [[nodiscard]] static Sight of(std::set<std::string, std::less<>> dossiers, std::string group,
                                  HiddenPupils hidden = {}) {
        return {false, std::move(dossiers), std::move(group), std::move(hidden)};
    }

    [[nodiscard]] bool hides(std::string_view pupil) const { return hidden_.contains(pupil); }
    [[nodiscard]] bool sees(std::string_view pupil, std::string_view group,
                            std::string_view dossier) const;
    /// What of it is seen; null when nothing is.
    [[nodiscard]] PupilSummaryPtr narrowed(const PupilSummaryPtr& summary) const;
    void narrow(std::vector<PupilSummaryPtr>& summaries) const;
    /// Takes out the dossiers that are not seen.
    void narrow(PupilView& view) const;

private:
    Sight(bool school, std::set<std::string, std::less<>> dossiers, std::string group,
          HiddenPupils hidden)
        : school_(school),
          dossiers_(std::move(dossiers)),
          group_(std::move(group)),
          hidden_(std::move(hidden)) {}
    bool school_;
    std::set<std::string, std::less<>> dossiers_;
    std::string group_;
    HiddenPupils hidden_;
};

}  // namespace meldbrug::bridge
