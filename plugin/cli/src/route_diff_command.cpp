#include "commands.hpp"
#include "wiring.hpp"

#include "meldbrug/route/profile_diff.hpp"

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meldbrug::cli {

namespace {

using core::Json;

/// One of the known profiles, or one of its own that was read from a file.
struct NamedProfile {
    const route::Profile* known = nullptr;
    std::optional<route::Profile> own{};

    [[nodiscard]] const route::Profile& get() const { return known != nullptr ? *known : *own; }
};

const route::Profile* known_profile(const bridge::Knowledge& knowledge, const std::string& name) {
    const std::size_t at = name.rfind('@');
    const std::string id = name.substr(0, at);
    const route::Profile* newest = knowledge.route(id);
    if (at == std::string::npos || newest == nullptr) {
        return newest;
    }
    const std::string version = name.substr(at + 1);
    if (newest->version() == version) {
        return newest;
    }
    for (const auto& older : knowledge.older_than_newest(id)) {
        if (older.version() == version) {
            return &older;
        }
    }
    return nullptr;
}

core::Result<NamedProfile> find_profile(bridge::Knowledge& knowledge, const std::string& name) {
    if (const auto* known = known_profile(knowledge, name)) {
        return NamedProfile{known};
    }
    std::error_code error;
    if (!std::filesystem::is_regular_file(name, error)) {
        return core::Error{core::ErrorCode::usage,
                           "no such route, version or file: see meldbrug route list", "route diff"};
    }
    const auto json = core::read_json_file(name);
    if (!json) {
        return json.error();
    }
    auto profile = route::Profile::from_json(*json, knowledge.catalogue, name);
    if (!profile) {
        return profile.error();
    }
    return NamedProfile{nullptr, std::move(profile).value()};
}

std::string headline_of(const route::Profile& profile) {
    return profile.id() + "@" + profile.version();
}

Json to_json(const route::Profile& profile) {
    return {{"id", profile.id()}, {"version", profile.version()}, {"name", profile.name()}};
}

bool is_same_version(const route::Profile& before, const route::Profile& after) {
    return before.id() == after.id() && before.version() == after.version();
}

Json findings_json(const std::vector<route::Finding>& findings) {
    Json list = Json::array();
    for (const auto& finding : findings) {
        list.push_back({{"rule", finding.rule},
                        {"about", finding.about},
                        {"step", finding.step},
                        {"verdict", route::name_of(finding.verdict)},
                        {"text", finding.text}});
    }
    return list;
}

Json to_json(const bridge::ProfileTrial& trial) {
    Json list = Json::array();
    for (const auto& one : trial.differing) {
        list.push_back({{"dossier", one.dossier},
                        {"badge",
                         {{"before", route::name_of(one.before.level)},
                          {"after", route::name_of(one.after.level)}}},
                        {"appears", findings_json(one.appears)},
                        {"disappears", findings_json(one.disappears)}});
    }
    return {{"open", trial.open}, {"differ", trial.differing.size()}, {"list", std::move(list)}};
}

void print(const bridge::ProfileTrial& trial, const core::Texts& texts, std::ostream& out) {
    out << "\n"
        << texts.get("diff.dossiers", {{"open", std::to_string(trial.open)},
                                       {"differ", std::to_string(trial.differing.size())}})
        << "\n";
    for (const auto& one : trial.differing) {
        out << "\n  " << (one.dossier.empty() ? texts.get("diff.dossier_unnumbered") : one.dossier)
            << "\n";
        if (one.before.text != one.after.text || one.before.level != one.after.level) {
            out << "      "
                << texts.get("diff.badge", {{"before", one.before.text}, {"after", one.after.text}})
                << "\n";
        }
        for (const auto& finding : one.appears) {
            const std::string words = finding.rule + " " + finding.text;
            out << "      " << texts.get("diff.appears", {{"finding", words}}) << "\n";
        }
        for (const auto& finding : one.disappears) {
            const std::string words = finding.rule + " " + finding.text;
            out << "      " << texts.get("diff.disappears", {{"finding", words}}) << "\n";
        }
    }
}

/// Judged, and the look recorded: the audit names each dossier of which something is shown.
core::Result<bridge::ProfileTrial> trial_of(bridge::Bridge& bridge, const route::Profile& before,
                                            const route::Profile& after) {
    auto trial = bridge.try_profiles(before, after);
    if (!trial) {
        return trial;
    }
    std::vector<std::string> shown;
    for (const auto& one : trial->differing) {
        if (!one.dossier.empty()) {
            shown.push_back(one.dossier);
        }
    }
    if (auto recorded = record_console_look(bridge, "dossiers", std::move(shown)); !recorded) {
        return recorded.error();
    }
    return trial;
}

}  // namespace

int run(const RouteDiffOptions& options, const CommonOptions& common, Console console) {
    Session session;
    if (options.on_dossiers) {
        auto opened = open_session(common);
        if (!opened) {
            return fail(opened.error(), console);
        }
        session = std::move(opened).value();
    } else {
        auto loaded = load_knowledge(common);
        if (!loaded) {
            return fail(loaded.error(), console);
        }
        session.knowledge = std::make_unique<bridge::Knowledge>(std::move(loaded).value());
    }
    const auto before = find_profile(*session.knowledge, options.before);
    if (!before) {
        return fail(before.error(), console);
    }
    const auto after = find_profile(*session.knowledge, options.after);
    if (!after) {
        return fail(after.error(), console);
    }
    const auto& texts = session.knowledge->texts;
    const auto changes =
        route::changes_between(before->get(), after->get(), session.knowledge->catalogue, texts);
    const bool unnumbered = !changes.empty() && is_same_version(before->get(), after->get());
    std::optional<bridge::ProfileTrial> trial;
    if (options.on_dossiers) {
        auto tried = trial_of(*session.bridge, before->get(), after->get());
        if (!tried) {
            return fail(tried.error(), console);
        }
        trial = std::move(tried).value();
    }
    if (options.json) {
        Json list = Json::array();
        for (const auto& change : changes) {
            list.push_back(route::to_json(change));
        }
        Json shown = {{"before", to_json(before->get())},
                      {"after", to_json(after->get())},
                      {"same_version", unnumbered},
                      {"changes", std::move(list)}};
        if (trial) {
            shown["dossiers"] = to_json(*trial);
        }
        console.out << shown.dump() << "\n";
        return 0;
    }
    console.out << texts.get("diff.title", {{"before", headline_of(before->get())},
                                            {"after", headline_of(after->get())}})
                << "\n";
    console.out << (changes.empty() ? texts.get("diff.same") + "\n"
                                    : route::to_text(changes, texts));
    if (unnumbered) {
        console.out << "\n" << texts.get("diff.same_version") << "\n";
    }
    if (trial) {
        print(*trial, texts, console.out);
    }
    return 0;
}

}  // namespace meldbrug::cli
