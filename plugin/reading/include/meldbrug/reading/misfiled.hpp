/// \file
/// Whether a note that stands in another category of the LVS clearly belongs to the route.
///
/// Reading takes for granted that a note is of the meldcode: there a talk with a mother is a talk
/// about worries. In other categories it is not, so what is read there counts only beside something
/// that is the meldcode's own. What that is, is data (`notes-schema/misfiled.json`): signs, each of
/// which has to hold within one sentence. Precision first: a list that points at a parents' evening
/// is a list that nobody looks at any more, and the note stands in the LVS either way.
///
/// Units:    spans are code points, as in notes/reading.hpp.
/// Errors:   loading names file and field (invalid_config); `find` is total over any note, linear
///           in its length times the number of signs.
/// Threads:  immutable after loading; `find` may run concurrently.
/// Privacy:  handles texts about children; what comes out holds none of them.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/notes/reading.hpp"
#include "meldbrug/reading/reader.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

/// What such a note seems to tell, by ids only.
struct MisfiledNote {
    std::vector<core::StepId> steps;
    std::vector<core::ActionId> actions;
    std::vector<std::string> alarms;  ///< `acuut`, `vgv_eer`, `vermoeden_medewerker`
};

class MisfiledSigns {
public:
    static core::Result<MisfiledSigns> from_json(const core::Json& json,
                                                 const core::Catalogue& catalogue,
                                                 std::string_view where);
    MisfiledSigns(MisfiledSigns&&) noexcept;
    MisfiledSigns& operator=(MisfiledSigns&&) noexcept;
    ~MisfiledSigns();

    /// What the note seems to tell of the route; nothing when it does not clearly belong there.
    /// One that was made from one of our own templates always does.
    /// \param reading  of that note in that context
    [[nodiscard]] std::optional<MisfiledNote> find(const notes::Note& note,
                                                   const notes::Reading& reading,
                                                   const ReadingContext& context) const;

    struct Compiled;

private:
    explicit MisfiledSigns(std::unique_ptr<const Compiled> compiled);
    std::unique_ptr<const Compiled> compiled_;
};

}  // namespace meldbrug::reading
