#include "commands.hpp"
#include "table.hpp"
#include "wiring.hpp"

#include "meldbrug/route/profile.hpp"

#include <ostream>

namespace meldbrug::cli {

namespace {

/// What the rule says, and why it is not judged where it is not.
std::string in_words(const core::Json& rule, const core::Texts& texts) {
    std::string words(core::text_or_empty(rule, "says"));
    std::string rules;
    if (const core::Json* covered = core::find(rule, "covered_by")) {
        for (const auto& id : *covered) {
            rules += (rules.empty() ? "" : ", ") + id.get<std::string>();
        }
        words += " [" + texts.get("route.covered_by", {{"rules", rules}}) + "]";
    }
    if (rule.value("enabled", true)) {
        return words;
    }
    const std::string why(core::text_or_empty(rule, "why_off"));
    return words + " [" + texts.get("route.off", {{"why", why}}) + "]";
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
    console.out << profile->name() << " (" << profile->id() << ", " << profile->version()
                << ")\n\n";
    Table steps;
    for (const auto& step : profile->steps()) {
        steps.add_row(
            {"  " + step.label, step.title, std::string(knowledge->catalogue.name(step.id))});
    }
    console.out << steps.text() << "\n";
    Table rules;
    const core::Json* list = core::find(profile->document(), "rules");
    for (const auto& rule : list == nullptr ? core::Json::array() : *list) {
        rules.add_row({"  " + std::string(core::text_or_empty(rule, "id")),
                       std::string(core::text_or_empty(rule, "force")),
                       in_words(rule, knowledge->texts)});
    }
    console.out << rules.text();
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
    if (!common.quiet) {
        console.out << options.file.string() << ": " << knowledge->texts.get("cli.route.holds")
                    << "\n";
    }
    return 0;
}

}  // namespace meldbrug::cli
