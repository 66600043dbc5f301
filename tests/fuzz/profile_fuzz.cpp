// A profile is what a school writes by hand: whatever it holds, loading either gives a profile that
// can judge or an error that names a field.

#include "meldbrug/core/json.hpp"
#include "meldbrug/route/evaluate.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace meldbrug;

namespace {

const core::Json& names() {
    static const core::Json json = core::Json::parse(R"({
        "steps": [{"id":"signaleren","label":"s"},{"id":"gesprek","label":"g"},{"id":"wegen","label":"w"},{"id":"melden","label":"m"}],
        "actions": [{"id":"signalen_vastgelegd","label":"s","step":"signaleren"},{"id":"gesprek_ouder","label":"g","step":"gesprek"},
                    {"id":"melding_veilig_thuis","label":"m","step":"melden"},{"id":"directie_geinformeerd","label":"d"},
                    {"id":"afgezien_oudergesprek","label":"a"},{"id":"dossier_gesloten","label":"c"}],
        "marks": [{"id":"grond_anders","label":"x"},{"id":"twijfel","label":"t"}],
        "roles": [{"id":"ib","label":"ib"},{"id":"directie","label":"dir"}]})");
    return json;
}

/// Every action once, a day apart, each with a mark and an actor.
void judge_something(const route::Profile& profile, const core::Catalogue& catalogue) {
    std::vector<notes::Note> notes(catalogue.action_count());
    std::vector<notes::Reading> readings(catalogue.action_count());
    std::vector<route::Evidence> evidence;
    for (std::uint16_t i = 0; i < catalogue.action_count(); ++i) {
        notes[i].id = std::to_string(i);
        notes[i].pupil = "p";
        notes[i].date = core::Date{std::chrono::days{20000 + i}};
        notes[i].author.role = "ib";
        notes::ReadAction action;
        action.id = core::ActionId{i};
        action.date = notes[i].date;
        action.marks.insert(core::MarkId{0});
        action.actors.insert(core::RoleId{1});
        readings[i].actions.push_back(action);
        evidence.push_back({&notes[i], &readings[i]});
    }
    const auto calendar =
        core::SchoolCalendar::from_json(core::Json::object(), "noord", "calendar");
    const auto texts = core::Texts::from_json(core::Json::object(), "texts");
    if (!calendar || !texts) {
        std::abort();
    }
    const auto found = route::evaluate(
        evidence, nullptr,
        {profile, catalogue, *calendar, *texts, core::Date{std::chrono::days{20100}}});
    for (const auto& dossier : found) {
        if (dossier.steps.size() != profile.steps().size()) {
            std::abort();
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto json = core::parse_json(text, "profile");
    if (!json) {
        return 0;
    }
    auto catalogue = core::Catalogue::from_json(names(), "names");
    if (!catalogue) {
        std::abort();
    }
    const auto profile = route::Profile::from_json(*json, *catalogue, "profile");
    if (!profile) {
        if (profile.error().message.find("field '") == std::string::npos) {
            std::abort();
        }
        return 0;
    }
    judge_something(*profile, *catalogue);
    return 0;
}
