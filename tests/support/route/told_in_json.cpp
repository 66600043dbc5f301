#include "told_in_json.hpp"

#include <catch2/catch.hpp>

namespace meldbrug::test {

using core::Json;

std::vector<std::string> names(const Json& object, const std::string& key) {
    const Json* list = core::find(object, key);
    return list == nullptr ? std::vector<std::string>{} : list->get<std::vector<std::string>>();
}

namespace {

notes::Answer answer_of(const std::string& name) {
    return name == "yes"  ? notes::Answer::yes
           : name == "no" ? notes::Answer::no
                          : notes::Answer::doubt;
}

/// A correction in the shape of the API, with who and when beside it.
notes::Correction correction_in(Json json) {
    const std::string at = json.at("at").get<std::string>();
    const bool changed = json.value("note_changed", false);
    json.erase("at");
    json.erase("note_changed");
    json["pupil"] = "p1";
    auto read = notes::correction_from_json(json);
    INFO(json.dump());
    REQUIRE(read);
    notes::Correction correction = std::move(read).value();
    correction.who = "t2";
    correction.role = "ib";
    correction.at = core::parse_instant(at).value();
    correction.note_changed = changed;
    return correction;
}

}  // namespace

void tell(Story& story, const Json& note) {
    story.on(note.at("date").get<std::string>(), note.at("author").get<std::string>());
    for (const auto& act : note.value("acts", Json::array())) {
        if (act.is_string()) {
            story.act(act.get<std::string>());
        } else {
            story.act(act.at("act").get<std::string>(), {.marks = names(act, "marks"),
                                                         .actors = names(act, "actors"),
                                                         .about = names(act, "about"),
                                                         .state = act.value("state", "done"),
                                                         .certain = act.value("certain", true)});
        }
    }
    for (const auto& mark : names(note, "marks")) {
        story.mark(mark);
    }
    for (const auto& alarm : names(note, "alarms")) {
        story.alarm(alarm);
    }
    if (const Json* answers = core::find(note, "answers")) {
        for (const auto& [question, answer] : answers->items()) {
            story.answer(std::stoi(question), answer_of(answer.get<std::string>()));
        }
    }
    if (const Json* terms = core::find(note, "terms")) {
        for (const auto& [about, due] : terms->items()) {
            story.term(about, due.get<std::string>());
        }
    }
}

void tell_all(Story& story, const Json& golden) {
    for (const auto& note : golden.at("notes")) {
        tell(story, note);
    }
    for (const auto& correction : golden.value("corrections", Json::array())) {
        story.correct(correction_in(correction));
    }
}

}  // namespace meldbrug::test
