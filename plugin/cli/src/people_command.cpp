#include "commands.hpp"
#include "table.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {

namespace {

core::Json to_json(const bridge::Person& person) {
    return {{"id", person.id},
            {"name", person.name},
            {"role", person.role},
            {"email", person.email},
            {"revoked", person.revoked}};
}

}  // namespace

int run(const UserAddOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto person = session->bridge->add_person(options.name, options.role, options.email);
    if (!person) {
        core::Error error = person.error();
        // What does not hold here is a word of this command line.
        error.code =
            error.code == core::ErrorCode::invalid_input ? core::ErrorCode::usage : error.code;
        return fail(error, console);
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
