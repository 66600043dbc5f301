#include "meldbrug/core/catalogue.hpp"

#include "meldbrug/core/json.hpp"

#include <array>
#include <string>

namespace meldbrug::core {

namespace {

Error invalid(std::string_view where, std::string field, std::string_view reason) {
    return {ErrorCode::invalid_config, "field '" + std::move(field) + "': " + std::string(reason),
            std::string(where)};
}

constexpr std::array<std::string_view, 5> sections{"about", "steps", "actions", "marks", "roles"};
constexpr std::array<std::string_view, 5> entry_parts{"id", "label", "label_en", "kind", "step"};

/// Names are written in files, JSON and URLs: lower-case ASCII, digits and underscores.
bool is_name(std::string_view text) {
    if (text.empty() || text.size() > 64) {
        return false;
    }
    for (const char c : text) {
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') {
            return false;
        }
    }
    return true;
}

template <class Id>
std::optional<Id> look_up(const std::unordered_map<std::string, std::size_t>& index,
                          std::string_view name) {
    const auto found = index.find(std::string(name));
    if (found == index.end()) {
        return std::nullopt;
    }
    return Id{static_cast<decltype(Id::value)>(found->second)};
}

}  // namespace

Status Catalogue::add(std::vector<Entry>& entries, Index& index, const nlohmann::json& json,
                      std::string_view kind, std::size_t limit, std::string_view where) {
    const Json* list = find(json, kind);
    if (list == nullptr) {
        return Done{};
    }
    if (!list->is_array()) {
        return invalid(where, std::string(kind), "must be a list");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& item = (*list)[i];
        const std::string field = std::string(kind) + "/" + std::to_string(i);
        if (const auto unknown = unknown_member(item, entry_parts)) {
            return invalid(where, field + "/" + unknown->name, unknown->reason);
        }
        const std::string_view id = text_or_empty(item, "id");
        const std::string_view label = text_or_empty(item, "label");
        if (!is_name(id)) {
            return invalid(where, field + "/id",
                           "must be lower-case letters, digits and underscores");
        }
        if (label.empty()) {
            return invalid(where, field + "/label", "is missing");
        }
        std::optional<StepId> step;
        if (const Json* named = find(item, "step"); named != nullptr) {
            step = named->is_string() ? this->step(named->get_ref<const std::string&>())
                                      : std::nullopt;
            if (!step) {
                return invalid(where, field + "/step", "is not a step of the catalogue");
            }
        }
        if (index.contains(std::string(id))) {
            continue;  // an id that exists keeps its meaning
        }
        if (entries.size() == limit) {
            return invalid(
                where, field,
                "there are more entries than can be told apart (" + std::to_string(limit) + ")");
        }
        index.emplace(id, entries.size());
        entries.push_back({std::string(id), std::string(label), step});
    }
    return Done{};
}

Result<Catalogue> Catalogue::from_json(const nlohmann::json& json, std::string_view where) {
    Catalogue catalogue;
    if (auto done = catalogue.extend(json, where); !done) {
        return done.error();
    }
    return catalogue;
}

Status Catalogue::extend(const nlohmann::json& json, std::string_view where) {
    if (!json.is_object()) {
        return Error{ErrorCode::invalid_config, "must be an object of lists", std::string(where)};
    }
    if (const auto unknown = unknown_member(json, sections)) {
        return invalid(where, unknown->name, unknown->reason);
    }
    // Steps first: actions name them. Action ids are 16 bit; 1,024 is far above any vocabulary and
    // keeps tables small.
    constexpr std::size_t most_actions = 1024;
    if (auto done = add(steps_, step_index_, json, "steps", StepSet::capacity, where); !done) {
        return done;
    }
    if (auto done = add(actions_, action_index_, json, "actions", most_actions, where); !done) {
        return done;
    }
    if (auto done = add(marks_, mark_index_, json, "marks", MarkSet::capacity, where); !done) {
        return done;
    }
    return add(roles_, role_index_, json, "roles", RoleSet::capacity, where);
}

Result<StepId> Catalogue::add_step(std::string_view name, std::string_view label,
                                   std::string_view where) {
    if (const auto known = step(name)) {
        return *known;
    }
    if (!is_name(name)) {
        return invalid(where, "id", "must be lower-case letters, digits and underscores");
    }
    if (steps_.size() == StepSet::capacity) {
        return invalid(where, "steps",
                       "there are more steps than can be told apart (" +
                           std::to_string(StepSet::capacity) + ")");
    }
    const StepId id{static_cast<std::uint8_t>(steps_.size())};
    step_index_.emplace(name, steps_.size());
    steps_.push_back({std::string(name), std::string(label), std::nullopt});
    return id;
}

std::optional<ActionId> Catalogue::action(std::string_view name) const {
    return look_up<ActionId>(action_index_, name);
}
std::optional<StepId> Catalogue::step(std::string_view name) const {
    return look_up<StepId>(step_index_, name);
}
std::optional<MarkId> Catalogue::mark(std::string_view name) const {
    return look_up<MarkId>(mark_index_, name);
}
std::optional<RoleId> Catalogue::role(std::string_view name) const {
    return look_up<RoleId>(role_index_, name);
}

}  // namespace meldbrug::core
