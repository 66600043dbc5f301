#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::reading::test;
using reading::Vocabulary;

namespace {

core::Result<Vocabulary> with(const core::Json& own) {
    auto files = Fixture::folder("vocabulary/nl");
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

TEST_CASE("A vocabulary that does not hold is refused with file, field and reason") {
    refused(core::Json::array(), "field ''");
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
