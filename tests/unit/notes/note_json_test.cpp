#include "meldbrug/notes/note_json.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using core::Json;

namespace {

/// The example of contract.md, "A note, as every adapter delivers it".
constexpr const char* contract_note =
    R"({"source":"gibbon","id":"2150-17","school":"05AA","pupil":"2150",
 "category":"Meldcode en Verwijsindex","title":"Gesprek moeder","text":"...","date":"2026-03-12",
 "recorded_at":"2026-03-12T14:05:00+01:00","author":{"id":"t12","role":"leerkracht"},"deleted":false})";

Json changed(const char* field, const Json& value) {
    Json json = Json::parse(contract_note);
    json[field] = value;
    return json;
}

std::string fault_of(const Json& json) {
    const auto item = notes::item_from_json(json);
    return item.ok() ? "" : item.error().message;
}

}  // namespace

TEST_CASE("a note as the contract shows it is taken with all its fields") {
    const auto item = notes::item_from_line(contract_note);
    REQUIRE(item.ok());
    const auto* note = std::get_if<notes::Note>(&item.value());
    REQUIRE(note != nullptr);
    CHECK(note->source == "gibbon");
    CHECK(note->id == "2150-17");
    CHECK(note->school == "05AA");
    CHECK(note->pupil == "2150");
    CHECK(note->category == "Meldcode en Verwijsindex");
    CHECK(note->title == "Gesprek moeder");
    CHECK(note->text == "...");
    CHECK(core::format_date(note->date) == "2026-03-12");
    REQUIRE(note->recorded_at);
    CHECK(core::format_instant(*note->recorded_at) == "2026-03-12T14:05:00+01:00");
    CHECK(note->author.id == "t12");
    CHECK(note->author.role == "leerkracht");
    CHECK_FALSE(note->deleted);
}

TEST_CASE("a note survives writing and reading again") {
    const auto first = notes::item_from_line(contract_note);
    REQUIRE(first.ok());
    const auto& note = std::get<notes::Note>(first.value());
    const auto again = notes::item_from_json(notes::to_json(note));
    REQUIRE(again.ok());
    CHECK(std::get<notes::Note>(again.value()) == note);
}

TEST_CASE("a note needs only id, pupil, date and text") {
    const auto item =
        notes::item_from_line(R"({"id":"1","pupil":"p","date":"2026-03-12","text":""})");
    REQUIRE(item.ok());
    const auto& note = std::get<notes::Note>(item.value());
    CHECK_FALSE(note.category.has_value());
    CHECK_FALSE(note.recorded_at.has_value());
    CHECK(note.author.role.empty());
}

TEST_CASE("reading a text needs no pupil, taking in a note does") {
    const auto json = Json::parse(R"({"id":"1","date":"2026-03-12","text":"x"})");
    CHECK(notes::item_from_json(json, notes::PupilNeed::optional).ok());
    CHECK(fault_of(json) == "field 'pupil': missing");
}

TEST_CASE("a refused note names its field and the reason") {
    const auto [json, fault] = GENERATE(table<Json, std::string>({
        {changed("date", "2026-02-30"), "field 'date': not a day (YYYY-MM-DD)"},
        {changed("date", "12-03-2026"), "field 'date': not a day (YYYY-MM-DD)"},
        {changed("date", 20260312), "field 'date': must be a text"},
        {changed("date", nullptr), "field 'date': missing"},
        {changed("text", nullptr), "field 'text': missing"},
        {changed("text", Json::array({"x"})), "field 'text': must be a text"},
        {changed("text", std::string("a\0b", 3)), "field 'text': holds a NUL character"},
        {changed("id", ""), "field 'id': empty"},
        {changed("id", 17), "field 'id': must be a text"},
        {changed("pupil", ""), "field 'pupil': empty"},
        {changed("recorded_at", "2026-03-12T14:05:00"),
         "field 'recorded_at': not a moment with offset (2026-03-12T14:05:00+01:00)"},
        {changed("deleted", "ja"), "field 'deleted': must be true or false"},
        {changed("author", "t12"), "field 'author': must be an object with 'id' and 'role'"},
        {changed("author", Json{{"role", "tovenaar"}}),
         "field 'author.role': unknown role (leerkracht, ib, aandachtsfunctionaris, directie, "
         "bestuur, smw, beheer)"},
        {changed("title", std::string(notes::max_title_bytes + 1, 'x')),
         "field 'title': longer than 1000 bytes"},
        {changed("id", std::string(notes::max_id_bytes + 1, 'x')),
         "field 'id': longer than 200 bytes"},
    }));
    CHECK(fault_of(json) == fault);
}

TEST_CASE("an error never holds what stands in the note") {
    // Every field carries the same odd word; whatever is refused, it may not come back in the
    // message.
    const std::string secret = "Zwezerik";
    for (const char* field : {"id", "pupil", "date", "text", "title", "category", "recorded_at",
                              "author", "deleted", "source"}) {
        const std::string fault = fault_of(changed(field, Json::array({secret})));
        CHECK_FALSE(fault.empty());
        CHECK(fault.find(secret) == std::string::npos);
    }
    const auto broken = notes::item_from_line(R"({"id":"Zwezerik","text":)");
    REQUIRE_FALSE(broken.ok());
    CHECK(broken.error().line().find(secret) == std::string::npos);
}

TEST_CASE("the limits hold to the byte") {
    CHECK(fault_of(changed("title", std::string(notes::max_title_bytes, 'x'))).empty());
    CHECK(fault_of(changed("pupil", std::string(notes::max_id_bytes, 'x'))).empty());
    CHECK(fault_of(changed("text", std::string(notes::max_text_bytes, 'x'))).empty());
    CHECK(fault_of(changed("text", std::string(notes::max_text_bytes + 1, 'x'))) ==
          "field 'text': longer than 10485760 bytes");
}

TEST_CASE("a row that an adapter made meets the same rules") {
    notes::Note note;
    note.id = "1";
    note.pupil = "p";
    note.text = "caf\xE9";
    const auto invalid = notes::validate(note);
    REQUIRE_FALSE(invalid.ok());
    CHECK(invalid.error().message == "field 'text': not valid UTF-8");
    note.text = "caf\xC3\xA9";
    CHECK(notes::validate(note).ok());
}

TEST_CASE("pupil facts come as lines without an id") {
    const auto item = notes::item_from_line(
        R"({"pupil":"2150","birth_date":"2014-05-02","group":"5","left_on":null,"siblings":["2151"]})");
    REQUIRE(item.ok());
    const auto* facts = std::get_if<notes::PupilFacts>(&item.value());
    REQUIRE(facts != nullptr);
    CHECK(facts->pupil == "2150");
    REQUIRE(facts->birth_date);
    CHECK(core::format_date(*facts->birth_date) == "2014-05-02");
    CHECK(facts->group == "5");
    CHECK_FALSE(facts->left_on.has_value());
    CHECK(facts->siblings == std::vector<std::string>{"2151"});

    const auto again = notes::item_from_json(notes::to_json(*facts));
    REQUIRE(again.ok());
    CHECK(std::get<notes::PupilFacts>(again.value()) == *facts);
}

TEST_CASE("a note that lost its id is refused, not taken for pupil facts") {
    CHECK(fault_of(Json::parse(R"({"pupil":"2150","date":"2026-03-12","text":"x"})")) ==
          "field 'id': missing");
}

TEST_CASE("what is no object is refused") {
    CHECK(fault_of(Json::parse("[]")) == "must be a JSON object");
    CHECK(fault_of(Json::parse("\"x\"")) == "must be a JSON object");
    CHECK_FALSE(notes::item_from_line("").ok());
    CHECK_FALSE(notes::item_from_line("{").ok());
}
