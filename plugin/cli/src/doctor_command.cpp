#include "commands.hpp"
#include "wiring.hpp"

#include <cstdint>
#include <optional>
#include <ostream>

namespace meldbrug::cli {

int run(const DoctorOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    std::optional<std::int64_t> acknowledged;
    if (options.acknowledge) {
        const auto seen = session->bridge->acknowledge_failed_mail();
        if (!seen) {
            return fail(seen.error(), console);
        }
        acknowledged = *seen;
    }
    core::Json health = session->bridge->health();
    if (acknowledged && options.json) {
        health["acknowledged"] = *acknowledged;
    } else if (acknowledged) {
        console.out << *acknowledged
                    << (*acknowledged == 1 ? " mail that was given up has been seen\n"
                                           : " mails that were given up have been seen\n");
    }
    if (options.json) {
        console.out << health.dump() << "\n";
    }
    bool all_well = true;
    if (const core::Json* checks = core::find(health, "checks")) {
        for (const auto& check : *checks) {
            const core::Json* ok = core::find(check, "ok");
            const bool well = ok != nullptr && ok->is_boolean() && ok->get<bool>();
            all_well = all_well && well;
            const core::Json* warning = core::find(check, "warning");
            const bool warned = warning != nullptr && warning->is_boolean() && warning->get<bool>();
            if (!options.json) {
                console.out << (!well    ? "✖ "
                                : warned ? "! "
                                         : "✔ ")
                            << core::text_or_empty(check, "id") << ": "
                            << core::text_or_empty(check, "message") << "\n";
            }
        }
    }
    return all_well ? 0 : core::exit_status(core::ErrorCode::invalid_config);
}

}  // namespace meldbrug::cli
