// Documents that leave the school on paper: what they tell, and what they must not.
#include "support/program.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace meldbrug;
using namespace meldbrug::test;

namespace {

class WritingSchool {
public:
    WritingSchool() {
        folder_.write(
            "notes.jsonl",
            R"({"pupil":"leerling-2150","name":"Sem de Vries","group":"5"})"
            "\n"
            R"({"pupil":"leerling-2151","name":"Roos <b>Jansen</b>","group":"5"})"
            "\n"
            R"({"pupil":"leerling-2152","name":"Bo El Amrani","group":"8"})"
            "\n"
            R"({"pupil":"leerling-2153","name":"Jong, Zoë de","group":"8"})"
            "\n"
            R"({"id":"n1","pupil":"leerling-2150","date":"2026-03-02","title":"Signalen Sem","author":{"id":"t1","role":"leerkracht"},"text":"Signalen van Sem in kaart gebracht en vastgelegd. Roos zag het ook, er stond een roos op de deur. <script>alert(1)</script> & juf Annelies wil niet genoemd worden. ROOS JANSEN en zoe de jong waren erbij, Bo ook; Zoës zusje is een jong kind. Jansens moeder belde."})"
            "\n"
            R"({"id":"n2","pupil":"leerling-2150","date":"2026-03-10","author":{"id":"t2","role":"ib"},"text":"Gesprek met moeder gevoerd. Hulp is georganiseerd. Over 6 weken kijken we of er effect is."})"
            "\n"
            R"({"id":"n3","pupil":"leerling-2151","date":"2026-03-03","text":"Signalen in kaart gebracht en vastgelegd."})"
            "\n");
        REQUIRE(run({"import", (folder_.path() / "notes.jsonl").string()}).status == 0);
        REQUIRE(run({"user", "add", "Annelies Bos", "--role", "ib"}).status == 0);
        REQUIRE(run({"reject", "--pupil", "leerling-2150", "--note", "n2", "--action",
                     "gesprek_ouder", "--who", "Annelies Bos", "--why", "Roos haalde Sem op"})
                    .status == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--store", (folder_.path() / "s" / "m.db").string()});
        return run_program(arguments);
    }
    [[nodiscard]] std::string page(std::vector<std::string> more) const {
        std::vector<std::string> arguments = {"export", "html", "--as-of", "2026-03-20"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = run(arguments);
        REQUIRE(ran.status == 0);
        return ran.out;
    }

private:
    TempFolder folder_;
};

/// By Python's own reader of HTML: the text that stands on the page, and that every tag is closed,
/// none runs anything and none fetches anything.
std::string read_page(const std::string& html) {
    const Ran ran = run_shell(
        "python3 -c '"
        "import sys\nfrom html.parser import HTMLParser\n"
        "class P(HTMLParser):\n"
        "  def __init__(s):\n    super().__init__(); s.open=[]; s.words=[]\n"
        "  def handle_starttag(s,t,a):\n"
        "    assert t not in (\"script\",\"iframe\",\"object\",\"img\",\"link\",\"a\"), t\n"
        "    assert not any(k.startswith(\"on\") or k in (\"src\",\"href\") for k,_ in a), a\n"
        "    if t!=\"meta\": s.open.append(t)\n"
        "  def handle_endtag(s,t):\n    assert s.open.pop()==t, t\n"
        "  def handle_data(s,d):\n"
        "    if \"style\" not in s.open: s.words.append(d.strip())\n"
        "p=P(); p.feed(sys.stdin.read()); p.close(); assert not p.open, p.open\n"
        "print(\"\\n\".join(w for w in p.words if w))'",
        html);
    INFO(ran.err);
    REQUIRE(ran.status == 0);
    return ran.out;
}

bool holds(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a dossier on paper tells the route as of a day, and no name or text unless asked for") {
    const WritingSchool school;
    const std::string page = read_page(school.page({"--pupil", "leerling-2150"}));
    CHECK(holds(page, "Stand op 20 maart 2026."));
    CHECK(holds(page, "Dossier 2026-0001"));
    CHECK(holds(page, "Stap 3: Gesprek met de ouders"));
    CHECK(holds(page, "2 maart 2026"));
    CHECK(holds(page, "21 april 2026"));  // the term of the help
    for (const std::string away : {"Sem", "Vries", "leerling-2150", "Annelies", "Roos", "script",
                                   "kijken we of er effect"}) {
        CAPTURE(away);
        CHECK_FALSE(holds(page, away));
    }
    const std::string whole =
        read_page(school.page({"--pupil", "leerling-2150", "--with-names", "--with-text"}));
    CHECK(holds(whole, "Sem de Vries"));
    CHECK(holds(whole, "<script>alert(1)</script> & juf Annelies"));
    // Texts alone say no name, not even the pupil's own.
    const std::string texts = read_page(school.page({"--pupil", "leerling-2150", "--with-text"}));
    CHECK(holds(texts, "Signalen van [naam 1] in kaart gebracht"));
    for (const std::string away : {"Sem", "Vries", "Annelies", "Roos", "ROOS", "zoe"}) {
        CAPTURE(away);
        CHECK_FALSE(holds(texts, away));
    }
    // Earlier is earlier.
    const std::string before = read_page(
        school.run({"export", "html", "--pupil", "leerling-2150", "--as-of", "2026-03-05"}).out);
    CHECK_FALSE(holds(before, "10 maart 2026"));
}

TEST_CASE("a copy for the parents has their child's text, and nobody else whom the school knows") {
    const WritingSchool school;
    const std::string page =
        read_page(school.page({"--kind", "inzage", "--pupil", "leerling-2150"}));
    CHECK(holds(page, "Sem de Vries"));
    CHECK(holds(page, "Signalen van Sem in kaart gebracht"));
    // In any case, with and without accents, also who never had a note; the same child is the same
    // number. A first name that is also a word goes as a word too.
    CHECK(holds(page, "[naam 1] zag het ook, er stond een [naam 1] op de deur"));
    CHECK(holds(page,
                "juf [naam 2] wil niet genoemd worden. [naam 1] [naam 1] en [naam 3] waren erbij, "
                "[naam 4] ook; [naam 3]s zusje is een jong kind. "));
    CHECK(holds(page, "Een mens leest dit na"));
    CHECK(holds(page, "medewerker van de school"));
    for (const std::string away : {"Annelies", "Bos", "Roos", "ROOS", "Jansen", "JANSEN", "Zo",
                                   "zoe", "Bo ", "intern begeleider", "leerling-2151"}) {
        CAPTURE(away);
        CHECK_FALSE(holds(page, away));
    }
    CHECK(school.run({"export", "html", "--kind", "inzage"}).status == 2);
    CHECK(school.run({"export", "html", "--kind", "inzage", "--pupil", "onbekend"}).status == 2);
    CHECK(school.run({"export", "html", "--kind", "roman"}).status == 2);
}

TEST_CASE("what a person said stands with what it decided, its reason only where texts do") {
    const WritingSchool school;
    const auto today = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"export", "html", "--pupil", "leerling-2150"});
        const Ran ran = school.run(more);
        REQUIRE(ran.status == 0);
        return read_page(ran.out);
    };
    const std::string redacted = today({});
    CHECK(holds(redacted, "klopt niet door"));
    CHECK(holds(redacted, "(weggelaten)"));
    CHECK_FALSE(holds(redacted, "haalde"));
    CHECK(holds(today({"--with-text", "--with-names"}), "Roos haalde Sem op"));
    CHECK(holds(today({"--kind", "inzage"}), "[naam 1] haalde Sem op"));
    CHECK(holds(redacted, "intern begeleider"));
    CHECK_FALSE(holds(today({"--kind", "inzage"}), "intern begeleider"));
}

TEST_CASE("the report on use tells of the school and of no child") {
    const WritingSchool school;
    const std::string html = school.page({"--kind", "inspectie"});
    const std::string page = read_page(html);
    for (const std::string told :
         {"1. Heeft de school een meldcode?", "2. Zorgt de school voor de voorwaarden?",
          "3. Wordt de meldcode gebruikt?", "Stap 1: Signalen in kaart brengen", "1 tot 4"}) {
        CAPTURE(told);
        CHECK(holds(page, told));
    }
    for (const std::string away : {"Sem", "Roos", "2150", "2151", "2026-0001", "Annelies"}) {
        CAPTURE(away);
        CHECK_FALSE(holds(html, away));
    }
}

TEST_CASE("beside a small number the others are rounded, so that it cannot be reckoned") {
    const WritingSchool school;
    const TempFolder folder;
    std::string many;
    for (int i = 0; i < 11; ++i) {
        many += R"({"id":"m)" + std::to_string(i) + R"(","pupil":"kind-)" + std::to_string(i) +
                R"(","date":"2026-03-04","text":"Signalen in kaart gebracht en vastgelegd."})" +
                "\n";
    }
    REQUIRE(school.run({"import", folder.write("many.jsonl", many).string()}).status == 0);
    const std::string page = read_page(school.page({"--kind", "inspectie"}));
    // 13 took the first step, all of them: told exactly. Help was organised for one of 13.
    CHECK(holds(page, "Stap 1: Signalen in kaart brengen\n13\n0\n0\n0\n0"));
    CHECK(holds(page, "Hulp organiseren\n1 tot 4\nongeveer 10"));
}

TEST_CASE("each document is in the audit by its own name, with the dossiers that left") {
    const WritingSchool school;
    (void)school.page({"--pupil", "leerling-2150"});
    (void)school.page({"--kind", "inzage", "--pupil", "leerling-2150"});
    (void)school.page({"--kind", "inspectie"});
    REQUIRE(school.run({"export", "ics"}).status == 0);
    const Ran ran = school.run({"audit", "list", "--json"});
    const auto entries = core::parse_json(ran.out, "audit").value().at("entries");
    std::vector<std::string> left;
    for (const auto& entry : entries) {
        if (entry.at("act") == "export") {
            left.push_back(entry.at("what").get<std::string>() + " " +
                           std::to_string(entry.at("dossiers").size()));
        }
    }
    CHECK(left == std::vector<std::string>{"dossier_page 1", "inzage 1", "inspectie 0", "ics 0"});
}

TEST_CASE("a calendar file tells days and nothing else, and a person's address is shown once") {
    const WritingSchool school;
    const Ran ics = school.run({"export", "ics"});
    REQUIRE(ics.status == 0);
    CHECK(holds(ics.out, "DTSTART;VALUE=DATE:20260421"));
    for (const std::string away : {"Sem", "2150", "2026-0001", "effect", "hulp"}) {
        CAPTURE(away);
        CHECK_FALSE(holds(ics.out, away));
    }
    const Ran on = school.run({"calendar", "on", "Annelies Bos"});
    REQUIRE(on.status == 0);
    CHECK(on.out.find("/calendar/") != std::string::npos);
    CHECK(on.out.size() > 70);
    CHECK(school.run({"calendar", "on", "Annelies Bos"}).out != on.out);
    CHECK(school.run({"calendar", "off", "Annelies Bos"}).status == 0);
    CHECK(school.run({"calendar", "off", "Annelies Bos"}).status == 2);
    CHECK(school.run({"calendar", "on", "Niemand"}).status == 2);
}
