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

route::DossierStatus dossier(std::string id, BadgeLevel level) {
    route::DossierStatus made;
    made.dossier = std::move(id);
    made.badge = {level, "tekst", 1};
    made.opened = day("2026-03-02");
    return made;
}

bridge::PupilView pupil(std::string id, std::string name,
                        std::vector<route::DossierStatus> dossiers) {
    return {std::move(id), std::move(name), "5", std::move(dossiers)};
}

std::vector<std::string> order_of(std::vector<bridge::PupilView> pupils) {
    std::vector<std::string> ids;
    for (const Json& row : http::overview_json(std::move(pupils), today)) {
        ids.push_back(row.at("pupil").get<std::string>());
    }
    return ids;
}

}  // namespace

TEST_CASE("days left are counted by the calendar and negative once passed") {
    CHECK(http::term_json(term("2026-05-13", core::TermState::due_soon), today).at("days") == 12);
    CHECK(http::term_json(term("2026-05-01", core::TermState::due), today).at("days") == 0);
    CHECK(http::term_json(term("2026-04-28", core::TermState::overdue), today).at("days") == -3);
}

TEST_CASE("an old dossier that is more urgent leads, else the newest does") {
    const auto older = dossier("2025-0001", BadgeLevel::late);
    const auto newer = dossier("2026-0002", BadgeLevel::ok);
    CHECK(http::leading_dossier(pupil("1", "", {older, newer})).dossier == "2025-0001");
    CHECK(http::leading_dossier(pupil("1", "", {dossier("2025-0001", BadgeLevel::ok), newer}))
              .dossier == "2026-0002");
}

TEST_CASE("the overview puts urgency first, then the soonest open term, then the name") {
    auto with_term = [](BadgeLevel level, std::string_view due, core::TermState state) {
        auto made = dossier("d", level);
        made.terms = {term(due, state)};
        return made;
    };
    CHECK(order_of({pupil("closed", "A", {dossier("d", BadgeLevel::closed)}),
                    pupil("ok", "A", {dossier("d", BadgeLevel::ok)}),
                    pupil("urgent", "Z", {dossier("d", BadgeLevel::urgent)}),
                    pupil("attention", "A", {dossier("d", BadgeLevel::attention)}),
                    pupil("late", "A", {dossier("d", BadgeLevel::late)})}) ==
          std::vector<std::string>{"urgent", "late", "attention", "ok", "closed"});
    CHECK(order_of({pupil("none", "A", {dossier("d", BadgeLevel::ok)}),
                    pupil("later", "B",
                          {with_term(BadgeLevel::ok, "2026-06-01", core::TermState::running)}),
                    pupil("sooner", "C",
                          {with_term(BadgeLevel::ok, "2026-05-02", core::TermState::due_soon)})}) ==
          std::vector<std::string>{"sooner", "later", "none"});
    // A term that was met asks for nobody's attention.
    CHECK(order_of(
              {pupil("met", "B", {with_term(BadgeLevel::ok, "2026-05-02", core::TermState::met)}),
               pupil("open", "C",
                     {with_term(BadgeLevel::ok, "2026-06-01", core::TermState::running)})}) ==
          std::vector<std::string>{"open", "met"});
    CHECK(order_of({pupil("2", "Bo", {dossier("d", BadgeLevel::ok)}),
                    pupil("1", "An", {dossier("d", BadgeLevel::ok)})}) ==
          std::vector<std::string>{"1", "2"});
}

TEST_CASE("a pupil without a route has no row") {
    CHECK(http::overview_json({pupil("1", "An", {})}, today).empty());
}

TEST_CASE("a row names the open term that falls first, or none") {
    auto shown = dossier("d", BadgeLevel::ok);
    shown.terms = {term("2026-05-20", core::TermState::running),
                   term("2026-04-01", core::TermState::withdrawn),
                   term("2026-05-10", core::TermState::due_soon)};
    CHECK(http::pupil_json(pupil("1", "An", {shown}), today).at("next_term").at("due") ==
          "2026-05-10");
    shown.terms = {term("2026-04-01", core::TermState::met)};
    CHECK(http::pupil_json(pupil("1", "An", {shown}), today).at("next_term").is_null());
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
