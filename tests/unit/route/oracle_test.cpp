// All small traces, judged by the program and by a slow twin that was written from the words alone.

#include "support/route/naive_route.hpp"
#include "support/route/story.hpp"

#include "meldbrug/route/verdicts.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <random>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

Json small_profile() {
    Json profile = read_data("notes-schema/routes/basismodel.json");
    profile["closing"] = {{"act", {"dossier_gesloten"}}};
    const auto rule = [](const std::string& id, const std::string& kind, Json rest) {
        rest.update({{"id", id},
                     {"template", kind},
                     {"force", "must"},
                     {"says", id},
                     {"school_agreement", true}});
        return rest;
    };
    // Each about something of its own, so that no two findings become one.
    profile["rules"] = Json::array({
        rule("E1", "existence", {{"step", "signaleren"}}),
        rule("E2", "existence", {{"step", "gesprek"}}),
        rule("E3", "existence", {{"step", "wegen"}}),
        rule("P", "precedence",
             {{"trigger", {"wegen"}},
              {"duty", {"gesprek_ouder"}},
              {"about", "gesprek_leerling"},
              {"step", "wegen"}}),
        rule("R", "response",
             {{"trigger", {"gesprek"}},
              {"duty", {"ouders_ingelicht"}},
              {"about", "ouders_ingelicht"},
              {"step", "gesprek"}}),
        rule("T", "response",
             {{"trigger", {"signaleren"}},
              {"duty", {"ouders_ingelicht"}},
              {"about", "nazorg"},
              {"step", "signaleren"},
              {"term", "P2D"}}),
        rule("X", "responded_existence",
             {{"trigger", {"wegen"}},
              {"duty", {"ouders_ingelicht"}},
              {"about", "letselduiding"},
              {"step", "wegen"}}),
        rule("D", "after_each_step",
             {{"steps", {"signaleren", "gesprek", "wegen"}},
              {"duty", {"directie_geinformeerd"}},
              {"about", "directie_geinformeerd"}}),
    });
    return profile;
}

/// What looks acts up: every occurrence, window and condition, and two that do not go together.
Json searching_profile() {
    Json profile = small_profile();
    const auto rule = [&](const std::string& id, const std::string& kind, const Json& trigger,
                          const Json& duty, const std::string& about, Json rest) {
        rest.update({{"id", id},
                     {"template", kind},
                     {"force", "must"},
                     {"says", id},
                     {"school_agreement", true},
                     {"trigger", trigger},
                     {"duty", duty},
                     {"about", about},
                     {"step", "gesprek"}});
        profile["rules"].push_back(std::move(rest));
    };
    const auto by = [](const std::string& action, const std::string& window) {
        return Json::array({{{"any", Json::array({action})}, {"window", window}}});
    };
    const Json talk = {"gesprek_ouder"};
    const std::string told = "ouders_ingelicht";
    profile["rules"] = Json::array();
    rule("each", "response", talk, by(told, "after"), "nazorg", {{"occurrence", "each"}});
    rule("last", "response", talk, by(told, "after"), "spoed_112", {{"occurrence", "last"}});
    rule("again", "response", talk, by("gesprek_ouder", "after"), "handelingsplan",
         {{"occurrence", "each"}});
    rule("before", "response", talk, by(told, "before"), "groeidocument", {{"occurrence", "each"}});
    rule("day", "response", talk, by(told, "same_day"), "letselduiding", {{"occurrence", "each"}});
    rule("any", "response", talk, by(told, "any"), "intake_sot", {{"occurrence", "each"}});
    rule("note", "data", talk, by(told, "same_note"), "verslag_ondertekend",
         {{"occurrence", "each"}});
    rule("first", "response", talk, by(told, "after"), "casemanager_benoemd",
         {{"when", {{"seen", {"directie_geinformeerd"}}}}});
    rule("unseen", "response", talk, by(told, "after"), "bezwaar_gewogen",
         {{"when", {{"not_seen", {"directie_geinformeerd"}}}}});
    rule("earlier", "response", talk, by(told, "after"), "weigering_gewogen",
         {{"occurrence", "each"}, {"when", {{"earlier", {"directie_geinformeerd"}}}}});
    rule("so_far", "response", talk, by(told, "after"), "aankomst_gecontroleerd",
         {{"occurrence", "each"}, {"when", {{"so_far", {"directie_geinformeerd"}}}}});
    rule("together", "not_coexistence", talk, {told, "gesprek_ouder"}, "toestemming_ouder", {});
    rule("follows", "not_succession", talk, {told, "gesprek_ouder"}, "toestemming_geweigerd", {});
    rule("periodic", "periodic", talk, {told}, "monitoring_afgesproken", {{"term", "P2D"}});
    return profile;
}

const std::map<std::string, std::string> shows{{"signalen_vastgelegd", "signaleren"},
                                               {"gesprek_ouder", "gesprek"},
                                               {"weging_gedaan", "wegen"}};
const std::vector<std::string> alphabet{"signalen_vastgelegd", "gesprek_ouder",
                                        "weging_gedaan",       "directie_geinformeerd",
                                        "ouders_ingelicht",    "dossier_gesloten"};
constexpr int window = 4;  // days; a term of two fits with a day to spare on either side

class Compared {
public:
    explicit Compared(const Json& profile) : profile_(profile), story_(OwnProfile{profile_}) {
        const Json& rules = profile_["rules"];
        for (const auto& rule : rules) {
            ids_.push_back(rule["id"].get<std::string>());
        }
    }

    std::map<std::string, std::string> judged(const std::vector<NaiveAct>& trace, int today) {
        std::vector<notes::Note> notes(trace.size());
        std::vector<notes::Reading> readings(trace.size());
        std::vector<route::Evidence> evidence;
        for (std::size_t i = 0; i < trace.size(); ++i) {
            const auto own = trace[i].note < 0 ? i : static_cast<std::size_t>(trace[i].note);
            notes[own].id = std::to_string(100 + own);
            notes[own].date = start_ + std::chrono::days{trace[i].day};
            notes::ReadAction act;
            act.id = *story_.catalogue().action(trace[i].action);
            act.date = notes[own].date;
            act.certain = trace[i].certain;
            readings[own].actions.push_back(act);
        }
        for (std::size_t i = 0; i < trace.size(); ++i) {
            if (!notes[i].id.empty()) {
                evidence.push_back({&notes[i], &readings[i]});
            }
        }
        const auto now = start_ + std::chrono::days{today};
        const auto traces = route::make_traces(story_.profile(), story_.catalogue(), evidence, now);
        std::map<std::string, std::string> found;
        for (const auto& dossier : traces) {
            route::judge(dossier.events, {story_.profile(), story_.calendar(), now, std::nullopt},
                         verdicts_);
            for (const auto& finding : verdicts_.findings) {
                found[ids_.at(finding.rule) + " " +
                      std::string(story_.catalogue().name(core::StepId{finding.step}))] =
                    route::name_of(finding.verdict);
            }
        }
        return found;
    }

    std::map<std::string, std::string> expected(const std::vector<NaiveAct>& trace,
                                                int today) const {
        std::vector<NaiveAct> happened;
        for (const auto& act : trace) {
            if (act.day <= today) {
                happened.push_back(act);
            }
        }
        return naive_findings(profile_, shows, happened, today);
    }

private:
    Json profile_;
    Story story_;
    std::vector<std::string> ids_;
    core::Date start_ = day("2026-03-02");
    route::Verdicts verdicts_;
};

}  // namespace

TEST_CASE("every trace of up to four acts over four days is judged as the slow twin judges it") {
    Compared compared(small_profile());
    const int letters = static_cast<int>(alphabet.size()) * window;
    std::size_t traces = 0;
    std::size_t with_findings = 0;
    // Acts by rising letter: order among simultaneous acts is another test's matter.
    const std::function<void(std::vector<NaiveAct>&, int)> enumerate = [&](std::vector<NaiveAct>&
                                                                               trace,
                                                                           int from) {
        for (const int today : {window - 1, window + 1}) {
            const auto expected = compared.expected(trace, today);
            const auto judged = compared.judged(trace, today);
            ++traces;
            with_findings += expected.empty() ? 0U : 1U;
            if (expected != judged) {
                std::string told = "today " + std::to_string(today) + ":";
                for (const auto& act : trace) {
                    told += " " + std::to_string(act.day) + "=" + act.action;
                }
                CAPTURE(told);
                REQUIRE(expected == judged);
            }
        }
        if (trace.size() == 4) {
            return;
        }
        for (int letter = from; letter < letters; ++letter) {
            trace.push_back({letter % window, alphabet[static_cast<std::size_t>(letter / window)]});
            enumerate(trace, letter + 1);
            trace.pop_back();
        }
    };
    std::vector<NaiveAct> trace;
    enumerate(trace, 0);
    // 24 letters: 1 + 24 + 276 + 2,024 + 10,626 sets, each on two days.
    CHECK(traces == 2 * 12951);
    CHECK(with_findings > traces / 2);
}

TEST_CASE("random notes of several acts, some in doubt, are judged as the slow twin judges them") {
    Compared compared(searching_profile());
    std::mt19937 chance(2026);  // NOLINT(cert-msc51-cpp): a failure can be seen again
    const auto below = [&](int n) { return static_cast<int>(chance() % static_cast<unsigned>(n)); };
    std::map<std::string, int> seen;
    for (int round = 0; round < 8000; ++round) {
        std::vector<NaiveAct> trace;
        const int notes = 1 + below(8);
        for (int note = 0; note < notes; ++note) {
            const int on = below(5);
            for (int acts = 1 + below(3); acts > 0; --acts) {
                const auto& action =
                    alphabet[static_cast<std::size_t>(below(below(8) == 0 ? 6 : 5))];
                // In doubt only what shows no step: a step in doubt is another matter.
                trace.push_back({on, action, note, shows.contains(action) || below(5) != 0});
            }
        }
        const int today = 3 + below(6);
        const auto expected = compared.expected(trace, today);
        for (const auto& [rule, verdict] : expected) {
            ++seen[rule.substr(0, rule.find(' ')) + " " + verdict];
        }
        const auto judged = compared.judged(trace, today);
        if (expected != judged) {
            std::string told = "today " + std::to_string(today) + ":";
            for (const auto& act : trace) {
                told += " " + std::to_string(act.day) + "/" + std::to_string(act.note) + "=" +
                        act.action + (act.certain ? "" : "?");
            }
            CAPTURE(told);
            REQUIRE(expected == judged);
        }
    }
    // Each rule was asked often, and not of empty dossiers alone.
    CHECK(seen.size() >= 30);
    for (const auto& [what, times] : seen) {
        CAPTURE(what);
        CHECK(times > 20);
    }
}

TEST_CASE("random terms are moved, restated and met as the slow twin says") {
    std::mt19937 chance(2026);  // NOLINT(cert-msc51-cpp): a failure can be seen again
    const auto below = [&](int n) { return static_cast<int>(chance() % static_cast<unsigned>(n)); };
    const core::Date start = day("2026-03-02");
    std::size_t moved = 0;
    for (int round = 0; round < 1500; ++round) {
        Story story("basismodel");
        std::vector<NaiveTerm> told;
        const int notes = 1 + below(9);
        for (int note = 0; note < notes; ++note) {
            const int on = below(5);
            const int hour = below(2) == 0 ? 0 : 8 + below(3);
            const std::string date = core::format_date(start + std::chrono::days{on});
            story.on(date, "ib",
                     hour == 0 ? ""
                               : date + "T" + (hour < 10 ? "0" : "") + std::to_string(hour) +
                                     ":00:00+01:00");
            story.act("hulp_georganiseerd");
            if (below(3) == 0) {
                story.act("effect_geevalueerd");
                told.push_back({on, hour, note, 0});
            }
            for (int terms = below(3); terms > 0; --terms) {
                const int due = 20 + below(3);
                story.term("help_effect", core::format_date(start + std::chrono::days{due}));
                told.push_back({on, hour, note, due});
            }
        }
        std::vector<std::pair<int, bool>> listed;
        for (const auto& term : story.status("2026-03-10").terms) {
            listed.emplace_back((term.due - start).count(), term.state == core::TermState::met);
        }
        std::sort(listed.begin(), listed.end());
        const auto expected = naive_terms(told);
        moved += expected.size() < told.size() ? 1U : 0U;
        CAPTURE(round);
        REQUIRE(listed == expected);
    }
    CHECK(moved > 300);
}
