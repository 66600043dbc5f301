#include "markup.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace meldbrug::reading {

namespace {

/// What an element does to what is shown.
enum class Shows : std::uint8_t { inside, line, line_break, nothing };

using Element = std::pair<std::string_view, Shows>;
constexpr std::array<Element, 46> elements = {{
    {"a", Shows::inside},        {"b", Shows::inside},       {"big", Shows::inside},
    {"blockquote", Shows::line}, {"body", Shows::line},      {"br", Shows::line_break},
    {"center", Shows::line},     {"code", Shows::inside},    {"del", Shows::nothing},
    {"div", Shows::line},        {"em", Shows::inside},      {"font", Shows::inside},
    {"h1", Shows::line},         {"h2", Shows::line},        {"h3", Shows::line},
    {"h4", Shows::line},         {"h5", Shows::line},        {"h6", Shows::line},
    {"head", Shows::nothing},    {"hr", Shows::line},        {"html", Shows::line},
    {"i", Shows::inside},        {"img", Shows::inside},     {"ins", Shows::inside},
    {"label", Shows::inside},    {"li", Shows::line},        {"o:p", Shows::inside},
    {"ol", Shows::line},         {"p", Shows::line},         {"pre", Shows::line},
    {"s", Shows::nothing},       {"script", Shows::nothing}, {"small", Shows::inside},
    {"span", Shows::inside},     {"strike", Shows::nothing}, {"strong", Shows::inside},
    {"style", Shows::nothing},   {"sub", Shows::inside},     {"sup", Shows::inside},
    {"table", Shows::line},      {"tbody", Shows::line},     {"td", Shows::inside},
    {"th", Shows::inside},       {"tr", Shows::line},        {"u", Shows::inside},
    {"ul", Shows::line},
}};

using Reference = std::pair<std::string_view, std::string_view>;
constexpr std::array<Reference, 40> references = {{
    {"aacute", "á"}, {"acirc", "â"},  {"agrave", "à"}, {"amp", "&"},    {"apos", "'"},
    {"auml", "ä"},   {"bull", "•"},   {"ccedil", "ç"}, {"eacute", "é"}, {"Eacute", "É"},
    {"ecirc", "ê"},  {"egrave", "è"}, {"euml", "ë"},   {"Euml", "Ë"},   {"euro", "€"},
    {"gt", ">"},     {"hellip", "…"}, {"iacute", "í"}, {"icirc", "î"},  {"iuml", "ï"},
    {"ldquo", "“"},  {"lsquo", "‘"},  {"lt", "<"},     {"mdash", "—"},  {"middot", "·"},
    {"nbsp", " "},   {"ndash", "–"},  {"ntilde", "ñ"}, {"oacute", "ó"}, {"ocirc", "ô"},
    {"ograve", "ò"}, {"ouml", "ö"},   {"quot", "\""},  {"rdquo", "”"},  {"rsquo", "’"},
    {"sbquo", "‚"},  {"shy", ""},     {"uacute", "ú"}, {"ucirc", "û"},  {"uuml", "ü"},
}};
constexpr std::size_t longest_reference = 8;
constexpr std::string_view tildes = "~~";

bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}
bool is_space(char byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f';
}
bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}
char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

struct Tag {
    Shows shows = Shows::inside;
    std::string_view name;  ///< of the table above; empty for a comment
    bool closes = false;
    std::size_t end = 0;  ///< behind it
};

/// The first of the sign from there on. \param known  the last answer: places only go up
std::size_t next_in(std::string_view text, std::string_view sign, std::size_t from,
                    std::size_t known) {
    return known < from ? text.find(sign, from) : known;
}

/// Finds tags, asked from the front to the back of a text.
class TagReader {
public:
    explicit TagReader(std::string_view text) : text_(text) {}

    /// The tag that begins there.
    std::optional<Tag> at(std::size_t place) {
        if (text_.substr(place).starts_with("<!--")) {
            comment_end_ = next_in(text_, "-->", place + 4, comment_end_);
            if (comment_end_ == std::string_view::npos) {
                return std::nullopt;
            }
            Tag comment;
            comment.end = comment_end_ + 3;
            return comment;
        }
        std::size_t first = place + 1;
        Tag tag;
        if (first < text_.size() && text_[first] == '/') {
            tag.closes = true;
            ++first;
        }
        std::size_t end = first;
        while (end < text_.size() && end - first < longest_name &&
               (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == ':')) {
            ++end;
        }
        std::string name(text_.substr(first, end - first));
        std::ranges::transform(name, name.begin(), lower);
        const auto known = std::ranges::find(elements, std::string_view(name), &Element::first);
        if (known == elements.end()) {
            return std::nullopt;
        }
        tag.name = known->first;
        tag.shows = known->second;
        close_ = next_in(text_, ">", end, close_);
        open_ = next_in(text_, "<", end, open_);
        if (close_ == std::string_view::npos || open_ < close_) {
            return std::nullopt;
        }
        // "a <b en c> d" is no tag: behind a name come attributes, a slash or nothing.
        const std::string_view rest = text_.substr(end, close_ - end);
        const bool bare = std::ranges::all_of(rest, [](char c) { return is_space(c) || c == '/'; });
        if (!bare && (!is_space(rest.front()) || rest.find('=') == std::string_view::npos)) {
            return std::nullopt;
        }
        tag.end = close_ + 1;
        return tag;
    }

private:
    static constexpr std::size_t longest_name = 10;

    std::string_view text_;
    std::size_t close_ = 0, open_ = 0, comment_end_ = 0;
};

void append_code_point(std::string& text, std::uint32_t code) {
    const auto byte = [&text](std::uint32_t value) { text.push_back(static_cast<char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0U | code >> 6U);
        byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0U | code >> 12U);
        byte(0x80U | (code >> 6U & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    } else {
        byte(0xF0U | code >> 18U);
        byte(0x80U | (code >> 12U & 0x3FU));
        byte(0x80U | (code >> 6U & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    }
}

struct Decoded {
    std::string sign;
    std::size_t end = 0;  ///< behind it
};

/// "&#233;", "&#xE9;".
std::optional<std::string> numbered(std::string_view digits) {
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    digits.remove_prefix(hex ? 1 : 0);
    std::uint32_t code = 0;
    for (const char digit : digits) {
        const char c = lower(digit);
        if (!is_digit(c) && !(hex && c >= 'a' && c <= 'f')) {
            return std::nullopt;
        }
        const auto value = static_cast<std::uint32_t>(is_digit(c) ? c - '0' : c - 'a' + 10);
        code = code * (hex ? 16U : 10U) + value;
    }
    const bool sign = code >= 0x20 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    if (digits.empty() || !sign) {
        return std::nullopt;
    }
    std::string text;
    append_code_point(text, code == 0xA0 ? 0x20U : code);
    return text;
}

std::optional<Decoded> reference_at(std::string_view text, std::size_t place) {
    const std::string_view rest = text.substr(place + 1, longest_reference + 1);
    const std::size_t end = rest.find(';');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view name = rest.substr(0, end);
    if (name.starts_with('#')) {
        auto sign = numbered(name.substr(1));
        return sign ? std::optional(Decoded{std::move(*sign), place + end + 2}) : std::nullopt;
    }
    const auto known = std::ranges::find(references, name, &Reference::first);
    return known == references.end()
               ? std::nullopt
               : std::optional(Decoded{std::string(known->second), place + end + 2});
}

}  // namespace

/// Writes what is shown, with where it comes from.
class MarkupReader {
public:
    explicit MarkupReader(std::string_view source) : source_(source), tags_(source) {}

    std::optional<ShownText> run() {
        // Lines of the source mean something only where no element makes lines.
        TagReader tags(source_);
        for (std::size_t at = source_.find('<'); at != std::string_view::npos && !lines_;
             at = source_.find('<', at + 1)) {
            const auto tag = tags.at(at);
            lines_ = tag && (tag->shows == Shows::line || tag->shows == Shows::line_break);
        }
        for (std::size_t at = 0; at < source_.size();) {
            at = step(at);
        }
        return found_ ? std::optional(std::move(shown_)) : std::nullopt;
    }

private:
    std::size_t step(std::size_t at) {
        const char byte = source_[at];
        if (byte == '<') {
            if (const auto tag = tags_.at(at)) {
                found_ = true;
                pass(*tag, at);
                position_ += static_cast<std::uint32_t>(std::ranges::count_if(
                    source_.substr(at, tag->end - at), [](char c) { return !is_continuation(c); }));
                return tag->end;
            }
        }
        if (byte == '~' && strikes(at)) {
            found_ = true;
            position_ += static_cast<std::uint32_t>(tildes.size());
            return at + tildes.size();
        }
        if (byte == '&') {
            if (const auto sign = reference_at(source_, at)) {
                found_ = true;
                const auto length = static_cast<std::uint32_t>(sign->end - at);
                put(sign->sign, length);
                position_ += length;
                return sign->end;
            }
        }
        std::size_t end = at + 1;
        while (end < source_.size() && is_continuation(source_[end])) {
            ++end;
        }
        if (lines_ && is_space(byte)) {
            put(shown_.text_.empty() || shown_.text_.back() == '\n' ? "" : " ", 1);
        } else {
            put(source_.substr(at, end - at), 1);
        }
        ++position_;
        return end;
    }

    /// "~~Gemeld bij VT~~", as Markdown strikes through: both ends touch a word, in one paragraph.
    [[nodiscard]] bool strikes(std::size_t at) {
        if (hidden_ == tildes) {
            if (at == struck_end_) {
                hidden_ = {};
                return true;
            }
            return false;
        }
        const std::size_t first = at + tildes.size();
        if (!hidden_.empty() || !source_.substr(at).starts_with(tildes) ||
            first >= source_.size() || is_space(source_[first]) || source_[first] == '~') {
            return false;
        }
        struck_end_ = next_in(source_, tildes, first, struck_end_);
        paragraph_end_ = next_in(source_, "\n\n", first, paragraph_end_);
        if (struck_end_ >= paragraph_end_ || is_space(source_[struck_end_ - 1])) {
            return false;
        }
        hidden_ = tildes;
        return true;
    }

    void pass(const Tag& tag, std::size_t at) {
        switch (tag.shows) {
            case Shows::inside:
                // Cells of a table stand apart.
                if (tag.name == "td" || tag.name == "th") {
                    put(" ", 0);
                }
                break;
            case Shows::line_break:
                put("\n", 0);
                break;
            case Shows::line:
                if (!shown_.text_.empty() && shown_.text_.back() != '\n') {
                    put("\n", 0);
                }
                break;
            case Shows::nothing:
                hide(tag, at);
                break;
        }
    }

    /// What stands in an element that shows nothing; to the end where it is never closed.
    void hide(const Tag& tag, std::size_t at) {
        if (hidden_.empty() && !tag.closes && closes_later(tag.name, at)) {
            hidden_ = tag.name;
        } else if (tag.closes && tag.name == hidden_) {
            hidden_ = {};
        }
    }
    /// An element that is never closed hides nothing: no word may be lost over a stray "<s>".
    [[nodiscard]] bool closes_later(std::string_view name, std::size_t at) {
        const std::string end = "</" + std::string(name) + ">";
        auto& last = last_close_[static_cast<std::size_t>(
            std::ranges::find(elements, name, &Element::first) - elements.begin())];
        if (!last) {
            std::string folded(source_);
            std::ranges::transform(folded, folded.begin(), lower);
            last = folded.rfind(end);
        }
        return *last != std::string::npos && *last > at;
    }

    /// \param length  code points of the source that the signs stand for
    void put(std::string_view signs, std::uint32_t length) {
        if (!hidden_.empty()) {
            return;
        }
        for (const char byte : signs) {
            if (!is_continuation(byte)) {
                shown_.start_.push_back(position_);
                shown_.end_.push_back(position_ + length);
            }
        }
        shown_.text_.append(signs);
    }

    std::string_view source_;
    TagReader tags_;
    ShownText shown_;
    std::string_view hidden_;  // the element that shows nothing
    std::array<std::optional<std::size_t>, elements.size()> last_close_{};
    std::size_t struck_end_ = 0, paragraph_end_ = 0;
    std::uint32_t position_ = 0;  // code points of the source
    bool found_ = false;
    bool lines_ = false;
};

std::optional<ShownText> ShownText::of(std::string_view text) {
    // Nearly every note is plain: three quick looks.
    if (text.find('<') == std::string_view::npos && text.find('&') == std::string_view::npos &&
        text.find(tildes) == std::string_view::npos) {
        return std::nullopt;
    }
    return MarkupReader(text).run();
}

notes::Span ShownText::in_source(notes::Span shown) const {
    if (start_.empty() || shown.in_title) {
        return shown;
    }
    const std::size_t last = start_.size() - 1;
    const std::uint32_t start = start_[std::min<std::size_t>(shown.start, last)];
    const std::uint32_t end =
        shown.end > shown.start ? end_[std::min<std::size_t>(shown.end - 1, last)] : start;
    return {start, std::max(start, end), false};
}

notes::Note as_shown(const notes::Note& note, const ShownText& shown) {
    notes::Note plain = note;
    plain.text = shown.text();
    return plain;
}

}  // namespace meldbrug::reading
