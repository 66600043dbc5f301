/// \file
/// The command line, taken apart: which command, with what.
///
/// Shape:    contract.md "Command line".
#pragma once

#include "meldbrug/core/date.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace meldbrug::cli {

/// What every command takes.
struct CommonOptions {
    std::optional<std::filesystem::path> store;
    std::optional<std::filesystem::path> config;
    std::string language = "nl";
    bool quiet = false;
};

/// A file to read from, or standard input for "-" and nothing.
using InputFile = std::string;

struct ServeOptions {};
struct ImportOptions {
    std::vector<std::filesystem::path> paths;
    std::string adapter = "folder";
    std::string category;
    std::string pupil;
    bool force = false;
};
struct ReadOptions {
    std::string route = "basismodel";
    bool explain = false;
    InputFile file;
};
struct DatesOptions {
    InputFile file;
};
struct EvaluateOptions {
    std::string route;
    std::optional<core::Date> as_of;
    std::optional<core::Date> known_on;
    std::optional<std::string> explain;  ///< a rule; then `json` says in which form
    bool json = false;
    InputFile file;
};
struct StatusOptions {
    std::optional<std::string> pupil;
    std::optional<std::string> group;
    std::optional<core::Date> as_of;
    std::optional<std::string> explain;  ///< a rule
    bool json = false;
};
struct DueOptions {
    std::optional<core::Date> as_of;
    int within_days = 14;
    bool json = false;
};
/// What a person says about what was read; `does` is the command's own name.
struct CorrectOptions {
    std::string does;
    std::string pupil;
    std::string note;
    std::string source;
    std::string matter;  ///< "action" "step" "alarm" "term"; empty of a waiver
    std::string subject;
    std::optional<core::Date> day;
    std::string rule;
    std::vector<std::string> grounds;
    std::string who;
    std::string why;
    bool json = false;
};
struct CorrectionsListOptions {
    std::optional<std::string> pupil;
    std::optional<std::string> group;
    std::optional<core::Date> as_of;
    bool json = false;
};
struct CorrectionsUndoOptions {
    std::int64_t id = 0;
    std::string who;
    std::string why;
    bool json = false;
};
struct RouteListOptions {
    bool json = false;
};
struct RouteShowOptions {
    std::string id;
    bool json = false;
    bool html = false;
};
struct RouteCheckOptions {
    std::filesystem::path file;
    std::filesystem::path sources;  ///< folder of the cited files; empty: not looked at
    bool strict = false;
};
struct RouteDiffOptions {
    std::string before, after;  ///< an id, ID@VERSION or a file
    bool on_dossiers = false;
    bool json = false;
};
struct DoctorOptions {
    bool json = false;
    bool acknowledge = false;  ///< a person has seen which mails were given up
};
struct KeyInitOptions {
    std::filesystem::path file;
};
struct KeyRotateOptions {
    std::optional<std::filesystem::path> next;  ///< holds the new key or passphrase; nothing: made
    std::string who;
};
/// Where a backup is.
struct BackupPlaces {
    std::filesystem::path copy;
    std::optional<std::filesystem::path> keys;  ///< nothing: beside the copy
};
struct BackupOptions {
    BackupPlaces places;
};
struct BackupVerifyOptions {
    BackupPlaces places;
};
struct BackupRestoreOptions {
    BackupPlaces places;
};
struct AuditListOptions {
    std::optional<std::string> pupil;
    std::optional<std::string> person;
    std::optional<core::Date> since;
    bool json = false;
};
struct AuditVerifyOptions {
    std::string head;  ///< that was noted elsewhere; may be empty
    bool json = false;
};
struct AuditRenewOptions {
    std::string who;
};
struct DutiesListOptions {
    std::optional<core::Date> as_of;
    bool json = false;
};
struct DutiesDoneOptions {
    std::string duty;
    std::optional<core::Date> day;
    std::string evidence;
    std::string who;
};
struct DutiesUndoOptions {
    std::int64_t id = 0;
    std::string who;
};
/// What leaves the bridge as a file; `form` is the command's own name.
struct CalendarOptions {
    std::string person;
    bool on = false;
};
struct ExportOptions {
    std::string form;              ///< "csv" "html" "ics" "json" "xes"
    std::string kind = "dossier";  ///< of html: "dossier" "inspectie" "inzage"
    bool names = false;            ///< of html, a dossier: not redacted
    bool text = false;
    std::optional<std::string> pupil;
    std::optional<core::Date> as_of;
    std::optional<std::filesystem::path> out;  ///< else standard output
};
struct UserAddOptions {
    std::string name;
    std::string role;
    std::string email;
    std::string author;
    std::string group;
};
struct UserListOptions {};
struct UserDevicesOptions {};
struct UserUnpairOptions {
    std::string device;
};
struct InviteAddOptions {
    std::string person;
    std::string dossier;
    std::optional<core::Date> until;
    std::string who;
};
struct InviteListOptions {};
struct InviteEndOptions {
    std::int64_t id = 0;
    std::string who;
};
struct HideAddOptions {
    std::string person;
    std::string pupil;
    std::string why;
    std::string who;
};
struct HideListOptions {
    std::string pupil;
};
struct HideEndOptions {
    std::int64_t id = 0;
    std::string why;
    std::string who;
};
struct UserRevokeOptions {
    std::string id;
};
struct PairOptions {
    std::string person;
};

using Command = std::variant<
    ServeOptions, ImportOptions, ReadOptions, DatesOptions, EvaluateOptions, StatusOptions,
    DueOptions, CorrectOptions, CorrectionsListOptions, CorrectionsUndoOptions, RouteListOptions,
    RouteShowOptions, RouteCheckOptions, RouteDiffOptions, DoctorOptions, KeyInitOptions,
    KeyRotateOptions, BackupOptions, BackupVerifyOptions, BackupRestoreOptions, AuditListOptions,
    AuditVerifyOptions, AuditRenewOptions, DutiesListOptions, DutiesDoneOptions, DutiesUndoOptions,
    ExportOptions, UserAddOptions, UserListOptions, UserRevokeOptions, UserDevicesOptions,
    UserUnpairOptions, InviteAddOptions, InviteListOptions, InviteEndOptions, CalendarOptions,
    PairOptions, HideAddOptions, HideListOptions, HideEndOptions>;

struct Invocation {
    CommonOptions common;
    Command command;
};

/// The invocation, or the exit status when there is nothing to run (help was asked for, or the
/// words are wrong; both are printed).
std::variant<Invocation, int> parse_command_line(int argc, const char* const* argv);

}  // namespace meldbrug::cli
