#include "commands.hpp"
#include "export_page.hpp"
#include "status_csv.hpp"
#include "wiring.hpp"

#include "meldbrug/route/event_log.hpp"

#include <cstdio>
#include <memory>
#include <ostream>
#include <sstream>
#include <sys/stat.h>

namespace meldbrug::cli {
namespace {

/// What is to be written, and the dossiers it tells of.
struct Exported {
    std::string text;
    std::vector<std::string> dossiers;
};

core::Result<Exported> event_log(bridge::Bridge& bridge, core::Date as_of) {
    const auto logs = bridge.event_log(as_of);
    if (!logs) {
        return logs.error();
    }
    Exported all;
    std::ostringstream text;
    route::XesLog log(text, bridge.route(), bridge.config().school, as_of);
    for (const auto& named : *logs) {
        log.add(named.log, named.name);
        all.dossiers.push_back(named.number);
    }
    log.finish();
    all.text = std::move(text).str();
    return all;
}

core::Result<Exported> calendar(bridge::Bridge& bridge) {
    auto text = bridge.calendar_of(bridge::Sight::of_school(), "ib");
    if (!text) {
        return text.error();
    }
    return Exported{std::move(text).value(), {}};
}

core::Result<Exported> routes(const ExportOptions& options, const Session& session,
                              core::Date as_of) {
    bridge::StatusQuery query;
    query.pupil = options.pupil;
    query.as_of = as_of;
    const auto pupils = session.bridge->status(query);
    if (!pupils) {
        return pupils.error();
    }
    Exported all;
    std::vector<route::DossierStatus> dossiers;
    for (const auto& pupil : *pupils) {
        for (const auto& dossier : pupil.dossiers) {
            all.dossiers.push_back(dossier.dossier);
            dossiers.push_back(dossier);
        }
    }
    std::ostringstream text;
    if (options.form == "csv") {
        write_csv(text, *pupils, *session.knowledge);
    } else {
        text << route::to_json(as_of, dossiers).dump() << "\n";
    }
    all.text = std::move(text).str();
    return all;
}

core::Result<std::vector<PagePupil>> pages_of(bridge::Bridge& bridge,
                                              std::vector<bridge::PupilView> pupils) {
    std::vector<PagePupil> pages;
    for (auto& pupil : pupils) {
        auto notes = bridge.notes_of(pupil.pupil);
        if (!notes) {
            return notes.error();
        }
        pages.push_back({std::move(pupil), std::move(notes).value()});
    }
    return pages;
}

/// Of everybody whose name is known here: all of the roll, also who never had a note.
/// \param kept  the pupil whose own name stays; nothing: nobody's does
core::Result<Masking> known_names(const Session& session, const std::optional<std::string>& kept) {
    const core::Texts& texts = session.knowledge->texts;
    Masking names(
        [&texts](std::optional<std::size_t> number) {
            return number ? texts.get("page.masked.one", {{"number", std::to_string(*number)}})
                          : texts.get("page.masked");
        },
        texts.get("page.masked.particles"));
    const auto people = session.bridge->people();
    const auto pupils = session.bridge->roll();
    if (!people || !pupils) {
        return !people ? people.error() : pupils.error();
    }
    for (const auto& person : *people) {
        names.add(person.name);
    }
    for (const auto& one : *pupils) {
        if (one.pupil == kept) {
            names.keep(one.name);
        } else {
            names.add(one.name);
        }
    }
    return names;
}

core::Result<Exported> inspection(const Session& session, core::Date as_of) {
    bridge::Bridge& bridge = *session.bridge;
    auto names = known_names(session, std::nullopt);
    if (!names) {
        return names.error();
    }
    bridge::StatusQuery query;
    query.as_of = as_of;
    auto pupils = bridge.status(query);
    auto duties = bridge.duties(as_of);
    if (!pupils || !duties) {
        return !pupils ? pupils.error() : duties.error();
    }
    SchoolUse use{
        bridge.config().school_name.empty() ? bridge.config().school : bridge.config().school_name,
        &bridge.route(),
        std::move(duties).value(),
        {}};
    for (auto& pupil : *pupils) {
        for (auto& dossier : pupil.dossiers) {
            use.dossiers.push_back(std::move(dossier));
        }
    }
    std::ostringstream text;
    write_inspection_page(text, use, as_of, *names, *session.knowledge);
    return Exported{std::move(text).str(), {}};  // of no dossier
}

core::Result<Exported> page(const ExportOptions& options, const Session& session,
                            core::Date as_of) {
    if (options.kind == "inspectie") {
        return inspection(session, as_of);
    }
    const bool for_parents = options.kind == "inzage";
    if (for_parents && !options.pupil) {
        return core::Error{core::ErrorCode::usage, "is missing: a copy for parents is of one pupil",
                           "--pupil"};
    }
    bridge::StatusQuery query;
    query.pupil = options.pupil;
    query.as_of = as_of;
    auto found = session.bridge->status(query);
    if (!found) {
        return found.error();
    }
    if (options.pupil && (found->empty() || found->front().dossiers.empty())) {
        return core::Error{core::ErrorCode::usage, "no such pupil, or nothing is recorded of it",
                           "--pupil"};
    }
    const auto pages = pages_of(*session.bridge, std::move(found).value());
    if (!pages) {
        return pages.error();
    }
    Exported all;
    for (const auto& one : *pages) {
        for (const auto& dossier : one.view.dossiers) {
            all.dossiers.push_back(dossier.dossier);
        }
    }
    std::ostringstream text;
    auto names = known_names(session, for_parents ? options.pupil : std::nullopt);
    if (!names) {
        return names.error();
    }
    if (for_parents) {
        write_parents_page(text, pages->front(), as_of, *names, *session.knowledge);
    } else {
        write_dossier_page(text, *pages, as_of, {options.names, options.text}, *names,
                           *session.knowledge);
    }
    all.text = std::move(text).str();
    return all;
}

/// As the audit tells it.
std::string what_left(const ExportOptions& options) {
    if (options.form != "html") {
        return options.form;
    }
    return options.kind == "dossier" ? "dossier_page" : options.kind;
}

/// A new file that nobody else can open.
core::Status write_file(const std::filesystem::path& path, std::string_view text) {
    const mode_t mask = ::umask(S_IRWXG | S_IRWXO);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wxe"),
                                                               &std::fclose);
    ::umask(mask);
    if (!file) {
        return core::Error{core::ErrorCode::usage,
                           "cannot be made: name a file that is not there yet, in a folder that "
                           "this user may write in",
                           "--out"};
    }
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
        std::fflush(file.get()) != 0) {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return core::Error{core::ErrorCode::store, "cannot be written: make room on that disk",
                           "--out"};
    }
    return core::Done{};
}

}  // namespace

int run(const ExportOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const core::Date as_of = options.as_of.value_or(system_clock().today());
    auto exported = options.form == "xes"    ? event_log(*session->bridge, as_of)
                    : options.form == "ics"  ? calendar(*session->bridge)
                    : options.form == "html" ? page(options, *session, as_of)
                                             : routes(options, *session, as_of);
    if (!exported) {
        return fail(exported.error(), console);
    }
    if (auto recorded = session->bridge->record_export(bridge::console(), what_left(options),
                                                       "console", std::move(exported->dossiers));
        !recorded) {
        return fail(recorded.error(), console);
    }
    if (!options.out) {
        console.out << exported->text;
        return 0;
    }
    const auto written = write_file(*options.out, exported->text);
    return written ? 0 : fail(written.error(), console);
}

}  // namespace meldbrug::cli
