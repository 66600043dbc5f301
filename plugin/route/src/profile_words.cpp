#include "profile_words.hpp"

#include <initializer_list>

namespace meldbrug::route {

using core::Json;

bool is_listed(std::string_view kind) {
    for (const std::string_view listed :
         {"visibility", "retention", "lint", "check", "may", "organisation"}) {
        if (kind == listed) {
            return true;
        }
    }
    return false;
}

const Json& list_in(const Json& object, std::string_view key) {
    static const Json none = Json::array();
    const Json* list = core::find(object, key);
    return list == nullptr || !list->is_array() ? none : *list;
}

std::optional<std::size_t> ProfileWords::index_of(std::string_view step) const {
    for (std::size_t i = 0; i < profile_.steps().size(); ++i) {
        if (catalogue_.name(profile_.steps()[i].id) == step) {
            return i;
        }
    }
    return std::nullopt;
}

std::string ProfileWords::label(const std::string& name) const {
    if (const auto action = catalogue_.action(name)) {
        return std::string(catalogue_.label(*action));
    }
    const auto found = index_of(name);
    return found ? step(profile_.steps()[*found]) : name;
}

std::string ProfileWords::mark(const std::string& name) const {
    const auto known = catalogue_.mark(name);
    return known ? std::string(catalogue_.label(*known)) : name;
}

std::string ProfileWords::role(const std::string& name) const {
    const Json* roles = core::find(profile_.document(), "roles");
    std::string own(roles == nullptr ? std::string_view() : core::text_or_empty(*roles, name));
    const auto known = catalogue_.role(name);
    if (!own.empty()) {
        return own;
    }
    return known ? std::string(catalogue_.label(*known)) : name;
}

std::string ProfileWords::roles(const Json& list) const {
    std::string words;
    for (const Json& name : list) {
        words += (words.empty() ? "" : ", ") + role(name.get_ref<const std::string&>());
    }
    return words;
}

std::string ProfileWords::marks(const Json& list, std::string_view between) const {
    std::string words;
    for (const Json& name : list) {
        words +=
            (words.empty() ? "" : std::string(between)) + mark(name.get_ref<const std::string&>());
    }
    return words;
}

std::string ProfileWords::grounds(const Json& list) const {
    std::string words;
    for (const Json& together : list) {
        words += (words.empty() ? "" : ", ") + marks(together, " + ");
    }
    return words;
}

std::string ProfileWords::selector(const Json& list) const {
    std::string words;
    for (const Json& one : list) {
        words += (words.empty() ? "" : texts_.get("page.or")) +
                 (one.is_string() ? label(one.get_ref<const std::string&>()) : alternative(one));
    }
    return words;
}

std::string ProfileWords::alternative(const Json& one) const {
    std::string words;
    for (const Json& name : list_in(one, "any")) {
        words += (words.empty() ? "" : texts_.get("page.or")) +
                 label(name.get_ref<const std::string&>());
    }
    if (const Json* question = core::find(one, "question")) {
        words = texts_.get("page.question", {{"number", std::to_string(question->get<int>())}});
    }
    if (const auto alarm = core::text_or_empty(one, "alarm"); !alarm.empty()) {
        words = texts_.get("page.alarm", {{"what", alarm}});
    }
    if (const auto term = core::text_or_empty(one, "term"); !term.empty()) {
        words = texts_.get("page.term_set", {{"what", term}});
    }
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) {
            words += (words.empty() ? "" : " ") + texts_.get(key, {{"what", value}});
        }
    };
    add("page.with", marks(list_in(one, "marks")));
    add("page.with", marks(list_in(one, "note_marks")));
    add("page.without", marks(list_in(one, "without_marks")));
    add("page.without", marks(list_in(one, "without_note_marks")));
    add("page.by", roles(list_in(one, "actors")));
    add("page.by_all", roles(list_in(one, "all_actors")));
    add("page.written_by", roles(list_in(one, "authors")));
    if (const auto window = core::text_or_empty(one, "window"); !window.empty()) {
        words += " " + texts_.get("page.window." + std::string(window));
    }
    return words;
}

std::string ProfileWords::term(std::string_view term) const {
    if (term.empty()) {
        return {};
    }
    if (term.front() == '@') {
        return texts_.get("page.term.agreed");
    }
    const std::size_t unit = term.find_first_not_of("0123456789", 1);
    const std::string_view count = term.substr(1, unit - 1);
    return count == "0"
               ? texts_.get("page.term.same_day")
               : texts_.get("page.term." + std::string(term.substr(unit)), {{"count", count}});
}

}  // namespace meldbrug::route
