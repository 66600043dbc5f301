/// \file
/// Checks a profile document and compiles it. The checks are those of
/// notes-schema/route.schema.json and, beyond a schema's reach, that every name exists.
///
/// Errors:   the first fault, with the JSON pointer of the field.
#pragma once

#include "compiled_profile.hpp"
#include "profile_fields.hpp"

#include <memory>
#include <set>

namespace meldbrug::route {

class ProfileParser : private ProfileFields {
public:
    ProfileParser(const core::Json& root, core::Catalogue& catalogue, std::string_view where);
    core::Result<std::unique_ptr<Profile::Compiled>> parse();

private:
    // What a profile is: profile_parser.cpp.
    bool head();
    bool steps();
    bool step(const Json& json, const std::string& pointer);
    /// The acts that make a step together show it, each a part.
    bool required_acts();
    bool step_conditions();
    /// Groups of rules that end on one day, as when the Verwijsindex is no longer used.
    bool switches();
    /// Other routes whose steps the school counts beside the meldcode's.
    bool ladders();
    bool step_names();
    bool names_of(const Json& json, const std::string& pointer, std::uint8_t ladder);
    /// Which steps of another ladder an action shows beside the meldcode's.
    bool evidence_beside(const Json& json, const std::string& pointer, std::uint8_t ladder);
    bool evidence();
    bool roles_in_words();
    bool alarms();
    bool terms();
    /// A term that nothing ever sets is a reminder that never goes out.
    bool terms_are_set();
    bool closing();
    bool emergency();
    bool counts_as();
    [[nodiscard]] const LadderStep* on_ladder(std::uint8_t step) const;

    // What a rule looks for: profile_selectors.cpp.
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

    // The questions of the framework and where they lead: profile_weighing.cpp.
    bool weighing();
    bool weighing_questions(const Json& list);
    bool weighing_question(const Json& json, const std::string& pointer,
                           WeighingQuestion& question);
    bool answer_path(const Json& json, const std::string& pointer, AnswerPath& path);
    bool answers_lead_on();
    bool weighing_decisions(const Json& list);

    // Rules and what waives them: profile_rules.cpp.
    bool rules();
    bool rule(const Json& json, const std::string& pointer);
    bool rule_head(const Json& json, const std::string& pointer, Rule& rule, RuleText& words,
                   bool& enabled);
    bool rule_validity(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_needs(const Json& json, const std::string& pointer, Template kind);
    bool rule_fits(const Json& json, const std::string& pointer, Template kind);
    bool rule_body(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_actors(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_when(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_term(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_statutory(const Json& json, const std::string& pointer, Rule& rule);
    bool rule_place(const Json& json, const std::string& pointer, Rule& rule, RuleText& words);
    bool waiver(const Json& json, const std::string& pointer, const std::string& id);
    bool way_out(const Json& json, const std::string& pointer);
    struct NamedRule {
        std::string rule;
        std::string pointer;
        std::uint32_t bit;  ///< of what names it
    };
    template <class Give>
    bool connect(const std::vector<NamedRule>& named, const std::string& remedy, Give&& give);
    bool connect_waivers();
    bool connect_kept();
    /// A listed rule that names what checks it names a rule that is judged.
    bool covers_hold();
    void find_presence(Rule& rule) const;
    void find_step_rules();
    [[nodiscard]] bool offers(const Rule& rule, core::StepId step) const;
    [[nodiscard]] std::uint8_t step_of(const Matches& matches) const;
    std::uint16_t about_number(const std::string& about);

    const Json& root_;
    core::Catalogue& catalogue_;
    std::unique_ptr<Profile::Compiled> out_;
    std::map<std::string, std::uint8_t> term_numbers_;
    std::map<std::string, std::uint8_t> alarm_numbers_;
    std::map<std::string, core::Date> switches_;  ///< name → last day
    std::map<std::string, std::uint16_t> about_numbers_;
    std::multimap<core::ActionId, core::ActionId> counts_as_;  ///< action → others that count as it
    std::set<std::string> rule_keys_;
    std::vector<NamedRule> excused_;  ///< by waivers
    std::vector<NamedRule> kept_;     ///< by ways out of the route
    struct Required {
        std::size_t step;
        core::ActionId action;
        std::string pointer;
    };
    std::vector<Required> required_;
    std::set<std::string> rule_ids_;
    std::set<std::string> judged_ids_;
    std::vector<std::pair<std::string, std::string>> covers_;  ///< rule, and where it is named
};

}  // namespace meldbrug::route
