#include "json_reader.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::bridge {

JsonReader::JsonReader(const core::Json& object, std::string file, std::string pointer)
    : object_(object), file_(std::move(file)), pointer_(std::move(pointer)) {
    if (!object_.is_object()) {
        error_ = core::Error{core::ErrorCode::invalid_config, "must be an object {...}",
                             pointer_.empty() ? file_ : file_ + ": field '" + pointer_ + "'"};
    }
}

const core::Json* JsonReader::member(std::string_view name) {
    asked_.emplace(name);
    return core::find(object_, name);
}

std::optional<std::string> JsonReader::text(std::string_view name) {
    const auto* value = member(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        refuse(name, "must be text in quotes");
        return std::nullopt;
    }
    // A path or host is handed to functions that end it at a NUL: what was checked would not be
    // what is used.
    const auto& text = value->get_ref<const std::string&>();
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < ' '; })) {
        refuse(name, "must be one line without control characters");
        return std::nullopt;
    }
    return text;
}

std::optional<std::int64_t> JsonReader::integer(std::string_view name, std::int64_t least,
                                                std::int64_t most) {
    const auto* value = member(name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_number_integer() || value->get<std::int64_t>() < least ||
        value->get<std::int64_t>() > most) {
        refuse(name, "must be a whole number from " + std::to_string(least) + " to " +
                         std::to_string(most));
        return std::nullopt;
    }
    return value->get<std::int64_t>();
}

const core::Json* JsonReader::object(std::string_view name) {
    const auto* value = member(name);
    if (value != nullptr && !value->is_object()) {
        refuse(name, "must be an object {...}");
        return nullptr;
    }
    return value;
}

const core::Json* JsonReader::array(std::string_view name) {
    const auto* value = member(name);
    if (value != nullptr && !value->is_array()) {
        refuse(name, "must be a list [...]");
        return nullptr;
    }
    return value;
}

void JsonReader::refuse(std::string_view name, std::string reason) {
    if (!error_) {
        error_ = core::Error{core::ErrorCode::invalid_config, std::move(reason),
                             file_ + ": field '" + pointer_of(name) + "'"};
    }
}

void JsonReader::take_error(const core::Status& status) {
    if (!status && !error_) {
        error_ = status.error();
    }
}

core::Status JsonReader::finish() {
    const std::vector<std::string_view> asked(asked_.begin(), asked_.end());
    if (const auto unknown = core::unknown_member(object_, asked)) {
        refuse(unknown->name, unknown->reason);
    }
    if (error_) {
        return *error_;
    }
    return core::Done{};
}

}  // namespace meldbrug::bridge
