// Any bytes as the body of every target of the API, from somebody who may call them all: the answer
// is JSON, never our own failure, and a refusal quotes nothing of what was sent.
#include "fuzz/require.hpp"
#include "support/temp_folder.hpp"

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/core/clock.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/utf8.hpp"
#include "meldbrug/http/api.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using namespace meldbrug;

using test::require;

namespace {

/// What stands in the corpus where a school has a child's name, or anything else that is nobody's
/// business.
constexpr std::string_view secret = "GEHEIM";
/// For this code the one that was just given out is put.
constexpr std::string_view code_written = "12345678";
/// For this key that of the note which stands in the wrong category.
constexpr std::string_view key_written = "00";

class FixedClock final : public core::Clock {
public:
    [[nodiscard]] core::Instant now() const override {
        return core::amsterdam_time(core::parse_date("2026-05-01").value(), 12, 0);
    }
};

const FixedClock fixed_clock{};

const bridge::Knowledge& knowledge() {
    static const bridge::Knowledge loaded =
        bridge::load_knowledge({.folder = MELDBRUG_SOURCE_DIR "/notes-schema",
                                .school = std::nullopt,
                                .region = "noord",
                                .language = "nl"})
            .value();
    return loaded;
}

std::unique_ptr<bridge::Bridge> open_bridge(const std::filesystem::path& store) {
    bridge::Config config;
    config.store = store;
    config.route = "twente";
    config.other_categories = {"Oudergesprek"};
    return bridge::Bridge::open(config, knowledge(), fixed_clock).value();
}

/// What every input begins with: one pupil, a note in the wrong category, and an IB whose device is
/// paired.
class Start {
public:
    Start() {
        const auto bridge = open_bridge(store());
        ib_.person = bridge->add_person("IB (fictief)", "ib", "").value();
        const auto code = bridge->new_pairing_code(ib_.person.id).value();
        ib_.token = bridge->pair(code.reveal(), "bord").value().reveal();
        notes::Note note;
        note.source = "t";
        note.id = "1";
        note.pupil = "2150";
        note.date = core::parse_date("2026-03-02").value();
        note.author = {.id = "t1", .role = "ib"};
        note.text = "Hulp is georganiseerd. Over 6 weken kijken we of er effect is.";
        adapters::Batch batch;
        batch.items.emplace_back(note);
        note.id = "elsewhere";
        note.category = "Oudergesprek";
        note.text = "Stap 2 gezet. Met Veilig Thuis gebeld: acuut gevaar, vader slaat haar.";
        batch.items.emplace_back(note);
        require(bridge->ingest(batch, "t").ok());
        const auto misfiled = bridge->misfiled().value();
        require(misfiled.size() == 1);
        key_ = misfiled.front().key;
    }
    [[nodiscard]] std::filesystem::path store() const { return folder_.path() / "meldbrug.db"; }
    [[nodiscard]] const http::Permit& ib() const { return ib_; }
    [[nodiscard]] const std::string& key() const { return key_; }

private:
    test::TempFolder folder_;
    http::Permit ib_;
    std::string key_;
};

/// A bridge on a copy of that.
class School {
public:
    explicit School(const Start& start) : ib_(start.ib()) {
        // The key and the audit's head stand beside the store, and it is not read without them.
        for (const auto& file : std::filesystem::directory_iterator(start.store().parent_path())) {
            std::filesystem::copy(file, folder_.path() / file.path().filename());
        }
        bridge_ = open_bridge(folder_.path() / start.store().filename());
        api_.emplace(*bridge_, http::ApiSettings{});
    }

    [[nodiscard]] std::string code() const {
        return bridge_->new_pairing_code(ib_.person.id).value().reveal();
    }
    [[nodiscard]] http::Answer answer(std::string_view target, std::string_view body) const {
        const http::Endpoint* endpoint = http::Api::find(target);
        require(endpoint != nullptr);
        return api_->answer(*endpoint, ib_, http::Caller::extension, body);
    }

private:
    test::TempFolder folder_;
    http::Permit ib_;
    std::unique_ptr<bridge::Bridge> bridge_;
    std::optional<http::Api> api_;
};

core::Json checked(const http::Answer& answer) {
    require(answer.status < 500);
    auto json = core::parse_json(answer.body, "answer");
    require(json.ok());
    return std::move(json).value();
}

/// What was pushed shows in every page that the board opens.
void open_pages(const School& school, const core::Json& pushed) {
    checked(school.answer("/v1/session", "{}"));
    checked(school.answer("/v1/dossiers", "{}"));
    checked(school.answer("/v1/misfiled", "{}"));
    checked(school.answer("/v1/terms", R"({"within_days":731})"));
    for (const core::Json& item : pushed) {
        if (const std::string_view pupil = core::text_or_empty(item, "pupil"); !pupil.empty()) {
            checked(school.answer("/v1/dossier", core::Json{{"pupil", pupil}}.dump()));
            checked(school.answer("/v1/badges", core::Json{{"pupils", {pupil}}}.dump()));
        }
    }
}

/// A line of the input as a member: "name=text" or "name:JSON". Most of what a mutation makes of
/// that is a body that gets as far as being looked at.
void add_member(core::Json& object, std::string_view line) {
    const std::size_t sign = std::min(line.find_first_of("=:"), line.size());
    const std::string name = core::to_valid_utf8(line.substr(0, sign));
    const std::string_view value = line.substr(std::min(sign + 1, line.size()));
    const auto json = core::parse_json(value, "value");
    object[name] =
        json && line.substr(sign, 1) == ":" ? *json : core::Json(core::to_valid_utf8(value));
}

core::Json object_of(std::string_view lines) {
    core::Json object = core::Json::object();
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        add_member(object, lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return object;
}

/// Sends it to every target that looks at a body. \return whether anything was changed by it
bool send(const School& school, std::string_view body) {
    bool changed = false;
    for (const http::Endpoint& endpoint : http::Api::endpoints()) {
        if (endpoint.target == "/v1/session" || endpoint.target == "/v1/sign-out") {
            continue;
        }
        const http::Answer answer = school.answer(endpoint.target, body);
        const core::Json json = checked(answer);
        const bool pushed = endpoint.takes_array && answer.status == 200;
        require((answer.status < 400 && !pushed) || answer.body.find(secret) == std::string::npos);
        changed = changed || (endpoint.target == "/v1/pair" && answer.status == 200) ||
                  (endpoint.target == "/v1/misfiled/seen" && answer.status == 200);
        if (pushed) {
            const core::Json items = core::Json::parse(body);
            if (json.at("refused").size() < items.size()) {
                changed = true;
                open_pages(school, items);
            }
        }
    }
    return changed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Start start;
    static std::unique_ptr<School> school;
    if (!school) {
        school = std::make_unique<School>(start);
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    core::Json object = object_of(bytes);
    if (core::text_or_empty(object, "code") == code_written) {
        object["code"] = school->code();
    }
    if (core::text_or_empty(object, "key") == key_written) {
        object["key"] = start.key();
    }
    bool changed = send(*school, bytes);
    changed = send(*school, object.dump()) || changed;
    changed = send(*school, core::Json::array({object}).dump()) || changed;
    if (changed) {
        // The next input finds what this one found.
        school.reset();
    }
    return 0;
}
