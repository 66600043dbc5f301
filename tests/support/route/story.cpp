#include "story.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace meldbrug::test {

namespace {

template <class T>
T loaded(core::Result<T> result) {
    if (!result) {
        FAIL(result.error().line());
    }
    return std::move(result).value();
}

template <class Id>
Id known(std::optional<Id> id, const std::string& name) {
    if (!id) {
        FAIL("the catalogue does not know " << name);
    }
    return *id;
}

notes::ActionState state_of(const std::string& name) {
    for (int i = 0; i < 6; ++i) {
        if (notes::name_of(static_cast<notes::ActionState>(i)) == name) {
            return static_cast<notes::ActionState>(i);
        }
    }
    FAIL("no such state: " << name);
    return notes::ActionState::done;
}

}  // namespace

core::Json read_data(const std::string& path) {
    return loaded(core::read_json_file(std::string(MELDBRUG_SOURCE_DIR) + "/" + path));
}

core::Catalogue shipped_catalogue() {
    return loaded(core::Catalogue::from_json(read_data("notes-schema/vocabulary/nl/catalogue.json"),
                                             "catalogue.json"));
}

core::Texts shipped_texts(const std::string& language) {
    return loaded(core::Texts::from_json(read_data("notes-schema/texts/" + language + ".json"),
                                         language + ".json"));
}

namespace {

core::Catalogue extended(const core::Json& own) {
    auto catalogue = shipped_catalogue();
    if (!own.is_null()) {
        const auto added = catalogue.extend(own, "own catalogue");
        if (!added) {
            FAIL(added.error().line());
        }
    }
    return catalogue;
}

}  // namespace

Story::Story(const std::string& route)
    : Story(OwnProfile{read_data("notes-schema/routes/" + route + ".json"), {}}) {}

Story::Story(const OwnProfile& profile)
    : catalogue_(extended(profile.catalogue)),
      texts_(shipped_texts()),
      // Feast days are computed; vacations do not stop any term of a route.
      calendar_(loaded(core::SchoolCalendar::from_json(core::Json::object(), "noord", "calendar"))),
      profile_(loaded(route::Profile::from_json(profile.json, catalogue_, "profile"))) {
    facts_.pupil = "p1";
}

Story& Story::on(const std::string& date, const std::string& author,
                 const std::string& recorded_at) {
    notes::Note note;
    note.source = "test";
    note.id = "n" + std::to_string(notes_.size() + 1);
    note.pupil = "p1";
    note.date = day(date);
    note.author.role = author;
    if (!recorded_at.empty()) {
        note.recorded_at = known(core::parse_instant(recorded_at), recorded_at);
    }
    notes_.push_back(std::move(note));
    readings_.emplace_back();
    return *this;
}

Story& Story::act(const std::string& action, const Said& said) {
    notes::ReadAction read;
    read.id = known(catalogue_.action(action), action);
    read.state = state_of(said.state);
    read.date = said.date.empty() ? notes_.back().date : day(said.date);
    read.certain = said.certain;
    for (const auto& name : said.marks) {
        read.marks.insert(known(catalogue_.mark(name), name));
    }
    for (const auto& name : said.actors) {
        read.actors.insert(known(catalogue_.role(name), name));
    }
    for (const auto& name : said.about) {
        read.about_steps.insert(known(catalogue_.step(name), name));
    }
    readings_.back().actions.push_back(read);
    return *this;
}

Story& Story::step(const std::string& name, bool certain) {
    readings_.back().steps.push_back(
        {known(catalogue_.step(name), name), notes_.back().date, {}, certain});
    return *this;
}

Story& Story::mark(const std::string& name) {
    readings_.back().marks.push_back({known(catalogue_.mark(name), name), {}});
    return *this;
}

Story& Story::answer(int question, notes::Answer answer) {
    readings_.back().weighing.at(static_cast<std::size_t>(question - 1)) = answer;
    return *this;
}

Story& Story::alarm(const std::string& alarm) {
    readings_.back().urgent.push_back({alarm, {}});
    return *this;
}

Story& Story::term(const std::string& about, const std::string& due) {
    readings_.back().terms.push_back({about, day(due), {}});
    return *this;
}

Story& Story::category(const std::string& category) {
    notes_.back().category = category;
    return *this;
}

Story& Story::withdrawn() {
    notes_.back().deleted = true;
    return *this;
}

Story& Story::born(const std::string& date) {
    facts_.birth_date = day(date);
    return *this;
}

Story& Story::left(const std::string& date) {
    facts_.left_on = day(date);
    return *this;
}

Story& Story::correct(notes::Correction correction) {
    if (correction.id == 0) {
        correction.id = static_cast<std::int64_t>(corrections_.size()) + 1;
    }
    correction.pupil = "p1";
    corrections_.push_back(std::move(correction));
    return *this;
}

Story& Story::undo(const std::string& at) {
    corrections_.back().undone =
        notes::Undoing{"t2", "ib", known(core::parse_instant(at), at), "vergissing"};
    return *this;
}

Story& Story::reversed() {
    reversed_ = !reversed_;
    return *this;
}

std::vector<route::Evidence> Story::evidence() const {
    std::vector<route::Evidence> evidence;
    for (std::size_t i = 0; i < notes_.size(); ++i) {
        evidence.push_back({&notes_[i], &readings_[i]});
    }
    if (reversed_) {
        std::reverse(evidence.begin(), evidence.end());
    }
    return evidence;
}

std::vector<notes::Correction> Story::corrections() const {
    auto corrections = corrections_;
    if (reversed_) {
        std::reverse(corrections.begin(), corrections.end());
    }
    return corrections;
}

std::vector<route::DossierStatus> Story::all(const std::string& today) const {
    return route::evaluate(evidence(), &facts_,
                           {profile_, catalogue_, calendar_, texts_, day(today)}, corrections());
}

std::vector<route::DossierWalk> Story::walks(const std::string& rule,
                                             const std::string& today) const {
    return route::explain(rule, evidence(), &facts_,
                          {profile_, catalogue_, calendar_, texts_, day(today)}, corrections());
}

std::vector<route::LoggedDossier> Story::log(const std::string& today) const {
    return route::event_log(evidence(), &facts_,
                            {profile_, catalogue_, calendar_, texts_, day(today)}, corrections());
}

route::DossierStatus Story::status(const std::string& today) const {
    auto dossiers = all(today);
    if (dossiers.empty()) {
        FAIL("no dossier was opened");
    }
    return dossiers.back();
}

const route::Finding* finding(const route::DossierStatus& status, const std::string& about,
                              const std::string& step) {
    for (const auto& candidate : status.findings) {
        if (candidate.about == about && (step == "*" || candidate.step == step)) {
            return &candidate;
        }
    }
    return nullptr;
}

std::string found(const route::DossierStatus& status, const std::string& about,
                  const std::string& step) {
    const auto* one = finding(status, about, step);
    return one == nullptr ? "" : std::string(route::name_of(one->verdict));
}

std::string step_of(const route::DossierStatus& status, const std::string& step) {
    for (const auto& candidate : status.steps) {
        if (candidate.id == step) {
            return std::string(route::name_of(candidate.verdict));
        }
    }
    return "";
}

std::string terms_of(const route::DossierStatus& status, const std::string& about) {
    std::string all;
    for (const auto& term : status.terms) {
        if (term.about == about) {
            all += (all.empty() ? "" : ", ") + core::format_date(term.due) + " " +
                   std::string(core::name_of(term.state));
        }
    }
    return all;
}

std::string badge_of(const route::DossierStatus& status) {
    return std::string(route::name_of(status.badge.level));
}

}  // namespace meldbrug::test
