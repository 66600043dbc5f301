/// \file
/// Runs the built program as a person would, and keeps what it said.
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

/// \param before  shell words before the program: "ulimit -f 64;"
inline Ran run_program(const std::vector<std::string>& arguments, const std::string& input = "",
                       const std::string& before = "") {
    const TempFolder folder;
    const auto in = folder.write("in", input);
    std::string command = before + " timeout 120 " + quoted(MELDBRUG_BIN);
    for (const auto& argument : arguments) {
        command += " " + quoted(argument);
    }
    command += " <" + quoted(in.string()) + " >" + quoted((folder.path() / "out").string()) +
               " 2>" + quoted((folder.path() / "err").string());
    const int status = std::system(
        command.c_str());  // NOLINT(concurrency-mt-unsafe, cert-env33-c): a test, one thread
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            content_of(folder.path() / "out"), content_of(folder.path() / "err")};
}

}  // namespace meldbrug::test
