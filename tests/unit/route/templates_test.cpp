// Random dossiers, judged by the program and by a slow twin that was written from the tables of
// notes-schema/README.md: every template that oracle_test does not hold against its own.

#include "support/route/naive_templates.hpp"
#include "support/route/story.hpp"

#include "meldbrug/route/verdicts.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

/// Each rule about something of its own, so that no two findings become one.
Json every_template() {
    Json profile = read_data("notes-schema/routes/basismodel.json");
    profile["closing"] = {{"act", {"dossier_gesloten"}}};
    profile["rules"] = Json::array();
    const auto rule = [&](const std::string& id, const std::string& kind, const std::string& step,
                          const std::string& about, Json rest) {
        rest.update({{"id", id},
                     {"template", kind},
                     {"step", step},
                     {"about", about},
                     {"force", "must"},
                     {"says", id},
                     {"school_agreement", true}});
        profile["rules"].push_back(std::move(rest));
    };
    const Json told = {"ouders_ingelicht"};
    const Json talk = {"gesprek_ouder"};
    const Json either = {"hulp", "melden"};
    const Json weighed = {"wegen"};
    const Json reported = {"melden"};
    const Json helped = {"hulp"};
    const Json second = Json::array({{{"question", 2}}});
    const Json contact_broken = Json::array({Json::array({"grond_contactbreuk"})});

    rule("init", "init", "signaleren", "signaleren", {});
    rule("consult", "existence", "consulteren", "consulteren", {});
    rule("talk", "existence", "gesprek", "gesprek", {});
    rule("weigh", "existence", "wegen", "wegen", {});
    rule("choice", "choice", "wegen", "besluit_genomen",
         {{"trigger", weighed}, {"duty", either}, {"quiet", true}});
    rule("one_way", "exclusive_choice", "wegen", "casemanager_benoemd",
         {{"trigger", weighed}, {"duty", either}});
    rule("chain", "chain", "wegen", "letselduiding", {{"trigger", weighed}, {"duty", reported}});
    rule("between", "alternate", "wegen", "ouders_ingelicht",
         {{"steps", {"consulteren", "wegen", "hulp", "melden", "volgen"}}, {"duty", told}});
    rule("before", "precedence", "melden", "groeidocument",
         {{"trigger", reported}, {"duty", talk}});
    rule("consulted", "precedence", "wegen", "collegiaal_overleg",
         {{"trigger", second},
          {"duty", {"collegiaal_overleg"}},
          {"when", {{"not_so_far", Json::array({{{"alarm", "acuut"}}})}}}});
    rule("answered", "response", "wegen", "gesprek_leerling",
         {{"trigger", Json::array({{{"question", 2}, {"answers", {"yes", "doubt"}}}})},
          {"duty", reported},
          {"doubtful", {"advies_veilig_thuis"}},
          {"occurrence", "each"}});
    rule("unmet", "response", "melden", "nazorg",
         {{"trigger", reported}, {"duty", told}, {"unmet", "to_confirm"}});
    rule("unmet_term", "response", "hulp", "handelingsplan",
         {{"trigger", helped}, {"duty", told}, {"unmet", "to_confirm"}, {"term", "P2D"}});
    rule("unmet_data", "data", "gesprek", "verslag_ondertekend",
         {{"trigger", talk}, {"duty", told}, {"unmet", "to_confirm"}, {"occurrence", "each"}});
    rule("external", "response", "melden", "terugkoppeling_veilig_thuis",
         {{"trigger", reported},
          {"duty", told},
          {"term", "P2D"},
          {"external", true},
          {"occurrence", "last"}});
    rule("agreed", "response", "hulp", "effect_geevalueerd",
         {{"trigger", Json::array({"hulp", {{"term", "help_effect"}}})},
          {"duty", {"effect_geevalueerd"}},
          {"term", "@help_effect"}});
    rule("who", "actor", "melden", "melder",
         {{"trigger", reported}, {"roles", {"ib"}}, {"instead", {"directie", "smw"}}});
    rule("both", "co_actor", "hulp", "hulp_georganiseerd",
         {{"trigger", helped}, {"roles", {"ib", "smw"}}});
    rule("some", "co_actor", "wegen", "weging_gedaan",
         {{"trigger", weighed},
          {"roles", {"leerkracht", "ib", "smw"}},
          {"at_least", 2},
          {"not_only", {"leerkracht"}},
          {"unnamed", "silent"}});
    rule("not_by", "actor", "gesprek", "gesprek_ouder",
         {{"trigger", talk},
          {"roles", {"ib", "leerkracht"}},
          {"not_by", {"directie"}},
          {"occurrence", "last"}});
    rule("together", "co_actor", "gesprek", "intake_sot",
         {{"trigger", talk}, {"roles", {"ib", "leerkracht"}}, {"occurrence", "together"}});
    rule("first", "co_actor", "wegen", "weging_vraag_2",
         {{"trigger", second}, {"roles", {"ib", "directie"}}, {"occurrence", "first"}});
    rule("decision", "human_decision", "wegen", "dossier_vernietigd",
         {{"trigger", {"directie_geinformeerd"}}});
    rule("elsewhere", "other_route", "signaleren", "vermoeden_medewerker",
         {{"trigger", Json::array({{{"alarm", "acuut"}}, "effect_geevalueerd"})},
          {"keeps", {"decision"}}});
    rule("waived", "waiver", "gesprek", "gesprek",
         {{"trigger", {"afgezien_oudergesprek"}},
          {"grounds", contact_broken},
          {"doubtful_grounds", {"grond_veiligheid"}},
          {"other_grounds", {"grond_anders"}},
          {"void_grounds", {"grond_vergeten"}},
          {"excuses", {"talk", "between", "unmet"}}});
    rule("waived_before", "waiver", "melden", "gesprek",
         {{"trigger", {"afgezien_oudergesprek"}},
          {"grounds", contact_broken},
          {"other_grounds", {"grond_anders"}},
          {"excuses", {"before"}},
          {"window", "before"}});
    return profile;
}

const std::map<std::string, std::string> told_by_step{
    {"signalen_vastgelegd", "signaleren"}, {"collegiaal_overleg", "consulteren"},
    {"gesprek_ouder", "gesprek"},          {"weging_gedaan", "wegen"},
    {"hulp_georganiseerd", "hulp"},        {"melding_veilig_thuis", "melden"},
    {"effect_geevalueerd", "volgen"}};

class Chance {
public:
    explicit Chance(unsigned seed) : engine_(seed) {}
    int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
    const std::string& one_of(const std::vector<std::string>& all) {
        return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
    }

    std::vector<Told> dossier() {
        // What is told often, so that rules are met and missed about as often.
        static const std::vector<std::string> acts{"signalen_vastgelegd",
                                                   "collegiaal_overleg",
                                                   "gesprek_ouder",
                                                   "weging_gedaan",
                                                   "hulp_georganiseerd",
                                                   "melding_veilig_thuis",
                                                   "melding_veilig_thuis",
                                                   "effect_geevalueerd",
                                                   "ouders_ingelicht",
                                                   "ouders_ingelicht",
                                                   "ouders_ingelicht",
                                                   "directie_geinformeerd",
                                                   "afgezien_oudergesprek",
                                                   "!acuut",
                                                   "?2",
                                                   "?2",
                                                   "@help_effect"};
        static const std::vector<std::string> people{"ib", "smw", "leerkracht", "directie"};
        static const std::vector<std::string> answers{"yes", "no", "doubt"};
        static const std::vector<std::string> grounds{"grond_contactbreuk", "grond_contactbreuk",
                                                      "grond_veiligheid", "grond_anders",
                                                      "grond_vergeten"};
        std::vector<Told> told;
        const int notes = 1 + below(9);
        for (int note = 0; note < notes; ++note) {
            const int day = below(6);
            const std::string author = below(2) == 0 ? "beheer" : one_of(people);
            std::set<std::string> questions;
            for (int left = 1 + below(3); left > 0; --left) {
                Told act;
                act.day = day;
                act.note = note;
                act.author = author;
                act.what = below(40) == 0 ? "dossier_gesloten" : one_of(acts);
                if (act.what.front() == '?' && !questions.insert(act.what).second) {
                    continue;  // a note answers a question once
                }
                if (act.what.front() == '?') {
                    act.answer = one_of(answers);
                } else if (act.what.front() == '@') {
                    act.due = 4 + below(5);
                } else if (act.what.front() != '!') {
                    // In doubt only what shows no step: a step in doubt is another matter.
                    act.certain = told_by_step.contains(act.what) ||
                                  act.what == "dossier_gesloten" || below(5) != 0;
                    for (int names = below(3); names > 0; --names) {
                        act.actors.insert(one_of(people));
                    }
                }
                if (act.what == "afgezien_oudergesprek" && below(4) != 0) {
                    act.marks.insert(one_of(grounds));
                }
                told.push_back(act);
            }
        }
        // An alarm after closing opens another dossier; other tests look at that.
        const bool alarmed = std::any_of(told.begin(), told.end(),
                                         [](const Told& act) { return act.what.front() == '!'; });
        for (Told& act : told) {
            if (alarmed && act.what == "dossier_gesloten") {
                act.what = "directie_geinformeerd";
            }
        }
        return told;
    }

private:
    std::mt19937 engine_;
};

class Judged {
public:
    explicit Judged(const Json& profile) : story_(OwnProfile{profile}) {
        for (const auto& rule : profile["rules"]) {
            if (rule["template"] != "waiver") {
                ids_.push_back(rule["id"].get<std::string>());
            }
        }
    }

    std::map<std::string, std::string> of(const std::vector<Told>& told, int today) {
        std::map<int, notes::Note> notes;
        std::map<int, notes::Reading> readings;
        for (const Told& act : told) {
            notes::Note& note = notes[act.note];
            note.id = std::to_string(100 + act.note);
            note.date = start_ + std::chrono::days{act.day};
            note.author.role = act.author;
            add(act, note.date, readings[act.note]);
        }
        std::vector<route::Evidence> evidence;
        for (const auto& [number, note] : notes) {
            evidence.push_back({&note, &readings[number]});
        }
        const auto now = start_ + std::chrono::days{today};
        std::map<std::string, std::string> found;
        for (const auto& dossier :
             route::make_traces(story_.profile(), story_.catalogue(), evidence, now)) {
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

private:
    void add(const Told& act, core::Date day, notes::Reading& reading) const {
        const std::string name = act.what.substr(1);
        if (act.what.front() == '?') {
            reading.weighing.at(static_cast<std::size_t>(std::stoi(name) - 1)) =
                act.answer == "yes"  ? notes::Answer::yes
                : act.answer == "no" ? notes::Answer::no
                                     : notes::Answer::doubt;
        } else if (act.what.front() == '!') {
            reading.urgent.push_back({name, {}});
        } else if (act.what.front() == '@') {
            reading.terms.push_back({name, start_ + std::chrono::days{act.due}, {}});
        } else {
            notes::ReadAction read;
            read.id = *story_.catalogue().action(act.what);
            read.date = day;
            read.certain = act.certain;
            for (const auto& mark : act.marks) {
                read.marks.insert(*story_.catalogue().mark(mark));
            }
            for (const auto& actor : act.actors) {
                read.actors.insert(*story_.catalogue().role(actor));
            }
            reading.actions.push_back(read);
        }
    }

    Story story_;
    std::vector<std::string> ids_;
    core::Date start_ = day("2026-03-02");
    route::Verdicts verdicts_;
};

std::string in_words(const std::vector<Told>& told) {
    std::string words;
    for (const Told& act : told) {
        words += " " + std::to_string(act.day) + "/" + std::to_string(act.note) + "=" + act.what +
                 act.answer + (act.due > 0 ? std::to_string(act.due) : "") +
                 (act.certain ? "" : "?") + "(" + act.author + ":";
        for (const auto& actor : act.actors) {
            words += actor + ",";
        }
        for (const auto& mark : act.marks) {
            words += mark;
        }
        words += ")";
    }
    return words;
}

std::string in_words(const std::map<std::string, std::string>& verdicts) {
    std::string words;
    for (const auto& [rule, verdict] : verdicts) {
        words += rule + " " + verdict + "\n";
    }
    return words;
}

}  // namespace

TEST_CASE("random dossiers are judged by every template as the slow twin judges them") {
    const Json profile = every_template();
    Judged judged(profile);
    Chance chance(2026);
    std::map<std::string, int> seen;
    for (int round = 0; round < 20000; ++round) {
        const auto told = chance.dossier();
        const int today = chance.below(10);
        std::vector<Told> happened;
        for (const Told& act : told) {
            if (act.day <= today) {
                happened.push_back(act);
            }
        }
        const auto expected = naive_verdicts(profile, told_by_step, happened, today);
        for (const auto& [rule, verdict] : expected) {
            ++seen[rule.substr(0, rule.find(' ')) + " " + verdict];
        }
        const auto found = judged.of(told, today);
        if (found != expected) {
            CAPTURE(round, today, in_words(happened), in_words(found), in_words(expected));
            REQUIRE(found == expected);
        }
    }
    // Every rule was seen in each of the ways in which it can fail, and not of empty dossiers alone.
    CHECK(seen.size() >= 49);
    for (const auto& [what, times] : seen) {
        CAPTURE(what);
        CHECK(times > 20);
    }
}
