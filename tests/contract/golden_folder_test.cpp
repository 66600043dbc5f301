// tests/golden/folder: each case an export, its configuration, and what it brings.
#include "adapters/folder/folder_adapter.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace meldbrug;
using core::Json;
namespace fs = std::filesystem;

namespace {

Json json_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return Json::parse(content.str());
}

fs::path input_of(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().stem() == "input") {
            return entry.path();
        }
    }
    FAIL("no input in " << folder);
    return {};
}

Json brought(const adapters::Batch& batch, const Json& expected) {
    Json json = {{"complete_sources", batch.complete_sources},
                 {"items", Json::array()},
                 {"refused", Json::array()}};
    for (const auto& item : batch.items) {
        if (const auto* note = std::get_if<notes::Note>(&item)) {
            json["items"].push_back(notes::to_json(*note));
        } else {
            json["items"].push_back(notes::to_json(std::get<notes::PupilFacts>(item)));
        }
        // An id that the adapter made is not in the export; that it holds is another test.
        const std::size_t at = json["items"].size() - 1;
        if (at < expected["items"].size() &&
            core::text_or_empty(expected["items"][at], "id") == "*") {
            json["items"][at]["id"] = "*";
        }
    }
    for (const auto& refusal : batch.refused) {
        json["refused"].push_back({{"where", refusal.where}, {"field", refusal.field}});
    }
    return json;
}

}  // namespace

TEST_CASE("every example of an export brings what stands beside it") {
    std::size_t cases = 0;
    for (const auto& entry : fs::directory_iterator(MELDBRUG_SOURCE_DIR "/tests/golden/folder")) {
        if (!entry.is_directory()) {
            continue;
        }
        INFO(entry.path().filename().string());
        Json config = json_of(entry.path() / "config.json");
        config["path"] = input_of(entry.path()).string();
        config["once"] = true;
        const auto adapter = adapters::folder::make_adapter();
        REQUIRE(adapter->configure(config).ok());
        const auto result =
            adapter->poll("", std::chrono::steady_clock::now() + std::chrono::seconds{30});
        REQUIRE_FALSE(result.error.has_value());
        const Json expected = json_of(entry.path() / "expected.json");
        CHECK(brought(result.batch, expected) == expected);
        ++cases;
    }
    CHECK(cases >= 4);
}
