// A term that comes near or passes is told once per rung, whatever the bridge went through.
#include "reminders_fixture.hpp"

#include "meldbrug/core/json.hpp"

#include <set>

using namespace meldbrug;
using namespace meldbrug::test::reminding;
using namespace std::chrono_literals;

TEST_CASE("each rung of a term is mailed on its day, and once") {
    School school;
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-04-23")) == 0);
    CHECK(school.turn(morning("2026-04-24")) == 1);  // a week before
    CHECK(school.turn(morning("2026-04-24") + 1min) == 0);
    CHECK(school.turn(morning("2026-04-30")) == 0);
    CHECK(school.turn(morning("2026-05-01")) == 1);  // the day itself
    CHECK(school.turn(morning("2026-05-01") + 10h) == 0);
    CHECK(school.turn(morning("2026-05-02")) == 1);  // the day after
    CHECK(school.turn(morning("2026-05-03")) == 0);
    CHECK(school.turn(morning("2027-05-03")) == 0);
}

TEST_CASE("a rung comes with the school's midnight, not with that of another zone") {
    School school;
    school.terms("2150", {term("t1")});
    CHECK(school.turn(at("2026-04-23T21:59:59Z")) == 0);
    CHECK(school.turn(at("2026-04-23T22:00:00Z")) == 1);  // 24 April, 00:00 in Amsterdam
}

TEST_CASE("nights with 23 or 25 hours send nothing twice and skip nothing") {
    // Summer time begins on Sunday 29 March 2026 and ends on Sunday 25 October 2026: the term passed
    // on the day before, and is told of on both days that follow.
    const auto [due, first, last] = GENERATE(table<const char*, const char*, const char*>(
        {{"2026-03-28", "2026-03-28T20:00:00Z", "2026-03-30T03:00:00Z"},
         {"2026-10-24", "2026-10-24T20:00:00Z", "2026-10-26T03:00:00Z"}}));
    School school;
    school.ladder.kinds["help_effect"] = {{1, {"ib"}}, {2, {"ib"}}};
    school.terms("2150", {term("t1", due)});
    std::vector<std::string> days;
    for (core::Instant now = at(first); now <= at(last); now += 1min) {
        if (school.sweep(now).messages > 0) {
            days.push_back(core::format_instant(now).substr(0, 16));
        }
    }
    const auto midnight = [day = core::parse_date(due).value()](int after) {
        return core::format_date(day + std::chrono::days{after}) + "T00:00";
    };
    CHECK(days == std::vector<std::string>{midnight(1), midnight(2)});
}

TEST_CASE("a rung in days without school is told on the last school day before, and once") {
    School school;
    school.calendar = must(core::SchoolCalendar::from_json(
        core::Json::parse(
            R"({"vacations": [{"id": "meivakantie", "first": "2026-04-25", "last": "2026-05-03"}],
                "extra_days": ["2026-04-24"]})"),
        "noord", "test"));
    school.terms("2150", {term("t1", "2026-05-01")});  // in the vacation; a week before is free
    CHECK(school.turn(morning("2026-04-22")) == 0);
    CHECK(school.sweep(morning("2026-04-23")).rungs == 2);  // the last school day speaks for both
    CHECK(school.deliver(morning("2026-04-23")).sent == 1);
    CHECK(school.turn(morning("2026-05-01")) == 0);
    CHECK(school.turn(morning("2026-05-02")) == 1);  // that it passed is told when it has
    // A calendar that changes afterwards tells nothing again.
    school.calendar = {};
    CHECK(school.turn(morning("2026-05-04")) == 0);
}

TEST_CASE("a term that falls on a Sunday or on Koningsdag is told on the school day before") {
    const auto [due, told] = GENERATE(table<const char*, const char*>(
        {{"2026-05-17", "2026-05-15"},     // Sunday
         {"2026-04-27", "2026-04-24"},     // Koningsdag, a Monday
         {"2025-04-26", "2025-04-25"},     // Koningsdag, a Saturday since the 27th is a Sunday
         {"2025-05-05", "2025-05-02"},     // a free day once in five years
         {"2026-05-05", "2026-05-05"},     // and a school day otherwise
         {"2026-01-01", "2025-12-31"},     // the turn of the year
         {"2024-02-29", "2024-02-29"}}));  // a school day like others
    School school;
    school.terms("2150", {term("t1", due, "other")});
    const core::Instant day = morning(told);
    CHECK(school.turn(day - 24h) == 0);
    CHECK(school.turn(day) == 1);
    CHECK(school.turn(morning(due) + 24h) == 0);
}

TEST_CASE("nobody to tell is complained of before the days off too") {
    School school;
    school.revoke("p1");
    school.terms("2150", {term("t1", "2026-05-17", "other")});
    const auto unheard = [&](std::string_view today) {
        return must(bridge::count_unheard(*school.store, school.ladder, school.calendar,
                                          core::parse_date(today).value()));
    };
    CHECK(unheard("2026-05-13") == 0);
    CHECK(unheard("2026-05-15") == 1);
}

TEST_CASE("a restart repeats nothing") {
    School school;
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-04-24")) == 1);
    school.open();
    CHECK(school.turn(morning("2026-04-24") + 1min) == 0);
    school.open();
    CHECK(school.turn(morning("2026-05-01")) == 1);
    school.open();
    CHECK(school.turn(morning("2026-05-01") + 1min) == 0);
}

TEST_CASE(
    "thirty days off are made up for with one mail, and none later for the rungs that passed") {
    School school;
    school.terms("2150", {term("t1"), term("t2", "2026-05-05"), term("t3", "2026-05-20")});
    school.terms("2151", {term("t1", "2026-04-30")});
    // The bridge was off from 20 April to 20 May: ten rungs passed of four terms, and t3 is due
    // today.
    CHECK(school.turn(morning("2026-04-20")) == 0);
    const auto counts = school.sweep(morning("2026-05-20"));
    CHECK(counts.messages == 1);
    CHECK(counts.rungs == 3 + 3 + 3 + 2);
    CHECK(school.deliver(morning("2026-05-20")).sent == 1);
    CHECK(school.turn(morning("2026-05-20") + 1min) == 0);
    CHECK(school.turn(morning("2026-05-21")) == 1);  // t3 passed
}

TEST_CASE("a clock that goes back and forth sends nothing twice") {
    School school;
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-05-01")) == 1);
    for (const char* date : {"2026-04-24", "1970-01-01", "2026-04-30", "2026-05-01"}) {
        CHECK(school.turn(morning(date)) == 0);
    }
    CHECK(school.turn(morning("2026-05-02")) == 1);
}

TEST_CASE("a mail that waits is not lost to a clock that was set back") {
    School school;
    school.terms("2150", {term("t1")});
    school.server.answer = for_now();
    school.turn(morning("2030-01-01"));  // the clock ran ahead: the next attempt lies years away
    school.server.answer.reset();
    CHECK(school.turn(morning("2026-05-03")) == 1);
}

TEST_CASE("a term that was met or withdrawn is not mailed") {
    School school;
    store::TermRow met = term("met");
    met.met = true;
    store::TermRow withdrawn = term("withdrawn");
    withdrawn.withdrawn = true;
    school.terms("2150", {met, withdrawn});
    CHECK(school.turn(morning("2026-05-02")) == 0);
    CHECK(school.sweep(morning("2026-05-02")).unheard == 0);
}

TEST_CASE("a term that moves is told anew for its new day, and no more for the old one") {
    School school;
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-04-24")) == 1);
    school.terms("2150", {term("t1", "2026-06-01")});
    CHECK(school.turn(morning("2026-05-01")) == 0);
    CHECK(school.turn(morning("2026-05-02")) == 0);
    CHECK(school.turn(morning("2026-05-25")) == 1);
    // Moved back to the first day: what was told of it is not told again.
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-05-25") + 1h) ==
          1);  // the days from 1 May on, which were not told
    CHECK(school.turn(morning("2026-05-25") + 2h) == 0);
}

TEST_CASE("all terms of one day share a mail, for each person one") {
    School school;
    school.person("p2", "ib", "ib2@school.example");
    school.terms("2150", {term("t1"), term("t2")});
    school.terms("2151", {term("t1")});
    const auto counts = school.sweep(morning("2026-05-01"));
    CHECK(counts.messages == 2);
    CHECK(counts.rungs == 2 * 3 * 2);
    school.deliver(morning("2026-05-01"));
    REQUIRE(school.server.taken.size() == 2);
    const std::set<std::string> recipients{school.server.taken[0].to, school.server.taken[1].to};
    CHECK(recipients == std::set<std::string>{"ib@school.example", "ib2@school.example"});
    CHECK(school.server.taken[0].message_id != school.server.taken[1].message_id);
}

TEST_CASE("only those are told whom the ladder names, and who are there") {
    School school;
    school.person("p2", "aandachtsfunctionaris", "af@school.example");
    school.person("p3", "leerkracht", "juf@school.example");
    school.person("p4", "directie", "directie@school.example");
    school.person("p5", "ib", "weg@school.example");
    school.person("p6", "ib", "");
    school.revoke("p5");
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-05-01")) == 1);
    CHECK(school.server.taken.back().to == "ib@school.example");
    school.server.taken.clear();
    CHECK(school.turn(morning("2026-05-02")) ==
          2);  // from the day after on, the designated officer too
}

TEST_CASE("someone who comes later hears once of what is open") {
    School school;
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-05-10")) == 1);
    school.person("p2", "ib", "nieuw@school.example");
    CHECK(school.turn(morning("2026-05-11")) == 1);
    CHECK(school.server.taken.back().to == "nieuw@school.example");
    CHECK(school.turn(morning("2026-05-12")) == 0);
}

TEST_CASE("a term of which nobody can be told is counted, and told when somebody is there") {
    School school;
    school.revoke("p1");
    school.terms("2150", {term("t1")});
    CHECK(school.sweep(morning("2026-04-23")).unheard == 0);  // nothing is due yet
    const auto counts = school.sweep(morning("2026-05-01"));
    CHECK(counts.messages == 0);
    CHECK(counts.unheard == 1);
    school.person("p2", "ib", "nieuw@school.example");
    CHECK(school.sweep(morning("2026-05-01")).unheard == 0);
    CHECK(school.deliver(morning("2026-05-01")).sent == 1);
}

TEST_CASE("a kind of term that the ladder does not name is told all the same") {
    School school;
    school.terms("2150", {term("t1", "2026-05-01", "something_of_the_school")});
    CHECK(school.turn(morning("2026-04-30")) == 0);
    CHECK(school.turn(morning("2026-05-01")) == 1);
}

TEST_CASE("a rung far ahead is found in time") {
    School school;
    school.terms("2150", {term("t1", "2026-05-31", "verwijsindex")});
    CHECK(school.turn(morning("2026-04-30")) == 0);
    CHECK(school.turn(morning("2026-05-01")) == 1);
}

TEST_CASE("a ladder that grew an earlier rung sends nothing for what was told later") {
    School school;
    school.ladder.kinds["help_effect"] = {{0, {"ib"}}};
    school.terms("2150", {term("t1")});
    CHECK(school.turn(morning("2026-05-01")) == 1);
    school.ladder.kinds["help_effect"] = {{-7, {"ib"}}, {0, {"ib"}}};
    CHECK(school.turn(morning("2026-05-01") + 1h) == 0);
}

TEST_CASE("a mail says the same to everybody and holds nothing of a child") {
    School school;
    school.terms("geheime-leerling", {term("geheime-term")});
    school.turn(morning("2026-05-01"));
    REQUIRE(school.server.taken.size() == 1);
    const mail::Message& message = school.server.taken.front();
    CHECK(message.subject == "Meldbrug: er staat iets open");
    CHECK(message.text == "Er staat iets open: http://127.0.0.1:8470/\n");
    const std::string wire = mail::compose(message).value();
    for (const char* secret :
         {"geheim", "2150", "help_effect", "2026-05-01", "Naam", "p1", "05AA"}) {
        INFO(secret);
        CHECK(wire.find(secret) == std::string::npos);
    }
}

TEST_CASE("a message id tells nothing and comes once") {
    School school;
    std::set<std::string> ids;
    for (int i = 0; i < 50; ++i) {
        school.terms("2150", {term("t" + std::to_string(i))});
        school.turn(morning("2026-05-01"));
    }
    for (const mail::Message& message : school.server.taken) {
        CHECK(mail::is_address(message.message_id));
        ids.insert(message.message_id);
    }
    CHECK(ids.size() == 50);
}

TEST_CASE("no mail tells a person of a pupil that is hidden, and somebody else hears it") {
    School school;
    school.person("p2", "ib", "ib2@school.example");
    school.person("p3", "leerkracht", "leerkracht@school.example");
    school.person("p4", "directie", "directie@school.example");
    school.terms("2150", {term("t1")});
    const auto told = [&](core::Instant now) {
        const std::size_t before = school.server.taken.size();
        school.turn(now);
        std::set<std::string> to;
        for (std::size_t i = before; i < school.server.taken.size(); ++i) {
            to.insert(school.server.taken[i].to);
        }
        return to;
    };
    school.hide("2150", "p1");
    CHECK(told(morning("2026-04-24")) == std::set<std::string>{"ib2@school.example"});
    // Where nobody of the role may know of it, whoever else sees the school's dossiers is told.
    school.hide("2150", "p2");
    CHECK(told(morning("2026-05-01")) == std::set<std::string>{"directie@school.example"});
    // Another pupil's term is told as ever.
    school.terms("2151", {term("t2", "2026-06-01")});
    CHECK(told(morning("2026-06-01")) == std::set<std::string>{"ib@school.example",
                                                               "ib2@school.example",
                                                               "directie@school.example"});
}
