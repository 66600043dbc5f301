#include "plugin/http/src/rate_limit.hpp"

#include <catch2/catch.hpp>

#include <string>

using meldbrug::http::RateLimit;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const RateLimit::Moment start{};

int allowed(RateLimit& limit, std::string_view key, RateLimit::Moment now, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
        count += limit.allows(key, now) ? 1 : 0;
    }
    return count;
}

}  // namespace

TEST_CASE("so many at once, and so many a second after that") {
    RateLimit limit(2, 10);
    CHECK(allowed(limit, "a", start, 100) == 10);
    CHECK(allowed(limit, "a", start + milliseconds{499}, 100) == 0);
    CHECK(allowed(limit, "a", start + seconds{5}, 100) == 10);
    CHECK(allowed(limit, "a", start + seconds{6}, 100) == 2);
    CHECK(allowed(limit, "a", start + seconds{3600}, 100) == 10);
}

TEST_CASE("one who asks too often keeps nobody else out") {
    RateLimit limit(1, 5);
    CHECK(allowed(limit, "a", start, 100) == 5);
    CHECK(allowed(limit, "b", start, 5) == 5);
}

TEST_CASE("inventing keys takes no memory without end, and who is known goes on") {
    RateLimit limit(1, 5);
    CHECK(limit.allows("known", start));
    for (int i = 0; i < 100'000; ++i) {
        (void)limit.allows(std::to_string(i), start + milliseconds{i / 1000});
    }
    CHECK(limit.size() <= RateLimit::most_keys + 1);
    CHECK(limit.allows("known", start + seconds{1}));
}
