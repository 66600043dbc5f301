#include "commands.hpp"
#include "table.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {

namespace {

std::string dossiers_in(const bridge::AuditView& view) {
    std::string words;
    for (const auto& dossier : view.dossiers) {
        words += (words.empty() ? "" : " ") + dossier;
    }
    return words;
}

}  // namespace

core::Status record_console_look(bridge::Bridge& bridge, std::string_view what,
                                 std::vector<std::string> dossiers) {
    return bridge.record_look(bridge::console(), what, "console", std::move(dossiers));
}

int run(const AuditListOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    bridge::AuditFilter filter{.pupil = options.pupil, .person = {}, .since = options.since};
    if (options.person) {
        auto person = find_person(*session->bridge, *options.person);
        // "console", "adapter:folder" and addresses are nobody's name.
        filter.person = person ? std::move(person).value() : *options.person;
    }
    const auto entries = session->bridge->audit(filter);
    if (!entries) {
        return fail(entries.error(), console);
    }
    std::vector<std::string> shown;
    for (const auto& entry : *entries) {
        shown.insert(shown.end(), entry.dossiers.begin(), entry.dossiers.end());
    }
    if (auto recorded = record_console_look(*session->bridge, "audit", std::move(shown));
        !recorded) {
        return fail(recorded.error(), console);
    }
    if (options.json) {
        core::Json list = core::Json::array();
        for (const auto& entry : *entries) {
            list.push_back(bridge::to_json(entry));
        }
        console.out << core::Json{{"entries", std::move(list)}}.dump() << "\n";
        return 0;
    }
    Table table;
    for (const auto& entry : *entries) {
        table.add_row({std::to_string(entry.seq), core::format_instant(entry.at),
                       entry.name.empty() ? entry.person : entry.name + " (" + entry.person + ")",
                       entry.role, entry.act, entry.what, entry.about, entry.ground,
                       entry.times == 1 ? "" : std::to_string(entry.times) + "x",
                       dossiers_in(entry)});
    }
    console.out << (table.empty() ? session->knowledge->texts.get("cli.audit.none") + "\n"
                                  : table.text());
    return 0;
}

int run(const AuditVerifyOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto verdict = session->bridge->verify_audit(options.head);
    if (!verdict) {
        return fail(verdict.error(), console);
    }
    if (options.json) {
        console.out << core::Json{{"holds", verdict->holds()},
                                  {"fault", verdict->fault},
                                  {"first_bad", verdict->first_bad},
                                  {"entries", verdict->entries},
                                  {"head", verdict->head}}
                           .dump()
                    << "\n";
    } else if (verdict->holds()) {
        console.out << session->knowledge->texts.get(
                           "cli.audit.holds",
                           {{"entries", std::to_string(verdict->entries)}, {"head", verdict->head}})
                    << "\n";
    }
    if (!verdict->holds()) {
        return fail({core::ErrorCode::store,
                     session->knowledge->texts.get("audit.fault." + verdict->fault,
                                                   {{"entry", std::to_string(verdict->first_bad)}}),
                     session->bridge->config().store.string()},
                    console);
    }
    return 0;
}

int run(const AuditRenewOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto person = find_person(*session->bridge, options.who);
    if (!person) {
        return fail(person.error(), console);
    }
    if (auto renewed = session->bridge->renew_audit_head(*person); !renewed) {
        return fail(renewed.error(), console);
    }
    return 0;
}

}  // namespace meldbrug::cli
