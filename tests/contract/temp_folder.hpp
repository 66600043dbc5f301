/// \file
/// A folder of its own for a test, gone when the test ends.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace meldbrug::test {

class InboxFolder {
public:
    InboxFolder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "meldbrug-inbox-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    InboxFolder(const InboxFolder&) = delete;
    InboxFolder& operator=(const InboxFolder&) = delete;
    ~InboxFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, const std::string& content) const {
        const auto file = path_ / name;
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }

private:
    std::filesystem::path path_;
};

}  // namespace meldbrug::test
