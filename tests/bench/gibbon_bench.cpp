#include "bench.hpp"
#include "figure.hpp"
#include "support/gibbon_school.hpp"

#include "adapters/gibbon/gibbon_adapter.hpp"

#include <mysql.h>

namespace meldbrug::bench {

namespace {

void require_gibbon(bool condition, const char* what) {
    if (!condition) {
        std::fprintf(stderr, "meldbrug_bench: %s\n", what);
        std::exit(1);  // NOLINT(concurrency-mt-unsafe): a program of one thread that cannot measure
    }
}

/// The bare form: the same columns of the same view, fetched row by row in one query.
std::size_t rows_read_bare(const core::Json& config, const std::string& password) {
    MYSQL* handle = mysql_init(nullptr);
    require_gibbon(mysql_real_connect(handle, "127.0.0.1", "meldbrug", password.c_str(), "gibbon",
                                      config["port"].get<unsigned int>(), nullptr, 0) != nullptr,
                   "cannot connect bare");
    require_gibbon(mysql_query(handle,
                               "SELECT note_id, pupil_id, title, note, author_id, author_role, "
                               "created_at FROM bridge_note ORDER BY note_id") == 0,
                   "cannot read bare");
    MYSQL_RES* result = mysql_use_result(handle);
    std::size_t rows = 0;
    std::size_t bytes = 0;
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
        const std::string text(row[3], mysql_fetch_lengths(result)[3]);
        bytes += text.size();
        ++rows;
    }
    require_gibbon(bytes > rows, "the notes are empty");
    mysql_free_result(result);
    mysql_close(handle);
    return rows;
}

std::size_t items_read(adapters::Adapter& adapter, std::string& cursor) {
    std::size_t items = 0;
    for (bool more = true; more;) {
        auto [batch, error] =
            adapter.poll(cursor, std::chrono::steady_clock::now() + std::chrono::minutes{5});
        require_gibbon(!error && batch.refused.empty(), "the notes were not taken");
        cursor = batch.cursor;
        more = batch.more;
        items += batch.items.size();
    }
    return items;
}

}  // namespace

void bench_gibbon(std::size_t count, int rounds) {
    auto& school = test::gibbon_school();
    school.fill();
    school.sql(
        "INSERT INTO gibbonStudentNote SELECT 1000 + seq, 2150 + seq % 2, 10, 'Notitie', "
        "CONCAT('<p>', REPEAT('Gesprek gehad met moeder. ', 15), seq, '</p>'), 11, '2026-03-12 "
        "10:00:00' FROM seq_1_to_" +
        std::to_string(count));
    const auto config = school.config();
    const auto adapter = adapters::gibbon::make_adapter();
    require_gibbon(adapter->configure(config).ok(), "cannot configure the gibbon adapter");
    std::string cursor;
    const double whole = median_seconds(rounds, [&] {
        cursor.clear();
        require_gibbon(items_read(*adapter, cursor) > count, "notes are missing");
    });
    const double bare = median_seconds(rounds, [&] {
        require_gibbon(rows_read_bare(config, school.password()) > count, "rows are missing");
    });
    const double idle = median_seconds(
        rounds, [&] { require_gibbon(items_read(*adapter, cursor) == 0, "nothing was new"); });
    const auto per_second = static_cast<double>(count);
    print_figure("gibbon, catching up", per_second / whole, "notes/s",
                 "the same rows read bare in one query", per_second / bare, {{"notes", count}});
    print_figure("gibbon, a poll that finds nothing", idle * 1000, "ms",
                 "reading the same rows bare", bare * 1000,
                 {{"notes", count}, {"cursor_bytes", cursor.size()}});
}

}  // namespace meldbrug::bench
