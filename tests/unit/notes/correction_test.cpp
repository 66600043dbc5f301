#include "meldbrug/notes/correction.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using core::Json;
using notes::Correction;
using notes::Standing;

namespace {

Json confirm_json() {
    return {{"does", "confirm"},
            {"pupil", "2150"},
            {"note", {{"source", "gibbon"}, {"id", "2150-17"}}},
            {"what", {{"action", "gesprek_ouder"}}},
            {"why", "Ik was erbij."}};
}

Json without(Json json, const std::string& field) {
    json.erase(field);
    return json;
}

Json with(Json json, const std::string& field, const Json& value) {
    json[field] = value;
    return json;
}

std::string fault_in(const Json& json) {
    const auto read = notes::correction_from_json(json);
    return read ? "" : read.error().message;
}

Correction of_note(std::int64_t id, const std::string& at, notes::CorrectionKind does) {
    Correction correction;
    correction.id = id;
    correction.does = does;
    correction.note = {"gibbon", "1"};
    correction.what = {notes::Matter::action, "gesprek_ouder"};
    correction.at = core::parse_instant(at).value();
    return correction;
}

}  // namespace

TEST_CASE("a correction is read and written in one shape") {
    const auto read = notes::correction_from_json(confirm_json());
    REQUIRE(read);
    CHECK(read->does == notes::CorrectionKind::confirm);
    CHECK(read->note == notes::NoteRef{"gibbon", "2150-17"});
    CHECK(read->what == notes::What{notes::Matter::action, "gesprek_ouder"});

    Correction kept = *read;
    kept.id = 17;
    kept.who = "t2";
    kept.role = "ib";
    kept.at = core::parse_instant("2026-03-13T09:00:00+01:00").value();
    CHECK(notes::to_json(kept) == Json{{"id", 17},
                                       {"does", "confirm"},
                                       {"pupil", "2150"},
                                       {"note", {{"source", "gibbon"}, {"id", "2150-17"}}},
                                       {"what", {{"action", "gesprek_ouder"}}},
                                       {"who", "t2"},
                                       {"role", "ib"},
                                       {"at", "2026-03-13T09:00:00+01:00"},
                                       {"why", "Ik was erbij."}});
}

TEST_CASE("what a rule asks about a note is confirmed and rejected like what the note shows") {
    for (const char* does : {"confirm", "reject"}) {
        const auto read = notes::correction_from_json(
            with(with(confirm_json(), "does", does), "what", {{"rule", "R118"}}));
        REQUIRE(read);
        CHECK(read->what == notes::What{notes::Matter::rule, "R118"});
        CHECK(notes::to_json(*read).at("what") == Json{{"rule", "R118"}});
    }
}

TEST_CASE("add and waive have a day, and waive a rule with its grounds") {
    CHECK(fault_in({{"does", "add"},
                    {"pupil", "2150"},
                    {"what", {{"action", "gesprek_ouder"}}},
                    {"day", "2026-03-12"},
                    {"why", "telefonisch"}})
              .empty());
    CHECK(fault_in({{"does", "waive"},
                    {"pupil", "2150"},
                    {"rule", "R052"},
                    {"grounds", {"grond_contactbreuk"}},
                    {"day", "2026-03-12"},
                    {"why", "onvindbaar"}})
              .empty());
}

TEST_CASE("a correction that does not hold is refused by its field") {
    const Json good = confirm_json();
    const Json add = {{"does", "add"},
                      {"pupil", "2150"},
                      {"what", {{"action", "gesprek_ouder"}}},
                      {"day", "2026-03-12"},
                      {"why", "telefonisch"}};
    const Json waive = {{"does", "waive"},     {"pupil", "2150"},
                        {"rule", "R052"},      {"grounds", {"grond_contactbreuk"}},
                        {"day", "2026-03-12"}, {"why", "onvindbaar"}};
    const std::vector<std::pair<Json, std::string>> cases = {
        {without(good, "does"), "field 'does': missing"},
        {with(good, "does", "maybe"), "field 'does'"},
        {without(good, "pupil"), "field 'pupil'"},
        {without(good, "note"), "field 'note': missing"},
        {with(good, "note", "2150-17"), "field 'note'"},
        {with(good, "note", {{"source", "gibbon"}}), "field 'note.id'"},
        {without(good, "what"), "field 'what'"},
        {with(good, "what", {{"feeling", "x"}}), "field 'what'"},
        {with(good, "what", {{"action", 3}}), "field 'what.action'"},
        {with(good, "what", {{"alarm", "acuut"}}), "field 'what'"},
        {without(good, "why"), "field 'why'"},
        {with(good, "why", "  \n"), "field 'why'"},
        {with(good, "why", std::string(2001, 'x')), "field 'why'"},
        {with(good, "day", "12 maart"), "field 'day'"},
        {with(with(good, "what", {{"rule", "R118"}}), "day", "2026-03-12"), "field 'day'"},
        {with(add, "what", {{"rule", "R118"}}), "field 'what'"},
        {with(good, "rule", "R052"), "field 'rule'"},
        {with(good, "mood", "x"), "a field is not known here"},
        {with(with(good, "does", "reject"), "day", "2026-03-12"), "field 'day'"},
        {without(add, "day"), "field 'day': missing"},
        {with(add, "note", {{"source", "gibbon"}, {"id", "1"}}), "field 'note'"},
        {with(add, "what", {{"step", "gesprek"}}), "field 'what'"},
        {without(waive, "rule"), "field 'rule': missing"},
        {with(waive, "grounds", Json::array()), "field 'grounds'"},
        {with(waive, "grounds", "grond_contactbreuk"), "field 'grounds'"},
        {with(waive, "what", {{"action", "gesprek_ouder"}}), "field 'what'"},
        {Json::array(), "must be a JSON object"},
    };
    for (const auto& [json, message] : cases) {
        CAPTURE(json.dump());
        CHECK(fault_in(json).starts_with(message));
    }
}

TEST_CASE("a refusal holds nothing of what was said") {
    const auto read = notes::correction_from_json(
        {{"does", "confirm"}, {"Sterre de Vries", "x"}, {"pupil", "2150"}, {"why", "w"}});
    REQUIRE_FALSE(read);
    CHECK(read.error().message.find("Sterre") == std::string::npos);
}

TEST_CASE("of corrections of the same thing the last stands") {
    using notes::CorrectionKind;
    auto first = of_note(1, "2026-03-12T09:00:00+01:00", CorrectionKind::confirm);
    auto second = of_note(2, "2026-03-13T09:00:00+01:00", CorrectionKind::reject);
    auto other = of_note(3, "2026-03-11T09:00:00+01:00", CorrectionKind::reject);
    other.what.id = "collegiaal_overleg";
    const auto today = core::parse_date("2026-03-14").value();
    using All = std::vector<std::optional<Standing>>;
    CHECK(notes::standings(std::vector{first, second, other}, today) ==
          All{Standing::replaced, Standing::in_effect, Standing::in_effect});
    CHECK(notes::standings(std::vector{second, first, other}, today) ==
          All{Standing::in_effect, Standing::replaced, Standing::in_effect});

    second.undone = notes::Undoing{
        "t2", "ib", core::parse_instant("2026-03-14T08:00:00+01:00").value(), "vergissing"};
    CHECK(notes::standings(std::vector{first, second}, today) ==
          All{Standing::in_effect, Standing::undone});
    // As it was on the 13th, and on the 12th.
    CHECK(notes::standings(std::vector{first, second}, today - std::chrono::days{1}) ==
          All{Standing::replaced, Standing::in_effect});
    CHECK(notes::standings(std::vector{first, second}, today - std::chrono::days{2}) ==
          All{Standing::in_effect, std::nullopt});

    first.note_gone = true;
    CHECK(notes::standings(std::vector{first}, today) == All{Standing::note_gone});
}

TEST_CASE("the day of a correction is the school's") {
    // 23:30 in Amsterdam is the day before in UTC terms only by the clock of another country.
    const auto late = of_note(1, "2026-03-12T23:30:00+01:00", notes::CorrectionKind::confirm);
    const auto day = core::parse_date("2026-03-12").value();
    CHECK(notes::standings(std::vector{late}, day).front() == Standing::in_effect);
    const auto past_midnight =
        of_note(1, "2026-03-13T00:30:00+01:00", notes::CorrectionKind::confirm);
    CHECK_FALSE(notes::standings(std::vector{past_midnight}, day).front().has_value());
}
