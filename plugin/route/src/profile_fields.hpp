/// \file
/// Fields of a profile document, each checked for its type: what every part of the parser reads with.
/// A field that is not there keeps the value that was passed in.
///
/// Errors:   the first fault is kept, with the JSON pointer of the field; false says there is one.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meldbrug::route {

/// JSON pointers.
[[nodiscard]] std::string at(const std::string& pointer, std::string_view key);
[[nodiscard]] std::string at(const std::string& pointer, std::size_t index);

/// Letters, digits, '-' and '_' only, at most 64.
[[nodiscard]] bool is_id(const std::string& text);

class ProfileFields {
protected:
    using Json = core::Json;

    /// \param where  for messages: the file
    explicit ProfileFields(std::string_view where) : where_(where) {}
    ~ProfileFields() = default;

    bool fail(const std::string& pointer, const std::string& reason);
    bool known_keys(const Json& object, const std::string& pointer,
                    std::initializer_list<std::string_view> keys);
    bool text(const Json& object, const std::string& pointer, std::string_view key, bool required,
              std::string& out);
    bool flag(const Json& object, const std::string& pointer, std::string_view key, bool& out);
    bool number(const Json& object, const std::string& pointer, std::string_view key, int least,
                int most, int& out);
    bool texts(const Json& object, const std::string& pointer, std::string_view key,
               std::size_t least, std::vector<std::string>& out);
    bool date(const Json& object, const std::string& pointer, std::string_view key,
              core::Date& out);
    template <class Value>
    bool choice(const Json& object, const std::string& pointer, std::string_view key, bool required,
                std::initializer_list<std::pair<std::string_view, Value>> values, Value& out);

    [[nodiscard]] const std::string& where() const { return where_; }
    [[nodiscard]] const core::Error& error() const { return *error_; }

private:
    std::string where_;
    std::optional<core::Error> error_;
};

template <class Value>
bool ProfileFields::choice(const Json& object, const std::string& pointer, std::string_view key,
                           bool required,
                           std::initializer_list<std::pair<std::string_view, Value>> values,
                           Value& out) {
    std::string name;
    if (!text(object, pointer, key, required, name)) {
        return false;
    }
    if (name.empty()) {
        return true;
    }
    std::string known;
    for (const auto& [candidate, value] : values) {
        if (candidate == name) {
            out = value;
            return true;
        }
        known += (known.empty() ? "" : " ") + std::string(candidate);
    }
    return fail(at(pointer, key), "must be one of: " + known);
}

}  // namespace meldbrug::route
