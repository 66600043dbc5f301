// Rules: what each of their templates needs, when they hold, and what waives them.
#include "profile_parser.hpp"

#include "meldbrug/core/statutory_term.hpp"
#include "meldbrug/route/duties.hpp"

#include <algorithm>

namespace meldbrug::route {
namespace {

using core::Json;

constexpr std::size_t max_rules = 192;  // above the 170 rules of all five protocols together

bool is_per_step(Template kind) {
    return kind == Template::after_each_step || kind == Template::alternate;
}
bool is_listed(Template kind) {
    return kind == Template::visibility || kind == Template::retention || kind == Template::lint ||
           kind == Template::check || kind == Template::may || kind == Template::organisation;
}

/// Something has to be done: it can be open, missing or late.
bool is_duty(Template kind) {
    switch (kind) {
        case Template::choice:
        case Template::exclusive_choice:
        case Template::precedence:
        case Template::response:
        case Template::responded_existence:
        case Template::chain:
        case Template::data:
            return true;
        default:
            return false;
    }
}

Window window_of(Template kind) {
    switch (kind) {
        case Template::precedence:
        case Template::responded_existence:
        case Template::choice:
        case Template::exclusive_choice:
        case Template::not_coexistence:
        case Template::not_succession:
        case Template::alternate:
        case Template::after_each_step:
            return Window::any;
        case Template::data:
            return Window::same_note;
        default:
            return Window::after;
    }
}

}  // namespace

bool ProfileParser::rules() {
    const Json* list = core::find(root_, "rules");
    if (list == nullptr || !list->is_array() || list->size() > max_rules) {
        return fail("/rules", "must be a list of at most " + std::to_string(max_rules) + " rules");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        if (!rule((*list)[i], at("/rules", i))) {
            return false;
        }
    }
    if (!connect_waivers() || !connect_kept() || !covers_hold()) {
        return false;
    }
    find_step_rules();
    return true;
}

bool ProfileParser::rule(const Json& json, const std::string& pointer) {
    if (!known_keys(json, pointer,
                    {"id",
                     "part",
                     "template",
                     "says",
                     "force",
                     "source",
                     "school_agreement",
                     "enabled",
                     "why_off",
                     "from",
                     "until",
                     "switch",
                     "dated_by",
                     "about",
                     "step",
                     "wording",
                     "trigger",
                     "duty",
                     "doubtful",
                     "when",
                     "occurrence",
                     "term",
                     "term_name",
                     "statutory",
                     "by",
                     "at_once",
                     "urgent",
                     "external",
                     "quiet",
                     "steps",
                     "present_role",
                     "roles",
                     "instead",
                     "unnamed",
                     "at_least",
                     "not_only",
                     "not_by",
                     "unmet",
                     "covered_by",
                     "every",
                     "window",
                     "excuses",
                     "grounds",
                     "doubtful_grounds",
                     "other_grounds",
                     "void_grounds",
                     "unlisted",
                     "keeps"})) {
        return false;
    }
    Rule rule;
    RuleText words;
    bool enabled = true;
    if (!rule_head(json, pointer, rule, words, enabled) || !rule_needs(json, pointer, rule.kind) ||
        !rule_fits(json, pointer, rule.kind)) {
        return false;
    }
    const bool waives = rule.kind == Template::waiver;
    if (enabled && !is_listed(rule.kind) && (waives || rule.force != Force::may)) {
        judged_ids_.insert(words.id);
    }
    if (waives) {
        return !enabled || waiver(json, pointer, words.id);
    }
    if (!rule_body(json, pointer, rule) || !rule_actors(json, pointer, rule) ||
        !rule_when(json, pointer, rule) || !rule_term(json, pointer, rule) ||
        !rule_statutory(json, pointer, rule) || !rule_place(json, pointer, rule, words)) {
        return false;
    }
    if (!enabled || is_listed(rule.kind) || rule.force == Force::may) {
        return true;
    }
    const LadderStep* asked = on_ladder(rule.demands);
    if (asked != nullptr && asked->on_paper) {
        return true;  // that no note shows it says nothing
    }
    if (rule.kind == Template::other_route && !way_out(json, pointer)) {
        return false;
    }
    find_presence(rule);
    rule.about = about_number(words.about);
    out_->rules.push_back(rule);
    out_->texts.push_back(std::move(words));
    return true;
}

bool ProfileParser::rule_head(const Json& json, const std::string& pointer, Rule& rule,
                              RuleText& words, bool& enabled) {
    std::string says, why_off;
    std::vector<std::string> sources;
    if (!text(json, pointer, "id", true, words.id) ||
        !text(json, pointer, "part", false, words.part) ||
        !text(json, pointer, "says", true, says) ||
        !text(json, pointer, "why_off", false, why_off) ||
        !text(json, pointer, "wording", false, words.wording) ||
        !flag(json, pointer, "school_agreement", words.school_agreement) ||
        !flag(json, pointer, "enabled", enabled) || !texts(json, pointer, "source", 0, sources) ||
        !rule_validity(json, pointer, rule) ||
        !choice<Force>(json, pointer, "force", true,
                       {{"must", Force::must}, {"should", Force::should}, {"may", Force::may}},
                       rule.force) ||
        !choice<Template>(json, pointer, "template", true,
                          {{"existence", Template::existence},
                           {"init", Template::init},
                           {"choice", Template::choice},
                           {"exclusive_choice", Template::exclusive_choice},
                           {"precedence", Template::precedence},
                           {"response", Template::response},
                           {"responded_existence", Template::responded_existence},
                           {"chain", Template::chain},
                           {"alternate", Template::alternate},
                           {"after_each_step", Template::after_each_step},
                           {"not_coexistence", Template::not_coexistence},
                           {"not_succession", Template::not_succession},
                           {"data", Template::data},
                           {"actor", Template::actor},
                           {"co_actor", Template::co_actor},
                           {"waiver", Template::waiver},
                           {"human_decision", Template::human_decision},
                           {"other_route", Template::other_route},
                           {"periodic", Template::periodic},
                           {"visibility", Template::visibility},
                           {"retention", Template::retention},
                           {"lint", Template::lint},
                           {"check", Template::check},
                           {"may", Template::may},
                           {"organisation", Template::organisation}},
                          rule.kind)) {
        return false;
    }
    if (!is_id(words.id)) {
        return fail(at(pointer, "id"), "must be letters, digits, '-' and '_' only, at most 64");
    }
    if (!rule_keys_.insert(words.id + "/" + words.part).second) {
        return fail(at(pointer, "id"), "stands in the list twice; give each a 'part' of its own");
    }
    rule_ids_.insert(words.id);
    if (sources.empty() && !words.school_agreement) {
        return fail(
            at(pointer, "source"),
            "is missing: cite the protocol's lines, or mark the rule as 'school_agreement'");
    }
    if (!enabled && why_off.empty()) {
        return fail(at(pointer, "why_off"), "is missing: say why the rule is switched off");
    }
    for (const std::string& source : sources) {
        words.source += (words.source.empty() ? "" : "; ") + source;
    }
    return true;
}

/// When the rule holds: its own days, and no longer than the group that it belongs to.
bool ProfileParser::rule_validity(const Json& json, const std::string& pointer, Rule& rule) {
    std::string group;
    if (!date(json, pointer, "from", rule.from) || !date(json, pointer, "until", rule.until) ||
        !text(json, pointer, "switch", false, group) ||
        !choice<bool>(json, pointer, "dated_by", false, {{"trigger", false}, {"opening", true}},
                      rule.dated_by_opening)) {
        return false;
    }
    if (rule.from > rule.until) {
        return fail(at(pointer, "until"),
                    "lies before 'from', so that the rule never holds; turn them round");
    }
    if (group.empty()) {
        return true;
    }
    const auto own = switches_.find(group);
    if (own == switches_.end()) {
        return fail(at(pointer, "switch"),
                    "is not in 'switches'; add it there, with the day on which it ends once that "
                    "is known");
    }
    if (rule.from > own->second) {
        return fail(at(pointer, "switch"), "ends before 'from', so that the rule never holds");
    }
    rule.until = std::min(rule.until, own->second);
    return true;
}

/// The fields without which a template says nothing.
bool ProfileParser::rule_needs(const Json& json, const std::string& pointer, Template kind) {
    const auto need = [&](std::initializer_list<std::string_view> keys) {
        return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) {
            return core::find(json, key) != nullptr ||
                   fail(at(pointer, key), "is missing for this template");
        });
    };
    if (is_listed(kind)) {
        return true;
    }
    switch (kind) {
        case Template::existence:
        case Template::init:
            return need({"step"});
        case Template::after_each_step:
        case Template::alternate:
            return need({"steps", "duty", "about"});
        case Template::actor:
        case Template::co_actor:
            return need({"trigger", "roles", "about"});
        case Template::human_decision:
        case Template::other_route:
            return need({"trigger", "about"});
        case Template::waiver:
            return need({"trigger", "excuses", "grounds"});
        case Template::periodic:
            return need({"trigger", "duty", "term", "about"});
        default:
            break;
    }
    if (core::find(json, "term_name") != nullptr) {
        return need({"trigger", "term", "about"});  // a term that only renewal ends needs no duty
    }
    return need({"trigger", "duty", "about"});
}

/// The fields that say something with some templates only.
bool ProfileParser::rule_fits(const Json& json, const std::string& pointer, Template kind) {
    const bool who = kind == Template::actor || kind == Template::co_actor;
    const std::array<std::pair<std::string_view, bool>, 13> fits{
        {{"unnamed", who},
         {"not_only", who},
         {"not_by", who},
         {"at_least", kind == Template::co_actor},
         {"unmet", is_duty(kind) || who},
         {"window", kind == Template::waiver},
         {"switch", kind != Template::waiver},
         {"from", kind != Template::waiver},
         {"until", kind != Template::waiver},
         {"dated_by", kind != Template::waiver && !is_listed(kind)},
         {"covered_by", is_listed(kind)},
         {"every", kind == Template::organisation},
         {"keeps", kind == Template::other_route}}};
    for (const auto& [key, good] : fits) {
        if (!good && core::find(json, key) != nullptr) {
            return fail(at(pointer, key), "says nothing with this template; take it out");
        }
    }
    const Json* every = core::find(json, "every");
    if (every != nullptr && !rhythm_of(*every)) {
        return fail(at(pointer, "every"),
                    R"(must be like "P1Y", {"per_school_year": 2} or {"months": [2, 6]})");
    }
    std::vector<std::string> covered;
    if (core::find(json, "covered_by") != nullptr &&
        !texts(json, pointer, "covered_by", 1, covered)) {
        return false;
    }
    for (std::size_t i = 0; i < covered.size(); ++i) {
        covers_.emplace_back(covered[i], at(at(pointer, "covered_by"), i));
    }
    return true;
}

bool ProfileParser::rule_body(const Json& json, const std::string& pointer, Rule& rule) {
    const Window window = window_of(rule.kind);
    const std::array<std::pair<std::string_view, Matches*>, 3> selectors{
        {{"trigger", &rule.trigger}, {"duty", &rule.duty}, {"doubtful", &rule.doubtful}}};
    for (const auto& [key, matches] : selectors) {
        const Json* value = core::find(json, key);
        if (value != nullptr && !selector(*value, at(pointer, key),
                                          key == "doubtful" ? Window::any : window, *matches)) {
            return false;
        }
    }
    rule.at_once = rule.kind == Template::precedence || rule.kind == Template::data;
    std::string present;
    if (!flag(json, pointer, "at_once", rule.at_once) ||
        !flag(json, pointer, "urgent", rule.urgent) || !flag(json, pointer, "quiet", rule.quiet) ||
        !flag(json, pointer, "external", rule.external) ||
        !roles(json, pointer, "roles", rule.roles) ||
        !text(json, pointer, "present_role", false, present) ||
        !choice<bool>(json, pointer, "unmet", false, {{"to_confirm", true}},
                      rule.unmet_to_confirm)) {
        return false;
    }
    if (!present.empty()) {
        const auto role = catalogue_.role(present);
        if (!role) {
            return fail(at(pointer, "present_role"), "is not a role of the catalogue");
        }
        rule.roles.insert(*role);
    }
    if (core::find(json, "steps") == nullptr) {
        return true;
    }
    if (!step_list(json, pointer, "steps", rule.steps)) {
        return false;
    }
    const LadderStep* first = nullptr;
    for (const LadderStep& step : out_->ladder) {
        if (!rule.steps.contains(step.id)) {
            continue;
        }
        first = first == nullptr ? &step : first;
        if (step.ladder != first->ladder) {
            return fail(at(pointer, "steps"), "names steps of more than one ladder");
        }
    }
    return true;
}

bool ProfileParser::rule_actors(const Json& json, const std::string& pointer, Rule& rule) {
    const bool who = rule.kind == Template::actor || rule.kind == Template::co_actor;
    if (who) {
        rule.occurrence = Occurrence::each;  // the right reporter once does not make another right
    }
    int at_least = 0;
    if (!choice<Occurrence>(json, pointer, "occurrence", false,
                            {{"first", Occurrence::first},
                             {"each", Occurrence::each},
                             {"last", Occurrence::last},
                             {"together", Occurrence::together}},
                            rule.occurrence) ||
        !roles(json, pointer, "instead", rule.instead) ||
        !roles(json, pointer, "not_only", rule.not_only) ||
        !roles(json, pointer, "not_by", rule.not_by) ||
        !choice<bool>(json, pointer, "unnamed", false, {{"to_confirm", false}, {"silent", true}},
                      rule.silent) ||
        !number(json, pointer, "at_least", 1, 30, at_least)) {
        return false;
    }
    if (!who && rule.occurrence == Occurrence::together) {
        return fail(at(pointer, "occurrence"), "'together' goes with actor and co_actor only");
    }
    if (at_least > static_cast<int>(rule.roles.size())) {
        return fail(at(pointer, "at_least"), "is more than 'roles' names");
    }
    rule.at_least = static_cast<std::uint8_t>(at_least);
    return true;
}

bool ProfileParser::rule_when(const Json& json, const std::string& pointer, Rule& rule) {
    const Json* when = core::find(json, "when");
    if (when == nullptr) {
        return true;
    }
    const std::string place = at(pointer, "when");
    if (!known_keys(
            *when, place,
            {"seen", "not_seen", "earlier", "so_far", "not_so_far", "age_from", "age_until"})) {
        return false;
    }
    int from = 0, until = 0;
    if (!number(*when, place, "age_from", 1, 30, from) ||
        !number(*when, place, "age_until", 1, 30, until)) {
        return false;
    }
    if (until != 0 && from > until) {
        return fail(at(place, "age_until"),
                    "lies below 'age_from', so that the rule holds for nobody; turn them round");
    }
    rule.age_from = static_cast<std::uint8_t>(from);
    rule.age_until = static_cast<std::uint8_t>(until);
    const std::array<std::pair<std::string_view, Matches*>, 5> selectors{
        {{"seen", &rule.seen},
         {"not_seen", &rule.not_seen},
         {"earlier", &rule.earlier},
         {"so_far", &rule.so_far},
         {"not_so_far", &rule.not_so_far}}};
    for (const auto& [key, matches] : selectors) {
        const Json* value = core::find(*when, key);
        if (value != nullptr && !selector(*value, at(place, key), Window::any, *matches)) {
            return false;
        }
    }
    return true;
}

bool ProfileParser::rule_term(const Json& json, const std::string& pointer, Rule& rule) {
    std::string term, made;
    if (!text(json, pointer, "term", false, term) ||
        !text(json, pointer, "term_name", false, made)) {
        return false;
    }
    if (!made.empty()) {
        const auto number_of = term_numbers_.find(made);
        if (number_of == term_numbers_.end()) {
            return fail(at(pointer, "term_name"), "is not in 'terms'");
        }
        rule.term_made = number_of->second;
    }
    if (term.empty()) {
        return true;
    }
    if (term.front() == '@') {
        const auto number_of = term_numbers_.find(term.substr(1));
        if (number_of == term_numbers_.end()) {
            return fail(at(pointer, "term"), "names a term that is not in 'terms'");
        }
        rule.term = {TermUnit::agreed, 0, number_of->second};
        return true;
    }
    // P5D, P5WD, P2M, P2Y: one whole number and one unit, as the contract writes durations.
    std::size_t digits = 1;
    while (digits < term.size() && digits < 5 && term[digits] >= '0' && term[digits] <= '9') {
        rule.term.amount = rule.term.amount * 10 + (term[digits] - '0');
        ++digits;
    }
    const std::string unit = term.substr(std::min(digits, term.size()));
    if (term.front() != 'P' || digits == 1 ||
        (unit != "D" && unit != "WD" && unit != "M" && unit != "Y")) {
        return fail(at(pointer, "term"), "must be like P0D, P5WD, P2M, P2Y or @help_effect");
    }
    if (unit == "Y") {
        rule.term.amount *= 12;
    }
    rule.term.unit = unit == "D"    ? TermUnit::days
                     : unit == "WD" ? TermUnit::working_days
                                    : TermUnit::months;
    return true;
}

/// A term of law, to which the Algemene termijnenwet applies.
bool ProfileParser::rule_statutory(const Json& json, const std::string& pointer, Rule& rule) {
    if (!flag(json, pointer, "statutory", rule.term.statutory)) {
        return false;
    }
    if (!rule.term.statutory) {
        return true;
    }
    const int amount = rule.term.amount;
    const bool applies =
        amount > 0 && ((rule.term.unit == TermUnit::days && amount <= core::statutory_days) ||
                       (rule.term.unit == TermUnit::months && amount <= core::statutory_months));
    return applies ||
           fail(at(pointer, "statutory"),
                "says nothing with this 'term': the Algemene termijnenwet extends terms of law of "
                "1 to 90 days (P1D to P90D) or 1 to 3 months (P1M to P3M); take it out");
}

/// Which step the rule belongs to, what its findings are about, and which step ends its patience.
bool ProfileParser::rule_place(const Json& json, const std::string& pointer, Rule& rule,
                               RuleText& words) {
    std::string step, by;
    if (!text(json, pointer, "step", false, step) || !text(json, pointer, "by", false, by) ||
        !text(json, pointer, "about", false, words.about)) {
        return false;
    }
    if (!step.empty()) {
        const auto id = catalogue_.step(step);
        if (!id || !out_->ladder_steps.contains(*id)) {
            return fail(at(pointer, "step"), "is not in 'steps'");
        }
        rule.step = id->value;
    } else if (!is_per_step(rule.kind)) {
        rule.step = step_of(rule.trigger);
    }
    if (rule.kind == Template::existence || rule.kind == Template::init) {
        words.about = step;
    }
    const bool is_question = words.about.size() == 14 &&
                             words.about.rfind("weging_vraag_", 0) == 0 &&
                             words.about.back() >= '1' && words.about.back() <= '5';
    if (!words.about.empty() && words.about != "melder" && !is_question &&
        !catalogue_.action(words.about) && !catalogue_.step(words.about) &&
        !catalogue_.mark(words.about)) {
        return fail(
            at(pointer, "about"),
            "must be an action, a step, a mark, weging_vraag_1 to weging_vraag_5, or melder");
    }
    if (const auto action = catalogue_.action(words.about);
        action && out_->evidence[action->value]) {
        rule.demands = out_->evidence[action->value]->value;
    } else if (const auto about = catalogue_.step(words.about);
               about && out_->ladder_steps.contains(*about)) {
        rule.demands = about->value;
    }
    rule.about_step = rule.demands == rule.step && rule.step != no_step &&
                      catalogue_.step(words.about).has_value();
    const LadderStep* own = on_ladder(rule.step);
    rule.by_ladder = own == nullptr ? meldcode : own->ladder;
    rule.by_order = own == nullptr
                        ? 100
                        : own->order + 1;  // 100: above every order, so that closing alone ends it
    if (!by.empty()) {
        const auto id = catalogue_.step(by);
        const LadderStep* last = id ? on_ladder(id->value) : nullptr;
        if (last == nullptr) {
            return fail(at(pointer, "by"), "is not in 'steps'");
        }
        if (own != nullptr && own->ladder != last->ladder) {
            return fail(at(pointer, "by"), "is a step of another ladder than the rule's own");
        }
        rule.by_order = last->order;
        rule.by_ladder = last->ladder;
    }
    return true;
}

/// The step of what triggers a rule, when all of it belongs to one step.
std::uint8_t ProfileParser::step_of(const Matches& matches) const {
    for (std::size_t i = 0; i < matches.count; ++i) {
        const Match& match = out_->matches[matches.first + i];
        for (const LadderStep& step : out_->ladder) {
            if (match.steps.contains(step.id)) {
                return step.id.value;
            }
        }
        for (std::size_t action = 0; action < out_->evidence.size(); ++action) {
            if (out_->evidence[action] &&
                match.subjects.contains({static_cast<std::uint8_t>(action)})) {
                return out_->evidence[action]->value;
            }
        }
    }
    return no_step;
}

bool ProfileParser::waiver(const Json& json, const std::string& pointer, const std::string& id) {
    if (out_->waivers.size() == max_waivers) {
        return fail(pointer, "is one waiver too many; at most " + std::to_string(max_waivers));
    }
    Waiver waiver;
    waiver.rule = id;
    if (!selector(*core::find(json, "trigger"), at(pointer, "trigger"), Window::any, waiver.act) ||
        !marks(json, pointer, "doubtful_grounds", waiver.doubtful) ||
        !marks(json, pointer, "other_grounds", waiver.others) ||
        !marks(json, pointer, "void_grounds", waiver.void_grounds) ||
        !choice<Verdict>(json, pointer, "unlisted", false,
                         {{"missing", Verdict::missing}, {"to_confirm", Verdict::to_confirm}},
                         waiver.unlisted) ||
        !choice<bool>(json, pointer, "window", false, {{"before", true}, {"any", false}},
                      waiver.before)) {
        return false;
    }
    const Json& grounds = *core::find(json, "grounds");
    if (!grounds.is_array()) {
        return fail(at(pointer, "grounds"), "must be a list of lists");
    }
    for (std::size_t i = 0; i < grounds.size(); ++i) {
        const Json wrapped{{"g", grounds[i]}};
        core::MarkSet together;
        if (!grounds[i].is_array() || grounds[i].empty()) {
            return fail(at(at(pointer, "grounds"), i), "must be a list of at least 1");
        }
        if (!marks(wrapped, at(pointer, "grounds"), "g", together)) {
            return false;
        }
        waiver.accepted.push_back(together);
    }
    std::vector<std::string> excused;
    if (!texts(json, pointer, "excuses", 1, excused)) {
        return false;
    }
    for (std::size_t i = 0; i < excused.size(); ++i) {
        excused_.push_back(
            {excused[i], at(at(pointer, "excuses"), i), std::uint32_t{1} << out_->waivers.size()});
    }
    out_->waivers.push_back(std::move(waiver));
    return true;
}

/// Gives each rule that is named its bit.
template <class Give>
bool ProfileParser::connect(const std::vector<NamedRule>& named, const std::string& remedy,
                            Give&& give) {
    for (const NamedRule& one : named) {
        const bool whole = one.rule.find('/') == std::string::npos;  // or one part: R081/gesprek
        if (whole ? !rule_ids_.contains(one.rule) : !rule_keys_.contains(one.rule)) {
            return fail(one.pointer, "is not the id of a rule of this profile; " + remedy);
        }
        for (std::size_t i = 0; i < out_->rules.size(); ++i) {
            const RuleText& words = out_->texts[i];
            if ((whole ? words.id : words.id + "/" + words.part) == one.rule) {
                give(out_->rules[i], one.bit);
            }
        }
    }
    return true;
}

bool ProfileParser::connect_waivers() {
    return connect(excused_, "list that rule, or take it out of 'excuses'",
                   [](Rule& rule, std::uint32_t bit) { rule.waivers |= bit; });
}

/// Takes the rule that is being read as a way out of the route.
bool ProfileParser::way_out(const Json& json, const std::string& pointer) {
    if (out_->routes_out.size() == max_routes_out) {
        return fail(pointer,
                    "is one other_route too many; at most " + std::to_string(max_routes_out));
    }
    std::vector<std::string> kept;
    if (core::find(json, "keeps") != nullptr && !texts(json, pointer, "keeps", 1, kept)) {
        return false;
    }
    for (std::size_t i = 0; i < kept.size(); ++i) {
        kept_.push_back(
            {kept[i], at(at(pointer, "keeps"), i), std::uint32_t{1} << out_->routes_out.size()});
    }
    out_->routes_out.push_back(static_cast<std::uint16_t>(out_->rules.size()));
    return true;
}

bool ProfileParser::connect_kept() {
    return connect(kept_, "list that rule, or take it out of 'keeps'",
                   [](Rule& rule, std::uint32_t bit) { rule.kept_by |= bit; });
}

bool ProfileParser::covers_hold() {
    const auto lost = std::find_if(covers_.begin(), covers_.end(), [&](const auto& cover) {
        return !judged_ids_.contains(cover.first);
    });
    return lost == covers_.end() ||
           fail(lost->second,
                "is not the id of a rule of this profile that is judged; name one, "
                "or take it out");
}

void ProfileParser::find_presence(Rule& rule) const {
    for (std::size_t i = 0; i < rule.trigger.count; ++i) {
        const Match& match = out_->matches[rule.trigger.first + i];
        rule.presence |= match.subjects;
        rule.presence_steps |= match.steps;
    }
}

/// The rule that is cited for a step in doubt: the one that asks for it, else one that offers it,
/// else one whose findings are about it.
void ProfileParser::find_step_rules() {
    const auto first = [&](const auto& holds) {
        const auto found = std::find_if(out_->rules.begin(), out_->rules.end(), holds);
        return found == out_->rules.end() ? no_rule
                                          : static_cast<std::uint16_t>(found - out_->rules.begin());
    };
    for (LadderStep& step : out_->ladder) {
        step.rule = first([&](const Rule& rule) {
            return rule.demands == step.id.value &&
                   (rule.kind == Template::existence || rule.kind == Template::init);
        });
        if (step.rule == no_rule) {
            step.rule = first([&](const Rule& rule) { return offers(rule, step.id); });
        }
        if (step.rule == no_rule) {
            step.rule = first([&](const Rule& rule) { return rule.demands == step.id.value; });
        }
    }
}

/// Whether the rule asks for one of several steps, and this is one of them.
bool ProfileParser::offers(const Rule& rule, core::StepId step) const {
    for (std::size_t i = 0; i < rule.duty.count; ++i) {
        if (out_->matches[rule.duty.first + i].steps.contains(step)) {
            return rule.kind == Template::choice;
        }
    }
    return false;
}

std::uint16_t ProfileParser::about_number(const std::string& about) {
    return about_numbers_.emplace(about, static_cast<std::uint16_t>(about_numbers_.size()))
        .first->second;
}

}  // namespace meldbrug::route
