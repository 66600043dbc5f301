#include "adapters/demo/demo_adapter.hpp"

#include "meldbrug/core/date.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meldbrug::adapters::demo {

namespace {

using core::Error;
using core::ErrorCode;
using core::Json;

constexpr std::string_view source_name = "demo";

Error config_problem(std::string_view field, std::string_view reason) {
    return {ErrorCode::invalid_config,
            "field '" + std::string(field) + "': " + std::string(reason)};
}

/// Notes are written on school days: what falls in a weekend moves back to Friday.
core::Date school_day(core::Date day) {
    const int beyond_friday = core::iso_weekday(day) - 5;
    return beyond_friday > 0 ? day - std::chrono::days{beyond_friday} : day;
}

/// Days in the texts, as people write them.
class DayWriter {
public:
    DayWriter(core::Date today, std::vector<std::string> months)
        : today_(today), months_(std::move(months)) {}

    /// Fills in {datum+14} (from the note's day, on a school day) and {vandaag+14} (from today, to
    /// the day) as "3 maart", with the year when it is not the note's; {kort:datum+14} gives
    /// 03-03-2026. Nothing for a placeholder that it does not know.
    [[nodiscard]] std::optional<std::string> fill(std::string_view text,
                                                  core::Date note_day) const {
        std::string result;
        while (!text.empty()) {
            const std::size_t open = std::min(text.find('{'), text.size());
            result.append(text.substr(0, open));
            text.remove_prefix(open);
            if (text.empty()) {
                break;
            }
            const std::size_t close = text.find('}');
            const auto written = close == std::string_view::npos
                                     ? std::nullopt
                                     : day(text.substr(1, close - 1), note_day);
            if (!written) {
                return std::nullopt;
            }
            result.append(*written);
            text.remove_prefix(close + 1);
        }
        return result;
    }

private:
    [[nodiscard]] std::optional<std::string> day(std::string_view placeholder,
                                                 core::Date note_day) const {
        const bool as_number = take(placeholder, "kort:");
        const bool from_today = take(placeholder, "vandaag");
        if (!from_today && !take(placeholder, "datum")) {
            return std::nullopt;
        }
        int offset = 0;
        if (!placeholder.empty()) {
            const std::string_view digits = placeholder.substr(placeholder.front() == '+' ? 1 : 0);
            const auto [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), offset);
            if (error != std::errc{} || end != digits.data() + digits.size()) {
                return std::nullopt;
            }
        }
        const core::Date wanted = from_today ? today_ + std::chrono::days{offset}
                                             : school_day(note_day + std::chrono::days{offset});
        return as_number ? number_form(wanted) : words(wanted, note_day);
    }

    static bool take(std::string_view& text, std::string_view prefix) {
        if (!text.starts_with(prefix)) {
            return false;
        }
        text.remove_prefix(prefix.size());
        return true;
    }

    static std::string number_form(core::Date day) {
        const std::string iso = core::format_date(day);
        return iso.substr(8, 2) + "-" + iso.substr(5, 2) + "-" + iso.substr(0, 4);
    }

    [[nodiscard]] std::string words(core::Date day, core::Date note_day) const {
        const std::chrono::year_month_day date{day};
        const std::chrono::year_month_day note{note_day};
        const std::string month = months_.at(static_cast<unsigned>(date.month()) - 1);
        const std::string year =
            date.year() == note.year() ? "" : " " + std::to_string(static_cast<int>(date.year()));
        return std::to_string(static_cast<unsigned>(date.day())) + " " + month + year;
    }

    core::Date today_;
    std::vector<std::string> months_;
};

std::optional<int> whole_number(const Json& object, std::string_view name) {
    const Json* value = core::find(object, name);
    return value != nullptr && value->is_number_integer() ? std::optional(value->get<int>())
                                                          : std::nullopt;
}

const Json& list(const Json& object, std::string_view name) {
    static const Json empty = Json::array();
    const Json* value = core::find(object, name);
    return value != nullptr && value->is_array() ? *value : empty;
}

std::vector<std::string> month_names(const Json& school) {
    std::vector<std::string> months;
    for (const Json& month : list(school, "months")) {
        if (month.is_string()) {
            months.push_back(month.get<std::string>());
        }
    }
    return months;
}

class DemoAdapter final : public Adapter {
public:
    [[nodiscard]] Manifest manifest() const override {
        return {"demo", "Demoschool",
                "Notities van een verzonnen school, met dagen die met vandaag meelopen."};
    }

    [[nodiscard]] core::Status configure(const core::Json& config) override {
        static constexpr std::array<std::string_view, 4> known = {"path", "today", "school",
                                                                  "once"};
        if (!config.is_object()) {
            return Error{ErrorCode::invalid_config, "must be an object with 'path' and 'today'"};
        }
        for (const auto& [name, value] : config.items()) {
            if (std::ranges::find(known, name) == known.end()) {
                return config_problem(name, "unknown; known are path, today, school, once");
            }
        }
        const std::string_view path = core::text_or_empty(config, "path");
        if (path.empty()) {
            return config_problem("path", "missing: the file with the demo school");
        }
        const auto today = core::parse_date(core::text_or_empty(config, "today"));
        if (!today) {
            return config_problem("today", "must be a day (YYYY-MM-DD)");
        }
        path_ = path;
        today_ = *today;
        school_ = core::text_or_empty(config, "school");
        return core::Done{};
    }

    [[nodiscard]] PollResult poll(std::string_view cursor,
                                  std::chrono::steady_clock::time_point) override {
        // A day is all that changes; the file is part of the installation.
        const std::string now = core::format_date(today_) + " " + path_.string();
        if (cursor == now) {
            Batch nothing_new;
            nothing_new.cursor = now;
            return {std::move(nothing_new), std::nullopt};
        }
        const auto school = core::read_json_file(path_);
        if (!school.ok()) {
            return {{}, PollError{PollError::Kind::needs_person, school.error()}};
        }
        // Twelve, or a placeholder could ask for a month that is not there.
        std::vector<std::string> months = month_names(school.value());
        if (months.size() != 12) {
            return {{},
                    PollError{PollError::Kind::needs_person,
                              {ErrorCode::invalid_config, "field 'months': must be twelve names",
                               path_.string()}}};
        }
        Batch batch = batch_of(school.value(), DayWriter(today_, std::move(months)));
        batch.cursor = now;
        return {std::move(batch), std::nullopt};
    }

private:
    [[nodiscard]] Batch batch_of(const Json& school, const DayWriter& days) const {
        Batch batch;
        for (const Json& pupil : list(school, "pupils")) {
            add(batch, facts_of(pupil), "pupils");
        }
        int minute = 0;
        for (const Json& note : list(school, "notes")) {
            // Each a minute after the one before, so that notes of one day keep their order.
            add(batch, note_of(note, days, minute++), "notes");
        }
        if (batch.refused.empty()) {
            batch.complete_sources = {std::string(source_name)};
        }
        return batch;
    }

    /// Takes an item through the same rules as a line of input.
    void add(Batch& batch, const Json& json, std::string_view kind) const {
        notes::ReadItem read = notes::read_item(json);
        if (read.fault) {
            const std::string where = path_.filename().string() + ":" + std::string(kind);
            batch.refused.push_back({where, read.fault->field, read.fault->reason});
        } else {
            batch.items.push_back(std::move(read.item));
        }
    }

    /// {"id","name","group","born","left","siblings"}: born and left in days from today.
    [[nodiscard]] Json facts_of(const Json& pupil) const {
        Json facts = Json::object();
        if (!school_.empty()) {
            facts["school"] = school_;
        }
        for (const char* name : {"name", "group", "siblings"}) {
            if (const Json* value = core::find(pupil, name); value != nullptr) {
                facts[name] = *value;
            }
        }
        facts["pupil"] = core::text_or_empty(pupil, "id");
        if (const auto born = whole_number(pupil, "born")) {
            facts["birth_date"] = core::format_date(today_ + std::chrono::days{*born});
        }
        if (const auto left = whole_number(pupil, "left")) {
            facts["left_on"] = core::format_date(today_ + std::chrono::days{*left});
        }
        return facts;
    }

    /// {"id","pupil","day","author","title","text","category"}: day in days from today,
    /// placeholders filled in.
    [[nodiscard]] Json note_of(const Json& note, const DayWriter& days, int minute) const {
        Json result = Json::object();
        for (const char* name : {"id", "pupil", "author", "category"}) {
            if (const Json* value = core::find(note, name); value != nullptr) {
                result[name] = *value;
            }
        }
        result["source"] = source_name;
        if (!school_.empty()) {
            result["school"] = school_;
        }
        const auto offset = whole_number(note, "day");
        if (!offset) {
            return result;
        }
        const core::Date day = school_day(today_ + std::chrono::days{*offset});
        result["date"] = core::format_date(day);
        result["recorded_at"] =
            core::format_instant(core::amsterdam_time(day, 12 + minute / 60 % 12, minute % 60));
        for (const char* name : {"title", "text"}) {
            if (auto filled = days.fill(core::text_or_empty(note, name), day)) {
                result[name] = std::move(*filled);
            }
        }
        return result;
    }

    std::filesystem::path path_{};
    core::Date today_{};
    std::string school_{};
};

}  // namespace

std::unique_ptr<Adapter> make_adapter() {
    return std::make_unique<DemoAdapter>();
}

}  // namespace meldbrug::adapters::demo
