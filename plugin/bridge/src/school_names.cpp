#include "school_names.hpp"

#include "meldbrug/route/status.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

namespace meldbrug::bridge {

namespace fs = std::filesystem;

namespace {

/// Families of sentences with one for each subject, and behind it, maybe, one for each verdict.
constexpr std::array<std::string_view, 8> families{
    "finding.what.",     "finding.",     "resolve.",        "badge.todo.",
    "badge.to_confirm.", "badge.alarm.", "misfiled.alarm.", "term."};
constexpr std::array verdicts{route::Verdict::met,       route::Verdict::open,
                              route::Verdict::late,      route::Verdict::missing,
                              route::Verdict::waived,    route::Verdict::not_applicable,
                              route::Verdict::to_confirm};

bool is_about(std::string_view key, const NameSet& subjects) {
    return std::any_of(families.begin(), families.end(), [&](std::string_view family) {
        if (!key.starts_with(family)) {
            return false;
        }
        const std::string_view rest = key.substr(family.size());
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        return subjects.contains(rest.substr(0, dot)) &&
               (dot == rest.size() ||
                std::any_of(verdicts.begin(), verdicts.end(), [&](route::Verdict verdict) {
                    return rest.substr(dot + 1) == route::name_of(verdict);
                }));
    });
}

/// Folders of which every file is read, whatever its name.
bool is_read_whole(const fs::path& folder) {
    static const std::array<fs::path, 4> whole{"routes", fs::path("calendar") / "nl",
                                               fs::path("vocabulary") / "nl",
                                               fs::path("templates") / "nl"};
    return std::find(whole.begin(), whole.end(), folder) != whole.end();
}

}  // namespace

NameSet terms_of(const std::vector<route::Profile>& routes) {
    NameSet names;
    for (const route::Profile& profile : routes) {
        if (const core::Json* terms = core::find(profile.document(), "terms"); terms != nullptr) {
            for (const auto& [name, value] : terms->items()) {
                names.insert(name);
            }
        }
    }
    return names;
}

NameSet subjects_of(const std::vector<route::Profile>& routes, const core::Catalogue& catalogue) {
    NameSet names = terms_of(routes);
    for (std::size_t i = 0; i < catalogue.action_count(); ++i) {
        names.emplace(catalogue.name(core::ActionId{static_cast<std::uint16_t>(i)}));
    }
    for (std::size_t i = 0; i < catalogue.step_count(); ++i) {
        names.emplace(catalogue.name(core::StepId{static_cast<std::uint8_t>(i)}));
    }
    for (const route::Profile& profile : routes) {
        for (const auto& [list, member] :
             {std::pair{"alarms", "id"}, std::pair{"rules", "wording"}}) {
            if (const core::Json* entries = core::find(profile.document(), list);
                entries != nullptr) {
                for (const core::Json& entry : *entries) {
                    names.emplace(core::text_or_empty(entry, member));
                }
            }
        }
    }
    return names;
}

core::Status check_sentences(const core::Json& own, const core::Json& ours, const NameSet& subjects,
                             const std::string& where) {
    for (const auto& [key, sentence] : own.items()) {
        if (!ours.contains(key) && !is_about(key, subjects)) {
            return core::Error{core::ErrorCode::invalid_config,
                               "field '" + key +
                                   "': no such sentence is ever shown; the keys are those of our "
                                   "file of this name",
                               where};
        }
    }
    return core::Done{};
}

core::Status check_files(const KnowledgeSource& source) {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(*source.school, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().extension() != ".json") {
            continue;
        }
        const fs::path inside = entry->path().lexically_relative(*source.school);
        std::error_code ignored;
        if (!is_read_whole(inside.parent_path()) && !fs::exists(source.folder / inside, ignored)) {
            return core::Error{
                core::ErrorCode::invalid_config,
                "nobody reads a file of this name in this folder: check both against "
                "the table in notes-schema/README.md",
                entry->path().string()};
        }
    }
    return core::Done{};
}

}  // namespace meldbrug::bridge
