// What the bridge writes into the audit, and what it writes once only.
#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace meldbrug;
using namespace meldbrug::tests;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const bridge::Actor ib{"p1", "ib"};

std::vector<bridge::AuditView> all(TestBridge& test) {
    return must(test.bridge->audit({}));
}

std::size_t count(TestBridge& test, std::string_view what) {
    const auto entries = all(test);
    return static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(),
                      [&](const bridge::AuditView& entry) { return entry.what == what; }));
}

bridge::AuditView last(TestBridge& test) {
    return all(test).back();
}

/// The number of the pupil's one dossier.
std::string dossier_of(TestBridge& test, const std::string& pupil) {
    return test.status(pupil).at(0).dossiers.at(0).dossier;
}

void begin_route(TestBridge& test, const std::string& pupil) {
    test.ingest(batch({note_on(pupil + "-1", pupil, "2026-03-02", signals_text)}));
}

void look(TestBridge& test, const bridge::Actor& who, std::vector<std::string> dossiers) {
    must(test.bridge->record_look(who, "dossier", "right:routes", std::move(dossiers)));
}

}  // namespace

TEST_CASE("a look is told once in ten minutes, for each person and each set of dossiers") {
    TestBridge test;
    for (int i = 0; i < 120; ++i) {
        look(test, ib, {"2026-0001"});  // a board that asks every five seconds
        test.clock.advance(seconds{5});
    }
    CHECK(count(test, "dossier") == 1);
    look(test, ib, {"2026-0001"});
    CHECK(count(test, "dossier") == 2);
    look(test, ib, {"2026-0002"});
    look(test, ib, {"2026-0002", "2026-0001"});
    look(test, ib, {"2026-0001", "2026-0002"});  // the same two
    look(test, {"p2", "ib"}, {"2026-0001"});
    look(test, {"p1", "directie"}, {"2026-0001"});
    CHECK(count(test, "dossier") == 6);
    const auto entry = last(test);
    CHECK(entry.person == "p1");
    CHECK(entry.role == "directie");
    CHECK(entry.act == "view");
    CHECK(entry.ground == "right:routes");
    CHECK(must(test.bridge->verify_audit()).holds());
}

TEST_CASE("a clock that is set back does not silence the audit") {
    TestBridge test;
    look(test, ib, {"2026-0001"});
    test.clock.advance(seconds{-3600});
    look(test, ib, {"2026-0001"});
    CHECK(count(test, "dossier") == 2);
}

TEST_CASE("refusals are told at once, and the same again as one number") {
    TestBridge test;
    const bridge::Actor stranger{"10.0.0.7", ""};
    for (int i = 0; i < 1000; ++i) {
        test.bridge->record_refusal(stranger, "/v1/badges", "not paired");
    }
    REQUIRE(all(test).size() == 1);
    CHECK(last(test).times == 1);
    test.bridge->record_counted_refusals();
    CHECK(all(test).size() == 1);  // not over yet
    test.clock.advance(minutes{10});
    test.bridge->record_counted_refusals();
    REQUIRE(all(test).size() == 2);
    CHECK(last(test).times == 999);
    CHECK(last(test).act == "refusal");
    CHECK(last(test).person == "10.0.0.7");
    test.bridge->record_refusal(stranger, "/v1/badges", "not paired");
    CHECK(all(test).size() == 3);
    // Nobody counts any further: what was counted is told when the bridge ends.
    test.bridge->record_refusal(stranger, "/v1/badges", "not paired");
    test.open();
    CHECK(all(test).size() == 4);
}

TEST_CASE("somebody who invents addresses cannot fill the disk") {
    TestBridge test;
    for (int i = 0; i < 5000; ++i) {
        test.bridge->record_refusal(
            {"10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), ""}, "/v1/badges",
            "not paired");
    }
    const auto entries = all(test);
    CHECK(entries.size() <= 65);
    CHECK(entries.back().person == "many");
    test.clock.advance(minutes{10});
    test.bridge->record_counted_refusals();
    std::int64_t told = 0;
    for (const auto& entry : all(test)) {
        told += entry.times;
    }
    CHECK(told == 5000);
}

TEST_CASE("what comes in is told with who brought it, how much, and whose dossiers it changed") {
    TestBridge test;
    begin_route(test, "2150");
    auto entry = last(test);
    CHECK(entry.person == "adapter:test");
    CHECK(entry.act == "change");
    CHECK(entry.what == "notes");
    CHECK(entry.about == "added 1 changed 0 withdrawn 0 refused 0");
    CHECK(entry.dossiers == std::vector{dossier_of(test, "2150")});
    const auto before = all(test).size();
    begin_route(test, "2150");  // nothing new
    CHECK(all(test).size() == before);
    test.ingest(batch({note_on("2150-2", "2150", "2026-03-03", help_text)}),
                {.withdraw_many = false, .by = ib});
    entry = last(test);
    CHECK(entry.person == "p1");
    CHECK(entry.role == "ib");
}

TEST_CASE("people, codes, devices and corrections are told with the change itself") {
    TestBridge test;
    begin_route(test, "2150");
    const auto person = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    CHECK(last(test).what == "person.added");
    CHECK(last(test).about == person.id);
    CHECK(last(test).person == "console");
    const auto token =
        must(test.bridge->pair(must(test.bridge->new_pairing_code(person.id)).reveal(), "laptop"));
    CHECK(count(test, "code.made") == 1);
    CHECK(last(test).what == "device.paired");
    CHECK(last(test).act == "login");
    CHECK(last(test).person == person.id);
    CHECK(last(test).role == "ib");
    CHECK(last(test).name == "IB (fictief)");

    const auto kept = must(test.bridge->correct(
        must(notes::correction_from_json({{"does", "add"},
                                          {"pupil", "2150"},
                                          {"what", {{"action", "ouders_ingelicht"}}},
                                          {"day", "2026-03-02"},
                                          {"why", "Zeldzaamwoord"}})),
        person.id));
    auto entry = last(test);
    CHECK(entry.act == "correction");
    CHECK(entry.what == "add");
    CHECK(entry.about == std::to_string(kept.id));
    CHECK(entry.dossiers == std::vector{dossier_of(test, "2150")});
    must(test.bridge->undo_correction(kept.id, person.id, "vergissing"));
    CHECK(last(test).what == "undo");

    must(test.bridge->sign_out(token.reveal()));
    CHECK(last(test).what == "device.signed_out");
    must(test.bridge->revoke_person(person.id));
    CHECK(last(test).what == "person.revoked");
    CHECK(must(test.bridge->verify_audit()).holds());
}

TEST_CASE("a correction that is refused leaves no entry of a correction") {
    TestBridge test;
    begin_route(test, "2150");
    const auto director = must(test.bridge->add_person("Directeur (fictief)", "directie", ""));
    const auto before = all(test).size();
    CHECK_FALSE(
        test.bridge
            ->correct(must(notes::correction_from_json({{"does", "add"},
                                                        {"pupil", "2150"},
                                                        {"what", {{"action", "ouders_ingelicht"}}},
                                                        {"day", "2026-03-02"},
                                                        {"why", "x"}})),
                      director.id)
            .ok());
    CHECK(all(test).size() == before);
}

TEST_CASE("who kept watch over one pupil is told without whom else they saw") {
    TestBridge test;
    begin_route(test, "2150");
    begin_route(test, "2151");
    const auto first = dossier_of(test, "2150");
    const auto second = dossier_of(test, "2151");
    look(test, ib, {first, second});
    look(test, {"p2", "ib"}, {second});
    const auto entries = must(test.bridge->audit({.pupil = "2150", .person = {}, .since = {}}));
    REQUIRE(entries.size() == 2);  // its note came in, and p1 looked
    CHECK(entries[1].person == "p1");
    CHECK(entries[1].dossiers == std::vector{first});
    CHECK(must(test.bridge->audit({.pupil = "9999", .person = {}, .since = {}})).empty());
    CHECK(must(test.bridge->audit({.pupil = {}, .person = "p2", .since = {}})).size() == 1);
    CHECK(
        must(test.bridge->audit({.pupil = {}, .person = {}, .since = day("2026-03-17")})).empty());
    CHECK(
        must(test.bridge->audit({.pupil = {}, .person = {}, .since = day("2026-03-16")})).size() ==
        4);
}

TEST_CASE("a mail is told when it is written, sent and given up, with whose dossier it is of") {
    TestBridge test;
    begin_route(test, "2150");
    store::Reminders reminders(test.bridge->store());
    const auto now = test.clock.now();
    const store::NewMail mail{.person = "p1",
                              .to = "ib@school.example",
                              .subject = "x",
                              .text = "y",
                              .message_id = "<1@x>",
                              .deliveries = {{"2150", 1, "t1", day("2026-03-16"), "due", "p1"}}};
    REQUIRE(must(reminders.write(std::vector{mail}, now)).mails == 1);
    CHECK(last(test).act == "notice");
    CHECK(last(test).what == "mail.written");
    CHECK(last(test).about == "p1");
    CHECK(last(test).dossiers == std::vector{dossier_of(test, "2150")});
    must(reminders.write(std::vector{mail}, now));  // nothing new
    CHECK(count(test, "mail.written") == 1);
    const auto id = must(reminders.to_send(now, 1)).at(0).id;
    must(reminders.mark_sent(id, now));
    CHECK(last(test).what == "mail.sent");
    CHECK(last(test).about == "p1");
}

TEST_CASE("the audit holds ids and numbers and no word about a child") {
    TestBridge test;
    auto facts = notes::PupilFacts{};
    facts.pupil = "leerling-2150";
    facts.name = "Sem Verzonnen";
    facts.group = "groep-vijf";
    test.ingest(batch({facts, note_on("notitie-77", "leerling-2150", "2026-03-02",
                                      "Signalen vastgelegd: komt zonder eten.")}));
    const auto person = must(test.bridge->add_person("IB (fictief)", "ib", ""));
    must(test.bridge->correct(
        must(notes::correction_from_json({{"does", "add"},
                                          {"pupil", "leerling-2150"},
                                          {"what", {{"action", "ouders_ingelicht"}}},
                                          {"day", "2026-03-02"},
                                          {"why", "Zeldzaamwoord"}})),
        person.id));
    look(test, ib, {dossier_of(test, "leerling-2150")});
    core::Json told = core::Json::array();
    for (auto entry : all(test)) {
        entry.name.clear();  // looked up for who reads, not kept
        told.push_back(bridge::to_json(entry));
    }
    const std::string text = told.dump();
    for (const char* word : {"Sem", "leerling-2150", "groep-vijf", "notitie-77", "zonder eten",
                             "Zeldzaamwoord", "fictief"}) {
        CAPTURE(word);
        CHECK(text.find(word) == std::string::npos);
    }
}

TEST_CASE(
    "an audit that does not fit its head is told by health, and goes on when a person renews") {
    TestBridge test;
    const auto person = must(test.bridge->add_person("Beheer (fictief)", "beheer", ""));
    const auto ok = [&] {
        const core::Json health = test.bridge->health();
        for (const auto& check : health.at("checks")) {
            if (check.at("id") == "audit") {
                return check.at("ok").get<bool>();
            }
        }
        return false;
    };
    CHECK(ok());
    std::filesystem::remove(test.config().store.string() + ".audit");
    CHECK_FALSE(ok());
    CHECK(must(test.bridge->verify_audit()).fault == "head_gone");
    CHECK_FALSE(test.bridge->renew_audit_head("nobody").ok());
    must(test.bridge->renew_audit_head(person.id));
    CHECK(ok());
    CHECK(last(test).what == "audit.renewed");
    CHECK(last(test).person == person.id);
    CHECK(test.bridge->verify_audit("no head").error().code == core::ErrorCode::usage);
}
