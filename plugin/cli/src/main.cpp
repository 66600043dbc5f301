#include "commands.hpp"
#include "options.hpp"

#include "meldbrug/core/log.hpp"

#include <csignal>
#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    using namespace meldbrug;  // NOLINT(google-build-using-namespace): the program is this
                               // namespace
    constexpr int internal_error = 4;
    // A reader that goes away (| head) ends the output, not the program by a signal.
    (void)std::signal(SIGPIPE, SIG_IGN);
    // A file-size limit (ulimit -f, a quota) is an error of the write, not the end of the program.
    (void)std::signal(SIGXFSZ, SIG_IGN);
    std::ios::sync_with_stdio(false);
    try {
        const auto parsed = cli::parse_command_line(argc, argv);
        if (const int* status = std::get_if<int>(&parsed)) {
            return *status;
        }
        const auto& invocation = std::get<cli::Invocation>(parsed);
        core::set_log_quiet(invocation.common.quiet);
        const cli::Console console{std::cin, std::cout, std::cerr};
        const int status = std::visit(
            [&](const auto& options) { return cli::run(options, invocation.common, console); },
            invocation.command);
        std::cout.flush();
        return status;
    } catch (const std::bad_alloc&) {
        std::cerr << "meldbrug: out of memory: the input is too large for this machine\n";
    } catch (const std::exception&) {
        // The message of a library's exception may hold a piece of the input.
        std::cerr
            << "meldbrug: unexpected error; please report it with the command that was given\n";
    }
    return internal_error;
}
