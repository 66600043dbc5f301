#include "meldbrug/bridge/backup.hpp"

#include "parts.hpp"

namespace meldbrug::bridge {
namespace {

store::KeySource key_of(const Config& config) {
    store::KeySource key = config.key;
    if (key.file.empty()) {
        key.file = store::default_key_file(config.store);
    }
    return key;
}

}  // namespace

core::Result<BackupReport> verify_backup(const Config& config, const BackupFiles& files) {
    return store::verify_backup(files, key_of(config));
}

core::Result<BackupReport> restore_backup(const Config& config, const BackupFiles& files) {
    return store::restore_backup(files, key_of(config), config.store);
}

core::Result<BackupReport> Bridge::back_up(const BackupFiles& files) {
    // First, so that the backup itself tells of it.
    if (auto recorded = record_export(console(), "backup", "console", {}); !recorded) {
        return recorded.error();
    }
    return parts_->store->back_up(files);
}

core::Status Bridge::rotate_key(std::string_view person,
                                const std::optional<std::filesystem::path>& next) {
    const auto alone = parts_->store->lock_for_serving();
    if (!alone) {
        return core::Error{core::ErrorCode::store,
                           "a bridge serves this store, and nothing was changed: stop it first",
                           parts_->config.store.string()};
    }
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto by = present_person(*change, person);
    if (!by) {
        return by.error();
    }
    if (auto rotated = change->rotate_key(key_of(parts_->config), next); !rotated) {
        return rotated;
    }
    if (auto recorded =
            change->record(audit_entry({by->id, by->role}, parts_->clock.now(), audit_act::change,
                                       "key.rotated", "", "console"));
        !recorded) {
        return recorded;
    }
    return change->commit();
}

}  // namespace meldbrug::bridge
