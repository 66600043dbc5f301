#include "meldbrug/route/profile_diff.hpp"

#include "profile_words.hpp"

#include "meldbrug/core/date.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace meldbrug::route {
namespace {

using core::Json;

template <std::size_t Size>
bool is_one_of(std::string_view name, const std::array<std::string_view, Size>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 14> selectors{
    "trigger",    "duty",        "doubtful", "seen", "not_seen",    "earlier", "so_far",
    "not_so_far", "answered_by", "signs",    "act",  "reopened_by", "met_by",  "yes"};
constexpr std::array<std::string_view, 5> role_lists{"roles", "instead", "not_only", "not_by",
                                                     "takes_part"};
constexpr std::array<std::string_view, 3> ground_lists{"doubtful_grounds", "other_grounds",
                                                       "void_grounds"};
constexpr std::array<std::string_view, 3> days{"in_force", "from", "until"};

/// The lists and maps of a profile whose entries are changes of their own, by what names an entry;
/// empty where the member's own name does.
struct Section {
    std::string_view name;
    std::string_view key;
};
constexpr std::array<Section, 11> keyed{{{"steps", "id"},
                                         {"ladders", "id"},
                                         {"step_names", ""},
                                         {"evidence", ""},
                                         {"counts_as", "action"},
                                         {"roles", ""},
                                         {"rules", "id"},
                                         {"terms", ""},
                                         {"switches", ""},
                                         {"alarms", "id"},
                                         {"closing", ""}}};

bool is_selector(std::string_view field, const Json& value) {
    return value.is_array() && (is_one_of(field, selectors) || field == "no");
}

/// What a member means where it is not written; null: nothing.
Json default_of(std::string_view member, const Json& object) {
    if (member == "enabled") {
        return true;
    }
    if (member == "at_once") {
        const auto kind = core::text_or_empty(object, "template");
        return kind == "precedence" || kind == "data";
    }
    if (member == "window" && core::find(object, "template") != nullptr) {
        return "any";  // of a waiver; a selector has a usual one of its own
    }
    static const Json usual = {
        {"early", false},        {"school_agreement", false}, {"statutory", false},
        {"urgent", false},       {"external", false},         {"quiet", false},
        {"occurrence", "first"}, {"registered", "notes"},     {"ladder", "meldcode"},
        {"due_soon_days", 14},   {"working_days", "atw"},     {"bare_steps", "meldcode"},
        {"dated_by", "trigger"}, {"states", {"done"}},        {"unnamed", "to_confirm"},
        {"unlisted", "missing"},
    };
    const Json* found = core::find(usual, member);
    return found == nullptr ? Json() : *found;
}

Json canonical(std::string_view field, const Json& value);

/// Each alternative of its own: {"any": ["a", "b"]} says what "a", "b" say.
Json canonical_selector(const Json& list) {
    std::vector<Json> alternatives;
    for (const Json& one : list) {
        if (one.is_string()) {
            alternatives.push_back(Json::object({{"any", Json::array({one})}}));
            continue;
        }
        Json conditions = canonical("", one);
        if (core::text_or_empty(conditions, "window") == "after") {
            conditions.erase("window");
        }
        const Json names = conditions.value("any", Json::array());
        if (names.empty()) {
            alternatives.push_back(std::move(conditions));
            continue;
        }
        for (const Json& name : names) {
            alternatives.push_back(conditions);
            alternatives.back()["any"] = Json::array({name});
        }
    }
    std::sort(alternatives.begin(), alternatives.end());
    alternatives.erase(std::unique(alternatives.begin(), alternatives.end()), alternatives.end());
    return alternatives;
}

Json canonical(std::string_view field, const Json& value) {
    if (value.is_object()) {
        Json kept = Json::object();
        for (const auto& [name, member] : value.items()) {
            const Json meant = canonical(name, member);
            const Json usual = default_of(name, value);
            const bool says_nothing = (meant.is_array() && meant.empty()) ||
                                      (!usual.is_null() && meant == usual) || name == "$schema";
            if (!says_nothing) {
                kept[name] = meant;
            }
        }
        return kept;
    }
    if (!value.is_array()) {
        return value;
    }
    if (is_selector(field, value)) {
        return canonical_selector(value);
    }
    // Every list of a profile is a set: places in the route are numbers.
    std::vector<Json> members;
    for (const Json& member : value) {
        members.push_back(canonical("", member));
    }
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    return members;
}

struct Entry {
    std::string id;
    Json value;
};
using Entries = std::vector<Entry>;

const Json* find_entry(const Entries& entries, const std::string& id) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.id == id; });
    return found == entries.end() ? nullptr : &found->value;
}

std::string key_of(const Json& entry, std::string_view key) {
    const Json* id = core::find(entry, key);
    std::string name = id == nullptr ? "" : id->is_string() ? id->get<std::string>() : id->dump();
    const auto part = core::text_or_empty(entry, "part");
    return part.empty() ? name : name + "/" + std::string(part);
}

Entries entries_of(const Json* members, std::string_view key) {
    Entries entries;
    if (members == nullptr) {
        return entries;
    }
    for (const auto& [name, value] : members->items()) {
        entries.push_back({key.empty() ? name : key_of(value, key), value});
    }
    return entries;
}

class ProfileComparison {
public:
    ProfileComparison(const Profile& before, const Profile& after, const core::Catalogue& catalogue,
                      const core::Texts& texts)
        : before_(before),
          after_(after),
          catalogue_(catalogue),
          texts_(texts),
          words_before_(before, catalogue, texts),
          words_after_(after, catalogue, texts) {}

    std::vector<ProfileChange> compare() && {
        const Json& before = before_.document();
        const Json& after = after_.document();
        entries("profile", {{"", settings_of(before)}}, {{"", settings_of(after)}});
        for (const Section& section : keyed) {
            entries(section.name, entries_of(core::find(before, section.name), section.key),
                    entries_of(core::find(after, section.name), section.key));
        }
        const Json none = Json::object();
        const Json* weighed = core::find(before, "weighing");
        const Json* weighs = core::find(after, "weighing");
        weighed = weighed == nullptr ? &none : weighed;
        weighs = weighs == nullptr ? &none : weighs;
        entries("questions", entries_of(core::find(*weighed, "questions"), "question"),
                entries_of(core::find(*weighs, "questions"), "question"));
        entries("decisions", entries_of(core::find(*weighed, "decisions"), "about"),
                entries_of(core::find(*weighs, "decisions"), "about"));
        return std::move(changes_);
    }

private:
    /// What stands in no list of its own. The id is in every headline.
    static Json settings_of(const Json& document) {
        Json settings = document;
        for (const Section& section : keyed) {
            settings.erase(std::string(section.name));
        }
        for (const std::string_view other : {"id", "$schema", "weighing"}) {
            settings.erase(std::string(other));
        }
        if (const Json* weighing = core::find(document, "weighing")) {
            if (const Json* form = core::find(*weighing, "form")) {
                settings["form"] = *form;
            }
        }
        return settings;
    }

    static ProfileChange change_of(ChangeKind kind, std::string_view section,
                                   const std::string& id) {
        ProfileChange change;
        change.kind = kind;
        change.section = section;
        change.id = id;
        return change;
    }

    void entries(std::string_view section, const Entries& before, const Entries& after) {
        for (const Entry& entry : after) {
            const Json* old = find_entry(before, entry.id);
            if (old == nullptr) {
                add(change_of(ChangeKind::added, section, entry.id), "", nullptr, &entry.value);
            } else if (old->is_object() && entry.value.is_object()) {
                members(section, entry.id, *old, entry.value);
            } else if (canonical(in_place(section, entry.id), *old) !=
                       canonical(in_place(section, entry.id), entry.value)) {
                add(change_of(ChangeKind::changed, section, entry.id), "", old, &entry.value);
            }
        }
        for (const Entry& entry : before) {
            if (find_entry(after, entry.id) == nullptr) {
                add(change_of(ChangeKind::removed, section, entry.id), "", &entry.value, nullptr);
            }
        }
    }

    /// `closing` holds selectors by name; elsewhere an entry's name says nothing of its kind.
    static std::string_view in_place(std::string_view section, const std::string& id) {
        return section == "closing" ? std::string_view(id) : std::string_view();
    }

    void members(std::string_view section, const std::string& id, const Json& before,
                 const Json& after) {
        const Json meant_before = canonical("", before);
        const Json meant_after = canonical("", after);
        Json names = meant_before;
        names.update(meant_after);
        for (const auto& [name, unused] : names.items()) {
            if (meant_before.value(name, Json()) == meant_after.value(name, Json()) &&
                meant_before.contains(name) == meant_after.contains(name)) {
                continue;
            }
            const Json old = before.value(name, default_of(name, before));
            const Json now = after.value(name, default_of(name, after));
            ProfileChange change = change_of(ChangeKind::changed, section, id);
            change.source = source_of(after);
            add(std::move(change), name, &old, &now);
        }
    }

    void add(ProfileChange change, std::string_view field, const Json* before, const Json* after) {
        const Json* entry = after == nullptr ? before : after;
        change.field = field;
        change.before = before == nullptr ? Json() : *before;
        change.after = after == nullptr ? Json() : *after;
        const bool whole_entry = field.empty();
        change.what = named(change.section, change.id);
        if (whole_entry) {
            change.source = source_of(*entry);
        }
        if (!(whole_entry && entry->is_object())) {
            change.before_words = in_words(words_before_, change, field, change.before);
            change.after_words = in_words(words_after_, change, field, change.after);
            if (change.before_words == change.after_words) {
                change.before_words = change.before.dump();
                change.after_words = change.after.dump();
            }
        }
        changes_.push_back(std::move(change));
    }

    static std::string source_of(const Json& entry) {
        std::string words(core::text_or_empty(entry, "source"));
        for (const Json& line : list_in(entry, "source")) {
            words += (words.empty() ? "" : "; ") + line.get<std::string>();
        }
        return words;
    }

    /// The entry as people call it: by the newer profile, where it still has it.
    [[nodiscard]] std::string named(const std::string& section, const std::string& id) const {
        if (section == "rules") {
            for (const Profile* profile : {&after_, &before_}) {
                const auto rules = entries_of(core::find(profile->document(), "rules"), "id");
                if (const Json* rule = find_entry(rules, id)) {
                    return id + ": " + std::string(core::text_or_empty(*rule, "says"));
                }
            }
        }
        if (section == "steps" || section == "evidence" || section == "counts_as") {
            const std::string label = words_after_.label(id);
            return label == id ? words_before_.label(id) : label;
        }
        if (section == "decisions") {
            return words_after_.mark(id);
        }
        if (section == "roles") {
            const auto role = catalogue_.role(id);
            return role ? std::string(catalogue_.label(*role)) : id;
        }
        if (section == "questions") {
            return texts_.get("diff.question", {{"number", id}});
        }
        return section == "closing" ? label_of(id) : id;
    }

    [[nodiscard]] std::string label_of(std::string_view field) const {
        const std::string key = "diff.field." + std::string(field);
        return texts_.contains(key) ? texts_.get(key) : std::string(field);
    }

    [[nodiscard]] std::string in_words(const ProfileWords& words, const ProfileChange& change,
                                       std::string_view field, const Json& value) const {
        if (value.is_null()) {
            return texts_.get(change.section == "evidence" ? "diff.no_step" : "diff.none");
        }
        if (change.section == "closing" || is_selector(field, value)) {
            return words.selector(value);
        }
        if (is_one_of(field, role_lists) && value.is_array()) {
            return words.roles(value);
        }
        if (field == "grounds") {
            return words.grounds(value);
        }
        if (is_one_of(field, ground_lists)) {
            return words.marks(value);
        }
        if (value.is_object()) {
            return members_in_words(words, change, value);
        }
        if (value.is_array()) {
            std::string list;
            for (const Json& one : value) {
                list += (list.empty() ? "" : ", ") + in_words(words, change, "", one);
            }
            return list;
        }
        return value.is_string()    ? text_in_words(words, field, value.get<std::string>())
               : value.is_boolean() ? texts_.get(value.get<bool>() ? "diff.yes" : "diff.no")
                                    : value.dump();
    }

    [[nodiscard]] std::string members_in_words(const ProfileWords& words,
                                               const ProfileChange& change,
                                               const Json& object) const {
        std::string list;
        for (const auto& [name, value] : object.items()) {
            list += (list.empty() ? "" : "; ") + label_of(name) + ": " +
                    in_words(words, change, name, value);
        }
        return list;
    }

    [[nodiscard]] std::string text_in_words(const ProfileWords& words, std::string_view field,
                                            const std::string& text) const {
        if (field == "force") {
            return texts_.get("page.force." + text);
        }
        if (field == "term") {
            return words.term(text);
        }
        if (const auto day = is_one_of(field, days) ? core::parse_date(text) : std::nullopt) {
            return texts_.day(*day);
        }
        const std::string key = "diff.value." + std::string(field) + "." + text;
        if (texts_.contains(key)) {
            return texts_.get(key);
        }
        return words.label(text);
    }

    const Profile& before_;
    const Profile& after_;
    const core::Catalogue& catalogue_;
    const core::Texts& texts_;
    ProfileWords words_before_;
    ProfileWords words_after_;
    std::vector<ProfileChange> changes_;
};

std::string headline(const ProfileChange& change, const core::Texts& texts) {
    if (change.kind == ChangeKind::changed) {
        return change.what;
    }
    return texts.get("diff." + std::string(name_of(change.kind)), {{"what", change.what}});
}

}  // namespace

std::string_view name_of(ChangeKind kind) {
    static constexpr std::array<std::string_view, 3> names{"added", "removed", "changed"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<ProfileChange> changes_between(const Profile& before, const Profile& after,
                                           const core::Catalogue& catalogue,
                                           const core::Texts& texts) {
    return ProfileComparison(before, after, catalogue, texts).compare();
}

Json meaning_of(const Profile& profile) {
    return canonical("", profile.document());
}

std::string to_text(const std::vector<ProfileChange>& changes, const core::Texts& texts) {
    std::string out;
    const ProfileChange* last = nullptr;
    const auto close = [&] {
        if (last != nullptr && !last->source.empty() && last->field != "source") {
            out += "      " + texts.get("diff.source", {{"source", last->source}}) + "\n";
        }
    };
    for (const ProfileChange& change : changes) {
        const bool same_section = last != nullptr && last->section == change.section;
        if (!same_section || last->id != change.id) {
            close();
            if (!same_section) {
                out += "\n" + texts.get("diff.section." + change.section) + "\n";
            }
            const std::string head = headline(change, texts);
            out += head.empty() ? "" : "  " + head + "\n";
        }
        const std::string key = "diff.field." + change.field;
        const std::string field = change.field.empty()  ? ""
                                  : texts.contains(key) ? texts.get(key) + ": "
                                                        : change.field + ": ";
        if (change.kind == ChangeKind::changed) {
            out += "      " + field + change.before_words + " → " + change.after_words + "\n";
        } else if (const auto& words =
                       change.kind == ChangeKind::added ? change.after_words : change.before_words;
                   !words.empty()) {
            out += "      " + words + "\n";
        }
        last = &change;
    }
    close();
    return out;
}

Json to_json(const ProfileChange& change) {
    return {{"kind", name_of(change.kind)}, {"section", change.section}, {"id", change.id},
            {"what", change.what},          {"field", change.field},     {"before", change.before},
            {"after", change.after},        {"source", change.source}};
}

}  // namespace meldbrug::route
