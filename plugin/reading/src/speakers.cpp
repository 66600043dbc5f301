#include "speakers.hpp"

#include <algorithm>

namespace meldbrug::reading {

namespace {

constexpr GrammarSet doers{Grammar::parent, Grammar::pupil, Grammar::agency, Grammar::staff,
                           Grammar::third,  Grammar::we,    Grammar::person, Grammar::partner};
constexpr GrammarSet antecedents{Grammar::parent, Grammar::pupil, Grammar::agency,
                                 Grammar::third,  Grammar::staff, Grammar::person};

/// "De bedoeling was dat", "ik dacht dat".
constexpr GrammarSet supposing{Grammar::plan, Grammar::doubt};

constexpr Concepts nobody;

class Speakers {
public:
    Speakers(Analysis& analysis, const Vocabulary::Compiled& vocabulary)
        : result_(analysis), vocabulary_(vocabulary) {}

    void run() {
        const Concepts* last_actor = &nobody;
        for (Sentence& sentence : result_.sentences) {
            Voice voice = Voice::writer;
            Voice outside = Voice::writer;  // before the brackets opened
            bool carries_voice = false, condition = false, dependent = false;
            std::uint32_t unconditional = sentence.first_clause;
            for (std::uint32_t n = sentence.first_clause; n < sentence.end_clause; ++n) {
                Clause& clause = result_.clauses[n];
                if (clause.in_brackets !=
                    (n > sentence.first_clause && result_.clauses[n - 1].in_brackets)) {
                    clause.in_brackets ? outside = voice : voice = outside;
                }
                resolve_pronouns(clause, last_actor);
                find_subject(clause, n > sentence.first_clause ? &result_.clauses[n - 1] : nullptr,
                             *last_actor);
                clause.topic_unknown = has_unknown_topic(clause);
                // "Jullie hebben gemeld": what another says that we did.
                clause.teller_unknown =
                    clause.teller_unknown ||
                    (clause.sender != nullptr && clause.all.intersects(vocabulary_.of_you));
                clause.hangs_on_modal = hangs_on_modal(clause);
                share_passive(sentence, n);
                clause.asked = sentence.asked;
                if (voice != Voice::writer &&
                    (carries_voice || clause.quoted || clause.join == Join::colon ||
                     clause.join == Join::subordinate)) {
                    clause.voice = voice;
                    carries_voice = true;
                }
                if (n > sentence.first_clause && answers_to(clause, result_.clauses[n - 1])) {
                    clause.voice = Voice::other;
                }
                if (goes_on_hearing(clause, n > sentence.first_clause)) {
                    clause.voice = Voice::other;
                }
                speech(clause, *last_actor, voice);
                clause.after_condition = condition;
                if (clause.all.has(Grammar::condition)) {
                    condition = true;
                    clause.conditional = true;
                    for (; unconditional < n; ++unconditional) {
                        result_.clauses[unconditional].before_condition = true;
                    }
                }
                clause.dependent = dependent;
                clause.hangs_on_plan = clause.join == Join::subordinate &&
                                       n > sentence.first_clause &&
                                       result_.clauses[n - 1].all.intersects(supposing);
                dependent = dependent || clause.all.has(Grammar::decide) ||
                            clause.all.has(Grammar::recital);
                sentence.all |= clause.all;
                remember_actor(clause, last_actor);
            }
            result_.all |= sentence.all;
        }
    }

private:
    [[nodiscard]] const Tokens& tokens() const { return result_.tokens; }
    [[nodiscard]] bool governed(std::uint32_t item, std::uint32_t first) const {
        return is_governed(result_, item, first);
    }

    /// "Voordat we melden moeten ouders gesproken zijn": an auxiliary right behind a participle is the
    /// infinitive that the modal before it asks for.
    [[nodiscard]] bool hangs_on_modal(const Clause& clause) const {
        bool modal = false;
        for (std::uint32_t i = clause.first_item; i + 1 < clause.end_item; ++i) {
            const Item& item = result_.items[i];
            const Item& next = result_.items[i + 1];
            if (modal && item.has(Grammar::verb_done) && next.first - item.last == 1 &&
                (next.has(Grammar::auxiliary) ||
                 next.concepts().intersects(vocabulary_.of_state))) {
                return true;
            }
            modal = modal || item.has(Grammar::modal);
        }
        return false;
    }

    /// "Ouders moeten geïnformeerd, gesproken en betrokken worden": the last word is for each participle.
    void share_passive(const Sentence& sentence, std::uint32_t n) {
        bool ahead = closes_passive(result_.clauses[n]);
        for (; ahead && n > sentence.first_clause; --n) {
            Clause& before = result_.clauses[n - 1];
            ahead = opens_with_participle(result_.clauses[n]) && ends_with_participle(before);
            before.hangs_on_modal = before.hangs_on_modal || ahead;
        }
    }
    /// "Gesproken worden", and maybe more behind it.
    [[nodiscard]] bool closes_passive(const Clause& clause) const {
        bool participle = false;
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            const Item& item = result_.items[i];
            if (participle && item.has(Grammar::passive_present)) {
                return true;
            }
            participle = participle || item.has(Grammar::verb_done);
        }
        return false;
    }
    [[nodiscard]] bool ends_with_participle(const Clause& clause) const {
        return clause.first_item < clause.end_item &&
               result_.items[clause.end_item - 1].has(Grammar::verb_done) &&
               result_.items[clause.end_item - 1].last + 1 == clause.end_token;
    }
    /// "En gesproken ...": a verb, and nobody new who acts.
    [[nodiscard]] bool opens_with_participle(const Clause& clause) const {
        const std::uint32_t first =
            clause.first_item +
            (result_.items[clause.first_item].has(Grammar::conjunction) ? 1 : 0);
        return (clause.join == Join::conjunction || clause.join == Join::comma) &&
               clause.subject.empty() && first < clause.end_item &&
               result_.items[first].has(Grammar::verb_done);
    }

    /// "Wijkteam: wij hebben moeder gesproken", "Jeugdbeschermer belde: gesprek is geweest": what
    /// stands behind the colon is told by who stands before it.
    [[nodiscard]] bool answers_to(const Clause& clause, const Clause& before) const {
        if (clause.join != Join::colon || !before.subject.intersects(outsiders) ||
            before.subject.intersects(GrammarSet{Grammar::we, Grammar::staff}) ||
            before.subject.intersects(GrammarSet{Grammar::agency})) {
            return false;
        }
        // A participle makes them whom it was done to: "Moeder gebeld: ...".
        const bool heads =
            !before.all.intersects(verbish) && clause.subject.intersects(GrammarSet{Grammar::we});
        return heads || tells(before);
    }
    /// Who acts stands first, a verb of calling or saying right behind ("wijkteam belde").
    [[nodiscard]] bool tells(const Clause& clause) const {
        if (clause.first_item + 1U >= clause.end_item) {
            return false;
        }
        const Item& who = result_.items[clause.first_item];
        const Item& verb = result_.items[clause.first_item + 1U];
        return who.first == clause.first_token && verb.first - who.last == 1 &&
               who.concepts().intersects(outsiders) &&
               verb.concepts().intersects(vocabulary_.of_call);
    }

    /// "Op de vorige school is een SOT geweest en is hulp ingezet": both are heard.
    [[nodiscard]] bool goes_on_hearing(const Clause& clause, bool has_before) const {
        // "Gehoord dat zij gemeld heeft en dat er hulp is": each further "dat" is heard too.
        if (!has_before || (clause.join != Join::conjunction && clause.join != Join::subordinate) ||
            clause.subject.intersects(GrammarSet{Grammar::we, Grammar::staff})) {
            return false;
        }
        const Clause& before = *(&clause - 1);
        return before.all.has(Grammar::hearsay) || before.voice == Voice::other;
    }

    /// \param inside  who was named last
    void resolve_pronouns(Clause& clause, const Concepts* inside) {
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            Item& item = result_.items[i];
            if (clause.sender != nullptr && clause.sender->has(Grammar::agency) &&
                speaks_himself(clause, item)) {
                item.meaning = &result_.made.emplace_front(item.concepts() | *clause.sender);
            } else if (item.has(Grammar::object_pronoun)) {
                if (inside != &nobody) {
                    item.meaning = &result_.made.emplace_front(item.concepts() | *inside);
                }
            } else if (item.concepts().intersects(antecedents)) {
                inside = item.meaning;
            }
            clause.all |= item.concepts();
        }
    }

    void remember_actor(const Clause& clause, const Concepts*& last_actor) const {
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            if (result_.items[i].concepts().intersects(antecedents)) {
                last_actor = result_.items[i].meaning;
            }
        }
    }

    /// "Heeft", "belde", "verwijst": bent for the one who acts, unlike a participle.
    [[nodiscard]] bool is_bent(const Item& item) const {
        if (item.has(Grammar::auxiliary)) {
            return true;
        }
        if (item.has(Grammar::verb_infinitive)) {
            return false;  // "112 bellen"
        }
        return item.has(Grammar::verb_present) ||
               (item.has(Grammar::verb_done) && is_past(tokens()[item.first].folded));
    }
    [[nodiscard]] bool is_past(std::string_view word) const {
        const Shapes& shapes = vocabulary_.participle;
        if (std::binary_search(shapes.past.begin(), shapes.past.end(), word)) {
            return true;
        }
        constexpr std::size_t least_stem = 2;
        const auto ends = [word](const std::string& s) {
            return word.ends_with(s) && word.size() >= s.size() + least_stem;
        };
        const auto opens = [word](const std::string& p) { return word.starts_with(p); };
        return std::any_of(shapes.past_suffixes.begin(), shapes.past_suffixes.end(), ends) &&
               std::none_of(shapes.prefixes.begin(), shapes.prefixes.end(), opens);
    }
    /// At most an article between the two, or the full stop of an initial.
    [[nodiscard]] bool adjoins(std::uint32_t left, std::uint32_t right, std::uint32_t gap) const {
        const Item& before = result_.items[left];
        const bool stop = before.last + 1 < tokens().size() && tokens()[before.last + 1].is(".");
        return result_.items[right].first - before.last <= (stop ? gap + 1 : gap);
    }

    /// "Een moeder uit de klas": what may stand between a person and his verb.
    [[nodiscard]] bool describes(const Clause& clause, std::uint32_t i) const {
        const Item& item = result_.items[i];
        return !is_bent(item) && !item.concepts().intersects(verbish) &&
               (!item.concepts().intersects(actors) || governed(i, clause.first_item));
    }
    /// "De jeugdarts heeft", "moeder zelf belde", "de ex van moeder heeft": the verb that is bent
    /// for the person.
    [[nodiscard]] bool opens_for(const Clause& clause, std::uint32_t i) const {
        constexpr std::uint32_t longest_of = 4;  // "een moeder uit de klas heeft"
        const auto& items = result_.items;
        const bool first = i == clause.first_item && items[i].first - clause.first_token <= 1;
        std::uint32_t end = i;
        while (end + 1 < clause.end_item && adjoins(end, end + 1, longest_of) &&
               (items[end + 1].has(Grammar::self) || (first && describes(clause, end + 1)))) {
            ++end;
        }
        const std::uint32_t gap = first && end != i ? 3 : 1;
        if (end + 1 >= clause.end_item || !is_bent(items[end + 1]) || !adjoins(end, end + 1, gap)) {
            return false;
        }
        // "Moeder zag ik", "ouders lichten we in": the verb is bent for us.
        const std::uint32_t next = end + 2;
        return items[end + 1].last - items[end + 1].first > 0
                   ? !ends_with_us(items[end + 1])
                   : next >= clause.end_item || !items[next].has(Grammar::we) ||
                         items[next].has(Grammar::verb_done) || !adjoins(end + 1, next, 1);
    }
    [[nodiscard]] bool ends_with_us(const Item& item) const {
        const PhraseTable& phrases = vocabulary_.phrases;
        const Concepts* last = phrases.alone(phrases.id_of(tokens()[item.last]));
        return last != nullptr && last->has(Grammar::we);
    }
    /// "Vandaag heeft de jeugdarts", "toen belde moeder": but "belde moeder" leaves out who did.
    [[nodiscard]] bool follows_bent(const Clause& clause, std::uint32_t i) const {
        const auto& items = result_.items;
        if (i == clause.first_item || items[i].first - items[i - 1].last > 2 ||
            items[i].has(Grammar::object_pronoun) || ends_with_us(items[i - 1])) {
            return false;
        }
        // "De huisarts heeft de directeur ingelicht": he is told, not the one who tells.
        const bool free = clause.doer.empty() || items[i].has(Grammar::we);
        return free && is_bent(items[i - 1]) &&
               (items[i - 1].has(Grammar::auxiliary) || items[i].has(Grammar::we) ||
                (items[i - 1].first > clause.first_token && clause.subject.empty()));
    }

    /// "De logopedist heeft": whom the vocabulary does not know, is not known to be one of us.
    [[nodiscard]] bool opens_with_unknown(const Clause& clause) const {
        if (clause.first_item == clause.end_item) {
            return false;
        }
        const Item& verb = result_.items[clause.first_item];
        const std::uint32_t words = verb.first - clause.first_token;
        if (!verb.has(Grammar::auxiliary) || verb.has(Grammar::support_done) || words < 2 ||
            words > 3) {
            return false;
        }
        const auto first = tokens().begin() + clause.first_token;
        return std::all_of(first, first + words,
                           [](const Token& token) { return token.kind == Token::Kind::word; });
    }
    /// "Vader boos. Hij heeft 112 gebeld": most likely he did.
    [[nodiscard]] bool acts_by_pronoun(const Clause& clause, const Concepts& last_actor) const {
        if (!last_actor.intersects(outsiders) || last_actor.intersects(own_people)) {
            return false;
        }
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            if (result_.items[i].has(Grammar::subject_pronoun) &&
                (opens_for(clause, i) || follows_bent(clause, i))) {
                return true;
            }
        }
        return false;
    }

    /// "In overleg met Veilig Thuis", where the vocabulary knows it as one phrase.
    [[nodiscard]] static bool with_somebody(const Item& item) {
        return item.has(Grammar::preposition) && item.last > item.first;
    }

    /// "Direct 112 gebeld" says that we did, "moeder direct 112 gebeld" that she did.
    [[nodiscard]] bool is_somebodys_verb(const Clause& clause, std::uint32_t i) const {
        const auto& items = result_.items;
        if (!items[i].has(Grammar::we) || !items[i].has(Grammar::verb_done) ||
            i == clause.first_item) {
            return false;
        }
        return clause.doer_unknown ||
               (!clause.doer.empty() && !clause.doer.intersects(own_people)) ||
               (clause.subject.intersects(outsiders) &&
                items[i - 1].concepts().intersects(outsiders) && adjoins(i - 1, i, 1));
    }

    /// "Geregeld door vader", "is door de jeugdarts verwezen"; but "de bedreiging door vader". "Door
    /// de huisarts" may be one phrase.
    [[nodiscard]] bool did_it(const Clause& clause, std::uint32_t i) const {
        constexpr std::uint32_t reach = 4;
        const auto& items = result_.items;
        const std::uint32_t by = items[i].has(Grammar::agent) ? i : i - 1;
        const auto verb = [&](const Item& item) {
            return item.concepts().intersects(verbish) ||
                   item.concepts().intersects(vocabulary_.of_state) || item.has(Grammar::auxiliary);
        };
        return (by > clause.first_item && verb(items[by - 1]) && adjoins(by - 1, by, 2)) ||
               (i + 1 < clause.end_item && verb(items[i + 1]) && adjoins(i, i + 1, reach));
    }

    /// "Ik" and "wij" in another's mail: himself, unless he did it for us.
    [[nodiscard]] bool speaks_himself(const Clause& clause, const Item& item) const {
        if (clause.sender == nullptr || !item.has(Grammar::we) ||
            clause.all.intersects(vocabulary_.of_behalf)) {
            return false;
        }
        for (std::uint32_t i = item.first; i <= item.last; ++i) {
            const PhraseTable& heads = vocabulary_.mail_heads;
            const Concepts* word = heads.alone(heads.id_of(tokens()[i]));
            if (word != nullptr && word->has(static_cast<std::size_t>(MailHead::self))) {
                return true;
            }
        }
        return false;
    }

    void find_subject(Clause& clause, const Clause* before, const Concepts& last_actor) const {
        bool agent = false;
        clause.doer_unknown = acts_by_pronoun(clause, last_actor);
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            const Item& item = result_.items[i];
            const bool actor = item.concepts().intersects(actors);
            if (item.has(Grammar::agent) && !actor) {
                agent = true;
                continue;
            }
            const bool by = (agent || item.has(Grammar::agent)) && did_it(clause, i);
            if (actor && speaks_himself(clause, item)) {
                clause.doer |= clause.sender->among(doers);
                clause.subject |= clause.sender->has(Grammar::partner)
                                      ? item.concepts().among(actors)
                                      : clause.sender->among(actors);
            } else if (actor && !is_somebodys_verb(clause, i) &&
                       (agent || !(governed(i, clause.first_item) || with_somebody(item)))) {
                if (by || opens_for(clause, i) || follows_bent(clause, i)) {
                    clause.doer |= item.concepts().among(doers);
                }
                clause.subject |= item.concepts().among(actors);
            }
            agent = false;
        }
        clause.doer_unknown = clause.doer.empty() && !clause.subject.intersects(own_people) &&
                              (clause.doer_unknown || opens_with_unknown(clause));
        // "Melding gedaan bij VT. Groet, de huisarts": who leaves himself out is the sender.
        if (clause.sender != nullptr && clause.doer.empty() && !clause.all.intersects(own_people) &&
            !clause.all.intersects(vocabulary_.of_you)) {
            clause.doer = clause.sender->among(doers);
        }
        if (clause.all.intersects(vocabulary_.of_behalf)) {
            clause.doer |= GrammarSet{Grammar::we};  // "heeft namens school gemeld"
        }
        if (before == nullptr || clause.join != Join::conjunction) {
            return;
        }
        if (clause.subject.empty()) {
            clause.subject = before->subject & GrammarSet{Grammar::third};
        }
        // "Oma heeft gebeld en een melding gedaan": the same did both.
        if (clause.doer.empty() && !clause.subject.intersects(own_people) &&
            !clause.all.intersects(vocabulary_.of_state)) {
            clause.doer = before->doer;
        }
    }

    [[nodiscard]] bool says_about(std::uint32_t token) const {
        const PhraseTable& phrases = vocabulary_.phrases;
        const Concepts* word = phrases.alone(phrases.id_of(tokens()[token]));
        return word != nullptr && word->intersects(vocabulary_.of_about);
    }
    /// "Ouders geïnformeerd over de gymkleding": what it was about, the vocabulary does not know.
    [[nodiscard]] bool has_unknown_topic(const Clause& clause) const {
        constexpr std::size_t least_noun = 4;
        constexpr GrammarSet no_topic{
            Grammar::preposition,    Grammar::pupil,        Grammar::parent,
            Grammar::staff,          Grammar::person,       Grammar::we,
            Grammar::object_pronoun, Grammar::conjunction,  Grammar::subject_pronoun,
            Grammar::verb_done,      Grammar::support_done, Grammar::future_time};
        std::uint32_t about = clause.end_item;
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            const Item& item = result_.items[i];
            if (says_about(item.last) || says_about(item.first)) {
                about = i;
            }
        }
        if (about == clause.end_item) {
            return false;
        }
        const std::uint32_t next =
            about + 1 < clause.end_item ? result_.items[about + 1].first : clause.end_token;
        const auto noun = [](const Token& token) {
            return token.kind == Token::Kind::word && token.folded.size() >= least_noun;
        };
        const auto first = tokens().begin();
        return std::any_of(first + result_.items[about].last + 1, first + next, noun) &&
               std::all_of(result_.items.begin() + about + 1,
                           result_.items.begin() + clause.end_item,
                           [&](const Item& item) { return item.concepts().intersects(no_topic); });
    }

    [[nodiscard]] static Voice voice_of(const Concepts& speaker) {
        if (speaker.has(Grammar::agency)) {
            return Voice::agency;
        }
        if (speaker.has(Grammar::pupil) ||
            (speaker.has(Grammar::person) &&
             !speaker.intersects(GrammarSet{Grammar::staff, Grammar::third}))) {
            return Voice::pupil;
        }
        if (speaker.has(Grammar::staff) || speaker.has(Grammar::we)) {
            return Voice::writer;
        }
        return Voice::other;
    }

    /// Finds a verb of saying: what follows it in the clause, and the clauses that hang on it, are
    /// that person's words.
    void speech(Clause& clause, const Concepts& last_actor, Voice& voice) const {
        if (clause.all.has(Grammar::advice) && !clause.all.intersects(verbish)) {
            voice = Voice::agency;
        }
        if (!clause.all.has(Grammar::say)) {
            return;
        }
        const Concepts* speaker = &nobody;
        bool pronoun = false, writer = false;
        for (std::uint32_t i = clause.first_item; i < clause.end_item; ++i) {
            const Item& item = result_.items[i];
            // "Ik vertelde moeder dat", "ik heb moeder gezegd dat": whom it was said to speaks not.
            // "Ik hoorde moeder zeggen dat": moeder speaks.
            const bool beside = i > clause.first_item && result_.items[i - 1].has(Grammar::we) &&
                                item.first - result_.items[i - 1].last == 1;
            if (item.has(Grammar::say) && writer && (beside || item.has(Grammar::said))) {
                return;
            }
            writer = writer || (item.has(Grammar::we) && !governed(i, clause.first_item));
            if (item.has(Grammar::say)) {
                if (speaker == &nobody && i + 1 < clause.end_item &&
                    result_.items[i + 1].concepts().intersects(actors)) {
                    speaker = result_.items[i + 1].meaning;  // "zegt moeder"
                }
                // A name that no list holds is most often the pupil's own.
                voice = speaker != &nobody               ? voice_of(*speaker)
                        : pronoun && !last_actor.empty() ? voice_of(last_actor)
                                                         : Voice::pupil;
                clause.said_from = i + 1;
                clause.voice_after = voice;
                return;
            }
            pronoun = pronoun || item.has(Grammar::subject_pronoun);
            if (item.concepts().intersects(actors) && !governed(i, clause.first_item)) {
                speaker = item.meaning;
            }
        }
    }

    Analysis& result_;
    const Vocabulary::Compiled& vocabulary_;
};

}  // namespace

bool is_governed(const Analysis& analysis, std::uint32_t item, std::uint32_t first) {
    // "met de politie", "van onze wijkagent": the preposition stands one or two words before.
    return item > first &&
           (analysis.items[item - 1].has(Grammar::preposition) ||
            analysis.items[item - 1].has(Grammar::recipient)) &&
           analysis.items[item].first - analysis.items[item - 1].last <= 2;
}

void place_scopes(Analysis& analysis, const Vocabulary::Compiled& vocabulary) {
    Speakers(analysis, vocabulary).run();
}

}  // namespace meldbrug::reading
