/// \file
/// One line per event on stderr (journald keeps it), made only from types that cannot hold a
/// person's data.
///
/// Threads:  lines from several threads do not mix.
/// Privacy:  takes an event name written in the code, numbers, and error lines, which by `Error`'s
/// contract hold no data.
///           Control characters are escaped, so that no value can forge a second line.
#pragma once

#include "meldbrug/core/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace meldbrug::core {

enum class LogLevel { info, warning, error };

/// A number or a word that the program itself chose.
using LogFields = std::initializer_list<std::pair<std::string_view, std::int64_t>>;

void log(LogLevel level, std::string_view event, LogFields fields = {});
/// An error at its place: event and "where: message".
void log(LogLevel level, std::string_view event, const Error& error);
/// `--quiet`: nothing below error is written.
void set_log_quiet(bool quiet);

}  // namespace meldbrug::core
