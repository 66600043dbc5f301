/// \file
/// Runs a command as a person would type it, and keeps what it said.
#pragma once

#include "support/temp_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace meldbrug::test {

inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
}

struct Ran {
    int status = -1;
    std::string out;
    std::string err;
};

inline std::string quoted(const std::string& word) {
    std::string result = "'";
    for (const char c : word) {
        result += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return result + "'";
}

/// \param command  a line of sh; its input is `input`, its words are kept
inline Ran run_shell(const std::string& command, const std::string& input = "") {
    const TempFolder folder;
    const auto in = folder.write("in", input);
    const auto out = folder.path() / "out";
    const auto err = folder.path() / "err";
    const std::string line = command + " <" + quoted(in.string()) + " >" + quoted(out.string()) +
                             " 2>" + quoted(err.string());
    const int status = std::system(
        line.c_str());  // NOLINT(concurrency-mt-unsafe, cert-env33-c): a test, one thread
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(out),
            content_of(err)};
}

}  // namespace meldbrug::test
