#include "meldbrug/notes/template.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace meldbrug::notes {

namespace {

using core::Error;
using core::ErrorCode;
using core::Json;
using core::Result;

constexpr std::string_view yes = "ja";
constexpr std::string_view no = "nee";
constexpr std::string_view doubt = "twijfel";
constexpr std::string_view white_space = " \t\r\n";
/// Before the second and further lines of a value.
constexpr std::string_view indent = "  ";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string_view without_trailing_space(std::string_view text) {
    return text.substr(0, text.find_last_not_of(white_space) + 1);
}

char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

std::string lower_case(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

bool same_words(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) { return lower(a) == lower(b); });
}

// ---- values ----

/// A day as people write it: 12-03-2026, 12-3-2026, 12/3/2026, 12.3.2026; or 2026-03-12.
std::optional<core::Date> day_of(std::string_view value) {
    if (const auto date = core::parse_date(value)) {
        return date;
    }
    const std::size_t first = value.find_first_of("-/.");
    if (first == std::string_view::npos || first == 0 || first > 2) {
        return std::nullopt;
    }
    const std::size_t second = value.find(value[first], first + 1);
    if (second == std::string_view::npos || second - first < 2 || second - first > 3 ||
        value.size() - second != 5) {
        return std::nullopt;
    }
    const auto two_digits = [](std::string_view digits) {
        return std::string(2 - digits.size(), '0').append(digits);
    };
    return core::parse_date(std::string(value.substr(second + 1)) + "-" +
                            two_digits(value.substr(first + 1, second - first - 1)) + "-" +
                            two_digits(value.substr(0, first)));
}

std::string written_day(core::Date date) {
    const std::string iso = core::format_date(date);
    return iso.substr(8, 2) + "-" + iso.substr(5, 2) + "-" + iso.substr(0, 4);
}

/// Line ends as \n, no white space at the ends of lines and of the whole.
std::string tidy_text(std::string_view value) {
    std::string result;
    std::string_view rest = trimmed(value);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        result.append(without_trailing_space(rest.substr(0, end)));
        rest.remove_prefix(end);
        if (!rest.empty()) {
            result.push_back('\n');
            rest.remove_prefix(1);
        }
    }
    return result;
}

/// The value in the one form that StructuredNote holds, or nothing when it does not fit the field.
std::optional<std::string> fitting(const TemplateField& field, std::string_view raw) {
    std::string_view value = trimmed(raw);
    switch (field.kind) {
        case FieldKind::text:
        case FieldKind::people:
            return tidy_text(raw);
        case FieldKind::yes_no: {
            if (value.ends_with('.')) {
                value.remove_suffix(1);
            }
            std::string word = lower_case(value);
            const bool fits = word == yes || word == no || (word == doubt && field.question > 0);
            return fits ? std::optional(std::move(word)) : std::nullopt;
        }
        case FieldKind::date: {
            const auto date = day_of(value);
            return date ? std::optional(core::format_date(*date)) : std::nullopt;
        }
        case FieldKind::choice: {
            const auto choice = std::ranges::find_if(
                field.choices,
                [value](const std::string& candidate) { return same_words(candidate, value); });
            return choice == field.choices.end() ? std::nullopt : std::optional(*choice);
        }
    }
    return std::nullopt;
}

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

// ---- the text of a structured note ----

/// A field as it stands in a text.
struct FieldLines {
    const TemplateField* field = nullptr;
    TextPart part{};
    std::string raw{};
};

struct Scan {
    const Template* form = nullptr;
    std::vector<FieldLines> fields{};
    std::vector<TextPart> free{};
};

class LineReader {
public:
    explicit LineReader(std::string_view text) : text_(text) {}

    /// The next line without its line end; false at the end of the text.
    bool next() {
        if (at_ >= text_.size()) {
            return false;
        }
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        part_ = {at_, at_ + without_trailing_space(text_.substr(at_, end - at_)).size()};
        at_ = end + 1;
        return true;
    }
    [[nodiscard]] TextPart part() const { return part_; }
    [[nodiscard]] std::string_view line() const {
        return text_.substr(part_.start, part_.end - part_.start);
    }
    [[nodiscard]] bool blank() const { return part_.start == part_.end; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    TextPart part_{};
};

const Template* form_of(std::string_view heading, const std::vector<Template>& templates) {
    std::string_view words = trimmed(heading);
    if (words.ends_with(':') || words.ends_with('.')) {
        words = trimmed(words.substr(0, words.size() - 1));
    }
    const auto form = std::ranges::find_if(templates, [words](const Template& candidate) {
        return same_words(candidate.heading, words);
    });
    return form == templates.end() ? nullptr : &*form;
}

const TemplateField* labelled(const Template& form, std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        return nullptr;
    }
    const std::string_view label = trimmed(line.substr(0, colon));
    const auto field = std::ranges::find_if(form.fields, [label](const TemplateField& candidate) {
        return same_words(candidate.label, label);
    });
    return field == form.fields.end() ? nullptr : &*field;
}

std::optional<std::string_view> continuation(std::string_view line) {
    if (line.starts_with(indent)) {
        return line.substr(indent.size());
    }
    if (line.starts_with('\t')) {
        return line.substr(1);
    }
    return std::nullopt;
}

bool takes_lines(const TemplateField& field) {
    return field.kind == FieldKind::text || field.kind == FieldKind::people;
}

/// Parts a text into fields and free lines; `form` stays null when the first line is no heading.
Scan scan(std::string_view text, const std::vector<Template>& templates) {
    Scan result;
    LineReader lines(text);
    bool more = lines.next();
    while (more && lines.blank()) {
        more = lines.next();
    }
    if (!more) {
        return result;
    }
    result.form = form_of(lines.line(), templates);
    if (result.form == nullptr) {
        return result;
    }
    bool continues = false;
    std::size_t blank_lines = 0;
    while (lines.next()) {
        if (lines.blank()) {
            ++blank_lines;
            continue;
        }
        const auto further = continues ? continuation(lines.line()) : std::nullopt;
        if (further) {
            FieldLines& last = result.fields.back();
            last.raw.append(blank_lines + 1, '\n').append(*further);
            last.part.end = lines.part().end;
        } else if (const TemplateField* field = labelled(*result.form, lines.line());
                   field != nullptr) {
            const std::string_view line = lines.line();
            result.fields.push_back(
                {field, lines.part(), std::string(trimmed(line.substr(line.find(':') + 1)))});
            continues = takes_lines(*field);
        } else {
            result.free.push_back(lines.part());
            continues = false;
        }
        blank_lines = 0;
    }
    return result;
}

/// Moves what is no answer from the fields to the free lines: a field that stands twice, a value
/// that does not fit.
Scan settled(Scan scan) {
    std::vector<FieldLines> kept;
    for (FieldLines& lines : scan.fields) {
        const auto same = [&lines](const FieldLines& other) { return other.field == lines.field; };
        const bool empty = lines.raw.empty();
        if (!empty &&
            (std::ranges::count_if(scan.fields, same) > 1 || !fitting(*lines.field, lines.raw))) {
            scan.free.push_back(lines.part);
        } else if (!empty) {
            kept.push_back(std::move(lines));
        }
    }
    scan.fields = std::move(kept);
    std::ranges::sort(scan.free, {}, &TextPart::start);
    return scan;
}

// ---- what it shows ----

class Shower {
public:
    Shower(const Template& form, const StructuredNote& structured, const Note& note,
           const std::map<std::string, core::RoleId, std::less<>>& roles)
        : structured_(structured), note_(note), roles_(roles) {
        complete_ = std::ranges::all_of(form.fields, [this](const TemplateField& field) {
            return !field.required || structured_.values.contains(field.id);
        });
    }

    void show(const TemplateField& field, const std::string& value, const Span& span) {
        const auto mark = field.marks.find(value);
        if (mark != field.marks.end()) {
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

    [[nodiscard]] Reading take() { return std::move(reading_); }

private:
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
            if (const auto role = roles_.find(lower_case(trimmed(rest.substr(0, end))));
                role != roles_.end()) {
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
        if (const auto mark = field.marks.find(value); mark != field.marks.end()) {
            result.marks.insert(mark->second);
        }
        result.certain = complete_;
        return result;
    }

    const StructuredNote& structured_;
    const Note& note_;
    const std::map<std::string, core::RoleId, std::less<>>& roles_;
    Reading reading_;
    bool complete_ = false;
};

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

    /// "choices": a list of texts, or of {"value":"...","mark":"...","about":["..."]}.
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
            if (const std::string_view name = core::text_or_empty(entry, "mark"); !name.empty()) {
                const auto mark = catalogue_.mark(name);
                if (!mark) {
                    return problem(field.id, "unknown mark '" + std::string(name) + "'");
                }
                field.marks.emplace(value, *mark);
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
            if (!ids.insert(field.id).second || !labels.insert(lower_case(field.label)).second) {
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

    using Kind = std::pair<std::string_view, FieldKind>;
    static constexpr std::array<Kind, 5> kinds = {{{"text", FieldKind::text},
                                                   {"yes_no", FieldKind::yes_no},
                                                   {"date", FieldKind::date},
                                                   {"people", FieldKind::people},
                                                   {"choice", FieldKind::choice}}};
    std::string file_;
    const core::Catalogue& catalogue_;
};

}  // namespace

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
            return other.id == form->id || same_words(other.heading, form->heading);
        };
        if (std::ranges::any_of(result.templates_, clashes)) {
            return Error{ErrorCode::invalid_config,
                         "field 'id': another template has this id or heading", file};
        }
        result.templates_.push_back(std::move(form.value()));
    }
    for (std::size_t i = 0; i < catalogue.role_count(); ++i) {
        const core::RoleId role{static_cast<std::uint8_t>(i)};
        result.roles_.emplace(lower_case(catalogue.name(role)), role);
        result.roles_.emplace(lower_case(catalogue.label(role)), role);
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

std::optional<StructuredNote> Templates::parse(std::string_view text) const {
    const Scan scanned = settled(scan(text, templates_));
    if (scanned.form == nullptr) {
        return std::nullopt;
    }
    StructuredNote note;
    note.template_id = scanned.form->id;
    for (const FieldLines& lines : scanned.fields) {
        note.values.emplace(lines.field->id, *fitting(*lines.field, lines.raw));
    }
    return note;
}

std::vector<TextPart> Templates::free_parts(std::string_view text) const {
    return settled(scan(text, templates_)).free;
}

std::vector<TextPart> Templates::own_words(std::string_view text) const {
    const Scan scanned = settled(scan(text, templates_));
    std::vector<TextPart> parts = scanned.free;
    for (const FieldLines& lines : scanned.fields) {
        if (lines.field->kind == FieldKind::text) {
            parts.push_back({text.find(':', lines.part.start) + 1, lines.part.end});
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

Reading Templates::read(const StructuredNote& structured, const Note& note) const {
    const Template* form = find(structured.template_id);
    if (form == nullptr) {
        return {};
    }
    std::map<std::string_view, Span> spans;
    core::PositionMap positions(note.text);
    for (const FieldLines& lines : settled(scan(note.text, templates_)).fields) {
        const std::size_t start = positions.position(lines.part.start);
        const std::size_t end = positions.position(lines.part.end);
        spans[lines.field->id] = {static_cast<std::uint32_t>(start),
                                  static_cast<std::uint32_t>(end), false};
    }
    Shower shower(*form, structured, note, roles_);
    for (const TemplateField& field : form->fields) {
        const auto value = structured.values.find(field.id);
        if (value == structured.values.end()) {
            continue;
        }
        if (const auto fits = fitting(field, value->second); fits && !fits->empty()) {
            shower.show(field, *fits, spans[field.id]);
        }
    }
    return shower.take();
}

}  // namespace meldbrug::notes
