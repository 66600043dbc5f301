#include "json_writer.hpp"

#include <algorithm>

namespace meldbrug::http {

namespace {

/// RFC 8259 7: what may not stand in a string as it is.
bool needs_escape(char byte) {
    return byte == '"' || byte == '\\' || static_cast<unsigned char>(byte) < 0x20;
}

void append_escaped(std::string& text, char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += '\\';
    if (byte == '"' || byte == '\\') {
        text += byte;
        return;
    }
    const auto code = static_cast<unsigned char>(byte);
    text += "u00";
    text += digits[code >> 4U];
    text += digits[code & 0x0FU];
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    quote(name);
    text_ += ':';
    first_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    quote(text);
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    text_ += json;
    return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    text_ += bracket;
    first_ = false;
    return *this;
}

void JsonWriter::separate() {
    if (!first_) {
        text_ += ',';
    }
    first_ = false;
}

void JsonWriter::quote(std::string_view text) {
    text_ += '"';
    while (!text.empty()) {
        const auto stop = std::find_if(text.begin(), text.end(), needs_escape);
        const auto plain = static_cast<std::size_t>(stop - text.begin());
        text_.append(text, 0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) {
            append_escaped(text_, text.front());
            text.remove_prefix(1);
        }
    }
    text_ += '"';
}

}  // namespace meldbrug::http
