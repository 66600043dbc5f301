#include "meldbrug/reading/reader.hpp"

#include "markup.hpp"
#include "named_steps.hpp"
#include "note_analysis.hpp"
#include "scopes.hpp"
#include "terms.hpp"
#include "weighing.hpp"

#include "meldbrug/core/utf8.hpp"
#include "meldbrug/reading/explain.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

using notes::ActionState;
using notes::ReadAction;
using notes::Reading;
using notes::Span;
using Gives = Pattern::Gives;

// An act told in a note lies at most this long before it; an older day in the sentence is a
// birthday or another story.
constexpr std::chrono::days longest_look_back{400};
// A ground stands in the sentence of the waiver or one of the two after it ("Reden: ...").
constexpr std::uint32_t ground_reach = 2;
// "Met lk en dir om tafel: hoe ernstig is dit. Gewogen": clauses between a talk and what it was for.
constexpr std::uint32_t part_reach = 2;

struct Found {
    const Pattern* pattern = nullptr;
    Ruling ruling;
    std::uint32_t clause = 0;
    Match match;
};

class Reader {
public:
    /// \param text  the note's, or as long a one with only some of its words left
    Reader(const notes::Note& note, std::string_view text, const ReadingContext& context)
        : note_(note),
          context_(context),
          vocabulary_(context.vocabulary.compiled()),
          cut_(analyse_note(note, text, context)),
          all_(text_.all | title_.all) {}

    Reading run() {
        find();
        for (const Found& found : found_) {
            if (found.pattern->gives == Gives::action) {
                add_action(found);
            }
        }
        take_back();
        name_steps();
        add_attendance();
        add_marks();
        add_terms();
        inform_director();
        add_steps();
        add_weighing();
        to_positions();
        return std::move(result_);
    }

    /// Whether the text takes back what stands elsewhere in the note.
    [[nodiscard]] bool takes_back() const {
        return std::any_of(text_.clauses.begin(), text_.clauses.end(), [](const Clause& clause) {
            return clause.all.has(Grammar::correction) ||
                   (clause.all.has(Grammar::failed) && clause.voice == Voice::writer);
        });
    }

    /// Why the reading is what it is; after `run`, whose result it gets back.
    [[nodiscard]] std::vector<Reason> reasons(const Reading& reading) {
        std::vector<Reason> list;
        for (const Found& found : found_) {
            because(found, reading, list);
        }
        because_of_answers(list);
        follow(reading, list);
        to_positions(list);
        return list;
    }

    /// Only what must never be missed, for a note that a template reads.
    std::vector<notes::ReadAlarm> alarms() {
        find();
        add_marks();
        to_positions();
        return std::move(result_.urgent);
    }

private:
    // ---- finding

    void find() {
        // A note shows a dozen things, a clause meets a few patterns: room for the usual case.
        constexpr std::size_t usual = 16;
        std::vector<PatternIndex::Met> met;
        met.reserve(usual);
        found_.reserve(usual);
        for (std::uint32_t n = 0; n < text_.clauses.size(); ++n) {
            vocabulary_.pattern_index.find(text_.clauses[n].all, met);
            for (const auto& [lowest, index] : met) {
                try_pattern(vocabulary_.patterns[index], n);
            }
        }
        drop_parts();
    }

    [[nodiscard]] static bool is_done(const Found& found) {
        return found.pattern->gives == Gives::action && found.pattern->strength == 0 &&
               found.ruling.state == ActionState::done;
    }

    /// "Met ib en lk gewogen: kader ingevuld", "met lk het effect besproken": the talk is that of the
    /// weighing, of the evaluation, and no consultation beside it.
    void drop_parts() {
        std::vector<Found> kept;
        kept.reserve(found_.size());
        auto begin = found_.cbegin();
        for (auto found = begin; found != found_.cend(); ++found) {
            while (begin->clause + part_reach < found->clause) {
                ++begin;
            }
            if (!is_done(*found) ||
                (!lies_in_whole(*found, begin) && !is_outspoken(*found, begin))) {
                kept.push_back(*found);
            }
        }
        found_ = std::move(kept);
    }
    /// "Nog niet helder wie casemanager wordt": what stands there without a verb says less than the
    /// words that leave it open.
    /// \param near  the first found within reach
    [[nodiscard]] bool is_outspoken(const Found& bare,
                                    std::vector<Found>::const_iterator near) const {
        if (bare.ruling.scope != Scope::bare) {
            return false;
        }
        for (; near != found_.cend() && near->clause <= bare.clause; ++near) {
            if (near->clause == bare.clause && near->pattern->gives == Gives::action &&
                near->pattern->action == bare.pattern->action &&
                near->ruling.scope == Scope::fixed && near->ruling.state != ActionState::done &&
                near->ruling.state != ActionState::hearsay) {
                return true;
            }
        }
        return false;
    }
    /// \param near  the first found within reach
    [[nodiscard]] bool lies_in_whole(const Found& part,
                                     std::vector<Found>::const_iterator near) const {
        const auto& wholes = vocabulary_.part_of[part.pattern->action.value];
        if (wholes.empty()) {
            return false;
        }
        for (; near != found_.cend() && near->clause <= part.clause + part_reach; ++near) {
            // "Geëvalueerd. Overleg met ib gehad": what follows in a sentence of its own is another
            // talk.
            const bool goes_with = near->clause >= part.clause ||
                                   clause_of(*near).sentence == clause_of(part).sentence;
            if (goes_with && is_done(*near) &&
                std::find(wholes.begin(), wholes.end(), near->pattern->action) != wholes.end() &&
                day_of(clause_of(*near)) == day_of(clause_of(part))) {
                return true;
            }
        }
        return false;
    }

    void try_pattern(const Pattern& pattern, std::uint32_t n) {
        const Clause& clause = text_.clauses[n];
        const auto matched = match(pattern, clause, text_, all_);
        if (!matched) {
            return;
        }
        if (pattern.literal) {
            const bool others_words =
                clause.voice == Voice::other || clause.voice == Voice::agency ||
                (clause.voice_after == Voice::other && matched->items[0] >= clause.said_from);
            const bool heard = others_words && pattern.gives != Gives::alarm;
            const bool supposed = clause.conditional && !pattern.in_condition;
            const bool denied = !pattern.firm && denial_of(*matched, clause, text_).has_value();
            // A sign that somebody asks about was seen; an act that somebody asks about was not.
            const bool act = pattern.gives == Gives::action && pattern.strength == 0;
            const auto ruling =
                act ? ruling_of(pattern, *matched, clause, text_) : std::optional<Ruling>();
            const bool open =
                ruling &&
                (ruling->scope == Scope::asked || ruling->scope == Scope::left_open ||
                 ruling->scope == Scope::practice ||
                 // "In het SOT van april bespreken we Sam": it comes, whatever the words show.
                 (ruling->scope == Scope::looks_ahead && !matched->forms.has(Grammar::verb_done) &&
                  matched->forms.has(Grammar::verb_present)) ||
                 (ruling->scope == Scope::theirs && matched->forms.has(Grammar::verb_done)));
            if (!heard && !supposed && !denied && !open && !clause.not_ticked()) {
                found_.push_back({&pattern, {}, n, *matched});
            }
            return;
        }
        if (pattern.when_denied) {
            // "De politie heeft ouders niet gesproken" is theirs, "mocht het escaleren, dan voeren we
            // het niet" hangs on a condition: only what is plainly denied.
            const auto ruling = ruling_of(pattern, *matched, clause, text_);
            // A condition that comes after ("anders loopt moeder gevaar") gives the reason.
            const bool plain = ruling && (ruling->scope == Scope::denied ||
                                          (ruling->scope == Scope::conditional &&
                                           !clause.conditional && !clause.after_condition));
            if (plain && clause.voice == Voice::writer && denial_of(*matched, clause, text_)) {
                found_.push_back({&pattern, {}, n, *matched});
            }
            return;
        }
        if (pattern.gives == Gives::action || pattern.gives == Gives::step) {
            if (const auto ruling = ruling_of(pattern, *matched, clause, text_);
                ruling && !(ruling->state == ActionState::done && is_off_topic(pattern, clause) &&
                            !all_.intersects(vocabulary_.of_case))) {
                found_.push_back({&pattern, adopted(*ruling, clause), n, *matched});
            }
            return;
        }
        found_.push_back({&pattern, {}, n, *matched});
    }

    /// "Ouders geïnformeerd over de gymkleding": not about the case, as far as the words tell.
    [[nodiscard]] bool is_off_topic(const Pattern& pattern, const Clause& clause) const {
        return clause.topic_unknown && pattern.gives == Gives::action &&
               vocabulary_.about_case[pattern.action.value];
    }
    [[nodiscard]] bool may_be_off_topic(const Pattern& pattern, const Clause& clause) const {
        return is_off_topic(pattern, clause) ||
               (clause.topic_unknown && vocabulary_.about_doubt[pattern.action.value]);
    }

    /// "VT: eerst ouders spreken. Dat nemen we over": what was advised is now planned.
    [[nodiscard]] Ruling adopted(Ruling ruling, const Clause& clause) const {
        if (ruling.state != ActionState::hearsay ||
            (clause.voice != Voice::agency && clause.voice_after != Voice::agency)) {
            return ruling;
        }
        const std::size_t next = clause.sentence + 1U;
        const bool follows =
            text_.sentences[clause.sentence].all.has(Grammar::adopt) ||
            (next < text_.sentences.size() && text_.sentences[next].all.has(Grammar::adopt));
        return follows ? Ruling{ActionState::planned, Scope::adopted} : ruling;
    }

    // ---- actions

    [[nodiscard]] Span bytes(std::uint32_t first_token, std::uint32_t last_token) const {
        return {text_.tokens[first_token].start, text_.tokens[last_token].end, false};
    }
    [[nodiscard]] const Clause& clause_of(const Found& found) const {
        return text_.clauses[found.clause];
    }

    [[nodiscard]] core::Date day_of(const Clause& clause) const {
        const DateExpression* told = clause.past_day;
        if (told == nullptr) {
            const Clause& head = text_.clauses[text_.sentences[clause.sentence].first_clause];
            told = head.past_day;
        }
        const auto day = told != nullptr ? told->last_day() : clause.sent;
        return day && *day <= note_.date && *day + longest_look_back >= note_.date ? *day
                                                                                   : note_.date;
    }

    [[nodiscard]] core::RoleSet roles_in(const Clause& clause) const {
        core::RoleSet roles;
        (clause.all & vocabulary_.with_role).for_each([&](std::size_t id) {
            roles |= vocabulary_.role_of_concept[id];
        });
        return roles;
    }

    /// The steps that an act speaks of; unsure when the clause names those of another route alone.
    struct About {
        core::StepSet steps;
        bool sure = true;
    };
    [[nodiscard]] About steps_about(core::ActionId action, const Clause& clause) const {
        About about;
        if (vocabulary_.takes_steps[action.value]) {
            const NamedSteps named = named_steps(clause, text_, vocabulary_, context_.ladder);
            about.steps = named.steps;
            if (about.steps.empty()) {
                (clause.all & vocabulary_.with_step).for_each([&](std::size_t id) {
                    about.steps |= vocabulary_.step_of_concept[id];
                });
            }
            about.sure = !named.of_other_ladder || !about.steps.empty();
        }
        return about;
    }

    void add_action(const Found& found) {
        const Pattern& pattern = *found.pattern;
        const Clause& clause = clause_of(found);
        if (pattern.strength > 0) {
            std::size_t& weight = weight_of(pattern.action);
            weight +=
                static_cast<std::size_t>(pattern.strength) * signs_in(pattern.need.front(), clause);
            if (weight < static_cast<std::size_t>(pattern.reach)) {
                return;
            }
        }
        ReadAction action;
        action.id = pattern.action;
        action.state = found.ruling.state;
        action.date = found.ruling.state == ActionState::done && !pattern.literal ? day_of(clause)
                                                                                  : note_.date;
        action.span = bytes(found.match.first_token, found.match.last_token);
        const About about = steps_about(pattern.action, clause);
        action.about_steps = about.steps;
        action.actors = roles_in(clause);
        // "Konden we bespreken" most often came about, but may have been a choice.
        // "De logopedist heeft gemeld": who that is, a person knows.
        const bool whose = (clause.doer_unknown || clause.teller_unknown) && !pattern.ours.empty();
        action.certain = pattern.certain && found.ruling.scope != Scope::came_about && !whose &&
                         about.sure && !may_be_off_topic(pattern, clause);
        if (vocabulary_.names.help == action.id && action.state == ActionState::done &&
            found.match.forms.has(Grammar::verb_done)) {
            help_start_ = std::max(help_start_.value_or(action.date), action.date);
        }
        keep(action, clause.sentence);
    }

    [[nodiscard]] std::size_t signs_in(const Concepts& sign, const Clause& clause) const {
        return static_cast<std::size_t>(std::count_if(
            text_.items.begin() + clause.first_item, text_.items.begin() + clause.end_item,
            [&](const Item& item) { return item.concepts().intersects(sign); }));
    }

    std::size_t& weight_of(core::ActionId id) {
        for (auto& [action, weight] : weights_) {
            if (action == id) {
                return weight;
            }
        }
        return weights_.emplace_back(id, 0).second;
    }

    void keep(const ReadAction& action, std::uint32_t sentence) {
        for (std::size_t i = 0; i < result_.actions.size(); ++i) {
            ReadAction& known = result_.actions[i];
            const bool same =
                known.id == action.id && known.state == action.state &&
                (action.state != ActionState::done ||
                 (known.date == action.date && known.about_steps == action.about_steps));
            if (same) {
                known.actors |= action.actors;
                known.certain = known.certain || action.certain;
                return;
            }
        }
        result_.actions.push_back(action);
        sentence_of_.push_back(sentence);
    }

    [[nodiscard]] bool has_action(std::optional<core::ActionId> id, ActionState state) const {
        return id && std::any_of(result_.actions.begin(), result_.actions.end(),
                                 [&](const ReadAction& action) {
                                     return action.id == *id && action.state == state;
                                 });
    }

    /// "Dat was te snel opgeschreven": what the sentence before it told is for a person to confirm.
    void take_back() {
        for (const Clause& clause : text_.clauses) {
            if (!clause.all.has(Grammar::correction) || clause.voice != Voice::writer) {
                continue;
            }
            for (std::size_t i = 0; i < result_.actions.size(); ++i) {
                const std::uint32_t at = sentence_of_[i];
                if (result_.actions[i].state == ActionState::done && at + 1 == clause.sentence) {
                    result_.actions[i].certain = false;
                }
            }
        }
    }

    // "leerkracht, ib en directie waren erbij": they took part in what the sentence or the one
    // before tells.
    void add_attendance() {
        for (const Clause& clause : text_.clauses) {
            if (!clause.all.has(Grammar::attended) || clause.voice != Voice::writer ||
                clause.all.has(Grammar::negation)) {
                continue;
            }
            for (std::size_t i = 0; i < result_.actions.size(); ++i) {
                if (result_.actions[i].state == ActionState::done &&
                    sentence_of_[i] <= clause.sentence && clause.sentence - sentence_of_[i] <= 1) {
                    result_.actions[i].actors |= roles_in(clause);
                }
            }
        }
    }

    // ---- steps

    /// The steps that the clause names, or the one that its words show.
    [[nodiscard]] NamedSteps steps_of(const Found& found) const {
        if (!found.pattern->step) {
            return named_steps(clause_of(found), text_, vocabulary_, context_.ladder);
        }
        NamedSteps shown;
        shown.list.push_back({*found.pattern->step, found.pattern->certain});
        shown.first_token = found.match.first_token;
        shown.last_token = found.match.last_token;
        return shown;
    }

    // "Stap 1 t/m 3 zijn doorlopen", "stap 5a gezet".
    void name_steps() {
        for (const Found& found : found_) {
            if (found.pattern->gives != Gives::step) {
                continue;
            }
            const Clause& clause = clause_of(found);
            const NamedSteps named = steps_of(found);
            if (found.ruling.state != ActionState::done) {
                leave_open(found, named);
                continue;
            }
            for (const NamedSteps::Step& step : named.list) {
                add_step({step.id, day_of(clause),
                          bytes(std::min(named.first_token, found.match.first_token),
                                std::max(named.last_token, found.match.last_token)),
                          step.certain && !clause.teller_unknown});
            }
        }
    }

    /// "Stap 3 staat nog open": what that step asks is still to come.
    void leave_open(const Found& found, const NamedSteps& named) {
        for (const NamedSteps::Step& step : named.list) {
            const auto act = vocabulary_.act_of_step[step.id.value];
            if (act && step.certain && !has_action(act, ActionState::done)) {
                ReadAction action;
                action.id = *act;
                action.state = found.ruling.state;
                action.date = note_.date;
                action.span = bytes(std::min(named.first_token, found.match.first_token),
                                    std::max(named.last_token, found.match.last_token));
                keep(action, clause_of(found).sentence);
            }
        }
    }

    void add_step(const notes::ReadStep& step) {
        for (notes::ReadStep& known : result_.steps) {
            if (known.id == step.id && known.date == step.date) {
                known.certain = known.certain || step.certain;
                return;
            }
        }
        result_.steps.push_back(step);
    }

    /// A team that weighed or evaluated on that day did not merely consult.
    [[nodiscard]] bool outdone(const ReadAction& action) const {
        const auto& names = vocabulary_.names;
        if (!names.team || action.id != *names.team) {
            return false;
        }
        return std::any_of(
            result_.actions.begin(), result_.actions.end(), [&](const ReadAction& other) {
                const auto step = context_.catalogue.step_of(other.id);
                return other.state == ActionState::done && other.date == action.date && step &&
                       (step == names.weigh || step == names.follow);
            });
    }

    void add_steps() {
        for (const ReadAction& action : result_.actions) {
            const auto step = context_.catalogue.step_of(action.id);
            if (action.state == ActionState::done && step && !outdone(action)) {
                add_step({*step, action.date, action.span, action.certain});
            }
        }
    }

    // ---- director

    void inform_director() {
        const auto& names = vocabulary_.names;
        if (!names.director || !names.director_role) {
            return;
        }
        const bool told_otherwise = std::any_of(
            result_.actions.begin(), result_.actions.end(), [&](const ReadAction& action) {
                return action.id == *names.director && action.state != ActionState::done &&
                       action.state != ActionState::hearsay;
            });
        if (told_otherwise) {
            return;
        }
        const std::size_t count = result_.actions.size();
        for (std::size_t i = 0; i < count; ++i) {
            const ReadAction action = result_.actions[i];
            const bool own_note =
                note_.author.role == context_.catalogue.name(*names.director_role) &&
                action.state != ActionState::hearsay;
            const bool took_part =
                action.state == ActionState::done && action.actors.contains(*names.director_role);
            if (action.id != *names.director && (own_note || took_part)) {
                ReadAction informed;
                informed.id = *names.director;
                informed.date = action.date;
                informed.span = action.span;
                if (const auto step = context_.catalogue.step_of(action.id);
                    step && action.state == ActionState::done) {
                    informed.about_steps.insert(*step);
                }
                keep(informed, sentence_of_[i]);
            }
        }
        inform_author();
    }

    /// A director who writes about a case knows of it, whatever the note tells.
    void inform_author() {
        const auto& names = vocabulary_.names;
        if (note_.author.role != context_.catalogue.name(*names.director_role) ||
            has_action(names.director, ActionState::done) ||
            all_.intersects(vocabulary_.of_no_case)) {
            return;
        }
        const auto word = std::find_if(
            text_.items.begin(), text_.items.end(),
            [&](const Item& item) { return item.concepts().intersects(vocabulary_.of_case); });
        if (word != text_.items.end()) {
            ReadAction informed;
            informed.id = *names.director;
            informed.date = note_.date;
            informed.span = bytes(word->first, word->last);
            keep(informed, 0);
        }
    }

    // ---- marks, alarms, hints

    void add_marks() {
        for (const Found& found : found_) {
            const Clause& clause = clause_of(found);
            const Span span = bytes(found.match.first_token, found.match.last_token);
            switch (found.pattern->gives) {
                case Gives::alarm:
                    add_alarm(found.pattern->name, span);
                    break;
                case Gives::hint:
                    if (std::find(result_.hints.begin(), result_.hints.end(),
                                  found.pattern->name) == result_.hints.end()) {
                        result_.hints.push_back(found.pattern->name);
                    }
                    break;
                case Gives::mark:
                    if (!denied_anywhere(found) && !clause.quoted && !clause.asked &&
                        clause.voice != Voice::other) {
                        add_mark(*found.pattern, clause, span);
                    }
                    break;
                case Gives::action:
                case Gives::step:
                case Gives::term:
                    break;
            }
        }
    }

    void add_alarm(const std::string& id, const Span& span) {
        if (std::none_of(result_.urgent.begin(), result_.urgent.end(),
                         [&](const auto& known) { return known.id == id; })) {
            result_.urgent.push_back({id, span});
        }
    }

    // "Dat K. van school gaat verwachten wij niet": for a ground any denial in the clause counts.
    [[nodiscard]] bool denied_anywhere(const Found& found) const {
        const Clause& clause = clause_of(found);
        if (denial_of(found.match, clause, text_)) {
            return true;
        }
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            const Item& item = text_.items[i];
            if (!found.match.holds(i) &&
                (item.has(Grammar::negation) || item.has(Grammar::not_yet))) {
                return true;
            }
        }
        return false;
    }

    void add_mark(const Pattern& pattern, const Clause& clause, const Span& span) {
        bool placed = false;
        for (std::size_t i = 0; i < result_.actions.size(); ++i) {
            const std::uint32_t at = sentence_of_[i];
            const std::uint32_t distance =
                at > clause.sentence ? at - clause.sentence : clause.sentence - at;
            const bool belongs =
                pattern.with ? result_.actions[i].id == *pattern.with && distance <= ground_reach
                             : distance == 0;
            if (belongs) {
                result_.actions[i].marks.insert(pattern.mark);
                placed = true;
            }
        }
        const bool known = std::any_of(result_.marks.begin(), result_.marks.end(),
                                       [&](const auto& mark) { return mark.id == pattern.mark; });
        if (!known && (placed || !pattern.with)) {
            result_.marks.push_back({pattern.mark, span});
        }
    }

    // ---- terms

    void add_terms() {
        told_start_ = told_start(term_context());
        for (const Found& found : found_) {
            if (const auto term = term_of(found); term) {
                add_term(found.pattern->name, term->due, *term->said);
            }
        }
    }

    [[nodiscard]] TermContext term_context() const {
        return {text_,
                dates_,
                note_.date,
                told_start_ ? told_start_ : help_start_,
                told_start_.has_value(),
                vocabulary_,
                context_.calendar,
                context_.policy};
    }

    [[nodiscard]] std::optional<Term> term_of(const Found& found) const {
        if (found.pattern->gives != Gives::term) {
            return std::nullopt;
        }
        return set_term(*found.pattern, found.match, clause_of(found), term_context());
    }

    void add_term(const std::string& about, core::Date due, const DateExpression& date) {
        const auto& names = vocabulary_.names;
        const bool known = std::any_of(
            result_.terms.begin(), result_.terms.end(),
            [&](const notes::ReadTerm& term) { return term.about == about && term.due == due; });
        if (known) {
            return;
        }
        const Span span{static_cast<std::uint32_t>(date.byte_start),
                        static_cast<std::uint32_t>(date.byte_end), false};
        result_.terms.push_back({about, due, span});
        if (about == help_effect && names.help_term &&
            !has_action(names.help_term, ActionState::done)) {
            ReadAction agreed;
            agreed.id = *names.help_term;
            agreed.date = note_.date;
            agreed.span = span;
            keep(agreed, 0);
        }
    }

    void add_weighing() {
        const auto answers = weighing_answers(text_, title_.all.has(Grammar::framework));
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (answers[i]) {
                result_.weighing[i] = answers[i]->answer;
            }
        }
    }

    // ---- why

    /// "Vraag 2: nee": the number and the word that answers it.
    void because_of_answers(std::vector<Reason>& list) const {
        const auto answers = weighing_answers(text_, title_.all.has(Grammar::framework));
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (answers[i]) {
                const auto question = static_cast<std::uint32_t>(answers[i]->question);
                const auto word = static_cast<std::uint32_t>(answers[i]->word);
                Reason reason;
                reason.kind = Reason::Kind::weighing;
                reason.id = std::to_string(i + 1);
                reason.answer = answers[i]->answer;
                reason.quote = bytes(question, word);
                reason.rule = "framework";
                reason.words = {{bytes(question, question), {}}, {bytes(word, word), {}}};
                list.push_back(std::move(reason));
            }
        }
    }

    void because(const Found& found, const Reading& reading, std::vector<Reason>& list) const {
        const Clause& clause = clause_of(found);
        const core::Catalogue& names = context_.catalogue;
        Reason reason = why(found);
        switch (found.pattern->gives) {
            case Gives::action:
                reason.id = names.name(found.pattern->action);
                reason.state = found.ruling.state;
                for (const ReadAction& action : reading.actions) {
                    if (action.id == found.pattern->action && action.state == found.ruling.state) {
                        reason.certain = action.certain;
                        reason.day = action.date;
                        list.push_back(reason);
                        return;
                    }
                }
                return;  // a weak sign that stayed alone
            case Gives::step:
                reason.kind = Reason::Kind::step;
                for (const NamedSteps::Step& step : steps_of(found).list) {
                    if (found.ruling.state == ActionState::done) {
                        reason.id = names.name(step.id);
                        reason.certain = step.certain;
                        reason.day = day_of(clause);
                        list.push_back(reason);
                    }
                }
                return;
            case Gives::mark:
                reason.kind = Reason::Kind::mark;
                reason.id = names.name(found.pattern->mark);
                if (std::any_of(reading.marks.begin(), reading.marks.end(),
                                [&](const auto& mark) { return mark.id == found.pattern->mark; })) {
                    list.push_back(reason);
                }
                return;
            case Gives::alarm:
            case Gives::hint:
                reason.kind =
                    found.pattern->gives == Gives::alarm ? Reason::Kind::alarm : Reason::Kind::hint;
                reason.id = found.pattern->name;
                list.push_back(reason);
                return;
            case Gives::term:
                if (const auto term = term_of(found); term) {
                    reason.kind = Reason::Kind::term;
                    reason.id = found.pattern->name;
                    reason.day = term->due;
                    reason.cue = Span{static_cast<std::uint32_t>(term->said->byte_start),
                                      static_cast<std::uint32_t>(term->said->byte_end), false};
                    list.push_back(reason);
                }
                return;
        }
    }

    [[nodiscard]] Reason why(const Found& found) const {
        const Clause& clause = clause_of(found);
        Reason reason;
        reason.rule = found.pattern->where;
        reason.quote = bytes(found.match.first_token, found.match.last_token);
        for (std::size_t i = 0; i < found.match.count; ++i) {
            const Item& item = text_.items[found.match.items[i]];
            Reason::Word word;
            word.span = bytes(item.first, item.last);
            (item.concepts() & found.pattern->need[i]).for_each([&](std::size_t id) {
                word.concepts.push_back(vocabulary_.concept_names[id]);
            });
            reason.words.push_back(std::move(word));
        }
        if (found.pattern->gives == Gives::action || found.pattern->gives == Gives::step) {
            reason.scope = name_of(found.ruling.scope);
            if (const auto cue = cue_of(found.ruling.scope, found.match, clause, text_); cue) {
                reason.cue = bytes(text_.items[*cue].first, text_.items[*cue].last);
            }
        }
        return reason;
    }

    /// What no words show but another result: the director who took part, the term that was agreed.
    /// Their spans are positions already.
    void follow(const Reading& reading, std::vector<Reason>& list) {
        const std::size_t found = list.size();
        for (const ReadAction& action : reading.actions) {
            const std::string_view name = context_.catalogue.name(action.id);
            const auto end = list.begin() + static_cast<std::ptrdiff_t>(found);
            if (std::none_of(list.begin(), end, [&](const Reason& reason) {
                    return reason.id == name && reason.state == action.state;
                })) {
                Reason reason;
                reason.id = name;
                reason.state = action.state;
                reason.certain = action.certain;
                reason.day = action.date;
                follows_.push_back(std::pair(std::move(reason), action.span));
            }
        }
    }

    void to_positions(std::vector<Reason>& list) {
        std::vector<std::uint32_t*> offsets;
        for (Reason& reason : list) {
            add_offsets(reason.quote, offsets);
            for (Reason::Word& word : reason.words) {
                add_offsets(word.span, offsets);
            }
            if (reason.cue) {
                add_offsets(*reason.cue, offsets);
            }
        }
        replace_by_positions(offsets);
        for (auto& [reason, span] : follows_) {
            reason.quote = span;
            list.push_back(std::move(reason));
        }
    }

    // ---- bytes → code points

    void to_positions() {
        std::vector<std::uint32_t*> offsets;
        offsets.reserve(2 * (result_.actions.size() + result_.steps.size() + result_.terms.size() +
                             result_.marks.size() + result_.urgent.size()));
        const auto add = [&](Span& span) { add_offsets(span, offsets); };
        for (auto& action : result_.actions) {
            add(action.span);
        }
        for (auto& step : result_.steps) {
            add(step.span);
        }
        for (auto& term : result_.terms) {
            add(term.span);
        }
        for (auto& mark : result_.marks) {
            add(mark.span);
        }
        for (auto& alarm : result_.urgent) {
            add(alarm.span);
        }
        replace_by_positions(offsets);
    }

    static void add_offsets(Span& span, std::vector<std::uint32_t*>& offsets) {
        offsets.push_back(&span.start);
        offsets.push_back(&span.end);
    }

    void replace_by_positions(std::vector<std::uint32_t*>& offsets) const {
        std::sort(offsets.begin(), offsets.end(),
                  [](const auto* a, const auto* b) { return *a < *b; });
        core::PositionMap map(note_.text);
        for (std::uint32_t* offset : offsets) {
            *offset = static_cast<std::uint32_t>(map.position(*offset));
        }
    }

    static constexpr std::string_view help_effect = "help_effect";

    const notes::Note& note_;
    const ReadingContext& context_;
    const Vocabulary::Compiled& vocabulary_;
    const NoteAnalysis cut_;
    const std::vector<DateExpression>& dates_ = cut_.dates;
    const Analysis& title_ = cut_.title;
    const Analysis& text_ = cut_.text;
    Concepts all_;
    std::vector<Found> found_;
    std::vector<std::pair<core::ActionId, std::size_t>> weights_;
    std::vector<std::pair<Reason, Span>> follows_;  // their spans are positions
    std::vector<std::uint32_t> sentence_of_;        // of each action in the result
    std::optional<core::Date> told_start_;          // of the help, as a day of its own
    std::optional<core::Date> help_start_;          // by the note's own words
    Reading result_;
};

/// As long as the text, with spaces for all that is no part: positions stay the same.
std::string only(std::string_view text, const std::vector<notes::TextPart>& parts) {
    std::string result(text.size(), ' ');
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            result[i] = '\n';
        }
    }
    for (const notes::TextPart& part : parts) {
        result.replace(part.start, part.end - part.start,
                       text.substr(part.start, part.end - part.start));
    }
    return result;
}

/// What the form shows as done and a person's words below it deny is for a person to confirm.
void put_in_doubt(Reading& form, const Reading& below, bool all) {
    const auto denied = [&](const ReadAction& action) {
        return all || std::any_of(
                          below.actions.begin(), below.actions.end(), [&](const ReadAction& other) {
                              return other.id == action.id && (other.state == ActionState::denied ||
                                                               other.state == ActionState::failed);
                          });
    };
    for (ReadAction& action : form.actions) {
        if (action.state == ActionState::done && denied(action)) {
            action.certain = false;
        }
    }
}

void settle_steps(Reading& form, const core::Catalogue& catalogue) {
    for (notes::ReadStep& step : form.steps) {
        const auto shows = [&](const ReadAction& action) {
            return action.state == ActionState::done && catalogue.step_of(action.id) == step.id;
        };
        const bool shown = std::any_of(form.actions.begin(), form.actions.end(), shows);
        const bool sure =
            std::any_of(form.actions.begin(), form.actions.end(),
                        [&](const ReadAction& action) { return shows(action) && action.certain; });
        step.certain = step.certain && (sure || !shown);
    }
}

/// "Melding gedaan bij Veilig Thuis: volgt" has our own words before a person's: what it seems to
/// show as done is for a person to confirm.
void put_labels_in_doubt(Reading& below, std::string_view text,
                         const std::vector<notes::TextPart>& unclear) {
    std::vector<Span> spans;
    core::PositionMap positions(text);
    for (const notes::TextPart& part : unclear) {
        const auto start = static_cast<std::uint32_t>(positions.position(part.start));
        spans.push_back({start, static_cast<std::uint32_t>(positions.position(part.end)), false});
    }
    const auto is_unclear = [&](const Span& span) {
        const auto next = std::partition_point(
            spans.begin(), spans.end(), [&](const Span& part) { return part.end <= span.start; });
        return next != spans.end() && next->start < span.end;
    };
    for (ReadAction& action : below.actions) {
        action.certain =
            action.certain && (action.state != ActionState::done || !is_unclear(action.span));
    }
    for (notes::ReadStep& step : below.steps) {
        step.certain = step.certain && !is_unclear(step.span);
    }
}

std::optional<Reading> read_forms(const notes::Note& note, const ReadingContext& context) {
    auto forms = context.templates.read(note);
    if (!forms) {
        return forms;
    }
    if (const auto parts = context.templates.free_parts(note.text, note.title); !parts.empty()) {
        const std::string words = only(note.text, parts);
        Reader reader(note, words, context);
        const bool all = reader.takes_back();
        Reading below = reader.run();
        put_in_doubt(*forms, below, all);
        put_labels_in_doubt(below, note.text,
                            context.templates.unclear_parts(note.text, note.title));
        below.urgent.clear();  // all own words are looked at below
        notes::add(*forms, std::move(below));
        settle_steps(*forms, context.catalogue);
    }
    const std::string words = only(note.text, context.templates.own_words(note.text, note.title));
    Reading alarms;
    alarms.urgent = Reader(note, words, context).alarms();
    notes::add(*forms, std::move(alarms));
    return forms;
}

/// A form's results stand where they were filled in; what a person wrote below it is not told
/// apart.
std::vector<Reason> reasons_of_forms(const Reading& forms, const core::Catalogue& catalogue) {
    std::vector<Reason> list;
    for (const ReadAction& action : forms.actions) {
        Reason reason;
        reason.id = catalogue.name(action.id);
        reason.state = action.state;
        reason.certain = action.certain;
        reason.day = action.date;
        reason.quote = action.span;
        reason.rule = "template";
        list.push_back(std::move(reason));
    }
    return list;
}

/// Calls `each(span)` for every span of a reading.
template <class Each>
void for_each_span(Reading& reading, Each each) {
    const auto all = [&each](auto& list) {
        for (auto& entry : list) {
            each(entry.span);
        }
    };
    all(reading.steps);
    all(reading.actions);
    all(reading.terms);
    all(reading.marks);
    all(reading.urgent);
}

Reading read_plain(const notes::Note& note, const ReadingContext& context) {
    if (auto forms = read_forms(note, context); forms) {
        return std::move(*forms);
    }
    return Reader(note, note.text, context).run();
}

Explanation explain_plain(const notes::Note& note, const ReadingContext& context) {
    if (auto forms = read_forms(note, context); forms) {
        auto reasons = reasons_of_forms(*forms, context.catalogue);
        return {std::move(*forms), std::move(reasons)};
    }
    Reader reader(note, note.text, context);
    Reading reading = reader.run();
    auto reasons = reader.reasons(reading);
    return {std::move(reading), std::move(reasons)};
}

}  // namespace

notes::Reading read(const notes::Note& note, const ReadingContext& context) {
    const auto shown = ShownText::of(note.text);
    if (!shown) {
        return read_plain(note, context);
    }
    Reading reading = read_plain(as_shown(note, *shown), context);
    for_each_span(reading, [&](Span& span) { span = shown->in_source(span); });
    return reading;
}

Explanation explain(const notes::Note& note, const ReadingContext& context) {
    const auto shown = ShownText::of(note.text);
    if (!shown) {
        return explain_plain(note, context);
    }
    Explanation explanation = explain_plain(as_shown(note, *shown), context);
    const auto to_source = [&](Span& span) { span = shown->in_source(span); };
    for_each_span(explanation.reading, to_source);
    for (Reason& reason : explanation.reasons) {
        to_source(reason.quote);
        for (Reason::Word& word : reason.words) {
            to_source(word.span);
        }
        if (reason.cue) {
            to_source(*reason.cue);
        }
    }
    return explanation;
}

}  // namespace meldbrug::reading
