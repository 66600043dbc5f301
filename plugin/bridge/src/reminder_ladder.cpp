#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/core/json.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace meldbrug::bridge {
namespace {

// A reminder more than a year from the day it is about is a typing error.
constexpr std::int64_t max_days = 366;

core::Error invalid(const std::string& where, std::string reason) {
    return {core::ErrorCode::invalid_config, std::move(reason), where};
}

core::Result<std::vector<std::string>> read_roles(const core::Json* roles,
                                                  const core::Catalogue& catalogue,
                                                  const std::string& where) {
    if (roles == nullptr || !roles->is_array() || roles->empty()) {
        return invalid(where, "name at least one role, as in [\"ib\"]");
    }
    std::vector<std::string> names;
    for (const core::Json& role : *roles) {
        if (!role.is_string() || !catalogue.role(role.get_ref<const std::string&>())) {
            return invalid(where, "holds a role that the catalogue does not name");
        }
        names.push_back(role.get<std::string>());
    }
    return names;
}

core::Result<Rung> read_rung(const core::Json& json, const core::Catalogue& catalogue,
                             const std::string& where) {
    const core::Json* days = core::find(json, "days");
    if (days == nullptr || !days->is_number_integer() || days->get<std::int64_t>() < -max_days ||
        days->get<std::int64_t>() > max_days) {
        return invalid(where + "/days",
                       "give a whole number of days from the term's last day, at most a year; -7 "
                       "is a week before");
    }
    core::Result<std::vector<std::string>> roles =
        read_roles(core::find(json, "to"), catalogue, where + "/to");
    if (!roles.ok()) {
        return roles.error();
    }
    if (json.size() != 2) {
        return invalid(where, "a rung has \"days\" and \"to\", and nothing else");
    }
    return Rung{static_cast<int>(days->get<std::int64_t>()), std::move(*roles)};
}

core::Result<std::vector<Rung>> read_rungs(const core::Json& json, const core::Catalogue& catalogue,
                                           const std::string& where) {
    if (!json.is_array()) {
        return invalid(where, "give a list of rungs, as in [{\"days\": 0, \"to\": [\"ib\"]}]");
    }
    std::vector<Rung> rungs;
    for (std::size_t i = 0; i < json.size(); ++i) {
        core::Result<Rung> rung = read_rung(json[i], catalogue, where + "/" + std::to_string(i));
        if (!rung.ok()) {
            return rung.error();
        }
        rungs.push_back(std::move(*rung));
    }
    std::sort(rungs.begin(), rungs.end(),
              [](const Rung& a, const Rung& b) { return a.days < b.days; });
    const auto same_day = [](const Rung& a, const Rung& b) { return a.days == b.days; };
    if (std::adjacent_find(rungs.begin(), rungs.end(), same_day) != rungs.end()) {
        return invalid(where, "names the same day twice; put the roles of one day together");
    }
    return rungs;
}

core::Status read_notices(ReminderLadder& ladder, const core::Json& json,
                          const core::Catalogue& catalogue, const std::string& where) {
    if (!json.is_object()) {
        return invalid(where, "give an object of actions, each with its list of roles");
    }
    for (const auto& [action, roles] : json.items()) {
        const std::string at = std::string(where).append("/").append(action);
        if (!catalogue.action(action)) {
            return invalid(at, "is no action of the catalogue");
        }
        if (roles.is_array() && roles.empty()) {  // this school tells nobody
            ladder.kinds.erase(std::string(notice_prefix) + action);
            ladder.notices.erase(action);
            continue;
        }
        auto names = read_roles(&roles, catalogue, at);
        if (!names.ok()) {
            return names.error();
        }
        // At once, on the day since which it is asked.
        ladder.kinds[std::string(notice_prefix) + action] = {Rung{0, *names}};
        ladder.notices[action] = std::move(*names);
    }
    return core::Done{};
}

/// \param kinds  those that there are; null: any
core::Status extend(ReminderLadder& ladder, const std::filesystem::path& file,
                    const core::Catalogue& catalogue, const std::vector<std::string_view>* kinds) {
    const core::Result<core::Json> json = core::read_json_file(file);
    if (!json.ok()) {
        return json.error();
    }
    if (!json->is_object()) {
        return invalid(file.string(),
                       "give an object of kinds of term, each with its list of rungs");
    }
    if (kinds != nullptr) {
        if (const auto unknown = core::unknown_member(*json, *kinds)) {
            return invalid(file.string() + "#/" + unknown->name, unknown->reason);
        }
    }
    for (const auto& [kind, list] : json->items()) {
        if (kind == "notices") {
            if (auto read = read_notices(ladder, list, catalogue, file.string() + "#/" + kind);
                !read.ok()) {
                return read;
            }
            continue;
        }
        core::Result<std::vector<Rung>> rungs =
            read_rungs(list, catalogue, file.string() + "#/" + kind);
        if (!rungs.ok()) {
            return rungs.error();
        }
        (kind == "default" ? ladder.others : ladder.kinds[kind]) = std::move(*rungs);
    }
    return core::Done{};
}

}  // namespace

const std::vector<Rung>& ReminderLadder::of(std::string_view about) const {
    const auto found = kinds.find(about);
    return found == kinds.end() ? others : found->second;
}

int ReminderLadder::days_ahead() const {
    int earliest = others.empty() ? 0 : std::min(0, others.front().days);
    for (const auto& [kind, rungs] : kinds) {
        earliest = rungs.empty() ? earliest : std::min(earliest, rungs.front().days);
    }
    return -earliest;
}

core::Result<ReminderLadder> load_reminder_ladder(const KnowledgeSource& source,
                                                  const core::Catalogue& catalogue,
                                                  const std::set<std::string, std::less<>>& terms) {
    constexpr const char* name = "reminders.json";
    ReminderLadder ladder;
    if (const core::Status status = extend(ladder, source.folder / name, catalogue, nullptr);
        !status.ok()) {
        return status.error();
    }
    std::vector<std::string_view> kinds(terms.begin(), terms.end());
    kinds.emplace_back("default");
    kinds.emplace_back("notices");
    for (const auto& [kind, rungs] : ladder.kinds) {
        if (!terms.contains(kind)) {
            kinds.push_back(kind);
        }
    }
    std::error_code ignored;
    if (source.school && std::filesystem::exists(*source.school / name, ignored)) {
        if (const core::Status status = extend(ladder, *source.school / name, catalogue, &kinds);
            !status.ok()) {
            return status.error();
        }
    }
    return ladder;
}

}  // namespace meldbrug::bridge
