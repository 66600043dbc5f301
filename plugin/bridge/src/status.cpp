#include "ordered_work.hpp"
#include "parts.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace meldbrug::bridge {

namespace {

/// Terms that are no more, though a reminder of them went out, are shown to whoever got it.
void add_withdrawn_terms(std::vector<route::DossierStatus>& dossiers,
                         const std::vector<store::TermRow>& rows) {
    for (const auto& row : rows) {
        const auto index = static_cast<std::size_t>(row.dossier - 1);
        const bool is_term = !row.about.starts_with(notice_prefix);
        if (row.withdrawn && is_term && index < dossiers.size()) {
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
template <class Dossier>
bool put_numbers(std::vector<Dossier>& dossiers, const std::vector<store::Dossier>& numbers) {
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
        if constexpr (std::is_same_v<Dossier, route::DossierStatus>) {
            if (!dossiers[i].earlier.empty() && i > 0) {
                dossiers[i].earlier = dossiers[i - 1].dossier;
            }
        }
        dossiers[i].dossier = *number;
    }
    return true;
}

/// Reads the states of pupils in one snapshot, with their numbers, and hands them on one by one;
/// those that have no number yet get it in a change afterwards.
/// \tparam Shown  PupilView or PupilSummary: made where the pupil is judged, so that what goes from
/// one thread to another is no more than what is asked for
template <class Shown>
class StatusReader {
public:
    using Visit = std::function<void(Shown&&)>;

    StatusReader(Bridge::Parts& parts, core::Date as_of, Visit visit)
        : parts_(parts), as_of_(as_of), today_(parts.clock.today()), visit_(std::move(visit)) {}

    core::Status read(store::View& view, std::span<const std::string> pupils) {
        return load_work_keep(
            pupils.size(), [&](std::size_t i) { return Evaluation::load(view, pupils[i]); },
            [&](const PupilRecord& record) {
                return shown_of(parts_.evaluation.judge(record, as_of_));
            },
            [&](std::size_t i, PupilRecord&& record, Shown&& found) -> core::Status {
                found.pupil = pupils[i];
                if (record.facts) {
                    found.name = std::move(record.facts->name);
                    found.group = std::move(record.facts->group);
                }
                if constexpr (std::is_same_v<Shown, PupilView>) {
                    found.corrections = views_of(std::move(record.corrections), as_of_);
                }
                const auto numbered = number(view, found);
                if (!numbered) {
                    return numbered.error();
                }
                if (*numbered) {
                    visit_(std::move(found));
                } else {
                    without_number_.push_back(std::move(found));
                }
                return core::Done{};
            });
    }

    /// \pre the snapshot that was read from has ended
    core::Status number_the_rest() {
        if (without_number_.empty()) {
            return core::Done{};
        }
        auto change = parts_.store->change();
        if (!change) {
            return change.error();
        }
        for (auto& found : without_number_) {
            int ordinal = 0;
            for (const auto& dossier : found.dossiers) {
                if (auto given = change->dossier_number(
                        found.pupil, ++ordinal, year_of(dossier.opened), parts_.clock.now());
                    !given) {
                    return given.error();
                }
            }
            if (auto numbered = number(*change, found); !numbered) {
                return numbered.error();
            }
        }
        if (auto committed = change->commit(); !committed) {
            return committed;
        }
        for (auto& found : without_number_) {
            visit_(std::move(found));
        }
        without_number_.clear();
        return core::Done{};
    }

private:
    [[nodiscard]] Shown shown_of(Dossiers&& dossiers) const {
        Shown shown;
        if constexpr (std::is_same_v<Shown, PupilView>) {
            shown.dossiers = std::move(dossiers);
        } else {
            for (const auto& dossier : dossiers) {
                shown.dossiers.push_back(
                    summarise(dossier, parts_.evaluation.reader().version(dossier.route_version),
                              parts_.knowledge.catalogue));
            }
        }
        return shown;
    }

    core::Result<bool> number(store::View& view, Shown& found) {
        if (found.dossiers.empty()) {
            return true;
        }
        const auto numbers = view.dossiers_of(found.pupil);
        if (!numbers) {
            return numbers.error();
        }
        if (!put_numbers(found.dossiers, *numbers)) {
            return false;
        }
        if constexpr (std::is_same_v<Shown, PupilView>) {
            if (as_of_ == today_) {
                const auto terms = view.terms_of(found.pupil);
                if (!terms) {
                    return terms.error();
                }
                add_withdrawn_terms(found.dossiers, *terms);
            }
        }
        return true;
    }

    Bridge::Parts& parts_;
    core::Date as_of_;
    core::Date today_;
    Visit visit_;
    std::vector<Shown> without_number_;
};

/// Hands on each of these pupils, those without a route too.
template <class Shown>
core::Status each_pupil(Bridge::Parts& parts, core::Date as_of, std::span<const std::string> pupils,
                        const std::function<void(Shown&&)>& visit) {
    StatusReader<Shown> reader(parts, as_of, visit);
    {
        auto snapshot = parts.store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        if (auto read = reader.read(*snapshot, pupils); !read) {
            return read;
        }
    }
    return reader.number_the_rest();
}

/// Of these pupils, in their order, as they are today: from memory where nothing changed.
core::Result<std::vector<PupilSummaryPtr>> summaries_of(Bridge::Parts& parts,
                                                        std::span<const std::string> pupils) {
    const auto today = parts.clock.today();
    std::vector<PupilSummaryPtr> summaries;
    std::unordered_map<std::string_view, std::size_t> missing;
    std::int64_t revision = 0;
    StatusReader<PupilSummary> reader(parts, today, [&](PupilSummary&& found) {
        auto summary = std::make_shared<const PupilSummary>(std::move(found));
        parts.summaries.put(today, revision, summary);
        summaries[missing.at(summary->pupil)] = std::move(summary);
    });
    {
        auto snapshot = parts.store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        const auto followed = parts.summaries.follow(today, *snapshot);
        if (!followed) {
            return followed.error();
        }
        revision = *followed;
        summaries = parts.summaries.find(today, revision, pupils);
        std::vector<std::string> to_read;
        for (std::size_t i = 0; i < pupils.size(); ++i) {
            if (!summaries[i] && missing.emplace(pupils[i], i).second) {
                to_read.push_back(pupils[i]);
            }
        }
        if (auto read = reader.read(*snapshot, to_read); !read) {
            return read.error();
        }
    }
    if (auto numbered = reader.number_the_rest(); !numbered) {
        return numbered.error();
    }
    // One that was asked for twice was read once.
    for (std::size_t i = 0; i < pupils.size(); ++i) {
        if (!summaries[i]) {
            summaries[i] = summaries[missing.at(pupils[i])];
        }
    }
    return summaries;
}

/// Whom the query asks for; one pupil who is named need not be known.
core::Result<std::vector<std::string>> pupils_of(Bridge::Parts& parts, const StatusQuery& query) {
    if (query.pupil && !query.group) {
        return std::vector{*query.pupil};
    }
    auto pupils = in_snapshot(parts, [&](store::View& view) { return view.pupils(query.group); });
    if (pupils && query.pupil) {
        std::erase_if(*pupils, [&](const auto& pupil) { return pupil != *query.pupil; });
    }
    return pupils;
}

void add_open_terms(const PupilView& view, core::Date last, std::vector<DueItem>& items) {
    for (const auto& dossier : view.dossiers) {
        for (const auto& term : dossier.terms) {
            if (is_open(term) && term.due <= last) {
                items.push_back({view.pupil, view.name, view.group, dossier.dossier, term});
            }
        }
    }
}

}  // namespace

core::Result<std::vector<PupilView>> Bridge::status(const StatusQuery& query) {
    const auto pupils = pupils_of(*parts_, query);
    if (!pupils) {
        return pupils.error();
    }
    std::vector<PupilView> views;
    const auto read = each_pupil<PupilView>(
        *parts_, query.as_of.value_or(parts_->clock.today()), *pupils, [&](PupilView&& view) {
            if (!view.dossiers.empty() || (query.pupil && !view.corrections.empty())) {
                views.push_back(std::move(view));
            }
        });
    if (!read) {
        return read.error();
    }
    // Most urgent first; then as people look for a child: by group and name.
    std::stable_sort(views.begin(), views.end(), [](const PupilView& a, const PupilView& b) {
        const auto level_a = leading(a.dossiers)->badge.level;
        const auto level_b = leading(b.dossiers)->badge.level;
        return level_a != level_b ? level_a > level_b
                                  : std::tie(a.group, a.name) < std::tie(b.group, b.name);
    });
    return views;
}

core::Result<std::vector<PupilSummaryPtr>> Bridge::overview(const StatusQuery& query) {
    const auto pupils = pupils_of(*parts_, query);
    if (!pupils) {
        return pupils.error();
    }
    std::vector<PupilSummaryPtr> summaries;
    if (!query.as_of || *query.as_of == parts_->clock.today()) {
        const std::lock_guard lock(parts_->overview_mutex);
        auto found = summaries_of(*parts_, *pupils);
        if (!found) {
            return found;
        }
        summaries = std::move(found).value();
    } else {
        const auto read =
            each_pupil<PupilSummary>(*parts_, *query.as_of, *pupils, [&](PupilSummary&& summary) {
                summaries.push_back(std::make_shared<const PupilSummary>(std::move(summary)));
            });
        if (!read) {
            return read.error();
        }
    }
    std::erase_if(summaries, [](const auto& summary) { return summary->dossiers.empty(); });
    sort_by_urgency(summaries);
    return summaries;
}

core::Result<std::vector<PupilSummaryPtr>> Bridge::badges(std::span<const std::string> pupils) {
    const auto revision = parts_->store->revision();
    if (!revision) {
        return revision.error();
    }
    auto summaries = parts_->summaries.find(parts_->clock.today(), *revision, pupils);
    if (std::find(summaries.begin(), summaries.end(), nullptr) != summaries.end()) {
        auto read = summaries_of(*parts_, pupils);
        if (!read) {
            return read;
        }
        summaries = std::move(read).value();
    }
    std::erase_if(summaries, [](const auto& summary) { return summary->dossiers.empty(); });
    return summaries;
}

core::Result<std::vector<notes::PupilFacts>> Bridge::roll() {
    return in_snapshot(*parts_, [](store::View& view) { return view.roll(); });
}

core::Result<std::vector<PupilSummaryPtr>> Bridge::siblings_of(std::string_view pupil) {
    const auto facts =
        in_snapshot(*parts_, [&](store::View& view) { return view.facts_of(pupil); });
    if (!facts) {
        return facts.error();
    }
    std::vector<std::string> siblings;
    for (const auto& one : *facts ? (*facts)->siblings : std::vector<std::string>()) {
        if (one != pupil) {
            siblings.push_back(one);
        }
    }
    return badges(siblings);
}

core::Result<std::vector<NoteView>> Bridge::notes_of(std::string_view pupil) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    auto record = Evaluation::load(*snapshot, pupil);
    if (!record) {
        return record.error();
    }
    auto readings = parts_->evaluation.readings_of(*record, parts_->clock.today());
    std::vector<NoteView> views;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        views.push_back({std::move(record->notes[i]), std::move(readings[i])});
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
    const auto read = each_pupil<PupilView>(
        *parts_, as_of, *pupils, [&](const PupilView& view) { add_open_terms(view, last, items); });
    if (!read) {
        return read.error();
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const DueItem& a, const DueItem& b) { return a.term.due < b.term.due; });
    return items;
}

}  // namespace meldbrug::bridge
