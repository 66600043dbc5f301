/// \file
/// The sentences people see, by key, in Dutch and English, from `notes-schema/texts/<lang>.json`.
///
/// Errors:   an unknown key yields the key itself between ⟨⟩, so that a gap is seen and nothing
///           crashes; a test holds both languages to the same keys.
/// Threads:  const methods may run concurrently.
#pragma once

#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace meldbrug::core {

class Texts {
public:
    /// A flat object of key → sentence with placeholders in braces: {"finding.missing": "Geen
    /// vastlegging gevonden van {what}."}
    static Result<Texts> from_json(const nlohmann::json& json, std::string_view where);

    using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    /// The sentence with its placeholders filled in.
    [[nodiscard]] std::string get(std::string_view key, Values values = {}) const;
    /// The day as people write it: "27 november 2026".
    [[nodiscard]] std::string day(Date date) const;
    [[nodiscard]] bool contains(std::string_view key) const {
        return sentences_.contains(std::string(key));
    }
    [[nodiscard]] const std::unordered_map<std::string, std::string>& all() const {
        return sentences_;
    }

private:
    std::unordered_map<std::string, std::string> sentences_;
};

}  // namespace meldbrug::core
