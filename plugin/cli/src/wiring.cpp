#include "wiring.hpp"

#include "meldbrug/bridge/config.hpp"

#include <fstream>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace meldbrug::cli {

namespace fs = std::filesystem;

fs::path data_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        fs::path installed = program.parent_path().parent_path() / "share" / "meldbrug";
        if (fs::is_directory(installed / "notes-schema", error)) {
            return installed;
        }
    }
    return MELDBRUG_SOURCE_DIR;
}

fs::path board_folder() {
    std::error_code error;
    fs::path installed = data_folder() / "board";
    return fs::is_directory(installed, error) ? installed : data_folder() / "plugin" / "board";
}

const core::Clock& system_clock() {
    static const core::SystemClock clock;
    return clock;
}

bridge::KnowledgeSource knowledge_source(const bridge::Config& config,
                                         const CommonOptions& common) {
    bridge::KnowledgeSource source;
    source.folder = data_folder() / "notes-schema";
    source.school = config.knowledge;
    source.region = config.region;
    source.language = common.language;
    return source;
}

core::Result<bridge::Knowledge> load_knowledge(const CommonOptions& common) {
    auto config = bridge::load_config(common.config, common.store);
    if (!config) {
        return config.error();
    }
    return bridge::load_knowledge(knowledge_source(*config, common));
}

namespace {

/// Typed unseen.
core::Result<core::Secret> ask_passphrase() {
    termios shown{};
    ::tcgetattr(STDIN_FILENO, &shown);
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    std::cerr << "Passphrase of the store: " << std::flush;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    std::string typed;
    std::getline(std::cin, typed);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    std::cerr << "\n";
    return core::Secret(std::move(typed));
}

}  // namespace

core::Result<Closed> load_closed(const CommonOptions& common) {
    auto config = bridge::load_config(common.config, common.store);
    if (!config) {
        return config.error();
    }
    if (::isatty(STDIN_FILENO) == 1) {
        config->key.ask = ask_passphrase;
    }
    auto knowledge = bridge::load_knowledge(knowledge_source(*config, common));
    if (!knowledge) {
        return knowledge.error();
    }
    return Closed{std::move(config).value(), std::move(knowledge).value()};
}

core::Result<Session> open_session(const CommonOptions& common) {
    auto closed = load_closed(common);
    if (!closed) {
        return closed.error();
    }
    Session session;
    session.knowledge = std::make_unique<bridge::Knowledge>(std::move(closed->knowledge));
    auto bridge =
        bridge::Bridge::open(std::move(closed->config), *session.knowledge, system_clock());
    if (!bridge) {
        return bridge.error();
    }
    session.bridge = std::move(bridge).value();
    return session;
}

int fail(const core::Error& error, Console console) {
    console.err << "meldbrug: " << error.line() << "\n";
    return core::exit_status(error.code);
}

int fail_usage(core::Error error, Console console) {
    if (error.code == core::ErrorCode::invalid_input) {
        error.code = core::ErrorCode::usage;
    }
    return fail(error, console);
}

core::Result<std::string> find_person(bridge::Bridge& bridge, const std::string& wanted) {
    const auto people = bridge.people();
    if (!people) {
        return people.error();
    }
    std::vector<std::string> named;
    for (const auto& person : *people) {
        if (person.id == wanted) {
            return person.id;
        }
        if (person.name == wanted && !person.revoked) {
            named.push_back(person.id);
        }
    }
    if (named.size() == 1) {
        return named.front();
    }
    return core::Error{core::ErrorCode::usage,
                       named.empty() ? "no such person: see meldbrug user list"
                                     : "several people have that name: use the id",
                       "person"};
}

core::Result<Input> Input::open(const InputFile& file, Console console) {
    Input input;
    if (file.empty() || file == "-") {
        input.stream_ = &console.in;
        return input;
    }
    auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
    std::error_code error;
    if (!*stream || fs::is_directory(file, error)) {
        return core::Error{core::ErrorCode::usage,
                           "cannot be read: check that the file exists and may be read", file};
    }
    input.stream_ = stream.get();
    input.owned_ = std::move(stream);
    input.name_ = file;
    return input;
}

bool Input::next(std::string& line) {
    if (!std::getline(*stream_, line)) {
        return false;
    }
    ++line_;
    if (!line.empty() && line.back() == '\r') {
        line.pop_back();
    }
    return true;
}

std::string Input::where() const {
    return name_.empty() ? "line " + std::to_string(line_) : name_ + ":" + std::to_string(line_);
}

}  // namespace meldbrug::cli
