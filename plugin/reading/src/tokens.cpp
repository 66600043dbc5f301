#include "tokens.hpp"

#include "word_table.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace meldbrug::reading {
namespace {

using namespace std::string_view_literals;

/// What a piece of the text is, before pieces are joined into tokens.
enum class Class : std::uint8_t { letter, digit, space, line_break, sign, not_ascii };

/// One code point (or one broken byte) of the text.
struct Piece {
    Class kind = Class::sign;
    std::uint8_t bytes = 1;        ///< in the text
    std::uint8_t folded_size = 1;  ///< never more than `bytes`
    std::array<char, 4> folded{};
};

constexpr char substitute = '\x1a';  // ASCII's own sign for "something that could not be read"

constexpr Class class_of(unsigned byte) {
    if (byte >= 0x80) {
        return Class::not_ascii;
    }
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) {
        return Class::letter;
    }
    if (byte >= '0' && byte <= '9') {
        return Class::digit;
    }
    if (byte == '\n' || byte == '\r') {
        return Class::line_break;
    }
    return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f' ? Class::space : Class::sign;
}

constexpr std::array<Class, 256> make_byte_classes() {
    std::array<Class, 256> table{};
    for (unsigned byte = 0; byte < table.size(); ++byte) {
        table[byte] = class_of(byte);
    }
    return table;
}
constexpr auto byte_classes = make_byte_classes();

/// U+00C0..U+00FF and U+0100..U+017F without their diacritics; '\0' where a letter has no plain
/// form here.
constexpr std::string_view latin_1_letters =
    "aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0\0aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0y"sv;
constexpr std::string_view latin_a_letters =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii\0\0jjkkkllllllllll"
    "nnnnnnnnnoooooo\0\0rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"sv;
constexpr std::size_t latin_1_first = 0xC0;
constexpr std::size_t latin_a_first = 0x100;
constexpr std::size_t latin_a_end = 0x180;
static_assert(latin_1_letters.size() == latin_a_first - latin_1_first);
static_assert(latin_a_letters.size() == latin_a_end - latin_a_first);

Piece sign_piece(std::uint8_t bytes, std::string_view folded) {
    Piece piece;
    piece.bytes = bytes;
    piece.folded_size = static_cast<std::uint8_t>(folded.size());
    for (std::size_t i = 0; i < folded.size(); ++i) {
        piece.folded[i] = folded[i];
    }
    return piece;
}

Piece letter_piece(std::uint8_t bytes, std::string_view folded) {
    Piece piece = sign_piece(bytes, folded);
    piece.kind = Class::letter;
    return piece;
}

Piece space_piece(std::uint8_t bytes) {
    Piece piece = sign_piece(bytes, " ");
    piece.kind = Class::space;
    return piece;
}

Piece classify(std::uint32_t code, std::string_view raw) {
    const auto bytes = static_cast<std::uint8_t>(raw.size());
    switch (code) {
        case 0xA0:    // no-break space
        case 0x202F:  // narrow no-break space
        case 0x3000:
        case 0xFEFF:  // byte order mark
            return space_piece(bytes);
        case 0xC6:
        case 0xE6:
            return letter_piece(bytes, "ae");
        case 0xDF:
            return letter_piece(bytes, "ss");
        case 0x132:
        case 0x133:
            return letter_piece(bytes, "ij");
        case 0x152:
        case 0x153:
            return letter_piece(bytes, "oe");
        case 0xD7:
        case 0xF7:
            return sign_piece(bytes, raw);
        case 0xB4:  // an acute accent typed for an apostrophe
        case 0x2018:
        case 0x2019:
        case 0x201A:
        case 0x2032:
            return sign_piece(bytes, "'");
        case 0xAB:
        case 0xBB:
        case 0x201C:
        case 0x201D:
        case 0x201E:
        case 0x2033:
            return sign_piece(bytes, "\"");
        case 0x2010:
        case 0x2011:
        case 0x2012:
        case 0x2013:
        case 0x2014:
        case 0x2015:
        case 0x2212:
            return sign_piece(bytes, "-");
        case 0x2026:
            return sign_piece(bytes, "...");
        default:
            break;
    }
    if (code >= 0x2000 && code <= 0x200B) {
        return space_piece(bytes);
    }
    char plain = '\0';
    if (code >= latin_1_first && code < latin_a_first) {
        plain = latin_1_letters[code - latin_1_first];
    } else if (code >= latin_a_first && code < latin_a_end) {
        plain = latin_a_letters[code - latin_a_first];
    }
    if (plain != '\0') {
        return letter_piece(bytes, std::string_view(&plain, 1));
    }
    // Scripts we do not fold (Greek and beyond) are letters as they stand; the blocks of signs are
    // not.
    const bool letter = (code >= latin_1_first && code < 0x2000) ||
                        (code >= 0x3040 && code < 0xE000) || (code >= 0x20000 && code < 0xE0000);
    return letter ? letter_piece(bytes, raw) : sign_piece(bytes, raw);
}

/// Well-formed UTF-8 (Unicode 15, table 3-7) or one broken byte.
Piece non_ascii_piece(std::string_view rest) {
    const auto byte = [&](std::size_t i) {
        return i < rest.size() ? static_cast<unsigned char>(rest[i])
                               : static_cast<unsigned char>(0);
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const std::uint32_t lead = byte(0);
    if (lead >= 0xC2 && lead <= 0xDF && continues(1)) {
        return classify(((lead & 0x1FU) << 6U) | (byte(1) & 0x3FU), rest.substr(0, 2));
    }
    if ((lead & 0xF0U) == 0xE0U && continues(1) && continues(2)) {
        const std::uint32_t code =
            ((lead & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
        if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF)) {
            return classify(code, rest.substr(0, 3));
        }
    }
    if ((lead & 0xF8U) == 0xF0U && continues(1) && continues(2) && continues(3)) {
        const std::uint32_t code = ((lead & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) |
                                   ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU);
        if (code >= 0x10000 && code <= 0x10FFFF) {
            return classify(code, rest.substr(0, 4));
        }
    }
    return sign_piece(1, std::string_view(&substitute, 1));
}

/// Combining accents follow their letter and vanish: "e" + U+0301 is "e".
std::size_t combining_accent(std::string_view text, std::size_t at) {
    const bool found = at + 1 < text.size() &&
                       (text[at] == '\xCC' ||
                        (text[at] == '\xCD' && static_cast<unsigned char>(text[at + 1]) < 0xB0)) &&
                       (static_cast<unsigned char>(text[at + 1]) & 0xC0U) == 0x80U;
    return found ? 2 : 0;
}

class Cutter {
public:
    Cutter(std::string_view text, char* arena, std::vector<Token>& list)
        : text_(text), out_(arena), list_(list) {}

    void run() {
        while (at_ < text_.size()) {
            switch (class_at(at_)) {
                case Class::letter:
                    word();
                    break;
                case Class::digit:
                    number();
                    break;
                case Class::space:
                    ++at_;  // one space between two words is the usual case
                    if (at_ < text_.size() && is_white(class_at(at_))) {
                        white_space(at_ - 1);
                    }
                    break;
                case Class::line_break:
                    white_space(at_);
                    break;
                case Class::sign:
                    signs();
                    break;
                case Class::not_ascii:
                    non_ascii();
                    break;
            }
        }
    }

private:
    [[nodiscard]] Class class_at(std::size_t at) const {
        return byte_classes[static_cast<unsigned char>(text_[at])];
    }

    static bool is_white(Class kind) { return kind == Class::space || kind == Class::line_break; }

    void non_ascii() {
        const Piece piece = non_ascii_piece(text_.substr(at_));
        if (piece.kind == Class::letter) {
            word();
        } else if (piece.kind == Class::space) {
            white_space(at_);
        } else {
            strange_signs(piece);
        }
    }

    void put(const Piece& piece) {
        for (std::size_t i = 0; i < piece.folded_size; ++i) {
            *out_++ = piece.folded[i];
        }
        at_ += piece.bytes;
    }

    void emit(Token::Kind kind, std::size_t start, const char* folded) {
        const std::string_view form(folded, static_cast<std::size_t>(out_ - folded));
        list_.push_back(Token{static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(at_),
                              kind, hash_of(form), form});
    }

    void word() {
        const std::size_t start = at_;
        const char* folded = out_;
        while (at_ < text_.size()) {
            const Class kind = class_at(at_);
            if (kind == Class::letter) {
                plain_letters();
            } else if (kind == Class::not_ascii) {
                if (!strange_letter()) {
                    break;
                }
            } else if (text_[at_] == '\'' && letter_at(at_ + 1)) {
                *out_++ = '\'';
                ++at_;
            } else {
                break;
            }
        }
        emit(Token::Kind::word, start, folded);
    }

    /// Most of any text, and so without a look at anything but the letters.
    void plain_letters() {
        std::size_t at = at_;
        char* out = out_;
        for (; at < text_.size() && class_at(at) == Class::letter; ++at) {
            // The bit that tells upper from lower case in ASCII.
            *out++ = static_cast<char>(static_cast<unsigned char>(text_[at]) | 0x20U);
        }
        at_ = at;
        out_ = out;
    }

    /// A letter, accent or apostrophe outside ASCII that goes on with the word.
    bool strange_letter() {
        if (const std::size_t accent = combining_accent(text_, at_)) {
            at_ += accent;
            return true;
        }
        const Piece piece = non_ascii_piece(text_.substr(at_));
        const bool apostrophe =
            piece.kind == Class::sign && piece.folded_size == 1 && piece.folded[0] == '\'';
        if (piece.kind != Class::letter && !(apostrophe && letter_at(at_ + piece.bytes))) {
            return false;
        }
        put(piece);
        return true;
    }

    [[nodiscard]] bool letter_at(std::size_t at) const {
        if (at >= text_.size()) {
            return false;
        }
        const Class kind = class_at(at);
        return kind == Class::letter || (kind == Class::not_ascii &&
                                         non_ascii_piece(text_.substr(at)).kind == Class::letter);
    }

    void number() {
        const std::size_t start = at_;
        const char* folded = out_;
        while (at_ < text_.size() && class_at(at_) == Class::digit) {
            *out_++ = text_[at_++];
        }
        emit(Token::Kind::number, start, folded);
    }

    void white_space(std::size_t start) {
        bool line_break = false;
        while (at_ < text_.size()) {
            const Class kind = class_at(at_);
            if (is_white(kind)) {
                line_break = line_break || kind == Class::line_break;
                ++at_;
                continue;
            }
            const Piece piece =
                kind == Class::not_ascii ? non_ascii_piece(text_.substr(at_)) : Piece{};
            if (piece.kind != Class::space) {
                break;
            }
            at_ += piece.bytes;
        }
        if (line_break) {
            const char* folded = out_;
            *out_++ = '\n';
            emit(Token::Kind::newline, start, folded);
        }
    }

    void signs() {
        const std::size_t start = at_;
        const char* folded = out_;
        const char sign = text_[at_];
        while (at_ < text_.size() && text_[at_] == sign) {
            *out_++ = sign;
            ++at_;
        }
        emit(Token::Kind::punct, start, folded);
    }

    void strange_signs(const Piece& first) {
        const std::size_t start = at_;
        const char* folded = out_;
        const std::string_view sign = text_.substr(at_, first.bytes);
        while (text_.substr(at_, sign.size()) == sign) {
            put(first);
        }
        emit(Token::Kind::punct, start, folded);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    char* out_;
    std::vector<Token>& list_;
};

}  // namespace

Tokens::Tokens(std::string_view text) {
    const std::string_view bounded = text.substr(0, std::numeric_limits<std::uint32_t>::max());
    arena_.resize(bounded.size());
    // Dutch notes average six bytes to a token; reserving for five avoids nearly all growth.
    list_.reserve(bounded.size() / 5 + 8);
    Cutter(bounded, arena_.data(), list_).run();
}

bool in_capitals(std::string_view word) {
    return word.size() > 1 &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void Tokens::respell(std::size_t index, std::string_view folded) {
    list_[index].folded = folded;
    list_[index].hash = hash_of(folded);
}

}  // namespace meldbrug::reading
