// Where a dossier stands in the weighing: the question that is asked now, what came of the answers,
// and the two decisions. The days and answers below follow from the school's protocol.
#include "support/route/story.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;
using notes::Answer;

namespace {

/// Signals, consultation and talk: what comes before the first question in `twente`.
Story ready(const std::string& route) {
    Story story(route);
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-03").act("collegiaal_overleg");
    story.on("2026-03-05").act("gesprek_ouder");
    return story;
}

route::WeighingState weighing(const Story& story, const std::string& today = "2026-06-01") {
    const auto status = story.status(today);
    REQUIRE(status.weighing.has_value());
    return *status.weighing;
}

const route::WeighingAnswer& answer(const route::WeighingState& state, int question) {
    for (const auto& given : state.answers) {
        if (given.question == question) {
            return given;
        }
    }
    FAIL("question " << question << " has no answer");
    return state.answers.front();
}

std::string since(const route::WeighingState& state) {
    return state.asked_since ? core::format_date(*state.asked_since) : "";
}

/// "yes 2026-03-09" of a decision; "" when it was not taken.
std::string decided(const route::WeighingState& state, const std::string& about) {
    for (const auto& decision : state.decisions) {
        if (decision.about.id == about && decision.answer) {
            return std::string(*decision.answer ? "yes " : "no ") +
                   core::format_date(*decision.date);
        }
    }
    return "";
}

using Ids = std::vector<std::string>;

Ids ids(const std::vector<route::Named>& all) {
    Ids names;
    for (const route::Named& one : all) {
        names.push_back(one.id);
    }
    return names;
}

}  // namespace

TEST_CASE("the first question waits for the steps before it, and is asked from the last of them") {
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-03").act("collegiaal_overleg");
    const auto early = weighing(story);
    CHECK(early.form == "long");
    CHECK(early.question == 1);
    REQUIRE(ids(early.waits_for) == Ids{"gesprek"});
    CHECK(early.waits_for[0].label == "Stap 3: Gesprek met de ouders");
    CHECK(since(early).empty());

    story.on("2026-03-05").act("gesprek_ouder", {.state = "planned"});
    CHECK(ids(weighing(story).waits_for) == Ids{"gesprek"});

    story.on("2026-03-06").act("gesprek_ouder");
    const auto asked = weighing(story);
    CHECK(asked.waits_for.empty());
    CHECK(since(asked) == "2026-03-06");
}

TEST_CASE("each answer leads on, with what the protocol asks after it") {
    Story story = ready("twente");
    story.on("2026-03-09").answer(1, Answer::yes);
    auto state = weighing(story);
    CHECK(state.question == 2);
    CHECK(since(state) == "2026-03-09");
    CHECK(ids(state.takes_part) == Ids{"bestuur"});
    CHECK(ids(answer(state, 1).follows) == Ids{"bestuur_geinformeerd"});
    CHECK(answer(state, 1).note == story.last_id());

    story.on("2026-03-10").answer(2, Answer::no);
    state = weighing(story);
    CHECK(state.question == 3);
    CHECK(answer(state, 2).follows.empty());

    story.on("2026-03-11").answer(3, Answer::yes);
    story.on("2026-03-12").answer(4, Answer::yes);
    state = weighing(story);
    CHECK(state.question == 5);
    CHECK(ids(state.waits_for) == Ids{"hulp_georganiseerd"});
    CHECK(since(state).empty());

    story.on("2026-03-16").act("hulp_georganiseerd");
    CHECK(since(weighing(story)) == "2026-03-16");

    story.on("2026-05-04").answer(5, Answer::no);
    state = weighing(story);
    CHECK(state.question == 0);
    CHECK(ids(answer(state, 5).follows) == Ids{"melding_veilig_thuis"});
    CHECK(answer(state, 5).rules == Ids{"R095"});
}

TEST_CASE("in the long form doubt about safety is to report, and the weighing goes on") {
    for (const Answer said : {Answer::yes, Answer::doubt}) {
        Story story = ready("twente");
        story.on("2026-03-09").answer(1, Answer::yes);
        story.on("2026-03-10").answer(2, said);
        const auto state = weighing(story);
        CHECK(answer(state, 2).answer == said);
        CHECK(ids(answer(state, 2).follows) == Ids{"melding_veilig_thuis"});
        CHECK(state.question == 3);
    }
}

TEST_CASE("where nothing follows doubt the question stays asked") {
    Story story = ready("twente");
    story.on("2026-03-09").answer(1, Answer::doubt);
    auto state = weighing(story);
    CHECK(state.question == 1);
    CHECK(answer(state, 1).asked_again);
    CHECK(since(state) == "2026-03-09");

    story.on("2026-03-16").answer(1, Answer::yes);
    state = weighing(story);
    CHECK(state.question == 2);
    CHECK_FALSE(answer(state, 1).asked_again);
}

TEST_CASE("an answer that ends the weighing asks nothing more, and the last answer counts") {
    Story story = ready("twente");
    story.on("2026-03-09").answer(1, Answer::no);
    CHECK(weighing(story).question == 0);
    CHECK(ids(answer(weighing(story), 1).follows) == Ids{"dossier_gesloten"});

    story.on("2026-03-20").answer(1, Answer::yes);
    CHECK(weighing(story).question == 2);
    CHECK(weighing(story, "2026-03-19").question == 0);
}

TEST_CASE("two answers of one day that differ settle nothing, in whatever order they come") {
    for (const bool turned : {false, true}) {
        Story story = ready("twente");
        story.on("2026-03-09").answer(1, Answer::yes);
        story.on("2026-03-10").answer(2, turned ? Answer::no : Answer::yes);
        story.on("2026-03-10").answer(2, turned ? Answer::yes : Answer::no);
        const auto state = weighing(story);
        CHECK(state.question == 2);
        CHECK(answer(state, 2).asked_again);
        CHECK(answer(state, 2).answer == Answer::doubt);
    }
}

TEST_CASE("an answer whose question is not reached yet is shown, and passes nothing over") {
    Story story = ready("twente");
    story.on("2026-03-09").answer(3, Answer::no);
    const auto state = weighing(story);
    CHECK(state.question == 1);
    CHECK(ids(answer(state, 3).follows) == Ids{"melding_veilig_thuis"});
}

TEST_CASE("in a closed dossier nothing is asked, and what was answered stays") {
    Story story = ready("twente");
    story.on("2026-03-09").answer(1, Answer::yes);
    story.on("2026-03-12").act("dossier_gesloten");
    const auto state = weighing(story);
    CHECK(state.question == 0);
    CHECK(state.answers.size() == 1);
}

TEST_CASE("help and report are two decisions: neither closes the other") {
    for (const char* school : {"innoord", "open-kring"}) {
        CAPTURE(school);
        Story story = ready(school);
        story.on("2026-03-09").act("weging_gedaan");
        CHECK(decided(weighing(story), "besluit_melden").empty());
        CHECK(decided(weighing(story), "besluit_hulp").empty());

        story.on("2026-03-11").act("melding_veilig_thuis");
        CHECK(decided(weighing(story), "besluit_melden") == "yes 2026-03-11");
        CHECK(decided(weighing(story), "besluit_hulp").empty());

        story.on("2026-03-12").act("besluit_genomen", {.marks = {"besluit_geen_hulp"}});
        CHECK(decided(weighing(story), "besluit_hulp") == "no 2026-03-12");
        CHECK(decided(weighing(story), "besluit_melden") == "yes 2026-03-11");
    }
}

TEST_CASE("a decision that is planned, denied or in doubt is none") {
    const std::vector<Said> none{{.marks = {"besluit_melden"}, .state = "planned"},
                                 {.marks = {"besluit_melden"}, .state = "denied"},
                                 {.marks = {"besluit_melden"}, .state = "hearsay"},
                                 {.marks = {"besluit_melden"}, .certain = false}};
    for (const Said& said : none) {
        CAPTURE(said.state);
        Story story = ready("open-kring");
        story.on("2026-03-09").act("besluit_genomen", said);
        CHECK(decided(weighing(story), "besluit_melden").empty());
    }
}

TEST_CASE("a profile without a weighing has none") {
    Story story = ready("basismodel");
    CHECK_FALSE(story.status("2026-06-01").weighing.has_value());
    CHECK_FALSE(to_json(story.status("2026-06-01")).contains("weighing"));
}

TEST_CASE("the weighing as others read it") {
    Story story = ready("twente");
    story.on("2026-03-09").answer(1, Answer::yes);
    const core::Json json = to_json(story.status("2026-06-01")).at("weighing");
    CHECK(json.at("question") == 2);
    CHECK(json.at("asked_since") == "2026-03-09");
    CHECK(json.at("answers").at(0).at("answer") == "yes");
    CHECK(json.at("answers").at(0).at("next") == 2);
    CHECK(json.at("answers").at(0).at("date") == "2026-03-09");
    CHECK(json.at("answers").at(0).at("follows").at(0).at("id") == "bestuur_geinformeerd");
    CHECK(json.at("takes_part").at(0).at("label") == "bestuur");
}
