#include "access.hpp"
#include "rows.hpp"

#include "meldbrug/store/store.hpp"

#include <sodium.h>

#include <algorithm>
#include <tuple>

namespace meldbrug::store {
namespace {

std::string hex_of(const Mark& mark) {
    std::string hex(2 * mark.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), mark.data(), mark.size());
    hex.pop_back();
    return hex;
}

}  // namespace

core::Result<std::optional<PersonRow>> View::holder_of_calendar(const Digest& secret) {
    return guarded([&]() -> std::optional<PersonRow> {
        Query query(
            database_->statement(
                "SELECT person.id, person.name, person.role, person.email, person.revoked_at IS "
                "NOT NULL, person.author, person.group_name FROM calendar_feed JOIN person ON "
                "person.school = calendar_feed.school AND person.id = calendar_feed.person WHERE "
                "calendar_feed.school = ? AND calendar_feed.secret = ? AND "
                "calendar_feed.ended_at IS NULL AND person.revoked_at IS NULL"),
            school_, Bytes(secret));
        return query.next() ? std::optional(person_of(query)) : std::nullopt;
    });
}

core::Result<std::vector<CalendarTerm>> View::calendar_terms(core::Date since) {
    return guarded([&] {
        const core::Instant changed_since = core::Instant(since.time_since_epoch());
        Query query(database_->statement(
                        "SELECT file, dossier, mark, about, due, met OR withdrawn, changed_at FROM "
                        "term WHERE school = ?1 AND (due >= ?2 OR changed_at >= ?3 OR (met = 0 AND "
                        "withdrawn = 0))"),
                    school_, since, changed_since);
        std::vector<CalendarTerm> terms;
        while (query.next()) {
            const auto file = query.integer(0);
            const Bytes mark = query.bytes(2);
            const Mark uid = files_->mark("calendar", std::to_string(file) + "/" +
                                                          std::to_string(query.integer(1)) + "/" +
                                                          std::string(mark.begin(), mark.end()));
            terms.push_back({hex_of(uid), files_->pupil_of(file), query.number(1), query.string(3),
                             query.date(4), query.flag(5), query.instant(6)});
        }
        std::sort(terms.begin(), terms.end(), [](const CalendarTerm& a, const CalendarTerm& b) {
            return std::tie(a.due, a.uid) < std::tie(b.due, b.uid);
        });
        return terms;
    });
}

core::Status Change::begin_calendar(std::string_view person, const Digest& secret,
                                    core::Instant now) {
    if (auto ended = end_calendar(person, now); !ended) {
        return ended.error();
    }
    return guarded([&] {
        Query(
            database_->statement(
                "INSERT INTO calendar_feed (school, person, secret, made_at) VALUES (?, ?, ?, ?)"),
            school_, person, Bytes(secret), now)
            .run();
        return core::Done{};
    });
}

core::Result<bool> Change::end_calendar(std::string_view person, core::Instant now) {
    return guarded([&] {
        Query(database_->statement("UPDATE calendar_feed SET ended_at = ? WHERE school = ? AND "
                                   "person = ? AND ended_at IS NULL"),
              now, school_, person)
            .run();
        return database_->changes() > 0;
    });
}

}  // namespace meldbrug::store
