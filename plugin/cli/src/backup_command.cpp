#include "commands.hpp"
#include "wiring.hpp"

#include "meldbrug/bridge/backup.hpp"

#include <ostream>

namespace meldbrug::cli {
namespace {

/// One set of keys for all backups of a folder, unless somebody names another place.
bridge::BackupFiles files_of(const BackupPlaces& places) {
    return {places.copy, places.keys.value_or(places.copy.parent_path() / "meldbrug-backup.keys")};
}

int tell(const core::Texts& texts, const std::string& key, const BackupPlaces& places,
         const core::Result<bridge::BackupReport>& report, Console console) {
    if (!report) {
        return fail(report.error(), console);
    }
    console.out << texts.get(key, {{"file", places.copy.string()},
                                   {"keys", files_of(places).keys.string()},
                                   {"size", std::to_string(report->size)},
                                   {"pupils", std::to_string(report->pupils)},
                                   {"head", store::format_head(report->head)}})
                << "\n";
    if (report->destroyed > 0) {
        console.out << texts.get("cli.backup.destroyed",
                                 {{"count", std::to_string(report->destroyed)}})
                    << "\n";
    }
    if (report->audit != store::AuditFault::none) {
        console.err << texts.get("cli.backup.audit", {{"file", places.copy.string()}}) << "\n";
        return 1;
    }
    return 0;
}

}  // namespace

int run(const BackupOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    return tell(session->knowledge->texts, "cli.backup.made", options.places,
                session->bridge->back_up(files_of(options.places)), console);
}

int run(const BackupVerifyOptions& options, const CommonOptions& common, Console console) {
    const auto closed = load_closed(common);
    if (!closed) {
        return fail(closed.error(), console);
    }
    return tell(closed->knowledge.texts, "cli.backup.verified", options.places,
                bridge::verify_backup(closed->config, files_of(options.places)), console);
}

int run(const BackupRestoreOptions& options, const CommonOptions& common, Console console) {
    const auto closed = load_closed(common);
    if (!closed) {
        return fail(closed.error(), console);
    }
    return tell(closed->knowledge.texts, "cli.backup.restored", options.places,
                bridge::restore_backup(closed->config, files_of(options.places)), console);
}

}  // namespace meldbrug::cli
