/// \file
/// Patterns that ask for the same. Two edits of one pattern that were merged badly leave it standing
/// twice, and what one of the two excludes the other lets through, without a word.
///
/// Errors:   none; a fault is returned in words, for the loader to say with file and field.
/// Threads:  one loader's own.
#pragma once

#include "pattern.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

class SeenPatterns {
public:
    /// Keeps the pattern, and says what is wrong with it beside those before it. In one folder no
    /// two may be the same but for what they exclude. Of another folder, a school's beside ours, one
    /// may let through what ours stops; one that stops no less would change nothing.
    [[nodiscard]] std::optional<std::string> fault(const Pattern& pattern, std::string_view folder);

private:
    struct Seen {
        Pattern asked;     ///< without what it excludes, needs in one order
        Pattern complete;  ///< as it stands
        std::string folder;
    };
    std::map<std::vector<Concepts>, std::vector<Seen>> by_need_;
};

}  // namespace meldbrug::reading
