#include "meldbrug/core/json.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

namespace meldbrug::core {

namespace {

/// Builds the document and stops at what nlohmann would let pass: too deep, or the same key twice.
class BoundedBuilder final : public nlohmann::json_sax<Json> {
public:
    explicit BoundedBuilder(Json& root) : builder_(root, false) {}

    bool null() override { return builder_.null(); }
    bool boolean(bool value) override { return builder_.boolean(value); }
    bool number_integer(number_integer_t value) override { return builder_.number_integer(value); }
    bool number_unsigned(number_unsigned_t value) override {
        return builder_.number_unsigned(value);
    }
    bool number_float(number_float_t value, const string_t& text) override {
        return builder_.number_float(value, text);
    }
    bool string(string_t& value) override { return builder_.string(value); }
    bool binary(binary_t& value) override { return builder_.binary(value); }
    bool start_object(std::size_t size) override {
        keys_.emplace_back();
        return deepen() && builder_.start_object(size);
    }
    bool key(string_t& name) override {
        if (!keys_.back().insert(name).second) {
            reason_ = "the same key stands twice in one object";
            return false;
        }
        return builder_.key(name);
    }
    bool end_object() override {
        keys_.pop_back();
        --depth_;
        return builder_.end_object();
    }
    bool start_array(std::size_t size) override { return deepen() && builder_.start_array(size); }
    bool end_array() override {
        --depth_;
        return builder_.end_array();
    }
    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override {
        reason_ = "not JSON, at byte " + std::to_string(position);
        return false;
    }

    [[nodiscard]] const std::string& reason() const { return reason_; }

private:
    bool deepen() {
        if (++depth_ > max_json_depth) {
            reason_ = "nested deeper than " + std::to_string(max_json_depth) + " levels";
            return false;
        }
        return true;
    }

    nlohmann::detail::json_sax_dom_parser<Json> builder_;
    std::vector<std::set<std::string>> keys_;
    int depth_ = 0;
    std::string reason_ = "not JSON";
};

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view where) {
    Json root;
    BoundedBuilder builder(root);
    try {
        if (Json::sax_parse(text, &builder)) {
            return root;
        }
    } catch (const std::exception&) {
        // nlohmann throws on numbers out of range; its message would quote the input.
        return Error{ErrorCode::invalid_input, "not JSON", std::string(where)};
    }
    return Error{ErrorCode::invalid_input, builder.reason(), std::string(where)};
}

Result<Json> read_json_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return Error{ErrorCode::invalid_config,
                     "cannot be read: check that the file exists and may be read", path.string()};
    }
    std::ostringstream content;
    content << file.rdbuf();
    auto json = parse_json(content.str(), path.string());
    if (!json) {
        return Error{ErrorCode::invalid_config, json.error().message, path.string()};
    }
    return json;
}

const Json* find(const Json& object, std::string_view key) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(std::string(key));
    return found == object.end() ? nullptr : &*found;
}

std::string_view text_or_empty(const Json& object, std::string_view key) {
    const Json* value = find(object, key);
    if (value == nullptr || !value->is_string()) {
        return {};
    }
    return value->get_ref<const std::string&>();
}

std::optional<UnknownMember> unknown_member(const Json& object,
                                            std::span<const std::string_view> known) {
    if (!object.is_object()) {
        return std::nullopt;
    }
    for (const auto& [name, value] : object.items()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            std::string reason = "is not known here; there are: ";
            for (const std::string_view& other : known) {
                reason.append(&other == &known.front() ? "" : ", ").append(other);
            }
            return UnknownMember{name, std::move(reason)};
        }
    }
    return std::nullopt;
}

}  // namespace meldbrug::core
