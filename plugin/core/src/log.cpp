#include "meldbrug/core/log.hpp"

#include <atomic>
#include <iostream>
#include <mutex>
#include <string>

namespace meldbrug::core {

namespace {

std::atomic<bool> quiet{false};

std::string_view word(LogLevel level) {
    switch (level) {
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

/// Control characters would let a value start a line of its own.
void append_escaped(std::string& line, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        line.push_back(byte < 0x20 || byte == 0x7F ? ' ' : c);
    }
}

void write(LogLevel level, std::string line) {
    if (quiet.load() && level != LogLevel::error) {
        return;
    }
    line.push_back('\n');
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    std::cerr << line << std::flush;
}

}  // namespace

void log(LogLevel level, std::string_view event, LogFields fields) {
    std::string line = "meldbrug " + std::string(word(level)) + ": ";
    append_escaped(line, event);
    for (const auto& [name, value] : fields) {
        line.append(" ").append(name).append("=").append(std::to_string(value));
    }
    write(level, std::move(line));
}

void log(LogLevel level, std::string_view event, const Error& error) {
    std::string line = "meldbrug " + std::string(word(level)) + ": ";
    append_escaped(line, event);
    line.append(": ");
    append_escaped(line, error.line());
    write(level, std::move(line));
}

void set_log_quiet(bool value) {
    quiet.store(value);
}

}  // namespace meldbrug::core
