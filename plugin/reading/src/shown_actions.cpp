#include "meldbrug/reading/shown_actions.hpp"

#include "compiled_vocabulary.hpp"

namespace meldbrug::reading {

std::set<core::ActionId> shown_actions(const Vocabulary& vocabulary) {
    std::set<core::ActionId> shown;
    for (const Pattern& pattern : vocabulary.compiled().patterns) {
        if (pattern.gives == Pattern::Gives::action) {
            shown.insert(pattern.action);
        }
    }
    return shown;
}

}  // namespace meldbrug::reading
