/// \file
/// One function per command, each in a file of its own. They write to `out`, complain on `err`, and
/// return the exit status of the contract.
#pragma once

#include "options.hpp"

#include <iosfwd>

namespace meldbrug::cli {

struct Console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
};

int run(const ServeOptions& options, const CommonOptions& common, Console console);
int run(const ImportOptions& options, const CommonOptions& common, Console console);
int run(const ReadOptions& options, const CommonOptions& common, Console console);
int run(const DatesOptions& options, const CommonOptions& common, Console console);
int run(const EvaluateOptions& options, const CommonOptions& common, Console console);
int run(const StatusOptions& options, const CommonOptions& common, Console console);
int run(const DueOptions& options, const CommonOptions& common, Console console);
int run(const CorrectOptions& options, const CommonOptions& common, Console console);
int run(const CorrectionsListOptions& options, const CommonOptions& common, Console console);
int run(const CorrectionsUndoOptions& options, const CommonOptions& common, Console console);
int run(const RouteListOptions& options, const CommonOptions& common, Console console);
int run(const RouteShowOptions& options, const CommonOptions& common, Console console);
int run(const RouteCheckOptions& options, const CommonOptions& common, Console console);
int run(const RouteDiffOptions& options, const CommonOptions& common, Console console);
int run(const DoctorOptions& options, const CommonOptions& common, Console console);
int run(const KeyInitOptions& options, const CommonOptions& common, Console console);
int run(const KeyRotateOptions& options, const CommonOptions& common, Console console);
int run(const BackupOptions& options, const CommonOptions& common, Console console);
int run(const BackupVerifyOptions& options, const CommonOptions& common, Console console);
int run(const BackupRestoreOptions& options, const CommonOptions& common, Console console);
int run(const AuditListOptions& options, const CommonOptions& common, Console console);
int run(const AuditVerifyOptions& options, const CommonOptions& common, Console console);
int run(const AuditRenewOptions& options, const CommonOptions& common, Console console);
int run(const DutiesListOptions& options, const CommonOptions& common, Console console);
int run(const DutiesDoneOptions& options, const CommonOptions& common, Console console);
int run(const DutiesUndoOptions& options, const CommonOptions& common, Console console);
int run(const ExportOptions& options, const CommonOptions& common, Console console);
int run(const UserAddOptions& options, const CommonOptions& common, Console console);
int run(const UserListOptions& options, const CommonOptions& common, Console console);
int run(const UserRevokeOptions& options, const CommonOptions& common, Console console);
int run(const UserDevicesOptions& options, const CommonOptions& common, Console console);
int run(const UserUnpairOptions& options, const CommonOptions& common, Console console);
int run(const InviteAddOptions& options, const CommonOptions& common, Console console);
int run(const InviteListOptions& options, const CommonOptions& common, Console console);
int run(const InviteEndOptions& options, const CommonOptions& common, Console console);
int run(const HideAddOptions& options, const CommonOptions& common, Console console);
int run(const HideListOptions& options, const CommonOptions& common, Console console);
int run(const HideEndOptions& options, const CommonOptions& common, Console console);
int run(const CalendarOptions& options, const CommonOptions& common, Console console);
int run(const PairOptions& options, const CommonOptions& common, Console console);

}  // namespace meldbrug::cli
