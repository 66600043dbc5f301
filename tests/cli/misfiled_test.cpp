// An IB exports several categories, and IT has named one that may be looked at.
#include "support/program.hpp"
#include "support/values.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using meldbrug::test::contains;
using meldbrug::test::export_header;
using meldbrug::test::Ran;
using meldbrug::test::run_program;
using meldbrug::test::TempFolder;
using Json = nlohmann::json;

namespace {

constexpr const char* route_row =
    "n1;1001;Noor;5;02-03-2026;Meldcode en Verwijsindex;Signalen;Signalen in kaart gebracht en "
    "vastgelegd.\n";
constexpr const char* call_row =
    "n2;1002;Daan;7;09-03-2026;Oudergesprek;Bellen;Met Veilig Thuis gebeld, casus anoniem "
    "voorgelegd. Zeldzaamwoord.\n";
constexpr const char* everyday_row =
    "n3;1002;Daan;7;10-03-2026;Oudergesprek;Rapport;Moeder is tevreden over het rapport.\n";
constexpr const char* sums_row =
    "n4;1001;Noor;5;10-03-2026;Rekenen;Blok 4;Met Veilig Thuis gebeld.\n";

class SchoolWithMisfiled {
public:
    explicit SchoolWithMisfiled(Json other_categories) {
        Json config = {{"school", "00AA"}, {"store", "store/meldbrug.db"}};
        if (!other_categories.empty()) {
            config["other_categories"] = std::move(other_categories);
        }
        config_ = folder_.write("meldbrug.json", config.dump()).string();
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--config", config_});
        auto ran = run_program(arguments);
        CAPTURE(ran.err);
        REQUIRE(ran.status == 0);
        return ran;
    }
    [[nodiscard]] Json import(const std::string& lines) const {
        return Json::parse(
            run({"import", folder_.write("export.csv", export_header + lines).string()}).out);
    }
    [[nodiscard]] std::string status(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments = {"status", "--as-of", "2026-03-20"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments).out;
    }

private:
    TempFolder folder_;
    std::string config_;
};

}  // namespace

TEST_CASE("without the setting status tells of no other category, in text and in JSON") {
    const SchoolWithMisfiled school(Json::array());
    const Json counts = school.import(std::string(route_row) + call_row + everyday_row);
    CHECK(counts.at("ignored") == 2);
    CHECK(counts.at("misfiled") == 0);
    CHECK_FALSE(contains(school.status(), "verkeerde categorie"));
    CHECK_FALSE(Json::parse(school.status({"--json"})).contains("misfiled"));
}

TEST_CASE("status points a misfiled note out below the routes, and JSON beside the dossiers") {
    const SchoolWithMisfiled school(Json::array({"Oudergesprek"}));
    const Json counts = school.import(std::string(route_row) + call_row + everyday_row + sums_row);
    CHECK(counts.at("added") == 1);
    CHECK(counts.at("ignored") == 3);
    CHECK(counts.at("misfiled") == 1);

    const std::string text = school.status();
    const auto place = text.find("Mogelijk in de verkeerde categorie");
    REQUIRE(place != std::string::npos);
    CHECK(text.find("Noor") < place);
    for (const char* part : {"Daan", "2026-03-09", "Oudergesprek", "advies van Veilig Thuis"}) {
        INFO(part);
        CHECK(text.find(part, place) != std::string::npos);
    }
    CHECK_FALSE(contains(text, "eldzaamwoord"));
    CHECK_FALSE(contains(school.status({"--pupil", "1001"}), "verkeerde categorie"));
    CHECK(contains(school.status({"--group", "7"}), "verkeerde categorie"));

    const Json json = Json::parse(school.status({"--json"}));
    CHECK(json.at("dossiers").size() == 1);
    REQUIRE(json.at("misfiled").size() == 1);
    const Json& told = json.at("misfiled")[0];
    CHECK(told == Json{{"source", "folder"},
                       {"note", "n2"},
                       {"pupil", "1002"},
                       {"date", "2026-03-09"},
                       {"category", "Oudergesprek"},
                       {"urgent", Json::array()},
                       {"steps", Json::array()},
                       {"actions", {"advies_veilig_thuis"}}});

    CHECK(school.import(route_row).at("misfiled") == 0);
    CHECK_FALSE(contains(school.status(), "verkeerde categorie"));
    CHECK(Json::parse(school.status({"--json"})).at("misfiled").empty());
}

TEST_CASE("an alarm in another category stands before the routes") {
    const SchoolWithMisfiled school(Json::array({"Oudergesprek"}));
    const Json counts =
        school.import(std::string(route_row) +
                      "n5;1002;Daan;7;09-03-2026;Oudergesprek;Zomer;Ze zegt dat ze in de zomer "
                      "besneden wordt bij haar oma.\n");
    CHECK(counts.at("misfiled") == 1);
    const std::string text = school.status();
    CHECK(text.find("genitale verminking") < text.find("Noor"));
    CHECK(contains(text, "met spoed"));
}
