#include "hidden.hpp"
#include "parts.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace meldbrug::bridge {

namespace {

bool is_asked_for(const store::MisfiledRow& row, const StatusQuery& query) {
    return (!query.pupil || row.pupil == *query.pupil) &&
           (!query.group || row.group == *query.group) && (!query.as_of || row.day <= *query.as_of);
}

}  // namespace

std::vector<Told> told_by(const MisfiledView& view, const core::Catalogue& catalogue) {
    std::vector<Told> told;
    for (const auto& alarm : view.alarms) {
        told.push_back({"alarm", alarm, alarm});
    }
    core::StepSet said;
    for (const auto& name : view.actions) {
        const auto action = catalogue.action(name);
        if (const auto step = action ? catalogue.step_of(*action) : std::nullopt) {
            said.insert(*step);
        }
        told.push_back({"action", name, action ? catalogue.label(*action) : name});
    }
    for (const auto& name : view.steps) {
        const auto step = catalogue.step(name);
        if (!step || !said.contains(*step)) {
            told.push_back({"step", name, step ? catalogue.label(*step) : name});
        }
    }
    return told;
}

bool is_looked_at(const Config& config, const std::optional<std::string>& category) {
    return category && std::find(config.other_categories.begin(), config.other_categories.end(),
                                 *category) != config.other_categories.end();
}

std::optional<store::MisfiledRow> find_misfiled(const Bridge::Parts& parts,
                                                const notes::Note& note) {
    const auto found = parts.evaluation.find_misfiled(note);
    if (!found) {
        return std::nullopt;
    }
    const core::Catalogue& catalogue = parts.knowledge.catalogue;
    store::MisfiledRow row;
    row.alarms = found->alarms;
    for (const core::StepId step : found->steps) {
        row.steps.emplace_back(catalogue.name(step));
    }
    for (const core::ActionId action : found->actions) {
        row.actions.emplace_back(catalogue.name(action));
    }
    return row;
}

core::Status forget_other_categories(Bridge::Parts& parts) {
    std::vector<store::MisfiledId> gone;
    {
        auto snapshot = parts.store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        auto known = snapshot->misfiled_ids();
        if (!known) {
            return known.error();
        }
        gone = std::move(known).value();
        std::erase_if(gone, [&](const store::MisfiledId& id) {
            return id.category.empty() || is_looked_at(parts.config, id.category);
        });
    }
    if (gone.empty()) {
        return core::Done{};
    }
    auto change = parts.store->change();
    if (!change) {
        return change.error();
    }
    for (const auto& id : gone) {
        if (auto done = change->withdraw_misfiled(id.source, id.note); !done) {
            return done;
        }
    }
    return change->commit();
}

core::Result<std::vector<MisfiledView>> Bridge::misfiled(const StatusQuery& query) {
    std::vector<MisfiledView> views;
    if (parts_->config.other_categories.empty()) {
        return views;
    }
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    auto rows = snapshot->misfiled();
    if (!rows) {
        return rows.error();
    }
    for (auto& row : *rows) {
        if (is_looked_at(parts_->config, row.category) && is_asked_for(row, query)) {
            views.push_back({std::move(row.key), std::move(row.source), std::move(row.note),
                             std::move(row.pupil), std::move(row.name), std::move(row.group),
                             std::move(row.category), row.day, std::move(row.alarms),
                             std::move(row.steps), std::move(row.actions)});
        }
    }
    std::stable_partition(views.begin(), views.end(),
                          [](const MisfiledView& view) { return !view.alarms.empty(); });
    return views;
}

core::Result<bool> Bridge::put_away_misfiled(std::string_view key, std::string_view person) {
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto hidden = hidden_pupils(*change, person);
    const auto pointed_out = change->misfiled();
    if (!hidden || !pointed_out) {
        return !hidden ? hidden.error() : pointed_out.error();
    }
    const bool unseen = std::any_of(pointed_out->begin(), pointed_out->end(), [&](const auto& row) {
        return row.key == key && hidden->contains(row.pupil);
    });
    const auto now = parts_->clock.now();
    auto put_away =
        unseen ? core::Result<bool>(false) : change->put_away_misfiled(key, person, now);
    if (!put_away) {
        return put_away;
    }
    const auto by = change->person(person);
    if (!by) {
        return by.error();
    }
    const Actor who{std::string(person), *by ? (*by)->role : std::string()};
    if (*put_away) {
        if (auto recorded = change->record(audit_entry(who, now, audit_act::change,
                                                       "misfiled.put_away", "", "right:misfiled"));
            !recorded) {
            return recorded.error();
        }
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return put_away;
}

}  // namespace meldbrug::bridge
