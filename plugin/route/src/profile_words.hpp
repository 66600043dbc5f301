/// \file
/// The names and selectors of a profile in words, for whoever reads a page of it or what changed.
///
/// Errors:   none; a name that nobody knows stands as it is.
/// Threads:  const, may run concurrently.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/route/profile.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace meldbrug::route {

class ProfileWords {
public:
    /// \pre all outlive this
    ProfileWords(const Profile& profile, const core::Catalogue& catalogue, const core::Texts& texts)
        : profile_(profile), catalogue_(catalogue), texts_(texts) {}

    /// "Stap 1: Signalen in kaart brengen"
    [[nodiscard]] static std::string step(const ProfileStep& step) {
        return step.label + ": " + step.title;
    }
    /// Its place in `Profile::steps`.
    [[nodiscard]] std::optional<std::size_t> index_of(std::string_view step) const;
    /// Of an action or step.
    [[nodiscard]] std::string label(const std::string& name) const;
    [[nodiscard]] std::string mark(const std::string& name) const;
    /// The school's own word for a role, where it has one.
    [[nodiscard]] std::string role(const std::string& name) const;
    [[nodiscard]] std::string roles(const core::Json& list) const;
    [[nodiscard]] std::string marks(const core::Json& list, std::string_view between = ", ") const;
    [[nodiscard]] std::string grounds(const core::Json& list) const;
    [[nodiscard]] std::string selector(const core::Json& list) const;
    /// "binnen 5 werkdagen"; empty for none.
    [[nodiscard]] std::string term(std::string_view term) const;

private:
    [[nodiscard]] std::string alternative(const core::Json& one) const;

    const Profile& profile_;
    const core::Catalogue& catalogue_;
    const core::Texts& texts_;
};

/// Whether that template is listed only: no dossier is held against it.
[[nodiscard]] bool is_listed(std::string_view kind);
/// The list of that name, empty when there is none.
[[nodiscard]] const core::Json& list_in(const core::Json& object, std::string_view key);

}  // namespace meldbrug::route
