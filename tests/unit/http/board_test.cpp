// The board's files as they are served, and its sentences in both languages.
#include "meldbrug/core/json.hpp"
#include "meldbrug/http/answer.hpp"
#include "meldbrug/http/board_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

using namespace meldbrug;

namespace {

const std::filesystem::path folder =
    std::filesystem::path(MELDBRUG_SOURCE_DIR) / "plugin" / "board";

std::map<std::string, std::string> sentences(const std::string& language) {
    const auto json = core::read_json_file(folder / "texts" / (language + ".json"));
    REQUIRE(json.ok());
    return json->get<std::map<std::string, std::string>>();
}

/// "{name}" ... in a sentence.
std::set<std::string> places(const std::string& sentence) {
    std::set<std::string> found;
    for (std::size_t open = sentence.find('{'); open != std::string::npos;
         open = sentence.find('{', open + 1)) {
        found.insert(sentence.substr(open, sentence.find('}', open) - open));
    }
    return found;
}

}  // namespace

TEST_CASE("the page, its modules and its texts are served under their own types") {
    const auto board = http::BoardFiles::load(folder);
    REQUIRE(board.ok());
    const auto type = [&board](std::string_view target) {
        const auto* file = board->find(target);
        return file == nullptr ? std::string("absent") : file->content_type;
    };
    CHECK(type("/") == "text/html; charset=utf-8");
    CHECK(type("/app.js") == "text/javascript; charset=utf-8");
    CHECK(type("/board.css") == "text/css; charset=utf-8");
    CHECK(type("/texts/nl.json") == "application/json");
    CHECK(type("/icon.svg") == "image/svg+xml");
    CHECK(type("/README.md") == "absent");
    CHECK(type("") == "absent");
}

TEST_CASE("a folder without a page is no board") {
    const auto board = http::BoardFiles::load(folder / "texts");
    REQUIRE_FALSE(board.ok());
    CHECK(board.error().code == core::ErrorCode::invalid_config);
    CHECK_FALSE(http::BoardFiles::load(folder / "nothing").ok());
}

TEST_CASE("both languages say the same things with the same values") {
    const auto dutch = sentences("nl");
    const auto english = sentences("en");
    REQUIRE(dutch.size() > 50);
    for (const auto& [key, sentence] : dutch) {
        CAPTURE(key);
        REQUIRE(english.contains(key));
        CHECK_FALSE(sentence.empty());
        CHECK(places(sentence) == places(english.at(key)));
    }
    CHECK(english.size() == dutch.size());
}

TEST_CASE("absence of a record is never shown as absence of the act") {
    CHECK(sentences("nl").at("verdict.missing") == "geen vastlegging gevonden");
}

TEST_CASE("an error of ours is told without its message, which may name folders") {
    const core::Error error{core::ErrorCode::store, "cannot be opened", "/srv/school/meldbrug.db"};
    const auto answer = http::problem(error);
    CHECK(answer.status == 503);
    CHECK(answer.body.find("/srv") == std::string::npos);
    CHECK(answer.content_type == "application/problem+json");
}

TEST_CASE("an error of the caller is told with what to change") {
    const auto answer =
        http::problem(core::Error{core::ErrorCode::invalid_input, "field 'as_of': not a day"});
    CHECK(answer.status == 422);
    CHECK(answer.body.find("as_of") != std::string::npos);
}

TEST_CASE("each error code has its status") {
    using core::ErrorCode;
    CHECK(http::http_status(ErrorCode::usage) == 400);
    CHECK(http::http_status(ErrorCode::forbidden) == 403);
    CHECK(http::http_status(ErrorCode::not_found) == 404);
    CHECK(http::http_status(ErrorCode::unreachable) == 503);
    CHECK(http::http_status(ErrorCode::invalid_config) == 500);
    CHECK(http::http_status(ErrorCode::internal) == 500);
}
