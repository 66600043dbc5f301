/// \file
/// What the bridge writes into the audit.
#pragma once

#include "meldbrug/bridge/audit.hpp"
#include "meldbrug/store/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

namespace audit_act {
inline constexpr std::string_view view = "view";
inline constexpr std::string_view change = "change";
inline constexpr std::string_view exported = "export";
inline constexpr std::string_view login = "login";
inline constexpr std::string_view refusal = "refusal";
inline constexpr std::string_view correction = "correction";
}  // namespace audit_act

[[nodiscard]] store::AuditEntry audit_entry(const Actor& who, core::Instant at,
                                            std::string_view act, std::string_view what,
                                            std::string_view about, std::string_view ground,
                                            std::vector<std::string> dossiers = {});
[[nodiscard]] std::vector<std::string> numbers_of(const std::vector<store::Dossier>& dossiers);

}  // namespace meldbrug::bridge
