/// \file
/// Copies of a store, and putting one back.
///
/// A backup is two files:
///
/// - the **copy**: all of the store but the keys of the pupils' files. Many are kept, of many days.
/// - the **keys**: those keys, as they are now. One is kept and written over by every backup. So
///   what was destroyed since a copy was made is destroyed in that copy too: its key is nowhere.
///
/// Both are sealed as a whole (XChaCha20-Poly1305 in libsodium's secretstream) with a key that the
/// store's master key gives (key.hpp), which is in neither: without it nobody opens them.
///
/// Format: 16 bytes "meldbrug-backup1", 1 byte 'S' (copy) or 'K' (keys), then how the master key is
/// had: 1 byte kind, operations and memory (8 bytes each, little-endian), salt (16 bytes, zeros for
/// a key). Behind that 24 bytes that begin the stream, and pieces of 65,536 bytes, each 17 longer
/// sealed, the last one marked as the last: a file that was cut off does not open.
///
/// Errors:   `store`, one line that says what, where and what to do. What failed leaves nothing
///           behind but the file that was there.
///
/// Threads:  a backup may be made while others read and write the store; one backup at a time.
///
/// Privacy:  the copy lies beside the store for a moment, as closed as the store itself.
#pragma once

#include "meldbrug/core/result.hpp"
#include "meldbrug/store/audit.hpp"
#include "meldbrug/store/key.hpp"

#include <cstdint>
#include <filesystem>

namespace meldbrug::store {

struct BackupFiles {
    std::filesystem::path copy;  ///< new; a name that is taken is refused
    std::filesystem::path keys;  ///< written over
};

struct BackupReport {
    std::uintmax_t size = 0;     ///< of the copy's file, in bytes
    AuditHead head{};            ///< of the audit in the copy
    std::int64_t pupils = 0;     ///< files in it
    std::int64_t destroyed = 0;  ///< of those, how many have no key any more
    /// What is wrong with the audit in the copy. It is made and put back all the same: a backup that
    /// is refused helps nobody, and who looks has to be told.
    AuditFault audit = AuditFault::none;
};

/// Reads both to their last byte: that this key opens them and nothing was changed or is missing.
[[nodiscard]] core::Result<BackupReport> verify_backup(const BackupFiles& files,
                                                       const KeySource& key);

/// Makes `store` of them. What has no key any more is not in it. Refuses a store that is there.
/// The file beside the store that says where the audit ends is not made: a person looks first
/// (`meldbrug audit renew`).
[[nodiscard]] core::Result<BackupReport> restore_backup(const BackupFiles& files,
                                                        const KeySource& key,
                                                        const std::filesystem::path& store);

}  // namespace meldbrug::store
