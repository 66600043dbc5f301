/// \file
/// A school's route as data: steps, labels, order, roles, categories and rules, checked and
/// compiled.
///
/// Shape:    `notes-schema/route.schema.json`; each rule's template has its exact meaning in
///           `notes-schema/README.md`.
/// Errors:   invalid_config naming file, field (JSON pointer) and reason; nothing is loaded half.
/// Threads:  immutable after loading.
/// Source:   each rule carries its number of design/rules.md and the protocol line it rests on.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/core/school_calendar.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::route {

struct ProfileStep {
    core::StepId id{};
    std::string label;        ///< "Stap 5a"
    std::string title;        ///< "Melden bij Veilig Thuis"
    std::uint8_t ladder = 0;  ///< index into `Profile::ladders`
};

/// A label as staff write it and the steps it may mean; two for "5" where help and report share it.
struct StepName {
    std::string label;  ///< "1", "5a"
    std::vector<core::StepId> steps;
};

/// Steps that are counted by themselves. The first of a profile is the meldcode: it alone decides
/// the badge's count, and a step that is named without its ladder is one of it.
struct NamedLadder {
    std::string id;    ///< "meldcode", "ondersteuningsroute"; a vocabulary says which words name it
    std::string name;  ///< "Ondersteuningsroute"
    std::vector<StepName> step_names;
};

/// By which a school may refrain from something, with the act that says so.
struct WaiverRule {
    core::ActionId act{};
    std::vector<core::MarkSet> accepted;  ///< each a set of grounds that suffices together
    core::MarkSet recognised;             ///< every ground that the rule knows, these included
};

class Profile {
public:
    /// Adds the profile's own steps to the catalogue. Checks structure, unknown steps, actions,
    /// roles, marks and templates.
    static core::Result<Profile> from_json(const core::Json& json, core::Catalogue& catalogue,
                                           std::string_view where);
    Profile(Profile&&) noexcept;
    Profile& operator=(Profile&&) noexcept;
    ~Profile();

    [[nodiscard]] const std::string& id() const;
    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] const std::string& version() const;
    /// The first day on which this version holds for dossiers that open; the first day that there
    /// is where it names none.
    [[nodiscard]] core::Date in_force() const;
    [[nodiscard]] const std::vector<ProfileStep>& steps() const;
    /// The meldcode first; several where a school counts another route's steps beside it.
    [[nodiscard]] const std::vector<NamedLadder>& ladders() const;
    /// Whether a step that is named without its ladder, and stands in both, is to be confirmed.
    [[nodiscard]] bool asks_which_ladder() const;
    /// Whether a note of that category belongs to the route; none counts as yes (contract 11).
    [[nodiscard]] bool covers_category(const std::optional<std::string>& category) const;
    /// The waiver of that number; nothing when the route has none, or has it switched off.
    [[nodiscard]] std::optional<WaiverRule> waiver(std::string_view rule) const;
    [[nodiscard]] int due_soon_days() const;
    [[nodiscard]] core::WorkingDayPolicy working_days() const;
    /// The document it was made from, for `route show --json` and the board.
    [[nodiscard]] const core::Json& document() const;

    struct Compiled;
    [[nodiscard]] const Compiled& compiled() const { return *compiled_; }

private:
    explicit Profile(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace meldbrug::route
