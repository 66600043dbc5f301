#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::reading::test;
using reading::Vocabulary;

namespace {

core::Result<Vocabulary> with(const core::Json& own) {
    auto files = Fixture::words();
    files.emplace_back("school.json", own);
    return Vocabulary::from_json(files, Fixture::get().catalogue());
}

void refused(const core::Json& own, const std::string& field) {
    const auto vocabulary = with(own);
    REQUIRE_FALSE(vocabulary.ok());
    CHECK(vocabulary.error().code == core::ErrorCode::invalid_config);
    CHECK(vocabulary.error().where == "school.json");
    CHECK(vocabulary.error().message.find(field) != std::string::npos);
}

}  // namespace

TEST_CASE("A school's own word means what the school says it means") {
    const std::string text = "Overleg gehad met de kindercoach.";
    CHECK(Fixture::get().done(text).count("collegiaal_overleg") == 0);
    const auto vocabulary = with({{"concepts", {{"collega", {"kindercoach"}}}}});
    REQUIRE(vocabulary.ok());
    reading::ReadingContext context = Fixture::get().context();
    const reading::ReadingContext own{*vocabulary,       context.catalogue, context.calendar,
                                      context.templates, context.ladder,    context.policy,
                                      context.date_words};
    notes::Note note;
    note.text = text;
    note.date = *core::parse_date("2026-03-12");
    CHECK(Fixture::get().find(reading::read(note, own), "collegiaal_overleg") != nullptr);
}

TEST_CASE("What a school says never shows an act keeps every pattern from showing it") {
    const auto read = [](const Vocabulary& vocabulary, std::string_view text) {
        const reading::ReadingContext context = Fixture::get().context();
        const reading::ReadingContext own{vocabulary,        context.catalogue, context.calendar,
                                          context.templates, context.ladder,    context.policy,
                                          context.date_words};
        notes::Note note;
        note.text = text;
        note.date = *core::parse_date("2026-03-12");
        std::vector<std::string> shown;
        for (const auto& action : reading::read(note, own).actions) {
            shown.push_back(std::string(context.catalogue.name(action.id)) + " " +
                            std::string(notes::name_of(action.state)));
        }
        return shown;
    };
    const std::string garden = "Zorgen over K. besproken met ib en de kas.";
    const std::string talk = "Overleg met ib over K. gehad. Oudergesprek gehad over de zorgen.";
    const core::Json concept_of = {{"eigen_tuin", {"de kas"}}};
    const auto without = with({{"concepts", concept_of}, {"known_only", {"eigen_tuin"}}});
    const auto never = with(
        {{"concepts", concept_of}, {"never", {{"collegiaal_overleg", {{"not", {"eigen_tuin"}}}}}}});
    REQUIRE(without.ok());
    REQUIRE(never.ok());
    using Catch::VectorContains;
    CHECK_THAT(read(*without, garden), VectorContains(std::string("collegiaal_overleg done")));
    CHECK_THAT(read(*never, garden), !VectorContains(std::string("collegiaal_overleg done")));
    CHECK(read(*never, talk) == read(*without, talk));
    // What a pattern itself asks for does not keep it from holding.
    const auto asked =
        with({{"concepts", concept_of},
              {"never", {{"collegiaal_overleg", {{"not", {"eigen_tuin"}}}}}},
              {"patterns",
               {{{"action", "collegiaal_overleg"}, {"need", {"eigen_tuin"}}, {"bare", "done"}}}}});
    REQUIRE(asked.ok());
    CHECK_THAT(read(*asked, garden), VectorContains(std::string("collegiaal_overleg done")));
}

TEST_CASE("What never shows an act is refused when it names nothing") {
    refused({{"never", {{"nonsense", {{"not", {"vt"}}}}}}}, "'never/nonsense'");
    refused({{"never", {{"gesprek_ouder", {"vt"}}}}}, "'never/gesprek_ouder'");
    refused({{"never", {{"gesprek_ouder", {{"nooit", {"vt"}}}}}}}, "'never/gesprek_ouder/nooit'");
    refused({{"never", {{"gesprek_ouder", {{"not", {"nonsense"}}}}}}}, "'never/gesprek_ouder/not'");
    refused({{"never", {{"gesprek_ouder", {{"not_near", "vt"}}}}}},
            "'never/gesprek_ouder/not_near'");
}

TEST_CASE("Slips and right words are refused where they could do nothing") {
    refused({{"slips", {{"niet", "neit"}}}}, "'slips/niet'");
    refused({{"slips", {{"niet", {"ne it"}}}}}, "'slips/niet'");
    refused({{"slips", {{"kwaxelen", {"kwaxlen"}}}}}, "'slips/kwaxelen'");
    refused({{"right_words", {"twee woorden"}}}, "'right_words'");
    CHECK(with({{"slips", {{"niet", {"netti"}}}}, {"right_words", {"gemield"}}}).ok());
}

TEST_CASE("A vocabulary that does not hold is refused with file, field and reason") {
    refused(core::Json::array(), "must be an object");
    refused({{"acts", core::Json::array()}}, "'acts'");
    refused({{"acts", {{"team", "nonsense"}}}}, "'acts/team'");
    refused({{"acts", {{"director_role", 1}}}}, "'acts/director_role'");
    refused({{"participle", {"ge"}}}, "'participle'");
    refused({{"concepts", {{"collega", "kindercoach"}}}}, "concepts/collega");
    refused({{"concepts", {{"collega", {1}}}}}, "concepts/collega");
    refused({{"grammar", {{"nonsense", {"a"}}}}}, "grammar/nonsense");
    refused({{"verbs", {{"spreken", {{"gerund", {"a"}}}}}}}, "verbs/spreken/gerund");
    refused({{"also", {{"nobody", {"ouder"}}}}}, "also/nobody");
    refused({{"role_of", {{"ouder", "koning"}}}}, "role_of/ouder");
    refused({{"patterns", {{{"action", "nonsense"}, {"need", {"ouder"}}}}}}, "patterns/0/action");
    refused({{"patterns", {{{"action", "gesprek_ouder"}, {"need", {"nonsense"}}}}}},
            "patterns/0/need");
    refused({{"patterns", {{{"action", "gesprek_ouder"}}}}}, "patterns/0/need");
    refused(
        {{"patterns", {{{"action", "gesprek_ouder"}, {"need", {"ouder"}}, {"state", "maybe"}}}}},
        "patterns/0/state");
}

TEST_CASE("A name that nobody reads is refused with the names there are") {
    // "concept" for "concepts": without this the school's words would be gone without a word.
    refused({{"concept", {{"smw", {"zorgplein"}}}}}, "'concept'");
    refused({{"concept", {{"smw", {"zorgplein"}}}}}, "concepts, verbs");
    refused({{"Patterns", core::Json::array()}}, "'Patterns'");
    refused({{"acts", {{"teams", "collegiaal_overleg"}}}}, "'acts/teams'");
    refused({{"participle",
              {{"prefixes", {"ge"}}, {"suffixes", {"d"}}, {"infixes", core::Json::array()}}}},
            "'participle/infixes'");
    CHECK(with({{"about", "Words of our school."}}).ok());
}

TEST_CASE("A concept of a school that nothing asks for is refused: its words would mean nothing") {
    refused({{"concepts", {{"smv", {"zorgplein"}}}}}, "'concepts/smv'");
    refused({{"concepts", {{"eigen_team", {"zorgplein"}}}}}, "'concepts/eigen_team'");
    for (const core::Json& use : std::vector<core::Json>{
             {{"also", {{"eigen_team", {"smw"}}}}},
             {{"role_of", {{"eigen_team", "smw"}}}},
             {{"step_of", {{"eigen_team", "hulp"}}}},
             {{"case_note", {"eigen_team"}}},
             {{"known_only", {"eigen_team"}}},
             {{"patterns", {{{"action", "collegiaal_overleg"}, {"need", {"eigen_team"}}}}}},
             {{"patterns",
               {{{"action", "collegiaal_overleg"},
                 {"need", {"smw"}},
                 {"not", {"eigen_team"}}}}}}}) {
        CAPTURE(use.dump());
        core::Json own = use;
        own["concepts"] = {{"eigen_team", {"zorgplein"}}};
        CHECK(with(own).ok());
    }
}

TEST_CASE("What a pattern gives is one thing, and one that there is") {
    const auto giving = [](core::Json gift) {
        gift["need"] = {"ouder"};
        return core::Json{{"patterns", {gift}}};
    };
    refused(giving({}), "patterns/0");
    refused(giving({{"action", "gesprek_ouder"}, {"mark", "grond_politie"}}), "patterns/0");
    refused(giving({{"alarm", ""}}), "patterns/0");
    refused(giving({{"step", "nergens"}}), "'patterns/0/step'");
}

TEST_CASE("A pattern that stands twice in one folder is refused, whatever each excludes") {
    const core::Json first = {{"action", "gesprek_ouder"},
                              {"need", {"ouder", "smw|directie"}},
                              {"near", {"pupil"}},
                              {"not", {"vt"}}};
    core::Json second = first;
    refused({{"patterns", {first, second}}}, "'patterns/1'");
    refused({{"patterns", {first, second}}}, "school.json patterns/0");
    // Needs in another order ask for the same.
    second["need"] = {"directie|smw", "ouder"};
    second["not"] = {"politie"};
    second["not_note"] = {"oefening"};
    refused({{"patterns", {first, second}}}, "'patterns/1'");
    // What asks for something else, or counts otherwise, is a pattern of its own.
    for (const auto& [field, value] :
         std::vector<std::pair<const char*, core::Json>>{{"need", {"ouder"}},
                                                         {"near", {"vt"}},
                                                         {"context", {"vt"}},
                                                         {"free", {"ouder"}},
                                                         {"within", 4U},
                                                         {"bare", "done"},
                                                         {"present", "done"},
                                                         {"certain", false},
                                                         {"state", "planned"}}) {
        CAPTURE(field);
        core::Json other = first;
        other[field] = value;
        CHECK(with({{"patterns", {first, other}}}).ok());
    }
}

TEST_CASE(
    "A school's pattern may let through what ours stops, but not stop what ours lets through") {
    auto files = Fixture::words();
    const core::Json ours = {
        {"action", "gesprek_ouder"}, {"need", {"ouder", "smw"}}, {"not", {"vt", "politie"}}};
    files.emplace_back("ours/patterns.json", core::Json{{"patterns", {ours}}});
    const auto beside = [&](const core::Json& excluded) {
        auto both = files;
        core::Json own = ours;
        own["not"] = excluded;
        both.emplace_back("school/own.json", core::Json{{"patterns", {own}}});
        return Vocabulary::from_json(both, Fixture::get().catalogue());
    };
    CHECK(beside({"vt"}).ok());
    CHECK(beside({"vt", "directie"}).ok());
    for (const core::Json& excluded :
         std::vector<core::Json>{{"vt", "politie"}, {"vt", "politie", "directie"}}) {
        const auto refusal = beside(excluded);
        REQUIRE_FALSE(refusal.ok());
        CHECK(refusal.error().where == "school/own.json");
        CHECK(refusal.error().message.find("'patterns.json patterns/0'") != std::string::npos);
    }
}

TEST_CASE("A field of a pattern that nobody reads, or of the wrong kind, is refused") {
    const core::Json sound = {{"action", "gesprek_ouder"}, {"need", {"ouder"}}};
    const auto broken = [&](const char* name, const core::Json& value) {
        core::Json pattern = sound;
        pattern[name] = value;
        refused({{"patterns", {sound, pattern}}}, std::string("'patterns/1/") + name + "'");
    };
    REQUIRE(with({{"patterns", {sound}}}).ok());
    broken("not_nere", core::Json::array({"ouder"}));
    broken("Firm", true);
    broken("", true);
    broken("about", "why");
    broken("action", 5);
    broken("with", core::Json::array());
    broken("state", true);
    broken("not", "ouder");
    broken("firm", "true");
    broken("certain", 0);
    broken("strength", "2");
    broken("reach", -1);
    broken("within", 2.5);
    broken("within", 4294967297);
}
