// One suite for every adapter there is: what adapters/README.md promises to the bridge.
#include "support/gibbon_school.hpp"
#include "support/temp_folder.hpp"

#include "adapters/all_adapters.hpp"
#include "meldbrug/notes/note_json.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <fstream>
#include <sstream>

using namespace meldbrug;
using adapters::Adapter;
using adapters::Batch;
using adapters::PollResult;
using core::Json;
namespace fs = std::filesystem;

namespace {

const fs::path adapters_folder = fs::path(MELDBRUG_SOURCE_DIR) / "adapters";

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

/// The same for every adapter: a configuration over a file of ours, and something to read in it.
struct Setup {
    test::TempFolder folder{};
    Json config{};
    fs::path input{};

    explicit Setup(const std::string& name) {
        config = Json::parse(content_of(adapters_folder / name / "sample.json"));
        if (name == "folder") {
            input = folder.write("notes.csv",
                                 "Leerlingnummer;Datum;Notitie;Functie\n"
                                 "2150;12-03-2026;Gesprek gehad met moeder.;Leerkracht\n"
                                 "2151;13-03-2026;Signalen besproken met ib.;Intern begeleider\n");
            config["path"] = folder.path().string();
            config["once"] = true;
        } else if (name == "gibbon") {
            test::GibbonSchool& school = test::gibbon_school();
            school.fill();
            config = school.config();
        } else {
            input = folder.write("school.json", content_of(fs::path(MELDBRUG_SOURCE_DIR) /
                                                           "install/demo/regenboog.json"));
            config["path"] = input.string();
        }
    }
};

std::chrono::steady_clock::time_point soon() {
    return std::chrono::steady_clock::now() + std::chrono::seconds{30};
}

std::unique_ptr<Adapter> adapter_named(const std::string& name) {
    for (auto& adapter : adapters::all_adapters()) {
        if (adapter->manifest().name == name) {
            return std::move(adapter);
        }
    }
    return nullptr;
}

std::unique_ptr<Adapter> configured(const std::string& name, const Json& config) {
    auto adapter = adapter_named(name);
    REQUIRE(adapter);
    const auto status = adapter->configure(config);
    if (!status.ok()) {
        FAIL(status.error().line());
    }
    return adapter;
}

std::vector<std::string> names() {
    std::vector<std::string> result;
    for (const auto& adapter : adapters::all_adapters()) {
        result.push_back(adapter->manifest().name);
    }
    return result;
}

/// Those that read files, which a test can break. What breaks in a database is in its own tests.
std::vector<std::string> names_of_file_readers() {
    auto result = names();
    std::erase(result, "gibbon");
    return result;
}

/// Polls until there is no more, as the bridge does.
std::vector<PollResult> poll_all(Adapter& adapter, std::string cursor = "") {
    std::vector<PollResult> results;
    for (int i = 0; i < 10'000; ++i) {
        results.push_back(adapter.poll(cursor, soon()));
        cursor = results.back().batch.cursor;
        if (results.back().error || !results.back().batch.more) {
            return results;
        }
    }
    FAIL("an adapter that never ends");
    return results;
}

Json as_json(const Batch& batch) {
    Json json = {{"sources", batch.complete_sources},
                 {"items", Json::array()},
                 {"refused", Json::array()},
                 {"more", batch.more}};
    for (const auto& item : batch.items) {
        if (const auto* note = std::get_if<notes::Note>(&item)) {
            json["items"].push_back(notes::to_json(*note));
        } else {
            json["items"].push_back(notes::to_json(std::get<notes::PupilFacts>(item)));
        }
    }
    for (const auto& refusal : batch.refused) {
        json["refused"].push_back({refusal.where, refusal.field, refusal.reason});
    }
    return json;
}

}  // namespace

TEST_CASE("each adapter says who it is as its manifest file does") {
    for (const auto& adapter : adapters::all_adapters()) {
        const auto manifest = adapter->manifest();
        INFO(manifest.name);
        CHECK(Json::parse(content_of(adapters_folder / manifest.name / "manifest.json")) ==
              Json{{"name", manifest.name},
                   {"title", manifest.title},
                   {"description", manifest.description}});
    }
}

TEST_CASE("each adapter's folder is in the list of adapters, and its README shows the sample") {
    for (const auto& entry : fs::directory_iterator(adapters_folder)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_directory() || name == "pages") {  // data of the extension: its own test
            continue;
        }
        INFO(name);
        CHECK(adapter_named(name) != nullptr);
        const std::string readme = content_of(entry.path() / "README.md");
        CHECK(readme.find("```json\n" + content_of(entry.path() / "sample.json") + "```") !=
              std::string::npos);
        CHECK(content_of(adapters_folder / "README.md").find("(" + name + "/README.md)") !=
              std::string::npos);
    }
}

TEST_CASE("each adapter takes its sample, before the system it reads is there") {
    for (const std::string& name : names()) {
        INFO(name);
        const auto status = adapter_named(name)->configure(
            Json::parse(content_of(adapters_folder / name / "sample.json")));
        CHECK(status.ok());
    }
}

TEST_CASE("each adapter explains every field of its sample in its README") {
    for (const std::string& name : names()) {
        const std::string readme = content_of(adapters_folder / name / "README.md");
        const Json sample = Json::parse(content_of(adapters_folder / name / "sample.json"));
        for (const auto& [field, value] : sample.items()) {
            INFO(name << " " << field);
            CHECK(readme.find("| `" + field + "` |") != std::string::npos);
        }
    }
}

TEST_CASE("a wrong configuration is refused with its field") {
    for (const std::string& name : names()) {
        INFO(name);
        const Json sample = Json::parse(content_of(adapters_folder / name / "sample.json"));
        for (const auto& [field, value] : sample.items()) {
            if (field == "columns" || field == "roles") {
                continue;  // objects: a number is as wrong there as anywhere, below
            }
            INFO(field);
            Json wrong = sample;
            wrong[field] = Json::array({1});
            const auto status = adapter_named(name)->configure(wrong);
            REQUIRE_FALSE(status.ok());
            CHECK(status.error().code == core::ErrorCode::invalid_config);
            CHECK(status.error().line().find("'" + field + "'") != std::string::npos);
        }
        Json typo = sample;
        typo["pathh"] = "x";
        const auto refused = adapter_named(name)->configure(typo);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().line().find("'pathh'") != std::string::npos);
        for (const Json& nonsense : {Json(), Json::array(), Json("x"), Json(3), Json::object()}) {
            CHECK_FALSE(adapter_named(name)->configure(nonsense).ok());
        }
    }
}

TEST_CASE("everything an adapter brings is valid, and comes from one school's input") {
    for (const std::string& name : names()) {
        INFO(name);
        const Setup setup(name);
        const auto adapter = configured(name, setup.config);
        std::size_t notes_seen = 0;
        for (const PollResult& result : poll_all(*adapter)) {
            REQUIRE_FALSE(result.error.has_value());
            CHECK(result.batch.refused.empty());
            for (const auto& item : result.batch.items) {
                if (const auto* note = std::get_if<notes::Note>(&item)) {
                    ++notes_seen;
                    CHECK(notes::validate(*note).ok());
                    CHECK_FALSE(note->source.empty());
                }
            }
        }
        CHECK(notes_seen >= 2);
    }
}

TEST_CASE("the same cursor brings the same, also from another instance") {
    for (const std::string& name : names()) {
        INFO(name);
        const Setup setup(name);
        const auto one = configured(name, setup.config);
        const auto other = configured(name, setup.config);
        std::string cursor;
        for (bool more = true; more;) {
            const PollResult first = one->poll(cursor, soon());
            const PollResult again = one->poll(cursor, soon());
            const PollResult elsewhere = other->poll(cursor, soon());
            CHECK(as_json(first.batch) == as_json(again.batch));
            CHECK(as_json(first.batch) == as_json(elsewhere.batch));
            CHECK(first.batch.cursor == again.batch.cursor);
            CHECK(first.batch.cursor == elsewhere.batch.cursor);
            cursor = first.batch.cursor;
            more = first.batch.more;
        }
        // Nothing new: nothing comes, and nothing is withdrawn.
        const PollResult after = one->poll(cursor, soon());
        CHECK(after.batch.items.empty());
        CHECK(after.batch.complete_sources.empty());
        CHECK(after.batch.cursor == cursor);
        CHECK_FALSE(after.batch.more);
    }
}

TEST_CASE("a cursor that is nonsense brings everything again and breaks nothing") {
    for (const std::string& name : names()) {
        INFO(name);
        const Setup setup(name);
        const auto expected = as_json(configured(name, setup.config)->poll("", soon()).batch);
        for (const char* cursor :
             {"x", "{", "[]", "{\"files\":[1]}",
              "{\"files\":{\"notes.csv\":7},\"exports\":{\"parnassys\":[]}}"}) {
            INFO(cursor);
            const auto result = configured(name, setup.config)->poll(cursor, soon());
            CHECK_FALSE(result.error.has_value());
            CHECK(as_json(result.batch) == expected);
        }
    }
}

TEST_CASE("a deadline that passed is honoured, and the work still gets done") {
    for (const std::string& name : names()) {
        INFO(name);
        Setup setup(name);
        if (name == "folder") {
            std::string rows = "Leerlingnummer;Datum;Notitie;Functie\n";
            for (int i = 0; i < 20'000; ++i) {
                rows += std::to_string(i) + ";12-03-2026;Gesprek gehad met moeder.;ib\n";
            }
            setup.folder.write("notes.csv", rows);
        }
        const auto adapter = configured(name, setup.config);
        std::string cursor;
        std::size_t items = 0;
        auto longest = std::chrono::steady_clock::duration::zero();
        for (bool more = true; more;) {
            const auto start = std::chrono::steady_clock::now();
            const auto result = adapter->poll(cursor, start - std::chrono::seconds{1});
            longest = std::max(longest, std::chrono::steady_clock::now() - start);
            REQUIRE_FALSE(result.error.has_value());
            items += result.batch.items.size();
            cursor = result.batch.cursor;
            more = result.batch.more;
        }
        CHECK(items >= 2);
        // A fraction of what the whole takes, on any machine that builds this.
        CHECK(longest < std::chrono::seconds{2});
    }
}

TEST_CASE("hostile input never makes an adapter throw or say what stands in it") {
    const std::string secret = "Zwezerik";
    const std::vector<std::string> contents = {
        "",
        "\n\n\n",
        std::string(10'000, '\0'),
        "\xFF\xFE" + secret,
        secret,
        secret + ";" + secret + "\n" + secret + ";" + secret,
        "Leerlingnummer;Datum;Notitie;Functie\n" + secret + ";" + secret + ";" + secret + ";" +
            secret + "\n",
        "Leerlingnummer;Datum;Notitie;Functie\n\"" + secret,
        "Leerlingnummer;Datum;Notitie;Functie\n\"" + secret + "\"x;12-03-2026;a;b\n",
        "{\"pupils\":[{\"id\":7}],\"notes\":[{\"id\":\"" + secret + "\",\"text\":\"{" + secret +
            "}\"}]}",
        "{\"months\":[],\"notes\":3}",
        std::string(200'000, '['),
        std::string(200'000, '"'),
        std::string(200'000, ';'),
    };
    for (const std::string& name : names_of_file_readers()) {
        for (const std::string& content : contents) {
            INFO(name << " " << content.substr(0, 60));
            Setup setup(name);
            std::ofstream(setup.input, std::ios::binary) << content;
            const auto adapter = configured(name, setup.config);
            std::string said;
            CHECK_NOTHROW([&] {
                for (const PollResult& result : poll_all(*adapter)) {
                    said += result.error ? result.error->error.line() : "";
                    for (const auto& refusal : result.batch.refused) {
                        said += refusal.where + refusal.field + refusal.reason;
                    }
                    CHECK(result.batch.complete_sources.empty());
                }
            }());
            CHECK_FALSE(said.empty());
            CHECK(said.find(secret) == std::string::npos);
        }
    }
}

TEST_CASE("an input that is not there asks for a person") {
    for (const std::string& name : names_of_file_readers()) {
        INFO(name);
        Setup setup(name);
        setup.config["path"] = (setup.folder.path() / "gone").string();
        const auto result = configured(name, setup.config)->poll("", soon());
        REQUIRE(result.error);
        CHECK(result.error->kind == adapters::PollError::Kind::needs_person);
        CHECK(result.batch.items.empty());
        CHECK(result.batch.complete_sources.empty());
    }
}
