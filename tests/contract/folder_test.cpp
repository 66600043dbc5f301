// The folder adapter: what a school's export may look like, and what happens to it.
#include "support/temp_folder.hpp"

#include "adapters/folder/folder_adapter.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace meldbrug;
using adapters::Batch;
using adapters::PollError;
using adapters::PollResult;
using core::Json;
using test::TempFolder;
namespace fs = std::filesystem;

namespace {

const std::string header = "Notitie-ID;Leerlingnummer;Datum;Titel;Notitie;Functie\n";

std::string row(const std::string& id, const std::string& text = "Gesprek gehad.") {
    return id + ";2150;12-03-2026;Titel;" + text + ";Leerkracht\n";
}

/// A bridge of one adapter: keeps the cursor, and what came.
class Watcher {
public:
    explicit Watcher(const fs::path& path, const Json& more = Json::object(), bool once = true)
        : adapter_(adapters::folder::make_adapter()) {
        Json config = {{"path", path.string()}, {"once", once}};
        config.update(more);
        const auto status = adapter_->configure(config);
        if (!status.ok()) {
            FAIL(status.error().line());
        }
    }

    /// Polls until there is no more; batches are put together.
    PollResult poll() {
        PollResult all;
        for (bool more = true; more;) {
            PollResult result = adapter_->poll(
                cursor_, std::chrono::steady_clock::now() + std::chrono::seconds{60});
            cursor_ = result.batch.cursor;
            more = result.batch.more;
            REQUIRE(++polls_ < 1000);  // it would go on for ever
            std::move(result.batch.items.begin(), result.batch.items.end(),
                      std::back_inserter(all.batch.items));
            std::move(result.batch.refused.begin(), result.batch.refused.end(),
                      std::back_inserter(all.batch.refused));
            std::move(result.batch.complete_sources.begin(), result.batch.complete_sources.end(),
                      std::back_inserter(all.batch.complete_sources));
            if (result.error) {
                all.error = result.error;
                more = false;
            }
        }
        return all;
    }
    [[nodiscard]] const std::string& cursor() const { return cursor_; }

private:
    std::unique_ptr<adapters::Adapter> adapter_;
    std::string cursor_{};
    int polls_ = 0;
};

std::vector<notes::Note> notes_of(const PollResult& result) {
    std::vector<notes::Note> found;
    for (const auto& item : result.batch.items) {
        if (const auto* note = std::get_if<notes::Note>(&item)) {
            found.push_back(*note);
        }
    }
    return found;
}

std::vector<std::string> ids_of(const PollResult& result) {
    std::vector<std::string> ids;
    for (const auto& note : notes_of(result)) {
        ids.push_back(note.id);
    }
    return ids;
}

PollResult import_text(const std::string& text, const Json& config = Json::object(),
                       const std::string& name = "export.csv") {
    const TempFolder folder;
    return Watcher(folder.write(name, text), config).poll();
}

notes::Note only_note(const PollResult& result) {
    if (result.error) {
        FAIL(result.error->error.line());
    }
    for (const auto& refusal : result.batch.refused) {
        UNSCOPED_INFO(refusal.where << " " << refusal.field << " " << refusal.reason);
    }
    const auto notes = notes_of(result);
    REQUIRE(notes.size() == 1);
    return notes.front();
}

std::string refusals_of(const PollResult& result) {
    std::string all;
    for (const auto& refusal : result.batch.refused) {
        all += refusal.where + " [" + refusal.field + "] " + refusal.reason + "\n";
    }
    return all;
}

using Strings = std::vector<std::string>;

}  // namespace

// ---- what exports look like ----

TEST_CASE("a usual export is taken without any configuration") {
    const auto note = only_note(
        import_text("\xEF\xBB\xBF\"Leerlingnummer\";\"Datum\";\"Categorie\";\"Onderwerp\";"
                    "\"Notitie\";\"Auteur\";\"Functie\";\"Ingevoerd op\"\r\n"
                    "\"2150\";\"12-03-2026\";\"Meldcode en Verwijsindex\";\"Gesprek "
                    "moeder\";\"Zegt: \"\"het gaat\"\".\r\nMoeder "
                    "schrikt; wil hulp.\";\"t12\";\"Intern begeleider\";\"12-03-2026 14:05\"\r\n"));
    CHECK(note.source == "folder");
    CHECK(note.pupil == "2150");
    CHECK(core::format_date(note.date) == "2026-03-12");
    CHECK(note.category == "Meldcode en Verwijsindex");
    CHECK(note.title == "Gesprek moeder");
    CHECK(note.text == "Zegt: \"het gaat\".\r\nMoeder schrikt; wil hulp.");
    CHECK(note.author.id == "t12");
    CHECK(note.author.role == "ib");
    REQUIRE(note.recorded_at);
    CHECK(core::format_instant(*note.recorded_at) == "2026-03-12T14:05:00+01:00");
}

TEST_CASE("any export fits with a map of its columns") {
    const Json config = {
        {"columns",
         {{"pupil", "Kind"}, {"date", "Wanneer"}, {"text", "Wat er was"}, {"role", "Wie"}}},
        {"date_format", "m/d/Y"},
        {"roles", {{"Juf of meester", "leerkracht"}}},
        {"source", "eigen-lvs"},
        {"category", "Meldcode en Verwijsindex"},
        {"school", "05AA"}};
    const auto note = only_note(
        import_text("Kind,Wanneer,Wat er was,Wie\n2150,3/12/2026,x,juf of MEESTER\n", config));
    CHECK(core::format_date(note.date) == "2026-03-12");
    CHECK(note.author.role == "leerkracht");
    CHECK(note.source == "eigen-lvs");
    CHECK(note.category == "Meldcode en Verwijsindex");
    CHECK(note.school == "05AA");
}

TEST_CASE("UTF-8 with and without mark, and Windows-1252, give the same words") {
    const std::string utf8 =
        "Leerlingnummer;Datum;Notitie\n1;12-03-2026;\xE2\x80\x98"
        "caf\xC3\xA9\xE2\x80\x99 \xE2\x82\xAC 5\n";
    const std::string windows =
        "Leerlingnummer;Datum;Notitie\n1;12-03-2026;\x91"
        "caf\xE9\x92 \x80 5\n";
    CHECK(only_note(import_text(utf8)).text == "‘café’ € 5");
    CHECK(only_note(import_text("\xEF\xBB\xBF" + utf8)).text == "‘café’ € 5");
    CHECK(only_note(import_text(windows)).text == "‘café’ € 5");
}

TEST_CASE("days are understood in the usual forms, and in no ambiguous one") {
    const auto [written, day] =
        GENERATE(table<std::string, std::string>({{"2026-03-12", "2026-03-12"},
                                                  {"12-03-2026", "2026-03-12"},
                                                  {"2-3-2026", "2026-03-02"},
                                                  {"02/03/2026", "2026-03-02"},
                                                  {"2.3.2026", "2026-03-02"},
                                                  {"12-03-2026 08:30", "2026-03-12"},
                                                  {"2026-03-12T08:30:00", "2026-03-12"},
                                                  {"2026-03-12T23:30:00Z", "2026-03-13"},
                                                  {"29-02-2024", "2024-02-29"},
                                                  {"12-03-26", ""},
                                                  {"31-02-2026", ""},
                                                  {"29-02-2026", ""},
                                                  {"00-01-2026", ""},
                                                  {"12 maart 2026", ""},
                                                  {"12-03-2026 half negen", ""},
                                                  {"", ""}}));
    INFO(written);
    const auto result = import_text("Leerlingnummer;Datum;Notitie\n1;" + written + ";x\n");
    if (day.empty()) {
        CHECK(notes_of(result).empty());
        REQUIRE(result.batch.refused.size() == 1);
        CHECK(result.batch.refused[0].where == "export.csv:2");
        CHECK(result.batch.refused[0].field == "date");
    } else {
        CHECK(core::format_date(only_note(result).date) == day);
    }
}

TEST_CASE("a two-digit year is understood when the school says so") {
    CHECK(core::format_date(only_note(import_text("Leerlingnummer;Datum;Notitie\n1;12-03-26;x\n",
                                                  {{"date_format", "d-m-y"}}))
                                .date) == "2026-03-12");
}

TEST_CASE("functions of staff become roles only where there is no doubt") {
    const auto [function, role] = GENERATE(
        table<std::string, std::string>({{"Leerkracht", "leerkracht"},
                                         {"IB-er", "ib"},
                                         {"ib'er", "ib"},
                                         {"Intern Begeleider", "ib"},
                                         {"Directeur", "directie"},
                                         {"adjunct-directeur", "directie"},
                                         {"Aandachtsfunctionaris", "aandachtsfunctionaris"},
                                         {"SMW", "smw"},
                                         {"", ""}}));
    const auto result =
        import_text("Leerlingnummer;Datum;Notitie;Functie\n1;12-03-2026;x;" + function + "\n");
    CHECK(only_note(result).author.role == role);
    CHECK(result.batch.refused.empty());
}

TEST_CASE("an unknown role loses no note, and is said once with its line") {
    const auto result = import_text(
        header + row("1") + "2;2150;12-03-2026;t;x;Conciërge\n3;2150;12-03-2026;t;x;Conciërge\n");
    CHECK(ids_of(result) == Strings{"1", "2", "3"});
    CHECK(notes_of(result).at(1).author.role.empty());
    REQUIRE(result.batch.refused.size() == 1);
    CHECK(result.batch.refused[0].where == "export.csv:3");
    CHECK(result.batch.refused[0].field == "author.role");
    CHECK(result.batch.refused[0].reason.find("'roles'") != std::string::npos);
    CHECK(result.batch.refused[0].reason.find("Conci") == std::string::npos);
    // The notes are all there, so the export is complete.
    CHECK(result.batch.complete_sources == Strings{"folder"});
}

TEST_CASE("a function that the school maps to nothing is no news") {
    const auto result =
        import_text("Leerlingnummer;Datum;Notitie;Functie\n1;12-03-2026;x;Conciërge\n",
                    {{"roles", {{"Conciërge", ""}}}});
    CHECK(only_note(result).author.role.empty());
    CHECK(result.batch.refused.empty());
}

TEST_CASE("names, groups and birth dates in an export become facts of the pupil") {
    const auto result = import_text(
        "Leerlingnummer;Naam;Groep;Geboortedatum;Datum;Notitie\n2150;Noor "
        "Lentegroen;5;02-05-2016;12-03-2026;x\n"
        "2150;Noor Lentegroen;6;02-05-2016;13-03-2026;y\n");
    CHECK(notes_of(result).size() == 2);
    std::vector<notes::PupilFacts> facts;
    for (const auto& item : result.batch.items) {
        if (const auto* found = std::get_if<notes::PupilFacts>(&item)) {
            facts.push_back(*found);
        }
    }
    REQUIRE(facts.size() == 1);
    CHECK(facts[0].pupil == "2150");
    CHECK(facts[0].name == "Noor Lentegroen");
    CHECK(facts[0].group == "6");
    REQUIRE(facts[0].birth_date);
    CHECK(core::format_date(*facts[0].birth_date) == "2016-05-02");
}

TEST_CASE("an export of one pupil needs no pupil column when the pupil is given") {
    CHECK(only_note(import_text("Datum;Notitie\n12-03-2026;x\n", {{"pupil", "2150"}})).pupil ==
          "2150");
}

TEST_CASE("JSON Lines bring notes and facts as the contract says") {
    const auto result = import_text(
        "{\"id\":\"1\",\"pupil\":\"2150\",\"date\":\"2026-03-12\",\"text\":\"x\",\"source\":"
        "\"gibbon\"}\n\n"
        "{\"pupil\":\"2150\",\"group\":\"5\"}\r\n"
        "{\"id\":\"2\",\"pupil\":\"2150\",\"date\":\"2026-03-12\",\"text\":\"x\"}",
        {{"school", "05AA"}}, "notes.jsonl");
    CHECK_FALSE(result.error.has_value());
    CHECK(result.batch.refused.empty());
    REQUIRE(result.batch.items.size() == 3);
    CHECK(notes_of(result).at(0).source == "gibbon");
    CHECK(notes_of(result).at(1).source == "folder");
    CHECK(notes_of(result).at(1).school == "05AA");
    CHECK(std::get<notes::PupilFacts>(result.batch.items[1]).group == "5");
    // A list of changes: what it lacks is not gone.
    CHECK(result.batch.complete_sources.empty());
}

TEST_CASE("a file under any name is known by what is in it") {
    CHECK(only_note(
              import_text("{\"id\":\"1\",\"pupil\":\"p\",\"date\":\"2026-03-12\",\"text\":\"x\"}\n",
                          Json::object(), "notities"))
              .id == "1");
    CHECK(only_note(import_text("Leerlingnummer;Datum;Notitie\n1;12-03-2026;x\n", Json::object(),
                                "export.txt"))
              .text == "x");
}

// ---- identity ----

TEST_CASE("without an id column an edited text is the same note") {
    const std::string columns = "Leerlingnummer;Datum;Titel;Notitie;Auteur\n";
    const auto before = import_text(columns +
                                    "1;12-03-2026;Gesprek;eerst;t1\n1;12-03-2026;Gesprek;tweede;"
                                    "t1\n2;12-03-2026;Gesprek;ander;t1\n");
    const auto after = import_text(columns +
                                   "2;12-03-2026;Gesprek;ander;t1\n1;12-03-2026;Gesprek;eerst "
                                   "verbeterd;t1\n1;12-03-2026;Gesprek;tweede;t1\n");
    const auto old_ids = ids_of(before);
    const auto new_ids = ids_of(after);
    REQUIRE(old_ids.size() == 3);
    REQUIRE(new_ids.size() == 3);
    CHECK(old_ids[0] == new_ids[1]);
    CHECK(old_ids[1] == new_ids[2]);
    CHECK(old_ids[2] == new_ids[0]);
    CHECK(old_ids[0] != old_ids[1]);
    CHECK(old_ids[0] != old_ids[2]);
}

TEST_CASE("of an id that stands twice the first is taken and the second refused") {
    const auto result = import_text(header + row("1", "eerste") + row("1", "tweede") + row("2"));
    CHECK(ids_of(result) == Strings{"1", "2"});
    CHECK(notes_of(result).at(0).text == "eerste");
    REQUIRE(result.batch.refused.size() == 1);
    CHECK(result.batch.refused[0].where == "export.csv:3");
    CHECK(result.batch.refused[0].field == "id");
}

TEST_CASE("in JSON Lines a later state of a note may follow, another one may not") {
    const auto line = [](const std::string& recorded_at, const std::string& rest) {
        return R"({"id":"1","pupil":"p","date":"2026-03-12","recorded_at":"2026-03-12T)" +
               recorded_at + R"(:00+01:00","text":"x")" + rest + "}\n";
    };
    CHECK(notes_of(import_text(line("10:00", "") + line("11:00", ""), Json::object(), "a.jsonl"))
              .size() == 2);
    CHECK(notes_of(import_text(line("10:00", "") + line("10:00", ",\"deleted\":true"),
                               Json::object(), "a.jsonl"))
              .size() == 2);
    const auto twice =
        import_text(line("10:00", "") + line("10:00", ""), Json::object(), "a.jsonl");
    CHECK(notes_of(twice).size() == 1);
    CHECK(refusals_of(twice).starts_with("a.jsonl:2 [id]"));
}

// ---- whole exports ----

TEST_CASE("a full export shows everything, so that the store may withdraw the rest") {
    const TempFolder folder;
    Watcher watcher(folder.path());
    folder.write("a.csv", header + row("1") + row("2") + row("3"));
    const auto first = watcher.poll();
    CHECK(ids_of(first) == Strings{"1", "2", "3"});
    CHECK(first.batch.complete_sources == Strings{"folder"});
    folder.write("a.csv", header + row("1", "verbeterd") + row("3") + row("4"));
    const auto second = watcher.poll();
    CHECK(ids_of(second) == Strings{"1", "3", "4"});
    CHECK(notes_of(second).at(0).text == "verbeterd");
    CHECK(second.batch.complete_sources == Strings{"folder"});
}

TEST_CASE("an incremental CSV file withdraws only what it says") {
    const auto result = import_text(
        "ID;Leerlingnummer;Datum;Notitie;Verwijderd\n1;p;12-03-2026;x;nee\n2;p;12-03-2026;x;Ja\n",
        {{"mode", "incremental"}});
    REQUIRE(notes_of(result).size() == 2);
    CHECK_FALSE(notes_of(result).at(0).deleted);
    CHECK(notes_of(result).at(1).deleted);
    CHECK(result.batch.complete_sources.empty());
}

TEST_CASE("an export without notes asks for a person and withdraws nothing") {
    const auto result = import_text(header);
    REQUIRE(result.error);
    CHECK(result.error->kind == PollError::Kind::needs_person);
    CHECK(result.error->error.line().find("export.csv") == 0);
    CHECK(result.batch.complete_sources.empty());
    CHECK(import_text("").error.has_value());
    CHECK(import_text("\n\n").error.has_value());
}

TEST_CASE("a refused row withdraws nothing, for its note is not gone") {
    const auto result = import_text(header + row("1") + "2;2150;31-02-2026;t;x;ib\n");
    CHECK(ids_of(result) == Strings{"1"});
    CHECK(result.batch.complete_sources.empty());
    CHECK(refusals_of(result).find("nothing is withdrawn") != std::string::npos);
}

TEST_CASE(
    "an export that shares no note with the one before withdraws nothing, until the school says "
    "what it means") {
    const std::string group_5 = header + row("1") + row("2") + row("3");
    const std::string group_6 = header + row("11") + row("12") + row("13");
    const TempFolder folder;
    Watcher watcher(folder.path());
    folder.write("groep5.csv", group_5);
    CHECK(watcher.poll().batch.complete_sources == Strings{"folder"});
    folder.write("groep6.csv", group_6);
    const auto other = watcher.poll();
    CHECK(ids_of(other) == Strings{"11", "12", "13"});
    CHECK(other.batch.complete_sources.empty());
    CHECK(refusals_of(other).find("'scope'") != std::string::npos);
    // Group 5 again must not withdraw group 6.
    folder.write("groep5.csv", group_5 + row("4"));
    CHECK(watcher.poll().batch.complete_sources.empty());

    const TempFolder whole;
    Watcher replacing(whole.path(), {{"replace_all", true}});
    whole.write("a.csv", group_5);
    replacing.poll();
    whole.write("b.csv", group_6);
    CHECK(replacing.poll().batch.complete_sources == Strings{"folder"});
}

TEST_CASE("with a file for each class, each is complete in itself") {
    const TempFolder folder;
    Watcher watcher(folder.path(), {{"scope", "file"}});
    folder.write("groep5.csv", header + row("1") + row("2") + row("3"));
    folder.write("groep6.csv", header + row("11") + row("12") + row("13"));
    auto sources = watcher.poll().batch.complete_sources;
    std::sort(sources.begin(), sources.end());
    CHECK(sources == Strings{"folder/groep5.csv", "folder/groep6.csv"});
}

TEST_CASE("removing a processed file withdraws nothing") {
    const TempFolder folder;
    Watcher watcher(folder.path());
    const auto file = folder.write("a.csv", header + row("1") + row("2") + row("3"));
    watcher.poll();
    fs::remove(file);
    const auto after = watcher.poll();
    CHECK_FALSE(after.error.has_value());
    CHECK(after.batch.items.empty());
    CHECK(after.batch.complete_sources.empty());
}

TEST_CASE("of several exports the newest has the last word") {
    const TempFolder folder;
    const auto newer = folder.write("a-nieuw.csv", header + row("1", "nieuw"));
    const auto older = folder.write("b-oud.csv", header + row("1", "oud"));
    fs::last_write_time(older, fs::last_write_time(newer) - std::chrono::hours{24});
    const auto notes = notes_of(Watcher(folder.path()).poll());
    REQUIRE(notes.size() == 2);
    CHECK(notes.back().text == "nieuw");
}

// ---- files ----

TEST_CASE("an unchanged file is not read again, and no file is touched") {
    const TempFolder folder;
    Watcher watcher(folder.path());
    const auto file = folder.write("a.csv", header + row("1"));
    CHECK(watcher.poll().batch.items.size() == 1);
    const std::string cursor = watcher.cursor();
    CHECK(watcher.poll().batch.items.empty());
    CHECK(watcher.cursor() == cursor);
    // Another time on the same content: looked at, and nothing new.
    fs::last_write_time(file, fs::last_write_time(file) + std::chrono::hours{1});
    const auto touched = watcher.poll();
    CHECK(touched.batch.items.empty());
    CHECK(touched.batch.complete_sources.empty());
    CHECK(fs::exists(file));
    CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("unfinished and foreign files are left alone") {
    const TempFolder folder;
    const std::string export_text = header + row("1");
    for (const char* name : {"a.csv.tmp", "a.csv.part", "a.csv~", ".a.csv", "~$a.csv",
                             "a.csv.crdownload", "a.xlsx", "a.pdf"}) {
        folder.write(name, export_text);
    }
    fs::create_directory(folder.path() / "map.csv");
    fs::create_symlink("/etc/passwd", folder.path() / "link.csv");
    const auto result = Watcher(folder.path()).poll();
    CHECK_FALSE(result.error.has_value());
    CHECK(result.batch.items.empty());
    CHECK(result.batch.refused.empty());
}

TEST_CASE("files whose names are no UTF-8 are taken once each, under names of their own") {
    const TempFolder folder;
    folder.write("groep-3\xE9.csv", header + row("1"));
    folder.write("groep-3\xE8.csv", header + row("2"));
    Watcher watcher(folder.path(), {{"scope", "file"}});
    const auto first = watcher.poll();
    CHECK(ids_of(first).size() == 2);
    CHECK(first.batch.refused.empty());
    auto sources = first.batch.complete_sources;
    std::sort(sources.begin(), sources.end());
    CHECK(sources == std::vector<std::string>{"folder/groep-3/E8.csv", "folder/groep-3/E9.csv"});
    const std::string cursor = watcher.cursor();
    CHECK(watcher.poll().batch.items.empty());
    CHECK(watcher.cursor() == cursor);
    const auto empty = import_text("", Json::object(), "groep-3\xE9.csv");
    REQUIRE(empty.error);
    // What is told goes into JSON, which takes UTF-8 only.
    CHECK(empty.error->error.where == "groep-3/E9.csv");
}

TEST_CASE("a file that is still being written is left until it stays as it is") {
    const TempFolder folder;
    // Long enough that this test's own writing falls well within it.
    Watcher watcher(folder.path(), {{"settle_seconds", 0.5}}, false);
    folder.write("a.csv", header + row("1"));
    CHECK(watcher.poll().batch.items.empty());
    folder.write("a.csv", header + row("1") + row("2"));
    CHECK(watcher.poll().batch.items.empty());
    std::this_thread::sleep_for(std::chrono::milliseconds{600});
    CHECK(ids_of(watcher.poll()) == Strings{"1", "2"});
}

TEST_CASE("a fresh file that ends inside quotes waits for the rest") {
    const TempFolder folder;
    Watcher watcher(folder.path(), {{"settle_seconds", 0}}, false);
    folder.write("a.csv", header + row("1") + "2;2150;12-03-2026;t;\"half gesch");
    const auto half = watcher.poll();
    CHECK(half.batch.items.empty());
    CHECK(half.batch.refused.empty());
    CHECK_FALSE(half.error.has_value());
    folder.write("a.csv", header + row("1") + "2;2150;12-03-2026;t;\"half geschreven\";ib\n");
    CHECK(ids_of(watcher.poll()) == Strings{"1", "2"});
}

TEST_CASE("one file that waits for a person does not hold up the others") {
    const TempFolder folder;
    folder.write("a.csv", "Kind;Datum;Notitie\n1;12-03-2026;x\n");
    folder.write("b.csv", header + row("1"));
    Watcher watcher(folder.path());
    const auto result = watcher.poll();
    CHECK(ids_of(result) == Strings{"1"});
    REQUIRE(result.error);
    CHECK(result.error->kind == PollError::Kind::needs_person);
    CHECK(result.error->error.line().find("a.csv") == 0);
    // Mended, it goes in.
    folder.write("a.csv", header + row("1") + row("2"));
    const auto mended = watcher.poll();
    CHECK_FALSE(mended.error.has_value());
    CHECK(ids_of(mended) == Strings{"1", "2"});
}

// ---- bad input ----

TEST_CASE("a missing column is named, with the header that was found") {
    const auto result = import_text("Kind;Datum;Notitie\n1;12-03-2026;Zwezerik\n");
    REQUIRE(result.error);
    CHECK(result.error->kind == PollError::Kind::needs_person);
    CHECK(result.error->error.message ==
          "no column for 'pupil'; the header has: Kind, Datum, Notitie; name it under 'columns' of "
          "the configuration");
    const auto mapped = import_text("Leerlingnummer;Datum;Notitie\n1;12-03-2026;x\n",
                                    {{"columns", {{"text", "Verhaal"}}}});
    REQUIRE(mapped.error);
    CHECK(mapped.error->error.message.find("'Verhaal', which 'columns' gives for 'text'") !=
          std::string::npos);
}

TEST_CASE("a first line that may be somebody's data is not shown") {
    const auto result = import_text("2150;12-03-2026;Zwezerik heeft een blauwe plek\n");
    REQUIRE(result.error);
    CHECK(result.error->error.line().find("Zwezerik") == std::string::npos);
    CHECK(result.error->error.line().find("2150") == std::string::npos);
    CHECK(result.error->error.line().find("3 columns") != std::string::npos);
}

TEST_CASE("a bad row is refused with file, line, field and reason, and the rest goes on") {
    const auto [bad, where] = GENERATE(table<std::string, std::string>(
        {{"2;2150;12-03-2026;t;\"x\" y;ib\n", "export.csv:3 [] text after the closing quote"},
         {"2;2150;12-03-2026;t;x\n", "export.csv:3 [] has 5 columns, the header has 6"},
         {"2;2150;12-03-2026;t;x;ib;7\n", "export.csv:3 [] has 7 columns, the header has 6"},
         {"2;2150;32-03-2026;t;x;ib\n", "export.csv:3 [date] not a day"},
         {";2150;12-03-2026;t;x;ib\n", "export.csv:3 [id] empty"},
         {"2;;12-03-2026;t;x;ib\n", "export.csv:3 [pupil] empty"},
         {std::string("2;2150;12-03-2026;t;a\0b;ib\n", 27),
          "export.csv:3 [text] holds a NUL character"},
         {"2;2150;12-03-2026;t;\x81;ib\n", "export.csv:3 [text] neither UTF-8 nor Windows-1252"}}));
    const auto result = import_text(header + row("1") + bad + row("3"));
    CHECK_FALSE(result.error.has_value());
    CHECK(ids_of(result) == Strings{"1", "3"});
    CHECK(refusals_of(result).starts_with(where));
    CHECK(result.batch.refused.size() == 1);
}

TEST_CASE("bytes that are no UTF-8 are refused in a file that says it is UTF-8") {
    const auto result =
        import_text("\xEF\xBB\xBF" + header + row("1") + row("2", "caf\xE9") + row("3"));
    CHECK(ids_of(result) == Strings{"1", "3"});
    CHECK(refusals_of(result).starts_with("export.csv:3 [text]"));
}

TEST_CASE("a file in UTF-16 asks for another export") {
    const auto result = import_text(std::string("\xFF\xFEL\0e\0e\0r\0", 10));
    REQUIRE(result.error);
    CHECK(result.error->error.line().find("UTF-16") != std::string::npos);
    const auto unmarked = import_text(std::string("L\0e\0e\0r\0;\0D\0\n\0", 14));
    REQUIRE(unmarked.error);
    CHECK(unmarked.error->error.line().find("UTF-16") != std::string::npos);
}

TEST_CASE("an unclosed quote costs its row, and the rest of the file is read") {
    const auto result = import_text(header + row("1") + "2;2150;12-03-2026;t;\"open\n" + row("3"));
    CHECK(ids_of(result) == Strings{"1", "3"});
    CHECK(refusals_of(result).starts_with("export.csv:3 []"));
}

TEST_CASE("a field of 50 MB is refused and the rest goes on") {
    const std::string big(50U * 1024 * 1024, 'x');
    const auto result = import_text(header + row("1") + row("2", "\"" + big + "\"") + row("3"));
    CHECK(ids_of(result) == Strings{"1", "3"});
    CHECK(refusals_of(result).starts_with("export.csv:3 [] longer than"));
    // Small enough to be held, too large for a note.
    const auto held =
        import_text(header + row("1") + row("2", std::string(11U * 1024 * 1024, 'x')) + row("3"));
    CHECK(ids_of(held) == Strings{"1", "3"});
    CHECK(refusals_of(held).starts_with("export.csv:3 [text] longer than"));
}

TEST_CASE("a line of JSON of 100 MB is refused and the rest goes on") {
    const std::string good =
        "{\"id\":\"1\",\"pupil\":\"p\",\"date\":\"2026-03-12\",\"text\":\"x\"}\n";
    const auto result =
        import_text(std::string(100U * 1024 * 1024, 'x') + "\n" + good, Json::object(), "a.jsonl");
    CHECK(notes_of(result).size() == 1);
    CHECK(refusals_of(result).starts_with("a.jsonl:1 []"));
}

TEST_CASE("a file of 2 GB is refused at once with a clear error") {
    const TempFolder folder;
    const auto file = folder.write("a.csv", header);
    fs::resize_file(file, std::uintmax_t{2} * 1024 * 1024 * 1024);
    const auto start = std::chrono::steady_clock::now();
    const auto result = Watcher(folder.path()).poll();
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{5});
    REQUIRE(result.error);
    CHECK(result.error->kind == PollError::Kind::needs_person);
    CHECK(result.error->error.line().find("a.csv: larger than 256 MiB") == 0);
}

TEST_CASE("a thousand refused rows are a wrong map, and nothing is taken") {
    std::string rows = header + row("1");
    for (int i = 2; i < 3000; ++i) {
        rows += row(std::to_string(i), "x;y");
    }
    const auto result = import_text(rows);
    REQUIRE(result.error);
    CHECK(result.batch.items.empty());
    CHECK(result.error->error.line().find("1000 rows") != std::string::npos);
}

TEST_CASE("bad lines of JSON are refused with line, field and reason") {
    const auto result = import_text(
        "{\"id\":\"1\",\"pupil\":\"p\",\"date\":\"2026-03-12\",\"text\":\"x\"}\n"
        "{\"id\":\"2\",\"pupil\":\"p\",\"date\":\"2026-02-30\",\"text\":\"x\"}\n"
        "{\"id\":\"3\",\"pupil\":\"p\",\"date\":\"2026-03-12\",\"text\":\"x\",\"author\":{\"role\":"
        "\"tovenaar\"}}\n"
        "{\"id\":\"4\",\"pup\n"
        "[1]\n"
        "{\"id\":\"6\",\"date\":\"2026-03-12\",\"text\":\"x\"}\n"
        "{\"id\":\"7\",\"pupil\":\"p\",\"date\":\"2026-03-12\",\"text\":\"x\"}\n",
        Json::object(), "a.ndjson");
    CHECK(ids_of(result) == Strings{"1", "7"});
    REQUIRE(result.batch.refused.size() == 5);
    CHECK(result.batch.refused[0].where == "a.ndjson:2");
    CHECK(result.batch.refused[0].field == "date");
    CHECK(result.batch.refused[1].where == "a.ndjson:3");
    CHECK(result.batch.refused[1].field == "author.role");
    CHECK(result.batch.refused[2].where == "a.ndjson:4");
    CHECK(result.batch.refused[3].where == "a.ndjson:5");
    CHECK(result.batch.refused[4].where == "a.ndjson:6");
    CHECK(result.batch.refused[4].field == "pupil");
}

TEST_CASE("a folder's configuration is checked to the last field") {
    const auto fault = [](Json config) {
        config["path"] = "x";
        const auto status = adapters::folder::make_adapter()->configure(config);
        return status.ok() ? "" : status.error().message;
    };
    CHECK(fault(Json::object()).empty());
    CHECK(fault({{"mode", "half"}}) == "field 'mode': must be full or incremental");
    CHECK(fault({{"scope", "class"}}) == "field 'scope': must be folder or file");
    CHECK(fault({{"date_format", "d-m"}}) ==
          "field 'date_format': must hold d, m and Y (or y) once each, such as d-m-Y");
    CHECK(fault({{"columns", {{"tekst", "Notitie"}}}})
              .find("field 'columns': 'tekst' is no field of a note") == 0);
    CHECK(fault({{"columns", {{"text", 3}}}}) == "field 'columns': must be an object of texts");
    CHECK(
        fault({{"roles", {{"Directeur", "baas"}}}}).find("field 'roles': each function maps to") ==
        0);
    CHECK(fault({{"settle_seconds", -1}}) ==
          "field 'settle_seconds': must be a number from 0 to 3600");
    CHECK(fault({{"category", ""}}) == "field 'category': must be a text that is not empty");
}

TEST_CASE("lines of a long file stay in their order, and a refusal names its own line") {
    constexpr int lines = 5000;  // more than is read from the file at a time
    const std::string text(200, 'x');
    std::string file;
    std::vector<std::string> ids;
    std::string refused;
    for (int i = 1; i <= lines; ++i) {
        const std::string number = std::to_string(i);
        if (i % 500 == 0) {
            file += "{\"id\":\"" + number + "\",\"geheim\"\n";
            refused += "a.jsonl:" + number + " []";
        } else if (i % 700 == 0) {
            file += " \t\r\n";
        } else {
            file += R"({"id":")" + number + R"(","pupil":"2150","date":"2026-03-12","text":")" +
                    text + "\"}\n";
            ids.push_back(number);
        }
    }
    const auto result = import_text(file, Json::object(), "a.jsonl");
    CHECK(ids_of(result) == ids);
    std::string places;
    for (const auto& refusal : result.batch.refused) {
        places += refusal.where + " [" + refusal.field + "]";
        CHECK(refusal.reason.find("geheim") == std::string::npos);
    }
    CHECK(places == refused);
}
