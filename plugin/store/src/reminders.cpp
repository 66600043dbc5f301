#include "meldbrug/store/reminders.hpp"

#include "access.hpp"

#include "meldbrug/store/store.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace meldbrug::store {

namespace {

std::vector<WrittenRung> rungs_of(Database& database, std::int64_t file, Bytes mark,
                                  const OpenTerm& term) {
    Query query(database.statement("SELECT rung, person FROM delivery WHERE file = ? AND dossier = "
                                   "? AND term = ? AND due = ? ORDER BY written_at, rung, person"),
                file, term.dossier, mark, term.due);
    std::vector<WrittenRung> rungs;
    while (query.next()) {
        rungs.push_back({query.string(0), query.string(1)});
    }
    return rungs;
}

bool is_written(Database& database, Files& files, const NewDelivery& delivery) {
    const auto file = files.find(delivery.pupil);
    if (!file) {
        return false;
    }
    const Mark term = files.mark("term", delivery.term_id);
    Query query(database.statement("SELECT 1 FROM delivery WHERE file = ? AND dossier = ? AND term "
                                   "= ? AND due = ? AND rung = ? AND person = ?"),
                *file, delivery.dossier, Bytes(term), delivery.due, delivery.rung, delivery.person);
    return query.next();
}

std::int64_t insert_mail(Database& database, std::string_view school, const NewMail& mail,
                         core::Instant now) {
    Query query(database.statement("INSERT INTO outbox (school, person, address, subject, text, "
                                   "message_id, written_at, attempts, next_attempt, last_error) "
                                   "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, '') RETURNING id"),
                school, mail.person, mail.to, mail.subject, mail.text, mail.message_id, now, now);
    if (!query.next()) {
        throw Failure({core::ErrorCode::internal,
                       "a mail was written without a number: please report this", database.file()});
    }
    const auto id = query.integer(0);
    // The insertion is complete once its statement has run to its end.
    query.run();
    return id;
}

void insert_delivery(Database& database, Files& files, std::string_view school,
                     const NewDelivery& delivery, std::int64_t mail, core::Instant now) {
    const Mark term = files.mark("term", delivery.term_id);
    Query(database.statement("INSERT INTO delivery (school, file, dossier, term, due, rung, "
                             "person, mail, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
                             "CONFLICT (file, dossier, term, due, rung, person) DO NOTHING"),
          school, files.take(delivery.pupil), delivery.dossier, Bytes(term), delivery.due,
          delivery.rung, delivery.person, mail, now)
        .run();
}

/// Numbers of the dossiers that these rungs tell of.
std::vector<std::string> dossiers_told(Change& change,
                                       const std::vector<const NewDelivery*>& deliveries) {
    std::vector<std::string> numbers;
    for (const auto* delivery : deliveries) {
        const auto dossiers = change.dossiers_of(delivery->pupil);
        if (!dossiers) {
            throw Failure(dossiers.error());
        }
        for (const auto& dossier : *dossiers) {
            if (dossier.ordinal == delivery->dossier) {
                numbers.push_back(dossier.number);
            }
        }
    }
    return numbers;
}

/// What became of a mail to that person stands in the audit, in the same transaction.
void record_notice(Change& change, std::string_view what, std::string_view person,
                   core::Instant now, std::vector<std::string> dossiers = {}) {
    const auto recorded = change.record({.at = now,
                                         .person = "bridge",
                                         .role = "",
                                         .act = "notice",
                                         .what = std::string(what),
                                         .about = std::string(person),
                                         .ground = "term",
                                         .dossiers = std::move(dossiers)});
    if (!recorded) {
        throw Failure(recorded.error());
    }
}

std::string recipient(Database& database, std::string_view school, std::int64_t mail) {
    Query query(database.statement("SELECT person FROM outbox WHERE school = ? AND id = ?"), school,
                mail);
    return query.next() ? query.string(0) : std::string();
}

/// One statement in a transaction of its own.
template <class Work>
core::Status in_change(Store& store, Work&& work) {
    auto change = store.change();
    if (!change) {
        return change.error();
    }
    auto done = work(*change);
    return done ? change->commit() : done;
}

}  // namespace

core::Result<std::vector<Delivery>> Reminders::deliveries_of(const OpenTerm& term) {
    auto snapshot = store_.snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    Database& database = *snapshot->database_;
    return guarded([&] {
        std::vector<Delivery> deliveries;
        const auto file = snapshot->files_->find(term.pupil);
        if (!file) {
            return deliveries;
        }
        const Mark mark = snapshot->files_->mark("term", term.term_id);
        Query query(
            database.statement("SELECT d.person, o.attempts, o.sent_at, o.failed_at FROM delivery "
                               "d JOIN outbox o ON o.id = d.mail WHERE d.file = ? AND d.dossier = "
                               "? AND d.term = ? AND d.due = ? ORDER BY d.written_at, d.person"),
            *file, term.dossier, Bytes(mark), term.due);
        while (query.next()) {
            deliveries.push_back({query.string(0), static_cast<int>(query.integer(1)),
                                  query.optional_instant(2), query.optional_instant(3)});
        }
        return deliveries;
    });
}

core::Result<std::vector<OpenTerm>> Reminders::open_terms_until(core::Date last) {
    auto snapshot = store_.snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    return guarded([&] {
        auto& database = *snapshot->database_;
        auto& files = *snapshot->files_;
        std::vector<OpenTerm> terms;
        Query query(database.statement("SELECT file, dossier, mark, about, set_on, due, sealed "
                                       "FROM term WHERE school = ? AND due <= ? AND met = 0 AND "
                                       "withdrawn = 0"),
                    snapshot->school_, last);
        while (query.next()) {
            const auto file = query.integer(0);
            const Bytes mark = query.bytes(2);
            auto sealed = files.open(file, context_of("term", mark), query.bytes(6), 2);
            terms.push_back({files.pupil_of(file), query.number(1), std::move(sealed.front()),
                             query.string(3), query.date(4), query.date(5)});
            terms.back().written = rungs_of(database, file, mark, terms.back());
        }
        std::sort(terms.begin(), terms.end(), [](const OpenTerm& a, const OpenTerm& b) {
            return std::tie(a.due, a.pupil, a.dossier, a.term_id) <
                   std::tie(b.due, b.pupil, b.dossier, b.term_id);
        });
        return terms;
    });
}

core::Result<std::vector<TermsOfDay>> Reminders::count_open_terms_until(core::Date last) {
    auto snapshot = store_.snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    return guarded([&] {
        Query query(snapshot->database_->statement(
                        "SELECT about, due, count(*) FROM term WHERE school = ? AND due <= ? AND "
                        "met = 0 AND withdrawn = 0 GROUP BY about, due"),
                    snapshot->school_, last);
        std::vector<TermsOfDay> terms;
        while (query.next()) {
            terms.push_back({query.string(0), query.date(1), query.integer(2)});
        }
        return terms;
    });
}

core::Result<WrittenMails> Reminders::write(std::span<const NewMail> mails, core::Instant now) {
    auto change = store_.change();
    if (!change) {
        return change.error();
    }
    auto written = guarded([&] {
        auto& database = *change->database_;
        WrittenMails counts;
        for (const auto& mail : mails) {
            std::vector<const NewDelivery*> fresh;
            for (const auto& delivery : mail.deliveries) {
                if (!is_written(database, *change->files_, delivery)) {
                    fresh.push_back(&delivery);
                }
            }
            if (fresh.empty()) {
                continue;
            }
            const auto id = insert_mail(database, change->school_, mail, now);
            for (const auto* delivery : fresh) {
                insert_delivery(database, *change->files_, change->school_, *delivery, id, now);
            }
            record_notice(*change, "mail.written", mail.person, now, dossiers_told(*change, fresh));
            counts.deliveries += fresh.size();
            ++counts.mails;
        }
        return counts;
    });
    if (!written) {
        return written;
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return written;
}

core::Result<std::vector<OutboxMail>> Reminders::to_send(core::Instant now, std::size_t limit) {
    auto snapshot = store_.snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    return guarded([&] {
        Query query(
            snapshot->database_->statement("SELECT id, person, address, subject, text, message_id, "
                                           "written_at, attempts, next_attempt, last_error FROM "
                                           "outbox WHERE school = ? AND next_attempt IS NOT NULL "
                                           "AND next_attempt <= ? ORDER BY next_attempt, id "
                                           "LIMIT ?"),
            snapshot->school_, now, static_cast<std::int64_t>(limit));
        std::vector<OutboxMail> mails;
        while (query.next()) {
            mails.push_back({.id = query.integer(0),
                             .person = query.string(1),
                             .to = query.string(2),
                             .subject = query.string(3),
                             .text = query.string(4),
                             .message_id = query.string(5),
                             .written_at = query.instant(6),
                             .attempts = query.number(7),
                             .next_attempt = query.instant(8),
                             .last_error = query.string(9)});
        }
        return mails;
    });
}

core::Status Reminders::begin_attempt(std::int64_t id, core::Instant next_attempt) {
    return in_change(store_, [&](Change& change) {
        return guarded([&] {
            Query(change.database_->statement(
                      "UPDATE outbox SET attempts = attempts + 1, next_attempt = ? WHERE school = "
                      "? AND id = ? AND next_attempt IS NOT "
                      "NULL"),
                  next_attempt, change.school_, id)
                .run();
            return core::Done{};
        });
    });
}

core::Status Reminders::mark_sent(std::int64_t id, core::Instant now) {
    return in_change(store_, [&](Change& change) {
        return guarded([&] {
            Query(change.database_->statement("UPDATE outbox SET sent_at = ?, next_attempt = NULL, "
                                              "last_error = '' WHERE school = ? AND id = ?"),
                  now, change.school_, id)
                .run();
            Query(change.database_->statement(
                      "UPDATE outbox SET seen_at = ?1 WHERE school = ?2 AND failed_at IS NOT NULL "
                      "AND seen_at IS NULL AND person = (SELECT person FROM outbox WHERE school = "
                      "?2 AND id = ?3)"),
                  now, change.school_, id)
                .run();
            record_notice(change, "mail.sent", recipient(*change.database_, change.school_, id),
                          now);
            return core::Done{};
        });
    });
}

core::Status Reminders::mark_waiting(std::int64_t id, core::Instant next_attempt,
                                     std::string_view error) {
    return in_change(store_, [&](Change& change) {
        return guarded([&] {
            Query(change.database_->statement(
                      "UPDATE outbox SET next_attempt = ?, last_error = ? WHERE school = ? AND id "
                      "= ? AND sent_at IS NULL AND failed_at "
                      "IS NULL"),
                  next_attempt, error, change.school_, id)
                .run();
            return core::Done{};
        });
    });
}

core::Status Reminders::mark_failed(std::int64_t id, core::Instant now, std::string_view error) {
    return in_change(store_, [&](Change& change) {
        return guarded([&] {
            Query(change.database_->statement(
                      "UPDATE outbox SET failed_at = ?, next_attempt = NULL, last_error = ? WHERE "
                      "school = ? AND id = ? AND sent_at IS "
                      "NULL"),
                  now, error, change.school_, id)
                .run();
            record_notice(change, "mail.given_up", recipient(*change.database_, change.school_, id),
                          now);
            return core::Done{};
        });
    });
}

core::Result<std::int64_t> Reminders::mark_failed_seen(core::Instant now) {
    auto change = store_.change();
    if (!change) {
        return change.error();
    }
    auto seen = guarded([&] {
        // As many as `counts` tells of.
        Query(change->database_->statement(
                  "UPDATE outbox SET seen_at = ? WHERE school = ? AND failed_at IS NOT NULL AND "
                  "seen_at IS NULL AND person NOT IN (SELECT id FROM person WHERE person.school = "
                  "outbox.school AND revoked_at IS NOT NULL)"),
              now, change->school_)
            .run();
        const auto count = change->database_->changes();
        if (count > 0) {
            record_notice(*change, "mail.seen", "", now);
        }
        return count;
    });
    if (!seen) {
        return seen;
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return seen;
}

core::Result<OutboxCounts> Reminders::counts() {
    auto snapshot = store_.snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    return guarded([&] {
        OutboxCounts counts;
        {
            Query query(snapshot->database_->statement(
                            "SELECT count(next_attempt), count(CASE WHEN seen_at IS NULL AND "
                            "person NOT IN (SELECT id FROM person WHERE person.school = "
                            "outbox.school AND revoked_at IS NOT NULL) THEN failed_at END), "
                            "count(sent_at), min(CASE WHEN next_attempt IS NOT NULL THEN "
                            "written_at END) FROM outbox WHERE school = ?"),
                        snapshot->school_);
            if (query.next()) {
                counts.waiting = query.integer(0);
                counts.failed = query.integer(1);
                counts.sent = query.integer(2);
                counts.oldest_waiting = query.optional_instant(3);
            }
        }
        Query query(
            snapshot->database_->statement(
                "SELECT last_error FROM outbox WHERE school = ? AND last_error <> '' AND sent_at "
                "IS NULL AND seen_at IS NULL AND person NOT IN (SELECT id FROM person WHERE "
                "person.school = outbox.school AND revoked_at IS NOT NULL) ORDER BY id DESC LIMIT "
                "1"),
            snapshot->school_);
        if (query.next()) {
            counts.last_error = query.string(0);
        }
        return counts;
    });
}

}  // namespace meldbrug::store
