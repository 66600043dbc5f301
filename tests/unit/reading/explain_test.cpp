// "Why does it say so?": the words, the rule and the scope behind each result, as the reader itself
// used them.
#include "meldbrug/reading/explain.hpp"

#include "reading_fixture.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace meldbrug;
using reading::Explanation;
using reading::Reason;
using reading::test::f;
using reading::test::for_each_labelled_note;

namespace {

Explanation explain(const std::string& text) {
    return reading::explain(f().note(text), f().context());
}

const Reason* find(const Explanation& explanation, const std::string& id) {
    for (const Reason& reason : explanation.reasons) {
        if (reason.id == id) {
            return &reason;
        }
    }
    return nullptr;
}

struct Case {
    const char* text;
    const char* id;
    const char* scope;
    const char* cue;  ///< nothing: the scope rests on no word of the clause
};

}  // namespace

TEST_CASE("A reason names the scope that settled the state, and the word it rests on") {
    for (const Case& c : {
             Case{"Gisteren gesproken met moeder over onze zorgen.", "gesprek_ouder", "told",
                  "gesproken"},
             Case{"Veilig Thuis is nog niet gebeld voor advies.", "advies_veilig_thuis", "denied",
                  "nog niet"},
             Case{"Als het weer gebeurt, melden we bij Veilig Thuis.", "melding_veilig_thuis",
                  "conditional", nullptr},
             Case{"Is er al gemeld bij Veilig Thuis?", "melding_veilig_thuis", "asked", nullptr},
             Case{"Moeder zegt dat de huisarts heeft gemeld bij Veilig Thuis.",
                  "melding_veilig_thuis", "heard", nullptr},
             Case{"[ ] directie ingelicht", "directie_geinformeerd", "unticked", nullptr},
             Case{"Gesprek met moeder staat gepland.", "gesprek_ouder", "planned", "staat gepland"},
         }) {
        CAPTURE(c.text);
        const notes::Note note = f().note(c.text);
        const Explanation explanation = reading::explain(note, f().context());
        const Reason* reason = find(explanation, c.id);
        REQUIRE(reason != nullptr);
        CHECK(reason->scope == c.scope);
        CHECK(reason->cue.has_value() == (c.cue != nullptr));
        if (reason->cue && c.cue != nullptr) {
            CHECK(notes::quote(note, *reason->cue) == c.cue);
        }
    }
}

TEST_CASE("A reason shows the words it needed, with the place of its rule in the vocabulary") {
    const notes::Note note = f().note("Één zin vooraf. Met moeder gesproken over onze zorgen.");
    const Explanation explanation = reading::explain(note, f().context());
    const Reason* reason = find(explanation, "gesprek_ouder");
    REQUIRE(reason != nullptr);
    CHECK(reason->rule.find("patterns/") != std::string::npos);
    std::string words;
    for (const Reason::Word& word : reason->words) {
        words += notes::quote(note, word.span) + "|";
        CHECK_FALSE(word.concepts.empty());
    }
    CHECK(words.find("moeder") != std::string::npos);
    CHECK(words.find("gesproken") != std::string::npos);
    CHECK(words.find("vooraf") == std::string::npos);
}

TEST_CASE("What follows from another result says so: a director who was there is informed") {
    const Explanation explanation =
        explain("Gesprek gevoerd met moeder over onze zorgen, directeur was erbij.");
    const Reason* reason = find(explanation, "directie_geinformeerd");
    REQUIRE(reason != nullptr);
    CHECK(reason->state == notes::ActionState::done);
}

TEST_CASE("An answer to a question of the framework shows its number and its word") {
    const notes::Note note =
        f().note("Afwegingskader: vraag 1 twijfel, vraag 2 t/m 3 nee. Vraag 4: B");
    const Explanation explanation = reading::explain(note, f().context());
    std::vector<std::string> told;
    for (const Reason& reason : explanation.reasons) {
        if (reason.kind == Reason::Kind::weighing) {
            REQUIRE(reason.words.size() == 2);
            told.push_back(reason.id + " " + std::string(notes::name_of(reason.answer.value())) +
                           ": " + notes::quote(note, reason.words[0].span) + " " +
                           notes::quote(note, reason.words[1].span));
        }
    }
    CHECK(told == std::vector<std::string>{"1 doubt: 1 twijfel", "2 no: 3 nee", "3 no: 3 nee",
                                           "4 yes: 4 B"});
}

TEST_CASE("Nothing read is nothing to explain") {
    CHECK(explain("Modder in de gang, niet gedweild.").reasons.empty());
}

TEST_CASE("A filled in form is its own reason") {
    const Explanation explanation = explain(
        "Meldcode: gesprek met de ouders\n"
        "Datum van het gesprek: 10-03-2026\n"
        "Gesproken met: ouder\n"
        "Zorgen met de ouders besproken: ja\n");
    REQUIRE(find(explanation, "gesprek_ouder") != nullptr);
    CHECK(find(explanation, "gesprek_ouder")->rule == "template");
}

TEST_CASE(
    "Every result of every labelled note has a reason, and no reason tells of another result") {
    std::size_t results = 0;
    for_each_labelled_note([&](const core::Json&, const notes::Note& note) {
        CAPTURE(note.id);
        const Explanation explanation = reading::explain(note, f().context());
        const notes::Reading plain = reading::read(note, f().context());
        CHECK(notes::to_json(explanation.reading, note, f().catalogue()) ==
              notes::to_json(plain, note, f().catalogue()));
        std::set<std::pair<std::string, notes::ActionState>> read;
        std::set<std::pair<std::string, notes::ActionState>> told;
        std::array<std::optional<notes::Answer>, 5> answers{};
        std::set<std::pair<std::string, core::Date>> terms;
        std::set<std::pair<std::string, core::Date>> told_terms;
        for (const auto& action : plain.actions) {
            read.emplace(f().catalogue().name(action.id), action.state);
        }
        for (const auto& term : plain.terms) {
            terms.emplace(term.about, term.due);
        }
        for (const Reason& reason : explanation.reasons) {
            if (reason.kind == Reason::Kind::action) {
                told.emplace(reason.id, reason.state.value());
            } else if (reason.kind == Reason::Kind::term) {
                told_terms.emplace(reason.id, reason.day);
            } else if (reason.kind == Reason::Kind::weighing) {
                answers.at(std::stoul(reason.id) - 1) = reason.answer;
            }
            CHECK(reason.quote.start < reason.quote.end);
        }
        CHECK(told == read);
        CHECK(told_terms == terms);
        CHECK(answers == plain.weighing);
        results += read.size() + terms.size();
    });
    CHECK(results > 500);
}
