#include "adapters/folder/settings.hpp"

#include "adapters/folder/columns.hpp"
#include "adapters/folder/values.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace meldbrug::adapters::folder {

namespace {

using core::Error;
using core::ErrorCode;
using core::Json;

Error problem(std::string_view field, std::string_view reason) {
    return {ErrorCode::invalid_config,
            "field '" + std::string(field) + "': " + std::string(reason)};
}

/// Takes members out of the configuration and remembers the first problem.
class Members {
public:
    explicit Members(const Json& config) : config_(config) {}

    void text(std::string_view name, std::string& target) {
        if (const Json* value = core::find(config_, name); value != nullptr) {
            if (value->is_string() && !value->get_ref<const std::string&>().empty()) {
                target = value->get<std::string>();
            } else {
                fail(name, "must be a text that is not empty");
            }
        }
    }

    void flag(std::string_view name, bool& target) {
        if (const Json* value = core::find(config_, name); value != nullptr) {
            if (value->is_boolean()) {
                target = value->get<bool>();
            } else {
                fail(name, "must be true or false");
            }
        }
    }

    /// An object of texts; which may be empty says `allow_empty`.
    void texts(std::string_view name, std::map<std::string, std::string>& target,
               bool allow_empty) {
        const Json* value = core::find(config_, name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_object()) {
            fail(name, "must be an object of texts");
            return;
        }
        for (const auto& [key, entry] : value->items()) {
            if (!entry.is_string() ||
                (!allow_empty && entry.get_ref<const std::string&>().empty())) {
                fail(name, "must be an object of texts");
                return;
            }
            target.emplace(key, entry.get<std::string>());
        }
    }

    void fail(std::string_view name, std::string_view reason) {
        if (!fault_) {
            fault_ = problem(name, reason);
        }
    }
    [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }

private:
    const Json& config_;
    std::optional<Error> fault_{};
};

void check_unknown(const Json& config, Members& members) {
    static constexpr std::array<std::string_view, 13> known = {
        "path",        "once",     "columns", "date_format", "roles", "mode",          "scope",
        "replace_all", "category", "source",  "school",      "pupil", "settle_seconds"};
    for (const auto& [name, value] : config.items()) {
        if (std::ranges::find(known, name) == known.end()) {
            members.fail(name,
                         "unknown; known are path, once, columns, date_format, roles, mode, scope, "
                         "replace_all, category, "
                         "source, school, pupil, settle_seconds");
        }
    }
}

void read_mode(Members& members, Settings& settings) {
    std::string mode;
    members.text("mode", mode);
    if (mode == "full") {
        settings.mode = Mode::full;
    } else if (mode == "incremental") {
        settings.mode = Mode::incremental;
    } else if (!mode.empty()) {
        members.fail("mode", "must be full or incremental");
    }
    std::string scope;
    members.text("scope", scope);
    if (scope == "file") {
        settings.scope = Scope::file;
    } else if (!scope.empty() && scope != "folder") {
        members.fail("scope", "must be folder or file");
    }
}

void read_roles(Members& members, Settings& settings) {
    static constexpr std::array<std::string_view, 8> roles = {
        "leerkracht", "ib", "aandachtsfunctionaris", "directie", "bestuur", "smw", "beheer", ""};
    std::map<std::string, std::string> own;
    // A function may map to "": known, and no role (a caretaker).
    members.texts("roles", own, true);
    for (const auto& [function, role] : own) {
        if (std::ranges::find(roles, role) == roles.end()) {
            members.fail("roles",
                         "each function maps to leerkracht, ib, aandachtsfunctionaris, directie, "
                         "bestuur, smw or beheer");
        }
        settings.roles.emplace(plain_word(function), role);
    }
}

void read_settle(const Json& config, Members& members, Settings& settings) {
    if (const Json* value = core::find(config, "settle_seconds"); value != nullptr) {
        // An hour is longer than any export takes to be written.
        if (!value->is_number() || value->get<double>() < 0 || value->get<double>() > 3600) {
            members.fail("settle_seconds", "must be a number from 0 to 3600");
            return;
        }
        settings.settle =
            std::chrono::milliseconds{static_cast<std::int64_t>(value->get<double>() * 1000)};
    }
}

}  // namespace

core::Result<Settings> read_settings(const Json& config) {
    if (!config.is_object()) {
        return Error{ErrorCode::invalid_config, "must be an object with at least 'path'"};
    }
    Settings settings;
    Members members(config);
    std::string path;
    members.text("path", path);
    if (path.empty()) {
        members.fail("path", "missing: the folder or file to read");
    }
    settings.path = path;
    members.flag("once", settings.once);
    members.flag("replace_all", settings.replace_all);
    members.texts("columns", settings.columns, false);
    for (const auto& [field, column] : settings.columns) {
        if (!is_column_field(field)) {
            members.fail("columns",
                         "'" + field + "' is no field of a note; known are " + column_fields());
        }
    }
    members.text("date_format", settings.date_format);
    if (!settings.date_format.empty() && !is_date_format(settings.date_format)) {
        members.fail("date_format", "must hold d, m and Y (or y) once each, such as d-m-Y");
    }
    read_roles(members, settings);
    read_mode(members, settings);
    read_settle(config, members, settings);
    std::string category;
    members.text("category", category);
    if (!category.empty()) {
        settings.category = category;
    }
    members.text("source", settings.source);
    members.text("school", settings.school);
    members.text("pupil", settings.pupil);
    check_unknown(config, members);
    if (members.fault()) {
        return *members.fault();
    }
    return settings;
}

}  // namespace meldbrug::adapters::folder
