#include "meldbrug/core/markup.hpp"

namespace meldbrug::core {

std::string escaped(std::string_view text) {
    constexpr unsigned char first_printable = 0x20;
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\t':
            case '\n':
            case '\r':
                out += c;
                break;
            default:
                out += static_cast<unsigned char>(c) < first_printable ? ' ' : c;
        }
    }
    return out;
}

}  // namespace meldbrug::core
