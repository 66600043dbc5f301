#include "options.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <iostream>

namespace meldbrug::cli {

namespace {

constexpr int wrong_usage = 2;

CLI::Option* add_day(CLI::App& app, const std::string& name, std::optional<core::Date>& target,
                     const std::string& help) {
    return app
        .add_option_function<std::string>(
            name,
            [&target, name](const std::string& text) {
                target = core::parse_date(text);
                if (!target) {
                    throw CLI::ValidationError(name, "must be a day, as 2026-03-12");
                }
            },
            help)
        ->type_name("DATE");
}

/// "P14D", "P2W" or a bare number of days.
std::optional<int> days_of(std::string_view text) {
    int factor = 1;
    if (!text.empty() && text.front() == 'P') {
        if (text.back() != 'D' && text.back() != 'W') {
            return std::nullopt;
        }
        factor = text.back() == 'W' ? 7 : 1;
        text = text.substr(1, text.size() - 2);
    }
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // Ten thousand days is longer than any school career; more is a typing error.
    if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > 10000) {
        return std::nullopt;
    }
    return value * factor;
}

/// A subcommand whose options fill an object that becomes the command when it is the one that was
/// given.
template <class Options>
struct Subcommand {
    CLI::App* app = nullptr;
    std::shared_ptr<Options> options = std::make_shared<Options>();
};

template <class Options>
Subcommand<Options> add(CLI::App& parent, const std::string& name, const std::string& help,
                        std::optional<Command>& chosen) {
    Subcommand<Options> result{parent.add_subcommand(name, help)};
    result.app->callback([options = result.options, &chosen] { chosen = *options; });
    return result;
}

void add_commands_on_notes(CLI::App& app, std::optional<Command>& chosen) {
    auto read = add<ReadOptions>(
        app, "read", "Notes as JSON Lines in, what they show out; touches no store", chosen);
    read.app->add_option("--route", read.options->route, "Route whose step names are meant")
        ->capture_default_str();
    read.app->add_flag("--explain", read.options->explain,
                       "Show the text with what was read underlined, and why");
    read.app->add_option("file", read.options->file, "File, or - for standard input");

    auto dates = add<DatesOptions>(
        app, "dates", "Lines of {id, ref, text} in, date expressions out; touches no store",
        chosen);
    dates.app->add_option("file", dates.options->file, "File, or - for standard input");

    auto evaluate = add<EvaluateOptions>(app, "evaluate",
                                         "Notes in, route status out; touches no store", chosen);
    evaluate.app->add_option("--route", evaluate.options->route, "Route profile")->required();
    add_day(*evaluate.app, "--as-of", evaluate.options->as_of,
            "What had happened by that day (default: today)");
    add_day(*evaluate.app, "--known-on", evaluate.options->known_on,
            "What had been recorded by that day");
    CLI::Option* explain = evaluate.app->add_option(
        "--explain", evaluate.options->explain,
        "Walk this rule over the dossiers instead, as R136 or R081/gesprek");
    evaluate.app->add_flag("--json", evaluate.options->json, "With --explain: as JSON")
        ->needs(explain);
    evaluate.app->add_option("file", evaluate.options->file, "File, or - for standard input");
}

void add_commands_on_store(CLI::App& app, std::optional<Command>& chosen) {
    add<ServeOptions>(app, "serve", "Runs the bridge: adapters, reminders, board and API", chosen);

    auto import = add<ImportOptions>(app, "import", "Takes in a file or folder once", chosen);
    import.app->add_option("paths", import.options->paths, "Files or folders")->required();
    import.app->add_option("--adapter", import.options->adapter, "Who reads them")
        ->capture_default_str();
    import.app->add_option("--category", import.options->category,
                           "Category of notes that name none");
    import.app->add_option("--pupil", import.options->pupil, "Pupil of notes that name none");
    import.app->add_flag("--force", import.options->force,
                         "Withdraw notes even when an export misses most of them");

    auto status = add<StatusOptions>(app, "status", "Route status of the stored dossiers", chosen);
    CLI::Option* pupil = status.app->add_option("--pupil", status.options->pupil, "One pupil");
    status.app
        ->add_option("--explain", status.options->explain,
                     "With --pupil: walk this rule over the dossiers, as R136 or R081/gesprek")
        ->needs(pupil);
    status.app->add_option("--group", status.options->group, "One group");
    add_day(*status.app, "--as-of", status.options->as_of, "As of that day (default: today)");
    status.app->add_flag("--json", status.options->json, "As JSON");

    auto due = add<DueOptions>(app, "due", "Open terms and reminders", chosen);
    add_day(*due.app, "--as-of", due.options->as_of, "As of that day (default: today)");
    due.app
        ->add_option_function<std::string>(
            "--within",
            [options = due.options](const std::string& text) {
                const auto days = days_of(text);
                if (!days) {
                    throw CLI::ValidationError("--within",
                                               "must be a number of days or weeks, as P14D or P2W");
                }
                options->within_days = *days;
            },
            "How far ahead (default: P14D)")
        ->type_name("PnD");
    due.app->add_flag("--json", due.options->json, "As JSON");

    auto doctor =
        add<DoctorOptions>(app, "doctor", "Checks configuration, store, data and mail", chosen);
    doctor.app->add_flag("--json", doctor.options->json, "As JSON");
    doctor.app->add_flag("--acknowledge", doctor.options->acknowledge,
                         "You have seen that mails were given up: they are told of no more");
}

void add_who_and_why(CLI::App& app, std::string& who, std::string& why, bool& json) {
    app.add_option("--who", who, "Id or name of the person who says so")->required();
    app.add_option("--why", why, "Why, in a few words")->required();
    app.add_flag("--json", json, "As JSON");
}

Subcommand<CorrectOptions> add_correction(CLI::App& app, const std::string& name,
                                          const std::string& help, std::optional<Command>& chosen) {
    auto command = add<CorrectOptions>(app, name, help, chosen);
    command.options->does = name;
    command.app->add_option("--pupil", command.options->pupil, "Pupil")->required();
    add_who_and_why(*command.app, command.options->who, command.options->why,
                    command.options->json);
    return command;
}

/// One of these, and no two.
void add_matters(const Subcommand<CorrectOptions>& command,
                 std::initializer_list<std::pair<const char*, const char*>> matters) {
    CLI::Option_group* group = command.app->add_option_group("what", "What it speaks of");
    for (const auto& [matter, help] : matters) {
        group->add_option_function<std::string>(
            "--" + std::string(matter),
            [options = command.options, matter = std::string(matter)](const std::string& id) {
                options->matter = matter;
                options->subject = id;
            },
            help);
    }
    group->require_option(1);
}

void add_note(const Subcommand<CorrectOptions>& command) {
    command.app->add_option("--note", command.options->note, "Id of the note")->required();
    command.app->add_option("--source", command.options->source,
                            "System of the note, where two have one of that id");
}

void add_duties(CLI::App& app, std::optional<Command>& chosen) {
    CLI::App* duties = app.add_subcommand("duties", "What the protocol asks of the school itself")
                           ->require_subcommand(1);
    auto list = add<DutiesListOptions>(*duties, "list", "What was done, and what comes", chosen);
    add_day(*list.app, "--as-of", list.options->as_of, "As of that day (default: today)");
    list.app->add_flag("--json", list.options->json, "As JSON");
    auto done = add<DutiesDoneOptions>(*duties, "done", "The school did it", chosen);
    done.app->add_option("duty", done.options->duty, "As R155 or R157/controle")->required();
    add_day(*done.app, "--on", done.options->day, "The day on which")->required();
    done.app
        ->add_option("--evidence", done.options->evidence,
                     "Where the proof lies, as 'notulen 12 maart'; no pupil's name")
        ->required();
    done.app->add_option("--who", done.options->who, "Id or name of who says so")->required();
    auto undo =
        add<DutiesUndoOptions>(*duties, "undo", "It was a mistake; it stays listed", chosen);
    undo.app->add_option("id", undo.options->id, "Its number, of the list")->required();
    undo.app->add_option("--who", undo.options->who, "Id or name of who says so")->required();
}

void add_exports(CLI::App& app, std::optional<Command>& chosen) {
    CLI::App* exports =
        app.add_subcommand("export", "Routes as a file, noted in the audit")->require_subcommand(1);
    const auto add_form = [&](const char* form, const char* what) {
        auto one = add<ExportOptions>(*exports, form, what, chosen);
        one.options->form = form;
        add_day(*one.app, "--as-of", one.options->as_of, "As of that day (default: today)");
        one.app->add_option("--out", one.options->out,
                            "A new file, closed to others (default: standard output)");
        return one;
    };
    const auto html = add_form("html", "A page that prints well; without names and texts");
    html.app
        ->add_option("--kind", html.options->kind,
                     "dossier, inspectie (how the school uses its meldcode, of no child) or inzage "
                     "(a copy for the parents of --pupil, others masked)")
        ->check(CLI::IsMember({"dossier", "inspectie", "inzage"}))
        ->capture_default_str();
    html.app->add_flag("--with-names", html.options->names, "A dossier with the pupil's name");
    html.app->add_flag("--with-text", html.options->text,
                       "A dossier with what notes and reasons say");
    for (const auto& one : {add_form("csv", "A table for a spreadsheet, with names"),
                            add_form("json", "As status --json shows them"), html}) {
        one.app->add_option("--pupil", one.options->pupil, "Of one pupil");
    }
    add_form("ics", "On which days something is open, without pupils: for a calendar");
    add_form("xes", "What was done when by which role, without pupils: for process mining");
}

void add_corrections(CLI::App& app, std::optional<Command>& chosen) {
    const auto confirm = add_correction(app, "confirm", "A note shows it after all", chosen);
    add_note(confirm);
    add_matters(confirm, {{"action", "Action, as gesprek_ouder"},
                          {"step", "Step, as melden"},
                          {"rule", "What a rule asks about the note, as R118: yes, it was so"}});
    add_day(*confirm.app, "--day", confirm.options->day,
            "Day of the act, where the note does not tell (default: the note's)");

    const auto reject = add_correction(app, "reject", "A note does not show it", chosen);
    add_note(reject);
    add_matters(reject, {{"action", "Action, as gesprek_ouder"},
                         {"step", "Step, as melden"},
                         {"alarm", "Alarm, as acuut"},
                         {"term", "Term, as help_effect"},
                         {"rule", "What a rule asks about the note: no, it was not so"}});

    const auto added = add_correction(app, "add", "It happened, though no note tells it", chosen);
    add_matters(added, {{"action", "Action, as gesprek_ouder"}});
    add_day(*added.app, "--day", added.options->day, "Day of the act")->required();

    const auto waive =
        add_correction(app, "waive", "The school refrained, on a ground of its protocol", chosen);
    waive.app->add_option("--rule", waive.options->rule, "Rule that allows it, as R052")
        ->required();
    waive.app->add_option("--ground", waive.options->grounds, "Ground, as grond_contactbreuk")
        ->required();
    add_day(*waive.app, "--day", waive.options->day, "Day of the decision")->required();

    CLI::App* corrections =
        app.add_subcommand("corrections", "What people said about what was read")
            ->require_subcommand(1);
    auto list = add<CorrectionsListOptions>(*corrections, "list",
                                            "Lists them, with what has become of them", chosen);
    list.app->add_option("--pupil", list.options->pupil, "One pupil");
    list.app->add_option("--group", list.options->group, "One group");
    add_day(*list.app, "--as-of", list.options->as_of, "As of that day (default: today)");
    list.app->add_flag("--json", list.options->json, "As JSON");
    auto undo = add<CorrectionsUndoOptions>(*corrections, "undo",
                                            "It does not hold after all; it stays listed", chosen);
    undo.app->add_option("id", undo.options->id, "Number of the correction")->required();
    add_who_and_why(*undo.app, undo.options->who, undo.options->why, undo.options->json);
}

/// \return the option that names the backup
CLI::Option* add_places(CLI::App& command, BackupPlaces& places) {
    command.add_option("--keys", places.keys,
                       "File of the keys, one for all backups (meldbrug-backup.keys beside the "
                       "backup)");
    return command.add_option("file", places.copy, "File of the backup");
}

void add_backups(CLI::App& app, std::optional<Command>& chosen) {
    CLI::App* backup = app.add_subcommand(
        "backup", "Makes a backup of the store, sealed with its key; the bridge may run on");
    const auto options = std::make_shared<BackupOptions>();
    add_places(*backup, options->places);
    // What is done with a backup that is there has a name; making one is the command itself.
    backup->callback([backup, options, &chosen] {
        if (!backup->get_subcommands().empty()) {
            return;
        }
        if (options->places.copy.empty()) {
            throw CLI::RequiredError("file");
        }
        chosen = *options;
    });
    auto verify = add<BackupVerifyOptions>(
        *backup, "verify", "Reads a backup to its end: whether it opens and is whole", chosen);
    add_places(*verify.app, verify.options->places)->required();
    auto restore = add<BackupRestoreOptions>(
        *backup, "restore", "Makes the store of a backup; never over a store that is there",
        chosen);
    add_places(*restore.app, restore.options->places)->required();
}

void add_administration(CLI::App& app, std::optional<Command>& chosen) {
    CLI::App* route = app.add_subcommand("route", "Route profiles")->require_subcommand(1);
    auto list = add<RouteListOptions>(*route, "list", "Every profile", chosen);
    list.app->add_flag("--json", list.options->json, "As JSON");
    auto show = add<RouteShowOptions>(*route, "show", "One profile", chosen);
    show.app->add_option("id", show.options->id, "Profile")->required();
    CLI::Option* json = show.app->add_flag("--json", show.options->json, "As JSON");
    show.app->add_flag("--html", show.options->html, "As a page to print")->excludes(json);
    auto check =
        add<RouteCheckOptions>(*route, "check", "Checks a profile: file, field, reason", chosen);
    check.app->add_option("file", check.options->file, "Profile file")->required();
    check.app->add_flag("--strict", check.options->strict, "Warnings end with 3 as well");
    check.app->add_option("--sources", check.options->sources,
                          "Folder of the protocols: cited lines are looked up there");
    auto diff = add<RouteDiffOptions>(*route, "diff",
                                      "What changes for a school between two profiles", chosen);
    diff.app->add_option("before", diff.options->before, "Profile: an id, ID@VERSION or a file")
        ->required();
    diff.app->add_option("after", diff.options->after, "The one that is to take its place")
        ->required();
    diff.app->add_flag("--on-dossiers", diff.options->on_dossiers,
                       "Also what it would change for the open dossiers of the store");
    diff.app->add_flag("--json", diff.options->json, "As JSON");

    CLI::App* user =
        app.add_subcommand("user", "People who may see something")->require_subcommand(1);
    auto user_add = add<UserAddOptions>(*user, "add", "Adds a person", chosen);
    user_add.app->add_option("name", user_add.options->name, "Name")->required();
    user_add.app
        ->add_option("--role", user_add.options->role,
                     "leerkracht ib aandachtsfunctionaris directie bestuur smw beheer")
        ->required();
    user_add.app->add_option("--email", user_add.options->email,
                             "Address for content-free notices");
    user_add.app->add_option("--author", user_add.options->author,
                             "Id by which this person writes notes in the LVS");
    user_add.app->add_option("--group", user_add.options->group, "Own class of a teacher");
    add<UserListOptions>(*user, "list", "Lists people", chosen);
    auto revoke =
        add<UserRevokeOptions>(*user, "revoke", "Takes a person's access away at once", chosen);
    revoke.app->add_option("id", revoke.options->id, "Id or name of the person")->required();

    add<UserDevicesOptions>(*user, "devices", "Lists the devices that people paired", chosen);
    auto unpair = add<UserUnpairOptions>(*user, "unpair", "Ends one device, at once", chosen);
    unpair.app->add_option("device", unpair.options->device, "Id of the device")->required();

    CLI::App* invite = app.add_subcommand("invite", "Lets somebody see one dossier for a time")
                           ->require_subcommand(1);
    auto invite_add = add<InviteAddOptions>(*invite, "add", "Invites a person", chosen);
    invite_add.app->add_option("person", invite_add.options->person, "Id or name of the person")
        ->required();
    invite_add.app->add_option("--dossier", invite_add.options->dossier, "Number, as 2026-0012")
        ->required();
    add_day(*invite_add.app, "--until", invite_add.options->until, "The last day")->required();
    invite_add.app->add_option("--who", invite_add.options->who, "The IB who invites")->required();
    add<InviteListOptions>(*invite, "list", "Lists invitations", chosen);
    auto invite_end = add<InviteEndOptions>(*invite, "end", "Takes one back, at once", chosen);
    invite_end.app->add_option("id", invite_end.options->id, "Number of the invitation")
        ->required();
    invite_end.app->add_option("--who", invite_end.options->who, "The IB who takes it back")
        ->required();

    CLI::App* hide =
        app.add_subcommand("hide",
                           "Hides all of a pupil from one person, as when that person is "
                           "suspected")
            ->require_subcommand(1);
    auto hide_add = add<HideAddOptions>(*hide, "add", "Hides it, at once", chosen);
    hide_add.app->add_option("person", hide_add.options->person, "Id or name of from whom")
        ->required();
    hide_add.app->add_option("--pupil", hide_add.options->pupil, "The pupil")->required();
    hide_add.app->add_option("--why", hide_add.options->why, "The reason")->required();
    hide_add.app->add_option("--who", hide_add.options->who, "Who hides it")->required();
    auto hide_list =
        add<HideListOptions>(*hide, "list", "Lists from whom a pupil is hidden", chosen);
    hide_list.app->add_option("--pupil", hide_list.options->pupil, "The pupil")->required();
    auto hide_end = add<HideEndOptions>(*hide, "end", "Ends one, at once", chosen);
    hide_end.app->add_option("id", hide_end.options->id, "Number of the hiding")->required();
    hide_end.app->add_option("--why", hide_end.options->why, "The reason")->required();
    hide_end.app->add_option("--who", hide_end.options->who, "Who ends it")->required();

    CLI::App* key = app.add_subcommand("key", "The key without which nobody reads the store")
                        ->require_subcommand(1);
    auto key_init = add<KeyInitOptions>(
        *key, "init", "Makes a new key, for a store that is still to be made", chosen);
    key_init.app->add_option("file", key_init.options->file, "File to make")->required();
    auto rotate = add<KeyRotateOptions>(
        *key, "rotate", "Gives the store another key; the old one opens older backups alone",
        chosen);
    rotate.app->add_option("--new", rotate.options->next,
                           "File with the new key or passphrase; without it a key is made");
    rotate.app->add_option("--who", rotate.options->who, "Id or name of the person who does it")
        ->required();

    CLI::App* audit = app.add_subcommand("audit", "Who looked at what, changed what, was refused")
                          ->require_subcommand(1);
    auto audit_list = add<AuditListOptions>(*audit, "list", "Lists the entries", chosen);
    audit_list.app->add_option("--pupil", audit_list.options->pupil, "Of one pupil's dossiers");
    audit_list.app->add_option("--person", audit_list.options->person, "Id or name of a person");
    add_day(*audit_list.app, "--since", audit_list.options->since, "From that day on");
    audit_list.app->add_flag("--json", audit_list.options->json, "As JSON");
    auto verify = add<AuditVerifyOptions>(*audit, "verify",
                                          "Whether anything was edited, removed or moved", chosen);
    verify.app->add_option("--head", verify.options->head,
                           "What an earlier run printed, noted elsewhere");
    verify.app->add_flag("--json", verify.options->json, "As JSON");
    auto renew = add<AuditRenewOptions>(
        *audit, "renew", "After a backup was put back: the audit goes on from what is there",
        chosen);
    renew.app->add_option("--who", renew.options->who, "Id or name of the person who has looked")
        ->required();

    add_duties(app, chosen);
    add_exports(app, chosen);
    add_backups(app, chosen);

    CLI::App* calendar =
        app.add_subcommand("calendar", "A person's calendar of open terms, without content")
            ->require_subcommand(1);
    auto on = add<CalendarOptions>(
        *calendar, "on", "Gives it a secret address, shown once; an earlier one ends", chosen);
    on.options->on = true;
    on.app->add_option("person", on.options->person, "Id or name of the person")->required();
    auto off = add<CalendarOptions>(*calendar, "off", "Ends its address, at once", chosen);
    off.app->add_option("person", off.options->person, "Id or name of the person")->required();

    auto pair = add<PairOptions>(app, "pair", "A one-time code for a person's browser", chosen);
    pair.app->add_option("person", pair.options->person, "Id or name of the person")->required();
}

}  // namespace

std::variant<Invocation, int> parse_command_line(int argc, const char* const* argv) {
    CLI::App app{
        "Meldbrug: reads the notes of the meldcode category and shows where each pupil's route "
        "stands",
        "meldbrug"};
    app.set_version_flag("--version", MELDBRUG_VERSION);
    app.require_subcommand(1);
    app.fallthrough();

    Invocation invocation;
    std::string store;
    std::string config;
    app.add_option("--store", store, "Database file");
    app.add_option("--config", config, "Configuration file");
    app.add_option("--lang", invocation.common.language, "Language of texts")
        ->check(CLI::IsMember({"nl", "en"}))
        ->capture_default_str();
    app.add_flag("--quiet", invocation.common.quiet, "Errors only");

    std::optional<Command> chosen;
    add_commands_on_notes(app, chosen);
    add_commands_on_store(app, chosen);
    add_corrections(app, chosen);
    add_administration(app, chosen);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& help) {
        app.exit(help);
        return 0;
    } catch (const CLI::ParseError& error) {
        std::cerr << "meldbrug: " << error.what() << " (see meldbrug --help)\n";
        return wrong_usage;
    }
    if (!store.empty()) {
        invocation.common.store = store;
    }
    if (!config.empty()) {
        invocation.common.config = config;
    }
    invocation.command = std::move(*chosen);
    return invocation;
}

}  // namespace meldbrug::cli
