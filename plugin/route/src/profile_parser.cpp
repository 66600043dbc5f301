#include "profile_parser.hpp"

#include <algorithm>

namespace meldbrug::route {
namespace {

using core::Json;

constexpr std::size_t max_rules = 192;  // above the 170 rules of all five protocols together
constexpr std::size_t max_id_bytes = 64;

std::string at(const std::string& pointer, std::string_view key) {
    return pointer + "/" + std::string(key);
}
std::string at(const std::string& pointer, std::size_t index) {
    return pointer + "/" + std::to_string(index);
}

bool is_id(const std::string& text) {
    return !text.empty() && text.size() <= max_id_bytes &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

/// As the catalogue writes names.
bool is_step_id(const std::string& text) {
    return is_id(text) && std::none_of(text.begin(), text.end(),
                                       [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

bool is_per_step(Template kind) {
    return kind == Template::after_each_step || kind == Template::alternate;
}
bool is_listed(Template kind) {
    return kind == Template::visibility || kind == Template::retention || kind == Template::lint ||
           kind == Template::check || kind == Template::may || kind == Template::organisation;
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

ProfileParser::ProfileParser(const Json& root, core::Catalogue& catalogue, std::string_view where)
    : root_(root),
      catalogue_(catalogue),
      where_(where),
      out_(std::make_unique<Profile::Compiled>()) {}

core::Result<std::unique_ptr<Profile::Compiled>> ProfileParser::parse() {
    out_->document = root_;
    if (head() && steps() && step_names() && evidence() && roles_in_words() && counts_as() &&
        alarms() && terms() && closing() && emergency() && rules()) {
        return std::move(out_);
    }
    return *error_;
}

// ---- the fields of JSON

bool ProfileParser::fail(const std::string& pointer, const std::string& reason) {
    if (!error_) {
        error_ = core::Error{
            core::ErrorCode::invalid_config,
            "field '" + (pointer.empty() ? std::string("/") : pointer) + "': " + reason, where_};
    }
    return false;
}

bool ProfileParser::known_keys(const Json& object, const std::string& pointer,
                               std::initializer_list<std::string_view> keys) {
    if (!object.is_object()) {
        return fail(pointer, "must be an object");
    }
    for (const auto& entry : object.items()) {
        if (std::find(keys.begin(), keys.end(), entry.key()) == keys.end()) {
            return fail(at(pointer, entry.key()),
                        "is not a field of this object; see notes-schema/README.md");
        }
    }
    return true;
}

bool ProfileParser::text(const Json& object, const std::string& pointer, std::string_view key,
                         bool required, std::string& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return !required || fail(at(pointer, key), "is missing");
    }
    if (!value->is_string() || value->get_ref<const std::string&>().empty()) {
        return fail(at(pointer, key), "must be a text that is not empty");
    }
    out = value->get<std::string>();
    return true;
}

bool ProfileParser::flag(const Json& object, const std::string& pointer, std::string_view key,
                         bool& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return true;
    }
    if (!value->is_boolean()) {
        return fail(at(pointer, key), "must be true or false");
    }
    out = value->get<bool>();
    return true;
}

bool ProfileParser::number(const Json& object, const std::string& pointer, std::string_view key,
                           int least, int most, int& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return true;
    }
    if (!value->is_number_integer() || *value < least || *value > most) {
        return fail(at(pointer, key), "must be a whole number from " + std::to_string(least) +
                                          " to " + std::to_string(most));
    }
    out = value->get<int>();
    return true;
}

bool ProfileParser::texts(const Json& object, const std::string& pointer, std::string_view key,
                          std::size_t least, std::vector<std::string>& out) {
    const Json* value = core::find(object, key);
    if (value == nullptr) {
        return least == 0 || fail(at(pointer, key), "is missing");
    }
    if (!value->is_array() || value->size() < least) {
        return fail(at(pointer, key), "must be a list of at least " + std::to_string(least));
    }
    for (std::size_t i = 0; i < value->size(); ++i) {
        if (!(*value)[i].is_string() || (*value)[i].get_ref<const std::string&>().empty()) {
            return fail(at(at(pointer, key), i), "must be a text that is not empty");
        }
        out.push_back((*value)[i].get<std::string>());
    }
    return true;
}

bool ProfileParser::date(const Json& object, const std::string& pointer, std::string_view key,
                         core::Date& out) {
    std::string value;
    if (!text(object, pointer, key, false, value)) {
        return false;
    }
    if (value.empty()) {
        return true;
    }
    const auto day = core::parse_date(value);
    if (!day) {
        return fail(at(pointer, key), "must be a day (YYYY-MM-DD)");
    }
    out = *day;
    return true;
}

template <class Value>
bool ProfileParser::choice(const Json& object, const std::string& pointer, std::string_view key,
                           bool required,
                           std::initializer_list<std::pair<std::string_view, Value>> values,
                           Value& out) {
    std::string name;
    if (!text(object, pointer, key, required, name)) {
        return false;
    }
    if (name.empty()) {
        return true;
    }
    std::string known;
    for (const auto& [candidate, value] : values) {
        if (candidate == name) {
            out = value;
            return true;
        }
        known += (known.empty() ? "" : " ") + std::string(candidate);
    }
    return fail(at(pointer, key), "must be one of: " + known);
}

// ---- what a profile is

bool ProfileParser::head() {
    if (!known_keys(root_, "",
                    {"$schema", "id", "name", "about", "version", "categories", "due_soon_days",
                     "working_days", "steps", "step_names", "evidence", "roles", "counts_as",
                     "alarms", "terms", "closing", "emergency", "rules"})) {
        return false;
    }
    std::string ignored;
    if (!text(root_, "", "$schema", false, ignored) || !text(root_, "", "about", false, ignored) ||
        !text(root_, "", "id", true, out_->id) || !text(root_, "", "name", true, out_->name) ||
        !text(root_, "", "version", true, out_->version) ||
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
                return other.id != own.id && other.order == own.order;
            });
        out_->numbered_steps = std::max(out_->numbered_steps, own.number);
    }
    return true;
}

bool ProfileParser::step(const Json& json, const std::string& pointer) {
    if (!known_keys(json, pointer, {"id", "label", "title", "order", "number", "early"})) {
        return false;
    }
    std::string id;
    ProfileStep shown;
    LadderStep own;
    if (!text(json, pointer, "id", true, id) || !text(json, pointer, "label", true, shown.label) ||
        !text(json, pointer, "title", true, shown.title) ||
        !number(json, pointer, "order", 1, 99, own.order) ||
        !number(json, pointer, "number", 1, 99, own.number) ||
        !flag(json, pointer, "early", own.early)) {
        return false;
    }
    if (own.order == 0) {
        return fail(at(pointer, "order"), "is missing");
    }
    if (!is_step_id(id)) {
        return fail(at(pointer, "id"),
                    "must be lower-case letters, digits and '_' only, at most 64");
    }
    if (catalogue_.action(id)) {
        return fail(at(pointer, "id"), "is the name of an action; give the step another name");
    }
    const auto added = catalogue_.add_step(id, shown.title, where_);
    if (!added) {
        return fail(at(pointer, "id"), added.error().message);
    }
    if (out_->ladder_steps.contains(*added)) {
        return fail(at(pointer, "id"), "stands in the list twice");
    }
    own.id = *added;
    shown.id = *added;
    out_->ladder_steps.insert(*added);
    out_->ladder.push_back(own);
    out_->steps.push_back(std::move(shown));
    return true;
}

bool ProfileParser::step_names() {
    const Json* names = core::find(root_, "step_names");
    if (names == nullptr) {
        return true;
    }
    if (!names->is_object()) {
        return fail("/step_names", "must be an object of label and steps");
    }
    for (const auto& entry : names->items()) {
        StepName name{entry.key(), {}};
        std::vector<std::string> ids;
        if (!texts(*names, "/step_names", entry.key(), 1, ids)) {
            return false;
        }
        for (const std::string& id : ids) {
            const auto known = catalogue_.step(id);
            if (!known || !out_->ladder_steps.contains(*known)) {
                return fail(at("/step_names", entry.key()), "names a step that is not in 'steps'");
            }
            name.steps.push_back(*known);
        }
        out_->step_names.push_back(std::move(name));
    }
    return true;
}

bool ProfileParser::evidence() {
    if (catalogue_.action_count() > max_actions) {
        return fail("",
                    "the catalogue names more than " + std::to_string(max_actions) + " actions");
    }
    out_->evidence.resize(catalogue_.action_count());
    for (std::uint16_t i = 0; i < catalogue_.action_count(); ++i) {
        const auto usual = catalogue_.step_of(core::ActionId{i});
        if (usual && out_->ladder_steps.contains(*usual)) {
            out_->evidence[i] = usual;
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
        if (!step || !out_->ladder_steps.contains(*step)) {
            return fail(at("/evidence", entry.key()), "must be a step of 'steps', or null");
        }
        out_->evidence[action->value] = *step;
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
    if (own == nullptr) {
        return fail("/emergency/step", "is not in 'steps'");
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

// ---- selectors

bool ProfileParser::selector(const Json& json, const std::string& pointer, Window window,
                             Matches& out) {
    if (!json.is_array() || json.empty()) {
        return fail(pointer, "must be a list of at least 1");
    }
    std::vector<Match> found;
    for (std::size_t i = 0; i < json.size(); ++i) {
        Match match;
        match.window = window;
        if (!one_match(json[i], at(pointer, i), match)) {
            return false;
        }
        found.push_back(match);
    }
    out.first = static_cast<std::uint16_t>(out_->matches.size());
    out.count = static_cast<std::uint16_t>(found.size());
    out_->matches.insert(out_->matches.end(), found.begin(), found.end());
    return true;
}

bool ProfileParser::one_match(const Json& json, const std::string& pointer, Match& match) {
    if (json.is_string()) {
        return name_into(json.get<std::string>(), pointer, match);
    }
    if (!known_keys(json, pointer,
                    {"any", "question", "answers", "alarm", "term", "marks", "note_marks",
                     "without_marks", "without_note_marks", "actors", "all_actors", "authors",
                     "about", "states", "window"})) {
        return false;
    }
    return subjects_of(json, pointer, match) && conditions_of(json, pointer, match);
}

bool ProfileParser::name_into(const std::string& name, const std::string& pointer, Match& match) {
    if (const auto action = catalogue_.action(name)) {
        match.subjects.insert({static_cast<std::uint8_t>(action->value)});
        const auto [first, last] = counts_as_.equal_range(*action);
        for (auto it = first; it != last; ++it) {
            match.subjects.insert({static_cast<std::uint8_t>(it->second.value)});
        }
        return true;
    }
    const auto step = catalogue_.step(name);
    if (!step || !out_->ladder_steps.contains(*step)) {
        return fail(pointer, "is neither an action of the catalogue nor a step of this profile");
    }
    match.steps.insert(*step);
    return true;
}

bool ProfileParser::subjects_of(const Json& json, const std::string& pointer, Match& match) {
    std::vector<std::string> names;
    if (!texts(json, pointer, "any", 0, names)) {
        return false;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!name_into(names[i], at(at(pointer, "any"), i), match)) {
            return false;
        }
    }
    int question = 0;
    std::string alarm, term;
    if (!number(json, pointer, "question", 1, static_cast<int>(question_count), question) ||
        !text(json, pointer, "alarm", false, alarm) || !text(json, pointer, "term", false, term)) {
        return false;
    }
    if (question > 0) {
        match.subjects.insert({static_cast<std::uint8_t>(first_question + question - 1)});
    }
    if (!alarm.empty()) {
        const auto number_of = alarm_numbers_.find(alarm);
        if (number_of == alarm_numbers_.end()) {
            return fail(at(pointer, "alarm"), "is not in 'alarms'");
        }
        match.subjects.insert({static_cast<std::uint8_t>(first_alarm + number_of->second)});
    }
    if (!term.empty()) {
        const auto number_of = term_numbers_.find(term);
        if (number_of == term_numbers_.end()) {
            return fail(at(pointer, "term"), "is not in 'terms'");
        }
        match.subjects.insert({static_cast<std::uint8_t>(first_term + number_of->second)});
    }
    if (names.empty() && question == 0 && alarm.empty() && term.empty()) {
        match.subjects.insert(marks_of_note);
    }
    return true;
}

bool ProfileParser::conditions_of(const Json& json, const std::string& pointer, Match& match) {
    if (!marks(json, pointer, "marks", match.marks) ||
        !marks(json, pointer, "note_marks", match.note_marks) ||
        !marks(json, pointer, "without_marks", match.without_marks) ||
        !marks(json, pointer, "without_note_marks", match.without_note_marks) ||
        !roles(json, pointer, "actors", match.actors) ||
        !roles(json, pointer, "all_actors", match.all_actors) ||
        !roles(json, pointer, "authors", match.authors)) {
        return false;
    }
    if (core::find(json, "about") != nullptr && !step_list(json, pointer, "about", match.about)) {
        return false;
    }
    std::vector<std::string> answers, states;
    if (!texts(json, pointer, "answers", 0, answers) ||
        !texts(json, pointer, "states", 0, states)) {
        return false;
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        unsigned bit = 0;
        while (bit < 3 && name_of(static_cast<notes::Answer>(bit)) != answers[i]) {
            ++bit;
        }
        if (bit == 3) {
            return fail(at(at(pointer, "answers"), i), "must be one of: yes no doubt");
        }
        match.answers = static_cast<std::uint8_t>((i == 0 ? 0U : match.answers) | (1U << bit));
    }
    for (std::size_t i = 0; i < states.size(); ++i) {
        unsigned bit = 0;
        while (bit < 6 && name_of(static_cast<notes::ActionState>(bit)) != states[i]) {
            ++bit;
        }
        if (bit == 6) {
            return fail(at(at(pointer, "states"), i),
                        "must be one of: done planned denied failed conditional hearsay");
        }
        match.states = static_cast<std::uint8_t>((i == 0 ? 0U : match.states) | (1U << bit));
    }
    return choice<Window>(json, pointer, "window", false,
                          {{"after", Window::after},
                           {"before", Window::before},
                           {"any", Window::any},
                           {"same_note", Window::same_note},
                           {"same_day", Window::same_day}},
                          match.window);
}

bool ProfileParser::marks(const Json& json, const std::string& pointer, std::string_view key,
                          core::MarkSet& out) {
    std::vector<std::string> names;
    if (!texts(json, pointer, key, 0, names)) {
        return false;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto mark = catalogue_.mark(names[i]);
        if (!mark) {
            return fail(at(at(pointer, key), i), "is not a mark of the catalogue");
        }
        out.insert(*mark);
    }
    return true;
}

bool ProfileParser::roles(const Json& json, const std::string& pointer, std::string_view key,
                          core::RoleSet& out) {
    std::vector<std::string> names;
    if (!texts(json, pointer, key, 0, names)) {
        return false;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto role = catalogue_.role(names[i]);
        if (!role) {
            return fail(at(at(pointer, key), i), "is not a role of the catalogue");
        }
        out.insert(*role);
    }
    return true;
}

bool ProfileParser::step_list(const Json& json, const std::string& pointer, std::string_view key,
                              core::StepSet& out) {
    std::vector<std::string> names;
    if (!texts(json, pointer, key, 1, names)) {
        return false;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto step = catalogue_.step(names[i]);
        if (!step || !out_->ladder_steps.contains(*step)) {
            return fail(at(at(pointer, key), i), "is not in 'steps'");
        }
        out.insert(*step);
    }
    return true;
}

// ---- rules

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
    if (!connect_waivers()) {
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
                     "by",
                     "at_once",
                     "urgent",
                     "external",
                     "quiet",
                     "steps",
                     "present_role",
                     "roles",
                     "instead",
                     "excuses",
                     "grounds",
                     "doubtful_grounds",
                     "other_grounds",
                     "void_grounds",
                     "unlisted"})) {
        return false;
    }
    Rule rule;
    RuleText words;
    bool enabled = true;
    if (!rule_head(json, pointer, rule, words, enabled) || !rule_needs(json, pointer, rule.kind)) {
        return false;
    }
    if (rule.kind == Template::waiver) {
        return !enabled || waiver(json, pointer);
    }
    if (!rule_body(json, pointer, rule) || !rule_when(json, pointer, rule) ||
        !rule_term(json, pointer, rule) || !rule_place(json, pointer, rule, words)) {
        return false;
    }
    if (!enabled || is_listed(rule.kind) || rule.force == Force::may) {
        return true;
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
        !date(json, pointer, "from", rule.from) || !date(json, pointer, "until", rule.until) ||
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
    if (rule.from > rule.until) {
        return fail(at(pointer, "until"), "lies before 'from'");
    }
    for (const std::string& source : sources) {
        words.source += (words.source.empty() ? "" : "; ") + source;
    }
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
        !roles(json, pointer, "instead", rule.instead) ||
        !text(json, pointer, "present_role", false, present) ||
        !choice<Occurrence>(
            json, pointer, "occurrence", false,
            {{"first", Occurrence::first}, {"each", Occurrence::each}, {"last", Occurrence::last}},
            rule.occurrence)) {
        return false;
    }
    if (!present.empty()) {
        const auto role = catalogue_.role(present);
        if (!role) {
            return fail(at(pointer, "present_role"), "is not a role of the catalogue");
        }
        rule.roles.insert(*role);
    }
    return core::find(json, "steps") == nullptr || step_list(json, pointer, "steps", rule.steps);
}

bool ProfileParser::rule_when(const Json& json, const std::string& pointer, Rule& rule) {
    const Json* when = core::find(json, "when");
    if (when == nullptr) {
        return true;
    }
    const std::string place = at(pointer, "when");
    if (!known_keys(*when, place,
                    {"seen", "not_seen", "earlier", "so_far", "age_from", "age_until"})) {
        return false;
    }
    int from = 0, until = 0;
    if (!number(*when, place, "age_from", 1, 30, from) ||
        !number(*when, place, "age_until", 1, 30, until)) {
        return false;
    }
    rule.age_from = static_cast<std::uint8_t>(from);
    rule.age_until = static_cast<std::uint8_t>(until);
    const std::array<std::pair<std::string_view, Matches*>, 4> selectors{
        {{"seen", &rule.seen},
         {"not_seen", &rule.not_seen},
         {"earlier", &rule.earlier},
         {"so_far", &rule.so_far}}};
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
        !catalogue_.action(words.about) && !catalogue_.step(words.about)) {
        return fail(at(pointer, "about"),
                    "must be an action, a step, weging_vraag_1 to weging_vraag_5, or melder");
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
    rule.by_order = own == nullptr
                        ? 100
                        : own->order + 1;  // 100: above every order, so that closing alone ends it
    if (!by.empty()) {
        const auto id = catalogue_.step(by);
        const LadderStep* last = id ? on_ladder(id->value) : nullptr;
        if (last == nullptr) {
            return fail(at(pointer, "by"), "is not in 'steps'");
        }
        rule.by_order = last->order;
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

bool ProfileParser::waiver(const Json& json, const std::string& pointer) {
    if (out_->waivers.size() == max_waivers) {
        return fail(pointer, "is one waiver too many; at most " + std::to_string(max_waivers));
    }
    Waiver waiver;
    if (!selector(*core::find(json, "trigger"), at(pointer, "trigger"), Window::any, waiver.act) ||
        !marks(json, pointer, "doubtful_grounds", waiver.doubtful) ||
        !marks(json, pointer, "other_grounds", waiver.others) ||
        !marks(json, pointer, "void_grounds", waiver.void_grounds) ||
        !choice<Verdict>(json, pointer, "unlisted", false,
                         {{"missing", Verdict::missing}, {"to_confirm", Verdict::to_confirm}},
                         waiver.unlisted)) {
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

bool ProfileParser::connect_waivers() {
    for (const Excused& excused : excused_) {
        if (!rule_ids_.contains(excused.rule)) {
            return fail(excused.pointer, "is not the id of a rule");
        }
        for (std::size_t i = 0; i < out_->rules.size(); ++i) {
            if (out_->texts[i].id == excused.rule) {
                out_->rules[i].waivers |= excused.waiver_bit;
            }
        }
    }
    return true;
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
