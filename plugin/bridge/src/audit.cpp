#include "meldbrug/bridge/audit.hpp"

#include "parts.hpp"

#include "meldbrug/core/log.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace meldbrug::bridge {

namespace {

core::Status write(store::Store& store, std::vector<store::AuditEntry> entries) {
    if (entries.empty()) {
        return core::Done{};
    }
    auto change = store.change();
    if (!change) {
        return change.error();
    }
    for (auto& entry : entries) {
        if (auto recorded = change->record(std::move(entry)); !recorded) {
            return recorded;
        }
    }
    return change->commit();
}

}  // namespace

std::vector<std::string> numbers_of(const std::vector<store::Dossier>& dossiers) {
    std::vector<std::string> numbers;
    std::transform(dossiers.begin(), dossiers.end(), std::back_inserter(numbers),
                   [](const store::Dossier& dossier) { return dossier.number; });
    return numbers;
}

Actor console() {
    return {"console", ""};
}

core::Json to_json(const AuditView& view) {
    return {{"seq", view.seq},          {"at", core::format_instant(view.at)},
            {"person", view.person},    {"name", view.name},
            {"role", view.role},        {"act", view.act},
            {"what", view.what},        {"about", view.about},
            {"ground", view.ground},    {"times", view.times},
            {"dossiers", view.dossiers}};
}

store::AuditEntry audit_entry(const Actor& who, core::Instant at, std::string_view act,
                              std::string_view what, std::string_view about,
                              std::string_view ground, std::vector<std::string> dossiers) {
    return {.at = at,
            .person = who.id,
            .role = who.role,
            .act = std::string(act),
            .what = std::string(what),
            .about = std::string(about),
            .ground = std::string(ground),
            .dossiers = std::move(dossiers)};
}

core::Status Bridge::record_look(const Actor& who, std::string_view what, std::string_view ground,
                                 std::vector<std::string> dossiers) {
    std::sort(dossiers.begin(), dossiers.end());
    dossiers.erase(std::unique(dossiers.begin(), dossiers.end()), dossiers.end());
    const auto look = audit_entry(who, parts_->clock.now(), audit_act::view, what, "", ground,
                                  std::move(dossiers));
    if (!parts_->audit_desk.is_new(look)) {
        return core::Done{};
    }
    auto recorded = write(*parts_->store, {look});
    if (!recorded) {
        parts_->audit_desk.forget(look);
    }
    return recorded;
}

core::Status Bridge::record_export(const Actor& who, std::string_view form, std::string_view ground,
                                   std::vector<std::string> dossiers) {
    std::sort(dossiers.begin(), dossiers.end());
    return write(*parts_->store, {audit_entry(who, parts_->clock.now(), audit_act::exported, form,
                                              "", ground, std::move(dossiers))});
}

core::Result<std::vector<std::string>> Bridge::dossiers_of(std::span<const std::string> pupils) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    std::vector<std::string> numbers;
    for (const auto& pupil : pupils) {
        const auto dossiers = snapshot->dossiers_of(pupil);
        if (!dossiers) {
            return dossiers.error();
        }
        const auto of_pupil = numbers_of(*dossiers);
        numbers.insert(numbers.end(), of_pupil.begin(), of_pupil.end());
    }
    return numbers;
}

void Bridge::record_refusal(const Actor& who, std::string_view what, std::string_view ground) {
    const auto refusal =
        audit_entry(who, parts_->clock.now(), audit_act::refusal, what, "", ground);
    if (auto recorded = write(*parts_->store, parts_->audit_desk.refused(refusal)); !recorded) {
        // It stays refused.
        core::log(core::LogLevel::error, "audit_failed", recorded.error());
    }
}

void Bridge::record_counted_refusals() {
    if (auto recorded = write(*parts_->store, parts_->audit_desk.over(parts_->clock.now()));
        !recorded) {
        core::log(core::LogLevel::error, "audit_failed", recorded.error());
    }
}

void record_refusals_at_end(Bridge::Parts& parts) {
    if (auto recorded = write(*parts.store, parts.audit_desk.rest()); !recorded) {
        core::log(core::LogLevel::error, "audit_failed", recorded.error());
    }
}

core::Result<std::vector<AuditView>> Bridge::audit(const AuditFilter& filter) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    store::AuditQuery query;
    query.person = filter.person;
    if (filter.since) {
        query.since = core::amsterdam_time(*filter.since, 0, 0);
    }
    if (filter.pupil) {
        const auto dossiers = snapshot->dossiers_of(*filter.pupil);
        if (!dossiers) {
            return dossiers.error();
        }
        query.dossiers = numbers_of(*dossiers);
    }
    const auto people = snapshot->people();
    if (!people) {
        return people.error();
    }
    auto entries = snapshot->audit(query);
    if (!entries) {
        return entries.error();
    }
    std::map<std::string_view, std::string_view> names;
    for (const auto& person : *people) {
        names.emplace(person.id, person.name);
    }
    std::vector<AuditView> views;
    for (auto& entry : *entries) {
        if (query.dossiers) {
            // Which other dossiers somebody saw is not this pupil's.
            std::erase_if(entry.dossiers, [&](const auto& dossier) {
                return std::find(query.dossiers->begin(), query.dossiers->end(), dossier) ==
                       query.dossiers->end();
            });
        }
        const auto name = names.find(entry.person);
        views.push_back({entry.seq, entry.at, entry.person,
                         name == names.end() ? std::string() : std::string(name->second),
                         std::move(entry.role), std::move(entry.act), std::move(entry.what),
                         std::move(entry.about), std::move(entry.ground), entry.times,
                         std::move(entry.dossiers)});
    }
    return views;
}

core::Result<AuditVerdict> Bridge::verify_audit(std::string_view noted) {
    std::optional<store::AuditHead> head;
    if (!noted.empty()) {
        head = store::parse_head(noted);
        if (!head) {
            return core::Error{core::ErrorCode::usage,
                               "this is no head of an audit: it looks like 12:3f0c... as 'meldbrug "
                               "audit verify' prints it",
                               "head"};
        }
    }
    const auto report = parts_->store->verify_audit(head);
    if (!report) {
        return report.error();
    }
    return AuditVerdict{std::string(store::name_of(report->fault)), report->first_bad,
                        report->entries, store::format_head(report->head)};
}

core::Status Bridge::renew_audit_head(std::string_view person) {
    {
        auto change = parts_->store->change();
        if (!change) {
            return change.error();
        }
        const auto by = change->person(person);
        if (!by) {
            return by.error();
        }
        if (!*by || (*by)->revoked) {
            return core::Error{core::ErrorCode::not_found,
                               "there is no such person: 'meldbrug user list' shows who is there"};
        }
        if (auto recorded =
                change->record(audit_entry({(*by)->id, (*by)->role}, parts_->clock.now(),
                                           audit_act::change, "audit.renewed", "", "console"));
            !recorded) {
            return recorded;
        }
        if (auto committed = change->commit(); !committed) {
            return committed;
        }
    }
    // Taking a turn of its own: the change above has given its one back.
    return parts_->store->renew_audit_head();
}

}  // namespace meldbrug::bridge
