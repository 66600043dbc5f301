/// \file
/// Builds a pupil's notes and what they show by hand, so that rules are tested without reading a
/// word.
#pragma once

#include "support/values.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/route/event_log.hpp"
#include "meldbrug/route/explain.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::test {

/// The shipped data; loading fails the test.
[[nodiscard]] core::Json read_data(const std::string& path);
[[nodiscard]] core::Catalogue shipped_catalogue();
[[nodiscard]] core::Texts shipped_texts(const std::string& language = "nl");

/// The profiles that a school can take as they are; the template for a new school is not one.
inline const std::vector<std::string> shipped_profiles{
    "twente", "innoord", "amk", "symbio-hengelo", "open-kring", "basismodel"};

/// What a note says about one act, beside its name.
struct Said {
    std::vector<std::string> marks{};
    std::vector<std::string> actors{};
    std::vector<std::string> about{};
    std::string state = "done";
    bool certain = true;
    std::string date{};  ///< the act's own day, when not the note's
};

/// A profile of the test's own.
struct OwnProfile {
    core::Json json;
    core::Json catalogue{};  ///< what the school names beside ours
};

class Story {
public:
    /// A shipped profile by id.
    explicit Story(const std::string& route);
    /// A profile of the test's own.
    explicit Story(const OwnProfile& profile);

    /// Starts a note; what follows belongs to it.
    Story& on(const std::string& date, const std::string& author = "ib",
              const std::string& recorded_at = "");
    Story& act(const std::string& action, const Said& said = {});
    Story& step(const std::string& step, bool certain = true);
    Story& mark(const std::string& mark);
    Story& answer(int question, notes::Answer answer);
    Story& alarm(const std::string& alarm);
    Story& term(const std::string& about, const std::string& due);
    Story& category(const std::string& category);
    Story& withdrawn();
    Story& born(const std::string& date);
    /// The roll says so.
    Story& left(const std::string& date);
    /// What a person says about it; it gets the next number when it has none.
    Story& correct(notes::Correction correction);
    /// The last correction is undone.
    Story& undo(const std::string& at);
    /// Turns the order in which notes and corrections are handed over around.
    Story& reversed();
    [[nodiscard]] std::string last_id() const { return notes_.back().id; }

    [[nodiscard]] std::vector<route::DossierStatus> all(const std::string& today) const;
    /// Of the only or the last dossier.
    [[nodiscard]] route::DossierStatus status(const std::string& today) const;
    /// That rule over each dossier.
    [[nodiscard]] std::vector<route::DossierWalk> walks(const std::string& rule,
                                                        const std::string& today) const;

    /// What was done, dossier by dossier.
    [[nodiscard]] std::vector<route::LoggedDossier> log(const std::string& today) const;

    [[nodiscard]] const route::Profile& profile() const { return profile_; }
    [[nodiscard]] const core::Catalogue& catalogue() const { return catalogue_; }
    [[nodiscard]] const core::SchoolCalendar& calendar() const { return calendar_; }
    [[nodiscard]] std::vector<route::Evidence> evidence() const;

private:
    [[nodiscard]] std::vector<notes::Correction> corrections() const;

    core::Catalogue catalogue_;
    core::Texts texts_;
    core::SchoolCalendar calendar_;
    route::Profile profile_;
    std::deque<notes::Note> notes_;
    std::deque<notes::Reading> readings_;
    notes::PupilFacts facts_;
    std::vector<notes::Correction> corrections_;
    bool reversed_ = false;
};

/// "missing", "open" ... of the finding about that (and of that step, when given); "" when there is
/// none.
[[nodiscard]] std::string found(const route::DossierStatus& status, const std::string& about,
                                const std::string& step = "*");
[[nodiscard]] const route::Finding* finding(const route::DossierStatus& status,
                                            const std::string& about,
                                            const std::string& step = "*");
/// Verdict of a step; "" when the route has no such step.
[[nodiscard]] std::string step_of(const route::DossierStatus& status, const std::string& step);
/// "due state" of the terms of that kind, joined by ", ".
[[nodiscard]] std::string terms_of(const route::DossierStatus& status, const std::string& about);
[[nodiscard]] std::string badge_of(const route::DossierStatus& status);

}  // namespace meldbrug::test
