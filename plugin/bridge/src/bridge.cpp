#include "meldbrug/bridge/bridge.hpp"

#include "known_profiles.hpp"
#include "parts.hpp"

#include "meldbrug/core/log.hpp"

#include <filesystem>
#include <utility>

namespace meldbrug::bridge {

namespace {

/// Read through in about 20 ms: unnoticed at start. A larger file is checked beside the first
/// answers.
constexpr std::uintmax_t small_store_bytes = std::uintmax_t{8} * 1024 * 1024;

/// A failure that goes on is written again after this long, not at each poll.
constexpr auto repeat_report_after = std::chrono::minutes{10};

bool is_known(const store::AdapterState& state, const PollReport& report, core::Instant now) {
    const auto& told = report.error.empty() ? state.last_success : state.last_error_at;
    return state.last_error == report.error && told && now - *told < repeat_report_after;
}

/// Known from now on, and told in the log where a version is no more what it was.
core::Status look_at_profiles(Bridge::Parts& parts) {
    auto change = parts.store->change();
    if (!change) {
        return change.error();
    }
    const auto changed = changed_profiles(*change, parts.knowledge, parts.route);
    if (!changed) {
        return changed.error();
    }
    if (!changed->empty()) {
        core::log(core::LogLevel::warning, "route_changed_without_version",
                  {core::ErrorCode::invalid_config, changed_profiles_message(*changed), "route"});
    }
    if (auto noted = note_profiles(*change, parts.knowledge, parts.route); !noted) {
        return noted;
    }
    return change->commit();
}

}  // namespace

core::Status SoundnessCheck::start(store::Store& store) {
    std::error_code error;
    if (std::filesystem::file_size(store.file(), error) <= small_store_bytes && !error) {
        auto checked = store.check();
        outcome_ = checked ? Outcome::sound : Outcome::damaged;
        return checked;
    }
    thread_ = std::jthread([this, &store] {
        const auto checked = store.check();
        outcome_ = checked ? Outcome::sound : Outcome::damaged;
        if (!checked) {
            core::log(core::LogLevel::error, "store_damaged", checked.error());
        }
    });
    return core::Done{};
}

Bridge::Bridge(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Bridge::~Bridge() {
    record_refusals_at_end(*parts_);
}

core::Result<std::unique_ptr<Bridge>> Bridge::open(Config config, const Knowledge& knowledge,
                                                   const core::Clock& clock) {
    const auto* route = knowledge.route(config.route);
    if (route == nullptr) {
        return core::Error{core::ErrorCode::invalid_config,
                           "the route that the configuration names is not there: 'meldbrug route "
                           "list' shows which are",
                           "route"};
    }
    if (config.key.file.empty()) {
        config.key.file = store::default_key_file(config.store);
    }
    auto store = store::Store::open(config.store, config.school, config.key);
    if (!store) {
        return store.error();
    }
    auto parts = std::make_unique<Parts>(std::move(config), knowledge, *route, clock,
                                         std::move(store).value());
    if (auto sound = parts->soundness.start(*parts->store); !sound) {
        return sound.error();
    }
    return std::unique_ptr<Bridge>(new Bridge(std::move(parts)));
}

const Config& Bridge::config() const {
    return parts_->config;
}
const Knowledge& Bridge::knowledge() const {
    return parts_->knowledge;
}
const route::Profile& Bridge::route() const {
    return parts_->route;
}
const core::Clock& Bridge::clock() const {
    return parts_->clock;
}
store::Store& Bridge::store() {
    return *parts_->store;
}

core::Status Bridge::hold_serving() {
    const std::lock_guard lock(parts_->serving_mutex);
    if (parts_->serving) {
        return core::Done{};
    }
    auto held = parts_->store->lock_for_serving();
    if (!held) {
        return held.error();
    }
    parts_->serving.emplace(std::move(held).value());
    // Here, since the bridge that serves has the school's configuration; a command may have none.
    if (auto looked = look_at_profiles(*parts_); !looked) {
        return looked;
    }
    return forget_other_categories(*parts_);
}

core::Result<std::string> Bridge::cursor(std::string_view adapter) {
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    auto state = snapshot->adapter(adapter);
    if (!state) {
        return state.error();
    }
    return *state ? (*state)->cursor : std::string();
}

core::Status Bridge::report_poll(std::string_view adapter, const PollReport& report) {
    const auto now = parts_->clock.now();
    {
        // A quiet poll each few seconds takes no turn from those who write.
        auto snapshot = parts_->store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        const auto stored = snapshot->adapter(adapter);
        if (!stored) {
            return stored.error();
        }
        if (*stored && is_known(**stored, report, now)) {
            return core::Done{};
        }
    }
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    auto stored = change->adapter(adapter);
    if (!stored) {
        return stored.error();
    }
    store::AdapterState state = *stored ? **stored : store::AdapterState{};
    state.adapter = adapter;
    state.last_error = report.error;
    state.needs_person = report.needs_person;
    (report.error.empty() ? state.last_success : state.last_error_at) = now;
    if (auto put = change->put_adapter(state); !put) {
        return put;
    }
    return change->commit();
}

notes::Reading Bridge::read_draft(const notes::Note& draft) const {
    return parts_->evaluation.reader().read(draft);
}

}  // namespace meldbrug::bridge
