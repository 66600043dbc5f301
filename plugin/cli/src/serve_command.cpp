#include "commands.hpp"
#include "wiring.hpp"

#include "adapters/all_adapters.hpp"
#include "meldbrug/bridge/adapter_runner.hpp"
#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/bridge/scheduler.hpp"
#include "meldbrug/core/log.hpp"
#include "meldbrug/http/server.hpp"

#include <csignal>
#include <malloc.h>
#include <ostream>

namespace meldbrug::cli {

namespace {

/// Blocked before any thread starts, so that every thread inherits it and only `wait` receives
/// them.
class Termination {
public:
    Termination() {
        sigemptyset(&signals_);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
            sigaddset(&signals_, signal);
        }
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    void wait() const {
        int signal = 0;
        sigwait(&signals_, &signal);
    }

private:
    sigset_t signals_{};
};

/// A server of this kind has a few threads with short bursts: an arena for each would keep a third
/// of its memory unused.
void keep_memory_small() {
    constexpr int arenas = 2;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
    ::mallopt(M_ARENA_MAX, arenas);
}

/// What reading the data files took, back to the machine.
void give_back_memory() {
    ::malloc_trim(0);
}

}  // namespace

int run(const ServeOptions&, const CommonOptions& common, Console console) {
    keep_memory_small();
    const Termination termination;
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    give_back_memory();
    bridge::Bridge& bridge = *session->bridge;
    if (auto held = bridge.hold_serving(); !held) {
        return fail(held.error(), console);
    }

    http::ServerSettings settings;
    settings.host = bridge.config().host;
    settings.port = bridge.config().port;
    settings.board_folder = board_folder();
    if (auto name = bridge::host_of_board(bridge.config().board_url)) {
        settings.names.push_back(std::move(*name));
    }
    settings.tls_certificate = bridge.config().tls_certificate;
    settings.tls_key = bridge.config().tls_key;
    settings.extension_origins = bridge.config().extension_origins;
    auto server = http::Server::start(bridge, std::move(settings));
    if (!server) {
        return fail(server.error(), console);
    }
    auto runner = bridge::AdapterRunner::start(bridge, adapters::all_adapters);
    if (!runner) {
        return fail(runner.error(), console);
    }
    const std::string url = (*server)->url();
    const bridge::Scheduler scheduler(
        bridge::ReminderTurn(bridge, session->knowledge->reminders, url));

    console.out << url << "\n" << std::flush;
    core::log(core::LogLevel::info, "serving");
    termination.wait();
    core::log(core::LogLevel::info, "stopping");
    (*server)->stop();
    return 0;
}

}  // namespace meldbrug::cli
