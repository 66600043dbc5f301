#include "ordered_work.hpp"
#include "parts.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace meldbrug::bridge {

namespace {

/// What makes two findings the same to who reads them.
auto said_by(const route::Finding& finding) {
    return std::tie(finding.rule, finding.about, finding.step, finding.verdict, finding.since,
                    finding.due, finding.force, finding.notes);
}

/// Those of `these` that `others` lack.
std::vector<route::Finding> missing_in(const std::vector<route::Finding>& others,
                                       const std::vector<route::Finding>& these) {
    std::vector<route::Finding> lacking;
    for (const auto& one : these) {
        if (std::none_of(others.begin(), others.end(),
                         [&](const auto& other) { return said_by(other) == said_by(one); })) {
            lacking.push_back(one);
        }
    }
    return lacking;
}

struct TwoVerdicts {
    Dossiers before, after;
};

/// Adds what differs of one pupil.
void add_pupil(const TwoVerdicts& verdicts, const std::vector<store::Dossier>& numbers,
               ProfileTrial& trial) {
    static const route::DossierStatus none{};
    const std::size_t count = std::max(verdicts.before.size(), verdicts.after.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& before = i < verdicts.before.size() ? verdicts.before[i] : none;
        const auto& after = i < verdicts.after.size() ? verdicts.after[i] : none;
        const auto is_open = [](const route::DossierStatus& dossier) {
            return &dossier != &none && dossier.state == route::DossierState::open;
        };
        if (!is_open(before) && !is_open(after)) {
            continue;
        }
        ++trial.open;
        DossierDifference difference;
        difference.before = before.badge;
        difference.after = after.badge;
        difference.appears = missing_in(before.findings, after.findings);
        difference.disappears = missing_in(after.findings, before.findings);
        if (difference.appears.empty() && difference.disappears.empty() &&
            before.badge.level == after.badge.level && before.badge.text == after.badge.text) {
            continue;
        }
        const auto number = std::find_if(numbers.begin(), numbers.end(), [&](const auto& known) {
            return known.ordinal == static_cast<int>(i) + 1;
        });
        if (number != numbers.end()) {
            difference.dossier = number->number;
        }
        trial.differing.push_back(std::move(difference));
    }
}

}  // namespace

core::Result<ProfileTrial> Bridge::try_profiles(const route::Profile& before,
                                                const route::Profile& after) {
    const auto today = parts_->clock.today();
    const Evaluation by_before = Evaluation::alone(parts_->knowledge, before);
    const Evaluation by_after = Evaluation::alone(parts_->knowledge, after);
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto pupils = snapshot->pupils();
    if (!pupils) {
        return pupils.error();
    }
    ProfileTrial trial;
    const auto done = load_work_keep(
        pupils->size(), [&](std::size_t i) { return Evaluation::load(*snapshot, (*pupils)[i]); },
        [&](const PupilRecord& record) {
            return TwoVerdicts{by_before.judge(record, today), by_after.judge(record, today)};
        },
        [&](std::size_t i, const PupilRecord&, const TwoVerdicts& verdicts) -> core::Status {
            const auto numbers = snapshot->dossiers_of((*pupils)[i]);
            if (!numbers) {
                return numbers.error();
            }
            add_pupil(verdicts, *numbers, trial);
            return core::Done{};
        });
    if (!done) {
        return done.error();
    }
    std::sort(trial.differing.begin(), trial.differing.end(),
              [](const auto& a, const auto& b) { return a.dossier < b.dossier; });
    return trial;
}

}  // namespace meldbrug::bridge
