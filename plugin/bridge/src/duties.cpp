#include "parts.hpp"

#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::bridge {

namespace {

using core::Error;
using core::ErrorCode;

constexpr std::size_t longest_evidence = 500;

route::DutyRecord record_of(store::DutyRow row) {
    return {
        row.id, std::move(row.duty), row.done_on, std::move(row.evidence), std::move(row.person),
        row.at, row.undone};
}

core::Result<std::vector<route::DutyRecord>> records_of(store::View& view) {
    auto rows = view.duties();
    if (!rows) {
        return rows.error();
    }
    std::vector<route::DutyRecord> records;
    for (auto& row : *rows) {
        records.push_back(record_of(std::move(row)));
    }
    return records;
}

/// The person who says it, if the role may.
core::Result<Actor> speaker(store::View& view, std::string_view id) {
    const auto person =
        person_who_may(view, id, Resource::duties,
                       "only an ib, aandachtsfunctionaris, directie or bestuur says so");
    if (!person) {
        return person.error();
    }
    return Actor{person->id, person->role};
}

}  // namespace

core::Result<std::vector<route::DutyStatus>> Bridge::duties(core::Date as_of) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto records = records_of(*snapshot);
    if (!records) {
        return records.error();
    }
    std::vector<route::DutyStatus> all;
    for (const auto& duty : route::school_duties(parts_->route, as_of)) {
        all.push_back(route::duty_status(duty, *records, as_of, parts_->route.due_soon_days()));
    }
    return all;
}

core::Result<route::DutyRecord> Bridge::record_duty(route::DutyRecord said,
                                                    std::string_view person) {
    const auto now = parts_->clock.now();
    const auto today = parts_->clock.today();
    if (said.done_on > today) {
        return Error{ErrorCode::invalid_input, "field 'done_on': a day that has been is needed"};
    }
    const bool says_nothing = said.evidence.find_first_not_of(" \t\r\n") == std::string::npos;
    if (says_nothing || core::code_points(said.evidence) > longest_evidence) {
        return Error{ErrorCode::invalid_input,
                     "field 'evidence': say in at most 500 characters where the proof lies"};
    }
    const auto duties = route::school_duties(parts_->route, today);
    if (std::none_of(duties.begin(), duties.end(),
                     [&](const auto& duty) { return duty.name == said.duty; })) {
        return Error{ErrorCode::not_found,
                     "the route has no such duty: 'meldbrug duties list' shows them"};
    }
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto by = speaker(*change, person);
    if (!by) {
        return by.error();
    }
    said.who = by->id;
    said.at = now;
    said.undone = false;
    const auto id =
        change->add_duty({0, said.duty, said.done_on, said.evidence, said.who, said.at, false});
    if (!id) {
        return id.error();
    }
    said.id = *id;
    if (auto recorded = change->record(
            audit_entry(*by, now, audit_act::change, "duty.done", said.duty, "right:duties"));
        !recorded) {
        return recorded.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return said;
}

core::Status Bridge::undo_duty(std::int64_t id, std::string_view person) {
    const auto now = parts_->clock.now();
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto by = speaker(*change, person);
    if (!by) {
        return by.error();
    }
    const auto undone = change->undo_duty(id, by->id, now);
    if (!undone) {
        return undone.error();
    }
    if (!*undone) {
        return Error{ErrorCode::not_found, "there is none of that number, or it was undone before"};
    }
    if (auto recorded = change->record(audit_entry(*by, now, audit_act::change, "duty.undone",
                                                   std::to_string(id), "right:duties"));
        !recorded) {
        return recorded;
    }
    return change->commit();
}

}  // namespace meldbrug::bridge
