// An IB exports and drops the file: what goes in, what is refused, and that nothing is lost or
// doubled.
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using meldbrug::test::Ran;
using meldbrug::test::run_program;
using meldbrug::test::TempFolder;
using Json = nlohmann::json;

namespace {

class ImportingSchool {
public:
    [[nodiscard]] std::string store() const {
        return (folder_.path() / "store" / "meldbrug.db").string();
    }
    [[nodiscard]] std::filesystem::path file(const std::string& name,
                                             const std::string& content) const {
        return folder_.write(name, content);
    }
    [[nodiscard]] Ran import(const std::filesystem::path& file,
                             const std::string& before = "") const {
        return run_program({"--store", store(), "import", file.string()}, "", before);
    }
    [[nodiscard]] Json counts(const std::filesystem::path& file) const {
        const Ran ran = import(file);
        CAPTURE(ran.err);
        REQUIRE(ran.status <= 1);
        return Json::parse(ran.out);
    }
    [[nodiscard]] Json dossiers(const std::string& as_of = "2026-03-20") const {
        const Ran ran = run_program({"--store", store(), "status", "--json", "--as-of", as_of});
        CAPTURE(ran.err);
        REQUIRE(ran.status == 0);
        return Json::parse(ran.out)["dossiers"];
    }
    [[nodiscard]] std::string verdict(const std::string& pupil, const std::string& step) const {
        for (const auto& dossier : dossiers()) {
            for (const auto& s : dossier["steps"]) {
                if (dossier["pupil"] == pupil && s["id"] == step) {
                    return s["verdict"].get<std::string>();
                }
            }
        }
        return "none";
    }

private:
    TempFolder folder_;
};

constexpr const char* header = "Id;Leerlingnummer;Datum;Categorie;Titel;Notitie;Auteur;Functie\n";
constexpr const char* talk =
    "n1;1001;02-03-2026;Meldcode en Verwijsindex;Gesprek;Gesprek gevoerd met moeder, zorgen "
    "gedeeld.;t1;leerkracht\n";
constexpr const char* signals =
    "n2;1002;03-03-2026;Meldcode en Verwijsindex;Signalen;\"Signalen in kaart gebracht: blauwe "
    "plek op de arm gezien.\nZegt \"\"gevallen\"\".\";t1;leerkracht\n";

}  // namespace

TEST_CASE("an export goes in once, and again with edits, additions and removals") {
    const ImportingSchool school;
    const auto file = school.file("export.csv", std::string(header) + talk + signals);
    Json counts = school.counts(file);
    CHECK(counts["added"] == 2);
    CHECK(counts["refused"] == 0);
    CHECK(school.verdict("1001", "gesprek") == "met");
    CHECK(school.verdict("1002", "signaleren") == "met");

    counts = school.counts(file);
    CHECK(counts["added"] == 0);
    CHECK(counts["unchanged"] == 2);

    // edited: no longer a talk; added: pupil 1003; removed: n2
    (void)school.file("export.csv",
                      std::string(header) +
                          "n1;1001;02-03-2026;Meldcode en Verwijsindex;Gesprek;Gesprek met moeder "
                          "staat gepland voor 9 maart.;t1;leerkracht\n" +
                          "n3;1003;04-03-2026;Meldcode en Verwijsindex;Overleg;Signalen besproken "
                          "met de intern begeleider.;t1;leerkracht\n");
    counts = school.counts(file);
    CHECK(counts["added"] == 1);
    CHECK(counts["changed"] == 1);
    CHECK(counts["withdrawn"] == 1);
    CHECK(school.verdict("1001", "gesprek") != "met");
    CHECK(school.verdict("1002", "signaleren") == "none");
    CHECK(school.verdict("1003", "consulteren") == "met");
}

TEST_CASE("encodings and separators of real exports give the same notes") {
    const std::string row =
        "n1,1001,2026-03-02,Meldcode en Verwijsindex,Gesprek,\"Gesprek gevoerd met moeder, zorgen "
        "gedeeld, ge\xC3\xABvalueerd wordt er later.\",t1,ib\n";
    std::string latin = row;
    latin.replace(latin.find("\xC3\xAB"), 2, "\xEB");
    const std::string comma = "Id,Leerlingnummer,Datum,Categorie,Titel,Notitie,Auteur,Functie\n";
    for (const std::string& content : {comma + row, "\xEF\xBB\xBF" + comma + row, comma + latin}) {
        const ImportingSchool school;
        CHECK(school.counts(school.file("e.csv", content))["added"] == 1);
        CHECK(school.verdict("1001", "gesprek") == "met");
    }
}

TEST_CASE("a bad row is refused with file, line, field and reason, and the rest goes on") {
    const ImportingSchool school;
    const auto refused = [&](const std::string& row, const std::string& field) {
        const ImportingSchool fresh;
        const Ran ran = fresh.import(fresh.file("e.csv", std::string(header) + row + talk));
        CAPTURE(row, ran.err, ran.out);
        CHECK(ran.status == 1);
        REQUIRE_FALSE(ran.out.empty());
        CHECK(Json::parse(ran.out)["added"] == 1);
        CHECK(Json::parse(ran.out)["refused"] == 1);
        CHECK(ran.err.find("e.csv:2") != std::string::npos);
        CHECK(ran.err.find(field) != std::string::npos);
        CHECK(ran.err.find("Geheim") == std::string::npos);
        CHECK(fresh.verdict("1001", "gesprek") == "met");
    };
    refused("n9;1009;30-02-2026;Meldcode en Verwijsindex;Titel;Geheim verhaal.;t1;ib\n", "date");
    refused("n9;;02-03-2026;Meldcode en Verwijsindex;Titel;Geheim verhaal.;t1;ib\n", "pupil");
    refused("n9;1009;02-03-2026;Meldcode en Verwijsindex;Titel;Geheim" + std::string(1, '\0') +
                "verhaal.;t1;ib\n",
            "text");
}

TEST_CASE(
    "a note by somebody of an unknown function is kept, and the function is named to be mapped") {
    const ImportingSchool school;
    const Ran ran = school.import(school.file(
        "e.csv", std::string(header) + "n1;1001;02-03-2026;Meldcode en "
                                       "Verwijsindex;Gesprek;Gesprek gevoerd met moeder, zorgen "
                                       "gedeeld.;t1;Kwartiermaker\n"));
    CAPTURE(ran.err);
    CHECK(ran.status == 1);
    CHECK(Json::parse(ran.out)["added"] == 1);
    CHECK(ran.err.find("e.csv:2") != std::string::npos);
    CHECK(ran.err.find("role") != std::string::npos);
    CHECK(school.verdict("1001", "gesprek") == "met");
}

TEST_CASE("the same id twice in one file: the second is refused") {
    const ImportingSchool school;
    const Ran ran = school.import(school.file(
        "e.csv", std::string(header) + talk +
                     "n1;1001;05-03-2026;Meldcode en Verwijsindex;Anders;Iets anders.;t1;ib\n"));
    CHECK(ran.status == 1);
    CHECK(Json::parse(ran.out)["added"] == 1);
    CHECK(ran.err.find("e.csv:3") != std::string::npos);
}

TEST_CASE("a missing column is named, and nothing is touched") {
    const ImportingSchool school;
    REQUIRE(school.counts(school.file("e.csv", std::string(header) + talk))["added"] == 1);
    const Ran ran = school.import(school.file(
        "e.csv", "Id;Leerlingnummer;Wanneer;Categorie;Titel;Notitie\nn1;1001;x;y;z;w\n"));
    CAPTURE(ran.err);
    CHECK(ran.status >= 1);
    CHECK(ran.err.find("date") != std::string::npos);
    CHECK(school.verdict("1001", "gesprek") == "met");
}

TEST_CASE("an empty export withdraws nothing") {
    const ImportingSchool school;
    REQUIRE(school.counts(school.file("e.csv", std::string(header) + talk + signals))["added"] ==
            2);
    const Ran ran = school.import(school.file("e.csv", header));
    CAPTURE(ran.err);
    CHECK(ran.status != 0);
    CHECK(school.verdict("1001", "gesprek") == "met");
    CHECK(school.verdict("1002", "signaleren") == "met");
}

TEST_CASE("a broken quote, a huge field and a huge file are refused without a crash") {
    SECTION("a quote that never closes") {
        const ImportingSchool school;
        const Ran ran = school.import(school.file(
            "e.csv", std::string(header) + talk +
                         "n2;1002;03-03-2026;Meldcode en Verwijsindex;x;\"zonder einde;t1;ib\n"));
        CAPTURE(ran.err);
        CHECK(ran.status == 1);
        CHECK(ran.err.find("e.csv:3") != std::string::npos);
        CHECK(school.verdict("1001", "gesprek") == "met");
    }
    SECTION("a field of 50 MB") {
        const ImportingSchool school;
        const Ran ran = school.import(school.file(
            "e.csv", std::string(header) + "n2;1002;03-03-2026;Meldcode en Verwijsindex;x;\"" +
                         std::string(50U << 20U, 'x') + "\";t1;ib\n" + talk));
        CHECK(ran.status == 1);
        CHECK(ran.err.find("e.csv:2") != std::string::npos);
        CHECK(ran.err.size() < 2000);
        CHECK(school.verdict("1001", "gesprek") == "met");
    }
    SECTION("a file of 2 GB") {
        const ImportingSchool school;
        const auto file = school.file("e.csv", std::string(header) + talk);
        std::filesystem::resize_file(file, 2ULL << 30U);  // sparse
        const Ran ran = school.import(file);
        CAPTURE(ran.err);
        CHECK(ran.status >= 1);
        CHECK(ran.status <= 5);
        CHECK(ran.err.size() < 2000);
    }
}

TEST_CASE("a store that cannot be written says so with 4 and loses nothing") {
    const ImportingSchool school;
    const auto file = school.file("e.csv", std::string(header) + talk);
    SECTION("a place where no file can be made") {
        const Ran ran =
            run_program({"--store", "/proc/meldbrug/meldbrug.db", "import", file.string()});
        CHECK(ran.status == 4);
        CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
    }
    SECTION("something that is no database") {
        std::filesystem::create_directories(std::filesystem::path(school.store()).parent_path());
        (void)school.file("store/meldbrug.db", std::string(9000, 'x'));
        CHECK(school.import(file).status == 4);
        CHECK(meldbrug::test::content_of(school.store()) == std::string(9000, 'x'));
    }
    SECTION("no room left while writing") {
        REQUIRE(school.counts(file)["added"] == 1);
        std::string many(header);
        many += talk;
        for (int i = 0; i < 20000; ++i) {
            many += "m" + std::to_string(i) +
                    ";2001;02-03-2026;Meldcode en Verwijsindex;x;Signalen besproken met de intern "
                    "begeleider en nog veel meer dat ruimte vraagt.;t1;ib\n";
        }
        // ulimit -f counts 512-byte blocks in sh: files may grow to half a megabyte and no further.
        const Ran ran = school.import(school.file("e.csv", many), "ulimit -f 1024;");
        CAPTURE(ran.err);
        CHECK(ran.status == 4);
        CHECK(school.verdict("1001", "gesprek") == "met");
        CHECK(school.dossiers().size() == 1);
        CHECK(school.counts(school.file("e.csv", many))["added"] == 20000);
    }
}

TEST_CASE("the store and its folder are for their owner alone") {
    const ImportingSchool school;
    REQUIRE(school.counts(school.file("e.csv", std::string(header) + talk))["added"] == 1);
    namespace fs = std::filesystem;
    const auto others = fs::perms::group_all | fs::perms::others_all;
    CHECK((fs::status(school.store()).permissions() & others) == fs::perms::none);
    CHECK((fs::status(fs::path(school.store()).parent_path()).permissions() & others) ==
          fs::perms::none);
}
