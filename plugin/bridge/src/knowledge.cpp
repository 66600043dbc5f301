#include "meldbrug/bridge/knowledge.hpp"

#include "fingerprint.hpp"
#include "school_names.hpp"

#include "meldbrug/core/json.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace meldbrug::bridge {

namespace fs = std::filesystem;

namespace {

struct DataFile {
    std::string name;  ///< as errors name it
    core::Json json;
};
using DataFiles = std::vector<DataFile>;

/// Both are read by themselves, not as a vocabulary of actions.
constexpr std::string_view catalogue_name = "catalogue.json";
constexpr std::string_view dates_name = "dates.json";

/// All *.json of a folder by name; none when the folder is not there.
core::Result<DataFiles> read_folder(const fs::path& folder) {
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().extension() == ".json") {
            paths.push_back(entry->path());
        }
    }
    std::sort(paths.begin(), paths.end());
    DataFiles files;
    for (const auto& path : paths) {
        auto json = core::read_json_file(path);
        if (!json) {
            return json.error();
        }
        files.push_back({path.string(), std::move(json).value()});
    }
    return files;
}

/// Ours, then the school's.
core::Result<DataFiles> read_folders(const KnowledgeSource& source, const fs::path& inside) {
    auto files = read_folder(source.folder / inside);
    if (!files || !source.school) {
        return files;
    }
    auto own = read_folder(*source.school / inside);
    if (!own) {
        return own;
    }
    for (auto& file : *own) {
        files->push_back(std::move(file));
    }
    return files;
}

void add_files(Fingerprint& fingerprint, const DataFiles& files) {
    for (const auto& file : files) {
        fingerprint.add(file.json);
    }
}

core::Result<core::Catalogue> load_catalogue(const KnowledgeSource& source,
                                             Fingerprint& fingerprint) {
    const fs::path inside = fs::path("vocabulary") / source.language / catalogue_name;
    const fs::path path = fs::exists(source.folder / inside)
                              ? inside
                              : fs::path("vocabulary") / "nl" / catalogue_name;
    auto json = core::read_json_file(source.folder / path);
    if (!json) {
        return json.error();
    }
    auto catalogue = core::Catalogue::from_json(*json, (source.folder / path).string());
    if (!catalogue) {
        return catalogue;
    }
    fingerprint.add(*json);
    std::error_code error;
    if (source.school && fs::exists(*source.school / path, error)) {
        const auto own = core::read_json_file(*source.school / path);
        if (!own) {
            return own.error();
        }
        if (auto extended = catalogue->extend(*own, (*source.school / path).string()); !extended) {
            return extended.error();
        }
        fingerprint.add(*own);
    }
    return catalogue;
}

struct Routes {
    std::vector<route::Profile> newest, older;
};

/// A profile and where it stands. An older version is named after its id and version.
struct ProfileFile {
    route::Profile profile;
    std::string name;
    fs::path folder;
    bool older = false;
};

core::Error bad_version(const std::string& file, std::string what) {
    return {core::ErrorCode::invalid_config, std::move(what), file};
}

core::Result<ProfileFile> read_profile(const DataFile& file, core::Catalogue& catalogue) {
    auto profile = route::Profile::from_json(file.json, catalogue, file.name);
    if (!profile) {
        return profile.error();
    }
    const fs::path path(file.name);
    const std::string stem = path.stem().string();
    const bool older = stem.find('@') != std::string::npos;
    if (older && stem != profile->id() + "@" + profile->version()) {
        return bad_version(file.name,
                           "field '/version': the name of the file says another id or version; an "
                           "older version is named ID@VERSION.json after what stands in it");
    }
    return ProfileFile{std::move(profile).value(), file.name, path.parent_path(), older};
}

/// Which version holds on which day is never in doubt.
core::Status check_versions(const std::vector<ProfileFile>& older, const ProfileFile& newest) {
    for (std::size_t i = 0; i < older.size(); ++i) {
        if (older[i].profile.version() == newest.profile.version()) {
            return bad_version(newest.name,
                               "field '/version': is that of an older version too; give the newest "
                               "one its own");
        }
        if (older[i].profile.in_force() >= newest.profile.in_force()) {
            return bad_version(older[i].name,
                               "field '/in_force': does not lie before that of the newest version; "
                               "give each the first day on which it holds");
        }
        if (i > 0 && older[i].profile.in_force() == older[i - 1].profile.in_force()) {
            return bad_version(older[i].name,
                               "field '/in_force': is that of another older version too; give each "
                               "the first day on which it holds");
        }
    }
    return core::Done{};
}

core::Result<Routes> load_routes(const KnowledgeSource& source, core::Catalogue& catalogue,
                                 Fingerprint& fingerprint) {
    const auto files = read_folders(source, "routes");
    if (!files) {
        return files.error();
    }
    add_files(fingerprint, *files);
    std::map<std::string, ProfileFile, std::less<>> newest;
    std::map<std::string, std::vector<ProfileFile>, std::less<>> older;
    for (const auto& file : *files) {
        auto read = read_profile(file, catalogue);
        if (!read) {
            return read.error();
        }
        const std::string id = read->profile.id();
        if (read->older) {
            older[id].push_back(std::move(read).value());
            continue;
        }
        const auto same = newest.find(id);
        if (same != newest.end() && same->second.folder == read->folder) {
            return bad_version(file.name,
                               "field '/id': is that of another file here; name an older version "
                               "ID@VERSION.json");
        }
        // A school's own profile takes the place of the shipped one of that name.
        newest.insert_or_assign(id, std::move(read).value());
    }
    Routes routes;
    for (auto& [id, versions] : older) {
        const auto last = newest.find(id);
        // Ours go with ours: a school that writes its own profile has versions of its own.
        if (last != newest.end()) {
            std::erase_if(versions, [&](const ProfileFile& one) {
                return one.folder != last->second.folder && one.folder == source.folder / "routes";
            });
        }
        for (const ProfileFile& one : versions) {
            if (last == newest.end() || one.folder != last->second.folder) {
                return bad_version(one.name,
                                   "field '/id': there is no newest version beside it; put it "
                                   "there as ID.json");
            }
        }
        std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) {
            return a.profile.in_force() < b.profile.in_force();
        });
        if (versions.empty()) {
            continue;
        }
        if (auto good = check_versions(versions, last->second); !good) {
            return good.error();
        }
        for (ProfileFile& one : versions) {
            routes.older.push_back(std::move(one.profile));
        }
    }
    for (auto& [id, file] : newest) {
        routes.newest.push_back(std::move(file.profile));
    }
    return routes;
}

core::Result<core::SchoolCalendar> load_calendar(const KnowledgeSource& source,
                                                 Fingerprint& fingerprint) {
    const auto files = read_folders(source, fs::path("calendar") / "nl");
    if (!files) {
        return files.error();
    }
    add_files(fingerprint, *files);
    core::Json merged = core::Json::object();
    for (const auto& file : *files) {
        // Each file is checked by itself first, so that an error names it.
        if (auto alone = core::SchoolCalendar::from_json(file.json, source.region, file.name);
            !alone) {
            return alone.error();
        }
        for (const auto& [name, value] : file.json.items()) {
            if (value.is_array()) {
                auto& list = merged[name];
                for (const auto& entry : value) {
                    list.push_back(entry);
                }
            }
        }
    }
    return core::SchoolCalendar::from_json(merged, source.region,
                                           (source.folder / "calendar").string());
}

core::Result<core::Texts> load_texts(const KnowledgeSource& source, const NameSet& subjects,
                                     Fingerprint& fingerprint) {
    const fs::path inside = fs::path("texts") / (source.language + ".json");
    auto json = core::read_json_file(source.folder / inside);
    if (!json) {
        return json.error();
    }
    std::error_code error;
    if (source.school && fs::exists(*source.school / inside, error)) {
        const auto own = core::read_json_file(*source.school / inside);
        if (!own) {
            return own.error();
        }
        if (auto alone = core::Texts::from_json(*own, (*source.school / inside).string()); !alone) {
            return alone.error();
        }
        if (auto named = check_sentences(*own, *json, subjects, (*source.school / inside).string());
            !named) {
            return named.error();
        }
        json->update(*own);
    }
    fingerprint.add(*json);
    return core::Texts::from_json(*json, (source.folder / inside).string());
}

/// A school's words beside ours: lists grow, names are added, and what it names again is its own.
void lay_over(core::Json& ours, const core::Json& own) {
    for (const auto& [name, value] : own.items()) {
        core::Json& known = ours[name];
        if (known.is_object() && value.is_object()) {
            lay_over(known, value);
        } else if (known.is_array() && value.is_array()) {
            known.insert(known.end(), value.begin(), value.end());
        } else {
            known = value;
        }
    }
}

/// A file of ours with the school's own of that name laid over it.
struct LaidOver {
    core::Json json;
    std::string where;  ///< the last of the files
};
core::Result<LaidOver> read_laid_over(const KnowledgeSource& source, const fs::path& inside) {
    auto json = core::read_json_file(source.folder / inside);
    if (!json) {
        return json.error();
    }
    LaidOver read{std::move(json).value(), (source.folder / inside).string()};
    std::error_code error;
    if (source.school && fs::exists(*source.school / inside, error)) {
        read.where = (*source.school / inside).string();
        const auto own = core::read_json_file(read.where);
        if (!own) {
            return own.error();
        }
        if (!own->is_object()) {
            return core::Error{core::ErrorCode::invalid_config, "must be an object {...}",
                               read.where};
        }
        lay_over(read.json, *own);
    }
    return read;
}

core::Result<reading::DateWords> load_date_words(const KnowledgeSource& source,
                                                 Fingerprint& fingerprint) {
    const fs::path inside = fs::path("vocabulary") / "nl" / dates_name;
    const auto read = read_laid_over(source, inside);
    if (!read) {
        return read.error();
    }
    fingerprint.add(read->json);
    return reading::DateWords::from_json(read->json, read->where);
}

/// Not in the fingerprint: it changes no ladder and no term.
core::Result<reading::MisfiledSigns> load_misfiled(const KnowledgeSource& source,
                                                   const core::Catalogue& catalogue) {
    const auto read = read_laid_over(source, "misfiled.json");
    if (!read) {
        return read.error();
    }
    return reading::MisfiledSigns::from_json(read->json, catalogue, read->where);
}

std::vector<std::pair<std::string, core::Json>> named(DataFiles files) {
    std::vector<std::pair<std::string, core::Json>> pairs;
    for (auto& file : files) {
        const auto name = fs::path(file.name).filename();
        if (name != catalogue_name && name != dates_name) {
            pairs.emplace_back(std::move(file.name), std::move(file.json));
        }
    }
    return pairs;
}

}  // namespace

const route::Profile* Knowledge::route(std::string_view id) const {
    const auto found = std::find_if(routes.begin(), routes.end(),
                                    [&](const auto& profile) { return profile.id() == id; });
    return found == routes.end() ? nullptr : &*found;
}

std::span<const route::Profile> Knowledge::older_than_newest(std::string_view id) const {
    const auto first = std::find_if(older.begin(), older.end(),
                                    [&](const auto& profile) { return profile.id() == id; });
    const auto last =
        std::find_if(first, older.end(), [&](const auto& profile) { return profile.id() != id; });
    return {first, last};
}

core::Result<Knowledge> load_knowledge(const KnowledgeSource& source) {
    if (source.school) {
        if (auto read = check_files(source); !read) {
            return read.error();
        }
    }
    Fingerprint fingerprint;
    auto catalogue = load_catalogue(source, fingerprint);
    if (!catalogue) {
        return catalogue.error();
    }
    // Routes before words: a profile may bring steps of its own, which words may name.
    auto routes = load_routes(source, *catalogue, fingerprint);
    if (!routes) {
        return routes.error();
    }
    auto calendar = load_calendar(source, fingerprint);
    if (!calendar) {
        return calendar.error();
    }
    NameSet subjects = subjects_of(routes->newest, *catalogue);
    subjects.merge(subjects_of(routes->older, *catalogue));
    auto texts = load_texts(source, subjects, fingerprint);
    if (!texts) {
        return texts.error();
    }
    auto date_words = load_date_words(source, fingerprint);
    if (!date_words) {
        return date_words.error();
    }
    auto words = read_folders(source, fs::path("vocabulary") / "nl");
    if (!words) {
        return words.error();
    }
    add_files(fingerprint, *words);
    auto vocabulary = reading::Vocabulary::from_json(named(std::move(words).value()), *catalogue);
    if (!vocabulary) {
        return vocabulary.error();
    }
    auto forms = read_folders(source, fs::path("templates") / "nl");
    if (!forms) {
        return forms.error();
    }
    add_files(fingerprint, *forms);
    auto templates = notes::Templates::from_json(named(std::move(forms).value()), *catalogue);
    if (!templates) {
        return templates.error();
    }
    NameSet terms = terms_of(routes->newest);
    terms.merge(terms_of(routes->older));
    auto reminders = load_reminder_ladder(source, *catalogue, terms);
    if (!reminders) {
        return reminders.error();
    }
    auto misfiled = load_misfiled(source, *catalogue);
    if (!misfiled) {
        return misfiled.error();
    }
    return Knowledge{
        std::move(catalogue).value(),  std::move(calendar).value(),   std::move(texts).value(),
        std::move(date_words).value(), std::move(vocabulary).value(), std::move(templates).value(),
        std::move(routes->newest),     std::move(routes->older),      std::move(reminders).value(),
        std::move(misfiled).value(),   fingerprint.finish()};
}

reading::Ladder ladder_of(const route::Profile& profile) {
    reading::Ladder ladder;
    for (const route::NamedLadder& own : profile.ladders()) {
        auto& labels = &own == &profile.ladders().front()
                           ? ladder.labels
                           : ladder.others.emplace_back(own.id, reading::StepLabels{}).second;
        for (const route::StepName& name : own.step_names) {
            labels.emplace_back(name.label, name.steps);
        }
    }
    ladder.asks_which = profile.asks_which_ladder();
    return ladder;
}

}  // namespace meldbrug::bridge
