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

    core::Result<std::vector<PupilView>> read(store::View& view,
                                              const std::vector<std::string>& pupils) {
        std::vector<PupilView> views;
        for (const auto& pupil : pupils) {
            auto state = parts_.evaluation.evaluate(view, pupil, as_of_);
            if (!state) {
                return state.error();
            }
            if (state->dossiers.empty()) {
                continue;
            }
            auto numbered = number(view, pupil, state->dossiers);
            if (!numbered) {
                return numbered.error();
            }
            PupilView found{pupil, {}, {}, std::move(state->dossiers)};
            if (state->facts) {
                found.name = std::move(state->facts->name);
                found.group = std::move(state->facts->group);
            }
            if (!*numbered) {
                without_number_.push_back(views.size());
            }
            views.push_back(std::move(found));
        }
        return views;
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

core::Result<std::vector<PupilView>> read_status(
    Bridge::Parts& parts, core::Date as_of,
    const std::function<core::Result<std::vector<std::string>>(store::View&)>& choose) {
    StatusReader reader(parts, as_of);
    std::vector<PupilView> views;
    {
        auto snapshot = parts.store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        const auto pupils = choose(*snapshot);
        if (!pupils) {
            return pupils.error();
        }
        auto read = reader.read(*snapshot, *pupils);
        if (!read) {
            return read;
        }
        views = std::move(read).value();
    }
    if (auto numbered = reader.number_the_rest(views); !numbered) {
        return numbered.error();
    }
    return views;
}

bool is_open(core::TermState state) {
    return state != core::TermState::met && state != core::TermState::withdrawn;
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
    auto views = read_status(*parts_, query.as_of.value_or(parts_->clock.today()),
                             [&](store::View& view) -> core::Result<std::vector<std::string>> {
                                 if (!query.pupil) {
                                     return view.pupils(query.group);
                                 }
                                 if (!query.group) {
                                     return std::vector{*query.pupil};
                                 }
                                 auto pupils = view.pupils(query.group);
                                 if (pupils) {
                                     std::erase_if(*pupils, [&](const std::string& pupil) {
                                         return pupil != *query.pupil;
                                     });
                                 }
                                 return pupils;
                             });
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
            const auto state = parts_->evaluation.evaluate(*snapshot, pupil, today);
            if (!state) {
                return state.error();
            }
            const auto* shown = badge_of(state->dossiers);
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
    auto views = read_status(*parts_, as_of, [&](store::View& view) {
        return is_today ? view.pupils_with_terms_until(last) : view.pupils();
    });
    if (!views) {
        return views.error();
    }
    std::vector<DueItem> items;
    for (const auto& view : *views) {
        for (const auto& dossier : view.dossiers) {
            for (const auto& term : dossier.terms) {
                if (is_open(term.state) && term.due <= last) {
                    items.push_back({view.pupil, view.name, view.group, dossier.dossier, term});
                }
            }
        }
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const DueItem& a, const DueItem& b) { return a.term.due < b.term.due; });
    return items;
}

}  // namespace meldbrug::bridge
