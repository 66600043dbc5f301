/// \file
/// What is kept of reminders: which rungs of which terms were written, and the mails that wait,
/// went out or failed.
///
/// Written before sent: a rung and the mail that tells of it are one transaction, so a rung is
/// never lost and never written twice. `begin_attempt` comes before the server is called and
/// already sets the next attempt: after a crash in between, the mail waits its turn again under the
/// same Message-ID.
///
/// Units:    `due` is a calendar day in the school's zone; instants are UTC. No clock is read.
///
/// Errors:   `store`, as in store.hpp.
///
/// Threads:  may be called concurrently; writes wait for each other.
///
/// Privacy:  mails are content-free by their maker (bridge/reminders.hpp); `last_error` holds no
///           answer of a server with addresses in it.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::store {

class Store;

/// Open terms of one kind and last day.
struct TermsOfDay {
    std::string about;
    core::Date due{};
    std::int64_t count = 0;
};

/// A rung that was written for a term, to whom.
struct WrittenRung {
    std::string rung;    ///< the caller's word: "14d", "due", "overdue-7"
    std::string person;  ///< id of the person
    friend bool operator==(const WrittenRung&, const WrittenRung&) = default;
};

/// A term that is neither met nor withdrawn, with the rungs written for its present due day.
struct OpenTerm {
    std::string pupil;
    int dossier = 1;
    std::string term_id;
    std::string about;
    core::Date set_on{};
    core::Date due{};
    std::vector<WrittenRung> written{};
};

/// One rung to write. (pupil, dossier, term, due, rung, person) is written once, ever.
struct NewDelivery {
    std::string pupil;
    int dossier = 1;
    std::string term_id;
    core::Date due{};
    std::string rung;
    std::string person;
};

/// A mail and the rungs it tells of.
struct NewMail {
    std::string person;  ///< id
    std::string to;      ///< address
    std::string subject;
    std::string text;
    std::string message_id;
    std::vector<NewDelivery> deliveries{};
};

struct WrittenMails {
    std::size_t deliveries = 0;  ///< that were not there yet
    std::size_t mails = 0;       ///< that held at least one of those
};

struct OutboxMail {
    std::int64_t id = 0;
    std::string person;
    std::string to;
    std::string subject;
    std::string text;
    std::string message_id;
    core::Instant written_at{};
    int attempts = 0;
    core::Instant next_attempt{};
    std::string last_error;
};

/// What became of a rung: the mail that tells of it.
struct Delivery {
    std::string person;
    int attempts = 0;
    std::optional<core::Instant> sent{};
    std::optional<core::Instant> failed{};  ///< given up
};

struct OutboxCounts {
    std::int64_t waiting = 0;  ///< to be tried (again)
    std::int64_t failed = 0;   ///< given up, for a person who still counts, and not seen by anybody
    std::int64_t sent = 0;
    std::optional<core::Instant> oldest_waiting;  ///< when it was written
    std::string last_error;  ///< of those that wait or failed, the one written last; or empty
};

class Reminders {
public:
    /// \pre store outlives this
    explicit Reminders(Store& store) : store_(store) {}

    /// Open terms that fall on or before `last`, soonest first; those of long ago included.
    [[nodiscard]] core::Result<std::vector<OpenTerm>> open_terms_until(core::Date last);
    /// How many open terms fall on or before `last`, by kind and day.
    [[nodiscard]] core::Result<std::vector<TermsOfDay>> count_open_terms_until(core::Date last);
    /// What was written of that term for its present day, in the order in which it was.
    [[nodiscard]] core::Result<std::vector<Delivery>> deliveries_of(const OpenTerm& term);
    /// Writes mails and their rungs, all or nothing. A rung that is there already is left out; a
    /// mail without a new rung is not written.
    core::Result<WrittenMails> write(std::span<const NewMail> mails, core::Instant now);

    /// Mails whose next attempt has come, oldest first.
    [[nodiscard]] core::Result<std::vector<OutboxMail>> to_send(core::Instant now,
                                                                std::size_t limit);
    /// Before the server is called: counts the attempt and sets when to try again if this process
    /// does not come back to say.
    core::Status begin_attempt(std::int64_t id, core::Instant next_attempt);
    /// What was given up before for the same person is then told: all reminders say the same.
    core::Status mark_sent(std::int64_t id, core::Instant now);
    /// The server did not take it for now.
    core::Status mark_waiting(std::int64_t id, core::Instant next_attempt, std::string_view error);
    /// It will never be taken: given up, and shown in `doctor` and on the board until it is seen.
    core::Status mark_failed(std::int64_t id, core::Instant now, std::string_view error);
    /// A person has seen that mails were given up. \return how many
    core::Result<std::int64_t> mark_failed_seen(core::Instant now);
    [[nodiscard]] core::Result<OutboxCounts> counts();

    /// Forgets the rungs of an unsent mail whose term was met, moved or withdrawn meanwhile, or
    /// whose pupil was hidden from who would get it, so that they are written again should that end. When none is left, the mail goes no more:
    /// false.
    core::Result<bool> keep_standing_rungs(std::int64_t id);
    /// A mail that was not sent goes no more, and its rungs are forgotten.
    core::Status drop(std::int64_t id);
    /// A mail that was not sent goes no more, because `later` tells its rungs.
    core::Status merge(std::int64_t id, std::int64_t later);

private:
    Store& store_;
};

}  // namespace meldbrug::store
