#include "parts.hpp"

#include "meldbrug/bridge/calendar.hpp"
#include "meldbrug/bridge/overview.hpp"

#include <algorithm>
#include <map>

namespace meldbrug::bridge {
namespace {

/// So long after its day or its last change a term is still told, as settled: a program that asks
/// once a month takes it off its calendar too.
constexpr std::chrono::days told_after{60};

/// Days before the last day, and the day itself, on which that role is reminded of such a term.
std::vector<int> alarms_of(const ReminderLadder& ladder, std::string_view about,
                           std::string_view role) {
    std::vector<int> days;
    for (const Rung& rung : ladder.of(about)) {
        if (rung.days <= 0 && std::find(rung.to.begin(), rung.to.end(), role) != rung.to.end()) {
            days.push_back(rung.days);
        }
    }
    return days.empty() ? std::vector<int>{0} : days;
}

/// Whose dossiers these are, by pupil.
using Pupils = std::map<std::string, PupilSummaryPtr, std::less<>>;

bool is_seen(const Sight& sight, const Pupils& pupils, const store::CalendarTerm& term) {
    const auto found = pupils.find(term.pupil);
    if (found == pupils.end() || term.dossier < 1 ||
        static_cast<std::size_t>(term.dossier) > found->second->dossiers.size()) {
        return false;
    }
    const PupilSummary& pupil = *found->second;
    return sight.sees(pupil.pupil, pupil.group,
                      pupil.dossiers[static_cast<std::size_t>(term.dossier) - 1].dossier);
}

}  // namespace

core::Result<std::string> Bridge::calendar_of(const Sight& sight, std::string_view role) {
    if (auto done = refresh(); !done) {
        return done.error();
    }
    const core::Date since = parts_->clock.today() - told_after;
    const auto terms =
        in_snapshot(*parts_, [&](store::View& view) { return view.calendar_terms(since); });
    const auto summaries = overview({});
    if (!terms || !summaries) {
        return !terms ? terms.error() : summaries.error();
    }
    Pupils pupils;
    for (const auto& summary : *summaries) {
        pupils.emplace(summary->pupil, summary);
    }
    std::vector<CalendarEvent> events;
    for (const auto& term : *terms) {
        if (!term.about.starts_with(notice_prefix) && is_seen(sight, pupils, term)) {
            events.push_back({term.uid, term.due, term.changed, term.settled,
                              alarms_of(parts_->knowledge.reminders, term.about, role)});
        }
    }
    return calendar_text(events,
                         calendar_wording(parts_->knowledge.texts, parts_->config.board_url));
}

core::Result<std::optional<std::string>> Bridge::calendar(std::string_view secret) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto holder = snapshot->holder_of_calendar(token_hash(secret));
    if (!holder) {
        return holder.error();
    }
    if (!*holder) {
        return std::optional<std::string>();
    }
    const auto sight = sight_of(person_of(**holder));
    if (!sight) {
        return sight.error();
    }
    auto text = calendar_of(*sight, (*holder)->role);
    if (!text) {
        return text.error();
    }
    return std::optional(std::move(text).value());
}

core::Result<core::Secret> Bridge::begin_calendar(std::string_view person) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto owner = person_who_may(*change, person, Resource::routes,
                                      "this person sees no routes, and has no terms to follow");
    if (!owner) {
        return owner.error();
    }
    auto secret = make_token();
    const auto now = parts_->clock.now();
    if (auto begun = change->begin_calendar(owner->id, token_hash(secret.reveal()), now); !begun) {
        return begun.error();
    }
    if (auto recorded = change->record(
            audit_entry(console(), now, audit_act::change, "calendar.made", owner->id, "console"));
        !recorded) {
        return recorded.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return secret;
}

core::Status Bridge::end_calendar(std::string_view person) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto now = parts_->clock.now();
    const auto ended = change->end_calendar(person, now);
    if (!ended) {
        return ended.error();
    }
    if (!*ended) {
        return core::Error{core::ErrorCode::not_found, "this person has no calendar"};
    }
    if (auto recorded = change->record(
            audit_entry(console(), now, audit_act::change, "calendar.ended", person, "console"));
        !recorded) {
        return recorded;
    }
    return change->commit();
}

}  // namespace meldbrug::bridge
