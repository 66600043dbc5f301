#include "commands.hpp"
#include "table.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {

namespace {

core::Json to_json(const bridge::Person& person) {
    return {{"id", person.id},       {"name", person.name},       {"role", person.role},
            {"email", person.email}, {"revoked", person.revoked}, {"author", person.author},
            {"group", person.group}};
}

}  // namespace

int run(const UserAddOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    bridge::Person added;
    added.name = options.name;
    added.role = options.role;
    added.email = options.email;
    added.author = options.author;
    added.group = options.group;
    const auto person = session->bridge->add_person(added);
    if (!person) {
        return fail_usage(person.error(), console);
    }
    console.out << to_json(*person).dump() << "\n";
    return 0;
}

int run(const UserListOptions&, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto people = session->bridge->people();
    if (!people) {
        return fail(people.error(), console);
    }
    for (const auto& person : *people) {
        console.out << to_json(person).dump() << "\n";
    }
    return 0;
}

int run(const UserRevokeOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto id = find_person(*session->bridge, options.id);
    if (!id) {
        return fail(id.error(), console);
    }
    if (auto done = session->bridge->revoke_person(*id); !done) {
        return fail(done.error(), console);
    }
    return 0;
}

int run(const UserDevicesOptions&, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto devices = session->bridge->devices();
    if (!devices) {
        return fail(devices.error(), console);
    }
    for (const auto& device : *devices) {
        console.out << core::Json{{"id", device.id},
                                  {"person", device.person},
                                  {"name", device.name},
                                  {"paired", core::format_instant(device.paired)},
                                  {"expires", core::format_instant(device.expires)},
                                  {"open", device.open}}
                           .dump()
                    << "\n";
    }
    return 0;
}

int run(const UserUnpairOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    if (auto done = session->bridge->revoke_device(options.device); !done) {
        return fail(done.error(), console);
    }
    return 0;
}

int run(const InviteAddOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto person = find_person(*session->bridge, options.person);
    const auto who = find_person(*session->bridge, options.who);
    if (!person || !who) {
        return fail(!person ? person.error() : who.error(), console);
    }
    const auto made = session->bridge->invite(*person, options.dossier, *options.until, *who);
    if (!made) {
        return fail_usage(made.error(), console);
    }
    console.out << bridge::to_json(*made).dump() << "\n";
    return 0;
}

int run(const InviteListOptions&, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto invitations = session->bridge->invitations();
    if (!invitations) {
        return fail(invitations.error(), console);
    }
    for (const auto& invitation : *invitations) {
        console.out << bridge::to_json(invitation).dump() << "\n";
    }
    return 0;
}

int run(const InviteEndOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto who = find_person(*session->bridge, options.who);
    if (!who) {
        return fail(who.error(), console);
    }
    if (auto ended = session->bridge->end_invitation(options.id, *who); !ended) {
        return fail(ended.error(), console);
    }
    return 0;
}

int run(const HideAddOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto person = find_person(*session->bridge, options.person);
    const auto who = find_person(*session->bridge, options.who);
    if (!person || !who) {
        return fail(!person ? person.error() : who.error(), console);
    }
    const auto hidden = session->bridge->hide(options.pupil, *person, options.why, *who);
    if (!hidden) {
        return fail_usage(hidden.error(), console);
    }
    console.out << bridge::to_json(*hidden).dump() << "\n";
    return 0;
}

int run(const HideListOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto hidings = session->bridge->hidings(options.pupil);
    if (!hidings) {
        return fail(hidings.error(), console);
    }
    for (const auto& hiding : *hidings) {
        console.out << bridge::to_json(hiding).dump() << "\n";
    }
    return 0;
}

int run(const HideEndOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto who = find_person(*session->bridge, options.who);
    if (!who) {
        return fail(who.error(), console);
    }
    if (auto ended = session->bridge->end_hiding(options.id, options.why, *who); !ended) {
        return fail_usage(ended.error(), console);
    }
    return 0;
}

int run(const PairOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto id = find_person(*session->bridge, options.person);
    if (!id) {
        return fail(id.error(), console);
    }
    const auto code = session->bridge->new_pairing_code(*id);
    if (!code) {
        return fail(code.error(), console);
    }
    console.out << code->reveal() << "\n";
    return 0;
}

}  // namespace meldbrug::cli
