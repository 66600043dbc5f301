// The tree cannot lie: who may include whom is a table, and every #include is held against it.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

/// Library → the libraries of ours that it may include. What is not here is forbidden (house.md,
/// "Arrows").
const std::map<std::string, Names> allowed = {
    {"core", {"core"}},
    {"notes", {"core", "notes"}},
    {"reading", {"core", "notes", "reading"}},
    {"route", {"core", "notes", "route"}},
    {"store", {"core", "notes", "store"}},
    {"mail", {"core", "mail"}},
    {"bridge", {"core", "notes", "reading", "route", "store", "mail", "bridge", "adapters"}},
    {"http", {"core", "notes", "reading", "route", "bridge", "http"}},
    {"cli", {"core", "notes", "reading", "route", "bridge", "http", "mail", "adapters", "cli"}},
    {"adapters", {"core", "notes", "adapters"}},
};

/// Library of others, as it begins between the brackets → who may include it.
const std::map<std::string, Names> outside = {
    {"sqlite3.h", {"store"}},        {"sodium", {"store", "bridge"}}, {"CLI/", {"cli"}},
    {"Poco/Net/", {"http", "mail"}}, {"Poco/", {"http", "mail"}},     {"valijson/", {}},
    {"mysql.h", {"adapters"}},
};

struct Include {
    std::string file;
    std::string library;
    std::string target;
    bool quoted;
};

std::string library_of(const fs::path& file) {
    const fs::path relative = fs::relative(file, MELDBRUG_SOURCE_DIR);
    auto part = relative.begin();
    return *part == "adapters" ? "adapters" : (++part)->string();
}

std::vector<Include> includes() {
    std::vector<Include> found;
    for (const char* top : {"plugin", "adapters"}) {
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(MELDBRUG_SOURCE_DIR) / top)) {
            if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") {
                continue;
            }
            std::ifstream file(entry.path());
            std::string line;
            while (std::getline(file, line)) {
                if (line.rfind("#include", 0) != 0) {
                    continue;
                }
                const auto open = line.find_first_of("\"<");
                const auto close = line.find_first_of("\">", open + 1);
                REQUIRE(close != std::string::npos);
                found.push_back({entry.path().string(), library_of(entry.path()),
                                 line.substr(open + 1, close - open - 1), line[open] == '"'});
            }
        }
    }
    return found;
}

}  // namespace

TEST_CASE("no library includes one that it may not see") {
    const auto all = includes();
    REQUIRE(all.size() > 100);
    for (const auto& include : all) {
        std::string target;
        if (include.target.rfind("meldbrug/", 0) == 0) {
            target = include.target.substr(9, include.target.find('/', 9) - 9);
        } else if (include.target.rfind("adapters/", 0) == 0) {
            target = "adapters";
        } else {
            continue;
        }
        INFO(include.file << " includes " << include.target);
        REQUIRE(allowed.contains(include.library));
        CHECK(allowed.at(include.library).contains(target));
    }
}

TEST_CASE("an adapter sees no other adapter") {
    for (const auto& include : includes()) {
        if (include.library != "adapters" || include.target.rfind("adapters/", 0) != 0) {
            continue;
        }
        const std::string own = fs::path(include.file).parent_path().filename().string();
        const std::string rest = include.target.substr(9);
        INFO(include.file << " includes " << include.target);
        CHECK((rest.find('/') == std::string::npos || rest.substr(0, rest.find('/')) == own));
    }
}

TEST_CASE("libraries of others are used where they belong and nowhere else") {
    for (const auto& include : includes()) {
        for (const auto& [prefix, users] : outside) {
            if (include.target.rfind(prefix, 0) == 0) {
                INFO(include.file << " includes " << include.target);
                CHECK(users.contains(include.library));
                break;
            }
        }
        INFO(include.file);
        CHECK(include.target != "iostream.h");
    }
}

TEST_CASE("pure libraries read no clock, no file, no environment and no network") {
    // core's own clock.hpp, json.cpp (data files) and log.cpp are the named edges.
    const Names edges = {"clock.hpp", "json.cpp", "json.hpp", "log.cpp"};
    for (const char* library : {"core", "notes", "reading", "route"}) {
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(MELDBRUG_SOURCE_DIR) / "plugin" / library)) {
            if (!entry.is_regular_file() || edges.contains(entry.path().filename().string()) ||
                (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp")) {
                continue;
            }
            std::ifstream file(entry.path());
            std::stringstream content;
            content << file.rdbuf();
            for (const char* word :
                 {"system_clock", "steady_clock", "std::ifstream", "std::ofstream", "fopen",
                  "getenv", "std::cout", "std::cerr", "std::time("}) {
                INFO(entry.path() << " uses " << word);
                CHECK(content.str().find(word) == std::string::npos);
            }
        }
    }
}

TEST_CASE("the top level holds what was agreed and nothing else") {
    const Names agreed = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "adapters",
                          "install",        "notes-schema",      "plugin",  "tests",     "build"};
    for (const auto& entry : fs::directory_iterator(MELDBRUG_SOURCE_DIR)) {
        const std::string name = entry.path().filename().string();
        INFO(name);
        CHECK((name.front() == '.' || agreed.contains(name)));
    }
}
