#include "profile_parser.hpp"

#include <algorithm>
#include <array>

namespace meldbrug::route {
namespace {

/// The kinds of terms that notes set (contract, `Reading::terms`).
constexpr std::array<std::string_view, 6> terms_of_notes{
    "help_effect", "evaluation", "monitoring", "aftercare", "vt_decision", "verwijsindex"};

/// Routes beside the meldcode; no protocol has more than one.
constexpr std::size_t max_other_ladders = 3;

/// As the catalogue writes names.
bool is_step_id(const std::string& text) {
    return is_id(text) && std::none_of(text.begin(), text.end(),
                                       [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

}  // namespace

ProfileParser::ProfileParser(const Json& root, core::Catalogue& catalogue, std::string_view where)
    : ProfileFields(where),
      root_(root),
      catalogue_(catalogue),
      out_(std::make_unique<Profile::Compiled>()) {}

core::Result<std::unique_ptr<Profile::Compiled>> ProfileParser::parse() {
    out_->document = root_;
    if (head() && switches() && ladders() && steps() && step_names() && evidence() &&
        required_acts() && roles_in_words() && counts_as() && alarms() && terms() &&
        step_conditions() && closing() && emergency() && rules() && terms_are_set() && weighing()) {
        return std::move(out_);
    }
    return error();
}

bool ProfileParser::head() {
    if (!known_keys(
            root_, "",
            {"$schema",    "in_force",      "id",           "name",      "about",    "version",
             "categories", "due_soon_days", "working_days", "step_word", "switches", "ladders",
             "bare_steps", "steps",         "step_names",   "evidence",  "roles",    "counts_as",
             "alarms",     "terms",         "closing",      "emergency", "weighing", "rules"})) {
        return false;
    }
    std::string ignored;
    if (!text(root_, "", "$schema", false, ignored) || !text(root_, "", "about", false, ignored) ||
        !text(root_, "", "id", true, out_->id) || !text(root_, "", "name", true, out_->name) ||
        !text(root_, "", "version", true, out_->version) ||
        !date(root_, "", "in_force", out_->in_force) ||
        !text(root_, "", "step_word", false, out_->step_word) ||
        !choice<bool>(root_, "", "bare_steps", false, {{"meldcode", false}, {"ask", true}},
                      out_->asks_which_ladder) ||
        !texts(root_, "", "categories", 1, out_->categories)) {
        return false;
    }
    if (!is_id(out_->id)) {
        return fail("/id", "must be letters, digits, '-' and '_' only, at most 64");
    }
    out_->due_soon_days = 14;  // contract 12
    return number(root_, "", "due_soon_days", 0, 366, out_->due_soon_days) &&
           choice<core::WorkingDayPolicy>(root_, "", "working_days", false,
                                          {{"atw", core::WorkingDayPolicy::atw},
                                           {"atw_kb", core::WorkingDayPolicy::atw_kb},
                                           {"office", core::WorkingDayPolicy::office}},
                                          out_->working_days);
}

bool ProfileParser::switches() {
    const Json* all = core::find(root_, "switches");
    if (all == nullptr) {
        return true;
    }
    if (!all->is_object()) {
        return fail("/switches", "must be an object of groups of rules, each with its 'until'");
    }
    for (const auto& group : all->items()) {
        const std::string pointer = at("/switches", group.key());
        core::Date until = core::Date::max();
        if (!is_id(group.key())) {
            return fail(pointer, "must be letters, digits, '-' and '_' only, at most 64");
        }
        if (!known_keys(group.value(), pointer, {"until"}) ||
            !date(group.value(), pointer, "until", until)) {
            return false;
        }
        switches_.emplace(group.key(), until);
    }
    return true;
}

bool ProfileParser::ladders() {
    out_->ladders.push_back({"meldcode", "", {}});
    const Json* list = core::find(root_, "ladders");
    if (list == nullptr) {
        return true;
    }
    if (!list->is_array() || list->empty() || list->size() > max_other_ladders) {
        return fail("/ladders", "must be a list of 1 to " + std::to_string(max_other_ladders) +
                                    " routes beside the meldcode");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& json = (*list)[i];
        const std::string pointer = at("/ladders", i);
        NamedLadder ladder;
        if (!known_keys(json, pointer, {"id", "name", "step_names", "evidence"}) ||
            !text(json, pointer, "id", true, ladder.id) ||
            !text(json, pointer, "name", true, ladder.name)) {
            return false;
        }
        if (!is_step_id(ladder.id)) {
            return fail(at(pointer, "id"),
                        "must be lower-case letters, digits and '_' only, at most 64");
        }
        if (std::any_of(out_->ladders.begin(), out_->ladders.end(),
                        [&](const NamedLadder& other) { return other.id == ladder.id; })) {
            return fail(at(pointer, "id"), "is the name of another ladder; the meldcode is one");
        }
        out_->ladders.push_back(std::move(ladder));
    }
    return true;
}

bool ProfileParser::steps() {
    const Json* list = core::find(root_, "steps");
    if (list == nullptr || !list->is_array() || list->empty() || list->size() > max_steps) {
        return fail("/steps", "must be a list of 1 to " + std::to_string(max_steps) + " steps");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        if (!step((*list)[i], at("/steps", i))) {
            return false;
        }
    }
    for (LadderStep& own : out_->ladder) {
        own.shared_order =
            std::any_of(out_->ladder.begin(), out_->ladder.end(), [&](const LadderStep& other) {
                return other.id != own.id && other.ladder == own.ladder && other.order == own.order;
            });
        if (own.ladder == meldcode) {
            out_->numbered_steps = std::max(out_->numbered_steps, own.number);
        }
    }
    for (std::size_t ladder = 0; ladder < out_->ladders.size(); ++ladder) {
        if (std::none_of(out_->ladder.begin(), out_->ladder.end(),
                         [&](const LadderStep& own) { return own.ladder == ladder; })) {
            return fail("/steps", "has no step of ladder '" + out_->ladders[ladder].id + "'");
        }
    }
    return true;
}

bool ProfileParser::step(const Json& json, const std::string& pointer) {
    if (!known_keys(json, pointer,
                    {"id", "ladder", "label", "title", "order", "number", "early", "when",
                     "requires", "registered"})) {
        return false;
    }
    std::string id, ladder = "meldcode";
    ProfileStep shown;
    LadderStep own;
    if (!text(json, pointer, "id", true, id) || !text(json, pointer, "ladder", false, ladder) ||
        !text(json, pointer, "label", true, shown.label) ||
        !text(json, pointer, "title", true, shown.title) ||
        !number(json, pointer, "order", 0, 99, own.order) ||
        !number(json, pointer, "number", 0, 99, own.number) ||
        !flag(json, pointer, "early", own.early) ||
        !choice<bool>(json, pointer, "registered", false, {{"paper", true}, {"notes", false}},
                      own.on_paper)) {
        return false;
    }
    if (core::find(json, "order") == nullptr) {
        return fail(at(pointer, "order"), "is missing");
    }
    const auto its = std::find_if(out_->ladders.begin(), out_->ladders.end(),
                                  [&](const NamedLadder& one) { return one.id == ladder; });
    if (its == out_->ladders.end()) {
        return fail(at(pointer, "ladder"), "is not in 'ladders'");
    }
    own.ladder = static_cast<std::uint8_t>(its - out_->ladders.begin());
    shown.ladder = own.ladder;
    std::vector<std::string> acts;
    if (core::find(json, "requires") != nullptr && !texts(json, pointer, "requires", 2, acts)) {
        return false;
    }
    for (std::size_t i = 0; i < acts.size(); ++i) {
        const std::string place = at(at(pointer, "requires"), i);
        const auto action = catalogue_.action(acts[i]);
        if (!action) {
            return fail(place, "is not an action of the catalogue");
        }
        required_.push_back({out_->ladder.size(), *action, place});
    }
    if (!is_step_id(id)) {
        return fail(at(pointer, "id"),
                    "must be lower-case letters, digits and '_' only, at most 64");
    }
    if (catalogue_.action(id)) {
        return fail(at(pointer, "id"), "is the name of an action; give the step another name");
    }
    const auto added = catalogue_.add_step(id, shown.title, where());
    if (!added) {
        return fail(at(pointer, "id"), added.error().message);
    }
    if (out_->ladder_steps.contains(*added)) {
        return fail(at(pointer, "id"), "stands in the list twice");
    }
    for (std::size_t i = 0; i < out_->steps.size(); ++i) {
        if (out_->steps[i].label == shown.label && out_->ladder[i].ladder == own.ladder &&
            out_->ladder[i].order != own.order) {
            return fail(at(pointer, "label"),
                        "is the label of " + at("/steps", i) +
                            " too; give it one of its own, or both the same 'order'");
        }
    }
    own.id = *added;
    shown.id = *added;
    out_->ladder_steps.insert(*added);
    out_->ladder.push_back(own);
    out_->steps.push_back(std::move(shown));
    return true;
}

bool ProfileParser::step_names() {
    if (!names_of(root_, "", meldcode)) {
        return false;
    }
    for (std::size_t i = 0; i + 1 < out_->ladders.size(); ++i) {
        if (!names_of((*core::find(root_, "ladders"))[i], at("/ladders", i),
                      static_cast<std::uint8_t>(i + 1))) {
            return false;
        }
    }
    return true;
}

bool ProfileParser::names_of(const Json& json, const std::string& pointer, std::uint8_t ladder) {
    const Json* names = core::find(json, "step_names");
    if (names == nullptr) {
        return true;
    }
    const std::string place = at(pointer, "step_names");
    if (!names->is_object()) {
        return fail(place, "must be an object of label and steps");
    }
    for (const auto& entry : names->items()) {
        StepName name{entry.key(), {}};
        std::vector<std::string> ids;
        if (!texts(*names, place, entry.key(), 1, ids)) {
            return false;
        }
        for (const std::string& id : ids) {
            const auto known = catalogue_.step(id);
            const LadderStep* own = known ? on_ladder(known->value) : nullptr;
            if (own == nullptr || own->ladder != ladder) {
                return fail(at(place, entry.key()),
                            "names a step that is not in 'steps' as one of this ladder");
            }
            name.steps.push_back(*known);
        }
        out_->ladders[ladder].step_names.push_back(std::move(name));
    }
    return true;
}

bool ProfileParser::evidence_beside(const Json& json, const std::string& pointer,
                                    std::uint8_t ladder) {
    const Json* shown = core::find(json, "evidence");
    if (shown == nullptr) {
        return true;
    }
    const std::string place = at(pointer, "evidence");
    if (!shown->is_object()) {
        return fail(place, "must be an object of action and step");
    }
    for (const auto& entry : shown->items()) {
        const auto action = catalogue_.action(entry.key());
        if (!action) {
            return fail(at(place, entry.key()), "is not an action of the catalogue");
        }
        const auto step = entry.value().is_string()
                              ? catalogue_.step(entry.value().get_ref<const std::string&>())
                              : std::nullopt;
        const LadderStep* own = step ? on_ladder(step->value) : nullptr;
        if (own == nullptr || own->ladder != ladder) {
            return fail(at(place, entry.key()), "must be a step of this ladder");
        }
        out_->beside[action->value].insert(*step);
    }
    return true;
}

bool ProfileParser::evidence() {
    if (catalogue_.action_count() > max_actions) {
        return fail("",
                    "the catalogue names more than " + std::to_string(max_actions) + " actions");
    }
    out_->evidence.resize(catalogue_.action_count());
    for (std::size_t i = 0; i < catalogue_.action_count(); ++i) {
        const auto usual = catalogue_.step_of(core::ActionId{static_cast<std::uint16_t>(i)});
        const LadderStep* step = usual ? on_ladder(usual->value) : nullptr;
        if (step != nullptr && step->ladder == meldcode) {
            out_->evidence[i] = usual;
        }
    }
    out_->beside.resize(catalogue_.action_count());
    for (std::size_t i = 0; i + 1 < out_->ladders.size(); ++i) {
        if (!evidence_beside((*core::find(root_, "ladders"))[i], at("/ladders", i),
                             static_cast<std::uint8_t>(i + 1))) {
            return false;
        }
    }
    // Ids of the contract: the questions of a note are answered by who did these in it.
    for (const std::string_view id : {"weging_gedaan", "afwegingskader_ingevuld"}) {
        if (const auto action = catalogue_.action(id)) {
            out_->weighing_acts.insert({static_cast<std::uint8_t>(action->value)});
        }
    }
    const Json* own = core::find(root_, "evidence");
    if (own == nullptr) {
        return true;
    }
    if (!own->is_object()) {
        return fail("/evidence", "must be an object of action and step");
    }
    for (const auto& entry : own->items()) {
        const auto action = catalogue_.action(entry.key());
        if (!action) {
            return fail(at("/evidence", entry.key()), "is not an action of the catalogue");
        }
        if (entry.value().is_null()) {
            out_->evidence[action->value] = std::nullopt;
            continue;
        }
        const auto step = entry.value().is_string()
                              ? catalogue_.step(entry.value().get_ref<const std::string&>())
                              : std::nullopt;
        const LadderStep* shown = step ? on_ladder(step->value) : nullptr;
        if (shown == nullptr || shown->ladder != meldcode) {
            return fail(at("/evidence", entry.key()),
                        "must be a step of the meldcode in 'steps', or null");
        }
        out_->evidence[action->value] = *step;
    }
    return true;
}

bool ProfileParser::required_acts() {
    for (const Required& part : required_) {
        LadderStep& own = out_->ladder[part.step];
        if (own.ladder != meldcode) {
            return fail(part.pointer, "of another ladder, say in its 'evidence' what shows a step");
        }
        auto& shown = out_->evidence[part.action.value];
        if (shown && *shown != own.id) {
            return fail(part.pointer,
                        "is evidence of another step; name this one for it in 'evidence'");
        }
        shown = own.id;
        own.requires_all.push_back({static_cast<std::uint8_t>(part.action.value)});
    }
    return true;
}

bool ProfileParser::step_conditions() {
    const Json& list = *core::find(root_, "steps");
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Json* when = core::find(list[i], "when");
        if (when == nullptr) {
            continue;
        }
        const std::string pointer = at(at("/steps", i), "when");
        if (!known_keys(*when, pointer, {"seen", "not_seen"})) {
            return false;
        }
        for (const auto& [key, matches] : {std::pair{"seen", &out_->ladder[i].seen},
                                           std::pair{"not_seen", &out_->ladder[i].not_seen}}) {
            const Json* value = core::find(*when, key);
            if (value != nullptr && !selector(*value, at(pointer, key), Window::any, *matches)) {
                return false;
            }
        }
    }
    return true;
}

bool ProfileParser::roles_in_words() {
    const Json* roles = core::find(root_, "roles");
    if (roles == nullptr) {
        return true;
    }
    if (!roles->is_object()) {
        return fail("/roles", "must be an object of role and the school's word for it");
    }
    for (const auto& entry : roles->items()) {
        std::string word;
        if (!catalogue_.role(entry.key())) {
            return fail(at("/roles", entry.key()), "is not a role of the catalogue");
        }
        if (!text(*roles, "/roles", entry.key(), true, word)) {
            return false;
        }
    }
    return true;
}

bool ProfileParser::counts_as() {
    const Json* list = core::find(root_, "counts_as");
    if (list == nullptr) {
        return true;
    }
    if (!list->is_array()) {
        return fail("/counts_as", "must be a list");
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const std::string pointer = at("/counts_as", i);
        std::string action, as, why;
        if (!known_keys((*list)[i], pointer, {"action", "as", "why"}) ||
            !text((*list)[i], pointer, "action", true, action) ||
            !text((*list)[i], pointer, "as", true, as) ||
            !text((*list)[i], pointer, "why", true, why)) {
            return false;
        }
        const auto from = catalogue_.action(action);
        const auto to = catalogue_.action(as);
        if (!from) {
            return fail(at(pointer, "action"), "is not an action of the catalogue");
        }
        if (!to) {
            return fail(at(pointer, "as"), "is not an action of the catalogue");
        }
        counts_as_.emplace(*to, *from);
    }
    return true;
}

bool ProfileParser::alarms() {
    const Json* list = core::find(root_, "alarms");
    if (list == nullptr) {
        return true;
    }
    if (!list->is_array() || list->size() > max_alarms) {
        return fail("/alarms", "must be a list of at most " + std::to_string(max_alarms));
    }
    for (std::size_t i = 0; i < list->size();
         ++i) {  // names first: an answer may name another alarm
        const std::string pointer = at("/alarms", i);
        Alarm alarm;
        if (!known_keys((*list)[i], pointer, {"id", "answered_by"}) ||
            !text((*list)[i], pointer, "id", true, alarm.id)) {
            return false;
        }
        if (!alarm_numbers_.emplace(alarm.id, static_cast<std::uint8_t>(i)).second) {
            return fail(at(pointer, "id"), "stands in the list twice");
        }
        out_->alarms.push_back(std::move(alarm));
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json* answer = core::find((*list)[i], "answered_by");
        const std::string pointer = at(at("/alarms", i), "answered_by");
        if (answer == nullptr) {
            return fail(pointer, "is missing");
        }
        if (!selector(*answer, pointer, Window::after, out_->alarms[i].answered_by)) {
            return false;
        }
    }
    return true;
}

bool ProfileParser::terms() {
    const Json* object = core::find(root_, "terms");
    if (object == nullptr) {
        return true;
    }
    if (!object->is_object() || object->size() > max_terms_named) {
        return fail("/terms",
                    "must be an object of at most " + std::to_string(max_terms_named) + " terms");
    }
    for (const auto& entry : object->items()) {
        term_numbers_.emplace(entry.key(), static_cast<std::uint8_t>(out_->terms.size()));
        out_->terms.push_back({entry.key(), {}});
    }
    for (NamedTerm& term : out_->terms) {
        const Json* json = core::find(*object, term.id);
        const std::string pointer = at("/terms", term.id);
        if (!known_keys(*json, pointer, {"met_by"})) {
            return false;
        }
        const Json* met_by = core::find(*json, "met_by");
        if (met_by != nullptr &&
            !selector(*met_by, at(pointer, "met_by"), Window::any, term.met_by)) {
            return false;
        }
    }
    return true;
}

bool ProfileParser::terms_are_set() {
    for (const NamedTerm& term : out_->terms) {
        const bool by_notes = std::find(terms_of_notes.begin(), terms_of_notes.end(), term.id) !=
                              terms_of_notes.end();
        const bool by_rule =
            std::any_of(out_->rules.begin(), out_->rules.end(), [&](const Rule& rule) {
                return rule.term_made != no_step && out_->terms[rule.term_made].id == term.id;
            });
        if (!by_notes && !by_rule) {
            std::string known;
            for (const std::string_view name : terms_of_notes) {
                known += " " + std::string(name);
            }
            return fail(at("/terms", term.id),
                        "is set by no rule that is on, and by no note; give a rule this "
                        "'term_name', or use what notes set:" +
                            known);
        }
    }
    return true;
}

bool ProfileParser::closing() {
    const Json* json = core::find(root_, "closing");
    if (json == nullptr) {
        return true;
    }
    if (!known_keys(*json, "/closing", {"act", "reopened_by"})) {
        return false;
    }
    const Json* act = core::find(*json, "act");
    if (act == nullptr) {
        return fail("/closing/act", "is missing");
    }
    const Json* again = core::find(*json, "reopened_by");
    return selector(*act, "/closing/act", Window::any, out_->closing) &&
           (again == nullptr ||
            selector(*again, "/closing/reopened_by", Window::any, out_->reopened_by));
}

bool ProfileParser::emergency() {
    const Json* json = core::find(root_, "emergency");
    if (json == nullptr) {
        return true;
    }
    std::string step;
    if (!known_keys(*json, "/emergency", {"step", "signs", "within_days"}) ||
        !text(*json, "/emergency", "step", true, step) ||
        !number(*json, "/emergency", "within_days", 0, 31, out_->emergency_days)) {
        return false;
    }
    const auto id = catalogue_.step(step);
    const LadderStep* own = id ? on_ladder(id->value) : nullptr;
    if (own == nullptr || own->ladder != meldcode) {
        return fail("/emergency/step", "is not a step of the meldcode in 'steps'");
    }
    const Json* signs = core::find(*json, "signs");
    if (signs == nullptr) {
        return fail("/emergency/signs", "is missing");
    }
    out_->emergency_step = own->id.value;
    out_->emergency_order = own->order;
    return selector(*signs, "/emergency/signs", Window::any, out_->emergency_signs);
}

const LadderStep* ProfileParser::on_ladder(std::uint8_t step) const {
    const auto found = std::find_if(out_->ladder.begin(), out_->ladder.end(),
                                    [&](const LadderStep& own) { return own.id.value == step; });
    return found == out_->ladder.end() ? nullptr : &*found;
}

}  // namespace meldbrug::route
