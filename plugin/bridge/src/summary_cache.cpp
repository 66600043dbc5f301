#include "summary_cache.hpp"

namespace meldbrug::bridge {

namespace {

/// More pupils than any school of primary education has; what is asked beyond it is not remembered
/// but computed.
constexpr std::size_t max_remembered = 50'000;

}  // namespace

core::Result<std::int64_t> SummaryCache::follow(core::Date day, store::View& view) {
    const auto seen = view.revision();
    if (!seen) {
        return seen.error();
    }
    const std::lock_guard lock(mutex_);
    if (day != day_) {
        entries_.clear();
        day_ = day;
        revision_ = *seen;
        first_revision_ = *seen;
    }
    if (*seen > revision_) {
        const auto touched = view.touched_since(revision_);
        if (!touched) {
            return touched.error();
        }
        for (const auto& pupil : *touched) {
            entries_.insert_or_assign(pupil, Entry{*seen, nullptr});
        }
        revision_ = *seen;
    }
    return *seen;
}

std::vector<PupilSummaryPtr> SummaryCache::find(core::Date day, std::int64_t revision,
                                                std::span<const std::string> pupils) const {
    std::vector<PupilSummaryPtr> found(pupils.size());
    const std::lock_guard lock(mutex_);
    if (day == day_ && revision <= revision_) {
        for (std::size_t i = 0; i < pupils.size(); ++i) {
            if (const auto entry = entries_.find(pupils[i]); entry != entries_.end()) {
                found[i] = entry->second.summary;
            }
        }
    }
    return found;
}

void SummaryCache::put(core::Date day, std::int64_t revision, const PupilSummaryPtr& summary) {
    const std::lock_guard lock(mutex_);
    if (day != day_ || revision < first_revision_) {
        return;
    }
    const auto entry = entries_.find(summary->pupil);
    if (entry != entries_.end()) {
        if (entry->second.changed <= revision) {
            entry->second.summary = summary;
        }
    } else if (entries_.size() < max_remembered) {
        entries_.emplace(summary->pupil, Entry{0, summary});
    }
}

}  // namespace meldbrug::bridge
