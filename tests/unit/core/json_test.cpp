#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace meldbrug::core;  // NOLINT(google-build-using-namespace)

TEST_CASE("JSON of others is refused where nlohmann would crash or guess") {
    SECTION("200,000 open brackets") {
        const auto result = parse_json(std::string(200000, '['), "notes.jsonl:3");
        REQUIRE_FALSE(result.ok());
        CHECK(result.error().where == "notes.jsonl:3");
    }
    SECTION("the same key twice") {
        CHECK_FALSE(parse_json(R"({"pupil":"1","text":"a","pupil":"2"})", "x").ok());
    }
    SECTION("the same key in two objects is fine") {
        CHECK(parse_json(R"([{"a":1},{"a":2},{"a":{"a":3}}])", "x").ok());
    }
    SECTION("a number that does not fit") {
        CHECK_FALSE(parse_json("1e999999", "x").ok());
    }
    SECTION("text after the end") {
        CHECK_FALSE(parse_json("{} {}", "x").ok());
    }
    SECTION("invalid UTF-8 inside a string") {
        CHECK_FALSE(parse_json("\"\xC3\x28\"", "x").ok());
    }
    SECTION("nothing") {
        CHECK_FALSE(parse_json("", "x").ok());
    }
}

TEST_CASE("depth is counted, not the number of values") {
    std::string nested;
    for (int i = 0; i < max_json_depth; ++i) {
        nested += '[';
    }
    CHECK(parse_json(nested + std::string(max_json_depth, ']'), "x").ok());
    CHECK_FALSE(parse_json("[" + nested + std::string(max_json_depth + 1, ']'), "x").ok());
    CHECK(parse_json("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],["
                     "],[],[],[],[],[],[],[],[],[]]",
                     "x")
              .ok());
}

TEST_CASE("an error never repeats what was in the text") {
    const auto result = parse_json(R"({"text":"Jantje de Vries huilt", oops})", "x");
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().line().find("Jantje") == std::string::npos);
}

TEST_CASE("looking something up never throws") {
    const Json object = *parse_json(R"({"a":"x","n":1})", "x");
    CHECK(find(object, "b") == nullptr);
    CHECK(find(Json::array(), "a") == nullptr);
    CHECK(text_or_empty(object, "a") == "x");
    CHECK(text_or_empty(object, "n").empty());
    CHECK(text_or_empty(object, "zz").empty());
}

TEST_CASE("the first member that nobody reads is named, with those that there are") {
    const Json object = Json::parse(R"({"first": 1, "lasst": 2})");
    const std::array<std::string_view, 2> known{"first", "last"};
    const auto unknown = unknown_member(object, known);
    REQUIRE(unknown);
    CHECK(unknown->name == "lasst");
    CHECK(unknown->reason == "is not known here; there are: first, last");
    CHECK_FALSE(unknown_member(Json::parse(R"({"last": 1})"), known));
    CHECK_FALSE(unknown_member(Json::parse("[1]"), known));
}
