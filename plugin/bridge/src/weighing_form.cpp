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
        shown.fields.push_back(
            {&field,
             question == nullptr ? std::string()
                                 : std::string(core::text_or_empty(*question, "asks")),
             question == nullptr ? std::string()
                                 : std::string(core::text_or_empty(*question, "source"))});
    }
    return shown;
}

core::Result<ComposedWeighing> Bridge::compose_weighing(
    std::map<std::string, std::string> values) const {
    const auto form = weighing_form();
    if (!form) {
        return form.error();
    }
    for (const auto& [id, value] : values) {
        if (std::none_of(form->fields.begin(), form->fields.end(),
                         [&](const auto& field) { return field.field->id == id; })) {
            return Error{ErrorCode::invalid_input,
                         "field 'fields': the weighing of this route has no field of that name; "
                         "ask for the form first"};
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
