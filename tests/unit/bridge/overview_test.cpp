#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace meldbrug;
using namespace meldbrug::tests;
using bridge::DossierSummary;
using bridge::PupilSummary;
using bridge::PupilSummaryPtr;
using route::BadgeLevel;

namespace {

DossierSummary dossier(BadgeLevel level, std::optional<std::string_view> due = std::nullopt) {
    DossierSummary made;
    made.badge.level = level;
    if (due) {
        made.next_term.emplace().due = day(*due);
    }
    return made;
}

std::vector<std::string> sorted(std::vector<PupilSummary> pupils) {
    std::vector<PupilSummaryPtr> shared;
    for (auto& pupil : pupils) {
        shared.push_back(std::make_shared<PupilSummary>(std::move(pupil)));
    }
    bridge::sort_by_urgency(shared);
    std::vector<std::string> ids;
    for (const auto& pupil : shared) {
        ids.push_back(pupil->pupil);
    }
    return ids;
}

/// What the overview shows, as text, so that two of them can be compared.
std::vector<std::string> shown(bridge::Bridge& bridge, const bridge::StatusQuery& query = {}) {
    std::vector<std::string> rows;
    for (const auto& pupil : must(bridge.overview(query))) {
        for (const auto& summary : pupil->dossiers) {
            std::string row = pupil->pupil + " " + pupil->name + " " + pupil->group + " " +
                              summary.dossier + " " + summary.badge.text + " " +
                              std::to_string(summary.badge.count) + " " +
                              std::string(route::name_of(summary.badge.level)) + " " +
                              std::string(route::name_of(summary.state));
            for (const auto& step : summary.steps) {
                row += " " + step.step->title + "=" + std::string(route::name_of(step.verdict));
            }
            if (summary.next_term) {
                row += " " + summary.next_term->id + " " +
                       core::format_date(summary.next_term->due) + " " +
                       std::string(core::name_of(summary.next_term->state));
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

/// What a bridge that remembers nothing shows.
std::vector<std::string> shown_afresh(const TestBridge& test) {
    const auto other = must(bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock));
    return shown(*other);
}

}  // namespace

TEST_CASE("an old dossier that is more urgent leads, else the newest does") {
    std::vector<DossierSummary> dossiers{dossier(BadgeLevel::late), dossier(BadgeLevel::ok)};
    CHECK(bridge::leading(dossiers) == &dossiers[0]);
    dossiers[0].badge.level = BadgeLevel::ok;
    CHECK(bridge::leading(dossiers) == &dossiers[1]);
    CHECK(bridge::leading(std::vector<DossierSummary>{}) == nullptr);
}

TEST_CASE("the overview puts urgency first, then the soonest open term, then the name") {
    CHECK(sorted({{"closed", "A", "", {dossier(BadgeLevel::closed)}},
                  {"ok", "A", "", {dossier(BadgeLevel::ok)}},
                  {"urgent", "Z", "", {dossier(BadgeLevel::urgent)}},
                  {"attention", "A", "", {dossier(BadgeLevel::attention)}},
                  {"late", "A", "", {dossier(BadgeLevel::late)}}}) ==
          std::vector<std::string>{"urgent", "late", "attention", "ok", "closed"});
    CHECK(sorted({{"none", "A", "", {dossier(BadgeLevel::ok)}},
                  {"later", "B", "", {dossier(BadgeLevel::ok, "2026-06-01")}},
                  {"sooner", "C", "", {dossier(BadgeLevel::ok, "2026-05-02")}}}) ==
          std::vector<std::string>{"sooner", "later", "none"});
    CHECK(sorted({{"2", "Bo", "", {dossier(BadgeLevel::ok)}},
                  {"1", "An", "", {dossier(BadgeLevel::ok)}}}) ==
          std::vector<std::string>{"1", "2"});
}

TEST_CASE("a summary names the open term that falls first") {
    const auto& route = *shipped_knowledge().route("basismodel");
    const auto term = [](std::string_view due, core::TermState state) {
        route::Term made;
        made.due = day(due);
        made.state = state;
        return made;
    };
    route::DossierStatus status;
    status.terms = {term("2026-05-20", core::TermState::running),
                    term("2026-04-01", core::TermState::withdrawn),
                    term("2026-05-10", core::TermState::due_soon),
                    term("2026-03-01", core::TermState::met)};
    const auto summary = bridge::summarise(status, route, shipped_knowledge().catalogue);
    REQUIRE(summary.next_term.has_value());
    CHECK(summary.next_term->due == day("2026-05-10"));
    status.terms = {term("2026-04-01", core::TermState::met)};
    CHECK_FALSE(
        bridge::summarise(status, route, shipped_knowledge().catalogue).next_term.has_value());
}

TEST_CASE("the overview shows of each dossier what its page shows") {
    TestBridge test;
    test.ingest(
        batch({note_on("a", "2150", "2026-03-02", signals_text),
               note_on("b", "2151", "2026-03-09", help_text),
               note_on("c", "2152", "2026-03-09", "Gymtas vergeten."),
               notes::PupilFacts{"", "2150", "Naam", std::nullopt, "5", std::nullopt, {}}}));
    const auto pupils = must(test.bridge->overview({}));
    REQUIRE(pupils.size() == 2);  // the third has no route
    for (const auto& pupil : pupils) {
        const auto view = test.status(pupil->pupil).at(0);
        CHECK(pupil->name == view.name);
        CHECK(pupil->group == view.group);
        REQUIRE(pupil->dossiers.size() == 1);
        const auto& summary = pupil->dossiers[0];
        const auto& status = view.dossiers.at(0);
        CHECK(summary.dossier == status.dossier);
        CHECK(summary.badge.text == status.badge.text);
        REQUIRE(summary.steps.size() == status.steps.size());
        for (std::size_t i = 0; i < status.steps.size(); ++i) {
            CHECK(summary.steps[i].step->label == status.steps[i].label);
            CHECK(summary.steps[i].step->title == status.steps[i].title);
            CHECK(summary.steps[i].verdict == status.steps[i].verdict);
        }
        CHECK(summary.next_term.has_value() == !status.terms.empty());
    }
    CHECK(must(test.bridge->overview({.pupil = {}, .group = "5", .as_of = {}})).size() == 1);
    CHECK(must(test.bridge->overview({.pupil = "2151", .group = {}, .as_of = {}})).size() == 1);
    CHECK(must(test.bridge->overview({.pupil = {}, .group = {}, .as_of = day("2026-03-05")}))
              .size() == 1);
}

TEST_CASE("an overview in memory never outlives what it was made of") {
    TestBridge test;
    test.ingest(full({note_on("a", "2150", "2026-03-02", signals_text),
                      note_on("b", "2151", "2026-03-09", help_text),
                      note_on("c", "2153", "2026-03-20", help_text)}));
    const auto first = shown(*test.bridge);
    REQUIRE(first.size() == 2);
    std::vector<std::string> now = first;
    const auto changes_to_what_is_true = [&] {
        const auto before = now;
        now = shown(*test.bridge);
        CHECK(now == shown_afresh(test));
        return now != before;
    };
    SECTION("an edit") {
        test.ingest(batch({note_on("a", "2150", "2026-03-02", help_text)}));
        CHECK(changes_to_what_is_true());
    }
    SECTION("a move to another pupil") {
        test.ingest(batch({note_on("a", "2152", "2026-03-02", signals_text)}));
        CHECK(changes_to_what_is_true());
        test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}));
        CHECK(changes_to_what_is_true());
    }
    SECTION("a withdrawal, and its return") {
        auto gone = note_on("a", "2150", "2026-03-02", signals_text);
        gone.deleted = true;
        test.ingest(batch({gone}));
        CHECK(changes_to_what_is_true());
        gone.deleted = false;
        test.ingest(batch({gone}));
        CHECK(changes_to_what_is_true());
    }
    SECTION("a note that a full export lacks") {
        test.ingest(full({note_on("b", "2151", "2026-03-09", help_text)}),
                    {.withdraw_many = true, .by = {}});
        CHECK(changes_to_what_is_true());
    }
    SECTION("facts of the pupil") {
        test.ingest(batch(
            {notes::PupilFacts{"", "2150", "Andere Naam", std::nullopt, "6", std::nullopt, {}}}));
        CHECK(changes_to_what_is_true());
    }
    SECTION("another process") {
        const auto other =
            must(bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock));
        must(other->ingest(batch({note_on("d", "2150", "2026-03-03", help_text)}), "import"));
        CHECK(changes_to_what_is_true());
    }
    SECTION("another day, back and forth") {
        test.clock.set(at("2026-04-21T09:00:00+02:00"));  // a term has passed
        CHECK(changes_to_what_is_true());
        test.clock.set(at("2026-03-16T09:00:00+01:00"));
        CHECK(changes_to_what_is_true());
    }
    SECTION("a day on which a note begins to count") {
        test.clock.set(at("2026-03-20T09:00:00+01:00"));
        CHECK(changes_to_what_is_true());
        CHECK(now.size() == 3);
    }
    SECTION("nothing") {
        test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}));
        CHECK_FALSE(changes_to_what_is_true());
    }
}

TEST_CASE("pupils that a change did not touch are not evaluated again") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text),
                       note_on("b", "2151", "2026-03-09", help_text)}));
    const std::vector<std::string> both{"2150", "2151"};
    const auto before = must(test.bridge->badges(both));
    test.ingest(batch({note_on("c", "2151", "2026-03-10", signals_text)}));
    const auto after = must(test.bridge->badges(both));
    CHECK(before[0] == after[0]);  // the very same
    CHECK(before[1] != after[1]);
    CHECK(must(test.bridge->overview({.pupil = "2150", .group = {}, .as_of = {}})).at(0) ==
          after[0]);
}

TEST_CASE("a pupil who is asked for twice is answered twice") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}));
    const std::vector<std::string> twice{"2150", "2150"};
    CHECK(must(test.bridge->badges(twice)).size() == 2);
}

TEST_CASE("overviews asked by many threads while notes come in are never stale afterwards") {
    TestBridge test;
    std::vector<notes::Item> items;
    for (int i = 0; i < 60; ++i) {
        items.emplace_back(
            note_on("n" + std::to_string(i), std::to_string(2000 + i), "2026-03-02", signals_text));
    }
    test.ingest(batch(items));
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> readers;
        for (int reader = 0; reader < 3; ++reader) {
            readers.emplace_back([&] {
                for (int i = 0; i < 20; ++i) {
                    const auto seen = test.bridge->overview({});
                    failures += seen.ok() && seen->size() == 60 ? 0 : 1;
                }
            });
        }
        for (int i = 0; i < 20; ++i) {
            const auto n = std::to_string(i);
            test.ingest(batch({note_on("n" + n, std::to_string(2000 + i), "2026-03-02",
                                       i % 2 == 0 ? help_text : signals_text),
                               note_on("x" + n, "2059", "2026-03-09", help_text)}));
        }
    }
    CHECK(failures == 0);
    CHECK(shown(*test.bridge) == shown_afresh(test));
}
