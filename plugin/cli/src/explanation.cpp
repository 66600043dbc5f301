#include "explanation.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meldbrug::cli {

namespace {

using reading::Reason;

/// A terminal is 80 wide; two are the margin.
constexpr std::size_t line_width = 78;

/// The text by code point: the first byte of each, and where it ends.
std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> list;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            ++end;
        }
        list.push_back(text.substr(i, end - i));
        i = end;
    }
    return list;
}

class Underlined {
public:
    Underlined(std::string_view text, const std::vector<Reason>& reasons)
        : text_(characters(text)), signs_(text_.size(), ' ') {
        for (const Reason& reason : reasons) {
            if (reason.words.empty()) {
                mark(reason.quote, '~');
            }
            for (const Reason::Word& word : reason.words) {
                mark(word.span, '~');
            }
        }
        for (const Reason& reason : reasons) {
            if (reason.cue) {
                mark(*reason.cue, '^');
            }
        }
    }

    void write(std::ostream& out) const {
        for (std::size_t start = 0; start < text_.size();) {
            const std::size_t end = line_end(start);
            out << "  ";
            std::string signs;
            for (std::size_t i = start; i < end; ++i) {
                out << (text_[i] == "\t" || text_[i] == "\r" ? " " : text_[i]);
                signs += signs_[i];
            }
            out << "\n";
            if (const auto last = signs.find_last_not_of(' '); last != std::string::npos) {
                out << "  " << signs.substr(0, last + 1) << "\n";
            }
            start = end < text_.size() && (text_[end] == "\n" || text_[end] == " ") ? end + 1 : end;
        }
    }

private:
    void mark(const notes::Span& span, char sign) {
        if (span.in_title) {
            return;
        }
        for (std::size_t i = span.start; i < span.end && i < signs_.size(); ++i) {
            if (signs_[i] == ' ') {
                signs_[i] = sign;
            }
        }
    }
    [[nodiscard]] std::size_t line_end(std::size_t start) const {
        std::size_t space = 0;
        for (std::size_t i = start; i < text_.size(); ++i) {
            if (text_[i] == "\n") {
                return i;
            }
            if (i - start == line_width) {
                return space > start ? space : i;
            }
            if (text_[i] == " ") {
                space = i;
            }
        }
        return text_.size();
    }

    std::vector<std::string_view> text_;
    std::string signs_;
};

class Writer {
public:
    Writer(std::ostream& out, const notes::Note& note, const core::Catalogue& catalogue,
           const core::Texts& texts)
        : out_(out), note_(note), catalogue_(catalogue), texts_(texts) {}

    /// A result once, with every reading that led to it; readings of the same words share a line.
    void write(const std::vector<Reason>& reasons) {
        for (const Result& result : results_of(reasons)) {
            out_ << "\n  " << result.what << "\n";
            for (const Ground& ground : result.grounds) {
                line("explain.words", ground.words);
                line("explain.rule", ground.rules);
                if (!ground.because.empty()) {
                    line("explain.scope", ground.because);
                }
            }
        }
    }

private:
    struct Ground {
        std::string words, because;
        std::string rules;  ///< places in the vocabulary, with a comma between
    };
    struct Result {
        std::string what;
        std::vector<Ground> grounds;
    };

    [[nodiscard]] std::vector<Result> results_of(const std::vector<Reason>& reasons) const {
        std::vector<Result> results;
        for (const Reason& reason : reasons) {
            std::string name = what(reason);
            if (!reason.certain) {
                name += " (" + texts_.get("explain.confirm") + ")";
            }
            auto result = std::find_if(results.begin(), results.end(),
                                       [&](const Result& known) { return known.what == name; });
            if (result == results.end()) {
                result = results.insert(results.end(), Result{name, {}});
            }
            add(Ground{words(reason), reason.scope.empty() ? "" : because(reason), rule(reason)},
                result->grounds);
        }
        return results;
    }
    static void add(Ground ground, std::vector<Ground>& grounds) {
        const auto same = std::find_if(grounds.begin(), grounds.end(), [&](const Ground& known) {
            return known.words == ground.words && known.because == ground.because;
        });
        if (same == grounds.end()) {
            grounds.push_back(std::move(ground));
        } else {
            same->rules += ", " + ground.rules;
        }
    }

    void line(const char* key, const std::string& content) {
        out_ << "    " << texts_.get(key) << ": " << content << "\n";
    }

    [[nodiscard]] std::string what(const Reason& reason) const {
        switch (reason.kind) {
            case Reason::Kind::action: {
                const auto state = reason.state.value_or(notes::ActionState::hearsay);
                const std::string name =
                    texts_.get("explain.state." + std::string(notes::name_of(state)));
                const std::string day =
                    state == notes::ActionState::done ? ", " + texts_.day(reason.day) : "";
                return label(catalogue_.action(reason.id), reason.id) + ": " + name + day;
            }
            case Reason::Kind::step:
                return texts_.get("explain.step",
                                  {{"step", label(catalogue_.step(reason.id), reason.id)}});
            case Reason::Kind::term:
                return texts_.get("explain.term",
                                  {{"about", reason.id}, {"day", texts_.day(reason.day)}});
            case Reason::Kind::weighing:
                return texts_.get(
                    "explain.weighing",
                    {{"question", reason.id},
                     {"answer", texts_.get("explain.answer." +
                                           std::string(notes::name_of(reason.answer.value())))}});
            case Reason::Kind::mark:
                return texts_.get("explain.mark",
                                  {{"mark", label(catalogue_.mark(reason.id), reason.id)}});
            case Reason::Kind::alarm:
                return texts_.get("explain.alarm", {{"alarm", reason.id}});
            case Reason::Kind::hint:
                return texts_.get("explain.hint", {{"hint", reason.id}});
        }
        return reason.id;
    }
    template <class Id>
    [[nodiscard]] std::string label(const std::optional<Id>& id, const std::string& name) const {
        return id ? std::string(catalogue_.label(*id)) : name;
    }

    [[nodiscard]] std::string quoted(const notes::Span& span) const {
        return "\"" + notes::quote(note_, span) + "\"";
    }

    [[nodiscard]] std::string words(const Reason& reason) const {
        if (reason.words.empty()) {
            return quoted(reason.quote);
        }
        std::string result;
        for (const Reason::Word& word : reason.words) {
            result += result.empty() ? "" : " · ";
            result += quoted(word.span);
            for (std::size_t i = 0; i < word.concepts.size(); ++i) {
                result += (i == 0 ? " (" : ", ") + word.concepts[i];
            }
            result += word.concepts.empty() ? "" : ")";
        }
        return result;
    }

    [[nodiscard]] std::string rule(const Reason& reason) const {
        if (reason.rule.empty()) {
            return texts_.get("explain.follows");
        }
        if (reason.rule == "framework") {
            return texts_.get("explain.framework");
        }
        return reason.rule == "template" ? texts_.get("explain.form") : reason.rule;
    }

    [[nodiscard]] std::string because(const Reason& reason) const {
        std::string sentence = texts_.get("explain.scope." + std::string(reason.scope));
        if (reason.cue) {
            sentence += ": " + quoted(*reason.cue);
        }
        return sentence;
    }

    std::ostream& out_;
    const notes::Note& note_;
    const core::Catalogue& catalogue_;
    const core::Texts& texts_;
};

}  // namespace

void write_explanation(std::ostream& out, const notes::Note& note,
                       const reading::Explanation& explanation, const core::Catalogue& catalogue,
                       const core::Texts& texts) {
    out << note.id << " · " << texts.day(note.date);
    if (!note.title.empty()) {
        out << " · " << note.title;
    }
    out << "\n";
    Underlined(note.text, explanation.reasons).write(out);
    Writer(out, note, catalogue, texts).write(explanation.reasons);
    if (explanation.reasons.empty()) {
        out << "\n  " << texts.get("explain.nothing") << "\n";
    }
    out << "\n";
}

}  // namespace meldbrug::cli
