#include "meldbrug/core/utf8.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace meldbrug::core;  // NOLINT(google-build-using-namespace)

TEST_CASE("only well-formed UTF-8 counts as valid") {
    for (const char* good :
         {"", "abc", "één", "€", "🙂", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CHECK(is_valid_utf8(good));
    }
    // stray continuation, overlong '/', surrogate, above U+10FFFF, cut off, Latin-1
    for (const char* bad : {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xE2\x82", "caf\xE9", "\xFF"}) {
        CHECK_FALSE(is_valid_utf8(bad));
    }
}

TEST_CASE("whatever the bytes, the result is valid UTF-8") {
    std::mt19937 random(20260312);  // NOLINT(cert-msc51-cpp): repeatable on purpose
    std::uniform_int_distribution<int> byte(0, 255);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (int i = 0; i < 40; ++i) {
            bytes.push_back(static_cast<char>(byte(random)));
        }
        REQUIRE(is_valid_utf8(to_valid_utf8(bytes)));
        REQUIRE(is_valid_utf8(from_windows_1252(bytes)));
    }
    CHECK(to_valid_utf8("caf\xE9!") == "caf\xEF\xBF\xBD!");
    CHECK(to_valid_utf8("één €") == "één €");
}

TEST_CASE("Windows-1252 letters and signs become what Dutch notes mean") {
    CHECK(from_windows_1252("\x80 \x91zo\x92 ge\xEFnformeerd \x96 caf\xE9") ==
          "€ ‘zo’ geïnformeerd – café");
    CHECK(from_windows_1252("\x81") == "\xEF\xBF\xBD");
}

TEST_CASE("positions count code points, forwards and back") {
    const std::string text = "é€🙂x";
    PositionMap map(text);
    CHECK(map.position(0) == 0);
    CHECK(map.position(2) == 1);
    CHECK(map.position(5) == 2);
    CHECK(map.position(9) == 3);
    CHECK(map.position(10) == 4);
    CHECK(map.position(2) == 1);
    CHECK(code_points(text) == 4);
}
