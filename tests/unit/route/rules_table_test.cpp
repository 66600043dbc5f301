// notes-schema/routes/README.md says of each of the 170 rules what becomes of it in each profile.

#include "support/route/told_in_json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

using Cells = std::vector<std::string>;

/// Every row of the tables, by its cells.
std::vector<Cells> rows() {
    std::ifstream in(std::string(MELDBRUG_SOURCE_DIR) + "/notes-schema/routes/README.md");
    std::vector<Cells> all;
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("| ", 0) != 0) {
            continue;
        }
        Cells cells;
        std::istringstream rest(line.substr(2));
        for (std::string cell; std::getline(rest, cell, '|');) {
            const auto last = cell.find_last_not_of(' ');
            const auto first = cell.find_first_not_of(' ');
            cells.push_back(last == std::string::npos ? "" : cell.substr(first, last - first + 1));
        }
        all.push_back(cells);
    }
    return all;
}

/// What becomes of a rule, in the words of the table.
std::string becomes(const Json& rule) {
    const auto kind = rule.at("template").get<std::string>();
    if (!rule.value("enabled", true)) {
        return "off";
    }
    if (kind == "waiver") {
        return "waiver";
    }
    if (kind == "organisation") {
        return "school";
    }
    if (rule.at("force") == "may") {
        return "may";
    }
    const std::set<std::string> guides{"visibility", "retention", "lint", "check"};
    if (!guides.contains(kind)) {
        return "checked";
    }
    std::string via;
    for (const auto& id : names(rule, "covered_by")) {
        via += " " + id;
    }
    if (!via.empty()) {
        return "via" + via;
    }
    return kind == "visibility" || kind == "retention" ? "privacy" : "guidance";
}

}  // namespace

TEST_CASE("the table of the 170 rules says what the profiles say") {
    const auto table = rows();
    const auto head = std::find_if(table.begin(), table.end(), [](const Cells& cells) {
        return cells.size() == 9 && cells[0] == "rule";
    });
    REQUIRE(head != table.end());
    std::map<std::string, std::map<std::string, std::string>> said;  // rule → profile → cell
    std::map<std::string, std::string> why;
    std::set<Cells> off;
    for (const auto& cells : table) {
        if (cells.size() == 3) {
            off.insert(cells);
        }
        if (cells.size() != 9 || cells[0].size() != 4 || cells[0].front() != 'R') {
            continue;
        }
        CAPTURE(cells[0]);
        CHECK_FALSE(cells[1].empty());
        for (std::size_t i = 2; i < 8; ++i) {
            said[cells[0]][(*head)[i]] = cells[i];
        }
        why[cells[0]] = cells[8];
    }
    CHECK(said.size() == 170);
    CHECK(said.contains("R001"));
    CHECK(said.contains("R170"));
    for (std::size_t i = 2; i < 8; ++i) {
        const std::string& id = (*head)[i];
        std::map<std::string, std::string> expected;
        const Json profile = read_data("notes-schema/routes/" + id + ".json");
        for (const auto& rule : profile.at("rules")) {
            const auto what = becomes(rule);
            std::string& cell = expected[rule.at("id").get<std::string>()];
            if (cell.find(what) == std::string::npos) {
                cell += (cell.empty() ? "" : ", ") + what;
            }
            if (what == "off") {
                CHECK(off.contains(
                    {rule.at("id").get<std::string>(), id, rule.at("why_off").get<std::string>()}));
            }
        }
        for (const auto& [rule, cells] : said) {
            CAPTURE(id, rule);
            CHECK(cells.at(id) == (expected.contains(rule) ? expected.at(rule) : "–"));
            const bool shown_only = cells.at(id).find("guidance") != std::string::npos ||
                                    cells.at(id).find("privacy") != std::string::npos;
            CHECK((!shown_only || !why.at(rule).empty()));
        }
    }
    for (const auto& [rule, cells] : said) {
        CAPTURE(rule);
        CHECK(std::any_of(cells.begin(), cells.end(),
                          [](const auto& cell) { return cell.second != "–"; }));
    }
}
