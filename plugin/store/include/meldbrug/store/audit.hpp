/// \file
/// Who looked at what, changed what, was told and was refused: rows that are added and never
/// changed, each holding on to the one before it.
///
/// Each row's hash is SHA-256 over its canonical bytes:
///
///     hash of the row before it (32 bytes; of the first row: zeros)
///     seq, at, times            8 bytes each, little-endian, in this order
///     school, person, role, act, what, about, ground
///                               each: length in bytes (8 bytes, little-endian), then UTF-8
///     number of dossiers        8 bytes, little-endian
///     each dossier              as the texts above
///
/// `at` is in seconds since 1970-01-01 (UTC). So a row that was edited, removed or moved does not
/// fit the row before it any more. That rows were cut off at the end no chain can tell: therefore
/// the last row's number and hash (the *head*) also stand in a small file beside the store,
/// `<store>.audit`, in one line: "meldbrug audit 1 SEQ HASH". It is written after the commit, by
/// renaming a whole new file over it: a crash in between leaves it behind by that one change and
/// never ahead. A head that is behind and fits the chain is moved on when the store is opened; one
/// that does not fit, or is gone, is left as it is for `verify` to tell. Rows after a head that is
/// behind are held against the chain alone: cut off before anybody opened the store again, that one
/// change is not missed.
///
/// What is not found: somebody who can write both files as the bridge's own user can make a new
/// chain of both. A head that was noted elsewhere (`meldbrug audit verify` prints it) finds that
/// too.
///
/// Privacy:  ids, numbers of dossiers, names of rules and rights: no name of a pupil, no pupil's
///           id, no text.
#pragma once

#include "meldbrug/core/date.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::store {

/// One thing that somebody did. The words are the bridge's own (bridge/audit.hpp).
struct AuditEntry {
    std::int64_t seq = 0;  ///< given by the store, from 1
    core::Instant at{};
    std::string person;  ///< id; "console" "bridge" "adapter:NAME", or an address that nobody knows
    std::string role;    ///< at that moment; empty when it is no person
    std::string act;     ///< "view" "change" "export" "notice" "login" "refusal" "correction"
    std::string what;    ///< "dossier", "badges", "person.revoked"
    std::string about;   ///< an id or counts: "p3", "R052", "added 3"
    std::string ground;  ///< the right or rule by which: "right:routes"
    std::int64_t times = 1;               ///< how often the same, told at once
    std::vector<std::string> dossiers{};  ///< numbers of those that were seen or changed, in order
    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

using AuditHash = std::array<std::uint8_t, 32>;

/// The end of the chain: the last row's number and hash. Zeros before the first.
struct AuditHead {
    std::int64_t seq = 0;
    AuditHash hash{};
    friend bool operator==(const AuditHead&, const AuditHead&) = default;
};

/// "12:3f0c..." as people note it down.
[[nodiscard]] std::string format_head(const AuditHead& head);
[[nodiscard]] std::optional<AuditHead> parse_head(std::string_view text);

/// Which entries; all that is set must hold.
struct AuditQuery {
    std::optional<std::vector<std::string>> dossiers;  ///< one of these numbers
    std::optional<std::string> person;
    std::optional<core::Instant> since;
    std::size_t last = 0;  ///< no more than the last so many; 0: all
};

/// What `Store::verify_audit` found. Named in what people read: texts "audit.fault.*".
enum class AuditFault : std::uint8_t {
    none,
    changed,    ///< the row does not fit the one before it: it, or that one, was edited or moved
    removed,    ///< a row of this number is not there, later ones are
    truncated,  ///< rows at the end are gone: the head names a later one
    replaced,   ///< the chain is whole, and not the one that the head was made of
    head_gone,  ///< the file beside the store is missing or is none: rows may be gone at the end
    index,      ///< the list of which row tells of which dossier was tampered with
};
[[nodiscard]] std::string_view name_of(AuditFault fault);

struct AuditReport {
    AuditFault fault = AuditFault::none;
    std::int64_t first_bad = 0;  ///< number of the first row that does not hold; 0 when none
    std::int64_t entries = 0;    ///< that were read
    AuditHead head{};            ///< of the chain, as far as it holds
};

}  // namespace meldbrug::store
