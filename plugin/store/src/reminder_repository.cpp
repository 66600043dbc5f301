// Mails that were written and need not, or not separately, be sent any more.
//
// A mail that goes no more is kept as a row that neither waits nor failed nor was sent.
#include "access.hpp"

#include "meldbrug/store/reminders.hpp"
#include "meldbrug/store/store.hpp"

namespace meldbrug::store {

namespace {

void end_unsent(Database& database, std::string_view school, std::int64_t id) {
    Query(database.statement(
              "UPDATE outbox SET next_attempt = NULL, last_error = '' WHERE school = ? "
              "AND id = ? AND sent_at IS NULL AND failed_at IS NULL"),
          school, id)
        .run();
}

}  // namespace

core::Result<bool> Reminders::still_needed(std::int64_t id) {
    auto snapshot = store_.snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    return guarded([&] {
        Query query(snapshot->database_->statement(
                        "SELECT 1 FROM delivery JOIN term ON term.school = delivery.school AND "
                        "term.pupil = delivery.pupil AND term.dossier = delivery.dossier AND "
                        "term.term_id = delivery.term_id AND term.due = delivery.due "
                        "WHERE delivery.school = ? AND delivery.mail = ? AND term.met = 0 AND "
                        "term.withdrawn = 0 LIMIT 1"),
                    snapshot->school_, id);
        return query.next();
    });
}

core::Status Reminders::drop(std::int64_t id) {
    auto change = store_.change();
    if (!change) {
        return change.error();
    }
    auto done = guarded([&] {
        Query(change->database_->statement("DELETE FROM delivery WHERE school = ? AND mail = ?"),
              change->school_, id)
            .run();
        end_unsent(*change->database_, change->school_, id);
        return core::Done{};
    });
    return done ? change->commit() : done;
}

core::Status Reminders::merge(std::int64_t id, std::int64_t later) {
    auto change = store_.change();
    if (!change) {
        return change.error();
    }
    auto done = guarded([&] {
        Query(change->database_->statement(
                  "UPDATE delivery SET mail = ? WHERE school = ? AND mail = ?"),
              later, change->school_, id)
            .run();
        end_unsent(*change->database_, change->school_, id);
        return core::Done{};
    });
    return done ? change->commit() : done;
}

}  // namespace meldbrug::store
