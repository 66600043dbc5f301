#include "commands.hpp"
#include "correction_words.hpp"
#include "table.hpp"
#include "walk_words.hpp"
#include "wiring.hpp"

#include "meldbrug/route/status.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace meldbrug::cli {

namespace {

std::string key(std::string_view prefix, std::string_view name) {
    return std::string(prefix) + std::string(name);
}

/// "over 12 dagen", "vandaag", "3 dagen te laat".
std::string countdown(const route::Term& term, core::Date as_of, const core::Texts& texts) {
    if (term.state == core::TermState::met || term.state == core::TermState::withdrawn) {
        return texts.get(key("cli.term.", name_of(term.state)));
    }
    const auto days = (term.due - as_of).count();
    const std::string count = std::to_string(days < 0 ? -days : days);
    if (days == 0) {
        return texts.get("cli.term.today");
    }
    const std::string_view form = days == 1    ? "cli.term.in_one_day"
                                  : days == -1 ? "cli.term.one_day_late"
                                  : days > 0   ? "cli.term.in_days"
                                               : "cli.term.days_late";
    return texts.get(form, {{"days", count}});
}

std::string term_text(const route::Term& term, core::Date as_of, const core::Texts& texts) {
    return texts.get(key("term.", term.about)) + " " + texts.day(term.due) + " (" +
           countdown(term, as_of, texts) + ")";
}

void print_overview(const std::vector<bridge::PupilSummaryPtr>& pupils, core::Date as_of,
                    const core::Texts& texts, std::ostream& out) {
    struct Row {
        const bridge::PupilSummary* pupil;
        const bridge::DossierSummary* dossier;
    };
    std::vector<Row> rows;
    for (const auto& pupil : pupils) {
        for (const auto& dossier : pupil->dossiers) {
            rows.push_back({pupil.get(), &dossier});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.dossier->badge.level > b.dossier->badge.level;
    });
    Table table;
    for (const auto& [pupil, dossier] : rows) {
        table.add_row({texts.get(key("cli.badge.", name_of(dossier->badge.level))), pupil->group,
                       pupil->name.empty() ? pupil->pupil : pupil->name, dossier->dossier,
                       dossier->badge.text,
                       dossier->next_term ? term_text(*dossier->next_term, as_of, texts) : ""});
    }
    if (table.empty()) {
        out << texts.get("cli.status.none") << "\n";
        return;
    }
    out << table.text();
}

/// "acuut gevaar, advies van Veilig Thuis": what a misfiled note seems to tell.
std::string told_words(const bridge::MisfiledView& view, const core::Catalogue& catalogue,
                       const core::Texts& texts) {
    std::string words;
    for (const bridge::Told& told : bridge::told_by(view, catalogue)) {
        words += words.empty() ? "" : ", ";
        words += told.kind == "alarm" ? texts.get(key("misfiled.alarm.", told.id))
                                      : std::string(told.label);
    }
    return words.empty() ? texts.get("misfiled.form") : words;
}

void print_misfiled(const std::vector<bridge::MisfiledView>& views,
                    const bridge::Knowledge& knowledge, std::ostream& out) {
    const core::Texts& texts = knowledge.texts;
    Table table;
    for (const auto& view : views) {
        table.add_row({"  " + texts.get(view.alarms.empty() ? "misfiled.quiet" : "misfiled.alarm"),
                       view.group, view.name.empty() ? view.pupil : view.name,
                       core::format_date(view.date), view.category,
                       told_words(view, knowledge.catalogue, texts)});
    }
    out << texts.get("misfiled.title") << "\n"
        << table.text() << "  " << texts.get("misfiled.what_to_do") << "\n";
}

/// Alarms stand before everything else; the rest is quiet and stands below.
bool come_first(const std::vector<bridge::MisfiledView>& views) {
    return !views.empty() && !views.front().alarms.empty();
}

core::Json misfiled_json(const std::vector<bridge::MisfiledView>& views) {
    core::Json list = core::Json::array();
    for (const auto& view : views) {
        list.push_back({{"source", view.source},
                        {"note", view.note},
                        {"pupil", view.pupil},
                        {"date", core::format_date(view.date)},
                        {"category", view.category},
                        {"urgent", view.alarms},
                        {"steps", view.steps},
                        {"actions", view.actions}});
    }
    return list;
}

/// Who decided it, when and why; nothing when no person did.
void print_corrected(const std::optional<notes::Correction>& correction,
                     const core::Catalogue& catalogue, const core::Texts& texts,
                     std::ostream& out) {
    if (correction) {
        out << "    " << correction_words(*correction, catalogue, texts) << "\n";
    }
}

/// "Stap 4", and of another ladder than the meldcode whose.
std::string named(const route::StepStatus& step) {
    return step.ladder_name.empty() ? step.label : step.ladder_name + " " + step.label;
}

void print_dossier(const route::DossierStatus& dossier, core::Date as_of,
                   const bridge::Knowledge& knowledge, std::ostream& out) {
    const core::Texts& texts = knowledge.texts;
    out << "\n"
        << texts.get(key("cli.badge.", name_of(dossier.badge.level))) << "  "
        << printable(dossier.dossier) << "  " << printable(dossier.badge.text) << "\n\n";
    Table steps;
    for (const auto& step : dossier.steps) {
        steps.add_row({"  " + named(step), step.title,
                       texts.get(key("verdict.", name_of(step.verdict))),
                       step.date ? core::format_date(*step.date) : ""});
    }
    out << steps.text();
    for (const auto& step : dossier.steps) {
        if (step.corrected) {
            out << "\n  " << named(step) << " " << step.title << "\n";
            print_corrected(step.corrected, knowledge.catalogue, texts, out);
        }
    }
    if (dossier.other_route) {
        out << "\n  " << printable(dossier.other_route->text) << "\n";
        print_corrected(dossier.other_route->corrected, knowledge.catalogue, texts, out);
    }
    for (const auto& finding : dossier.findings) {
        out << "\n  " << texts.get(key("verdict.", name_of(finding.verdict))) << ": "
            << printable(finding.text) << "\n";
        if (finding.since || finding.due) {
            out << "    ";
            if (finding.since) {
                out << texts.get("cli.finding.since", {{"date", texts.day(*finding.since)}}) << " ";
            }
            if (finding.due) {
                out << texts.get("cli.finding.due", {{"date", texts.day(*finding.due)}});
            }
            out << "\n";
        }
        out << "    " << printable(finding.resolve) << "\n    " << finding.rule << " · "
            << printable(finding.source) << "\n";
        print_corrected(finding.corrected, knowledge.catalogue, texts, out);
    }
    for (const auto& term : dossier.terms) {
        out << "\n  " << term_text(term, as_of, texts) << "\n";
    }
}

int print_siblings(const std::string& pupil, const Session& session, Console console) {
    const auto siblings = session.bridge->siblings_of(pupil);
    if (!siblings) {
        return fail(siblings.error(), console);
    }
    std::string words;
    std::vector<std::string> shown;
    for (const auto& sibling : *siblings) {
        for (const auto& dossier : sibling->dossiers) {
            words += (words.empty() ? "" : ", ") + printable(dossier.dossier);
            shown.push_back(dossier.dossier);
        }
    }
    if (words.empty()) {
        return 0;
    }
    if (auto recorded = record_console_look(*session.bridge, "dossier", std::move(shown));
        !recorded) {
        return fail(recorded.error(), console);
    }
    console.out << "\n"
                << session.knowledge->texts.get("siblings.routes", {{"dossiers", words}}) << "\n";
    return 0;
}

int explain(const StatusOptions& options, core::Date as_of, const Session& session,
            Console console) {
    const auto walks = session.bridge->explain(*options.pupil, *options.explain, as_of);
    if (!walks) {
        return fail(walks.error(), console);
    }
    const std::array pupils{*options.pupil};
    auto shown = session.bridge->dossiers_of(pupils);
    if (!shown) {
        return fail(shown.error(), console);
    }
    if (auto recorded = record_console_look(*session.bridge, "rule", std::move(shown).value());
        !recorded) {
        return fail(recorded.error(), console);
    }
    if (options.json) {
        console.out << route::to_json(as_of, *options.explain, *walks).dump() << "\n";
    } else {
        write_walks(console.out, *walks, session.knowledge->texts);
    }
    return 0;
}

}  // namespace

int run(const StatusOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const core::Date as_of = options.as_of.value_or(system_clock().today());
    if (options.explain) {
        return explain(options, as_of, *session, console);
    }
    bridge::StatusQuery query;
    query.pupil = options.pupil;
    query.group = options.group;
    query.as_of = as_of;
    const core::Texts& texts = session->knowledge->texts;
    const auto misfiled = session->bridge->misfiled(query);
    if (!misfiled) {
        return fail(misfiled.error(), console);
    }
    std::vector<std::string> misfiled_pupils;
    for (const auto& view : *misfiled) {
        misfiled_pupils.push_back(view.pupil);
    }
    const auto misfiled_dossiers = session->bridge->dossiers_of(misfiled_pupils);
    if (!misfiled_dossiers) {
        return fail(misfiled_dossiers.error(), console);
    }
    if (!options.json) {
        const auto pupils = session->bridge->overview(query);
        if (!pupils) {
            return fail(pupils.error(), console);
        }
        std::vector<std::string> shown = *misfiled_dossiers;
        for (const auto& pupil : *pupils) {
            for (const auto& dossier : pupil->dossiers) {
                shown.push_back(dossier.dossier);
            }
        }
        if (auto recorded = record_console_look(*session->bridge, "dossiers", std::move(shown));
            !recorded) {
            return fail(recorded.error(), console);
        }
        if (come_first(*misfiled)) {
            print_misfiled(*misfiled, *session->knowledge, console.out);
            console.out << "\n";
        }
        print_overview(*pupils, as_of, texts, console.out);
        if (!misfiled->empty() && !come_first(*misfiled)) {
            console.out << "\n";
            print_misfiled(*misfiled, *session->knowledge, console.out);
        }
        if (!options.pupil) {
            return 0;
        }
    }
    const auto pupils = session->bridge->status(query);
    if (!pupils) {
        return fail(pupils.error(), console);
    }
    std::vector<route::DossierStatus> dossiers;
    std::vector<std::string> shown = *misfiled_dossiers;
    for (const auto& pupil : *pupils) {
        dossiers.insert(dossiers.end(), pupil.dossiers.begin(), pupil.dossiers.end());
    }
    for (const auto& dossier : dossiers) {
        shown.push_back(dossier.dossier);
    }
    if (auto recorded = record_console_look(*session->bridge, "dossier", std::move(shown));
        !recorded) {
        return fail(recorded.error(), console);
    }
    if (options.json) {
        core::Json json = route::to_json(as_of, dossiers);
        // Beside what `evaluate` gives, and only where a school asked for it.
        if (!session->bridge->config().other_categories.empty()) {
            json["misfiled"] = misfiled_json(*misfiled);
        }
        const auto corrections = session->bridge->corrections(query);
        if (!corrections) {
            return fail(corrections.error(), console);
        }
        if (!corrections->empty()) {
            json["corrections"] = core::Json::array();
            for (const auto& view : *corrections) {
                json["corrections"].push_back(bridge::to_json(view));
            }
        }
        console.out << json.dump() << "\n";
        return 0;
    }
    for (const auto& dossier : dossiers) {
        print_dossier(dossier, as_of, *session->knowledge, console.out);
    }
    return print_siblings(*options.pupil, *session, console);
}

int run(const DueOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const core::Date as_of = options.as_of.value_or(system_clock().today());
    const auto due = session->bridge->due(as_of, options.within_days);
    if (!due) {
        return fail(due.error(), console);
    }
    std::vector<std::string> shown;
    for (const auto& item : *due) {
        shown.push_back(item.dossier);
    }
    if (auto recorded = record_console_look(*session->bridge, "terms", std::move(shown));
        !recorded) {
        return fail(recorded.error(), console);
    }
    const core::Texts& texts = session->knowledge->texts;
    if (options.json) {
        core::Json items = core::Json::array();
        for (const auto& item : *due) {
            items.push_back({{"pupil", item.pupil},
                             {"group", item.group},
                             {"dossier", item.dossier},
                             {"about", item.term.about},
                             {"set_on", core::format_date(item.term.set_on)},
                             {"due", core::format_date(item.term.due)},
                             {"state", name_of(item.term.state)},
                             {"note", item.term.note}});
        }
        console.out
            << core::Json{{"as_of", core::format_date(as_of)}, {"terms", std::move(items)}}.dump()
            << "\n";
        return 0;
    }
    Table table;
    for (const auto& item : *due) {
        table.add_row({core::format_date(item.term.due), countdown(item.term, as_of, texts),
                       item.group, item.name.empty() ? item.pupil : item.name, item.dossier,
                       texts.get(key("term.", item.term.about))});
    }
    console.out << (table.empty() ? texts.get("cli.due.none") + "\n" : table.text());
    return 0;
}

}  // namespace meldbrug::cli
