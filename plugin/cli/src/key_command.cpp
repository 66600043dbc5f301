#include "commands.hpp"
#include "wiring.hpp"

#include "meldbrug/store/key.hpp"

namespace meldbrug::cli {

int run(const KeyInitOptions& options, const CommonOptions&, Console console) {
    if (auto made = store::make_key_file(options.file); !made) {
        return fail(made.error(), console);
    }
    return 0;
}

}  // namespace meldbrug::cli
