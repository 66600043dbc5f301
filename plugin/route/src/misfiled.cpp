#include "meldbrug/route/misfiled.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace meldbrug::route {

namespace {

using core::Json;

/// A denial stands this close before what it denies: "geen sprake van mishandeling".
constexpr std::size_t denial_reach = 3;
/// "Stap 12" is in no meldcode; two digits keep years and marks out.
constexpr std::size_t longest_step_number = 2;

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
/// Letters beyond ASCII are letters to us.
bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lower(std::string_view text) {
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(), [](char c) { return lower(c); });
    return folded;
}

struct Word {
    std::string_view text;
    std::string folded;
    std::uint32_t start = 0;  ///< code point
};

struct Sentence {
    bool in_title = false;
    std::uint32_t start = 0, end = 0;  ///< code points
    std::vector<Word> words;
    [[nodiscard]] bool holds(const notes::Span& span) const {
        return span.in_title == in_title && span.start >= start && span.start < end;
    }
};

/// Whether a sentence ends at this sign: not at the dot of "M. is besproken" or "i.o.m.".
bool ends_sentence(std::string_view text, std::size_t at, const Sentence& sentence) {
    const char sign = text[at];
    if (sign == '\n' || sign == '!' || sign == '?' || sign == ';') {
        return true;
    }
    if (sign != '.' || sentence.words.empty()) {
        return false;
    }
    const bool gap = at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n' ||
                     text[at + 1] == '\r' || text[at + 1] == '\t';
    return gap && sentence.words.back().text.size() > 1;
}

void add_sentences(std::string_view text, bool in_title, std::vector<Sentence>& out) {
    Sentence sentence{.in_title = in_title, .words = {}};
    std::uint32_t position = 0;
    const auto close = [&] {
        sentence.end = position;
        if (!sentence.words.empty()) {
            out.push_back(std::move(sentence));
        }
        sentence = Sentence{.in_title = in_title, .start = position, .words = {}};
    };
    for (std::size_t at = 0; at < text.size();) {
        if (is_word_char(text[at])) {
            const std::size_t first = at;
            const std::uint32_t start = position;
            while (at < text.size() &&
                   (is_word_char(text[at]) ||
                    (text[at] == '\'' && at + 1 < text.size() && is_word_char(text[at + 1])))) {
                position += is_continuation(text[at]) ? 0U : 1U;
                ++at;
            }
            const std::string_view word = text.substr(first, at - first);
            sentence.words.push_back({word, lower(word), start});
            continue;
        }
        const bool ends = ends_sentence(text, at, sentence);
        ++position;
        ++at;
        if (ends) {
            close();
        }
    }
    close();
}

/// One word of a phrase.
struct Piece {
    std::string text;
    bool capitals = false;
    bool open_start = false, open_end = false;  ///< "*protocol", "mishandel*"

    [[nodiscard]] bool fits(const Word& word) const {
        const std::string_view given = capitals ? word.text : std::string_view(word.folded);
        if (open_start && open_end) {
            return given.find(text) != std::string_view::npos;
        }
        return open_start ? given.ends_with(text)
               : open_end ? given.starts_with(text)
                          : given == text;
    }
};
using Phrase = std::vector<Piece>;
using WordList = std::vector<Phrase>;

Phrase phrase_of(std::string_view text) {
    Phrase phrase;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_word_char(text[at]) && text[at] != '*') {
            ++at;
            continue;
        }
        const std::size_t first = at;
        while (at < text.size() &&
               (is_word_char(text[at]) || text[at] == '*' || text[at] == '\'')) {
            ++at;
        }
        std::string_view word = text.substr(first, at - first);
        Piece piece;
        piece.open_start = word.starts_with('*');
        word.remove_prefix(piece.open_start ? 1 : 0);
        piece.open_end = word.ends_with('*');
        word.remove_suffix(piece.open_end ? 1 : 0);
        piece.capitals = word.size() > 1 && std::none_of(word.begin(), word.end(), [](char c) {
                             return c >= 'a' && c <= 'z';
                         });
        piece.capitals = piece.capitals && lower(word) != word;
        piece.text = piece.capitals ? std::string(word) : lower(word);
        if (!piece.text.empty()) {
            phrase.push_back(std::move(piece));
        }
    }
    return phrase;
}

/// Words from `first` on, when a phrase of the list stands there; else none.
std::size_t length_at(const WordList& list, const std::vector<Word>& words, std::size_t first) {
    std::size_t longest = 0;
    for (const Phrase& phrase : list) {
        if (phrase.size() > longest && first + phrase.size() <= words.size() &&
            std::equal(phrase.begin(), phrase.end(),
                       words.begin() + static_cast<std::ptrdiff_t>(first),
                       [](const Piece& piece, const Word& word) { return piece.fits(word); })) {
            longest = phrase.size();
        }
    }
    return longest;
}

bool stands_in(const WordList& list, const std::vector<Word>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (length_at(list, words, i) > 0) {
            return true;
        }
    }
    return false;
}

using Lists = std::vector<const WordList*>;

bool any_stands_in(const Lists& lists, const std::vector<Word>& words) {
    return std::any_of(lists.begin(), lists.end(),
                       [&](const WordList* list) { return stands_in(*list, words); });
}

struct Sign {
    std::vector<core::ActionId> actions;
    std::set<notes::ActionState> states;
    core::MarkSet marks;
    bool any_action = true;  ///< no action is asked for
    bool named_step = false;
    std::vector<std::string> alarms;
    Lists words, not_words, followed_by, not_between, not_before, not_after_number;
    std::size_t within = 0;
    std::vector<core::ActionId> note_actions;
    Lists note_words, not_note_words;
    std::size_t at_most_words = 0;  ///< 0: any number
    std::vector<core::ActionId> shows;
};

bool contains(const std::vector<core::ActionId>& ids, core::ActionId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

template <class Id>
void add_once(std::vector<Id>& ids, const Id& id) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
    }
}

/// A note cut up once, and looked at by every sign.
class Look {
public:
    Look(const notes::Note& note, const notes::Reading& reading, const WordList& step_words)
        : reading_(reading), step_words_(step_words) {
        add_sentences(note.title, true, sentences_);
        add_sentences(note.text, false, sentences_);
        for (const Sentence& sentence : sentences_) {
            if (!sentence.in_title) {
                text_words_ += sentence.words.size();
            }
        }
        // A note of the category "Rekenen" is about sums, whatever its sentences leave out.
        if (note.category) {
            std::vector<Sentence> of_category;
            add_sentences(*note.category, true, of_category);
            context_ = std::move(of_category);
        }
    }

    /// True when the sign holds in one of the sentences; adds what it tells.
    bool holds(const Sign& sign, MisfiledNote& told) const {
        if (!holds_in_note(sign)) {
            return false;
        }
        bool found = false;
        for (const Sentence& sentence : sentences_) {
            found = holds_in(sign, sentence, told) || found;
        }
        return found;
    }

private:
    [[nodiscard]] bool stands_anywhere(const WordList& list) const {
        const auto in = [&](const Sentence& sentence) { return stands_in(list, sentence.words); };
        return std::any_of(sentences_.begin(), sentences_.end(), in) ||
               std::any_of(context_.begin(), context_.end(), in);
    }

    [[nodiscard]] bool holds_in_note(const Sign& sign) const {
        const auto anywhere = [&](const WordList* list) { return stands_anywhere(*list); };
        if (sign.at_most_words > 0 && text_words_ > sign.at_most_words) {
            return false;
        }
        if (!sign.note_actions.empty() &&
            std::none_of(reading_.actions.begin(), reading_.actions.end(),
                         [&](const notes::ReadAction& action) {
                             return (action.state == notes::ActionState::done ||
                                     action.state == notes::ActionState::planned) &&
                                    contains(sign.note_actions, action.id);
                         })) {
            return false;
        }
        return std::all_of(sign.note_words.begin(), sign.note_words.end(), anywhere) &&
               std::none_of(sign.not_note_words.begin(), sign.not_note_words.end(), anywhere);
    }

    bool holds_in(const Sign& sign, const Sentence& sentence, MisfiledNote& told) const {
        if (!words_fit(sign, sentence.words)) {
            return false;
        }
        const auto actions = actions_in(sign, sentence);
        const auto steps = sign.named_step ? steps_in(sign, sentence) : std::vector<core::StepId>();
        if ((!sign.any_action && actions.empty()) || (sign.named_step && steps.empty()) ||
            (!sign.alarms.empty() && !has_alarm(sign, sentence))) {
            return false;
        }
        for (const core::ActionId id : actions) {
            add_once(told.actions, id);
        }
        for (const core::StepId id : steps) {
            add_once(told.steps, id);
        }
        return true;
    }

    static bool words_fit(const Sign& sign, const std::vector<Word>& words) {
        if (any_stands_in(sign.not_words, words)) {
            return false;
        }
        return std::all_of(sign.words.begin(), sign.words.end(), [&](const WordList* list) {
            for (std::size_t i = 0; i < words.size(); ++i) {
                const std::size_t length = length_at(*list, words, i);
                if (length > 0 && !stands_before(sign, words, i) &&
                    is_followed(sign, words, i + length)) {
                    return true;
                }
            }
            return false;
        });
    }

    static bool stands_before(const Sign& sign, const std::vector<Word>& words, std::size_t at) {
        if (sign.not_before.empty()) {
            return false;
        }
        const std::size_t first = at > denial_reach ? at - denial_reach : 0;
        for (std::size_t i = first; i < at; ++i) {
            if (begins_with(sign.not_before, words, i)) {
                return true;
            }
        }
        return false;
    }

    static bool is_followed(const Sign& sign, const std::vector<Word>& words, std::size_t from) {
        if (sign.followed_by.empty()) {
            return true;
        }
        const std::size_t last = std::min(words.size(), from + sign.within + 1);
        for (std::size_t i = from; i < last; ++i) {
            if (begins_with(sign.followed_by, words, i)) {
                return true;
            }
            if (begins_with(sign.not_between, words, i)) {
                return false;
            }
        }
        return false;
    }

    static bool begins_with(const Lists& lists, const std::vector<Word>& words, std::size_t at) {
        return std::any_of(lists.begin(), lists.end(),
                           [&](const WordList* list) { return length_at(*list, words, at) > 0; });
    }

    [[nodiscard]] std::vector<core::ActionId> actions_in(const Sign& sign,
                                                         const Sentence& sentence) const {
        std::vector<core::ActionId> found;
        for (const notes::ReadAction& action : reading_.actions) {
            if (contains(sign.actions, action.id) && sign.states.contains(action.state) &&
                sentence.holds(action.span) &&
                (sign.marks.empty() || sign.marks.intersects(action.marks))) {
                add_once(found, action.id);
            }
        }
        return found;
    }

    /// Steps that were read in a sentence that names one by its number.
    [[nodiscard]] std::vector<core::StepId> steps_in(const Sign& sign,
                                                     const Sentence& sentence) const {
        std::vector<core::StepId> found;
        if (!names_a_step(sign, sentence.words)) {
            return found;
        }
        for (const notes::ReadStep& step : reading_.steps) {
            if (sentence.holds(step.span)) {
                add_once(found, step.id);
            }
        }
        return found;
    }

    [[nodiscard]] bool names_a_step(const Sign& sign, const std::vector<Word>& words) const {
        for (std::size_t i = 0; i + 1 < words.size(); ++i) {
            const std::string_view number = words[i + 1].text;
            if (length_at(step_words_, words, i) == 1 && is_digit(number.front()) &&
                number.size() <= longest_step_number &&
                !begins_with(sign.not_after_number, words, i + 2)) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool has_alarm(const Sign& sign, const Sentence& sentence) const {
        return std::any_of(reading_.urgent.begin(), reading_.urgent.end(),
                           [&](const notes::ReadAlarm& alarm) {
                               return sentence.holds(alarm.span) &&
                                      std::find(sign.alarms.begin(), sign.alarms.end(), alarm.id) !=
                                          sign.alarms.end();
                           });
    }

    const notes::Reading& reading_;
    const WordList& step_words_;
    std::vector<Sentence> sentences_;
    std::vector<Sentence> context_;
    std::size_t text_words_ = 0;
};

constexpr std::array states = {notes::ActionState::done,    notes::ActionState::planned,
                               notes::ActionState::denied,  notes::ActionState::failed,
                               notes::ActionState::hearsay, notes::ActionState::conditional};

}  // namespace

struct MisfiledSigns::Compiled {
    std::map<std::string, WordList, std::less<>> lists;  // signs point into it
    std::vector<Sign> signs;
    const WordList* step_words = nullptr;
};

namespace {

/// Reads one sign; every member it does not know is an error.
class SignReader {
public:
    SignReader(const Json& json, const std::map<std::string, WordList, std::less<>>& lists,
               const core::Catalogue& catalogue, std::string where)
        : json_(json), lists_(lists), catalogue_(catalogue), where_(std::move(where)) {}

    core::Result<Sign> read() {
        if (!json_.is_object()) {
            refuse("", "must be an object");
            return *error_;
        }
        static const std::set<std::string, std::less<>> known = {
            "id",          "says",   "actions",       "states",        "marks",
            "named_step",  "alarms", "words",         "not_words",     "not_after_number",
            "followed_by", "within", "not_between",   "not_before",    "note_actions",
            "note_words",  "shows",  "at_most_words", "not_note_words"};
        for (const auto& [name, value] : json_.items()) {
            if (!known.contains(name)) {
                refuse(name, "is no part of a sign");
            }
        }
        Sign sign;
        sign.actions = actions("actions");
        sign.any_action = sign.actions.empty();
        for (const auto& name : texts("states")) {
            const auto state = std::find_if(states.begin(), states.end(), [&](auto candidate) {
                return notes::name_of(candidate) == name;
            });
            if (state == states.end()) {
                refuse("states", "names a state that there is not");
            } else {
                sign.states.insert(*state);
            }
        }
        if (sign.states.empty()) {
            sign.states.insert(notes::ActionState::done);
        }
        for (const auto& name : texts("marks")) {
            if (const auto id = catalogue_.mark(name)) {
                sign.marks.insert(*id);
            } else {
                refuse("marks", "names a mark that the catalogue does not have");
            }
        }
        sign.named_step = flag("named_step");
        sign.alarms = texts("alarms");
        sign.words = lists("words");
        sign.not_words = lists("not_words");
        sign.followed_by = lists("followed_by");
        sign.not_between = lists("not_between");
        sign.not_before = lists("not_before");
        sign.not_after_number = lists("not_after_number");
        sign.note_words = lists("note_words");
        sign.not_note_words = lists("not_note_words");
        sign.within = number("within");
        sign.at_most_words = number("at_most_words");
        sign.note_actions = actions("note_actions");
        sign.shows = actions("shows");
        if (sign.any_action && !sign.named_step && sign.alarms.empty() && sign.words.empty()) {
            refuse("", "asks for nothing: it would hold for every note");
        }
        if (error_) {
            return *error_;
        }
        return sign;
    }

private:
    void refuse(std::string_view field, std::string reason) {
        if (!error_) {
            error_ = core::Error{core::ErrorCode::invalid_config, std::move(reason),
                                 where_ + (field.empty() ? "" : "/" + std::string(field))};
        }
    }
    [[nodiscard]] std::vector<std::string> texts(std::string_view field) {
        std::vector<std::string> found;
        const Json* list = core::find(json_, field);
        if (list == nullptr) {
            return found;
        }
        if (!list->is_array() || list->empty()) {
            refuse(field, "must be a list with something in it");
            return found;
        }
        for (const Json& entry : *list) {
            if (!entry.is_string()) {
                refuse(field, "must be a list of texts");
                return {};
            }
            found.push_back(entry.get<std::string>());
        }
        return found;
    }
    [[nodiscard]] std::vector<core::ActionId> actions(std::string_view field) {
        std::vector<core::ActionId> found;
        for (const auto& name : texts(field)) {
            if (const auto id = catalogue_.action(name)) {
                found.push_back(*id);
            } else {
                refuse(field, "names an action that the catalogue does not have");
            }
        }
        return found;
    }
    [[nodiscard]] Lists lists(std::string_view field) {
        Lists found;
        for (const auto& name : texts(field)) {
            const auto list = lists_.find(name);
            if (list == lists_.end()) {
                refuse(field, "names a list that there is not");
            } else {
                found.push_back(&list->second);
            }
        }
        return found;
    }
    [[nodiscard]] bool flag(std::string_view field) {
        const Json* value = core::find(json_, field);
        if (value != nullptr && !value->is_boolean()) {
            refuse(field, "must be true or false");
            return false;
        }
        return value != nullptr && value->get<bool>();
    }
    [[nodiscard]] std::size_t number(std::string_view field) {
        constexpr std::size_t most = 100;  // no sentence is longer
        const Json* value = core::find(json_, field);
        if (value == nullptr) {
            return 0;
        }
        if (!value->is_number_unsigned() || value->get<std::size_t>() > most) {
            refuse(field, "must be a number from 0 to 100");
            return 0;
        }
        return value->get<std::size_t>();
    }

    const Json& json_;
    const std::map<std::string, WordList, std::less<>>& lists_;
    const core::Catalogue& catalogue_;
    std::string where_;
    std::optional<core::Error> error_;
};

core::Error invalid(std::string_view where, std::string_view field, std::string reason) {
    return {core::ErrorCode::invalid_config, std::move(reason),
            std::string(where) + "#/" + std::string(field)};
}

core::Result<std::map<std::string, WordList, std::less<>>> read_lists(const Json& json,
                                                                      std::string_view where) {
    std::map<std::string, WordList, std::less<>> lists;
    for (const auto& [name, phrases] : json.items()) {
        WordList& list = lists[name];
        if (!phrases.is_array()) {
            return invalid(where, "lists/" + name, "must be a list of words");
        }
        for (const Json& text : phrases) {
            Phrase phrase =
                text.is_string() ? phrase_of(text.get_ref<const std::string&>()) : Phrase{};
            if (phrase.empty()) {
                return invalid(where, "lists/" + name, "holds something that is no word");
            }
            list.push_back(std::move(phrase));
        }
    }
    return lists;
}

}  // namespace

MisfiledSigns::MisfiledSigns(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
MisfiledSigns::MisfiledSigns(MisfiledSigns&&) noexcept = default;
MisfiledSigns& MisfiledSigns::operator=(MisfiledSigns&&) noexcept = default;
MisfiledSigns::~MisfiledSigns() = default;

core::Result<MisfiledSigns> MisfiledSigns::from_json(const core::Json& json,
                                                     const core::Catalogue& catalogue,
                                                     std::string_view where) {
    const Json* lists = core::find(json, "lists");
    const Json* signs = core::find(json, "signs");
    if (lists == nullptr || !lists->is_object()) {
        return invalid(where, "lists", "must be an object of lists of words");
    }
    if (signs == nullptr || !signs->is_array()) {
        return invalid(where, "signs", "must be a list of signs");
    }
    auto compiled = std::make_unique<Compiled>();
    auto read = read_lists(*lists, where);
    if (!read) {
        return read.error();
    }
    compiled->lists = std::move(read).value();
    const auto step_words = compiled->lists.find("step_words");
    if (step_words == compiled->lists.end()) {
        return invalid(where, "lists/step_words", "is needed: how a step is called");
    }
    compiled->step_words = &step_words->second;
    for (std::size_t i = 0; i < signs->size(); ++i) {
        auto sign = SignReader((*signs)[i], compiled->lists, catalogue,
                               std::string(where) + "#/signs/" + std::to_string(i))
                        .read();
        if (!sign) {
            return sign.error();
        }
        compiled->signs.push_back(std::move(sign).value());
    }
    return MisfiledSigns(std::move(compiled));
}

std::optional<MisfiledNote> MisfiledSigns::find(const notes::Note& note,
                                                const notes::Reading& reading,
                                                bool composed) const {
    MisfiledNote told;
    const std::vector<core::ActionId>* shows = nullptr;
    bool clear = composed;
    if (composed) {
        for (const notes::ReadAction& action : reading.actions) {
            add_once(told.actions, action.id);
        }
        for (const notes::ReadStep& step : reading.steps) {
            add_once(told.steps, step.id);
        }
    }
    const Look look(note, reading, *compiled_->step_words);
    for (const Sign& sign : compiled_->signs) {
        if (look.holds(sign, told)) {
            clear = true;
            if (shows == nullptr && !sign.shows.empty()) {
                shows = &sign.shows;
            }
        }
    }
    if (!clear) {
        return std::nullopt;
    }
    if (told.actions.empty() && told.steps.empty() && shows != nullptr) {
        told.actions = *shows;
    }
    for (const notes::ReadAlarm& alarm : reading.urgent) {
        add_once(told.alarms, alarm.id);
    }
    return told;
}

}  // namespace meldbrug::route
