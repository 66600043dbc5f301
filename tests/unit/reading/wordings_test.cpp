// Every kind of wording that staff use, a group each. The sentences are data.

#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::reading::test;
using notes::ActionState;

namespace {

const core::Json& wordings() {
    static const core::Json file =
        core::read_json_file(std::string(MELDBRUG_SOURCE_DIR) + "/tests/golden/wordings.json")
            .value();
    return file.at("wordings");
}
std::set<std::string> names(const core::Json& row, const char* field) {
    std::set<std::string> all;
    if (const core::Json* list = core::find(row, field); list != nullptr) {
        for (const core::Json& name : *list) {
            all.insert(name.get<std::string>());
        }
    }
    return all;
}

void check(const core::Json& row) {
    const Fixture& f = Fixture::get();
    const auto text = row.at("text").get<std::string>();
    INFO(text);
    const notes::Reading reading = f.read(text);
    const auto done = f.actions(reading, ActionState::done);
    const auto may = names(row, "may");
    const auto doubt = names(row, "doubt");
    const auto sure = f.actions(reading, ActionState::done, true);
    for (const std::string& act : doubt) {
        INFO(act);
        CHECK((done.contains(act) && !sure.contains(act)));
    }
    for (const std::string& act : names(row, "done")) {
        INFO(act);
        CHECK(done.contains(act));
    }
    for (const std::string& act : done) {
        INFO(act);
        CHECK((names(row, "done").contains(act) || may.contains(act) || doubt.contains(act)));
    }
    if (core::find(row, "marks") != nullptr) {
        std::set<std::string> marks;
        for (const notes::ReadMark& mark : reading.marks) {
            marks.emplace(f.catalogue().name(mark.id));
        }
        CHECK(marks == names(row, "marks"));
    }
    std::set<std::string> open;
    for (const ActionState state : {ActionState::planned, ActionState::denied, ActionState::failed,
                                    ActionState::conditional}) {
        open.merge(f.actions(reading, state));
    }
    for (const std::string& act : names(row, "open")) {
        INFO(act);
        CHECK(open.contains(act));
    }
}

void check_group(const char* group) {
    const core::Json& rows = wordings().at(group);
    REQUIRE(rows.size() >= 3);
    for (const core::Json& row : rows) {
        check(row);
    }
}

}  // namespace

TEST_CASE("Wording: telegram style") {
    check_group("telegram style");
}
TEST_CASE("Wording: abbreviations") {
    check_group("abbreviations");
}
TEST_CASE("Wording: typos and missing diacritics") {
    check_group("typos and missing diacritics");
}
TEST_CASE("Wording: passive and nominal style") {
    check_group("passive and nominal style");
}
TEST_CASE("Wording: present tense for what is done") {
    check_group("present tense for what is done");
}
TEST_CASE("Wording: forms and their answers") {
    check_group("forms and their answers");
}
TEST_CASE("Wording: headings") {
    check_group("headings");
}
TEST_CASE("Wording: bullets and boxes") {
    check_group("bullets and boxes");
}
TEST_CASE("Wording: pasted mail threads") {
    check_group("pasted mail threads");
}
TEST_CASE("Wording: several steps in one note") {
    check_group("several steps in one note");
}
TEST_CASE("Wording: corrections") {
    check_group("corrections");
}
TEST_CASE("Wording: verb clusters and separable verbs") {
    check_group("verb clusters and separable verbs");
}
TEST_CASE("Wording: scope of a negation") {
    check_group("scope of a negation");
}
TEST_CASE("Wording: alsnog, inmiddels, nog niet") {
    check_group("alsnog, inmiddels, nog niet");
}
TEST_CASE("Wording: half done") {
    check_group("half done");
}
TEST_CASE("Wording: voicemail and no-show") {
    check_group("voicemail and no-show");
}
TEST_CASE("Wording: als ... dan") {
    check_group("als ... dan");
}
TEST_CASE("Wording: questions") {
    check_group("questions");
}
TEST_CASE("Wording: what others say and do") {
    check_group("what others say and do");
}
TEST_CASE("Wording: other senses of the words") {
    check_group("other senses of the words");
}
TEST_CASE("Wording: what follows a registration in the Verwijsindex") {
    check_group("what follows a registration in the Verwijsindex");
}
TEST_CASE("Wording: agreements, and whether they came about") {
    check_group("agreements, and whether they came about");
}
TEST_CASE("Wording: whether a list was used and advice was considered") {
    check_group("whether a list was used and advice was considered");
}
TEST_CASE("Wording: two decisions, help and report") {
    check_group("two decisions: help and report");
}
TEST_CASE("Wording: on what grounds, and who does it") {
    check_group("on what grounds, and who does it");
}
TEST_CASE("Wording: every group of the file is a test") {
    CHECK(wordings().size() == 25);
}
