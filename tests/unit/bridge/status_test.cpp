#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <thread>

using namespace meldbrug;
using namespace meldbrug::tests;
namespace fs = std::filesystem;

namespace {

struct PupilBadge {
    std::string pupil;
    route::Badge badge;
};

std::vector<PupilBadge> badges(TestBridge& test, const std::vector<std::string>& pupils) {
    std::vector<PupilBadge> found;
    for (const auto& pupil : must(test.bridge->badges(pupils))) {
        const bridge::DossierSummary* first = bridge::leading(pupil->dossiers);
        REQUIRE(first != nullptr);
        found.push_back({pupil->pupil, first->badge});
    }
    return found;
}

}  // namespace

TEST_CASE("badges are of pupils with a route, and the same as in the status") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text),
                       note_on("b", "2151", "2026-03-09", help_text)}));
    const auto found = badges(test, {"2151", "2150", "unknown"});
    REQUIRE(found.size() == 2);
    CHECK(found[0].pupil == "2151");
    CHECK(found[1].pupil == "2150");
    for (const auto& badge : found) {
        const auto view = test.status(badge.pupil).at(0);
        CHECK(badge.badge.level == view.dossiers.at(0).badge.level);
        CHECK(badge.badge.text == view.dossiers.at(0).badge.text);
    }
}

TEST_CASE(
    "a badge in memory is forgotten when a note comes in, from here or from another process") {
    TestBridge test;
    CHECK(badges(test, {"2150"}).empty());
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}));
    CHECK(badges(test, {"2150"}).size() == 1);
    CHECK(badges(test, {"2151"}).empty());

    const auto other = must(bridge::Bridge::open(test.config(), shipped_knowledge(), test.clock));
    must(other->ingest(batch({note_on("b", "2151", "2026-03-02", signals_text)}), "import"));
    CHECK(badges(test, {"2151"}).size() == 1);
}

TEST_CASE("a badge in memory is of today: when a term passes, it is computed anew") {
    TestBridge test;
    test.ingest(batch({note_on("b", "2150", "2026-03-09", help_text)}));
    const auto before = badges(test, {"2150"}).at(0).badge;
    test.clock.set(at("2026-04-21T09:00:00+02:00"));  // the day after the term
    const auto after = badges(test, {"2150"}).at(0).badge;
    const auto shown = test.status("2150").at(0).dossiers.at(0).badge;
    CHECK(after.text == shown.text);
    CHECK(after.level == shown.level);
    CHECK((before.text != after.text || before.level != after.level));
}

TEST_CASE("dossier numbers are stable over restarts and other pupils") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}));
    CHECK(test.status("2150").at(0).dossiers.at(0).dossier == "2026-0001");
    test.open();
    test.ingest(batch({note_on("b", "2100", "2026-03-01", signals_text),
                       note_on("c", "2101", "2025-11-03", signals_text)}));
    CHECK(test.status("2150").at(0).dossiers.at(0).dossier == "2026-0001");
    CHECK(test.status("2100").at(0).dossiers.at(0).dossier == "2026-0002");
    CHECK(test.status("2101").at(0).dossiers.at(0).dossier == "2025-0001");
}

TEST_CASE("a note dated later counts from its day on, and has a number and a term by then") {
    TestBridge test;
    test.ingest(batch({note_on("b", "2150", "2026-03-20", help_text)}));
    CHECK(test.status("2150").empty());
    CHECK(test.open_terms().empty());
    test.clock.set(at("2026-03-20T08:00:00+01:00"));
    must(test.bridge->refresh());
    REQUIRE(test.open_terms().size() == 1);
    CHECK(test.open_terms()[0].due == day("2026-05-01"));  // 20 March + 42 days
    CHECK(test.status("2150").at(0).dossiers.at(0).dossier == "2026-0001");
}

TEST_CASE("a status asked for a later day has numbers too") {
    TestBridge test;
    test.ingest(batch({note_on("b", "2150", "2026-03-20", signals_text)}));
    const auto views =
        must(test.bridge->status({.pupil = "2150", .group = {}, .as_of = day("2026-03-20")}));
    REQUIRE(views.size() == 1);
    CHECK(views[0].dossiers.at(0).dossier == "2026-0001");
}

TEST_CASE("status as of an earlier day knows only what had happened by then") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text),
                       note_on("b", "2150", "2026-03-09", help_text)}));
    CHECK(must(test.bridge->status({.pupil = "2150", .group = {}, .as_of = day("2026-03-01")}))
              .empty());
    const auto between =
        must(test.bridge->status({.pupil = "2150", .group = {}, .as_of = day("2026-03-05")}));
    CHECK(between.at(0).dossiers.at(0).terms.empty());
    CHECK(test.status("2150").at(0).dossiers.at(0).terms.size() == 1);
}

TEST_CASE("due lists open terms by day, overdue ones first, whatever the horizon") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-01-12", help_text),  // due 23 February: overdue
                       note_on("b", "2151", "2026-02-09", help_text),  // due 23 March: in a week
                       note_on("c", "2152", "2026-03-09", help_text)}));  // due 20 April
    const auto today = day("2026-03-16");
    auto items = must(test.bridge->due(today, 7));
    REQUIRE(items.size() == 2);
    CHECK(items[0].pupil == "2150");
    CHECK(items[0].term.state == core::TermState::overdue);
    CHECK(items[0].dossier == "2026-0001");
    CHECK(items[1].pupil == "2151");
    CHECK(items[1].term.due == day("2026-03-23"));
    CHECK(items[1].term.state == core::TermState::due_soon);
    CHECK(must(test.bridge->due(today, 6)).size() == 1);
    CHECK(must(test.bridge->due(today, 365)).size() == 3);

    // As of a day on which only the first note was there.
    items = must(test.bridge->due(day("2026-02-01"), 365));
    REQUIRE(items.size() == 1);
    CHECK(items[0].term.state == core::TermState::running);
}

TEST_CASE("badges are asked by many threads while notes come in") {
    TestBridge test;
    test.ingest(batch({note_on("a", "2150", "2026-03-02", signals_text)}));
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> readers;
        for (int reader = 0; reader < 4; ++reader) {
            readers.emplace_back([&] {
                const std::vector<std::string> pupils{"2150", "2151"};
                for (int i = 0; i < 50; ++i) {
                    const auto found = test.bridge->badges(pupils);
                    failures += found.ok() && !found->empty() ? 0 : 1;
                }
            });
        }
        for (int i = 0; i < 20; ++i) {
            test.ingest(
                batch({note_on("x" + std::to_string(i), "2151", "2026-03-02", signals_text)}));
        }
    }
    CHECK(failures == 0);
    CHECK(badges(test, {"2151"}).size() == 1);
}

TEST_CASE("notes of a pupil come oldest first with what was read in them") {
    TestBridge test;
    test.ingest(batch({note_on("b", "2150", "2026-03-09", help_text),
                       note_on("a", "2150", "2026-03-02", signals_text)}));
    const auto views = must(test.bridge->notes_of("2150"));
    REQUIRE(views.size() == 2);
    CHECK(views[0].note.id == "a");
    CHECK(views[1].reading.terms.size() == 1);
    const auto draft = test.bridge->read_draft(note_on("", "", "2026-03-09", help_text));
    CHECK(draft.terms.size() == 1);
}

namespace {

route::DossierStatus only_dossier(TestBridge& test, const std::string& pupil) {
    auto views = test.status(pupil);
    REQUIRE(views.size() == 1);
    REQUIRE(views[0].dossiers.size() == 1);
    return std::move(views[0].dossiers[0]);
}

}  // namespace

TEST_CASE("a dossier keeps the version of the route under which it opened, and says which") {
    const TempFolder school;
    fs::create_directories(school.path() / "routes");
    auto profile = must(core::read_json_file(notes_schema() / "routes" / "basismodel.json"));
    profile["version"] = "nieuw";
    profile["in_force"] = "2026-03-09";
    std::ofstream(school.path() / "routes" / "basismodel.json") << profile.dump();
    profile["version"] = "oud";
    profile.erase("in_force");
    profile["steps"][0]["label"] = "Fase 1";
    std::ofstream(school.path() / "routes" / "basismodel@oud.json") << profile.dump();
    const auto knowledge =
        must(bridge::load_knowledge({.folder = notes_schema(), .school = school.path()}));

    TestBridge test;
    test.bridge.reset();
    test.bridge = must(bridge::Bridge::open(test.config(), knowledge, test.clock));
    test.ingest(full({note_on("n1", "p1", "2026-03-08", signals_text),
                      note_on("n2", "p2", "2026-03-09", signals_text)}));
    const auto before = only_dossier(test, "p1");
    CHECK(before.route_version == "oud");
    CHECK(before.steps.at(0).label == "Fase 1");
    const auto since = only_dossier(test, "p2");
    CHECK(since.route_version == "nieuw");
    CHECK(since.steps.at(0).label == "Stap 1");

    // A note that arrives later and opens the dossier earlier moves it.
    test.ingest(batch({note_on("n3", "p2", "2026-03-08", signals_text)}));
    CHECK(only_dossier(test, "p2").route_version == "oud");
}
