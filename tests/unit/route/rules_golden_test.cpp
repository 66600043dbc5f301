// Every judged rule of every shipped profile, by what its protocol line says:
// tests/golden/rules/<profile>.json holds for each at least one dossier in which it finds something
// and one in which it does not.

#include "support/route/told_in_json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

const std::set<std::string> only_listed{"visibility", "retention", "lint",
                                        "check",      "may",       "organisation"};

std::string key_of(const Json& rule) {
    const auto part = rule.value("part", "");
    return rule.at("id").get<std::string>() + (part.empty() ? "" : "/" + part);
}

bool is_judged(const Json& rule) {
    return rule.value("enabled", true) &&
           !only_listed.contains(rule.at("template").get<std::string>()) &&
           (rule.at("force") != "may" || rule.at("template") == "waiver");
}

/// "seeds/000_b20625f8e7a1849e.txt:144" as the cases cite it: "000:144".
std::string cited(const std::string& source) {
    const auto colon = source.rfind(':');
    return source.rfind("seeds/", 0) == 0 ? source.substr(6, 3) + source.substr(colon) : source;
}

/// Whether the finding is meant: "about step verdict", or any verdict with "about step".
bool is_meant(const route::Finding& finding, const std::string& what) {
    const std::string place = finding.about + " " + (finding.step.empty() ? "null" : finding.step);
    return what == place || what == place + " " + std::string(route::name_of(finding.verdict));
}

bool is_of(const route::Finding& finding, const std::string& id) {
    return finding.rule == id ||
           std::find(finding.also.begin(), finding.also.end(), id) != finding.also.end();
}

std::string in_words(const route::DossierStatus& status) {
    std::string words;
    for (const auto& finding : status.findings) {
        words += finding.rule + " " + finding.about + " " + finding.step + " " +
                 std::string(route::name_of(finding.verdict)) + "\n";
    }
    return words;
}

/// The profile with that rule alone, beside what it needs: the rules that set terms, and what a
/// waiver excuses or another route keeps.
Json alone(Json profile, const std::string& key) {
    Json rules = Json::array();
    Json wanted;
    for (const auto& rule : profile.at("rules")) {
        wanted = key_of(rule) == key ? rule : wanted;
    }
    auto named = names(wanted, "excuses");
    for (const auto& kept : names(wanted, "keeps")) {
        named.push_back(kept);
    }
    for (const auto& rule : profile.at("rules")) {
        const bool is_named = std::any_of(named.begin(), named.end(), [&](const std::string& id) {
            return is_judged(rule) && (id == rule.at("id") || id == key_of(rule));
        });
        if (key_of(rule) == key || is_named || rule.contains("term_name")) {
            rules.push_back(rule);
        }
    }
    profile["rules"] = rules;
    profile.erase("weighing");  // it names rules that are left out, and judges nothing
    return profile;
}

route::DossierStatus judged(const OwnProfile& profile, const Json& golden) {
    Story story(profile);
    tell_all(story, golden);
    if (golden.contains("born")) {
        story.born(golden.at("born").get<std::string>());
    }
    if (golden.contains("left_on")) {
        story.left(golden.at("left_on").get<std::string>());
    }
    return story.status(golden.at("today").get<std::string>());
}

}  // namespace

TEST_CASE("each judged rule finds what its protocol line asks for, and no more") {
    for (const auto& id : shipped_profiles) {
        std::map<std::string, Json> rules;
        const Json profile = read_data("notes-schema/routes/" + id + ".json");
        for (const auto& rule : profile.at("rules")) {
            rules[key_of(rule)] = rule;
        }
        for (const auto& golden : read_data("tests/golden/rules/" + id + ".json")) {
            const auto key = golden.at("rule").get<std::string>();
            CAPTURE(id, key, golden.at("why").get<std::string>());
            REQUIRE(rules.contains(key));
            const Json& rule = rules.at(key);
            const auto status = judged(OwnProfile{profile}, golden);
            CAPTURE(in_words(status));
            const auto some = [&](const auto& holds) {
                return std::any_of(status.findings.begin(), status.findings.end(), holds);
            };
            // What another part of the rule finds is no proof of this one.
            const auto own = judged(OwnProfile{alone(profile, key)}, golden);
            const bool waives = rule.at("template") == "waiver";  // its findings are another's
            for (const auto& what : names(golden, "has")) {
                CAPTURE(what);
                CHECK(some([&](const route::Finding& finding) {
                    return is_meant(finding, what) &&
                           (waives || is_of(finding, rule.at("id").get<std::string>()));
                }));
                CHECK(std::any_of(
                    own.findings.begin(), own.findings.end(),
                    [&](const route::Finding& finding) { return is_meant(finding, what); }));
            }
            for (const auto& what : names(golden, "has_not")) {
                CAPTURE(what);
                CHECK_FALSE(
                    some([&](const route::Finding& finding) { return is_meant(finding, what); }));
            }
        }
    }
}

TEST_CASE("no judged rule is without a case in which it finds something and one in which not") {
    for (const auto& id : shipped_profiles) {
        std::set<std::string> positive;
        std::set<std::string> negative;
        std::map<std::string, std::vector<std::string>> reasons;
        for (const auto& golden : read_data("tests/golden/rules/" + id + ".json")) {
            const auto key = golden.at("rule").get<std::string>();
            if (!names(golden, "has").empty()) {
                positive.insert(key);
            }
            if (!names(golden, "has_not").empty()) {
                negative.insert(key);
            }
            reasons[key].push_back(golden.at("why").get<std::string>());
        }
        const Json profile = read_data("notes-schema/routes/" + id + ".json");
        for (const auto& rule : profile.at("rules")) {
            const auto key = key_of(rule);
            CAPTURE(id, key);
            CHECK(positive.contains(key) == is_judged(rule));
            CHECK(negative.contains(key) == is_judged(rule));
            const auto sources = names(rule, "source");
            for (const auto& why : reasons[key]) {
                CAPTURE(why);
                CHECK((sources.empty() ||
                       std::any_of(sources.begin(), sources.end(), [&](const auto& source) {
                           return why.rfind(cited(source) + " ", 0) == 0;
                       })));
            }
        }
    }
}
