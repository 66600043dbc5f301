#include "fixtures.hpp"

#include "meldbrug/store/reminders.hpp"

#include <catch2/catch.hpp>

using namespace meldbrug;
using namespace meldbrug::tests;
using store::TermRow;

namespace {

TermRow term(std::string id, std::string_view due) {
    return {.dossier = 1,
            .term_id = std::move(id),
            .about = "help_effect",
            .set_on = day("2026-03-16"),
            .due = day(due),
            .note = "1",
            .rule = "",
            .source = ""};
}

void remind(TestStore& test, const TermRow& row) {
    const store::NewDelivery delivery{"2150", row.dossier, row.term_id, row.due, "0", "p1"};
    const store::NewMail mail{"p1",    "ib@school.example", "onderwerp",
                              "tekst", "m-" + row.term_id,  {delivery}};
    REQUIRE(store::Reminders(*test.store).write(std::vector{mail}, now)->mails == 1);
}

std::vector<TermRow> terms(TestStore& test) {
    return test.store->snapshot().value().terms_of("2150").value();
}

}  // namespace

TEST_CASE("a dossier keeps its number, and each year counts from one") {
    TestStore test;
    test.change([&](auto& change) {
        CHECK(change.dossier_number("2150", 1, 2026, now).value() == "2026-0001");
        CHECK(change.dossier_number("2151", 1, 2026, now).value() == "2026-0002");
        CHECK(change.dossier_number("2150", 2, 2027, now).value() == "2027-0001");
        CHECK(change.dossier_number("2151", 1, 2029, now).value() == "2026-0002");
    });
    const auto dossiers = test.store->snapshot().value().dossiers_of("2150").value();
    REQUIRE(dossiers.size() == 2);
    CHECK(dossiers[0].ordinal == 1);
    CHECK(dossiers[0].number == "2026-0001");
    CHECK(dossiers[1].number == "2027-0001");
}

TEST_CASE("a number is not given twice beyond four digits") {
    TestStore test;
    test.change([&](auto& change) {
        std::string last;
        for (int pupil = 1; pupil <= 10'000; ++pupil) {
            last = change.dossier_number(std::to_string(pupil), 1, 2026, now).value();
        }
        CHECK(last == "2026-10000");
    });
}

TEST_CASE("open terms are found by their last day, met and later ones are not") {
    TestStore test;
    auto met = term("met", "2026-04-01");
    met.met = true;
    test.change([&](auto& change) {
        must(change.put_terms(
            "2150", std::vector{term("soon", "2026-04-01"), term("later", "2026-04-02"), met},
            now));
        must(change.put_terms("2151", std::vector{term("later", "2026-04-02")}, now));
    });
    auto snapshot = test.store->snapshot().value();
    CHECK(snapshot.pupils_with_terms_until(day("2026-03-31")).value().empty());
    CHECK(snapshot.pupils_with_terms_until(day("2026-04-01")).value() ==
          std::vector<std::string>{"2150"});
    CHECK(snapshot.pupils_with_terms_until(day("2026-04-02")).value() ==
          std::vector<std::string>{"2150", "2151"});
}

TEST_CASE("a term that moves to another day is one term with the new day") {
    TestStore test;
    test.change([&](auto& change) {
        must(change.put_terms("2150", std::vector{term("t1", "2026-04-01")}, now));
    });
    test.change([&](auto& change) {
        must(change.put_terms("2150", std::vector{term("t1", "2026-05-01")}, now));
    });
    REQUIRE(terms(test).size() == 1);
    CHECK(terms(test)[0].due == day("2026-05-01"));
    CHECK(store::Reminders(*test.store).open_terms_until(day("2026-04-30"))->empty());
}

TEST_CASE("a term whose note is gone is gone, and withdrawn when a reminder of it went out") {
    TestStore test;
    test.change([&](auto& change) {
        must(change.put_terms(
            "2150", std::vector{term("quiet", "2026-04-01"), term("told", "2026-04-01")}, now));
    });
    remind(test, term("told", "2026-04-01"));
    test.change([&](auto& change) { must(change.put_terms("2150", std::vector<TermRow>{}, now)); });

    REQUIRE(terms(test).size() == 1);
    CHECK(terms(test)[0].term_id == "told");
    CHECK(terms(test)[0].withdrawn);
    CHECK(store::Reminders(*test.store).open_terms_until(day("2026-12-31"))->empty());

    // Its note came back: the term runs again.
    test.change([&](auto& change) {
        must(change.put_terms("2150", std::vector{term("told", "2026-04-01")}, now));
    });
    CHECK_FALSE(terms(test).at(0).withdrawn);
    CHECK(store::Reminders(*test.store).open_terms_until(day("2026-12-31"))->size() == 1);
}
