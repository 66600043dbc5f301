#include "audit_words.hpp"
#include "hidden.hpp"
#include "parts.hpp"

#include "meldbrug/bridge/rights.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace meldbrug::bridge {

namespace {

using core::Error;
using core::ErrorCode;

/// Who may hide, and sees that pupil: a person from whom it is hidden cannot take that away.
core::Result<store::PersonRow> hider(store::View& view, std::string_view id,
                                     std::string_view pupil) {
    auto by =
        person_who_may(view, id, Resource::hidings,
                       "only an ib, an aandachtsfunctionaris or the directie hides a dossier");
    if (!by) {
        return by;
    }
    const auto hidden = hidden_from(view, by->id, pupil);
    if (!hidden) {
        return hidden.error();
    }
    if (*hidden) {
        return no_such_pupil();
    }
    return by;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Error without_reason() {
    return {ErrorCode::invalid_input, "field 'why': a reason is needed"};
}

core::Status record(store::Change& change, const store::PersonRow& by, core::Instant now,
                    std::string_view what, std::int64_t id, std::string_view pupil) {
    const auto dossiers = change.dossiers_of(pupil);
    if (!dossiers) {
        return dossiers.error();
    }
    // From whom is told by the hiding itself, under the pupil's key: the audit names nobody.
    return change.record(audit_entry({by.id, by.role}, now, audit_act::change, what,
                                     std::to_string(id), "right:hidings", numbers_of(*dossiers)));
}

Hiding hiding_of(store::HidingRow row) {
    Hiding hiding{row.id,
                  std::move(row.pupil),
                  std::move(row.person),
                  std::move(row.by),
                  row.at,
                  std::move(row.why),
                  {}};
    if (row.ended) {
        hiding.ended =
            HidingEnded{std::move(row.ended->by), row.ended->at, std::move(row.ended->why)};
    }
    return hiding;
}

}  // namespace

core::Result<bool> somebody_is_left(store::View& view, std::string_view pupil,
                                    std::string_view without) {
    const auto people = view.people();
    const auto rows = view.hidings({.person = {}, .pupil = std::string(pupil)});
    if (!people || !rows) {
        return !people ? people.error() : rows.error();
    }
    return std::any_of(people->begin(), people->end(), [&](const store::PersonRow& person) {
        const bool hidden = std::any_of(rows->begin(), rows->end(), [&](const auto& row) {
            return !row.ended && row.person == person.id;
        });
        return !person.revoked && !hidden && person.id != without &&
               extent(person.role, Resource::routes) == Extent::school;
    });
}

core::Result<std::size_t> seen_by_nobody(store::View& view) {
    const auto rows = view.hidings();
    if (!rows) {
        return rows.error();
    }
    std::set<std::string> hidden;
    for (const auto& row : *rows) {
        if (!row.ended) {
            hidden.insert(row.pupil);
        }
    }
    std::size_t count = 0;
    for (const auto& pupil : hidden) {
        const auto seen = somebody_is_left(view, pupil, "");
        if (!seen) {
            return seen.error();
        }
        count += *seen ? 0U : 1U;
    }
    return count;
}

Error no_such_pupil() {
    return {ErrorCode::not_found, "no such pupil is known: check the number"};
}

core::Result<bool> hidden_from(store::View& view, std::string_view person, std::string_view pupil) {
    const auto rows = view.hidings({.person = std::string(person), .pupil = std::string(pupil)});
    if (!rows) {
        return rows.error();
    }
    return std::any_of(rows->begin(), rows->end(), [](const auto& row) { return !row.ended; });
}

core::Result<HiddenPupils> hidden_pupils(store::View& view, std::string_view person) {
    const auto rows = view.hidings({.person = std::string(person), .pupil = {}});
    if (!rows) {
        return rows.error();
    }
    HiddenPupils pupils;
    for (const auto& row : *rows) {
        if (!row.ended) {
            pupils.insert(row.pupil);
        }
    }
    return pupils;
}

core::Json to_json(const Hiding& hiding) {
    core::Json json{{"id", hiding.id},
                    {"pupil", hiding.pupil},
                    {"person", hiding.person},
                    {"by", hiding.by},
                    {"at", core::format_instant(hiding.at)},
                    {"why", hiding.why},
                    {"ended", nullptr}};
    if (hiding.ended) {
        json["ended"] = {{"by", hiding.ended->by},
                         {"at", core::format_instant(hiding.ended->at)},
                         {"why", hiding.ended->why}};
    }
    return json;
}

core::Result<Hiding> Bridge::hide(std::string_view pupil, std::string_view person,
                                  std::string_view why, std::string_view by) {
    if (is_blank(why)) {
        return without_reason();
    }
    const auto now = parts_->clock.now();
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto from = hider(*change, by, pupil);
    if (!from) {
        return from.error();
    }
    const auto named = present_person(*change, person);
    if (!named) {
        return named.error();
    }
    const auto dossiers = change->dossiers_of(pupil);
    if (!dossiers) {
        return dossiers.error();
    }
    if (dossiers->empty()) {
        return no_such_pupil();
    }
    const auto hidden = hidden_from(*change, named->id, pupil);
    const auto left = somebody_is_left(*change, pupil, named->id);
    if (!hidden || !left) {
        return !hidden ? hidden.error() : left.error();
    }
    if (*hidden) {
        return Error{ErrorCode::invalid_input,
                     "field 'person': it is hidden from that person already"};
    }
    if (!*left) {
        return Error{ErrorCode::invalid_input,
                     "field 'person': nobody who sees all dossiers would be left to see this one; "
                     "add such a person first ('meldbrug user add')"};
    }
    store::HidingRow row{0, std::string(pupil), named->id, from->id, now, std::string(why), {}};
    const auto id = change->add_hiding(row);
    if (!id) {
        return id.error();
    }
    row.id = *id;
    if (auto recorded = record(*change, *from, now, "hiding.made", *id, pupil); !recorded) {
        return recorded.error();
    }
    if (auto committed = change->commit(); !committed) {
        return committed.error();
    }
    return hiding_of(std::move(row));
}

core::Status Bridge::end_hiding(std::int64_t id, std::string_view why, std::string_view by) {
    if (is_blank(why)) {
        return without_reason();
    }
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto rows = change->hidings();
    if (!rows) {
        return rows.error();
    }
    const Error unknown{ErrorCode::not_found,
                        "there is no hiding of that number, or it was ended before"};
    const auto row = std::find_if(rows->begin(), rows->end(), [id](const auto& known) {
        return known.id == id && !known.ended;
    });
    if (row == rows->end()) {
        return unknown;
    }
    const auto from = hider(*change, by, row->pupil);
    if (!from) {
        // To who may not know of it there is none.
        return from.error().code == ErrorCode::not_found ? unknown : from.error();
    }
    const auto now = parts_->clock.now();
    const auto ended = change->end_hiding(id, {from->id, now, std::string(why)});
    if (!ended) {
        return ended.error();
    }
    if (auto recorded = record(*change, *from, now, "hiding.ended", id, row->pupil); !recorded) {
        return recorded;
    }
    return change->commit();
}

core::Result<std::vector<Hiding>> Bridge::hidings(std::string_view pupil) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    auto rows = snapshot->hidings({.person = {}, .pupil = std::string(pupil)});
    if (!rows) {
        return rows.error();
    }
    std::vector<Hiding> list;
    for (auto& row : *rows) {
        list.push_back(hiding_of(std::move(row)));
    }
    return list;
}

}  // namespace meldbrug::bridge
