// What the fields of a rule do, one by one: who did it, when a waiver counts, what a doubt gives.

#include "support/route/story.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

/// The national ladder with these rules alone.
Story with_rules(const Json& rules) {
    Json profile = read_data("notes-schema/routes/basismodel.json");
    profile["rules"] = Json::array();
    for (Json rule : rules) {
        rule.update({{"force", "must"}, {"says", "x"}, {"school_agreement", true}});
        if (!rule.contains("id")) {
            rule["id"] = "A1";
        }
        profile["rules"].push_back(std::move(rule));
    }
    return Story(OwnProfile{profile});
}

Story who_helps(const std::string& kind, Json rest) {
    rest.update({{"template", kind}, {"trigger", {"hulp"}}, {"about", "hulp_georganiseerd"}});
    return with_rules(Json::array({rest}));
}

std::string helped_by(Story story, const std::vector<std::string>& first,
                      const std::vector<std::string>& second = {}) {
    story.on("2026-03-02", "beheer").act("hulp_georganiseerd", {.actors = first});
    if (!second.empty()) {
        story.on("2026-03-09", "beheer").act("hulp_georganiseerd", {.actors = second});
    }
    return found(story.status("2026-04-01"), "hulp_georganiseerd");
}

const Json ib_or_smw = {"ib", "smw"};

}  // namespace

TEST_CASE("a second report by someone else is seen, however well the first was made") {
    Story story("amk");  // 002:185-186: the IB reports
    story.on("2026-03-02", "ib").act("melding_veilig_thuis", {.actors = {"ib"}});
    CHECK(found(story.status("2026-03-02"), "melder") == "");
    story.on("2026-03-20", "directie").act("melding_veilig_thuis", {.actors = {"directie"}});
    CHECK(found(story.status("2026-03-20"), "melder") == "missing");
    CHECK(finding(story.status("2026-03-20"), "melder")->notes ==
          std::vector<std::string>{story.last_id()});
}

TEST_CASE("two reports, each by one of the two who report together, are not one by both") {
    Story story("open-kring");  // 004:109-111: directie and ib
    story.on("2026-03-02", "ib").act("melding_veilig_thuis", {.actors = {"ib"}});
    story.on("2026-03-20", "directie").act("melding_veilig_thuis", {.actors = {"directie"}});
    CHECK(found(story.status("2026-03-20"), "melder") == "missing");
}

TEST_CASE("two notes of one day tell of one act") {
    Story story("open-kring");
    story.on("2026-03-02", "ib").act("melding_veilig_thuis", {.actors = {"ib"}});
    story.on("2026-03-02", "directie").act("melding_veilig_thuis", {.actors = {"directie"}});
    CHECK(found(story.status("2026-03-20"), "melder") == "");
}

TEST_CASE("an act told again with one name beside a complete one is to confirm") {
    Story story("open-kring");
    story.on("2026-03-02", "ib").act("melding_veilig_thuis", {.actors = {"ib", "directie"}});
    story.on("2026-03-05", "beheer").act("melding_veilig_thuis", {.actors = {"ib"}});
    CHECK(found(story.status("2026-03-20"), "melder") == "to_confirm");
}

TEST_CASE("which acts are asked who did them: each, the first, the last, all together") {
    const auto rule = [](const std::string& occurrence) {
        return who_helps("co_actor", {{"roles", ib_or_smw}, {"occurrence", occurrence}});
    };
    CHECK(helped_by(rule("each"), {"ib", "smw"}, {"mt"}) == "to_confirm");
    CHECK(helped_by(rule("first"), {"ib", "smw"}, {"mt"}) == "");
    CHECK(helped_by(rule("last"), {"mt"}, {"ib", "smw"}) == "");
    CHECK(helped_by(rule("last"), {"ib", "smw"}, {"ib"}) == "missing");
    CHECK(helped_by(rule("together"), {"ib"}, {"smw"}) == "");
    CHECK(helped_by(rule("together"), {"ib"}, {"mt"}) == "missing");
}

TEST_CASE("nobody named is to confirm, or let be where the rule says so") {
    CHECK(helped_by(who_helps("actor", {{"roles", ib_or_smw}}), {}) == "to_confirm");
    CHECK(helped_by(who_helps("actor", {{"roles", ib_or_smw}, {"unnamed", "silent"}}), {}) == "");
    const Json teacher = {"leerkracht"};
    const auto instead = [&] {
        return who_helps("actor",
                         {{"roles", ib_or_smw}, {"unnamed", "silent"}, {"instead", teacher}});
    };
    CHECK(helped_by(instead(), {"leerkracht"}) == "missing");
    CHECK(helped_by(instead(), {"leerkracht", "ib"}) == "");
}

TEST_CASE("by none of these, whoever else took part") {
    const Json teacher = {"leerkracht"};
    const auto rule = [&] {
        return who_helps("actor", {{"roles", ib_or_smw}, {"not_by", teacher}});
    };
    CHECK(helped_by(rule(), {"ib"}) == "");
    CHECK(helped_by(rule(), {"ib", "leerkracht"}) == "missing");
}

TEST_CASE("at least so many disciplines, and not one of them alone") {
    const Json all = {"leerkracht", "ib", "smw", "jgz"};
    const Json teacher = {"leerkracht"};
    const auto rule = [&] {
        return who_helps("co_actor", {{"roles", all}, {"at_least", 2}, {"not_only", teacher}});
    };
    CHECK(helped_by(rule(), {"ib", "smw"}) == "");
    CHECK(helped_by(rule(), {"ib"}) == "missing");
    CHECK(helped_by(rule(), {"leerkracht"}) == "missing");
    CHECK(helped_by(rule(), {}) == "to_confirm");
    // By the teacher alone is wrong even where one would do.
    CHECK(helped_by(who_helps("co_actor", {{"roles", all}, {"at_least", 1}, {"not_only", teacher}}),
                    {"leerkracht"}) == "missing");
}

TEST_CASE("who weighed answered the questions of the weighing") {
    Json profile = read_data("notes-schema/routes/twente.json");
    for (auto& rule : profile["rules"]) {
        if (rule["id"] == "R084") {
            rule["enabled"] = true;
        }
    }
    const auto weighed_by = [&](const std::vector<std::string>& actors) {
        Story story(OwnProfile{profile});
        story.on("2026-03-02", "ib")
            .act("afwegingskader_ingevuld", {.actors = actors})
            .act("gesprek_ouder", {.actors = {"bestuur"}})  // took part in something else
            .answer(2, notes::Answer::no)
            .answer(3, notes::Answer::yes)
            .answer(4, notes::Answer::yes);
        return found(story.status("2026-03-02"), "weging_vraag_2");
    };
    CHECK(weighed_by({"ib", "bestuur"}) == "");
    CHECK(weighed_by({"ib"}) == "to_confirm");
}

TEST_CASE("a waiver between two steps excuses that gap and no later one") {
    const auto told = [](const std::string& waived_on) {
        Story story = with_rules(
            Json::array({{{"id", "A1"},
                          {"template", "alternate"},
                          {"steps", {"consulteren", "wegen", "melden"}},
                          {"duty", {"gesprek_ouder"}},
                          {"about", "gesprek_ouder"}},
                         {{"id", "W1"},
                          {"template", "waiver"},
                          {"trigger", {"afgezien_oudergesprek"}},
                          {"grounds", Json::array({Json::array({"grond_contactbreuk"})})},
                          {"excuses", {"A1"}}}}));
        story.on("2026-03-02").act("collegiaal_overleg");
        story.on("2026-03-09").act("weging_gedaan");
        story.on("2026-03-16").act("melding_veilig_thuis");
        story.on(waived_on).act("afgezien_oudergesprek", {.marks = {"grond_contactbreuk"}});
        const auto status = story.status("2026-04-01");
        return found(status, "gesprek_ouder", "consulteren") + "|" +
               found(status, "gesprek_ouder", "wegen");
    };
    CHECK(told("2026-03-04") == "|missing");
    CHECK(told("2026-03-09") == "|");  // the day of both
    CHECK(told("2026-03-12") == "missing|");
    CHECK(told("2026-03-20") == "missing|missing");
}

TEST_CASE("a waiver that has to come before is to confirm when it was recorded after") {
    const auto told = [](const std::string& waived_on) {
        Story story("symbio-hengelo");  // 003:461-467
        story.on("2026-03-16").act("melding_veilig_thuis");
        story.on(waived_on).act("afgezien_oudergesprek", {.marks = {"grond_veiligheid"}});
        return found(story.status("2026-04-01"), "ouders_ingelicht", "melden");
    };
    CHECK(told("2026-03-15") == "");
    CHECK(told("2026-03-16") == "");
    CHECK(told("2026-03-17") == "to_confirm");
}

TEST_CASE("what notes seldom tell is to confirm where it would be missing or late") {
    const auto rule = [](Json rest) {
        rest.update({{"template", "response"},
                     {"trigger", {"signaleren"}},
                     {"duty", {"letselduiding"}},
                     {"about", "letselduiding"},
                     {"unmet", "to_confirm"}});
        Story story = with_rules(Json::array({rest}));
        story.on("2026-03-02").act("signalen_vastgelegd");
        return story;
    };
    Story story = rule(Json::object());
    CHECK(found(story.status("2026-03-02"), "letselduiding") == "open");
    story.on("2026-03-03").act("collegiaal_overleg");
    CHECK(found(story.status("2026-03-03"), "letselduiding") == "to_confirm");
    CHECK(badge_of(story.status("2026-03-03")) == "attention");
    story.on("2026-03-04").act("letselduiding");
    CHECK(found(story.status("2026-03-04"), "letselduiding") == "");
    const Story timed = rule({{"term", "P2D"}});
    CHECK(found(timed.status("2026-03-04"), "letselduiding") == "open");
    CHECK(found(timed.status("2026-03-05"), "letselduiding") == "to_confirm");
}

TEST_CASE("a finding names every rule that finds the same") {
    Story story("twente");
    story.on("2026-03-16")
        .act("afwegingskader_ingevuld")
        .answer(3, notes::Answer::no)
        .answer(4, notes::Answer::no);
    story.on("2026-03-20").act("effect_geevalueerd");  // what comes after the report
    const auto status = story.status("2026-03-20");
    const auto* report = finding(status, "melding_veilig_thuis", "wegen");
    REQUIRE(report != nullptr);
    CHECK(report->rule == "R088");
    CHECK(report->also == std::vector<std::string>{"R091"});
    const Json json = route::to_json(status);
    for (const auto& one : json["findings"]) {
        CHECK(one.contains("also") == (one["about"] == "melding_veilig_thuis"));
    }
}

TEST_CASE("what becomes one with an urgent finding is urgent") {
    const auto rule = [](const std::string& id, bool urgent) {
        return Json{{"id", id},           {"template", "precedence"}, {"trigger", {"wegen"}},
                    {"duty", {"nazorg"}}, {"about", "nazorg"},        {"urgent", urgent}};
    };
    Story story = with_rules(Json::array({rule("A1", false), rule("A2", true)}));
    story.on("2026-03-02").act("weging_gedaan");
    const auto status = story.status("2026-03-02");
    CHECK(finding(status, "nazorg")->rule == "A1");
    CHECK(finding(status, "nazorg")->also == std::vector<std::string>{"A2"});
    CHECK(badge_of(status) == "urgent");
}

TEST_CASE("what was not yet so does not keep a rule from asking") {
    const auto told = [](const std::string& alarm_on) {
        Story story("twente");  // 000:144, let be in an emergency
        story.on("2026-03-02").act("signalen_vastgelegd");
        story.on("2026-03-09").answer(1, notes::Answer::yes);
        story.on(alarm_on).alarm("acuut");
        return found(story.status("2026-04-01"), "gesprek", "gesprek");
    };
    CHECK(told("2026-03-08") == "");
    CHECK(told("2026-03-09") == "");
    CHECK(told("2026-03-10") == "missing");
}

TEST_CASE("an emergency report asks for no talk between the steps that it skipped") {
    Json profile = read_data("notes-schema/routes/open-kring.json");
    for (Json& rule : profile["rules"]) {
        if (rule["id"] == "R065") {  // as a school would have it that counts the meldcode's steps
            rule["steps"] = {"consulteren", "wegen", "hulp", "melden", "volgen"};
        }
    }
    Story story(OwnProfile{profile});
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-03").act("collegiaal_overleg");
    story.on("2026-03-05")
        .alarm("acuut")
        .act("melding_veilig_thuis", {.actors = {"directie", "ib"}});
    CHECK(found(story.status("2026-03-05"), "gesprek_ouder") == "open");
    story.on("2026-03-09").act("weging_gedaan");
    CHECK(found(story.status("2026-03-09"), "gesprek_ouder", "consulteren") == "open");
    CHECK(found(story.status("2026-03-09"), "gesprek_ouder", "melden") == "open");
    // What comes after the report is the ordinary route again.
    story.on("2026-03-20").act("effect_geevalueerd");
    CHECK(found(story.status("2026-03-20"), "gesprek_ouder", "wegen") == "missing");
}

TEST_CASE("a route that did not begin with the signals heals when they are recorded") {
    Story story("basismodel");
    story.on("2026-03-03").act("collegiaal_overleg");
    CHECK(found(story.status("2026-03-03"), "signaleren") == "missing");
    story.on("2026-03-04").act("signalen_vastgelegd");
    const auto status = story.status("2026-03-04");
    CHECK(found(status, "signaleren", "signaleren").empty());
    CHECK(step_of(status, "signaleren") == "met");
    CHECK(badge_of(status) == "ok");
    Story same_day("basismodel");
    same_day.on("2026-03-03").act("collegiaal_overleg").act("signalen_vastgelegd");
    CHECK(found(same_day.status("2026-03-03"), "signaleren") == "");
}

TEST_CASE("a talk that may come before its turn does not begin the route") {
    Story story("innoord");  // 001:137: talks with the parents from the first day on
    story.on("2026-03-02").act("gesprek_ouder");
    story.on("2026-03-03").act("signalen_vastgelegd");
    CHECK(found(story.status("2026-03-04"), "signaleren") == "");
}

TEST_CASE("a term of law that ends on a day off is extended, another one is not") {
    const auto late_from = [](bool statutory, const std::string& term, const std::string& helped) {
        Json rule = {{"template", "response"},
                     {"trigger", {"hulp"}},
                     {"duty", {"effect_geevalueerd"}},
                     {"about", "effect_geevalueerd"},
                     {"term", term}};
        if (statutory) {
            rule["statutory"] = true;
        }
        Story story = with_rules(Json::array({rule}));
        story.on(helped, "ib").act("hulp_georganiseerd");
        return finding(story.status(helped), "effect_geevalueerd")->due;
    };
    using core::parse_date;
    // Two weeks after Saturday 31 January 2026 is a Saturday.
    CHECK(late_from(true, "P14D", "2026-01-31") == parse_date("2026-02-16"));
    CHECK(late_from(false, "P14D", "2026-01-31") == parse_date("2026-02-14"));
    // A month after 31 January 2026 is Saturday 28 February.
    CHECK(late_from(true, "P1M", "2026-01-31") == parse_date("2026-03-02"));
    CHECK(late_from(false, "P1M", "2026-01-31") == parse_date("2026-02-28"));
    // A month after 30 January 2024 is the leap day, a Thursday.
    CHECK(late_from(true, "P1M", "2024-01-30") == parse_date("2024-02-29"));
}

TEST_CASE("a term to which the law on terms does not apply cannot be called one of law") {
    const auto refusal = [](const std::string& term) {
        Json profile = read_data("notes-schema/routes/basismodel.json");
        Json rule = {{"id", "A1"},
                     {"force", "must"},
                     {"says", "x"},
                     {"school_agreement", true},
                     {"template", "response"},
                     {"trigger", {"hulp"}},
                     {"duty", {"effect_geevalueerd"}},
                     {"about", "effect_geevalueerd"},
                     {"statutory", true}};
        if (!term.empty()) {
            rule["term"] = term;
        }
        profile["rules"].push_back(rule);
        core::Catalogue catalogue = shipped_catalogue();
        const auto read = route::Profile::from_json(profile, catalogue, "test");
        return read.ok() ? std::string() : read.error().line();
    };
    for (const char* term : {"", "P0D", "P91D", "P4M", "P1Y", "P5WD", "@help_effect"}) {
        INFO(term);
        CHECK_THAT(refusal(term), Catch::Contains("/statutory"));
    }
    for (const char* term : {"P1D", "P90D", "P3M"}) {
        INFO(term);
        CHECK(refusal(term) == "");
    }
}

TEST_CASE("one day ends every rule of a group, and no other") {
    const auto registered = [](const Json& verwijsindex, const std::string& day) {
        Json profile = read_data("notes-schema/routes/open-kring.json");
        profile["switches"]["verwijsindex"] = verwijsindex;
        Story story(OwnProfile{profile});
        story.on(day, "leerkracht").act("verwijsindex_geregistreerd");
        return story.status("2028-02-01");
    };
    const auto asks = [](const route::DossierStatus& status) {
        return found(status, "ouders_ingelicht") + " " +  // R045, the parents
               found(status, "verwijsindex_geregistreerd") +
               " " +  // R045, by the ib: the note does not say
               (status.terms.empty() ? "no term" : "a term");  // R146, two years
    };
    const Json ends{{"until", "2027-12-31"}};
    CHECK(asks(registered(Json::object(), "2028-01-01")) == "missing to_confirm a term");
    CHECK(asks(registered(ends, "2027-12-31")) == "missing to_confirm a term");
    CHECK(asks(registered(ends, "2028-01-01")) == "  no term");
    CHECK(step_of(registered(ends, "2028-01-01"), "signaleren") == "open");
}

TEST_CASE("a switch that is past takes the rule's own later day along") {
    Json profile = read_data("notes-schema/routes/open-kring.json");
    profile["switches"]["verwijsindex"] = {{"until", "2027-12-31"}};
    for (Json& rule : profile["rules"]) {
        if (rule["id"] == "R045" && rule["template"] == "precedence") {
            rule["until"] = "2026-12-31";
        }
    }
    Story story(OwnProfile{profile});
    story.on("2027-01-01").act("verwijsindex_geregistreerd", {.actors = {"ib"}});
    CHECK(found(story.status("2027-01-01"), "ouders_ingelicht") == "");
}

TEST_CASE("the framework of 2019 is asked of routes that opened since, whenever they weigh") {
    const auto weighed = [](const std::string& opened) {
        Story story("twente");
        story.on(opened).act("signalen_vastgelegd");
        story.on("2019-02-04").act("weging_gedaan");
        story.on("2019-02-11").act("hulp_georganiseerd");
        return found(story.status("2019-02-11"), "afwegingskader_ingevuld");
    };
    CHECK(weighed("2018-12-31") == "");
    CHECK(weighed("2019-01-01") == "missing");
}
