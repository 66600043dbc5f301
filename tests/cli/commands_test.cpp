// The contract's commands as a program calls them: words in, JSON out, exit status.
#include "support/program.hpp"

#include "meldbrug/core/date.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <map>
#include <set>

using meldbrug::test::Ran;
using meldbrug::test::run_program;
using meldbrug::test::TempFolder;
using Json = nlohmann::json;

namespace {

constexpr const char* note =
    R"({"source":"t","id":"1","pupil":"p1","date":"2026-03-02","category":"Meldcode en Verwijsindex","title":"Gesprek",)"
    R"("text":"Gesprek gevoerd met moeder; zorgen gedeeld.","author":{"id":"t1","role":"ib"}})";

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("the fictive school shows every verdict, as its notes were written to show") {
    const TempFolder folder;
    const std::string store = (folder.path() / "store" / "meldbrug.db").string();
    REQUIRE(run_program({"--store", store, "import", "--adapter", "demo",
                         std::string(MELDBRUG_SOURCE_DIR) + "/install/demo/regenboog.json"})
                .status == 0);
    const auto config = folder.write(
        "meldbrug.json",
        R"({"school":"00AA","school_name":"Demo","route":"twente","store":")" + store + R"("})");
    const auto ran = run_program({"--config", config.string(), "status", "--json"});
    REQUIRE(ran.status == 0);
    std::map<std::string, std::size_t> levels;
    const auto status = Json::parse(ran.out);
    for (const auto& dossier : status["dossiers"]) {
        ++levels[dossier["badge"]["level"].get<std::string>()];
    }
    for (const char* level : {"urgent", "late", "attention", "ok", "closed"}) {
        CAPTURE(level);
        CHECK(levels.count(level) == 1);
    }
    // A school of late routes only would show nothing: most of its pupils are not late.
    CHECK(levels["late"] < status["dossiers"].size() / 2);
}

TEST_CASE("read --explain underlines the words and says why, in Dutch and in English") {
    const std::string line =
        R"({"id":"n1","date":"2026-03-12","text":"Met moeder gesproken over onze zorgen. Veilig Thuis nog niet gebeld."})";
    const auto dutch = run_program({"read", "--explain", "-"}, line + "\n");
    CHECK(dutch.status == 0);
    CHECK(dutch.out.find("  Met moeder gesproken over onze zorgen.") != std::string::npos);
    CHECK(dutch.out.find("\n      ~~~~~~") != std::string::npos);
    CHECK(dutch.out.find("een gesprek met de ouders: gedaan") != std::string::npos);
    CHECK(dutch.out.find("het wordt ontkend: \"nog niet\"") != std::string::npos);
    CHECK(dutch.out.find("patterns.json patterns/") != std::string::npos);
    const auto english = run_program({"--lang", "en", "read", "--explain", "-"}, line + "\n");
    CHECK(english.out.find("it is denied: \"nog niet\"") != std::string::npos);
}

TEST_CASE("wrong usage says so in one line and ends with 2") {
    for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                  {"fly"},
                                                  {"evaluate"},
                                                  {"evaluate", "--route", "nergens"},
                                                  {"read", "/does/not/exist.jsonl"},
                                                  {"status", "--as-of", "2026-02-30"},
                                                  {"due", "--within", "soon"},
                                                  {"route", "show", "nergens"},
                                                  {"--lang", "fr", "route", "list"},
                                                  {"import"}}) {
        const Ran ran = run_program(words, "", "HOME=/nonexistent");
        CAPTURE(words, ran.err);
        CHECK(ran.status == 2);
        CHECK(ran.out.empty());
        CHECK(lines_in(ran.err) == 1);
    }
}

TEST_CASE("help and version end with 0") {
    CHECK(run_program({"--help"}).status == 0);
    CHECK(run_program({"--version"}).out.find("0.1.0") != std::string::npos);
}

TEST_CASE("read gives one line for each note, in order, and names a line that it refuses") {
    const std::string second = R"({"id":"2","date":"2026-03-02","text":"VT nog bellen."})";
    const Ran ran = run_program(
        {"read", "-"},
        std::string(note) + "\n{\"id\":\"x\",\"text\":\"Jantje\"}\nnot json\n" + second + "\n");
    CAPTURE(ran.err);
    CHECK(ran.status == 1);
    CHECK(lines_in(ran.out) == 2);
    const Json first = Json::parse(ran.out.substr(0, ran.out.find('\n')));
    CHECK(first["id"] == "1");
    CHECK(first["steps"] == Json::array({"gesprek"}));
    REQUIRE(first["actions"].size() == 1);
    CHECK(first["actions"][0]["id"] == "gesprek_ouder");
    CHECK(first["actions"][0]["state"] == "done");
    CHECK(Json::parse(ran.out.substr(ran.out.find('\n') + 1))["steps"].empty());
    CHECK(ran.err.find("line 2: field 'date'") != std::string::npos);
    CHECK(ran.err.find("line 3") != std::string::npos);
    CHECK(ran.err.find("Jantje") == std::string::npos);
}

TEST_CASE("quotes are cut from the text by code points") {
    const Ran ran = run_program(
        {"read"},
        R"({"id":"1","date":"2026-03-02","text":"Één – '🙂'. Gesprek gevoerd met moeder over de zorgen."})"
        "\n");
    REQUIRE(ran.status == 0);
    const Json action = Json::parse(ran.out)["actions"][0];
    // "Één – '🙂'. " is 11 code points.
    CHECK(action["start"].get<int>() >= 11);
    CHECK(action["end"].get<int>() <= 53);
    CHECK(action["quote"].get<std::string>().find("🙂") == std::string::npos);
}

TEST_CASE("dates takes a calendar from the line and invents no date without one") {
    const Ran ran = run_program(
        {"dates"},
        R"({"id":"a","ref":"2026-02-10","text":"Evaluatie over 6 weken."})"
        "\n"
        R"({"id":"b","ref":"2025-09-22","text":"Voor de kerstvakantie volgt een gesprek."})"
        "\n"
        R"({"id":"c","ref":"2025-09-22","text":"Voor de kerstvakantie volgt een gesprek.","calendar":{"kerstvakantie":["2025-12-20","2026-01-04"]}})"
        "\n");
    REQUIRE(ran.status == 0);
    std::istringstream lines(ran.out);
    std::string line;
    std::getline(lines, line);
    CHECK(Json::parse(line)["expressions"][0]["due"] == "2026-03-24");
    std::getline(lines, line);
    CHECK(Json::parse(line)["expressions"][0]["needs_calendar"] == true);
    CHECK_FALSE(Json::parse(line)["expressions"][0].contains("due"));
    std::getline(lines, line);
    CHECK(Json::parse(line)["expressions"][0]["due"] == "2025-12-19");
}

TEST_CASE("evaluate shows a route from notes alone") {
    const Ran ran = run_program({"evaluate", "--route", "basismodel", "--as-of", "2026-03-05", "-"},
                                std::string(note) + "\n");
    REQUIRE(ran.status == 0);
    const Json status = Json::parse(ran.out);
    CHECK(status["as_of"] == "2026-03-05");
    REQUIRE(status["dossiers"].size() == 1);
    const Json& dossier = status["dossiers"][0];
    CHECK(dossier["pupil"] == "p1");
    CHECK(dossier["route"] == "basismodel");
    CHECK(dossier["state"] == "open");
    const auto step = std::find_if(dossier["steps"].begin(), dossier["steps"].end(),
                                   [](const Json& s) { return s["id"] == "gesprek"; });
    REQUIRE(step != dossier["steps"].end());
    CHECK((*step)["verdict"] == "met");
    CHECK((*step)["notes"] == Json::array({"1"}));
}

TEST_CASE("evaluate --explain walks one rule over the dossier, as text and as JSON") {
    const auto dutch = run_program(
        {"evaluate", "--route", "twente", "--as-of", "2026-03-02", "--explain", "R048", "-"},
        std::string(note) + "\n");
    CAPTURE(dutch.out, dutch.err);
    CHECK(dutch.status == 0);
    CHECK(
        dutch.out.find("2 maart 2026 · notitie 1 · een gesprek met de ouders: laat de stap zien") !=
        std::string::npos);
    CHECK(dutch.out.find("zorgen gedeeld") == std::string::npos);  // not a word of the note itself
    const auto english = run_program({"--lang", "en", "evaluate", "--route", "twente", "--as-of",
                                      "2026-03-02", "--explain", "R048", "-"},
                                     std::string(note) + "\n");
    CHECK(english.out.find("shows the step") != std::string::npos);
    const auto json = run_program({"evaluate", "--route", "twente", "--as-of", "2026-03-02",
                                   "--explain", "R136", "--json", "-"},
                                  std::string(note) + "\n");
    REQUIRE(json.status == 0);
    const auto walk = Json::parse(json.out)["dossiers"][0]["rules"][0];
    CHECK(walk["rule"] == "R136");
    CHECK(walk["judged"] == true);
    CHECK(walk["walk"][0]["says"] == "asks");
    CHECK(walk["walk"][0]["note"] == "1");
    CHECK(walk["findings"][0]["verdict"] == "open");
    const auto unknown = run_program({"evaluate", "--route", "twente", "--explain", "R999", "-"},
                                     std::string(note) + "\n");
    CHECK(unknown.status == 2);
    CHECK(lines_in(unknown.err) == 1);
}

TEST_CASE("status --explain walks one rule over the stored dossier of one pupil") {
    const TempFolder folder;
    const std::string store = (folder.path() / "store" / "meldbrug.db").string();
    const auto notes = folder.write("notes.jsonl", std::string(note) + "\n");
    const auto config = folder.write(
        "meldbrug.json",
        R"({"school":"00AA","school_name":"Demo","route":"twente","store":")" + store + R"("})");
    REQUIRE(run_program({"--config", config.string(), "import", notes.string()}).status == 0);
    const auto ran = run_program({"--config", config.string(), "status", "--pupil", "p1",
                                  "--explain", "R048", "--as-of", "2026-03-02", "--json"});
    CAPTURE(ran.err);
    REQUIRE(ran.status == 0);
    const auto dossier = Json::parse(ran.out)["dossiers"][0];
    CHECK(dossier["dossier"] == "2026-0001");  // the store's own number
    CHECK(dossier["rules"][0]["walk"][0]["says"] == "taken");
    CHECK(run_program({"--config", config.string(), "status", "--explain", "R048"}).status == 2);
    CHECK(run_program({"--config", config.string(), "status", "--pupil", "p1", "--explain", "R999"})
              .status == 2);
}

TEST_CASE("an edit replaces, a deletion withdraws, the future has not happened") {
    const auto dossiers = [&](const std::string& more, const std::string& as_of) {
        const Ran ran = run_program({"evaluate", "--route", "basismodel", "--as-of", as_of},
                                    std::string(note) + "\n" + more);
        REQUIRE(ran.status == 0);
        return Json::parse(ran.out)["dossiers"].size();
    };
    CHECK(dossiers("", "2026-03-05") == 1);
    CHECK(dossiers("", "2026-03-01") == 0);
    CHECK(
        dossiers(
            R"({"source":"t","id":"1","pupil":"p1","date":"2026-03-02","text":"Fijne verjaardag gevierd."})"
            "\n",
            "2026-03-05") == 0);
    CHECK(
        dossiers(
            R"({"source":"t","id":"1","pupil":"p1","date":"2026-03-02","text":"x","deleted":true})"
            "\n",
            "2026-03-05") == 0);
}

TEST_CASE("every shipped route is listed, shown and holds") {
    const Ran list = run_program({"route", "list", "--json"});
    REQUIRE(list.status == 0);
    std::set<std::string> ids;
    const Json routes = Json::parse(list.out)["routes"];
    for (const auto& route : routes) {
        const auto id = route["id"].get<std::string>();
        ids.insert(id);
        const Json shown = Json::parse(run_program({"route", "show", id, "--json"}).out);
        const std::string page = run_program({"route", "show", id}).out;
        CHECK(shown["id"] == id);
        CHECK(run_program({"route", "show", id, "--html"}).out.find("<!DOCTYPE html>") == 0);
        // What a person reads of a rule is what it says.
        CHECK(page.find(shown["rules"][0]["says"].get<std::string>()) != std::string::npos);
        for (const Json& rule : shown["rules"]) {
            CAPTURE(id, rule["id"]);
            CHECK((!rule.contains("why_off") ||
                   page.find("staat uit: " + rule["why_off"].get<std::string>()) !=
                       std::string::npos));
        }
        CHECK(
            run_program({"route", "check", "--strict",
                         std::string(MELDBRUG_SOURCE_DIR) + "/notes-schema/routes/" + id + ".json"})
                .status == 0);
    }
    CHECK(ids == std::set<std::string>{"amk", "basismodel", "innoord", "open-kring", "sjabloon",
                                       "symbio-hengelo", "twente"});
}

TEST_CASE("a profile with an unknown step is refused with file, field and reason") {
    Json profile = Json::parse(meldbrug::test::content_of(std::string(MELDBRUG_SOURCE_DIR) +
                                                          "/notes-schema/routes/basismodel.json"));
    profile["rules"][0]["step"] = "tovenarij";
    const TempFolder folder;
    const Ran ran =
        run_program({"route", "check", folder.write("eigen.json", profile.dump()).string()});
    CAPTURE(ran.err);
    CHECK(ran.status == 3);
    CHECK(ran.err.find("eigen.json") != std::string::npos);
    CHECK(ran.err.find("rules/0") != std::string::npos);
    CHECK(lines_in(ran.err) == 1);
}

TEST_CASE(
    "route check warns with 0, with --strict with 3, and finds a cited line that is not there") {
    Json profile = Json::parse(meldbrug::test::content_of(std::string(MELDBRUG_SOURCE_DIR) +
                                                          "/notes-schema/routes/basismodel.json"));
    profile["step_names"]["1"] = {"signaleren", "wegen"};
    const TempFolder folder;
    const auto file = folder.write("eigen.json", profile.dump()).string();
    const Ran warned = run_program({"route", "check", file});
    CAPTURE(warned.err);
    CHECK(warned.status == 0);
    CHECK(lines_in(warned.err) == 1);
    CHECK(warned.err.find("eigen.json: let op, /step_names/1: ") != std::string::npos);
    CHECK(run_program({"route", "check", "--strict", file}).status == 3);

    profile["step_names"]["1"] = {"signaleren"};
    profile["rules"][0]["source"] = {"protocol.txt:2-4"};
    const auto cites = folder.write("eigen.json", profile.dump()).string();
    static_cast<void>(folder.write("protocol.txt", "een\ntwee\ndrie\n"));
    CHECK(run_program({"route", "check", cites}).status == 0);
    const Ran outside = run_program({"route", "check", "--sources", folder.path().string(), cites});
    CHECK(outside.status == 3);
    CHECK(outside.err.find("/rules/0/source/0") != std::string::npos);
}

TEST_CASE("people are added, listed, paired and revoked") {
    const TempFolder folder;
    const std::string store = (folder.path() / "s" / "meldbrug.db").string();
    const Ran added = run_program(
        {"--store", store, "user", "add", "Ilse", "--role", "ib", "--email", "ib@school.test"});
    REQUIRE(added.status == 0);
    CHECK(Json::parse(added.out)["role"] == "ib");
    CHECK(run_program({"--store", store, "user", "add", "X", "--role", "tovenaar"}).status == 2);
    CHECK(run_program({"--store", store, "user", "add", "Ren\xE9", "--role", "ib"}).status == 2);
    const Ran code = run_program({"--store", store, "pair", "Ilse"});
    REQUIRE(code.status == 0);
    CHECK(code.out.size() == 9);
    CHECK(code.out.find_first_not_of("0123456789\n") == std::string::npos);
    CHECK(run_program({"--store", store, "user", "revoke", "Ilse"}).status == 0);
    CHECK(Json::parse(run_program({"--store", store, "user", "list"}).out)["revoked"] == true);
    CHECK(run_program({"--store", store, "pair", "Ilse"}).status == 2);
}
