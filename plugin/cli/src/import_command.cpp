#include "commands.hpp"
#include "wiring.hpp"

#include "adapters/all_adapters.hpp"

#include <ostream>
#include <unistd.h>

namespace meldbrug::cli {

namespace {

std::unique_ptr<adapters::Adapter> find_adapter(const std::string& name) {
    for (auto& adapter : adapters::all_adapters()) {
        if (adapter->manifest().name == name) {
            return std::move(adapter);
        }
    }
    return nullptr;
}

/// What the school configured for this adapter (its column map), with this call's path.
core::Json settings_for(const bridge::Config& config, const ImportOptions& options,
                        const std::filesystem::path& path) {
    core::Json settings = core::Json::object();
    for (const auto& entry : config.adapters) {
        if (entry.adapter == options.adapter) {
            settings = entry.settings;
            break;
        }
    }
    settings["path"] = path.string();
    settings["once"] = true;
    if (!options.category.empty()) {
        settings["category"] = options.category;
    }
    if (!options.pupil.empty()) {
        settings["pupil"] = options.pupil;
    }
    if (options.adapter == "demo") {
        settings["today"] = core::format_date(system_clock().today());
    }
    return settings;
}

void add(bridge::IngestCounts& total, const bridge::IngestCounts& more) {
    total.added += more.added;
    total.changed += more.changed;
    total.unchanged += more.unchanged;
    total.withdrawn += more.withdrawn;
    total.refused += more.refused;
    total.pupils += more.pupils;
    total.ignored += more.ignored;
    total.held_back += more.held_back;
    total.misfiled += more.misfiled;
}

void print(const std::vector<adapters::Refusal>& refusals, std::ostream& err) {
    for (const auto& refusal : refusals) {
        err << "meldbrug: " << refusal.where << ": "
            << (refusal.field.empty() ? "" : "field '" + refusal.field + "': ") << refusal.reason
            << "\n";
    }
}

class Importer {
public:
    Importer(bridge::Bridge& bridge, const ImportOptions& options, bool show_progress,
             Console console)
        : bridge_(bridge), options_(options), show_progress_(show_progress), console_(console) {}

    core::Status take(const std::filesystem::path& path) {
        std::error_code error;
        if (!std::filesystem::exists(path, error)) {
            return core::Error{core::ErrorCode::usage, "does not exist", path.string()};
        }
        auto adapter = find_adapter(options_.adapter);
        if (!adapter) {
            return core::Error{core::ErrorCode::usage,
                               "no such adapter: see the folders under adapters/", "--adapter"};
        }
        if (auto done = adapter->configure(settings_for(bridge_.config(), options_, path)); !done) {
            return done;
        }
        std::string cursor;
        bool more = true;
        while (more) {
            // A file of a gigabyte is read in batches; no batch takes minutes.
            const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{5};
            auto [batch, failure] = adapter->poll(cursor, deadline);
            if (failure) {
                return failure->error;
            }
            cursor = batch.cursor;
            more = batch.more;
            print(batch.refused, console_.err);
            const auto counts =
                bridge_.ingest(batch, "import", {options_.force, bridge::console()});
            if (!counts) {
                return counts.error();
            }
            print(counts->refusals, console_.err);
            add(total_, *counts);
            progress();
        }
        return core::Done{};
    }

    [[nodiscard]] const bridge::IngestCounts& total() const { return total_; }
    void end_progress() const {
        if (show_progress_) {
            console_.err << "\r\033[K" << std::flush;
        }
    }

private:
    void progress() const {
        if (show_progress_) {
            console_.err << "\r" << total_.added + total_.changed + total_.unchanged << " …"
                         << std::flush;
        }
    }

    bridge::Bridge& bridge_;
    const ImportOptions& options_;
    bool show_progress_;
    Console console_;
    bridge::IngestCounts total_;
};

}  // namespace

int run(const ImportOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    Importer importer(*session->bridge, options, isatty(STDERR_FILENO) != 0 && !common.quiet,
                      console);
    int status = 0;
    for (const auto& path : options.paths) {
        if (auto done = importer.take(path); !done) {
            importer.end_progress();
            // One file that cannot be taken does not keep the others out; the worst status is what
            // counts.
            status = std::max(status, fail(done.error(), console));
        }
    }
    importer.end_progress();
    const auto& total = importer.total();
    console.out << core::Json{{"added", total.added},         {"changed", total.changed},
                              {"unchanged", total.unchanged}, {"withdrawn", total.withdrawn},
                              {"refused", total.refused},     {"ignored", total.ignored},
                              {"held_back", total.held_back}, {"pupils", total.pupils},
                              {"misfiled", total.misfiled}}
                       .dump()
                << "\n";
    if (status == 0 && (total.refused > 0 || total.held_back > 0)) {
        status = core::exit_status(core::ErrorCode::invalid_input);
    }
    return status;
}

}  // namespace meldbrug::cli
