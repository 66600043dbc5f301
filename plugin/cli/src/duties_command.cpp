#include "commands.hpp"
#include "table.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {
namespace {

std::string due_words(const route::DutyStatus& duty, const core::Texts& texts) {
    return duty.due ? texts.get("cli.duties.due", {{"due", texts.day(*duty.due)}}) : "";
}

std::string count_words(const route::DutyStatus& duty) {
    return duty.wanted == 1 ? "" : std::to_string(duty.done) + "/" + std::to_string(duty.wanted);
}

void print(const std::vector<route::DutyStatus>& duties, const core::Texts& texts,
           std::ostream& out) {
    if (duties.empty()) {
        out << texts.get("cli.duties.none") << "\n";
        return;
    }
    Table table;
    for (const auto& duty : duties) {
        table.add_row({duty.duty.name, texts.get("verdict." + std::string(name_of(duty.verdict))),
                       count_words(duty), due_words(duty, texts), printable(duty.duty.says)});
        for (const auto& record : duty.records) {
            const std::string day = core::format_date(record.done_on) +
                                    (record.undone ? " " + texts.get("cli.duties.undone") : "");
            table.add_row({"  " + std::to_string(record.id), day, "", record.who,
                           printable(record.evidence)});
        }
    }
    out << table.text();
}

}  // namespace

int run(const DutiesListOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const core::Date as_of = options.as_of.value_or(system_clock().today());
    const auto duties = session->bridge->duties(as_of);
    if (!duties) {
        return fail(duties.error(), console);
    }
    if (!options.json) {
        print(*duties, session->knowledge->texts, console.out);
        return 0;
    }
    core::Json list = core::Json::array();
    for (const auto& duty : *duties) {
        list.push_back(route::to_json(duty));
    }
    console.out
        << core::Json{{"as_of", core::format_date(as_of)}, {"duties", std::move(list)}}.dump()
        << "\n";
    return 0;
}

int run(const DutiesDoneOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto who = find_person(*session->bridge, options.who);
    if (!who) {
        return fail(who.error(), console);
    }
    route::DutyRecord said;
    said.duty = options.duty;
    said.done_on = *options.day;
    said.evidence = options.evidence;
    const auto recorded = session->bridge->record_duty(std::move(said), *who);
    if (!recorded) {
        return fail_usage(recorded.error(), console);
    }
    console.out << route::to_json(*recorded).dump() << "\n";
    return 0;
}

int run(const DutiesUndoOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto who = find_person(*session->bridge, options.who);
    if (!who) {
        return fail(who.error(), console);
    }
    if (auto undone = session->bridge->undo_duty(options.id, *who); !undone) {
        return fail_usage(undone.error(), console);
    }
    return 0;
}

}  // namespace meldbrug::cli
