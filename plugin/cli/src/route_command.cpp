#include "commands.hpp"
#include "table.hpp"
#include "wiring.hpp"

#include "meldbrug/reading/shown_actions.hpp"
#include "meldbrug/route/profile_lint.hpp"
#include "meldbrug/route/profile_page.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <ostream>
#include <set>

namespace meldbrug::cli {

namespace {

/// What a note can show: by a pattern of words, or by a field of a template.
std::set<core::ActionId> shown_actions(const bridge::Knowledge& knowledge) {
    std::set<core::ActionId> shown = reading::shown_actions(knowledge.vocabulary);
    for (const auto& form : knowledge.templates.all()) {
        for (const auto& field : form.fields) {
            if (field.action) {
                shown.insert(*field.action);
            }
        }
    }
    return shown;
}

/// The cited files that lie in that folder, and how many lines each has.
std::map<std::string, std::size_t> lines_of_sources(const core::Json& profile,
                                                    const std::filesystem::path& folder) {
    std::map<std::string, std::size_t> lines;
    for (const auto& rule : profile.at("rules")) {
        const core::Json* sources = core::find(rule, "source");
        for (const auto& source : sources == nullptr ? core::Json::array() : *sources) {
            const auto cited = source.get<std::string>();
            const std::string name = cited.substr(0, cited.rfind(':'));
            std::ifstream file(folder / name);
            if (!file || lines.contains(name)) {
                continue;
            }
            std::size_t count = 0;
            for (std::string line; std::getline(file, line);) {
                ++count;
            }
            lines[name] = count;
        }
    }
    return lines;
}

/// "school.json: fout, /rules/3/term_name: ..."
std::string in_words(const route::LintNote& note, const std::string& file,
                     const core::Texts& texts) {
    const core::Texts::Values names{{"what", note.what}, {"other", note.other}};
    return file + ": " + texts.get(note.error ? "lint.error" : "lint.warning") + ", " +
           note.pointer + ": " + texts.get("lint." + note.kind, names) + " " +
           texts.get("lint." + note.kind + ".advice", names);
}

}  // namespace

int run(const RouteListOptions& options, const CommonOptions& common, Console console) {
    auto knowledge = load_knowledge(common);
    if (!knowledge) {
        return fail(knowledge.error(), console);
    }
    core::Json list = core::Json::array();
    Table table;
    for (const auto& profile : knowledge->routes) {
        list.push_back(
            {{"id", profile.id()}, {"name", profile.name()}, {"version", profile.version()}});
        table.add_row({profile.id(), profile.version(), profile.name()});
    }
    if (options.json) {
        console.out << core::Json{{"routes", std::move(list)}}.dump() << "\n";
    } else {
        console.out << table.text();
    }
    return 0;
}

int run(const RouteShowOptions& options, const CommonOptions& common, Console console) {
    auto knowledge = load_knowledge(common);
    if (!knowledge) {
        return fail(knowledge.error(), console);
    }
    const route::Profile* profile = knowledge->route(options.id);
    if (profile == nullptr) {
        return fail(
            {core::ErrorCode::usage, "no such route: see meldbrug route list", "route show"},
            console);
    }
    if (options.json) {
        console.out << profile->document().dump(2) << "\n";
        return 0;
    }
    const auto page = route::page_of(*profile, knowledge->catalogue, knowledge->texts);
    console.out << (options.html ? route::to_html(page, knowledge->texts) : route::to_text(page));
    return 0;
}

int run(const RouteCheckOptions& options, const CommonOptions& common, Console console) {
    auto knowledge = load_knowledge(common);
    if (!knowledge) {
        return fail(knowledge.error(), console);
    }
    const auto json = core::read_json_file(options.file);
    if (!json) {
        return fail(json.error(), console);
    }
    const auto profile =
        route::Profile::from_json(*json, knowledge->catalogue, options.file.string());
    if (!profile) {
        return fail(profile.error(), console);
    }
    route::LintContext context{knowledge->catalogue};
    context.shown = shown_actions(*knowledge);
    if (!options.sources.empty()) {
        context.source_lines = lines_of_sources(*json, options.sources);
    }
    const auto notes = route::lint(*profile, context);
    for (const auto& note : notes) {
        console.err << in_words(note, options.file.string(), knowledge->texts) << "\n";
    }
    const bool wrong = std::any_of(notes.begin(), notes.end(), [&](const route::LintNote& note) {
        return note.error || options.strict;
    });
    if (wrong) {
        return core::exit_status(core::ErrorCode::invalid_config);
    }
    if (!common.quiet) {
        console.out << options.file.string() << ": " << knowledge->texts.get("cli.route.holds")
                    << "\n";
    }
    return 0;
}

}  // namespace meldbrug::cli
