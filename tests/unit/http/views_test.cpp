// The shapes the board and the extension draw from.
#include "plugin/http/src/views.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using core::Json;
using route::BadgeLevel;

namespace {

core::Date day(std::string_view text) {
    return core::parse_date(text).value();
}

const core::Date today = day("2026-05-01");

route::Term term(std::string_view due, core::TermState state) {
    route::Term made;
    made.id = "t1";
    made.about = "help_effect";
    made.set_on = day("2026-03-20");
    made.due = day(due);
    made.state = state;
    return made;
}

bridge::DossierSummary dossier(std::string id, BadgeLevel level) {
    bridge::DossierSummary made;
    made.dossier = std::move(id);
    made.badge = {level, "tekst", 1};
    return made;
}

Json row_of(bridge::DossierSummary dossier) {
    const auto catalogue = core::Catalogue::from_json(
        Json::parse(R"({"steps":[],"actions":[],"marks":[],"roles":[]})"), "test");
    REQUIRE(catalogue.ok());
    const std::vector<bridge::PupilSummaryPtr> pupils{std::make_shared<bridge::PupilSummary>(
        bridge::PupilSummary{"1", "An \"A\" \\ B\n\x01é", "5", {std::move(dossier)}})};
    return Json::parse(http::overview_text(pupils, today, *catalogue)).at("pupils").at(0);
}

}  // namespace

TEST_CASE("days left are counted by the calendar and negative once passed") {
    CHECK(http::term_json(term("2026-05-13", core::TermState::due_soon), today).at("days") == 12);
    CHECK(http::term_json(term("2026-05-01", core::TermState::due), today).at("days") == 0);
    CHECK(http::term_json(term("2026-04-28", core::TermState::overdue), today).at("days") == -3);
}

TEST_CASE("a row names the open term that falls first, or none") {
    auto shown = dossier("2026-0001", BadgeLevel::late);
    CHECK(row_of(shown).at("next_term").is_null());
    shown.next_term = term("2026-05-10", core::TermState::due_soon);
    const Json row = row_of(shown);
    CHECK(row.at("next_term") == http::term_json(*shown.next_term, today));
    CHECK(row.at("badge") == Json({{"level", "late"}, {"text", "tekst"}, {"count", 1}}));
    CHECK(row.at("dossier") == "2026-0001");
    CHECK(row.at("dossiers") == 1);
}

TEST_CASE("names with quotes, line ends and control characters come through a list as they are") {
    CHECK(row_of(dossier("d", BadgeLevel::ok)).at("name") == "An \"A\" \\ B\n\x01é");
}

TEST_CASE("a mark keeps what is doubtful, planned or in the title apart") {
    const auto catalogue = core::Catalogue::from_json(
        Json::parse(
            R"({"steps":[{"id":"gesprek","label":"gesprek"}],"actions":[{"id":"gesprek_ouder","label":"een gesprek met de ouders","step":"gesprek"}],"marks":[],"roles":[]})"),
        "test");
    REQUIRE(catalogue.ok());
    notes::Reading reading;
    notes::ReadAction action;
    action.id = catalogue->action("gesprek_ouder").value();
    action.state = notes::ActionState::planned;
    action.certain = false;
    action.span = {3, 9, true};
    action.date = today;
    reading.actions = {action};
    reading.urgent = {{"acuut", {0, 2, false}}};
    const Json marks = http::marks_json(reading, *catalogue);
    REQUIRE(marks.size() == 2);
    CHECK(marks.at(0) == Json({{"kind", "action"},
                               {"id", "gesprek_ouder"},
                               {"label", "een gesprek met de ouders"},
                               {"state", "planned"},
                               {"certain", false},
                               {"start", 3},
                               {"end", 9},
                               {"in_title", true},
                               {"date", "2026-05-01"}}));
    CHECK(marks.at(1).at("kind") == "urgent");
}
