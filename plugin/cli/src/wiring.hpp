/// \file
/// Puts the parts together for the commands: where the data lies, which knowledge, which bridge.
/// The one place that knows everybody.
#pragma once

#include "commands.hpp"
#include "options.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/core/clock.hpp"

#include <memory>

namespace meldbrug::cli {

/// The folder that holds notes-schema/ and board/: beside an installed program, or the source tree
/// it was built from.
std::filesystem::path data_folder();

/// The board's own files.
std::filesystem::path board_folder();

const core::Clock& system_clock();

/// Where the configured knowledge comes from.
bridge::KnowledgeSource knowledge_source(const bridge::Config& config, const CommonOptions& common);

/// Knowledge for commands that touch no store; the configuration, when given, brings the school's
/// own files and region.
core::Result<bridge::Knowledge> load_knowledge(const CommonOptions& common);

/// A bridge over the configured store, with what it needs to live.
struct Session {
    std::unique_ptr<bridge::Knowledge> knowledge;
    std::unique_ptr<bridge::Bridge> bridge;
};
core::Result<Session> open_session(const CommonOptions& common);

/// For what is done while the store is not open.
struct Closed {
    bridge::Config config;
    bridge::Knowledge knowledge;
};
core::Result<Closed> load_closed(const CommonOptions& common);

/// Id of the person with that id or name; names may be shared, ids not.
core::Result<std::string> find_person(bridge::Bridge& bridge, const std::string& wanted);

/// Before a command shows what stands in those dossiers: it is recorded, or not shown.
core::Status record_console_look(bridge::Bridge& bridge, std::string_view what,
                                 std::vector<std::string> dossiers);

/// Prints "meldbrug: where: message" and gives the exit status of the contract.
int fail(const core::Error& error, Console console);
/// The same, where what does not hold is a word of this command line.
int fail_usage(core::Error error, Console console);

/// Opens the file, or gives standard input for "-" and nothing.
class Input {
public:
    static core::Result<Input> open(const InputFile& file, Console console);
    /// The next line without its end; false at the end. Counts lines from 1.
    bool next(std::string& line);
    [[nodiscard]] std::size_t line_number() const { return line_; }
    /// "notes.jsonl:12" or "line 12".
    [[nodiscard]] std::string where() const;

private:
    std::unique_ptr<std::istream> owned_;
    std::istream* stream_ = nullptr;
    std::string name_;
    std::size_t line_ = 0;
};

}  // namespace meldbrug::cli
