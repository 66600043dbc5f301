#include "adapters/folder/note_file.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <thread>
#include <utility>

namespace meldbrug::adapters::folder {

namespace {

using core::Error;
using core::ErrorCode;

/// More than this is the wrong column map, not a thousand mistakes; and nobody reads more.
constexpr std::size_t most_refusals = 1000;
/// Rows between two looks at the clock.
constexpr int rows_per_look = 64;
/// Lines that take longer to read than a thread takes to start.
constexpr std::size_t lines_worth_a_thread = 32;
/// Some thousand notes: ten milliseconds of work for a fraction of one to start the threads.
constexpr std::size_t bytes_read_ahead = std::size_t{1024} * 1024;
/// A line of JSON that holds a text of 10 MiB with every character escaped as \u00xx, six for one,
/// and the rest.
constexpr std::size_t max_line_bytes = 6 * notes::max_text_bytes + std::size_t{1024} * 1024;

std::optional<std::string_view> foreign_encoding(std::string_view start) {
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
        return "the file is UTF-16; export it as UTF-8 or Windows-1252 (ANSI)";
    }
    // Text has no NUL; UTF-16 without a byte order mark has one in every other byte.
    constexpr std::size_t looked_at = 512;
    const std::string_view head = start.substr(0, looked_at);
    if (static_cast<std::size_t>(std::ranges::count(head, '\0')) * 4 > head.size()) {
        return "the file is no text, or UTF-16 without a byte order mark; export it as UTF-8 or "
               "Windows-1252 (ANSI)";
    }
    return std::nullopt;
}

class CsvFile final : public NoteFile {
public:
    CsvFile(std::unique_ptr<std::istream> input, std::string name, Settings settings)
        : NoteFile(std::move(input), std::move(name), std::move(settings)), reader_(window()) {}

private:
    bool step() override {
        if (!columns_) {
            return read_header();
        }
        const CsvRow* row = reader_.next();
        if (row == nullptr) {
            give_facts();
            return false;
        }
        if (row->problem != RowProblem::none) {
            refuse_broken(*row);
        } else if (!row->blank()) {
            take_row(*row);
        }
        return true;
    }

    bool read_header() {
        if (const auto reason = foreign_encoding(window().data())) {
            block({ErrorCode::invalid_input, std::string(*reason), name()});
            return false;
        }
        const CsvRow* row = reader_.next();
        while (row != nullptr && row->blank()) {
            row = reader_.next();
        }
        if (row == nullptr) {
            block({ErrorCode::invalid_input, "the file is empty; nothing is taken in or withdrawn",
                   name()});
            return false;
        }
        if (row->problem != RowProblem::none) {
            block({ErrorCode::invalid_input,
                   "the first line is no header: a quoted field in it does not end", name()});
            return false;
        }
        auto columns = Columns::from_header(*row, settings(), reader_.had_byte_order_mark());
        if (!columns.ok()) {
            block({columns.error().code, columns.error().message, name()});
            return false;
        }
        columns_ = columns.value();
        return true;
    }

    void refuse_broken(const CsvRow& row) {
        switch (row.problem) {
            case RowProblem::text_after_quote:
                refuse(
                    row.line, "",
                    "text after the closing quote of a field; quotes inside a field are doubled");
                break;
            case RowProblem::unclosed_quote:
                result().open_quote = true;
                refuse(row.line, "", "a quoted field starts here and does not end");
                break;
            case RowProblem::too_long:
                refuse(row.line, "",
                       "longer than " + std::to_string(max_row_bytes / (std::size_t{1024} * 1024)) +
                           " MiB");
                break;
            case RowProblem::none:
                break;
        }
    }

    void take_row(const CsvRow& row) {
        RowNote read = columns_->note_of(row, settings());
        if (read.fault) {
            refuse(row.line, read.fault->field, read.fault->reason);
            return;
        }
        for (const notes::Fault& fault : read.ignored) {
            ignore(row.line, fault);
        }
        if (read.made_id) {
            read.note.id += "-" + std::to_string(++ordinals_[read.note.id]);
        }
        if (read.facts) {
            facts_[read.facts->pupil] = std::move(*read.facts);
        }
        take_note(std::move(read.note), row.line);
    }

    void give_facts() {
        for (auto& [pupil, facts] : facts_) {
            result().items.emplace_back(std::move(facts));
        }
        facts_.clear();
    }

    CsvReader reader_;
    std::optional<Columns> columns_{};
    std::unordered_map<std::string, std::size_t> ordinals_{};
    std::map<std::string, notes::PupilFacts> facts_{};
};

class LinesFile final : public NoteFile {
public:
    LinesFile(std::unique_ptr<std::istream> input, std::string name, Settings settings)
        : NoteFile(std::move(input), std::move(name), std::move(settings)) {
        log_of_changes_ = true;
    }

private:
    bool step() override {
        if (line_ == 0) {
            window().grow();
            if (const auto reason = foreign_encoding(window().data())) {
                block({ErrorCode::invalid_input, std::string(*reason), name()});
                return false;
            }
            if (window().data().starts_with("\xEF\xBB\xBF")) {
                window().consume(3);
            }
        }
        if (next_ == lines_.size() && !read_ahead()) {
            return false;
        }
        if (next_ < lines_.size()) {
            take(lines_[next_++]);
        }
        return true;
    }

    struct Line {
        std::size_t number;
        std::string_view text;  ///< in the window, until that grows
        notes::ReadItem read{};
    };

    /// Reads the next lines, as many as are worth the threads; false at the end of the file.
    bool read_ahead() {
        lines_.clear();
        next_ = 0;
        while (window().data().size() < bytes_read_ahead && !window().ended()) {
            window().grow();
        }
        auto text = next_line();
        if (!text) {
            return false;
        }
        for (bool more = true; more;) {
            if (text->find_first_not_of(" \t\r") != std::string_view::npos) {
                lines_.push_back({line_, *text});
            }
            more = window().data().find('\n') != std::string_view::npos;
            if (more) {
                text = next_line();
            }
        }
        interpret_all();
        return true;
    }

    /// On all processors: what JSON costs is most of what a large export costs.
    void interpret_all() {
        const std::span<Line> lines(lines_);
        const std::size_t threads =
            std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()),
                                  lines.size() / lines_worth_a_thread + 1);
        const std::size_t each = lines.size() / threads + 1;
        std::vector<std::jthread> others;
        for (std::size_t first = each; first < lines.size(); first += each) {
            others.emplace_back(
                [this, part = lines.subspan(first, std::min(each, lines.size() - first))] {
                    interpret(part);
                });
        }
        interpret(lines.first(std::min(each, lines.size())));
    }

    void interpret(std::span<Line> lines) const {
        for (Line& line : lines) {
            line.read = item_of(line.text);
        }
    }

    /// The next line; nothing at the end. A line that is too long is refused and passed over.
    std::optional<std::string_view> next_line() {
        for (;;) {
            const std::string_view bytes = window().data();
            const std::size_t end = bytes.find('\n');
            if (end != std::string_view::npos || (window().ended() && !bytes.empty())) {
                ++line_;
                const std::string_view line = bytes.substr(0, end);
                window().consume(std::min(line.size() + 1, bytes.size()));
                return line;
            }
            if (window().ended()) {
                return std::nullopt;
            }
            if (bytes.size() > max_line_bytes) {
                refuse(++line_, "", "longer than " + std::to_string(max_line_bytes) + " bytes");
                skip_line();
                return std::string_view{};
            }
            window().grow();
        }
    }

    void skip_line() {
        for (;;) {
            const std::string_view bytes = window().data();
            const std::size_t end = bytes.find('\n');
            window().consume(end == std::string_view::npos ? bytes.size() : end + 1);
            if (end != std::string_view::npos || window().ended()) {
                return;
            }
            window().grow();
        }
    }

    [[nodiscard]] notes::ReadItem item_of(std::string_view line) const {
        const auto json = core::parse_json(line, "");
        if (!json.ok()) {
            return {notes::Item{}, notes::Fault{"", json.error().line()}};
        }
        notes::ReadItem read = notes::read_item(json.value(), notes::PupilNeed::optional);
        if (auto* facts = std::get_if<notes::PupilFacts>(&read.item)) {
            facts->school = facts->school.empty() ? settings().school : facts->school;
        } else if (!read.fault) {
            auto& note = std::get<notes::Note>(read.item);
            complete(note);
            read.fault = notes::find_fault(note);
        }
        return read;
    }

    /// Fills in what the configuration gives for notes that do not say.
    void complete(notes::Note& note) const {
        note.source = note.source.empty() ? settings().source : note.source;
        note.school = note.school.empty() ? settings().school : note.school;
        note.pupil = note.pupil.empty() ? settings().pupil : note.pupil;
        if (!note.category) {
            note.category = settings().category;
        }
    }

    void take(Line& line) {
        if (line.read.fault) {
            refuse(line.number, line.read.fault->field, line.read.fault->reason);
        } else if (auto* note = std::get_if<notes::Note>(&line.read.item)) {
            take_note(std::move(*note), line.number);
        } else {
            result().items.push_back(std::move(line.read.item));
        }
    }

    std::size_t line_ = 0;
    std::vector<Line> lines_{};  ///< read ahead
    std::size_t next_ = 0;       ///< the first of them that was not taken
};

}  // namespace

std::unique_ptr<NoteFile> NoteFile::open_csv(std::unique_ptr<std::istream> input, std::string name,
                                             Settings settings) {
    return std::make_unique<CsvFile>(std::move(input), std::move(name), std::move(settings));
}

std::unique_ptr<NoteFile> NoteFile::open_lines(std::unique_ptr<std::istream> input,
                                               std::string name, Settings settings) {
    return std::make_unique<LinesFile>(std::move(input), std::move(name), std::move(settings));
}

bool NoteFile::advance(std::chrono::steady_clock::time_point deadline) {
    do {
        for (int row = 0; row < rows_per_look; ++row) {
            if (result_.blocked || !step()) {
                finish();
                return true;
            }
        }
    } while (std::chrono::steady_clock::now() < deadline);
    return false;
}

FileResult NoteFile::take() {
    return std::move(result_);
}

void NoteFile::refuse(std::size_t line, std::string_view field, std::string_view reason) {
    ++result_.refused_rows;
    result_.refused.push_back(
        {name_ + ":" + std::to_string(line), std::string(field), std::string(reason)});
    if (result_.refused_rows >= most_refusals) {
        block({ErrorCode::invalid_input,
               std::to_string(most_refusals) + " rows were refused, the last at line " +
                   std::to_string(line) + " (" +
                   (field.empty() ? "" : "field '" + std::string(field) + "': ") +
                   std::string(reason) +
                   "); nothing of this file is taken in; check 'columns' and 'date_format' of the "
                   "configuration",
               name_});
    }
}

void NoteFile::ignore(std::size_t line, const notes::Fault& fault) {
    Ignored& ignored =
        ignored_.try_emplace(fault.field, Ignored{line, 0, fault.reason}).first->second;
    ++ignored.rows;
}

/// The file was read to its end, or as far as it goes.
void NoteFile::finish() {
    result_.hash = window_.hash();
    if (window_.failed()) {
        block({ErrorCode::unreachable, "cannot be read to its end", name_});
    }
    for (const auto& [field, ignored] : ignored_) {
        result_.refused.push_back(
            {name_ + ":" + std::to_string(ignored.first_line), field,
             ignored.reason + " (" + std::to_string(ignored.rows) + " rows)"});
    }
}

void NoteFile::block(core::Error error) {
    if (!result_.blocked) {
        result_.blocked = std::move(error);
    }
}

void NoteFile::take_note(notes::Note note, std::size_t line) {
    const std::uint64_t key = fnv1a(note.id, fnv1a(std::string_view("\0", 1), fnv1a(note.source)));
    const auto [place, is_new] = seen_.emplace(key, note.recorded_at);
    if (!is_new) {
        const bool later = note.recorded_at && place->second && *note.recorded_at > *place->second;
        if (!log_of_changes_ || !(later || note.deleted)) {
            refuse(line, "id", "stands in this file already; the first is taken");
            return;
        }
        place->second = note.recorded_at;
    } else {
        result_.note_keys.push_back(key);
        ++result_.notes;
    }
    result_.items.emplace_back(std::move(note));
}

}  // namespace meldbrug::adapters::folder
