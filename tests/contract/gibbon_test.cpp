// Gibbon's traps, each against a real MariaDB with its tables and our views.
#include "support/gibbon_school.hpp"

#include "adapters/gibbon/connection.hpp"
#include "adapters/gibbon/gibbon_adapter.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace meldbrug;

namespace {

class GibbonReader {
public:
    explicit GibbonReader(const core::Json& config) { REQUIRE(adapter_->configure(config).ok()); }
    adapters::PollResult once() {
        auto result =
            adapter_->poll(cursor, std::chrono::steady_clock::now() + std::chrono::seconds{20});
        if (!result.error) {
            cursor = result.batch.cursor;
        }
        return result;
    }
    /// All there is until nothing more comes, notes only.
    std::vector<notes::Note> notes() {
        std::vector<notes::Note> all;
        for (bool more = true; more;) {
            const auto result = once();
            REQUIRE_FALSE(result.error);
            for (const auto& item : result.batch.items) {
                if (const auto* note = std::get_if<notes::Note>(&item)) {
                    all.push_back(*note);
                }
            }
            more = result.batch.more;
        }
        return all;
    }
    std::string cursor{};

private:
    std::unique_ptr<adapters::Adapter> adapter_ = adapters::gibbon::make_adapter();
};

std::vector<std::string> withdrawn(const std::vector<notes::Note>& notes) {
    std::vector<std::string> ids;
    for (const auto& note : notes) {
        if (note.deleted) {
            ids.push_back(note.id);
        }
    }
    return ids;
}

const notes::Note& note_with(const std::vector<notes::Note>& notes, const std::string& id) {
    const auto note = std::ranges::find(notes, id, &notes::Note::id);
    REQUIRE(note != notes.end());
    return *note;
}

}  // namespace

TEST_CASE("gibbon: what is written, edited, deleted and moved there is found, and nothing else") {
    auto& school = test::gibbon_school();
    school.fill();
    GibbonReader reader(school.config());
    const auto first = reader.notes();
    REQUIRE(first.size() == 3);

    // Numbers are padded with zeros; the day is that of PHP's clock; another category stays away.
    const auto& note = note_with(first, "1");
    CHECK(note.pupil == "2150");
    CHECK(note.source == "gibbon");
    CHECK(note.author.id == "11");
    CHECK(note.author.role == "leerkracht");
    CHECK(note.text == "<p>Gesprek gehad met moeder.</p>");
    CHECK(core::format_date(note.date) == "2026-03-12");
    CHECK(note_with(first, "2").author.role == "ib");
    CHECK(core::format_date(note_with(first, "300").date) == "2026-03-14");

    CHECK(reader.notes().empty());

    // An edit moves no timestamp.
    school.sql(
        "UPDATE gibbonStudentNote SET note = '<p>Geen gesprek.</p>', `timestamp` = "
        "`timestamp` WHERE gibbonStudentNoteID = 1");
    CHECK(note_with(reader.notes(), "1").text == "<p>Geen gesprek.</p>");

    // A note with a number below the last that was seen: handed out earlier, committed later.
    school.sql(
        "INSERT INTO gibbonStudentNote VALUES (5, 2151, 10, '', '<p>Laat.</p>', 11, "
        "'2026-03-15 10:00:00')");
    CHECK(note_with(reader.notes(), "5").text == "<p>Laat.</p>");

    school.sql("DELETE FROM gibbonStudentNote WHERE gibbonStudentNoteID = 300");
    CHECK(withdrawn(reader.notes()) == std::vector<std::string>{"300"});
    CHECK(reader.notes().empty());

    // Moved away, and back.
    school.sql(
        "UPDATE gibbonStudentNote SET gibbonStudentNoteCategoryID = 7 WHERE "
        "gibbonStudentNoteID = 2");
    CHECK(withdrawn(reader.notes()) == std::vector<std::string>{"2"});
    school.sql(
        "UPDATE gibbonStudentNote SET gibbonStudentNoteCategoryID = 10 WHERE "
        "gibbonStudentNoteID = 2");
    const auto back = reader.notes();
    CHECK_FALSE(note_with(back, "2").deleted);

    // A note without a day is said, as long as it is there, and harms no other.
    school.sql("UPDATE gibbonStudentNote SET `timestamp` = NULL WHERE gibbonStudentNoteID = 5");
    const auto without_day = reader.once();
    REQUIRE(without_day.batch.refused.size() == 1);
    CHECK(without_day.batch.refused[0].field == "timestamp");
    CHECK(withdrawn(reader.notes()).empty());
    school.sql(
        "INSERT INTO gibbonStudentNote VALUES (900, 2151, 10, '', '<p>Nieuw.</p>', 11, "
        "'2026-03-15 10:00:00')");
    CHECK(reader.once().batch.refused.size() == 1);
}

TEST_CASE("gibbon: when many notes are gone at once nothing is withdrawn and a person is asked") {
    auto& school = test::gibbon_school();
    school.fill();
    std::string rows = "INSERT INTO gibbonStudentNote VALUES ";
    for (int i = 1000; i < 1037; ++i) {
        rows += (i == 1000 ? "(" : ", (") + std::to_string(i) +
                ", 2150, 10, '', 'x', 11, '2026-03-12 10:00:00')";
    }
    school.sql(rows);
    GibbonReader reader(school.config());
    REQUIRE(reader.notes().size() == 40);

    // 9 of 40 are more than a fifth; what is new comes all the same.
    school.sql(
        "CREATE TABLE aside AS SELECT * FROM gibbonStudentNote WHERE gibbonStudentNoteID "
        "BETWEEN 1000 AND 1008; DELETE FROM gibbonStudentNote WHERE gibbonStudentNoteID "
        "BETWEEN 1000 AND 1008; INSERT INTO gibbonStudentNote VALUES (2000, 2151, 10, '', "
        "'Nieuw', 11, '2026-03-15 10:00:00')");
    const auto fresh = reader.once();
    REQUIRE_FALSE(fresh.error);
    REQUIRE(fresh.batch.items.size() >= 1);
    for (const auto& item : fresh.batch.items) {
        CHECK_FALSE(std::get<notes::Note>(item).deleted);
    }
    for (int i = 0; i < 2; ++i) {
        const auto held = reader.once();
        REQUIRE(held.error);
        CHECK(held.error->kind == adapters::PollError::Kind::needs_person);
        CHECK(held.error->error.message.find("9 of 41 notes are gone") == 0);
    }

    SECTION("they come back, and all is well") {
        school.sql("INSERT INTO gibbonStudentNote SELECT * FROM aside");
        CHECK(withdrawn(reader.notes()).empty());
        CHECK_FALSE(reader.once().error);
    }
    SECTION("a person says that they may go") {
        auto config = school.config();
        config["drop_percent"] = 100;
        GibbonReader allowed(config);
        allowed.cursor = reader.cursor;
        CHECK(withdrawn(allowed.notes()).size() == 9);
    }
    SECTION("an empty view withdraws nothing") {
        school.sql("DELETE FROM gibbonStudentNote");
        reader.once();
        const auto empty = reader.once();
        REQUIRE(empty.error);
        CHECK(empty.error->kind == adapters::PollError::Kind::needs_person);
    }
}

TEST_CASE(
    "gibbon: a round that each deadline breaks off brings all once, and still asks a person") {
    auto& school = test::gibbon_school();
    school.fill();
    std::string rows = "INSERT INTO gibbonStudentNote VALUES ";
    for (int i = 1; i <= 6; ++i) {
        // Each behind the reach of one question.
        rows += (i == 1 ? "(" : ", (") + std::to_string(i * 100'000) +
                ", 2150, 10, '', 'x', 11, '2026-03-12 10:00:00')";
    }
    school.sql(rows);
    const auto adapter = adapters::gibbon::make_adapter();
    REQUIRE(adapter->configure(school.config()).ok());
    std::string cursor;
    struct Told {
        std::multiset<std::string> brought{};
        std::size_t withdrawn = 0;
        std::size_t asked = 0;
        int polls = 0;
    };
    const auto whole_round = [&] {
        Told told;
        for (bool more = true; more && told.polls < 100; ++told.polls) {
            const auto result = adapter->poll(cursor, std::chrono::steady_clock::now());
            REQUIRE_FALSE(result.error);
            for (const auto& item : result.batch.items) {
                if (const auto* note = std::get_if<notes::Note>(&item)) {
                    note->deleted ? void(++told.withdrawn) : void(told.brought.insert(note->id));
                }
            }
            told.asked += result.batch.refused.size();
            cursor = result.batch.cursor;
            more = result.batch.more;
        }
        return told;
    };
    const Told first = whole_round();
    CHECK(first.polls > 5);
    CHECK(first.brought == std::multiset<std::string>{"1", "2", "300", "100000", "200000", "300000",
                                                      "400000", "500000", "600000"});
    school.sql("DELETE FROM gibbonStudentNote WHERE gibbonStudentNoteID BETWEEN 1 AND 300000");
    const Told later = whole_round();
    CHECK(later.brought.empty());
    CHECK(later.withdrawn == 0);
    CHECK(later.asked == 1);
}

TEST_CASE("gibbon: rights, views and a server that is away are told apart") {
    auto& school = test::gibbon_school();
    school.fill();
    GibbonReader reader(school.config());
    REQUIRE(reader.notes().size() == 3);
    const auto error_of = [&] {
        auto result = reader.once();
        REQUIRE(result.error);
        CHECK(result.batch.items.empty());
        return *result.error;
    };
    using Kind = adapters::PollError::Kind;

    school.sql("GRANT DELETE ON gibbonStudentNote TO 'meldbrug'@'localhost'");
    CHECK(error_of().kind == Kind::needs_person);
    CHECK(error_of().error.message.find("more than read") != std::string::npos);
    school.sql("REVOKE DELETE ON gibbonStudentNote FROM 'meldbrug'@'localhost'");
    REQUIRE_FALSE(reader.once().error);

    school.sql("ALTER TABLE gibbonStudentNote CHANGE note remark text");
    CHECK(error_of().kind == Kind::needs_person);
    CHECK(error_of().error.line().find("bridge_note") != std::string::npos);
    school.sql("ALTER TABLE gibbonStudentNote CHANGE remark note text");

    school.sql(
        "CREATE OR REPLACE VIEW bridge_roster AS SELECT gibbonPersonID AS pupil_id, surname "
        "AS name, dob AS birth_date FROM gibbonPerson");
    CHECK(error_of().error.line().find("'group_name'") != std::string::npos);

    auto config = school.config();
    config["port"] = 1;
    GibbonReader away(config);
    const auto gone = away.once();
    REQUIRE(gone.error);
    CHECK(gone.error->kind == Kind::retry_later);

    const test::TempFolder folder;
    config = school.config();
    config["password_file"] = folder.write("password", "wrong-one\n").string();
    std::filesystem::permissions(folder.path() / "password", std::filesystem::perms{0600});
    const auto refused = GibbonReader(config).once();
    REQUIRE(refused.error);
    CHECK(refused.error->kind == Kind::needs_person);
    CHECK(refused.error->error.line().find("wrong-one") == std::string::npos);
    std::filesystem::permissions(folder.path() / "password", std::filesystem::perms{0644});
    CHECK(GibbonReader(config).once().error->error.line().find("password_file") !=
          std::string::npos);
}

TEST_CASE("gibbon: only rights to read are taken for that") {
    using adapters::gibbon::grants_more_than_reading;
    CHECK_FALSE(grants_more_than_reading(
        "GRANT USAGE ON *.* TO `m`@`localhost` IDENTIFIED BY PASSWORD 'x'"));
    CHECK_FALSE(grants_more_than_reading("GRANT SELECT, SHOW VIEW ON `g`.`v` TO `m`@`localhost`"));
    CHECK(grants_more_than_reading("GRANT SELECT, INSERT ON `g`.`v` TO `m`@`localhost`"));
    CHECK(grants_more_than_reading("GRANT ALL PRIVILEGES ON `g`.* TO `m`@`localhost`"));
    CHECK(grants_more_than_reading("GRANT SELECT ON `g`.`v` TO `m`@`localhost` WITH GRANT OPTION"));
    CHECK(grants_more_than_reading("GRANT `writers` TO `m`@`localhost`"));
}

TEST_CASE("gibbon: a database elsewhere asks for an authority to hold its certificate against") {
    const auto adapter = adapters::gibbon::make_adapter();
    const auto status = adapter->configure({{"host", "lvs.school.example"},
                                            {"database", "gibbon"},
                                            {"user", "meldbrug"},
                                            {"password_file", "/p"}});
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().line().find("'ca_file'") != std::string::npos);
}
