/// \file
/// Writes JSON straight into text: for lists, where a tree of values would cost ten times the text
/// in memory and time.
///
/// Errors:   none; \pre texts are valid UTF-8 (notes and requests are checked when they come in) and
///           calls are nested as JSON is.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace meldbrug::http {

class JsonWriter {
public:
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(std::integral auto number) { return raw(std::to_string(number)); }
    /// JSON that was written elsewhere.
    JsonWriter& raw(std::string_view json);
    template <class Value>
    JsonWriter& member(std::string_view name, const Value& content) {
        return key(name).value(content);
    }

    [[nodiscard]] std::string take() && { return std::move(text_); }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();
    void quote(std::string_view text);

    std::string text_;
    bool first_ = true;  ///< nothing stands before in this object or array, or a key does
};

}  // namespace meldbrug::http
