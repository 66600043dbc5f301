#include "meldbrug/bridge/reminders.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/core/log.hpp"
#include "meldbrug/store/reminders.hpp"
#include "meldbrug/store/store.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>

namespace meldbrug::bridge {
namespace {

// A short break is over in a minute; a greylisting server wants some minutes (RFC 6647: 1 minute to
// 24 hours); after that once an hour, for as long as it takes: a reminder that nobody got must not
// be given up in silence, and one try an hour bothers no server.
constexpr std::array<std::chrono::minutes, 4> delays{
    std::chrono::minutes{1}, std::chrono::minutes{5}, std::chrono::minutes{15},
    std::chrono::minutes{60}};

std::chrono::minutes delay_after(int attempts) {
    const auto failures = static_cast<std::size_t>(std::max(attempts, 1)) - 1;
    return delays[std::min(failures, delays.size() - 1)];
}

/// RFC 5322 3.6.4: unique in the world; it tells nothing of what it stands for.
std::string new_message_id(const std::string& domain) {
    std::array<unsigned char, 16> random{};  // 128 bits: no two are ever the same
    randombytes_buf(random.data(), random.size());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id;
    for (const unsigned char byte : random) {
        id += digits[byte >> 4U];
        id += digits[byte & 0x0FU];
    }
    return id + "@" + domain;
}

/// The name under which a rung is kept: a number of days, so that it stays the same when a ladder
/// is reordered.
std::string rung_name(const Rung& rung) {
    return std::to_string(rung.days);
}

/// Which rungs have come.
struct Reached {
    core::Date today;
    /// The day before the next school day: a rung in the days off that follow on today is told now,
    /// while somebody is there to read it.
    core::Date before_days_off;
};

Reached reach_of(const core::SchoolCalendar& calendar, core::Date today) {
    core::Date last = today;
    while (!calendar.is_school_day(last + std::chrono::days{1})) {
        last += std::chrono::days{1};
    }
    return {today, last};
}

/// A rung that tells that the last day passed waits for its day: before it, it would not be true.
bool is_due(core::Date last_day, const Rung& rung, const Reached& reached) {
    return last_day + std::chrono::days{rung.days} <=
           (rung.days > 0 ? reached.today : reached.before_days_off);
}

/// Who can be told by mail, and of which pupils they may know nothing.
struct Audience {
    std::vector<store::PersonRow> people;
    std::map<std::string, HiddenPupils> hidden;  ///< by person

    [[nodiscard]] bool hides(const store::PersonRow& person, std::string_view pupil) const {
        const auto found = hidden.find(person.id);
        return found != hidden.end() && found->second.contains(pupil);
    }
};

bool has_role(const Rung& rung, const store::PersonRow& person) {
    return std::find(rung.to.begin(), rung.to.end(), person.role) != rung.to.end();
}

/// Whoever has the role; where it is hidden from all of those, whoever else sees the school's
/// dossiers: a term that only a suspect would be told of hides a child.
bool is_for(const Rung& rung, const store::PersonRow& person, const Audience& audience,
            std::string_view pupil) {
    if (audience.hides(person, pupil)) {
        return false;
    }
    if (has_role(rung, person) || audience.hidden.empty()) {
        return has_role(rung, person);
    }
    bool hidden = false;
    for (const store::PersonRow& other : audience.people) {
        if (has_role(rung, other)) {
            if (!audience.hides(other, pupil)) {
                return false;
            }
            hidden = true;
        }
    }
    return hidden && extent(person.role, Resource::routes) == Extent::school;
}

bool is_written(const store::OpenTerm& term, const Rung& rung, const std::string& person) {
    return std::find(term.written.begin(), term.written.end(),
                     store::WrittenRung{rung_name(rung), person}) != term.written.end();
}

/// Rungs to write for that person now, earliest first. None when the latest one that is due was
/// written already: an earlier one that was not (a ladder that grew) has been spoken for.
std::vector<const Rung*> rungs_to_write(const store::OpenTerm& term, const std::vector<Rung>& rungs,
                                        const store::PersonRow& person, const Audience& audience,
                                        const Reached& reached) {
    std::vector<const Rung*> found;
    for (const Rung& rung : rungs) {
        if (!is_due(term.due, rung, reached) || !is_for(rung, person, audience, term.pupil)) {
            continue;
        }
        if (is_written(term, rung, person.id)) {
            found.clear();
        } else {
            found.push_back(&rung);
        }
    }
    return found;
}

/// A rung has come, and nobody of its roles can be told.
bool is_unheard(core::Date last_day, const std::vector<Rung>& rungs, const Audience& audience,
                std::string_view pupil, const Reached& reached) {
    bool any_due = false;
    for (const Rung& rung : rungs) {
        if (!is_due(last_day, rung, reached)) {
            continue;
        }
        any_due = true;
        if (std::any_of(audience.people.begin(), audience.people.end(), [&](const auto& person) {
                return is_for(rung, person, audience, pupil);
            })) {
            return false;
        }
    }
    return any_due;
}

core::Result<Audience> audience_of(store::Store& store) {
    core::Result<store::Snapshot> snapshot = store.snapshot();
    if (!snapshot.ok()) {
        return snapshot.error();
    }
    auto people = snapshot->people();
    const auto hidings = snapshot->hidings();
    if (!people.ok() || !hidings.ok()) {
        return !people.ok() ? people.error() : hidings.error();
    }
    Audience audience{std::move(people).value(), {}};
    std::erase_if(audience.people, [](const store::PersonRow& person) {
        return person.revoked || person.email.empty();
    });
    for (const store::HidingRow& hiding : *hidings) {
        if (!hiding.ended) {
            audience.hidden[hiding.person].insert(hiding.pupil);
        }
    }
    return audience;
}

store::NewMail mail_for(const store::PersonRow& person, const std::vector<store::OpenTerm>& terms,
                        const Audience& audience, const ReminderLadder& ladder,
                        const ReminderWording& wording, const Reached& reached) {
    store::NewMail mail{.person = person.id,
                        .to = person.email,
                        .subject = wording.subject,
                        .text = wording.text,
                        .message_id = new_message_id(wording.message_id_domain)};
    for (const store::OpenTerm& term : terms) {
        for (const Rung* rung :
             rungs_to_write(term, ladder.of(term.about), person, audience, reached)) {
            mail.deliveries.push_back(
                {term.pupil, term.dossier, term.term_id, term.due, rung_name(*rung), person.id});
        }
    }
    return mail;
}

using Mails = std::vector<store::OutboxMail>;

/// Due by the clock; or set further ahead than any delay, which a clock that ran ahead and was set
/// back has done.
bool is_due(const store::OutboxMail& mail, core::Instant now) {
    return mail.next_attempt <= now || mail.next_attempt > now + delays.back();
}

/// After days without a mail server a person would get the same sentence many times: the last one
/// tells it.
core::Status merge_older(store::Reminders& reminders, Mails& mails, DeliveryCounts& counts) {
    std::unordered_map<std::string, std::int64_t> last;
    for (const store::OutboxMail& mail : mails) {
        std::int64_t& id = last[mail.person];
        id = std::max(id, mail.id);
    }
    for (const store::OutboxMail& mail : mails) {
        if (mail.id != last[mail.person]) {
            if (core::Status status = reminders.merge(mail.id, last[mail.person]); !status.ok()) {
                return status;
            }
            ++counts.dropped;
        }
    }
    std::erase_if(mails,
                  [&last](const store::OutboxMail& mail) { return mail.id != last[mail.person]; });
    return core::Done{};
}

/// False when the mail goes no more: nobody is there to read it, or nothing it tells of still
/// stands.
core::Result<bool> still_wanted(store::Reminders& reminders, const store::OutboxMail& mail,
                                const Audience& audience) {
    if (std::none_of(
            audience.people.begin(), audience.people.end(),
            [&mail](const store::PersonRow& person) { return person.id == mail.person; })) {
        if (const core::Status status = reminders.drop(mail.id); !status.ok()) {
            return status.error();
        }
        return false;
    }
    return reminders.keep_standing_rungs(mail.id);
}

core::Status deliver(store::Reminders& reminders, const store::OutboxMail& mail,
                     const Sender& sender, core::Instant now, const std::stop_token& stop,
                     DeliveryCounts& counts) {
    const core::Instant next = now + delay_after(mail.attempts + 1);
    if (core::Status status = reminders.begin_attempt(mail.id, next); !status.ok()) {
        return status;
    }
    const mail::Message message{.from = sender.from,
                                .to = mail.to,
                                .subject = mail.subject,
                                .text = mail.text,
                                .message_id = mail.message_id,
                                .date = now};
    const std::optional<mail::Refused> refused = sender.send(message, stop);
    if (!refused) {
        ++counts.sent;
        core::log(core::LogLevel::info, "reminder.sent", {{"mail", mail.id}});
        return reminders.mark_sent(mail.id, now);
    }
    core::log(core::LogLevel::warning, refused->permanent ? "reminder.refused" : "reminder.waiting",
              refused->error);
    if (refused->permanent) {
        ++counts.failed;
        return reminders.mark_failed(mail.id, now, refused->error.line());
    }
    ++counts.waiting;
    return reminders.mark_waiting(mail.id, next, refused->error.line());
}

}  // namespace

ReminderWording reminder_wording(const core::Texts& texts, std::string_view board_url,
                                 const std::optional<mail::SmtpSettings>& settings) {
    const std::string_view domain = settings ? mail::domain_of(settings->from) : std::string_view{};
    return {.subject = texts.get("mail.reminder.subject"),
            .text = texts.get("mail.reminder.text", {{"url", board_url}}),
            // Written while no mail is set up: a name that RFC 2606 keeps out of use.
            .message_id_domain = domain.empty() ? "meldbrug.invalid" : std::string(domain)};
}

core::Result<SweepCounts> sweep_reminders(store::Store& store, const ReminderLadder& ladder,
                                          const core::SchoolCalendar& calendar,
                                          const ReminderWording& wording, core::Instant now) {
    const Reached come = reach_of(calendar, core::amsterdam_date(now));
    store::Reminders reminders(store);
    const core::Result<std::vector<store::OpenTerm>> terms =
        reminders.open_terms_until(come.before_days_off + std::chrono::days{ladder.days_ahead()});
    if (!terms.ok()) {
        return terms.error();
    }
    const core::Result<Audience> people = audience_of(store);
    if (!people.ok()) {
        return people.error();
    }
    std::vector<store::NewMail> mails;
    for (const store::PersonRow& person : people->people) {
        store::NewMail mail = mail_for(person, *terms, *people, ladder, wording, come);
        if (!mail.deliveries.empty()) {
            mails.push_back(std::move(mail));
        }
    }
    SweepCounts counts;
    counts.unheard = static_cast<std::size_t>(
        std::count_if(terms->begin(), terms->end(), [&](const store::OpenTerm& term) {
            return is_unheard(term.due, ladder.of(term.about), *people, term.pupil, come);
        }));
    if (mails.empty()) {
        return counts;
    }
    const core::Result<store::WrittenMails> written = reminders.write(mails, now);
    if (!written.ok()) {
        return written.error();
    }
    counts.rungs = written->deliveries;
    counts.messages = written->mails;
    return counts;
}

core::Result<std::size_t> count_unheard(store::Store& store, const ReminderLadder& ladder,
                                        const core::SchoolCalendar& calendar, core::Date today) {
    const Reached come = reach_of(calendar, today);
    const core::Result<std::vector<store::TermsOfDay>> terms =
        store::Reminders(store).count_open_terms_until(come.before_days_off +
                                                       std::chrono::days{ladder.days_ahead()});
    if (!terms.ok()) {
        return terms.error();
    }
    const core::Result<Audience> people = audience_of(store);
    if (!people.ok()) {
        return people.error();
    }
    std::size_t unheard = 0;
    for (const store::TermsOfDay& day : *terms) {
        if (is_unheard(day.due, ladder.of(day.about), *people, {}, come)) {
            unheard += static_cast<std::size_t>(day.count);
        }
    }
    return unheard;
}

Sender smtp_sender(const mail::SmtpSettings& settings) {
    return {.from = settings.from,
            .send = [settings](const mail::Message& message, const std::stop_token& stop) {
                return mail::send(message, settings, stop);
            }};
}

core::Result<DeliveryCounts> deliver_outbox(store::Store& store, const Sender& sender,
                                            core::Instant now, const std::stop_token& stop) {
    store::Reminders reminders(store);
    // One mail a person a day, and the older ones are merged each time: more than these are never
    // waiting.
    constexpr std::size_t all = 10'000;
    // Asked without a date, because a clock that was set back leaves attempts far ahead.
    core::Result<Mails> mails = reminders.to_send(core::Instant::max(), all);
    if (!mails.ok()) {
        return mails.error();
    }
    DeliveryCounts counts;
    if (const core::Status status = merge_older(reminders, *mails, counts); !status.ok()) {
        return status.error();
    }
    std::erase_if(*mails, [now](const store::OutboxMail& mail) { return !is_due(mail, now); });
    for (const store::OutboxMail& mail : *mails) {
        if (stop.stop_requested()) {
            break;
        }
        // Asked for each mail: handing over the one before may have taken minutes.
        const core::Result<Audience> people = audience_of(store);
        if (!people.ok()) {
            return people.error();
        }
        const core::Result<bool> wanted = still_wanted(reminders, mail, *people);
        if (!wanted.ok()) {
            return wanted.error();
        }
        if (!*wanted) {
            ++counts.dropped;
            core::log(core::LogLevel::info, "reminder.dropped", {{"mail", mail.id}});
            continue;
        }
        if (const core::Status status = deliver(reminders, mail, sender, now, stop, counts);
            !status.ok()) {
            return status.error();
        }
    }
    return counts;
}

ReminderTurn::ReminderTurn(Bridge& bridge, ReminderLadder ladder, const std::string& own_url)
    : bridge_(&bridge),
      ladder_(std::move(ladder)),
      board_url_(bridge.config().board_url.empty() ? own_url : bridge.config().board_url) {}

void ReminderTurn::operator()(const std::stop_token& stop) {
    const core::Instant now = bridge_->clock().now();
    // A note dated later, or words that changed, count from their day on, whether or not anyone
    // looks.
    if (const core::Status fresh = bridge_->refresh(); !fresh.ok()) {
        core::log(core::LogLevel::error, "reminder.refresh_failed", fresh.error());
    }
    sweep(now);
    bridge_->record_counted_refusals();
    const std::optional<mail::SmtpSettings>& settings = bridge_->config().mail;
    if (!settings) {
        return;
    }
    const core::Result<DeliveryCounts> delivered =
        deliver_outbox(bridge_->store(), smtp_sender(*settings), now, stop);
    if (!delivered.ok()) {
        core::log(core::LogLevel::error, "reminder.delivery_failed", delivered.error());
    }
}

void ReminderTurn::sweep(core::Instant now) {
    const ReminderWording wording =
        reminder_wording(bridge_->knowledge().texts, board_url_, bridge_->config().mail);
    const core::Result<SweepCounts> swept =
        sweep_reminders(bridge_->store(), ladder_, bridge_->knowledge().calendar, wording, now);
    if (!swept.ok()) {
        core::log(core::LogLevel::error, "reminder.sweep_failed", swept.error());
        return;
    }
    if (swept->unheard != unheard_ && swept->unheard > 0) {
        core::log(core::LogLevel::warning, "reminder.nobody_to_tell",
                  {{"terms", static_cast<std::int64_t>(swept->unheard)}});
    }
    unheard_ = swept->unheard;
}

}  // namespace meldbrug::bridge
