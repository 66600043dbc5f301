// A rule's walk over a dossier says what the judge looked at: it ends in the findings that the
// status shows, and never without a word.

#include "support/route/told_in_json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;
using Names = std::set<std::string>;

namespace {

Story told(const OwnProfile& profile, const Json& golden) {
    Story story(profile);
    tell_all(story, golden);
    if (golden.contains("born")) {
        story.born(golden.at("born").get<std::string>());
    }
    return story;
}

/// "says" of every line, and "says act" where there is one.
std::vector<std::string> said(const route::RuleWalk& walk) {
    std::vector<std::string> lines;
    for (const auto& line : walk.lines) {
        lines.push_back(line.says + (line.note.empty() ? "" : " " + line.note));
    }
    return lines;
}

bool says(const route::RuleWalk& walk, const std::string& line) {
    const auto lines = said(walk);
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

bool says_one_of(const route::RuleWalk& walk, const Names& wanted) {
    return std::any_of(walk.lines.begin(), walk.lines.end(),
                       [&](const auto& line) { return wanted.contains(line.says); });
}

/// What must have been looked at for such a verdict (notes-schema/README.md, the templates).
const std::map<std::string, Names>& grounds_of_verdicts() {
    static const std::map<std::string, Names> grounds{
        {"late", {"due.passed", "agreed.overdue"}},
        {"missing",
         {"passed", "later_step", "closed", "at_once", "who.another", "who.incomplete",
          "waiver.refused", "gap.empty"}},
        {"open", {"ahead", "emergency", "due.runs"}},
        {"to_confirm",
         {"doubted", "answers_in_doubt", "weak", "waiver.unclear", "waiver.to_confirm",
          "waiver.late", "decision", "excluded", "second_way", "who.nobody", "who.incomplete",
          "seldom_told", "counts_not.doubt"}}};
    return grounds;
}

/// How a walk may end that finds nothing.
const Names silent_ends{"nothing_asks",    "not_in_force",    "age_unknown",
                        "other_age",       "not_earlier",     "not_so_far",
                        "already",         "not_seen",        "seen",
                        "outside",         "taken",           "ahead",
                        "answers",         "was_there",       "term_shows",
                        "quiet",           "who.met",         "silent",
                        "decision",        "not_excluded",    "due.runs",
                        "no_gap",          "gap.filled",      "closed",
                        "agreed.met",      "gap.same_day",    "agreed.due",
                        "last_time",       "waiver.accepted", "agreed.running",
                        "agreed.due_soon", "in_emergency"};

std::string key_of(const route::Finding& finding) {
    return finding.about + " " + finding.step + " " + std::string(name_of(finding.verdict)) + " " +
           finding.text;
}

/// The walk of the only dossier.
route::RuleWalk walk_of(const Story& story, const std::string& rule, const std::string& today) {
    const auto walks = story.walks(rule, today);
    REQUIRE(walks.size() == 1);
    REQUIRE(walks.front().rules.size() == 1);
    return walks.front().rules.front();
}

}  // namespace

TEST_CASE("the walk of each golden rule ends in the findings that the status shows") {
    for (const auto& id : shipped_profiles) {
        const Json profile = read_data("notes-schema/routes/" + id + ".json");
        for (const auto& golden : read_data("tests/golden/rules/" + id + ".json")) {
            const auto key = golden.at("rule").get<std::string>();
            const std::string rule = key.substr(0, key.find('/'));
            const auto today = golden.at("today").get<std::string>();
            CAPTURE(id, key, golden.at("why").get<std::string>());
            const Story story = told(OwnProfile{profile}, golden);
            const auto dossiers = story.all(today);
            const auto walks = story.walks(rule, today);
            REQUIRE(walks.size() == dossiers.size());
            for (std::size_t i = 0; i < walks.size(); ++i) {
                CHECK(walks[i].dossier == dossiers[i].dossier);
                Names shown;
                for (const auto& finding : dossiers[i].findings) {
                    if (finding.rule == rule ||
                        std::count(finding.also.begin(), finding.also.end(), rule) > 0) {
                        shown.insert(key_of(finding));
                    }
                }
                Names walked;
                for (const auto& walk : walks[i].rules) {
                    CAPTURE(walk.part, said(walk), walk.outcome);
                    CHECK_FALSE(walk.outcome.empty());
                    CHECK(walk.outcome.find("⟨") == std::string::npos);
                    if (!walk.judged) {
                        CHECK(walk.lines.empty());
                        CHECK(walk.findings.empty());
                        continue;
                    }
                    REQUIRE_FALSE(walk.lines.empty());
                    for (const auto& line : walk.lines) {
                        CHECK(line.text.find("⟨") == std::string::npos);
                        if (line.verdict) {
                            CHECK(says_one_of(walk, grounds_of_verdicts().at(
                                                        std::string(name_of(*line.verdict)))));
                        }
                    }
                    for (const auto& finding : walk.findings) {
                        walked.insert(key_of(finding));
                    }
                    const bool waives = walk.lines.back().says.rfind("waiver.", 0) == 0;
                    if (walk.findings.empty() && !waives) {
                        CHECK(silent_ends.contains(walk.lines.back().says));
                    }
                }
                CHECK(walked == shown);
            }
        }
    }
}

TEST_CASE("a plan, a doubt and what came too early are named as what they are") {
    // R014: a colleague is consulted after the signals (000:72).
    const Json profile{
        {"id", "own"},
        {"name", "Own"},
        {"version", "1"},
        {"categories", {"Meldcode en Verwijsindex"}},
        {"steps",
         {{{"id", "signaleren"}, {"label", "Stap 1"}, {"title", "Signalen"}, {"order", 1}},
          {{"id", "wegen"}, {"label", "Stap 2"}, {"title", "Wegen"}, {"order", 2}}}},
        {"rules",
         {{{"id", "X1"},
           {"template", "response"},
           {"force", "must"},
           {"says", "Na de signalen wordt de directie ingelicht, binnen vijf dagen."},
           {"school_agreement", true},
           {"about", "directie_geinformeerd"},
           {"trigger", {"signalen_vastgelegd"}},
           {"duty", {"directie_geinformeerd"}},
           {"term", "P5D"}}}}};
    Story story{OwnProfile{profile}};
    story.on("2026-03-02").act("directie_geinformeerd");
    const std::string early = story.last_id();
    story.on("2026-03-03").act("signalen_vastgelegd");
    const std::string asking = story.last_id();
    story.on("2026-03-04").act("directie_geinformeerd", {.state = "planned"});
    const std::string planned = story.last_id();
    story.on("2026-03-05").act("collegiaal_overleg");  // has nothing to do with it

    const auto late = walk_of(story, "X1", "2026-03-09");
    CAPTURE(said(late));
    CHECK(said(late) == std::vector<std::string>{"asks " + asking, "counts_not.too_early " + early,
                                                 "counts_not.state " + planned, "unanswered",
                                                 "due.passed " + asking, "finding"});
    CHECK(late.lines[4].due == day("2026-03-08"));  // 3 March and five days
    REQUIRE(late.findings.size() == 1);
    CHECK(late.findings.front().verdict == route::Verdict::late);

    const auto open = walk_of(story, "X1", "2026-03-08");
    CHECK(says(open, "due.runs " + asking));
    CHECK(open.findings.front().verdict == route::Verdict::open);

    story.on("2026-03-06").act("directie_geinformeerd", {.certain = false});
    const std::string doubtful = story.last_id();
    const auto in_doubt = walk_of(story, "X1", "2026-03-09");
    CHECK(says(in_doubt, "counts_not.doubt " + doubtful));
    CHECK(says(in_doubt, "answers_in_doubt " + doubtful));
    CHECK(in_doubt.findings.front().verdict == route::Verdict::to_confirm);

    story.on("2026-03-07").act("directie_geinformeerd");
    const auto met = walk_of(story, "X1", "2026-03-09");
    CHECK(said(met) == std::vector<std::string>{"asks " + asking, "answers " + story.last_id()});
    CHECK(met.findings.empty());
}

TEST_CASE("a waiver is named with its ground, whether the protocol accepts it or not") {
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-03").act("collegiaal_overleg");
    story.on("2026-03-05").act("afgezien_oudergesprek", {.marks = {"grond_contactbreuk"}});
    const std::string waived = story.last_id();
    story.on("2026-03-09").act("weging_gedaan");
    const auto walk = walk_of(story, "R048", "2026-03-09");
    CAPTURE(said(walk));
    CHECK(says(walk, "waiver.accepted " + waived));
    CHECK(walk.findings.empty());

    const auto walks = story.walks("R052", "2026-03-09");
    REQUIRE(walks.front().rules.size() == 2);  // the talk itself, and question 1 without it
    for (const auto& part : walks.front().rules) {
        CHECK(said(part) == std::vector<std::string>{"waiver.accepted " + waived});
    }
}

TEST_CASE("who did it is named where the rule asks who") {
    // 000:123: the director reports.
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    story.on("2026-03-10", "leerkracht").act("melding_veilig_thuis", {.actors = {"leerkracht"}});
    const std::string reported = story.last_id();
    bool another = false;
    const Json profile = read_data("notes-schema/routes/twente.json");
    for (const auto& rule : profile.at("rules")) {
        if (rule.at("template") != "actor" || rule.value("about", "") != "melder") {
            continue;
        }
        const auto walks = story.walks(rule.at("id").get<std::string>(), "2026-03-10");
        for (const auto& walk : walks.front().rules) {
            CAPTURE(walk.rule, said(walk));
            another = another || (says(walk, "asks " + reported) && says(walk, "who.another"));
        }
    }
    CHECK(another);
}

TEST_CASE("what no dossier can show, and what is off, says so and is not walked") {
    Story story("twente");
    story.on("2026-03-02").act("signalen_vastgelegd");
    std::size_t unwalked = 0;
    const Json profile = read_data("notes-schema/routes/twente.json");
    for (const auto& rule : profile.at("rules")) {
        const auto walks = story.walks(rule.at("id").get<std::string>(), "2026-03-02");
        for (const auto& walk : walks.front().rules) {
            CAPTURE(walk.rule, walk.part);
            CHECK(walk.outcome.find("⟨") == std::string::npos);
            if (walk.part != rule.value("part", "")) {
                continue;
            }
            const bool off = !rule.value("enabled", true);
            CHECK((off ? !walk.judged : true));
            if (off) {
                CHECK(walk.outcome.find(rule.at("why_off").get<std::string>()) !=
                      std::string::npos);
            }
            CHECK(walk.judged == !walk.lines.empty());
            unwalked += walk.judged ? 0U : 1U;
        }
    }
    CHECK(unwalked > 0);
    CHECK_FALSE(route::has_rule(story.profile(), "R999"));
    CHECK(route::has_rule(story.profile(), "R081/gesprek"));
    CHECK_FALSE(route::has_rule(story.profile(), "R081/niets"));
}
