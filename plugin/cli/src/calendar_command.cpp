#include "commands.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {

int run(const CalendarOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    bridge::Bridge& bridge = *session->bridge;
    const auto person = find_person(bridge, options.person);
    if (!person) {
        return fail(person.error(), console);
    }
    if (!options.on) {
        const auto ended = bridge.end_calendar(*person);
        return ended ? 0 : fail_usage(ended.error(), console);
    }
    const auto secret = bridge.begin_calendar(*person);
    if (!secret) {
        return fail_usage(secret.error(), console);
    }
    std::string board = bridge.config().board_url;
    while (board.ends_with('/')) {
        board.pop_back();
    }
    if (board.empty()) {
        board = "http://" + bridge.config().host + ":" + std::to_string(bridge.config().port);
    }
    console.out << board << "/calendar/" << secret->reveal() << ".ics\n";
    return 0;
}

}  // namespace meldbrug::cli
