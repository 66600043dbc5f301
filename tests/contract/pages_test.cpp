// Page descriptions are data that decides where a badge may stand: each one that is shipped fits its schema, and what would let
// a badge stand where nobody meant it does not. The extension's own check is held to the same files by tests/e2e.
#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <filesystem>

using namespace meldbrug;
using core::Json;

namespace {

const std::filesystem::path pages = MELDBRUG_SOURCE_DIR "/adapters/pages";

Json read(const std::filesystem::path& file) {
    auto json = core::read_json_file(file);
    if (!json.ok()) {
        throw std::runtime_error(json.error().line());
    }
    return std::move(json).value();
}

class PageSchema {
public:
    PageSchema() {
        const Json json = read(pages / "page.schema.json");
        const valijson::adapters::NlohmannJsonAdapter document(json);
        valijson::SchemaParser().populateSchema(document, schema_);
    }
    bool accepts(const Json& json) {
        const valijson::adapters::NlohmannJsonAdapter document(json);
        return valijson::Validator(valijson::Validator::kStrongTypes)
            .validate(schema_, document, nullptr);
    }

private:
    valijson::Schema schema_;
};

}  // namespace

TEST_CASE("each page description that is shipped fits its schema and is named after its file") {
    PageSchema schema;
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(pages)) {
        if (entry.path().extension() != ".json" || entry.path().filename() == "page.schema.json") {
            continue;
        }
        CAPTURE(entry.path().filename().string());
        const Json json = read(entry.path());
        CHECK(schema.accepts(json));
        CHECK(json.value("id", "") == entry.path().stem().string());
        ++seen;
    }
    CHECK(seen >= 4);
}

TEST_CASE("a page description that could put a badge where nobody meant it is refused") {
    PageSchema schema;
    const Json cases = read(MELDBRUG_SOURCE_DIR "/tests/data/pages/refused.json");
    CHECK(schema.accepts(cases.at("base")));
    for (const auto& [what, change] : cases.at("refused").items()) {
        CAPTURE(what);
        Json json = cases.at("base");
        json.merge_patch(change);
        CHECK_FALSE(schema.accepts(json));
    }
}
