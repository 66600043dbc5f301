/// \file
/// Reads a configuration object strictly: every member is asked for by name, and what nobody asked
/// for is an error.
///
/// Errors:   invalid_config naming file, field (JSON pointer) and reason; the first one is kept.
#pragma once

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

class JsonReader {
public:
    /// \param pointer  of `object` in the file: "" or "/mail"
    JsonReader(const core::Json& object, std::string file, std::string pointer = {});

    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t least,
                                                      std::int64_t most);
    /// The member when it is an object (or array), else null.
    [[nodiscard]] const core::Json* object(std::string_view name);
    [[nodiscard]] const core::Json* array(std::string_view name);
    /// Marks a field as wrong.
    void refuse(std::string_view name, std::string reason);
    /// Takes over what another reader found.
    void take_error(const core::Status& status);
    [[nodiscard]] std::string pointer_of(std::string_view name) const {
        return pointer_ + "/" + std::string(name);
    }
    [[nodiscard]] const std::string& file() const { return file_; }

    /// The first error, members that nobody asked for included.
    [[nodiscard]] core::Status finish();

private:
    const core::Json* member(std::string_view name);
    const core::Json& object_;
    std::string file_;
    std::string pointer_;
    std::set<std::string, std::less<>> asked_;
    std::optional<core::Error> error_;
};

}  // namespace meldbrug::bridge
