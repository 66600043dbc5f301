// The table of rights, and which dossiers follow from it for a person.
#include "meldbrug/bridge/rights.hpp"

#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <sstream>

using namespace meldbrug;
using namespace meldbrug::tests;
using bridge::Extent;
using bridge::Resource;
using std::chrono::days;

namespace {

const std::vector<std::string> roles = {
    "leerkracht", "ib", "aandachtsfunctionaris", "directie", "bestuur", "smw", "beheer"};

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::stringstream stream(line.substr(1));
    for (std::string cell; std::getline(stream, cell, '|');) {
        const auto first = cell.find_first_not_of(' ');
        const auto last = cell.find_last_not_of(' ');
        cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    return cells;
}

/// The table in plugin/README.md: resource → role → what stands there.
std::map<std::string, std::map<std::string, std::string>> documented() {
    std::ifstream file(std::filesystem::path(MELDBRUG_SOURCE_DIR) / "plugin" / "README.md");
    std::map<std::string, std::map<std::string, std::string>> table;
    std::vector<std::string> header;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("| right |")) {
            header = cells_of(line);
        } else if (!header.empty() && line.starts_with("| `")) {
            const auto cells = cells_of(line);
            const auto name = cells[0].substr(1, cells[0].find('`', 1) - 1);
            for (std::size_t i = 1; i < header.size(); ++i) {
                std::stringstream named(header[i]);
                for (std::string role; named >> role;) {
                    if (role.ends_with(',')) {
                        role.pop_back();
                    }
                    table[name][role] = cells.at(i);
                }
            }
        } else if (!header.empty() && !line.starts_with("|")) {
            break;
        }
    }
    return table;
}

std::string word_of(Extent extent) {
    switch (extent) {
        case Extent::none:
            return "–";
        case Extent::invited:
            return "invited";
        case Extent::own:
            return "own";
        case Extent::school:
            return "school";
    }
    return "";
}

bridge::Person add(TestBridge& test, std::string role, std::string group = "",
                   std::string author = "") {
    bridge::Person person;
    person.name = "Persoon (fictief)";
    person.role = std::move(role);
    person.group = std::move(group);
    person.author = std::move(author);
    return must(test.bridge->add_person(person));
}

/// Pupils 2150 of class 5 and 2151 of class 6, each with a route.
void fill(TestBridge& test) {
    for (const std::string pupil : {"2150", "2151"}) {
        notes::PupilFacts facts;
        facts.pupil = pupil;
        facts.group = pupil == "2150" ? "5" : "6";
        auto note = note_on(pupil + "-1", pupil, "2026-03-02", signals_text);
        note.author = {pupil == "2150" ? "t1" : "t2", "leerkracht"};
        test.ingest(batch({facts, note}));
    }
}

/// Numbers of the dossiers that this person sees in the overview.
std::vector<std::string> seen_by(TestBridge& test, const bridge::Person& person) {
    auto pupils = must(test.bridge->overview({}));
    must(test.bridge->sight_of(person)).narrow(pupils);
    std::vector<std::string> numbers;
    for (const auto& pupil : pupils) {
        for (const auto& dossier : pupil->dossiers) {
            numbers.push_back(dossier.dossier);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("the table in the documentation is the table in the program") {
    const auto table = documented();
    REQUIRE(table.size() == bridge::resource_count);
    for (std::size_t i = 0; i < bridge::resource_count; ++i) {
        const auto resource = static_cast<Resource>(i);
        const std::string name(bridge::name_of(resource));
        CAPTURE(name);
        REQUIRE(table.count(name) == 1);
        REQUIRE(table.at(name).size() == roles.size());
        for (const auto& role : roles) {
            CAPTURE(role);
            CHECK(table.at(name).at(role) == word_of(bridge::extent(role, resource)));
        }
    }
}

TEST_CASE("who is no role of ours may nothing") {
    for (const char* role : {"", "IB", "ib ", "unknown", "console"}) {
        for (std::size_t i = 0; i < bridge::resource_count; ++i) {
            CHECK_FALSE(bridge::may(role, static_cast<Resource>(i)));
        }
    }
}

TEST_CASE("each role sees the dossiers of its extent and no other") {
    TestBridge test;
    fill(test);
    CHECK(seen_by(test, add(test, "ib")).size() == 2);
    CHECK(seen_by(test, add(test, "aandachtsfunctionaris")).size() == 2);
    CHECK(seen_by(test, add(test, "directie")).size() == 2);
    for (const char* role : {"leerkracht", "smw", "bestuur", "beheer"}) {
        CHECK(seen_by(test, add(test, role, "5", "t1")).empty());
    }
}

TEST_CASE("somebody who is invited sees that dossier until the day, or until it is taken back") {
    TestBridge test;
    fill(test);
    const auto ib = add(test, "ib");
    const auto guest = add(test, "smw");
    const auto other = add(test, "smw");
    const auto until = day("2026-03-20");
    const auto made = must(test.bridge->invite(guest.id, "2026-0002", until, ib.id));
    CHECK(made.open);
    CHECK(seen_by(test, guest) == Numbers{"2026-0002"});
    CHECK(seen_by(test, other).empty());
    CHECK(must(test.bridge->audit({})).back().what == "invitation.made");
    CHECK(must(test.bridge->audit({})).back().dossiers == Numbers{"2026-0002"});
    test.clock.set(at("2026-03-20T23:59:00+01:00"));
    CHECK(seen_by(test, guest).size() == 1);
    test.clock.set(at("2026-03-21T00:00:00+01:00"));
    CHECK(seen_by(test, guest).empty());
    CHECK_FALSE(must(test.bridge->invitations()).at(0).open);

    const auto again = must(test.bridge->invite(guest.id, "2026-0001", day("2026-04-01"), ib.id));
    CHECK(seen_by(test, guest) == Numbers{"2026-0001"});
    must(test.bridge->end_invitation(again.id, ib.id));
    CHECK(seen_by(test, guest).empty());
    CHECK(must(test.bridge->audit({})).back().what == "invitation.ended");
    CHECK(test.bridge->end_invitation(again.id, ib.id).error().code == core::ErrorCode::not_found);
    CHECK(test.bridge->end_invitation(99, ib.id).error().code == core::ErrorCode::not_found);
}

TEST_CASE(
    "an invitation is an IB's, to a dossier that is there, of a role that may, for a year at "
    "most") {
    TestBridge test;
    fill(test);
    const auto ib = add(test, "ib");
    const auto guest = add(test, "smw");
    const auto until = day("2026-03-20");
    using core::ErrorCode;
    const auto code = [&](std::string_view person, std::string_view dossier, core::Date last,
                          std::string_view by) {
        return test.bridge->invite(person, dossier, last, by).error().code;
    };
    for (const char* role : {"leerkracht", "directie", "bestuur", "smw", "beheer"}) {
        CHECK(code(guest.id, "2026-0001", until, add(test, role).id) == ErrorCode::forbidden);
    }
    for (const char* role : {"beheer", "bestuur", "directie", "ib"}) {
        CHECK(code(add(test, role).id, "2026-0001", until, ib.id) == ErrorCode::invalid_input);
    }
    CHECK(code("nobody", "2026-0001", until, ib.id) == ErrorCode::not_found);
    CHECK(code(guest.id, "2026-0009", until, ib.id) == ErrorCode::not_found);
    CHECK(code(guest.id, "2026-0001", day("2026-03-15"), ib.id) == ErrorCode::invalid_input);
    CHECK(code(guest.id, "2026-0001", day("2027-03-18"), ib.id) == ErrorCode::invalid_input);
    must(test.bridge->revoke_person(guest.id));
    CHECK(code(guest.id, "2026-0001", until, ib.id) == ErrorCode::not_found);
    CHECK(must(test.bridge->invitations()).empty());
}

TEST_CASE("a teacher sees the own class only where the school says so, and the own notes always") {
    TestBridge test;
    test.teachers_see_own_group = true;
    test.open();
    fill(test);
    const auto teacher = add(test, "leerkracht", "5", "t1");
    CHECK(seen_by(test, teacher) == Numbers{"2026-0001"});
    CHECK(seen_by(test, add(test, "leerkracht")).empty());  // of no class
    CHECK(seen_by(test, add(test, "smw", "5")).empty());    // a class is a teacher's
    test.teachers_see_own_group = false;
    test.open();
    CHECK(seen_by(test, teacher).empty());
    const auto own = must(test.bridge->own_notes(teacher));
    REQUIRE(own.size() == 1);
    CHECK(own[0].note.id == "2150-1");
    CHECK(must(test.bridge->own_notes(add(test, "leerkracht"))).empty());
    // What others do with the dossier takes the own note from nobody.
    const auto ib = add(test, "ib");
    must(test.bridge->correct(
        must(notes::correction_from_json({{"does", "reject"},
                                          {"pupil", "2150"},
                                          {"note", {{"source", "test"}, {"id", "2150-1"}}},
                                          {"what", {{"action", "signalen_vastgelegd"}}},
                                          {"why", "zo was het niet"}})),
        ib.id));
    CHECK(must(test.bridge->own_notes(teacher)).size() == 1);
}

TEST_CASE("the board of the school gets counts and nobody's name") {
    TestBridge test;
    fill(test);
    test.ingest(batch({note_on("r", "2151", "2026-03-09", "Melding gedaan bij Veilig Thuis.")}));
    const auto counts = must(test.bridge->counts(bridge::Sight::of_school()));
    CHECK(counts.open == 2);
    CHECK(counts.closed == 0);
    CHECK(counts.reported == 1);
    std::size_t badges = 0;
    for (const auto& [level, count] : counts.levels) {
        badges += count;
    }
    CHECK(badges == 2);
}
