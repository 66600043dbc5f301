/// \file
/// Terms that come near or pass become content-free mails, each rung once, whatever happens in
/// between.
///
/// Written before sent: a rung becomes a delivery row and an outbox message in one transaction;
/// the sender works through the outbox. Due rungs are asked of the store by date, never of a
/// timer, so that days on which the bridge was off are caught up: the latest rung of a term speaks
/// for the ones that were missed, and all terms of one person share a mail.
///
/// Units:    a rung's `days` are calendar days from the term's last day: -7 is a week before, 0 the
///           day itself, 1 the day after. One that is not behind the last day and falls in days
///           without school is told on the school day before; it keeps its name, so that it is told
///           once whatever becomes of the calendar.
/// Errors:   Result; a mail server that does not answer leaves the message in the outbox with its
///           next attempt.
/// Threads:  called from one scheduler thread; the store serialises with others.
/// Privacy:  a mail holds no name, class, step, category or date of a dossier: a sentence and a
///           link to the board.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/core/school_calendar.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/mail/smtp.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::store {
class Store;
}

namespace meldbrug::bridge {

class Bridge;
struct KnowledgeSource;

/// Before the action of a notice, where it stands beside kinds of terms.
inline constexpr std::string_view notice_prefix = "notice:";

struct Rung {
    int days = 0;
    std::vector<std::string> to;  ///< roles
};

/// When whom is told, per kind of term.
struct ReminderLadder {
    std::map<std::string, std::vector<Rung>, std::less<>> kinds;  ///< rungs by day, earliest first
    std::vector<Rung> others;  ///< "default": kinds that are not named, so that none is silent
    /// Who is told at once that a rule asks for that action, and whose "gezien" is that action.
    std::map<std::string, std::vector<std::string>, std::less<>> notices{};

    [[nodiscard]] const std::vector<Rung>& of(std::string_view about) const;
    /// How many days before a term's last day the first rung of any kind comes; 0 when none comes
    /// before.
    [[nodiscard]] int days_ahead() const;
};

/// `reminders.json` of the knowledge folder; a kind that the school's own file names replaces ours.
/// \param terms  the kinds of terms that the profiles name: of others nobody would be reminded
[[nodiscard]] core::Result<ReminderLadder> load_reminder_ladder(
    const KnowledgeSource& source, const core::Catalogue& catalogue,
    const std::set<std::string, std::less<>>& terms);

/// What every reminder says, and what it must not: there is nothing in here to fill in but the
/// board's address.
struct ReminderWording {
    std::string subject;
    std::string text;
    std::string message_id_domain;
};
[[nodiscard]] ReminderWording reminder_wording(const core::Texts& texts, std::string_view board_url,
                                               const std::optional<mail::SmtpSettings>& settings);

struct SweepCounts {
    std::size_t rungs =
        0;  ///< rungs written, those that a later one of the same term speaks for included
    std::size_t messages = 0;  ///< mails written to the outbox
    std::size_t unheard = 0;  ///< terms with a due rung that nobody could be told: no person of its
                              ///< roles with an address
};

/// Writes what became due by `now` to the outbox.
core::Result<SweepCounts> sweep_reminders(store::Store& store, const ReminderLadder& ladder,
                                          const core::SchoolCalendar& calendar,
                                          const ReminderWording& wording, core::Instant now);

/// Terms with a rung that has come by `today` and nobody who can be told: no person of its roles has
/// an address.
core::Result<std::size_t> count_unheard(store::Store& store, const ReminderLadder& ladder,
                                        const core::SchoolCalendar& calendar, core::Date today);

/// Who hands over the mail, and as whom; a test brings its own.
struct Sender {
    std::string from;
    std::function<std::optional<mail::Refused>(const mail::Message&, const std::stop_token&)> send;
};
[[nodiscard]] Sender smtp_sender(const mail::SmtpSettings& settings);

struct DeliveryCounts {
    std::size_t sent = 0;
    std::size_t waiting = 0;  ///< not taken for now: tried again later
    std::size_t failed = 0;   ///< refused for good
    std::size_t dropped = 0;  ///< not sent: its terms were met, moved or withdrawn meanwhile, its
                              ///< person left, or a later mail tells the same
};

/// Tries every message of the outbox whose next attempt is due. \param stop  ends between messages
/// and breaks off a running one
core::Result<DeliveryCounts> deliver_outbox(store::Store& store, const Sender& sender,
                                            core::Instant now, const std::stop_token& stop = {});

/// A turn of the scheduler: sweeps, then delivers when mail is configured. Logs what goes wrong,
/// without content.
class ReminderTurn {
public:
    /// \param own_url  where the board is, unless the configuration's `board_url` says otherwise
    /// \pre bridge outlives this
    ReminderTurn(Bridge& bridge, ReminderLadder ladder, const std::string& own_url);
    void operator()(const std::stop_token& stop);

private:
    void sweep(core::Instant now);

    Bridge* bridge_;
    ReminderLadder ladder_;
    std::string board_url_;
    std::size_t unheard_ =
        0;  ///< of the turn before, so that the log tells a change and not each minute the same
};

}  // namespace meldbrug::bridge
