#include <csignal>
#include <ostream>

#include "adapters/all_adapters.hpp"
#include "commands.hpp"
#include "meldbrug/bridge/adapter_runner.hpp"
#include "meldbrug/bridge/scheduler.hpp"
#include "meldbrug/core/log.hpp"
#include "meldbrug/http/server.hpp"
#include "wiring.hpp"

namespace meldbrug::cli {

namespace {

/// Blocked before any thread starts, so that every thread inherits it and only `wait` receives them.
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

}  // namespace

}  // namespace meldbrug::cli
