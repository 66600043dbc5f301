#include "meldbrug/notes/note_json.hpp"

#include "field_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace meldbrug::notes {

namespace {

using core::Json;

/// Who may have written a note (contract.md "Roles"). A route may name more roles as actors; these
/// write in the LVS.
constexpr std::array<std::string_view, 7> author_roles = {
    "leerkracht", "ib", "aandachtsfunctionaris", "directie", "bestuur", "smw", "beheer"};

Author author_from(const Json& json, std::optional<Fault>& fault) {
    if (!json.is_object()) {
        if (!fault) {
            fault = Fault{"author", "must be an object with 'id' and 'role'"};
        }
        return {};
    }
    FieldReader reader(json, "author.", fault);
    Author author;
    author.id = reader.text("id");
    author.role = reader.text("role");
    return author;
}

ReadItem note_from(const Json& json, PupilNeed need) {
    std::optional<Fault> fault;
    FieldReader reader(json, "", fault);
    Note note;
    note.id = reader.required_text("id");
    note.source = reader.text("source");
    note.school = reader.text("school");
    note.pupil = need == PupilNeed::required ? reader.required_text("pupil") : reader.text("pupil");
    if (reader.member("category") != nullptr) {
        note.category = reader.text("category");
    }
    note.title = reader.text("title");
    note.text = reader.required_text("text");
    if (reader.member("date") == nullptr) {
        reader.fail("date", missing);
    }
    note.date = reader.day("date").value_or(core::Date{});
    note.recorded_at = reader.instant("recorded_at");
    if (const Json* author = reader.member("author"); author != nullptr) {
        note.author = author_from(*author, fault);
    }
    note.deleted = reader.flag("deleted");
    if (!fault) {
        fault = find_fault(note, need);
    }
    return {std::move(note), std::move(fault)};
}

std::vector<std::string> siblings_from(FieldReader& reader) {
    std::vector<std::string> siblings;
    const Json* list = reader.member("siblings");
    if (list == nullptr) {
        return siblings;
    }
    if (!list->is_array()) {
        reader.fail("siblings", "must be a list of pupils");
        return siblings;
    }
    for (const Json& entry : *list) {
        const auto* pupil = entry.get_ptr<const Json::string_t*>();
        if (pupil == nullptr || pupil->empty() || !text_fault(*pupil, max_id_bytes).empty()) {
            reader.fail("siblings", "must be a list of pupils, each a text of 1 to 200 bytes");
            return siblings;
        }
        siblings.push_back(*pupil);
    }
    return siblings;
}

ReadItem facts_from(const Json& json) {
    std::optional<Fault> fault;
    FieldReader reader(json, "", fault);
    PupilFacts facts;
    facts.school = reader.text("school");
    facts.pupil = reader.text("pupil");
    facts.name = reader.text("name");
    facts.birth_date = reader.day("birth_date");
    facts.group = reader.text("group");
    facts.left_on = reader.day("left_on");
    facts.siblings = siblings_from(reader);
    if (facts.pupil.empty()) {
        reader.fail("pupil", "empty");
    }
    const std::array<std::pair<std::string_view, std::string_view>, 4> texts = {
        {{"school", facts.school},
         {"pupil", facts.pupil},
         {"name", facts.name},
         {"group", facts.group}}};
    for (const auto& [field, value] : texts) {
        if (const std::string reason = text_fault(value, max_id_bytes); !reason.empty()) {
            reader.fail(field, reason);
        }
    }
    return {std::move(facts), std::move(fault)};
}

void put_text(Json& json, const char* name, const std::string& value) {
    if (!value.empty()) {
        json[name] = value;
    }
}

}  // namespace

bool operator==(const Note& left, const Note& right) {
    return left.source == right.source && left.id == right.id && left.school == right.school &&
           left.pupil == right.pupil && left.category == right.category &&
           left.title == right.title && left.text == right.text && left.date == right.date &&
           left.recorded_at == right.recorded_at && left.author.id == right.author.id &&
           left.author.role == right.author.role && left.deleted == right.deleted;
}

core::Error Fault::error() const {
    return {core::ErrorCode::invalid_input,
            field.empty() ? reason : "field '" + field + "': " + reason};
}

std::optional<Fault> find_fault(const Note& note, PupilNeed need) {
    struct Bound {
        std::string_view field;
        std::string_view value;
        std::size_t max_bytes;
    };
    const std::array<Bound, 7> bounds = {{{"id", note.id, max_id_bytes},
                                          {"source", note.source, max_id_bytes},
                                          {"school", note.school, max_id_bytes},
                                          {"pupil", note.pupil, max_id_bytes},
                                          {"author.id", note.author.id, max_id_bytes},
                                          {"title", note.title, max_title_bytes},
                                          {"text", note.text, max_text_bytes}}};
    if (note.id.empty()) {
        return Fault{"id", "empty"};
    }
    if (note.pupil.empty() && need == PupilNeed::required) {
        return Fault{"pupil", "empty"};
    }
    for (const Bound& bound : bounds) {
        if (std::string reason = text_fault(bound.value, bound.max_bytes); !reason.empty()) {
            return Fault{std::string(bound.field), std::move(reason)};
        }
    }
    if (note.category) {
        if (std::string reason = text_fault(*note.category, max_id_bytes); !reason.empty()) {
            return Fault{"category", std::move(reason)};
        }
    }
    if (!note.author.role.empty() &&
        std::ranges::find(author_roles, note.author.role) == author_roles.end()) {
        return Fault{
            "author.role",
            "unknown role (leerkracht, ib, aandachtsfunctionaris, directie, bestuur, smw, beheer)"};
    }
    return std::nullopt;
}

ReadItem read_item(const Json& json, PupilNeed need) {
    if (!json.is_object()) {
        return {Item{}, Fault{"", "must be a JSON object"}};
    }
    if (json.contains("id")) {
        return note_from(json, need);
    }
    // Facts have a pupil and none of what makes a note, so that a note that lost its id is not
    // taken for facts.
    if (json.contains("pupil") && !json.contains("text") && !json.contains("date")) {
        return facts_from(json);
    }
    return {Item{}, Fault{"id", std::string(missing)}};
}

core::Result<Item> item_from_json(const Json& json, PupilNeed need) {
    ReadItem read = read_item(json, need);
    if (read.fault) {
        return read.fault->error();
    }
    // Assigned, not returned directly: g++ 12 sees an uninitialised vector in the moved-from
    // variant.
    core::Result<Item> result{Item{}};
    result.value() = std::move(read.item);
    return result;
}

core::Result<Item> item_from_line(std::string_view line, PupilNeed need) {
    auto json = core::parse_json(line, "");
    if (!json.ok()) {
        return json.error();
    }
    return item_from_json(json.value(), need);
}

core::Status validate(const Note& note, PupilNeed need) {
    if (const auto fault = find_fault(note, need)) {
        return fault->error();
    }
    return core::Done{};
}

Json to_json(const Note& note) {
    Json json = Json::object();
    put_text(json, "source", note.source);
    json["id"] = note.id;
    put_text(json, "school", note.school);
    put_text(json, "pupil", note.pupil);
    if (note.category) {
        json["category"] = *note.category;
    }
    put_text(json, "title", note.title);
    json["text"] = note.text;
    json["date"] = core::format_date(note.date);
    if (note.recorded_at) {
        json["recorded_at"] = core::format_instant(*note.recorded_at);
    }
    Json author = Json::object();
    put_text(author, "id", note.author.id);
    put_text(author, "role", note.author.role);
    if (!author.empty()) {
        json["author"] = std::move(author);
    }
    json["deleted"] = note.deleted;
    return json;
}

Json to_json(const PupilFacts& facts) {
    Json json = Json::object();
    put_text(json, "school", facts.school);
    json["pupil"] = facts.pupil;
    put_text(json, "name", facts.name);
    if (facts.birth_date) {
        json["birth_date"] = core::format_date(*facts.birth_date);
    }
    put_text(json, "group", facts.group);
    if (facts.left_on) {
        json["left_on"] = core::format_date(*facts.left_on);
    }
    if (!facts.siblings.empty()) {
        json["siblings"] = facts.siblings;
    }
    return json;
}

}  // namespace meldbrug::notes
