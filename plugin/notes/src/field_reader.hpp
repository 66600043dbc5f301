/// \file
/// Takes fields out of a JSON object that somebody else wrote, and says which one does not hold.
///
/// Errors:   the first fault, with field and reason; never the value.
/// Threads:  one reader, one thread.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/utf8.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace meldbrug::notes {

inline constexpr std::string_view not_a_day = "not a day (YYYY-MM-DD)";
inline constexpr std::string_view not_an_instant =
    "not a moment with offset (2026-03-12T14:05:00+01:00)";
inline constexpr std::string_view not_a_text = "must be a text";
inline constexpr std::string_view missing = "missing";

/// Why `value` is not a text we store, or empty when it is fine.
[[nodiscard]] inline std::string text_fault(std::string_view value, std::size_t max_bytes) {
    if (value.size() > max_bytes) {
        return "longer than " + std::to_string(max_bytes) + " bytes";
    }
    if (value.find('\0') != std::string_view::npos) {
        return "holds a NUL character";
    }
    if (!core::is_valid_utf8(value)) {
        return "not valid UTF-8";
    }
    return {};
}

/// Takes fields out of an object and remembers the first fault.
class FieldReader {
public:
    FieldReader(const core::Json& object, std::string_view prefix, std::optional<Fault>& fault)
        : object_(object), prefix_(prefix), fault_(fault) {}

    /// Member that is there and not null.
    [[nodiscard]] const core::Json* member(std::string_view name) const {
        const core::Json* value = core::find(object_, name);
        return value == nullptr || value->is_null() ? nullptr : value;
    }

    std::string required_text(std::string_view name) {
        if (member(name) == nullptr) {
            fail(name, missing);
            return {};
        }
        return text(name);
    }

    std::string text(std::string_view name) {
        const core::Json* value = member(name);
        if (value == nullptr) {
            return {};
        }
        const auto* content = value->get_ptr<const core::Json::string_t*>();
        if (content == nullptr) {
            fail(name, not_a_text);
            return {};
        }
        return *content;
    }

    std::optional<core::Date> day(std::string_view name) {
        return parsed<core::Date>(name, core::parse_date, not_a_day);
    }

    std::optional<core::Instant> instant(std::string_view name) {
        return parsed<core::Instant>(name, core::parse_instant, not_an_instant);
    }

    bool flag(std::string_view name) {
        const core::Json* value = member(name);
        if (value == nullptr) {
            return false;
        }
        if (!value->is_boolean()) {
            fail(name, "must be true or false");
            return false;
        }
        return value->get<bool>();
    }

    void fail(std::string_view name, std::string_view reason) {
        if (!fault_) {
            fault_ = Fault{prefix_ + std::string(name), std::string(reason)};
        }
    }

private:
    template <class Value, class Parse>
    std::optional<Value> parsed(std::string_view name, Parse parse, std::string_view reason) {
        if (member(name) == nullptr) {
            return std::nullopt;
        }
        const auto value = parse(text(name));
        if (!value) {
            fail(name, reason);
        }
        return value;
    }

    const core::Json& object_;
    std::string prefix_;
    std::optional<Fault>& fault_;
};

}  // namespace meldbrug::notes
