// Page descriptions of pupil systems: data that the browser extension reads, held to their schema.
#include "support/content.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <filesystem>
#include <string>

namespace fs = std::filesystem;

using meldbrug::core::Json;

namespace {

const fs::path pages_folder = fs::path(MELDBRUG_SOURCE_DIR) / "adapters/pages";

bool holds(const Json& description) {
    const Json root = Json::parse(meldbrug::test::content_of(pages_folder / "page.schema.json"));
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(root), schema);
    valijson::Validator validator;
    return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(description),
                              nullptr);
}

}  // namespace

TEST_CASE("each page description is what its schema says, under its own name") {
    int found = 0;
    for (const auto& entry : fs::directory_iterator(pages_folder)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".json") || name == "page.schema.json") {
            continue;
        }
        INFO(name);
        ++found;
        const Json description = Json::parse(meldbrug::test::content_of(entry.path()));
        CHECK(holds(description));
        CHECK(description.at("id").get<std::string>() + ".json" == name);
        CHECK(meldbrug::test::content_of(pages_folder / "README.md").find("`" + name + "`") !=
              std::string::npos);
    }
    CHECK(found >= 4);
}

TEST_CASE(
    "a page description with a word that nobody reads, or a selector that could end its rule, is "
    "refused") {
    const Json good = Json::parse(meldbrug::test::content_of(pages_folder / "demo.json"));
    Json unknown = good;
    unknown["recognize"] = "html";
    CHECK_FALSE(holds(unknown));
    Json open = good;
    open["recognise"] = "html { } body";
    CHECK_FALSE(holds(open));
    Json parents = good;
    parents["parents"] = "hidden";
    CHECK_FALSE(holds(parents));
    CHECK(holds(good));
}
