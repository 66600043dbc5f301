// All small traces, judged by the program and by a slow twin that was written from the words alone.

#include "support/route/naive_route.hpp"
#include "support/route/story.hpp"

#include "meldbrug/route/verdicts.hpp"

#include <catch2/catch.hpp>

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

const std::map<std::string, std::string> shows{{"signalen_vastgelegd", "signaleren"},
                                               {"gesprek_ouder", "gesprek"},
                                               {"weging_gedaan", "wegen"}};
const std::vector<std::string> alphabet{"signalen_vastgelegd", "gesprek_ouder",
                                        "weging_gedaan",       "directie_geinformeerd",
                                        "ouders_ingelicht",    "dossier_gesloten"};
constexpr int window = 4;  // days; a term of two fits with a day to spare on either side

class Compared {
public:
    Compared() : profile_(small_profile()), story_(OwnProfile{profile_}) {
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
            notes[i].id = std::to_string(i);
            notes[i].date = start_ + std::chrono::days{trace[i].day};
            notes::ReadAction act;
            act.id = *story_.catalogue().action(trace[i].action);
            act.date = notes[i].date;
            readings[i].actions.push_back(act);
            evidence.push_back({&notes[i], &readings[i]});
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
    Compared compared;
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
