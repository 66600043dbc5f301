#include "meldbrug/core/texts.hpp"

#include "meldbrug/core/json.hpp"

namespace meldbrug::core {

Result<Texts> Texts::from_json(const nlohmann::json& json, std::string_view where) {
    if (!json.is_object()) {
        return Error{ErrorCode::invalid_config, "must be an object of key and sentence",
                     std::string(where)};
    }
    Texts texts;
    for (const auto& [key, sentence] : json.items()) {
        if (!sentence.is_string()) {
            return Error{ErrorCode::invalid_config, "field '" + key + "': must be a sentence",
                         std::string(where)};
        }
        texts.sentences_.emplace(key, sentence.get_ref<const std::string&>());
    }
    return texts;
}

std::string Texts::get(std::string_view key, Values values) const {
    const auto found = sentences_.find(std::string(key));
    if (found == sentences_.end()) {
        return "⟨" + std::string(key) + "⟩";
    }
    const std::string_view sentence = found->second;
    std::string out;
    out.reserve(sentence.size() + 32);
    std::size_t at = 0;
    while (at < sentence.size()) {
        const std::size_t open = sentence.find('{', at);
        const std::size_t close = open == std::string_view::npos ? open : sentence.find('}', open);
        if (close == std::string_view::npos) {
            break;
        }
        out.append(sentence.substr(at, open - at));
        const std::string_view name = sentence.substr(open + 1, close - open - 1);
        for (const auto& [placeholder, value] : values) {
            if (placeholder == name) {
                out.append(value);
                break;
            }
        }
        at = close + 1;
    }
    out.append(sentence.substr(at));
    return out;
}

std::string Texts::day(Date date) const {
    const std::chrono::year_month_day parts{date};
    const std::string month = std::to_string(static_cast<unsigned>(parts.month()));
    return get("date.day", {{"day", std::to_string(static_cast<unsigned>(parts.day()))},
                            {"month", get("date.month." + month)},
                            {"year", std::to_string(static_cast<int>(parts.year()))}});
}

}  // namespace meldbrug::core
