#include "adapters/gibbon/gibbon_adapter.hpp"

#include "adapters/gibbon/connection.hpp"
#include "adapters/gibbon/ledger.hpp"
#include "adapters/gibbon/settings.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace meldbrug::adapters::gibbon {

namespace {

using core::Error;
using core::ErrorCode;
using SteadyTime = std::chrono::steady_clock::time_point;
using Row = std::vector<std::optional<std::string>>;
using Failure = std::optional<PollError>;

/// About what a batch holds: what is hashed beyond it would be hashed again for the next.
constexpr std::uint64_t pages_at_once = 8;
/// What a batch holds at most, but for the page it ends with: some MiB in memory.
constexpr std::size_t batch_notes = 2000;
constexpr std::size_t batch_bytes = std::size_t{8} * 1024 * 1024;
/// Fewer than these may go by themselves, unless nothing is left.
constexpr std::size_t few_notes = 5;

const std::vector<std::string> note_columns = {"note_id",   "pupil_id",    "title",     "note",
                                               "author_id", "author_role", "created_at"};
const std::vector<std::string> roster_columns = {"pupil_id", "name", "birth_date", "group_name"};

std::string text_of(const std::optional<std::string>& value) {
    return value.value_or("");
}

std::uint64_t number_of(const std::optional<std::string>& value) {
    std::uint64_t number = 0;
    if (value) {
        std::from_chars(value->data(), value->data() + value->size(), number);
    }
    return number;
}

/// Gibbon pads its numbers with zeros, and only in some places.
std::string id_of(const std::optional<std::string>& value) {
    return value ? std::to_string(number_of(value)) : "";
}

/// PHP writes its own clock: the day is the school's as it stands there.
std::optional<core::Date> day_of(const std::optional<std::string>& value) {
    return value ? core::parse_date(std::string_view(*value).substr(0, 10)) : std::nullopt;
}

std::optional<core::Instant> moment_of(core::Date day, const std::string& value) {
    int hour = 0;
    int minute = 0;
    constexpr std::size_t to_the_minute = 16;
    if (value.size() < to_the_minute) {
        return std::nullopt;
    }
    std::from_chars(value.data() + 11, value.data() + 13, hour);
    std::from_chars(value.data() + 14, value.data() + 16, minute);
    return core::amsterdam_time(day, hour, minute);
}

std::uint64_t add_hash(std::uint64_t hash, const Row& row) {
    for (const auto& value : row) {
        for (const char byte : text_of(value) + '\0') {
            hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
        }
    }
    return hash;
}

/// One round over the notes, as far as the deadline lets it come.
class Round {
public:
    Round(const Settings& settings, Connection& database, std::string_view cursor)
        : settings_(settings),
          database_(database),
          cursor_(cursor),
          ledger_(Ledger::parse(cursor)),
          broken_off_(ledger_.at != 0) {}

    PollResult run(SteadyTime deadline) {
        bool first = true;
        while (true) {
            if (!first && (full() || std::chrono::steady_clock::now() >= deadline)) {
                return result(true);
            }
            first = false;
            auto there = next_page();
            if (auto* error = std::get_if<PollError>(&there)) {
                return {{}, std::move(*error)};
            }
            const auto from = std::get<std::optional<std::uint64_t>>(there);
            if (!from) {
                forget_from(ledger_.at, UINT64_MAX);
                ledger_.at = 0;
                return finish();
            }
            if (auto error = compare(*from)) {
                return {{}, std::move(error)};
            }
        }
    }

private:
    /// The page of the first note from where the round is; nothing behind the last.
    std::variant<std::optional<std::uint64_t>, PollError> next_page() {
        auto answer =
            database_.ask("SELECT note_id FROM bridge_note WHERE note_id >= " +
                              std::to_string(ledger_.at * page_size) + " ORDER BY note_id LIMIT 1",
                          "view bridge_note");
        if (auto* error = std::get_if<PollError>(&answer)) {
            return std::move(*error);
        }
        const auto& rows = std::get<Table>(answer).rows;
        if (rows.empty() || !rows[0][0]) {
            return std::optional<std::uint64_t>{};
        }
        return std::optional(number_of(rows[0][0]) / page_size);
    }

    /// One number of all that a row says; of an absent value another than of an empty one.
    [[nodiscard]] std::string row_hash() const {
        std::string values = std::to_string(settings_.mark);
        for (const auto& column : note_columns) {
            values += ", COALESCE(" + column + ", CHAR(1))";
        }
        return "CAST(CONV(LEFT(SHA2(CONCAT_WS(CHAR(0), " + values +
               "), 256), 16), 16, 10) AS UNSIGNED)";
    }

    static std::string between(std::uint64_t from, std::uint64_t to) {
        return " FROM bridge_note WHERE note_id >= " + std::to_string(from * page_size) +
               " AND note_id < " + std::to_string(to * page_size);
    }

    /// Compares the pages from there on with what is known, and reads again what differs.
    Failure compare(std::uint64_t from) {
        const std::uint64_t to = from + pages_at_once;
        forget_from(ledger_.at, from);
        ledger_.at = from;
        if (!ledger_.pages.contains(from)) {
            auto error = read_again(from);
            ledger_.at = from + 1;
            return error;
        }
        auto answer = database_.ask("SELECT note_id DIV 256 AS page, BIT_XOR(" + row_hash() + ")" +
                                        between(from, to) + " GROUP BY page ORDER BY page",
                                    "view bridge_note");
        if (auto* error = std::get_if<PollError>(&answer)) {
            return std::move(*error);
        }
        for (const auto& row : std::get<Table>(answer).rows) {
            const std::uint64_t page = number_of(row[0]);
            forget_from(ledger_.at, page);
            ledger_.at = page;
            const auto kept = ledger_.pages.find(page);
            if (kept == ledger_.pages.end() || kept->second.hash != number_of(row[1])) {
                if (full()) {
                    return std::nullopt;
                }
                if (auto error = read_again(page)) {
                    return error;
                }
            }
            ledger_.at = page + 1;
        }
        forget_from(ledger_.at, to);
        ledger_.at = to;
        return std::nullopt;
    }

    /// No note has a number in these pages.
    void forget_from(std::uint64_t from, std::uint64_t to) {
        for (auto page = ledger_.pages.lower_bound(from);
             page != ledger_.pages.end() && page->first < to; ++page) {
            ledger_.take(page->first, 0, {}, false);
        }
    }

    Failure read_again(std::uint64_t page) {
        std::string columns;
        for (const auto& column : note_columns) {
            columns += column + ", ";
        }
        auto answer = database_.ask(
            "SELECT " + columns + row_hash() + between(page, page + 1) + " ORDER BY note_id",
            "view bridge_note");
        if (auto* error = std::get_if<PollError>(&answer)) {
            return std::move(*error);
        }
        Marks present;
        std::uint64_t hash = 0;
        bool refused = false;
        for (const auto& row : std::get<Table>(answer).rows) {
            const std::uint64_t id = number_of(row[0]);
            // A view that was changed by hand may list a note twice.
            if (!present.has(id)) {
                present.set(id);
                refused = !take(row) || refused;
            }
            hash ^= number_of(row.back());
        }
        ledger_.take(page, hash, present, refused);
        read_.insert(page);
        return std::nullopt;
    }

    bool take(const Row& row) {
        notes::Note note;
        note.source = settings_.source;
        note.id = id_of(row[0]);
        note.school = settings_.school;
        note.pupil = id_of(row[1]);
        note.title = text_of(row[2]);
        note.text = text_of(row[3]);
        note.author.id = id_of(row[4]);
        if (const auto role = settings_.roles.find(text_of(row[5]));
            role != settings_.roles.end()) {
            note.author.role = role->second;
        }
        const auto day = day_of(row[6]);
        auto fault = day ? notes::find_fault(note)
                         : notes::Fault{"timestamp",
                                        "no day: open and save the note in Gibbon does "
                                        "not help; write it anew there"};
        if (fault) {
            batch_.refused.push_back({"gibbon note " + note.id, fault->field, fault->reason});
            return false;
        }
        note.date = *day;
        note.recorded_at = moment_of(*day, *row[6]);
        bytes_ += note.text.size();
        batch_.items.emplace_back(std::move(note));
        return true;
    }

    [[nodiscard]] bool full() const {
        return batch_.items.size() >= batch_notes || bytes_ >= batch_bytes;
    }

    /// The notes are through: the pupils, and what is gone.
    PollResult finish() {
        if (auto error = read_roster()) {
            return {{}, std::move(error)};
        }
        const auto gone = ledger_.gone();
        if (!gone.empty() && held_back(gone.size())) {
            const Error error{ErrorCode::invalid_input,
                              std::to_string(gone.size()) + " of " +
                                  std::to_string(ledger_.known()) +
                                  " notes are gone: nothing is withdrawn. Was the category "
                                  "changed, or a copy put back? If they may go, raise "
                                  "'drop_percent' until they are",
                              "gibbon, view bridge_note"};
            // What is new goes first, and then a person is asked.
            if (!batch_.items.empty() || !batch_.refused.empty()) {
                return result(true);
            }
            // A failure keeps no cursor: the round would never come back to its beginning.
            if (broken_off_) {
                batch_.refused.push_back({error.where, "", error.message});
                return result(false);
            }
            if (ledger_.text() != cursor_) {
                return result(true);
            }
            return {{}, PollError{PollError::Kind::needs_person, error}};
        }
        for (const std::uint64_t id : gone) {
            notes::Note note;
            note.source = settings_.source;
            note.id = std::to_string(id);
            note.school = settings_.school;
            note.deleted = true;
            batch_.items.emplace_back(std::move(note));
        }
        ledger_.let_go();
        return result(false);
    }

    [[nodiscard]] bool held_back(std::size_t gone) const {
        const std::size_t known = ledger_.known();
        const bool large = gone * 100 > settings_.drop_percent * known;
        return large && (gone >= few_notes || (gone == known && known > 1));
    }

    Failure read_roster() {
        auto answer = database_.ask(
            "SELECT pupil_id, name, birth_date, group_name FROM bridge_roster ORDER BY pupil_id",
            "view bridge_roster");
        if (auto* error = std::get_if<PollError>(&answer)) {
            return std::move(*error);
        }
        const auto& rows = std::get<Table>(answer).rows;
        std::uint64_t hash = settings_.mark;
        for (const auto& row : rows) {
            hash = add_hash(hash, row);
        }
        if (hash == ledger_.roster) {
            return std::nullopt;
        }
        ledger_.roster = hash;
        for (const auto& row : rows) {
            batch_.items.emplace_back(notes::PupilFacts{.school = settings_.school,
                                                        .pupil = id_of(row[0]),
                                                        .name = text_of(row[1]),
                                                        .birth_date = day_of(row[2]),
                                                        .group = text_of(row[3]),
                                                        .left_on = std::nullopt,
                                                        .siblings = {}});
        }
        return std::nullopt;
    }

    PollResult result(bool more) {
        // The bridge lists what the last batch refused: whatever still is, is said again.
        std::vector<std::uint64_t> again;
        for (const auto& [page, kept] : ledger_.pages) {
            if (kept.refused && !read_.contains(page)) {
                again.push_back(page);
            }
        }
        if (ledger_.text() != cursor_) {
            for (const std::uint64_t page : again) {
                if (auto error = read_again(page)) {
                    return {{}, std::move(error)};
                }
            }
        }
        batch_.cursor = ledger_.text();
        batch_.more = more;
        return {std::move(batch_), std::nullopt};
    }

    const Settings& settings_;
    Connection& database_;
    std::string cursor_;
    Ledger ledger_;
    bool broken_off_;  ///< an earlier poll began this round
    Batch batch_{};
    std::size_t bytes_ = 0;
    std::set<std::uint64_t> read_{};  ///< pages that this batch brings
};

class GibbonAdapter final : public Adapter {
public:
    [[nodiscard]] Manifest manifest() const override {
        return {"gibbon", "Gibbon",
                "Leest notities van één categorie uit Gibbon, via views in MariaDB die alleen "
                "gelezen kunnen worden."};
    }

    [[nodiscard]] core::Status configure(const core::Json& config) override {
        auto settings = read_settings(config);
        if (!settings.ok()) {
            return settings.error();
        }
        settings_ = std::move(settings.value());
        return core::Done{};
    }

    [[nodiscard]] PollResult poll(std::string_view cursor, SteadyTime deadline) override {
        auto opened = Connection::open(settings_);
        if (auto* error = std::get_if<PollError>(&opened)) {
            return {{}, std::move(*error)};
        }
        auto& database = std::get<Connection>(opened);
        if (auto error = database.refuse_rights()) {
            return {{}, std::move(error)};
        }
        for (const auto& [view, columns] : {std::pair("bridge_note", &note_columns),
                                            std::pair("bridge_roster", &roster_columns)}) {
            if (auto error = database.refuse_view(view, *columns)) {
                return {{}, std::move(error)};
            }
        }
        return Round(settings_, database, cursor).run(deadline);
    }

private:
    Settings settings_{};
};

}  // namespace

std::unique_ptr<Adapter> make_adapter() {
    return std::make_unique<GibbonAdapter>();
}

}  // namespace meldbrug::adapters::gibbon
