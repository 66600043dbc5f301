/// \file
/// Structured notes: templates per step, composed as plain Dutch text and parsed back exactly.
///
/// A template is data (`notes-schema/templates/nl/*.json`): a heading, and labelled fields of a kind (text, yes_no, date, people, choice).
/// What a filled field shows (an action done, a term, an answer of the weighing) stands in the template too.
///
/// As text: the heading, then one "Label: value" a line. Further lines of a value are indented by two spaces (so a line
/// that a person adds below is never taken for part of a value), and blank lines mean nothing between fields. Days are written
/// 12-03-2026.
///
/// What people and their programs do to it changes nothing: another order, lines above and below, capitals, missing accents, spaces,
/// Word's quotes, dashes and bullets, the marks of a quoted mail, an answer below its label, a line that a mail program wrapped, the
/// heading as the note's title. Every heading begins a form of its own, so that one note can hold several, also of one template.
///
/// Text and people fields show nothing by themselves: "Besproken met: nog niemand" is filled in too. Actions hang on yes_no, date
/// and choice. A day after the note's own day makes a plan of it, and while a required field is empty everything is to be confirmed.
/// A form with some answers and none to what it is about plans that act: it is filled in so far. An empty form shows nothing.
///
/// Errors:   loading names file, field and reason. Parsing finds nothing in a text that is not composed from a template.
/// Threads:  const methods may run concurrently.
#pragma once

#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/notes/reading.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meldbrug::notes {

enum class FieldKind { text, yes_no, date, people, choice };
/// "yes_no", as a template says it.
[[nodiscard]] std::string_view name_of(FieldKind kind);

struct TemplateField {
    std::string id;
    std::string label;
    FieldKind kind = FieldKind::text;
    bool required = false;
    std::vector<std::string> choices{};
    // What it shows when filled in (yes_no: when "ja"; denied when "nee"):
    std::optional<core::ActionId>
        action{};  ///< done on the day of `dated_by`, else a date field's own day, else the note's
    std::optional<core::StepId>
        step{};          ///< the action's step of the catalogue, unless the template names another
    std::string term{};  ///< kind date: the term it sets; its action is then done on the note's day
    int question = 0;    ///< 1..5: the answer of that weighing question
    std::string alarm{};  ///< yes_no: the alarm that "ja" raises
    std::multimap<std::string, core::MarkId>
        marks{};                  ///< value → marks (a waiver's ground), on the action as well
    core::StepSet about_steps{};  ///< steps that the action is about
    std::map<std::string, core::StepSet>
        about_choice{};         ///< choice → steps that the action is about
    std::string dated_by{};     ///< id of the date field that holds the day of the act
    std::string actors_from{};  ///< id of the people field that holds who took part
};

struct Template {
    std::string id;
    std::string heading;  ///< first line of the text
    std::vector<TemplateField> fields;
    [[nodiscard]] const TemplateField* find(std::string_view field) const;
};

/// Field id → value, as a person filled it in: "ja", "nee", "twijfel", "2026-03-12", free text.
struct StructuredNote {
    std::string template_id;
    std::map<std::string, std::string> values;
    friend bool operator==(const StructuredNote&, const StructuredNote&) = default;
};

/// A piece of a text, in bytes, end exclusive.
struct TextPart {
    std::size_t start = 0;
    std::size_t end = 0;
    friend bool operator==(const TextPart&, const TextPart&) = default;
};

/// Which template a line is the heading of.
class Headings {
public:
    void add(std::string_view heading, std::size_t form);
    /// \param words  of a line, without bullet
    [[nodiscard]] std::optional<std::size_t> find(std::string_view words) const;

private:
    std::map<std::string, std::size_t, std::less<>> forms_;  // by their folded heading
    std::set<char> initials_;                                // of those
    std::size_t longest_ = 0;
};

class Templates {
public:
    static core::Result<Templates> from_json(
        const std::vector<std::pair<std::string, core::Json>>& files,
        const core::Catalogue& catalogue);

    [[nodiscard]] const std::vector<Template>& all() const { return templates_; }
    [[nodiscard]] const Template* find(std::string_view id) const;
    /// The note's text, pleasant to read; fields left empty are left out, and white space at the ends of lines. `invalid_input` for
    /// unknown fields, values that do not fit and required fields that are empty.
    [[nodiscard]] core::Result<std::string> compose(const StructuredNote& note) const;
    /// Exactly what was composed, in order; none where no form stands in the text.
    /// \param title  of the note, which may be the heading of the form that the text begins with
    [[nodiscard]] std::vector<StructuredNote> parse(std::string_view text,
                                                    std::string_view title = {}) const;
    /// The lines of a structured note that are no field of its forms, in order: what a person added, a field that stands twice, a
    /// value that does not fit its kind. To be read as free text. Empty when no form stands in the text.
    [[nodiscard]] std::vector<TextPart> free_parts(std::string_view text,
                                                   std::string_view title = {}) const;
    /// Of the free parts those that stand behind a label of ours, in order of their forms: the label is no word of the person's, so what
    /// such a line seems to show as done is for a person to confirm.
    [[nodiscard]] std::vector<TextPart> unclear_parts(std::string_view text,
                                                      std::string_view title = {}) const;
    /// What people said in their own words, in order: the free parts, and the values of text fields. Labels and answers are not among
    /// them, so that "Direct ingrijpen nodig: nee" raises no alarm. Empty when no form stands in the text.
    [[nodiscard]] std::vector<TextPart> own_words(std::string_view text,
                                                  std::string_view title = {}) const;
    /// The empty form: heading and labels, for an LVS that offers a text to start from.
    [[nodiscard]] static std::string blank(const Template& form);
    /// What the forms in a note show, together; nothing when there is none. Spans point at the lines of the text. A question that two
    /// forms answer differently is in doubt.
    [[nodiscard]] std::optional<Reading> read(const Note& note) const;

private:
    std::vector<Template> templates_;
    Headings headings_;
    std::map<std::string, core::RoleId, std::less<>>
        roles_;  ///< lower-case names and labels of roles, for people fields
};

}  // namespace meldbrug::notes
