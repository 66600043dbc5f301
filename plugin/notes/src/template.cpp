#include "meldbrug/notes/template.hpp"

#include "template_scan.hpp"
#include "template_values.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace meldbrug::notes {

namespace {

using Kind = std::pair<std::string_view, FieldKind>;
constexpr std::array<Kind, 5> kinds = {{{"text", FieldKind::text},
                                        {"yes_no", FieldKind::yes_no},
                                        {"date", FieldKind::date},
                                        {"people", FieldKind::people},
                                        {"choice", FieldKind::choice}}};

using core::Error;
using core::ErrorCode;
using core::Json;
using core::Result;

void write_value(std::string& text, const TemplateField& field, const std::string& value) {
    text.append(field.label).append(": ");
    if (field.kind == FieldKind::date) {
        text.append(written_day(*core::parse_date(value)));
    } else {
        for (const char byte : value) {
            text.push_back(byte);
            if (byte == '\n') {
                text.append(indent);
            }
        }
    }
    text.push_back('\n');
}

// ---- what it shows ----

class Shower {
public:
    /// \param positions  asked in the order of the text
    Shower(const FilledForm& filled, const Note& note,
           const std::map<std::string, core::RoleId, std::less<>>& roles,
           core::PositionMap& positions)
        : filled_(filled), structured_(filled.values()), note_(note), roles_(roles) {
        heading_ = span(filled.heading, positions);
        for (const FieldLines& lines : filled.fields) {
            spans_[lines.field] = span(lines.part, positions);
        }
        complete_ = std::ranges::all_of(filled.form->fields, [this](const TemplateField& field) {
            return !field.required || structured_.values.contains(field.id);
        });
    }

    Reading show() {
        for (const TemplateField& field : filled_.form->fields) {
            const auto value = structured_.values.find(field.id);
            if (value != structured_.values.end()) {
                show(field, value->second, spans_[&field]);
            } else if (field.required && field.action && !structured_.values.empty() &&
                       !filled_.leaves_unclear(field)) {
                show_open(field);
            }
        }
        return std::move(reading_);
    }

private:
    static Span span(const TextPart& part, core::PositionMap& positions) {
        const std::size_t start = positions.position(part.start);
        return {static_cast<std::uint32_t>(start),
                static_cast<std::uint32_t>(positions.position(part.end)), false};
    }

    /// A form that is filled in so far leaves open what it is about. Where only its day is missing
    /// the act is there, for a person to date it.
    void show_open(const TemplateField& field) {
        ReadAction open = action(field, "", ActionState::planned, heading_);
        if (field.kind == FieldKind::date) {
            open.state = ActionState::done;
            if (field.step) {
                reading_.steps.push_back({*field.step, note_.date, heading_, false});
            }
        }
        reading_.actions.push_back(open);
    }

    void show(const TemplateField& field, const std::string& value, const Span& span) {
        const auto [first, last] = field.marks.equal_range(value);
        for (auto mark = first; mark != last; ++mark) {
            reading_.marks.push_back({mark->second, span});
        }
        if (field.question > 0) {
            const Answer answer = value == yes  ? Answer::yes
                                  : value == no ? Answer::no
                                                : Answer::doubt;
            reading_.weighing.at(static_cast<std::size_t>(field.question - 1)) = answer;
        }
        if (!field.alarm.empty() && value == yes) {
            reading_.urgent.push_back({field.alarm, span});
        }
        if (!field.term.empty()) {
            reading_.terms.push_back({field.term, *core::parse_date(value), span});
        }
        const ActionState state = state_of(field, value);
        if (field.action) {
            reading_.actions.push_back(action(field, value, state, span));
        }
        if (field.step && state == ActionState::done) {
            reading_.steps.push_back({*field.step, day(field, value), span, complete_});
        }
    }

    [[nodiscard]] core::Date day(const TemplateField& field, const std::string& value) const {
        if (const auto dated = structured_.values.find(field.dated_by);
            dated != structured_.values.end()) {
            return core::parse_date(dated->second).value_or(note_.date);
        }
        if (field.kind == FieldKind::date && field.term.empty()) {
            return core::parse_date(value).value_or(note_.date);
        }
        return note_.date;
    }

    [[nodiscard]] ActionState state_of(const TemplateField& field, const std::string& value) const {
        if (field.kind == FieldKind::yes_no && value == no) {
            return ActionState::denied;
        }
        return day(field, value) > note_.date ? ActionState::planned : ActionState::done;
    }

    [[nodiscard]] core::RoleSet actors(const TemplateField& field) const {
        core::RoleSet result;
        const auto people = structured_.values.find(field.actors_from);
        if (people == structured_.values.end()) {
            return result;
        }
        std::string_view rest = people->second;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find_first_of(",;\n"), rest.size());
            // Only a name that is a role and nothing else: "directie afgezegd" names nobody who was
            // there.
            if (const auto role = roles_.find(folded(rest.substr(0, end))); role != roles_.end()) {
                result.insert(role->second);
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return result;
    }

    [[nodiscard]] ReadAction action(const TemplateField& field, const std::string& value,
                                    ActionState state, const Span& span) const {
        ReadAction result;
        result.id = *field.action;
        result.state = state;
        result.date = day(field, value);
        result.span = span;
        result.about_steps = field.about_steps;
        if (const auto about = field.about_choice.find(value); about != field.about_choice.end()) {
            result.about_steps |= about->second;
        }
        result.actors = actors(field);
        const auto [first, last] = field.marks.equal_range(value);
        for (auto mark = first; mark != last; ++mark) {
            result.marks.insert(mark->second);
        }
        result.certain = complete_;
        return result;
    }

    const FilledForm& filled_;
    const StructuredNote structured_;
    const Note& note_;
    const std::map<std::string, core::RoleId, std::less<>>& roles_;
    Reading reading_;
    Span heading_;
    std::map<const TemplateField*, Span> spans_;
    bool complete_ = false;
};

/// Adds what a further form of the note shows. An answer that is given twice, differently, is none.
void add_form(Reading& all, Reading&& form) {
    for (std::size_t i = 0; i < all.weighing.size(); ++i) {
        if (all.weighing[i] && form.weighing[i] && *all.weighing[i] != *form.weighing[i]) {
            all.weighing[i] = Answer::doubt;
        }
    }
    add(all, std::move(form));
}

// ---- loading ----

/// Reads one template file; the first problem ends it.
class Loader {
public:
    Loader(std::string_view file, const core::Catalogue& catalogue)
        : file_(file), catalogue_(catalogue) {}

    Result<Template> load(const Json& json) {
        Template form;
        if (!json.is_object()) {
            return problem("", "must be an object with 'id', 'heading' and 'fields'");
        }
        if (const auto unknown = core::unknown_member(json, form_members)) {
            return problem(unknown->name, unknown->reason);
        }
        form.id = core::text_or_empty(json, "id");
        form.heading = trimmed(core::text_or_empty(json, "heading"));
        const Json* fields = core::find(json, "fields");
        if (form.id.empty() || form.heading.empty() ||
            form.heading.find('\n') != std::string::npos) {
            return problem("heading", "'id' and 'heading' must be texts of one line");
        }
        if (fields == nullptr || !fields->is_array() || fields->empty()) {
            return problem("fields", "must be a list with at least one field");
        }
        for (const Json& entry : *fields) {
            auto field = load_field(entry);
            if (!field.ok()) {
                return field.error();
            }
            form.fields.push_back(std::move(field.value()));
        }
        if (const auto fault = inconsistency(form)) {
            return *fault;
        }
        return form;
    }

private:
    [[nodiscard]] Error problem(std::string_view field, std::string_view reason) const {
        return {ErrorCode::invalid_config,
                field.empty() ? std::string(reason)
                              : "field '" + std::string(field) + "': " + std::string(reason),
                file_};
    }

    Result<TemplateField> load_field(const Json& json) {
        TemplateField field;
        field.id = core::text_or_empty(json, "id");
        field.label = trimmed(core::text_or_empty(json, "label"));
        if (field.id.empty() || field.label.empty() ||
            field.label.find_first_of(":\n") != std::string::npos) {
            return problem(field.id, "'id' and 'label' must be texts, the label without a colon");
        }
        const std::string_view kind = core::text_or_empty(json, "kind");
        const auto known = std::ranges::find(kinds, kind, &Kind::first);
        if (known == kinds.end()) {
            return problem(field.id, "'kind' must be text, yes_no, date, people or choice");
        }
        field.kind = known->second;
        if (const auto fault = misfit(field.id, json)) {
            return *fault;
        }
        const Json* required = core::find(json, "required");
        field.required = required != nullptr && required->get<bool>();
        field.term = core::text_or_empty(json, "term");
        field.alarm = core::text_or_empty(json, "alarm");
        field.dated_by = core::text_or_empty(json, "dated_by");
        field.actors_from = core::text_or_empty(json, "actors_from");
        if (const Json* question = core::find(json, "question"); question != nullptr) {
            field.question = question->get<int>();
        }
        for (const auto& fault :
             {load_choices(field, json), load_names(field, json), load_marks(field, json)}) {
            if (fault) {
                return *fault;
            }
        }
        if (const auto fault = misplaced(field)) {
            return *fault;
        }
        return field;
    }

    static constexpr std::array<std::string_view, 4> form_members = {"about", "id", "heading",
                                                                     "fields"};
    static constexpr std::array<std::string_view, 3> choice_members = {"value", "mark", "about"};
    static constexpr std::array<std::string_view, 16> field_members = {
        "id",       "label", "label_en", "kind",  "required", "choices",  "action",      "step",
        "question", "term",  "alarm",    "marks", "about",    "dated_by", "actors_from", "help"};

    /// A member that nobody reads, or of a kind that nobody reads.
    [[nodiscard]] std::optional<Error> misfit(std::string_view id, const Json& json) const {
        if (const auto unknown = core::unknown_member(json, field_members)) {
            return problem(id, "'" + unknown->name + "' " + unknown->reason);
        }
        for (const auto& [name, value] : json.items()) {
            const char* fault = nullptr;
            if (name == "required") {
                fault = value.is_boolean() ? nullptr : "must be true or false";
            } else if (name == "question") {
                fault = value.is_number_integer() && value >= 1 && value <= 5 ? nullptr
                                                                              : "must be 1 to 5";
            } else if (name == "choices" || name == "about") {
                fault = value.is_array() ? nullptr : "must be a list";
            } else if (name == "marks") {
                fault = value.is_object() ? nullptr : "must be an object of value and mark";
            } else {
                fault = value.is_string() ? nullptr : "must be a text";
            }
            if (fault != nullptr) {
                return problem(id, "'" + name + "' " + fault);
            }
        }
        return std::nullopt;
    }

    Result<core::StepSet> steps_of(std::string_view id, const Json& list) const {
        core::StepSet steps;
        for (const Json& name : list) {
            const auto step = name.is_string() ? catalogue_.step(name.get_ref<const std::string&>())
                                               : std::nullopt;
            if (!step) {
                return problem(id, "'about' names an unknown step");
            }
            steps.insert(*step);
        }
        return steps;
    }

    /// "choices": a list of texts, or of {"value":"...","mark":"..." or ["..."],"about":["..."]}.
    std::optional<Error> load_choices(TemplateField& field, const Json& json) const {
        const Json* choices = core::find(json, "choices");
        if (choices == nullptr) {
            return field.kind == FieldKind::choice
                       ? std::optional(problem(field.id, "'choices' is missing"))
                       : std::nullopt;
        }
        for (const Json& entry : *choices) {
            if (const auto unknown = core::unknown_member(entry, choice_members)) {
                return problem(field.id,
                               "in 'choices', '" + unknown->name + "' " + unknown->reason);
            }
            std::string value = entry.is_string()
                                    ? entry.get<std::string>()
                                    : std::string(core::text_or_empty(entry, "value"));
            if (value.empty() || value != trimmed(value) || value.find('\n') != std::string::npos) {
                return problem(field.id, "each of 'choices' must be a text of one line");
            }
            if (const Json* marks = core::find(entry, "mark"); marks != nullptr) {
                if (auto wrong = load_choice_marks(field, value, *marks)) {
                    return wrong;
                }
            }
            if (const Json* about = core::find(entry, "about"); about != nullptr) {
                const auto steps = steps_of(field.id, *about);
                if (!steps.ok()) {
                    return steps.error();
                }
                field.about_choice.emplace(value, steps.value());
            }
            field.choices.push_back(std::move(value));
        }
        return std::nullopt;
    }

    /// One mark, or a list: a choice can say two things ("hulp organiseren en melden").
    std::optional<Error> load_choice_marks(TemplateField& field, const std::string& value,
                                           const Json& json) const {
        const Json listed = json.is_array() ? json : Json::array({json});
        for (const Json& name : listed) {
            const auto mark = name.is_string() ? catalogue_.mark(name.get_ref<const std::string&>())
                                               : std::nullopt;
            if (!mark) {
                return problem(
                    field.id,
                    "unknown mark '" + (name.is_string() ? name.get<std::string>() : value) + "'");
            }
            field.marks.emplace(value, *mark);
        }
        return std::nullopt;
    }

    std::optional<Error> load_names(TemplateField& field, const Json& json) const {
        if (const std::string_view name = core::text_or_empty(json, "action"); !name.empty()) {
            field.action = catalogue_.action(name);
            if (!field.action) {
                return problem(field.id, "unknown action '" + std::string(name) + "'");
            }
            field.step = catalogue_.step_of(*field.action);
        }
        if (const std::string_view name = core::text_or_empty(json, "step"); !name.empty()) {
            field.step = catalogue_.step(name);
            if (!field.step) {
                return problem(field.id, "unknown step '" + std::string(name) + "'");
            }
        }
        if (const Json* about = core::find(json, "about"); about != nullptr) {
            const auto steps = steps_of(field.id, *about);
            if (!steps.ok()) {
                return steps.error();
            }
            field.about_steps = steps.value();
        }
        return std::nullopt;
    }

    /// "marks": value → mark, for yes_no.
    std::optional<Error> load_marks(TemplateField& field, const Json& json) const {
        const Json* marks = core::find(json, "marks");
        if (marks == nullptr) {
            return std::nullopt;
        }
        for (const auto& [value, name] : marks->items()) {
            const auto mark = name.is_string() ? catalogue_.mark(name.get_ref<const std::string&>())
                                               : std::nullopt;
            if (!mark) {
                return problem(field.id, "'marks' names an unknown mark");
            }
            if (fitting(field, value) != value) {
                return problem(field.id, "'marks' names '" + value + "', which is no answer to it");
            }
            field.marks.emplace(value, *mark);
        }
        return std::nullopt;
    }

    /// What a field of this kind cannot show.
    [[nodiscard]] std::optional<Error> misplaced(const TemplateField& field) const {
        const bool shows = field.action || field.step || !field.marks.empty();
        if (takes_lines(field) && shows) {
            return problem(field.id,
                           "a text or people field shows nothing by itself: ask it in a yes_no, "
                           "date or choice field");
        }
        if (!field.choices.empty() && field.kind != FieldKind::choice) {
            return problem(field.id, "'choices' needs kind choice");
        }
        if (!field.term.empty() && field.kind != FieldKind::date) {
            return problem(field.id, "'term' needs kind date");
        }
        if ((field.question != 0 || !field.alarm.empty()) && field.kind != FieldKind::yes_no) {
            return problem(field.id, "'question' and 'alarm' need kind yes_no");
        }
        return std::nullopt;
    }

    /// What does not hold between the fields of one template.
    [[nodiscard]] std::optional<Error> inconsistency(const Template& form) const {
        std::set<std::string> ids;
        std::set<std::string> labels;
        for (const TemplateField& field : form.fields) {
            if (!ids.insert(field.id).second || !labels.insert(folded(field.label)).second) {
                return problem(field.id, "its id or label stands twice");
            }
            if (!of_kind(form, field.dated_by, FieldKind::date)) {
                return problem(field.id, "'dated_by' must name a date field of this template");
            }
            if (!of_kind(form, field.actors_from, FieldKind::people)) {
                return problem(field.id, "'actors_from' must name a people field of this template");
            }
        }
        return std::nullopt;
    }

    static bool of_kind(const Template& form, std::string_view id, FieldKind kind) {
        if (id.empty()) {
            return true;
        }
        const TemplateField* field = form.find(id);
        return field != nullptr && field->kind == kind;
    }

    std::string file_;
    const core::Catalogue& catalogue_;
};

}  // namespace

std::string_view name_of(FieldKind kind) {
    return std::ranges::find(kinds, kind, &Kind::second)->first;
}

const TemplateField* Template::find(std::string_view field) const {
    const auto found = std::ranges::find(fields, field, &TemplateField::id);
    return found == fields.end() ? nullptr : &*found;
}

Result<Templates> Templates::from_json(const std::vector<std::pair<std::string, Json>>& files,
                                       const core::Catalogue& catalogue) {
    Templates result;
    for (const auto& [file, json] : files) {
        auto form = Loader(file, catalogue).load(json);
        if (!form.ok()) {
            return form.error();
        }
        const auto clashes = [&form](const Template& other) {
            return other.id == form->id || folded(other.heading) == folded(form->heading);
        };
        if (std::ranges::any_of(result.templates_, clashes)) {
            return Error{ErrorCode::invalid_config,
                         "field 'id': another template has this id or heading", file};
        }
        result.headings_.add(form->heading, result.templates_.size());
        result.templates_.push_back(std::move(form.value()));
    }
    for (std::size_t i = 0; i < catalogue.role_count(); ++i) {
        const core::RoleId role{static_cast<std::uint8_t>(i)};
        result.roles_.emplace(folded(catalogue.name(role)), role);
        result.roles_.emplace(folded(catalogue.label(role)), role);
    }
    return result;
}

const Template* Templates::find(std::string_view id) const {
    const auto found = std::ranges::find(templates_, id, &Template::id);
    return found == templates_.end() ? nullptr : &*found;
}

Result<std::string> Templates::compose(const StructuredNote& note) const {
    const auto refuse = [](std::string_view field, std::string_view reason) {
        return Error{ErrorCode::invalid_input,
                     "field '" + std::string(field) + "': " + std::string(reason)};
    };
    const Template* form = find(note.template_id);
    if (form == nullptr) {
        return refuse("template", "unknown template");
    }
    for (const auto& [id, value] : note.values) {
        if (form->find(id) == nullptr) {
            return Error{ErrorCode::invalid_input, "template '" + form->id + "' has no such field"};
        }
    }
    std::string text = form->heading + "\n";
    for (const TemplateField& field : form->fields) {
        const auto value = note.values.find(field.id);
        const bool filled = value != note.values.end() && !trimmed(value->second).empty();
        if (!filled) {
            if (field.required) {
                return refuse(field.id, "required");
            }
            continue;
        }
        const auto fits = fitting(field, value->second);
        if (!fits) {
            return refuse(field.id, "the value does not fit this kind of field");
        }
        write_value(text, field, *fits);
    }
    return text;
}

std::vector<StructuredNote> Templates::parse(std::string_view text, std::string_view title) const {
    std::vector<StructuredNote> notes;
    for (const FilledForm& form : scan(title, text, templates_, headings_).forms) {
        notes.push_back(form.values());
    }
    return notes;
}

std::vector<TextPart> Templates::free_parts(std::string_view text, std::string_view title) const {
    return scan(title, text, templates_, headings_).free;
}

std::vector<TextPart> Templates::unclear_parts(std::string_view text,
                                               std::string_view title) const {
    std::vector<TextPart> parts;
    for (const FilledForm& form : scan(title, text, templates_, headings_).forms) {
        for (const FieldLines& lines : form.unclear) {
            parts.push_back(lines.part);
        }
    }
    return parts;
}

std::vector<TextPart> Templates::own_words(std::string_view text, std::string_view title) const {
    Scan scanned = scan(title, text, templates_, headings_);
    std::vector<TextPart> parts = std::move(scanned.free);
    const auto behind_label = [text](const TextPart& part) {
        return TextPart{text.find(':', part.start) + 1, part.end};
    };
    for (const FilledForm& form : scanned.forms) {
        for (const FieldLines& lines : form.unclear) {
            *std::ranges::lower_bound(parts, lines.part.start, {}, &TextPart::start) =
                behind_label(lines.part);
        }
    }
    for (const FilledForm& form : scanned.forms) {
        for (const FieldLines& lines : form.fields) {
            if (lines.field->kind == FieldKind::text) {
                parts.push_back(behind_label(lines.part));
            }
        }
    }
    std::ranges::sort(parts, {}, &TextPart::start);
    return parts;
}

std::string Templates::blank(const Template& form) {
    std::string text = form.heading + "\n";
    for (const TemplateField& field : form.fields) {
        text.append(field.label).append(":\n");
    }
    return text;
}

std::optional<Reading> Templates::read(const Note& note) const {
    const Scan scanned = scan(note.title, note.text, templates_, headings_);
    if (scanned.forms.empty()) {
        return std::nullopt;
    }
    Reading reading;
    core::PositionMap positions(note.text);
    for (const FilledForm& form : scanned.forms) {
        add_form(reading, Shower(form, note, roles_, positions).show());
    }
    return reading;
}

}  // namespace meldbrug::notes
