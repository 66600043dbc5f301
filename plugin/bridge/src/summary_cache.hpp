/// \file
/// The summaries of pupils for the present day, for as long as each is known to hold.
///
/// A summary is derived from a pupil's notes, facts and dossier numbers, the day, and knowledge that
/// does not change while the program runs. With every change the store writes down whom it touched,
/// in the same transaction (`View::touched_since`); `follow` forgets those, and all of them on
/// another day. A summary made from a state of the store before a pupil's last change is never kept.
///
/// Errors:   `store`, as in store.hpp.
/// Threads:  may be used concurrently.
#pragma once

#include "meldbrug/bridge/overview.hpp"
#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/store/store.hpp"

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace meldbrug::bridge {

class SummaryCache {
public:
    /// Forgets whom a change touched since the last call, up to what `view` sees. \return the
    /// revision of that state
    core::Result<std::int64_t> follow(core::Date day, store::View& view);
    /// For each pupil the summary (without dossiers when there is no route), null where it is not
    /// known to hold for that day and revision or a later one.
    [[nodiscard]] std::vector<PupilSummaryPtr> find(core::Date day, std::int64_t revision,
                                                    std::span<const std::string> pupils) const;
    /// \param revision  of the state that it was made from
    void put(core::Date day, std::int64_t revision, const PupilSummaryPtr& summary);

private:
    struct Entry {
        std::int64_t changed = 0;  ///< no summary of an earlier revision holds
        PupilSummaryPtr summary;
    };
    mutable std::mutex mutex_;
    core::Date day_{};
    std::int64_t revision_ = -1;        ///< changes up to this one have been followed
    std::int64_t first_revision_ = -1;  ///< from this one on, since the day began
    std::unordered_map<std::string, Entry> entries_;
};

}  // namespace meldbrug::bridge
