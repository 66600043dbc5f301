// The schema that others write notes by, and the program that takes them, must give the same
// verdict.
#include "meldbrug/core/json.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <catch2/catch.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include <random>

using namespace meldbrug;
using core::Json;

namespace {

class Schema {
public:
    Schema() {
        const auto file =
            core::read_json_file(MELDBRUG_SOURCE_DIR "/notes-schema/note.schema.json");
        if (!file.ok()) {
            throw std::runtime_error(file.error().line());
        }
        const valijson::adapters::NlohmannJsonAdapter document(file.value());
        valijson::SchemaParser().populateSchema(document, schema_);
    }
    bool accepts(const Json& json) {
        const valijson::adapters::NlohmannJsonAdapter document(json);
        return valijson::Validator(valijson::Validator::kStrongTypes)
            .validate(schema_, document, nullptr);
    }

private:
    valijson::Schema schema_;
};

const Json good_note = {{"source", "s"},
                        {"id", "1"},
                        {"school", "05AA"},
                        {"pupil", "2150"},
                        {"category", "Meldcode en Verwijsindex"},
                        {"title", "Gesprek"},
                        {"text", "Gesprek gehad."},
                        {"date", "2026-03-12"},
                        {"recorded_at", "2026-03-12T14:05:00+01:00"},
                        {"author", {{"id", "t1"}, {"role", "ib"}}},
                        {"deleted", false}};
const Json good_facts = {{"school", "05AA"},
                         {"pupil", "2150"},
                         {"name", "Noor Lentegroen"},
                         {"birth_date", "2014-05-02"},
                         {"group", "5"},
                         {"left_on", "2026-07-01"},
                         {"siblings", {"2151", "2152"}}};

Json with(Json json, const char* field, Json value) {
    json[field] = std::move(value);
    return json;
}
Json without(Json json, const char* field) {
    json.erase(field);
    return json;
}

}  // namespace

TEST_CASE("schema and program agree on good and bad lines") {
    Schema schema;
    struct Line {
        Json json;
        bool good;
    };
    const std::vector<Line> lines = {
        {good_note, true},
        {good_facts, true},
        {Json{{"id", "1"}, {"pupil", "p"}, {"date", "2026-03-12"}, {"text", ""}}, true},
        {Json{{"pupil", "p"}}, true},
        {with(good_note, "something_new", Json::array()), true},
        {with(good_note, "category", nullptr), true},
        {with(good_note, "recorded_at", nullptr), true},
        {with(good_note, "author", Json::object()), true},
        {with(good_note, "author", Json{{"id", "x"}, {"role", ""}}), true},
        {with(good_note, "date", "2024-02-29"), true},
        {with(good_note, "recorded_at", "2026-03-12T13:05:00.123Z"), true},
        {with(good_facts, "siblings", Json::array()), true},
        {without(good_note, "id"), false},
        {without(good_note, "pupil"), false},
        {without(good_note, "date"), false},
        {without(good_note, "text"), false},
        {with(good_note, "id", ""), false},
        {with(good_note, "id", nullptr), false},
        {with(good_note, "pupil", ""), false},
        {with(good_note, "text", nullptr), false},
        {with(good_note, "text", std::string("a\0b", 3)), false},
        {with(good_note, "title", std::string("\0", 1)), false},
        {with(good_note, "title", std::string(1001, 'x')), false},
        {with(good_note, "category", std::string(201, 'x')), false},
        {with(good_note, "date", "2026-02-29"), false},
        {with(good_note, "date", "1900-02-29"), false},
        {with(good_note, "date", "2026-04-31"), false},
        {with(good_note, "date", "2026-3-12"), false},
        {with(good_note, "date", "2026-03-12T00:00:00"), false},
        {with(good_note, "recorded_at", "2026-03-12"), false},
        {with(good_note, "recorded_at", "2026-03-12T14:05:00"), false},
        {with(good_note, "recorded_at", "2026-03-12T24:05:00Z"), false},
        {with(good_note, "recorded_at", "2026-02-30T14:05:00Z"), false},
        {with(good_note, "author", Json{{"role", "tovenaar"}}), false},
        {with(good_note, "author", Json{{"id", 3}}), false},
        {with(good_note, "author", "t1"), false},
        {with(good_note, "deleted", "ja"), false},
        {with(good_note, "deleted", 1), false},
        {without(good_facts, "pupil"), false},
        {with(good_facts, "pupil", ""), false},
        {with(good_facts, "birth_date", "2014-13-02"), false},
        {with(good_facts, "siblings", "2151"), false},
        {with(good_facts, "siblings", Json::array({""})), false},
        {with(good_facts, "siblings", Json::array({3})), false},
        {with(good_facts, "name", 3), false},
        {with(good_facts, "text", "x"), false},
        {Json::array(), false},
        {Json("x"), false},
        {Json(nullptr), false},
        {Json::object(), false},
    };
    for (const Line& line : lines) {
        INFO(line.json.dump());
        CHECK(schema.accepts(line.json) == line.good);
        CHECK(notes::item_from_json(line.json).ok() == line.good);
    }
}

TEST_CASE("schema and program agree on notes and facts with random changes") {
    Schema schema;
    const std::vector<Json> values = {nullptr,
                                      "",
                                      "x",
                                      "ib",
                                      "2026-03-12",
                                      "2026-13-12",
                                      "2025-02-29",
                                      "2026-03-12T14:05:00Z",
                                      "2026-03-12t14:05:60.5-23:59",
                                      "2026-03-12 14:05:00+24:00",
                                      true,
                                      7,
                                      7.5,
                                      Json::array(),
                                      Json::array({"a", "b"}),
                                      Json::array({nullptr}),
                                      Json::object(),
                                      Json{{"role", "directie"}},
                                      Json{{"role", nullptr}, {"id", nullptr}},
                                      Json{{"id", Json::object()}},
                                      std::string(200, 'x'),
                                      std::string(201, 'x'),
                                      std::string(1000, 'x'),
                                      std::string(1001, 'x'),
                                      std::string("\0", 1)};
    const std::vector<std::string> fields = {
        "source",     "id",    "school",      "pupil",    "category", "title",
        "text",       "date",  "recorded_at", "author",   "deleted",  "name",
        "birth_date", "group", "left_on",     "siblings", "unknown"};
    std::mt19937 random(20260312);  // fixed, so that a failure can be seen again
    const auto pick = [&random](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    std::size_t accepted = 0;
    constexpr std::size_t tries = 4000;
    for (std::size_t i = 0; i < tries; ++i) {
        Json json = pick(2) == 0 ? good_note : good_facts;
        for (std::size_t change = 0; change <= pick(3); ++change) {
            const std::string& field = fields[pick(fields.size())];
            if (pick(4) == 0) {
                json.erase(field);
            } else {
                json[field] = values[pick(values.size())];
            }
        }
        INFO(json.dump());
        const bool by_schema = schema.accepts(json);
        CHECK(notes::item_from_json(json).ok() == by_schema);
        accepted += by_schema ? 1U : 0U;
    }
    // Both verdicts were tried often.
    CHECK(accepted > tries / 10);
    CHECK(accepted < tries * 9 / 10);
}
