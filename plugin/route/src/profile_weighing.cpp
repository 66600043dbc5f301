#include "profile_parser.hpp"

#include <algorithm>

namespace meldbrug::route {

bool ProfileParser::weighing() {
    const Json* json = core::find(root_, "weighing");
    if (json == nullptr) {
        return true;
    }
    out_->weighing.emplace();
    if (!known_keys(*json, "/weighing", {"form", "questions", "decisions"}) ||
        !choice<std::string>(*json, "/weighing", "form", false,
                             {{"long", "long"}, {"example", "example"}}, out_->weighing->form)) {
        return false;
    }
    const Json* questions = core::find(*json, "questions");
    const Json* decisions = core::find(*json, "decisions");
    if (questions == nullptr && decisions == nullptr) {
        return fail("/weighing", "must hold 'questions', 'decisions' or both");
    }
    if ((questions == nullptr) != out_->weighing->form.empty()) {
        return fail("/weighing/form", "stands with 'questions', and never without");
    }
    return (questions == nullptr || weighing_questions(*questions)) &&
           (decisions == nullptr || weighing_decisions(*decisions));
}

bool ProfileParser::weighing_questions(const Json& list) {
    const std::string in = "/weighing/questions";
    if (!list.is_array() || list.empty() || list.size() > question_count) {
        return fail(in, "must be a list of 1 to " + std::to_string(question_count) + " questions");
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        WeighingQuestion question;
        if (!weighing_question(list[i], at(in, i), question)) {
            return false;
        }
        if (i > 0 && question.number <= out_->weighing->questions.back().number) {
            return fail(at(at(in, i), "question"), "must be more than that of the one before it");
        }
        out_->weighing->questions.push_back(std::move(question));
    }
    return answers_lead_on();
}

/// An answer leads to a later question, so that nobody is asked in a circle, and to one that is
/// there.
bool ProfileParser::answers_lead_on() {
    const auto& questions = out_->weighing->questions;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        for (std::size_t answer = 0; answer < questions[i].answers.size(); ++answer) {
            const int next = questions[i].answers[answer].next;
            const bool there =
                std::any_of(questions.begin() + static_cast<std::ptrdiff_t>(i) + 1, questions.end(),
                            [&](const WeighingQuestion& other) { return other.number == next; });
            if (next != 0 && !there) {
                const std::string name{name_of(static_cast<notes::Answer>(answer))};
                return fail(at(at(at(at("/weighing/questions", i), "answers"), name), "next"),
                            "must be the number of a question further on");
            }
        }
    }
    return true;
}

bool ProfileParser::weighing_question(const Json& json, const std::string& pointer,
                                      WeighingQuestion& question) {
    if (!known_keys(json, pointer,
                    {"question", "asks", "after", "takes_part", "answers", "source"}) ||
        !number(json, pointer, "question", 1, static_cast<int>(question_count), question.number) ||
        !text(json, pointer, "asks", true, question.asks) ||
        !text(json, pointer, "source", true, question.source) ||
        !texts(json, pointer, "after", 0, question.after) ||
        !texts(json, pointer, "takes_part", 0, question.takes_part)) {
        return false;
    }
    if (question.number == 0) {
        return fail(at(pointer, "question"), "is missing");
    }
    for (std::size_t i = 0; i < question.after.size(); ++i) {
        const auto step = catalogue_.step(question.after[i]);
        if (!catalogue_.action(question.after[i]) &&
            !(step && out_->ladder_steps.contains(*step))) {
            return fail(at(at(pointer, "after"), i), "is neither an action nor a step of 'steps'");
        }
    }
    for (std::size_t i = 0; i < question.takes_part.size(); ++i) {
        if (!catalogue_.role(question.takes_part[i])) {
            return fail(at(at(pointer, "takes_part"), i), "is not a role of the catalogue");
        }
    }
    const Json* answers = core::find(json, "answers");
    const std::string in = at(pointer, "answers");
    if (answers == nullptr || !known_keys(*answers, in, {"yes", "no", "doubt"})) {
        return answers == nullptr ? fail(in, "is missing") : false;
    }
    for (std::size_t i = 0; i < question.answers.size(); ++i) {
        const auto answer = static_cast<notes::Answer>(i);
        const std::string name{name_of(answer)};
        if (const Json* path = core::find(*answers, name)) {
            if (!answer_path(*path, at(in, name), question.answers[i])) {
                return false;
            }
        } else if (answer == notes::Answer::doubt) {
            question.answers[i].asked_again = true;  // doubt that nothing follows settles nothing
        } else {
            return fail(at(in, name), "is missing");
        }
    }
    return true;
}

bool ProfileParser::answer_path(const Json& json, const std::string& pointer, AnswerPath& path) {
    if (!known_keys(json, pointer, {"follows", "next", "rules"}) ||
        !texts(json, pointer, "follows", 0, path.follows) ||
        !number(json, pointer, "next", 1, static_cast<int>(question_count), path.next) ||
        !texts(json, pointer, "rules", 0, path.rules)) {
        return false;
    }
    for (std::size_t i = 0; i < path.follows.size(); ++i) {
        if (!catalogue_.action(path.follows[i])) {
            return fail(at(at(pointer, "follows"), i), "is not an action of the catalogue");
        }
    }
    for (std::size_t i = 0; i < path.rules.size(); ++i) {
        if (!rule_ids_.contains(path.rules[i])) {
            return fail(at(at(pointer, "rules"), i), "is not in 'rules'");
        }
    }
    return true;
}

bool ProfileParser::weighing_decisions(const Json& list) {
    const std::string in = "/weighing/decisions";
    if (!list.is_array() || list.empty()) {
        return fail(in, "must be a list of decisions");
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string pointer = at(in, i);
        DecisionSelectors decision;
        if (!known_keys(list[i], pointer, {"about", "yes", "no"}) ||
            !text(list[i], pointer, "about", true, decision.about)) {
            return false;
        }
        if (!catalogue_.mark(decision.about)) {
            return fail(at(pointer, "about"), "is not a mark of the catalogue");
        }
        for (const auto& [key, out] :
             {std::pair("yes", &decision.yes), std::pair("no", &decision.no)}) {
            const Json* said = core::find(list[i], key);
            if (said == nullptr) {
                return fail(at(pointer, key), "is missing");
            }
            if (!selector(*said, at(pointer, key), Window::any, *out)) {
                return false;
            }
        }
        out_->weighing->decisions.push_back(std::move(decision));
    }
    return true;
}

}  // namespace meldbrug::route
