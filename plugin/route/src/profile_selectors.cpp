// What a rule looks for: actions, steps and the conditions on them.
#include "profile_parser.hpp"

#include <algorithm>

namespace meldbrug::route {

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
    for (Match& match : found) {
        const auto same = std::find_if(out_->matches.begin(), out_->matches.end(),
                                       [&](const Match& other) { return match.finds_as(other); });
        match.found_as = static_cast<std::uint16_t>(same - out_->matches.begin());
        out_->matches.push_back(match);
    }
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

}  // namespace meldbrug::route
