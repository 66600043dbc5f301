/// \file
/// Plain text columns for a terminal.
///
/// Errors:   none. Control characters in values are shown as spaces, so that no note or name can
/// drive a terminal.
#pragma once

#include <string>
#include <vector>

namespace meldbrug::cli {

class Table {
public:
    void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// Columns as wide as their widest cell, two spaces apart; width counts code points.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// The value with control characters replaced.
[[nodiscard]] std::string printable(std::string_view value);

}  // namespace meldbrug::cli
