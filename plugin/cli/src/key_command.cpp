#include "commands.hpp"
#include "wiring.hpp"

#include "meldbrug/bridge/key.hpp"

namespace meldbrug::cli {

int run(const KeyInitOptions& options, const CommonOptions&, Console console) {
    if (auto made = bridge::make_key(options.file); !made) {
        return fail(made.error(), console);
    }
    return 0;
}

int run(const KeyRotateOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto who = find_person(*session->bridge, options.who);
    if (!who) {
        return fail(who.error(), console);
    }
    if (auto rotated = session->bridge->rotate_key(*who, options.next); !rotated) {
        return fail(rotated.error(), console);
    }
    console.out << session->knowledge->texts.get(
                       "cli.key.rotated", {{"file", session->bridge->config().key.file.string()}})
                << "\n";
    return 0;
}

}  // namespace meldbrug::cli
