#include "misfiled_signs.hpp"

#include "phrase_forms.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace meldbrug::reading {

namespace {

using core::Json;
using ListNumbers = std::map<std::string, std::size_t, std::less<>>;

constexpr std::array states = {notes::ActionState::done,    notes::ActionState::planned,
                               notes::ActionState::denied,  notes::ActionState::failed,
                               notes::ActionState::hearsay, notes::ActionState::conditional};

constexpr std::array<std::string_view, 3> file_members{"about", "lists", "signs"};
constexpr std::array<std::string_view, 19> sign_members{"id",
                                                        "says",
                                                        "actions",
                                                        "states",
                                                        "marks",
                                                        "named_step",
                                                        "not_after_number",
                                                        "alarms",
                                                        "words",
                                                        "not_denied",
                                                        "not_words",
                                                        "followed_by",
                                                        "within",
                                                        "not_between",
                                                        "note_actions",
                                                        "note_words",
                                                        "not_note_words",
                                                        "at_most_words",
                                                        "shows"};

/// Reads one sign; the first fault is kept.
class SignReader {
public:
    SignReader(const Json& json, const ListNumbers& lists, const core::Catalogue& catalogue,
               std::string where, Concepts& used)
        : json_(json),
          lists_(lists),
          catalogue_(catalogue),
          where_(std::move(where)),
          used_(used) {}

    core::Result<MisfiledSign> read() {
        if (!json_.is_object()) {
            refuse("", "must be an object");
        } else if (const auto unknown = core::unknown_member(json_, sign_members)) {
            refuse(unknown->name, unknown->reason);
        }
        MisfiledSign sign;
        sign.actions = actions("actions");
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
        sign.not_denied = flag("not_denied");
        sign.not_words = any_of("not_words");
        sign.followed_by = any_of("followed_by");
        sign.not_between = any_of("not_between");
        sign.not_after_number = any_of("not_after_number");
        sign.note_words = lists("note_words");
        sign.not_note_words = any_of("not_note_words");
        sign.within = number("within");
        sign.at_most_words = number("at_most_words");
        sign.note_actions = actions("note_actions");
        sign.shows = actions("shows");
        if (sign.actions.empty() && !sign.named_step && sign.alarms.empty() && sign.words.empty()) {
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
    [[nodiscard]] std::vector<std::size_t> lists(std::string_view field) {
        std::vector<std::size_t> found;
        for (const auto& name : texts(field)) {
            if (const auto list = lists_.find(name); list != lists_.end()) {
                found.push_back(list->second);
                used_.insert(list->second);
            } else {
                refuse(field, "names a list that there is not");
            }
        }
        return found;
    }
    [[nodiscard]] Concepts any_of(std::string_view field) {
        Concepts found;
        for (const std::size_t list : lists(field)) {
            found.insert(list);
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
    const ListNumbers& lists_;
    const core::Catalogue& catalogue_;
    std::string where_;
    Concepts& used_;
    std::optional<core::Error> error_;
};

/// Why a phrase cannot stand in a list; the list's name is added by who reads it.
core::Error no_word(std::string reason) {
    return {core::ErrorCode::invalid_config, std::move(reason), {}};
}

core::Error invalid(std::string_view where, std::string_view field, std::string reason) {
    return {core::ErrorCode::invalid_config, std::move(reason),
            std::string(where) + "#/" + std::string(field)};
}

core::Result<ListNumbers> read_lists(const Json& json, std::string_view where, WordLists& out) {
    ListNumbers numbers;
    for (const auto& [name, phrases] : json.items()) {
        const std::size_t number = numbers.size();
        if (number >= concept_limit) {
            return invalid(where, "lists",
                           "holds too many lists: " + std::to_string(concept_limit) + " fit");
        }
        numbers.emplace(name, number);
        if (!phrases.is_array()) {
            return invalid(where, "lists/" + name, "must be a list of words");
        }
        for (const Json& phrase : phrases) {
            const core::Status added = phrase.is_string()
                                           ? out.add(phrase.get_ref<const std::string&>(), number)
                                           : core::Status(no_word("must hold words only"));
            if (!added) {
                return invalid(where, "lists/" + name, added.error().message);
            }
        }
    }
    return numbers;
}

}  // namespace

core::Status WordLists::add(std::string_view phrase, std::size_t list) {
    const auto forms = written_out(phrase);
    if (!forms) {
        return no_word("'" + std::string(phrase) + "' " + forms.error().message);
    }
    Concepts lists;
    lists.insert(list);
    for (const std::string& form : *forms) {
        const std::string_view text = form;
        const bool open_start = text.starts_with('*');
        const bool open_end = text.size() > 1 && text.ends_with('*');
        const Tokens tokens(text.substr(open_start ? 1 : 0,
                                        text.size() - (open_start ? 1 : 0) - (open_end ? 1 : 0)));
        std::vector<std::string_view> words;
        for (const Token& token : tokens) {
            words.push_back(token.folded);
        }
        const bool says_nothing =
            std::none_of(tokens.begin(), tokens.end(), [](const Token& token) {
                return token.kind == Token::Kind::word || token.kind == Token::Kind::number;
            });
        if (says_nothing || std::find(words.begin(), words.end(), "*") != words.end() ||
            ((open_start || open_end) && words.size() > 1)) {
            return no_word("'" + std::string(phrase) +
                           "' is no word that a note can hold; '*' stands before or behind a "
                           "single word");
        }
        if (open_start || open_end) {
            open_.push_back({std::string(words.front()), open_start, open_end, lists});
        } else {
            (in_capitals(text) ? capitals_ : phrases_).add(words, lists);
        }
    }
    return core::Done{};
}

std::vector<ListedWords> WordLists::in(const Tokens& tokens, std::string_view text) const {
    std::vector<WordId> ids;
    ids.reserve(tokens.size());
    for (const Token& token : tokens) {
        ids.push_back(phrases_.id_of(token));
    }
    std::vector<ListedWords> found;
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        phrases_.each([&](std::size_t n) { return i + n < ids.size() ? ids[i + n] : WordId{0}; },
                      [&](std::size_t length, const Concepts& lists) {
                          found.push_back({i, i + static_cast<std::uint32_t>(length), lists});
                      });
        if (token.kind != Token::Kind::word) {
            continue;
        }
        Concepts alone;
        if (in_capitals(token, text)) {
            if (const Concepts* lists = capitals_.alone(capitals_.id_of(token)); lists != nullptr) {
                alone |= *lists;
            }
        }
        for (const OpenWord& open : open_) {
            if (open.fits(token.folded)) {
                alone |= open.lists;
            }
        }
        if (!alone.empty()) {
            found.push_back({i, i + 1, alone});
        }
    }
    return found;
}

MisfiledSigns::MisfiledSigns(std::unique_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}
MisfiledSigns::MisfiledSigns(MisfiledSigns&&) noexcept = default;
MisfiledSigns& MisfiledSigns::operator=(MisfiledSigns&&) noexcept = default;
MisfiledSigns::~MisfiledSigns() = default;

core::Result<MisfiledSigns> MisfiledSigns::from_json(const core::Json& json,
                                                     const core::Catalogue& catalogue,
                                                     std::string_view where) {
    if (const auto unknown = core::unknown_member(json, file_members)) {
        return invalid(where, unknown->name, unknown->reason);
    }
    const Json* lists = core::find(json, "lists");
    const Json* signs = core::find(json, "signs");
    if (lists == nullptr || !lists->is_object()) {
        return invalid(where, "lists", "must be an object of lists of words");
    }
    if (signs == nullptr || !signs->is_array()) {
        return invalid(where, "signs", "must be a list of signs");
    }
    auto compiled = std::make_unique<Compiled>();
    const auto numbers = read_lists(*lists, where, compiled->lists);
    if (!numbers) {
        return numbers.error();
    }
    Concepts used;
    for (std::size_t i = 0; i < signs->size(); ++i) {
        auto sign = SignReader((*signs)[i], *numbers, catalogue,
                               std::string(where) + "#/signs/" + std::to_string(i), used)
                        .read();
        if (!sign) {
            return sign.error();
        }
        compiled->signs.push_back(std::move(sign).value());
    }
    for (const auto& [name, number] : *numbers) {
        if (!used.has(number)) {
            return invalid(where, "lists/" + name,
                           "is looked at by no sign, so that its words would mean nothing: add "
                           "them to a list of notes-schema/misfiled.json");
        }
    }
    return MisfiledSigns(std::move(compiled));
}

}  // namespace meldbrug::reading
