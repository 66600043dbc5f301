#include "table.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>

namespace meldbrug::cli {

std::string printable(std::string_view value) {
    std::string out = core::to_valid_utf8(value);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto byte = static_cast<unsigned char>(out[i]);
        // C0, DEL, and C1 (U+0080..U+009F, C2 80..C2 9F in UTF-8), which some terminals obey as
        // well.
        const bool c1 =
            byte == 0xC2 && i + 1 < out.size() && static_cast<unsigned char>(out[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F) {
            out[i] = ' ';
        } else if (c1) {
            out.replace(i, 2, " ");
        }
    }
    return out;
}

std::string Table::text() const {
    std::vector<std::size_t> widths;
    std::vector<std::vector<std::string>> shown = rows_;
    for (auto& row : shown) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = printable(row[i]);
            widths[i] = std::max(widths[i], core::code_points(row[i]));
        }
    }
    std::string out;
    for (const auto& row : shown) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) {
                line.append(widths[i] - core::code_points(row[i]) + 2, ' ');
            }
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

}  // namespace meldbrug::cli
