/// \file
/// Checks a profile document and compiles it. The checks are those of
/// notes-schema/route.schema.json and, beyond a schema's reach, that every name exists.
///
/// Errors:   the first fault, with the JSON pointer of the field.
#pragma once

#include "compiled_profile.hpp"

#include <memory>
#include <set>

namespace meldbrug::route {

class ProfileParser {
public:
    ProfileParser(const core::Json& root, core::Catalogue& catalogue, std::string_view where);
    core::Result<std::unique_ptr<Profile::Compiled>> parse();

private:
    using Json = core::Json;

    bool fail(const std::string& pointer, const std::string& reason);
    bool known_keys(const Json& object, const std::string& pointer,
                    std::initializer_list<std::string_view> keys);
    bool text(const Json& object, const std::string& pointer, std::string_view key, bool required,
              std::string& out);
    bool flag(const Json& object, const std::string& pointer, std::string_view key, bool& out);
    bool number(const Json& object, const std::string& pointer, std::string_view key, int least,
                int most, int& out);
    bool texts(const Json& object, const std::string& pointer, std::string_view key,
               std::size_t least, std::vector<std::string>& out);
    bool date(const Json& object, const std::string& pointer, std::string_view key,
              core::Date& out);
    template <class Value>
    bool choice(const Json& object, const std::string& pointer, std::string_view key, bool required,
                std::initializer_list<std::pair<std::string_view, Value>> values, Value& out);

    bool head();
    bool steps();
    bool step(const Json& json, const std::string& pointer);
    bool step_names();
    bool evidence();
    bool roles_in_words();
    bool alarms();
    bool terms();
    bool closing();
    bool emergency();
    bool counts_as();
    bool rules();

    bool selector(const Json& json, const std::string& pointer, Window window, Matches& out);
    bool one_match(const Json& json, const std::string& pointer, Match& match);
    bool name_into(const std::string& name, const std::string& pointer, Match& match);
    bool subjects_of(const Json& json, const std::string& pointer, Match& match);
    bool conditions_of(const Json& json, const std::string& pointer, Match& match);
    bool marks(const Json& json, const std::string& pointer, std::string_view key,
               core::MarkSet& out);
    bool roles(const Json& json, const std::string& pointer, std::string_view key,
               core::RoleSet& out);
    bool step_list(const Json& json, const std::string& pointer, std::string_view key,
                   core::StepSet& out);

    bool rule(const Json& json, const std::string& pointer);
    bool rule_head(const Json& json, const std::string& pointer, Rule& rule, RuleText& words,
                   bool& enabled);
    bool rule_needs(const Json& json, const std::string& pointer, Template kind);
    bool rule_body(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_when(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_term(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_place(const Json& json, const std::string& pointer, Rule& rule, RuleText& words);
    bool waiver(const Json& json, const std::string& pointer);
    bool connect_waivers();
    void find_presence(Rule& rule) const;
    void find_step_rules();
    [[nodiscard]] bool offers(const Rule& rule, core::StepId step) const;
    [[nodiscard]] std::uint8_t step_of(const Matches& matches) const;
    [[nodiscard]] const LadderStep* on_ladder(std::uint8_t step) const;
    std::uint16_t about_number(const std::string& about);

    const Json& root_;
    core::Catalogue& catalogue_;
    std::string where_;
    std::optional<core::Error> error_;
    std::unique_ptr<Profile::Compiled> out_;
    std::map<std::string, std::uint8_t> term_numbers_;
    std::map<std::string, std::uint8_t> alarm_numbers_;
    std::map<std::string, std::uint16_t> about_numbers_;
    std::multimap<core::ActionId, core::ActionId> counts_as_;  ///< action → others that count as it
    std::set<std::string> rule_keys_;
    struct Excused {
        std::string rule;
        std::string pointer;
        std::uint32_t waiver_bit;
    };
    std::vector<Excused> excused_;
    std::set<std::string> rule_ids_;
};

}  // namespace meldbrug::route
