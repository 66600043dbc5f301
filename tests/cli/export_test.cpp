// What leaves the bridge as a file: complete, safe to open, noted, and of nobody where it says so.
#include "support/program.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sys/stat.h>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

class ExportingSchool {
public:
    ExportingSchool() {
        folder_.write(
            "notes.jsonl",
            R"J({"pupil":"leerling-2150","name":"=HYPERLINK(\"http://x\")","group":"5;a"})J"
            "\n"
            R"({"id":"notitie-1","pupil":"leerling-2150","date":"2026-03-02","author":{"id":"juf-anna","role":"leerkracht"},"text":"Signalen in kaart gebracht en vastgelegd."})"
            "\n"
            R"({"id":"notitie-2","pupil":"leerling-2150","date":"2026-03-10","author":{"id":"juf-anna","role":"ib"},"text":"Gesprek met moeder gevoerd. Hulp is georganiseerd. Over 6 weken kijken we of er effect is."})"
            "\n"
            R"({"id":"notitie-3","pupil":"leerling-2151","date":"2026-03-03","text":"Signalen in kaart gebracht en vastgelegd."})"
            "\n");
        REQUIRE(run({"import", (folder_.path() / "notes.jsonl").string()}).status == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        std::vector<std::string> all = {"--store", (folder_.path() / "s" / "m.db").string()};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run_program(all);
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder_.path() / name).string();
    }

private:
    TempFolder folder_;
};

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++found;
    }
    return found;
}

/// By Python's own reader of such tables.
core::Json rows_of(const std::string& csv) {
    const Ran ran = run_shell(
        "python3 -c 'import csv,json,sys,io; "
        "t=sys.stdin.buffer.read().decode(\"utf-8-sig\"); "
        "print(json.dumps(list(csv.DictReader(io.StringIO(t,newline=\"\"),delimiter=\";\"))))'",
        csv);
    REQUIRE(ran.status == 0);
    return core::parse_json(ran.out, "rows").value();
}

}  // namespace

TEST_CASE("export xes is what IEEE 1849 asks, and names no pupil, person, note or word") {
    const ExportingSchool school;
    const Ran ran = school.run({"export", "xes", "--as-of", "2026-05-01"});
    REQUIRE(ran.status == 0);
    const auto xsd = std::string(MELDBRUG_SOURCE_DIR) + "/tests/data/xes.xsd";
    const Ran valid = run_shell("xmllint --noout --schema " + quoted(xsd) + " -", ran.out);
    CHECK(valid.err.find("validates") != std::string::npos);
    CHECK(valid.status == 0);
    // The rules find what is wrong: an event that stands before the log's own attributes.
    auto broken = ran.out;
    broken.insert(broken.find("  <classifier"), "  <trace><event/></trace>\n");
    CHECK(run_shell("xmllint --noout --schema " + quoted(xsd) + " -", broken).status != 0);

    CHECK(count(ran.out, "<trace>") == 2);
    CHECK(count(ran.out, "value=\"signalen_vastgelegd\"") == 2);
    CHECK(ran.out.find(R"(value="2026-03-10T12:00:00+01:00")") != std::string::npos);
    for (const char* told : {"2150", "2151", "notitie", "juf-anna", "HYPERLINK", "moeder", "-00"}) {
        CAPTURE(told);
        CHECK(ran.out.find(told) == std::string::npos);
    }
    // Names are drawn anew: two logs cannot be laid side by side by them.
    const auto name_of = [](const std::string& log) {
        const auto trace = log.find("<trace>");
        return log.substr(log.find("value=", trace), 24);
    };
    CHECK(name_of(ran.out) != name_of(school.run({"export", "xes", "--as-of", "2026-05-01"}).out));
}

TEST_CASE("export csv opens as a table in which no cell is a formula") {
    const ExportingSchool school;
    const Ran ran = school.run({"export", "csv", "--as-of", "2026-05-01"});
    REQUIRE(ran.status == 0);
    CHECK(ran.out.substr(0, 3) == "\xEF\xBB\xBF");
    const auto rows = rows_of(ran.out);
    const auto is = [](const char* column, const char* value) {
        return [=](const core::Json& row) { return row.at(column) == value; };
    };
    REQUIRE(std::any_of(rows.begin(), rows.end(), is("leerling", "leerling-2150")));
    for (const auto& row : rows) {
        CHECK(row.size() == 17);
        if (row.at("leerling") == "leerling-2150") {
            CHECK(row.at("naam") == "'=HYPERLINK(\"http://x\")");
            CHECK(row.at("groep") == "5;a");
        }
    }
    // The same steps, findings and terms as the status shows.
    const auto status =
        core::parse_json(school.run({"status", "--as-of", "2026-05-01", "--json"}).out, "status")
            .value();
    std::size_t told = 0;
    for (const auto& dossier : status.at("dossiers")) {
        told +=
            dossier.at("steps").size() + dossier.at("findings").size() + dossier.at("terms").size();
    }
    CHECK(rows.size() == told);
    CHECK(std::any_of(rows.begin(), rows.end(), [](const core::Json& row) {
        return row.at("soort") == "termijn" && row.at("uiterlijk") == "2026-04-21";
    }));
    const auto of_one = rows_of(school.run({"export", "csv", "--pupil", "leerling-2151"}).out);
    REQUIRE_FALSE(of_one.empty());
    CHECK(std::all_of(of_one.begin(), of_one.end(), is("leerling", "leerling-2151")));
}

TEST_CASE("export json is what the status shows") {
    const ExportingSchool school;
    const Ran ran = school.run({"export", "json", "--as-of", "2026-05-01"});
    REQUIRE(ran.status == 0);
    const auto json = core::parse_json(ran.out, "export").value();
    CHECK(json.at("as_of") == "2026-05-01");
    CHECK(json.at("dossiers").size() == 2);
}

TEST_CASE("an export is in the audit each time, with the dossiers that left") {
    const ExportingSchool school;
    REQUIRE(school.run({"export", "csv"}).status == 0);
    REQUIRE(school.run({"export", "csv"}).status == 0);
    REQUIRE(school.run({"export", "xes"}).status == 0);
    const auto entries =
        core::parse_json(school.run({"audit", "list", "--json"}).out, "audit").value();
    std::vector<std::string> forms;
    for (const auto& entry : entries.at("entries")) {
        if (entry.at("act") == "export") {
            forms.push_back(entry.at("what").get<std::string>());
            CHECK(entry.at("dossiers").size() == 2);
            CHECK(entry.at("person") == "console");
        }
    }
    CHECK(forms == std::vector<std::string>{"csv", "csv", "xes"});
}

TEST_CASE("an export goes into a new file that nobody else opens, and over no other") {
    const ExportingSchool school;
    const auto file = school.path("routes.csv");
    REQUIRE(school.run({"export", "csv", "--out", file}).status == 0);
    struct stat facts {};
    REQUIRE(::stat(file.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0600U);
    const auto before = content_of(file);
    CHECK(before.size() > 100);
    const Ran again = school.run({"export", "json", "--out", file});
    CHECK(again.status == 2);
    CHECK(again.err.find("--out") != std::string::npos);
    CHECK(content_of(file) == before);
    CHECK(school.run({"export", "json", "--out", school.path("no/such/folder")}).status == 2);
    CHECK(school.run({"export"}).status == 2);
    CHECK(school.run({"export", "pdf"}).status == 2);
}
