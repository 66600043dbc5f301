#include "adapters/folder/csv_reader.hpp"

#include <algorithm>
#include <array>

namespace meldbrug::adapters::folder {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view utf8_byte_order_mark = "\xEF\xBB\xBF";

/// How often `delimiter` stands in the first line outside quotes.
std::size_t count_outside_quotes(std::string_view line, char delimiter) {
    std::size_t count = 0;
    bool quoted = false;
    for (const char byte : line) {
        if (byte == '"') {
            quoted = !quoted;
        } else if (!quoted && byte == delimiter) {
            ++count;
        }
    }
    return count;
}

}  // namespace

std::string CsvField::bytes() const {
    if (!escaped) {
        return std::string(raw);
    }
    std::string result;
    result.reserve(raw.size());
    std::string_view rest = raw;
    for (std::size_t quote = rest.find('"'); quote != npos; quote = rest.find('"')) {
        result.append(rest.substr(0, quote + 1));
        rest.remove_prefix(std::min(quote + 2, rest.size()));
    }
    return result.append(rest);
}

bool CsvRow::blank() const {
    return problem == RowProblem::none && fields.size() == 1 &&
           fields.front().raw.find_first_not_of(" \t") == npos;
}

CsvReader::CsvReader(ByteWindow& window) : window_(window) {
    window_.grow();
    if (window_.data().starts_with(utf8_byte_order_mark)) {
        byte_order_mark_ = true;
        window_.consume(utf8_byte_order_mark.size());
    }
    choose_delimiter();
}

void CsvReader::choose_delimiter() {
    const std::string_view data = window_.data();
    const std::string_view line = data.substr(0, std::min(data.find_first_of("\r\n"), data.size()));
    if (line.size() == 5 && line.starts_with("sep=")) {
        delimiter_ = line.back();
        const std::size_t end = data.find('\n');
        take(end == npos ? data.size() : end + 1);
        return;
    }
    std::size_t most = 0;
    for (const char candidate : {';', ',', '\t'}) {
        const std::size_t count = count_outside_quotes(line, candidate);
        if (count > most) {
            most = count;
            delimiter_ = candidate;
        }
    }
}

const CsvRow* CsvReader::next() {
    for (;;) {
        const std::string_view bytes = window_.data();
        if (bytes.empty() && window_.ended()) {
            return nullptr;
        }
        row_.fields.clear();
        row_.line = line_;
        row_.problem = RowProblem::none;
        const std::size_t length = scan_row(bytes, window_.ended());
        if (length == npos && bytes.size() < max_row_bytes) {
            window_.grow();
            continue;
        }
        if (length == npos) {
            skip_row();
        } else if (row_.problem == RowProblem::none) {
            take(length);
        } else {
            // Go on at the next line: the quote that broke this row may have swallowed good ones.
            const std::size_t end = bytes.find('\n');
            take(end == npos ? bytes.size() : end + 1);
        }
        return &row_;
    }
}

std::size_t CsvReader::scan_row(std::string_view bytes, bool last) {
    std::size_t at = 0;
    for (;;) {
        if (at == bytes.size() && !last) {
            return npos;
        }
        const bool quoted = at < bytes.size() && bytes[at] == '"';
        if (quoted) {
            at = scan_quoted(bytes, at, last);
            if (at == npos || row_.problem != RowProblem::none) {
                return at;
            }
        } else {
            const std::size_t end = find_field_end(bytes, at);
            if (end == bytes.size() && !last) {
                return npos;
            }
            row_.fields.push_back({bytes.substr(at, end - at), false});
            at = end;
        }
        if (at == bytes.size()) {
            return at;
        }
        if (bytes[at] == delimiter_) {
            ++at;
            continue;
        }
        if (bytes[at] == '\n') {
            return at + 1;
        }
        if (at + 1 == bytes.size() && !last) {
            return npos;
        }
        return at + 1 + (at + 1 < bytes.size() && bytes[at + 1] == '\n' ? 1U : 0U);
    }
}

/// Takes the quoted field at `at`; where it ended, or npos when that has not been read yet.
std::size_t CsvReader::scan_quoted(std::string_view bytes, std::size_t at, bool last) {
    CsvField field;
    const std::size_t start = at + 1;
    std::size_t quote = start;
    for (;;) {
        quote = bytes.find('"', quote);
        if (quote == npos || quote + 1 == bytes.size()) {
            if (!last) {
                return npos;
            }
            if (quote == npos) {
                row_.problem = RowProblem::unclosed_quote;
                return bytes.size();
            }
            break;
        }
        if (bytes[quote + 1] != '"') {
            break;
        }
        field.escaped = true;
        quote += 2;
    }
    field.raw = bytes.substr(start, quote - start);
    row_.fields.push_back(field);
    if (quote + 1 < bytes.size() && !ends_field(bytes[quote + 1])) {
        row_.problem = RowProblem::text_after_quote;
    }
    return quote + 1;
}

std::size_t CsvReader::find_field_end(std::string_view bytes, std::size_t at) const {
    const auto* first = bytes.data() + at;
    const auto* last = bytes.data() + bytes.size();
    return static_cast<std::size_t>(
        std::find_if(first, last, [this](char byte) { return ends_field(byte); }) - bytes.data());
}

/// Passes over a row that is too long to hold: to the line end outside quotes.
void CsvReader::skip_row() {
    row_.fields.clear();
    row_.problem = RowProblem::too_long;
    bool quoted = false;
    for (;;) {
        const std::string_view bytes = window_.data();
        std::size_t at = bytes.find_first_of("\"\n");
        while (at != npos && (quoted || bytes[at] == '"')) {
            quoted = bytes[at] == '"' ? !quoted : quoted;
            at = bytes.find_first_of("\"\n", at + 1);
        }
        if (at != npos) {
            take(at + 1);
            return;
        }
        take(bytes.size());
        if (window_.ended()) {
            return;
        }
        window_.grow();
    }
}

void CsvReader::take(std::size_t bytes) {
    const std::string_view taken = window_.data().substr(0, bytes);
    line_ += static_cast<std::size_t>(std::ranges::count(taken, '\n'));
    window_.consume(bytes);
}

}  // namespace meldbrug::adapters::folder
