/// \file
/// A text with HTML in it as a browser shows it. Some LVSs keep notes as their editor made them.
///
/// Units:    spans are code points of the text, as in notes/reading.hpp.
/// Errors:   none; total over any text, linear in its length. What only looks like a tag ("<3 uur")
///           stays as it is. Text that was struck through is gone, as its writer meant it, also
///           with the tildes of Markdown ("~~gemeld~~").
/// Threads:  pure function; a `ShownText` is a value.
/// Source:   WHATWG HTML, 15.3 (which elements begin a line), 13.5 (character references).
#pragma once

#include "meldbrug/notes/note.hpp"
#include "meldbrug/notes/reading.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::reading {

class ShownText {
public:
    /// Nothing for a text without markup.
    static std::optional<ShownText> of(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    /// The span in the text it was made of. \pre it lies in the shown text
    [[nodiscard]] notes::Span in_source(notes::Span shown) const;

private:
    friend class MarkupReader;
    std::string text_;
    /// By code point of the shown text: where it begins and ends in the source.
    std::vector<std::uint32_t> start_, end_;
};

/// The note with the text that is shown.
[[nodiscard]] notes::Note as_shown(const notes::Note& note, const ShownText& shown);

}  // namespace meldbrug::reading
