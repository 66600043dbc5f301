/// \file
/// What a bridge is made of.
#pragma once

#include "audit_desk.hpp"
#include "audit_words.hpp"
#include "evaluation.hpp"
#include "summary_cache.hpp"
#include "token_cache.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/store/store.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>

namespace meldbrug::bridge {

/// Whether the file is sound: a small one is read through at once, a large one beside the first
/// answers.
class SoundnessCheck {
public:
    enum class Outcome { running, sound, damaged };
    core::Status start(store::Store& store);
    [[nodiscard]] Outcome outcome() const { return outcome_; }

private:
    std::atomic<Outcome> outcome_ = Outcome::running;
    std::jthread thread_;
};

struct Bridge::Parts {
    Parts(Config configuration, const Knowledge& known, const route::Profile& profile,
          const core::Clock& time, std::unique_ptr<store::Store> opened)
        : config(std::move(configuration)),
          knowledge(known),
          route(profile),
          clock(time),
          evaluation(known, profile),
          store(std::move(opened)) {}

    Config config;
    const Knowledge& knowledge;
    const route::Profile& route;
    const core::Clock& clock;
    Evaluation evaluation;
    std::unique_ptr<store::Store> store;
    TokenCache tokens;
    AuditDesk audit_desk;
    SummaryCache summaries;
    std::mutex overview_mutex;  ///< one thread fills in a whole school's summaries, others wait
    std::mutex serving_mutex;
    std::optional<store::ServeLock> serving;
    SoundnessCheck soundness;  // last: its thread uses the store
};

/// What was refused and only counted is written down before nobody remembers it.
void record_refusals_at_end(Bridge::Parts& parts);

/// Whether notes of that category are looked at for being misfiled.
[[nodiscard]] bool is_looked_at(const Config& config, const std::optional<std::string>& category);
/// What a note of another category seems to tell, when it clearly belongs to the route.
[[nodiscard]] std::optional<store::MisfiledRow> find_misfiled(const Bridge::Parts& parts,
                                                              const notes::Note& note);
/// Points out what no configuration asks for any more no longer.
core::Status forget_other_categories(Bridge::Parts& parts);

/// As of that day, in the order in which they were made; those made later are left out.
[[nodiscard]] std::vector<CorrectionView> views_of(std::vector<notes::Correction> corrections,
                                                   core::Date day);

/// What `work` makes of one consistent state.
template <class Work>
auto in_snapshot(Bridge::Parts& parts, Work&& work)
    -> decltype(work(std::declval<store::View&>())) {
    auto snapshot = parts.store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    return work(*snapshot);
}

[[nodiscard]] Person person_of(const store::PersonRow& row);
/// A secret of 256 bits, as it stands in a header or an address.
[[nodiscard]] core::Secret make_token();
/// By which such a secret is known here; the secret itself is not kept.
[[nodiscard]] store::Digest token_hash(std::string_view token);

/// Somebody who is there; `not_found` for who is not, or was revoked.
core::Result<store::PersonRow> present_person(store::View& view, std::string_view id);
/// As above; `forbidden`, in these words, for a role without that right.
core::Result<store::PersonRow> person_who_may(store::View& view, std::string_view id,
                                              Resource right, std::string_view otherwise);

/// Keeps what a person says and brings the pupil up to it, in that change, which is committed.
/// \pre it is valid  \param ground  the right by which
core::Result<notes::Correction> keep_correction(Bridge::Parts& parts, store::Change& change,
                                                notes::Correction said, const Actor& who,
                                                std::string_view ground);

/// Loads, judges and keeps these pupils: numbers of new dossiers, and the terms.
core::Status keep_pupils(Bridge::Parts& parts, store::Change& change,
                         std::span<const std::string> pupils, core::Instant now);

}  // namespace meldbrug::bridge
