#include "access.hpp"

#include "meldbrug/store/store.hpp"

namespace meldbrug::store {

core::Result<std::vector<InvitationRow>> View::invitations(
    const std::optional<std::string>& person) {
    return guarded([&] {
        Query query(database_->statement(
                        "SELECT id, person, dossier, until, invited_by, invited_at, ended_at FROM "
                        "invitation WHERE school = ?1 AND (?2 IS NULL OR person = ?2) ORDER BY id"),
                    school_, person);
        std::vector<InvitationRow> rows;
        while (query.next()) {
            rows.push_back({query.integer(0), query.string(1), query.string(2), query.date(3),
                            query.string(4), query.instant(5), query.optional_instant(6)});
        }
        return rows;
    });
}

core::Result<std::optional<std::string>> View::pupil_of_dossier(std::string_view number) {
    return guarded([&]() -> std::optional<std::string> {
        Query query(database_->statement("SELECT file FROM dossier WHERE school = ? AND "
                                         "printf('%04d-%04d', year, serial) = ?"),
                    school_, number);
        return query.next() ? std::optional(files_->pupil_of(query.integer(0))) : std::nullopt;
    });
}

core::Result<std::int64_t> Change::add_invitation(const InvitationRow& invitation) {
    return guarded([&] {
        Query added(database_->statement(
                        "INSERT INTO invitation (school, person, dossier, until, invited_by, "
                        "invited_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"),
                    school_, invitation.person, invitation.dossier, invitation.until, invitation.by,
                    invitation.at);
        if (!added.next()) {
            throw Failure({core::ErrorCode::internal,
                           "an invitation was written and has no number: please report this",
                           database_->file()});
        }
        return added.integer(0);
    });
}

core::Result<bool> Change::end_invitation(std::int64_t id, core::Instant now) {
    return guarded([&] {
        Query(database_->statement("UPDATE invitation SET ended_at = ? WHERE school = ? AND id = ? "
                                   "AND ended_at IS NULL"),
              now, school_, id)
            .run();
        return database_->changes() > 0;
    });
}

}  // namespace meldbrug::store
