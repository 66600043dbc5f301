/// \file
/// The file beside the store that tells where the audit's chain ends (audit.hpp).
///
/// Errors:   none are told: a head that could not be written is behind, and `verify` says so.
/// Threads:  processes take turns by a lock on the folder.
#pragma once

#include "meldbrug/store/audit.hpp"

#include <filesystem>
#include <functional>
#include <optional>

namespace meldbrug::store {

class AuditHeadFile {
public:
    explicit AuditHeadFile(const std::filesystem::path& store);
    /// Nothing when it is not there, or is no head.
    [[nodiscard]] std::optional<AuditHead> read() const;
    /// Moves it to `head`, unless it is there already or what it says now does not fit.
    /// \param fits  whether the chain has that row with that hash
    void advance(const AuditHead& head, const std::function<bool(const AuditHead&)>& fits) const;
    /// Makes it, whatever it said.
    void replace(const AuditHead& head) const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    void write(const AuditHead& head) const;
    std::filesystem::path path_;
};

}  // namespace meldbrug::store
