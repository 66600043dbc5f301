/// \file
/// Everything the program knows from data: catalogue, calendar, vocabulary, templates, texts and route profiles.
///
/// Errors:   invalid_config naming file, field and reason.
/// Threads:  immutable after loading.
#pragma once

#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/core/catalogue.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/core/school_calendar.hpp"
#include "meldbrug/core/texts.hpp"
#include "meldbrug/notes/template.hpp"
#include "meldbrug/reading/date_expression.hpp"
#include "meldbrug/reading/misfiled.hpp"
#include "meldbrug/reading/reader.hpp"
#include "meldbrug/route/profile.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bridge {

struct KnowledgeSource {
    std::filesystem::path folder;  ///< notes-schema
    std::optional<std::filesystem::path>
        school;                    ///< the school's own folder of the same shape, read after ours
    std::string region = "noord";  ///< of the school holidays
    std::string language = "nl";   ///< nl or en
};

struct Knowledge {
    core::Catalogue catalogue;
    core::SchoolCalendar calendar;
    core::Texts texts;
    reading::DateWords date_words;  ///< of vocabulary/nl/dates.json
    reading::Vocabulary vocabulary;
    notes::Templates templates;
    std::vector<route::Profile> routes;  ///< the newest version of each, by id
    std::vector<route::Profile> older;   ///< versions before, by id and then the oldest first
    ReminderLadder reminders;            ///< when whom is told of a term
    reading::MisfiledSigns misfiled;     ///< when a note of another category belongs to the route
    /// Of all files that decide what is read and judged: changes when any of them does.
    std::string fingerprint;

    [[nodiscard]] const route::Profile* route(std::string_view id) const;
    /// The versions before the newest, the oldest first; most routes have none.
    [[nodiscard]] std::span<const route::Profile> older_than_newest(std::string_view id) const;
};

[[nodiscard]] core::Result<Knowledge> load_knowledge(const KnowledgeSource& source);

/// How that route's steps are named in notes.
[[nodiscard]] reading::Ladder ladder_of(const route::Profile& profile);

}  // namespace meldbrug::bridge
