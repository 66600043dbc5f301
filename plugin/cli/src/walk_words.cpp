#include "walk_words.hpp"

#include "table.hpp"

#include <ostream>

namespace meldbrug::cli {

core::Error no_such_rule() {
    return {core::ErrorCode::usage, "the route has no such rule: see meldbrug route show",
            "--explain"};
}

void write_walks(std::ostream& out, const std::vector<route::DossierWalk>& walks,
                 const core::Texts& texts) {
    if (walks.empty()) {
        out << texts.get("walk.no_dossier") << "\n";
    }
    for (const auto& dossier : walks) {
        out << printable(dossier.dossier) << "\n";
        for (const auto& walk : dossier.rules) {
            out << "\n  " << walk.rule << (walk.part.empty() ? "" : "/") << walk.part << "  "
                << printable(walk.says) << "\n";
            for (const auto& source : walk.source) {
                out << "    " << printable(source) << "\n";
            }
            for (const auto& line : walk.lines) {
                out << "    - " << printable(line.text) << "\n";
            }
            out << "    = " << printable(walk.outcome) << "\n";
        }
        out << "\n";
    }
}

}  // namespace meldbrug::cli
