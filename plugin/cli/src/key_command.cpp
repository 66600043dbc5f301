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

}  // namespace meldbrug::cli
