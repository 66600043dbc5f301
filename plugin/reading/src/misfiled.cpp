#include "meldbrug/reading/misfiled.hpp"

#include "compiled_vocabulary.hpp"
#include "markup.hpp"
#include "misfiled_signs.hpp"
#include "note_analysis.hpp"
#include "scopes.hpp"

#include "meldbrug/core/utf8.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace meldbrug::reading {

namespace {

/// "Stap 12" is in no meldcode; two digits keep years and marks out.
constexpr std::uint32_t longest_step_number = 2;

bool contains(const std::vector<core::ActionId>& ids, core::ActionId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

template <class Id>
void add_once(std::vector<Id>& ids, const Id& id) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
    }
}

bool is_word(const Token& token) {
    return token.kind == Token::Kind::word || token.kind == Token::Kind::number;
}

/// A title or a text, and the words of the lists in it.
struct Part {
    Part(std::string_view text, const Analysis& of_text, const WordLists& lists)
        : analysis(of_text), listed(lists.in(analysis.tokens, text)) {
        for (const ListedWords& found : listed) {
            all |= found.lists;
        }
        words_before.reserve(analysis.tokens.size() + 1);
        words_before.push_back(0);
        for (const Token& token : analysis.tokens) {
            words_before.push_back(words_before.back() + (is_word(token) ? 1 : 0));
        }
    }

    const Analysis& analysis;
    std::vector<ListedWords> listed;
    Concepts all;                             ///< lists
    std::vector<std::uint32_t> words_before;  ///< by token, and all
};

/// A sentence of a part, and what was read in it.
struct Stretch {
    const Part* part = nullptr;
    std::uint32_t first = 0, end = 0;  ///< tokens
    std::uint32_t first_clause = 0, end_clause = 0;
    std::span<const ListedWords> listed;
    Concepts all;  ///< lists
    std::vector<const notes::ReadAction*> actions;
    std::vector<const notes::ReadStep*> steps;
    std::vector<const notes::ReadAlarm*> alarms;

    [[nodiscard]] const Analysis& analysis() const { return part->analysis; }
    /// The first of the lists' words that begin at the token or behind it.
    [[nodiscard]] std::span<const ListedWords>::iterator listed_from(std::uint32_t token) const {
        return std::partition_point(listed.begin(), listed.end(),
                                    [&](const ListedWords& words) { return words.first < token; });
    }
};

std::vector<Stretch> sentences_of(const Part& part) {
    std::vector<Stretch> stretches;
    const Analysis& analysis = part.analysis;
    auto listed = part.listed.begin();
    for (const Sentence& sentence : analysis.sentences) {
        Stretch stretch;
        stretch.part = &part;
        stretch.first_clause = sentence.first_clause;
        stretch.end_clause = sentence.end_clause;
        stretch.first = analysis.clauses[sentence.first_clause].first_token;
        stretch.end = sentence.end_clause < analysis.clauses.size()
                          ? analysis.clauses[sentence.end_clause].first_token
                          : static_cast<std::uint32_t>(analysis.tokens.size());
        const auto from = listed;
        for (; listed != part.listed.end() && listed->first < stretch.end; ++listed) {
            stretch.all |= listed->lists;
        }
        stretch.listed = {from, listed};
        stretches.push_back(std::move(stretch));
    }
    return stretches;
}

/// To the sentences of the text, in order, what was read in them: each where it begins.
class Places {
public:
    Places(std::string_view text, const ShownText* shown, std::vector<Stretch>& sentences)
        : sentences_(sentences) {
        core::PositionMap positions(text);
        for (const Stretch& sentence : sentences) {
            const Tokens& tokens = sentence.analysis().tokens;
            const auto start = static_cast<std::uint32_t>(positions.position(
                sentence.first < tokens.size() ? tokens[sentence.first].start : text.size()));
            start_.push_back(shown == nullptr ? start
                                              : shown->in_source({start, start, false}).start);
        }
    }
    template <class Read>
    void place(const std::vector<Read>& list, std::vector<const Read*> Stretch::*where) {
        for (const Read& read : list) {
            const auto behind = std::upper_bound(start_.begin(), start_.end(), read.span.start);
            if (behind != start_.begin()) {
                (sentences_[static_cast<std::size_t>(behind - start_.begin()) - 1].*where)
                    .push_back(&read);
            }
        }
    }

private:
    std::vector<Stretch>& sentences_;
    std::vector<std::uint32_t> start_;  // code points of the note
};

/// Whether the clause of these words denies them: "geen sprake van mishandeling".
bool is_denied(const ListedWords& words, const Stretch& sentence) {
    const Analysis& analysis = sentence.analysis();
    const auto first = analysis.clauses.begin() + sentence.first_clause;
    const auto behind = std::partition_point(
        first, analysis.clauses.begin() + sentence.end_clause,
        [&](const Clause& candidate) { return candidate.first_token <= words.first; });
    if (behind == first) {
        return false;
    }
    const Clause& clause = *(behind - 1);
    Match match;
    match.first_token = words.first;
    match.last_token = words.end - 1;
    for (std::uint32_t i = clause.first_item;
         i < clause.end_item && match.count < match.items.size(); ++i) {
        const Item& item = analysis.items[i];
        if (item.first < words.end && item.last >= words.first) {
            match.items[match.count++] = i;
        }
    }
    const auto denial = denial_of(match, clause, analysis);
    if (!denial) {
        return false;
    }
    // "Sprake van mishandeling, moeder komt niet": what a comma parts may be denied alone, and a
    // note is pointed out rather than passed over.
    const Item& cue = analysis.items[*denial];
    const auto from = std::min(cue.last, match.last_token);
    const auto until = std::max(cue.first, match.first_token);
    for (std::uint32_t i = from + 1; i < until; ++i) {
        if (analysis.tokens[i].is(",")) {
            return false;
        }
    }
    return true;
}

class Look {
public:
    /// \param shown  what its text was made of, where that has markup: the reading points into it
    Look(const notes::Note& note, const ShownText* shown, const notes::Reading& reading,
         const ReadingContext& context, const MisfiledSigns::Compiled& signs)
        : reading_(reading),
          cut_(analyse_note(note, note.text, context)),
          title_(note.title, cut_.title, signs.lists),
          text_(note.text, cut_.text, signs.lists),
          sentences_(sentences_of(text_)),
          all_(title_.all | text_.all) {
        Places places(note.text, shown, sentences_);
        places.place(reading.actions, &Stretch::actions);
        places.place(reading.steps, &Stretch::steps);
        places.place(reading.urgent, &Stretch::alarms);
        auto titles = sentences_of(title_);
        std::move(titles.begin(), titles.end(), std::back_inserter(sentences_));
        // A note of the category "Rekenen" is about sums, whatever its sentences leave out.
        if (note.category) {
            for (const auto& found : signs.lists.in(Tokens(*note.category), *note.category)) {
                all_ |= found.lists;
            }
        }
    }

    /// True when the sign holds in one of the sentences; adds what it tells.
    bool holds(const MisfiledSign& sign, MisfiledNote& told) const {
        if (!holds_in_note(sign)) {
            return false;
        }
        bool found = false;
        for (const Stretch& sentence : sentences_) {
            found = holds_in(sign, sentence, told) || found;
        }
        return found;
    }

private:
    [[nodiscard]] bool holds_in_note(const MisfiledSign& sign) const {
        const auto is_told = [&](const notes::ReadAction& action) {
            return (action.state == notes::ActionState::done ||
                    action.state == notes::ActionState::planned) &&
                   contains(sign.note_actions, action.id);
        };
        return (sign.at_most_words == 0 || text_.words_before.back() <= sign.at_most_words) &&
               (sign.note_actions.empty() ||
                std::any_of(reading_.actions.begin(), reading_.actions.end(), is_told)) &&
               std::all_of(sign.note_words.begin(), sign.note_words.end(),
                           [&](std::size_t list) { return all_.has(list); }) &&
               !all_.intersects(sign.not_note_words);
    }

    static bool holds_in(const MisfiledSign& sign, const Stretch& sentence, MisfiledNote& told) {
        const auto stands_there = [&](std::size_t list) { return stands(sign, list, sentence); };
        if (sentence.all.intersects(sign.not_words) ||
            !std::all_of(sign.words.begin(), sign.words.end(), stands_there) ||
            (sign.named_step && (sentence.steps.empty() || !names_a_step(sign, sentence))) ||
            (!sign.alarms.empty() && !has_alarm(sign, sentence))) {
            return false;
        }
        const auto actions = actions_in(sign, sentence);
        if (!sign.actions.empty() && actions.empty()) {
            return false;
        }
        for (const core::ActionId id : actions) {
            add_once(told.actions, id);
        }
        if (sign.named_step) {
            for (const notes::ReadStep* step : sentence.steps) {
                add_once(told.steps, step->id);
            }
        }
        return true;
    }

    /// Whether a word of the list stands in the sentence as the sign wants it.
    static bool stands(const MisfiledSign& sign, std::size_t list, const Stretch& sentence) {
        return sentence.all.has(list) &&
               std::any_of(sentence.listed.begin(), sentence.listed.end(),
                           [&](const ListedWords& words) {
                               return words.lists.has(list) && is_followed(sign, words, sentence) &&
                                      !(sign.not_denied && is_denied(words, sentence));
                           });
    }

    static bool is_followed(const MisfiledSign& sign, const ListedWords& words,
                            const Stretch& sentence) {
        if (sign.followed_by.empty()) {
            return true;
        }
        const std::vector<std::uint32_t>& words_before = sentence.part->words_before;
        const std::size_t last = words_before[words.end] + sign.within;
        for (auto next = sentence.listed_from(words.end);
             next != sentence.listed.end() && words_before[next->first] <= last; ++next) {
            const Concepts here = lists_at(next->first, sentence);
            if (here.intersects(sign.followed_by)) {
                return true;
            }
            if (here.intersects(sign.not_between)) {
                return false;
            }
        }
        return false;
    }

    /// The lists of all phrases that begin at the token.
    static Concepts lists_at(std::uint32_t token, const Stretch& sentence) {
        Concepts lists;
        for (auto words = sentence.listed_from(token);
             words != sentence.listed.end() && words->first == token; ++words) {
            lists |= words->lists;
        }
        return lists;
    }

    static std::vector<core::ActionId> actions_in(const MisfiledSign& sign,
                                                  const Stretch& sentence) {
        std::vector<core::ActionId> found;
        for (const notes::ReadAction* action : sentence.actions) {
            if (contains(sign.actions, action->id) && sign.states.contains(action->state) &&
                (sign.marks.empty() || sign.marks.intersects(action->marks))) {
                add_once(found, action->id);
            }
        }
        return found;
    }

    /// Whether the sentence names a step by its number.
    static bool names_a_step(const MisfiledSign& sign, const Stretch& sentence) {
        const Analysis& analysis = sentence.analysis();
        return std::any_of(
            analysis.items.begin() + analysis.clauses[sentence.first_clause].first_item,
            analysis.items.begin() + analysis.clauses[sentence.end_clause - 1].end_item,
            [&](const Item& item) {
                return item.has(Grammar::step_word) && is_numbered(item.last + 1, sign, sentence);
            });
    }

    /// \param number  token behind "stap"
    static bool is_numbered(std::uint32_t number, const MisfiledSign& sign,
                            const Stretch& sentence) {
        const Tokens& tokens = sentence.analysis().tokens;
        if (number >= sentence.end || tokens[number].kind != Token::Kind::number ||
            tokens[number].end - tokens[number].start > longest_step_number) {
            return false;
        }
        // "Stap 5a van": the letter is the step's.
        const bool lettered = number + 1 < sentence.end && tokens.touches_previous(number + 1) &&
                              tokens[number + 1].kind == Token::Kind::word;
        return !lists_at(number + (lettered ? 2 : 1), sentence).intersects(sign.not_after_number);
    }

    static bool has_alarm(const MisfiledSign& sign, const Stretch& sentence) {
        return std::any_of(
            sentence.alarms.begin(), sentence.alarms.end(), [&](const notes::ReadAlarm* alarm) {
                return std::find(sign.alarms.begin(), sign.alarms.end(), alarm->id) !=
                       sign.alarms.end();
            });
    }

    const notes::Reading& reading_;
    const NoteAnalysis cut_;
    Part title_, text_;
    std::vector<Stretch> sentences_;
    Concepts all_;  // lists, of title, text and category
};

}  // namespace

std::optional<MisfiledNote> MisfiledSigns::find(const notes::Note& note,
                                                const notes::Reading& reading,
                                                const ReadingContext& context) const {
    const auto shown = ShownText::of(note.text);
    const notes::Note plain = shown ? as_shown(note, *shown) : note;
    MisfiledNote told;
    const std::vector<core::ActionId>* shows = nullptr;
    bool clear = !context.templates.parse(plain.text, plain.title).empty();
    if (clear) {
        for (const notes::ReadAction& action : reading.actions) {
            add_once(told.actions, action.id);
        }
        for (const notes::ReadStep& step : reading.steps) {
            add_once(told.steps, step.id);
        }
    }
    const Look look(plain, shown ? &*shown : nullptr, reading, context, *compiled_);
    for (const MisfiledSign& sign : compiled_->signs) {
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

}  // namespace meldbrug::reading
