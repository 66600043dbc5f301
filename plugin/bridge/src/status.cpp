#include "parts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace meldbrug::bridge {

namespace {

/// More pupils than any school of primary education has; what is asked beyond it is not remembered
/// but computed.
constexpr std::size_t max_remembered_badges = 50'000;

/// The badge of a pupil with several dossiers: of the most urgent one, of the latest where equal.
const route::Badge* badge_of(const std::vector<route::DossierStatus>& dossiers) {
    const route::Badge* badge = nullptr;
    for (const auto& dossier : dossiers) {
        if (badge == nullptr || dossier.badge.level >= badge->level) {
            badge = &dossier.badge;
        }
    }
    return badge;
}

/// Terms that are no more, though a reminder of them went out, are shown to whoever got it.
void add_withdrawn_terms(std::vector<route::DossierStatus>& dossiers,
                         const std::vector<store::TermRow>& rows) {
    for (const auto& row : rows) {
        const auto index = static_cast<std::size_t>(row.dossier - 1);
        if (row.withdrawn && index < dossiers.size()) {
            dossiers[index].terms.push_back({.id = row.term_id,
                                             .about = row.about,
                                             .set_on = row.set_on,
                                             .due = row.due,
                                             .state = core::TermState::withdrawn,
                                             .note = row.note,
                                             .rule = row.rule,
                                             .source = row.source});
        }
    }
}

/// Puts the store's numbers in the place of "<pupil>-1"; false when one has none yet.
bool put_numbers(std::vector<route::DossierStatus>& dossiers,
                 const std::vector<store::Dossier>& numbers) {
    const auto number_of = [&](std::size_t index) -> const std::string* {
        const auto found = std::find_if(numbers.begin(), numbers.end(), [&](const auto& known) {
            return known.ordinal == static_cast<int>(index) + 1;
        });
        return found == numbers.end() ? nullptr : &found->number;
    };
    for (std::size_t i = 0; i < dossiers.size(); ++i) {
        const auto* number = number_of(i);
        if (number == nullptr) {
            return false;
        }
        if (!dossiers[i].earlier.empty() && i > 0) {
            dossiers[i].earlier = dossiers[i - 1].dossier;
        }
        dossiers[i].dossier = *number;
    }
    return true;
}

/// Reads the states of pupils in one snapshot, with their numbers; those that have none get them in
/// a change afterwards.
class StatusReader {
public:
    StatusReader(Bridge::Parts& parts, core::Date as_of)
        : parts_(parts), as_of_(as_of), today_(parts.clock.today()) {}

    core::Status read(store::View& view, std::span<const std::string> pupils,
                      std::vector<PupilView>& views) {
        std::vector<PupilRecord> records;
        records.reserve(pupils.size());
        for (const auto& pupil : pupils) {
            auto record = Evaluation::load(view, pupil);
            if (!record) {
                return record.error();
            }
            records.push_back(std::move(record).value());
        }
        auto judged = parts_.evaluation.judge(records, as_of_);
        for (std::size_t i = 0; i < pupils.size(); ++i) {
            if (judged[i].empty()) {
                continue;
            }
            auto numbered = number(view, pupils[i], judged[i]);
            if (!numbered) {
                return numbered.error();
            }
            if (!*numbered) {
                without_number_.push_back(views.size());
            }
            PupilView found{pupils[i], {}, {}, std::move(judged[i])};
            if (auto& facts = records[i].facts) {
                found.name = std::move(facts->name);
                found.group = std::move(facts->group);
            }
            views.push_back(std::move(found));
        }
        return core::Done{};
    }

    /// \pre the snapshot that was read from has ended
    core::Status number_the_rest(std::vector<PupilView>& views) {
        if (without_number_.empty()) {
            return core::Done{};
        }
        auto change = parts_.store->change();
        if (!change) {
            return change.error();
        }
        for (const auto index : without_number_) {
            auto& dossiers = views[index].dossiers;
            int ordinal = 0;
            for (const auto& dossier : dossiers) {
                const int year =
                    static_cast<int>(std::chrono::year_month_day(dossier.opened).year());
                if (auto given = change->dossier_number(views[index].pupil, ++ordinal, year,
                                                        parts_.clock.now());
                    !given) {
                    return given.error();
                }
            }
            if (auto numbered = number(*change, views[index].pupil, dossiers); !numbered) {
                return numbered.error();
            }
        }
        return change->commit();
    }

private:
    core::Result<bool> number(store::View& view, const std::string& pupil,
                              std::vector<route::DossierStatus>& dossiers) {
        const auto numbers = view.dossiers_of(pupil);
        if (!numbers) {
            return numbers.error();
        }
        if (!put_numbers(dossiers, *numbers)) {
            return false;
        }
        if (as_of_ == today_) {
            const auto terms = view.terms_of(pupil);
            if (!terms) {
                return terms.error();
            }
            add_withdrawn_terms(dossiers, *terms);
        }
        return true;
    }

    Bridge::Parts& parts_;
    core::Date as_of_;
    core::Date today_;
    std::vector<std::size_t> without_number_;
};

core::Result<std::vector<PupilView>> read_status(Bridge::Parts& parts, core::Date as_of,
                                                 std::span<const std::string> pupils) {
    StatusReader reader(parts, as_of);
    std::vector<PupilView> views;
    {
        auto snapshot = parts.store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        for (std::size_t first = 0; first < pupils.size(); first += pupils_at_once) {
            const auto some =
                pupils.subspan(first, std::min(pupils_at_once, pupils.size() - first));
            if (auto read = reader.read(*snapshot, some, views); !read) {
                return read.error();
            }
        }
    }
    if (auto numbered = reader.number_the_rest(views); !numbered) {
        return numbered.error();
    }
    return views;
}

template <class Work>
auto in_snapshot(Bridge::Parts& parts, Work&& work)
    -> decltype(work(std::declval<store::View&>())) {
    auto snapshot = parts.store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    return work(*snapshot);
}

bool is_open(core::TermState state) {
    return state != core::TermState::met && state != core::TermState::withdrawn;
}

void add_open_terms(const PupilView& view, core::Date last, std::vector<DueItem>& items) {
    for (const auto& dossier : view.dossiers) {
        for (const auto& term : dossier.terms) {
            if (is_open(term.state) && term.due <= last) {
                items.push_back({view.pupil, view.name, view.group, dossier.dossier, term});
            }
        }
    }
}

}  // namespace

std::optional<std::optional<route::Badge>> BadgeCache::find(core::Date day, std::int64_t revision,
                                                            const std::string& pupil) {
    const std::lock_guard lock(mutex_);
    move_to(day, revision);
    const auto found = badges_.find(pupil);
    if (found == badges_.end()) {
        return std::nullopt;
    }
    return found->second;
}

void BadgeCache::put(core::Date day, std::int64_t revision, const std::string& pupil,
                     const std::optional<route::Badge>& badge) {
    const std::lock_guard lock(mutex_);
    // Computed before a change that another thread has seen by now: it is not known to hold.
    if (day == day_ && revision == revision_ && badges_.size() < max_remembered_badges) {
        badges_.insert_or_assign(pupil, badge);
    }
}

void BadgeCache::move_to(core::Date day, std::int64_t revision) {
    if (day != day_ || revision != revision_) {
        badges_.clear();
        day_ = day;
        revision_ = revision;
    }
}

core::Result<std::vector<PupilView>> Bridge::status(const StatusQuery& query) {
    std::vector<std::string> pupils;
    if (query.pupil && !query.group) {
        pupils.push_back(*query.pupil);
    } else {
        auto all =
            in_snapshot(*parts_, [&](store::View& view) { return view.pupils(query.group); });
        if (!all) {
            return all.error();
        }
        pupils = std::move(all).value();
        if (query.pupil) {
            std::erase_if(pupils, [&](const auto& pupil) { return pupil != *query.pupil; });
        }
    }
    auto views = read_status(*parts_, query.as_of.value_or(parts_->clock.today()), pupils);
    if (views) {
        // Most urgent first; then as people look for a child: by group and name.
        std::stable_sort(views->begin(), views->end(), [](const PupilView& a, const PupilView& b) {
            const auto level_a = badge_of(a.dossiers)->level;
            const auto level_b = badge_of(b.dossiers)->level;
            return level_a != level_b ? level_a > level_b
                                      : std::tie(a.group, a.name) < std::tie(b.group, b.name);
        });
    }
    return views;
}

core::Result<std::vector<PupilBadge>> Bridge::badges(std::span<const std::string> pupils) {
    const auto revision = parts_->store->revision();
    if (!revision) {
        return revision.error();
    }
    const auto today = parts_->clock.today();
    std::optional<store::Snapshot> snapshot;
    std::vector<PupilBadge> found;
    for (const auto& pupil : pupils) {
        auto badge = parts_->badges.find(today, *revision, pupil);
        if (!badge) {
            if (!snapshot) {
                auto taken = parts_->store->snapshot();
                if (!taken) {
                    return taken.error();
                }
                snapshot.emplace(std::move(taken).value());
            }
            const auto record = Evaluation::load(*snapshot, pupil);
            if (!record) {
                return record.error();
            }
            const auto dossiers = parts_->evaluation.judge(*record, today);
            const auto* shown = badge_of(dossiers);
            badge.emplace(shown == nullptr ? std::nullopt : std::optional(*shown));
            parts_->badges.put(today, *revision, pupil, *badge);
        }
        if (*badge) {
            found.push_back({pupil, **badge});
        }
    }
    return found;
}

core::Result<std::vector<NoteView>> Bridge::notes_of(std::string_view pupil) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    auto notes = snapshot->notes_of(pupil);
    if (!notes) {
        return notes.error();
    }
    std::vector<NoteView> views;
    for (auto& note : *notes) {
        auto reading = parts_->evaluation.read(note);
        views.push_back({std::move(note), std::move(reading)});
    }
    return views;
}

core::Result<std::vector<DueItem>> Bridge::due(core::Date as_of, int within_days) {
    const auto last = as_of + std::chrono::days{within_days};
    const bool is_today = as_of == parts_->clock.today();
    if (is_today) {
        if (auto done = refresh(); !done) {
            return done.error();
        }
    }
    // The stored terms say who to look at today; on another day they may not have been there yet.
    const auto pupils = in_snapshot(*parts_, [&](store::View& view) {
        return is_today ? view.pupils_with_terms_until(last) : view.pupils();
    });
    if (!pupils) {
        return pupils.error();
    }
    std::vector<DueItem> items;
    const std::span<const std::string> all(*pupils);
    // In parts: whole statuses of a whole school at once would weigh more than the program.
    for (std::size_t first = 0; first < all.size(); first += pupils_at_once) {
        const auto some = all.subspan(first, std::min(pupils_at_once, all.size() - first));
        const auto views = read_status(*parts_, as_of, some);
        if (!views) {
            return views.error();
        }
        for (const auto& view : *views) {
            add_open_terms(view, last, items);
        }
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const DueItem& a, const DueItem& b) { return a.term.due < b.term.due; });
    return items;
}

}  // namespace meldbrug::bridge
