/// \file
/// Structured notes: templates per step, composed as plain Dutch text and parsed back exactly.
///
/// A template is data (`notes-schema/templates/nl/*.json`): a heading, and labelled fields of a kind (text, yes_no, date, people, choice).
/// What a filled field shows (an action done, a term, an answer of the weighing) stands in the template too.
///
/// Errors:   loading names file, field and reason. Parsing returns nothing for text that is not composed from a template.
/// Threads:  const methods may run concurrently.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/reading.hpp"

namespace meldbrug::notes {

enum class FieldKind { text, yes_no, date, people, choice };

struct TemplateField {
    std::string id;
    std::string label;
    FieldKind kind = FieldKind::text;
    bool required = false;
    std::vector<std::string> choices{};
    // What it shows when filled in (yes_no: when "ja"; denied when "nee"):
    std::optional<core::ActionId> action{};  ///< done on the field's date, or the note's
    std::optional<core::StepId> step{};
    std::string term{};                      ///< kind date: the term it sets
    int question = 0;                        ///< 1..5: the answer of that weighing question
    std::map<std::string, core::MarkId> marks{};  ///< choice → mark (a waiver's ground)
};

struct Template {
    std::string id;
    std::string heading;  ///< first line of the text
    std::vector<TemplateField> fields;
};

/// Field id → value, as a person filled it in: "ja", "nee", "twijfel", "2026-03-12", free text.
struct StructuredNote {
    std::string template_id;
    std::map<std::string, std::string> values;
    friend bool operator==(const StructuredNote&, const StructuredNote&) = default;
};

class Templates {
public:
    static core::Result<Templates> from_json(const std::vector<std::pair<std::string, core::Json>>& files, const core::Catalogue& catalogue);

    [[nodiscard]] const std::vector<Template>& all() const { return templates_; }
    [[nodiscard]] const Template* find(std::string_view id) const;
    /// The note's text, pleasant to read; fields left empty are left out. `invalid_input` for unknown fields and values that do not fit.
    [[nodiscard]] core::Result<std::string> compose(const StructuredNote& note) const;
    /// Exactly what was composed, also after a person changed values, order, blank lines or added lines of free text below.
    [[nodiscard]] std::optional<StructuredNote> parse(std::string_view text) const;
    /// What a structured note shows. Spans point at the lines of the text.
    [[nodiscard]] Reading read(const StructuredNote& structured, const Note& note) const;

private:
    std::vector<Template> templates_;
};

}  // namespace meldbrug::notes
