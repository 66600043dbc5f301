#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

using namespace meldbrug;
using namespace meldbrug::tests;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

std::string wrong_for(const core::Secret& code) {
    return code.reveal() == "00000000" ? "00000001" : "00000000";
}

core::ErrorCode pair_error(TestBridge& test, std::string_view code) {
    const auto paired = test.bridge->pair(code, "laptop");
    REQUIRE_FALSE(paired.ok());
    return paired.error().code;
}

/// Everything SQLite keeps of the store on disk.
std::string all_bytes(const std::filesystem::path& folder) {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::copy(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(),
                  std::back_inserter(bytes));
    }
    return bytes;
}

}  // namespace

TEST_CASE("a token that was seen a moment ago is refused once another process revokes its person") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    const auto token =
        must(test.bridge->pair(must(test.bridge->new_pairing_code(ib.id)).reveal(), "laptop"));
    for (int i = 0; i < 3; ++i) {
        CHECK(must(test.bridge->authenticate(token.reveal())).id == ib.id);
    }
    const auto other = must(bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock));
    must(other->revoke_person(ib.id));
    CHECK_FALSE(test.bridge->authenticate(token.reveal()).ok());
}

TEST_CASE("a token that was seen a moment ago ends when its time is over") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    const auto token =
        must(test.bridge->pair(must(test.bridge->new_pairing_code(ib.id)).reveal(), "laptop"));
    test.clock.advance(days{90} - seconds{1});
    CHECK(test.bridge->authenticate(token.reveal()).ok());
    CHECK(test.bridge->authenticate(token.reveal()).ok());
    test.clock.advance(seconds{1});
    CHECK_FALSE(test.bridge->authenticate(token.reveal()).ok());
}

TEST_CASE("signing out ends that device's token, and no other") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    const auto paired = [&] {
        return must(
            test.bridge->pair(must(test.bridge->new_pairing_code(ib.id)).reveal(), "laptop"));
    };
    const auto first = paired();
    const auto second = paired();
    CHECK(test.bridge->authenticate(first.reveal()).ok());
    must(test.bridge->sign_out(first.reveal()));
    CHECK_FALSE(test.bridge->authenticate(first.reveal()).ok());
    CHECK(test.bridge->authenticate(second.reveal()).ok());
    test.open();
    CHECK_FALSE(test.bridge->authenticate(first.reveal()).ok());
}

TEST_CASE("each device is listed with whose it is, and ends by itself without the others") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    const auto paired = [&](const char* name) {
        return must(test.bridge->pair(must(test.bridge->new_pairing_code(ib.id)).reveal(), name));
    };
    const auto laptop = paired("laptop");
    test.clock.advance(seconds{1});
    const auto tablet = paired("tablet");
    auto devices = must(test.bridge->devices());
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].name == "laptop");
    CHECK(devices[0].person == ib.id);
    CHECK(devices[0].expires - devices[0].paired == days{90});
    CHECK(devices[0].id.size() == 8);
    CHECK(devices[0].id != devices[1].id);
    CHECK(laptop.reveal().find(devices[0].id) == std::string::npos);
    must(test.bridge->revoke_device(devices[0].id));
    CHECK_FALSE(test.bridge->authenticate(laptop.reveal()).ok());
    CHECK(test.bridge->authenticate(tablet.reveal()).ok());
    devices = must(test.bridge->devices());
    CHECK_FALSE(devices[0].open);
    CHECK(devices[1].open);
    CHECK(must(test.bridge->audit({})).back().what == "device.revoked");
    CHECK(must(test.bridge->audit({})).back().about == ib.id);
    CHECK(test.bridge->revoke_device("00000000").error().code == core::ErrorCode::not_found);
    test.clock.advance(days{90});
    CHECK_FALSE(must(test.bridge->devices()).at(1).open);
}

TEST_CASE("a code pairs once, and its token is that person's until revoked") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", "ib@school.example"));
    const auto code = must(test.bridge->new_pairing_code(ib.id));
    REQUIRE(code.reveal().size() == 8);
    CHECK(std::all_of(code.reveal().begin(), code.reveal().end(),
                      [](char c) { return c >= '0' && c <= '9'; }));

    const auto token = must(test.bridge->pair(code.reveal(), "laptop"));
    CHECK(token.reveal().size() == 43);  // 256 bits in base64url
    CHECK(must(test.bridge->authenticate(token.reveal())).id == ib.id);
    CHECK(pair_error(test, code.reveal()) == core::ErrorCode::forbidden);

    must(test.bridge->revoke_person(ib.id));
    const auto revoked = test.bridge->authenticate(token.reveal());
    REQUIRE_FALSE(revoked.ok());
    CHECK(revoked.error().code == core::ErrorCode::forbidden);
    CHECK_FALSE(test.bridge->new_pairing_code(ib.id).ok());
}

TEST_CASE("neither code nor token stands in the store's files") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    const auto code = must(test.bridge->new_pairing_code(ib.id));
    CHECK(all_bytes(test.folder.path()).find(code.reveal()) == std::string::npos);
    const auto token = must(test.bridge->pair(code.reveal(), "laptop-van-de-ib"));
    const auto bytes = all_bytes(test.folder.path());
    CHECK(bytes.find("laptop-van-de-ib") !=
          std::string::npos);  // it is looked for in the right place
    CHECK(bytes.find(token.reveal()) == std::string::npos);
}

TEST_CASE("five wrong tries lock the code, the right one does not help any more") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    auto code = must(test.bridge->new_pairing_code(ib.id));
    for (int i = 0; i < 4; ++i) {
        CHECK(pair_error(test, wrong_for(code)) == core::ErrorCode::forbidden);
    }
    CHECK(test.bridge->pair(code.reveal(), "laptop").ok());  // the fifth try, and right

    code = must(test.bridge->new_pairing_code(ib.id));
    for (int i = 0; i < 5; ++i) {
        CHECK(pair_error(test, wrong_for(code)) == core::ErrorCode::forbidden);
    }
    CHECK(pair_error(test, code.reveal()) == core::ErrorCode::forbidden);
}

TEST_CASE("a code lives ten minutes, a token ninety days") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    auto code = must(test.bridge->new_pairing_code(ib.id));
    test.clock.advance(minutes{10});
    CHECK(pair_error(test, code.reveal()) == core::ErrorCode::forbidden);
    code = must(test.bridge->new_pairing_code(ib.id));
    test.clock.advance(minutes{10} - seconds{1});
    const auto token = must(test.bridge->pair(code.reveal(), "laptop"));
    test.clock.advance(days{90} - seconds{1});
    CHECK(test.bridge->authenticate(token.reveal()).ok());
    test.clock.advance(seconds{1});
    CHECK_FALSE(test.bridge->authenticate(token.reveal()).ok());
}

TEST_CASE("codes may be typed as they are read out, codes and tokens differ each time") {
    TestBridge test;
    const auto ib = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    std::set<std::string> codes;
    std::set<std::string> tokens;
    for (int i = 0; i < 5; ++i) {
        const auto code = must(test.bridge->new_pairing_code(ib.id));
        codes.insert(code.reveal());
        tokens.insert(
            must(test.bridge->pair(code.reveal().substr(0, 4) + " " + code.reveal().substr(4),
                                   "laptop"))
                .reveal());
    }
    CHECK(codes.size() == 5);
    CHECK(tokens.size() == 5);
}

TEST_CASE("no token, a made-up one and an empty code are nobody's") {
    TestBridge test;
    CHECK(test.bridge->authenticate("").error().code == core::ErrorCode::forbidden);
    CHECK(test.bridge->authenticate("AAAA").error().code == core::ErrorCode::forbidden);
    CHECK(pair_error(test, "") == core::ErrorCode::forbidden);
}

TEST_CASE("a person needs a name, a role that there is and an address that is one") {
    TestBridge test;
    CHECK_FALSE(test.bridge->add_person("", "ib", "").ok());
    CHECK_FALSE(test.bridge->add_person("Ren\xE9", "ib", "").ok());
    CHECK_FALSE(test.bridge->add_person("IB", "koning", "").ok());
    CHECK_FALSE(test.bridge->add_person("IB", "ib", "ib@school.example\r\nBcc: x@y.example").ok());
    CHECK(must(test.bridge->people()).empty());
    const auto first = must(test.bridge->add_person("A", "ib", ""));
    const auto second = must(test.bridge->add_person("B", "directie", "d@school.example"));
    CHECK(first.id != second.id);
    must(test.bridge->revoke_person(first.id));
    const auto third = must(test.bridge->add_person("C", "ib", ""));
    CHECK(third.id != second.id);
    CHECK(test.bridge->revoke_person("nobody").error().code == core::ErrorCode::not_found);
}
