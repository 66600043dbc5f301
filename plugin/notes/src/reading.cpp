#include "meldbrug/notes/reading.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace meldbrug::notes {

namespace {

using core::Json;

/// Cuts pieces out of a text by code point positions; linear to build, constant per piece.
class Cutter {
public:
    explicit Cutter(std::string_view text) : text_(text) {
        std::size_t position = 0;
        for (std::size_t offset = 0; offset < text.size(); ++offset) {
            if (is_continuation(text[offset])) {
                continue;
            }
            if (position % stride == 0) {
                marks_.push_back(offset);
            }
            ++position;
        }
        length_ = position;
    }

    [[nodiscard]] std::string_view cut(std::size_t start, std::size_t end) const {
        const std::size_t first = offset_of(std::min(start, length_));
        const std::size_t last = offset_of(std::min(std::max(start, end), length_));
        return text_.substr(first, last - first);
    }

private:
    // Every 64th position is remembered: little memory beside the text, few bytes to walk.
    static constexpr std::size_t stride = 64;

    static bool is_continuation(char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
    }

    [[nodiscard]] std::size_t offset_of(std::size_t position) const {
        if (position >= length_) {
            return text_.size();
        }
        std::size_t offset = marks_[position / stride];
        for (std::size_t left = position % stride; left > 0; --left) {
            ++offset;
            while (offset < text_.size() && is_continuation(text_[offset])) {
                ++offset;
            }
        }
        return offset;
    }

    std::string_view text_;
    std::vector<std::size_t> marks_;
    std::size_t length_ = 0;
};

/// Writes spans of one note.
class SpanWriter {
public:
    explicit SpanWriter(const Note& note) : text_(note.text), title_(note.title) {}

    void put(Json& json, const Span& span) const {
        json["quote"] = (span.in_title ? title_ : text_).cut(span.start, span.end);
        json["start"] = span.start;
        json["end"] = span.end;
        if (span.in_title) {
            json["in_title"] = true;
        }
    }

private:
    Cutter text_;
    Cutter title_;
};

template <class Set, class Id, class Value>
void put_names(Json& json, const char* field, Set set, std::size_t count,
               const core::Catalogue& catalogue) {
    for (std::size_t i = 0; i < count && i < Set::capacity; ++i) {
        const Id id{static_cast<Value>(i)};
        if (set.contains(id)) {
            json[field].push_back(catalogue.name(id));
        }
    }
}

Json action_to_json(const ReadAction& action, const Note& note, const SpanWriter& spans,
                    const core::Catalogue& catalogue) {
    Json json = {{"id", catalogue.name(action.id)}, {"state", name_of(action.state)}};
    // What is not done has no day of its own, unless the text gives one.
    if (action.state == ActionState::done || action.date != note.date) {
        json["date"] = core::format_date(action.date);
    }
    spans.put(json, action.span);
    put_names<core::StepSet, core::StepId, std::uint8_t>(json, "about_steps", action.about_steps,
                                                         catalogue.step_count(), catalogue);
    put_names<core::RoleSet, core::RoleId, std::uint8_t>(json, "actors", action.actors,
                                                         catalogue.role_count(), catalogue);
    put_names<core::MarkSet, core::MarkId, std::uint8_t>(json, "marks", action.marks,
                                                         catalogue.mark_count(), catalogue);
    return json;
}

/// Like the steps: what would be done but has to be confirmed stands apart, so that a caller who
/// takes `done` for done is never wrong.
void put_actions(Json& json, const Reading& reading, const Note& note, const SpanWriter& spans,
                 const core::Catalogue& catalogue) {
    json["actions"] = Json::array();
    for (const ReadAction& action : reading.actions) {
        const bool doubtful = action.state == ActionState::done && !action.certain;
        const char* field = doubtful ? "actions_to_confirm" : "actions";
        json[field].push_back(action_to_json(action, note, spans, catalogue));
    }
}

/// Steps that are sure go under `steps`; those a person has to confirm under `steps_to_confirm`,
/// because `steps` means "shown as done". A step that is shown twice is listed once.
void put_steps(Json& json, const std::vector<ReadStep>& steps, const core::Catalogue& catalogue) {
    core::StepSet sure;
    core::StepSet doubtful;
    json["steps"] = Json::array();
    for (const ReadStep& step : steps) {
        if (step.certain && !sure.contains(step.id)) {
            sure.insert(step.id);
            json["steps"].push_back(catalogue.name(step.id));
        }
    }
    for (const ReadStep& step : steps) {
        if (!step.certain && !sure.contains(step.id) && !doubtful.contains(step.id)) {
            doubtful.insert(step.id);
            json["steps_to_confirm"].push_back(catalogue.name(step.id));
        }
    }
}

Json weighing_to_json(const std::array<std::optional<Answer>, 5>& weighing) {
    Json json = Json::object();
    for (std::size_t i = 0; i < weighing.size(); ++i) {
        if (weighing[i]) {
            json[std::to_string(i + 1)] = name_of(*weighing[i]);
        }
    }
    return json;
}

template <class Entry, class Same>
void add_new(std::vector<Entry>& known, std::vector<Entry>&& more, Same same) {
    for (Entry& entry : more) {
        if (std::none_of(known.begin(), known.end(),
                         [&](const Entry& other) { return same(other, entry); })) {
            known.push_back(std::move(entry));
        }
    }
}

}  // namespace

std::string_view name_of(ActionState state) {
    switch (state) {
        case ActionState::done:
            return "done";
        case ActionState::planned:
            return "planned";
        case ActionState::denied:
            return "denied";
        case ActionState::failed:
            return "failed";
        case ActionState::conditional:
            return "conditional";
        case ActionState::hearsay:
            return "hearsay";
    }
    return "hearsay";
}

std::string_view name_of(Answer answer) {
    switch (answer) {
        case Answer::yes:
            return "yes";
        case Answer::no:
            return "no";
        case Answer::doubt:
            return "doubt";
    }
    return "doubt";
}

void add(Reading& all, Reading&& more) {
    add_new(all.actions, std::move(more.actions), [](const auto& a, const auto& b) {
        return a.id == b.id && a.state == b.state && a.date == b.date &&
               a.about_steps == b.about_steps;
    });
    add_new(all.steps, std::move(more.steps),
            [](const auto& a, const auto& b) { return a.id == b.id && a.date == b.date; });
    add_new(all.terms, std::move(more.terms),
            [](const auto& a, const auto& b) { return a.about == b.about && a.due == b.due; });
    add_new(all.marks, std::move(more.marks),
            [](const auto& a, const auto& b) { return a.id == b.id; });
    add_new(all.urgent, std::move(more.urgent),
            [](const auto& a, const auto& b) { return a.id == b.id; });
    add_new(all.hints, std::move(more.hints), std::equal_to<>());
    for (std::size_t i = 0; i < all.weighing.size(); ++i) {
        all.weighing[i] = all.weighing[i] ? all.weighing[i] : more.weighing[i];
    }
}

std::string quote(const Note& note, const Span& span) {
    return std::string(Cutter(span.in_title ? note.title : note.text).cut(span.start, span.end));
}

Json to_json(const Reading& reading, const Note& note, const core::Catalogue& catalogue) {
    const SpanWriter spans(note);
    Json json = {{"id", note.id}};
    put_steps(json, reading.steps, catalogue);
    put_actions(json, reading, note, spans, catalogue);
    json["terms"] = Json::array();
    for (const ReadTerm& term : reading.terms) {
        Json entry = {{"about", term.about}, {"due", core::format_date(term.due)}};
        spans.put(entry, term.span);
        json["terms"].push_back(std::move(entry));
    }
    for (const ReadMark& mark : reading.marks) {
        Json entry = {{"id", catalogue.name(mark.id)}};
        spans.put(entry, mark.span);
        json["marks"].push_back(std::move(entry));
    }
    json["weighing"] = weighing_to_json(reading.weighing);
    json["urgent"] = Json::array();
    for (const ReadAlarm& alarm : reading.urgent) {
        json["urgent"].push_back(alarm.id);
    }
    json["hints"] = reading.hints;
    return json;
}

}  // namespace meldbrug::notes
