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

core::Result<bool> Reminders::keep_standing_rungs(std::int64_t id) {
    auto change = store_.change();
    if (!change) {
        return change.error();
    }
    auto standing = guarded([&] {
        auto& database = *change->database_;
        std::string person;
        {
            Query mail(database.statement("SELECT person FROM outbox WHERE school = ? AND id = ?"),
                       change->school_, id);
            person = mail.next() ? mail.string(0) : std::string();
        }
        const Mark told = change->files_->mark("hiding_person", person);
        Query(
            database.statement("DELETE FROM delivery WHERE school = ? AND mail = ? AND (NOT EXISTS "
                               "(SELECT 1 FROM term WHERE term.file = delivery.file AND "
                               "term.dossier = delivery.dossier AND term.mark = delivery.term AND "
                               "term.due = delivery.due AND term.met = 0 AND term.withdrawn = 0) "
                               "OR EXISTS (SELECT 1 FROM hiding WHERE hiding.file = delivery.file "
                               "AND hiding.person = ? AND hiding.ended_at IS NULL))"),
            change->school_, id, Bytes(told))
            .run();
        bool any = false;
        {
            Query query(
                database.statement("SELECT 1 FROM delivery WHERE school = ? AND mail = ? LIMIT 1"),
                change->school_, id);
            any = query.next();
        }
        if (!any) {
            end_unsent(database, change->school_, id);
        }
        return any;
    });
    if (!standing) {
        return standing;
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return standing;
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
