#include "bench.hpp"
#include "figure.hpp"
#include "support/program.hpp"

#include "adapters/all_adapters.hpp"
#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/notes/note_json.hpp"
#include "meldbrug/store/store.hpp"

#include <sqlite3.h>

#include <fstream>

namespace meldbrug::bench {

namespace {

void require(bool condition, const char* what) {
    if (!condition) {
        std::fprintf(stderr, "meldbrug_bench: %s\n", what);
        std::exit(1);  // NOLINT(concurrency-mt-unsafe): a program of one thread that cannot measure
    }
}

/// The bare form of storing: the same rows with prepared statements, one transaction, the same
/// durability and keys.
void insert_bare(const std::vector<notes::Note>& notes, const std::filesystem::path& file) {
    sqlite3* database = nullptr;
    require(sqlite3_open(file.c_str(), &database) == SQLITE_OK, "cannot open the bare database");
    require(sqlite3_exec(database,
                         "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                         "cache_size=-65536; PRAGMA secure_delete=ON;"
                         "CREATE TABLE note(seq INTEGER PRIMARY KEY, school TEXT, source TEXT, id "
                         "TEXT, pupil TEXT, category TEXT, title TEXT, text TEXT,"
                         " date TEXT, author_id TEXT, author_role TEXT) STRICT;"
                         "CREATE UNIQUE INDEX note_id ON note(school, source, id); CREATE INDEX "
                         "note_pupil ON note(school, pupil, date); BEGIN IMMEDIATE",
                         nullptr, nullptr, nullptr) == SQLITE_OK,
            "cannot set up the bare database");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database,
                       "INSERT INTO note(school, source, id, pupil, category, title, text, date, "
                       "author_id, author_role) VALUES(?,?,?,?,?,?,?,?,?,?)",
                       -1, &insert, nullptr);
    for (const auto& note : notes) {
        const std::string date = core::format_date(note.date);
        const std::string* values[] = {&note.school,    &note.source,     &note.id,   &note.pupil,
                                       &*note.category, &note.title,      &note.text, &date,
                                       &note.author.id, &note.author.role};
        for (int i = 0; i < 10; ++i) {
            sqlite3_bind_text(insert, i + 1, values[i]->data(), static_cast<int>(values[i]->size()),
                              SQLITE_STATIC);
        }
        require(sqlite3_step(insert) == SQLITE_DONE, "cannot insert");
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    require(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK,
            "cannot commit");
    sqlite3_close(database);
}

void import_whole(const bridge::Knowledge& knowledge, const std::filesystem::path& export_file,
                  const std::filesystem::path& store) {
    static const core::SystemClock clock;
    bridge::Config config;
    config.school = "00AA";
    config.route = "twente";
    config.store = store;
    auto bridge = bridge::Bridge::open(std::move(config), knowledge, clock);
    require(bridge.ok(), "cannot open the store");
    auto adapters = adapters::all_adapters();
    require(adapters.front()->configure({{"path", export_file.string()}, {"once", true}}).ok(),
            "cannot configure the folder adapter");
    std::string cursor;
    for (bool more = true; more;) {
        auto [batch, error] = adapters.front()->poll(
            cursor, std::chrono::steady_clock::now() + std::chrono::minutes{5});
        require(!error && batch.refused.empty(), "the export was not taken");
        cursor = batch.cursor;
        more = batch.more;
        require((*bridge)->ingest(batch, "import").ok(), "cannot ingest");
    }
}

/// One row that tells of every dossier there is, as an import of the whole school writes it.
double seconds_of_recording(const bridge::Knowledge& knowledge, const std::filesystem::path& store,
                            int rounds) {
    static const core::SystemClock clock;
    bridge::Config config;
    config.school = "00AA";
    config.route = "twente";
    config.store = store;
    auto bridge = bridge::Bridge::open(std::move(config), knowledge, clock);
    require(bridge.ok(), "cannot open the store");
    auto pupils = (*bridge)->store().snapshot()->pupils();
    require(pupils.ok(), "cannot list the pupils");
    return median_seconds(rounds, [&] {
        auto dossiers = (*bridge)->dossiers_of(*pupils);
        auto change = (*bridge)->store().change();
        store::AuditEntry entry;
        entry.at = clock.now();
        entry.person = "console";
        entry.act = "change";
        entry.what = "notes";
        entry.dossiers = std::move(dossiers).value();
        require(change->record(std::move(entry)).ok() && change->commit().ok(), "cannot record");
    });
}

}  // namespace

void bench_import(const bridge::Knowledge& knowledge, std::size_t count, int rounds) {
    const auto notes = make_notes(count, count / 6 + 1);
    const test::TempFolder folder;
    std::string lines;
    for (const auto& note : notes) {
        lines += notes::to_json(note).dump() + "\n";
    }
    const auto file = folder.write("export.jsonl", lines);
    int number = 0;
    const double whole = median_seconds(rounds, [&] {
        import_whole(knowledge, file,
                     folder.path() / ("store" + std::to_string(++number)) / "meldbrug.db");
    });
    const double bare = median_seconds(rounds, [&] {
        insert_bare(notes, folder.path() / ("bare" + std::to_string(++number) + ".db"));
    });
    const double audited =
        seconds_of_recording(knowledge, folder.path() / "store1" / "meldbrug.db", rounds);
    print_figure("recording an import in the audit", audited * 1000, "ms",
                 "the import that it tells of", whole * 1000, {{"notes", count}});
    const auto per_second = static_cast<double>(count);
    print_figure("import, from file to terms", per_second / whole, "notes/s",
                 "the same rows inserted bare", per_second / bare, {{"notes", count}});
}

}  // namespace meldbrug::bench
