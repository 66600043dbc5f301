#include "bench.hpp"
#include "figure.hpp"
#include "support/program.hpp"

#include "meldbrug/bridge/bridge.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>

#include <arpa/inet.h>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fstream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace meldbrug::bench {

namespace {

constexpr int clients = 32;

/// The same server, threads, queue and connection policy as plugin/http, with a handler that does
/// nothing.
class EmptyFactory final : public Poco::Net::HTTPRequestHandlerFactory {
    class Handler final : public Poco::Net::HTTPRequestHandler {
        void handleRequest(Poco::Net::HTTPServerRequest&,
                           Poco::Net::HTTPServerResponse& response) override {
            response.sendBuffer("{}", 2);
        }
    };
    Poco::Net::HTTPRequestHandler* createRequestHandler(
        const Poco::Net::HTTPServerRequest&) override {
        return new Handler;
    }  // NOLINT: Poco owns it
};

[[noreturn]] void serve_empty(int ready) {
    Poco::ThreadPool pool(2, 8);
    Poco::Net::HTTPServerParams::Ptr params =
        new Poco::Net::HTTPServerParams;  // NOLINT: Poco counts references
    params->setKeepAlive(false);
    params->setMaxThreads(8);
    params->setMaxQueued(64);
    params->setTimeout(Poco::Timespan(5, 0));
    const Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
    Poco::Net::HTTPServer server(new EmptyFactory, pool, socket, params);  // NOLINT: Poco owns it
    server.start();
    const std::string url = "http://127.0.0.1:" + std::to_string(socket.address().port()) + "/\n";
    (void)!write(ready, url.data(), url.size());
    for (;;) {
        pause();
    }
}

/// A program of ours that prints its URL on the first line.
class ServerProcess {
public:
    template <class Child>
    explicit ServerProcess(Child&& child) {
        int ends[2];
        if (pipe(ends) != 0) {
            std::exit(1);  // NOLINT(concurrency-mt-unsafe)
        }
        pid_ = fork();
        if (pid_ == 0) {
            close(ends[0]);
            child(ends[1]);
            _exit(1);
        }
        close(ends[1]);
        std::string line;
        char c = 0;
        while (read(ends[0], &c, 1) == 1 && c != '\n') {
            line.push_back(c);
        }
        pipe_ = ends[0];
        const auto colon = line.rfind(':');
        port_ = colon == std::string::npos
                    ? 0
                    : static_cast<std::uint16_t>(
                          std::atoi(line.c_str() + colon + 1));  // NOLINT(cert-err34-c)
    }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess() {
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
        close(pipe_);
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] double memory_mb(const std::string& field) const {
        std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
        std::string line;
        while (std::getline(status, line)) {
            if (line.rfind(field, 0) == 0) {
                return std::stod(line.substr(field.size() + 1)) / 1024;
            }
        }
        return 0;
    }

private:
    pid_t pid_ = -1;
    int pipe_ = -1;
    std::uint16_t port_ = 0;
};

std::string request(std::uint16_t port, const std::string& path, const std::string& body,
                    const std::string& token) {
    const std::string host = "127.0.0.1:" + std::to_string(port);
    return "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
           "\r\nAuthorization: Bearer " + token +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

/// One connection, one request; the status, or 0 when there was no answer.
int ask(std::uint16_t port, const std::string& bytes) {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int status = 0;
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
            0 &&  // NOLINT: the socket interface
        send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size())) {
        char buffer[16384];
        ssize_t got = recv(descriptor, buffer, sizeof buffer, 0);
        if (got > 12) {
            status = std::atoi(buffer + 9);  // NOLINT(cert-err34-c)
        }
        while (got > 0) {
            got = recv(descriptor, buffer, sizeof buffer, 0);
        }
    }
    close(descriptor);
    return status;
}

struct Load {
    double per_second = 0;
    double p99_ms = 0;
    std::size_t failed = 0;
};

/// \param requests  taken in turn: what one device may ask in a second is limited
Load load(std::uint16_t port, const std::vector<std::string>& requests, int seconds) {
    std::atomic<bool> go_on{true};
    std::vector<std::vector<double>> times(clients);
    std::atomic<std::size_t> failed{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < clients; ++i) {
            threads.emplace_back([&, i] {
                for (auto turn = static_cast<std::size_t>(i); go_on; ++turn) {
                    const auto start = std::chrono::steady_clock::now();
                    if (ask(port, requests[turn % requests.size()]) == 200) {
                        times[static_cast<std::size_t>(i)].push_back(seconds_since(start));
                    } else {
                        ++failed;
                    }
                }
            });
        }
        std::this_thread::sleep_for(std::chrono::seconds{seconds});
        go_on = false;
    }
    std::vector<double> all;
    for (const auto& list : times) {
        all.insert(all.end(), list.begin(), list.end());
    }
    std::sort(all.begin(), all.end());
    Load result;
    result.per_second = static_cast<double>(all.size()) / seconds;
    result.p99_ms = all.empty() ? 0 : all[all.size() * 99 / 100] * 1000;
    result.failed = failed;
    return result;
}

/// A first look is written down before it is answered, the same again is not.
void measure_looks(std::uint16_t port, const std::vector<std::string>& requests) {
    const auto mean = [&] {
        const auto start = std::chrono::steady_clock::now();
        // The first was asked before.
        for (std::size_t i = 1; i < requests.size(); ++i) {
            ask(port, requests[i]);
        }
        return seconds_since(start) * 1000 / static_cast<double>(requests.size() - 1);
    };
    const double recorded = mean();
    const double known = mean();
    print_figure("badge call that the audit records", recorded, "ms",
                 "the same look again within ten minutes", known);
}

/// A new client while a thousand say nothing.
void measure_idle(std::uint16_t port, const std::string& bytes) {
    constexpr int silent = 1000;
    constexpr rlim_t descriptors = 4096;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min(limit.rlim_max, descriptors);
    setrlimit(RLIMIT_NOFILE, &limit);
    const auto median_ms = [&] {
        std::vector<double> times;
        std::size_t failed = 0;
        for (int i = 0; i < 50; ++i) {
            const auto start = std::chrono::steady_clock::now();
            failed += ask(port, bytes) == 200 ? 0U : 1U;
            times.push_back(seconds_since(start) * 1000);
        }
        std::sort(times.begin(), times.end());
        return std::tuple(times[times.size() / 2], times.back(), failed);
    };
    const auto [alone, alone_worst, alone_failed] = median_ms();
    std::vector<int> open;
    for (int i = 0; i < silent; ++i) {
        const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // NOLINTNEXTLINE: the socket interface
        if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
            open.push_back(descriptor);
        } else {
            close(descriptor);
        }
    }
    const auto [beside, beside_worst, beside_failed] = median_ms();
    for (const int descriptor : open) {
        close(descriptor);
    }
    print_figure("a new client beside 1000 that say nothing", beside, "ms", "the same client alone",
                 alone,
                 {{"silent", open.size()},
                  {"worst_ms", beside_worst},
                  {"failed", beside_failed + alone_failed},
                  {"baseline_worst_ms", alone_worst},
                  {"goal_below", 50}});
}

}  // namespace

void bench_serving(const bridge::Knowledge& knowledge, const std::filesystem::path& program,
                   std::size_t dossiers, int seconds) {
    const test::TempFolder folder;
    const auto store = folder.path() / "store" / "meldbrug.db";
    const auto config_file = folder.write(
        "meldbrug.json",
        nlohmann::json{{"school", "00AA"}, {"route", "twente"}, {"store", store.string()}}.dump());
    std::vector<std::string> tokens;
    {
        static const core::SystemClock clock;
        auto bridge =
            bridge::Bridge::open(*bridge::load_config(config_file, std::nullopt), knowledge, clock);
        adapters::Batch batch;
        for (auto& note : make_notes(dossiers * 6, dossiers)) {
            batch.items.emplace_back(std::move(note));
        }
        if (!bridge || !(*bridge)->ingest(batch, "bench")) {
            std::fprintf(stderr, "meldbrug_bench: cannot fill the store\n");
            return;
        }
        // Each device may ask 200 times a second.
        for (int i = 0; i < 128; ++i) {
            const auto person = (*bridge)->add_person("Bench", "ib", "");
            tokens.push_back((*bridge)
                                 ->pair((*bridge)->new_pairing_code(person->id)->reveal(), "bench")
                                 ->reveal());
        }
    }
    // A page of thirty pupils, as a class list asks for.
    nlohmann::json pupils = nlohmann::json::array();
    for (int i = 0; i < 30; ++i) {
        pupils.push_back(std::to_string(100000 + i));
    }
    const std::string body = nlohmann::json{{"pupils", pupils}}.dump();

    const auto started = std::chrono::steady_clock::now();
    const ServerProcess server([&](int out) {
        dup2(out, STDOUT_FILENO);
        execl(program.c_str(), program.c_str(), "--config", config_file.c_str(), "--quiet", "serve",
              nullptr);
    });
    std::vector<std::string> badges;
    for (const auto& token : tokens) {
        badges.push_back(request(server.port(), "/v1/badges", body, token));
    }
    const int first = ask(server.port(), badges.front());
    const double start_seconds = seconds_since(started);
    if (first != 200) {
        std::fprintf(stderr, "meldbrug_bench: the server answered %d\n", first);
        return;
    }
    print_figure("start to first answer", start_seconds, "s", "", 0,
                 {{"dossiers", dossiers}, {"goal_below", 0.3}});

    const auto overview_start = std::chrono::steady_clock::now();
    const int overview =
        ask(server.port(), request(server.port(), "/v1/dossiers", "{}", tokens.front()));
    print_figure("first overview of all dossiers", seconds_since(overview_start), "s", "", 0,
                 {{"dossiers", dossiers}, {"status", overview}});

    const ServerProcess empty([](int out) { serve_empty(out); });
    measure_looks(server.port(), badges);
    const Load bare =
        load(empty.port(), {request(empty.port(), "/v1/badges", body, tokens.front())}, seconds);
    const Load real = load(server.port(), badges, seconds);
    print_figure("badge requests, 32 clients", real.per_second, "requests/s",
                 "empty handler, same server and connection policy", bare.per_second,
                 {{"p99_ms", real.p99_ms},
                  {"baseline_p99_ms", bare.p99_ms},
                  {"failed", real.failed},
                  {"baseline_failed", bare.failed}});
    measure_idle(server.port(), badges.front());
    print_figure(
        "memory of the server", server.memory_mb("VmRSS:"), "MB", "", 0,
        {{"dossiers", dossiers}, {"peak_mb", server.memory_mb("VmHWM:")}, {"goal_below", 60}});
}

}  // namespace meldbrug::bench
