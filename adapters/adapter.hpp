/// \file
/// What an adapter is: the one thing a system's folder under adapters/ implements.
///
/// An adapter turns what a system has into notes and pupil facts. It keeps nothing: the bridge stores what it brought and its cursor
/// in one transaction, and hands the cursor back at the next poll.
///
/// Errors:   three kinds, by what helps: retry_later (the system does not answer), needs_person (configuration, rights, a missing column),
///           bad_data (this row is refused, the rest goes on). `check` uses no network.
/// Threads:  one adapter instance is used by one thread at a time.
/// Privacy:  errors name file, line, field and reason, never a value.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/note.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::adapters {

struct Manifest {
    std::string name;         ///< folder name and value of --adapter
    std::string title;        ///< as people read it
    std::string description;  ///< one sentence
};

/// A row or note that was refused, or a field of it that was left out (the reason says so); the rest went on.
struct Refusal {
    std::string where;  ///< file:line
    std::string field;  ///< empty when the row as a whole
    std::string reason;
};

/// What one poll brought.
struct Batch {
    std::vector<notes::Item> items;
    /// Sources for which `items` is everything there is: what the store has of them and this batch has not is withdrawn.
    std::vector<std::string> complete_sources;
    std::vector<Refusal> refused;
    std::string cursor;  ///< opaque; given back at the next poll
    bool more = false;   ///< poll again at once
};

struct PollError {
    enum class Kind { retry_later, needs_person };
    Kind kind = Kind::retry_later;
    core::Error error;
};

/// Batch or PollError.
struct PollResult {
    Batch batch;
    std::optional<PollError> error;
};

class Adapter {
public:
    Adapter() = default;
    Adapter(const Adapter&) = delete;
    Adapter& operator=(const Adapter&) = delete;
    virtual ~Adapter() = default;

    [[nodiscard]] virtual Manifest manifest() const = 0;
    /// Takes the configuration after checking it: invalid_config with field and reason. Called once before polling.
    [[nodiscard]] virtual core::Status configure(const core::Json& config) = 0;
    /// \param cursor    what the last batch gave; empty the first time. The same cursor brings the same again.
    /// \param deadline  return what there is by then
    [[nodiscard]] virtual PollResult poll(std::string_view cursor,
                                          std::chrono::steady_clock::time_point deadline) = 0;
};

}  // namespace meldbrug::adapters
