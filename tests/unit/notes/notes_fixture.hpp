/// \file
/// The shipped names of steps, acts and terms.
#pragma once

#include "support/values.hpp"

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"

namespace meldbrug::test {

inline const core::Catalogue& catalogue() {
    static const core::Catalogue loaded = must(core::Catalogue::from_json(
        must(
            core::read_json_file(MELDBRUG_SOURCE_DIR "/notes-schema/vocabulary/nl/catalogue.json")),
        "catalogue"));
    return loaded;
}

}  // namespace meldbrug::test
