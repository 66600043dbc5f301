/// \file
/// Backups of the configured store, while no bridge is open on it: looking into one, and putting
/// one back. Making one is `Bridge::back_up`.
///
/// Errors:   `store`, as in store/backup.hpp.
/// Privacy:  as in store/backup.hpp; a report holds counts and the head of the audit.
#pragma once

#include "meldbrug/bridge/config.hpp"
#include "meldbrug/store/backup.hpp"

namespace meldbrug::bridge {

using store::BackupFiles;
using store::BackupReport;

[[nodiscard]] core::Result<BackupReport> verify_backup(const Config& config,
                                                       const BackupFiles& files);
/// \pre the configured store is not there; else it is refused
[[nodiscard]] core::Result<BackupReport> restore_backup(const Config& config,
                                                        const BackupFiles& files);

}  // namespace meldbrug::bridge
