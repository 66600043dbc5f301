/// \file
/// Runs a command as a person would type it, and keeps what it said.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace meldbrug::test {

/// A folder that goes when the test ends.
class TempFolder {
public:
    TempFolder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "meldbrug-test-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, const std::string& content) const {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }

private:
    std::filesystem::path path_;
};

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
