#include "template_scan.hpp"

#include "template_values.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace meldbrug::notes {

namespace {

/// Mail programs wrap behind some seventy signs; a line that a person ends is seldom as long.
constexpr std::size_t wrapped_length = 55;
/// "1. Datum", "12) Datum": a list has no more points.
constexpr std::size_t longest_number = 2;

// What Word, mail and web editors put before a line.
constexpr std::array<std::string_view, 13> bullets = {"-",
                                                      "*",
                                                      "+",
                                                      "\xE2\x80\xA2" /* • */,
                                                      "\xC2\xB7" /* · */,
                                                      "\xE2\x80\x93" /* – */,
                                                      "\xE2\x80\x94" /* — */,
                                                      "\xE2\x96\xAA" /* ▪ */,
                                                      "\xE2\x97\x8F" /* ● */,
                                                      "\xE2\x97\x8B" /* ○ */,
                                                      "\xE2\x97\xA6" /* ◦ */,
                                                      "\xEF\x82\xB7" /* Symbol */,
                                                      "\xEF\x82\xA7" /* Wingdings */};

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

bool starts_with_space(std::string_view text) {
    return text.starts_with(' ') || text.starts_with('\t') || text.starts_with(hard_space);
}

/// Without a bullet or number before the words.
std::string_view without_marker(std::string_view line) {
    const std::string_view words = trimmed(line);
    for (const std::string_view bullet : bullets) {
        if (words.starts_with(bullet)) {
            return trimmed(words.substr(bullet.size()));
        }
    }
    // Word's second bullet is an 'o' and a tab.
    if (words.starts_with("o\t")) {
        return trimmed(words.substr(2));
    }
    std::size_t digits = 0;
    while (digits < words.size() && is_digit(words[digits])) {
        ++digits;
    }
    const bool numbered = digits > 0 && digits <= longest_number && digits < words.size() &&
                          (words[digits] == '.' || words[digits] == ')') &&
                          starts_with_space(words.substr(digits + 1));
    return numbered ? trimmed(words.substr(digits + 1)) : words;
}

/// The words of a further line of a value.
std::optional<std::string_view> continuation(std::string_view line) {
    if (line.starts_with('\t')) {
        return line.substr(1);
    }
    for (int spaces = 0; spaces < 2; ++spaces) {
        if (line.starts_with(hard_space)) {
            line.remove_prefix(hard_space.size());
        } else if (line.starts_with(' ')) {
            line.remove_prefix(1);
        } else {
            return std::nullopt;
        }
    }
    return line;
}

/// Lines of a text, with how many blank ones stand before each.
class LineReader {
public:
    explicit LineReader(std::string_view text) : text_(text) {}

    /// The next line that is not blank; false at the end of the text.
    bool next() {
        blank_lines_ = 0;
        while (at_ < text_.size()) {
            const std::size_t end = end_of_line();
            const std::string_view line = without_trailing_space(text_.substr(at_, end - at_));
            part_ = {at_, at_ + line.size()};
            at_ = end + (text_.substr(end).starts_with("\r\n") ? 2 : 1);
            line_ = unquoted(line);
            if (!trimmed(line_).empty()) {
                return true;
            }
            ++blank_lines_;
        }
        return false;
    }
    [[nodiscard]] TextPart part() const { return part_; }
    /// Without the marks of a mail that is quoted.
    [[nodiscard]] std::string_view line() const { return line_; }
    [[nodiscard]] std::size_t blank_lines() const { return blank_lines_; }

private:
    /// Word parts the lines of a paragraph with a vertical tab.
    std::size_t end_of_line() {
        std::size_t end = text_.size();
        for (Break& sign : breaks_) {
            if (sign.next < at_ || !sign.looked) {
                sign.next = std::min(text_.find(sign.byte, at_), text_.size());
                sign.looked = true;
            }
            end = std::min(end, sign.next);
        }
        return end;
    }
    static std::string_view unquoted(std::string_view line) {
        while (line.starts_with('>')) {
            line.remove_prefix(1);
            line.remove_prefix(line.starts_with(' ') ? 1 : 0);
        }
        return line;
    }

    struct Break {
        char byte;
        std::size_t next = 0;
        bool looked = false;
    };
    std::string_view text_;
    std::array<Break, 3> breaks_{{{'\n'}, {'\r'}, {'\v'}}};
    std::size_t at_ = 0;
    TextPart part_{};
    std::string_view line_;
    std::size_t blank_lines_ = 0;
};

class Scanner {
public:
    Scanner(std::string_view title, std::string_view text, const std::vector<Template>& templates,
            const Headings& headings)
        : lines_(text), templates_(templates), headings_(headings) {
        if (const auto form = headings_.find(without_marker(title))) {
            begin_form(templates_[*form], {});
        }
    }

    Scan run() {
        while (lines_.next()) {
            if (!continues() && !begins_form() && !begins_field() && !goes_on()) {
                free_.push_back(lines_.part());
                open_ = nullptr;
            }
            length_ = lines_.line().size();
        }
        drop_half_label();
        close_form();
        Scan result{std::move(forms_), {}};
        if (!result.forms.empty()) {
            std::ranges::sort(free_, {}, &TextPart::start);
            result.free = std::move(free_);
        }
        return result;
    }

private:
    /// The line as it stands in a form that is set in as a whole.
    [[nodiscard]] std::string_view line() const {
        std::string_view line = lines_.line();
        line.remove_prefix(std::min({margin_, line.find_first_not_of(' '), line.size()}));
        return line;
    }

    /// An indented line below a value of several lines.
    bool continues() {
        if (open_ == nullptr || !takes_lines(*open_->field)) {
            return false;
        }
        const auto further = continuation(line());
        if (!further) {
            return false;
        }
        append(std::string(lines_.blank_lines() + 1, '\n'), *further);
        return true;
    }

    bool begins_form() {
        const auto form = headings_.find(without_marker(lines_.line()));
        if (form) {
            drop_half_label();
            close_form();
            begin_form(templates_[*form], lines_.part());
            margin_ = lines_.line().find_first_not_of(' ');
        }
        return form.has_value();
    }
    void begin_form(const Template& form, TextPart heading) {
        current_ = FilledForm{&form, heading, {}, {}};
        labels_.clear();
        for (const TemplateField& field : form.fields) {
            labels_.emplace_back(folded(field.label), &field);
        }
    }

    bool begins_field() {
        if (current_.form == nullptr) {
            return false;
        }
        const std::string_view words = without_marker(lines_.line());
        const std::size_t colon = words.find(':');
        // "Vraag 3, school of partner kan effectieve hulp bieden of" on a line of its own.
        const std::string before =
            half_label_.empty() ? std::string() : std::exchange(half_label_, std::string()) + " ";
        if (colon != std::string_view::npos) {
            const std::string_view label = words.substr(0, colon);
            const std::string_view value = trimmed(words.substr(colon + 1));
            if (const auto* field = labelled(before + folded(label)); field != nullptr) {
                const TextPart part =
                    before.empty() ? lines_.part() : TextPart{half_part_.start, lines_.part().end};
                begin(*field, part, value);
                return true;
            }
            if (!before.empty()) {
                free_.push_back(half_part_);
                if (const auto* field = labelled(folded(label)); field != nullptr) {
                    begin(*field, lines_.part(), value);
                    return true;
                }
            }
            return false;
        }
        const std::string half = before + folded(words);
        const auto begins = [&half](const auto& label) {
            return label.first.size() > half.size() && label.first.starts_with(half + " ");
        };
        if (half.size() >= shortest_half && std::ranges::any_of(labels_, begins)) {
            half_part_ = {before.empty() ? lines_.part().start : half_part_.start,
                          lines_.part().end};
            half_label_ = half;
            open_ = nullptr;
            return true;
        }
        if (!before.empty()) {
            free_.push_back(half_part_);
        }
        return false;
    }

    void begin(const TemplateField& field, TextPart part, std::string_view value) {
        current_.fields.push_back({&field, part, std::string(value)});
        open_ = &current_.fields.back();
        below_ = value.empty();
    }

    [[nodiscard]] const TemplateField* labelled(const std::string& label) const {
        const auto known =
            std::ranges::find(labels_, label, &std::pair<std::string, const TemplateField*>::first);
        return known == labels_.end() ? nullptr : known->second;
    }

    /// A line that belongs to the field above it though it is not indented: the answer stands below
    /// its label, or a mail program wrapped it.
    bool goes_on() {
        if (open_ == nullptr) {
            return false;
        }
        const std::string_view words = trimmed(lines_.line());
        const bool close = lines_.blank_lines() == 0;
        if (takes_lines(*open_->field)) {
            if (below_ && close) {
                append(open_->raw.empty() ? "" : "\n", words);
                return true;
            }
            if (close && is_wrapped(words)) {
                append(" ", words);
                return true;
            }
            return false;
        }
        const std::string whole = open_->raw + " " + std::string(words);
        if ((close || open_->raw.empty()) && !fits(open_->raw) && fits(whole)) {
            append(" ", words);
            return true;
        }
        return false;
    }

    [[nodiscard]] bool fits(std::string_view raw) const {
        return fitting(*open_->field, raw).has_value();
    }

    /// It goes on in lower case behind a long line that ends no sentence.
    [[nodiscard]] bool is_wrapped(std::string_view words) const {
        const bool lower = words.front() >= 'a' && words.front() <= 'z';
        return lower && length_ >= wrapped_length && !open_->raw.ends_with('.') &&
               !open_->raw.ends_with('!') && !open_->raw.ends_with('?');
    }

    void append(const std::string& between, std::string_view words) {
        open_->raw.append(between).append(words);
        open_->part.end = lines_.part().end;
    }

    void drop_half_label() {
        if (!std::exchange(half_label_, std::string()).empty()) {
            free_.push_back(half_part_);
        }
    }

    /// Keeps the form, and lets go what is no answer: a field that stands twice, a value that does
    /// not fit. A heading without any label is a line like others.
    void close_form() {
        open_ = nullptr;
        FilledForm form = std::exchange(current_, FilledForm{});
        if (form.form == nullptr) {
            return;
        }
        if (form.fields.empty()) {
            if (form.heading != TextPart{}) {
                free_.push_back(form.heading);
            }
            return;
        }
        std::map<const TemplateField*, std::size_t> answers;
        for (const FieldLines& lines : form.fields) {
            answers[lines.field] += is_unanswered(*lines.field, lines.raw) ? 0U : 1U;
        }
        std::vector<FieldLines> kept;
        for (FieldLines& lines : form.fields) {
            if (is_unanswered(*lines.field, lines.raw)) {
                continue;
            }
            const bool clear =
                answers[lines.field] == 1 && fitting(*lines.field, lines.raw).has_value();
            if (!clear) {
                free_.push_back(lines.part);
            }
            (clear ? kept : form.unclear).push_back(std::move(lines));
        }
        form.fields = std::move(kept);
        forms_.push_back(std::move(form));
    }

    /// "Datum" alone is a word of many lines; a label that was wrapped is a long one.
    static constexpr std::size_t shortest_half = 20;

    LineReader lines_;
    const std::vector<Template>& templates_;
    const Headings& headings_;
    std::vector<FilledForm> forms_;
    std::vector<TextPart> free_;
    FilledForm current_;
    std::vector<std::pair<std::string, const TemplateField*>> labels_;  // of the current form
    FieldLines* open_ = nullptr;  // the field of the line before
    bool below_ = false;          // its answer stands below its label
    std::string half_label_;      // folded
    TextPart half_part_{};
    std::size_t margin_ = 0;  // spaces before the heading
    std::size_t length_ = 0;  // of the line before, in bytes
};

}  // namespace

StructuredNote FilledForm::values() const {
    StructuredNote note{form->id, {}};
    for (const FieldLines& lines : fields) {
        note.values.emplace(lines.field->id, *fitting(*lines.field, lines.raw));
    }
    return note;
}

void Headings::add(std::string_view heading, std::size_t form) {
    const std::string said = folded(heading);
    initials_.insert(said.front());
    longest_ = std::max(longest_, said.size());
    forms_.emplace(said, form);
}

std::optional<std::size_t> Headings::find(std::string_view words) const {
    // Most lines are a sentence of somebody's own: they cost no more than a look at their first
    // sign and their length. A sign that is folded takes up to three bytes.
    constexpr std::size_t bytes_of_a_sign = 3;
    if (words.empty() || words.size() > (longest_ + 2) * bytes_of_a_sign) {
        return std::nullopt;
    }
    const char first = words.front();
    const bool capital = first >= 'A' && first <= 'Z';
    const char initial = capital ? static_cast<char>(first - 'A' + 'a') : first;
    if (static_cast<unsigned char>(first) < 0x80 && !initials_.contains(initial)) {
        return std::nullopt;
    }
    std::string said = folded(words);
    if (said.ends_with(':') || said.ends_with('.')) {
        said.pop_back();
    }
    const auto known = forms_.find(trimmed(said));
    return known == forms_.end() ? std::nullopt : std::optional(known->second);
}

bool FilledForm::leaves_unclear(const TemplateField& field) const {
    return std::ranges::find(unclear, &field, &FieldLines::field) != unclear.end();
}

Scan scan(std::string_view title, std::string_view text, const std::vector<Template>& templates,
          const Headings& headings) {
    return Scanner(title, text, templates, headings).run();
}

}  // namespace meldbrug::notes
