// The school's framework as a form: what a person fills in becomes text for the LVS, which is the record.
#include "parts.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::bridge {

namespace {

using core::Error;
using core::ErrorCode;
using core::Json;

/// The template by which a weighing is written down: the one where the framework begins. Following
/// the help asks its last question again.
const notes::Template* template_of(const notes::Templates& templates) {
    const auto& all = templates.all();
    const auto found = std::find_if(all.begin(), all.end(), [](const notes::Template& form) {
        return std::any_of(form.fields.begin(), form.fields.end(),
                           [](const notes::TemplateField& field) { return field.question == 1; });
    });
    return found == all.end() ? nullptr : &*found;
}

/// The framework's questions as the school's route words them; null where it does not.
const Json* questions_of(const route::Profile& route) {
    const Json* weighing = core::find(route.document(), "weighing");
    const Json* questions = weighing == nullptr ? nullptr : core::find(*weighing, "questions");
    return questions == nullptr || questions->empty() ? nullptr : questions;
}

const Json* worded(const Json& questions, int number) {
    for (const Json& question : questions) {
        if (question.value("question", 0) == number) {
            return &question;
        }
    }
    return nullptr;
}

std::vector<std::string> choices_of(const notes::TemplateField& field) {
    if (field.kind != notes::FieldKind::yes_no) {
        return field.choices;
    }
    std::vector<std::string> choices{"ja", "nee"};
    if (field.question > 0) {
        choices.emplace_back("twijfel");
    }
    return choices;
}

/// Where the answer leads: the question that is asked next, 0 where none is.
int next_after(const Json& question, std::string_view value) {
    const std::string_view answer = value == "ja" ? "yes" : value == "nee" ? "no" : "doubt";
    const Json* answers = core::find(question, "answers");
    const Json* path = answers == nullptr ? nullptr : core::find(*answers, answer);
    return path == nullptr ? 0 : path->value("next", 0);
}

/// An answer to a question that is not asked would look like a weighing that was never made.
core::Status follow_branch(const WeighingForm& form, const Json& questions,
                           const std::map<std::string, std::string>& values) {
    int asked = questions.front().value("question", 0);
    for (const WeighingField& shown : form.fields) {
        if (shown.field->question == 0) {
            continue;
        }
        const auto given = values.find(shown.field->id);
        const bool is_asked = shown.field->question == asked;
        if (given != values.end() && !is_asked) {
            return Error{ErrorCode::invalid_input,
                         "field '" + shown.field->id +
                             "': is not asked after the answers before it; leave it out"};
        }
        if (is_asked) {
            const Json* question = worded(questions, asked);
            asked = given == values.end() || question == nullptr
                        ? 0
                        : next_after(*question, given->second);
        }
    }
    return core::Done{};
}

}  // namespace

core::Result<WeighingForm> Bridge::weighing_form() const {
    const notes::Template* form = template_of(parts_->knowledge.templates);
    if (form == nullptr) {
        return Error{ErrorCode::not_found,
                     "no template asks the questions of a weighing: see notes-schema/README.md"};
    }
    WeighingForm shown{form->id, form->heading, {}};
    const Json* questions = questions_of(parts_->route);
    for (const notes::TemplateField& field : form->fields) {
        const Json* question = field.question > 0 && questions != nullptr
                                   ? worded(*questions, field.question)
                                   : nullptr;
        if (field.question > 0 && questions != nullptr && question == nullptr) {
            continue;  // this school's framework does not ask it
        }
        WeighingField own{&field, choices_of(field), {}, {}};
        if (question != nullptr) {
            own.asks = core::text_or_empty(*question, "asks");
            own.source = core::text_or_empty(*question, "source");
        }
        shown.fields.push_back(std::move(own));
    }
    return shown;
}

core::Result<ComposedWeighing> Bridge::compose_weighing(
    std::map<std::string, std::string> values) const {
    const auto form = weighing_form();
    if (!form) {
        return form.error();
    }
    for (const auto& filled : values) {
        if (std::none_of(form->fields.begin(), form->fields.end(),
                         [&](const auto& field) { return field.field->id == filled.first; })) {
            return Error{ErrorCode::invalid_input,
                         "field 'fields': the weighing of this route has no field of that name; "
                         "ask for the form first"};
        }
    }
    if (const Json* questions = questions_of(parts_->route)) {
        if (auto follows = follow_branch(*form, *questions, values); !follows) {
            return follows.error();
        }
    }
    auto text = parts_->knowledge.templates.compose({form->template_id, std::move(values)});
    if (!text) {
        return text.error();
    }
    notes::Note draft;
    draft.id = "draft";
    draft.date = parts_->clock.today();
    draft.text = std::move(text).value();
    auto reading = read_draft(draft);
    return ComposedWeighing{std::move(draft), std::move(reading)};
}

}  // namespace meldbrug::bridge
