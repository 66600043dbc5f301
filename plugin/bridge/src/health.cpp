#include "hidden.hpp"
#include "known_profiles.hpp"
#include "parts.hpp"

#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/store/reminders.hpp"

#include <algorithm>
#include <optional>

namespace meldbrug::bridge {

namespace {

void add_check(core::Json& checks, std::string_view id, bool ok, std::string message) {
    checks.push_back({{"id", id}, {"ok", ok}, {"message", std::move(message)}});
}

core::Json when(const std::optional<core::Instant>& instant) {
    return instant ? core::Json(core::format_instant(*instant)) : core::Json(nullptr);
}

core::Json to_json(const store::AdapterState& state) {
    return {{"adapter", state.adapter},
            {"last_success", when(state.last_success)},
            {"added", state.added},
            {"changed", state.changed},
            {"unchanged", state.unchanged},
            {"withdrawn", state.withdrawn},
            {"refused", state.refused},
            {"held_back", state.held_back},
            {"last_error", state.last_error},
            {"last_error_at", when(state.last_error_at)},
            {"needs_person", state.needs_person}};
}

std::string adapter_message(const store::AdapterState& state) {
    if (!state.last_error.empty()) {
        return state.last_error;
    }
    if (state.held_back > 0) {
        return std::to_string(state.held_back) +
               " notes are absent from the last full export and were kept: look whether it is "
               "complete";
    }
    if (state.refused > 0) {
        return std::to_string(state.refused) + " rows of the last import were refused";
    }
    return "reads";
}

void add_store(core::Json& health, core::Json& checks, SoundnessCheck::Outcome soundness,
               const core::Result<store::Totals>& totals) {
    if (!totals) {
        add_check(checks, "store", false, totals.error().message);
        return;
    }
    health["notes"] = totals->notes;
    health["pupils"] = totals->pupils;
    health["dossiers"] = totals->dossiers;
    if (soundness == SoundnessCheck::Outcome::damaged) {
        add_check(checks, "store", false,
                  "the store is damaged: stop the bridge and put back a backup");
    } else {
        add_check(
            checks, "store", true,
            soundness == SoundnessCheck::Outcome::sound ? "sound" : "readable, being read through");
    }
}

void add_adapters(core::Json& health, core::Json& checks,
                  const core::Result<std::vector<store::AdapterState>>& states) {
    health["adapters"] = core::Json::array();
    if (!states) {
        return;
    }
    for (const auto& state : *states) {
        health["adapters"].push_back(to_json(state));
        const bool ok = state.last_error.empty() && state.held_back == 0 && state.refused == 0;
        add_check(checks, "adapter." + state.adapter, ok, adapter_message(state));
    }
}

void add_mail(core::Json& health, core::Json& checks, bool configured,
              const core::Result<store::OutboxCounts>& counts) {
    add_check(checks, "mail", configured,
              configured
                  ? "configured"
                  : "not configured: nobody is reminded by mail; add 'mail' to the configuration");
    if (!counts) {
        return;
    }
    health["outbox"] = {{"waiting", counts->waiting},
                        {"failed", counts->failed},
                        {"sent", counts->sent},
                        {"oldest_waiting", when(counts->oldest_waiting)}};
    std::string message = std::to_string(counts->waiting) + " waiting, " +
                          std::to_string(counts->failed) + " given up";
    if (!counts->last_error.empty()) {
        message += "; last: " + counts->last_error;
    }
    if (counts->failed > 0) {
        message += "; mend the address or the mail settings, then 'meldbrug doctor --acknowledge'";
    }
    add_check(checks, "outbox", counts->failed == 0 && counts->last_error.empty(),
              std::move(message));
}

void add_audit(core::Json& checks, const core::Result<bool>& fits) {
    const bool ok = fits && *fits;
    add_check(checks, "audit", ok,
              ok ? "the head beside the store fits"
                 : "the audit and its head beside the store do not fit: 'meldbrug audit verify' "
                   "says what is wrong");
}

/// A reminder that nobody can be told is no reminder.
void add_unheard(core::Json& checks, const core::Result<std::size_t>& unheard) {
    if (!unheard) {
        add_check(checks, "reminders", false, unheard.error().message);
        return;
    }
    add_check(checks, "reminders", *unheard == 0,
              *unheard == 0 ? "everybody who must be told of a term can be told"
                            : std::to_string(*unheard) +
                                  " terms must be told of and nobody can be: no person of the "
                                  "roles that are told has an e-mail address; 'meldbrug user add' "
                                  "adds one");
}

/// The last day of the last vacation; single free days tell nothing of the next school year.
std::optional<core::Date> vacations_known_until(const core::SchoolCalendar& calendar) {
    std::optional<core::Date> until;
    for (const core::Vacation& vacation : calendar.vacations()) {
        if (vacation.first != vacation.last) {
            until = std::max(until.value_or(vacation.last), vacation.last);
        }
    }
    return until;
}

/// Terms "na de vakantie" and reminders before days off need the school's vacations. A warning: all
/// that runs, runs on without.
void add_calendar(core::Json& checks, const core::SchoolCalendar& calendar, core::Date today) {
    constexpr int months_ahead = 6;  // half a school year, in which a school plans the next one
    const auto until = vacations_known_until(calendar);
    const bool ok = until && *until >= core::add_months(today, months_ahead);
    const std::string known =
        until ? "known until " + core::format_date(*until) : std::string("not known");
    add_check(checks, "calendar", true,
              ok ? "school vacations are " + known
                 : "school vacations are " + known +
                       ": add the coming ones to calendar/nl of the school's own knowledge folder");
    checks.back()["warning"] = !ok;
}

/// A pupil whom nobody sees is a child who is hidden.
void add_sight(core::Json& checks, const core::Result<std::size_t>& unseen) {
    if (!unseen) {
        add_check(checks, "sight", false, unseen.error().message);
        return;
    }
    add_check(checks, "sight", *unseen == 0,
              *unseen == 0 ? "every pupil is seen by somebody"
                           : std::to_string(*unseen) +
                                 " pupils are hidden from everybody who still sees the school: "
                                 "'meldbrug user add' an ib, or 'meldbrug hide end' what no longer "
                                 "holds");
}

/// A warning: the bridge goes on judging, by what the file says now.
void add_profiles(core::Json& checks, const core::Result<std::vector<std::string>>& changed) {
    const bool known = changed && changed->empty();
    add_check(checks, "profiles", changed.ok(),
              known     ? "each version of the route is as it was first used"
              : changed ? changed_profiles_message(*changed)
                        : changed.error().message);
    checks.back()["warning"] = !known;
}

}  // namespace

core::Json Bridge::health() {
    core::Json health = {{"version", MELDBRUG_VERSION},
                         {"route", parts_->route.id()},
                         {"route_version", parts_->route.version()}};
    core::Json checks = core::Json::array();
    auto snapshot = parts_->store->snapshot();
    if (snapshot) {
        add_store(health, checks, parts_->soundness.outcome(), snapshot->totals());
        add_adapters(health, checks, snapshot->adapters());
        add_sight(checks, seen_by_nobody(*snapshot));
        add_profiles(checks, changed_profiles(*snapshot, parts_->knowledge, parts_->route));
    } else {
        add_check(checks, "store", false, snapshot.error().message);
    }
    add_audit(checks, parts_->store->audit_head_fits());
    add_mail(health, checks, parts_->config.mail.has_value(),
             store::Reminders(*parts_->store).counts());
    add_unheard(checks, count_unheard(*parts_->store, parts_->knowledge.reminders,
                                      parts_->knowledge.calendar, parts_->clock.today()));
    add_calendar(checks, parts_->knowledge.calendar, parts_->clock.today());
    bool ok = true;
    for (const auto& check : checks) {
        ok = ok && check.at("ok").get<bool>();
    }
    health["ok"] = ok;
    health["checks"] = std::move(checks);
    return health;
}

core::Result<std::int64_t> Bridge::acknowledge_failed_mail() {
    return store::Reminders(*parts_->store).mark_failed_seen(parts_->clock.now());
}

}  // namespace meldbrug::bridge
