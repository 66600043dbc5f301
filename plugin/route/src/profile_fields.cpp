#include "profile_fields.hpp"

#include <algorithm>

namespace meldbrug::route {

std::string at(const std::string& pointer, std::string_view key) {
    return pointer + "/" + std::string(key);
}
std::string at(const std::string& pointer, std::size_t index) {
    return pointer + "/" + std::to_string(index);
}

bool is_id(const std::string& text) {
    constexpr std::size_t max_id_bytes = 64;
    return !text.empty() && text.size() <= max_id_bytes &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

bool ProfileFields::fail(const std::string& pointer, const std::string& reason) {
    if (!error_) {
        error_ = core::Error{
            core::ErrorCode::invalid_config,
            "field '" + (pointer.empty() ? std::string("/") : pointer) + "': " + reason, where_};
    }
    return false;
}

bool ProfileFields::known_keys(const Json& object, const std::string& pointer,
                               std::initializer_list<std::string_view> keys) {
    if (!object.is_object()) {
        return fail(pointer, "must be an object");
    }
    if (const auto unknown = core::unknown_member(object, {keys.begin(), keys.size()})) {
        return fail(at(pointer, unknown->name), unknown->reason);
    }
    return true;
}

bool ProfileFields::text(const Json& object, const std::string& pointer, std::string_view key,
                         bool required, std::string& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return !required || fail(at(pointer, key), "is missing");
    }
    if (!value->is_string() || value->get_ref<const std::string&>().empty()) {
        return fail(at(pointer, key), "must be a text that is not empty");
    }
    out = value->get<std::string>();
    return true;
}

bool ProfileFields::flag(const Json& object, const std::string& pointer, std::string_view key,
                         bool& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return true;
    }
    if (!value->is_boolean()) {
        return fail(at(pointer, key), "must be true or false");
    }
    out = value->get<bool>();
    return true;
}

bool ProfileFields::number(const Json& object, const std::string& pointer, std::string_view key,
                           int least, int most, int& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return true;
    }
    if (!value->is_number_integer() || *value < least || *value > most) {
        return fail(at(pointer, key), "must be a whole number from " + std::to_string(least) +
                                          " to " + std::to_string(most));
    }
    out = value->get<int>();
    return true;
}

bool ProfileFields::texts(const Json& object, const std::string& pointer, std::string_view key,
                          std::size_t least, std::vector<std::string>& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return least == 0 || fail(at(pointer, key), "is missing");
    }
    if (!value->is_array() || value->size() < least) {
        return fail(at(pointer, key), "must be a list of at least " + std::to_string(least));
    }
    for (std::size_t i = 0; i < value->size(); ++i) {
        if (!(*value)[i].is_string() || (*value)[i].get_ref<const std::string&>().empty()) {
            return fail(at(at(pointer, key), i), "must be a text that is not empty");
        }
        out.push_back((*value)[i].get<std::string>());
    }
    return true;
}

bool ProfileFields::date(const Json& object, const std::string& pointer, std::string_view key,
                         core::Date& out) {
    std::string value;
    if (!text(object, pointer, key, false, value)) {
        return false;
    }
    if (value.empty()) {
        return true;
    }
    const auto day = core::parse_date(value);
    if (!day) {
        return fail(at(pointer, key), "must be a day (YYYY-MM-DD)");
    }
    out = *day;
    return true;
}

}  // namespace meldbrug::route
