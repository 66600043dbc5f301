#include "access.hpp"

#include "meldbrug/store/store.hpp"

namespace meldbrug::store {

core::Result<std::vector<DutyRow>> View::duties() {
    return guarded([&] {
        Query query(
            database_->statement("SELECT id, duty, done_on, evidence, person, at, undone_at "
                                 "IS NOT NULL FROM school_duty WHERE school = ? ORDER BY id"),
            school_);
        std::vector<DutyRow> rows;
        while (query.next()) {
            rows.push_back({query.integer(0), query.string(1), query.date(2), query.string(3),
                            query.string(4), query.instant(5), query.flag(6)});
        }
        return rows;
    });
}

core::Result<std::int64_t> Change::add_duty(const DutyRow& duty) {
    return guarded([&] {
        Query added(
            database_->statement("INSERT INTO school_duty (school, duty, done_on, evidence, "
                                 "person, at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"),
            school_, duty.duty, duty.done_on, duty.evidence, duty.person, duty.at);
        if (!added.next()) {
            throw Failure({core::ErrorCode::internal,
                           "a duty was written and has no number: please report this",
                           database_->file()});
        }
        return added.integer(0);
    });
}

core::Result<bool> Change::undo_duty(std::int64_t id, std::string_view person, core::Instant now) {
    return guarded([&] {
        Query(database_->statement("UPDATE school_duty SET undone_at = ?, undone_by = ? WHERE "
                                   "school = ? AND id = ? AND undone_at IS NULL"),
              now, person, school_, id)
            .run();
        return database_->changes() > 0;
    });
}

}  // namespace meldbrug::store
