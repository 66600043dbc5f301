/// \file
/// The audit in the bridge's words: who did what, on what ground. How it is kept: store/audit.hpp.
///
/// Recorded with the change it tells of (`Bridge` does that by itself), or before what was asked
/// for is shown (`Bridge::record_look`, which http and the command line call).
///
/// - A look is recorded once in ten minutes for the same person, thing and dossiers: a board that
///   asks for news every five seconds is one look each ten minutes.
/// - A refusal is recorded at once; what is refused again in the same way within ten minutes is
///   counted, and told in one row (`times`) when they are over or the bridge stops. So nobody can
///   fill the disk with refusals; a crash loses the count, never the first.
///
/// Privacy:  ids, numbers of dossiers, names of rights and rules; no pupil's id, no text.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

/// Who acts.
struct Actor {
    std::string id;    ///< of a person; "console" "bridge" "adapter:NAME"; or an address
    std::string role;  ///< empty when it is no person
};

/// Whoever runs a command on the machine of the bridge as its user.
[[nodiscard]] Actor console();

/// An entry as people read it.
struct AuditView {
    std::int64_t seq = 0;
    core::Instant at{};
    std::string person;
    std::string name;  ///< of a person who is known; else empty
    std::string role;
    std::string act;  ///< "view" "change" "export" "notice" "login" "refusal" "correction"
    std::string what;
    std::string about;
    std::string ground;
    std::int64_t times = 1;
    std::vector<std::string> dossiers{};  ///< of a pupil that was asked for: only that pupil's
};

[[nodiscard]] core::Json to_json(const AuditView& view);

struct AuditFilter {
    std::optional<std::string> pupil;
    std::optional<std::string> person;  ///< id
    std::optional<core::Date> since;
};

/// What reading the whole audit through found.
struct AuditVerdict {
    std::string fault;           ///< "none", or which (texts "audit.fault.*")
    std::int64_t first_bad = 0;  ///< number of the first entry that does not hold; 0: none
    std::int64_t entries = 0;    ///< that were read
    std::string head;            ///< "12:3f0c...", to be noted elsewhere
    [[nodiscard]] bool holds() const { return fault == "none"; }
};

}  // namespace meldbrug::bridge
