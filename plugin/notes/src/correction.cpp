#include "meldbrug/notes/correction.hpp"

#include "field_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace meldbrug::notes {

namespace {

using core::Json;

template <class Value, std::size_t count>
using Names = std::array<std::pair<std::string_view, Value>, count>;

constexpr Names<CorrectionKind, 4> kind_names = {{{"confirm", CorrectionKind::confirm},
                                                  {"reject", CorrectionKind::reject},
                                                  {"add", CorrectionKind::add},
                                                  {"waive", CorrectionKind::waive}}};
constexpr Names<Matter, 5> matter_names = {{{"action", Matter::action},
                                            {"step", Matter::step},
                                            {"alarm", Matter::alarm},
                                            {"term", Matter::term},
                                            {"rule", Matter::rule}}};
constexpr Names<Standing, 4> standing_names = {{{"in_effect", Standing::in_effect},
                                                {"undone", Standing::undone},
                                                {"replaced", Standing::replaced},
                                                {"note_gone", Standing::note_gone}}};

template <class Value, std::size_t count>
std::string_view name_in(const Names<Value, count>& names, Value value) {
    return std::find_if(names.begin(), names.end(),
                        [&](const auto& entry) { return entry.second == value; })
        ->first;
}

template <class Value, std::size_t count>
std::optional<Value> value_in(const Names<Value, count>& names, std::string_view name) {
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

bool speaks_of_note(CorrectionKind does) {
    return does == CorrectionKind::confirm || does == CorrectionKind::reject;
}

std::optional<Fault> fault_of_text(std::string_view field, std::string_view value,
                                   std::size_t max_bytes) {
    if (std::string reason = text_fault(value, max_bytes); !reason.empty()) {
        return Fault{std::string(field), std::move(reason)};
    }
    return std::nullopt;
}

/// A thing that is said to have been done can be an act or a step; what is taken away, anything.
std::optional<Fault> fault_of_matter(const Correction& correction) {
    if (correction.what.id.empty()) {
        return Fault{"what", "missing: name an action or a step"};
    }
    const Matter kind = correction.what.kind;
    if (correction.does == CorrectionKind::add && kind != Matter::action) {
        return Fault{"what", "only an action can be added; a step is shown by one"};
    }
    if (correction.does == CorrectionKind::confirm && kind != Matter::action &&
        kind != Matter::step && kind != Matter::rule) {
        return Fault{"what", "only an action, a step or what a rule asks can be confirmed"};
    }
    if (kind == Matter::rule && correction.day) {
        return Fault{"day", "what a rule asks of a note has no day of its own"};
    }
    return std::nullopt;
}

std::optional<Fault> fault_of_place(const Correction& correction) {
    const CorrectionKind does = correction.does;
    if (speaks_of_note(does) != !correction.note.id.empty()) {
        return speaks_of_note(does) ? Fault{"note", std::string(missing)}
                                    : Fault{"note", "only confirm and reject speak of a note"};
    }
    if (does == CorrectionKind::reject && correction.day) {
        return Fault{"day", "what did not happen has no day"};
    }
    if (!speaks_of_note(does) && !correction.day) {
        return Fault{"day", std::string(missing)};
    }
    return std::nullopt;
}

std::optional<Fault> fault_of_waiver(const Correction& correction) {
    if (correction.does != CorrectionKind::add && !correction.about.empty()) {
        return Fault{"about", "only an added act is about steps"};
    }
    if (correction.does != CorrectionKind::waive) {
        const bool none = correction.rule.empty() && correction.grounds.empty();
        return none ? std::nullopt
                    : std::optional(Fault{"rule", "only waive has a rule and grounds"});
    }
    if (!correction.what.id.empty()) {
        return Fault{"what", "waive has a rule and grounds in its place"};
    }
    if (correction.rule.empty()) {
        return Fault{"rule", std::string(missing)};
    }
    if (correction.grounds.empty()) {
        return Fault{"grounds", "missing: name at least one ground of the protocol"};
    }
    return std::nullopt;
}

std::optional<Fault> fault_of_why(std::string_view why) {
    if (why.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return Fault{"why", "missing: say in a few words why"};
    }
    return fault_of_text("why", why, max_why_bytes);
}

std::optional<Fault> fault_of(const Correction& correction) {
    if (correction.pupil.empty()) {
        return Fault{"pupil", std::string(missing)};
    }
    const std::array<std::pair<std::string_view, std::string_view>, 5> ids = {
        {{"pupil", correction.pupil},
         {"note.source", correction.note.source},
         {"note.id", correction.note.id},
         {"what", correction.what.id},
         {"rule", correction.rule}}};
    for (const auto& [field, value] : ids) {
        if (auto fault = fault_of_text(field, value, max_id_bytes)) {
            return fault;
        }
    }
    for (const auto& ground : correction.grounds) {
        if (auto fault = fault_of_text("grounds", ground, max_id_bytes)) {
            return fault;
        }
    }
    if (auto fault = fault_of_place(correction)) {
        return fault;
    }
    if (auto fault = fault_of_waiver(correction)) {
        return fault;
    }
    if (correction.does != CorrectionKind::waive) {
        if (auto fault = fault_of_matter(correction)) {
            return fault;
        }
    }
    if (auto fault = fault_of_why(correction.why)) {
        return fault;
    }
    return correction.undone ? fault_of_why(correction.undone->why) : std::nullopt;
}

void refuse_unknown(const Json& object, std::span<const std::string_view> known,
                    FieldReader& reader) {
    if (const auto unknown = core::unknown_member(object, known)) {
        reader.fail("", "a field " + unknown->reason);  // its name may be anything
    }
}

NoteRef note_from(const Json& json, std::optional<Fault>& fault) {
    static constexpr std::array<std::string_view, 2> known = {"source", "id"};
    FieldReader reader(json, "note.", fault);
    if (!json.is_object()) {
        FieldReader(json, "", fault).fail("note", "must be an object with 'source' and 'id'");
        return {};
    }
    refuse_unknown(json, known, reader);
    return {reader.text("source"), reader.required_text("id")};
}

What what_from(const Json& json, std::optional<Fault>& fault) {
    FieldReader reader(json, "what.", fault);
    if (!json.is_object() || json.size() != 1 || !matter_named(json.begin().key())) {
        FieldReader(json, "", fault)
            .fail("what",
                  "must be an object with one of 'action', 'step', 'alarm', 'term', 'rule'");
        return {};
    }
    const std::string& kind = json.begin().key();
    return {matter_named(kind).value_or(Matter::action), reader.required_text(kind)};
}

std::vector<std::string> grounds_from(const Json& json, FieldReader& reader) {
    std::vector<std::string> grounds;
    if (!json.is_array()) {
        reader.fail("grounds", "must be a list of texts");
        return grounds;
    }
    for (const Json& entry : json) {
        const auto* ground = entry.get_ptr<const Json::string_t*>();
        if (ground == nullptr || ground->empty()) {
            reader.fail("grounds", "must be a list of texts");
            return grounds;
        }
        grounds.push_back(*ground);
    }
    return grounds;
}

}  // namespace

std::string_view name_of(CorrectionKind kind) {
    return name_in(kind_names, kind);
}

std::optional<CorrectionKind> correction_kind(std::string_view name) {
    return value_in(kind_names, name);
}

std::string_view name_of(Matter matter) {
    return name_in(matter_names, matter);
}

std::optional<Matter> matter_named(std::string_view name) {
    return value_in(matter_names, name);
}

std::string_view name_of(Standing standing) {
    return name_in(standing_names, standing);
}

core::Result<Correction> correction_from_json(const Json& json) {
    static constexpr std::array<std::string_view, 8> known = {"does", "pupil", "note",    "what",
                                                              "day",  "rule",  "grounds", "why"};
    if (!json.is_object()) {
        return Fault{"", "must be a JSON object"}.error();
    }
    std::optional<Fault> fault;
    FieldReader reader(json, "", fault);
    refuse_unknown(json, known, reader);
    Correction correction;
    const auto does = correction_kind(reader.required_text("does"));
    if (!does) {
        reader.fail("does", "must be one of confirm, reject, add, waive");
    }
    correction.does = does.value_or(CorrectionKind::confirm);
    correction.pupil = reader.required_text("pupil");
    if (const Json* note = reader.member("note")) {
        correction.note = note_from(*note, fault);
    }
    if (const Json* what = reader.member("what")) {
        correction.what = what_from(*what, fault);
    }
    correction.day = reader.day("day");
    correction.rule = reader.text("rule");
    if (const Json* grounds = reader.member("grounds")) {
        correction.grounds = grounds_from(*grounds, reader);
    }
    correction.why = reader.required_text("why");
    if (!fault) {
        fault = fault_of(correction);
    }
    if (fault) {
        return fault->error();
    }
    return correction;
}

core::Status validate(const Correction& correction) {
    if (const auto fault = fault_of(correction)) {
        return fault->error();
    }
    return core::Done{};
}

Json to_json(const Correction& correction) {
    Json json = {{"id", correction.id},       {"does", name_of(correction.does)},
                 {"pupil", correction.pupil}, {"who", correction.who},
                 {"role", correction.role},   {"at", core::format_instant(correction.at)},
                 {"why", correction.why}};
    if (!correction.note.id.empty()) {
        json["note"] = {{"source", correction.note.source}, {"id", correction.note.id}};
    }
    if (!correction.what.id.empty()) {
        json["what"] = {{std::string(name_of(correction.what.kind)), correction.what.id}};
    }
    if (correction.day) {
        json["day"] = core::format_date(*correction.day);
    }
    if (!correction.rule.empty()) {
        json["rule"] = correction.rule;
        json["grounds"] = correction.grounds;
    }
    if (!correction.about.empty()) {
        json["about"] = correction.about;
    }
    if (correction.note_changed) {
        json["note_changed"] = true;
    }
    if (correction.undone) {
        json["undone"] = {{"who", correction.undone->who},
                          {"role", correction.undone->role},
                          {"at", core::format_instant(correction.undone->at)},
                          {"why", correction.undone->why}};
    }
    return json;
}

std::vector<std::optional<Standing>> standings(std::span<const Correction> corrections,
                                               core::Date today) {
    std::vector<std::optional<Standing>> all(corrections.size());
    std::map<std::tuple<std::string_view, std::string_view, Matter, std::string_view>, std::size_t>
        last;
    for (std::size_t i = 0; i < corrections.size(); ++i) {
        const Correction& correction = corrections[i];
        if (core::amsterdam_date(correction.at) > today) {
            continue;
        }
        if (correction.undone && core::amsterdam_date(correction.undone->at) <= today) {
            all[i] = Standing::undone;
            continue;
        }
        all[i] = correction.note_gone ? Standing::note_gone : Standing::in_effect;
        if (!speaks_of_note(correction.does)) {
            continue;
        }
        const auto [place, first] = last.try_emplace(
            {correction.note.source, correction.note.id, correction.what.kind, correction.what.id},
            i);
        if (first) {
            continue;
        }
        const Correction& other = corrections[place->second];
        const bool later = std::tie(other.at, other.id) < std::tie(correction.at, correction.id);
        all[later ? place->second : i] = Standing::replaced;
        place->second = later ? i : place->second;
    }
    return all;
}

}  // namespace meldbrug::notes
