#include "meldbrug/route/profile.hpp"

#include "profile_parser.hpp"

#include <algorithm>

namespace meldbrug::route {

Profile::Profile(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Profile::Profile(Profile&&) noexcept = default;
Profile& Profile::operator=(Profile&&) noexcept = default;
Profile::~Profile() = default;

core::Result<Profile> Profile::from_json(const core::Json& json, core::Catalogue& catalogue,
                                         std::string_view where) {
    auto compiled = ProfileParser(json, catalogue, where).parse();
    if (!compiled) {
        return compiled.error();
    }
    return Profile(std::move(compiled).value());
}

const std::string& Profile::id() const {
    return compiled_->id;
}
const std::string& Profile::name() const {
    return compiled_->name;
}
const std::string& Profile::version() const {
    return compiled_->version;
}
core::Date Profile::in_force() const {
    return compiled_->in_force;
}
const std::vector<ProfileStep>& Profile::steps() const {
    return compiled_->steps;
}
const std::vector<NamedLadder>& Profile::ladders() const {
    return compiled_->ladders;
}
bool Profile::asks_which_ladder() const {
    return compiled_->asks_which_ladder;
}
std::optional<std::uint16_t> Profile::Compiled::rule_named(std::string_view rule) const {
    const auto found = std::find_if(texts.begin(), texts.end(),
                                    [&](const RuleText& one) { return one.name() == rule; });
    return found == texts.end() ? std::nullopt
                                : std::optional(static_cast<std::uint16_t>(found - texts.begin()));
}
std::optional<WaiverRule> Profile::waiver(std::string_view rule) const {
    for (const Waiver& waiver : compiled_->waivers) {
        if (waiver.rule != rule) {
            continue;
        }
        WaiverRule found;
        found.accepted = waiver.accepted;
        found.recognised = waiver.others | waiver.doubtful;
        for (const core::MarkSet& accepted : waiver.accepted) {
            found.recognised |= accepted;
        }
        for (std::size_t i = 0; i < waiver.act.count; ++i) {
            const SubjectSet& subjects = compiled_->matches[waiver.act.first + i].subjects;
            for (std::uint8_t action = 0; action < first_question; ++action) {
                if (subjects.contains({action})) {
                    found.act = {action};
                    return found;
                }
            }
        }
    }
    return std::nullopt;
}
int Profile::due_soon_days() const {
    return compiled_->due_soon_days;
}
core::WorkingDayPolicy Profile::working_days() const {
    return compiled_->working_days;
}
const core::Json& Profile::document() const {
    return compiled_->document;
}

bool Profile::covers_category(const std::optional<std::string>& category) const {
    if (!category) {
        return true;
    }
    return std::find(compiled_->categories.begin(), compiled_->categories.end(), *category) !=
           compiled_->categories.end();
}

}  // namespace meldbrug::route
