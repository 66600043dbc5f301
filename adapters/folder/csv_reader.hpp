/// \file
/// Rows of a CSV file, one by one: RFC 4180 with `;`, `,` or tab, quoted fields with line ends and
/// doubled quotes in them.
///
/// A quote inside an unquoted field is an ordinary character. After a row with broken quoting
/// reading goes on at the next line, so that one stray quote costs one row.
///
/// Units:    lines count from 1, as an editor shows them.
/// Errors:   a row carries its problem; the reader goes on.
/// Limits:   a row of more than 24 MiB is skipped without being held in memory (a text of 10 MiB,
///           with every quote doubled, fits).
/// Threads:  one thread.
#pragma once

#include "adapters/folder/byte_window.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::adapters::folder {

inline constexpr std::size_t max_row_bytes = std::size_t{24} * 1024 * 1024;

struct CsvField {
    std::string_view raw{};  ///< without the enclosing quotes
    bool escaped = false;    ///< holds doubled quotes

    /// The field's bytes, doubled quotes made single.
    [[nodiscard]] std::string bytes() const;
};

enum class RowProblem { none, text_after_quote, unclosed_quote, too_long };

struct CsvRow {
    std::vector<CsvField> fields{};  ///< valid until the next row is read
    std::size_t line = 0;            ///< the row's first line
    RowProblem problem = RowProblem::none;
    /// An empty line, or one with white space only.
    [[nodiscard]] bool blank() const;
};

class CsvReader {
public:
    /// Skips a byte order mark, takes "sep=;" as Excel writes it, else chooses the delimiter that
    /// the first line has most of.
    explicit CsvReader(ByteWindow& window);

    /// The next row; null at the end.
    [[nodiscard]] const CsvRow* next();
    [[nodiscard]] bool had_byte_order_mark() const { return byte_order_mark_; }

private:
    void choose_delimiter();
    /// Length of the row at the front of `bytes`; npos when its end has not been read yet.
    std::size_t scan_row(std::string_view bytes, bool last);
    std::size_t scan_quoted(std::string_view bytes, std::size_t at, bool last);
    [[nodiscard]] std::size_t find_field_end(std::string_view bytes, std::size_t at) const;
    [[nodiscard]] bool ends_field(char byte) const {
        return byte == delimiter_ || byte == '\n' || byte == '\r';
    }
    void skip_row();
    void take(std::size_t bytes);

    ByteWindow& window_;
    CsvRow row_{};
    std::size_t line_ = 1;
    char delimiter_ = ';';
    bool byte_order_mark_ = false;
};

}  // namespace meldbrug::adapters::folder
