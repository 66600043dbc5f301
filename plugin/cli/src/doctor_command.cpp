#include "commands.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {

int run(const DoctorOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    if (options.acknowledge) {
        if (auto seen = session->bridge->acknowledge_failed_mail(); !seen) {
            return fail(seen.error(), console);
        }
    }
    const core::Json health = session->bridge->health();
    if (options.json) {
        console.out << health.dump() << "\n";
    }
    bool all_well = true;
    if (const core::Json* checks = core::find(health, "checks")) {
        for (const auto& check : *checks) {
            const core::Json* ok = core::find(check, "ok");
            const bool well = ok != nullptr && ok->is_boolean() && ok->get<bool>();
            all_well = all_well && well;
            if (!options.json) {
                console.out << (well ? "✔ " : "✖ ") << core::text_or_empty(check, "id") << ": "
                            << core::text_or_empty(check, "message") << "\n";
            }
        }
    }
    return all_well ? 0 : core::exit_status(core::ErrorCode::invalid_config);
}

}  // namespace meldbrug::cli
