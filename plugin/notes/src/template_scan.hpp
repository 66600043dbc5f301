/// \file
/// The forms that stand in a text, as people leave them: a text that was composed from a template,
/// then edited, pasted and sent around.
///
/// Errors:   none; total over any text, linear in its length times the fields of a form.
/// Threads:  pure functions.
#pragma once

#include "meldbrug/notes/template.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::notes {

/// Before the second and further lines of a value.
inline constexpr std::string_view indent = "  ";

/// A field as it stands in a text.
struct FieldLines {
    const TemplateField* field = nullptr;
    TextPart part{};
    std::string raw{};
};

/// A form as it stands in a text.
struct FilledForm {
    const Template* form = nullptr;
    TextPart heading{};
    std::vector<FieldLines> fields{};  ///< those that hold an answer
    /// Fields with words that are no answer to them, or that stand twice: what they say is unclear.
    std::vector<FieldLines> unclear{};

    [[nodiscard]] StructuredNote values() const;
    [[nodiscard]] bool leaves_unclear(const TemplateField& field) const;
};

struct Scan {
    std::vector<FilledForm> forms{};
    std::vector<TextPart> free{};  ///< lines that are no field, and those of unclear ones, in order
};

/// \param title  may be the heading of the form that the text begins with
/// No forms and no free lines where no form stands in the text.
[[nodiscard]] Scan scan(std::string_view title, std::string_view text,
                        const std::vector<Template>& templates, const Headings& headings);

}  // namespace meldbrug::notes
