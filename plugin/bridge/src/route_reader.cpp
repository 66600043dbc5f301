#include "meldbrug/bridge/route_reader.hpp"

#include "meldbrug/route/explain.hpp"

#include <algorithm>

namespace meldbrug::bridge {

RouteReader::RouteReader(const Knowledge& knowledge, const route::Profile& newest,
                         std::span<const route::Profile> older)
    : knowledge_(knowledge) {
    versions_.reserve(older.size() + 1);
    for (const route::Profile& profile : older) {
        versions_.push_back({&profile, ladder_of(profile), 0});
    }
    versions_.push_back({&newest, ladder_of(newest), 0});
    for (Version& version : versions_) {
        const auto same =
            std::find_if(versions_.rbegin(), versions_.rend(), [&](const Version& other) {
                return other.ladder == version.ladder &&
                       other.profile->working_days() == version.profile->working_days();
            });
        version.reads_as = static_cast<std::size_t>(versions_.rend() - same) - 1;
    }
}

reading::ReadingContext RouteReader::context_of(const Version& version) const {
    return {.vocabulary = knowledge_.vocabulary,
            .catalogue = knowledge_.catalogue,
            .calendar = knowledge_.calendar,
            .templates = knowledge_.templates,
            .ladder = version.ladder,
            .policy = version.profile->working_days(),
            .date_words = &knowledge_.date_words};
}

reading::ReadingContext RouteReader::context() const {
    return context_of(versions_.back());
}

notes::Reading RouteReader::read(const notes::Note& note) const {
    const auto held = std::find_if(versions_.rbegin(), versions_.rend() - 1, [&](const auto& one) {
        return one.profile->in_force() <= note.date;
    });
    return reading::read(note, context_of(*held));
}

notes::Reading RouteReader::read(const notes::Note& note, std::string_view version) const {
    const auto own = std::find_if(versions_.begin(), versions_.end() - 1, [&](const auto& one) {
        return one.profile->version() == version;
    });
    return reading::read(note, context_of(*own));
}

ReadNotes RouteReader::read_all(std::span<const notes::Note* const> notes) const {
    ReadNotes read;
    read.readings.resize(versions_.size());
    read.rows.resize(versions_.size());
    for (std::size_t i = versions_.size(); i-- > 0;) {
        const Version& version = versions_[i];
        if (version.reads_as != i) {
            continue;
        }
        const reading::ReadingContext context = context_of(version);
        read.readings[i].reserve(notes.size());
        read.rows[i].reserve(notes.size());
        for (const notes::Note* note : notes) {
            read.readings[i].push_back(reading::read(*note, context));
            read.rows[i].push_back({note, &read.readings[i].back()});
        }
    }
    read.evidence = read.rows.back();
    for (std::size_t i = 0; i + 1 < versions_.size(); ++i) {
        read.older.push_back({versions_[i].profile, read.rows[versions_[i].reads_as]});
    }
    return read;
}

const route::Profile& RouteReader::version(std::string_view name) const {
    return *std::find_if(versions_.begin(), versions_.end() - 1, [&](const Version& one) {
                return one.profile->version() == name;
            })->profile;
}

bool RouteReader::covers_category(const std::optional<std::string>& category) const {
    return std::any_of(versions_.begin(), versions_.end(),
                       [&](const Version& one) { return one.profile->covers_category(category); });
}

bool RouteReader::has_rule(std::string_view rule) const {
    return std::any_of(versions_.begin(), versions_.end(),
                       [&](const Version& one) { return route::has_rule(*one.profile, rule); });
}

std::optional<route::WaiverRule> RouteReader::waiver(std::string_view rule) const {
    std::optional<route::WaiverRule> found;
    for (auto version = versions_.rbegin(); version != versions_.rend(); ++version) {
        auto own = version->profile->waiver(rule);
        if (found && own) {
            found->recognised |= own->recognised;
        } else if (own) {
            found = std::move(own);
        }
    }
    return found;
}

bool RouteReader::has_step(core::StepId step) const {
    return std::any_of(versions_.begin(), versions_.end(), [&](const Version& one) {
        const auto& steps = one.profile->steps();
        return std::any_of(steps.begin(), steps.end(),
                           [&](const route::ProfileStep& own) { return own.id == step; });
    });
}

}  // namespace meldbrug::bridge
