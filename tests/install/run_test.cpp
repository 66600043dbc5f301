// The first command of the README, as an IT person types it: from a checkout to a table of routes and
// a board. The suite's own build is not used: install/run builds what a school runs.
#include "support/shell.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

using meldbrug::test::content_of;
using meldbrug::test::quoted;
using meldbrug::test::Ran;
using meldbrug::test::run_shell;
using meldbrug::test::TempFolder;

namespace {

/// A first build takes minutes on two cores.
constexpr std::chrono::minutes longest_build{25};

std::string command_line(const TempFolder& home, const std::string& arguments) {
    return "MELDBRUG_HOME=" + quoted((home.path() / "state").string()) + " " +
           quoted(std::string(MELDBRUG_SOURCE_DIR) + "/install/run") + " " + arguments;
}

Ran install_run(const TempFolder& home, const std::string& arguments) {
    return run_shell(command_line(home, arguments));
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

/// What the terminal shows until the words come, or until it has taken too long.
std::string shown_until(const std::filesystem::path& file, const std::string& words) {
    const auto end = std::chrono::steady_clock::now() + longest_build;
    std::string shown = content_of(file);
    while (shown.find(words) == std::string::npos && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        shown = content_of(file);
    }
    return shown;
}

/// `install/run`, left running: a terminal that stays open.
class Running {
public:
    Running(const TempFolder& home, const std::string& name, const std::string& arguments = "")
        : out_(home.path() / (name + ".out")) {
        const std::string command = "exec env " + command_line(home, arguments) + " >" +
                                    quoted(out_.string()) + " 2>&1 </dev/null";
        child_ = fork();
        if (child_ == 0) {
            execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() { end(SIGTERM); }
    void end(int signal) {
        if (child_ > 0) {
            kill(child_, signal);
            waitpid(child_, nullptr, 0);
            child_ = -1;
        }
    }
    /// "http://127.0.0.1:8470/"
    [[nodiscard]] std::string board() const { return address_after("Het bord"); }
    /// "http://127.0.0.1:8495/"
    [[nodiscard]] std::string lvs() const { return address_after("Het demo-LVS"); }
    [[nodiscard]] std::string shown() const { return content_of(out_); }

private:
    [[nodiscard]] std::string address_after(const std::string& words) const {
        // The board's address comes last: with it all was shown.
        std::string shown = shown_until(out_, "Het bord (stoppen met Ctrl+C):\nhttp://127.0.0.1:");
        shown.erase(0, std::min(shown.find(words), shown.size()));
        const auto start = shown.find("http://127.0.0.1:");
        return start == std::string::npos
                   ? ""
                   : shown.substr(start, shown.find_first_of("/\n", start + 7) - start) + "/";
    }

    std::filesystem::path out_;
    pid_t child_ = -1;
};

/// Whether something answers there, and gladly.
bool answers(const std::string& url) {
    const std::string open = "import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=10)";
    return run_shell("python3 -c " + quoted(open) + " " + quoted(url)).status == 0;
}

}  // namespace

TEST_CASE("install/run --once shows every route of the fictive school and ends") {
    const TempFolder home;
    const Ran first = install_run(home, "--once");
    CAPTURE(first.err);
    REQUIRE(first.status == 0);
    for (const char* badge :
         {"met spoed", "te laat of ontbreekt", "aandacht", "op orde", "gesloten"}) {
        CHECK(first.out.find(badge) != std::string::npos);
    }

    SECTION("and a second time shows the same, nothing double") {
        const Ran again = install_run(home, "--once");
        CHECK(again.status == 0);
        CHECK(again.out == first.out);
    }
    SECTION("and what it keeps is for its own user only") {
        using std::filesystem::perms;
        const auto state = home.path() / "state";
        for (const auto& entry : std::filesystem::recursive_directory_iterator(state)) {
            CAPTURE(entry.path().filename().string());
            CHECK((entry.status().permissions() & (perms::group_all | perms::others_all)) ==
                  perms::none);
        }
    }
}

TEST_CASE(
    "install/run --notes shows the routes of one's own export instead of the fictive school") {
    const TempFolder home;
    const auto file = home.write("export.csv",
                                 "Leerlingnummer;Datum;Notitie\n"
                                 "90210;02-03-2026;Gesprek gevoerd met moeder, zorgen gedeeld.\n"
                                 "90211;31-02-2026;Een dag die er niet is.\n");
    const Ran ran = install_run(home, "--once --route amk --notes " + quoted(file.string()));
    CHECK(ran.status == 1);  // done, with a refused row
    CHECK(count(ran.out, "90210") == 1);
    CHECK(ran.out.find("Hanna") == std::string::npos);
    CHECK(ran.err.find("export.csv:3") != std::string::npos);
}

TEST_CASE("install/run serves the board, each on a port of its own, with a code to pair") {
    const TempFolder home;
    const TempFolder other;
    const Running first(home, "first");
    const std::string board = first.board();
    REQUIRE_FALSE(board.empty());
    CHECK(answers(board));
    CHECK(answers(board + "health"));
    const std::string shown = first.shown();
    const auto code = shown.find("geldig): ");
    REQUIRE(code != std::string::npos);
    const std::string digits = shown.substr(code + 9, 8);
    CHECK(std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }));

    const Running second(other, "second");
    REQUIRE_FALSE(second.board().empty());
    CHECK(second.board() != board);
    CHECK(answers(second.board() + "health"));
}

TEST_CASE("install/run --lvs shows the same school from the LVS's own notes, nothing double") {
    const TempFolder home;
    const Ran first = install_run(home, "--lvs --once");
    CAPTURE(first.err);
    REQUIRE(first.status == 0);
    CHECK(count(first.out, "Hanna Morgenrood") == 1);
    CHECK(count(first.out, "\n") == count(install_run(home, "--once").out, "\n"));
    CHECK(install_run(home, "--lvs --once").out == first.out);

    const auto data = home.path() / "state/demo-lvs/inbox/regenboog-lvs.jsonl";
    const std::string whole = content_of(data);
    std::filesystem::resize_file(data, whole.size() - 20);
    const Ran broken = install_run(home, "--lvs --once");
    CHECK(broken.status == 3);
    CHECK(broken.err.find(data.filename().string() + ":") != std::string::npos);
    CHECK(content_of(data) == whole.substr(0, whole.size() - 20));
}

TEST_CASE("install/run --lvs serves the invented LVS beside the board, and both end together") {
    const TempFolder home;
    Running running(home, "lvs", "--lvs");
    const std::string lvs = running.lvs();
    REQUIRE_FALSE(lvs.empty());
    REQUIRE(running.board() != lvs);
    CHECK(answers(lvs));
    CHECK(answers(lvs + "ouders/"));
    CHECK(answers(running.board() + "health"));
    const std::string shown = running.shown();
    for (const char* who : {"ib'er:      ", "leerkracht: ", "directeur:  "}) {
        const auto at = shown.find(who);
        REQUIRE(at != std::string::npos);
        CHECK(shown.find_first_not_of("0123456789", at + 12) == at + 20);
    }
    // Not even a chance to tidy up: the LVS sees that the bridge is gone.
    running.end(SIGKILL);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (answers(lvs) && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    CHECK_FALSE(answers(lvs));
}

TEST_CASE("install/run names what it does not understand and what it cannot read") {
    const TempFolder home;
    const Ran option = install_run(home, "--twice");
    CHECK(option.status == 2);
    CHECK(option.err.find("--twice") != std::string::npos);
    const Ran both = install_run(home, "--lvs --notes /nowhere/export.csv");
    CHECK(both.status == 2);
    CHECK(both.err.find("--lvs") != std::string::npos);
    const Ran file = install_run(home, "--once --notes /nowhere/export.csv");
    CHECK(file.status == 2);
    CHECK(file.err.find("/nowhere/export.csv") != std::string::npos);
}
