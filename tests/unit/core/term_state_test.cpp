#include "meldbrug/core/term_state.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug::core;  // NOLINT(google-build-using-namespace)
using std::chrono::days;

TEST_CASE("a term is due on its day and overdue from the next") {
    const Date due = *parse_date("2026-05-01");
    const auto state = [&](int offset) {
        return term_state(due, due + days{offset}, 14, false, false);
    };
    CHECK(state(-15) == TermState::running);
    CHECK(state(-14) == TermState::due_soon);
    CHECK(state(-1) == TermState::due_soon);
    CHECK(state(0) == TermState::due);
    CHECK(state(1) == TermState::overdue);
    CHECK(state(4000) == TermState::overdue);
}

TEST_CASE("what was met or withdrawn stays so, whatever the day") {
    const Date due = *parse_date("2026-05-01");
    for (int offset = -30; offset <= 30; ++offset) {
        CHECK(term_state(due, due + days{offset}, 14, true, false) == TermState::met);
        CHECK(term_state(due, due + days{offset}, 14, true, true) == TermState::withdrawn);
    }
}

TEST_CASE("as days go by a term only moves on") {
    const Date due = *parse_date("2026-05-01");
    auto before = term_state(due, due - days{100}, 14, false, false);
    for (int offset = -99; offset <= 100; ++offset) {
        const auto now = term_state(due, due + days{offset}, 14, false, false);
        REQUIRE(static_cast<int>(now) >= static_cast<int>(before));
        before = now;
    }
    CHECK(before == TermState::overdue);
}
